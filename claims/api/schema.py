"""How views become OpenAPI: from what they declare about themselves, and nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from claims.api import alternatives, negotiation, safety, scopes
from claims.api.deprecation import Deprecated
from claims.api.formats import MEDIA_TYPE
from claims.api.shapes.common import Tombstone
from claims.domain.scopes import Scope
from claims.domain.vocabulary import PREFIXES


class ProblemError(serializers.Serializer[Any]):
    """One fault of a request."""

    pointer = serializers.CharField(
        required=False, help_text="JSON pointer into the body (RFC 6901), as a fragment."
    )
    parameter = serializers.CharField(required=False, help_text="Name of the query parameter.")
    header = serializers.CharField(required=False, help_text="Name of the request's header.")
    detail = serializers.CharField(help_text="What is wrong, in words.")


class ExceededLimit(serializers.Serializer[Any]):
    """A limit that was exceeded, and when there is room again."""

    name = serializers.CharField(
        help_text="reads, writes, either with -together, bulk-lines, reports, articles, articles-at-once."
    )
    counted_by = serializers.ChoiceField(
        choices=["address", "token", "session", "person", "client", "site"],
        help_text="Whose requests are counted together; client is a person, or the address of a stranger.",
    )
    quota = serializers.IntegerField(min_value=1, help_text="Requests in a window.")
    window = serializers.IntegerField(min_value=1, help_text="Length of a window in seconds.")
    resets_in = serializers.IntegerField(
        min_value=0, help_text="Seconds until there is room again, as in Retry-After."
    )


class Problem(serializers.Serializer[Any]):
    """A refusal (RFC 9457)."""

    type = serializers.CharField(
        help_text="about:blank (the title is the status's own), or on 429 the address of quota-exceeded."
    )
    title = serializers.CharField(help_text="The HTTP status in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What is wrong, for people.")
    errors = ProblemError(  # type: ignore[assignment]
        many=True, required=False, help_text="Each fault and where it is."
    )
    moved = serializers.JSONField(
        required=False,
        help_text="On 409 and 412: each field that others changed, with base, current and proposed value.",
    )
    revision = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        help_text="On 412: the record's present revision.",
    )
    index = serializers.IntegerField(
        required=False,
        min_value=0,
        help_text="Of a bulk request: place of the first line refused, from 0.",
    )
    results = serializers.ListField(
        child=serializers.JSONField(),
        required=False,
        help_text="Of a bulk request: what came of each line, as in its answer.",
    )
    position = serializers.JSONField(
        required=False, help_text="Where the body stops being JSON: line, column, offset."
    )
    scope = serializers.ChoiceField(
        choices=[scope.value for scope in Scope],
        required=False,
        help_text="On 403: the scope that the token lacks.",
    )
    limit = ExceededLimit(required=False, help_text="On 429: the limit that was exceeded.")

    def get_fields(self) -> Any:
        """With a member whose name, given by the draft on rate limits, Python cannot spell."""
        fields = super().get_fields()
        fields["violated-policies"] = serializers.ListField(
            child=serializers.CharField(),
            required=False,
            help_text="On 429: names of the exceeded limits, as RateLimit-Policy has them.",
        )
        return fields


@dataclass(frozen=True)
class Operation:
    """What one method of a view takes and gives, for OpenAPI."""

    summary: str
    answers: Mapping[int, Any]
    about: str = ""
    body: Any = None
    problems: tuple[int, ...] = ()
    examples: tuple[OpenApiExample, ...] = field(default=())
    public: bool = False
    deprecated: Deprecated | None = None


PROBLEMS = {
    400: "The request cannot be used; `errors` says what is wrong where.",
    401: "No valid token and no session.",
    403: "Signed in, but without a role that may do this, or with a token that lacks the scope.",
    404: "There is no such record, or none that you may see.",
    406: "Nothing that the header Accept names is written here.",
    409: "The record's state forbids it, or somebody else changed it meanwhile (`moved`).",
    413: "The body is larger than the site accepts.",
    415: "The body is not application/json.",
    412: "If-Match names another state than the present one: `revision` and `moved` say what it is.",
    422: "The Idempotency-Key was sent before with another request.",
    428: "The write does not say which state of the record it started from.",
    429: "Too many requests: `limit` says of which kind; Retry-After for how long to wait.",
    503: "Two changes met and this one was not made: send it again after Retry-After, with the same Idempotency-Key.",
}
#: Nouns whose records can be joined; what is left of one redirects to the other for good.
MERGING = {"source", "study", "topic", "patient"}
LIST = (400, 401, 429)
READ = (400, 401, 404, 429)
COMPUTE = (400, 401, 413, 415, 429)
WRITE = (400, 401, 403, 404, 409, 413, 415, 429)


class Schema(AutoSchema):
    """Reads `operations`, `parameters` and `noun` off the view."""

    @property
    def endpoint(self) -> Any:
        """The view, of which REST framework's stubs know too little."""
        return self.view

    @property
    def operation(self) -> Operation:
        """The declaration of the method at hand."""
        found: Operation = self.endpoint.operations[self.method]
        return found

    def get_operation_id(self) -> str:
        """claims_list, claims_read, claims_publish: the path's words and what is done."""
        words = [part for part in self.path.strip("/").split("/")[2:] if "{" not in part]
        ends_with_id = self.path.rstrip("/").endswith("}")
        verbs = {
            "GET": "read" if ends_with_id or not words else "list",
            "POST": "" if "{" in self.path and len(words) > 1 else "add",
            "PATCH": "change",
            "DELETE": "discard",
        }
        return "_".join(part.replace("-", "_") for part in (*words, verbs[self.method]) if part)

    def get_tags(self) -> list[str]:
        """The list that the address belongs to."""
        words = self.path.strip("/").split("/")[2:]
        return [words[0] if words else "root"]

    def get_summary(self) -> str:
        """One line."""
        return self.operation.summary

    def get_description(self) -> str:  # type: ignore[override]
        """More than one line."""
        mark = self.operation.deprecated
        return f"{mark.told} {self.operation.about}".strip() if mark else self.operation.about

    def is_deprecated(self) -> bool:
        """Whether the operation will go."""
        return self.operation.deprecated is not None

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Reading needs nothing; writing a token or a session."""
        scope = self.scope
        needed = [scope.value] if scope else []
        known: list[dict[str, list[str]]] = [{"token": needed}, {"cookieAuth": []}]
        return [*known, {}] if self.method == "GET" or self.operation.public else known

    @property
    def merges(self) -> bool:
        """Whether it is the address of a record that may have been joined into another."""
        return self.path.endswith("s/{ident}/") and self.endpoint.noun in MERGING

    @property
    def scope(self) -> Scope | None:
        """The scope that a token needs; None for what needs none."""
        if self.method == "GET" or getattr(self.endpoint, "computes", False):
            return None
        # As Django spells the route, as far as the table of scopes looks.
        return scopes.needed(self.path.strip("/").replace("{", "<").replace("}", ">"))

    def get_override_parameters(self) -> list[Any]:
        """Query parameters as declared, and the ids in the path."""
        found = []
        if "{ident}" in self.path:
            found.append(self.ident())
        if "{number}" in self.path:
            found.append(
                OpenApiParameter(
                    "number", int, OpenApiParameter.PATH, description="Number of the version."
                )
            )
        if "{position}" in self.path:
            about = "Place of the record in the file, from 1."
            found.append(
                OpenApiParameter("position", int, OpenApiParameter.PATH, description=about)
            )
        if "{name}" in self.path:
            found.append(
                OpenApiParameter("name", str, OpenApiParameter.PATH, description=self.endpoint.name)
            )
        if self.method != "GET":
            return [*found, *safety.parameters(self.endpoint, self.method)]
        if "{ident}" in self.path and self.endpoint.conditional:
            found.append(safety.etag(self.endpoint))
        for one in self.endpoint.parameters:
            most = {"maxItems": one.most} if one.most else {}
            schema = (
                {"type": "array", "items": one.schema, "minItems": 1, **most}
                if one.many
                else one.schema
            )
            more: dict[str, Any] = {"style": "form", "explode": False} if one.many else {}
            found.append(
                OpenApiParameter(
                    one.name,
                    schema,
                    OpenApiParameter.QUERY,
                    description=f"{one.about} {one.deprecated.told}"
                    if one.deprecated
                    else one.about,
                    deprecated=one.deprecated is not None,
                    **more,
                )
            )
        return found

    def ident(self) -> OpenApiParameter:
        """The id in the path: public, or what the endpoint says."""
        schema, about = {"type": "string"}, self.endpoint.ident
        if not about:
            prefix = PREFIXES[self.endpoint.noun]
            schema["pattern"] = f"^{prefix}[1-9][0-9]{{0,17}}$"
            about = f"Public id, such as {prefix}12."
        return OpenApiParameter("ident", schema, OpenApiParameter.PATH, description=about)

    def get_request_serializer(self) -> Any:
        """The body's shape."""
        return self.operation.body

    def map_renderers(self, attribute: str) -> Any:
        """JSON is what answers are declared in; other formats are told with their media types."""
        return [MEDIA_TYPE] if attribute == "media_type" else super().map_renderers(attribute)

    def get_response_serializers(self) -> Any:
        """What comes back, refusals included."""
        answers: dict[Any, Any] = dict(self.operation.answers)
        if self.method == "GET" and self.merges:
            answers[308] = OpenApiResponse(
                Tombstone,
                description="Merged: `Location` and `moved_to` name the record that stays.",
            )
        written = getattr(self.endpoint, "writers", {}) if self.method == "GET" else {}
        for name in written:
            answers[200, negotiation.FORMATS[name][0]] = negotiation.shape(name)
        # A token without the scope is refused wherever there is one to lack.
        refusals = {*self.operation.problems, *([403] if self.scope else [])}
        if written:
            refusals.add(406)
        if self.method != "GET":
            refusals |= safety.problems(self.endpoint, self.method)
        for status in sorted(refusals):
            answers[status, "application/problem+json"] = OpenApiResponse(
                Problem, description=PROBLEMS[status]
            )
        return answers

    def get_extensions(self) -> dict[str, Any]:
        """A mark for `alternatives` where the write can be tried."""
        view = self.endpoint
        tried = self.method != "GET" and not (view.untriable or view.computes)
        return {alternatives.TRIABLE: True} if tried else {}

    def get_examples(self) -> list[OpenApiExample]:
        """Examples of bodies and answers."""
        return list(self.operation.examples)


class StrictBody(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Bodies know no other fields than theirs, and text that must be given is not empty."""

    target_class = "claims.api.inputs.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        """The object's schema, closed."""
        found: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        for name, one in self.target.fields.items():
            if isinstance(one, serializers.CharField) and not one.allow_blank:
                found["properties"][name].setdefault("minLength", 1)
        return {**found, "additionalProperties": False}


class RefField(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A reference names the kinds of records that it takes."""

    target_class = "claims.api.inputs.Ref"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        """An id with one of the kinds' letters."""
        letters = "".join(sorted(PREFIXES[noun] for noun in self.target.nouns))
        return {"type": "string", "pattern": f"^[{letters}][1-9][0-9]{{0,17}}$"}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How OpenAPI calls our tokens."""

    target_class = "claims.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "Made on your profile page."}


HEADERS: dict[str, Any] = {
    "RateLimit-Policy": {
        "description": (
            "The limits that the request counts against: name, quota `q` and window `w` in seconds "
            "(draft-ietf-httpapi-ratelimit-headers)."
        ),
        "required": True,
        "schema": {"type": "string"},
        "example": '"reads";q=1200;w=60',
    },
    "RateLimit": {
        "description": "By limit: requests `r` that are left, and seconds `t` until there are more.",
        "required": True,
        "schema": {"type": "string"},
        "example": '"reads";r=1193;t=42',
    },
    "Retry-After": {
        "description": "Seconds to wait.",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
        "example": 42,
    },
}
#: Which answers the document shows them on. All answers carry the first two; it would be thrice as long.
SENT = {"RateLimit-Policy": ("2", "429"), "RateLimit": ("2", "429"), "Retry-After": ("429", "503")}


def tidy(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Post-processing: drop what is only meant for other hooks, and name both ways of signing in."""
    waiting: list[Any] = [result]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            value.pop("x-spec-enum-id", None)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    result.setdefault("components", {})["headers"] = HEADERS
    alternatives.add(result)
    for methods in result.get("paths", {}).values():
        for operation in methods.values():
            for status, answer in operation.get("responses", {}).items():
                names = [name for name, when in SENT.items() if status.startswith(when)]
                if names:
                    sent = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
                    answer["headers"] = {**answer.get("headers", {}), **sent}
    schemes = result["components"].setdefault("securitySchemes", {})
    schemes["token"] = {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "A token made on your profile page. An operation names the scope that a token needs, "
            "unless it was made for everything that its owner may do."
        ),
    }
    schemes["cookieAuth"] = {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The site's session; writes then also need the header X-CSRFToken.",
    }
    return result
