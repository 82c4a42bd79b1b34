"""What a token is and may."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Shape, coded, moment, string, truth
from claims.domain.scopes import Scope
from claims.domain.vocabulary import Role


class TokenOwner(Shape):
    """Whose token it is."""

    username = string("The name that they sign in with.")
    name = string("The name that others see.")
    roles = serializers.ListField(
        child=coded(Role, "A role."), help_text="Their roles: no token gives more than these."
    )


class TokenLimit(Shape):
    """So many requests in so many seconds."""

    name = string("As the headers RateLimit-Policy and RateLimit name it.")
    counted_by = serializers.ChoiceField(
        choices=("token", "session", "person"),
        help_text="What is counted: requests with this token, of the sessions, or of both and all other tokens.",
    )
    quota = serializers.IntegerField(min_value=1, help_text="Requests in a window.")
    window = serializers.IntegerField(min_value=1, help_text="Length of a window in seconds.")


class Token(Shape):
    """The key that a request came with."""

    kind = serializers.ChoiceField(
        choices=("token", "session"), help_text="A token, or the session of somebody signed in."
    )
    name = string("What its owner calls it; '' for a session.")
    prefix = string("How the token begins; '' for a session.")
    scopes = serializers.ListField(
        child=coded(Scope, "A scope."),
        help_text="What it may do, where its owner's roles allow it.",
    )
    everything = truth("Whether it may do all that its owner may, now and later.")
    created_at = moment("When it was made; null for a session.", allow_null=True)
    expires_at = moment("When it ends; null: when it is revoked.", allow_null=True)
    owner = TokenOwner(help_text="Whose it is.")
    limits = TokenLimit(many=True, help_text="How many requests it may make.")
