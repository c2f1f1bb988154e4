"""The test of direction: has the true level moved as wished since the base, has it not, or is that not decided, and how sure is it.

What the figures are decides the test. Counts (events among so many, or so many persons and cases) move by chance: the model of the counts answers.
Accounts (money, institutions, places) are exact: a difference is a difference. Estimates from samples: the interval of the difference. Everything
else is a figure without counts: the state space of the forecast, and the order of at least four years beyond chance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from qingmiao.progress.model import Point

if TYPE_CHECKING:
    from qingmiao.progress.forecasting.asking import Asking

Grain = Literal["cases", "account", "measured"]
Class = Literal["as_wished", "not_as_wished", "open"]

SURE: Final = 0.95
"""The probability from which a direction is said to be so."""

SURE_OF_SAMPLE: Final = 0.975
"""The same for samples, whose interval of 95 % leaves out 2.5 % on each side."""

CASES_OF: Final = 1e9
"""Cases without an exposure are taken as so many of this: their chance is Poisson's."""


@dataclass(frozen=True, slots=True)
class Question:
    """A series with its figures up to now (oldest first, the base among them), what kind of figures they are, and which way is wished.

    `curb`: the words ask that a rise (where down is wished) be curbed, not that it turn.
    """

    points: tuple[Point, ...]
    since: int
    up: bool
    grain: Grain = "measured"
    curb: bool = False
    limits: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Moved:
    """What is said: the class, and the probability (0..1) of a move as wished; None where no test was needed or none was possible.

    `short` tells that there are too few years for a test.
    """

    said: Class
    sure: float | None = None
    short: bool = False


def moved(questions: Sequence[Question]) -> list[Moved]:
    """An answer to each question, all at once."""
    from qingmiao.progress.forecasting.asking import risen

    found: list[Moved | None] = [None if _by_model(one) else _plainly(one) for one in questions]
    asked = [number for number, said in enumerate(found) if said is None and not questions[number].curb]
    for number, rise in zip(asked, risen([_asking(questions[number]) for number in asked]), strict=True):
        found[number] = _classed(None if rise is None else rise if questions[number].up else 1 - rise, SURE)
    return [_curbed(one) if said is None else said for one, said in zip(questions, found, strict=True)]


def _by_model(one: Question) -> bool:
    return one.curb or not (one.grain == "account" or _sampled(one))


def _ends(one: Question) -> tuple[Point, Point]:
    return next(point for point in one.points if point.year == one.since), one.points[-1]


def _sampled(one: Question) -> bool:
    return any(point.std_error is not None for point in _ends(one))


def _plainly(one: Question) -> Moved:
    """Without a model: by the figures alone, or by the errors of a sample."""
    base, latest = _ends(one)
    assert base.value is not None
    assert latest.value is not None
    gain = (latest.value - base.value) * (1 if one.up else -1)
    if not _sampled(one):
        return Moved("as_wished" if gain > 0 else "not_as_wished")
    spread = math.hypot(base.std_error or 0.0, latest.std_error or 0.0)
    if spread == 0:
        return Moved("as_wished" if gain > 0 else "not_as_wished")
    return _classed(0.5 * math.erfc(-gain / spread / math.sqrt(2)), SURE_OF_SAMPLE)


def _classed(sure: float | None, bound: float) -> Moved:
    if sure is None:
        return Moved("open", short=True)
    return Moved("as_wished" if sure >= bound else "not_as_wished" if sure <= 1 - bound else "open", sure)


def _curbed(one: Question) -> Moved:
    """A rise is curbed where it has slowed, or has stopped; it is not where it surely goes on and is no slower by the figures."""
    from qingmiao.progress.forecasting.bending import bent_down

    told = bent_down(_asking(one, mirrored=one.up))
    if told is None:
        return Moved("open", short=True)
    slowed, stopped = told
    if max(slowed, stopped) >= SURE:
        return Moved("as_wished", max(slowed, stopped))
    return Moved("not_as_wished" if stopped <= 1 - SURE and slowed <= 0.5 else "open", max(slowed, stopped))


def _asking(one: Question, *, mirrored: bool = False) -> Asking:
    """The question in the numbers of the model; mirrored, a fall that is to be curbed becomes a rise."""
    from qingmiao.progress.forecasting.asking import Asking, Known

    sign = -1 if mirrored else 1
    counted = all(point.events is not None and point.exposure for point in one.points)
    cases = one.grain == "cases" and all(point.value is not None and point.value >= 0 for point in one.points)

    def known(point: Point) -> Known:
        assert point.value is not None
        if counted and point.events is not None and point.exposure is not None:
            return Known(point.year, point.value, point.exposure - point.events if mirrored else point.events, point.exposure)
        return Known(point.year, sign * point.value, *((point.value, CASES_OF) if cases and not mirrored else ()))

    return Asking(tuple(known(point) for point in one.points), one.since, (None, None) if mirrored else one.limits)
