"""The same JSON as the API's, built by PostgreSQL behind bare views: the floor that `benchmarks/api.py` compares with.

A site of its own, without middleware. The SQL covers what the synthetic knowledge base holds: no assessments,
conflicts or searches.
"""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from claims.domain import vocabulary as words
from claims.formats.said import NOT_MEDICAL_ADVICE
from claims.queries.claim_detail import LICENCE
from claims.queries.links import label


def labelled(kind: type[words.Choice], column: str) -> str:
    """SQL that says what readers see for a word."""
    cases = " ".join(
        f"WHEN '{value}' THEN '{label(kind, value).replace(chr(39), chr(39) * 2)}'"
        for value, _ in kind.choices()
    )
    return f"CASE {column} {cases} ELSE {column} END"


def moment(column: str) -> str:
    """SQL that writes a time as the API does: no fraction where there is none."""
    whole = f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    return (
        f"{whole} || CASE WHEN date_trunc('second', {column}) = {column} THEN ''"
        f" ELSE to_char({column} AT TIME ZONE 'UTC', '.US') END || 'Z'"
    )


def part(name: str) -> str:
    """SQL of what a claim is composed of."""
    return f"""json_build_object('topic', 'T' || c.{name}_id,
        'text', coalesce(nullif(c.{name}_text, ''), {name}.name, '')) AS {name}"""


PARTS = ("exposure", "outcome", "population", "comparator")

SOURCE = f"""SELECT 'S' || s.id AS id, '/sources/S' || s.id || '/' AS url, s.title, s.authors, s.year,
    s.container_title, s.doi, s.pmid, s.pmcid,
    CASE WHEN s.doi <> '' THEN 'https://doi.org/' || s.doi ELSE s.url END AS link,
    s.identity, {labelled(words.Identity, "s.identity")} AS identity_label,
    s.identity_result, {labelled(words.IdentityResult, "s.identity_result")} AS identity_result_label,
    s.integrity, {labelled(words.Integrity, "s.integrity")} AS integrity_label, s.integrity_note,
    s.is_preprint, s.missing, s.csl_type"""

APPRAISALS = f"""SELECT coalesce(json_agg(row_to_json(a) ORDER BY a.pk), '[]') FROM (
    SELECT x.id AS pk, 'A' || x.id AS id, 'E' || x.evidence_id AS evidence,
    coalesce(nullif(x.imported_rater, ''), u.pseudonym, '') AS rater, x.imported_rater <> '' AS imported,
    x.direction, x.directness, x.strength, x.suggested_strength, x.suggested_by, x.departure, x.rationale,
    x.read, x.declaration, x.interests, x.instrument, x.answers, '[]'::json AS assessments,
    {moment("x.submitted_at")} AS submitted_at, x.blind, NOT x.is_current AS superseded
    FROM claims_appraisal x LEFT JOIN accounts_user u ON u.id = x.reviewer_id
    WHERE x.evidence_id = e.id AND x.status = 'submitted') a"""

EVIDENCE = f"""SELECT 'E' || e.id AS id, '/evidence/E' || e.id || '/' AS url,
    json_build_object('id', 'C' || c.id, 'text', c.text) AS claim,
    (SELECT row_to_json(s2) FROM ({SOURCE}) s2) AS source,
    json_build_object('id', 'Y' || y.id, 'label', y.label) AS study,
    e.finding, e.design, {labelled(words.Design, "e.design")} AS design_label, e.stream, e.population,
    e.comparison_made, e.n, e.n_unit, e.n_note, e.read, e.locator, e.effect, e.benefit_or_harm,
    e.magnitude, e.threshold,
    (SELECT coalesce(json_agg(json_build_object('exact', q.exact, 'prefix', q.prefix, 'suffix', q.suffix,
        'start', q.start, 'end', q.end, 'locator', q.locator, 'note', q.note) ORDER BY q.id), '[]')
        FROM claims_quote q WHERE q.evidence_id = e.id) AS quotes,
    e.status, {labelled(words.EvidenceStatus, "e.status")} AS status_label, e.status_reason,
    json_build_object('state', e.consensus, 'label', {labelled(words.ConsensusState, "e.consensus")},
        'direction', e.standing_direction, 'directness', e.standing_directness,
        'strength', e.standing_strength, 'raters', e.raters, 'released', e.released_at IS NOT NULL)
        AS consensus,
    ({APPRAISALS}) AS appraisals, 0 AS appraisals_hidden, NULL AS excluded_reason, e.revision,
    {moment("coalesce(e.changed_at, e.created_at)")} AS updated_at,
    CASE WHEN z.id IS NULL OR NOT (z.suggestion ?| array['excluded', 'background', 'awaiting'])
        THEN '' ELSE 'counted' END AS standing,
    '' AS standing_reason
    FROM claims_evidence e JOIN claims_source s ON s.id = e.source_id JOIN claims_study y ON y.id = e.study_id
    WHERE e.claim_id = c.id AND e.status NOT IN ('proposed', 'withdrawn', 'declined')"""

COUNTS = """json_build_object('studies', c.study_count, 'supports', c.supports_count,
    'contradicts', c.contradicts_count, 'mixed', c.mixed_count, 'evidence', c.evidence_count)"""

CONCLUSION = f"""c.verdict, {labelled(words.Verdict, "c.verdict")} AS verdict_label,
    c.certainty, {labelled(words.Certainty, "c.certainty")} AS certainty_label,
    c.consistency, {labelled(words.Consistency, "c.consistency")} AS consistency_label,
    json_build_object('claimed', c.rung_claimed, 'reached', c.rung_reached) AS rung"""

STANDING = (
    """c.raters, CASE WHEN c.confirmed THEN 'confirmed' ELSE 'suggested' END AS status, c.stale"""
)

BRIEF = f"""'C' || c.id AS id, '/claims/C' || c.id || '/' AS url, c.text, c.plain_sentence, c.claim_type,
    c.status, c.scope, c.relation, c.quantifier, c.benefit_or_harm, c.wording_note,
    (SELECT coalesce(json_agg(json_build_object('id', 'T' || t.id, 'name', t.name, 'kind', t.kind)
        ORDER BY t.name, t.id), '[]')
        FROM claims_claimtopic ct JOIN claims_topic t ON t.id = ct.topic_id WHERE ct.claim_id = c.id)
        AS topics,
    c.version_number AS version,
    {moment("coalesce(c.changed_at, c.published_at, c.created_at)")} AS updated_at,
    {", ".join(part(name) for name in PARTS)},
    (SELECT coalesce(json_agg(row_to_json(e2)), '[]') FROM ({EVIDENCE} ORDER BY e.id) e2) AS evidence,
    '[]'::json AS excluded, '[]'::json AS proposed"""

FROM = "FROM claims_claim c " + " ".join(
    f"LEFT JOIN claims_topic {name} ON {name}.id = c.{name}_id" for name in PARTS
)
CURRENT = "LEFT JOIN claims_synthesis z ON z.claim_id = c.id AND z.is_current"

ONE = f"""SELECT {BRIEF},
    (SELECT row_to_json(k) FROM (SELECT {CONCLUSION}, {COUNTS} AS basis, {STANDING}) k) AS synthesis,
    (SELECT coalesce(json_agg(row_to_json(s2) ORDER BY s2.pk), '[]') FROM (
        SELECT DISTINCT ON (s.id) s.id AS pk, src.* FROM claims_evidence e
        JOIN claims_source s ON s.id = e.source_id, LATERAL ({SOURCE}) src
        WHERE e.claim_id = c.id AND e.status NOT IN ('proposed', 'withdrawn', 'declined')) s2) AS sources"""

LIST = f"""SELECT json_agg(row_to_json(one))::text FROM (
    {ONE} {FROM} {CURRENT}
    WHERE c.status = 'published' AND c.id < %s ORDER BY c.id DESC LIMIT 25) one"""

DETAIL = f"""SELECT row_to_json(one)::text FROM (SELECT {BRIEF},
    (SELECT row_to_json(k) FROM (SELECT {CONCLUSION},
        ({COUNTS}::jsonb || coalesce(z.suggestion->'basis', '{{}}')) AS basis, {STANDING},
        coalesce(z.suggestion->'steps', '[]') AS steps, coalesce(z.suggestion->'streams', '[]') AS streams,
        coalesce(z.suggestion->'what_would_change', '[]') AS what_would_change,
        coalesce(z.suggestion->'certainty_would_change', '[]') AS certainty_would_change,
        coalesce(z.suggestion->'raters', '{{}}') AS rated_by,
        z.suggestion - 'steps' - 'streams' AS suggestion, {moment("z.stale_since")} AS stale_since,
        coalesce(z.stale_reason, '') AS stale_reason, du.pseudonym AS decided_by,
        {moment("z.decided_at")} AS decided_at, coalesce(z.method_version, '') AS method_version,
        coalesce(z.input_hash, '') AS input_hash, coalesce(z.status = 'overridden', false) AS overridden,
        {labelled(words.SynthesisStatus, "coalesce(z.status, 'suggested')")} AS status_label,
        coalesce(z.status_reason, '') AS status_reason,
        '{NOT_MEDICAL_ADVICE}' AS not_medical_advice) k) AS synthesis,
    NULL AS conflict, '[]'::json AS searches, NULL AS search_currency,
    (SELECT coalesce(json_agg(json_build_object('id', 'C' || c.id || '.' || v.number, 'number', v.number,
        'minted_at', {moment("v.minted_at")}, 'sha256', v.sha256, 'reason', v.reason,
        'plain_sentence', coalesce(v.brief->>'plain_sentence', ''), 'synthesis', v.brief)
        ORDER BY v.number DESC), '[]') FROM claims_version v WHERE v.claim_id = c.id) AS versions,
    (SELECT coalesce(json_agg(json_build_object('namespace', x.namespace, 'value', x.value)
        ORDER BY x.namespace, x.value), '[]')
        FROM claims_externalid x WHERE x.noun = 'claim' AND x.object_id = c.id) AS external_ids,
    c.revision, {moment("c.created_at")} AS created_at, {moment("c.published_at")} AS published_at,
    '{LICENCE}' AS licence, c.magnitude, c.threshold, c.about, c.status_reason, c.reviewers_required,
    false AS mine
    {FROM} {CURRENT} LEFT JOIN accounts_user du ON du.id = z.decided_by_id
    WHERE c.id = %s AND c.status = 'published') one"""

COPY = f"""COPY (SELECT row_to_json(one) FROM (
    {ONE} {FROM} {CURRENT} WHERE c.status = 'published' ORDER BY c.id) one) TO STDOUT"""


def _answer(sql: str, *params: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        (text,) = cursor.fetchone() or (None,)
    return HttpResponse(text or "[]", content_type="application/json")


def listed(request: HttpRequest, before: int) -> HttpResponse:
    """25 claims with evidence and sources, newest first, before a key."""
    return _answer(LIST, before)


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim in full."""
    return _answer(DETAIL, pk)


def constant(request: HttpRequest) -> HttpResponse:
    """Nothing: what server and client cost."""
    return HttpResponse("{}", content_type="application/json")


urlpatterns = [
    path("list/<int:before>/", listed),
    path("claim/<int:pk>/", detail),
    path("constant/", constant),
]
