"""The site's addresses: the four doors of the knowledge base, accounts, and a few of its own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from evidence import views

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

urlpatterns = [
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("admin/", admin.site.urls),
    path("accounts/", include("evidence.accounts.urls")),
    path("api/v1/", include("claims.api.urls")),
    path("", include("claims.web.urls")),
]
