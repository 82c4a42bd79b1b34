"""Formatted references: the processor is right, walled in, and may be missing; what is written is harmless."""

import json
import subprocess
import sys
from html.parser import HTMLParser

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks import citations as benchmark
from claims.formats import (
    citation_items,
    citation_pandoc,
    citation_plain,
    citation_styles,
    citations,
)
from claims.formats import citation_runs as runs
from claims.formats.citation_runs import Run

ARTICLE = {
    "id": "S1",
    "type": "article-journal",
    "title": "Hyperpigmentation after kratom: a <i>Mitragyna</i> case",
    "author": [{"family": "Doe", "given": "Jane K."}, {"family": "van der Berg", "given": "A."}],
    "editor": [{"family": "Cooper", "given": "G. M."}],
    "container-title": "Journal of Skin",
    "volume": "12",
    "issue": "3-4",
    "page": "1-10",
    "issued": {"date-parts": [[2021, 3, 7]]},
    "DOI": "10.1000/x_1",
}
HOSTILE = {
    "id": 'S2"><script>',
    "type": "article-journal",
    "title": "<script>alert(1)</script> *b* [c](javascript:x) ![i](file:///etc/passwd) $x$ <img src=x onerror=y>",
    "author": [{"literal": "A <b>B</b> & C"}],
    "URL": "javascript:alert(1)",
    "issued": {"date-parts": [[2020]]},
}


@pytest.fixture(autouse=True)
def _nothing_kept():
    citations.forget()
    yield
    citations.forget()


@pytest.fixture
def missing(monkeypatch):
    """As where pandoc was never installed."""
    monkeypatch.setattr(citation_pandoc, "program", lambda: None)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add((tag, tuple(attrs)))


def tags(html):
    parser = Tags()
    parser.feed(html)
    return parser.seen


def test_apa():
    (one,) = citations.formatted([ARTICLE], "apa")
    assert one.html == (
        "Doe, J. K., &amp; van der Berg, A. (2021). Hyperpigmentation after kratom: a <i>Mitragyna</i> case."
        " <i>Journal of Skin</i>, <i>12</i>(3–4), 1–10. https://doi.org/10.1000/x_1"
    )
    assert not one.plain


def test_nlm_keeps_whole_pages_and_puts_the_editor_after_the_name():
    (one,) = citations.formatted([ARTICLE], "nlm")
    assert one.text == (
        "Doe JK, van der Berg A. Hyperpigmentation after kratom: a Mitragyna case. Cooper GM, editor."
        " Journal of Skin. 2021 Mar 7;12(3–4):1–10. doi:10.1000/x_1"
    )


@pytest.mark.parametrize("style", citations.STYLES)
def test_every_style_offered_is_there_and_answers(style):
    assert citation_styles.source(style)
    (one,) = citations.formatted([ARTICLE], style)
    assert not one.plain
    for part in ("Doe", "Hyperpigmentation".lower(), "2021", "12", "10"):
        assert part in one.text.replace("Hyper", "hyper")


@pytest.mark.parametrize("name", ["apa", "nlm"])
def test_real_records_are_formatted_as_the_standards_own_processor_does(shared_dir, name):
    folder = shared_dir / "data/bibliography/csl"
    total, same, _, faults, _, _ = benchmark.measured(folder, name)
    assert same >= total * 0.97
    assert faults == 0


def test_the_measure_sees_a_wrong_page_and_a_missing_author():
    right = "Doe J. Title. J. 2020;1:1–10."
    assert not benchmark.wrong(ARTICLE, right, right)
    assert benchmark.wrong(ARTICLE, right.replace("1–10", "1–0"), right)
    assert benchmark.wrong(ARTICLE, right.replace("Doe", "D"), right)


def test_a_reference_does_not_change_with_its_neighbours():
    twin = ARTICLE | {"id": "S9", "title": "Another of that year"}
    alone = citations.formatted([ARTICLE], "apa")[0].text
    citations.forget()
    assert citations.formatted([ARTICLE, twin, twin | {"id": "S8"}], "apa")[0].text == alone


def test_order_and_ids_are_those_given():
    many = [ARTICLE | {"id": f"S{n}", "title": f"Title {n}"} for n in (5, 3, 9, 1)]
    found = citations.formatted(many, "apa")
    assert [one.ident for one in found] == ["S5", "S3", "S9", "S1"]
    assert [one.text.partition("Title ")[2][0] for one in found] == ["5", "3", "9", "1"]


def test_one_process_for_a_whole_list_and_none_for_what_is_known(monkeypatch):
    started = []
    real = subprocess.run
    monkeypatch.setattr(
        citation_pandoc.subprocess, "run", lambda *a, **k: started.append(a) or real(*a, **k)
    )
    many = [ARTICLE | {"id": f"S{n}", "title": f"Title {n}"} for n in range(citation_pandoc.MOST)]
    citations.formatted(many, "nlm")
    citations.formatted(many, "nlm")
    assert len(started) == 1


def test_what_a_title_holds_stays_text():
    for style in ("apa", "nlm", "chicago"):
        html = "".join(citations.written([(HOSTILE, "")], style, "html"))
        assert {tag for tag, _ in tags(html)} <= {"ol", "ul", "li", "i", "b", "sup", "sub", "span"}
        assert "<script>" not in html
        assert "<img" not in html
        assert 'id="S2script"' in html


def test_markdown_renders_to_the_text():
    for style in ("apa", "ama"):
        (one,) = citations.formatted([HOSTILE], style)
        html = markdown.markdown(one.markdown.replace("\\<", "&lt;").replace("\\>", "&gt;"))
        assert {tag for tag, _ in tags(html)} <= {"p", "em", "strong"}


@pytest.mark.parametrize("lead", ["# x", "+ x", "- x", "1. x", "12) x", "> x", "= x", ": x"])
def test_markdown_does_not_begin_anything(lead):
    written = runs.markdown([Run(lead)])
    assert "<p>" in markdown.markdown(written)
    assert "<li>" not in markdown.markdown(f"- {written}").replace("<li>", "", 1)
    assert "<h1>" not in markdown.markdown(f"- {written}")


def test_without_the_processor_a_plain_form_and_a_note(missing):
    for media in citations.MEDIA_TYPES:
        written = "".join(citations.written([(ARTICLE, ""), (HOSTILE, "")], "apa", media))
        assert "Doe JK, van der Berg A" in written
        assert citations.PLAIN_NOTE in written
    assert all(one.plain for one in citations.formatted([ARTICLE], "apa"))


def test_without_the_styles_too(monkeypatch):
    monkeypatch.setattr(citation_styles, "source", lambda name: None)
    assert citations.formatted([ARTICLE], "apa")[0].plain


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(citation_pandoc, "SECONDS", 0.001)
    assert citations.formatted([ARTICLE], "apa")[0].plain


def test_a_failure_is_not_kept(monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(citation_pandoc, "SECONDS", 0.001)
        assert citations.formatted([ARTICLE], "apa")[0].plain
    assert not citations.formatted([ARTICLE], "apa")[0].plain


def test_who_waits_too_long_for_a_turn_gets_the_plain_form(monkeypatch):
    monkeypatch.setattr(citation_pandoc, "PATIENCE", 0.01)
    for _ in range(citation_pandoc.AT_ONCE):
        assert citation_pandoc._turns.acquire(timeout=1)
    try:
        assert citations.formatted([ARTICLE], "apa")[0].plain
    finally:
        for _ in range(citation_pandoc.AT_ONCE):
            citation_pandoc._turns.release()


def test_one_record_that_upsets_it_does_not_spoil_the_list(monkeypatch):
    real = citation_pandoc._run
    monkeypatch.setattr(
        citation_pandoc,
        "_run",
        lambda items, style: (
            None if any("POISON" in str(item["title"]) for item in items) else real(items, style)
        ),
    )
    many = [ARTICLE | {"id": f"S{n}", "title": f"T{n}"} for n in range(8)]
    many[2]["title"] = "POISON"
    assert [one.plain for one in citations.formatted(many, "apa")] == [n == 2 for n in range(8)]


def test_endless_authors_are_written_plain_and_short():
    crowd = ARTICLE | {"author": [{"family": f"Name{n}", "given": "A."} for n in range(50_000)]}
    (one,) = citations.formatted([crowd], "apa")
    assert one.plain
    assert len(one.text) < 1000


def test_a_style_not_offered_is_refused():
    with pytest.raises(ValueError, match="none of: apa"):
        citations.formatted([ARTICLE], "../../etc/passwd")


def test_a_warning_stands_with_the_reference():
    (one,) = citations.formatted([ARTICLE], "nlm", ["Retracted, 6 February 2022"])
    assert one.text.endswith(" [Retracted, 6 February 2022]")
    assert one.html.endswith("<b> [Retracted, 6 February 2022]</b>")


def test_the_processor_gets_no_environment_and_no_files(monkeypatch):
    seen = {}
    real = subprocess.run

    def watched(command, **options):
        seen.update(options, command=command)
        return real(command, **options)

    monkeypatch.setattr(citation_pandoc.subprocess, "run", watched)
    citations.formatted([ARTICLE], "apa")
    assert "--sandbox" in seen["command"]
    assert seen["env"] == {"LANG": "C.UTF-8"}
    assert seen["timeout"] == citation_pandoc.SECONDS


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["title", "author", "issued", "page", "issue", "volume", "type", "URL", "custom", "x"]
        ),
        values,
    )
)
@example({"author": [{"family": 1}], "issued": {"date-parts": [[None]]}, "page": True})
def test_whatever_a_record_holds_is_fit_for_the_processor_or_plain(csl):
    """Prepared records hold texts, names of texts and dates of numbers only; the plain form always says something."""
    found = citation_items.prepared(csl, "r1")
    assert found is None or json.loads(json.dumps(found)) == found
    assert runs.text(citation_plain.formatted(csl))


def test_formats_know_no_framework_here():
    """The door is usable without Django, as by the benchmark."""
    code = "import claims.formats.citations, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
