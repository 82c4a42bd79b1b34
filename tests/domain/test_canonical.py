"""Canonical JSON, digests and clean text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.canonical import canonical, clean_text, digest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_the_example_of_rfc_8785():
    """RFC 8785, sections 3.2.2 and 3.2.3 (numbers and key order)."""
    value = {"numbers": [333333333.33333329, 1e30, 4.5, 2e-3], "literals": [None, True, False]}
    assert canonical(value) == (
        b'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002]}'
    )


def test_a_known_digest():
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 2**60, {1: 2}, object(), "\ud800"])
def test_what_json_cannot_hold_is_refused(bad):
    with pytest.raises(ValueError, match=r"."):
        digest(bad)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=5))
def test_key_order_never_shows(value):
    assert digest(dict(reversed(value.items()))) == digest(value)


@pytest.mark.parametrize(
    ("value", "multiline", "clean"),
    [
        ("  plain  ", False, "plain"),
        ("e\u0301", False, "\u00e9"),
        ("a\r\nb\rc\td ", True, "a\nb\nc\td"),
        ("\u00a0x\u3000", False, "x"),
        ("line\n", False, "line"),
        ("", False, ""),
    ],
)
def test_cleaning(value, multiline, clean):
    assert clean_text(value, multiline=multiline) == clean


@pytest.mark.parametrize(
    ("value", "multiline", "message"),
    [
        ("a\0b", True, "NUL"),
        ("a\x07b", True, r"U\+0007"),
        ("a\nb", False, r"U\+000A"),
        ("a\x85b", True, r"U\+0085"),
        ("a\u2028b", False, "line break"),
        ("\ud800", True, "surrogate"),
    ],
)
def test_refused(value, multiline, message):
    with pytest.raises(ValueError, match=message):
        clean_text(value, multiline=multiline)


@given(st.text(), st.booleans())
def test_clean_text_is_clean_for_good(value, multiline):
    try:
        clean = clean_text(value, multiline=multiline)
    except ValueError:
        return
    assert clean_text(clean, multiline=multiline) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert "\0" not in clean
