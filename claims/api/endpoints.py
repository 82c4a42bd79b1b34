"""What every view of the API shares: who asks, which parameters are known, how lists and records answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.http import Http404
from django.urls import reverse
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api import caching, deprecation, reads, scopes
from claims.api.authentication import TokenAuthentication
from claims.api.deprecation import Deprecated
from claims.api.errors import SignInNeeded
from claims.api.formats import JSONParser, JSONRenderer
from claims.api.inputs import Strict
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
    parser_classes = [JSONParser]
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

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, throttle, and read the query parameters before anything else happens."""
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        reading = request.method in SAFE
        self.query = values(request.query_params, self.parameters if reading else ())
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
        caching.say_how_to_keep(answer, public="ETag" in answer)
        deprecation.say(answer, self.deprecated(request), reverse("api:docs"))
        return answer

    def deprecated(self, request: Any) -> Iterator[Deprecated]:
        """What of this request will go: the operation, and parameters that it uses."""
        operation = self.operations.get("GET" if request.method == "HEAD" else request.method)
        if operation is not None and operation.deprecated is not None:
            yield operation.deprecated
        for one in self.parameters:
            if one.deprecated is not None and one.name in request.GET:
                yield one.deprecated

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

    def cached(self, answer: Callable[[], Response]) -> Response:
        """304 after one query where an anonymous client has the answer already."""
        if not caching.is_anonymous(self.request):
            return answer()
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

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]
        """The one operation, for OpenAPI."""
        return {"POST": self.operation} if self.operation else {}

    def post(self, request: Request, ident: str) -> Response:
        """Carry the act out and answer with the record as it is now."""
        found = reads.record(self.noun, ident, self.viewer)
        given = self.body(self.act_body)
        if self.carry_out is None:
            raise Http404
        self.carry_out(found, self.person, given)
        return self.show(self.noun, found.pk)
