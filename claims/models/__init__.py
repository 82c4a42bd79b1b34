"""The tables, one noun a module."""

from claims.models.appraisal import Adjudication, Appraisal
from claims.models.assessment import Assessment
from claims.models.calibration import CalibrationAnswer, CalibrationItem
from claims.models.claim import Claim, ClaimTopic
from claims.models.conflict import Conflict
from claims.models.distinct import Distinct
from claims.models.document import Correction, Document, Match, Passage
from claims.models.event import Event, KnowledgeBase, PublicChange
from claims.models.evidence import Evidence, Quote
from claims.models.externalid import ExternalId
from claims.models.following import (
    Follow,
    Letters,
    News,
    NewsCursor,
    Notification,
    SavedSearch,
)
from claims.models.hold import Hold
from claims.models.idempotency import IdempotencyKey
from claims.models.importing import Import, ImportRecord
from claims.models.job import Job
from claims.models.judgement import DomainJudgement
from claims.models.likeness import Merge, SourcePair
from claims.models.lookup import LookupAnswer
from claims.models.notice import Notice
from claims.models.patient import Patient
from claims.models.proposal import Proposal, Report
from claims.models.search import Search
from claims.models.source import Source
from claims.models.study import Study, StudySource
from claims.models.synthesis import Synthesis
from claims.models.topic import Topic, TopicAlias
from claims.models.version import Version
from claims.models.webhook import Delivery, DeliveryTry, Webhook
from claims.models.word import Word

__all__ = [
    "Adjudication",
    "Appraisal",
    "Assessment",
    "CalibrationAnswer",
    "CalibrationItem",
    "Claim",
    "ClaimTopic",
    "Conflict",
    "Correction",
    "Delivery",
    "DeliveryTry",
    "Distinct",
    "Document",
    "DomainJudgement",
    "Event",
    "Evidence",
    "ExternalId",
    "Follow",
    "Hold",
    "IdempotencyKey",
    "Import",
    "ImportRecord",
    "Job",
    "KnowledgeBase",
    "Letters",
    "LookupAnswer",
    "Match",
    "Merge",
    "News",
    "NewsCursor",
    "Notice",
    "Notification",
    "Passage",
    "Patient",
    "Proposal",
    "PublicChange",
    "Quote",
    "Report",
    "SavedSearch",
    "Search",
    "Source",
    "SourcePair",
    "Study",
    "StudySource",
    "Synthesis",
    "Topic",
    "TopicAlias",
    "Version",
    "Webhook",
    "Word",
]
