"""Prints a module with the labels of scales and the patterns of the rules' sentences, for `makemessages` to read."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def labels() -> set[str]:
    """What readers see for coded values; where a sentence has it in its middle, without its capital too."""
    from claims.domain import articles, vocabulary

    found = {
        label
        for home in (vocabulary, articles)
        for scale in vars(home).values()
        if isinstance(scale, type) and issubclass(scale, vocabulary.Choice)
        for _value, label in scale.choices()
    }
    within = (vocabulary.Certainty, articles.TiedBy)
    return found | {label.lower() for scale in within for _value, label in scale.choices()}


def patterns() -> Iterator[tuple[str, str]]:
    """Pattern and plural (or "") of each `Sentence("...")` in the source."""
    for path in sorted((ROOT / "claims").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id != "Sentence" or not isinstance(node.args[0], ast.Constant):
                continue
            plural = [word.value for word in node.keywords if word.arg == "plural"]
            yield node.args[0].value, plural[0].value if plural else ""


def main() -> None:
    """The module, on standard output."""
    print("from django.utils.translation import gettext_noop as _, ngettext")
    given = sorted(set(patterns()) | {(label, "") for label in labels()})
    for text, plural in given:
        if plural:
            print(f"ngettext({text!r}, {plural!r}, 1)")
        elif text:
            print(f"_({text!r})")


if __name__ == "__main__":
    main()
