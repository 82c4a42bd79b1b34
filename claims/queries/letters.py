"""The signed number in the link that ends letters: whoever holds the letter may end them, and do nothing else."""

from __future__ import annotations

from django.core import signing

#: Kinds of letters: of what is new (its key is that of a row of Letters), and before a token ends (the token's).
NEWS, TOKENS = "news", "tokens"
# One for each kind: a link ends the letters in which it stood, and no others.
SALTS = {NEWS: "claims.letters.stop", TOKENS: "claims.letters.stop.tokens"}


def sealed(key: int, kind: str = NEWS) -> str:
    """What stands in the link, for ever. A number that means nothing elsewhere: a pseudonym would tell a mail
    provider who is who in the log. No query."""
    return signing.Signer(salt=SALTS[kind]).sign(str(key))


def unsealed(signed: str, kind: str = NEWS) -> int | None:
    """The key behind the link of a letter of this kind; None where this site did not sign it. No query."""
    try:
        return int(signing.Signer(salt=SALTS[kind]).unsign(signed))
    except (signing.BadSignature, ValueError):
        return None
