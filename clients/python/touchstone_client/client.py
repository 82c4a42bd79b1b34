"""One object for one site."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, cast

from touchstone_client.pages import Listing
from touchstone_client.records import (
    Change,
    ClaimBrief,
    ClaimDetail,
    Dump,
    Evidence,
    SourceBrief,
    Study,
    Topic,
)
from touchstone_client.transport import Query, Transport

#: The list that a public id's letter stands for.
LISTS = {
    "C": "claims",
    "S": "sources",
    "E": "evidence",
    "Y": "studies",
    "T": "topics",
    "A": "appraisals",
    "P": "proposals",
    "D": "documents",
    "Q": "searches",
    "N": "patients",
    "R": "assessments",
    "K": "conflicts",
}
Json = dict[str, Any]


class Touchstone:
    """A Touchstone site. Reading needs no token; `token` is for writing, and for what only its owner may see.

    Reads and writes are tried up to `retries` times more when the site is busy or a connection breaks, waiting as the
    site says (Retry-After, RateLimit), `longest_wait` seconds at most each time; `timeout` seconds for each attempt.
    A write carries a key (Idempotency-Key), so that repeating it never does it twice. `cached` answers are
    kept and asked for with their ETag: what has not changed is not sent again; 0 turns that off.
    """

    def __init__(
        self,
        site: str,
        token: str | None = None,
        *,
        retries: int = 4,
        timeout: float = 30.0,
        longest_wait: float = 90.0,
        cached: int = 256,
    ) -> None:
        self._transport = Transport(
            site, token, retries=retries, timeout=timeout, longest_wait=longest_wait, cached=cached
        )
        self.documents = Documents(self._transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    # --- Reading ---

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at any address of the API, such as "claims/C1/certainty/". Raises Problem, Unreachable."""
        return self._transport.get(path, query).json()

    def listing(self, path: str, **query: Any) -> Listing[Json]:
        """Any list of the API, page by page."""
        return Listing(self._transport, path, query)

    def claims(self, **query: Any) -> Listing[ClaimBrief]:
        """Published claims; `q`, `topic`, `verdict` (a list of words) and the other filters of /claims/."""
        return Listing(self._transport, "claims/", query)

    def claim(self, ident: str, **query: Any) -> ClaimDetail:
        """One claim in full: conclusion with its steps, evidence, versions; `as_of` for how it stood on a day."""
        return cast("ClaimDetail", self.get(path_of(ident), **query))

    def evidence(self, **query: Any) -> Listing[Evidence]:
        """Evidence; `claim`, `source`, `study`, `direction`, `q` ..."""
        return Listing(self._transport, "evidence/", query)

    def sources(self, **query: Any) -> Listing[SourceBrief]:
        """Publications; `q`, `integrity`, `identity` ..."""
        return Listing(self._transport, "sources/", query)

    def studies(self, **query: Any) -> Listing[Study]:
        """Studies."""
        return Listing(self._transport, "studies/", query)

    def topics(self, **query: Any) -> Listing[Topic]:
        """Controlled terms."""
        return Listing(self._transport, "topics/", query)

    def instruments(self, **query: Any) -> Listing[Json]:
        """Appraisal instruments; `design` for those that suit it."""
        return Listing(self._transport, "instruments/", query)

    def dumps(self) -> list[Dump]:
        """Packages of everything, the newest first."""
        return cast("list[Dump]", self.get("dumps/")["results"])

    def record(self, ident: str) -> Json:
        """Any record by its public id: "S3", "E108", "Y2" ..."""
        return cast("Json", self.get(path_of(ident)))

    def search(self, q: str, **query: Any) -> Json:
        """Claims, evidence and sources for a few words or a passage, by noun."""
        return cast("Json", self.get("search/", q=q, **query))

    def changes(
        self, since: int = 0, *, follow: bool = False, every: float = 15.0, **query: Any
    ) -> Iterator[Change]:
        """What became public after number `since`, in order; with `follow` it waits for more, `every` seconds."""
        while True:
            lines: Listing[Change] = Listing(self._transport, "changes/", {"since": since, **query})
            for line in lines:
                since = line["seq"]
                yield line
            if not follow:
                return
            time.sleep(every)

    def evaluate(self, instrument: str, answers: Mapping[str, Any], **body: Any) -> Json:
        """What an instrument's rules make of answers; nothing is stored."""
        path = f"instruments/{instrument}/evaluate/"
        return self.post(path, {"answers": dict(answers), **body})

    # --- Writing ---

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        revision: int | str | None = None,
        **query: Any,
    ) -> Json:
        """POST anywhere in the API. `key` is the Idempotency-Key, made up if not given; one key, one act."""
        answer = self._transport.send("POST", path, body, query=query, key=key, revision=revision)
        return cast("Json", answer.json())

    def create(self, noun: str, *, key: str | None = None, **fields: Any) -> Json:
        """A new record in a list ("sources", "studies", "topics", "evidence", "searches" ...)."""
        return self.post(f"{noun}/", fields, key=key)

    def draft_claim(
        self, text: str, claim_type: str, *, key: str | None = None, **fields: Any
    ) -> Json:
        """A draft of a claim; an editor decides on it."""
        return self.create("claims", text=text, claim_type=claim_type, key=key, **fields)

    def change(
        self,
        ident: str,
        changes: Mapping[str, Any],
        *,
        reason: str,
        revision: int | str,
        key: str | None = None,
    ) -> Json:
        """Change a record that you read as `revision`: at once where it is not public, else as a proposal.

        Raises Moved or Conflict where others changed it meanwhile: read it again.
        """
        body = {"changes": dict(changes), "reason": reason}
        answer = self._transport.send("PATCH", path_of(ident), body, revision=revision, key=key)
        return cast("Json", answer.json())

    def act(
        self,
        ident: str,
        verb: str,
        *,
        key: str | None = None,
        revision: int | str | None = None,
        **body: Any,
    ) -> Json:
        """Carry out an act: `act("C1", "publish")`, `act("E2", "exclude", reason="...")`."""
        return self.post(f"{path_of(ident)}{verb}/", body, key=key, revision=revision)

    def bulk(
        self,
        operations: Sequence[Mapping[str, Any]],
        *,
        all_or_nothing: bool = False,
        key: str | None = None,
    ) -> list[Json]:
        """Up to 500 writes in one request, with a result for each: look at every `status`."""
        body = {"operations": [dict(one) for one in operations], "all_or_nothing": all_or_nothing}
        return cast("list[Json]", self.post("bulk/", body, key=key)["results"])


class Documents:
    """Articles that are checked."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def check(
        self, text: str, *, title: str = "", wait: float = 120.0, every: float = 2.0, **body: Any
    ) -> Json:
        """Check a text sentence by sentence; a long one is waited for, `wait` seconds at most.

        Everything found is a suggestion until a person confirms it. Nobody needs an account; `url` of the answer
        opens the result again.
        """
        answer = self._transport.send("POST", "documents/", {"title": title, "text": text, **body})
        found = cast("Json", answer.json())
        until = time.monotonic() + wait
        where = answer.headers.get("Location")
        while answer.status == 202 and where and time.monotonic() < until:
            time.sleep(every)
            answer = self._transport.get(where)
            found = cast("Json", answer.json())
            if found.get("status") not in ("waiting", "checking"):
                break
        return found


def path_of(ident: str) -> str:
    """The path of a record in the API. ValueError where `ident` is no public id."""
    if ident[:1] not in LISTS or not ident[1:].isdigit():
        raise ValueError(f"{ident!r} is no public id such as C42")
    return f"{LISTS[ident[0]]}/{ident}/"


__all__ = ["Documents", "Query", "Touchstone", "path_of"]
