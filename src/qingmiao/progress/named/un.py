"""`un2022` and `un2023`: the two ways in which the United Nations' SDG Progress Chart has classed a trend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from qingmiao.progress.named.model import (
    Answer,
    Method,
    Refused,
    Span,
    Target,
    classed,
    deadline_of,
    finite,
    growth,
    meets,
    same_sign,
    span_of,
    way,
)

MET, ON_TRACK, FAIR = "target_met", "on_track", "fair_progress"
LIMITED, WORSE, STALLED = "limited_or_no_progress", "deterioration", "stagnation_or_regression"
RATIOS_2022: Final = ((0.95, ON_TRACK), (0.5, FAIR), (-0.1, LIMITED))
RATIOS_2023: Final = ((0.95, ON_TRACK), (0.10, FAIR))
RATES_2023: Final = ((0.02, ON_TRACK), (0.005, FAIR))
SCORES_2023: Final = {MET: 3.0, ON_TRACK: 3.0, FAIR: 2.0, STALLED: 1.0}


def _observed(span: Span) -> float:
    if span.base == 0:
        raise Refused("zero_base")
    same_sign(span.base, span.value)
    return growth(span.value, span.base, span.years)


def _ratio_2022(asked: Target, span: Span, target: float) -> float:
    observed, deadline = _observed(span), deadline_of(asked)
    same_sign(span.base, target)
    way(span.base, target, span.direction)
    return finite(observed / growth(target, span.base, deadline - span.base_year))


def _ratio_2023(asked: Target, span: Span, target: float) -> float:
    observed, deadline = _observed(span), deadline_of(asked)
    way(span.base, target, span.direction)
    try:
        expected = span.value * (1 + observed) ** (deadline - span.year)
    except (OverflowError, ZeroDivisionError) as error:
        raise Refused("out_of_range") from error
    return finite((expected - span.base) / (target - span.base))


def _answered(asked: Target, ratio: Callable[[Target, Span, float], float], classes: tuple[tuple[float, str], ...], lowest: str) -> Answer:
    """With a target: one that is met is met, whatever the trend; else the class of the ratio."""
    assert asked.target is not None
    span = span_of(asked)
    met = meets(span.value, asked.target, span.direction)
    try:
        value = ratio(asked, span, asked.target)
    except Refused as no:
        return Answer(status=MET, refusal=no.reason) if met else Answer(refusal=no.reason)
    return Answer(value, None, MET if met else classed(value, classes, lowest))


def _towards(asked: Target) -> float:
    """Growth a year in the good direction."""
    span = span_of(asked)
    return (-1 if span.base < 0 else 1) * span.direction * _observed(span)


def measure_2022(asked: Target) -> Answer:
    """Growth observed over growth required; without a target the rate alone."""
    if asked.target is None:
        return Answer(_towards(asked), refusal="no_target")
    return _answered(asked, _ratio_2022, RATIOS_2022, WORSE)


def measure_2023(asked: Target) -> Answer:
    """The share of the way that is behind us at the deadline, if growth goes on; without a target the rate is classed."""
    if asked.target is None:
        rate = _towards(asked)
        status = classed(rate, RATES_2023, STALLED)
        return Answer(rate, SCORES_2023[status], status)
    answer = _answered(asked, _ratio_2023, RATIOS_2023, STALLED)
    return Answer(answer.value, SCORES_2023.get(answer.status), answer.status, answer.refusal)


_SHARED = {
    MET: ("已达到目标", "target met"),
    ON_TRACK: ("按期可达（≥0.95）", "on track"),
}

UN2022: Final = Method(
    "un2022",
    "联合国 2022 年进度图法",
    "UN SDG Progress Chart 2022",
    "CR = [(y/y0)^(1/(t−t0)) − 1] ÷ [(T/y0)^(1/(tT−t0)) − 1]",
    "UN DESA, Sustainable Development Goals Progress Chart 2022, Technical Note",
    _SHARED
    | {
        FAIR: ("有进展，需加快（≥0.5）", "fair progress, acceleration needed"),
        LIMITED: ("进展有限或没有（≥−0.1）", "limited or no progress"),
        WORSE: ("倒退（<−0.1）", "deterioration"),
    },
    measure_2022,
    (
        "基期已达到目标的，比值没有意义，不给；没有目标值的只给年增长率，不分类。",
        "Where the base meets the target the ratio means nothing and is refused; without a target the growth rate alone, without a class.",
    ),
    frozenset({MET, ON_TRACK}),
)

UN2023: Final = Method(
    "un2023",
    "联合国 2023 年进度图法（期末预期值）",
    "UN SDG Progress Chart 2023 (expected end value)",
    "(yᵉ − y0) ÷ (T − y0)，yᵉ = y·(1+g)^(tT−t)，g = (y/y0)^(1/(t−t0)) − 1",
    "UN DESA, Sustainable Development Goals Progress Chart 2023, Technical Note",
    _SHARED
    | {
        FAIR: ("有进展，需加快（≥0.10；无目标 ≥0.5%）", "fair progress, acceleration needed"),
        STALLED: ("停滞或倒退（<0.10）", "stagnation or regression"),
    },
    measure_2023,
    (
        "没有目标值的，按年增长率分类：≥2%、≥0.5%、以下。得分 3、2、1。",
        "Without a target the yearly growth is classed: 2 %, 0.5 %, below. Scores 3, 2, 1.",
    ),
    frozenset({MET, ON_TRACK}),
)
