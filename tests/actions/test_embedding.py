"""Likeness of meaning: an extra that adds possible matches, told here by made-up vectors of words."""

import hashlib
import json
import math
from io import StringIO
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.forms import model_to_dict
from django.test import Client

from claims.actions import claim_vectors as making
from claims.actions import claims, documents, matches
from claims.domain.articles import Band
from claims.domain.matching.fusing import NEAR_ENOUGH, joined
from claims.domain.matching.scoring import MOST_POSSIBLE, Scored
from claims.domain.problems import NotAllowedNow
from claims.jobs import schedule
from claims.jobs.handlers import HANDLERS
from claims.models import Claim, Correction, Match
from claims.queries import checking, claim_vectors, embedding, matching
from claims.queries import documents as queries
from evidence import checks
from tests.factories import make_claim, make_user

np = pytest.importorskip("numpy", reason="numpy comes with the extra and with developers' tools")

SAME = {"sedge": "valerian", "slumber": "insomnia", "mends": "relieves"}


class Words:
    """Vectors that lie near each other where texts share words, of which some mean the same."""

    name = "words"
    width = 64

    def __init__(self):
        self.asked = []

    def vectors(self, texts):
        self.asked += texts
        found = np.zeros((len(texts), self.width), np.float32)
        for place, text in enumerate(texts):
            for word in text.lower().strip(".").split():
                known = SAME.get(word, word)
                found[place, hashlib.sha256(known.encode()).digest()[0] % self.width] += 1
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def model(settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.EMBEDDINGS = tmp_path, True
    made = Words()
    monkeypatch.setattr(embedding, "load", lambda: made)
    return made


def scored(key, score):
    return Scored(key, score, (), {})


def test_fused_by_both_ranks_and_only_what_is_near_enough():
    by_words = [scored(1, 0.01), scored(2, 0.06), scored(3, 0.05), scored(4, 0.07)]
    near = [(1, 0.9), (2, 0.8), (3, 0.7), (4, NEAR_ENOUGH - 0.01)]
    found = joined([], by_words, near)
    # 4 is not near enough; 2 is second by both, which is more than first by one and last by the other.
    assert [(one.key, cosine) for one, cosine in found] == [(2, 0.8), (1, 0.9), (3, 0.7)]
    assert joined([], by_words, []) == []


def test_nothing_that_words_led_to_goes_or_rises_and_five_are_the_most():
    offered = [(scored(1, 0.9), Band.MATCH), *((scored(n, 0.2), Band.POSSIBLE) for n in (2, 3, 4))]
    more = [scored(n, 0.01) for n in range(5, 20)]
    near = [(n, 0.95 - n / 100) for n in range(5, 20)]
    assert len(joined(offered, [*(one for one, _ in offered), *more], near)) == MOST_POSSIBLE - 3
    full = [*offered, (scored(20, 0.1), Band.POSSIBLE), (scored(21, 0.1), Band.POSSIBLE)]
    assert joined(full, [*(one for one, _ in full), *more], near) == []
    # What the words found is no news.
    assert joined(offered, [one for one, _ in offered], [(1, 0.99), (2, 0.98)]) == []


def test_it_adds_only_what_is_nearer_than_all_that_words_led_to():
    offered = [(scored(1, 0.9), Band.MATCH)]
    some = [scored(1, 0.9), scored(2, 0.01), scored(3, 0.01)]
    found = joined(offered, some, [(2, 0.8), (1, 0.75), (3, 0.7)])
    assert [one.key for one, _ in found] == [2]


TEXT = "Sedge mends slumber. Valerian relieves insomnia."


@pytest.fixture
def valerian():
    make_claim("Turmeric reduces knee pain")
    return make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )


def found_in(text=TEXT, **options):
    return [
        [(one.claim_id, str(one.band), one.cosine) for one in looked.matches]
        for looked in checking.look(text, **options)
    ]


@pytest.mark.django_db
def test_a_sentence_of_other_words_leads_to_its_claim(model, valerian):
    before = found_in()
    assert before[0] == []
    assert making.renew() == making.Renewed(kept=2, made=2)
    assert found_in() == [[(valerian.pk, "possible", pytest.approx(1, abs=1e-3))], before[1]]
    assert found_in(leave_out=[valerian.pk])[0] == []
    assert found_in("Sedge is green. Mending takes time.") == [[], []]


@pytest.mark.django_db
def test_switched_off_all_is_as_before(model, settings, valerian, django_assert_max_num_queries):
    def seen(most):
        with django_assert_max_num_queries(most) as queries:
            found = checking.look(TEXT)
        rows = [model_to_dict(match) for one in found for match in one.matches]
        return rows, len(queries)

    settings.EMBEDDINGS = False
    never, asked = seen(40)
    settings.EMBEDDINGS = True
    making.renew()
    assert seen(40)[0] != never
    settings.EMBEDDINGS = False
    model.asked.clear()
    assert seen(asked) == (never, asked)
    assert never
    assert model.asked == []
    assert matching.method() == "3"
    with pytest.raises(NotAllowedNow):
        making.renew()
    with pytest.raises(CommandError, match="EMBEDDINGS=True"):
        call_command("embed_claims")
    assert "embed_claims" not in schedule.daily()


@pytest.mark.django_db
def test_vectors_follow_the_claims(model, valerian):
    making.renew()
    model.asked.clear()
    other = make_claim("Lavender calms dogs")
    Claim.objects.filter(pk=valerian.pk).update(text="Hops bring rest")
    # The old text's vector is not used for the new text.
    assert found_in()[0] == []
    assert schedule.daily()["embed_claims"] == {}
    model.asked.clear()
    HANDLERS["embed_claims"]()
    assert sorted(model.asked) == ["Hops bring rest", "Lavender calms dogs"]
    assert found_in("Lavender calms dogs.")[0][0][0] == other.pk
    claims.retire(claim=other, by=make_user("editor"), reason="wrong")
    out = StringIO()
    call_command("embed_claims", stdout=out)
    assert out.getvalue() == "2 claims have a vector; 0 were made anew.\n"
    assert [path.name for path in claim_vectors.path().parent.iterdir()] == ["claims.npy"]


@pytest.mark.django_db
def test_vectors_of_another_model_are_not_used(model, valerian):
    making.renew()
    model.name = "others"
    assert found_in()[0] == []
    assert making.renew().made == 2


@pytest.mark.django_db
def test_a_break_leaves_the_old_file(model, valerian, monkeypatch):
    making.renew()
    held = claim_vectors.path().read_bytes()

    def full(*_given, **_options):
        raise OSError("disk full")

    monkeypatch.setattr(making.os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        making.renew()
    assert claim_vectors.path().read_bytes() == held
    assert [path.name for path in claim_vectors.path().parent.iterdir()] == ["claims.npy"]


@pytest.mark.django_db
def test_what_meaning_found_says_so_everywhere(model, valerian):
    making.renew()
    by = make_user()
    document = documents.create(text=TEXT, by=by)
    documents.check(document=document, by=by)
    document.refresh_from_db()
    assert document.method == "3+embeddings"
    first, second = (one["matches"][0] for one in queries.detail(by, document.pk)["passages"])
    assert (first["band"], first["state"], second["cosine"]) == ("possible", "suggested", None)
    assert first["cosine"] == pytest.approx(1, abs=1e-3)
    client = Client()
    client.force_login(by)
    body = client.get(f"/api/v1/documents/{document.public_id}/").json()
    assert body["passages"][0]["matches"][0]["cosine"] == first["cosine"]
    pages = [client.get(f"/documents/{document.public_id}/passages/{n}/") for n in (1, 2)]
    said = ["Found by likeness of meaning alone" in page.content.decode() for page in pages]
    assert said == [True, False]
    for match in Match.objects.filter(passage__document=document):
        matches.confirm(match=match, by=by)
    assert sorted(Correction.objects.values_list("method", flat=True)) == [
        "3+embeddings",
        "3+embeddings alone",
    ]
    out = StringIO()
    call_command("match_report", by="method", json=True, stdout=out)
    assert [one["group"] for one in json.loads(out.getvalue())] == [
        "3+embeddings",
        "3+embeddings alone",
    ]


def test_many_claims_are_compared_in_parts(monkeypatch):
    monkeypatch.setattr(claim_vectors, "ROWS", 3)
    monkeypatch.setattr(claim_vectors, "NEAREST", 4)
    numbers = count()
    rows = np.zeros(10, claim_vectors.row_of(2))
    for row in rows:
        place = next(numbers)
        row["claim"] = 100 + place
        row["vector"] = [math.cos(place / 10), math.sin(place / 10)]
    asked = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
    first, second, third = claim_vectors._nearest(rows, asked, {101})
    assert [key for _, key, _ in first] == [100, 102, 103, 104]
    assert [key for _, key, _ in second] == [109, 108]  # the sine of 0.7 is too little
    assert first[0] == (0, 100, 1.0)
    assert third == []


@pytest.fixture
def unloaded():
    embedding.load.cache_clear()
    yield
    embedding.load.cache_clear()


@pytest.mark.django_db
def test_missing_packages_are_told_and_articles_are_matched_by_words(
    settings, monkeypatch, caplog, unloaded
):
    settings.EMBEDDINGS = True
    monkeypatch.setattr(embedding, "find_spec", lambda _name: None)
    assert embedding.embedder() is None
    assert "words alone" in caplog.text
    (found,) = checks.embeddings_to_be_had(None)
    assert found.id == "evidence.W008"
    assert "onnxruntime" in found.msg
    assert "make embeddings" in found.msg
    with pytest.raises(CommandError, match="not installed"):
        call_command("embed_claims", stdout=StringIO())
    settings.EMBEDDINGS = False
    assert checks.embeddings_to_be_had(None) == []


def test_another_model_than_the_known_one_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(embedding, "folder", lambda _package: tmp_path)
    with pytest.raises(embedding.Unavailable, match=r"lacks model\.onnx"):
        embedding._held(*embedding.MODEL)
    (tmp_path / "model.onnx").write_bytes(b"something else")
    with pytest.raises(embedding.Unavailable, match="not with 8199be6f"):
        embedding._held(*embedding.MODEL)


def test_the_packaged_model(settings, unloaded):
    settings.EMBEDDINGS = True
    try:
        model = embedding.load()
    except embedding.Unavailable as why:
        pytest.skip(f"the extra is not installed: {why}")
    same, other, far = model.vectors(
        [
            "Kratom eases pain.",
            "Kratom relieves pain in some people.",
            "Trains run late on Mondays.",
        ]
    )
    assert float(same @ same) == pytest.approx(1, abs=1e-4)
    assert float(same @ other) > 0.7 > 0.3 > float(same @ far)
