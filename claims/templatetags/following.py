"""What a page needs to know of the person who reads it: whether they follow this, and what waits for them."""

from __future__ import annotations

from typing import Any

from django import template

from claims.domain.problems import Invalid
from claims.queries import inbox
from claims.queries.filter_address import read, write
from claims.queries.links import parse_id

register = template.Library()


@register.simple_tag(takes_context=True)
def is_followed(context: template.Context, ident: str) -> bool:
    """Whether whoever is signed in follows this record. One query, none for others."""
    person: Any = context.get("user")
    named = parse_id(ident)
    if person is None or not person.is_authenticated or named is None:
        return False
    return inbox.is_following(person, *named)


@register.simple_tag(takes_context=True)
def unread(context: template.Context) -> int:
    """How many lines of the inbox are unread. One query, none for those who are not signed in."""
    person: Any = context.get("user")
    if person is None or not person.is_authenticated:
        return 0
    return inbox.unread(person)


@register.simple_tag(takes_context=True)
def list_filters(context: template.Context) -> str:
    """The canonical query string of the list of claims that is shown; "" where its address makes no sense."""
    request: Any = context.get("request")
    if request is None:
        return ""
    given = {key: request.GET.getlist(key) for key in request.GET if key != "cursor"}
    try:
        return write(read(given))
    except Invalid:
        return ""


@register.simple_tag
def line_head(line: dict[str, Any]) -> str:
    """What a line of the inbox says happened."""
    after = line["after"] or {}
    if line["kind"] == "integrity" and "integrity" in after:
        return "Notice lifted" if after["integrity"] == "clear" else "Notice about a source"
    return str(line["kind_label"])
