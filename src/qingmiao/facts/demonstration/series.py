"""The values of each element over places and years: bases by people, parts by a rate's course and chance, things measured, steps done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp
from random import Random

from qingmiao.catalogue.model import Element
from qingmiao.facts.demonstration import magnitudes
from qingmiao.facts.demonstration.ground import Cells, Ground
from qingmiao.facts.demonstration.model import Scenario, Shape
from qingmiao.facts.demonstration.sampling import binomial, generator, poisson, spread
from qingmiao.facts.demonstration.scenarios import bettered, gains
from qingmiao.facts.ratios import Ratio

Values = list[float]

NESTED: Mapping[str, tuple[str, float, float]] = {
    "early_neonatal_deaths": ("neonatal_deaths", 0.6, 0.8),
    "neonatal_deaths": ("infant_deaths", 0.45, 0.65),
    "infant_deaths": ("under5_deaths", 0.65, 0.8),
}
"""Part → (whole, least and largest share): who dies in the first month has died in the first year."""

_FEW = 200
"""Up to so many institutions of a place are followed one by one, so that what meets a rule goes on meeting it."""

_FEWER = 0.985
"""Births, pupils and other people that rates are counted on become one and a half per cent fewer each year; things stay."""


class Maker:
    """Makes each element's values once; a numerator is made from its denominator, so the two fit together."""

    def __init__(
        self, ground: Ground, elements: Mapping[str, Element], ratios: Sequence[Ratio], cells: Mapping[str, Cells], done: frozenset[str]
    ) -> None:
        """`cells` says for each element in which places and years it is reported; `done` names the steps."""
        self.ground, self.elements, self.cells, self.done = ground, elements, cells, done
        self.scenarios: dict[str, Scenario] = {}
        self.ratios: dict[str, list[Ratio]] = {}
        for ratio in ratios:
            self.ratios.setdefault(ratio.numerator, []).append(ratio)
        self.denominators = frozenset(ratio.denominator for ratio in ratios if ratio.denominator is not None) & elements.keys()
        self._made: dict[str, Values] = {}
        self._busy: set[str] = set()

    def base(self, code: str) -> bool:
        """Whether an element is only what others are part of."""
        return code in self.denominators and code not in NESTED and not any(ratio.direction for ratio in self._parents(code))

    def values(self, code: str) -> Values:
        """The values of an element, one a cell."""
        if code not in self._made:
            self._busy.add(code)
            made = self._way(code)(code, self._rng(code))
            for ratio in self._open_parents(code):
                if ratio.capped:
                    made = list(map(min, made, self.values(str(ratio.denominator))))
            self._made[code] = made
            self._busy.discard(code)
        return self._made[code]

    def _rng(self, code: str) -> Random:
        return generator(self.ground.seed, self.ground.region, code)

    def _parents(self, code: str) -> list[Ratio]:
        return [ratio for ratio in self.ratios.get(code, ()) if ratio.denominator in self.elements and ratio.denominator != code]

    def _way(self, code: str) -> Callable[[str, Random], Values]:
        element = self.elements[code]
        if code in self.done:
            return self._steps
        if element.adds == "measured":
            return self._measures
        if not self.base(code) and (self._within(code) or self._open_parents(code)):
            return self._part
        if code in self.denominators or not self._direction(code):
            return self._base
        return self._stock if magnitudes.is_thing(element.unit) else self._flow

    def _open_parents(self, code: str) -> list[Ratio]:
        """Ratios whose denominator can be made before the numerator: a ring of ratios is cut where it is met again."""
        return [ratio for ratio in self._parents(code) if ratio.denominator not in self._busy and self._same_cells(code, ratio.denominator)]

    def _same_cells(self, code: str, other: str | None) -> bool:
        return other is not None and self.cells[code] is self.cells[other]

    def _within(self, code: str) -> tuple[str, float, float] | None:
        whole = NESTED.get(code)
        return whole if whole and whole[0] in self.elements and whole[0] not in self._busy and self._same_cells(code, whole[0]) else None

    def _scenario(self, code: str) -> Shape:
        return self.scenarios[code].shape if code in self.scenarios else Shape.FLAT

    def _base(self, code: str, rng: Random) -> Values:
        cells, element = self.cells[code], self.elements[code]
        per = magnitudes.per_thousand(element) / 1000
        if magnitudes.stays(element):
            return self._opened(code, max(1, round(sum(cells.weights) * per)), rng)
        trend = [_FEWER**year * rng.uniform(0.98, 1.02) for year in range(len(self.ground.years))]
        expected = [weight * per for weight in cells.weights]
        return [float(poisson(rng, expected[place] * trend[year])) for place, year in zip(cells.place, cells.year, strict=True)]

    def _part(self, code: str, rng: Random) -> Values:
        """A part of a whole: the rate's course, better here and worse there, then chance."""
        within = self._within(code)
        return self._nested(code, within, rng) if within else self._rated(code, self._open_parents(code)[0], rng)

    def _nested(self, code: str, within: tuple[str, float, float], rng: Random) -> Values:
        whole, low, high = within
        shares = [rng.uniform(low, high) for _ in self.ground.years]
        return [
            float(binomial(rng, int(total), shares[year])) for total, year in zip(self.values(whole), self.cells[code].year, strict=True)
        ]

    def _rated(self, code: str, ratio: Ratio, rng: Random) -> Values:
        cells, rates = self.cells[code], self._rates(code, ratio, rng)
        whole = self.values(str(ratio.denominator))
        counted = zip(whole, cells.place, cells.year, strict=True)
        if ratio.capped and magnitudes.stays(self.elements[str(ratio.denominator)]) and max(whole, default=0) <= _FEW:
            marks = [[rng.random() for _ in range(int(max(whole)))] for _ in cells.places]
            return [float(sum(mark < rates[place][year] for mark in marks[place][: int(total)])) for total, place, year in counted]
        if ratio.capped:
            return [float(binomial(rng, int(total), rates[place][year])) for total, place, year in counted]
        return [float(poisson(rng, total * rates[place][year])) for total, place, year in counted]

    def _rates(self, code: str, ratio: Ratio, rng: Random) -> list[list[float]]:
        """The chance of each place and year."""
        shape, years = self._scenario(code), len(self.ground.years)
        start = magnitudes.first_rate(rng, ratio, self.elements[code], self.elements[str(ratio.denominator)])
        top = _top(ratio)
        start = start if top is None else min(start, top)
        full = years - rng.randint(1, 3) if shape is Shape.FULL and ratio.capped and top and ratio.direction == "up" else years
        course, lucks = gains(rng, shape, years), self._lucks(self.cells[code], rng)
        lean = 0.05 if ratio.balance else 1.0
        return [
            [
                ratio.share if year >= full else bettered(start, (gain + luck) * lean, ratio.direction, top)
                for year, gain in enumerate(course)
            ]
            for luck in lucks
        ]

    def _lucks(self, cells: Cells, rng: Random) -> list[float]:
        """How much better off each place is, for good: neighbours under one parent are alike."""
        shared = {place.parent: rng.gauss(0, 0.3) for place in cells.places}
        return [0.0 if place.id == self.ground.region else shared[place.parent] + rng.gauss(0, 0.2) for place in cells.places]

    def _stock(self, code: str, rng: Random) -> Values:
        """Things built one after another, or given up again: how many there are at the end of each year."""
        cells = self.cells[code]
        return self._opened(code, round(exp(rng.uniform(1.4, 3.9)) * max(1.0, (sum(cells.weights) / 330_000) ** 0.5)), rng)

    def _opened(self, code: str, total: int, rng: Random) -> Values:
        """`total` things laid on places, some there from the beginning, the others opened in one of the years."""
        cells, years = self.cells[code], len(self.ground.years)
        early = 0.85 if self._scenario(code) in (Shape.FLAT, Shape.WORSENING) else 0.25
        grown = []
        for count in spread(rng, total, cells.weights):
            opened = [0 if rng.random() < early else rng.randrange(years) for _ in range(min(count, _FEW))]
            few = [sum(year >= when for when in opened) for year in range(years)]
            grown.append([float(round(now * count / len(opened))) if opened else 0.0 for now in few])
        return [grown[place][year] for place, year in zip(cells.place, cells.year, strict=True)]

    def _flow(self, code: str, rng: Random) -> Values:
        """Persons and cases that are counted anew each year."""
        cells = self.cells[code]
        direction = self._direction(code)
        rate = exp(rng.uniform(-0.5, 1.0) if direction == "up" else rng.uniform(-4.0, -1.0)) / 1000
        rate *= 300 if "元" in self.elements[code].unit else 1
        course = [bettered(rate, gain, direction, None) for gain in gains(rng, self._scenario(code), len(self.ground.years))]
        return [float(poisson(rng, cells.weights[place] * course[year])) for place, year in zip(cells.place, cells.year, strict=True)]

    def _direction(self, code: str) -> str | None:
        return next((ratio.direction for ratio in self.ratios.get(code, ())), None)

    def _measures(self, code: str, rng: Random) -> Values:
        cells, unit, direction = self.cells[code], self.elements[code].unit, self._direction(code)
        limits = next((ratio.limits for ratio in self.ratios.get(code, ())), (None, None))
        start, decimals, sway = magnitudes.first_measure(rng, self.elements[code], direction)
        top = 100.0 if unit in magnitudes.PER_CENT else limits[1]
        start = start if top is None else min(start, top)
        course, lucks = gains(rng, self._scenario(code), len(self.ground.years)), self._lucks(cells, rng)
        made = [
            bettered(start, (course[year] + lucks[place]) * sway, direction, top)
            for place, year in zip(cells.place, cells.year, strict=True)
        ]
        floor = limits[0] if limits[0] is not None else 0.0
        return [round(max(value, floor), decimals) for value in made]

    def _steps(self, code: str, rng: Random) -> Values:
        """0 until the year in which the step was done, 1 from then on; a quarter are never done."""
        years = len(self.ground.years)
        when = years if rng.random() < 0.25 else 0 if rng.random() < 0.15 else rng.randrange(years)
        return [float(year >= when) for year in self.cells[code].year]


def _top(ratio: Ratio) -> float | None:
    """The most that a share can be: the whole where the numerator is counted in it, a little more for gross rates, nothing for other rates."""
    if ratio.multiplier != 100 or ratio.balance:
        return None
    return ratio.share if ratio.capped else 1.08
