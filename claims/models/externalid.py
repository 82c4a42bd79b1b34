from __future__ import annotations

from django.db import models

from claims.models.fields import KeyField


class ExternalId(models.Model):
    """An id that another system, or a loaded file, gave one of our records."""

    noun = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    namespace = KeyField(max_length=100)
    value = KeyField(max_length=300)

    class Meta:
        ordering = ["noun", "namespace", "value"]
        constraints = [
            models.UniqueConstraint(fields=["noun", "namespace", "value"], name="external_id_once"),
        ]
        indexes = [models.Index(fields=["noun", "object_id"], name="external_id_of_record")]

    def __str__(self) -> str:
        return f"{self.namespace}:{self.value}"
