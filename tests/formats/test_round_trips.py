"""Reading what was written gives back the very records, whatever is in them."""

import bibtexparser
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.formats import csl as common
from claims.formats import references
from claims.formats.csl_json import KNOWN
from claims.formats.records import Kind

AWKWARD = st.sampled_from(
    ["{", "}", "\\", "@article{x,", "TY  - JOUR", "\nER  - \n", '"', ";", ",", "; ", " and ", "=1+1", "--", "$x$",
     "%", "&", "#", "_", "^", "~", "<i>it</i>", "CO<sub>2</sub>", "''", "``", "\u202eright", "e\u0301", "עברית", "'=",
     "\r", "\t", "others", "\x00", "\u2028", "Doe, J.", "10.1000/x", "1234-5679", "0306406152", "1998-99"]
)  # fmt: skip
words = st.lists(AWKWARD | st.text(max_size=8), max_size=5).map("".join)
names = st.fixed_dictionaries(
    {},
    optional={
        "family": words,
        "given": words,
        "non-dropping-particle": st.sampled_from(["van", "de la", "von der"]) | words,
        "suffix": st.sampled_from(["Jr.", "III"]) | words,
        "literal": words,
    },
)
dates = st.fixed_dictionaries(
    {},
    optional={
        "date-parts": st.lists(
            st.tuples(st.integers(1000, 2199), st.integers(1, 12), st.integers(1, 28)).map(list)
            | st.integers(1000, 2199).map(lambda year: [year]),
            min_size=1,
            max_size=2,
        ),
        "season": st.integers(1, 4),
        "circa": st.booleans(),
        "literal": words,
    },
)
fields = sorted(
    KNOWN - set(common.NAMES) - set(common.DATES) - {"type", "title", "custom", "categories"}
)
records = st.fixed_dictionaries(
    {"title": st.just("T") | words.map(lambda text: f"T{text}"), "type": st.sampled_from(sorted(common.TYPES))},
    optional={
        "author": st.lists(names, max_size=3),
        "editor": st.lists(names, max_size=2),
        "translator": st.lists(names, max_size=1),
        "issued": dates,
        "accessed": dates,
        "custom": st.dictionaries(
            st.sampled_from(["ris", "bibtex", "table", "pubmed", "x"]),
            st.dictionaries(
                st.sampled_from(["TY", "AN", "UR", "note", "title", "entrytype", "eprint", "ü"]),
                st.lists(words, max_size=2),
                max_size=3,
            ),
            max_size=3,
        ),
        **{name: words for name in fields if name not in ("DOI", "PMID", "PMCID")},
        "DOI": st.sampled_from(["10.1000/x", "10.1002/(sici)1099(199)1:2<3::aid>3.0.co;2-a"]),
        "PMID": st.integers(1, 999_999_999).map(str),
        "PMCID": st.integers(1, 9_999_999).map(lambda number: f"PMC{number}"),
    },
).map(common.finish)  # fmt: skip


def back(kind, given_records):
    written = references.write(given_records, kind)
    assert references.count(written, kind) == len(given_records)
    return [outcome.csl for outcome in references.read(written, kind)], written.decode()


@settings(max_examples=35, deadline=None)
@given(st.lists(records, min_size=1, max_size=3))
def test_ris(given_records):
    got, written = back(Kind.RIS, given_records)
    assert got == given_records
    assert len(rispy.loads(written)) == len(given_records)


@settings(max_examples=35, deadline=None)
@given(st.lists(records, min_size=1, max_size=3))
def test_bibtex(given_records):
    got, written = back(Kind.BIBTEX, given_records)
    assert got == given_records
    library = bibtexparser.parse_string(written)
    assert library.failed_blocks == []
    assert len(library.entries) == len(given_records)


@settings(max_examples=35, deadline=None)
@given(st.lists(records, min_size=1, max_size=3))
def test_csl_json(given_records):
    assert back(Kind.CSL_JSON, given_records)[0] == given_records


@settings(max_examples=35, deadline=None)
@given(st.lists(records, min_size=1, max_size=3))
def test_csv(given_records):
    assert back(Kind.CSV, given_records)[0] == given_records


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(Kind)), st.binary(max_size=300) | words.map(str.encode))
def test_nothing_crashes_a_reader(kind, data):
    try:
        found = list(references.read(data, kind))
    except references.Unreadable as error:
        found = [error.message]
    assert found
