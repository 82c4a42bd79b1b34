"""Who gets in, and how refusals of the actions layer are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from claims.access import Denied, Permission, require
from evidence.accounts.models import User

View = Callable[..., HttpResponse]


def me(request: HttpRequest) -> User:
    """The person who is signed in. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user


def personal(view: View) -> View:
    """For the signed-in; never kept in a cache. An action's Denied is a 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Denied as denied:
            raise PermissionDenied(denied.message) from denied

    return never_cache(login_required(guarded))


def for_managers(view: View) -> View:
    """For those who manage people."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(me(request), Permission.MANAGE_PEOPLE)
        return view(request, *args, **kwargs)

    return personal(guarded)


def say(request: HttpRequest, text: str) -> None:
    """Tell on the next page that something was done."""
    messages.success(request, text)
