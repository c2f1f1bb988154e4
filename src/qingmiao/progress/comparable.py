"""Figures over a break of their definition: earlier ones are turned over a bridge, or left out where none leads.

What is judged, tested and forecast is the series by the definition of its latest figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from qingmiao.catalogue import Amendment, Indicator
from qingmiao.progress.model import Point, Verdict, Word

LACKING: Final = frozenset({"no_base", "no_begin", "no_year_before"})
"""Reasons why nothing can be judged, which a break may be behind."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """The points that can be compared with the latest, and the break before which figures were left out (None: none were)."""

    points: tuple[Point, ...]
    broken: Amendment | None = None


def comparable(points: Sequence[Point], indicator: Indicator | None, year: int) -> Comparable:
    """A series (oldest first) by the definition of its latest figure up to a year."""
    passed = breaks_of(points, indicator, year)
    broken = next((one for one in reversed(passed) if not one.bridged), None)
    kept = [point for point in points if broken is None or point.year >= broken.year]
    return Comparable(bridged(kept, passed), broken)


def breaks_of(points: Sequence[Point], indicator: Indicator | None, year: int) -> tuple[Amendment, ...]:
    """The breaks between the first and the latest figure of a series up to a year, oldest first."""
    known = [point.year for point in points if point.value is not None and point.year <= year]
    if indicator is None or not known:
        return ()
    return tuple(sorted((one for one in indicator.breaks if known[0] < one.year <= known[-1]), key=lambda one: one.year))


def bridged(points: Sequence[Point], breaks: Sequence[Amendment]) -> tuple[Point, ...]:
    """Each point turned over the bridges that follow it, up to the first break without one; breaks are told oldest first."""
    return tuple(
        over(point, list(takewhile(lambda one: one.bridged, (one for one in breaks if point.year < one.year)))) for point in points
    )


def over(point: Point, bridges: Sequence[Amendment]) -> Point:
    """A point by the definition after some bridges, oldest first: its value is then an estimate, without counts of its own."""
    for bridge in bridges:
        if point.value is not None:
            factor = 1.0 if bridge.factor is None else bridge.factor
            error = None if point.std_error is None else point.std_error * abs(factor)
            value = point.value * factor + (bridge.offset or 0.0)
            point = replace(point, value=value, status="estimated", std_error=error, events=None, exposure=None)
    return point


def said_of_break(verdict: Verdict, broken: Amendment | None) -> Verdict:
    """A verdict that lacks an earlier figure, with the break that took it away as its reason."""
    if broken is None or verdict.word is not Word.CANNOT_JUDGE or verdict.reason not in LACKING:
        return verdict
    return replace(verdict, reason="broken", broken=broken.year)
