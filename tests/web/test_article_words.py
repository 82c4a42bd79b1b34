"""The pages of an article are ready for translation: what is no article's and no claim's is in a catalogue."""

import ast
import copy
import re
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.translation import trans_real

from claims.actions import documents, integrity
from claims.domain.sentences import Sentence, together
from claims.models import Claim, Document
from claims.web.words import in_words
from tests.factories import make_claim, make_source, make_user

#: Templates of the report, the finding, the lists and the form.
TEMPLATES = (
    "parts/article_*.html",
    "parts/document_*.html",
    "parts/finding*.html",
    "web/check.html",
    "web/document*.html",
)
#: Names that no language translates.
NAMES = {"JSON", "CSV", "UTC", "Web", "Annotations", "Touchstone", "API"}
TEXT = (
    "# Sleep and herbs\n\nStudies have shown that valerian cures insomnia [1]. Valerian cannot relieve insomnia."
    " Valerian relieves insomnia (doi:10.1000/a.1), Smith (2020).\n\nStorks bring 40% of babies. Nice.\n\n"
    "# References\n\n1. Smith J. Another thing. 2019. doi:10.1000/a.1\n2. Roe R. On hops. 2018."
)


def bare_words(source):
    """What of a template would be shown as it stands, in any language."""
    for pattern in (
        r"\{#.*?#\}",
        r"\{% blocktranslate.*?\{% endblocktranslate %\}",
        r"\{% block main_class %\}.*?\{% endblock %\}",
        r"&lt;iframe.*?/iframe&gt;",
    ):
        source = re.sub(pattern, " ", source, flags=re.DOTALL)
    told = re.findall(r'(?:title|aria-label|alt|placeholder)="([^"]*)"', source)
    text = " ".join([re.sub(r"<[^>]*>", " ", re.sub(r"\{%.*?%\}", "", source)), *told])
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|&\w+;", " ", text)
    return [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in NAMES]


def test_no_template_of_an_article_holds_a_word_of_its_own(root):
    found = [path for pattern in TEMPLATES for path in (root / "templates").glob(pattern)]
    assert len(found) >= 14
    bare = {path.name: bare_words(path.read_text(encoding="utf-8")) for path in found}
    assert {name: words for name, words in bare.items() if words} == {}
    assert bare_words('<p title="Why">{# no #}{% translate "yes" %} <b>Because</b></p>') == [
        "Because",
        "Why",
    ]


@pytest.fixture
def angled(monkeypatch, settings):
    """A German in which every message stands in angles, so that what is none is seen."""

    class Angled(trans_real.DjangoTranslation):
        def __init__(self):
            self.plural = str

        def to_language(self):
            return "de"

        def gettext(self, message):
            return f"⟦{message}⟧"

        def ngettext(self, one, many, number):
            return f"⟦{one if number == 1 else many}⟧"

        def pgettext(self, context, message):
            return f"⟦{message}⟧"

        def npgettext(self, context, one, many, number):
            return self.ngettext(one, many, number)

    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    monkeypatch.setitem(trans_real._translations, "de", Angled())
    yield {"Accept-Language": "de"}
    translation.activate("en")


def left_in_english(page, data):
    """Words of a page's content that neither came from the catalogue nor are data."""
    main = re.search(r"<main[^>]*>(.*)</main>", page, flags=re.DOTALL)[1]
    main = re.sub(
        r"<(bdi|textarea|blockquote)\b.*?</\1>|<p dir=\"auto\".*?</p>", " ", main, flags=re.DOTALL
    )
    main = re.sub(r'<(?:span class="(?:id|quiet kept)"|time )[^>]*>.*?</\w+>', " ", main)
    attributes = re.findall(r'(?:title|aria-label|alt|placeholder)="([^"]*)"', main)
    text = re.sub(r"<[^>]*>", "\n", main) + "\n".join(attributes)
    while "⟦" in text:
        shorter = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
        assert shorter != text, "angles that do not close"
        text = shorter
    for one in data:
        text = text.replace(one, " ")
    return " ".join(word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in NAMES)


@pytest.mark.django_db
def test_every_word_of_the_pages_is_from_the_catalogue(client, angled):
    texts = ("Valerian relieves insomnia", "Insomnia is common among valerian growers")
    for text in texts:
        make_claim(text, exposure_text="valerian", outcome_text="insomnia")
    source = make_source(title="A trial of valerian", doi="10.1000/a.1")
    maker = make_user("contributor", "editor")
    integrity.mark(sources=[source], integrity="retracted", note="Made up", url="", by=maker)
    client.force_login(maker)
    made = documents.create(text=TEXT, title="Sleep", by=maker)
    made = documents.check(document=made, by=maker)
    where = f"/documents/{made.public_id}/"
    # Stored with the match when it was checked, or a title; and Django's own words of months.
    data = [*texts, "A trial of valerian", "Another thing", "On hops", *reasons(made)]
    data += Claim.objects.values_list("plain_sentence", flat=True)
    seen = ""
    for address in ("/check/", "/documents/", "/documents/?mine=1", where):
        page = client.get(address, headers=angled).content.decode()
        seen += page
        assert left_in_english(page, data) == "", address
    for place in range(1, made.sentences + 1):
        page = client.get(f"{where}passages/{place}/", headers=angled).content.decode()
        assert left_in_english(page, data) == "", place
    for word in ("⟦Stronger than the evidence⟧", "⟦The text with its findings⟧", "⟦Retracted⟧"):
        assert word in seen
    assert client.post(
        "/check/", {"text": "x", "file": SimpleUploadedFile("a", b"x")}, headers=angled
    )
    documents.publish(document=made, by=maker)
    page = client.get(f"{where}embed/", headers=angled).content.decode()
    assert left_in_english(page, data) == ""
    assert '<html lang="de"' in page


def reasons(document: Document):
    """The reasons for a wording are kept as they were put together when the article was checked."""
    return sorted(
        {
            "; ".join(match.reasons)
            for passage in document.passages.all()
            for match in passage.matches.all()
            if match.reasons
        },
        key=len,
        reverse=True,
    )


@pytest.mark.usefixtures("angled")
def test_a_sentence_of_the_rules_is_said_part_by_part():
    one = Sentence("rated by %(n)s person", plural="rated by %(n)s people", n=2)
    whole = together([one, Sentence("It says %(what)s", what="a % sign")], "; ", end=".")
    assert whole == "rated by 2 people; It says a % sign."
    again = copy.deepcopy(whole)
    assert (again, again.pattern) == (whole, whole.pattern)
    with translation.override("de"):
        assert in_words(whole) == "⟦⟦rated by 2 people⟧; ⟦It says a % sign⟧.⟧"
        assert in_words("") == ""


def test_what_is_handed_to_translators_is_whole(root):
    told = subprocess.run(
        [sys.executable, str(root / ".ci" / "words_to_translate.py")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    given = {
        node.args[0].value
        for node in ast.walk(ast.parse(told))
        if isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant)
    }
    assert {
        "Stronger than the evidence",
        "Very low",
        "very low",
        "The article's list of references has no such entry",
        "rated by %(n)s person",
        "One says a claim, the other its opposite.",
    } <= given
    assert "" not in given
