"""`opensdg`: the progress measure of Open SDG, made by Statistics Canada: growth observed over growth required, with a score of -5 to 5."""

from __future__ import annotations

from typing import Final

from qingmiao.progress.named.model import NOT_AVAILABLE, Answer, Method, Refused, Span, Target, classed, finite, growth, meets, span_of

DEFAULT_DEADLINE: Final = 2030.0
DEFAULT_DIRECTION: Final = -1
STAND_IN: Final = 0.001
"""What the method puts in the place of a base or a target of zero."""

STEEPNESS: Final = 4.44
"""How fast the thresholds sink as the base nears its natural limit."""

HIGH, MEDIUM, LOW = "substantial_progress", "moderate_progress", "limited_progress"
WITH_TARGET: Final = ((0.95, HIGH), (0.6, MEDIUM), (0.0, LOW))
WITHOUT_TARGET: Final = ((0.015, HIGH), (0.005, MEDIUM), (0.0, LOW))
LOWEST: Final = "deterioration"
ACHIEVED: Final = "target_achieved"


def measure(asked: Target) -> Answer:
    """The answer of the method; a target that is achieved scores 5 whatever the growth, and even where no growth can be worked out."""
    target = STAND_IN if asked.target == 0 else asked.target
    direction = asked.direction or DEFAULT_DIRECTION
    achieved = target is not None and asked.current_value is not None and meets(asked.current_value, target, direction)
    asked = Target(
        asked.base_year, asked.base_value, asked.current_year, asked.current_value, asked.target_year, target, direction, asked.limit
    )
    try:
        answer = _measured(asked, span_of(asked))
    except Refused as no:
        answer = Answer(refusal=no.reason)
    return Answer(answer.value, 5.0, ACHIEVED, answer.refusal) if achieved else answer


def _measured(asked: Target, span: Span) -> Answer:
    base = span.base or STAND_IN
    if (base > 0 > span.value) or (base < 0 < span.value):
        raise Refused("sign_change")
    towards = span.direction * (-1 if base < 0 else 1) * growth(span.value, base, span.years)
    if asked.target is None:
        return _without_target(towards, coefficient(span.base, asked.limit))
    return _with_target(towards / _required(asked.target, base, span, asked.target_year))


def _required(target: float, base: float, span: Span, deadline: float | None) -> float:
    if (base > 0) != (target > 0):
        raise Refused("sign_change")
    years = (DEFAULT_DEADLINE if deadline is None else deadline) - span.base_year
    if years <= 0:
        raise Refused("no_deadline")
    required = abs(growth(target, base, years))
    if required == 0:
        raise Refused("target_is_base")
    return required


def _with_target(ratio: float) -> Answer:
    score = 7.1429 * ratio - 4.2857 if ratio >= 0.6 else 4.1667 * ratio - 2.5
    return Answer(finite(ratio), max(-5.0, min(score, 5.0)), classed(ratio, WITH_TARGET, LOWEST))


def coefficient(base: float, limit: float | None) -> float:
    """What the thresholds are multiplied by: 1 far from the natural limit, 0 at it."""
    if limit is None:
        return 1.0
    base, limit = abs(base), abs(limit)
    if base >= 2 * limit:
        return 1.0
    near = base if base <= limit else 2 * limit - base
    return float(1 - (near / limit) ** STEEPNESS)


def _without_target(rate: float, near: float) -> Answer:
    classes = tuple((threshold * near, status) for threshold, status in WITHOUT_TARGET)
    return Answer(finite(rate), _score(rate, near), classed(rate, classes, LOWEST))


def _score(rate: float, near: float) -> float:
    if rate < 0:
        return max(125 * rate - 2.5, -5.0)
    if near == 0:
        return 5.0
    if rate >= 0.015 * near:
        return min(500 * rate / near - 5, 5.0)
    return 250 * rate / near - 1.25 if rate >= 0.005 * near else 500 * rate / near - 2.5


OPENSDG: Final = Method(
    "opensdg",
    "Open SDG 进度法（加拿大统计局）",
    "Open SDG progress measure (Statistics Canada)",
    "R = d·[(y/y0)^(1/(t−t0)) − 1] ÷ |(T/y0)^(1/(tT−t0)) − 1|",
    "Open SDG, “Progress Measurement Methodology”; open-sdg/sdg-build, sdg/ProgressMeasure.py",
    {
        ACHIEVED: ("已达到目标", "target achieved"),
        HIGH: ("进展充分（≥0.95；无目标 ≥1.5%）", "substantial progress"),
        MEDIUM: ("有进展，需加快（≥0.6；无目标 ≥0.5%）", "moderate progress"),
        LOW: ("进展有限（≥0）", "limited progress"),
        LOWEST: ("倒退（<0）", "deterioration"),
        NOT_AVAILABLE: ("不能评估", "not available"),
    },
    measure,
    (
        "基期或目标为零时以 0.001 代替；全为负数时方向反过来；没有目标年按 2030 年，没有方向按越低越好（该方法的默认值）。"
        "无目标时与固定的年增长率比，有自然上下限的，门槛乘以 C = 1 − (y0/L)^4.44（y0 在 L 与 2L 之间时用 2L − y0，超过 2L 时 C = 1）。"
        "得分：R ≥ 0.6 为 7.1429R − 4.2857，否则 4.1667R − 2.5，限于 ±5；达到目标得 5。",
        "A base or target of zero is replaced by 0.001; where all values are negative the direction turns; without a target year 2030, without a "
        "direction less is better (the method's own defaults). Without a target the yearly growth is classed, with thresholds times C near a "
        "natural limit. The score is piecewise linear between −5 and 5; a target achieved scores 5.",
    ),
    frozenset({ACHIEVED, HIGH}),
)
