"""Every log line says which request it belongs to."""

from __future__ import annotations

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each record; "-" outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, marked."""
        record.request_id = request_id.get()
        return True
