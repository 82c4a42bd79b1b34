"""Every setting is documented, and nothing is documented that is not a setting."""

import ast
import re
from pathlib import Path

import yaml

READERS = {
    "text", "flag", "integer", "listing", "frame_sources", "choice", "site_url", "database", "email", "getenv",
}  # fmt: skip


def variables_read(path: Path) -> set[str]:
    """Names of the environment variables that a settings file asks for."""
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in READERS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def documented(root: Path) -> set[str]:
    page = (root / "docs/reference/settings.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE))


def shell_variables(text: str) -> set[str]:
    """Names in `${NAME:-default}`, where a default or a refusal makes it a setting."""
    return set(re.findall(r"\$\{([A-Z_]+):[-?]", text))


def test_every_setting_is_documented_and_no_other(root: Path):
    read = variables_read(root / "evidence/settings.py")
    assert "SECRET_KEY" in read
    entry = shell_variables((root / "docker/entrypoint.sh").read_text(encoding="utf-8"))
    assert read | entry == documented(root)


def test_the_environment_is_read_in_one_place(root: Path):
    """A variable read elsewhere would be neither checked at the start nor documented."""
    readers = {
        str(path.relative_to(root))
        for folder in ("claims", "evidence")
        for path in (root / folder).rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    # The last two only say which settings module to load.
    assert readers <= {
        "evidence/env.py", "evidence/settings.py", "evidence/wsgi.py", "evidence/asgi.py",
    }  # fmt: skip


def test_the_compose_file_passes_only_settings_on(root: Path):
    compose = yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))
    assert set(compose["services"]["web"]["environment"]) <= documented(root)


def test_every_check_is_documented(root: Path):
    declared = re.findall(
        r'id="(evidence\.[EW]\d{3})"', (root / "evidence/checks.py").read_text(encoding="utf-8")
    )
    page = (root / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert set(declared) == set(re.findall(r"^\| `(evidence\.[EW]\d{3})`", page, re.MULTILINE))
