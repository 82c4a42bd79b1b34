"""The addresses of the API; each act has its own."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, path

from claims.api import (
    adjudication,
    agreement,
    assessments,
    bulk,
    certainty,
    changes,
    claims,
    conflicts,
    desk,
    document_reports,
    documents,
    dumps,
    evidence,
    facets,
    finding,
    findings,
    following,
    imports,
    independence,
    instruments,
    lookups,
    meta_analysis,
    pairs,
    patients,
    practice,
    quotes,
    reference,
    references,
    sources,
    tokens,
    versions,
    webhooks,
    work,
)
from claims.api.acts import ANSWERS, DEEDS
from claims.api.endpoints import Act
from claims.api.reads import PATHS
from claims.api.schema import WRITE, Operation
from claims.api.work import LIST_NAMES

app_name = "api"

RECORDS: dict[str, tuple[Any, Any]] = {
    "claim": (claims.Claims, claims.Claim),
    "source": (sources.Sources, sources.Source),
    "study": (sources.Studies, sources.Study),
    "topic": (sources.Topics, sources.Topic),
    "evidence": (evidence.EvidenceListing, evidence.Evidence),
    "appraisal": (evidence.Appraisals, evidence.Appraisal),
    "assessment": (assessments.Assessments, assessments.Assessment),
    "proposal": (work.Proposals, work.Proposal),
    "search": (work.Searches, work.Search),
    "conflict": (conflicts.Conflicts, conflicts.Conflict),
    "patient": (patients.Patients, patients.Patient),
    "import": (imports.Imports, imports.Import),
    "document": (documents.Documents, documents.Document),
}


def _records() -> list[URLPattern]:
    found = []
    for noun, (many, one) in RECORDS.items():
        found.append(
            path(f"{PATHS[noun]}/", many.as_view(), name=LIST_NAMES.get(PATHS[noun], PATHS[noun]))
        )
        found.append(path(f"{PATHS[noun]}/<str:ident>/", one.as_view(), name=noun))
    return found


def _acts() -> list[URLPattern]:
    return [
        path(
            f"{PATHS[deed.noun]}/<str:ident>/{deed.verb}/",
            Act.as_view(
                noun=deed.noun,
                act_body=deed.body,
                carry_out=deed.call,
                state_needed=deed.state_needed,
                unkept=deed.unkept,
                untriable=deed.untriable,
                operation=Operation(
                    deed.summary, {200: ANSWERS[deed.noun]}, body=deed.body, problems=WRITE
                ),
            ),
            name=f"{deed.noun}-{deed.verb}",
        )
        for deed in DEEDS
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", work.Root.as_view(), name="root"),
    path("bulk/", bulk.Bulk.as_view(), name="bulk"),
    path("search/", finding.Everything.as_view(), name="find"),
    path("search/suggestions/", finding.Suggestions.as_view(), name="suggestions"),
    path("studies/look-alikes/", independence.LookAlikes.as_view(), name="look-alikes"),
    path("sources/look-up/", lookups.LookUp.as_view(), name="look-up"),
    path("claims/facets/", facets.Facets.as_view(), name="facets"),
    path("map/", facets.EvidenceMap.as_view(), name="map"),
    *_records(),
    path("claims/<str:ident>/effects/", claims.Effects.as_view(), name="effects"),
    path(
        "calculators/certainty/",
        certainty.CertaintyCalculator.as_view(),
        name="certainty-calculator",
    ),
    path(
        "claims/<str:ident>/certainty/", certainty.ClaimCertainty.as_view(), name="claim-certainty"
    ),
    path(
        "claims/<str:ident>/summary-of-findings/",
        findings.Summary.as_view(),
        name="summary-of-findings",
    ),
    path("claims/<str:ident>/risk-of-bias/", findings.RiskOfBias.as_view(), name="risk-of-bias"),
    path("claims/<str:ident>/versions/", versions.Versions.as_view(), name="versions"),
    path("claims/<str:ident>/versions/<int:number>/", versions.Version.as_view(), name="version"),
    path("claims/<str:ident>/compare/", versions.Compare.as_view(), name="compare"),
    path(
        "claims/<str:ident>/versions/<int:number>/citation/",
        references.Citation.as_view(),
        name="version-citation",
    ),
    path(
        "claims/<str:ident>/patients/",
        patients.PatientsOfClaim.as_view(),
        name="claim-patients",
    ),
    path(
        "claims/<str:ident>/independence/",
        independence.OfClaim.as_view(),
        name="claim-independence",
    ),
    path(
        "evidence/<str:ident>/appraisals/",
        evidence.AppraisalsOfEvidence.as_view(),
        name="evidence-appraisals",
    ),
    path(
        "evidence/<str:ident>/annotations/",
        quotes.Quotes.as_view(),
        name="annotations",
    ),
    path("evidence/<str:ident>/conflict/", adjudication.Readings.as_view(), name="readings"),
    *_acts(),
    path("source-pairs/", pairs.SourcePairs.as_view(), name="source-pairs"),
    path("source-pairs/<str:ident>/decide/", pairs.DecidePair.as_view(), name="source-pair-decide"),
    path("practice/", practice.Practice.as_view(), name="practice"),
    path("practice/<str:ident>/", practice.PracticeOne.as_view(), name="practice-item"),
    path(
        "practice/<str:ident>/answer/",
        practice.PracticeAnswering.as_view(),
        name="practice-answer",
    ),
    path("imports/<str:ident>/records/", imports.Records.as_view(), name="import-records"),
    path(
        "imports/<str:ident>/records/<int:position>/decide/",
        imports.Decide.as_view(),
        name="import-decide",
    ),
    path("imports/<str:ident>/store/", imports.Store.as_view(), name="import-store"),
    path("imports/<str:ident>/retry/", imports.Retry.as_view(), name="import-retry"),
    path("imports/<str:ident>/undo/", imports.Undo.as_view(), name="import-undo"),
    path(
        "documents/<str:ident>/report/", document_reports.Report.as_view(), name="document-report"
    ),
    path(
        "documents/<str:ident>/annotations/",
        document_reports.Annotations.as_view(),
        name="document-annotations",
    ),
    path("documents/<str:ident>/decide/", documents.Decide.as_view(), name="document-decide"),
    path("desk/", desk.Desk.as_view(), name="desk"),
    path("desk/next/", desk.Next.as_view(), name="desk-next"),
    path("desk/<slug:name>/", desk.DeskList.as_view(), name="desk-list"),
    path("follows/", following.Follows.as_view(), name="follows"),
    path("follows/<str:ident>/", following.Follow.as_view(), name="follow"),
    path("saved-searches/", following.SavedSearches.as_view(), name="saved-searches"),
    path("saved-searches/<str:ident>/", following.SavedSearch.as_view(), name="saved-search"),
    path("inbox/", following.Inbox.as_view(), name="inbox"),
    path("inbox/read/", following.MarkInbox.as_view(), name="inbox-read"),
    path("webhooks/", webhooks.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<str:ident>/", webhooks.Webhook.as_view(), name="webhook"),
    path("webhooks/<str:ident>/test/", webhooks.Test.as_view(), name="webhook-test"),
    path("webhooks/<str:ident>/rotate/", webhooks.Rotate.as_view(), name="webhook-rotate"),
    path("webhooks/<str:ident>/pause/", webhooks.Pause.as_view(), name="webhook-pause"),
    path("webhooks/<str:ident>/resume/", webhooks.Resume.as_view(), name="webhook-resume"),
    path("webhooks/<str:ident>/replay/", webhooks.Replay.as_view(), name="webhook-replay"),
    path("webhooks/<str:ident>/deliveries/", webhooks.Deliveries.as_view(), name="deliveries"),
    path("webhook-deliveries/<str:ident>/", webhooks.Delivery.as_view(), name="delivery"),
    path(
        "webhook-deliveries/<str:ident>/replay/",
        webhooks.ReplayDelivery.as_view(),
        name="delivery-replay",
    ),
    path("events/", work.Events.as_view(), name="events"),
    path("changes/", changes.Changes.as_view(), name="changes"),
    path("records/", changes.Records.as_view(), name="records"),
    path("calculators/meta-analysis/", meta_analysis.MetaAnalysis.as_view(), name="meta-analysis"),
    path("calculators/effect-size/", meta_analysis.EffectSize.as_view(), name="effect-size"),
    path("references/", references.References.as_view(), name="references"),
    path("dumps/", dumps.Dumps.as_view(), name="dumps"),
    path("reports/", work.Reports.as_view(), name="reports"),
    path(
        "calculators/agreement/",
        agreement.AgreementCalculator.as_view(),
        name="calculate-agreement",
    ),
    path("instruments/", instruments.Instruments.as_view(), name="instruments"),
    path("instruments/<str:ident>/", instruments.Instrument.as_view(), name="instrument"),
    path("instruments/<str:ident>/evaluate/", instruments.Evaluate.as_view(), name="evaluate"),
    path("agreement/", agreement.Agreement.as_view(), name="agreement"),
    path("token/", tokens.Token.as_view(), name="token"),
    path("schema/", reference.SchemaView.as_view(), name="schema"),
    path("docs/", reference.docs, name="docs"),
]
