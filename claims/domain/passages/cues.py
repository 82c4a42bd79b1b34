"""Words by which English sentences hedge, insist, quantify, attribute and advise. General lists, made for no text."""

# ruff: noqa: E501 - these are lists, and read as lists

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    """A pattern for any of the phrases (regular expressions) as whole words."""
    return re.compile(r"(?<![\w-])(?:" + "|".join(phrases) + r")(?![\w])", re.IGNORECASE)


#: What makes a statement less sure.
HEDGES = _any(
    r"may(?:\s+(?:also|even))?", r"might", r"could(?:\s+potentially)?", r"can(?:\s+(?:also|sometimes))",
    r"possibl[ey]", r"potential(?:ly)?", r"perhaps", r"likely", r"unlikely", r"probabl[ey]", r"presumably",
    r"suggest(?:s|ed|ing|ive)?", r"hints?(?:\s+at)?", r"hinted(?:\s+at)?", r"indicat(?:e|es|ed|ing)",
    r"appear(?:s|ed)?(?:\s+to)?", r"seem(?:s|ed|ingly)?(?:\s+to)?", r"tends?\s+to", r"is\s+thought\s+to",
    r"are\s+thought\s+to", r"(?:is|are)\s+believed\s+to", r"(?:is|are)\s+said\s+to", r"allegedly", r"reportedly",
    r"preliminary", r"promising", r"holds?\s+promise", r"shows?\s+promise", r"more\s+research\s+is\s+needed",
    r"further\s+(?:studies|study|research|investigation)", r"warrants?\s+further", r"not\s+(?:fully\s+)?(?:clear|understood)",
    r"unclear", r"uncertain", r"in\s+(?:theory|principle)", r"theoretically",
)  # fmt: skip

#: What makes it surer than most evidence is.
BOOSTERS = _any(
    r"proven", r"proves?", r"undoubtedly", r"without\s+(?:a\s+)?doubt", r"definite(?:ly)?", r"certainly",
    r"clear(?:ly)?\s+(?:shows?|shown|demonstrates?|demonstrated|proves?)", r"guarantee(?:s|d)?", r"cures?",
    r"always", r"never", r"everyone", r"every\s+(?:patient|person)", r"all\s+(?:patients|people|users)",
    r"completely", r"totally", r"entirely", r"100\s?%", r"miracle", r"breakthrough", r"no\s+(?:risks?|side\s+effects)",
    r"without\s+(?:the\s+|any\s+)?(?:risks?|side\s+effects|adverse\s+effects)", r"well[-\s]established",
    r"scientifically\s+proven", r"clinically\s+proven", r"significantly", r"dramatically",
)  # fmt: skip

#: Whom or how many a statement is about.
QUANTIFIERS = _any(
    r"(?:in|for|among)\s+(?:some|certain|many|most|a\s+few|several)\s+(?:\w+\s+)?(?:individuals|people|patients|persons|users|cases|women|men|adults|children|studies|areas)",
    r"some\s+(?:individuals|people|patients|persons|users|women|men|adults|children|studies)",
    r"many", r"most", r"often", r"sometimes", r"rarely", r"usually", r"commonly", r"common", r"frequent(?:ly)?",
    r"occasional(?:ly)?", r"certain", r"several", r"numerous", r"a\s+few", r"up\s+to\s+\d+\s?%", r"\d+(?:\.\d+)?\s?%",
)  # fmt: skip

#: What says that two things go together and not that one makes the other.
ASSOCIATION = _any(
    r"(?:is|are|was|were|been|be)?\s*(?:linked|associated|correlated|connected)\s+(?:to|with)", r"links?(?:\s+between)?",
    r"associations?(?:\s+(?:with|between))?", r"relationship\s+between", r"correlat(?:es|ed|ion)s?(?:\s+(?:with|between))?",
    r"related\s+to", r"risk\s+factors?\s+for", r"(?:higher|lower|increased|decreased|reduced)\s+(?:risk|odds|incidence|prevalence|rates?)\s+of",
)  # fmt: skip

#: What says that one makes the other.
CAUSATION = _any(
    r"caus(?:e|es|ed|ing)", r"lead(?:s|ing)?\s+to", r"led\s+to", r"result(?:s|ed|ing)?\s+in", r"trigger(?:s|ed|ing)?",
    r"induc(?:e|es|ed|ing)", r"prevent(?:s|ed|ing)?", r"reduc(?:e|es|ed|ing)", r"increas(?:e|es|ed|ing)",
    r"improv(?:e|es|ed|ing)", r"reliev(?:e|es|ed|ing)", r"eas(?:e|es|ed|ing)", r"alleviat(?:e|es|ed|ing)",
    r"treat(?:s|ed|ing)?", r"cur(?:e|es|ed|ing)", r"worsen(?:s|ed|ing)?", r"exacerbat(?:e|es|ed|ing)",
    r"lower(?:s|ed|ing)?", r"rais(?:e|es|ed|ing)", r"produc(?:e|es|ed|ing)", r"protect(?:s|ed|ing)?", r"boost(?:s|ed|ing)?",
    r"contribut(?:e|es|ed|ing)\s+to", r"aids?", r"helps?", r"stimulat(?:e|es|ed|ing)", r"makes?", r"provok(?:e|es|ed|ing)",
)  # fmt: skip

NEGATIONS = _any(
    r"no", r"not", r"never", r"none", r"neither", r"nor", r"without", r"cannot", r"can['’]t", r"won['’]t", r"don['’]t",
    r"doesn['’]t", r"didn['’]t", r"isn['’]t", r"aren['’]t", r"wasn['’]t", r"weren['’]t", r"lacks?", r"lacked", r"lacking",
    r"fail(?:s|ed)?\s+to", r"absence\s+of", r"free\s+of", r"devoid\s+of", r"unaffected", r"unrelated", r"nonsignificant",
    r"insignificant", r"no\s+longer", r"non[-\s]significant(?:ly)?",
)  # fmt: skip

_RESEARCH = (
    r"(?:studies|study|research|researchers|scientists|experts|doctors|physicians|specialists|evidence|trials?"
    r"|literature|science|data|reviews?|surveys?|meta-analys[ei]s|investigations?|experiments?|findings|reports)"
)
_VERBS = (
    r"(?:show(?:s|n|ed|ing)?|suggest(?:s|ed|ing)?|indicat(?:e|es|ed|ing)|demonstrat(?:e|es|ed|ing)|find(?:s|ing)?|found"
    r"|prov(?:e|es|ed|en|ing)|reveal(?:s|ed|ing)?|report(?:s|ed|ing)?|link(?:s|ed|ing)?|hint(?:s|ed|ing)?|point(?:s|ed|ing)?"
    r"|confirm(?:s|ed|ing)?|support(?:s|ed|ing)?|explor(?:e|es|ed|ing)|examin(?:e|es|ed|ing)|investigat(?:e|es|ed|ing)"
    r"|conclud(?:e|es|ed|ing)|observ(?:e|es|ed|ing)|establish(?:es|ed)?|document(?:s|ed)?|highlight(?:s|ed|ing)?"
    r"|uncover(?:s|ed)?|discover(?:s|ed)?|identif(?:y|ies|ied)|agree(?:s|d)?|believ(?:e|es|ed)|say|says|said|associat(?:e|es|ed)"
    r"|continu(?:e|es|ed|ing)\s+to\s+\w+|claim(?:s|ed)?|warn(?:s|ed)?|recommend(?:s|ed)?|back(?:s|ed)?|evaluat(?:e|es|ed)|tell(?:s)?|told)"
)
#: A sentence that leans on studies or experts. "This study", "our trial", "further studies" lean on none.
APPEALS = re.compile(
    rf"(?<![\w-])(?<!further )(?<!our )(?<!this )(?<!these )(?<!present )(?<!their )(?<!more )(?<!the current )"
    rf"(?<!the study )(?<!study )(?<!that )"
    rf"{_RESEARCH}\s+(?:\w+ly\s+|also\s+|now\s+|has\s+|have\s+|had\s+|been\s+|is\s+|are\s+|was\s+|were\s+|to\s+date\s+|conducted\s+\w+\s+\w+\s+"
    rf"|published\s+in\s+\w+\s+|on\s+\w+\s+|in\s+\w+\s+|from\s+\w+\s+|by\s+\w+\s+|into\s+\w+\s+|of\s+\w+\s+){{0,5}}{_VERBS}(?!\w)"
    rf"|(?<![\w-])(?:has|have)\s+been\s+(?:\w+ly\s+)?(?:studied|investigated|researched|examined|explored|tested|proven|shown|demonstrated|linked|found|reported|associated)(?!\w)"
    rf"|(?<![\w-])(?:shown|proven|demonstrated|confirmed|supported|backed(?:\s+up)?|documented|seen|reported|established)\s+(?:in|by)\s+"
    rf"(?:\w+\s+){{0,3}}{_RESEARCH}(?!\w)"
    rf"|(?<![\w-])according\s+to\s+(?:\w+\s+){{0,3}}{_RESEARCH}(?!\w)"
    rf"|(?<![\w-])(?:there\s+is|there['’]s)\s+(?:\w+\s+){{0,3}}evidence\s+(?:that|for|of)(?!\w)"
    rf"|(?<![\w-])(?:clinically|scientifically)\s+(?:proven|tested|shown)(?!\w)"
    rf"|(?<![\w-])it\s+is\s+(?:well[-\s])?(?:known|established|documented)(?!\w)",
    re.IGNORECASE,
)
#: Sentences of a report about itself lean on nothing else.
OWN_STUDY = re.compile(
    r"(?<!\w)(?:our|this|these|the\s+present|the\s+current|we|in\s+the\s+present)\s+(?:\w+\s+){0,2}"
    r"(?:study|studies|trial|research|data|findings|results|analysis|review|investigation|experiment|survey|report"
    r"|found|observed|show|showed|report|demonstrate|demonstrated)(?!\w)",
    re.IGNORECASE,
)

ATTRIBUTION = _any(
    r"according\s+to\s+\w+", r"(?:is|are)\s+(?:known|believed|thought|said|considered|reported)\s+to",
    r"(?:it|there)\s+is\s+(?:widely\s+)?(?:known|believed|thought|said|reported)", r"has\s+gained\s+attention",
    r"have\s+gained\s+attention", r"many\s+(?:people\s+)?(?:believe|claim|say|report)", r"some\s+(?:people\s+)?(?:believe|claim|say|report)",
    r"users\s+report", r"anecdotal(?:ly)?(?:\s+\w+)?", r"proponents", r"critics", r"traditionally", r"folk\s+medicine",
)  # fmt: skip

ADVICE = _any(
    r"should(?:n['’]t)?", r"must(?:n['’]t)?", r"ought\s+to", r"need(?:s)?\s+to\s+be", r"you\s+(?:need|have)\s+to",
    r"(?:is|are)\s+(?:strongly\s+|highly\s+|generally\s+)?(?:recommended|advised|advisable|essential|crucial|vital|imperative|paramount|encouraged|warranted)",
    r"it['’]s\s+(?:\w+ly\s+)?(?:recommended|advised|advisable|essential|crucial|vital|important|imperative|best|wise|necessary)",
    r"it\s+is\s+(?:\w+ly\s+)?(?:recommended|advised|advisable|essential|crucial|vital|important|imperative|best|wise|necessary)\s+(?:to|that|for)",
    r"(?:is|are)\s+(?:important|necessary)\s+(?:to|for)", r"(?:we|experts|doctors)\s+(?:recommend|advise|suggest)\s+\w+ing",
    r"consult\s+(?:a|your|with)", r"talk\s+to\s+(?:a|your)", r"seek\s+(?:medical|professional|advice|help)", r"be\s+sure\s+to", r"make\s+sure",
    r"had\s+better", r"requires?\s+(?:careful|informed|caution|close|medical|professional)\s*\w*",
)  # fmt: skip
_ORDERS = (
    "avoid ask start stop take talk speak consult consider try use keep eat drink remember follow choose check read limit"
    " reduce increase include make be do don't never always seek discuss contact call visit note ensure get give let see"
    " store apply begin tell look find learn"
)
ORDERS = frozenset(_ORDERS.split())

DEFINITION = _any(
    r"(?:is|are)\s+(?:a|an|the)\s+(?:\w+[-\s]){0,5}?(?:condition|disease|disorder|syndrome|substance|plant|herb|tree|compound|chemical|drug|medication|medicine|hormone|protein|enzyme|vitamin|mineral|type|form|kind|group|class|family|process|procedure|technique|test|method|term|state|supplement|alkaloid|acid|nutrient|infection|virus|bacterium|opioid|extract)",
    r"(?:is|are)\s+defined\s+as", r"refers?\s+to", r"(?:is|are)\s+(?:also\s+)?(?:known|called|termed)(?:\s+as)?", r"stands\s+for",
    r"means", r"(?:is|are)\s+characteri[sz]ed\s+by", r"(?:is|are)\s+derived\s+from", r"consists?\s+of", r"(?:is|are)\s+made\s+(?:up\s+)?(?:of|from)",
    r"(?:is|are)\s+native\s+to", r"belongs?\s+to", r"(?:is|are)\s+the\s+(?:\w+\s+){0,2}(?:name|term|word)\s+for",
)  # fmt: skip

OPINION = _any(
    r"(?:i|we)\s+(?:personally\s+)?(?:think|believe|feel|hope|prefer|love|like|argue|would\s+argue)", r"in\s+(?:my|our)\s+(?:opinion|view|experience)",
    r"(?:un)?fortunately", r"amazing(?:ly)?", r"wonderful", r"fantastic", r"incredible", r"exciting", r"fascinating", r"beautiful",
    r"interesting(?:ly)?\s+as", r"particularly\s+interesting", r"surprising(?:ly)?", r"shocking(?:ly)?", r"sad(?:ly)?", r"ridiculous",
    r"best\s+ever", r"must-have", r"game[-\s]changer",
)  # fmt: skip

#: A text that speaks of itself.
ABOUT_ITSELF = _any(
    r"(?:this|the\s+following|our)\s+(?:\w+\s+)?(?:article|post|blog|guide|section|chapter|page|paper|piece|overview)\s+(?:\w+\s+)?(?:delves|explores|covers|discusses|describes|explains|looks|provides|aims|examines|reviews|will|is|presents|outlines|summari[sz]es)",
    r"in\s+this\s+(?:article|post|blog|guide|section|chapter|piece|overview)", r"(?:we|i)\s+will\s+(?:explore|discuss|look|cover|explain|delve|examine)",
    r"read\s+(?:on|more)", r"click\s+here", r"sign\s+up", r"subscribe", r"all\s+rights\s+reserved", r"copyright", r"share\s+this",
    r"let['’]s\s+(?:explore|look|dive|delve|take)", r"table\s+of\s+contents", r"cookie\s+policy", r"see\s+(?:also|table|figure|fig)",
)  # fmt: skip

_VERB_WORDS = (
    r"is|are|was|were|be|been|has|have|had|does|do|did|can|may|might|could|will|would|shall|should|must|cannot"
    r"|\w+(?:ates?|ates|ized?|ises?|izes?|ifies|ified)|\w{3,}ed|shows?|showed|found|finds?|makes?|made|helps?|gives?|gave|takes?|took"
    r"|reduces?|increases?|causes?|improves?|leads?|led|results?|affects?|contains?|acts?|works?|occurs?|remains?|needs?|seems?"
    r"|appears?|becomes?|became|includes?|provides?|offers?|relieves?|eases?|prevents?|lowers?|raises?|boosts?|treats?|cures?"
    r"|suggests?|binds?|inhibits?|blocks?|aids?|lacks?|mimics?|links?|holds?|grows?|kills?|means?|comes?|goes|went|rose|fell|felt|kept|got|gets?"
    r"|supports?|produces?|protects?|promotes?|triggers?|worsens?|induces?|requires?|involves?|depends?|differs?|carries|says?|said"
)
VERB = re.compile(rf"(?<![\w-])(?:{_VERB_WORDS})(?![\w-])|\w['’](?:s|re|ve)\s", re.IGNORECASE)
