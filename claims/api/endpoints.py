"""What every view of the API shares: who asks, which parameters are known, how lists and records answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.http import Http404
from django.urls import reverse
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api import caching, deprecation, preconditions, reads, safely, scopes
from claims.api.authentication import TokenAuthentication
from claims.api.deprecation import Deprecated
from claims.api.errors import SignInNeeded
from claims.api.formats import JSONParser, JSONRenderer
from claims.api.inputs import Strict
from claims.api.lines import Line
from claims.api.negotiation import ByFormat
from claims.api.parameters import Parameter, values
from claims.api.schema import Operation, Schema
from claims.api.throttling import Counted
from claims.domain.problems import escaped
from claims.domain.vocabulary import PREFIXES

if TYPE_CHECKING:
    from claims.access import Viewer
    from evidence.accounts.models import User

SAFE = ("GET", "HEAD")


class Endpoint(Counted, APIView):
    """JSON unless it says more; unknown query parameters are refused; whoever writes is signed in."""

    schema = Schema()
    renderer_classes = [JSONRenderer]
    content_negotiation_class = ByFormat
    parser_classes: Sequence[type[BaseParser]] = [JSONParser]
    authentication_classes = [TokenAuthentication, SessionAuthentication]
    # What a person may do is for claims.access to say, in the queries and actions.
    permission_classes = []
    metadata_class = None
    http_method_names = ["get", "head", "post", "patch", "delete"]

    noun: str = ""
    # What the id in the address is, where it is not the public id of a noun.
    ident: ClassVar[str] = ""
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    operations: Mapping[str, Operation] = {}
    anonymous_writes: ClassVar[bool] = False
    # Where in the body the fields stand that an action's errors name.
    pointer: ClassVar[str] = "#"
    # Methods that take If-Match, and whether they need it; a PATCH may have the revision in its body.
    conditional: Mapping[str, bool] = {}
    # Whether what is written at this address has a revision, which If-Match may name.
    revised: ClassVar[bool] = True
    # Why no answer is kept for an Idempotency-Key, and the act not put into a transaction with it; "" where it is.
    unkept: ClassVar[str] = ""
    # Why dry_run is refused; "" where a write can be tried.
    untriable: ClassVar[str] = ""
    # Members of the answer that nobody else may read, and that are not kept with an Idempotency-Key.
    secrets: ClassVar[tuple[str, ...]] = ()
    # Whether this request is to be carried out and taken back.
    trying = False
    # The ETag of the plain detail, where an answer shows something else of it.
    whole_tag: str | None = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """As REST framework has it; writes are carried out in the frame of `safely`."""
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(self.request, *args, **kwargs)
            handler = self.handler()
            if self.request.method in SAFE:
                response = handler(self.request, *args, **kwargs)
            else:
                response = safely.carry_out(self, lambda: handler(self.request, *args, **kwargs))
        except Exception as exc:  # noqa: BLE001  whatever it is, it has an answer
            response = self.handle_exception(exc)
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response

    def handler(self) -> Callable[..., Any]:
        """The view's method for the request; where there is none, what raises MethodNotAllowed."""
        name = str(self.request.method).lower()
        found: Callable[..., Any] = self.http_method_not_allowed
        return getattr(self, name, found) if name in self.http_method_names else found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, throttle, and read the query parameters before anything else happens."""
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        reading = request.method in SAFE
        known = self.parameters if reading else (safely.DRY_RUN,)
        self.query = values(request.query_params, known)
        self.trying = not reading and self.query.get("dry_run", False)
        if not (reading or self.anonymous_writes or request.user.is_authenticated):
            raise SignInNeeded
        scopes.require(request, self)

    def handle_exception(self, exc: Exception) -> Any:
        """The refusal, in JSON whatever was asked for."""
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return super().handle_exception(exc)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Say how long caches may keep the answer."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        caching.say_how_to_keep(answer, public="ETag" in answer and caching.is_anonymous(request))
        deprecation.say(answer, self.deprecated(request), lambda: reverse("api:docs"))
        if self.trying:
            answer["Dry-Run"] = "true"
        return answer

    def deprecated(self, request: Any) -> Iterator[Deprecated]:
        """What of this request will go: the operation, and parameters that it uses."""
        operation = self.operations.get("GET" if request.method == "HEAD" else request.method)
        if operation is not None and operation.deprecated is not None:
            yield operation.deprecated
        for one in self.parameters:
            if one.deprecated is not None and one.name in request.GET:
                yield one.deprecated

    def check_throttles(self, request: Request) -> None:
        """Count the request; lines of a bulk request are counted with it."""
        if not isinstance(request, Line):
            super().check_throttles(request)

    @property
    def viewer(self) -> Viewer:
        """Who asks."""
        return self.request.user

    @property
    def person(self) -> User:
        """Who writes: signed in, as `initial` has seen to."""
        return cast("User", self.request.user)

    def body(self, serializer: type[Strict]) -> dict[str, Any]:
        """The checked body. Raises ValidationError with a pointer to each fault."""
        return self.checked(serializer, self.request.data)

    def checked(self, serializer: type[Strict], data: Any) -> dict[str, Any]:
        """`data` as `serializer` reads it. Raises ValidationError with a pointer to each fault."""
        if not isinstance(data, Mapping):
            raise ValidationError({"non_field_errors": ["Give a JSON object."]})
        found = serializer(data=data, context={"viewer": self.viewer})
        found.is_valid(raise_exception=True)
        return dict(found.validated_data)

    def where(self, name: str) -> str:
        """JSON pointer of a fault that an action names by its field; "" is the whole body."""
        return f"{self.pointer}/{escaped(name)}" if name else self.pointer

    def tell_secrets_again(self, response: Response) -> None:
        """Complete a stored answer, which lacks `secrets`, where they may be told a second time."""

    def tagged(self, response: Response) -> Response:
        """A signed-in reader's answer with the ETag of the record that it shows, or 304 where they have it."""
        shown = getattr(response, "data", None)
        if response.status_code != 200 or not isinstance(shown, dict):
            return response
        whole = self.whole_tag
        tag = preconditions.tag_of_part(whole, shown) if whole else preconditions.tag(shown)
        if tag is None:
            return response
        if caching.matches(self.request, tag):
            response = Response(status=304)
        response["ETag"] = tag
        return response

    def cached(self, answer: Callable[[], Response]) -> Response:
        """304 after one query where an anonymous client has the answer already; the rest have ETags of records."""
        if not caching.is_anonymous(self.request):
            return self.tagged(answer())
        tag = caching.etag(self.request)
        if caching.matches(self.request, tag):
            response = Response(status=304)
        else:
            response = answer()
            if response.status_code != 200:
                return response
        response["ETag"] = tag
        return response

    def show(self, noun: str, pk: int, status: int = 200) -> Response:
        """A record as the one who acted on it sees it, with its address."""
        ident = f"{reads.PATHS[noun]}/{PREFIXES[noun]}{pk}"
        found = reads.shown(noun, pk, self.viewer) or {"id": ident.rpartition("/")[2]}
        response = Response(found, status=status)
        if (tag := preconditions.tag(found)) and not caching.is_anonymous(self.request):
            response["ETag"] = tag
        if status in (201, 202):
            response["Location"] = self.request.build_absolute_uri(address(noun, found["id"]))
        return response


def address(noun: str, ident: str) -> str:
    """The path of a record in this API."""
    return reverse(f"api:{noun}", args=[ident])


class Act(Endpoint):
    """One act on one record: POST /claims/C1/publish/. Its parts are given to `as_view`."""

    act_body: type[Strict] = Strict
    carry_out: Callable[..., Any] | None = None
    operation: Operation | None = None
    # What is decided depends on what was seen: If-Match has to say which state that was.
    state_needed: ClassVar[bool] = False

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]
        """The one operation, for OpenAPI."""
        return {"POST": self.operation} if self.operation else {}

    @property
    def conditional(self) -> Mapping[str, bool]:  # type: ignore[override]
        """If-Match is taken by every act, and needed where the state decides."""
        return {"POST": self.state_needed}

    def post(self, request: Request, ident: str) -> Response:
        """Carry the act out and answer with the record as it is now."""
        found = reads.record(self.noun, ident, self.viewer)
        given = self.body(self.act_body)
        if self.carry_out is None:
            raise Http404
        state = preconditions.condition(request, needed=self.state_needed)
        with preconditions.held(self.viewer, found, state) as stored:
            self.carry_out(stored, self.person, given)
        return self.show(self.noun, found.pk)
