"""The figures of a topic: how its claims stand, and when their studies were published."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from claims.domain.vocabulary import Certainty, Verdict
from claims.figures import matrix, years
from claims.queries import tallies
from claims.web.figures import Figure
from claims.web.words import said

# The ladder of GRADE always stands; the scale of mechanism claims where a claim is on it.
LADDER = ("high", "moderate", "low", "very_low", "not_rated")


def figures(topic: int) -> dict[str, Figure | None]:
    """Both figures by name; None where there is nothing to draw. Four queries."""
    standing, published = tallies.of_topic(topic)
    return {"claims": by_standing(standing), "studies": by_year(published)}


def by_standing(counts: Mapping[tuple[str, str], int]) -> Figure | None:
    """Claims by verdict and certainty."""
    if not counts:
        return None
    verdicts = [str(value) for value, _label in Verdict.choices()]
    certainties = [str(value) for value, _label in Certainty.choices()]
    rows = [
        (verdict, said(verdict, "Verdict"))
        for verdict in verdicts
        if any(verdict == one for one, _certainty in counts)
    ]
    columns = [
        (certainty, said(certainty, "Certainty"))
        for certainty in certainties
        if certainty in LADDER or any(certainty == one for _verdict, one in counts)
    ]
    title = _("Claims by verdict and certainty")
    caption = _("The larger the dot, the more claims; a small ring: none.")
    table: list[list[str | int]] = [
        [words, *(counts.get((verdict, certainty), 0) for certainty, _words in columns)]
        for verdict, words in rows
    ]
    head = [_("Verdict"), *(words for _certainty, words in columns)]
    return Figure("claims", matrix.matrix(rows, columns, counts, title), caption, head, table)


def by_year(counts: Mapping[int, int]) -> Figure | None:
    """Studies by year of publication."""
    drawing = years.years(counts, _("Studies by year of publication"))
    if drawing is None:
        return None
    caption = _(
        "Studies of the evidence on these claims. One that was reported in two years stands in both."
    )
    wide, _found = years.bins(counts)
    if wide > 1:
        caption += " " + _("A column stands for %(n)d years.") % {"n": wide}
    table = [(str(year), count) for year, count in sorted(counts.items())]
    return Figure("studies", drawing, caption, (_("Year"), _("Studies")), table)
