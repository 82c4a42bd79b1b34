"""The OpenAPI document is valid, stored, and says what answers really look like."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from openapi_spec_validator import OpenAPIV31SpecValidator

from claims.actions import claims, news, syntheses, topics
from tests.openapi import fits, read, stored
from tests.queries import build

CHOSEN = ("#/components/schemas/Chosen", "#/components/schemas/ChosenList")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return stored()


@pytest.fixture(scope="module")
def strict(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every object closed: a member that is not declared is drift as well."""
    closed = copy.deepcopy(document)
    for methods in closed["paths"].values():
        for operation in methods.values():
            media = operation["responses"].get("200", {}).get("content", {})
            usual = media.get("application/json", {}).get("schema", {}).get("anyOf", ())
            # What `fields` leaves of a record may be anything: the whole record is held to its shape.
            if any(one.get("$ref") in CHOSEN for one in usual):
                media["application/json"]["schema"]["anyOf"] = [
                    one for one in usual if one.get("$ref") not in CHOSEN
                ]
    for schema in closed["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return closed


def today() -> str:
    return timezone.now().date().isoformat()


def check(strict: dict[str, Any], path: str, method: str, status: int, value: Any) -> None:
    answer = strict["paths"][path][method]["responses"][str(status)]["content"]
    media = answer[next(name for name in answer if name.endswith("json"))]
    fits(strict, media["schema"], value, formats=True)


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_the_stored_document_is_the_generated_one(document, tmp_path):
    """After a change on purpose: `manage.py spectacular --file docs/reference/openapi.yaml`."""
    path = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    assert read(path) == document


def test_every_operation_is_told_and_every_parameter_explained(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert "429" in operation["responses"], (path, method)
            for parameter in operation.get("parameters", ()):
                assert parameter["description"], (path, parameter["name"])


def test_examples_hold_against_their_schema(strict):
    seen = 0
    for methods in strict["paths"].values():
        for operation in methods.values():
            bodies = [operation["requestBody"]] if "requestBody" in operation else []
            for part in [*bodies, *operation["responses"].values()]:
                for media in part.get("content", {}).values():
                    for example in media.get("examples", {}).values():
                        fits(strict, media["schema"], example["value"])
                        seen += 1
    assert seen >= 7


#: Lists of whoever asks: there is none for strangers.
ONES_OWN = {"follows/", "saved-searches/", "inbox/", "token/", "webhooks/"}


@pytest.mark.parametrize("who", ["nobody", "editor", "other"])
def test_real_answers_are_as_the_document_says(strict, world, people, api, who):
    asker = api(None if who == "nobody" else getattr(people, who))
    if who != "nobody":
        news.catch_up()
        asker.post("follows/", {"target": world.claim.public_id})
        asker.post("saved-searches/", {"name": "All", "query": ""})
        syntheses.override(
            claim=world.claim,
            by=people.chief,
            reason="r",
            verdict="doubtful",
            plain_sentence="Not so.",
        )
        news.catch_up()
    asked = 0
    for path, methods in strict["paths"].items():
        if "get" not in methods or "{" in path:
            continue
        response = asker.get(path)
        if who == "nobody" and path.removeprefix("/api/v1/") in ONES_OWN:
            assert response.status_code == 401
            continue
        assert response.status_code == 200, path
        written = methods["get"]["responses"]["200"]["content"]
        if "application/json" not in written:  # text in one of several formats
            assert response["Content-Type"].partition(";")[0] in written, path
            continue
        check(strict, path, "get", 200, response.json())
        asked += 1
        detail = f"{path}{{ident}}/"
        if detail not in strict["paths"] or "get" not in strict["paths"][detail]:
            continue
        for row in response.json()["results"]:
            found = asker.get(f"{path}{row['id']}/")
            assert found.status_code == 200, found.json()
            check(strict, detail, "get", 200, found.json())
    assert asked >= 11
    for path, template in (
        (f"claims/{world.claim.public_id}/versions/", "/api/v1/claims/{ident}/versions/"),
        (
            f"claims/{world.claim.public_id}/versions/1/",
            "/api/v1/claims/{ident}/versions/{number}/",
        ),
        (f"claims/{world.claim.public_id}/compare/", "/api/v1/claims/{ident}/compare/"),
        (f"claims/{world.claim.public_id}/?as_of={today()}", "/api/v1/claims/{ident}/"),
        (f"claims/?as_of={today()}", "/api/v1/claims/"),
        (
            f"evidence/{world.evidence.public_id}/appraisals/",
            "/api/v1/evidence/{ident}/appraisals/",
        ),
    ):
        response = asker.get(path)
        assert response.status_code == 200
        check(strict, template, "get", 200, response.json())


def test_a_tombstone_and_a_refusal_are_as_the_document_says(strict, world, people, api):
    claims.retire(claim=world.claim, reason="Said twice.", by=people.chief)
    topics.merge(topic=world.spare_topic, into=world.topic, reason="Same.", by=people.chief)
    gone = api().get(f"claims/{world.claim.public_id}/")
    assert (gone.status_code, gone.json()["reason"]) == (200, "Said twice.")
    check(strict, "/api/v1/claims/{ident}/", "get", 200, gone.json())
    refused = api().get("claims/?colour=red")
    check(strict, "/api/v1/claims/", "get", 400, refused.json())


@pytest.mark.parametrize("k", [1, 2, 4])
def test_pooled_results_are_as_the_document_says(strict, api, k):
    rows = [[3, 17, 0, 20], [5, 15, 4, 16], [9, 11, 4, 16], [0, 20, 0, 20]][: k + 1]
    body = {"input": {"two_by_two": rows}, "measure": "RR"}
    answer = api().post("calculators/meta-analysis/", body)
    check(strict, "/api/v1/calculators/meta-analysis/", "post", 200, answer.json())
    one = {"measure": "RD", "input": {"estimate": 0.1, "low": -0.1, "high": 0.3}}
    answer = api().post("calculators/effect-size/", one)
    check(strict, "/api/v1/calculators/effect-size/", "post", 200, answer.json())


def test_the_effects_of_a_claim_are_as_the_document_says(strict, api):
    claim = build.claim()
    for place, estimate in enumerate((0.5, 2.0, None)):
        effect = {"measure": "RR", "estimate": 1.0}
        if estimate:
            effect = {
                "measure": "RR",
                "estimate": estimate,
                "low": estimate / 1.3,
                "high": estimate * 1.3,
            }
        build.evidence(claim, design="rct", effect=effect, n=place)
    answer = api().get(f"claims/{claim.public_id}/effects/")
    assert answer.json()["groups"][0]["rows"]
    assert answer.json()["left_out"]
    check(strict, "/api/v1/claims/{ident}/effects/", "get", 200, answer.json())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("rob2", {"answers": {"1.1": "Y", "1.2": "Y", "1.3": "N"}}),
        ("naranjo", {"answers": {}}),
        ("nos", {"answers": {"S1": "a"}}),
        ("syrcle", {"answers": {"1": "yes"}}),
    ],
)
def test_an_evaluation_is_as_the_document_says(strict, api, name, body):
    found = api().post(f"instruments/{name}/evaluate/", body)
    assert found.status_code == 200
    check(strict, "/api/v1/instruments/{ident}/evaluate/", "post", 200, found.json())
