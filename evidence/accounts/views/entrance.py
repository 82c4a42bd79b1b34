"""Signing in and up: allauth's views, with throttling told as what it is."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth_views
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse

from claims.domain.problems import Invalid
from evidence.accounts.forms import add_errors

# The longer of the two windows of failed sign-ins in settings.ACCOUNT_RATE_LIMITS, in seconds.
RETRY_AFTER = 300


class LoginView(allauth_views.LoginView):  # type: ignore[misc]
    """429 with Retry-After, and not 200, after too many failed attempts."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form with what is wrong."""
        response: HttpResponse = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            response.status_code = 429
            response["Retry-After"] = str(RETRY_AFTER)
        return response


class SignupView(allauth_views.SignupView):  # type: ignore[misc]
    """What the action refuses is an answer to the form."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Open the account and send the letter."""
        try:
            response: HttpResponse = super().form_valid(form)
        except Invalid as problem:
            add_errors(form, problem)
            response = self.form_invalid(form)
        return response


login = LoginView.as_view()
signup = SignupView.as_view()
