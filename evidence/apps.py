"""The site as a Django app, so that its system checks run."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Registers the checks of evidence.checks."""

    name = "evidence"

    def ready(self) -> None:
        """Importing the module registers the checks."""
        from evidence import checks  # noqa: F401
