"""Following: who may follow what, who is told of what, once, and of nothing private."""

import pytest
from django.core.management import call_command
from django.db import transaction

from claims.access import Denied
from claims.actions import (
    claims,
    departures,
    evidence,
    following,
    holds,
    integrity,
    news,
    proposals,
    syntheses,
    topics,
)
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import (
    Event,
    Follow,
    Letters,
    News,
    NewsCursor,
    Notification,
    SavedSearch,
)
from claims.queries import inbox, saved
from tests import factories as make

pytestmark = pytest.mark.django_db
ROLES = ((), ("contributor",), ("reviewer",), ("editor",), ("admin",))


def told(person, **fields):
    return [
        (row.kind, row.noun, row.object_id)
        for row in Notification.objects.filter(user=person, **fields).order_by("pk")
    ]


def conclude(claim, verdict="contradicted", sentence="It does not, said the editor."):
    return syntheses.override(
        claim=claim,
        by=make.make_user("editor"),
        reason="r",
        verdict=verdict,
        certainty="low",
        plain_sentence=sentence,
    )


def follower(*targets, roles=()):
    person = make.make_user(*roles)
    for target in targets:
        following.follow(target=target, by=person)
    return person


@pytest.mark.parametrize("roles", ROLES)
def test_anybody_who_signed_in_may_follow_save_and_read(roles):
    claim, topic, source = make.make_claim(), make.make_topic(), make.make_source()
    person = follower(claim, topic, source, roles=roles)
    following.follow(target=claim, by=person)
    search = following.save_search(name="Mine", query={"verdict": ["supported"]}, by=person)
    assert Follow.objects.filter(user=person).count() == 4
    following.rename_search(search=search, name="Ours", by=person)
    following.choose_letters(every="daily", by=person)
    assert following.mark_read(by=person) == 0
    following.unfollow(target=claim, by=person)
    following.delete_search(search=search, by=person)
    assert Follow.objects.filter(user=person).count() == 2
    assert Event.objects.filter(actor=person.pseudonym).count() == 0


@pytest.mark.parametrize("roles", ROLES)
def test_a_closed_account_may_not(roles):
    person = make.make_user(*roles, is_active=False)
    search = SavedSearch.objects.create(user=person, name="x")
    for act in (
        lambda: following.follow(target=make.make_claim(), by=person),
        lambda: following.unfollow(target=make.make_claim(), by=person),
        lambda: following.save_search(name="x", query={}, by=person),
        lambda: following.rename_search(search=search, name="y", by=person),
        lambda: following.delete_search(search=search, by=person),
        lambda: following.mark_read(by=person),
        lambda: following.choose_letters(every="daily", by=person),
    ):
        with pytest.raises(Denied):
            act()


@pytest.mark.parametrize("roles", ROLES)
def test_nobody_touches_the_saved_search_of_another(roles):
    search = following.save_search(name="Mine", query={}, by=make.make_user())
    stranger = make.make_user(*roles)
    for act in (
        lambda: following.follow(target=search, by=stranger),
        lambda: following.rename_search(search=search, name="y", by=stranger),
        lambda: following.delete_search(search=search, by=stranger),
    ):
        with pytest.raises(Denied):
            act()


def test_only_what_is_published_can_be_followed(monkeypatch):
    for hidden in (make.make_claim(published=False), make.make_source(published=False)):
        with pytest.raises(NotAllowedNow):
            following.follow(target=hidden, by=make.make_user("editor"))
    monkeypatch.setattr(following, "MOST_FOLLOWS", 1)
    person = follower(make.make_claim())
    with pytest.raises(Invalid):
        following.follow(target=make.make_claim(), by=person)
    assert Follow.objects.filter(user=person).count() == 1
    for name, query in (
        ("", {}),
        ("x", {"colour": ["red"]}),
        ("x\x00", {}),
        ("x", {"verdict": ["red"]}),
    ):
        with pytest.raises(Invalid):
            following.save_search(name=name, query=query, by=person)
    with pytest.raises(Invalid):
        following.save_search(
            name="x",
            query={"topic": [f"T{10**14 + n}" for n in range(90)], "q": ["é" * 480]},
            by=person,
        )
    with pytest.raises(Invalid):
        following.choose_letters(every="hourly", by=person)


def test_the_same_filters_are_kept_once():
    person = make.make_user()
    first = following.save_search(
        name="A", query={"verdict": ["supported", "reported"]}, by=person, followed=False
    )
    again = following.save_search(
        name="B", query={"verdict": ["reported,supported"], "q": [""]}, by=person
    )
    assert first.pk == again.pk
    assert SavedSearch.objects.get().name == "B"
    assert Follow.objects.get().search_id == first.pk


def test_a_changed_conclusion_is_told_once_and_a_comma_is_not():
    claim = make.make_claim()
    news.catch_up()
    person, other = follower(claim), follower(make.make_claim())
    conclude(claim)
    news.catch_up()
    news.catch_up()
    assert told(person) == [("conclusion", "claim", claim.pk)]
    assert told(other) == []
    line = Notification.objects.get(user=person)
    assert line.news.changed[0] == "verdict"
    assert line.news.before["synthesis"]["verdict"] == "not_assessed"
    assert line.news.after["synthesis"]["verdict"] == "contradicted"
    assert line.via == [{"noun": "claim", "id": claim.public_id, "name": ""}]
    conclude(claim, sentence="It does not - said the editor!")
    claims.set_reviewers_required(claim=claim, number=1, by=make.make_user("editor"), reason="r")
    news.catch_up()
    assert len(told(person)) == 1


def test_what_happened_before_the_follow_is_not_told():
    claim = make.make_claim()
    news.catch_up()
    conclude(claim)
    person = follower(claim)
    news.catch_up()
    assert told(person) == []
    assert News.objects.filter(claim=claim, kind="conclusion").exists()


def test_a_retraction_and_its_end_reach_followers_of_source_and_claim():
    found = make.make_evidence()
    people = follower(found.source), follower(found.claim), follower(found.claim, found.source)
    editor = make.make_user("editor")
    for word, note in (("retracted", "Fraud."), ("clear", "")):
        integrity.mark(sources=[found.source], integrity=word, note=note, by=editor)
        found.source.refresh_from_db()
        news.catch_up()
    for person in people:
        lines = told(person, kind="integrity")
        assert lines == [("integrity", "source", found.source_id)] * 2
    assert [row.after["integrity"] for row in News.objects.filter(kind="integrity")] == [
        "retracted",
        "clear",
    ]
    both = Notification.objects.filter(user=people[2], kind="integrity").first()
    assert {one["id"] for one in both.via} == {found.source.public_id, found.claim.public_id}


def test_a_source_that_comes_with_a_notice_is_known_and_its_end_is_told():
    source = make.make_source(integrity="concern", integrity_note="Asked.")
    news.catch_up()
    assert News.objects.get(source=source).kind == "known"
    person = follower(source)
    integrity.mark(sources=[source], integrity="clear", note="", by=make.make_user("editor"))
    news.catch_up()
    assert told(person) == [("integrity", "source", source.pk)]


def test_topics_with_narrower_ones_tell_what_enters_leaves_and_changes():
    drugs = make.make_topic("Drugs")
    kratom = make.make_topic("Kratom", broader=[drugs])
    tea = make.make_topic("Tea")
    news.catch_up()
    above, own, beside = follower(drugs), follower(kratom), follower(tea)
    claim = make.make_claim(topics=[kratom])
    news.catch_up()
    assert told(above) == told(own) == [("entered", "claim", claim.pk)]
    conclude(claim)
    news.catch_up()
    assert told(above)[1:] == [("conclusion", "claim", claim.pk)]
    claims.assign_topics(claims=[claim], add=[tea], by=make.make_user("editor"))
    news.catch_up()
    assert told(beside) == [("entered", "claim", claim.pk)]
    assert len(told(above)) == 2
    claims.retire(claim=claim, reason="Wrong.", by=make.make_user("editor"))
    news.catch_up()
    assert told(above)[2:] == told(beside)[1:] == [("left", "claim", claim.pk)]


def test_a_merged_topic_is_followed_on():
    old, heir = make.make_topic("Ketum"), make.make_topic("Kratom")
    claim = make.make_claim(topics=[old])
    news.catch_up()
    person = follower(old)
    topics.merge(topic=old, into=heir, by=make.make_user("editor"), reason="One plant.")
    conclude(claim)
    news.catch_up()
    assert told(person) == [("conclusion", "claim", claim.pk)]


def test_a_saved_search_tells_what_enters_leaves_and_changes():
    stays, comes = make.make_claim(), make.make_claim()
    conclude(stays, verdict="supported", sentence="It does.")
    news.catch_up()
    person = make.make_user()
    search = following.save_search(name="S", query={"verdict": ["supported"]}, by=person)
    assert saved.matching(saved.filters_of(search.query)) == {stays.pk}
    conclude(comes, verdict="supported", sentence="It does as well.")
    news.catch_up()
    assert told(person) == [("entered", "claim", comes.pk)]
    conclude(stays, verdict="supported", sentence="It does indeed, in adults.")
    news.catch_up()
    assert told(person)[1:] == [("conclusion", "claim", stays.pk)]
    conclude(comes, verdict="contradicted")
    claims.retire(claim=stays, reason="Wrong.", by=make.make_user("editor"))
    news.catch_up()
    assert sorted(told(person)[2:]) == sorted(
        [("left", "claim", comes.pk), ("left", "claim", stays.pk)]
    )
    make.make_claim()
    news.catch_up()
    assert len(told(person)) == 4


@pytest.mark.parametrize("query", [{"q": ["kratom"]}, {"q": ["darker skin in people"]}])
def test_a_saved_search_for_words(query):
    person = make.make_user()
    following.save_search(name="S", query=query, by=person)
    claim = make.make_claim("Kratom darkens skin in people")
    make.make_claim("Tea wakes")
    news.catch_up()
    assert told(person) == [("entered", "claim", claim.pk)]


def test_a_worker_that_is_killed_leaves_nothing_and_loses_nothing(monkeypatch):
    claim = make.make_claim()
    news.catch_up()
    person = follower(claim)
    conclude(claim)
    before = NewsCursor.objects.get()
    monkeypatch.setattr(news.work_news, "tell", lambda events: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        news.gather()
    assert told(person) == []
    assert NewsCursor.objects.get().public_seq == before.public_seq
    monkeypatch.undo()
    news.catch_up()
    assert told(person) == [("conclusion", "claim", claim.pk)]


def test_who_reads_the_same_part_second_tells_nothing(monkeypatch):
    claim = make.make_claim()
    news.catch_up()
    person = follower(claim)
    conclude(claim)
    stale = NewsCursor.objects.get()
    news.catch_up()
    monkeypatch.setattr(NewsCursor.objects, "get_or_create", lambda pk: (stale, False))
    assert news.gather() == 0
    assert len(told(person)) == 1


def test_parts_are_read_in_order_to_the_end(monkeypatch):
    monkeypatch.setattr(news, "PART", 3)
    made = [make.make_claim() for _ in range(5)]
    assert news.catch_up(most=3) >= 3
    news.catch_up()
    assert [row.claim_id for row in News.objects.filter(kind="published").order_by("seq")] == [
        one.pk for one in made
    ]
    assert news.catch_up() == 0


def test_nothing_of_a_blind_rating_is_told(settings):
    settings.REVIEWERS_REQUIRED = 2
    found = make.make_evidence()
    news.catch_up()
    person = follower(found.claim, found.source, roles=("editor",))
    following.save_search(name="All", query={}, by=person)
    make.make_appraisal(found)
    news.catch_up()
    assert told(person) == []
    make.make_appraisal(found, direction="contradicts")
    news.catch_up()
    assert told(person) == []
    assert not Notification.objects.filter(kind="opened").exists()


def test_ones_own_work_is_told_to_oneself_alone():
    reviewer, author, editor = (
        make.make_user(role) for role in ("reviewer", "contributor", "editor")
    )
    found = make.make_evidence()
    holds.assign(evidence=found, reviewer=reviewer, by=editor)
    make.make_appraisal(found, reviewer)
    evidence.release(evidence=found, by=editor)
    topic = make.make_topic("Tea")
    filed = [
        proposals.file(record=topic, changes={"description": text}, by=author)
        for text in ("A", "B")
    ]
    proposals.accept(proposal=filed[0], by=editor)
    proposals.reject(proposal=filed[1], by=editor, reason="No.")
    news.catch_up()
    assert told(reviewer) == [
        ("assigned", "evidence", found.pk),
        ("opened", "evidence", found.pk),
    ]
    assert told(author) == [
        ("accepted", "proposal", filed[0].pk),
        ("rejected", "proposal", filed[1].pk),
    ]
    assert told(editor) == []
    assert len(inbox.page(reviewer, inbox.InboxFilters(part="work")).results) == 2
    assert inbox.page(reviewer, inbox.InboxFilters(part="followed")).results == []


def test_a_person_who_leaves_takes_all_of_it_along():
    claim = make.make_claim()
    news.catch_up()
    person = follower(claim)
    following.save_search(name="S", query={}, by=person)
    following.choose_letters(every="weekly", by=person)
    conclude(claim)
    news.catch_up()
    assert told(person)
    departures.erase(user=person, by=person, reason="Done.")
    for model in (Follow, SavedSearch, Notification, Letters):
        assert not model.objects.filter(user=person).exists()


@pytest.mark.parametrize("many", [1, 20])
def test_a_page_of_the_inbox_costs_the_same(many, django_assert_max_num_queries):
    made = [make.make_claim() for _ in range(many)]
    news.catch_up()
    person = follower(*made)
    for claim in made:
        conclude(claim)
    news.catch_up()
    with django_assert_max_num_queries(8):
        assert len(inbox.page(person, inbox.InboxFilters()).results) == many
    with django_assert_max_num_queries(4):
        assert len(inbox.follows(person).results) == many


def test_the_command_reads_all_and_says_how_much(capsys):
    make.make_claim()
    call_command("notify")
    assert int(capsys.readouterr().out.split()[0]) > 0
    call_command("notify")
    assert capsys.readouterr().out == "0 lines read\n"
