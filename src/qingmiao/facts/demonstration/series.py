"""The values of each element over places and years: bases by people, parts by a rate's course and chance, things measured, steps done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp
from random import Random

from qingmiao.catalogue.model import Element
from qingmiao.facts.demonstration import magnitudes
from qingmiao.facts.demonstration.ground import Cells, Ground
from qingmiao.facts.demonstration.model import Ratio, Scenario, Shape
from qingmiao.facts.demonstration.sampling import binomial, generator, poisson, spread
from qingmiao.facts.demonstration.scenarios import bettered, gains

Values = list[float]

NESTED: Mapping[str, tuple[str, float, float]] = {
    "neonatal_deaths": ("infant_deaths", 0.45, 0.65),
    "infant_deaths": ("under5_deaths", 0.65, 0.8),
}
"""Part → (whole, least and largest share): who dies in the first month has died in the first year."""

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
        return code in self.denominators and code not in NESTED and not self._parents(code)

    def values(self, code: str) -> Values:
        """The values of an element, one a cell."""
        if code not in self._made:
            self._busy.add(code)
            self._made[code] = self._way(code)(code, self._rng(code))
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
        if self._within(code) or self._open_parents(code):
            return self._part
        if code in self.denominators:
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
        if magnitudes.is_thing(element.unit):
            laid = spread(rng, max(3, round(sum(cells.weights) * per)), cells.weights)
            return [float(laid[place]) for place in cells.place]
        trend = [_FEWER**year * rng.uniform(0.98, 1.02) for year in range(len(self.ground.years))]
        expected = [weight * per for weight in cells.weights]
        return [float(poisson(rng, expected[place] * trend[year])) for place, year in zip(cells.place, cells.year, strict=True)]

    def _part(self, code: str, rng: Random) -> Values:
        """A part of a whole: the rate's course, better here and worse there, then chance; never above any whole that it is counted in."""
        parents = self._open_parents(code)
        within = self._within(code)
        made = self._nested(code, within, rng) if within else self._rated(code, parents[0], rng)
        for ratio in parents:
            if ratio.capped:
                made = list(map(min, made, self.values(str(ratio.denominator))))
        return made

    def _nested(self, code: str, within: tuple[str, float, float], rng: Random) -> Values:
        whole, low, high = within
        shares = [rng.uniform(low, high) for _ in self.ground.years]
        return [
            float(binomial(rng, int(total), shares[year])) for total, year in zip(self.values(whole), self.cells[code].year, strict=True)
        ]

    def _rated(self, code: str, ratio: Ratio, rng: Random) -> Values:
        cells, rates = self.cells[code], self._rates(code, ratio, rng)
        counted = zip(self.values(str(ratio.denominator)), cells.place, cells.year, strict=True)
        if ratio.capped:
            return [float(binomial(rng, int(total), rates[place][year])) for total, place, year in counted]
        return [float(poisson(rng, total * rates[place][year])) for total, place, year in counted]

    def _rates(self, code: str, ratio: Ratio, rng: Random) -> list[list[float]]:
        """The chance of each place and year."""
        shape, years = self._scenario(code), len(self.ground.years)
        start, course = magnitudes.first_rate(rng, ratio), gains(rng, shape, years)
        top = ratio.share if ratio.capped and ratio.multiplier == 100 else None
        full = years - rng.randint(1, 3) if shape is Shape.FULL and ratio.direction == "up" and top else years
        lucks = self._lucks(self.cells[code], rng)
        return [
            [ratio.share if year >= full else bettered(start, gain + luck, ratio.direction, top) for year, gain in enumerate(course)]
            for luck in lucks
        ]

    def _lucks(self, cells: Cells, rng: Random) -> list[float]:
        """How much better off each place is, for good: neighbours under one parent are alike."""
        shared = {place.parent: rng.gauss(0, 0.3) for place in cells.places}
        return [0.0 if place.id == self.ground.region else shared[place.parent] + rng.gauss(0, 0.2) for place in cells.places]

    def _stock(self, code: str, rng: Random) -> Values:
        """Things built one after another, or given up again: how many there are at the end of each year."""
        cells, years = self.cells[code], len(self.ground.years)
        total = round(exp(rng.uniform(1.4, 3.9)) * max(1.0, (sum(cells.weights) / 330_000) ** 0.5))
        laid = spread(rng, total, cells.weights)
        built = self._built(self._scenario(code), rng, years)
        opened = [sorted(built() for _ in range(count)) for count in laid]
        return [float(sum(year >= when for when in opened[place])) for place, year in zip(cells.place, cells.year, strict=True)]

    def _built(self, shape: Shape, rng: Random, years: int) -> Callable[[], int]:
        if shape in (Shape.FLAT, Shape.WORSENING):
            return lambda: 0 if rng.random() < 0.85 else rng.randrange(years)
        return lambda: 0 if rng.random() < 0.25 else rng.randrange(years)

    def _flow(self, code: str, rng: Random) -> Values:
        """Persons and cases that are counted anew each year."""
        cells = self.cells[code]
        direction = self._direction(code)
        rate = exp(rng.uniform(-4.0, 0.0)) / 1000
        course = [bettered(rate, gain, direction, None) for gain in gains(rng, self._scenario(code), len(self.ground.years))]
        return [float(poisson(rng, cells.weights[place] * course[year])) for place, year in zip(cells.place, cells.year, strict=True)]

    def _direction(self, code: str) -> str | None:
        return next((ratio.direction for ratio in self.ratios.get(code, ())), None)

    def _measures(self, code: str, rng: Random) -> Values:
        cells, unit, direction = self.cells[code], self.elements[code].unit, self._direction(code)
        limits = next((ratio.limits for ratio in self.ratios.get(code, ())), (None, None))
        start, decimals = magnitudes.first_measure(rng, unit, direction)
        top = 100.0 if unit in {"%", "％"} else limits[1]
        start = start if top is None else min(start, top)
        course, lucks = gains(rng, self._scenario(code), len(self.ground.years)), self._lucks(cells, rng)
        lean = 1.0 if top is not None or direction == "down" else 0.35
        made = [
            bettered(start, (course[year] + lucks[place]) * lean, direction, top)
            for place, year in zip(cells.place, cells.year, strict=True)
        ]
        floor = limits[0] if limits[0] is not None else 0.0
        return [round(max(value, floor), decimals) for value in made]

    def _steps(self, code: str, rng: Random) -> Values:
        """0 until the year in which the step was done, 1 from then on; a quarter are never done."""
        years = len(self.ground.years)
        when = years if rng.random() < 0.25 else 0 if rng.random() < 0.15 else rng.randrange(years)
        return [float(year >= when) for year in self.cells[code].year]
