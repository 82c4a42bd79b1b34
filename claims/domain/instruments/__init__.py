"""Appraisal instruments as data, and the engine that judges answers by them. What other modules use is here.

Source of every judgement: the instrument's own publication, its `citation`; each file says how far it was compared.
"""

from claims.domain.instruments.answers import Answer
from claims.domain.instruments.catalogue import catalogue, get, suggested_for
from claims.domain.instruments.engine import applicable, evaluate
from claims.domain.instruments.model import NOT_APPLICABLE, Domain, Instrument, Item, Option
from claims.domain.instruments.outcome import DomainResult, Evaluation

__all__ = [
    "NOT_APPLICABLE",
    "Answer",
    "Domain",
    "DomainResult",
    "Evaluation",
    "Instrument",
    "Item",
    "Option",
    "applicable",
    "catalogue",
    "evaluate",
    "get",
    "suggested_for",
]
