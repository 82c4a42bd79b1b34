"""Lists: keyset pages; those of records also by id, counted, in other orders and formats, with more in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import caching, fields, negotiation, parameters
from claims.api.endpoints import Endpoint
from claims.api.errors import BadParameter, SignInNeeded
from claims.api.including import Includes
from claims.api.parameters import CURSOR, LIMIT, Parameter
from claims.queries import grouping, ordering, whole
from claims.queries.pages import MOST, Page

DEFAULT_LIMIT = 25
#: What chooses how a list is answered, not what is in it.
BESIDE = ("limit", "cursor", "ordering", "include", "fields", "ids", "group_by", "format")

#: Writes a whole list, in one format. What is wrong must be raised when it is called, not while it is read.
Writer = Callable[["Listing", Any], Iterator[bytes]]


class Listing(Endpoint):
    """A list: keyset pages, with the next page's address."""

    filters: ClassVar[Callable[..., Any]]
    narrowing: ClassVar[tuple[Parameter, ...]] = ()
    includes: ClassVar[Includes | None] = None
    # A list of one of `whole.NOUNS`: it can be asked for ids, counts and orders.
    records: ClassVar[bool] = False
    # Formats beside JSON, each for the whole list.
    writers: ClassVar[Mapping[str, Writer]] = {}

    known: ClassVar[fields.Known | None] = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.known = _known(cls)
        names = ["json", *cls.writers]
        cls.renderer_classes = [negotiation.renderer(name) for name in names]
        cls.parameters = (
            *cls.narrowing,
            *(_of_records(cls.noun) if cls.records else ()),
            *([cls.includes.parameter] if cls.includes else ()),
            *([fields.parameter(cls.known)] if cls.known else ()),
            *([negotiation.choice(names)] if cls.writers else ()),
            LIMIT,
            CURSOR,
        )

    def get_renderers(self) -> Any:
        """What is written answers in JSON alone."""
        return super().get_renderers()[: 1 if self.request.method == "POST" else None]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read how the list is to be answered; `query` keeps what is in it."""
        super().initial(request, *args, **kwargs)
        taken = {name: self.query.pop(name, None) for name in ("include", "fields", "format")}
        self.order: str = self.query.pop("ordering", "")
        self.chosen, self.include = chosen(
            self.known, self.includes, taken["fields"] or (), taken["include"] or ()
        )

    @property
    def format(self) -> str:
        """The format that was agreed on."""
        return str(self.request.accepted_renderer.format)

    def page(self, filters: Any, cursor: str | None, limit: int) -> Page:
        """One page from the queries."""
        raise AssertionError(f"{type(self).__name__} has no query")

    def filters_from(self, query: dict[str, Any]) -> Any:
        """The filters; `mine` stands for records that the viewer made."""
        if query.pop("mine", False):
            if caching.is_anonymous(self.request):
                raise SignInNeeded
            query["by"] = self.viewer.pk if self.viewer else None
        return type(self).filters(**query)

    def get(self, request: Request, **path: str) -> Any:
        """The page, what was asked for instead of one, or 304."""
        query = dict(self.query)
        if "ids" in query:
            self.refuse_beside("ids", but=("include", "fields"))
            return self.cached(lambda: self.batch(query["ids"]))
        limit, cursor = query.pop("limit", None), query.pop("cursor", None)
        by = query.pop("group_by", None)
        filters = self.filters_from(query)
        if by:
            self.refuse_beside("group_by", but=("limit", *self.counted_under))
            return self.cached(lambda: self.counted(filters, by, limit or MOST))
        if self.format != "json":
            self.refuse_beside(
                "format", but=("ordering", *self.filter_names, *self.said_of_records)
            )
            return self.cached(lambda: self.file(filters))
        return self.cached(
            lambda: self.envelope(self.filled(self.page(filters, cursor, limit or DEFAULT_LIMIT)))
        )

    @property
    def filter_names(self) -> list[str]:
        """The parameters that say what is in the list."""
        return [one.name for one in self.narrowing]

    @property
    def counted_under(self) -> list[str]:
        """The parameters that `group_by` goes with."""
        return self.filter_names

    @property
    def said_of_records(self) -> tuple[str, ...]:
        """What lines can be told to hold, which tables cannot."""
        return ("include", "fields") if self.format == "ndjson" else ()

    def refuse_beside(self, name: str, *, but: Iterable[str]) -> None:
        """Raise BadParameter for everything that was asked beside `name`, except `but`."""
        given = set(self.request.query_params)
        asked = "another format than JSON" if name == "format" else name
        if others := sorted(given - {name, *but}):
            raise BadParameter(
                {
                    other: f"{other} cannot be used with {asked}: leave one of them out."
                    for other in others
                }
            )
        if name != "format" and self.format != "json":
            raise BadParameter({name: f"{name} is answered as JSON alone."})

    def filled(self, page: Page) -> Page:
        """The page with what `include` asked for."""
        self.embed(page.results)
        return page

    def embed(self, rows: list[dict[str, Any]]) -> None:
        """Add what `include` asked for."""
        if self.includes and self.include:
            self.includes.embed(self.viewer, rows, self.include)

    def batch(self, keys: tuple[int, ...]) -> Response:
        """The records of some ids, in the order asked, and what became of those that are not among them."""
        found, missing = whole.by_keys(self.viewer, self.noun, keys)
        self.embed(found)
        return Response(
            {"results": fields.pick(found, self.chosen), "next": None, "missing": missing}
        )

    def counted(self, filters: Any, by: str, limit: int) -> Response:
        """How many records there are of each kind."""
        found, more = grouping.groups(self.viewer, self.noun, filters, by, limit)
        return Response({"group_by": by, "groups": found, "more": more})

    def file(self, filters: Any) -> Any:
        """The whole list in another format."""
        parts = self.writers[self.format](self, filters)
        return negotiation.stream(parts, self.format, self.request.path.strip("/").split("/")[-1])

    def envelope(self, page: Page) -> Response:
        """{"results", "next"}; `next` keeps every other parameter."""
        following = None
        if page.next is not None:
            pairs = [
                (name, value)
                for name, given in self.request.query_params.lists()
                for value in given
                if name != "cursor"
            ]
            query = urlencode([*pairs, ("cursor", page.next)])
            following = self.request.build_absolute_uri(f"{self.request.path}?{query}")
        return Response({"results": fields.pick(page.results, self.chosen), "next": following})


def _known(cls: type[Listing]) -> fields.Known | None:
    """The members of the list's records, as its shape has them."""
    operation = cls.operations.get("GET")
    members = getattr(operation and operation.answers.get(200), "_declared_fields", {})
    return fields.known(members["results"]) if "results" in members else None


def chosen(
    known: fields.Known | None,
    includes: Includes | None,
    names: tuple[str, ...],
    include: tuple[str, ...],
) -> tuple[fields.Tree | None, frozenset[str]]:
    """What of each record is answered (None for all), and what is embedded in it.

    What is named of an embedded part brings that part; what was included is whole where nothing of it is named.
    """
    asked = set(include)
    if includes:
        asked |= includes.needed(names)
    if not names or known is None:
        return None, frozenset(asked)
    tree = known.tree(names)
    if includes:
        for name in includes.brought(include):
            tree.setdefault(name, None)
    return tree, frozenset(asked)


def _of_records(noun: str) -> tuple[Parameter, ...]:
    orders, groups = ordering.choices(noun), grouping.choices(noun)
    usual = whole.NOUNS[noun].order
    return (
        parameters.idents(
            "ids",
            noun,
            f"These records, in this order, at most {MOST}; `missing` says what became of those not found. Goes with"
            " include and fields alone.",
            most=MOST,
        ),
        parameters.word(
            "ordering",
            f"In what order; a minus turns it round ({usual} if not given, best match first with a question).",
            orders,
        ),
        parameters.word(
            "group_by",
            "Instead of records, how many there are of each kind, most first: `groups` with `key`, `label` and `count`;"
            f" `more` says how many groups `limit` ({MOST} if not given) left out.",
            groups,
        ),
    )
