"""Which BibTeX and BibLaTeX entry type and field is which CSL type and variable.

Sources: the BibLaTeX manual (entry types, fields, aliases) and BibTeX's own description (btxdoc).
"""

from __future__ import annotations

TYPES = {
    "article": "article-journal",
    "suppperiodical": "article-journal",
    "review": "review",
    "periodical": "periodical",
    "book": "book",
    "mvbook": "book",
    "booklet": "pamphlet",
    "collection": "book",
    "mvcollection": "book",
    "proceedings": "book",
    "mvproceedings": "book",
    "reference": "book",
    "mvreference": "book",
    "inbook": "chapter",
    "bookinbook": "chapter",
    "incollection": "chapter",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "inreference": "entry-encyclopedia",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "manual": "report",
    "unpublished": "manuscript",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "webpage": "webpage",
    "web_page": "webpage",
    "dataset": "dataset",
    "software": "software",
    "artwork": "graphic",
    "image": "graphic",
    "audio": "song",
    "music": "song",
    "video": "motion_picture",
    "movie": "motion_picture",
    "performance": "performance",
    "patent": "patent",
    "standard": "standard",
    "legislation": "legislation",
    "legal": "legislation",
    "jurisdiction": "legal_case",
    "letter": "personal_communication",
    "misc": "document",
}
TYPES_BACK: dict[str, str] = {}
for _bibtex, _csl in TYPES.items():
    TYPES_BACK.setdefault(_csl, _bibtex)
TYPES_BACK |= {"report": "techreport", "thesis": "phdthesis", "chapter": "incollection"}

#: What an entry inside a broken one is recognised by.
ENTRY_TYPES = frozenset(TYPES) - {"review", "image", "music", "letter", "legal"}

#: Fields that need no thought. First come, first served; what comes second stays in `custom`.
PLAIN = {
    "volume": "volume",
    "publisher": "publisher",
    "address": "publisher-place",
    "location": "publisher-place",
    "edition": "edition",
    "series": "collection-title",
    "abstract": "abstract",
    "chapter": "chapter-number",
    "pagetotal": "number-of-pages",
    "numpages": "number-of-pages",
    "volumes": "number-of-volumes",
    "language": "language",
    "langid": "language",
    "hyphenation": "language",
    "shortjournal": "container-title-short",
    "shorttitle": "title-short",
    "eventtitle": "event-title",
    "venue": "event-place",
    "version": "version",
    "note": "note",
    "annote": "annote",
    "annotation": "annote",
    "library": "call-number",
    "lccn": "call-number",
    "origpublisher": "original-publisher",
    "origlocation": "original-publisher-place",
    "origtitle": "original-title",
    "part": "part-number",
    "type": "genre",
    "status": "status",
    "pubstate": "status",
}
TITLED = frozenset({"series", "origtitle", "shorttitle", "eventtitle", "shortjournal"})
PEOPLE = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
    "director": "director",
    "serieseditor": "collection-editor",
}
DATES = {"urldate": "accessed", "eventdate": "event-date", "origdate": "original-date"}
#: Values in which a backslash or a brace is no LaTeX.
VERBATIM = frozenset(
    {
        "url",
        "doi",
        "file",
        "eprint",
        "pdf",
        "bdsk-url-1",
        "bdsk-url-2",
        "bdsk-file-1",
        "verba",
        "csl",
        "ee",
    }
)
PUBLISHERS = ("publisher", "institution", "school", "organization", "howpublished")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
