"""Control limits: whether the latest figure of a series, or one place among many, lies beyond chance.

A series: the latest count against a straight line through the years before it (a p-chart that allows a trend, widened by overdispersion as by Laney).
Places: each against all of them together, with the limits of a funnel, widened where the places differ more than chance (Spiegelhalter).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from qingmiao.progress.forecasting.asking import Known
from qingmiao.progress.forecasting.panel import Floats

BEFORE, LONGEST = 5, 10
"""So many years before the latest are needed, at most so many are used."""

PLACES: Final = 5
"""Fewer places than this say nothing of each other."""

WINSORISED: Final = 0.1


@dataclass(frozen=True, slots=True)
class Beyond:
    """Where a rate (events over exposure) was to be expected, its control limits for a wrong alarm in `ALARM` cases, and the tail beyond it (0..0.5)."""

    expected: float
    low: float
    high: float
    tail: float


ALARM: Final = 0.0027
"""Three standard deviations on either side."""

HALVINGS: Final = 50
STEPS: Final = 90
"""So many points draw a control limit."""


def latest(known: Sequence[Known]) -> Beyond | None:
    """The latest count of a series against the years before; None with too few of them or without counts."""
    past = known[:-1][-LONGEST:]
    if len(past) < BEFORE or any(one.events is None or not one.exposure for one in (*past, known[-1])):
        return None
    year = np.array([float(one.year - known[-1].year) for one in past])
    events, exposure = (np.array([float(getattr(one, name)) for one in past]) for name in ("events", "exposure"))
    rate, whole = events / exposure, (events.sum() + 0.5) / (exposure.sum() + 1)
    weight = exposure / (whole * (1 - whole))
    middle = (weight * year).sum() / weight.sum()
    away = year - middle
    slope = (weight * away * rate).sum() / (weight * away**2).sum()
    level = (weight * rate).sum() / weight.sum()
    spread = max(1.0, float((weight * (rate - level - slope * away) ** 2).sum()) / (len(past) - 2))
    expected = float(np.clip(level - slope * middle, 0.1 / exposure.sum(), 1 - 0.1 / exposure.sum()))
    now, among = float(known[-1].events or 0), float(known[-1].exposure or 1)
    line = spread * (1 / weight.sum() + middle**2 / (weight * away**2).sum())
    error = float(np.sqrt(spread * expected * (1 - expected) / among + line))
    return _beyond(now, among, expected, error, len(past) - 2)


def _beyond(events: float, among: float, expected: float, error: float, freedom: float) -> Beyond:
    """The larger of two tails, of the count by chance alone and of what is not known of the line besides: both must be small."""
    far = abs(events / among - expected) / error
    by_line = float(1 - special.stdtr(freedom, far)) if np.isfinite(freedom) else float(special.ndtr(-far))
    exact = _at_most(events, among, expected) if events / among < expected else _at_most(among - events, among, 1 - expected)
    wide = float(special.stdtrit(freedom, 1 - ALARM / 2) if np.isfinite(freedom) else special.ndtri(1 - ALARM / 2)) * error
    return Beyond(expected, max(expected - wide, 0.0), min(expected + wide, 1.0), min(0.5, max(by_line, exact)))


def _at_most(events: float, among: float, share: float) -> float:
    """The probability of at most so many events by chance alone."""
    return 1.0 if events >= among else float(special.betainc(among - events, events + 1, 1 - share))


def funnel(places: Sequence[tuple[float, float]]) -> list[Beyond] | None:
    """Each place (events, exposure) against all together; None with too few of them."""
    if len(places) < PLACES:
        return None
    whole, spread = common(places)
    events, among = np.array(places, dtype=float).T
    error = np.sqrt(whole * (1 - whole) / among) * spread
    return [
        _beyond(float(count), float(people), whole, float(one), np.inf) for count, people, one in zip(events, among, error, strict=True)
    ]


def common(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The rate of all places (events, exposure) together, and how many times as far from it they lie as chance alone would put them, at least 1."""
    events, among = np.array(places, dtype=float).T
    whole = float((events.sum() + 0.5) / (among.sum() + 1))
    chance = np.sqrt(whole * (1 - whole) / among)
    return whole, float(np.sqrt(max(1.0, _dispersion((events / among - whole) / chance))))


def differ(count: int, spread: float) -> bool:
    """Whether so many places, so many times as far apart as chance alone would put them, truly differ among each other (95 %)."""
    return count > 1 and count * spread**2 > float(special.chdtri(count - 1, 0.05))


def limits(whole: float, spread: float, among: Floats, alarm: float = ALARM) -> tuple[Floats, Floats]:
    """The control limits of a rate at each exposure, for a wrong alarm in `alarm` cases: the outer of those by a normal distribution with the spread,
    and those of the count by chance alone, so that a place lies beyond them where both say so."""
    wide = special.ndtri(1 - alarm / 2) * spread * np.sqrt(whole * (1 - whole) / among)
    low = np.minimum(whole - wide, 1 - _reached(1 - whole, among, alarm / 2))
    high = np.maximum(whole + wide, _reached(whole, among, alarm / 2))
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def curve(whole: float, spread: float, exposures: Sequence[float], alarm: float) -> list[tuple[float, float, float]]:
    """The control limits (exposure, low, high) from half the smallest exposure to somewhat more than the greatest, to be drawn."""
    among = np.geomspace(max(min(exposures) / 2, 1.0), max(exposures) * 1.1, STEPS)
    return list(zip(among.tolist(), *(bound.tolist() for bound in limits(whole, spread, among, alarm)), strict=True))


def _reached(whole: float, among: Floats, tail: float) -> Floats:
    """The rate that is reached or passed with probability `tail` by chance alone, with counts made continuous; 1 where even all is likelier."""
    low, high = whole * among, np.array(among, dtype=float)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        likely = special.betainc(middle, among - middle + 1, whole) > tail
        low, high = np.where(likely, middle, low), np.where(likely, high, middle)
    return np.where(whole**among > tail, 2.0, high / among)


def _dispersion(far: Floats) -> float:
    """The mean squared distance in standard deviations, the outermost drawn in, so that what is to be found does not hide itself."""
    low, high = np.quantile(far, [WINSORISED, 1 - WINSORISED])
    return float((np.clip(far, low, high) ** 2).mean())
