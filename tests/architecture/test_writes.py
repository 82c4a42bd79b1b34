"""Only claims/actions writes. Everything else calls actions, so each write leaves its event."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The ORM's writing methods. Named so because actions are named by domain verbs (propose, retire):
# no action of ours is called "update".
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "asave", "acreate", "aupdate", "adelete", "abulk_create", "abulk_update",
    "aget_or_create", "aupdate_or_create", "create_user", "create_superuser", "set_password",
}  # fmt: skip
# Methods of dict, set and hashlib that bear the same names; only on these receivers.
HARMLESS = {"hashlib", "digest", "hasher"}

# path: {call: why it is no write around the actions}
EXCEPTIONS: dict[str, dict[str, str]] = {}
# path: why SQL of its own may write there
RAW_EXCEPTIONS = {
    "claims/queries/search/sqlite.py": "the full-text index is derived; actions have it written",
}

FILES = sorted(
    path
    for folder in ("claims", "evidence")
    for path in (ROOT / folder).rglob("*.py")
    if not {"actions", "migrations"} & set(path.relative_to(ROOT).parts)
    # Pure Python without Django has no rows to write; test_layers sees to that.
    and path.relative_to(ROOT).parts[1] not in {"domain", "formats", "figures"}
)


def is_write(call: ast.Call, actions: set[str]) -> bool:
    """Whether this looks like an ORM write: `x.update(field=...)`, `x.save()`, `objects.create()`.

    `d.update(mapping)` is a dict's: the ORM's `update` takes keywords only. A form's
    `save(commit=False)` only builds rows. What is imported from the actions is an action.
    """
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    receiver = ast.unparse(call.func.value)
    if receiver in HARMLESS | actions or receiver.startswith("super()"):
        return False
    if any(ast.unparse(keyword) == "commit=False" for keyword in call.keywords):
        return False
    return not (call.func.attr == "update" and call.args)


def writes(source: str) -> set[str]:
    tree = ast.parse(source)
    actions = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("claims.actions")
        for alias in node.names
    }
    return {
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and is_write(node, actions)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_orm_write_outside_actions(path: Path):
    allowed = EXCEPTIONS.get(str(path.relative_to(ROOT)), {})
    assert writes(path.read_text(encoding="utf-8")) - set(allowed) == set()


def test_raw_sql_outside_actions_only_reads():
    """INSERT, UPDATE and DELETE in a string are writes too, whatever executes them."""
    found = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.lstrip().split(None, 2)[:2]
                statement = " ".join(words).upper()
                if statement.startswith(("INSERT INTO", "UPDATE CLAIMS", "DELETE FROM")):
                    found[str(path.relative_to(ROOT))] = node.value
    assert {name: sql for name, sql in found.items() if name not in RAW_EXCEPTIONS} == {}
    assert set(RAW_EXCEPTIONS) <= set(found), "an exception is no longer needed"


def test_every_exception_is_still_needed():
    stale = {
        (name, call)
        for name, calls in EXCEPTIONS.items()
        for call in calls
        if not (ROOT / name).is_file()
        or call not in writes((ROOT / name).read_text(encoding="utf-8"))
    }
    assert stale == set()


@pytest.mark.parametrize(
    "line",
    ["claim.save()", "Claim.objects.create(text='x')", "rows.update(status='x')", "c.adelete()"],
)
def test_the_test_sees_writes(line: str):
    assert writes(line)


@pytest.mark.parametrize(
    "line",
    [
        "context.update({'a': 1})",
        "hashlib.update(x=1)",
        "form.save(commit=False)",
        "from claims.actions import topics\ntopics.create(by=user)",
    ],
)
def test_the_test_lets_the_rest_pass(line: str):
    assert not writes(line)
