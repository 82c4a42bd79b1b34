"""Small words for templates: permissions, labels, marks that never rest on colour alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from string import ascii_uppercase
from typing import Any

from django import template
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims import access
from claims.domain import identifiers
from claims.domain.certainty import signed
from claims.queries import links
from claims.queries.knowledge import public_version
from claims.web.words import in_words, said

register = template.Library()


@register.simple_tag
def as_of_change() -> int:
    """Number of the last public change. One query; only a mirror's pages say it."""
    return public_version()[1]


_INDENTED = re.compile(r"\s*\n\s*")
_STUDY_ID = re.compile(r"\bY[1-9][0-9]{0,17}\b")

# Value -> (tone, shape). The shape and the word carry the meaning; the tone only helps.
DIRECTIONS = {
    "supports": ("good", "▲"),
    "contradicts": ("bad", "▼"),
    "no_effect": ("bad", "▽"),
    "mixed": ("mixed", "◆"),
    "mentions": ("none", "·"),
}
VERDICTS = {
    "supported": ("good", "✔"),
    "limited_support": ("good", "◔"),
    "reported": ("mixed", "☰"),
    "conflicting": ("mixed", "⇄"),
    "doubtful": ("bad", "◑"),
    "contradicted": ("bad", "✘"),
}
NO_VERDICT = ("none", "○")
CERTAINTIES = {
    "high": "●●●●",
    "moderate": "●●●○",
    "low": "●●○○",
    "very_low": "●○○○",
    "strong": "●●●",
    "limited": "●●○",
    "inadequate": "●○○",
}
TROUBLED = {"retracted": "bad", "withdrawn": "bad", "concern": "mixed", "corrected": "mixed"}


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str) -> bool:
    """Whether the viewer holds `permission`; one query per request, then remembered."""
    viewer: Any = context.get("user")
    return access.may(viewer, access.Permission(permission))


@register.simple_tag
def record_url(ident: str) -> str:
    """The path of a record's page by its public id."""
    named = links.parse_id(ident)
    return links.url(*named) if named else ""


@register.filter
def word(value: str | None, scale: str) -> str:
    """What readers see for a coded value: `{{ e.design|word:"Design" }}`; "" for nothing."""
    return said(value, scale)


register.filter(in_words)


@register.simple_block_tag
def unindented(content: str) -> SafeString:
    """The HTML within it without the indentation of its lines; unlike `spaceless` it keeps blanks between words."""
    # Nothing but white space is taken from what was escaped.
    return mark_safe(_INDENTED.sub("\n", content))


def _marked(tone: str, shape: str, text: str) -> SafeString:
    if not shape:
        return format_html('<span class="mark {}">{}</span>', tone, text)
    return format_html(
        '<span class="mark {}"><span aria-hidden="true">{}</span> {}</span>', tone, shape, text
    )


@register.filter
def direction(value: str | None) -> SafeString:
    """A direction as shape, word and tone; "Not rated" where there is none."""
    if not value:
        return _marked("none", "", "Not rated")
    tone, shape = DIRECTIONS.get(value, NO_VERDICT)
    return _marked(tone, shape, word(value, "Direction"))


@register.filter
def verdict(value: str) -> SafeString:
    """A verdict as shape, word and tone. Never alone: parts/axes.html puts the rest beside it."""
    tone, shape = VERDICTS.get(value, NO_VERDICT)
    return _marked(tone, shape, word(value, "Verdict"))


@register.filter
def certainty(value: str) -> SafeString:
    """A certainty as filled dots and word; not rated has no dots, since it is not "very low"."""
    return _marked("", CERTAINTIES.get(value, ""), word(value, "Certainty"))


@register.filter
def levels(value: int) -> str:
    """Levels of certainty with their sign, as they are set: a minus, not a hyphen."""
    return signed(value).replace("-", "\u2212")


@register.filter
def signed_levels(value: int, certainty_: str | None) -> str:
    """A step's levels with their sign; where a certainty goes with it, the level that a body starts from."""
    return str(value) if certainty_ else levels(value)


@register.filter
def integrity_then(source: dict[str, Any]) -> SafeString | str:
    """The mark of a source as a version has it: retracted, withdrawn, of concern or corrected; or nothing."""
    tone = TROUBLED.get(source.get("integrity") or "")
    if tone is None:
        return ""
    return format_html(
        '<span class="tag {}">{}</span>', tone, word(source["integrity"], "Integrity")
    )


@register.filter
def outside(value: str, kind: str) -> str:
    """The address of a normalised identifier, percent-encoded whole; "" where it is of no such kind."""
    try:
        return identifiers.link(kind, value)
    except ValueError:
        return ""


@register.filter
def integrity(source: dict[str, Any]) -> SafeString | str:
    """The marks of a source brief: retraction or correction, and an identifier that is another work's; or nothing."""
    marks = []
    tone = TROUBLED.get(source["integrity"])
    if tone is not None:
        marks.append((tone, source["integrity_label"]))
    if source.get("identity_result") == "mismatch":
        marks.append(("bad", "Identifier of another work?"))
    return format_html_join(" ", '<span class="tag {}">{}</span>', marks)


@register.filter
def shown(value: Any) -> str:
    """Any JSON value as a reader sees it in a comparison: lists by comma, nothing as a dash."""
    if value is None or value == "" or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {shown(item)}" for key, item in value.items())
    return str(value)


@register.filter
def with_studies(text: str, evidence: Sequence[dict[str, Any]]) -> str:
    """A step's text with the studies' names in place of their ids, where the evidence names them."""
    names = {one["study"]["id"]: one["study"]["label"] for one in evidence}
    return _STUDY_ID.sub(lambda match: names.get(match[0], match[0]), str(text))


@register.filter
def day(at: date | None) -> SafeString | str:
    """A day as the language writes it, in a <time> that programs read; nothing for None."""
    if at is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', at.isoformat(), date_format(at, "DATE_FORMAT")
    )


@register.filter
def size(record: dict[str, Any]) -> str:
    """How many of what: "30 patients", "1 study"; the bare number where the unit is not known."""
    unit = word(record["n_unit"], "CountUnit")
    if record["n"] == 1:
        unit = "study" if unit == "studies" else unit.removesuffix("s")
    return f"{number_format(record['n'], force_grouping=True)} {unit}".strip()


@register.filter
def effect(value: Any) -> str:
    """A stored effect estimate: "RR 1.2 (0.9 to 1.6; 95%)"; parts that are missing are left out."""
    if not isinstance(value, dict):
        return shown(value)
    low, high, level = (value.get(name) for name in ("low", "high", "level"))
    said = f"{value.get('measure', '')} {shown(value.get('estimate'))}".strip()
    if low is None and high is None:
        return said
    at = f"; {percent(level)}" if isinstance(level, int | float) else ""
    return f"{said} ({shown(low)} to {shown(high)}{at})"


@register.filter
def percent(share: float) -> str:
    """A share of 1 as percent: 0.95 -> "95%"."""
    return f"{100 * share:.6g}%"


@register.filter
def sentence(text: str) -> str:
    """A text that people or rules wrote, as a sentence: a capital first and a full stop last, where it has none."""
    plain = str(text).strip()
    closed = plain if not plain or plain[-1] in ".!?…”" else f"{plain}."
    return closed[:1].upper() + closed[1:]


@register.filter
def spaced(value: str) -> str:
    """A column's or verb's name as words: wording_note -> wording note."""
    return str(value).replace("_", " ")


@register.filter
def letter(place: int) -> str:
    """0 -> A, 1 -> B: how readers without a name are told apart."""
    return ascii_uppercase[place % 26]
