"""Requests by somebody who means harm: odd methods, paths, headers, encodings, sizes, cursors and bodies.

Whatever is sent, the server refuses or answers; it never breaks (5xx).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

METHODS = (
    "GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "X" * 300,
)  # fmt: skip
NASTY = (
    "", " ", "\x00", "%00", "\ud800", "\u202e", "𝔘" * 50, "'", '"', "' OR 1=1--", "${7*7}", "{{7*7}}",
    "<script>alert(1)</script>", "../../etc/passwd", "..%2f..%2f", "%c0%ae%c0%ae/", "%", "%zz", "\r\nX: y",
    "-1", "0", "1e400", "NaN", "Infinity", "9" * 400, "2147483648", "9223372036854775808", "C0", "C01",
    "C" + "9" * 18, "C" + "9" * 40, "Ｃ１", "c1", "C1.3", "null", "true", "[]", "{}", "a" * 5000,
    "2026-02-30", "0000-00-00", "99999-01-01", "2026-01-01T00:00:00+99:99", "(" * 500, "\\" * 100, "*" * 200,
    "\x1b[31m", "\u0000", "é" * 3000, "&" * 100, ";" * 50, "=" * 50, ",".join(["1"] * 300),
)  # fmt: skip
HEADERS = (
    ("HTTP_ACCEPT", (
        "*/*", "", "image/png", "application/json;q=0", "a/b/c", "," * 300, "*/*;q=9e9", "text/html, */*;q=0.1",
        "application/json; version=" + "9" * 200, "\x00", "application/ld+json", "application/json, " * 200,
    )),
    ("HTTP_AUTHORIZATION", (
        "Bearer", "Bearer ", "Bearer ts_", "Token \x00", "Bearer " + "x" * 9000, "Basic !!!", "Bearer a b c",
        "bearer ts_" + "é" * 20, "Bearer ts_\ud800", "Digest username=x",
    )),
    ("HTTP_IF_NONE_MATCH", ("*", '""', 'W/"x"', "," * 500, '"' + "x" * 5000, "\x00")),
    ("HTTP_IF_MATCH", ("*", '""', '"-1"', '"' + "9" * 50 + '"', "W/", '"1", "2"', "\x00", '"x"')),
    ("HTTP_IDEMPOTENCY_KEY", ("", "x" * 5000, "\x00", '"a"', "é", " ")),
    ("HTTP_COOKIE", ("sessionid=", "sessionid=" + "x" * 4000, ";;;=", "csrftoken=\x00", "a=b; " * 500)),
    ("HTTP_X_CSRFTOKEN", ("x", "", "é" * 64)),
    ("HTTP_X_FORWARDED_FOR", ("", "::1, 127.0.0.1", "x" * 3000, "' OR 1", ",,,")),
    ("HTTP_X_REQUEST_ID", ("x", "\r\nA: b", "x" * 500)),
    ("HTTP_HOST", ("testserver", "evil.example", "", "[::1", "testserver:99999", "a b")),
    ("HTTP_RANGE", ("bytes=0-", "bytes=9-1", "x")),
    ("HTTP_ACCEPT_LANGUAGE", ("de", "x" * 500, "*;q=z")),
    ("HTTP_EXPECT", ("100-continue",)),
    ("HTTP_PREFER", ("handling=strict", "x" * 900)),
    ("HTTP_CONTENT_ENCODING", ("gzip", "br", "x")),
    ("HTTP_TRANSFER_ENCODING", ("chunked",)),
    ("CONTENT_LENGTH", ("-1", "x", "", "99999999999", "1e3", "0")),
)  # fmt: skip
TYPES = (
    "application/json", "application/json; charset=utf-16", "application/json; charset=nonsense", "text/plain", "",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "application/xml",
    "application/x-www-form-urlencoded", "application/x-ndjson", "application/merge-patch+json", "a" * 500, "é/é",
)  # fmt: skip


class Hostile:
    """Makes requests at random: the same seed, the same requests."""

    def __init__(self, document: dict[str, Any], seed: int, ids: dict[str, list[Any]]) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.ids = ids
        self.operations = [
            (path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ]
        self.schemas = document["components"]["schemas"]

    def request(self) -> dict[str, Any]:
        """method, path, query, body, content_type and headers of one request."""
        path, method, operation = self.rng.choice(self.operations)
        rng = self.rng
        headers: dict[str, str] = {}
        for _ in range(rng.choice((0, 0, 1, 2))):
            name, values = rng.choice(HEADERS)
            headers[name] = rng.choice(values)
        return {
            "method": method.upper() if rng.random() < 0.8 else rng.choice(METHODS),
            "path": self.path(path),
            "query": self.query(operation) if rng.random() < 0.7 else "",
            "body": self.body(operation),
            "content_type": "application/json" if rng.random() < 0.7 else rng.choice(TYPES),
            "headers": headers,
        }

    def path(self, template: str) -> str:
        """The address with good and bad ids, now and then bent."""
        words = template.strip("/").split("/")
        known = self.ids.get(words[2] if len(words) > 2 else "", ["1"])
        filled = [
            str(self.rng.choice(known) if self.rng.random() < 0.6 else self.rng.choice(NASTY))
            if word.startswith("{")
            else word
            for word in words
        ]
        bend = self.rng.random()
        made = "/" + "/".join(filled) + "/"
        if bend < 0.03:
            return made.rstrip("/")
        if bend < 0.06:
            return made.replace("/", "//", 2)
        if bend < 0.09:
            return made + self.rng.choice(NASTY)
        return made

    def query(self, operation: dict[str, Any]) -> str:
        """Known and unknown parameters with values of the wrong kind, not always encoded."""
        from urllib.parse import quote

        names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        names += ["cursor", "limit", "colour", "as_of", "since", "fields", "include", "q", "\x00"]
        pairs = []
        for _ in range(self.rng.randint(1, 4)):
            value = self.rng.choice((*NASTY, *self.cursors()))
            text = (
                quote(value.encode("utf-8", "surrogatepass")) if self.rng.random() < 0.8 else value
            )
            pairs.append(f"{self.rng.choice(names)}={text}")
        return "&".join(pairs)

    def cursors(self) -> list[str]:
        """Cursors that were made up."""
        import base64

        raw: Callable[[bytes], str] = lambda b: base64.urlsafe_b64encode(b).decode()  # noqa: E731
        forged = ([1], [None], ["x", 2], {}, [9**99], [[["a"]]], "x", [True], [1.5, "a"], [""])
        return [
            "x",
            "=",
            "AAAA",
            raw(b"\xff\xfe"),
            raw(b"{"),
            *(raw(json.dumps(one).encode()) for one in forged),
        ]

    def body(self, operation: dict[str, Any]) -> bytes:
        """A body: of the right fields with wrong values, or no such thing."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.15:
            return rng.choice((
                b"", b"{", b"[]", b"null", b"5", b'"x"', b"\xff\xfe\x00", b"{" * 30, b"[" * 50_000, b'{"a":' * 3000,
                b"\xef\xbb\xbf{}", b'{"a":1e999}', b'{"a":NaN}', b'{"\\ud800":1}', b'{"text":"\\udfff"}', b"a=b&c=d",
                b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00"\r\n\r\nx\r\n--x--',
                b"x" * 300_000,
                '{"text":"é"}'.encode("utf-16"), b'{"a":1,"a":2}', b"{}" * 500,
            ))  # fmt: skip
        content = operation.get("requestBody", {}).get("content", {})
        schema = next(iter(content.values()), {}).get("schema", {})
        names = list(self.resolved(schema).get("properties", {})) or ["reason", "text", "changes"]
        chosen = rng.sample(names, min(len(names), rng.randint(0, 6)))
        made = {name: self.value(3) for name in chosen}
        if rng.random() < 0.2:
            made[rng.choice(NASTY)] = self.value(2)
        text = json.dumps(made, ensure_ascii=rng.random() < 0.5, allow_nan=True)
        return text.encode("utf-8", "surrogatepass")

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema behind a reference."""
        name = schema.get("$ref", "").rpartition("/")[2]
        return self.schemas.get(name, {}) if name else schema

    def value(self, deep: int) -> Any:
        """A value of any type."""
        rng = self.rng
        kinds: tuple[Callable[[], Any], ...] = (
            lambda: rng.choice(NASTY),
            lambda: rng.choice(
                (0, -1, 1, 2**31, 2**63, 2**64, 10**40, -(10**40), 1.5, 1e308, float("nan"))
            ),
            lambda: rng.choice((True, False, None)),
            lambda: rng.choice([one for many in self.ids.values() for one in many]),
            lambda: [self.value(deep - 1) for _ in range(rng.randint(0, 3))] if deep else [],
            lambda: {rng.choice(NASTY): self.value(deep - 1)} if deep else {},
            lambda: ["x"] * 1000,
            lambda: "x" * 100_000,
        )
        return rng.choice(kinds)()
