"""Words as they are compared: folded, stemmed, general synonyms made one, with how telling each is."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

BACKGROUND = Path(__file__).parent / "background.json"
LONGEST_WORD = 60

_WORD = re.compile(r"[^\W_]+")

STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below
    between both but by can cannot could did do does doing during each either etc ever every few for from
    further had has have having he her here hers him his how however i if in into is it its itself just let
    like may me might more most much must my neither no nor not now of off often on once one only onto or
    other others our ours out over own per rather same she should so some such than that the their theirs them
    themselves then there therefore these they this those through thus to too under until up upon us very via
    was we well were what when where whether which while who whom whose why will with within without would yet
    you your yours
    """.split()  # noqa: SIM905
)

#: General English words of nearly the same meaning, where it is told what does what; the first names them all.
_SYNONYMS = """
    increase raise elevate heighten boost enhance higher greater elevated rise upregulate augment
    decrease reduce lower diminish lessen fewer less reduction decline drop fall fell reduced suppress
    relieve relief alleviate ease soothe mitigate aid help lessen remedy
    cause trigger induce provoke produce lead result contribute
    worsen exacerbate aggravate deteriorate
    improve improvement better benefit beneficial
    prevent avoid avert protect prevention protective
    treat treatment therapy therapeutic manage management
    associate link correlate relate connect association relationship connection
    affect alter change modify impact influence
    study research trial investigation investigate explore examine
    people individual person persons patient participant subject human
    user consumer
    woman women female females
    man men male males
    child children pediatric paediatric kid infant
    elderly older aged seniors
    drug medication medicine pharmaceutical medicament
    dose dosage dosing
    doctor physician clinician
    professional medical healthcare
    symptom sign indicator manifestation
    risk danger hazard likelihood chance odds
    harm damage injury injure
    death mortality die fatal dead fatality
    safe safety safer
    effective efficacy efficacious effectiveness works
    use intake consumption consume ingestion using usage
    compound substance chemical constituent ingredient alkaloid
    mix combine combination concurrent concomitant together combining mixing
    start begin initiate initiation
    guidance supervision oversight guided supervised
    interact bind act target interaction
    common frequent prevalent usual
    long chronic prolonged extended
    new recent novel
    adverse side unwanted undesirable
    effect outcome
    illness disease disorder
    problem issue trouble complaint difficulty
    gradual slow stepwise
    tumor tumour neoplasm
    heart cardiac cardiovascular
    kidney renal
    liver hepatic
    lung pulmonary
    brain cerebral
    skin dermal cutaneous
    belly abdominal
    weight obesity overweight
    sugar glucose glycemic glycaemic
    need require necessary
    show demonstrate reveal
    alternative substitute replacement
    conventional traditional established standard
    potential promise promising
    derive origin originate extracted
    release secretion secrete
    stimulate activate stimulation activation
    inhibit block antagonist
    withdrawal withdrawn withdrew
    craving crave urge
    sleep sleeping asleep
    pain ache painful
    tired fatigue exhaustion tiredness
    nausea vomiting queasiness
    infection infected infect
    vaccine vaccination vaccinate immunization immunisation
    smoke smoking smoker tobacco cigarette
    alcohol drinking ethanol
    pregnant pregnancy
    similar comparable equivalent same
    differ difference different
"""

#: What hangs things together says less than what is hung together.
_RELATIONS = """
    increase decrease relieve cause worsen improve prevent treat associate affect study people show need use effect
    interact occur make have take find report suggest provide include become remain exhibit significant significantly
    potential common new similar differ various certain level rate number change group compare comparison versus other
    ability role way kind type part body health
"""

#: Endings that are cut off, the first that fits, each with the fewest letters that must be left.
_ENDINGS = tuple(
    (ending, int(least))
    for ending, _, least in (
        one.partition(":")
        for one in """
    ening:4 ened:4 ens:4 isations:3 izations:3 isation:3 ization:3 ational:3 fulness:3 iveness:3 ousness:3
    atory:3 ically:3 ingly:3 ations:4 ation:4 ating:4 ated:4 ates:4 ative:4 ators:4 ator:4 itions:4 ition:4
    ements:4 ement:4 ments:4 ment:4 ness:4 ities:4 ity:4 ances:4 ance:4 ences:4 ence:4 ancy:4 ency:4 ably:4
    ibly:4 able:4 ible:4 ising:4 izing:4 ised:4 ized:4 ises:4 izes:4 ise:4 ize:4 ions:4 ion:4 ives:4 ive:4
    ical:4 ally:4 ings:3 ing:3 ied:3 ies:3 ate:4 ant:4 ent:4 ous:4 edly:4 ed:3 ers:4 er:4 ors:4 or:5 al:4 ic:4
    ly:3 es:3 e:3 y:3
    """.split()  # noqa: SIM905
    )
)


def fold(text: str) -> str:
    """Lower case without accents, in compatibility form."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).lower()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What related forms of a folded English word share: relieves, relieving; addiction, addictive."""
    if len(word) < 4 or word.isdigit():
        return word
    bare = word
    if bare.endswith("s") and not bare.endswith(("ss", "us", "is")):
        bare = bare[:-1] if not bare.endswith(("ches", "shes", "sses", "xes", "zes")) else bare[:-2]
    for ending, least in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= least:
            bare = bare[: -len(ending)]
            break
    if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "aeiouls":
        bare = bare[:-1]
    return bare[:-1] if len(bare) > 4 and bare[-1] in "iy" else bare


@cache
def _synonyms() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _SYNONYMS.strip().splitlines():
        words = line.split()
        for word in words:
            found.setdefault(stem(word), stem(words[0]))
    return found


@cache
def relations() -> frozenset[str]:
    """Stems of the words that only hang things together."""
    return frozenset(canonical(word) for word in _RELATIONS.split())


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """The stem of a folded word, or of the word that stands for its synonyms."""
    bare = stem(word)
    return _synonyms().get(bare, bare)


def tokens(text: str) -> list[str]:
    """The content words of a text in order, as they are compared; stop words left out."""
    return [
        canonical(word)
        for word in _WORD.findall(fold(text))
        if word not in STOP_WORDS
        and len(word) <= LONGEST_WORD
        and (len(word) > 1 or word.isdigit())
    ]


@cache
def _background() -> tuple[int, dict[str, int]]:
    held = json.loads(BACKGROUND.read_text(encoding="utf-8"))
    return held["sentences"], held["with"]


@lru_cache(maxsize=50_000)
def telling(token: str) -> float:
    """How telling a token is: its inverse document frequency among sentences of articles about health, 1 to about 10.

    The frequencies are shipped (benchmarks/train_matching.py counts them), so that a score means the same whatever the
    knowledge base holds. Words that only relate weigh a third.
    """
    total, counts = _background()
    weight = math.log(1 + (total + 0.5) / (counts.get(token, 0) + 1.0))
    return weight / 3 if token in relations() else weight
