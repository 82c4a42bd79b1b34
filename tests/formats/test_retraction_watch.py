"""The Retraction Watch database's file, in its own layout and in a copy's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from claims.domain.vocabulary import NoticeNature
from claims.formats import retraction_watch as watch

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,"
    "RetractionNature,Reason,Paywalled,Notes,"
)


def line(**cells: str) -> str:
    names = HEADER.split(",")
    return ",".join(f'"{cells[name]}"' if name in cells else "" for name in names)


ONE = line(
    **{
        "Record ID": "77",
        "Title": "An invented paper",
        "Author": "Ann Example;Bo Sample;",
        "RetractionDate": "2/13/2020 0:00",
        "RetractionDOI": "10.5555/PAPERconcern",
        "OriginalPaperDate": "12/1/2018 0:00",
        "OriginalPaperDOI": "10.5555/Paper",
        "OriginalPaperPubMedID": "0",
        "RetractionNature": "Expression of concern",
        "Reason": "+Doubts about Data;+Doubts about Image;",
    }
)


def test_an_entry():
    [row] = watch.rows([HEADER + "\n", ONE + "\n"])
    assert isinstance(row, watch.Row)
    assert (row.title, row.authors, row.year) == (
        "An invented paper",
        "Ann Example; Bo Sample",
        2018,
    )
    assert (row.doi, row.pmid) == ("10.5555/paper", "")
    told = row.notice
    assert (told.nature, told.on) == (NoticeNature.CONCERN, date(2020, 2, 13))
    assert told.reasons == "Doubts about Data; Doubts about Image"
    assert (told.doi, told.outside_id) == ("10.5555/paperconcern", "77")


def test_the_lower_cased_copy_with_its_own_lists():
    [row] = watch.rows(
        [
            "originalpaperdoi,retractiondate,retractionnature,reason\n",
            '10.5555/a,5/22/2008 0:00,Retraction,"[\'+Copied\' ""+It\'s made up""\n \'+Gone\']"\n',
        ]
    )
    assert row.notice.reasons == "Copied; It's made up; Gone"
    assert row.notice.on == date(2008, 5, 22)


@pytest.mark.parametrize("doi", ["Unavailable", "unavailable", "", "0"])
def test_no_doi_is_no_doi(doi):
    cells = {"Title": "T", "OriginalPaperDOI": doi, "RetractionNature": "Retraction"}
    [row] = watch.rows([HEADER + "\n", line(**cells)])
    assert row.doi == ""


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"OriginalPaperDOI": "10.5555/a", "RetractionNature": "Applause"}, "unknown nature"),
        ({"RetractionNature": "Retraction"}, "neither DOI"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(cells, reason):
    found = list(watch.rows([HEADER + "\n", ONE + "\n", line(**cells)]))
    assert isinstance(found[1], watch.Unread)
    assert found[1].line == 3
    assert reason in found[1].reason


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "{}", "\x00\x01\x02"])
def test_another_file_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(watch.NotTheDatabase, match="no column"):
        list(watch.read(path))


def test_bytes_that_are_no_text_harm_one_character_only(tmp_path: Path):
    path = tmp_path / "rw.csv"
    path.write_bytes(
        b"\xef\xbb\xbf"
        + HEADER.encode()
        + b"\n"
        + ONE.encode().replace(b"invented", b"in\xffented")
    )
    [row] = watch.read(path)
    assert row.title == "An in\ufffdented paper"


def test_real_rows_are_all_read(shared_dir):
    folder = shared_dir / "data/bibliography/retractions"
    path = folder / "retraction_watch_rows_dev.csv"
    if not path.is_file():
        pytest.skip("no rows there")
    found = list(watch.read(path))
    assert len(found) == 2417
    assert all(isinstance(row, watch.Row) and row.doi and row.notice.on for row in found)
