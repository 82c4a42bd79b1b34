"""Letters before a token ends, sent by whatever mail server the site has."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from claims.actions import token_letters
from claims.jobs.letters import headers
from claims.queries.letters import TOKENS, sealed

log = logging.getLogger(__name__)


def send_due() -> int:
    """Send every such letter that is due; returns how many went out. One that fails is logged and tried again later."""
    count = 0
    for key in token_letters.due():
        letter = token_letters.take(key=key)
        if letter is None:
            continue
        try:
            write(letter).send()
        except OSError:  # refused or unreachable: SMTP's own errors are of this kind
            log.exception("a letter about token %s was not sent", key)
            token_letters.give_back(letter=letter)
        else:
            count += 1
    return count


def write(letter: token_letters.TokenLetter) -> EmailMessage:
    """The letter, with one-click unsubscription (RFC 8058). No query."""
    site = str(settings.SITE_URL)
    stop = site + reverse("web:stop_letters", args=[sealed(letter.token.pk, TOKENS)])
    context = {
        "token": letter.token,
        "site": settings.SITE_NAME,
        "site_url": site,
        "tokens": site + reverse("accounts:tokens"),
        "stop": stop,
    }
    name = letter.token.name
    return EmailMessage(
        f"[{settings.SITE_NAME}] Your token “{name}” ends on {letter.token.expires_at:%d %B %Y}",
        render_to_string("web/token_letter.txt", context),
        to=[letter.address],
        headers=headers(stop),
    )
