"""The pages' addresses. Every view is wrapped once, here, so that none can forget how a refusal looks."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver
from django.urls import path as django_path

from claims.web import (
    acting,
    agreement,
    assessments,
    case_assessments,
    certainty,
    claims,
    converters,
    desk,
    editing,
    effects,
    evidence,
    findings,
    grading,
    history,
    home,
    imports,
    instruments,
    look_alikes,
    lookups,
    patients,
    practice,
    proposals,
    reports,
    search,
    searches,
    settle,
    source_look_alikes,
    sources,
    topics,
)
from claims.web.answers import View, page

converters.register()

app_name = "web"


def path(route: str, view: View, name: str) -> URLPattern:
    """One page."""
    return django_path(route, page(view), name=name)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, "home"),
    path("about/", home.about, "about"),
    path("become-a-reviewer/", home.become_reviewer, "become_reviewer"),
    path("search/", search.search, "search"),
    path("claims/", claims.claim_list, "claims"),
    path("claims/new/", editing.propose_claim, "propose_claim"),
    path("claims/<claim:pk>/", claims.claim, "claim"),
    path("claims/<claim:pk>.<int:number>/", claims.version, "claim_version"),
    path("claims/<claim:pk>/effects/", effects.effects, "effects"),
    path("claims/<claim:pk>/effects.svg", effects.figure, "effects_figure"),
    path("claims/<claim:pk>/effects.csv", effects.table, "effects_table"),
    path("claims/<claim:pk>/edit/", editing.edit_claim, "edit_claim"),
    path("claims/<claim:pk>/evidence/new/", editing.propose_evidence, "propose_evidence"),
    path("claims/<claim:pk>/certainty/", certainty.certainty, "certainty"),
    path("claims/<claim:pk>/certainty/rederive/", certainty.rederive, "rederive"),
    path("claims/<claim:pk>/certainty/<slug:stream>/<slug:domain>/", certainty.judge, "judge"),
    path("claims/<claim:pk>/summary-of-findings/", findings.summary, "summary"),
    path("claims/<claim:pk>/summary-of-findings.csv", findings.summary_table, "summary_table"),
    path("claims/<claim:pk>/risk-of-bias/", findings.risk_of_bias, "risk_of_bias"),
    path("claims/<claim:pk>/risk-of-bias.svg", findings.risk_of_bias_figure, "risk_of_bias_figure"),
    path("claims/<claim:pk>/risk-of-bias.csv", findings.risk_of_bias_table, "risk_of_bias_table"),
    path("conflicts/", certainty.conflict_list, "conflicts"),
    path("conflicts/<conflict:pk>/", certainty.conflict, "conflict"),
    path("claims/<claim:pk>/searches/new/", searches.on_claim, "record_search"),
    path("claims/<claim:pk>/patients/new/", patients.record_patient, "record_patient"),
    path("claims/<claim:pk>/patients.csv", patients.table, "patients_csv"),
    path("patients/<patient:pk>/", patients.patient, "patient"),
    path("patients/<patient:pk>/assess/<slug:name>/", case_assessments.assess, "assess_patient"),
    path("searches/<search:pk>/edit/", searches.edit, "edit_search"),
    path("evidence/<evidence:pk>/", evidence.evidence, "evidence"),
    path("evidence/<evidence:pk>/appraise/", grading.appraise, "appraise"),
    path("assessments/<assessment:pk>/", assessments.assessment, "assessment"),
    path("evidence/<evidence:pk>/settle/", settle.settle, "settle"),
    path("sources/", sources.source_list, "sources"),
    path("sources/look-up/", lookups.look_up, "look_up"),
    path("sources/new/", editing.propose_source, "propose_source"),
    path("sources/look-alikes/", source_look_alikes.look_alikes, "source_look_alikes"),
    path("sources/import/", imports.upload, "import_new"),
    path("imports/", imports.import_list, "imports"),
    path("imports/<import:pk>/", imports.batch, "import"),
    path("imports/<import:pk>/records/<int:position>/", imports.record, "import_record"),
    path("sources/<source:pk>/", sources.source, "source"),
    path("sources/<source:pk>/edit/", editing.edit_source, "edit_source"),
    path("studies/", sources.study_list, "studies"),
    path("studies/look-alikes/", look_alikes.look_alikes, "look_alikes"),
    path("studies/<study:pk>/", sources.study, "study"),
    path("instruments/", instruments.instrument_list, "instruments"),
    path("instruments/<str:name>/", instruments.instrument, "instrument"),
    path("topics/", topics.topic_list, "topics"),
    path("topics/<topic:pk>/", topics.topic, "topic"),
    path("topics/<topic:pk>/searches/new/", searches.on_topic, "record_topic_search"),
    path("proposals/", proposals.proposal_list, "proposals"),
    path("proposals/<proposal:pk>/", proposals.proposal, "proposal"),
    path("agreement/", agreement.agreement, "agreement"),
    path("agreement.csv", agreement.as_csv, "agreement_csv"),
    path("agreement-ratings.csv", agreement.ratings_csv, "agreement_ratings"),
    path("desk/", desk.desk, "desk"),
    path("desk/next/", desk.take_next, "take_next"),
    path("desk/<slug:name>/", desk.desk_list, "desk_list"),
    path("evidence/<evidence:pk>/hold/<slug:deed>/", desk.hold, "hold"),
    path("desk/reports/<int:pk>/", desk.decide_report, "decide_report"),
    path("practice/", practice.practice, "practice"),
    path("practice/<evidence:pk>/", practice.item, "practice_item"),
    path("edit/<record:ident>/", editing.edit, "edit"),
    path("do/<record:ident>/<slug:verb>/", acting.act, "act"),
    path("report/<record:ident>/", reports.report, "report"),
    path("history/<record:ident>/", history.history, "history"),
]
