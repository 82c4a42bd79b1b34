"""The desk itself: who may come in is asked of the one table of permissions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.access import Permission, may


class Desk(admin.AdminSite):
    """Django's admin, entered by role (`is_staff` means nothing) through the site's own throttled sign-in."""

    site_title = "Touchstone"
    site_header = "Touchstone: curation desk"
    index_title = "Curation desk"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Permission.USE_ADMIN)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The site's sign-in, which counts failed tries; there is no second one beside it."""
        address = request.GET.get("next") or reverse("admin:index")
        if request.user.is_authenticated:
            # Signed in without the role: signing in again would not help.
            raise PermissionDenied("This needs a role that may use the curation desk.")
        return redirect_to_login(address)

    def password_change(  # type: ignore[override]  # the stubs know Django's own answer only
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The site's own page: Django's would write around the actions and leave no event."""
        return redirect("accounts:password_change")
