"""The gaps of a commitment: town and country, boys and girls, best and worst place; a part of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qingmiao.compute.grouping import of_group
from qingmiao.places import Place
from qingmiao.progress.gaps import PAIRS, Gap, change, group_gaps, place_spread
from qingmiao.progress.model import Point
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number
from qingmiao.web.pages import wording
from qingmiao.web.planning.shelf import Book


@dataclass(frozen=True, slots=True)
class GroupGap:
    """The gap of one pair of groups at the place of the page: newest year first; `grew` above 0 is a wider gap than in `since`."""

    first: str
    second: str
    gaps: tuple[Gap, ...]
    since: int | None
    grew: float | None


@dataclass(frozen=True, slots=True)
class PlaceGap:
    """The best and the worst of the places below, in the last year that two of them have."""

    best: Place
    worst: Place
    places: int
    gap: Gap


def gaps_between_groups(book: Book, indicator: str, place: str) -> list[GroupGap]:
    """The gaps of the pairs of groups of which there are figures."""
    words = [group for pair in PAIRS.values() for group in pair]
    codes = [of_group(indicator, group) for group in words]
    series: dict[tuple[str, str], list[Point]] = {}
    for number in ledger.all_series(book.id, codes, place):
        series.setdefault((number.indicator, place), []).append(_point(number))
    found = []
    for pair, (first, second) in PAIRS.items():
        gaps = group_gaps(series, indicator, place, pair)
        if gaps:
            since, grew = change(gaps) or (None, None)
            found.append(GroupGap(str(wording.GROUPS[first]), str(wording.GROUPS[second]), gaps[::-1], since, grew))
    return found


def gap_between_places(book: Book, indicator: str, direction: str | None, numbers: Sequence[Number]) -> PlaceGap | None:
    """The best and the worst of some places' figures; None where which way is better is not known, or fewer than two have a value."""
    if direction is None:
        return None
    series: dict[tuple[str, str], list[Point]] = {}
    for number in numbers:
        series.setdefault((indicator, number.place), []).append(_point(number))
    for year in sorted({number.year for number in numbers}, reverse=True):
        spread = place_spread(series, indicator, list(dict.fromkeys(number.place for number in numbers)), year, direction)
        if spread is not None:
            return PlaceGap(book.gazetteer[spread.best], book.gazetteer[spread.worst], spread.places, spread.gap)
    return None


def _point(number: Number) -> Point:
    return Point(number.year, number.value, number.status, number.simulated)
