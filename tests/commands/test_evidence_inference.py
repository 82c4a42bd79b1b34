"""The example converter and a real data set of two thousand claims."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count

from claims.models import Appraisal, Claim, Evidence, Quote, Source

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.django_db


@pytest.fixture
def trials(shared_dir, tmp_path):
    """The data set in the load format."""
    path = tmp_path / "trials.ndjson"
    script = ROOT / "docs/examples/convert_evidence_inference.py"
    folder = shared_dir / "data/evidence-inference"
    subprocess.run([sys.executable, script, folder, path], check=True, capture_output=True)
    return path


def load(path):
    out = StringIO()
    call_command("load", str(path), json=True, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.once
def test_it_loads_once_and_each_result_is_told_as_one_trials(trials):
    report = load(trials)
    assert report["new"] == {"source": 727, "claim": 1922, "evidence": 1922, "appraisal": 3664}
    assert not any(load(trials)["new"].values())
    assert Source.objects.count() == 727
    assert Quote.objects.count() == 3835
    raters = Appraisal.objects.values("evidence").annotate(n=Count("pk"))
    assert raters.filter(n=1).count() == 180

    # One trial's result is told as that, and nothing is made of two readers who differ.
    claim = Claim.objects.filter(evidence__status="in_appraisal").first()
    assert claim is not None
    assert (claim.verdict, claim.certainty) == ("not_assessed", "not_rated")
    assert "trial" in claim.plain_sentence
    assert not Claim.objects.filter(verdict="conflicting").exists()
    differ = Evidence.objects.filter(status="conflict")
    assert differ.count() == 231
    assert not differ.exclude(standing_direction="").exists()
