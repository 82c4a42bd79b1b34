"""The site as a Django app, so that its system checks run."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class EvidenceConfig(AppConfig):
    """Registers the checks of evidence.checks."""

    name = "evidence"

    def ready(self) -> None:
        """Importing the module registers the checks."""
        from evidence import checks  # noqa: F401


class DeskConfig(AdminConfig):
    """The curation desk in place of Django's own admin site."""

    default_site = "evidence.desk.Desk"
