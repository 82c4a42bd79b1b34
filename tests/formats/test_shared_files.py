"""Real exports, where they lie beside the project: nothing crashes, counts agree, expected items agree."""

import pytest

from benchmarks import agreement
from claims.formats import references
from claims.formats.records import Record, Unreadable
from tests.formats.reading import SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared bibliography is not here")
FOLDERS = sorted(path.name for path in SHARED.iterdir() if path.is_dir()) if SHARED.is_dir() else []
#: Large enough to be the benchmark's affair.
LARGE = 300_000


@pytest.mark.parametrize("folder", FOLDERS)
def test_records_and_rejections_add_up(folder):
    for path in sorted((SHARED / folder).rglob("*")):
        if not path.is_file() or path.name == "SOURCE.txt" or path.stat().st_size > LARGE:
            continue
        good = bad = 0
        kind = None
        try:
            kind = references.detect_kind(path)
            for outcome in references.read(path, kind):
                good += isinstance(outcome, Record)
                bad += getattr(outcome, "records", 0)
        except Unreadable:
            assert good == 0
        if kind is not None:
            assert good + bad == references.count(path, kind), path.name


@pytest.mark.parametrize(
    ("name", "least"), [("JabRef", 0.93), ("Better BibTeX", 0.99), ("citation-js", 0.97)]
)
def test_expected_items(name, least):
    # Of JabRef's eleven differences seven are one file, in which nine TY lines are one record.
    where, _ = agreement.SETS[name]
    if not (SHARED / where).is_dir():
        pytest.skip("this set is not here")
    _, found = agreement.compare(SHARED, name, largest=LARGE)
    good, total = (sum(column) for column in zip(*found.values(), strict=True))
    assert good >= least * total, found
