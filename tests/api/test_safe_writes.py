"""Every write can be tried and sent again: a walk over all routes, and the few that are spared, with reasons."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import URLPattern, resolve

from claims.actions import appraisals, calibration, documents
from claims.api.urls import urlpatterns
from claims.models import Delivery, SourcePair
from tests import openapi
from tests.api.conftest import RATING, at
from tests.api.test_acts import ACTS, request_of, stage  # noqa: F401 - a fixture
from tests.api.test_bad_input import DOCUMENT

WRITES = ("post", "patch", "delete")
#: Members of an answer that open something.
SECRET = {"secret", "key", "token", "password"}
ASKS = "asks other services, for which no transaction waits; repeated, it says what they say then"
#: Whose key is not kept: route and why.
NO_KEY = {
    "sources/look-up/": f"stores nothing; {ASKS}",
    "sources/<str:ident>/check-identity/": ASKS,
    "evidence/<str:ident>/conflict/": "the answer holds closed ratings; repeated, it changes nothing",
    "calculators/certainty/": "stores nothing",
    "calculators/meta-analysis/": "stores nothing",
    "calculators/effect-size/": "stores nothing",
    "calculators/agreement/": "stores nothing",
    "instruments/<str:ident>/evaluate/": "stores nothing",
}
#: What cannot be tried: route and why.
NO_TRIAL = {
    "sources/look-up/": "stores nothing anyway",
    "sources/<str:ident>/check-identity/": "services cannot be asked for trial",
    "evidence/<str:ident>/release/": "would show closed ratings without a trace",
    "evidence/<str:ident>/conflict/": "would show closed ratings without a trace",
    "practice/<str:ident>/answer/": "would show the key without an answer",
    "imports/": "a preview is the trial",
    "imports/<str:ident>/store/": "the worker stores what is large",
    "imports/<str:ident>/retry/": "the worker stores what is large",
}
#: What is done about something that is there and takes no If-Match: method, route and why. What only adds takes none.
SENDS = "sends a message; nothing that was chosen is changed"
OWN_FILE = "how far the import has come decides; what is decided on a record is its owner's, and the last word stands"
NO_STATE = {
    "POST bulk/": "its lines name revisions",
    "DELETE follows/<str:ident>/": "a switch: there is nothing in it to overwrite",
    "POST inbox/read/": "a switch: once more changes nothing",
    "DELETE practice/<str:ident>/": (
        "a switch: once more is refused, and a tag of what is behind it would betray the key before the answer"
    ),
    "POST practice/<str:ident>/answer/": "given once: another is refused",
    "POST source-pairs/<str:ident>/decide/": "decided once: another is refused, one at the same time as well",
    "POST webhooks/<str:ident>/test/": SENDS,
    "POST webhooks/<str:ident>/replay/": SENDS,
    "POST webhook-deliveries/<str:ident>/replay/": SENDS,
    "POST imports/<str:ident>/records/<int:position>/decide/": OWN_FILE,
    "POST imports/<str:ident>/store/": OWN_FILE,
    "POST imports/<str:ident>/retry/": OWN_FILE,
    "POST imports/<str:ident>/undo/": OWN_FILE,
    "POST evidence/<str:ident>/conflict/": "opens readings; nothing that was chosen is changed",
    "POST evidence/<str:ident>/appraisals/": "adds one's own, or goes on with one's draft",
}
#: 201 for something new that shows a record there was before, or none.
SHOWS_WHAT_IS = ("report", "next", "practice", "practice answer")
PRACTISED = {name: RATING[name] for name in ("direction", "directness", "strength", "rationale")}
HOOK = "https://hooks.example.org/in"
CONFIRMING = {"claim confirm": {"if-match": "*"}}
ARTICLE = "Studies have shown that kratom helps against pain. It may also help with sleep."
RIS = "TY  - JOUR\nTI  - Bark and rest\nPY  - 2019\nER  - \n"


def routes() -> dict[str, Any]:
    """View of every route that something is written at."""
    found = {}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        callback: Any = pattern.callback
        view = getattr(callback, "cls", None) or callback.view_class
        if any(one in view.http_method_names and hasattr(view, one) for one in WRITES):
            found[str(pattern.pattern)] = view(**getattr(callback, "initkwargs", {}))
    return found


def route_of(path: str) -> str:
    return resolve(at(path).partition("?")[0]).route.removeprefix("api/v1/")


def shot() -> tuple[Any, ...]:
    """How many rows each table has, how far log and feed are, and every revision."""
    models = list(apps.get_app_config("claims").get_models())
    tables = [model._meta.db_table for model in models]
    sums = [
        f'COALESCE((SELECT SUM(revision) FROM "{model._meta.db_table}"), 0)'
        for model in models
        if any(field.name == "revision" for field in model._meta.fields)
    ]
    counts = [f'(SELECT COUNT(*) FROM "{name}")' for name in tables]
    log = "(SELECT SUM(event_seq + public_seq) FROM claims_knowledgebase)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([*counts, *sums, log])}")
        return tuple(cursor.fetchone())


def others(world: Any, people: Any) -> dict[str, tuple[Any, ...]]:
    """What the table of acts leaves out: (who, method, address, body, headers)."""
    paper = documents.begin(
        document=documents.create(by=people.author, text=ARTICLE), by=people.author
    )
    first, second = sorted((world.source.pk, world.spare_source.pk))
    pair = SourcePair.objects.create(first_id=first, second_id=second, score=0.9)
    author, reviewer = people.author, people.reviewer
    here = f"documents/{paper.public_id}"
    tag = {"if-match": '"2"'}
    answers = {str(number): "yes" for number in range(1, 11)}
    naranjo = {"instrument": "naranjo", "on": world.patient.public_id, "answers": answers}
    return {
        "article": (author, "post", "documents/", {"text": ARTICLE}),
        "article recheck": (author, "post", f"{here}/recheck/", {}),
        "article share": (author, "post", f"{here}/share/", {}),
        "article decide": (
            author, "post", f"{here}/decide/",
            {"passage": 1, "claim": world.claim.public_id, "state": "confirmed"},
        ),
        "article delete": (author, "delete", f"{here}/", None, tag),
        "pair": (people.chief, "post", f"source-pairs/{pair.pk}/decide/", {"decision": "distinct"}),
        "follow": (author, "post", "follows/", {"target": world.claim.public_id}),
        "save": (author, "post", "saved-searches/", {"name": "Mine", "query": "verdict=reported"}),
        "inbox": (author, "post", "inbox/read/", {}),
        "assess": (reviewer, "post", "assessments/", naranjo),
        "import": (author, "post", "imports/", {"filename": "a.ris", "text": RIS}),
        "readings": (people.chief, "post", f"evidence/{world.conflict.public_id}/conflict/", {}),
        "withdraw": (author, "post", f"proposals/{world.proposal.public_id}/withdraw/", {}),
        "bulk": (
            author, "post", "bulk/",
            {"operations": [{"op": "create", "noun": "source", "body": {"title": "Bulk"}}]},
        ),
    }  # fmt: skip


def later(asker: Any, people: Any, world: Any) -> dict[str, tuple[Any, ...]]:
    """What needs something that another write made."""
    author, reviewer = asker(people.author), asker(people.reviewer)
    follow = author.post("follows/", {"target": world.topic.public_id}).json()["id"]
    saved = author.post("saved-searches/", {"name": "One", "query": ""}).json()["id"]
    draft = reviewer.post(
        f"evidence/{world.fresh.public_id}/appraisals/", {"status": "draft"}
    ).json()["id"]
    answers = reviewer.post(
        "assessments/",
        {"instrument": "rob2", "on": world.fresh.public_id, "status": "draft", "answers": {}},
    ).json()["id"]
    batch = author.post("imports/", {"filename": "a.ris", "text": RIS}).json()["id"]
    shared = author.post("documents/", {"text": ARTICLE}).json()["id"]
    author.post(f"documents/{shared}/share/")
    stored = author.post("imports/", {"filename": "b.ris", "text": RIS.replace("Bark", "Leaf")})
    author.post(f"imports/{stored.json()['id']}/store/")
    hook = author.post("webhooks/", {"address": HOOK}).json()["id"]
    message = author.post(f"webhooks/{hook}/test/").json()["id"]
    Delivery.objects.filter(pk=message).update(status="failed", next_try=None)
    at_hook = f"webhooks/{hook}"
    tag = {"if-match": '"1"'}
    who, grader = people.author, people.reviewer
    return {
        "unfollow": (who, "delete", f"follows/{follow}/", None),
        "rename": (who, "patch", f"saved-searches/{saved}/", {"name": "Two"}),
        "forget": (who, "delete", f"saved-searches/{saved}/", None),
        "discard": (grader, "delete", f"appraisals/{draft}/", None, tag),
        "discard answers": (grader, "delete", f"assessments/{answers}/", None, tag),
        "decide": (who, "post", f"imports/{batch}/records/1/decide/", {"outcome": "left_out"}),
        "store": (who, "post", f"imports/{batch}/store/", {}),
        "undo": (who, "post", f"imports/{stored.json()['id']}/undo/", {}),
        "unshare": (who, "post", f"documents/{shared}/unshare/", {}),
        "hook": (who, "post", "webhooks/", {"address": f"{HOOK}/other"}),
        "hook change": (who, "patch", f"{at_hook}/", {"name": "Mine"}),
        "hook test": (who, "post", f"{at_hook}/test/", {}),
        "hook rotate": (who, "post", f"{at_hook}/rotate/", {}),
        "hook replay": (who, "post", f"{at_hook}/replay/", {"since": "2026-01-01T00:00Z"}),
        "message replay": (who, "post", f"webhook-deliveries/{message}/replay/", {}),
        "hook pause": (who, "post", f"{at_hook}/pause/", {}),
        "hook delete": (who, "delete", f"{at_hook}/", None),
        "article publish": (people.chief, "post", f"documents/{shared}/publish/", {}),
    }


def practise(world: Any, people: Any) -> dict[str, tuple[Any, ...]]:
    """Practice with settled evidence, which the world has none of."""
    appraisals.submit(evidence=world.fresh, by=people.other, fields=RATING)
    appraisals.submit(evidence=world.fresh, by=people.third, fields=RATING)
    appraisals.submit(evidence=world.evidence, by=people.third, fields=RATING)
    calibration.add(evidence=world.fresh, by=people.chief)
    one = world.fresh.public_id
    return {
        "practice": (people.chief, "post", "practice/", {"evidence": world.evidence.public_id}),
        "practice out": (people.chief, "delete", f"practice/{one}/", None),
        "practice answer": (
            people.reviewer, "post", f"practice/{one}/answer/", PRACTISED,
        ),
    }  # fmt: skip


class Walk:
    """Tries each write, then sends it twice with one key, and remembers where it has been."""

    def __init__(self) -> None:
        self.there = routes()
        self.seen: set[str] = set()
        self.number = 0
        self.conditional: set[str] = set()

    def write(self, name: str, ask: Any, path: str) -> None:
        """`ask(query, headers)` sends it."""
        route = route_of(path)
        view = self.there[route]
        self.seen.add(route)
        self.number += 1
        with transaction.atomic():
            self.elsewhere(name, ask, view)
            self.tried(name, ask, route, view)
            if not (view.unkept or view.computes):
                self.twice(name, ask, route, view.secrets)
            transaction.set_rollback(True)

    def elsewhere(self, name: str, ask: Any, view: Any) -> None:
        """In a state that nobody has seen nothing happens, wherever a state can be named."""
        if not view.conditional:
            return
        before = shot()
        with transaction.atomic():
            refused = ask("", {"if-match": '"never-seen"'})
            if refused.wsgi_request.method not in view.conditional:
                transaction.set_rollback(True)
                return
        self.conditional.add(name)
        assert refused.status_code == 412, (name, refused.content)
        assert refused.json()["moved"] == {}, name
        assert shot() == before, name

    def tried(self, name: str, ask: Any, route: str, view: Any) -> None:
        before = shot()
        tried = ask("?dry_run=true", {})
        if route in NO_TRIAL:
            assert tried.status_code == 400, name
            assert tried.json()["errors"][0]["parameter"] == "dry_run"
        else:
            assert tried.status_code in (200, 201, 202, 204), (name, tried.content)
            assert tried["Dry-Run"] == "true"
            assert "Location" not in tried
            if tried.status_code != 204:
                assert tried.json()["dry_run"] is True
                method = tried.wsgi_request.method.lower()
                _, other = _schemas(route, method, tried)
                assert other == {"$ref": "#/components/schemas/Tried"}
                _fits(tried.json(), other)
            if tried.status_code == 201 and name not in SHOWS_WHAT_IS:
                assert tried.json()["id"] is None, name
        assert shot() == before, name

    def twice(self, name: str, ask: Any, route: str, secrets: tuple[str, ...]) -> None:
        key = {"idempotency-key": f"walk-{self.number}"}
        first = ask("", key)
        assert first.status_code in (200, 201, 202, 204), (name, first.content)
        assert "Idempotency-Replayed" not in first
        if first.status_code != 204:
            # The real answer fits its own shape, in which ids are never null, and no trial's.
            usual, *others = _schemas(route, first.wsgi_request.method.lower(), first)
            _fits(first.json(), usual)
            for other in others:
                with pytest.raises(jsonschema.ValidationError):
                    _fits(first.json(), other)
        after = shot()
        again = ask("", key)
        assert again.get("Idempotency-Replayed") == "true", (name, again.content)
        assert again.status_code == first.status_code, name
        if secrets and "url" not in secrets:
            hidden = dict.fromkeys(secrets)
            assert again.json() == {**first.json(), **hidden}, name
        else:
            assert again.content == first.content, name
        assert again.get("Location") == first.get("Location")
        assert shot() == after, name


def test_every_write_is_tried_without_a_trace_and_carried_out_once(
    api,
    stage,  # noqa: F811
    people,
    settings,
    tmp_path,
):
    settings.LOOKUP_CONTACT = "library@example.org"
    settings.API_WRITES_PER_MINUTE = 10**6
    settings.DATA_DIR = tmp_path
    walk = Walk()
    for act, (_, _, _, allowed, *before) in ACTS.items():
        who = getattr(people, min(allowed - {"anonymous"}))
        fresh(stage)
        with transaction.atomic():
            for prepare in before:
                prepare(stage, people)
            method, path, body = request_of(act, stage)
            walk.write(act, _ask(api(who), method, path, body, CONFIRMING.get(act)), path)
            transaction.set_rollback(True)
    for table in (
        lambda: others(stage, people),
        lambda: later(api, people, stage),
        lambda: practise(stage, people),
    ):
        fresh(stage)
        with transaction.atomic():
            for name, (who, method, path, body, *more) in table().items():
                walk.write(name, _ask(api(who), method, path, body, *more), path)
            transaction.set_rollback(True)
    stores = {route for route, view in walk.there.items() if not view.computes}
    # Told when it is refused, which is the same for each of its kind.
    unsent = {"imports/<str:ident>/retry/", "webhooks/<str:ident>/resume/"}
    assert stores - walk.seen == unsent, "say above how these are sent"
    assert {"rename", "forget", "hook change", "hook delete", "hook rotate"} <= walk.conditional
    assert not {"unfollow", "practice out", "practice answer"} & walk.conditional


def fresh(world: Any) -> None:
    """What an act set on the objects was taken back with its rows."""
    for name, record in list(vars(world).items()):
        if not type(record).objects.filter(pk=record.pk).exists():
            delattr(world, name)
        else:
            record.refresh_from_db()


def _members(schema: dict[str, Any]) -> dict[str, Any]:
    usual = schema.get("anyOf", [schema])[0]
    name = usual.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["schemas"].get(name, usual).get("properties", {})


def _schemas(route: str, method: str, answer: Any) -> list[dict[str, Any]]:
    """What the document says of such an answer: its usual shape, and that of a trial where there is one."""
    path = "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    told = DOCUMENT["paths"][path][method]["responses"][str(answer.status_code)]
    schema = told["content"]["application/json"]["schema"]
    return list(schema.get("anyOf", [schema]))


def _fits(value: Any, schema: dict[str, Any]) -> None:
    """Raises jsonschema.ValidationError."""
    openapi.fits(DOCUMENT, schema, value)


def _ask(asker: Any, method: str, path: str, body: Any, more: Any = None) -> Any:
    def ask(query: str, headers: dict[str, str]) -> Any:
        given = () if method == "delete" else (body,)
        return getattr(asker, method)(f"{path}{query}", *given, headers={**(more or {}), **headers})

    return ask


@pytest.mark.once
def test_what_is_spared_is_what_the_lists_say():
    """A new exception: say above why."""
    there = routes()
    assert {route for route, view in there.items() if view.unkept or view.computes} == set(NO_KEY)
    assert {route for route, view in there.items() if view.untriable} == set(NO_TRIAL)


@pytest.mark.once
def test_what_changes_something_takes_if_match_or_the_list_says_why_not():
    """A new one: `conditional` of the view, or a line above."""
    without = {
        f"{method.upper()} {route}"
        for route, view in routes().items()
        if not view.computes
        for method in WRITES
        if method in view.http_method_names and hasattr(view, method)
        if method.upper() not in view.conditional
        if method != "post" or "<" in route or route in ("bulk/", "inbox/read/")
    }
    assert without == set(NO_STATE)


@pytest.mark.once
def test_the_document_names_trials_where_there_are_any_and_leaves_ids_as_they_are():
    there = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/api/v1/{route}"): view
        for route, view in routes().items()
    }
    tried = {"$ref": "#/components/schemas/Tried"}
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            view = there.get(path)
            can = method in WRITES and not (view.untriable or view.computes)
            for status, answer in operation["responses"].items():
                for media, body in answer.get("content", {}).items():
                    named = tried in body["schema"].get("anyOf", ())
                    expected = can and status[0] == "2" and media == "application/json"
                    assert named is expected, (method, path, status)
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["Tried"]["required"] == ["dry_run"]
    assert schemas["Source"]["properties"]["id"]["type"] == "string"
    assert "dry_run" not in schemas["Source"]["properties"]


@pytest.mark.once
def test_no_secret_is_shown_by_a_write_that_does_not_say_so():
    """Members of answers that open something are not kept with a key: the view names them in `secrets`."""
    told = {route for route, view in routes().items() if view.secrets}
    assert told == {"documents/", "webhooks/", "webhooks/<str:ident>/rotate/"}
    shown = {
        path.removeprefix("/api/v1/")
        for path, methods in DOCUMENT["paths"].items()
        for method in methods
        for status, answer in methods[method]["responses"].items()
        for media in answer.get("content", {}).values()
        if method in WRITES and status[0] == "2" and SECRET & set(_members(media["schema"]))
    }
    assert {re.sub("<.*?>", "{ident}", route) for route in told - {"documents/"}} == shown
