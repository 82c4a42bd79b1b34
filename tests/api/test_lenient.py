"""Calculators of the API: open to anyone, lenient about a vector's own words, strict about everything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response

from claims.api.inputs import Strict
from claims.api.lenient import METADATA, Calculator
from claims.domain.problems import Invalid
from claims.domain.problems import path as where


class Sum(Strict):
    """Two numbers."""

    numbers = serializers.ListField(child=serializers.FloatField())
    note = serializers.CharField(required=False)


class Adder(Calculator):
    """Adds."""

    def post(self, request: Any) -> Response:
        """The sum."""
        given = self.body(Sum)
        if any(number < 0 for number in given["numbers"]):
            raise Invalid({where("numbers", "a/b~"): ["Too small."], "": ["No."]})
        return Response({"sum": sum(given["numbers"]), "note": given.get("note")})


urlpatterns = [path("api/v1/add/", Adder.as_view())]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_metadata_is_ignored_unless_the_body_has_it(api):
    body = {name: ["x"] for name in METADATA} | {"numbers": [1, 2], "note": "mine"}
    answer = api().post("add/", body)
    assert (answer.status_code, answer.json()) == (200, {"sum": 3.0, "note": "mine"})
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("body", [{"numbers": [1], "colour": 1}, {"numbers": [1], "note": ["x"]}])
def test_everything_else_is_checked(api, body):
    answer = api().post("add/", body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] in ("#/colour", "#/note")


def test_faults_that_a_rule_finds_point_into_the_body(api):
    answer = api().post("add/", {"numbers": [-1]})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/numbers/a~1b~0", "#"]


def test_calculators_count_as_reads_and_need_no_csrf_token(api, people, settings):
    settings.API_WRITES_PER_MINUTE, settings.API_READS_PER_MINUTE = 1, 3
    asker = api(people.reviewer)
    asker.client.handler.enforce_csrf_checks = True
    answers = [asker.post("add/", {"numbers": [1]}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
