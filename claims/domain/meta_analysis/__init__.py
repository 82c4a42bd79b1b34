"""Meta-analysis of study results, from the standard library alone; what each number is, `answer` says."""

from claims.domain.meta_analysis.answer import METHODS, analyse
from claims.domain.meta_analysis.reading import read

__all__ = ["METHODS", "analyse", "read"]
