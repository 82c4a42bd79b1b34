"""The public change feed, and the records that another site takes from it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.actions import claims, evidence, patients, sources, topics
from claims.models import KnowledgeBase, PublicChange
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_patient,
    make_source,
    make_topic,
    make_user,
)


def lines(response):
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/x-ndjson"
    return [orjson.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def last_of(api, record, **query):
    """The newest line of the feed about a record."""
    rows = api().get("changes/?limit=200", **query).json()["results"]
    return next(row for row in rows if row["object"] == record.public_id)


def test_a_line_says_what_became_of_the_record(api, db):
    editor, why = make_user("editor"), "said twice"
    link = make_evidence()
    case = make_patient(make_evidence(link.claim, design="case_report"))
    heir, gone, joined, kept = make_claim(), make_claim(), make_source(), make_source()
    assert last_of(api, link)["belongs_to"] == link.claim.public_id
    assert last_of(api, link)["status"] == "published"
    claims.retire(claim=gone, superseded_by=heir, by=editor, reason=why)
    sources.merge(source=joined, into=kept, by=editor, reason=why)
    evidence.exclude(evidence=link, by=editor, reason=why)
    patients.withdraw(patient=case, by=editor, reason=why)
    for record, kind, status, moved_to in (
        (gone, "claim_retired", "retired", heir.public_id),
        (joined, "record_merged", "merged", kept.public_id),
        (link, "evidence_excluded", "excluded", None),
        (case, "patient_recorded", "withdrawn", None),
    ):
        line = last_of(api, record)
        told = (line["kind"], line["status"], line["moved_to"], line["reason"])
        assert told == (kind, status, moved_to, why)
    sources.retire(source=link.source, by=editor, reason=why)
    assert last_of(api, link)["status"] == "gone"


def test_the_feed_says_whose_it_is_and_refuses_who_is_ahead(api, db):
    make_topic()
    base = KnowledgeBase.objects.get()
    body = api().get("changes/?since=0").json()
    assert (body["knowledge_base"], body["last"]) == (str(base.uuid), base.public_seq)
    assert api().get(f"changes/?since={base.public_seq}").json()["results"] == []
    for address in ("changes", "records"):
        refused = api().get(f"{address}/?since={base.public_seq + 1}")
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["parameter"] == "since"
        assert "restored" in refused.json()["detail"] + str(refused.json()["errors"])


def test_records_by_id_are_the_lines_of_a_dump(api, db):
    link = make_evidence()
    appraisal = make_appraisal(link)
    evidence.release(evidence=link, by=make_user("editor"), reason="two are enough")
    hidden = make_claim(published=False)
    ids = f"{link.public_id},{link.source.public_id},{hidden.public_id},S999"
    header, *found, end = lines(api().get(f"records/?ids={ids}"))
    assert header["seq"] == KnowledgeBase.objects.get().public_seq
    assert end == {"record": "end", "lines": len(found)}
    assert [one["id"] for one in found if one["record"] == "gone"] == [hidden.public_id, "S999"]
    kinds = {one["record"] for one in found}
    assert kinds >= {"claim", "evidence", "source", "appraisal", "synthesis", "version"}
    assert appraisal.public_id in [one.get("id") for one in found]


def test_what_is_closed_comes_by_no_address(api, db):
    link = make_evidence()
    before = PublicChange.objects.count()
    make_appraisal(link, rationale="nobody reads this yet")
    make_appraisal(link, draft=True, rationale="nor this")
    assert PublicChange.objects.count() == before
    for address in (f"records/?ids={link.public_id}", "records/?since=0"):
        text = orjson.dumps(lines(api().get(address))).decode()
        assert "nobody reads this" not in text
        assert "nor this" not in text
        assert '"appraisal"' not in text


def test_since_gives_the_feed_and_every_record_of_it(api, db):
    make_evidence()
    first = KnowledgeBase.objects.get().public_seq
    fresh = make_topic()
    header, *found, end = lines(api().get(f"records/?since={first}"))
    assert (header["since"], header["after"]["seq"]) == (first, first)
    told = [one for one in found if one["record"] == "change"]
    feed = api().get(f"changes/?since={first}").json()["results"]
    assert [one["seq"] for one in told] == [one["seq"] for one in feed]
    assert [one["id"] for one in found if one["record"] == "topic"] == [fresh.public_id]
    assert end["lines"] == len(found)
    assert len(lines(api().get("records/"))) == 2


def test_records_refuse_what_they_cannot_give(api, db):
    for query in ("ids=X1", "ids=C1&since=0", "ids=" + ",".join(f"C{n}" for n in range(1, 202))):
        refused = api().get(f"records/?{query}")
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["parameter"] == "ids"
    assert api().get("records/", headers={"Accept": "text/csv"}).status_code == 406


def test_a_kept_answer_is_not_sent_again(api, db):
    make_topic()
    answer = api().get("records/?since=0")
    again = api().get("records/?since=0", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    topics.create(by=make_user("editor"), fields={"name": "Another", "kind": "exposure"})
    fresh = api().get("records/?since=0", headers={"If-None-Match": answer["ETag"]})
    assert fresh.status_code == 200


def test_queries_do_not_grow_with_the_records(api, db):
    links = [make_evidence() for _ in range(20)]
    counted = []
    for part in (links[:1], links):
        ids = ",".join(link.claim.public_id for link in part)
        for address in (f"records/?ids={ids}", f"changes/?limit={5 * len(part)}"):
            with CaptureQueriesContext(connection) as queries:
                response = api().get(address)
                if response.streaming:
                    lines(response)
            counted.append(len(queries))
    assert counted[0] == counted[2] <= 100
    assert counted[3] <= counted[1] + 12


@pytest.mark.django_db(transaction=True)
def test_a_reader_meets_every_change_once_while_many_write():
    """Numbers are given in the order in which they come into view: who has seen 7 will never be shown a 6 later."""
    by = make_user("editor")
    writers, each = 6, 8
    done = threading.Event()

    def write(writer: int) -> None:
        try:
            for number in range(each):
                topics.create(by=by, fields={"name": f"T {writer}-{number}", "kind": "exposure"})
        finally:
            connections.close_all()

    def read() -> list[int]:
        seen: list[int] = []
        reader = Client()
        try:
            while True:
                ended = done.is_set()
                since = seen[-1] if seen else 0
                cache.clear()
                body = reader.get(f"/api/v1/changes/?since={since}&limit=5").json()
                assert body["last"] >= since
                seen += [row["seq"] for row in body["results"]]
                if ended and not body["results"]:
                    return seen
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers + 1) as pool:
        reading = pool.submit(read)
        for ended in [pool.submit(write, writer) for writer in range(writers)]:
            ended.result()
        done.set()
        seen = reading.result()
    assert seen == list(range(1, writers * each + 1))
