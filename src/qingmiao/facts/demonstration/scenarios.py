"""The course of a rate over the years, by the shape that was dealt to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, pi, sin
from random import Random
from typing import Final

from qingmiao.facts.demonstration.model import Habit, Scenario, Shape
from qingmiao.facts.demonstration.sampling import deal

SHAPES: Final[Mapping[Shape, int]] = {
    Shape.IMPROVING: 7,
    Shape.FULL: 4,
    Shape.FLAT: 2,
    Shape.WORSENING: 2,
    Shape.TURNING: 1,
    Shape.VOLATILE: 2,
    Shape.SHOCK: 1,
    Shape.RELAPSE: 1,
}
"""Twenty cards, so that each shape comes in any twenty series."""

HABITS: Final[Mapping[Habit, int]] = {
    Habit.COMPLETE: 9,
    Habit.LATE: 2,
    Habit.PARTIAL: 1,
    Habit.GAPS: 3,
    Habit.REVISED: 2,
    Habit.CORRECTED: 2,
    Habit.SILENT: 1,
}
"""Twenty cards as well; dealt apart from the shapes."""


def dealt(rng: Random, series: Sequence[str]) -> dict[str, Scenario]:
    """A scenario for each series, in the order of their codes."""
    codes = sorted(series)
    shapes, habits = deal(rng, SHAPES, len(codes)), deal(rng, HABITS, len(codes))
    return {code: Scenario(shape, habit) for code, shape, habit in zip(codes, shapes, habits, strict=True)}


Course = Callable[[float], float]
"""Time from 0 (first year) to 1 (last year) → gain."""


def gains(rng: Random, shape: Shape, years: int) -> list[float]:
    """How much better each year is than the first, on a log scale: 0.7 halves what is bad."""
    last = max(1, years - 1)
    course, noise = _COURSES[shape](rng, last), _NOISE.get(shape, 0.03)
    return [course(index / last) + (rng.gauss(0, noise) if index else 0.0) for index in range(years)]


def _line(low: float, high: float) -> Callable[[Random, int], Course]:
    def course(rng: Random, _: int) -> Course:
        slope = rng.uniform(low, high)
        return lambda time: slope * time

    return course


def _turning(rng: Random, _: int) -> Course:
    height = rng.uniform(0.8, 1.4)
    return lambda time: height * sin(pi * 1.15 * time)


def _shock(rng: Random, last: int) -> Course:
    bad, slope = rng.randint(1, max(1, last - 1)) / last, rng.uniform(0.4, 0.9)
    return lambda time: slope * time - (0.7 if time == bad else 0.0)


def _relapse(rng: Random, _: int) -> Course:
    height, end = rng.uniform(2.0, 3.0), rng.uniform(-0.2, 0.1)
    return lambda time: height * min(1.0, time / 0.5) if time < 0.75 else end


_COURSES: Final[Mapping[Shape, Callable[[Random, int], Course]]] = {
    Shape.IMPROVING: _line(0.9, 2.1),
    Shape.FULL: _line(1.5, 3.0),
    Shape.FLAT: _line(-0.05, 0.08),
    Shape.WORSENING: _line(-0.6, -0.25),
    Shape.TURNING: _turning,
    Shape.VOLATILE: _line(0.1, 0.6),
    Shape.SHOCK: _shock,
    Shape.RELAPSE: _relapse,
}
_NOISE: Final[Mapping[Shape, float]] = {Shape.VOLATILE: 0.3, Shape.FLAT: 0.02}


def bettered(rate: float, gain: float, direction: str | None, top: float | None) -> float:
    """A rate made better by a gain: the odds of a rate that has a `top`, any other rate itself; where no direction is better it hardly moves."""
    if top is None:
        return rate * exp(gain * _LEANS[direction])
    part = rate / top
    odds = exp(gain * (1.0 if direction == "up" else _LEANS[direction]))
    return top * part * odds / (1 - part + part * odds)


_LEANS: Final[Mapping[str | None, float]] = {"up": 0.4, "down": -0.55, None: 0.08}
