"""The ASGI application: the same site for an ASGI server."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence.settings")

application = get_asgi_application()

# Only now: settings and apps are there.
from evidence.collecting import settle  # noqa: E402

settle()
