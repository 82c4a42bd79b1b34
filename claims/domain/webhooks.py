"""Rules of webhooks: which changes one of them is told of, and when what failed is tried again.

The times are those that the Standard Webhooks specification advises.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from claims.domain.vocabulary import Choice


class HookStatus(Choice):
    """Whether a webhook is told of anything."""

    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    DISABLED = "disabled", "Switched off after failures"


class DeliveryStatus(Choice):
    """What became of one message to one webhook."""

    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"


#: Seconds until the next try after the first failure, the second, ...; after the last the message is given up.
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
TRIES = len(PAUSES) + 1
#: So often a message holds up those behind it; then the next one has its turn, as the fault may be the message's.
PATIENCE = 3
#: Where several messages fail the receiver is down: it is asked again after as much at most.
LONGEST_HOLD = timedelta(hours=5)
LONGEST_RETRY_AFTER = timedelta(days=1)
#: A pause is longer by at most this part, so that those who failed together do not come back together.
JITTER = 0.2
#: Hours over which the tries of one message spread, jitter left out.
SPREAD = list(accumulate(PAUSES))[-1] / 3600


def retry_in(attempts: int, chance: float, asked: float | None = None) -> timedelta | None:
    """How long to wait after the `attempts`th failure; None where the message is given up.

    `chance` is from 0 to 1; `asked` are the seconds of a Retry-After, at most a day of which is honoured.
    """
    if attempts >= TRIES:
        return None
    pause = timedelta(seconds=PAUSES[attempts - 1] * (1 + JITTER * chance))
    return max(pause, _asked(asked))


def hold_for(failures: int, chance: float, asked: float | None = None) -> timedelta:
    """How long nothing is sent after `failures` failures in a row, of whichever messages; 0 lets the next one try."""
    if failures == PATIENCE:
        return _asked(asked)
    seconds = PAUSES[min(failures - (failures > PATIENCE), len(PAUSES)) - 1] * (1 + JITTER * chance)
    return max(min(timedelta(seconds=seconds), LONGEST_HOLD), _asked(asked))


def _asked(seconds: float | None) -> timedelta:
    return min(timedelta(seconds=seconds or 0), LONGEST_RETRY_AFTER)


@dataclass(frozen=True)
class Choices:
    """What a webhook asks for: nothing of a sort means all of it. `claims` and `topics` are keys."""

    kinds: Set[str]
    claims: Set[int]
    topics: Set[int]
    query: str

    @property
    def narrowed(self) -> bool:
        """Whether only some claims and topics matter."""
        return bool(self.claims or self.topics or self.query)


@dataclass(frozen=True)
class Reach:
    """What a change bears on: its kind, the public claims it reaches, and for a topic all topics it stands for."""

    kind: str
    claims: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()


def is_wanted(chosen: Choices, change: Reach, covered: Callable[[], Set[int]]) -> bool:
    """Whether this change is to be delivered. `covered` gives the claims that topics and search hold."""
    if chosen.kinds and change.kind not in chosen.kinds:
        return False
    if not chosen.narrowed:
        return True
    if chosen.claims & change.claims or chosen.topics & change.topics:
        return True
    return bool(change.claims & covered())
