"""Places that merge, split and move, sets of places, and the people behind a figure: drawn one by one, and against plain Python."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.catalogue import Indicator
from qingmiao.compute import figures
from qingmiao.errors import UserError
from qingmiao.places import Gazetteer, Place, Successor
from tests.compute import oracle
from tests.compute.drawn import CHANGED, ELEMENTS, MEASURED, MOVES, REGION, TODAY
from tests.compute.facts import fact, table
from tests.compute.test_figures import FORMULAS, INDICATORS, RATE, both, fact_lists


def computed(facts: list[dict[str, Any]], places: Gazetteer, threshold: float = 0.0, **more: Any) -> dict[Any, dict[str, Any]]:
    more = {"indicators": RATE} | more
    rows = figures(table(facts), elements=ELEMENTS, gazetteer=places, region="r", threshold=threshold, **more).to_pylist()
    made = {(row.pop("indicator"), row.pop("place"), row.pop("year")): row for row in rows}
    assert len(made) == len(rows), "no figure is told twice"
    return made


@settings(max_examples=60, deadline=None)
@given(facts=fact_lists(CHANGED), threshold=st.sampled_from([0.0, 0.6]))
def test_years_within_later_boundaries_equal_plain_python(facts: list[dict[str, Any]], threshold: float) -> None:
    bases = {code: element.basis for code, element in ELEMENTS.items()}
    expected = oracle.figures(facts, FORMULAS, MEASURED, bases, TODAY, "r", threshold, MOVES)
    made = computed(facts, CHANGED, threshold, indicators=INDICATORS, boundaries=2022)
    near = {
        key: {name: pytest.approx(one) if isinstance(one, float) else one for name, one in row.items()} for key, row in expected.items()
    }
    assert {key: row for key, row in made.items() if key[1] in TODAY} == near
    assert {place for _, place, _ in made} <= {one.id for one in TODAY} | {"t2", "v6"}


@settings(max_examples=40, deadline=None)
@given(facts=fact_lists(CHANGED), threshold=st.sampled_from([0.0, 0.6]))
def test_the_last_year_within_its_own_boundaries_takes_earlier_years_within_them_too(facts: list[dict[str, Any]], threshold: float) -> None:
    own, all_in = (computed(facts, CHANGED, threshold, indicators=INDICATORS, boundaries=one) for one in (None, 2022))
    assert {key: row for key, row in own.items() if key[2] == 2022} == {key: row for key, row in all_in.items() if key[2] == 2022}


def test_what_a_formula_takes_from_earlier_years_comes_from_all_that_was_merged() -> None:
    later = [Indicator("later", "巩固率", "", "a / lag(b, 1)")]
    told = [fact(1, "b", "v1", 2021, 10.0), fact(2, "b", "v6", 2021, 30.0), fact(3, "a", "v1", 2022, 40.0)]
    made = computed(told, CHANGED, indicators=later)
    assert (made["later", "v1", 2022]["value"], made["later", "r", 2022]["value"]) == (1.0, 1.0)
    assert computed([one for one in told if one["place"] != "v6"], CHANGED, indicators=later) == {}  # half of a place says nothing
    split = [fact(1, "b", "t2", 2021, 100.0), fact(2, "a", "t4", 2022, 30.0)]
    fourth = computed(split, CHANGED, indicators=later)["later", "t4", 2022]
    assert (fourth["value"], fourth["status"]) == (0.75, "estimated")  # four tenths of a hundred


def test_a_split_place_gives_its_share_as_an_estimate() -> None:
    made = computed([*both("t2", 10, 100, 0, 2021), *both("t3", 4, 40, 1, 2021)], CHANGED, boundaries=2022)
    fourth, third = made["rate", "t4", 2021], made["rate", "t3", 2021]
    assert (fourth["numerator"], fourth["denominator"], fourth["status"]) == (4.0, 40.0, "estimated")
    assert (third["numerator"], third["denominator"], third["value"]) == (10.0, 100.0, 10.0)
    county = made["rate", "r", 2021]  # of its parts of 2022 (two villages, a town with one, a town without) the two towns told
    assert (county["numerator"], county["denominator"], county["parts_reporting"], county["parts_expected"]) == (14.0, 140.0, 2, 4)


def test_of_merged_places_the_greatest_is_carried_and_of_a_split_one_nothing() -> None:
    peak = [Indicator("peak", "最大", "人", "p")]
    facts = [fact(1, "p", "v6", 2021, 7.0), fact(2, "p", "v1", 2021, 9.0), fact(3, "p", "t2", 2021, 20.0), fact(4, "p", "v2", 2021, 3.0)]
    made = computed(facts, CHANGED, boundaries=2022, indicators=peak)
    assert {place: row["value"] for (_, place, _), row in made.items()} == {"v1": 9.0, "v2": 3.0, "t1": 9.0, "r": 9.0}


def test_each_year_within_its_own_boundaries() -> None:
    made = computed([*both("t2", 10, 100, 0, 2021), *both("v5", 1, 10, 1, 2021), *both("v5", 2, 10, 2, 2022)], CHANGED)
    assert made["rate", "t2", 2021]["value"] == 10.0
    assert ("rate", "t4", 2021) not in made
    assert made["rate", "t1", 2021]["value"] == 10.0  # the village was the first town's then
    assert ("rate", "t3", 2021) not in made
    assert made["rate", "t3", 2022]["value"] == 20.0


@pytest.mark.parametrize("status", ["not_carried_out", "not_collected"])
def test_a_merged_place_of_which_one_source_is_silent_has_no_figure_and_says_what_another_says_of_it(status: str) -> None:
    made = computed([*both("v6", 1, 10, 0, 2021)], CHANGED, boundaries=2022)
    assert made == {}
    nothing = fact(9, "a", "v1", 2021, None, status=status)
    for others in (both("v6", 1, 10, 0, 2021), []):
        row = computed([*others, nothing], CHANGED, boundaries=2022)["rate", "v1", 2021]
        assert (row["value"], row["status"]) == (None, status)


def test_whole_places_that_merge_are_no_estimate() -> None:
    row = computed([*both("v6", 1, 10, 0, 2021), *both("v1", 2, 20, 1, 2021)], CHANGED, boundaries=2022)["rate", "v1", 2021]
    assert (row["numerator"], row["denominator"], row["status"]) == (3.0, 30.0, "observed")


@pytest.mark.parametrize("status", ["not_carried_out", "not_collected", "not_applicable", "withheld"])
def test_whatever_kind_of_nothing_a_source_tells_a_merged_place_has_no_value(status: str) -> None:
    told = [*both("v6", 1, 10, 0, 2021), *both("v1", 2, 20, 1, 2021)[1:], fact(9, "a", "v1", 2021, None, status=status)]
    row = computed(told, CHANGED, boundaries=2022)["rate", "v1", 2021]
    assert (row["value"], row["status"]) == (None, status)


def test_what_was_measured_is_carried_only_to_a_place_that_is_the_same_one() -> None:
    renamed = Gazetteer((REGION, Place("o", "旧镇", "township", "r", valid_to=2022, successors=(Successor(2022, "n"),)), Place("n", "新镇", "township", "r", valid_from=2022)))  # fmt: skip
    facts = [fact(1, "rate@", "o", 2021, 7.0, stream="publication")]
    assert computed(facts, renamed, boundaries=2022)["rate", "n", 2021]["value"] == 7.0
    assert computed([fact(1, "rate@", "v6", 2021, 7.0), fact(2, "rate@", "v1", 2021, 9.0)], CHANGED, boundaries=2022) == {}


SETS = Gazetteer((
    REGION,
    *(Place(f"t{n}", f"{n}镇", "township", "r") for n in (1, 2, 3)),
    Place("v1", "一村", "village", "t1"),
    Place("v2", "二村", "village", "t1"),
    Place("two", "两个试点镇", "set", "r", members=("t1", "t3")),
))  # fmt: skip


def test_a_set_of_places_is_summed_and_is_no_part_of_the_region() -> None:
    facts = [*both("v1", 1, 10, 0), *both("t2", 50, 50, 1), *both("t3", 5, 20, 2)]
    made = computed(facts, SETS)
    assert (
        made["rate", "two", 2023]["value"],
        made["rate", "two", 2023]["parts_reporting"],
        made["rate", "two", 2023]["parts_expected"],
    ) == (20.0, 2, 3)
    assert (made["rate", "r", 2023]["numerator"], made["rate", "r", 2023]["parts_expected"]) == (56.0, 4)


def test_a_set_may_be_withheld_and_may_report_itself() -> None:
    facts = [*both("v1", 1, 10, 0), *both("t3", 5, 20, 2)]
    assert computed([*facts[:2]], SETS, 0.6)["rate", "two", 2023]["status"] == "withheld"
    own = computed([*facts, *both("two", 9, 10, 5)], SETS, 0.6)["rate", "two", 2023]
    assert (own["value"], own["parts_reporting"]) == (90.0, 3)


def test_a_place_above_and_a_set_say_their_own_and_are_told_once() -> None:
    places = Gazetteer((Place("cn", "国", "nation"), replace(REGION, parent="cn"), *(one for one in SETS if one.id != "r")))
    made = computed([*both("cn", 5, 50, 0), *both("two", 9, 10, 1), *both("t1", 1, 10, 2)], places)
    told = {place: (row["value"], row["parts_reporting"], row["parts_expected"]) for (_, place, _), row in made.items()}
    assert told == {"cn": (10.0, 1, 1), "two": (90.0, 3, 3), "t1": (10.0, 2, 2), "r": (10.0, 2, 4)}


def test_the_people_behind_a_figure() -> None:
    people = [fact(50 + n, "resident_population", place, 2022, count) for n, (place, count) in enumerate([("v1", 100), ("v2", 300), ("t2", 500), ("t3", 100)])]  # fmt: skip
    facts = [*people, *both("v2", 1, 10, 0), *both("t2", 1, 10, 1), fact(9, "a", "t3", 2023, None, status="not_applicable")]
    made = computed(facts, SETS)
    assert made["rate", "t1", 2023]["people_reporting"] == 0.75
    assert made["rate", "r", 2023]["people_reporting"] == pytest.approx(800 / 900)
    assert (made["rate", "r", 2023]["parts_reporting"], made["rate", "r", 2023]["parts_expected"]) == (2, 3)


def people(**counts: float) -> list[dict[str, Any]]:
    return [fact(70 + n, "resident_population", place, 2022, count) for n, (place, count) in enumerate(counts.items())]


def test_the_people_behind_the_figure_of_a_set() -> None:
    """The set is the first town (100 and 300 in two villages) and the third (100): 400 of 500 live where it was reported."""
    facts = [*both("v2", 1, 10, 0), *both("t3", 5, 20, 1)]
    assert computed([*people(v1=100, v2=300, t3=100), *facts], SETS)["rate", "two", 2023]["people_reporting"] == 0.8
    assert computed([*people(v1=100, v2=300), *facts], SETS)["rate", "two", 2023]["people_reporting"] is None


def test_where_nobody_lives_nobody_is_missing() -> None:
    made = computed([*people(v1=0, v2=300), *both("v2", 1, 10, 0)], SETS)
    assert made["rate", "t1", 2023]["people_reporting"] == 1.0


def test_of_a_set_only_those_members_count_that_are_there_and_under_the_region() -> None:
    """One member is gone, one is another county's, one is a school: the set is the first town alone; another set has no member left."""
    places = Gazetteer((
        Place("cn", "国", "nation"),
        replace(REGION, parent="cn"),
        Place("q", "邻县", "county", "cn"),
        Place("x", "邻镇", "township", "q"),
        *(one for one in SETS if one.id not in ("r", "two")),
        Place("gone", "旧镇", "township", "r", valid_to=2020),
        Place("s", "一校", "institution", "t1"),
        Place("some", "试点", "set", "r", members=("gone", "x", "t1", "s")),
        Place("none", "旧试点", "set", "r", members=("gone",)),
    ))  # fmt: skip
    facts = [*both("v1", 1, 10, 0), *both("v2", 2, 10, 1), *both("x", 9, 9, 2), *both("gone", 9, 9, 3), *both("s", 9, 9, 4)]
    made = computed([*facts, *both("none", 4, 8, 5)], places)
    told = {place: (row["numerator"], row["parts_reporting"], row["parts_expected"]) for (_, place, _), row in made.items()}
    assert (told["some"], told["none"]) == ((3.0, 2, 2), (4.0, 1, 1))


def test_where_the_people_of_a_part_are_unknown_the_share_is_unknown() -> None:
    made = computed([fact(50, "resident_population", "v1", 2022, 100), *both("v1", 1, 10, 0)], SETS)
    assert made["rate", "v1", 2023]["people_reporting"] == 1.0
    assert made["rate", "t1", 2023]["people_reporting"] is None


def test_a_new_place_may_restate_the_years_before_it() -> None:
    made = computed([*both("t2", 10, 100, 0, 2021), *both("t4", 7, 70, 1, 2021)], CHANGED, boundaries=2022)
    assert (made["rate", "t4", 2021]["numerator"], made["rate", "t4", 2021]["status"]) == (7.0, "observed")


def test_a_year_is_not_shown_within_boundaries_before_it() -> None:
    assert computed(both("t3", 1, 10, 0, 2022), CHANGED, boundaries=2022)["rate", "t3", 2022]["value"] == 10.0
    with pytest.raises(UserError, match="2021"):
        computed(both("t3", 1, 10, 0, 2022), CHANGED, boundaries=2021)


def test_where_one_person_lives_all_of_the_people_reported() -> None:
    made = computed([*people(t2=1), *both("t2", 1, 10, 0)], SETS)
    assert made["rate", "t2", 2023]["people_reporting"] == 1.0
