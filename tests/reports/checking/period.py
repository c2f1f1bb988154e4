"""What is worked out of a commitment over the whole period: time gone, way done, needed a year, met since, what is proposed for the next plan."""

from __future__ import annotations

from typing import Final

from tests.reports.checking.target_rules import meets
from tests.reports.checking.truth import Commitment, Figure, Truth

OUTSIDE: Final = ("无数据", "无法判断")
FEW: Final = 10


def figure_of(truth: Truth, one: Commitment, year: int | None) -> Figure | None:
    """The figure of a commitment at the plan's place; None where it has no value."""
    found = truth.figure(one.indicator, truth.place, year)
    return found if found is not None and found.value is not None else None


def value_of(truth: Truth, one: Commitment, year: int | None) -> float | None:
    """The value of a commitment at the plan's place."""
    found = figure_of(truth, one, year)
    return None if found is None else found.value


def small(truth: Truth, one: Commitment, year: int | None) -> bool:
    """Whether a figure is told as a count: fewer than ten cases, or fewer than ten others among less than a hundred."""
    found, named = figure_of(truth, one, year), truth.indicators[one.indicator].part
    if not named or found is None or found.events is None or found.exposure is None:
        return False
    if not (found.events.is_integer() and found.exposure.is_integer()):  # means of several places are no cases
        return False
    return found.events < FEW or (found.exposure - found.events < FEW and found.exposure < 10 * FEW)


def start(truth: Truth) -> int | None:
    """The year before the plan begins."""
    return truth.period[0] - 1 if truth.period[0] else None


def first_year(truth: Truth, one: Commitment) -> int | None:
    """The year from which a whole period is counted: the base, else the first with a value, none before the plan's base year."""
    if one.latest_year is None:
        return None
    if one.base_year is not None and one.base_year < one.latest_year and value_of(truth, one, one.base_year) is not None:
        return one.base_year
    years = truth.years(one.indicator, truth.place)
    return next((year for year in years if (start(truth) or 0) <= year < one.latest_year), None)


def has_way(truth: Truth, one: Commitment) -> bool:
    """Whether there is a way from a base to a single number by a later year, and figures that are not chance."""
    base = value_of(truth, one, one.base_year)
    if base is None or value_of(truth, one, one.latest_year) is None or one.aim is None or one.deadline is None:
        return False
    plain = one.word not in OUTSIDE and one.places_met is None and one.aim_high is None and bool(one.better) and one.comparator != "~"
    assert one.base_year is not None
    assert one.latest_year is not None
    timely = one.base_year < one.latest_year <= one.deadline
    return plain and timely and not meets(one, base) and not any(small(truth, one, year) for year in (one.base_year, one.latest_year))


def ways(truth: Truth) -> list[Commitment]:
    """What is not due yet and has a way."""
    return [one for one in truth.commitments if not one.task and has_way(truth, one) and (one.deadline or 0) > truth.year]


def time_gone(one: Commitment) -> float:
    """The share of the years from the base to the deadline that is over, in percent."""
    assert one.base_year is not None
    assert one.latest_year is not None
    assert one.deadline is not None
    return (one.latest_year - one.base_year) / (one.deadline - one.base_year) * 100


def way_done(truth: Truth, one: Commitment) -> float:
    """The share of the way from the base to the target that is done, in percent; below nothing it went the wrong way."""
    base, now = value_of(truth, one, one.base_year), value_of(truth, one, one.latest_year)
    assert base is not None
    assert now is not None
    assert one.aim is not None
    return (now - base) / (one.aim - base) * 100


def slower(truth: Truth, one: Commitment) -> bool:
    """Whether less of the way is done than of the time is gone."""
    return way_done(truth, one) < time_gone(one) - 1e-9


def needed(truth: Truth, one: Commitment) -> float | None:
    """By how much the figure has to change a year from the latest one on to the number that is tested."""
    now = value_of(truth, one, one.latest_year)
    if now is None or one.deadline is None or one.latest_year is None or one.deadline <= one.latest_year or one.aim is None:
        return None
    ends = [one.aim, *([one.aim_high] if one.aim_high is not None else [])]
    if one.comparator == "~":
        ends = [one.aim * 0.95, one.aim * 1.05]
    return (min(ends, key=lambda end: abs(end - now)) - now) / (one.deadline - one.latest_year)


def met_since(truth: Truth, one: Commitment) -> int | None:
    """The first of the years without a gap up to the latest in which the target was met."""
    plain = one.aim is not None and one.aim_high is None and one.places_met is None and one.comparator != "~" and bool(one.better)
    if one.word != "已达标" or not plain or one.latest_year is None or meets(one, value_of(truth, one, one.latest_year)) is not True:
        return None
    year = one.latest_year
    while meets(one, value_of(truth, one, year - 1)) is True:
        year -= 1
    return year


GOES: Final = {
    "已达到目标，转为保持，继续纳入日常监测": "keep",
    "尚未到期，按原期限继续监测": "due",
    "未达到目标，列入下一周期继续推进": "go on",
    "不能判定，补足数据后再定": "decide",
    "规划期内从未有数，先明确口径、来源和报送单位，再设目标值": "measure",
    "缺少可用的数据，恢复报送后再定": "renew",
}
"""What is proposed for the next plan, in the report's words."""


def goes(truth: Truth, one: Commitment) -> str:
    """What is proposed for the next plan: from the verdict, the deadline, and whether it was ever measured in the period."""
    if one.word == "已达标":
        return "keep"
    if one.word == "无数据":
        every = one.places_met is not None
        had = any((truth.period[0] or 0) <= year for year in truth.years(one.indicator, truth.place))
        return "renew" if had and not every else "measure"
    if one.word in ("未定", "无法判断"):
        return "decide"
    return "due" if one.word == "进展正常" or (one.deadline or 0) > truth.year else "go on"


def partly(truth: Truth) -> list[Commitment]:
    """What not all have reported who are to report, in its latest year."""
    found = [(one, figure_of(truth, one, one.latest_year)) for one in truth.commitments if not one.task]
    return [one for one, figure in found if figure is not None and (figure.reporting or 0) < (figure.expected or 0)]


def outlooks(truth: Truth) -> list[Commitment]:
    """What is not due yet and was foreseen."""
    return [one for one in truth.commitments if not one.task and one.chance is not None]
