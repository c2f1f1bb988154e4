"""Places that are merged, split, renamed and moved, drawn one by one."""

from __future__ import annotations

import pytest

from qingmiao.places import Gazetteer, Past, Place, Successor
from qingmiao.places.through_time import carried

MERGED = Gazetteer((
    Place("r", "县", "county"),
    Place("a", "甲镇", "township", "r", valid_to=2020, successors=(Successor(2020, "c"),)),
    Place("b", "乙乡", "township", "r", valid_to=2020, successors=(Successor(2020, "c"),)),
    Place("c", "丙镇", "township", "r", valid_from=2020),
    Place("d", "丁镇", "township", "r"),
))  # fmt: skip
SPLIT = Gazetteer((
    Place("r", "县", "county"),
    Place("a", "甲镇", "township", "r", successors=(Successor(2021, "a", 0.75), Successor(2021, "b", 0.25))),
    Place("b", "乙镇", "township", "r", valid_from=2021, successors=(Successor(2023, "c"),), valid_to=2023),
    Place("c", "丙镇", "township", "r"),
))  # fmt: skip


def told(gazetteer: Gazetteer, year: int, boundaries: int) -> set[tuple[str, str, float, int]]:
    return {(one.place, one.to, one.share, one.sources) for one in carried(gazetteer, [year], boundaries)}


def test_two_that_became_one_are_carried_to_it() -> None:
    assert told(MERGED, 2019, 2021) == {("a", "c", 1.0, 2), ("b", "c", 1.0, 2)}


def test_nothing_is_carried_within_the_boundaries_of_the_year_itself() -> None:
    assert told(MERGED, 2019, 2019) == told(MERGED, 2020, 2024) == set()


def test_a_part_that_was_cut_out_and_later_merged_into_a_third() -> None:
    assert told(SPLIT, 2020, 2022) == {("a", "a", 0.75, 1), ("a", "b", 0.25, 1)}
    assert told(SPLIT, 2020, 2024) == {("a", "a", 0.75, 1), ("a", "c", 0.25, 2), ("c", "c", 1.0, 2)}
    assert told(SPLIT, 2022, 2024) == {("b", "c", 1.0, 2), ("c", "c", 1.0, 2)}


def test_a_place_with_the_name_and_parent_of_a_year() -> None:
    place = Place("t", "新镇", "township", "r", code="3", past=(Past(2010, name="老公社", parent="q"), Past(2018, name="老乡", code="2")))
    assert [(place.at(year).name, place.at(year).code, place.at(year).parent) for year in (2009, 2010, 2017, 2018)] == [
        ("老公社", "2", "q"),
        ("老乡", "2", "r"),
        ("老乡", "2", "r"),
        ("新镇", "3", "r"),
    ]


def test_a_tree_of_a_year() -> None:
    moved = Gazetteer(
        (Place("q", "甲县", "county"), Place("r", "乙县", "county"), Place("t", "镇", "township", "r", past=(Past(2020, parent="q"),)))
    )
    assert [one.id for one in moved.in_year(2019).children("q")] == ["t"]
    assert [one.id for one in moved.in_year(2020).children("r")] == ["t"]
    assert moved.dated


@pytest.mark.parametrize(
    "place",
    [
        Place("x", "一镇", "township", successors=(Successor(2020, "nowhere"),)),
        Place("x", "一镇", "township", past=(Past(2020, parent="nowhere"),)),
        Place("x", "42 个县", "set", members=("nowhere",)),
    ],
)
def test_a_place_that_speaks_of_an_unknown_one_is_refused(place: Place) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Gazetteer((place,))
