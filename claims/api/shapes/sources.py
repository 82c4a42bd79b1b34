"""Sources, studies and topics."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.claims import ClaimBrief, Search
from claims.api.shapes.common import (
    LICENCE,
    Anything,
    ExternalId,
    Shape,
    SourceBrief,
    ToldApart,
    coded,
    day,
    listing,
    moment,
    string,
    truth,
    whole,
)
from claims.api.shapes.evidence import Evidence
from claims.domain.vocabulary import (
    CountUnit,
    Design,
    NoticeNature,
    NoticeOrigin,
    ReadDepth,
    RecordStatus,
    StudySourceRole,
    TopicKind,
)


class StudyOfSource(Shape):
    """A study that the source reports or includes."""

    id = string("Public id.")
    url = string("Path of its page.")
    label = string("Its name.")  # type: ignore[assignment]
    role = coded(StudySourceRole, "How the source bears on it.")
    role_label = string("The same in words.")


class IdentityDifference(Shape):
    """A field in which the source and its identifier's record differ."""

    field = string("Which field.")
    ours = string("What is entered here.")
    theirs = string("What the record says.")
    identifier = string("Whose record: doi, pmid, isbn.")
    service = string("Which service's.")


class Notice(Shape):
    """A retraction, concern, correction, withdrawal or reinstatement that somebody published."""

    nature = coded(NoticeNature, "What it is.")
    nature_label = string("The same in words.")
    on = day("Its day, where known.", allow_null=True)
    reasons = string("Why, as given.")
    origin = coded(NoticeOrigin, "Where it was learnt of.")
    origin_label = string("The same in words.")
    doi = string("DOI of the notice; often that of the work.")
    link = string("Where the notice stands.")
    matched_by = string("What it was matched by: doi, pmid, title, hand.")
    as_of = moment("When it was last seen there.")
    standing = truth("False once a later reinstatement lifts it or it is no longer listed.")
    listed = truth("Whether it is still listed where it was learnt of.")


class Source(SourceBrief):
    """A source in full, with every claim that it bears on."""

    csl = Anything(help_text="The whole record as CSL-JSON.")
    isbn = string("ISBN-13.", allow_null=True)
    language = string("Language tag.")
    identity_checked_on = day("When the identity was checked.", allow_null=True)
    identity_note = string("What was found.")
    identity_differences = IdentityDifference(
        many=True, help_text="Where its identifiers' records say otherwise."
    )
    provenance = Anything(
        help_text="Field -> {from, on}: where it came from, where that is recorded."
    )
    integrity_on = day("Date of the notice.", allow_null=True)
    integrity_url = string("Where the notice stands.")
    integrity_checked_at = moment("When notices were last looked for.", allow_null=True)
    notices = Notice(many=True, help_text="Every notice about it, earliest first.")
    funding = string("Who paid.")
    interests = string("The authors' interests.")
    copy_read = coded(ReadDepth, "How much of it was read here.", blank=True)
    copy_note = string("Which copy.")
    summary = string("What it found, in our words.")
    status = coded(RecordStatus, "Where it stands.")
    status_reason = string("Why.")
    claim_count = whole("Claims that it bears on.")
    revision = whole("Rises with every change; the base of a PATCH.")
    created_at = moment("When it was entered.")
    updated_at = moment("Last change.")
    studies = StudyOfSource(many=True)
    evidence = Evidence(many=True, help_text="At most 200; the rest through /evidence/?source=.")
    evidence_truncated = truth("Whether there is more.")
    external_ids = ExternalId(many=True)
    licence = string(LICENCE)
    mine = truth("Whether the asker entered it.")
    claims = ClaimBrief(
        many=True, required=False, help_text="With include=claims: published ones, by number."
    )


class StudyBrief(Shape):
    """The independent unit that evidence is counted by."""

    id = string("Public id, such as Y5.")
    url = string("Path of its page.")
    label = string("Its name.")  # type: ignore[assignment]
    design = coded(Design, "Its design.")
    design_label = string("The same in words.")
    registry_id = string("Trial register's id.", allow_null=True)
    n = whole("How many, in `n_unit`.", allow_null=True)
    n_unit = coded(CountUnit, "What n counts.", blank=True)
    population = string("Who was studied.")
    note = string("A remark.")
    primary_source = string("Id of the source that speaks for it.", allow_null=True)
    status = coded(RecordStatus, "Where it stands.")
    revision = whole("Rises with every change; the base of a PATCH.")


class StudyLink(Shape):
    """A study by id and label, with its page."""

    id = string("Public id.")
    url = string("Path of its page.")
    label = string("Its name.")  # type: ignore[assignment]


class SourceOfStudy(Shape):
    """A source of the study and how it bears on it."""

    role = coded(StudySourceRole, "It reports or includes the study.")
    role_label = string("The same in words.")
    source = SourceBrief()  # type: ignore[assignment]


class Study(StudyBrief):
    """A study in full."""

    sources = SourceOfStudy(many=True)
    included_studies = StudyLink(many=True, help_text="What a review pools.")
    included_in = StudyLink(many=True, help_text="Reviews that pool it.")
    apart = ToldApart(many=True, help_text="Look-alikes that were found to be other studies.")
    evidence = Evidence(many=True, help_text="At most 200; the rest through /evidence/?study=.")
    evidence_truncated = truth("Whether there is more.")
    external_ids = ExternalId(many=True)
    created_at = moment("When it was entered.")
    licence = string(LICENCE)


class TopicBrief(Shape):
    """A controlled term."""

    id = string("Public id, such as T3.")
    url = string("Path of its page.")
    name = string("Its name.")
    kind = coded(TopicKind, "What it names.")
    kind_label = string("The same in words.")
    aliases = serializers.ListField(child=serializers.CharField(), help_text="Other names.")
    claim_count = whole("Published claims of it.")


class TopicLink(Shape):
    """A topic above or below."""

    id = string("Public id.")
    url = string("Path of its page.")
    name = string("Its name.")
    kind = coded(TopicKind, "What it names.")
    claim_count = whole("Published claims of it.")


class Topic(TopicBrief):
    """A topic in full."""

    description = string("What it means here.")
    broader = TopicLink(many=True)
    narrower = TopicLink(many=True)
    searches = Search(many=True)
    external_ids = ExternalId(many=True)
    status = coded(RecordStatus, "Where it stands.")
    status_reason = string("Why.")
    revision = whole("Rises with every change; the base of a PATCH.")
    created_at = moment("When it was entered.")
    licence = string(LICENCE)


class SourceListed(SourceBrief):
    """A source of a list; its claims where `include` asked for them."""

    claims = ClaimBrief(many=True, required=False, help_text="Published, by number.")


SourceList = listing("SourceList", SourceListed, "Sources, newest record first.", by_id=True)
StudyList = listing("StudyList", StudyBrief, "Studies, newest record first.", by_id=True)
TopicList = listing("TopicList", TopicBrief, "Topics by name.", by_id=True)
