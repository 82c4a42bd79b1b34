import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.access import Denied
from claims.actions import claims, proposals, topics
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.models import Claim, Event, Proposal, PublicChange
from claims.queries.log import faults
from tests.actions.log import mark, since, verbs
from tests.factories import make_claim, make_source, make_topic, make_user

pytestmark = pytest.mark.django_db
FIELDS = {"text": "Kratom darkens the skin", "claim_type": "causal", "rung_claimed": "caused"}


def test_a_draft_is_written_with_its_topics_and_one_event():
    topic, by, start = make_topic(), make_user("contributor"), mark()
    claim = claims.draft(by=by, fields={**FIELDS, "exposure": topic.public_id}, topics=[topic])
    assert (claim.status, claim.created_by, claim.exposure) == ("draft", by, topic)
    (event,) = since(start)
    assert (event.verb, event.public) == ("drafted", False)
    assert event.payload["after"]["topics"] == [topic.public_id]
    assert PublicChange.objects.filter(noun="claim").count() == 0


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"claim_type": "causal"}, "text"),
        ({**FIELDS, "text": "x" * 601}, "text"),
        ({**FIELDS, "text": "a\nb"}, "text"),
        ({**FIELDS, "claim_type": "poem"}, "claim_type"),
        ({**FIELDS, "status": "published"}, "status"),
        ({**FIELDS, "verdict": "supported"}, "verdict"),
        ({**FIELDS, "exposure": "T4711"}, "exposure"),
        ({**FIELDS, "exposure": 7}, "exposure"),
        ({**FIELDS, "reviewers_required": 0}, "reviewers_required"),
        ({**FIELDS, "reviewers_required": 1.5}, "reviewers_required"),
        ({**FIELDS, "topics": "T1"}, "topics"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_written(fields, named):
    by, start = make_user("contributor"), mark()
    with pytest.raises(Invalid) as problem:
        claims.draft(by=by, fields=fields)
    assert named in problem.value.errors
    assert (Claim.objects.count(), since(start)) == (0, [])


def test_another_persons_proposed_topic_is_not_there():
    hidden = topics.create(by=make_user("contributor"), fields={"name": "x", "kind": "exposure"})
    for fields in ({**FIELDS, "exposure": hidden}, {**FIELDS, "topics": [hidden.public_id]}):
        with pytest.raises(Invalid):
            claims.draft(by=make_user("contributor"), fields=fields)
    claims.draft(by=hidden.created_by, fields={**FIELDS, "exposure": hidden})


def test_readers_draft_nothing():
    with pytest.raises(Denied):
        claims.draft(by=make_user(), fields=FIELDS)


def test_revising_a_draft():
    by = make_user("contributor")
    claim, start = make_claim(published=False, by=by), mark()
    claims.revise(claim=claim, changes={"relation": "is linked to"}, by=by, base=1)
    assert verbs(start, claim) == ["revised"]
    claims.revise(claim=claim, changes={"relation": "is linked to"}, by=by)
    assert verbs(start, claim) == ["revised"]
    with pytest.raises(Moved):
        claims.revise(claim=claim, changes={"relation": "causes"}, by=by, base=1)
    with pytest.raises(Denied):
        claims.revise(claim=claim, changes={"relation": "x"}, by=make_user("contributor"))
    claims.revise(claim=claim, changes={"relation": "x"}, by=make_user("editor"))


def test_of_two_who_revise_the_same_state_one_wins():
    by = make_user("contributor")
    mine = make_claim(published=False, by=by)
    yours = Claim.objects.get(pk=mine.pk)
    claims.revise(claim=mine, changes={"relation": "mine"}, by=by)
    with pytest.raises(Moved):
        claims.revise(claim=yours, changes={"relation": "yours"}, by=by)
    mine.refresh_from_db()
    assert mine.relation == "mine"


def test_lists_change_by_adding_and_removing():
    by = make_user("contributor")
    one, two = make_topic(), make_topic()
    claim = make_claim(published=False, by=by, topics=[one])
    claims.revise(claim=claim, changes={"topics": {"add": [two.public_id]}}, by=by)
    claims.revise(claim=claim, changes={"topics": {"add": [two], "remove": [f"T0{one.pk}"]}}, by=by)
    assert list(claim.topics.all()) == [two]
    with pytest.raises(Invalid):
        claims.revise(claim=claim, changes={"topics": [one.public_id]}, by=by)


def test_submitting_and_being_sent_back():
    by, editor = make_user("contributor"), make_user("editor")
    claim = make_claim(published=False, by=by)
    claims.submit(claim=claim, by=by)
    with pytest.raises(NotAllowedNow):
        claims.submit(claim=claim, by=by)
    assert Proposal.objects.get(noun="claim").status == "open"
    claims.reject(claim=claim, by=editor, reason="Two claims in one.")
    claim.refresh_from_db()
    assert (claim.status, claim.status_reason) == ("draft", "Two claims in one.")
    assert Proposal.objects.get(noun="claim").status == "rejected"


def test_taking_a_submitted_claim_back():
    by = make_user("contributor")
    claim = make_claim(published=False, by=by)
    claims.submit(claim=claim, by=by)
    proposals.withdraw(proposal=Proposal.objects.get(noun="claim"), by=by)
    claim.refresh_from_db()
    assert claim.status == "draft"
    with pytest.raises(Denied):
        claims.take_back(claim=claim, by=make_user("contributor"))


def test_publishing_mints_a_version_and_tells_the_feed():
    claim, editor, start = make_claim(published=False), make_user("editor"), mark()
    claim = claims.publish(claim=claim, by=editor, reason="Checked.")
    assert (claim.status, claim.published_by, claim.version_number) == ("published", editor, 1)
    assert claim.versions.get().number == 1
    assert verbs(start, claim).count("published") == 1
    assert len({event.act for event in since(start)}) == 1
    kinds = PublicChange.objects.filter(noun="claim", object_id=claim.pk)
    assert "claim_published" in kinds.values_list("kind", flat=True)
    with pytest.raises(NotAllowedNow):
        claims.publish(claim=claim, by=editor)
    assert list(faults()) == []


def test_contributors_and_reviewers_publish_nothing():
    claim = make_claim(published=False)
    for role in ("contributor", "reviewer", "admin"):
        with pytest.raises(Denied):
            claims.publish(claim=claim, by=make_user(role))


def test_nobody_publishes_their_own_where_another_editor_could():
    editor, other = make_user("editor"), make_user("editor")
    claim = make_claim(published=False, by=editor)
    with pytest.raises(Denied):
        claims.publish(claim=claim, by=editor)
    type(other).objects.filter(pk=other.pk).update(is_active=False)
    start = mark()
    claims.publish(claim=claim, by=editor, reason="Alone here.")
    event = next(e for e in since(start, claim) if e.verb == "published")
    assert event.payload["reason"].startswith("Alone here. (accepted by its own author")


def test_publishing_many_is_all_or_nothing_with_few_queries():
    editor = make_user("editor")
    many = [make_claim(published=False) for _ in range(6)]
    with CaptureQueriesContext(connection) as few:
        claims.publish_many(claims=many[:2], by=editor, reason="Checked.")
    with CaptureQueriesContext(connection) as more:
        claims.publish_many(claims=many[2:], by=editor, reason="Checked.")
    assert len(more) <= len(few) <= 60
    assert Claim.objects.filter(status="published", version_number=1).count() == 6
    draft = make_claim(published=False)
    with pytest.raises(NotAllowedNow):
        claims.publish_many(claims=[draft, Claim.objects.get(pk=many[0].pk)], by=editor)
    stale = Claim.objects.get(pk=draft.pk)
    claims.publish(claim=draft, by=editor)
    with pytest.raises(Moved):
        claims.publish_many(claims=[stale], by=editor)


def test_retiring_says_why_and_what_took_its_place():
    claim, other, editor, start = make_claim(), make_claim(), make_user("editor"), mark()
    for wrong in ({"reason": ""}, {"reason": "x", "superseded_by": claim}):
        with pytest.raises(Invalid):
            claims.retire(claim=claim, by=editor, **wrong)
    claim = claims.retire(claim=claim, by=editor, reason="Too broad.", superseded_by=other)
    assert (claim.status, claim.status_reason, claim.superseded_by) == (
        "retired",
        "Too broad.",
        other,
    )
    (event,) = since(start)
    assert event.payload["after"] == {"status": "retired", "superseded_by": other.public_id}
    claim = claims.restore(claim=claim, by=editor, reason="Asked for.")
    assert (claim.status, claim.version_number, claim.superseded_by) == ("published", 2, None)


def test_retiring_many():
    many, editor = [make_claim() for _ in range(3)], make_user("editor")
    assert claims.retire_many(claims=many, reason="Old.", by=editor) == 3
    with pytest.raises(NotAllowedNow):
        claims.retire_many(claims=[Claim.objects.get(pk=many[0].pk)], reason="Old.", by=editor)
    with pytest.raises(Moved):
        claims.retire_many(claims=many, reason="Old.", by=editor)


def test_a_draft_that_was_never_published_is_not_restored():
    editor = make_user("editor")
    claim = claims.retire(claim=make_claim(published=False), reason="No.", by=editor)
    assert PublicChange.objects.filter(kind="claim_retired").count() == 0
    with pytest.raises(NotAllowedNow):
        claims.restore(claim=claim, reason="Yes.", by=editor)


def test_assigning_topics_to_many():
    old, new, editor = make_topic(), make_topic(), make_user("editor")
    many = [make_claim(topics=[old]) for _ in range(3)]
    start = mark()
    assert claims.assign_topics(claims=many, add=[new], remove=[old], by=editor) == 3
    assert claims.assign_topics(claims=many, add=[new], by=editor) == 0
    for claim in many:
        assert list(claim.topics.all()) == [new]
        (event,) = since(start, claim)
        assert event.payload["before"] == {"topics": [old.public_id]}
        assert event.payload["after"] == {"topics": [new.public_id]}
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.claim_count, new.claim_count) == (0, 3)
    with CaptureQueriesContext(connection) as queries:
        claims.assign_topics(claims=many, add=[old], by=editor)
    assert len(queries) <= 18
    with pytest.raises(Denied):
        claims.assign_topics(claims=many, add=[old], by=make_user("contributor"))


def test_the_number_of_reviewers():
    claim, start = make_claim(), mark()
    claims.set_reviewers_required(claim=claim, number=3, by=make_user("editor"), reason="Grave.")
    (event,) = [e for e in since(start, claim) if e.verb == "revised"]
    assert event.payload["after"] == {"reviewers_required": 3}
    with pytest.raises(Denied):
        claims.set_reviewers_required(claim=claim, number=1, by=make_user("contributor"))
    assert Event.objects.filter(seq__gt=start, verb="revised").count() == 1


def test_json_that_cannot_be_kept_is_refused():
    deep: list = []
    for _ in range(5000):
        deep = [deep]
    for csl in (
        {"a": float("nan")},
        {"a": 2**60},
        {"a": "\x00"},
        {"a": deep},
        {"a": "x" * 300_000},
    ):
        with pytest.raises(Invalid):
            make_source(csl=csl)
