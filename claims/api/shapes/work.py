"""What people did and ask for: events, changes, proposals, reports."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Anything, Shape, coded, listing, moment, string, truth, whole
from claims.domain.vocabulary import ProposalKind, ProposalStatus


class Event(Shape):
    """One line of the append-only log. Never what an appraisal says."""

    id = string("Opaque; not a number, so that gaps tell nothing.")
    at = moment("When.")
    actor = string('Pseudonym; "" for the system.')
    actor_name = string("How the site shows that person.")
    verb = string("What was done.")
    noun = string("To what kind of record.")
    object = string("Public id of the record.")
    before = Anything(help_text="Fields before.")
    after = Anything(help_text="Fields after.")
    changes = serializers.ListField(child=Anything(), help_text="The two compared, by field.")
    reason = string("Why.")
    erased = truth("Whether the content was erased on request; the chain holds all the same.")
    public = truth("Whether anyone may read it.")


class ProposalTarget(Shape):
    """What the proposal is about."""

    id = string("Public id.")
    url = string("Path of its page, if it has one.", allow_null=True)
    label = string("Its name or sentence.")  # type: ignore[assignment]
    revision = whole("Its present revision.", allow_null=True)


class Proposal(Shape):
    """A change, or a new record, that waits for an editor or was decided."""

    id = string("Public id, such as P9.")
    url = string("Path of its page.")
    kind = coded(ProposalKind, "A change or a new record.")
    kind_label = string("The same in words.")
    status = coded(ProposalStatus, "Where it stands.")
    status_label = string("The same in words.")
    noun = string("Kind of record.")
    object = ProposalTarget()
    base_revision = whole("The revision that it started from.")
    changes = serializers.ListField(
        child=Anything(),
        help_text="By field: base, current, value, moved; or add and remove for lists.",
    )
    reason = string("Why it was filed.")
    filed_by = string("Who filed it.")
    filed_at = moment("When.")
    mine = truth("Whether the asker filed it.")
    decided_by = string("Who decided.", allow_null=True)
    decided_at = moment("When.", allow_null=True)
    decision_reason = string("Why so.")
    self_accepted = truth("Whether its own author accepted it (a site with one editor).")


class ReportFiled(Shape):
    """A report is in the editors' queue."""

    record = string("Public id of the record.")
    status = string("open.")


class Root(Shape):
    """Where everything is."""

    lists = serializers.DictField(child=serializers.URLField(), help_text="Addresses by name.")
    schema = serializers.URLField(help_text="This document.")
    docs = serializers.URLField(help_text="The same to browse.")
    knowledge_base = string("UUID of this knowledge base: ids such as C42 are its own.")
    public_changes = whole("Number of the last public change.")


EventList = listing("EventList", Event, "Events, newest first.")
ProposalList = listing("ProposalList", Proposal, "Proposals, oldest first.")
