"""Which names are enough like an author's to be asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.names import authors_of, resembling

AUTHORS = authors_of(
    "Smith JA; van Dam R; Müller-Lüdenscheidt H",
    {"author": [{"family": "García Márquez", "given": "Ana"}, {"literal": "WHO"}, None, "x", {}]},
)


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Jane Smith", "Smith JA"),
        ("SMITH, Jane", "Smith JA"),
        ("Smith J", "Smith JA"),
        ("Dr. J. A. Smith", "Smith JA"),
        ("Smith", "Smith JA"),
        ("Rob van Dam", "van Dam R"),
        ("Hans Muller Ludenscheidt", "Müller-Lüdenscheidt H"),
        ("Ana Garcia Marquez", "García Márquez, Ana"),
        ("Peter Smith", ""),
        ("Smithson J", ""),
        ("Person 4", ""),
        ("", ""),
        (" . ", ""),
    ],
)
def test_family_name_and_initial(name: str, author: str):
    assert resembling([name], AUTHORS) == author


@given(st.lists(st.text(max_size=20)), st.text(max_size=40), st.recursive(st.text(), st.lists))
def test_odd_names_hinder_nobody(names: list[str], authors: str, csl: object):
    found = resembling(names, authors_of(authors, csl))
    assert found == "" or found in authors
