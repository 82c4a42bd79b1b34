"""The tables of allowed steps."""

from __future__ import annotations

import pytest

from claims.domain.problems import NotAllowedNow
from claims.domain.status import STEPS, may_step, require_step


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("claim", "draft", "in_review"),
        ("claim", "in_review", "published"),
        ("claim", "published", "retired"),
        ("source", "published", "merged"),
        ("evidence", "awaiting", "in_appraisal"),
        ("evidence", "conflict", "settled"),
        ("evidence", "settled", "excluded"),
        ("proposal", "open", "accepted"),
        ("appraisal", "draft", "submitted"),
    ],
)
def test_allowed(kind, old, new):
    require_step(kind, old, new)
    assert may_step(kind, old, new)


@pytest.mark.parametrize(
    ("kind", "old", "new", "message"),
    [
        ("claim", "published", "draft", "is published: it cannot become draft"),
        ("claim", "published", "published", "already published"),
        ("source", "merged", "published", "is merged"),
        ("evidence", "proposed", "settled", "is proposed"),
        ("proposal", "accepted", "open", "is accepted"),
        ("appraisal", "submitted", "draft", "is submitted"),
    ],
)
def test_refused(kind, old, new, message):
    with pytest.raises(NotAllowedNow, match=message):
        require_step(kind, old, new)


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_every_state_has_a_row_and_leads_to_known_states(kind):
    table = STEPS[kind]
    assert {type(state) for state in table} == {type(next(iter(table)))}
    assert set(table) == set(type(next(iter(table))))
    assert all(steps <= set(table) and state not in steps for state, steps in table.items())
