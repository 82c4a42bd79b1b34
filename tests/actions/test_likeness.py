"""Look-alikes found, joined, decided; and a join that is undone leaves no trace in what is public."""

import datetime

import pytest
from django.core.management import call_command

from claims.access import Denied
from claims.actions import evidence, independence, keys, likeness, notices, sources, studies
from claims.domain.integrity import Announcement
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import NoticeNature, NoticeOrigin
from claims.jobs.handlers import HANDLERS
from claims.models import Event, Evidence, Merge, Notice, Source, SourcePair, StudySource, Synthesis
from claims.queries import dump
from claims.queries import likeness as queries
from tests.factories import make_claim, make_evidence, make_source, make_study, make_user

pytestmark = pytest.mark.django_db

TITLE = "Coffee and the waking mind: a randomised trial"
SAME = {"title": TITLE, "authors": "Okafor B; Lind S", "year": 2019, "container_title": "Sleep"}


def paper(**fields):
    return make_source(**{**SAME, **fields})


def copies():
    """Two records of one paper, as two databases export it."""
    one = paper(doi="10.5555/a", csl={"volume": "12", "page": "221-228"})
    two = paper(
        title=TITLE.upper(),
        pmid="77",
        csl={"volume": "12", "page": "221-8", "abstract": "We gave coffee to some."},
        summary="They woke earlier.",
    )
    return one, two


def again(record):
    return type(record).objects.get(pk=record.pk)


def public():
    """The dump but for what only grows: revisions, conclusions and versions."""
    lines = [line for line in dump.records() if line["record"] not in ("synthesis", "version")]
    return [{name: line[name] for name in line if name != "revision"} for line in lines]


def test_keys_are_kept_with_every_write_and_can_be_built_anew():
    source = make_source(title="The Étude, No. 5", authors="van Dam J; Smith A", published=False)
    assert (source.title_key, source.author_key) == ("etudeno5", "vandam")
    sources.revise(source=source, changes={"title": "Other"}, by=source.created_by)
    assert again(source).title_key == "other"
    Source.objects.update(title_key="wrong")
    assert keys.differences() == [
        f"{source.public_id}: its keys do not follow from its title and authors"
    ]
    assert (keys.rebuild(), keys.rebuild(), keys.differences()) == (1, 0, [])


def test_what_is_alike_is_found_once_and_sure_ones_are_joined_when_asked_to():
    one, two = copies()
    preprint = paper(container_title="medRxiv", year=2018, is_preprint=True)
    make_source(title="Tea and the waking mind", authors="Okafor B", year=2019)
    first = likeness.find(by=None)
    assert (first.sure, first.doubtful, first.joined) == (1, 2, 0)
    pair = SourcePair.objects.get(first=one, second=two)
    assert pair.score >= 0.95
    assert "the same title" in pair.reasons
    related = SourcePair.objects.get(first=one, second=preprint)
    assert related.relation == "preprint"
    second = likeness.find(by=make_user("editor"), join_sure=True)
    assert (second.sure, second.doubtful, second.joined) == (1, 2, 1)
    assert again(two).merged_into == one
    assert again(pair).state == "same"
    third = likeness.find(by=None)
    assert (third.sure, third.doubtful) == (0, 1)
    assert not SourcePair.objects.filter(state="open", second=two).exists()


def test_the_command_and_the_job_do_the_same(capsys):
    copies()
    call_command("find_duplicates", "--json")
    assert '"sure": 1' in capsys.readouterr().out
    HANDLERS["find_duplicates"](join_sure=True)
    assert Merge.objects.count() == 1
    call_command("find_duplicates", "--join-sure")
    assert "0 sources joined" in capsys.readouterr().out


def test_what_cannot_be_joined_is_said_and_left():
    one, two = copies()
    claim = make_claim()
    for source in (one, two):
        make_evidence(claim, source)
    found = likeness.find(by=None, join_sure=True)
    assert found.joined == 0
    assert f"would count on {claim.public_id} as two studies" in found.refused[0]
    assert SourcePair.objects.get().state == "open"


def test_candidates_for_records_that_are_not_in_the_base(django_assert_max_num_queries):
    one, _ = copies()
    other = {"title": "Nothing like it", "DOI": "10.5555/zz"}
    items = [other, {"title": TITLE, "author": [{"family": "Okafor"}], "DOI": "10.5555/A"}] * 60
    with django_assert_max_num_queries(6):
        found = queries.candidates(items)
    assert sorted(found) == list(range(1, 120, 2))
    assert found[1][0].source == one.pk
    assert found[1][0].likeness.sure
    assert queries.candidates([other]) == {}


@pytest.mark.parametrize("number", [1, 20])
def test_a_search_of_the_base_takes_few_queries(number: int, django_assert_max_num_queries):
    for place in range(number):
        paper(title=f"{TITLE} in {place} people" if place else TITLE)
    with django_assert_max_num_queries(5):
        list(queries.pairs())


def test_a_join_fills_what_is_empty_moves_what_hangs_on_it_and_is_one_event():
    one, two = copies()
    link = make_evidence(make_claim(), two)
    study = make_study(two)
    before = Event.objects.count()
    sources.merge(source=two, into=one, by=make_user("editor"), reason="The same paper.")
    assert Event.objects.filter(seq__gt=before, noun="source").count() == 1
    kept = again(one)
    assert (kept.doi, kept.pmid, kept.summary) == ("10.5555/a", "77", "They woke earlier.")
    assert kept.csl == {
        "volume": "12",
        "page": "221-228",
        "abstract": "We gave coffee to some.",
    }
    assert again(link).source == one
    assert StudySource.objects.filter(study=study, source=one).exists()


def test_undoing_a_join_restores_the_dump_and_tells_the_two_apart():
    one, two = copies()
    claim = make_claim()
    make_evidence(claim, one)
    make_evidence(make_claim(), two)
    shared = make_study(one, two)
    own = make_study(two, primary_source=two)
    likeness.find(by=None)
    before = public()
    editor = make_user("editor")
    sources.merge(source=two, into=one, by=editor, reason="The same paper.")
    assert public() != before
    sources.unmerge(source=again(two), by=editor, reason="Two papers after all.")
    assert public() == before
    assert StudySource.objects.filter(study=shared).count() == 2
    assert again(own).primary_source == two
    assert SourcePair.objects.get().state == "distinct"
    assert likeness.find(by=None, join_sure=True).joined == 0
    assert [event.verb for event in Event.objects.filter(noun="source", object_id=two.pk)][-2:] == [
        "merged",
        "unmerged",
    ]
    with pytest.raises(NotAllowedNow, match="was not joined"):
        sources.unmerge(source=again(two), by=editor, reason="Again.")


def test_a_join_on_which_something_rests_is_not_undone():
    one, two = copies()
    three = paper(title=f"{TITLE}.")
    editor = make_user("editor")
    sources.merge(source=two, into=one, by=editor, reason="Same.")
    sources.merge(source=three, into=again(one), by=editor, reason="Same.")
    with pytest.raises(NotAllowedNow, match=f"{three.public_id} was joined .* later"):
        sources.unmerge(source=again(two), by=editor, reason="No.")
    sources.unmerge(source=again(three), by=editor, reason="No.")
    Source.objects.filter(pk=one.pk).update(pmid="78")
    with pytest.raises(NotAllowedNow, match=f"The pmid of {one.public_id} was changed"):
        sources.unmerge(source=again(two), by=editor, reason="No.")
    Source.objects.filter(pk=one.pk).update(pmid="77")
    four = make_source()
    sources.merge(source=again(one), into=four, by=editor, reason="Same.")
    with pytest.raises(NotAllowedNow, match=f"was joined into {four.public_id}"):
        sources.unmerge(source=again(two), by=editor, reason="No.")


def test_an_identifier_that_was_given_away_meanwhile_is_named():
    one, two = copies()
    editor = make_user("editor")
    Source.objects.filter(pk=one.pk).update(pmid="1")
    sources.merge(source=two, into=again(one), by=editor, reason="Same.")
    make_source(pmid="77")
    with pytest.raises(NotAllowedNow, match="took an identifier"):
        sources.unmerge(source=again(two), by=editor, reason="No.")
    assert again(two).status == "merged"


def test_the_same_evidence_through_both_is_named_with_the_way_out():
    one, two = copies()
    claim, study = make_claim(), make_study(one, two)
    mine = make_evidence(claim, one, study=study)
    theirs = make_evidence(claim, two, study=study)
    editor = make_user("editor")
    with pytest.raises(NotAllowedNow, match=rf"{theirs.public_id} and {mine.public_id} .* exclude"):
        sources.merge(source=two, into=one, by=editor, reason="Same.")
    evidence.exclude(evidence=theirs, by=editor, reason="Twice.")
    sources.merge(source=again(two), into=one, by=editor, reason="Same.")
    assert again(theirs).source == two
    sources.unmerge(source=again(two), by=editor, reason="No.")
    assert Evidence.objects.filter(source=two).count() == 1


def test_one_publication_counts_as_two_studies_only_where_somebody_said_so():
    one, two = copies()
    claim, editor = make_claim(), make_user("editor")
    first, second = make_study(one), make_study(two)
    mine = make_evidence(claim, one, study=first)
    theirs = make_evidence(claim, two, study=second)
    with pytest.raises(
        NotAllowedNow, match=rf"{theirs.public_id} and {mine.public_id} .* two studies"
    ):
        sources.merge(source=two, into=one, by=editor, reason="Same.")
    independence.distinct(one=first, other=second, by=editor, reason="Two trials in it.")
    sources.merge(source=two, into=one, by=editor, reason="Same.")
    assert again(theirs).source == one
    assert set(StudySource.objects.filter(source=one).values_list("study", flat=True)) == {
        first.pk,
        second.pk,
    }


def test_excluded_evidence_counts_nowhere_and_stands_in_no_ones_way():
    one, two = copies()
    claim, editor = make_claim(), make_user("editor")
    make_evidence(claim, one)
    theirs = make_evidence(claim, two)
    evidence.exclude(evidence=theirs, by=editor, reason="Twice.")
    sources.merge(source=two, into=one, by=editor, reason="Same.")
    assert again(theirs).source == one


def told(nature: str, origin: str, day: int = 1) -> Announcement:
    return Announcement(NoticeNature(nature), NoticeOrigin(origin), on=datetime.date(2024, 1, day))


def left_out(claim) -> list[str]:
    row = Synthesis.objects.get(claim=claim, is_current=True)
    return [item["evidence"] for item in row.suggestion["excluded"]]


def test_notices_follow_a_join_and_come_back():
    one, two = copies()
    claim, editor = make_claim(), make_user("editor")
    link = make_evidence(claim, one)
    notices.store(
        learnt={
            one.pk: [(told("correction", "pubmed"), "pmid")],
            two.pk: [
                (told("retraction", "crossref", day=3), "doi"),
                (told("correction", "pubmed"), "pmid"),
            ],
        },
        by=None,
    )
    sources.merge(source=again(two), into=again(one), by=editor, reason="Same.")
    kept = again(one)
    assert (kept.integrity, kept.integrity_on) == ("retracted", datetime.date(2024, 1, 3))
    assert Notice.objects.filter(source=one).count() == 2
    # What the kept source has from the same place stays behind.
    assert Notice.objects.get(source=two).nature == "correction"
    assert Event.objects.filter(verb="integrity_marked", object_id=one.pk).count() == 2
    assert left_out(claim) == [link.public_id]
    sources.unmerge(source=again(two), by=editor, reason="Two papers after all.")
    assert (again(one).integrity, again(two).integrity) == ("corrected", "retracted")
    assert Notice.objects.filter(source=two).count() == 2
    assert left_out(claim) == []


def test_a_mark_without_a_notice_follows_as_one():
    one, two = copies()
    Source.objects.filter(pk=two.pk).update(integrity="concern", integrity_note="Figures.")
    sources.merge(source=again(two), into=one, by=make_user("editor"), reason="Same.")
    assert again(one).integrity == "concern"
    assert Notice.objects.get().reasons == "Figures."


def pair_of(one, two):
    return SourcePair.objects.create(first=one, second=two, score=0.8, reasons=["the same title"])


def test_a_pair_is_decided_once_with_who_and_when():
    one, two = copies()
    pair = pair_of(one, two)
    editor = make_user("editor")
    with pytest.raises(Denied):
        likeness.decide(pair=pair, decision="same", by=make_user("reviewer"))
    for wrong in ({"decision": "maybe"}, {"decision": "related", "relation": "cousin"}):
        with pytest.raises(Invalid):
            likeness.decide(pair=pair, by=editor, **wrong)
    with pytest.raises(Invalid, match="keep"):
        likeness.decide(pair=pair, decision="same", by=editor, keep=make_source())
    done = likeness.decide(pair=pair, decision="distinct", by=editor)
    assert (done.state, done.decided_by) == ("distinct", editor)
    assert done.decided_at.date() >= datetime.date(2020, 1, 1)
    done = likeness.decide(pair=done, decision="same", by=editor, keep=two, reason="One paper.")
    assert again(one).merged_into == two
    with pytest.raises(NotAllowedNow):
        likeness.decide(pair=done, decision="distinct", by=editor)


@pytest.mark.parametrize("reporting", [0, 1, 2])
def test_related_ones_become_reports_of_one_study(reporting: int):
    one, two = paper(), paper(container_title="medRxiv", is_preprint=True)
    for source in (one, two)[:reporting]:
        studies.for_source(source=source, by=make_user("editor"), design="rct")
    pair = pair_of(one, two)
    done = likeness.decide(
        pair=pair, decision="related", relation="preprint", by=make_user("editor")
    )
    assert (done.state, done.relation) == ("related", "preprint")
    links = StudySource.objects.filter(source__in=[one, two], role="reports")
    assert len(set(links.values_list("study", flat=True))) == 1
    assert links.count() == 2
    again_decided = likeness.find(by=None)
    assert (again_decided.sure, again_decided.doubtful) == (0, 0)


def test_long_titles_of_any_script_are_met():
    title = "Влияние кофе на бодрствование и сон у взрослых людей"
    source = make_source(title=title, authors="Иванов И", year=2019)
    item = {"title": f"{title}.", "author": "Иванов И", "issued": {"raw": "2016"}}
    found = queries.candidates([item])
    assert [one.source for one in found[0]] == [source.pk]
