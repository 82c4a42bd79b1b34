"""There is one way to sign in, and it counts failures."""

from urllib.parse import unquote

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_sends_strangers_to_the_sites_own_sign_in(client, method: str):
    response = getattr(client, method)("/admin/login/?next=/admin/")
    assert response.status_code == 302
    assert unquote(response["Location"]) == "/accounts/login/?next=/admin/"


def test_the_admin_asks_the_signed_in_no_second_time(client):
    client.force_login(get_user_model().objects.create_user("sam", "sam@example.org"))
    assert client.get("/admin/login/?next=/admin/").status_code == 403
