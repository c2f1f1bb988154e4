"""From rows to panels: what is wrong with a series is found and named, and what can be answered is laid out by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qingmiao.progress.forecasting.model import FARTHEST
from qingmiao.progress.forecasting.panel import LONGEST, Flags, Floats, Panel, Whole
from qingmiao.progress.forecasting.rows import Rows

REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "unreadable": ("有一格读不成数，或年份不是 1800–2200 的整数", "a cell is no number, or a year no whole number from 1800 to 2200"),
    "not_finite": ("有无穷大的数", "a value is infinite"),
    "negative": ("事件数或人口数为负", "events or exposure are negative"),
    "events_above_exposure": ("事件数多于人口数", "more events than exposure"),
    "repeated_year": ("同一年份有两行", "a year stands in two rows"),
    "conflicting": (
        "各行的分组、目标、期限、方向、界限或单位不一致",
        "group, target, deadline, direction, limit or unit differ between rows",
    ),
    "too_few_points": ("少于两个年份的数", "fewer than two years"),
    "no_direction": ("没有说明升降哪个方向为好（1 或 -1）", "which direction is good is not said (1 or -1)"),
    "no_target": ("没有目标值：只给现状和预测", "no target: level and forecast only"),
    "no_deadline": ("没有期限：只给现状", "no deadline: the level only"),
    "deadline_passed": ("期限不晚于最近一年的数：只给现状", "the deadline is not after the last figure: the level only"),
    "too_far": (f"期限在 {FARTHEST:g} 年以后：只给现状", f"the deadline is more than {FARTHEST:g} years away: the level only"),
    "zero_exposure": ("人口数为零的年份没有用", "years with no exposure are left out"),
}
"""Refusal → why. The first six give no answer at all, the others a part of it, `zero_exposure` all of it without those years."""

FATAL: Final = ("unreadable", "not_finite", "negative", "events_above_exposure", "repeated_year", "conflicting", "too_few_points")
PER_SERIES: Final = ("unit_size", "target", "deadline", "direction", "limit")


@dataclass(frozen=True)
class Gathered:
    """The series of a table: `refusal` of each (empty where all is well), and as panels those with and without counts, with their numbers."""

    refusal: NDArray[np.object_]
    counts: Panel
    counts_of: Whole
    values: Panel
    values_of: Whole
    pooled: Flags


def gathered(rows: Rows) -> Gathered:
    """The series of the rows, in the order in which they first occur."""
    count = len(rows.names)
    named = rows.series >= 0
    refusal = np.full(count, "", dtype=object)
    used, with_counts = _used(rows, named, refusal, count)
    one = {name: _one_value(rows, rows.numbers[name], count, refusal) for name in PER_SERIES}
    group = _groups(rows, count, refusal)
    series = rows.series[used]
    years = rows.numbers["year"][used].astype(np.int64)
    _repeated(series, years, refusal, count)
    now = np.full(count, -1, dtype=np.int64)
    np.maximum.at(now, series, years)
    few = np.bincount(series, minlength=count) < 2
    _note(refusal, few, "too_few_points", over=("zero_exposure",))
    answered = ~np.isin(refusal, FATAL)
    one["direction"] = np.where(np.isin(one["direction"], (1.0, -1.0)), one["direction"], np.nan)
    _partly(refusal, one, now)
    makers = [_of_kind(rows, used, with_counts & answered, one, now, group), _of_kind(rows, used, ~with_counts & answered, one, now, group)]
    size = np.bincount(group[answered], minlength=int(group.max(initial=0)) + 1)
    return Gathered(refusal, *makers[0], *makers[1], answered & (size[group] > 1))


def _note(refusal: NDArray[np.object_], which: Flags, reason: str, *, over: tuple[str, ...] = ()) -> None:
    """Write a refusal where none stands yet, or one that says less."""
    refusal[which & np.isin(refusal, ("", *over))] = reason


def _any(rows: Rows, which: Flags, count: int) -> Flags:
    """For which series a row is marked."""
    return np.asarray(np.bincount(rows.series[which & (rows.series >= 0)], minlength=count) > 0)


def _used(rows: Rows, named: Flags, refusal: NDArray[np.object_], count: int) -> tuple[Flags, Flags]:
    """Which rows hold a figure that is used, and which series have counts; what is wrong is noted."""
    number = rows.numbers
    year, value, events, exposure = number["year"], number["value"], number["events"], number["exposure"]
    whole = (year >= 1800) & (year <= 2200) & (year == np.round(year))
    infinite = np.logical_or.reduce([np.isinf(column) for column in number.values()])
    counted = ~np.isnan(events) & ~np.isnan(exposure)
    with_counts = _any(rows, counted, count) & ~_any(rows, ~counted & ~np.isnan(value), count)
    mine = np.zeros(len(year), dtype=bool)
    mine[named] = with_counts[rows.series[named]]
    there = np.where(mine, counted, ~np.isnan(value)) & named
    _note(refusal, _any(rows, rows.unreadable | ~whole, count), "unreadable")
    _note(refusal, _any(rows, infinite, count), "not_finite")
    _note(refusal, _any(rows, mine & ((events < 0) | (exposure < 0)), count), "negative")
    _note(refusal, _any(rows, mine & (events > exposure) & (exposure > 0), count), "events_above_exposure")
    empty = mine & counted & (exposure == 0)
    _note(refusal, _any(rows, empty & (events > 0), count), "events_above_exposure")
    _note(refusal, _any(rows, empty, count), "zero_exposure")
    return there & ~empty & whole & ~infinite & ~rows.unreadable, with_counts


def _one_value(rows: Rows, column: Floats, count: int, refusal: NDArray[np.object_]) -> Floats:
    """The one value of a column for each series (NaN: none); two different ones are a conflict."""
    given = ~np.isnan(column) & (rows.series >= 0)
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, rows.series[given], column[given])
    np.maximum.at(high, rows.series[given], column[given])
    _note(refusal, low < high, "conflicting", over=("zero_exposure",))
    return np.where(np.isfinite(low), low, np.nan)


def _groups(rows: Rows, count: int, refusal: NDArray[np.object_]) -> Whole:
    """The group of each series; a series without one is a group of its own."""
    codes = np.where(rows.group >= 0, rows.group, np.nan).astype(float)
    group = _one_value(rows, codes, count, refusal)
    alone = np.arange(count) + (int(rows.group.max(initial=-1)) + 1)
    named = np.where(np.isnan(group), alone, group).astype(np.int64)
    return np.unique(named, return_inverse=True)[1].astype(np.int64)


def _repeated(series: Whole, years: Whole, refusal: NDArray[np.object_], count: int) -> None:
    key = np.sort(series * 4096 + years)
    twice = np.unique(key[1:][key[1:] == key[:-1]] // 4096)
    which = np.zeros(count, dtype=bool)
    which[twice] = True
    _note(refusal, which, "repeated_year", over=("zero_exposure",))


def _partly(refusal: NDArray[np.object_], one: Mapping[str, Floats], now: Whole) -> None:
    """Note what keeps a part of the answer away."""
    none = np.isnan(one["deadline"])
    far = one["deadline"] - now
    for which, reason in (
        (np.isnan(one["direction"]), "no_direction"),
        (np.isnan(one["target"]), "no_target"),
        (none, "no_deadline"),
        (~none & (far <= 0), "deadline_passed"),
        (~none & (far > FARTHEST), "too_far"),
    ):
        _note(refusal, which, reason, over=("zero_exposure",))


def _of_kind(rows: Rows, used: Flags, wanted: Flags, one: Mapping[str, Floats], now: Whole, group: Whole) -> tuple[Panel, Whole]:
    """The panel of the wanted series, and their numbers."""
    numbers = np.flatnonzero(wanted)
    place = np.full(len(wanted), -1, dtype=np.int64)
    place[numbers] = np.arange(len(numbers))
    mine = used.copy()
    mine[used] = place[rows.series[used]] >= 0
    series, year = rows.series[mine], rows.numbers["year"][mine].astype(np.int64)
    age = now[series] - year
    width = int(min(age.max(initial=0) + 1, LONGEST))
    recent = age < width
    at = (place[series[recent]], width - 1 - age[recent])
    laid = {name: _laid((len(numbers), width), at, rows.numbers[name][mine][recent]) for name in ("value", "events", "exposure")}
    seen = np.zeros((len(numbers), width), dtype=bool)
    seen[at] = True
    limit, unit = one["limit"][numbers], one["unit_size"][numbers]
    direction, target = one["direction"][numbers], one["target"][numbers]
    panel = Panel(
        **laid,
        seen=seen,
        now=now[numbers].astype(float),
        group=np.unique(group[numbers], return_inverse=True)[1].astype(np.int64),
        unit_size=np.where(np.isnan(unit) | (unit <= 0), 1.0, unit),
        target=target,
        deadline=one["deadline"][numbers],
        direction=direction,
        **_limits(laid["value"], seen, limit, unit, direction, target),
    )
    return panel, numbers


def _laid(shape: tuple[int, int], at: tuple[Whole, Whole], values: Floats) -> Floats:
    laid = np.zeros(shape)
    laid[at] = np.nan_to_num(values)
    return laid


def _limits(value: Floats, seen: Flags, limit: Floats, unit: Floats, direction: Floats, target: Floats) -> dict[str, Floats]:
    """Floor and ceiling: the limit is the one where it lies below all figures, the other where above; rates are not below zero, and what is in
    per cent, or rises and has stayed between 50 and 100, not above a hundred."""
    lowest = np.where(seen, value, np.inf).min(axis=1, initial=np.inf)
    highest = np.where(seen, value, -np.inf).max(axis=1, initial=-np.inf)
    share = (lowest >= 0) & (highest <= 100) & ~(target > 100)
    hundred = share & ((unit == 100) | ((direction > 0) & (highest >= 50) & np.isnan(unit)))
    above = (limit >= highest) & (limit > lowest)
    ceiling = np.where(above, limit, np.where(hundred & np.isnan(limit), 100.0, np.nan))
    return {"floor": np.where((limit <= lowest) & ~above, limit, 0.0), "ceiling": ceiling}
