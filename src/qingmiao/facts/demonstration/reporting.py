"""How values become facts: on time or late, with gaps, provisional and revised, wrong and corrected."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import isnan, nan, sqrt
from random import Random
from typing import Final, NamedTuple

from qingmiao.catalogue.model import Element
from qingmiao.facts.demonstration.columns import Gathered, moment
from qingmiao.facts.demonstration.ground import Cells, Ground, basis_of, days
from qingmiao.facts.demonstration.magnitudes import PER_CENT
from qingmiao.facts.demonstration.model import Habit, Scenario
from qingmiao.facts.demonstration.series import Values
from qingmiao.facts.streams import stream_of

_OBSERVED: Final = "observed"
_REVISED_AFTER: Final = 120
"""Days from a first figure to its correction."""
_SURVEYED: Final = 0.35


class _Series(NamedTuple):
    """What is the same in all facts of one element."""

    element: Element
    stream: str
    origin_id: str


class Desk:
    """Takes an element's values and lays them down as facts, by the habit that was dealt to it."""

    def __init__(self, ground: Ground, gathered: Gathered) -> None:
        """`gathered` is filled row by row."""
        self.ground, self.gathered = ground, gathered

    def report(self, element: Element, cells: Cells, values: Values, scenario: Scenario, rng: Random, *, lower: bool) -> None:
        """Add the facts of one element; `lower` says whether a figure that is not yet right is too low (a numerator) or too high (a base)."""
        sent = self._sent(cells, scenario.habit, rng)
        statuses = self._statuses(cells, scenario.habit, rng)
        stream = _stream(element, rng)
        words = [statuses[cell] for cell in sent]
        told = [values[cell] if word == _OBSERVED else nan for cell, word in zip(sent, words, strict=True)]
        first = self._first_told(scenario.habit, told, rng, lower)
        if stream == "survey":
            words = ["estimated" if word == _OBSERVED else word for word in words]
        series = _Series(element, stream, f"seed {self.ground.seed}: {scenario.shape}, {scenario.habit}")
        start = self.gathered.next_id
        early = dict.fromkeys(first, "provisional") if scenario.habit is Habit.REVISED else {}
        self._lay(
            series,
            cells,
            sent,
            [first.get(row, value) for row, value in enumerate(told)],
            [early.get(row, word) for row, word in enumerate(words)],
            rng,
        )
        if first:
            rows = sorted(first)
            self._lay(
                series,
                cells,
                [sent[row] for row in rows],
                [told[row] for row in rows],
                [words[row] for row in rows],
                rng,
                [start + row for row in rows],
            )

    def _sent(self, cells: Cells, habit: Habit, rng: Random) -> Sequence[int]:
        """The cells from which anything comes in."""
        last = len(self.ground.years) - 1
        if habit is Habit.LATE:
            return [cell for cell, year in enumerate(cells.year) if year < last]
        if habit is Habit.PARTIAL:
            prompt = [rng.random() < 0.35 for _ in cells.places]
            return [cell for cell, (place, year) in enumerate(zip(cells.place, cells.year, strict=True)) if year < last or prompt[place]]
        return range(len(cells))

    def _statuses(self, cells: Cells, habit: Habit, rng: Random) -> list[str]:
        if habit is Habit.SILENT:
            return ["not_collected"] * len(cells)
        if habit is not Habit.GAPS:
            return ["observed"] * len(cells)
        word, silent = rng.choice(("not_collected", "not_carried_out")), self._silent_places(cells, rng)
        since = rng.randrange(len(self.ground.years))
        return [word if place in silent and year >= since else "observed" for place, year in zip(cells.place, cells.year, strict=True)]

    def _silent_places(self, cells: Cells, rng: Random) -> frozenset[int]:
        """Positions of the places of one parent in four at most (townships of villages), or of a place or two where all have one parent."""
        parents = sorted({place.parent or "" for place in cells.places if place.id != self.ground.region})
        if len(parents) > 2:
            chosen = set(rng.sample(parents, rng.randint(1, max(1, len(parents) // 4))))
            return frozenset(index for index, place in enumerate(cells.places) if place.parent in chosen)
        others = [index for index, place in enumerate(cells.places) if place.id != self.ground.region]
        return frozenset(rng.sample(others, min(len(others), rng.randint(1, 2))) or [0])

    def _first_told(self, habit: Habit, told: Sequence[float], rng: Random, lower: bool) -> dict[int, float]:
        """Row → what was said of it at first, where that was put right later."""
        if habit not in (Habit.REVISED, Habit.CORRECTED):
            return {}
        rows = [index for index, value in enumerate(told) if value >= 20 or (habit is Habit.CORRECTED and value > 0)]
        chosen = rng.sample(rows, min(len(rows), max(1, len(told) // 25)))
        wrong = {index: _off(told[index], habit, rng, lower) for index in chosen}
        return {index: value for index, value in wrong.items() if value != told[index]}

    def _lay(
        self,
        series: _Series,
        cells: Cells,
        sent: Sequence[int],
        values: Sequence[float],
        words: Sequence[str],
        rng: Random,
        corrects: Sequence[int] = (),
    ) -> None:
        """Add rows of the cells `sent`; `corrects` holds the ids that they supersede."""
        rows, into, basis = len(sent), self.gathered, basis_of(series.element)
        calendar = [days(year, basis) for year in self.ground.years]
        recorded = [moment(day + (_REVISED_AFTER if corrects else 0), rng.randrange(400)) for _, _, day in calendar]
        years = [cells.year[cell] for cell in sent]
        for column, word in (
            ("element", series.element.code),
            ("basis", basis),
            ("stream", series.stream),
            ("origin_id", series.origin_id),
        ):
            into.words[column].repeat(word, rows)
        into.words["place"].add([cells.places[cells.place[cell]].id for cell in sent])
        into.words["status"].add(words)
        into.start.extend([calendar[year][0] for year in years])
        into.end.extend([calendar[year][1] for year in years])
        into.recorded.extend([recorded[year] for year in years])
        into.value.extend(values)
        into.supersedes.extend(corrects or array("q", [0]) * rows)
        self._sample(series.stream == "survey", values, rng)

    def _sample(self, surveyed: bool, values: Sequence[float], rng: Random) -> None:
        """Sample sizes and errors, of surveys only."""
        n = [0 if isnan(value) else rng.randrange(600, 2400) for value in values] if surveyed else array("q", [0]) * len(values)
        self.gathered.n.extend(n)
        self.gathered.error.extend(
            [_error(value, size) for value, size in zip(values, n, strict=True)] if surveyed else array("d", [nan]) * len(values)
        )


def _stream(element: Element, rng: Random) -> str:
    if element.adds == "measured" and element.unit in PER_CENT and rng.random() < _SURVEYED:
        return "survey"
    return stream_of(element)


def _off(value: float, habit: Habit, rng: Random, lower: bool) -> float:
    """A provisional figure is some per cent off, a wrong one has lost or gained a digit."""
    some = rng.uniform(0.02, 0.08)
    factor = {(True, True): 1 - some, (True, False): 1 + some, (False, True): 0.1, (False, False): 10.0}[habit is Habit.REVISED, lower]
    off = value * factor
    return float(int(off)) if value == int(value) else round(off, 1)


def _error(value: float, n: int) -> float:
    """Standard error of a share in per cent from a simple sample."""
    return round(sqrt(max(0.0, value * (100 - value)) / n), 3) if n else nan
