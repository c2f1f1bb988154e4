"""The tree of places in each year: who is part of whom, and how many leaf parts a place has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from qingmiao.places.model import Gazetteer, Place

PARTS = pa.schema(
    [
        pa.field("place", pa.string(), nullable=False),
        pa.field("year", pa.int32(), nullable=False),
        pa.field("parent", pa.string()),  # null: nothing of this place is added to another
        pa.field("depth", pa.int32(), nullable=False),  # 0 for the region, -1 for the places above it
        pa.field("expected", pa.int32(), nullable=False),  # leaf parts, the place itself where it has none
    ]
)


def there(place: Place, year: int) -> bool:
    """Whether a place exists in a year (from `valid_from` until before `valid_to`)."""
    return (place.valid_from is None or place.valid_from <= year) and (place.valid_to is None or year < place.valid_to)


def parts(gazetteer: Gazetteer, region: str, years: Iterable[int]) -> pa.Table:
    """One row for each place and year: places at, under and above the region.

    A place that is not there in a year is no part in it. Institutions are no parts of a region: what they report is theirs
    (a region's schools are counted by an element of the region).
    """
    above = [place.id for place in gazetteer.above(region)]
    rows = [row for year in sorted(set(years)) for row in _year(gazetteer, region, above, year)]
    return pa.Table.from_pylist([dict(zip(PARTS.names, row, strict=True)) for row in rows], schema=PARTS)


Row = tuple[str, int, str | None, int, int]


def _year(gazetteer: Gazetteer, region: str, above: Sequence[str], year: int) -> Iterator[Row]:
    under: list[Row] = []
    _descend(gazetteer, gazetteer[region], year, 0, under)
    yield from ((place_id, year, None if depth == 0 else parent, depth, expected) for place_id, _, parent, depth, expected in under)
    yield from ((place_id, year, None, -1, 1) for place_id in above)


def _descend(gazetteer: Gazetteer, place: Place, year: int, depth: int, rows: list[Row]) -> int:
    """Put the rows of a place and of all under it; returns how many leaf parts it brings to the place above."""
    counted = sum(_descend(gazetteer, child, year, depth + 1, rows) for child in gazetteer.children(place.id))
    expected = max(counted, 1)
    is_part = there(place, year) and place.level != "institution"
    rows.append((place.id, year, place.parent if is_part else None, depth, expected))
    return expected if is_part else 0
