"""Whether series have moved since an earlier year, asked in plain numbers: how sure it is that the level is higher now.

With counts the model of the counts answers (`moving`). Figures without counts must besides pass the exact test of Mann and Kendall over the years
asked about: the model believes that published figures are smooth, which for figures that scatter would give one false alarm in six.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from qingmiao.progress.forecasting.model import WINDOW
from qingmiao.progress.forecasting.moving import risen_counts, risen_values
from qingmiao.progress.forecasting.panel import Floats, Panel

FEWEST: Final = 4
"""Years of figures without counts below which no order of them is beyond chance: of three, one in six rises all the way."""

EXACT: Final = 20
"""Up to so many years the test of Mann and Kendall is worked out exactly; beyond, by the normal distribution."""


@dataclass(frozen=True, slots=True)
class Known:
    """One year: the figure, and its events and exposure where there are counts."""

    year: int
    value: float
    events: float | None = None
    exposure: float | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A series (oldest year first, the last being the year of now), the year it is held against, and its natural limits."""

    known: tuple[Known, ...]
    since: int
    limits: tuple[float | None, float | None] = (None, None)

    @property
    def counted(self) -> bool:
        """Whether every year has counts."""
        return all(one.events is not None and one.exposure for one in self.known)


def risen(asked: Sequence[Asking]) -> list[float | None]:
    """For each series the probability that its level is above that of the earlier year, 0..1; None where its years do not allow an answer."""
    found: list[float | None] = [None] * len(asked)
    answerable = [number for number, one in enumerate(asked) if _years(one) >= 2]
    for numbers, work in (
        ([number for number in answerable if asked[number].counted], _by_counts),
        ([number for number in answerable if not asked[number].counted and _years(asked[number]) >= FEWEST], _by_values),
    ):
        for number, share in zip(numbers, work([asked[number] for number in numbers]), strict=True):
            found[number] = share
    return found


def risen_by_model(asked: Sequence[Asking]) -> list[float]:
    """The model's answer alone, also where there are only three years; for what is besides looked at in another way."""
    found = [0.0] * len(asked)
    for counted, work in ((True, risen_counts), (False, risen_values)):
        numbers = [number for number, one in enumerate(asked) if one.counted is counted]
        for number, share in zip(numbers, _put([asked[number] for number in numbers], work), strict=True):
            found[number] = float(share)
    return found


def _years(one: Asking) -> int:
    """How many figures there are from the earlier year on, which must be among them."""
    years = [each.year for each in one.known if each.year >= one.since]
    return len(years) if years and years[0] == one.since else 0


def _by_counts(asked: Sequence[Asking]) -> Iterator[float]:
    yield from (float(share) for share in _put(asked, risen_counts))


def _by_values(asked: Sequence[Asking]) -> Iterator[float]:
    """The model's answer, but no surer than the order of the years is beyond chance."""
    for one, share in zip(asked, _put(asked, risen_values), strict=True):
        up, down = kendall([each.value for each in one.known if each.year >= one.since])
        yield max(0.5, min(float(share), 1 - up)) if share >= 0.5 else min(0.5, max(float(share), down))


def _put(asked: Sequence[Asking], work: Callable[[Panel, Floats], Floats]) -> Floats:
    if not asked:
        return np.zeros(0)
    return work(laid_out(asked), np.array([float(one.since) for one in asked]))


def laid_out(asked: Sequence[Asking]) -> Panel:
    """The series laid out by year, each with at most WINDOW years, or as many as are asked about."""
    now = np.array([one.known[-1].year for one in asked])
    width = max(max(min(one.known[-1].year - one.known[0].year, WINDOW - 1), one.known[-1].year - one.since) for one in asked) + 1
    value, events, exposure = (np.zeros((len(asked), width)) for _ in range(3))
    seen = np.zeros((len(asked), width), dtype=bool)
    for row, one in enumerate(asked):
        for each in one.known:
            column = width - 1 - (now[row] - each.year)
            if column >= 0:
                seen[row, column] = True
                value[row, column], events[row, column], exposure[row, column] = each.value, each.events or 0.0, each.exposure or 0.0
    none = np.full(len(asked), np.nan)
    floors, ceilings = ([np.nan if one.limits[end] is None else one.limits[end] for one in asked] for end in (0, 1))
    floor, ceiling = np.array(floors, dtype=float), np.array(ceilings, dtype=float)
    return Panel(
        value, events, exposure, seen, now.astype(float), np.arange(len(asked)), np.ones(len(asked)), none, none, none, floor, ceiling
    )


def kendall(values: Sequence[float]) -> tuple[float, float]:
    """The test of Mann and Kendall: how likely chance alone gives figures that rise at least as steadily as these, and that fall so.

    Equal figures speak for neither; their test is then on the careful side.
    """
    score = sum((later > earlier) - (later < earlier) for earlier, later in itertools.combinations(values, 2))
    return _tail(len(values), score), _tail(len(values), -score)


def _tail(count: int, score: int) -> float:
    """The probability of at least that score among so many figures in random order."""
    pairs = count * (count - 1) // 2
    if count > EXACT:
        spread = math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
        return 0.5 * math.erfc((score - 1) / spread / math.sqrt(2))
    most = (pairs - score) // 2  # so many pairs, at most, stand the other way
    return sum(_orders(count)[: most + 1]) / math.factorial(count)


@lru_cache(maxsize=EXACT + 1)
def _orders(count: int) -> tuple[int, ...]:
    """How many orders of so many things have 0, 1, 2 … pairs that stand the other way."""
    if count < 2:
        return (1,)
    before = _orders(count - 1)
    return tuple(sum(before[max(0, turned - count + 1) : turned + 1]) for turned in range(len(before) + count - 1))
