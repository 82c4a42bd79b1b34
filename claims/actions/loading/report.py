"""What a load did, or would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from claims.formats.knowledge import Fault


@dataclass
class LoadReport:
    """Counts by noun and every fault, in the order met. `stored` is False where nothing was written."""

    lines: int = 0
    new: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    stored: bool = False

    def as_dict(self) -> dict[str, object]:
        """JSON-ready, for `--json`."""
        return {
            "lines": self.lines,
            "new": dict(self.new),
            "known": dict(self.known),
            "rejected": [
                {"file": f.file, "line": f.line, "field": f.field, "reason": f.reason}
                for f in self.faults
            ],
            "stored": self.stored,
        }
