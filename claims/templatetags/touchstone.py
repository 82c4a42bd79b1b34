"""Small words for templates: permissions, labels, marks that do not rest on colour alone."""

from __future__ import annotations

from typing import Any

from django import template

from claims import access

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str) -> bool:
    """Whether the viewer holds `permission`; one query per request, then remembered."""
    viewer: Any = context.get("user")
    return access.may(viewer, access.Permission(permission))
