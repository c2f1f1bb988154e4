"""Where the counts of a place of one year belong within the boundaries of a later one: merged, split, renamed or moved places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qingmiao.places.model import Gazetteer, Successor


@dataclass(frozen=True, slots=True)
class Carried:
    """A share of what `place` counted in `year` belongs to `to`, whose counts of that year lie in `sources` places altogether."""

    place: str
    year: int
    to: str
    share: float
    sources: int


def carried(gazetteer: Gazetteer, years: Sequence[int], boundaries: int) -> tuple[Carried, ...]:
    """What must be carried to show some years in the boundaries of the year `boundaries` (no earlier than they).

    A place that neither changed nor took anything in is left out; a place that was cut out of another and lives on is its own successor.
    A place that ended and has no successor is carried nowhere: its counts are of no place of today.
    """
    steps = {place.id: by_year for place in gazetteer if (by_year := _by_year(place.successors))}
    return tuple(row for year in years for row in _of_year(gazetteer, steps, year, boundaries)) if steps else ()


Steps = Mapping[str, Mapping[int, Sequence[Successor]]]


def _by_year(successors: Sequence[Successor]) -> dict[int, list[Successor]]:
    found: dict[int, list[Successor]] = {}
    for one in successors:
        found.setdefault(one.year, []).append(one)
    return found


def _of_year(gazetteer: Gazetteer, steps: Steps, year: int, boundaries: int) -> Iterator[Carried]:
    concerned = {*steps, *(one.to for by_year in steps.values() for held in by_year.values() for one in held)}
    went = {
        place: _went(steps, place, year, boundaries) for place in sorted(concerned) if place in gazetteer and gazetteer[place].there(year)
    }
    sources: dict[str, list[str]] = {}
    for place, parts in went.items():
        for to in parts:
            sources.setdefault(to, []).append(place)
    for place, parts in went.items():
        for to, share in parts.items():
            if parts != {place: 1.0} or len(sources[to]) > 1:
                yield Carried(place, year, to, share, len(sources[to]))


def _went(steps: Steps, place: str, year: int, boundaries: int) -> dict[str, float]:
    """The shares of what a place was in a year, by the places that hold them in the year `boundaries`."""
    here = {place: 1.0}
    for now in sorted({when for held in steps.values() for when in held if year < when <= boundaries}):
        after: dict[str, float] = {}
        for one, share in here.items():
            for to, part in [(step.to, step.share) for step in steps.get(one, {}).get(now, ())] or [(one, 1.0)]:
                after[to] = after.get(to, 0.0) + share * part
        here = after
    return here
