"""The load format told field by field, in Markdown, from the schema that checks it."""

from __future__ import annotations

from typing import Any

from claims.formats.knowledge_schema import ORDER, record_schema

INTRO = """# The load format

`manage.py load FILE...` reads newline-delimited JSON, plain or gzip: one record a line, told apart by its
`record` word. `manage.py dump FILE` writes the same. The [JSON Schema](load.schema.json) is what the loader itself
checks every line with; this page is made from it (`manage.py load_schema --markdown`).

- **Keys.** Every record has a `key`: an outside id as `namespace:value` (`kratom:C06`). A second load of the same key
  adds nothing. In a dump, keys are public ids (`C42`) of the site that the header line names.
- **References** are keys of records in the same load, in any order, or of records that are already stored.
- **Known records are left as they are**, also where the line says something else: a load adds, it never overwrites.
  A source is known by its DOI, PMID, PMCID or ISBN too, a topic by name and kind, evidence by claim, source and study.
- **Nothing is half stored.** Every line is checked first. With one fault nothing is written, unless `--keep-going`:
  then all other lines are, except those that refer to a faulty one. Claims are published last; a load that was
  interrupted is completed by running it again.
- **Ratings** loaded with `released: true` on their evidence are open at once, as provisional. An appraisal may have a
  direction and no strength: what was not rated stays empty.
- **Notices** about a source that is here already are added, and what they say reaches its claims at once. A mark
  (`integrity`) that no notice of the load accounts for is kept as a notice by hand.
- **Joins of sources** (`merge`) travel with what moved, so that both ids work and the join can be undone elsewhere.
- **Persons** are named by the pseudonym of their site (`person:...`), never by name.
- **Conclusions** are computed by the load, unless the file carries them (a dump does).
- `id` restores public ids; only an empty knowledge base honours it, or the site that the dump came from.

"""


def markdown() -> str:
    """The whole page."""
    parts = [INTRO]
    for record in ORDER:
        schema = record_schema(record)
        parts.append(f"## {record}\n\n| field | values | |\n|---|---|---|\n")
        for name, field in schema["properties"].items():
            need = " (required)" if name in schema["required"] else ""
            parts.append(f"| `{name}`{need} | {_values(field)} | {_about(field)} |\n")
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def _about(field: dict[str, Any]) -> str:
    return str(field.get("description", "")).replace("|", "\\|")


def _values(field: dict[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" if value else "empty" for value in field["enum"])
    if "anyOf" in field:
        return f"{_values(field['anyOf'][0])}, or null"
    kind = str(field.get("type", "any"))
    if kind == "array":
        return f"list of: {_values(field['items'])}"
    if "maxLength" in field:
        return f"text, at most {field['maxLength']} characters"
    if "minimum" in field and "maximum" in field:
        return f"{kind} from {field['minimum']} to {field['maximum']}"
    if "minimum" in field:
        return f"{kind} from {field['minimum']}"
    if kind == "object" and "properties" in field:
        return "object with " + ", ".join(f"`{name}`" for name in field["properties"])
    return kind
