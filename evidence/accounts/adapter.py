"""Where allauth writes, the writing goes through the actions layer instead, so that it is logged."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from claims.actions import people
from claims.actions.core import act
from evidence.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """`settings.ACCOUNT_ADAPTER`."""

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password, after a change or a reset."""
        people.set_password(user=user, password=password, by=user)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Mark an address as its owner's; False, with a message, where another account has it."""
        others = User.objects.filter(email__iexact=email_address.email)
        if others.exclude(pk=email_address.user_id).exists():
            self.add_message(
                request, messages.ERROR, message="Another account has this address already."
            )
            return False
        with act(None):
            return bool(super().confirm_email(request, email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send once the database has kept what the mail tells of, holding no lock meanwhile."""
        message = self.render_mail(template_prefix, email, {"email": email, **_site(), **context})
        transaction.on_commit(message.send)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile."""
        return reverse("accounts:profile")


def _site() -> dict[str, Any]:
    """What mail may name; it is rendered without the context processors where there is no request."""
    return {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}


@receiver(email_confirmed)
def note_confirmation(email_address: EmailAddress, **kwargs: Any) -> None:
    """Log it, and make a first-time confirmer a contributor; by whichever way it came about."""
    earlier = EmailAddress.objects.filter(user=email_address.user, verified=True)
    first = not earlier.exclude(pk=email_address.pk).exists()
    people.confirm_email(user=email_address.user, first=first)
