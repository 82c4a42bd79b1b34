"""A claim's effects, as its studies report them."""

from __future__ import annotations

from claims.api.shapes.common import (
    Address,
    Anything,
    ClaimName,
    Shape,
    coded,
    string,
    truth,
    whole,
)
from claims.api.shapes.evidence import StudyName
from claims.api.shapes.meta_analysis import (
    Pooled,
    Reading,
    Weights,
    interval,
    maybe,
    number,
)
from claims.domain.vocabulary import CountUnit, Stream


class NamedClaim(ClaimName):
    """The claim."""

    url = string("Path of its page.")


class NamedStudy(StudyName):
    """The study that an effect speaks for."""

    url = string("Path of its page.")


class NamedSource(Shape):
    """The report that an effect stands in."""

    id = string("Public id, such as S17.")
    title = string("Title.")
    authors = string("Family name and initials, separated by semicolons.")
    year = whole("Year of publication.", allow_null=True)


class ReportedEffect(Shape):
    """An effect as it is stored; figures are null where nobody recorded them."""

    evidence = Address()
    study = NamedStudy()
    source = NamedSource()  # type: ignore[assignment]
    n = whole("How many, in `n_unit`.", allow_null=True)
    n_unit = coded(CountUnit, "What n counts.", blank=True)
    measure = string("As recorded.")
    estimate = maybe("As reported; a ratio as such.")
    low = maybe("Lower limit.")
    high = maybe("Upper limit.")
    level = maybe("Level of the interval, 0.95 for 95%; null where not stated.")


class ComparableEffect(ReportedEffect):
    """An effect that stands in a group."""

    yi = number("The effect on the pooled scale.")
    vi = number("Its sampling variance, read back from the interval.")
    ci = interval("95% interval on the measure's own scale.")
    level_assumed = truth("Whether the level was not stated and taken as 95%.")
    weight = Weights()


class LeftOut(ReportedEffect):
    """An effect that is not compared."""

    reason = string("Why, in words.")


class EffectGroup(Reading):
    """Effects of one measure and one stream of evidence."""

    measure = string("RR, MD ...")
    measure_label = string("The same in words, with its unit.")
    scale = string("The pooled scale: logRR, MD ...")
    ratio = truth("Whether the pooled scale is a logarithm.")
    unit = string('Unit of a mean difference; "" where not recorded.')
    null = number("The value that means no effect: 1 for ratios, else 0.")
    stream = coded(Stream, "The stream of evidence.")
    stream_label = string("The same in words.")
    rows = ComparableEffect(many=True)
    pooled = Pooled()


class EffectsOfClaim(Shape):
    """What the studies of a claim measured."""

    claim = NamedClaim()
    groups = EffectGroup(many=True)
    left_out = LeftOut(many=True)
    methods = Anything(help_text="What each name of a result means.")
    truncated = truth("Whether there are more than the 500 effects that are read.")
