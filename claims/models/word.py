from __future__ import annotations

from django.db import models

from claims.models.fields import KeyField


class Word(models.Model):
    """A word of what is published, for suggestions: derived, built anew by `claims.actions.vocabulary`."""

    word = KeyField(max_length=60, primary_key=True)
    records = models.PositiveIntegerField(help_text="How many titles, sentences and names hold it.")

    class Meta:
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word
