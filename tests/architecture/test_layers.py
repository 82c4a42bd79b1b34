"""The import contracts of pyproject.toml hold, and cover every package."""

import subprocess
import sys
from pathlib import Path


def test_import_contracts_hold(root: Path):
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [command, "--no-logo", "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 broken" in run.stdout


def test_the_rules_run_without_django(root: Path):
    """Not only unimported: domain, formats and figures work where Django is not set up."""
    code = """
import importlib, pkgutil, sys
for layer in ("domain", "formats", "figures"):
    package = importlib.import_module(f"claims.{layer}")
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
found = sorted(name for name in sys.modules if name.split(".")[0] in {"django", "rest_framework"})
sys.exit(f"imported: {found[:3]}" if found else 0)
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
