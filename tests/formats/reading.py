"""What the tests of reading share."""

from pathlib import Path

from claims.formats import references
from claims.formats.records import Record, Rejected

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[3] / "shared/data/bibliography"


def everything(source, kind=None, **options):
    """(records, rejections), after checking that they add up to the independent count."""
    outcomes = list(references.read(source, kind, **options))
    records = [outcome for outcome in outcomes if isinstance(outcome, Record)]
    rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    held = references.count(source, kind, **options)
    assert len(records) + sum(outcome.records for outcome in rejected) == held
    return records, rejected


def only(source, kind=None, **options):
    """The CSL of the one record of the source."""
    records, rejected = everything(source, kind, **options)
    assert len(records) == 1, rejected
    return records[0].csl


def csl(source, kind=None, **options):
    """The CSL of all records of the source."""
    return [record.csl for record in everything(source, kind, **options)[0]]
