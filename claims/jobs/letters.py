"""Letters of what is new: written from templates, sent by whatever mail server the site has."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from claims.actions import letters
from claims.formats import news as words
from claims.formats import said
from claims.queries import inbox
from claims.queries.letters import sealed

log = logging.getLogger(__name__)


def send_due() -> int:
    """Send every letter that is due; returns how many went out. One that fails is logged and tried again later."""
    people: Any = get_user_model().objects
    count = 0
    for pk in letters.due():
        user = people.filter(pk=pk).first()
        letter = letters.take(user=user) if user is not None else None
        if letter is None:
            continue
        try:
            write(letter).send()
        except OSError:  # refused or unreachable: SMTP's own errors are of this kind
            log.exception("a letter to person %s was not sent", pk)
            letters.give_back(letter=letter)
        else:
            count += 1
    return count


def write(letter: letters.Letter) -> EmailMultiAlternatives:
    """The letter as text and HTML, with one-click unsubscription (RFC 8058). At most seven queries."""
    lines = [_told(line) for line in inbox.lines(letter.user, letter.lines)]
    site = str(settings.SITE_URL)
    stop = site + reverse("web:stop_letters", args=[sealed(letter.key)])
    number = len(lines) + letter.more
    context = {
        "lines": lines,
        "more": letter.more,
        "site": settings.SITE_NAME,
        "inbox": site + reverse("web:inbox"),
        "following": site + reverse("web:following"),
        "stop": stop,
        "advice": said.NOT_MEDICAL_ADVICE,
    }
    subject = f"[{settings.SITE_NAME}] {number} {'change' if number == 1 else 'changes'} for you"
    message = EmailMultiAlternatives(
        subject,
        render_to_string("web/letter.txt", context),
        to=[letter.address],
        headers=headers(stop),
    )
    message.attach_alternative(render_to_string("web/letter.html", context), "text/html")
    return message


def headers(stop: str) -> dict[str, str]:
    """What every letter says of itself to mail programs; `stop` is the address that ends letters of its kind."""
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"{settings.SITE_NAME} <letters.{urlsplit(str(settings.SITE_URL)).hostname}>",
        "Auto-Submitted": "auto-generated",
    }


def _told(line: dict[str, Any]) -> dict[str, Any]:
    """One line as it stands in a letter: a head, the whole conclusion, the address, and why it was told."""
    after, before = line["after"], line["before"]
    about = line["about"]
    if line["part"] == "work":
        text = ""
    elif after and "synthesis" in after:
        text = words.claim_text(line["kind"], after, before).removesuffix(said.NOT_MEDICAL_ADVICE)
    elif after:
        text = words.source_text(after, before)
    elif line["claim"]:
        text = said.conclusion(line["claim"])
    else:
        text = ""
    head = words.headline(line["kind"], about["label"], after)
    if line["part"] == "work":
        head = f"{line['kind_label']}: {about['label']}"
    via = [f"“{one['name']}”" if one["noun"] == "search" else one["id"] for one in line["via"]]
    return {
        "head": head,
        "text": text.strip(),
        "address": str(settings.SITE_URL) + about["url"] if about["url"] else "",
        "at": line["at"],
        "via": ", ".join(via),
    }
