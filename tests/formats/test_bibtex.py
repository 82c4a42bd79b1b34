"""BibTeX: accents, names, references between entries, and entries that are broken."""

import bibtexparser
import pytest

from claims.formats import references
from claims.formats.bibtex_names import parse, split
from claims.formats.latex import decode, encode
from claims.formats.records import Kind
from tests.formats.reading import DATA, csl, everything, only


def test_a_full_entry():
    first = csl(DATA / "accents.bib")[0]
    assert first["id"] == first["citation-key"] == "okafor2019"
    assert (
        first["title"]
        == "Effects of <i>Mitragyna speciosa</i> on CO<sub>2</sub> & sleep – a cohort"
    )
    assert first["author"] == [
        {"family": "Okafor", "given": "Ngözi A."},
        {"literal": "Sleep and Memory Study Group"},
        {"non-dropping-particle": "van der", "family": "Berg", "given": "Jan", "suffix": "Jr."},
        {"family": "Zürcher", "given": "Émile"},
    ]
    assert first["container-title"] == "Journal of Invented Medicine (Online)"
    assert first["issued"] == {"date-parts": [[2019, 3]]}
    assert (first["volume"], first["issue"], first["page"]) == ("12", "3", "101-109")
    assert first["DOI"] == "10.1000/inv_2019"
    assert first["custom"]["bibtex"] == {"author": ["and others"], "mood": ["hopeful"]}


def test_one_broken_entry_spoils_no_other():
    records, rejected = everything(DATA / "accents.bib")
    assert [record.csl["title"] for record in records][1:] == [
        "The same key again",
        "Without a key",
        "Proceedings of Something",
        "In round brackets",
    ]
    assert [(fault.line, fault.reason[:23]) for fault in rejected] == [
        (29, "The entry is not closed")
    ]


def test_what_comes_twice_is_kept():
    second = csl(DATA / "accents.bib")[1]
    assert second["custom"]["bibtex"]["title"] == ["and a second title"]
    assert second["issued"] == {"date-parts": [[1998, 11], [1998, 12]]}


def test_a_child_has_what_its_parent_says():
    child = csl(DATA / "accents.bib")[2]
    assert child["container-title"] == "Proceedings of Something"
    assert child["editor"] == [{"family": "Itor", "given": "Ed"}]
    assert child["issued"] == {"date-parts": [[2001]]}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (
            "Ludwig van Beethoven",
            {"given": "Ludwig", "non-dropping-particle": "van", "family": "Beethoven"},
        ),
        (
            "de la Fontaine, Jean",
            {"given": "Jean", "non-dropping-particle": "de la", "family": "Fontaine"},
        ),
        ("King, Jr., Martin", {"given": "Martin", "suffix": "Jr.", "family": "King"}),
        ("{World Health Organization}", {"literal": "World Health Organization"}),
        ("{Smith and Sons}, A.", {"family": "Smith and Sons", "given": "A."}),
        ("Plato", {"family": "Plato"}),
        (
            "family=Berg, given=Jan, prefix=van",
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van"},
        ),
    ],
)
def test_names(raw, name):
    assert parse(raw) == name


def test_and_in_braces_parts_no_names():
    assert split("{A and B} and C AND D") == ["{A and B}", "C", "D"]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        (
            r"{\'E}mile Z{\"u}rcher, {\O}rsted, \v{S}koda, Stra{\ss}e, \c{c}",
            "Émile Zürcher, Ørsted, Škoda, Straße, ç",
        ),
        (r"50\% of {DNA} \& more---or \$5", "50% of DNA & more—or $5"),
        (r"$\alpha$-synuclein", "α-synuclein"),
        (r"half a \unknowncommand left", r"half a \unknowncommand left"),
        ("cost $5 and 100% sure", "cost $5 and 100% sure"),
        ("{" * 3000 + "deep" + "}" * 3000, "deep"),
    ],
)
def test_latex_is_read(raw, plain):
    assert decode(raw) == plain


def test_ten_characters_are_escaped():
    text = r"a \ { } ~ ^ $ & % # _ -- '' `` end"
    written = encode(text)
    assert decode(written) == text
    assert written.count("{") == written.count("}")


def test_what_is_written_reads_the_same_elsewhere():
    records = csl(DATA / "accents.bib")
    library = bibtexparser.parse_string(references.write(records, Kind.BIBTEX).decode())
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [
        "okafor2019",
        "okafor2019a",
        "itor2001",
        "whole",
        "round",
    ]
    assert library.entries[0]["doi"] == "10.1000/inv_2019"
    assert library.entries[0]["year"] == "2019"


def test_keys_are_made_of_author_and_year():
    records = [
        {
            "id": f"S{number}",
            "type": "book",
            "title": "T",
            "author": [{"family": "Müller-Ö"}],
            "issued": {"date-parts": [[1999]]},
        }
        for number in range(3)
    ]
    written = references.write(records, Kind.BIBTEX).decode()
    assert [f"@book{{mullero1999{suffix},\n" in written for suffix in ("", "a", "b")] == [True] * 3
    assert csl(written.encode()) == records
    assert references.write(records, Kind.BIBTEX).decode() == written


def test_no_entry_comes_out_of_a_title():
    evil = {"type": "book", "title": "a }} @book{evil, title={x}}", "id": "a", "citation-key": "a"}
    written = references.write([evil], Kind.BIBTEX)
    assert csl(written) == [evil]
    assert len(bibtexparser.parse_string(written.decode()).entries) == 1


def test_an_entry_with_a_key_alone_is_rejected():
    records, rejected = everything(b"@article{a}\n@article{b, title={B}}\n")
    assert [record.csl["title"] for record in records] == ["B"]
    assert rejected[0].reason.startswith("The record holds nothing but its type")
    assert only(b"@article{b, title={B}}")["id"] == "b"
