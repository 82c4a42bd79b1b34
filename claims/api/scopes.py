"""Which scope of a token each write needs: one table, asked by one place (`Endpoint.initial`).

A route is known by the words of its address: /claims/C1/publish/ is "publish" of "claims". Whatever
stands nowhere here is refused to tokens that do not stand for everything; a test finds such routes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request

from claims.domain.scopes import Scope, held

SAFE = ("GET", "HEAD")
OWN = ""
_C, _G = Scope.CURATE, Scope.GRADE


def _acts(scope: Scope, *verbs: str) -> dict[str, Scope]:
    return dict.fromkeys(verbs, scope)


#: By list, then by act; OWN is making, changing and discarding records of the list.
TABLE: dict[str, Mapping[str, Scope]] = {
    "claims": {
        **_acts(Scope.CLAIMS, OWN, "submit"),
        **_acts(_C, "publish", "reject", "retire", "restore", "confirm", "override"),
        **_acts(_C, "judge", "withdraw-judgement"),
    },
    "topics": {**_acts(Scope.CLAIMS, OWN), **_acts(_C, "accept", "retire", "merge")},
    "reports": _acts(Scope.CLAIMS, OWN),
    "proposals": {**_acts(Scope.CLAIMS, "withdraw"), **_acts(_C, "accept", "reject")},
    "sources": {
        **_acts(Scope.SOURCES, OWN, "look-up", "check-identity"),
        **_acts(_C, "accept", "reject", "retire", "merge", "unmerge", "integrity"),
    },
    "studies": {
        **_acts(Scope.SOURCES, OWN),
        **_acts(_C, "accept", "merge", "distinct", "reconsider"),
    },
    "source-pairs": _acts(_C, "decide"),
    "imports": _acts(Scope.SOURCES, OWN, "records/decide", "store", "retry", "undo"),
    "evidence": {
        **_acts(Scope.EVIDENCE, OWN),
        **_acts(_G, "appraisals", "pick", "give-back", "renew"),
        **_acts(_C, "accept", "reject", "exclude", "include", "release", "assign", "adjudicate", "conflict"),
    },
    "searches": _acts(Scope.EVIDENCE, OWN),
    "patients": {
        **_acts(Scope.EVIDENCE, OWN, "withdraw"),
        **_acts(_C, "merge", "distinct", "reconsider"),
    },
    "conflicts": _acts(_C, "explain", "let-stand", "resolve", "reopen"),
    "appraisals": _acts(_G, OWN),
    "assessments": _acts(_G, OWN),
    "practice": {**_acts(_C, OWN), **_acts(_G, "answer")},
    "desk": _acts(_G, "next"),
    "follows": _acts(Scope.FOLLOW, OWN),
    "saved-searches": _acts(Scope.FOLLOW, OWN),
    "inbox": _acts(Scope.FOLLOW, "read"),
    "webhooks": _acts(Scope.WEBHOOKS, OWN, "test", "rotate", "pause", "resume", "replay"),
    "webhook-deliveries": _acts(Scope.WEBHOOKS, "replay"),
    "documents": _acts(
        Scope.DOCUMENTS, OWN, "decide", "share", "unshare", "publish", "recheck"
    ),
}  # fmt: skip


class ScopeMissing(Exception):
    """A token was not given the scope that this act needs; `scope` None: no scope covers it."""

    def __init__(self, scope: Scope | None) -> None:
        super().__init__(scope)
        self.scope = scope


def needed(route: str) -> Scope | None:
    """The scope that writing at a route ("api/v1/claims/<str:ident>/publish/") needs; None: none covers it."""
    words = [word for word in route.split("/")[2:] if word and not word.startswith("<")]
    acts = TABLE.get(words[0] if words else "", {})
    return acts.get("/".join(words[1:]))


def require(request: Request, view: Any) -> None:
    """Raise ScopeMissing where the request writes with a token that was not given the scope for it.

    Sessions and strangers have no token, and what only computes writes nothing.
    """
    token: Any = request.auth
    if token is None or request.method in SAFE or getattr(view, "computes", False):
        return
    # The lines of a bulk request are asked one by one.
    if getattr(view, "by_line", False):
        return
    if not token.scopes:
        return
    match = request.resolver_match
    scope = needed(match.route if match is not None else "")
    if scope is None or scope not in held(token.scopes):
        raise ScopeMissing(scope)
