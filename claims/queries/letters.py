"""The signed number in the link that ends letters: whoever holds the letter may end them, and do nothing else."""

from __future__ import annotations

from django.core import signing

SALT = "claims.letters.stop"


def sealed(key: int) -> str:
    """What stands in the link, for ever. A number that means nothing elsewhere: a pseudonym would tell a mail
    provider who is who in the log. No query."""
    return signing.Signer(salt=SALT).sign(str(key))


def unsealed(signed: str) -> int | None:
    """The key of somebody's row of Letters; None where this site did not sign it. No query."""
    try:
        return int(signing.Signer(salt=SALT).unsign(signed))
    except (signing.BadSignature, ValueError):
        return None
