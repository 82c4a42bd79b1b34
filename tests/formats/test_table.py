"""CSV: quoted where needed, empty for nothing, never a formula."""

from __future__ import annotations

import csv
import io

from claims.formats.table import csv_text


def test_cells():
    text = csv_text(("a", "b"), [(1.5, None), ('say "x", y', "=1+1"), (-2, "-")])
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [["a", "b"], ["1.5", ""], ['say "x", y', "'=1+1"], ["-2", "'-"]]
