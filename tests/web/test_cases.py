"""Pages of patients, look-alike studies and searches."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Assessment, Claim, Distinct, Patient, Proposal, Search, Study
from claims.web import case_assessments
from tests.queries import build

pytestmark = pytest.mark.django_db
SEARCH = {
    "where": "PubMed, Embase",
    "query": "tea AND cheeks",
    "searched_on": "2024-03-04",
    "covers_to": "2024-03-03",
    "results": "20",
    "screened": "18",
    "included": "2",
    "exclusions": "wrong population: 12\nno comparison: 4",
}


def text(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_an_editor_records_a_search_and_the_claim_says_how_current_it_is(as_role):
    claim = build.claim("Tea is linked to darker cheeks")
    page = text(as_role("anonymous").get(f"/claims/C{claim.pk}/"))
    assert "No search on this claim has been recorded" in page
    assert "/searches/new/" not in page
    editor = as_role("editor")
    answer = editor.post(f"/claims/C{claim.pk}/searches/new/", SEARCH, follow=True)
    assert answer.redirect_chain[0][0] == f"/claims/C{claim.pk}/#searches"
    page = text(as_role("anonymous").get(f"/claims/C{claim.pk}/"))
    assert "Evidence current to 3 March 2024: PubMed, Embase" in page
    assert "months ago" in page
    assert "20 records found, 18 screened, 2 included. 16 excluded: wrong population (12)" in page
    assert Claim.objects.get(pk=claim.pk).verdict == "none_found"


def test_a_recent_search_is_not_called_old(client):
    claim = build.claim()
    day = timezone.now().date() - timedelta(days=40)
    Search.objects.create(claim=claim, where="PubMed", query="q", searched_on=day)
    assert "months ago" not in text(client.get(f"/claims/C{claim.pk}/"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"exclusions": "wrong population"}, "does not end in a number"),
        ({"exclusions": "wrong population: 17"}, "more than the 18"),
        ({"screened": "21"}, "21 screened of 20 results"),
        ({"covers_to": "2024-03-05"}, "cannot cover what appeared after"),
        ({"where": ""}, "This field is required"),
    ],
)
def test_a_search_that_does_not_fit_keeps_what_was_typed(as_role, changes, said):
    claim = build.claim()
    page = text(as_role("editor").post(f"/claims/C{claim.pk}/searches/new/", SEARCH | changes))
    assert said in page
    assert "tea AND cheeks" in page
    assert not Search.objects.exists()


def test_a_search_on_a_topic_and_its_correction(as_role):
    topic = build.topic("Tea")
    editor = as_role("editor")
    editor.post(f"/topics/T{topic.pk}/searches/new/", SEARCH)
    look = Search.objects.get()
    page = text(as_role("anonymous").get(f"/topics/T{topic.pk}/"))
    assert "Where we looked" in page
    assert "/edit/" not in page.split("Where we looked")[1].split("History")[0]
    editor = as_role("editor")
    page = editor.get(f"/searches/Q{look.pk}/edit/")
    form = page.context["form"]
    assert form.initial["exclusions"] == "wrong population: 12\nno comparison: 4"
    data = {**SEARCH, "base": "1", "exclusions": "wrong population: 11", "reason": "Recount."}
    editor.post(f"/searches/Q{look.pk}/edit/", data)
    look.refresh_from_db()
    assert look.exclusions == [{"reason": "wrong population", "n": 11}]
    assert look.revision == 2


def test_a_contributor_records_searches_on_own_drafts_only(as_role, people):
    draft = build.claim(status="draft", published_at=None, created_by=people["contributor"])
    client = as_role("contributor")
    assert "/searches/new/" in text(client.get(f"/claims/C{draft.pk}/"))
    assert client.post(f"/claims/C{draft.pk}/searches/new/", SEARCH).status_code == 302
    assert client.get(f"/claims/C{build.claim().pk}/searches/new/").status_code == 403


def case(claim, **facts):
    return build.evidence(claim, design="case_report", n=1, n_unit="patients", **facts)


def test_a_reviewer_records_a_patient_and_the_table_stands_beside_the_certainty(as_role):
    claim = build.claim()
    piece = case(claim)
    address = f"/claims/C{claim.pk}/patients/new/"
    client = as_role("reviewer")
    page = text(client.get(address))
    assert "Never a date of birth" in page
    data = {"evidence": [piece.public_id], "label": "=Case 1", "age": "41", "event": "dark cheeks"}
    assert "tells who the patient was" in text(
        client.post(address, {**data, "note": "Born 1.2.1980"})
    )
    answer = client.post(address, data)
    patient = Patient.objects.get()
    assert answer["Location"] == f"/patients/N{patient.pk}/"
    page = text(as_role("anonymous").get(f"/claims/C{claim.pk}/"))
    assert "Patients in case reports (1)" in page
    assert "no part of it" in page
    assert "Record a patient" not in page
    answer = as_role("anonymous").get(f"/claims/C{claim.pk}/patients.csv")
    assert answer["Content-Type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(text(answer)))
    assert (row["patient"], row["label"], row["age"]) == (f"N{patient.pk}", "'=Case 1", "41")
    assert as_role("anonymous").get("/claims/C999999/patients.csv").status_code == 404


def test_a_patient_is_corrected_joined_and_withdrawn_by_form(as_role):
    claim = build.claim()
    first, second = case(claim), case(claim)
    alike = {"age": "41", "sex": "female", "event": "dark cheeks", "onset": "two years"}
    one, other = build.patient(first, **alike), build.patient(second, **alike)
    editor = as_role("editor")
    page = text(editor.get(f"/claims/C{claim.pk}/"))
    assert "May be one patient (1)" in page
    assert "May be one" not in text(as_role("reviewer").get(f"/claims/C{claim.pk}/"))
    editor = as_role("editor")
    form = editor.get(f"/do/N{other.pk}/merge/?into=N{one.pk}&reason=Same+age.").context["form"]
    assert (form["into"].value(), form["reason"].value()) == (f"N{one.pk}", "Same age.")
    editor.post(f"/do/N{other.pk}/merge/", {"into": f"N{one.pk}", "reason": "Same woman."})
    page = text(editor.get(f"/patients/N{one.pk}/"))
    assert "Same woman." in page
    moved = editor.get(f"/patients/N{other.pk}/")
    assert (moved.status_code, moved["Location"]) == (301, f"/patients/N{one.pk}/")
    data = {**alike, "label": one.label, "evidence": [first.public_id], "base": "1"}
    editor.post(f"/edit/N{one.pk}/", {**data, "age": "42"})
    one.refresh_from_db()
    assert (one.age, list(one.evidence.all())) == ("42", [first])
    editor.post(f"/do/N{one.pk}/withdraw/", {"reason": "Not a patient."})
    assert "Not a patient." in text(editor.get(f"/patients/N{one.pk}/"))


def alike_studies():
    words = "Lavender oil for sleep in students"
    return [
        build.study(build.source(title=words, authors="Lee K; Roe J", year=year), n=120)
        for year in (2020, 2021)
    ]


def test_look_alikes_are_decided_side_by_side_one_after_the_other(as_role):
    one, other = alike_studies()
    client = as_role("editor")
    assert "/studies/look-alikes/" in text(client.get("/studies/"))
    page = text(client.get("/studies/look-alikes/"))
    assert "Nearly the same title." in page
    pair = {"first": f"Y{one.pk}", "second": f"Y{other.pk}"}
    page = text(client.post("/studies/look-alikes/", {**pair, "decision": "distinct"}))
    assert "This field is required" in page
    decided = {**pair, "decision": "distinct", "reason": "Two schools."}
    page = client.post("/studies/look-alikes/", decided, follow=True).content.decode()
    assert "stay two studies" in page
    assert "No two studies look alike" in page
    assert Distinct.objects.get().reason == "Two schools."
    assert "Two schools." in text(client.get(f"/studies/Y{one.pk}/"))
    take_back = {"other": f"Y{one.pk}", "reason": "One school."}
    client.post(f"/do/Y{other.pk}/reconsider/", take_back)
    client.post("/studies/look-alikes/", {**pair, "decision": "first", "reason": "One trial."})
    other.refresh_from_db()
    assert (other.status, other.merged_into_id) == ("merged", one.pk)
    gone = client.post("/studies/look-alikes/", {**pair, "decision": "first", "reason": "Again."})
    assert gone.status_code == 409


def test_the_claim_page_says_what_was_counted_as_one_study(as_role):
    claim = build.claim()
    one = build.evidence(claim)
    build.StudySource.objects.create(
        study=one.study, source=build.source(title="The same again", is_preprint=True)
    )
    page = text(as_role("anonymous").get(f"/claims/C{claim.pk}/"))
    assert "What was counted as one study, and why" in page
    assert "The same again" in page
    assert "2 reports, counted once" in page


def test_the_study_form_edits_reports_the_speaker_and_what_a_review_pools(as_role):
    study, report, review = build.study(build.source()), build.source(), build.source()
    pooled = build.study()
    first = study.sources.get()
    client = as_role("contributor")
    page = client.get(f"/edit/Y{study.pk}/")
    shown = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert shown["reports"] == f"S{first.pk}"
    data = {
        **shown,
        "base": str(study.revision),
        "reports": f"S{first.pk}\nS{report.pk}",
        "primary_source": f"S{report.pk}",
        "included_by": f"S{review.pk}",
        "included_studies": f"Y{pooled.pk}",
    }
    refused = text(client.post(f"/edit/Y{study.pk}/", {**data, "primary_source": f"S{review.pk}"}))
    assert "does not stand among the reports" in refused
    refused = text(client.post(f"/edit/Y{study.pk}/", {**data, "reports": "nonsense"}))
    assert "nonsense: Give the id of a source" in refused
    client.post(f"/edit/Y{study.pk}/", data)
    proposal = Proposal.objects.get()
    as_role("editor").post(f"/do/P{proposal.pk}/accept/", {"reason": ""})
    study = Study.objects.get(pk=study.pk)
    assert study.primary_source == report
    assert list(study.included_studies.all()) == [pooled]
    roles = dict(study.source_links.values_list("source_id", "role"))
    assert roles == {first.pk: "reports", report.pk: "reports", review.pk: "includes"}


def test_a_patient_is_judged_and_the_result_stands_beside_the_certainty(as_role, people):
    claim = build.claim()
    piece = case(claim, released_at=timezone.now(), consensus="provisional")
    patient = build.patient(piece)
    before = Claim.objects.values("verdict", "certainty", "study_count").get(pk=claim.pk)
    tool = case_assessments.tools()[0]
    address = f"/patients/N{patient.pk}/assess/{tool.id}/"
    reviewer = as_role("reviewer")
    assert tool.short in text(reviewer.get(f"/patients/N{patient.pk}/"))
    data = {f"answer.{item.id}": item.options[0].id for item in tool.items.values()}
    page = text(reviewer.post(address, {**data, "check": "1"}))
    assert "What it comes to" in page
    assert not Assessment.objects.exists()
    assert reviewer.post(address, {**data, "base": "0", "save": "1"}).status_code == 302
    draft = Assessment.objects.get()
    assert draft.status == "draft"
    assert "not open yet" in text(as_role("anonymous").get(f"/claims/C{claim.pk}/"))
    reviewer = as_role("reviewer")
    other = next(j for j in tool.judgements if j.id != draft.evaluation["overall"])
    refused = reviewer.post(address, {**data, "base": "1", "judgement": other.id, "submit": "1"})
    assert refused.status_code == 400
    answer = reviewer.post(address, {**data, "base": "1", "submit": "1"})
    assert answer["Location"] == f"/patients/N{patient.pk}/"
    stranger = as_role("anonymous")
    for page in (f"/claims/C{claim.pk}/", f"/patients/N{patient.pk}/"):
        shown = text(stranger.get(page))
        assert f"/assessments/R{draft.pk}/" in shown
        assert "not open yet" not in shown
    (row,) = csv.DictReader(io.StringIO(text(stranger.get(f"/claims/C{claim.pk}/patients.csv"))))
    assert f"(R{draft.pk}, " in row["assessments"]
    assert Claim.objects.values("verdict", "certainty", "study_count").get(pk=claim.pk) == before


def test_a_closed_result_is_its_assessors_alone(as_role, people):
    patient = build.patient(case(build.claim()))
    tool = case_assessments.tools()[0]
    data = {f"answer.{item.id}": item.options[0].id for item in tool.items.values()}
    reviewer = as_role("reviewer")
    reviewer.post(f"/patients/N{patient.pk}/assess/{tool.id}/", {**data, "submit": "1"})
    assert Assessment.objects.get().status == "submitted"
    address = f"/patients/N{patient.pk}/"
    assert "/assessments/R" in text(reviewer.get(address))
    for role in ("anonymous", "editor", "contributor"):
        assert "/assessments/R" not in text(as_role(role).get(address)), role
    assert as_role("reviewer").get(f"{address}assess/rob2/").status_code == 404
