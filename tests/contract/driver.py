"""Asks the API what its OpenAPI document allows and forbids, as one role, and judges every answer.

schemathesis makes the cases: systematic ones at the edges of each schema ("coverage"), random ones, and
chains of requests that follow from each other ("stateful"). They run in this process, through WSGI.
"""

from __future__ import annotations

import contextlib
import random
import re
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import AcceptedNegativeData, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.openapi.checks import RejectedPositiveData

ID = re.compile(r"^[A-Z][1-9][0-9]{0,17}$")
SHARES = {"coverage": 0.4, "random": 0.5, "chains": 0.1}
QUIET = hypothesis.settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=False,
)


@dataclass
class Figures:
    """What a run found."""

    role: str
    cases: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    failures: dict[tuple[str, str, str], str] = field(default_factory=dict)
    seconds: float = 0.0


#: Refusals of query parameters that no schema can say: what exists or has come, and what goes with what.
BEYOND_SCHEMA = re.compile(
    r"There is no |There are only |cannot be used with|goes with|not both|Give \w+ too|No version is older"
    r"|has not come yet|The last change is|Give public ids"
)


def _beyond_schema(failure: Any, case: Any, response: Any) -> bool:
    """Whether a failure is none, since the rule behind it cannot be said in the document.

    A request that fits its schema may be refused by what no schema can say: in a body a record that must
    exist, fields that need each other, text of blanks alone. Then the refusal names the place. And a form has
    no types: everything in it is text, and an empty field is one that was left out. Which state of a record
    If-Match has to name is no matter of form.
    """
    if isinstance(failure, AcceptedNegativeData):
        # Every line of a bulk request is judged by itself, and has its own result.
        bulk = case.operation.path.endswith("/bulk/")
        return bool(bulk or case.media_type == "multipart/form-data")
    if type(failure).__name__ == "MissingHeaderNotRejected":
        # What is not there, or not theirs, is said before what is missing.
        return response.status_code in (401, 403, 404, 409)
    if not isinstance(failure, RejectedPositiveData) or response.status_code not in (
        400,
        412,
        422,
        428,
    ):
        return False
    refusal = response.json()
    if response.request.method == "GET":
        return all(BEYOND_SCHEMA.search(one["detail"]) for one in refusal["errors"])
    return response.status_code in (412, 422, 428) or all(
        "pointer" in one for one in refusal["errors"]
    )


@contextlib.contextmanager
def _connection_kept() -> Iterator[None]:
    """The server closes old connections around each request; here it would be the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


class Driver:
    """One role's run over the whole document."""

    def __init__(
        self, document: dict[str, Any], role: str, headers: dict[str, str], seed: int, ids: Any
    ) -> None:
        self.schema = schemathesis.openapi.from_dict(document)
        self.schema.config.generation.update(allow_x00=False)
        self.schema.app = get_wsgi_application()
        self.headers = headers
        self.rng = random.Random(f"{seed}-{role}")  # noqa: S311
        self.ids: dict[str, list[str]] = ids
        self.figures = Figures(role)
        found = [one.ok() for one in self.schema.get_all_operations() if isinstance(one, Ok)]
        self.operations = sorted(found, key=lambda one: one.label)
        self.rng.shuffle(self.operations)

    def run(self, cases: int) -> Figures:
        """Ask `cases` questions and say what came of it."""
        begun = time.monotonic()
        with _connection_kept():
            for kind, share in SHARES.items():
                getattr(self, kind)(int(cases * share))
            self.random(cases - self.figures.cases.total())
        self.figures.seconds = time.monotonic() - begun
        return self.figures

    def coverage(self, most: int) -> None:
        """Each operation in turn, until there are `most` cases."""
        # Some more than will be asked, to choose from.
        ahead = max(8, 3 * most // len(self.operations))
        streams = [self._systematic(one, ahead) for one in self.operations]
        done = 0
        while streams and done < most:
            left = []
            for stream in streams:
                case = next(stream, None)
                if case is None:
                    continue
                left.append(stream)
                self.ask(self.mended(case), "coverage")
                done += 1
                if done >= most:
                    return
            streams = left

    def _systematic(self, operation: Any, ahead: int) -> Iterator[Any]:
        """Its first `ahead` cases in random order, so that a small run sees something of each kind."""
        cases = []
        for case in self.schema.iter_coverage_cases(
            operation,
            generation_modes=list(GenerationMode),
            generation_config=self.schema.config.generation,
        ):
            cases.append(case)
            if len(cases) >= ahead:
                break
        self.rng.shuffle(cases)
        yield from cases

    def random(self, most: int) -> None:
        """Valid and invalid requests at random, spread over the operations."""
        if most <= 0:
            return
        # As many operations as have two cases each, one of either kind, or all with more.
        each = max(1, -(-most // (2 * len(self.operations))))
        start = self.figures.cases.total()
        for operation in self.operations:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                many = min(each, most - (self.figures.cases.total() - start))
                if many <= 0:
                    return
                self._draw(operation, mode, many)

    def _draw(self, operation: Any, mode: GenerationMode, many: int) -> None:
        @hypothesis.seed(self.rng.randrange(2**32))
        @hypothesis.settings(QUIET, max_examples=many)
        @hypothesis.given(operation.as_strategy(generation_mode=mode))
        def each(case: Any) -> None:
            self.ask(self.mended(case), "random")

        # There is no invalid request where there is nothing to get wrong.
        with contextlib.suppress(Unsatisfiable):
            each()

    def chains(self, most: int) -> None:
        """Requests that follow from each other: what was made is read, changed, discarded and read again."""
        driver, start = self, self.figures.cases.total()

        class Machine(self.schema.as_state_machine()):  # type: ignore[misc]
            def get_call_kwargs(self, case: Any) -> dict[str, Any]:
                return {"headers": driver.headers, "app": driver.schema.app}

            def before_call(self, case: Any) -> None:
                driver.mend_body(case)

            def validate_response(self, response: Any, case: Any, **options: Any) -> None:
                driver.judge(case, response, "chains", self.recorder)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            while self.figures.cases.total() - start < most:
                before = self.figures.cases.total()
                settings = hypothesis.settings(QUIET, max_examples=5, stateful_step_count=6)
                hypothesis.seed(self.rng.randrange(2**32))(Machine)
                Machine.run(settings=settings)
                if self.figures.cases.total() == before:
                    return

    def mended(self, case: Any) -> Any:
        """The case with ids that exist in place of most made-up ones: else nearly all answers were 404."""
        parameters = case.path_parameters or {}
        words = case.operation.path.strip("/").split("/")
        for name in parameters:
            value = parameters[name]
            known = self.ids.get(words[2] if len(words) > 2 and name == "ident" else name, ["1"])
            fits = name != "ident" or (isinstance(value, str) and self._fits(words[2], value))
            if known and fits and self.rng.random() < 0.7:
                case.path_parameters[name] = self.rng.choice(known)
        self.mend_body(case)
        return case

    def _fits(self, noun: str, value: str) -> bool:
        """Whether the made-up id is of the right form: a wrong one is there to be refused."""
        return bool(ID.match(value)) if ID.match(self.ids.get(noun, ["1"])[0]) else True

    def mend_body(self, case: Any) -> None:
        """Put ids that exist into the body, and take made-up cursors out of the query."""
        # A cursor is taken from an answer: the document says so in words, its form says nothing.
        if case.query and case.meta.generation.mode.is_positive:
            case.query.pop("cursor", None)
        if isinstance(case.body, dict | list):
            case.body = self._walk(case.body)

    def _walk(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._walk(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._walk(inner) for inner in value]
        if isinstance(value, str) and ID.match(value) and self.rng.random() < 0.8:
            return self.rng.choice(self.ids.get(value[0]) or [value])
        return value

    def ask(self, case: Any, kind: str) -> None:
        """Send one request and judge the answer."""
        recorder = ScenarioRecorder(label=case.operation.label)
        recorder.record_case(case=case)
        before = transaction.savepoint()
        response = case.call(headers=self.headers)
        if response.status_code >= 500:
            # What broke may have broken the test's transaction; the next request must not suffer.
            transaction.savepoint_rollback(before)
        else:
            transaction.savepoint_commit(before)
        recorder.record_response(case_id=case.id, response=response)
        self.judge(case, response, kind, recorder)

    def judge(self, case: Any, response: Any, kind: str, recorder: Any) -> None:
        """All checks; what fails is kept, once for each operation, check and message."""
        figures = self.figures
        figures.cases[kind] += 1
        figures.statuses[f"{response.status_code // 100}xx"] += 1
        figures.operations.add(case.operation.label)
        for found in re.findall(rb'"id": ?"([A-Z][1-9][0-9]{0,9})"', response.content[:20_000]):
            known = self.ids.setdefault(found.decode()[0], [])
            if len(known) < 50 and found.decode() not in known:
                known.append(found.decode())
        try:
            case.validate_response(
                response,
                headers=self.headers,
                transport_kwargs={"headers": self.headers, "app": self.schema.app},
                recorder=recorder,
            )
        except FailureGroup as group:
            for failure in group.exceptions:
                if _beyond_schema(failure, case, response):
                    continue
                key = (case.operation.label, type(failure).__name__, failure.title)
                figures.failures.setdefault(key, f"{failure}\n{group}"[:3000])


HEAD = (
    f"{'role':<12} {'cases':>6} {'random':>7} {'edges':>6} {'chains':>6} {'operations':>10}"
    f" {'2xx':>6} {'3xx':>4} {'4xx':>6} {'5xx':>4} {'failures':>8} {'seconds':>7}"
)


def line(one: Figures) -> str:
    """The figures of a role, under HEAD."""
    n, by = one.cases, one.statuses
    return (
        f"{one.role:<12} {n.total():>6} {n['random']:>7} {n['coverage']:>6} {n['chains']:>6} "
        f"{len(one.operations):>10} {by['2xx']:>6} {by['3xx']:>4} {by['4xx']:>6} {by['5xx']:>4} "
        f"{len(one.failures):>8} {one.seconds:>7.0f}"
    )
