"""Which records of a load the knowledge base already holds: by public id, outside id or own identifier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.db.models.functions import Lower

from claims.actions.loading.check import NORMALISED
from claims.actions.loading.layout import LAYOUTS
from claims.formats.staging import Staging
from claims.models import ExternalId, Source, Study, Topic


@dataclass(frozen=True)
class Site:
    """Whose public ids stand as keys in the load; `ours` where they are this knowledge base's own."""

    uuid: str | None
    ours: bool

    def split(self, key: str) -> tuple[str, str]:
        """Namespace and value under which an outside id is stored."""
        if ":" in key:
            namespace, _, value = key.partition(":")
            return namespace, value
        return f"site-{self.uuid}", key

    def number(self, key: str) -> int | None:
        """The primary key that a public id of this very site stands for."""
        return int(key[1:]) if self.ours and ":" not in key else None


def look_up(staging: Staging, site: Site) -> None:
    """Tell `staging` every key that is stored already. Two queries for each 500 keys of a noun."""
    for noun, layout in LAYOUTS.items():
        for keys in staging.keys(noun):
            staging.learn(noun, _stored(noun, layout.model, keys, site).items())


def _stored(noun: str, model: type[Model], keys: list[str], site: Site) -> dict[str, int]:
    found: dict[str, int] = {}
    numbers = {number: key for key in keys if (number := site.number(key)) is not None}
    if numbers:
        existing = model._default_manager.filter(pk__in=list(numbers)).values_list("pk", flat=True)
        found |= {numbers[pk]: pk for pk in existing}
    by_namespace: dict[str, dict[str, str]] = {}
    for key in keys:
        if key not in found and site.number(key) is None:
            namespace, value = site.split(key)
            by_namespace.setdefault(namespace, {})[value] = key
    for namespace, values in by_namespace.items():
        rows = ExternalId.objects.filter(noun=noun, namespace=namespace, value__in=list(values))
        found |= {values[value]: pk for value, pk in rows.values_list("value", "object_id")}
    return found


def same_by_identifier(noun: str, records: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Keys of records that we hold under another key: a source by DOI, a topic by name, a study by register."""
    if noun == "source":
        return _same_sources(list(records))
    if noun == "topic":
        names = {f"{r['kind']}:{r['name'].lower()}": r["key"] for r in records}
        rows = (
            Topic.objects.exclude(status="merged")
            .annotate(lower=Lower("name"))
            .filter(lower__in=[name.partition(":")[2] for name in names])
            .values_list("kind", "lower", "pk")
        )
        return {
            names[f"{kind}:{lower}"]: pk for kind, lower, pk in rows if f"{kind}:{lower}" in names
        }
    if noun == "study":
        registered = {r["registry_id"]: r["key"] for r in records if r.get("registry_id")}
        studies = Study.objects.exclude(status="merged").filter(registry_id__in=list(registered))
        return {registered[number]: pk for number, pk in studies.values_list("registry_id", "pk")}
    return {}


def _same_sources(records: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, normalise in NORMALISED.items():
        wanted = {
            normalise(r[name]): r["key"]
            for r in records
            if r.get(name) and r.get("status") != "merged"
        }
        if wanted:
            rows = Source.objects.exclude(status="merged").filter(**{f"{name}__in": list(wanted)})
            for value, pk in rows.values_list(name, "pk"):
                found.setdefault(wanted[value], pk)
    return found
