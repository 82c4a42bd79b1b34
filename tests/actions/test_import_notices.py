"""Notices that a file carries about its works: kept, and believed according to whose file it is."""

import pytest

from claims.actions.importing import storing, undoing
from claims.formats import references
from claims.formats.encodings import Text
from claims.formats.pubmed_notices import carried
from claims.models import Import, ImportRecord, Source
from tests.actions.test_imports import bring
from tests.queries import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def editor(db):
    return build.user("editor")


NBIB = """\
PMID- {pmid}
TI  - {title}
FAU - Gray, Ada
DP  - 2019 Mar
PT  - Journal Article
{more}
"""
RETRACTED = "RIN - J Leaves. 2021 Apr 5;3(1):9. PMID: 30000001\nPT  - Retracted Publication"


def test_a_work_that_its_file_calls_retracted_is_marked_from_the_first_day(editor):
    text = NBIB.format(pmid="30000002", title="Bark.", more=RETRACTED)
    text += "\n" + NBIB.format(pmid="30000003", title="Leaves.", more="EIN - J Leaves. 2020;1:2")
    batch = bring(text, editor)
    notes = ImportRecord.objects.order_by("position").values_list("reason", flat=True)
    assert notes[0] == "PubMed has a notice about it: retraction."
    storing.begin(batch=batch, by=editor)
    bark, leaves = Source.objects.order_by("pk")
    assert (bark.integrity, bark.integrity_on.isoformat()) == ("retracted", "2021-04-05")
    assert leaves.integrity == "corrected"
    notice = bark.notices.get()
    assert (notice.origin, notice.pmid, notice.matched_by) == ("pubmed", "30000001", "pmid")
    undoing.undo(batch=Import.objects.get(pk=batch.pk), by=editor)


@pytest.mark.parametrize(("role", "marked"), [("contributor", "clear"), ("editor", "retracted")])
def test_about_a_source_that_was_here_only_an_editors_file_is_believed(role, marked):
    known = build.source(title="Bark", authors="Gray A", year=2019, pmid="30000002")
    by = build.user(role)
    text = NBIB.format(pmid="30000002", title="Bark.", more=RETRACTED)
    storing.begin(batch=bring(text, by), by=by)
    known.refresh_from_db()
    assert known.integrity == marked
    if role == "contributor":
        fresh = bring(text.replace("30000002", "30000009").replace("Bark", "Other"), by)
        storing.begin(batch=fresh, by=by)
        assert Source.objects.get(pmid="30000009").integrity == "retracted"
        undoing.undo(batch=Import.objects.get(pk=fresh.pk), by=by)
        assert not Source.objects.filter(pmid="30000009").exists()


XML = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>30000002</PMID><Article><ArticleTitle>Bark.
</ArticleTitle></Article><CommentsCorrectionsList><CommentsCorrections RefType="ExpressionOfConcernIn">
<RefSource>J Leaves. 2021 Apr;3(1):9</RefSource><PMID>30000001</PMID></CommentsCorrections>
</CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>"""


def test_pubmed_xml_carries_them_too(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text(XML)
    (record,) = references.read(Text(path, "x.xml"))
    (told,) = carried(record.csl)
    assert (told.nature, told.on.isoformat(), told.pmid) == ("concern", "2021-04-01", "30000001")
    assert told.url == "https://pubmed.ncbi.nlm.nih.gov/30000001/"


@pytest.mark.parametrize(
    "kept",
    [
        "retraction",
        [1],
        [{}],
        [{"nature": "praise"}],
        [{"nature": "retraction", "on": "soon"}],
        [{"nature": "retraction", "pmid": "none"}],
    ],
)
def test_what_is_malformed_is_no_notice(kept):
    assert carried({"custom": {"notices": kept}}) == []
    assert carried({"custom": "x"}) == []
