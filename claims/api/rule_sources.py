"""Where the rule behind each computed field of the OpenAPI document was published.

Each source is worded as the docstrings of its module in `claims.domain` word it, and a test compares the two: what a
rule rests on is said there first. A rule of this project's own says so, with the page that tells it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A rule of `claims.domain`: its module and what it rests on, or the page of docs that tells our own rule."""

    module: str
    published: str = ""
    page: str = ""

    @property
    def told(self) -> str:
        """The sentence at the end of a description."""
        own = f"this project's own rule (docs/{self.page})" if self.page else ""
        return f"Source: {'; '.join(part for part in (self.published, own) if part)}."


CONCLUSION, CERTAINTY_PAGE = "explanation/conclusion.md", "reference/certainty.md"
COUNTED = Rule("independence", "Cochrane Handbook, section 4.6.2", CONCLUSION)
VERDICT = Rule("verdict", page=CONCLUSION)
RUNG = Rule("rung", page=CONCLUSION)
SENTENCE = Rule("sentence", page=CONCLUSION)
COUNTING = Rule("counting", page=CONCLUSION)
PROSPECTS = Rule("prospects", page=CONCLUSION)
GRADE = Rule(
    "certainty",
    "GRADE guidelines 3 to 9 (J Clin Epidemiol 2011); Core GRADE (BMJ 2025)",
    CERTAINTY_PAGE,
)
START = Rule(
    "certainty",
    "GRADE guidelines 3 to 9 (J Clin Epidemiol 2011); GRADE guidelines 18 (J Clin Epidemiol 2019);"
    " Cochrane Handbook 5.1, Table 12.2.a",
)
LIMITS = Rule("certainty", "PMC6692166, footnote; GRADE guidance 35, 2022")
GATE = Rule("certainty", "PMC6692166, footnote")
SUGGESTED = Rule(
    "suggestions",
    "GRADE guidelines 4 to 9 (J Clin Epidemiol 2011); Core GRADE (BMJ 2025);"
    " Murad 2017 (BMJ Evid Based Med 22:85)",
    CERTAINTY_PAGE,
)
CARRYING = Rule("suggestions", "GRADE guidelines 4")
HEADLINE = Rule("bodies", "CDC ACIP handbook, ch. 12")
BODY_EFFECT = Rule("heterogeneity", "Cochrane's RevMan", CERTAINTY_PAGE)
STATEMENT = Rule("findings", "GRADE guidelines 26 (J Clin Epidemiol 2020)")
INSTRUMENT = Rule("instruments", "the instrument's own publication, its `citation`")
STRENGTH = Rule("strength", page="explanation/strength.md")
CONSENSUS = Rule("consensus", page="explanation/blindness.md")

EFFECT = Rule(
    "effect_sizes",
    "Cochrane Handbook 6.5, chapters 6.4 and 10.4.4; Hedges 1981; Hedges and Olkin 1985",
)
READ_BACK = Rule("effects", "Cochrane Handbook 6.5, chapter 6.3")
COMPARABLE = Rule("effects", page="reference/meta-analysis.md")
INVERSE = Rule("meta_analysis.estimators", "Cochrane Handbook 6.5, chapter 10.3")
Q = Rule("meta_analysis.estimators", "Cochran 1954 (Biometrics 10:101)")
TYPICAL = Rule("meta_analysis.estimators", "Higgins and Thompson 2002")
DL = Rule("meta_analysis.estimators", "DerSimonian and Laird 1986 (Control Clin Trials 7:177)")
PM = Rule("meta_analysis.estimators", "Paule and Mandel 1982; DerSimonian and Kacker 2007")
REML = Rule("meta_analysis.estimators", "Viechtbauer 2005, J Educ Behav Stat 30:261")
I2_Q = Rule("meta_analysis.answer", "Higgins and Thompson 2002")
I2_TAU = Rule("meta_analysis.answer", "as Cochrane has computed it since 2024")
PROFILE = Rule("meta_analysis.intervals", "Viechtbauer 2007 (Stat Med 26:37)")
HK = Rule(
    "meta_analysis.intervals",
    "Hartung and Knapp 2001 (Stat Med 20:3875); Sidik and Jonkman 2002",
)
HK_ADHOC = Rule(
    "meta_analysis.intervals",
    "Knapp and Hartung 2003; Roever, Knapp and Friede 2015 (BMC Med Res Methodol 15:99)",
)
NORMAL = Rule("meta_analysis.intervals", "metafor's default")
RILEY = Rule(
    "meta_analysis.intervals",
    "Higgins, Thompson and Spiegelhalter 2009 (J R Stat Soc A 172:137);"
    " Riley, Higgins and Deeks 2011 (BMJ 342:d549)",
)
PARTLETT = Rule("meta_analysis.intervals", "Partlett and Riley 2017 (Stat Med 36:301)")
PREDICTION = Rule("meta_analysis.intervals", "; ".join(one.published for one in (RILEY, PARTLETT)))
CAUTIONS = Rule(
    "meta_analysis.cautions",
    "Cochrane Handbook 6.5, chapters 10.10.2",
    "reference/meta-analysis.md",
)

GWET = "Gwet, Handbook of Inter-Rater Reliability, 4th ed. 2014, ch. 2 to 5"
PERCENT = Rule("agreement.gwet", GWET)
WILSON = Rule("agreement.statistic", "Wilson's score interval (1927)")
COHEN = Rule("agreement.cohen", "Cohen 1960 and 1968")
COHEN_SE = Rule("agreement.cohen", "Fleiss, Cohen and Everitt, Psychological Bulletin 1969")
FLEISS = Rule("agreement.gwet", "Fleiss, Psychological Bulletin 1971")
FLEISS_NULL = Rule("agreement.gwet", "Fleiss, Nee and Landis 1979")
ALPHA = Rule(
    "agreement.krippendorff",
    'Krippendorff, "Computing Krippendorff\'s alpha-reliability" (2011)',
)
ALPHA_SE = Rule("agreement.krippendorff", "Gwet (Handbook of Inter-Rater Reliability, 2014, ch. 5)")
