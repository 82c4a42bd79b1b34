"""Ask the server in this container how it is; exit 1 when it does not answer 200."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def main() -> int:
    """The site answers only for its own name, so that name is what is asked for."""
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    host = urlsplit(os.environ["SITE_URL"]).netloc
    try:
        connection.request("GET", "/health/", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"no answer: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
