"""Articles taken in, checked, opened and closed, and what people say of their matches."""

import datetime

import pytest
from django.utils import timezone

from claims.access import Denied, may_decide_matches, visible_documents
from claims.actions import documents, integrity, matches
from claims.actions.queue import take
from claims.domain.problems import Invalid, NotAllowedNow, Throttled
from claims.jobs.worker import run_one
from claims.models import Correction, Document, Event, Job, Match
from claims.queries import documents as queries
from tests.factories import make_claim, make_source, make_topic, make_user

pytestmark = pytest.mark.django_db

TEXT = (
    "Studies have shown that valerian root relieves insomnia. It may also help with restless legs."
    " You should ask a doctor. Is it safe? See doi:10.1000/valerian1 for more."
)


@pytest.fixture
def valerian():
    """A claim with topics and other names."""
    root = make_topic("Valerian", aliases=["Valeriana officinalis", "valerian root"])
    sleep = make_topic("Insomnia", kind="outcome", aliases=["sleeplessness"])
    make_claim("Turmeric reduces knee pain", exposure_text="turmeric", outcome_text="knee pain")
    return make_claim(
        "Valerian relieves insomnia",
        exposure=root,
        outcome=sleep,
        exposure_text="valerian",
        outcome_text="insomnia",
        topics=[root, sleep],
        benefit_or_harm="benefit",
    )


def brought_in(by=None, text=TEXT, **given):
    made = documents.create(by=by, text=text, client="visitor", **given)
    return documents.begin(document=made, by=by)


def test_an_article_is_checked_at_once_and_its_claims_are_found(valerian):
    by = make_user()
    made = brought_in(by)
    assert (made.status, made.access, made.expires_at) == ("done", "private", None)
    found = queries.detail(by, made.pk)
    first = found["passages"][0]
    assert first["text"] == "Studies have shown that valerian root relieves insomnia."
    assert first["uncited"]
    assert made.text[first["start"] : first["end"]] == first["text"]
    (match,) = first["matches"]
    assert (match["claim"], match["band"], match["state"]) == (
        valerian.public_id,
        "match",
        "suggested",
    )
    assert match["synthesis"]["certainty"] == "not_rated"
    assert [one["kind"] for one in found["passages"]][2:4] == ["advice", "question"]


def test_other_names_of_a_topic_are_known(valerian):
    by = make_user()
    made = brought_in(by, "Valeriana officinalis helps against sleeplessness in adults.")
    match = Match.objects.get(passage__document=made)
    assert (match.claim_id, match.band) == (valerian.pk, "match")


def test_drafts_are_never_offered():
    make_claim("Valerian relieves insomnia", published=False)
    made = brought_in(make_user())
    assert not Match.objects.filter(passage__document=made).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Paste the text"),
        (" \n ", "no text"),
        ("a\x00b", "control characters"),
        ("x" * 500_001, "at most 500,000"),
        ("x" * 5_300_000, "5.0 MB"),
    ],
)
def test_what_cannot_be_checked_is_refused_and_nothing_is_kept(text, said):
    with pytest.raises(Invalid, match=said):
        documents.create(by=make_user(), text=text)
    assert not Document.objects.exists()


def test_visitors_are_limited(settings, valerian):
    settings.CHECKS_PER_HOUR, settings.CHECK_ANONYMOUS_CHARACTERS = 2, 1000
    made = [brought_in(), brought_in()]
    assert all(one.access == "unlisted" and one.secret and one.expires_at for one in made)
    with pytest.raises(Throttled, match="2 articles an hour"):
        brought_in()
    with pytest.raises(Invalid, match="Sign in"):
        documents.create(by=None, text="x " * 600, client="another")
    Document.objects.update(status="waiting")
    settings.CHECKS_AT_ONCE = 2
    with pytest.raises(Throttled, match="Other visitors"):
        documents.create(by=None, text=TEXT, client="a third")
    assert documents.create(by=make_user(), text=TEXT).pk
    Document.objects.update(created_by=None, access="unlisted", secret="s")


def test_long_articles_are_the_workers(valerian):
    by = make_user()
    made = brought_in(by, TEXT + " Nothing to see here." * 1000)
    assert made.status == "waiting"
    assert run_one()
    made.refresh_from_db()
    assert (made.status, made.done, made.sentences) == ("done", made.sentences, 1005)
    assert take() is None
    made = brought_in(by, TEXT + " Nothing to see here." * 1000)
    documents.delete(document=made, by=by)
    assert run_one()
    assert Job.objects.filter(status="done").count() == 2


def test_a_check_that_takes_too_long_says_so_and_leaves_nothing(settings, valerian):
    settings.CHECK_SECONDS = -1
    made = brought_in(make_user())
    assert made.status == "failed"
    assert "cut the article" in made.error
    assert not made.passages.exists()


def test_a_check_that_breaks_is_not_left_as_being_checked(monkeypatch, valerian):
    def broken(*_args, **_options):
        raise RuntimeError

    by = make_user()
    monkeypatch.setattr(documents.checking, "look", broken)
    with pytest.raises(RuntimeError):
        brought_in(by)
    made = Document.objects.get()
    assert (made.status, made.error[:20]) == ("failed", "Something went wrong")


def test_what_a_killed_process_left_shuts_nobody_out_for_long(settings, valerian):
    settings.CHECKS_AT_ONCE = 1
    made = brought_in()
    Document.objects.filter(pk=made.pk).update(status="checking")
    with pytest.raises(Throttled, match="Other visitors"):
        documents.create(by=None, text=TEXT, client="another")
    Document.objects.filter(pk=made.pk).update(
        created_at=made.created_at - datetime.timedelta(hours=2)
    )
    assert documents.create(by=None, text=TEXT, client="another").pk


def test_who_sees_an_article(valerian):
    by, other, member, editor = (
        make_user(),
        make_user(),
        make_user("contributor"),
        make_user("editor"),
    )
    made = brought_in(by)

    def seen(secret=""):
        who = (by, other, member, editor, None)
        return [visible_documents(one, secret).filter(pk=made.pk).exists() for one in who]

    assert seen() == [True, False, False, False, False]
    with pytest.raises(Denied):
        documents.share(document=made, by=other)
    with pytest.raises(NotAllowedNow):
        documents.publish(document=made, by=editor)
    made = documents.share(document=made, by=by)
    assert seen() == [True, False, True, True, False]
    assert all(seen(made.secret))
    assert not seen("wrong")[4]
    assert queries.detail(other, made.pk, made.secret)["url"].endswith(made.secret)
    assert made.secret not in queries.detail(member, made.pk)["url"]
    made = documents.unshare(document=made, by=by)
    assert seen() == [True, False, False, False, False]
    made = documents.share(document=made, by=by)
    with pytest.raises(Denied):
        documents.publish(document=made, by=by)
    made = documents.publish(document=made, by=editor)
    assert all(seen())
    with pytest.raises(NotAllowedNow):
        documents.delete(document=made, by=by)
    assert TEXT[:20] not in str(list(Event.objects.values_list("payload", flat=True)))


def test_what_has_expired_is_gone(valerian):
    made = brought_in()
    assert documents.expire() == 0
    Document.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    assert not visible_documents(None, made.secret).exists()
    assert documents.expire() == 1
    assert not Document.objects.exists()


def test_every_decision_is_kept_as_data(valerian):
    by = make_user()
    made = brought_in(by)
    match = Match.objects.get(passage__document=made, claim=valerian, passage__position=1)
    for who in (make_user(), make_user("editor")):
        with pytest.raises(Denied):
            matches.confirm(match=match, by=who)
    match = matches.confirm(match=match, by=by)
    assert (match.state, match.decided_by) == ("confirmed", by)
    match = matches.undo(match=match, by=by)
    with pytest.raises(NotAllowedNow):
        matches.undo(match=match, by=by)
    match = matches.correct(match=match, wording="stronger", by=by, note="no study")
    match = matches.reject(match=match, by=by)
    with pytest.raises(Invalid):
        matches.correct(match=match, wording="louder", by=by)
    other = make_claim("Doctors should be asked")
    passage = made.passages.get(position=3)
    added = matches.add(passage=passage, claim=other, wording="faithful", by=by)
    assert (added.state, added.score) == ("confirmed", None)
    with pytest.raises(NotAllowedNow):
        matches.add(passage=passage, claim=other, wording="faithful", by=by)
    assert [one.state for one in Correction.objects.all()] == [
        "confirmed",
        "suggested",
        "corrected",
        "rejected",
        "confirmed",
    ]

    # Checked anew, what people said stands; deleted, the decisions stay without the sentences.
    made = documents.recheck(document=made, by=by)
    assert {(one.claim_id, one.state) for one in Match.objects.exclude(state="suggested")} == {
        (valerian.pk, "rejected"),
        (other.pk, "confirmed"),
    }
    with pytest.raises(Denied):
        documents.recheck(document=made, by=make_user("editor"))
    documents.delete(document=made, by=by)
    assert set(Correction.objects.values_list("sentence", "document")) == {("", None)}


def test_decisions_by_place_and_claim(valerian):
    by, member = make_user(), make_user("contributor")
    made = documents.share(document=brought_in(by), by=by)
    assert may_decide_matches(member, made)
    assert not may_decide_matches(None, made)
    given = {"document": made, "claim": valerian, "by": member}
    assert matches.decide(position=1, state="confirmed", **given).state == "confirmed"
    assert matches.decide(position=1, state="suggested", **given).state == "suggested"
    assert (
        matches.decide(position=1, state="corrected", wording="weaker", **given).wording == "weaker"
    )
    assert matches.decide(position=1, state="rejected", **given).state == "rejected"
    assert matches.decide(position=3, state="confirmed", **given).score is None
    for position, state in ((99, "confirmed"), (4, "rejected"), (1, "maybe")):
        with pytest.raises(Invalid):
            matches.decide(position=position, state=state, **given)


def test_retracted_references_are_flagged(valerian):
    by = make_user()
    source = make_source(doi="10.1000/valerian1", title="On valerian")
    integrity.mark(
        sources=[source], integrity="retracted", note="Made up", url="", by=make_user("editor")
    )
    found = queries.detail(by, brought_in(by).pk)
    (named,) = found["passages"][4]["references"]
    assert (named["kind"], named["source"], named["integrity"]) == (
        "doi",
        source.public_id,
        "retracted",
    )
    assert "On valerian" in named["flag"]
    assert found["counts"]["flagged_references"] == 1


def test_contradictions_inside_an_article_are_shown_together(valerian):
    text = (
        "Valerian relieves insomnia without side effects.\n\nUsers of valerian report many things."
        " It may cause side effects, including headache.\n\nValerian does not relieve insomnia."
    )
    by = make_user()
    pairs = queries.detail(by, brought_in(by, text).pk)["contradictions"]
    assert {(pair["kind"], *pair["passages"]) for pair in pairs} == {
        ("denial", 1, 3),
        ("wording", 1, 4),
    }
    assert all(pair["why"] for pair in pairs)


def test_queries_do_not_grow_with_the_article(valerian, django_assert_max_num_queries):
    by = make_user()
    made = brought_in(by, TEXT)
    long = brought_in(by, (TEXT + "\n\n") * 20)
    for one in (made, long):
        with django_assert_max_num_queries(9):
            assert queries.detail(by, one.pk)["passages"]
    with django_assert_max_num_queries(2):
        assert len(queries.page(by, queries.DocumentFilters(by=by.pk)).results) == 2
