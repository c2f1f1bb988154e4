"""The tree of places in each year: who is part of whom, and how many leaf parts, and people, a place has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from qingmiao.places.model import NOT_PARTS, Gazetteer, Place
from qingmiao.places.through_time import Carried, carried

PARTS = pa.schema([
    ("place", pa.string()),
    ("year", pa.int32()),
    ("parent", pa.string()),  # null: nothing of this place is added to another
    ("depth", pa.int32()),  # 0 for the region, -1 for the places above it, -2 for a set of places
    ("expected", pa.int32()),  # leaf parts, the place itself where it has none
    ("people", pa.float64()),  # who live in the leaf parts; null where that is not known of each
])  # fmt: skip
MEMBERS = pa.schema([("place", pa.string()), ("year", pa.int32()), ("parent", pa.string())])
"""The parent is the set."""

CARRIED = pa.schema(
    [("place", pa.string()), ("from_year", pa.int32()), ("to", pa.string()), ("share", pa.float64()), ("sources", pa.int64())]
)
LAGGED = CARRIED.append(pa.field("year", pa.int32()))
ABOVE, SET = -1, -2


@dataclass(frozen=True)
class Tree:
    """The places of the asked years (PARTS), the members of sets (MEMBERS), and what is carried into later boundaries (CARRIED).

    `lagged` (LAGGED) is what formulas take from earlier years into the boundaries of the asked one, where each year has its own.
    """

    places: pa.Table
    members: pa.Table
    carried: pa.Table
    lagged: pa.Table

    @property
    def depth(self) -> int:
        """The depth of the deepest place."""
        return max(self.places["depth"].to_pylist(), default=0)


def tree_of(
    gazetteer: Gazetteer,
    region: str,
    years: Collection[int],
    *,
    boundaries: int | None = None,
    people: Mapping[str, float] | None = None,
    lags: Collection[tuple[int, int]] = (),
) -> Tree:
    """The places at, under and above the region in some years, within the boundaries of each year, or all within those of one later year.

    A place that is not there in a year is no part in it. Institutions and sets are no parts of a region: what they report is theirs.
    `lags` are the years from which formulas take something, each with the year that it is taken for.
    `people` says how many live in a place; of a place that it does not know, its parts are asked.
    """
    ordered = sorted(set(years))
    moves = () if boundaries is None else carried(gazetteer, ordered, boundaries)
    rows: list[Row] = []
    members: list[tuple[str, int, str]] = []
    for year in ordered:
        found = _Year(
            gazetteer.in_year(year if boundaries is None else boundaries),
            year,
            year if boundaries is None else boundaries,
            {one.to for one in moves if one.year == year},
            people or {},
        )
        rows += found.at_and_under(region)
        rows += [(place.id, year, None, ABOVE, 1, None) for place in found.gazetteer.above(region)]
        members += found.members(region)
    taken = [] if boundaries is not None else [pair for pair in sorted(lags) if pair[0] < pair[1]]
    lagged = [(*_carried_row(one), year) for before, year in taken for one in carried(gazetteer, [before], year)]
    return Tree(
        table_of(rows, PARTS), table_of(members, MEMBERS), table_of([_carried_row(one) for one in moves], CARRIED), table_of(lagged, LAGGED)
    )


def table_of(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    """Rows as a table of a schema."""
    return pa.table([pa.array([row[column] for row in rows], one.type) for column, one in enumerate(schema)], schema=schema)


def _carried_row(one: Carried) -> tuple[str, int, str, float, int]:
    return one.place, one.year, one.to, one.share, one.sources


Row = tuple[str, int, str | None, int, int, float | None]


@dataclass
class _Year:
    """The places of one year; `drawn` is the year whose boundaries hold, `fed` the places that take in counts of earlier ones."""

    gazetteer: Gazetteer
    year: int
    drawn: int
    fed: Collection[str]
    people: Mapping[str, float]
    rows: dict[str, Row] = field(default_factory=dict)

    def at_and_under(self, region: str) -> list[Row]:
        self._descend(self.gazetteer[region], 0)
        place, year, _, depth, expected, people = self.rows[region]
        self.rows[region] = (place, year, None, depth, expected, people)
        for one in self._sets(region):
            inside = [self.rows[member] for member in one.members if self._in(member)]
            known = [row[5] for row in inside if row[5] is not None]
            self.rows[one.id] = (
                one.id, year, None, SET, sum(row[4] for row in inside) or 1, sum(known) if len(known) == len(inside) and known else None
            )  # fmt: skip
        return list(self.rows.values())

    def members(self, region: str) -> Iterator[tuple[str, int, str]]:
        for one in self._sets(region):
            yield from ((member, self.year, one.id) for member in one.members if self._in(member))

    def _sets(self, region: str) -> list[Place]:
        return [one for one in self.gazetteer.below(region) if one.members]

    def _in(self, place: str) -> bool:
        return place in self.rows and self._is_part(self.gazetteer[place])

    def _is_part(self, place: Place) -> bool:
        here = place.there(self.drawn) and (place.there(self.year) or place.id in self.fed)
        return here and place.level not in NOT_PARTS

    def _descend(self, place: Place, depth: int) -> None:
        """Put the rows of a place and of all under it."""
        expected, people, known = 0, 0.0, True
        for child in self.gazetteer.children(place.id):
            self._descend(child, depth + 1)
            if self._is_part(child):
                _, _, _, _, parts, living = self.rows[child.id]
                expected, people, known = expected + parts, people + (living or 0.0), known and living is not None
        living = people if expected and known else self.people.get(place.id)
        parent = place.parent if self._is_part(place) else None
        self.rows[place.id] = (place.id, self.year, parent, depth, max(expected, 1), living)
