"""Where and when: the places that report, the people who live there, and the days of each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from qingmiao.catalogue.model import Element
from qingmiao.facts.demonstration.magnitudes import POPULATION
from qingmiao.facts.demonstration.sampling import generator
from qingmiao.facts.periods import period
from qingmiao.places import NOT_PARTS, Gazetteer, Level, Place

_EPOCH: Final = date(1970, 1, 1)
_YEARLY: Final = frozenset({"calendar_year", "statistical_year", "school_year", "point"})
REPORTED_AFTER: Final = 45
"""Days from the end of a period to the day on which its figures come in."""


@dataclass(frozen=True)
class Cells:
    """Places × years in which each place exists, place by place; `place` and `year` are positions in `places` and in the years asked for."""

    places: tuple[Place, ...]
    place: tuple[int, ...]
    year: tuple[int, ...]
    weights: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True)
class Ground:
    """The region and the years asked for; everything here depends on nothing but the gazetteer and the seed."""

    gazetteer: Gazetteer
    region: str
    years: tuple[int, ...]
    seed: int
    _cells: dict[str, Cells] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def population(self) -> dict[str, float]:
        """People of each place at or below the region: the region's by its level, shared among the parts."""
        rng = generator(self.seed, self.region, "people")
        people = {self.region: POPULATION[self.gazetteer[self.region].level] * rng.uniform(0.75, 1.25)}
        for place in self.gazetteer.below(self.region):
            parts = _parts(self.gazetteer, place.id)
            sizes = [rng.lognormvariate(0, 0.45) for _ in parts]
            people |= {part.id: people[place.id] * size / sum(sizes) for part, size in zip(parts, sizes, strict=True)}
        return people

    def leaves(self) -> Cells:
        """Cells of the lowest places, institutions left out: where what is summed is counted."""
        return self._made("leaves", [place for place in self._regions() if not _parts(self.gazetteer, place.id)])

    def tops(self) -> Cells:
        """Cells of the region and the places directly below it: where what cannot be summed is measured."""
        return self._made("tops", [self.gazetteer[self.region], *_parts(self.gazetteer, self.region)])

    def alone(self) -> Cells:
        """Cells of the region itself."""
        return self._made("alone", [self.gazetteer[self.region]])

    def at(self, level: Level) -> Cells:
        """Cells of the places of one level."""
        return self._made(level, list(self.gazetteer.at_level(self.region, level)))

    def _regions(self) -> list[Place]:
        return [place for place in self.gazetteer.below(self.region) if place.level not in NOT_PARTS or place.id == self.region]

    def _made(self, key: str, places: Sequence[Place]) -> Cells:
        if key not in self._cells:
            pairs = [(p, y) for p, place in enumerate(places) for y, year in enumerate(self.years) if place.there(year)]
            weights = tuple(self.population[place.id] for place in places)
            self._cells[key] = Cells(tuple(places), tuple(p for p, _ in pairs), tuple(y for _, y in pairs), weights)
        return self._cells[key]


def _parts(gazetteer: Gazetteer, place: str) -> tuple[Place, ...]:
    return tuple(part for part in gazetteer.children(place) if part.level not in NOT_PARTS)


def basis_of(element: Element) -> str:
    """The element's basis where a year fixes it, else the calendar year."""
    return element.basis if element.basis in _YEARLY else "calendar_year"


def days(year: int, basis: str) -> tuple[int, int, int]:
    """First day, first day after, and the day on which figures come in, as days since 1970."""
    start, end = period(year, basis)
    return (start - _EPOCH).days, (end - _EPOCH).days, (end - _EPOCH).days + REPORTED_AFTER
