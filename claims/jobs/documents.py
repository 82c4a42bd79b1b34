"""Long articles are checked by the worker."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from claims.actions import article_lookups, documents, rechecking
from claims.models import Document


def check(document: int, by: int | None = None) -> None:
    """Check an article, as the person who asked for it; one that was deleted meanwhile is let be."""
    found = Document.objects.filter(pk=document).first()
    if found is not None:
        asker = get_user_model().objects.filter(pk=by).first() if by is not None else None
        documents.check(document=found, by=asker)


def look_up_references(document: int) -> None:
    """Ask the services for the identifiers that an article names and no source here has."""
    found = Document.objects.filter(pk=document).first()
    if found is not None:
        article_lookups.look_up(found)


def recheck() -> None:
    """Check anew the articles whose claims were changed since."""
    rechecking.ask()


def expire() -> None:
    """Take away the articles of visitors whose time is over."""
    documents.expire()
