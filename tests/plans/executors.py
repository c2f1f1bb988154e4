"""Series made for one commitment: figures that keep every promise well, and figures that break it, built from the words alone.

Nothing here looks at verdicts: a value is “good” or “bad” by hand-written rules on kind, comparator, value and direction.
"""

from __future__ import annotations

from qingmiao.catalogue import Indicator
from qingmiao.plans.model import Commitment, Plan
from qingmiao.progress import Point
from qingmiao.progress.effective import scale_of


def years_of(item: Commitment, plan: Plan) -> tuple[int, int]:
    """The base year and the year in which the promise falls due."""
    first, last = plan.period
    due = item.deadline or last or (item.base_year or first or 2020) + 5
    base = item.base_year or (first - 1 if first is not None else due - 5)
    return base, max(due, base + 1)


def series(item: Commitment, indicator: Indicator, plan: Plan, *, good: bool) -> list[Point]:
    """Figures of every year from the base to the deadline; the last decides, or its increase where so many are promised a year."""
    base, due = years_of(item, plan)
    if item.kind == "trend" and item.reference is None:
        return _trend(base, due, 1 if _up(item, indicator) else -1, 1 if indicator.unit == "%" else 100, good=good, curbed=item.curbed)
    start, end = _ends(item, indicator, good, due - base)
    if item.kind == "count" and item.per == "year":
        return [Point(year, start + end * (year - base)) for year in range(base, due + 1)]
    return [Point(year, end if year > base else start) for year in range(base, due + 1)]


def _trend(base: int, due: int, way: int, size: int, *, good: bool, curbed: bool) -> list[Point]:
    """Two a year in the wished direction, or against it; a drift against it of two a year before the base that stops, or doubles."""
    before = [Point(base - back, size * (50.0 + 2 * way * back)) for back in (4, 3, 2, 1)] if curbed else []
    step = (0 if good else -4) if curbed else (2 if good else -2)
    return [*before, *(Point(year, size * (50.0 + way * step * (year - base))) for year in range(base, due + 1))]


def reference_series(item: Commitment, plan: Plan) -> list[Point]:
    """What a target is set against: 50 in every year."""
    base, due = years_of(item, plan)
    return [Point(year, 50.0) for year in range(base, due + 1)]


def _ends(item: Commitment, indicator: Indicator, good: bool, years: int) -> tuple[float, float]:
    up = _up(item, indicator)
    if item.reference is not None:
        offset = item.reference.offset or 0.0
        return 50.0, 50.0 + offset + (1 if up == good else -1)
    if item.kind in ("milestone", "action"):
        return 0.0, 1.0 if good else 0.0
    if item.kind == "norm":
        return 40.0, 100.0 if good else 60.0
    if item.kind == "change":
        return _changed(item, up, good, years)
    scale = scale_of(item.unit, indicator.unit) or 1.0
    value, high = (item.value or 0.0) * scale, (item.value_high or 0.0) * scale
    if item.kind == "count" and item.per == "year":
        return 0.0, value + 1 if good else value / 2
    return _level(item, value, high, good, up=up)


def _up(item: Commitment, indicator: Indicator) -> bool:
    by_sign = {">=": True, ">": True, "<=": False, "<": False}.get(item.comparator or "")
    if by_sign is not None and item.kind not in ("change", "trend"):
        return by_sign
    return (item.direction or indicator.direction or "up") == "up"


def _changed(item: Commitment, up: bool, good: bool, years: int) -> tuple[float, float]:
    """Far more than was promised (of a range its middle), or next to nothing; a rise from 1, a fall from 90."""
    if item.value_high is not None and good:
        step = (1 if up else -1) * ((item.value or 0.0) + item.value_high) / 2 * (years if item.per == "year" else 1)
        return 50.0, 50.0 * (1 + step / 100) if item.unit == "%" else 50.0 + step
    amount = max(item.value or 0.0, item.value_high or 0.0)
    if not up:
        return 90.0, 0.0 if good else 90.0
    share = {"%": 0.01, "‰": 0.001, "fraction": 1.0, "倍": 1.0}.get(item.unit or "", 0.0)
    return 1.0, 1.0 if not good else 1.0 + amount * share if share and item.per != "year" else 99.0


def _level(item: Commitment, value: float, high: float, good: bool, *, up: bool) -> tuple[float, float]:
    comparator = item.comparator or "="
    if comparator == "range":
        return value / 2, (value + high) / 2 if good else value / 2
    if comparator in (">=", ">") or (comparator in ("=", "~") and value and up):
        return value / 2, value / 2 if not good else value + 0.001 if comparator == ">" else value
    return value * 2 + 1, value * 2 + 1 if not good else max(value - 0.001, 0.0) if comparator == "<" else value
