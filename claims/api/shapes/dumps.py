"""The packages that the site offers for download."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Shape, listing, moment, string, whole


class Dump(Shape):
    """One package of all public knowledge."""

    name = string("Name of the file.")
    address = string("Where it is downloaded; ranges and ETag are understood.")
    bytes = whole("Size in bytes.")
    sha256 = string("SHA-256 of the file, in hexadecimal; its ETag too.")
    made_at = moment("When it was made.")
    as_of = moment(
        "Time of the last event in it; null where nothing has happened.", allow_null=True
    )
    format = string("Format of its lines; docs/reference/load-format.md.")
    licence = string("SPDX id of the licence of the data.")
    lines = whole("Lines of data/knowledge.ndjson.gz.")
    records = serializers.DictField(
        child=serializers.IntegerField(), help_text="Records by noun, such as claim."
    )
    knowledge_base = string("UUID of the knowledge base whose ids these are.")
    public_seq = whole(
        "Number of the last public change in it: /changes/?since= goes on from there."
    )
    event_seq = whole("Number of the last event in it.")
    event_head = string("Chain value of that event, in hexadecimal.")


DumpList = listing("DumpList", Dump, "The packages on offer, the newest first.")
