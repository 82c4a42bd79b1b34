"""Lists of references as articles end with, and the references in the text that lead to them."""

# ruff: noqa: E501 - entries are best read on one line

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.likeness import Record
from claims.domain.passages import naming
from claims.domain.passages.bibliography import read
from claims.domain.passages.citing import numbers_of
from claims.domain.passages.reading import read as passages_of
from claims.domain.vocabulary import IdentityResult

pytestmark = pytest.mark.once

LISTED = "Tea helps.\n\n## References\n\n{}\n"


@pytest.mark.parametrize(
    ("entry", "authors", "year", "title"),
    [
        ("1. Smith J, Jones AB. Herb use and pain in adults: a survey. J Pain. 2019;20(3):12-20. doi:10.1000/xyz123", "Smith J; Jones AB", 2019, "Herb use and pain in adults: a survey"),
        ("[1] van Dam, P., & O'Neill, K. (2020). The effect of sleep on memory. Journal of Sleep, 3(1), 4–5. https://doi.org/10.1000/xyz123", "van Dam P; O'Neill K", 2020, "The effect of sleep on memory"),
        ("1) Swogger MT, Walsh Z, et al. Herbs and mental health: A systematic review. Alcohol. 2018 Feb 1;183:134-140. doi: 10.1000/xyz123.", "Swogger MT; Walsh Z", 2018, "Herbs and mental health: A systematic review"),
        ('- Smith, John, and Mary Jones. "Herbs for Good Sleep." Sleep Medicine, vol. 3, 2015. doi:10.1000/xyz123', "Smith J; Mary Jones", 2015, "Herbs for Good Sleep"),
        ('1. J. A. Smith and B. Lee, "Herbs and pain in mice," J. Herb. Med., vol. 3, 2016, doi: 10.1000/xyz123.', "Smith JA; Lee B", 2016, "Herbs and pain in mice"),
        ("World Health Organization. Global report on teas. Geneva: WHO; 2021 (accessed 3 May 2022) doi:10.1000/xyz123", "World Health Organization", 2021, "Global report on teas"),
        ("1. Smith JA. N Engl J Med 2010;362:1-9. doi:10.1000/xyz123", "Smith JA", 2010, ""),
    ],
)  # fmt: skip
def test_what_an_entry_says(entry, authors, year, title):
    text = LISTED.format(entry)
    (found,) = read(text).entries
    assert (found.authors, found.year, found.title) == (authors, year, title)
    assert found.identifiers == (("doi", "10.1000/xyz123"),)
    assert found.number == 1
    assert text[found.start : found.end] in entry
    assert text[found.start : found.end].endswith(entry[-4:])


def test_where_a_list_begins_and_ends():
    wrapped = "Lee, C. (2018). Coffee and the heart of\nolder men. Heart, 1(2), 5-9."
    text = LISTED.format(
        f"Jones, A. (2019). Tea and teeth. Dental Journal, 3, 1.\n\n{wrapped}\n\nAbout the author\n\nShe writes."
    )
    found = read(text)
    assert [text[one.start : one.end] for one in found.entries][1] == wrapped
    assert not found.holds(text.index("She writes"))
    assert [one.number for one in found.entries] == [1, 2]
    # A heading with nothing like references behind it, and lists of other things, are none.
    for other in (
        "Sources\n\nWe asked our readers.",
        "1. Boil water.\n2. Add tea.\n3. Wait.",
        "Notes\n\n- milk\n- sugar",
        "",
    ):
        assert read(f"Tea helps.\n\n{other}").entries == ()
    # Numbered lines that end the text need no heading; nor do notes of Markdown.
    assert (
        len(
            read(
                "It helps [1].\n\n1. Lee C. On tea and us. Heart. 2018.\n2. Kim E. On milk and us. Heart. 2019."
            ).entries
        )
        == 2
    )
    assert (
        len(
            read(
                "It helps[^1].\n\n[^1]: https://example.org/a\n[^2]: Kim E. On milk and us. Heart. 2019."
            ).entries
        )
        == 2
    )


def led(text):
    return [
        (ref.value, ref.entry, ref.problem) for one in passages_of(text) for ref in one.references
    ]


AUTHORS = """

References

Jones, A. B. (2019a). Tea and teeth of adults. Dental Journal, 3, 1–9.
Jones, A. B. (2019b). Tea and bones of adults. Bone Journal, 3, 1–9.
Lee, C., Park, D., & Kim, E. (2018). Coffee, cancer, and the heart. Heart, 1(2), 5-9.
Smith, A. (2020). Herbs again in pain. Pain.
World Health Organization. (2021). Global report on tea. Geneva.
"""


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("It helps (Smith, 2020).", [("Smith, 2020", 4, "")]),
        ("It helps (Jones 2019b; Lee et al., 2018).", [("Jones 2019b", 2, ""), ("Lee et al., 2018", 3, "")]),
        ("As Lee, Park, and Kim (2018) say, it helps.", [("Lee, Park, and Kim (2018)", 3, "")]),
        ("It helps (WHO, 2021).", [("WHO, 2021", 5, "")]),
        ("It helps (Jones, 2019).", [("Jones, 2019", 0, "several")]),
        ("It helps (Lee et al., 2008).", [("Lee et al., 2008", 3, "other_year")]),
        ("It helps (Smith and Brown, 2020).", [("Smith and Brown, 2020", 4, "other_author")]),
        ("It helps (Green et al., 2001).", [("Green et al., 2001", 0, "no_entry")]),
        ("It was so in the games (London 2012).", []),
    ],
)  # fmt: skip
def test_author_and_year_lead_to_the_list(said, found):
    assert led(said + AUTHORS) == found


NUMBERS = "\n\nReferences\n" + "".join(
    f"{number}. Smith J. Herbs and pain number {number}. J Pain. 2019;{number}:1.\n"
    for number in range(1, 9)
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("It helps [2,5–7].", [2, 5, 6, 7]),
        ("It helps.³⁻⁵", [3, 4, 5]),
        ("It helps (1). Milk does too (2, 4-5).", [1, 2, 4, 5]),
        ("It helps [1], in most (2).", [1]),
        ("Take (1) tea and (2) milk; see Table (3).", []),
        ("It helps [99].", [0]),
    ],
)  # fmt: skip
def test_numbers_lead_to_the_list(said, found):
    assert [entry for _, entry, _ in led(said + NUMBERS)] == found


def test_no_number_is_without_an_entry_where_there_is_no_list():
    assert led("It helps [3].") == [("[3]", 0, "")]
    assert numbers_of("[1-900]") == [1, 900]


def test_what_stands_in_the_list_is_no_statement():
    text = "Tea helps." + NUMBERS
    assert [one.kind.value for one in passages_of(text)][1:] == ["other"] * (
        len(passages_of(text)) - 1
    )


@pytest.mark.parametrize(
    ("entry", "record", "result"),
    [
        ("Smith J. Herbs and pain in adults. J Pain 2019", {"title": "Herbs and pain in adults: a trial", "authors": "Smith J", "year": 2019}, "confirmed"),
        ("Smith J. Herbs and pain in adults. J Pain 2019", {"title": "Planets beyond the sun", "authors": "Sagan C", "year": 1980}, "mismatch"),
        ("Smith J. N Engl J Med 2019;3:1", {"title": "Planets beyond the sun", "authors": "Sagan C", "year": 1980}, ""),
        ("Smith J. Herbs and pain in adults. J Pain 2019", {"title": ""}, ""),
    ],
)  # fmt: skip
def test_does_the_entry_name_the_record(entry, record, result):
    (found,) = read(LISTED.format(entry)).entries
    given = {"title": found.title, "authors": found.authors, "year": found.year}
    assert naming.compare(given, entry, record).result is IdentityResult(result)


def test_differences_are_kept_where_they_are_plain():
    entry = "Smith J. Herbs and pain in adults. J Pain 2012"
    given = {"title": "Herbs and pain in adults", "authors": "Smith J", "year": 2012}
    record = {"title": "Herbs and pain in adults", "authors": "Green B; Smith J", "year": 2019}
    found = naming.compare(given, entry, record)
    assert {one["field"] for one in found.differences} == {"year", "first author"}
    near = naming.compare(given, entry, {**record, "authors": "Smith Jane", "year": 2013})
    assert (near.result, near.differences) == (IdentityResult.CONFIRMED, ())


def test_likeness_alone_needs_title_author_and_year():
    entry = {"title": "Herbs and pain in adults", "authors": "Smith J", "year": 2019}
    said = "Smith J. Herbs and pain in adults. J Pain 2019"
    same = {"title": "Herbs and pain in adults", "authors": "Smith J", "year": 2019}
    assert naming.same_work(entry, said, Record(**same))
    for other in (
        {"year": 2015},
        {"authors": "Green B"},
        {"title": "Herbs and pain in adults: part 2"},
    ):
        assert not naming.same_work(entry, said, Record(**{**same, **other}))


@given(st.text(alphabet='aB. \n[]()1239,;:-–#^"', max_size=400))
def test_any_text_is_read(text):
    found = read(text + "\nReferences\n" + text)
    ends = [found.start, *(one.end for one in found.entries)]
    for one, before in zip(found.entries, ends, strict=False):
        assert before <= one.start <= one.end <= found.end
    passages_of(text + "\nReferences\n" + text)


@pytest.mark.parametrize(
    "tail",
    ["A" * 100_000, "Smith J, " * 12_000, "1. " * 30_000, "(2019) " * 15_000, "Ab. " * 25_000, "\n1. x 2019" * 10_000, "\nReferences" * 9_000, "\nnothing to see" * 7_000, "a, (1) " * 12_000],
    ids=lambda tail: tail[:8].strip(),
)  # fmt: skip
def test_long_lists_take_no_time(tail):
    started = time.process_time()
    passages_of(f"It helps (1).\nReferences\n1. Smith J. On tea and us. 2019.\n{tail}")
    assert time.process_time() - started < 4
