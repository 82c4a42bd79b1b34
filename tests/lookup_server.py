"""A server on this machine that plays Crossref, PubMed, DataCite and OpenAlex, faults included."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TITLE = "Alkaloids of an invented tree in the plasma of forty volunteers"
WORK: dict[str, Any] = {
    "DOI": "10.5555/Tree.1",
    "type": "journal-article",
    "title": ["Alkaloids of an <i>invented</i> tree in the plasma\n of forty volunteers"],
    "author": [
        {"family": "Example", "given": "Ann Bea", "sequence": "first"},
        {"name": "The Tree Group", "sequence": "additional"},
    ],
    "container-title": ["Journal of Invented Trees"],
    "ISSN": ["1550-7408"],
    "volume": "7",
    "issue": "2",
    "page": "11-19",
    "published-print": {"date-parts": [[2019, 3]]},
    "issued": {"date-parts": [[None]]},
    "abstract": "<jats:p>We looked &amp; saw.</jats:p>",
}
RETRACTION = {
    "DOI": "10.5555/tree.notice",
    "type": "retraction",
    "label": "Retraction",
    "source": "retraction-watch",
    "record-id": "77",
    "updated": {"date-parts": [[2021, 5, 6]]},
}
PUBMED = f"""<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "x.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">123456</PMID><Article>
<Journal><JournalIssue><Volume>7</Volume><PubDate><Year>2018</Year></PubDate></JournalIssue>
<Title>Journal of invented trees</Title></Journal><ArticleTitle>{TITLE}.</ArticleTitle>
<AuthorList><Author><LastName>Example</LastName><ForeName>Ann B</ForeName></Author></AuthorList>
<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>
</Article><CommentsCorrectionsList>
<CommentsCorrections RefType="RetractionIn"><RefSource>J Inv Trees. 2021 May 6;9(1):3</RefSource><PMID>654321</PMID>
</CommentsCorrections><CommentsCorrections RefType="CommentIn"><RefSource>J. 2020</RefSource></CommentsCorrections>
</CommentsCorrectionsList></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="doi">10.5555/tree.1</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>"""
DATACITE = {
    "data": {
        "id": "10.48550/arxiv.2101.01234",
        "attributes": {
            "doi": "10.48550/ARXIV.2101.01234",
            "titles": [{"title": "On invented trees"}],
            "creators": [{"name": "Example, Ann", "nameType": "Personal"}],
            "publicationYear": 2021,
            "types": {"resourceTypeGeneral": "Preprint"},
            "publisher": "arXiv",
        },
    }
}
OPENALEX = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.5555/tree.1",
    "title": TITLE,
    "type": "article",
    "publication_year": 2019,
    "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/123456", "pmcid": "PMC77"},
    "authorships": [{"author": {"display_name": "Ann B. Example"}}],
    "is_retracted": True,
}


@dataclass
class Played:
    """What the server answers: `fault` is played once for each entry, then the records."""

    address: str = ""
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    works: dict[str, dict[str, Any]] = field(default_factory=lambda: {"10.5555/tree.1": dict(WORK)})
    pubmed: str = PUBMED
    csv: bytes = b""


def _handler(played: Played) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Say nothing."""

        def answer(
            self, status: int, body: bytes, kind: str = "application/json", **headers: str
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", headers.pop("length", str(len(body))))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def fault(self, name: str) -> None:
            if name in ("429", "500", "503"):
                self.answer(int(name), b"no", "text/plain", Retry_After="0")
            elif name == "slow":
                time.sleep(1.0)
                self.answer(200, b"{}")
            elif name == "truncated":
                self.answer(200, b'{"message": {"DOI"', length="5000")
            elif name == "cut":
                self.answer(200, b'{"message": {"DOI"')
            elif name == "html":
                self.answer(200, b"<html>Sign in</html>", "text/html")
            elif name == "huge":
                self.answer(200, b" " * 6_000_000)
            elif name == "deep":
                self.answer(200, b"[" * 200_000)
            elif name == "list":
                self.answer(200, b"[1]")
            elif name == "away":
                self.answer(302, b"", Location="http://10.0.0.1/secret")
            elif name == "circle":
                self.answer(302, b"", Location=self.path)
            elif name == "same":
                self.answer(301, b"", Location=self.path)
            elif name == "impatient":
                self.answer(429, b"no", "text/plain", Retry_After="3600")
            else:
                raise AssertionError(name)

        def do_GET(self) -> None:
            played.asked.append(self.path)
            played.agents.append(self.headers["User-Agent"])
            if played.faults:
                try:
                    self.fault(played.faults.pop(0))
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                return
            parts = urlsplit(self.path)
            path, query = unquote(parts.path), parse_qs(parts.query)
            limits = {"x_rate_limit_limit": "50", "x_rate_limit_interval": "1s"}
            if path.startswith(("/works/doi:", "/works/pm")):
                self.answer(200, json.dumps(OPENALEX).encode(), **limits)
            elif path.startswith("/works/"):
                work = played.works.get(path.removeprefix("/works/").lower())
                if work is None:
                    self.answer(404, b"Resource not found.", "text/plain", **limits)
                else:
                    self.answer(200, json.dumps({"message": work}).encode(), **limits)
            elif path == "/works":
                found = {"message": {"items": list(played.works.values())}}
                self.answer(200, json.dumps(found).encode(), **limits)
            elif path.endswith("efetch.fcgi"):
                known = query["id"] == ["123456"]
                body = played.pubmed if known else "<eFetchResult><ERROR>no</ERROR></eFetchResult>"
                self.answer(200, body.encode(), "text/xml; charset=UTF-8", **limits)
            elif path.lower() == "/dois/10.48550/arxiv.2101.01234":
                self.answer(
                    200, json.dumps(DATACITE).encode(), "application/vnd.api+json", **limits
                )
            elif path == "/rw.csv":
                self.answer(200, played.csv, "text/csv")
            else:
                self.answer(404, b"{}")

    return Handler


@contextmanager
def playing() -> Iterator[Played]:
    """The server, until the block ends."""
    played = Played()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(played))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    played.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
