"""Who is asking: the owner of a token, or of a session (then with Django's CSRF check on writes)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from claims.api.errors import CHALLENGE

SCHEMES = {"bearer", "token"}


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>` or `Token <token>`; any other scheme is not ours to judge."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The token's owner and the token. One query; AuthenticationFailed for one that does not hold."""
        scheme, _, raw = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() not in SCHEMES:
            return None
        token = import_string(settings.TOKEN_BACKEND)(raw.strip())
        if token is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What WWW-Authenticate says on 401."""
        return CHALLENGE
