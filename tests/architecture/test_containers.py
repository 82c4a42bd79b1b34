"""The container files are valid and agree with CI, the entry script and the documentation."""

import re
from pathlib import Path
from typing import Any

import check_jsonschema
import jsonschema
import pytest
import yaml

WRITTEN_IN = {
    ".ci/run": r"POSTGRES_MAJOR=(\d+)",
    "docker-compose.yml": r"image: postgres:(\d+)",
    "docs/how-to/deploy.md": r"PostgreSQL (\d+)",
}


@pytest.fixture
def compose(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))


def test_the_compose_file_fits_the_published_schema(compose: dict[str, Any]):
    vendored = Path(check_jsonschema.__file__).parent / "builtin_schemas/vendor/compose-spec.json"
    schema = yaml.safe_load(vendored.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(compose)] == []
    assert list(validator.iter_errors(compose | {"services": {"web": {"imagine": "x"}}}))


def test_one_postgresql_version_everywhere(root: Path):
    versions = {
        name: set(re.findall(pattern, (root / name).read_text(encoding="utf-8")))
        for name, pattern in WRITTEN_IN.items()
    }
    assert all(len(found) == 1 for found in versions.values()), versions
    assert len(set.union(*versions.values())) == 1, versions


def test_secrets_have_no_default(root: Path):
    text = (root / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "SITE_URL"):
        uses = re.findall(rf"\$\{{{name}[^}}]*\}}", text)
        assert uses
        assert [use for use in uses if ":?" not in use] == []


def test_services_wait_for_health(compose: dict[str, Any]):
    services = compose["services"]
    assert set(services) == {"web", "worker", "mcp", "db"}
    assert services["mcp"]["profiles"] == ["mcp"]
    assert services["mcp"]["depends_on"]["web"]["condition"] == "service_healthy"
    assert services["db"]["healthcheck"]["test"]
    assert services["web"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert services["worker"]["depends_on"]["web"]["condition"] == "service_healthy"


def test_volumes_are_declared_and_data_is_kept(compose: dict[str, Any]):
    used = {
        mount.split(":")[0]
        for service in compose["services"].values()
        for mount in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])


def test_the_image_runs_as_nobody_in_particular_and_is_asked_how_it_is(root: Path):
    lines = (root / "Dockerfile").read_text(encoding="utf-8").splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER touchstone"]
    # Nothing that the image runs comes before the user is set.
    assert max(i for i, line in enumerate(lines) if line.startswith("RUN")) < lines.index(users[0])
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert "VOLUME /data" in lines


def test_the_image_installs_by_hash_on_the_oldest_supported_python(root: Path):
    text = (root / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in text
    oldest = re.search(r'requires-python = ">=([\d.]+)"', (root / "pyproject.toml").read_text())[1]
    assert f"FROM python:{oldest}-slim" in text


def test_what_the_image_needs_is_not_ignored(root: Path):
    kept = {
        line[1:]
        for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    assert {"claims", "evidence", "templates", "docker", "manage.py", "requirements.txt"} <= kept
    assert all((root / name).exists() for name in kept)
