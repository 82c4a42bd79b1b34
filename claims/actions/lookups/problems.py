"""What can go wrong when an outside service is asked."""

from __future__ import annotations

from claims.domain.problems import NotAllowedNow

HOW_TO = (
    "Look-ups are off. They are turned on by the setting LOOKUP_CONTACT, an e-mail address that the services may"
    " write to."
)


class TurnedOff(NotAllowedNow):
    """The site has no contact address, so nothing is asked of anybody."""

    def __init__(self) -> None:
        super().__init__(HOW_TO)


class Unavailable(NotAllowedNow):
    """The service did not answer, or not with what it answers with; another time it may."""


class NotAllowed(Unavailable):
    """An address that must not be asked: another host, or one within a private network."""
