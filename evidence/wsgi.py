"""The WSGI application: the server runs it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence.settings")

application = get_wsgi_application()

# Only now: settings and apps are there.
from evidence.collecting import settle  # noqa: E402

settle()
