"""`aarr` and `aarr_fit`: the average annual rate of reduction that was seen, over the one that is required."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from qingmiao.progress.named.model import Answer, Method, Refused, Span, Target, deadline_of, finite, growth, meets, same_sign, span_of, way

MET, FAST, SLOW, WRONG_WAY = "target_achieved", "at_required_rate", "below_required_rate", "wrong_direction"


def rate_of_ends(first: float, last: float, years: float) -> float:
    """The average annual rate of reduction between two figures; above zero the figure falls."""
    if first == 0:
        raise Refused("zero_base")
    same_sign(first, last)
    return -growth(last, first, years)


def rate_of_line(points: Sequence[tuple[float, float]]) -> float:
    """The same from all points: a least-squares line through the logarithms, of slope b, gives 1 − exp(b)."""
    if any(value <= 0 for _, value in points):
        raise Refused("sign_change" if any(value < 0 for _, value in points) else "zero_base")
    if len({year for year, _ in points}) < 2:
        raise Refused("too_few_points")
    middle = sum(year for year, _ in points) / len(points)
    spread = sum((year - middle) ** 2 for year, _ in points)
    slope = sum((year - middle) * math.log(value) for year, value in points) / spread
    try:
        return finite(1 - math.exp(slope))
    except OverflowError as error:
        raise Refused("out_of_range") from error


def _from_ends(_: Target, span: Span) -> float:
    return rate_of_ends(span.base, span.value, span.years)


def _from_points(asked: Target, span: Span) -> float:
    return rate_of_line([point for point in asked.points if span.base_year <= point[0] <= span.year])


def _measure(asked: Target, rate: Callable[[Target, Span], float]) -> Answer:
    span = span_of(asked)
    if asked.target is None:
        return Answer(rate(asked, span), refusal="no_target")
    met = meets(span.value, asked.target, span.direction)
    try:
        value = finite(rate(asked, span) / _required(asked, span, asked.target))
    except Refused as no:
        return Answer(status=MET, refusal=no.reason) if met else Answer(refusal=no.reason)
    return Answer(value, None, MET if met else _status(value))


def _required(asked: Target, span: Span, target: float) -> float:
    way(span.base, target, span.direction)
    return rate_of_ends(span.base, target, deadline_of(asked) - span.base_year)


def _status(value: float) -> str:
    if value < 0:
        return WRONG_WAY
    return FAST if value >= 1 else SLOW


def measure(asked: Target) -> Answer:
    """From the two ends."""
    return _measure(asked, _from_ends)


def measure_fit(asked: Target) -> Answer:
    """From all points between base and current year."""
    return _measure(asked, _from_points)


_STATUSES = {
    MET: ("已达到目标", "target achieved"),
    FAST: ("不低于所需速度（≥1）", "at or above the required rate"),
    SLOW: ("低于所需速度", "below the required rate"),
    WRONG_WAY: ("方向相反（<0）", "in the wrong direction"),
}
_TOLD = (
    "所需速度从基期算到目标年。没有目标值的只给年均递减率（大于零为下降）。",
    "The required rate runs from the base to the target year. Without a target the rate of reduction alone (above zero: falling).",
)
_SOURCE = "UNICEF, Technical Note: How to calculate average annual rate of reduction (AARR), 2007"

AARR: Final = Method(
    "aarr",
    "年均递减率（首末两点）",
    "average annual rate of reduction, end points",
    "[1 − (y/y0)^(1/(t−t0))] ÷ [1 − (T/y0)^(1/(tT−t0))]",
    _SOURCE,
    _STATUSES,
    measure,
    _TOLD,
    frozenset({MET, FAST}),
)
AARR_FIT: Final = Method(
    "aarr_fit",
    "年均递减率（对数最小二乘）",
    "average annual rate of reduction, log-linear least squares",
    "[1 − e^b] ÷ [1 − (T/y0)^(1/(tT−t0))]，b：ln y 对年份的回归系数 / slope of ln y on the year",
    _SOURCE,
    _STATUSES,
    measure_fit,
    (_TOLD[0] + "要有 points 列，写作 2015:8.2;2016:7.9。", _TOLD[1] + " Needs the column points: 2015:8.2;2016:7.9."),
    frozenset({MET, FAST}),
)
