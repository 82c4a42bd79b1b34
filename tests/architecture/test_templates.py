"""Templates obey the Content-Security-Policy and escape what people typed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for folder in ("templates", "claims")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".html", ".svg", ".txt", ".xml"} and "templates" in path.parts
)
FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style sheet": r"<style\b",
    "an inline style": r"\sstyle\s*=",
    "an inline event handler": r"\son[a-z]+\s*=\s*[\"']",
    "a script address": r"javascript:",
    "a file from elsewhere": r"<(?:script|img|iframe)[^>]*\bsrc\s*=\s*[\"'](?:https?:)?//",
    "a style sheet from elsewhere": r"<link[^>]*\brel=\"?stylesheet[^>]*href=\"(?:https?:)?//",
    "escaping turned off": r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape off",
}
# Plain-text mail is not HTML; escaping would show entities to the reader.
PLAIN = {"escaping turned off"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_is_safe_under_the_policy(path: Path):
    text = path.read_text(encoding="utf-8")
    found = [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]
    assert set(found) - (PLAIN if path.suffix == ".txt" else set()) == set()


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 10
