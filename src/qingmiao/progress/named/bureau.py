"""`achievement`, `efficacy` and `attainment`: how Chinese bureaus tell how far a target is met (目标实现程度、功效系数、达标率)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from qingmiao.progress.named.model import Answer, Method, Refused, Target, finite, meets, no_way

FULL, NEAR, FAR = "achieved", "at_least_80", "below_80"
WHOLE, PASSED, UNDER = "satisfactory", "above_base", "below_base"
MET, NOT_MET, NO_DATA = "met", "not_met", "no_data"


def _needed(asked: Target) -> tuple[float, float, int]:
    """Current value, target, direction."""
    if asked.direction is None:
        raise Refused("no_direction")
    if asked.current_value is None:
        raise Refused("too_few_points")
    if asked.target is None:
        raise Refused("no_target")
    return asked.current_value, asked.target, asked.direction


def achievement(asked: Target) -> Answer:
    """The current value over the target, or the target over it where less is better; the score is in per cent and stops at 100."""
    value, target, direction = _needed(asked)
    met = meets(value, target, direction)
    try:
        share = _share(value, target, direction)
    except Refused as no:
        return Answer(None, 100.0, FULL, no.reason) if met else Answer(refusal=no.reason)
    score = 100.0 if met else min(100 * share, 100.0)
    return Answer(share, score, FULL if met else NEAR if score >= 80 else FAR)


def _share(value: float, target: float, direction: int) -> float:
    if value < 0 or target < 0:
        raise Refused("negative")
    above, below = (value, target) if direction > 0 else (target, value)
    if below == 0:
        raise Refused("zero_divisor")
    return finite(above / below)


def efficacy(asked: Target) -> Answer:
    """Sixty points at the base (不允许值), a hundred at the target (满意值), straight between and beyond; the value is the coefficient."""
    value, target, direction = _needed(asked)
    if asked.base_value is None:
        raise Refused("too_few_points")
    met = meets(value, target, direction)
    reason = no_way(asked.base_value, target, direction)
    if reason:
        return Answer(None, 100.0, WHOLE, reason) if met else Answer(refusal=reason)
    share = finite((value - asked.base_value) / (target - asked.base_value))
    return Answer(share, finite(60 + 40 * share), WHOLE if met else PASSED if share >= 0 else UNDER)


def attainment(asked: Target) -> Answer:
    """1 where the target is met, 0 where not; without a figure neither."""
    try:
        value, target, direction = _needed(asked)
    except Refused as no:
        return Answer(status=NO_DATA, refusal=no.reason)
    met = meets(value, target, direction)
    return Answer(float(met), None, MET if met else NOT_MET)


@dataclass(frozen=True, slots=True)
class Attained:
    """达标率 of a set of targets: those without data are in neither part of `rate`, and counted as not met in `at_least`."""

    met: int
    judged: int
    no_data: int

    @property
    def rate(self) -> float | None:
        """Met over judged; None where nothing could be judged."""
        return self.met / self.judged if self.judged else None

    @property
    def at_least(self) -> float | None:
        """Met over all; None of an empty set."""
        every = self.judged + self.no_data
        return self.met / every if every else None


def attained(answers: Iterable[Answer]) -> Attained:
    """Count the answers of `attainment`."""
    statuses = [answer.status for answer in answers]
    met, not_met = statuses.count(MET), statuses.count(NOT_MET)
    return Attained(met, met + not_met, len(statuses) - met - not_met)


ACHIEVEMENT: Final = Method(
    "achievement",
    "目标实现程度",
    "degree of achievement",
    "越高越好 / up: y ÷ T；越低越好 / down: T ÷ y；得分 = min(100, 100×)",
    "国家统计局，全面建设小康社会统计监测方案（2008、2013）；各级妇女儿童发展纲要监测报告",
    {
        FULL: ("已实现（100）", "achieved"),
        NEAR: ("80 及以上", "80 or more"),
        FAR: ("80 以下", "below 80"),
    },
    achievement,
    ("不看基期和时间。负数和零作除数时不算。", "Looks neither at the base nor at time. Negative values and division by zero are refused."),
    frozenset({FULL}),
)
EFFICACY: Final = Method(
    "efficacy",
    "功效系数",
    "efficacy coefficient",
    "60 + 40·(y − y0) ÷ (T − y0)",
    "功效系数法：财政部等，企业效绩评价操作细则（修订），2002；基期作不允许值，目标作满意值",
    {
        WHOLE: ("满意（≥100）", "satisfactory"),
        PASSED: ("好于基期（60–100）", "better than the base"),
        UNDER: ("差于基期（<60）", "worse than the base"),
    },
    efficacy,
    ("value 为系数 (y − y0) ÷ (T − y0)，score 为得分，不设上限。", "value is the coefficient, score the points, without a cap."),
    frozenset({WHOLE}),
)
ATTAINMENT: Final = Method(
    "attainment",
    "达标率",
    "share of targets met",
    "达标数 ÷ (达标数 + 未达标数)",
    "各级妇女儿童发展纲要监测评估报告",
    {MET: ("达标", "met"), NOT_MET: ("未达标", "not met"), NO_DATA: ("无数据", "no data")},
    attainment,
    (
        "逐行为 1 或 0；无数据的不计入分子也不计入分母，另列个数；同时给出把无数据算作未达标的下限。",
        "1 or 0 a row; what has no data is in neither part and is counted apart; the lower bound that counts it as not met is told beside it.",
    ),
    frozenset({MET}),
)
