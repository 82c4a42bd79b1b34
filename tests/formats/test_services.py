"""Records of Crossref, DataCite, OpenAlex and PubMed: to CSL-JSON, and the notices that they carry."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.vocabulary import NoticeNature
from claims.formats import crossref, csl, datacite, openalex, pubmed_notices, xml_tree
from claims.formats.filling import joined, same
from tests.lookup_server import OPENALEX, RETRACTION, WORK


def test_a_crossref_record():
    found = crossref.to_csl(
        {
            **WORK,
            "subtitle": ["A trial"],
            "title": [
                'Caf&eacute; <mml:math display="x"><mml:mi>x</mml:mi></mml:math> and <scp>d</scp>-sugar'
            ],
            "editor": [
                {"given": "Plato"},
                "nobody",
                {"family": "Ed", "ORCID": "http://orcid.org/0000-0002-1825-0097"},
            ],
            "ISBN": ["http://id.crossref.org/isbn/9780306406157"],
        }
    )
    assert found["title"] == (
        'Café x and <span style="font-variant:small-caps;">d</span>-sugar: A trial'
    )
    assert found["editor"] == [
        {"literal": "Plato"},
        {"family": "Ed", "ORCID": "https://orcid.org/0000-0002-1825-0097"},
    ]
    assert (found["issued"], found["page"], found["ISSN"]) == (
        {"date-parts": [[2019, 3]]},
        "11-19",
        "1550-7408",
    )
    assert found["ISBN"] == "9780306406157"


def update(kind: str, doi: str = "10.5555/n", **more):
    return {"DOI": doi, "type": kind, "updated": {"date-parts": [[2020, 2, 3]]}, **more}


def test_crossrefs_notices_each_once_and_versions_not_at_all():
    work = {
        **WORK,
        "updated-by": [
            update("correction"),
            update("Retraction", **{"record-id": "5"}),
            update("Retraction", **{"record-id": "5"}),
            update("new_version", doi="10.5555/tree.1"),
            update("partial_retraction"),
            "nothing",
            update("removal", updated={"date-parts": [[None]]}),
        ],
    }
    found = crossref.notices(work)
    assert [one.nature for one in found] == ["correction", "retraction", "concern", "withdrawal"]
    assert (found[1].on, found[1].doi, found[1].outside_id) == (date(2020, 2, 3), "10.5555/n", "5")
    assert found[3].on is None


@pytest.mark.parametrize(
    ("title", "nature"),
    [
        ("RETRACTED: A paper", "retraction"),
        ("Retracted Article: A paper", "retraction"),
        ("WITHDRAWN: A paper", "withdrawal"),
        ("Retracted papers: a survey", None),
    ],
)
def test_a_title_may_say_it(title, nature):
    found = crossref.notices({**WORK, "title": [title]})
    assert [one.nature.value for one in found] == ([nature] if nature else [])
    assert len(crossref.notices({**WORK, "title": [title], "updated-by": [RETRACTION]})) <= 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*WORK, "updated-by", "subtitle", "editor"]), JSON))
def test_any_shape_of_a_record_is_read(work):
    found = crossref.to_csl(work)
    assert set(csl.columns(found)) == set(csl.columns({}))
    crossref.notices(work)  # must not raise
    for other in (openalex.to_csl(work), datacite.to_csl({"attributes": work})):
        assert isinstance(other, dict)


def test_an_openalex_record():
    columns = csl.columns(openalex.to_csl(OPENALEX))
    assert (columns["pmid"], columns["pmcid"], columns["doi"]) == (
        "123456",
        "PMC77",
        "10.5555/tree.1",
    )
    assert (columns["authors"], columns["year"]) == ("Example AB", 2019)


def test_a_datacite_record():
    found = datacite.to_csl(
        {
            "attributes": {
                "doi": "10.5555/DATA",
                "titles": [
                    {"title": "Alt", "titleType": "AlternativeTitle"},
                    {"title": "Counts of trees"},
                ],
                "creators": [
                    {"name": "Example, Ann", "nameType": "Personal"},
                    {"name": "Forest, Field and Tree Office", "nameType": "Organizational"},
                ],
                "dates": [{"date": "2020-05-06", "dateType": "Issued"}],
                "publisher": {"name": "Tree Archive"},
                "types": {"resourceTypeGeneral": "Dataset"},
            }
        }
    )
    assert found["title"] == "Counts of trees"
    assert found["author"] == [
        {"family": "Example", "given": "Ann"},
        {"literal": "Forest, Field and Tree Office"},
    ]
    assert (found["issued"], found["publisher"], found["type"]) == (
        {"date-parts": [[2020, 5, 6]]},
        "Tree Archive",
        "dataset",
    )


def article(*corrections: str, kind: str = "Journal Article"):
    listed = "".join(corrections)
    return xml_tree.parse(
        "<PubmedArticle><MedlineCitation><Article><PublicationTypeList>"
        f"<PublicationType>{kind}</PublicationType></PublicationTypeList></Article>"
        f"<CommentsCorrectionsList>{listed}</CommentsCorrectionsList></MedlineCitation></PubmedArticle>"
    )


def correction(kind: str, where: str, pmid: str = "") -> str:
    inner = f"<PMID>{pmid}</PMID>" if pmid else ""
    return f'<CommentsCorrections RefType="{kind}"><RefSource>{where}</RefSource>{inner}</CommentsCorrections>'


def test_pubmeds_notices_about_the_work_and_not_those_it_makes():
    found = pubmed_notices.notices(
        article(
            correction("ErratumIn", "J Inv. 2019 Nov;3(1):9"),
            correction("RetractionIn", "J Inv. 2021 May 6;9(1):3", "77"),
            correction("ExpressionOfConcernIn", "J Inv. 2020", "78"),
            correction("RetractionOf", "J Inv. 1999", "79"),
            correction("Cites", "J Inv. 1998", "80"),
            kind="Retracted Publication",
        )
    )
    assert [(one.nature, one.on, one.pmid) for one in found] == [
        (NoticeNature.CORRECTION, date(2019, 11, 1), ""),
        (NoticeNature.RETRACTION, date(2021, 5, 6), "77"),
        (NoticeNature.CONCERN, date(2020, 1, 1), "78"),
    ]


@pytest.mark.parametrize(
    ("kind", "count"),
    [("Retracted Publication", 1), ("Retraction of Publication", 0), ("Retraction Notice", 0)],
)
def test_the_publication_type_of_the_paper_and_not_of_the_notice(kind, count):
    assert len(pubmed_notices.notices(article(kind=kind))) == count


def test_the_first_record_with_a_field_gives_it():
    whole = joined(
        [
            ("pubmed", {"title": "A tree.", "page": "1-9", "issued": {"date-parts": [[2018, 1]]}}),
            (
                "crossref",
                {
                    "title": "A <i>Tree</i>",
                    "page": "1",
                    "volume": "7",
                    "issued": {"date-parts": [[2019]]},
                },
            ),
        ]
    )
    assert whole.origins == {
        "title": "pubmed",
        "page": "pubmed",
        "issued": "pubmed",
        "volume": "crossref",
    }
    assert [one["field"] for one in whole.differences] == ["issued"]
    assert same("ISSN", "1550-7408, 2049-3630", "2049-3630")


def test_recorded_crossref_records_are_all_read(shared_dir):
    path = shared_dir / "data/bibliography/crossref_recorded/works_dev.jsonl"
    if not path.is_file():
        pytest.skip("no recorded works there")
    for line in path.read_text(encoding="utf-8").splitlines():
        work = json.loads(line)
        columns = csl.columns(crossref.to_csl(work))
        assert columns["doi"] == work["DOI"].lower()
        assert bool(columns["title"]) == any(work.get("title", []))
        assert bool(columns["authors"]) or not work.get("author")


def test_recorded_retractions_stand_as_they_are_known_to(shared_dir):
    from claims.domain.integrity import standing

    folder = shared_dir / "data/bibliography/retractions"
    paths = [
        *folder.glob("retraction-check/cache/crossref/*/*.json"),
        *folder.glob("recorded/mock-crossref/*/*/*.json"),
    ]
    if not paths:
        pytest.skip("no recorded answers there")
    stands = {}
    for path in paths:
        work = json.loads(path.read_text(encoding="utf-8"))
        work = work.get("message", work)
        stands[work["DOI"]] = standing(crossref.notices(work)).integrity
    assert stands["10.1016/s0140-6736(97)11096-0"] == "retracted"
    assert stands["10.1056/nejmoa2007621"] == "retracted"
    assert stands["10.1016/j.ejogrb.2014.02.038"] == "concern"
    assert stands["10.1038/s41586-020-2649-2"] == "clear"
