"""How OpenAPI tells of what makes writes safe: conditions, keys and trials, alike for every write."""

from __future__ import annotations

from typing import Any, Literal

from drf_spectacular.utils import OpenApiParameter

IF_MATCH = (
    'The ETag of the record as it was read, or its revision ("3"), or *: 412 where it is in another state'
    " by now."
)
IF_MATCH_OWN = (
    "The ETag as it was read, or *: 412 where what its owner has chosen is another by now. Without it the last word"
    " stands."
)
KEY = (
    "1 to 255 visible ASCII characters, such as a UUID. The same request with the same key is carried out once, and"
    " answered with the stored answer; another request is answered 422, one that is being carried out 409."
)
# Quotes around it belong to the header, so that two of them hold no key.
KEYS = {"type": "string", "pattern": '^[ \\t]*(?!""[ \\t]*$)[!-~]{1,255}[ \\t]*$'}
TAG = '(W/)?"[!#-~]*"'
TAGS = {
    "type": "string",
    "pattern": rf"^\s*(\*|[1-9][0-9]{{0,9}}|{TAG}(\s*,\s*{TAG})*)\s*$",
}
TRUE = {"type": "string", "enum": ["true"]}
NOTHING_KEPT = "Accepted for the sake of uniformity: this stores nothing that could happen twice."
TRIED = (
    "true tries it: the answer is what it would be, with `dry_run` true and null for the ids of what would be new"
    " (schema `Tried`), and nothing is stored, sent or noted."
)
TRIED_ANYWAY = "Accepted for the sake of uniformity: this stores nothing, and answers as always."
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    description=(
        "Signed in: of the record as it is seen, for If-Match and If-None-Match. Without a token: of all that is"
        " public, for If-None-Match alone."
    ),
    response=[200],
)
ETAG_OWN = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    description="Of what is chosen here and of the whole answer, for If-Match and If-None-Match.",
    response=[200],
)


def etag(view: Any) -> OpenApiParameter:
    """The header of what is read at an address where something can be changed."""
    return ETAG if view.revised else ETAG_OWN


def parameters(view: Any, method: str) -> list[OpenApiParameter]:
    """The headers and the query parameter of a write, and what its answer's headers say."""
    header: Literal["header"] = "header"
    found = []
    if method in view.conditional:
        found.append(
            OpenApiParameter(
                "If-Match",
                TAGS,
                header,
                required=view.conditional[method],
                description=IF_MATCH if view.revised else IF_MATCH_OWN,
            )
        )
    about = NOTHING_KEPT if view.computes else KEY
    if view.unkept:
        about = f"Accepted, but no answer is kept: {view.unkept}"
    found.append(OpenApiParameter("Idempotency-Key", KEYS, header, description=about))
    told = TRIED_ANYWAY if view.computes else TRIED
    refused = f"Refused: {view.untriable}" if view.untriable else told
    trial: Any = {"type": "boolean", "enum": [False]} if view.untriable else bool
    found.append(OpenApiParameter("dry_run", trial, OpenApiParameter.QUERY, description=refused))
    good = [200, 201, 202]
    if not (view.computes or view.unkept):
        about = "true where the answer is a stored one."
        found.append(
            OpenApiParameter("Idempotency-Replayed", TRUE, header, description=about, response=good)
        )
    if not view.untriable:
        about = "true where nothing was stored."
        found.append(OpenApiParameter("Dry-Run", str, header, description=about, response=good))
    return found


def problems(view: Any, method: str) -> set[int]:
    """Statuses of the refusals that any such write may be answered with."""
    found = {400}
    if not (view.computes or view.unkept):
        found |= {409, 422}
    if not view.computes:
        found.add(503)
    if method in view.conditional:
        found.add(412)
        # A PATCH of what has a revision needs either the header or the revision in its body.
        if view.conditional[method] or (method == "PATCH" and view.revised):
            found.add(428)
    return found
