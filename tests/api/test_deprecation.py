"""What will go says so in its answers and in OpenAPI: shown on endpoints that are made up here."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from django.test import override_settings
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.response import Response

from claims.api import parameters
from claims.api.deprecation import Deprecated
from claims.api.endpoints import Endpoint
from claims.api.schema import Operation
from claims.api.shapes.work import Root

OLD = Deprecated(date(2027, 1, 1), "Use /api/v1/claims/.", date(2028, 1, 1))
OPEN = Deprecated(date(2027, 3, 1), "Use `limit`.")


class Going(Endpoint):
    operations = {"GET": Operation("An old list", {200: Root}, problems=(429,), deprecated=OLD)}

    def get(self, request):
        return Response({})


class Staying(Endpoint):
    parameters = (
        dataclasses.replace(parameters.flag("all", "Everything."), deprecated=OPEN),
        parameters.LIMIT,
    )
    operations = {"GET": Operation("A list", {200: Root}, about="Long.", problems=(429,))}

    def get(self, request):
        response = Response({})
        response["Link"] = '</x>; rel="next"'
        return response


made_up = [
    path("api/v1/going/", Going.as_view()),
    path("api/v1/staying/", Staying.as_view()),
    path("api/v1/", include("claims.api.urls")),
]


class Addresses:
    urlpatterns = made_up


@pytest.fixture(autouse=True)
def _made_up_addresses():
    with override_settings(ROOT_URLCONF=Addresses):
        yield


def test_an_operation_that_will_go_says_since_when_until_when_and_where_to_read_on(api):
    for answer in (api().get("going/"), api().client.head("/api/v1/going/")):
        assert answer.status_code == 200
        assert answer["Deprecation"] == "@1798761600"
        assert answer["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
        assert answer["Link"] == '</api/v1/docs/>; rel="deprecation"; type="text/html"'


def test_a_parameter_says_so_only_where_it_is_used(api):
    plain = api().get("staying/?limit=5")
    assert "Deprecation" not in plain
    assert "Sunset" not in plain
    assert plain["Link"] == '</x>; rel="next"'
    used = api().get("staying/?all=true")
    assert used["Deprecation"] == "@1803859200"
    assert "Sunset" not in used
    assert used["Link"].startswith('</x>; rel="next", </api/v1/docs/>; rel="deprecation"')


def test_the_document_says_so_too():
    found = SchemaGenerator(patterns=made_up[:2]).get_schema(public=True)["paths"]
    going = found["/api/v1/going/"]["get"]
    assert going["deprecated"] is True
    assert "Deprecated since 2027-01-01. It works until 2028-01-01." in going["description"]
    staying = found["/api/v1/staying/"]["get"]
    assert "deprecated" not in staying
    marked = {one["name"]: one.get("deprecated", False) for one in staying["parameters"]}
    assert marked == {"all": True, "limit": False}


def test_nothing_goes_sooner_than_promised():
    with pytest.raises(ValueError, match="365 days"):
        Deprecated(date(2027, 1, 1), "Use another.", date(2027, 12, 31))
