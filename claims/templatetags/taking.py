"""Links to files of the list that a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.http import urlencode

register = template.Library()


@register.simple_tag(takes_context=True)
def asked(context: Mapping[str, Any]) -> str:
    """The page's filters as a query string with its "?", without what is blank and without the place in the list."""
    query = context["request"].GET
    pairs = [
        (name, value)
        for name, given in query.lists()
        for value in given
        if value.strip() and name != "cursor"
    ]
    return f"?{urlencode(pairs)}" if pairs else ""
