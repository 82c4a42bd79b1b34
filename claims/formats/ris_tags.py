"""Which RIS tag is which CSL variable. Tags and types as exporters use them, not as one description lists them."""

from __future__ import annotations

TYPES = {
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "ABST": "article-journal",
    "INPR": "article-journal",
    "JOURNAL ARTICLE": "article-journal",
    "ARTICLE": "article-journal",
    "JFULL": "periodical",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CTLG": "book",
    "SER": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "THES": "thesis",
    "RPRT": "report",
    "GOVDOC": "report",
    "PAT": "patent",
    "STAT": "legislation",
    "LEGAL": "legislation",
    "CASE": "legal_case",
    "BILL": "bill",
    "UNBILL": "bill",
    "HEAR": "hearing",
    "ELEC": "webpage",
    "WEB": "webpage",
    "BLOG": "post-weblog",
    "ICOMM": "personal_communication",
    "PCOMM": "personal_communication",
    "UNPB": "manuscript",
    "MANSCPT": "manuscript",
    "DATA": "dataset",
    "DBASE": "dataset",
    "AGGR": "dataset",
    "COMP": "software",
    "VIDEO": "motion_picture",
    "MPCT": "motion_picture",
    "ADVS": "motion_picture",
    "SOUND": "song",
    "MUSIC": "musical_score",
    "MAP": "map",
    "ART": "graphic",
    "CHART": "graphic",
    "FIGURE": "figure",
    "EQUA": "figure",
    "DICT": "entry-dictionary",
    "ENCYC": "entry-encyclopedia",
    "STAND": "standard",
    "SLIDE": "speech",
    "PAMP": "pamphlet",
    "CLSWK": "classic",
    "ANCIENT": "classic",
    "GEN": "document",
}
#: The first RIS type of each CSL type; CPAPER, because CONF also stands for whole proceedings.
TYPES_BACK: dict[str, str] = {}
for _ris, _csl in TYPES.items():
    TYPES_BACK.setdefault(_csl, _ris)
TYPES_BACK["paper-conference"] = "CPAPER"
TYPES_BACK["motion_picture"] = "MPCT"

#: Tags of names, most usual first.
PEOPLE = {
    "AU": "author",
    "A1": "author",
    "ED": "editor",
    "A2": "editor",
    "A3": "collection-editor",
    "A4": "translator",
}
#: One value each; further different ones stay in `custom`.
PLAIN = {
    "ID": "id",
    "VL": "volume",
    "IS": "issue",
    "CP": "issue",
    "PB": "publisher",
    "CY": "publisher-place",
    "PP": "publisher-place",
    "LA": "language",
    "ET": "edition",
    "NV": "number-of-volumes",
    "CN": "call-number",
    "DB": "source",
    "DP": "archive",
    "SE": "section",
    "RI": "reviewed-title",
}
#: Several values are one text: keywords with semicolons, paragraphs with line breaks.
WHOLE = {"AB": "abstract", "N2": "abstract", "KW": "keyword", "N1": "note"}
#: Where addresses stand; the first becomes URL.
ADDRESSES = ("UR", "LK", "L2", "L1")
