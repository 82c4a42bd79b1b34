"""Read and write a Touchstone knowledge base.

    from touchstone_client import Touchstone

    for claim in Touchstone("https://touchstone.example").claims(q="kratom"):
        print(claim["id"], claim["plain_sentence"])

What it says is what published studies report. It is not medical advice.
"""

from touchstone_client.client import Touchstone
from touchstone_client.errors import (
    Conflict,
    Denied,
    Invalid,
    Moved,
    NotFound,
    Problem,
    TooManyRequests,
    TouchstoneError,
    Unauthorized,
    Unreachable,
)
from touchstone_client.pages import Listing

__all__ = [
    "Conflict",
    "Denied",
    "Invalid",
    "Listing",
    "Moved",
    "NotFound",
    "Problem",
    "TooManyRequests",
    "Touchstone",
    "TouchstoneError",
    "Unauthorized",
    "Unreachable",
]
__version__ = "0.1.0"
