import pytest

from claims.access import Denied
from claims.actions import proposals, topics
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.models import Event, Proposal
from claims.queries.log import faults
from tests.actions.log import mark, since, verbs
from tests.factories import make_claim, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_an_editors_topic_is_published_at_once():
    by, start = make_user("editor"), mark()
    above = topics.create(by=by, fields={"name": "Plants", "kind": "exposure"})
    topic = topics.create(
        by=by,
        fields={"name": "Kratom", "kind": "exposure", "aliases": ["ketum"], "broader": [above]},
    )
    assert topic.status == "published"
    assert list(topic.broader.all()) == [above]
    (event,) = since(start, topic)
    assert (event.verb, event.public) == ("created", True)
    assert event.payload["after"]["aliases"] == ["ketum"]
    assert event.payload["after"]["broader"] == [above.public_id]


def test_a_contributors_topic_waits_in_the_queue():
    topic = topics.create(by=make_user("contributor"), fields={"name": "Kava", "kind": "exposure"})
    proposal = Proposal.objects.get(noun="topic", object_id=topic.pk)
    assert (topic.status, proposal.status) == ("proposed", "open")
    topics.accept(topic=topic, by=make_user("editor"), reason="Needed.")
    topic.refresh_from_db()
    proposal.refresh_from_db()
    assert (topic.status, proposal.status) == ("published", "accepted")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": "", "kind": "exposure"}, "name"),
        ({"name": "x" * 201, "kind": "exposure"}, "name"),
        ({"name": "a\x00b", "kind": "exposure"}, "name"),
        ({"name": {"a": 1}, "kind": "exposure"}, "name"),
        ({"name": "x", "kind": "planet"}, "kind"),
        ({"name": "x", "kind": "exposure", "colour": "red"}, "colour"),
        ({"name": "x", "kind": "exposure", "broader": ["S1"]}, "broader"),
        ({"name": "x", "kind": "exposure", "broader": ["T99999999999999999999"]}, "broader"),
        ({"name": "x", "kind": "exposure", "aliases": [7]}, "aliases"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_written(fields, named):
    by, start = make_user("editor"), mark()
    with pytest.raises(Invalid) as problem:
        topics.create(by=by, fields=fields)
    assert named in problem.value.errors
    assert since(start) == []


def test_one_name_once_for_each_kind_in_any_case():
    make_topic("Kratom")
    with pytest.raises(Invalid):
        make_topic("KRATOM")
    make_topic("Kratom", kind="field")


def test_nobody_without_a_role_makes_one():
    with pytest.raises(Denied):
        topics.create(by=make_user(), fields={"name": "x", "kind": "field"})


def test_revising_a_proposed_one_compares_the_revision():
    by = make_user("contributor")
    topic = topics.create(by=by, fields={"name": "Kava", "kind": "exposure"})
    start = mark()
    topics.revise(topic=topic, changes={"name": "Kava kava"}, by=by, base=1)
    topics.revise(topic=topic, changes={"name": " Kava kava "}, by=by, base=2)
    (event,) = since(start)
    assert event.payload["before"] == {"name": "Kava"}
    assert event.payload["after"] == {"name": "Kava kava"}
    with pytest.raises(Moved) as moved:
        topics.revise(topic=topic, changes={"name": "Awa"}, by=by, base=1)
    assert moved.value.moved == {
        "name": {"base": "Kava", "current": "Kava kava", "proposed": "Awa"}
    }
    with pytest.raises(Denied):
        topics.revise(topic=topic, changes={"name": "Awa"}, by=make_user("contributor"))


def test_a_published_one_changes_by_proposal_only():
    topic, by = make_topic(), make_user("editor")
    with pytest.raises(NotAllowedNow):
        topics.revise(topic=topic, changes={"name": "Awa"}, by=by)
    assert isinstance(proposals.change(record=topic, changes={"name": "Awa"}, by=by), Proposal)


def test_no_circles():
    by = make_user("contributor")
    high = topics.create(by=by, fields={"name": "high", "kind": "field"})
    low = topics.create(by=by, fields={"name": "low", "kind": "field", "broader": [high]})
    with pytest.raises(Invalid):
        topics.revise(topic=high, changes={"broader": {"add": [low.public_id]}}, by=by)


def test_retiring_needs_a_reason_and_an_editor():
    topic, editor, start = make_topic(), make_user("editor"), mark()
    with pytest.raises(Invalid):
        topics.retire(topic=topic, by=editor, reason=" ")
    with pytest.raises(Denied):
        topics.retire(topic=topic, by=make_user("contributor"), reason="Mine.")
    topics.retire(topic=topic, by=editor, reason="Too vague.")
    topic.refresh_from_db()
    assert (topic.status, topic.status_reason) == ("retired", "Too vague.")
    assert verbs(start, topic) == ["retired"]


def test_merging_moves_claims_and_names_and_leaves_a_tombstone():
    old = make_topic("Mitragyna", aliases=["Ketum", "kratom"])
    new = make_topic("Kratom", aliases=["ketum"])
    both = make_claim(topics=[old, new])
    one = make_claim(topics=[old], exposure=old)
    start = mark()
    topics.merge(topic=old, into=new, by=make_user("editor"), reason="The same plant.")
    for record in (old, new, one):
        record.refresh_from_db()
    assert (old.status, old.merged_into, old.claim_count) == ("merged", new, 0)
    assert new.claim_count == 2
    assert one.exposure == new
    assert set(both.topics.all()) == set(one.topics.all()) == {new}
    assert sorted(new.aliases.values_list("name", flat=True)) == ["Mitragyna", "ketum"]
    assert verbs(start, old) == ["merged"]
    event = next(e for e in since(start, one) if e.verb == "revised")
    assert event.payload["before"] == {"exposure": old.public_id, "topics": [old.public_id]}
    assert event.payload["after"] == {"exposure": new.public_id, "topics": [new.public_id]}
    assert one.revision == 2
    assert Event.objects.filter(seq__gt=start).values("act").distinct().count() == 1
    assert list(faults()) == []


def test_merging_into_itself_or_into_what_is_gone():
    topic, by = make_topic(), make_user("editor")
    gone = topics.retire(topic=make_topic(), by=by, reason="Vague.")
    for into in (topic, gone):
        with pytest.raises(Invalid):
            topics.merge(topic=topic, into=into, by=by, reason="Why not.")
