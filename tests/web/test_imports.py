"""The import pages: upload, preview, decisions side by side, columns, store, undo; who gets them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions.importing import batches
from claims.models import Import, ImportRecord, Job, Source
from tests.queries import build

pytestmark = pytest.mark.django_db

RIS = "TY  - JOUR\nTI  - {}\nAU  - Gray, Ada\nPY  - 2019\nER  - \n"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def send(client, text, name="mine.ris", **fields):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(
        "/sources/import/", {"file": SimpleUploadedFile(name, content), **fields}, follow=True
    )


def text_of(answer):
    return answer.content.decode()


def test_upload_look_decide_store_undo(as_role):
    known = build.source(title="Bark and rest", year=2019, title_key="barkandrest")
    client = as_role("contributor")
    assert "Import from a file" in text_of(client.get("/sources/"))
    shown = text_of(send(client, RIS.format("Bark and rest") + RIS.format("Leaves & <u>sleep</u>")))
    assert "Needs a decision" in shown
    assert "Leaves &amp; &lt;u&gt;sleep&lt;/u&gt;" in shown
    assert "Decide on 1 look-alike" in shown
    batch = Import.objects.get()
    at = f"/imports/{batch.public_id}/"
    side = text_of(client.get(f"{at}records/1/"))
    assert f"Source {known.public_id}" in side
    assert "the same title" in side
    answer = client.post(f"{at}records/1/", {"choice": f"same:{known.public_id}"}, follow=True)
    assert answer.redirect_chain[-1][0] == at
    stored = text_of(client.post(at, {"do": "store"}, follow=True))
    assert "Stored." in stored
    assert "Undo the import" in stored
    assert Source.objects.count() == 2
    assert "There is nothing to decide" in text_of(client.get(f"{at}records/1/"))
    undone = text_of(client.post(at, {"do": "undo"}, follow=True))
    assert "Undone" in undone
    assert Source.objects.get() == known
    assert client.post(at, {"do": "undo"}).status_code == 409
    assert client.post(at, {"do": "dance"}).status_code == 405
    assert "mine.ris" in text_of(client.get("/imports/"))


def test_deciding_goes_on_to_the_next_one(as_role):
    build.source(title="Bark and rest", year=2019, title_key="barkandrest")
    build.source(title="Leaves", year=2019, title_key="leaves")
    client = as_role("editor")
    send(client, RIS.format("Bark and rest") + RIS.format("Leaves"))
    at = f"/imports/{Import.objects.get().public_id}/"
    answer = client.post(f"{at}records/1/", {"choice": "new"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{at}records/2/"
    client.post(f"{at}records/2/", {"choice": "left_out"})
    assert "No record of this kind" in text_of(client.get(f"{at}?outcome=needs_decision"))
    client.post(at, {"do": "store"})
    assert Source.objects.filter(title="Bark and rest").count() == 2
    assert Source.objects.filter(title="Leaves").count() == 1
    assert client.post(f"{at}records/1/", {"choice": "nonsense"}).status_code == 409
    assert client.get(f"{at}records/99/").status_code == 404
    assert client.get(f"{at}records/{10**30}/").status_code == 404


def test_columns_of_a_table_can_be_chosen(as_role):
    client = as_role("contributor")
    shown = text_of(send(client, "title,name of paper\nx,The real one\n", "list.csv"))
    assert "Columns of the table" in shown
    batch = Import.objects.get()
    body = {"do": "read", "column0": "", "column1": "title"}
    client.post(f"/imports/{batch.public_id}/", body)
    assert ImportRecord.objects.get().csl["title"] == "The real one"
    body["column1"] = "colour"
    assert client.post(f"/imports/{batch.public_id}/", body).status_code == 400
    shown = text_of(send(client, "Titel;x\nEine;2\n", "liste.csv", mapping="Titel = title"))
    assert "Eine" in shown
    assert "heading = field" in text_of(send(client, "x", mapping="nonsense"))
    assert "Unknown field" in text_of(send(client, "x", mapping="a = nonsense"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7\x00", "This is a PDF"),
        (bytes(range(256)) * 20, "binary"),
        (b"TY  - JOUR\nER  - \n", "No record"),
        (b"TY  - JOUR\nTI  - Cut o", "Cut o"),
        (b"TY  - JOUR\nTI  - A\x00B\nER  - \n", "NUL"),
    ],
)
def test_bad_files_get_a_plain_answer(as_role, content, says):
    answer = send(as_role("contributor"), content, "wrong.docx")
    assert answer.status_code == 200
    assert says in text_of(answer)


def test_without_a_file_and_with_too_large_a_file(as_role, settings):
    client = as_role("contributor")
    assert "errorlist" in text_of(client.post("/sources/import/", {}))
    settings.IMPORT_MAX_BYTES = 2048
    assert "too large" in text_of(send(client, "x" * 4000))
    refused = send(client, "x" * 40_000)
    assert refused.status_code == 413
    settings.MAX_BODY = 1024
    assert "mine.ris" in text_of(send(client, RIS.format("x" * 1200)))
    assert client.post("/sources/new/", {"title": "x" * 2000}).status_code == 413


def test_a_large_file_shows_a_bar_and_a_link_to_look_again(as_role, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    shown = text_of(send(as_role("contributor"), RIS.format("Leaves")))
    assert "<progress" in shown
    assert "Look again" in shown
    assert "import.js" in shown


def test_what_came_to_a_halt_says_why_with_two_ways_on(as_role):
    client = as_role("contributor")
    assert "Discarded on" in text_of(send(client, RIS.format("Leaves")))
    batch = Import.objects.get()
    Import.objects.update(status="reading")
    Job.objects.create(
        kind="import_read",
        payload={"batch": batch.pk},
        status="failed",
        attempts=5,
        error="MemoryError: no room",
    )
    at = f"/imports/{batch.public_id}/"
    shown = text_of(client.get(at))
    assert "Given up after 5 tries. MemoryError: no room" in shown
    assert "import.js" not in shown
    assert all(f'value="{deed}"' in shown for deed in ("retry", "undo"))
    assert "takes it up again" in text_of(client.post(at, {"do": "retry"}, follow=True))
    Import.objects.update(status="waiting")
    shown = text_of(client.get(at))
    assert "import.js" in shown
    assert "Discard" in shown
    assert "Undone" in text_of(client.post(at, {"do": "undo"}, follow=True))


def test_who_gets_the_pages(as_role, people):
    send(as_role("contributor"), RIS.format("Leaves"))
    ident = Import.objects.get().public_id
    for role, new, own in (
        ("anonymous", 302, 302),
        ("reader", 403, 403),
        ("reviewer", 403, 403),
        ("admin", 403, 403),
        ("contributor", 200, 200),
        ("editor", 200, 200),
    ):
        client = as_role(role)
        assert client.get("/sources/import/").status_code == new, role
        assert client.get("/imports/").status_code == new, role
        assert client.get(f"/imports/{ident}/").status_code == own, role
        assert client.get(f"/imports/{ident}/records/1/").status_code == own, role
    client = as_role("reader")
    client.force_login(build.user("contributor"))
    assert client.get(f"/imports/{ident}/").status_code == 404
    assert client.post(f"/imports/{ident}/", {"do": "store"}).status_code == 404
    assert client.post(f"/imports/{ident}/records/1/", {"choice": "new"}).status_code == 404
    assert f"/imports/{ident}/" not in text_of(client.get("/imports/"))


def test_queries_do_not_grow_with_the_records(as_role):
    client = as_role("editor")

    def needed(number):
        send(client, "".join(RIS.format(f"Title {number} {n}") for n in range(number)))
        ident = Import.objects.order_by("-pk")[0].public_id
        client.post(f"/imports/{ident}/", {"do": "store"})
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/imports/{ident}/")
            client.get("/imports/")
        return len(asked)

    # One more where there is something to decide.
    assert needed(20) <= needed(1) + 1
