"""Bytes to text."""

import pytest

from claims.formats.encodings import Text
from tests.formats.reading import DATA, only


def text(data):
    return "".join(Text(data).pieces())


def test_windows_letters():
    record = only(DATA / "windows.ris")
    assert record["title"] == "Naïve café – a study"
    assert record["author"] == [{"family": "Müller", "given": "Jörg"}]


def test_one_bad_byte_spoils_its_own_line_only():
    assert text("é\n".encode() + b"\xe9\n" + "ü\n".encode()) == "é\né\nü\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    found = list(Text(end.join(["one", "", "three"]).encode()).lines())
    assert found == [(1, "one"), (2, ""), (3, "three")]


def test_a_declared_encoding_is_believed_where_it_is_no_utf_8():
    data = '<?xml version="1.0" encoding="windows-1251"?>\n<a>Сон</a>'.encode("cp1251")
    assert text(data).endswith("<a>Сон</a>")
    assert text('<?xml version="1.0" encoding="nonsense"?>é'.encode()).endswith("é")


def test_letters_across_pieces():
    long = "aé€😀" * 200_000
    assert text(long.encode()) == long
    assert text(long.encode("utf-16")) == long


def test_a_line_that_is_too_long_is_told_apart():
    found = list(Text(b"short\n" + b"x" * 5000 + b"\nshort\n").lines(longest=1000))
    assert found == [(1, "short"), (2, None), (3, "short")]
