"""Agreement item by item of an instrument, on the answers that a set's ratings rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

import orjson
from django.db.models import Exists, OuterRef

from claims.domain.agreement.ratings import from_units
from claims.domain.agreement.report import flat
from claims.domain.instruments.catalogue import get
from claims.domain.vocabulary import AssessmentStatus
from claims.models import Assessment
from claims.queries.rated_sets import RATER_COLUMNS, AgreementFilters, counted, rater_of

FIGURES = (
    "n_units_compared",
    "percent_agreement",
    "gwet_ac1",
    "gwet_ac1_ci95_t",
    "alpha_nominal",
    "alpha_nominal_ci95_t",
)


def items(filters: AgreementFilters, raters: set[str]) -> list[dict[str, Any]]:
    """Agreement on each item of the filters' instrument, as far as answers were given. Two queries.

    The unit is what the instrument judges; the scale is what the item offers, where all answers are of it. One
    query more for a topic.
    """
    answers: dict[str, dict[Hashable, dict[Hashable, str]]] = defaultdict(lambda: defaultdict(dict))
    for unit, rater, given in _answers(filters):
        if rater in raters:
            for item, answer in given.items():
                answers[item][unit].setdefault(rater, _word(answer))
    tool = get(filters.tool)
    asked = list(tool.items) if tool else []
    place = {item: number for number, item in enumerate(asked)}
    rows = []
    for item, units in sorted(answers.items(), key=lambda pair: (place.get(pair[0], 999), pair[0])):
        used = {answer for unit in units.values() for answer in unit.values()}
        offered = (
            [option.id for option in tool.items[item].options] if tool and item in place else []
        )
        whole = used <= set(offered)
        scale = offered if whole else sorted(used)
        at = {answer: place for place, answer in enumerate(scale)}
        places = [{rater: at[one] for rater, one in unit.items()} for unit in units.values()]
        figures = flat(from_units(places, scale, ordered=False, scale_given=whole))
        text = tool.items[item].text if tool and item in place else ""
        rows.append({"item": item, "text": text, **{key: figures[key] for key in FIGURES}})
    return rows


def _answers(filters: AgreementFilters) -> Iterable[tuple[Hashable, str, dict[str, Any]]]:
    """Unit, rater and answers, of appraisals and of the assessments that they cite."""
    base = counted(filters)
    own = base.filter(instrument=filters.tool).exclude(answers={}).order_by("pk")
    for row in own.values("evidence_id", "answers", *RATER_COLUMNS):
        yield ("result", row["evidence_id"]), rater_of(row)[0], row["answers"]
    cited = Assessment.objects.filter(
        Exists(base.filter(assessments=OuterRef("pk"))),
        instrument=filters.tool,
        status=AssessmentStatus.SUBMITTED,
    ).order_by("pk")
    columns = ("unit", "evidence_id", "source_id", "patient_id", "claim_id", "answers")
    for row in cited.values(*columns, "imported_assessor", "assessor__pseudonym"):
        unit = next(row[name] for name in columns[1:5] if row[name] is not None)
        rater = row["imported_assessor"] or row["assessor__pseudonym"]
        yield (row["unit"], unit), rater, row["answers"]


def _word(answer: Any) -> str:
    """An answer as a category: its word, or canonical JSON where it has parts."""
    if isinstance(answer, str):
        return answer
    return orjson.dumps(answer, option=orjson.OPT_SORT_KEYS).decode()
