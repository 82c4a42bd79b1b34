"""Where the site may send requests that somebody asked it to send: to the public internet and nowhere else."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit

LONGEST_ADDRESS = 2_000
#: All that is handed out to hosts of the IPv6 internet (RFC 4291); everything else reaches something special.
_HOSTS = ipaddress.ip_network("2000::/3")
#: Inside it or inside IPv4, what leads elsewhere: 6to4 and its relays carry other addresses, the last two are for
#: documents and benchmarks, and newer than the tables of older Pythons.
_DETOURS = tuple(
    ipaddress.ip_network(net)
    for net in ("2001::/23", "2002::/16", "3fff::/20", "192.88.99.0/24", "192.0.0.0/24")
)
#: What stays in path and query; all else is written in percents, as requests have it.
_AS_IT_IS = "/:@!$&'()*+,;=%"
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")


def is_public(number: str) -> bool:
    """Whether an IP address is one of a host on the public internet.

    Not so: loopback, private, link-local, shared (CGNAT), multicast, reserved and documentation ranges, and IPv6
    addresses that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), whatever that is.
    """
    try:
        found = ipaddress.ip_address(number)
    except ValueError:
        return False
    if found.version == 6 and found not in _HOSTS:
        return False
    if any(found.version == net.version and found in net for net in _DETOURS):
        return False
    return found.is_global and not found.is_multicast


def parse_address(text: str, *, private: bool = False) -> SplitResult:
    """The parts of an address that requests may be sent to; its host in ASCII.

    Only https; where `private` addresses are allowed http as well. Raises ValueError that says what is wrong.
    """
    if len(text) > LONGEST_ADDRESS or not text.isprintable() or " " in text or "\\" in text:
        raise ValueError(
            f"Give an address of at most {LONGEST_ADDRESS} characters, without spaces."
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError("This is not a web address.") from error
    if parts.scheme not in (("https", "http") if private else ("https",)):
        raise ValueError("Give an address that begins with https://.")
    if "@" in parts.netloc:
        raise ValueError(
            "Leave name and password out of the address: the signature says who sends it."
        )
    if parts.fragment:
        raise ValueError("Leave out what follows #: it is never sent.")
    if port == 0:
        raise ValueError("Port 0 cannot be reached.")
    return parts._replace(
        netloc=_netloc(host, port, private=private),
        path=quote(parts.path, safe=_AS_IT_IS),
        query=quote(parts.query, safe=_AS_IT_IS + "?"),
    )


def _netloc(host: str, port: int | None, *, private: bool) -> str:
    if ":" in host:
        try:
            number = ipaddress.IPv6Address(host)
        except ValueError as error:
            raise ValueError("This is not a web address.") from error
        _refuse_private(str(number), private)
        host = f"[{number}]"
    else:
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError as error:
            raise ValueError("This host name cannot be.") from error
        if not _NAME.fullmatch(host):
            raise ValueError("Name a host, such as https://example.org/hook.")
        last = host.rstrip(".").rsplit(".", 1)[-1]
        if last.isdigit() or last.startswith("0x"):
            # Other spellings of numbers (127.1, 0x7f.1) are read by some as addresses.
            _refuse_private(host, private)
        elif last in ("localhost", "local", "internal") and not private:
            raise ValueError("This host is in a private network, where nothing is sent.")
    return host if port is None else f"{host}:{port}"


def _refuse_private(number: str, private: bool) -> None:
    if not private and not is_public(number):
        raise ValueError("This is no public address: nothing is sent into private networks.")
