"""The floor as a site of its own: the settings of ours, no middleware, and the addresses of `floor_sql`."""

from __future__ import annotations

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()
# Only now: an app of ours insists on its middleware while it is being set up.
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "benchmarks.floor_sql"
application = WSGIHandler()
