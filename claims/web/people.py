"""Who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from claims.access import Permission, require
from claims.web.answers import sign_in_first

if TYPE_CHECKING:
    from evidence.accounts.models import User


def member(request: HttpRequest, permission: Permission | None = None) -> User:
    """Whoever is signed in, holding `permission`; else the sign-in page or 403. At most one query."""
    sign_in_first(request)
    person = cast("User", request.user)
    if permission is not None:
        require(person, permission)
    return person


def client(request: HttpRequest) -> str:
    """The visitor's address, for limits only: the one that the outermost proxy of ours saw."""
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(seen) >= proxies and seen[-proxies]:
        return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def reviewer(pk: int) -> User:
    """The person whom an editor chose from the list of reviewers; 404 for anybody else. One query."""
    return get_object_or_404(get_user_model(), pk=pk, is_active=True)
