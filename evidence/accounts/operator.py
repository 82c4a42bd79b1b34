"""What the commands about people have in common. At the command line the operator acts: no account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from claims.access import Denied
from claims.domain.problems import Problem
from claims.domain.vocabulary import Role
from evidence.accounts.models import Token, User
from evidence.accounts.tokens import MARK, digest_of

ROLES = [role.value for role in Role]


def person(name: str) -> User:
    """Who is meant by a user name or an e-mail address. Raises CommandError for nobody."""
    column = "email__iexact" if "@" in name else "username__iexact"
    found = User.objects.filter(**{column: name}).first()
    if found is None:
        raise CommandError(f"There is no user {name!r}.")
    return found


def token(given: str) -> Token:
    """The token that is given itself or by its number. Raises CommandError for none."""
    if given.startswith(MARK):
        found = Token.objects.filter(digest=digest_of(given)).first()
    elif given.isascii() and given.isdecimal() and len(given) < 19:
        found = Token.objects.filter(pk=int(given)).first()
    else:
        raise CommandError("Give the token itself (ts_...) or its number.")
    if found is None:
        raise CommandError("There is no such token.")
    return found


@contextmanager
def refusals() -> Iterator[None]:
    """What an action refuses, as the command's error."""
    try:
        yield
    except (Problem, Denied) as refusal:
        raise CommandError(refusal.message) from refusal
