"""The tables, one noun a module."""

from claims.models.appraisal import Adjudication, Appraisal
from claims.models.claim import Claim, ClaimTopic
from claims.models.event import Event, KnowledgeBase, PublicChange
from claims.models.evidence import Evidence, Quote
from claims.models.externalid import ExternalId
from claims.models.job import Job
from claims.models.proposal import Proposal, Report
from claims.models.search import Search
from claims.models.source import Source
from claims.models.study import Study, StudySource
from claims.models.synthesis import Synthesis
from claims.models.topic import Topic, TopicAlias
from claims.models.version import Version

__all__ = [
    "Adjudication",
    "Appraisal",
    "Claim",
    "ClaimTopic",
    "Event",
    "Evidence",
    "ExternalId",
    "Job",
    "KnowledgeBase",
    "Proposal",
    "PublicChange",
    "Quote",
    "Report",
    "Search",
    "Source",
    "Study",
    "StudySource",
    "Synthesis",
    "Topic",
    "TopicAlias",
    "Version",
]
