"""A large file from an address that the operator names: bounded, never from a private network."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

from claims.actions.lookups import client
from claims.actions.lookups.problems import NotAllowed, Unavailable

#: Bytes; the Retraction Watch database had about 60 MB in 2026.
MOST = 500_000_000
SECONDS = 600.0


def fetch(address: str, path: Path) -> None:
    """Write what the address holds to `path`. Raises NotAllowed, Unavailable.

    Only https (plain http where private hosts are allowed, as in tests); redirects stay on the same host.
    """
    parts = urlsplit(address)
    allowed = ("https", "http") if settings.LOOKUP_PRIVATE_HOSTS else ("https",)
    if parts.scheme not in allowed or not parts.hostname:
        raise NotAllowed("Give an address that begins with https://.")
    try:
        with path.open("wb") as out:
            status, _, _ = client.follow(address, most=MOST, seconds=SECONDS, out=out)
    except urllib3.exceptions.HTTPError as error:
        raise Unavailable(f"The address did not answer ({type(error).__name__}).") from error
    if status != 200:
        raise Unavailable(f"The address answered {status}.")
