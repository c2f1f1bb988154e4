"""Verdicts of a package: places, paths, references."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from qingmiao.catalogue import Catalogue, Element, Indicator
from qingmiao.compute import FIGURES
from qingmiao.places import Gazetteer, Place
from qingmiao.plans.model import Commitment, PlanPlace, Reference
from qingmiao.progress import Judged, Point, Verdict, judge_package, path_to, series_of
from qingmiao.progress.levels import level_named
from tests.progress.build import commitment, indicator, package

TOWNS = ("t1", "t2", "t3", "t4")
PLACES = Gazetteer(
    (
        Place("cn", "全国", "nation"),
        Place("cn-42", "湖北省", "province", "cn"),
        Place("r", "随县", "county", "cn-42"),
        *(Place(town, f"{town}镇", "township", "r") for town in TOWNS),
        Place("old", "旧镇", "township", "r", valid_to=2015),
        Place("v1", "一村", "village", "t1"),
    )
)
X = indicator(direction="up", limits=(0.0, 100.0))
TOTAL = Indicator("total", "总数", "人", "total.n")
CATALOGUE = Catalogue({"x": X, "total": TOTAL}, {"x.n": Element("x.n", "n", "人"), "x.d": Element("x.d", "d", "人")}, {})
EVERY_TOWN = commitment(comparator=">=", value=95, unit="%", level_of="乡镇")


def figures(*rows: tuple[str, int, float | None], code: str = "x", status: str = "observed", simulated: bool = False) -> pa.Table:
    plain: dict[str, Any] = {
        "indicator": code,
        "parts_expected": 1,
        "parts_reporting": 1,
        "way": "counts",
        "stream": "health",
        "simulated": simulated,
    }
    told = [
        plain | {"place": place, "year": year, "value": value, "status": status if value is None else "observed"}
        for place, year, value in rows
    ]
    return pa.Table.from_pylist(told, schema=FIGURES)


def judged(item: Commitment, table: pa.Table, year: int = 2025, **more: Any) -> dict[str, Verdict]:
    found = judge_package(package(item), CATALOGUE, PLACES, table, year, **more)
    assert all(isinstance(one, Judged) and one.commitment_id == item.id for one in found)
    return {one.place: one.verdict for one in found}


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("乡镇", "township"),
        ("镇(场、景区、开发区)", "township"),
        ("乡镇（街道）", "township"),
        ("县(市、区)", "county"),
        ("市、县", "county"),
        ("村（社区）", "village"),
        ("每个乡镇", "township"),
        ("设区市", "prefecture"),
        ("省", "province"),
        ("乡镇卫生院、社区卫生服务中心", None),
        ("学校", None),
        ("乡镇和学校", None),
        ("县级医院", None),
        (None, None),
    ],
)
def test_level_named(words: str | None, level: str | None) -> None:
    assert level_named(words) == level


@pytest.mark.parametrize(
    ("values", "word", "reason", "lists"),
    [
        ((95, 96, 97, 98), "met", "every_met", (4, 0, 0)),
        ((95, 96, 97, 94), "hardly", "every_short", (3, 1, 0)),
        ((95, 96, 97, None), "undecided", "every_undecided", (3, 0, 1)),
        ((95, 96, 94, None), "hardly", "every_short", (2, 1, 1)),
        ((None, None, None, None), "no_data", "every_no_data", (0, 0, 4)),
    ],
)
def test_every_township_must_meet_it(values: tuple[float | None, ...], word: str, reason: str, lists: tuple[int, int, int]) -> None:
    table = figures(("r", 2025, 99.0), *((town, 2025, value) for town, value in zip(TOWNS, values, strict=True) if value is not None))
    verdict = judged(EVERY_TOWN, table)["r"]
    assert (verdict.word, verdict.reason) == (word, reason)
    assert (len(verdict.places_met), len(verdict.places_not_met), len(verdict.places_no_data)) == lists
    assert sorted((*verdict.places_met, *verdict.places_not_met, *verdict.places_no_data)) == sorted(TOWNS)
    assert (verdict.latest, verdict.target, verdict.comparator, verdict.only_rounded) == (99.0, 95.0, ">=", False)


def test_the_county_average_does_not_hide_a_township() -> None:
    table = figures(("r", 2025, 99.0), *((town, 2025, 94.0 if town == "t2" else 100.0) for town in TOWNS))
    assert judged(EVERY_TOWN, table)["r"].places_not_met == ("t2",)


def test_as_bad_as_the_worst_place() -> None:
    before = [(town, 2020, 90.0) for town in TOWNS]
    on_the_way = [("t1", 2023, 95.0), ("t2", 2023, 93.5), ("t3", 2023, 93.0), ("t4", 2023, 96.0)]
    assert judged(EVERY_TOWN, figures(*before, *on_the_way), 2023)["r"].word == "on_the_way"
    behind = [*on_the_way[:3], ("t4", 2023, 92.0)]
    assert judged(EVERY_TOWN, figures(*before, *behind), 2023)["r"].word == "behind"
    lost = [*behind, ("t1", 2024, 94.0)]
    assert judged(EVERY_TOWN, figures(*before, *lost), 2024)["r"].word == "lost"


def test_one_simulated_township_marks_the_whole() -> None:
    real = figures(("r", 2025, 99.0), *((town, 2025, 96.0) for town in TOWNS[1:]))
    table = pa.concat_tables([real, figures(("t1", 2025, 96.0), simulated=True)])
    assert judged(EVERY_TOWN, table)["r"].simulated
    assert not judged(EVERY_TOWN, real)["r"].simulated


def test_places_to_be_supplied_cannot_be_judged() -> None:
    unnamed = PlanPlace(id="p_supply", name="待补名单", level="township", parent="r", supply=3)
    found = judge_package(package(EVERY_TOWN, places=(unnamed,)), CATALOGUE, PLACES, figures(("t1", 2025, 96.0)), 2025)
    assert [(one.place, one.verdict.word, one.verdict.reason) for one in found if one.place == "r"] == [
        ("r", "cannot_judge", "places_unknown")
    ]


def test_villages_to_be_supplied_do_not_matter_to_townships() -> None:
    unnamed = PlanPlace(id="p_supply", name="待补名单", level="village", parent="t1", supply=3)
    table = figures(*((town, 2025, 96.0) for town in TOWNS))
    found = judge_package(package(EVERY_TOWN, places=(unnamed,)), CATALOGUE, PLACES, table, 2025)
    assert [one.verdict.reason for one in found if one.place == "r"] == ["every_met"]


def test_a_level_of_which_there_are_no_places_cannot_be_judged() -> None:
    item = commitment(comparator=">=", value=95, unit="%", level_of="市")
    assert judged(item, figures(("r", 2025, 96.0)))["r"].reason == "places_unknown"


@pytest.mark.parametrize("level_of", ["县", "学校", None])
def test_the_region_itself_and_institutions_are_judged_by_the_regions_figure(level_of: str | None) -> None:
    item = commitment(comparator=">=", value=95, unit="%", level_of=level_of)
    verdict = judged(item, figures(("r", 2025, 96.0), ("t1", 2025, 90.0)))["r"]
    assert (verdict.word, verdict.reason, verdict.places_not_met) == ("met", "reached", ())


def test_places_under_the_region_are_judged_in_the_order_of_the_gazetteer() -> None:
    table = figures(("v1", 2025, 95.0), ("t2", 2025, 94.0), ("t1", 2025, 96.0), ("r", 2025, 96.0), ("cn-42", 2025, 50.0))
    found = judged(commitment(comparator=">=", value=95, unit="%"), table)
    assert {place: verdict.word.value for place, verdict in found.items()} == {"r": "met", "t1": "met", "v1": "met", "t2": "hardly"}
    assert list(found) == ["r", "t1", "v1", "t2"]


def test_so_many_of_something_is_no_township_s_target() -> None:
    table = figures(("r", 2025, 5.0), ("t1", 2025, 1.0), code="total")
    assert set(judged(commitment(kind="count", indicator="total", value=5, unit="人"), table)) == {"r"}
    assert set(judged(commitment(kind="level", comparator=">=", indicator="total", value=5, unit="人"), table)) == {"r"}
    assert set(judged(commitment(kind="trend", direction="up", indicator="total"), table)) == {"r", "t1"}


def test_background_promises_nothing_and_words_that_say_too_little_are_said() -> None:
    past = commitment(id="C000", role="background", value=90, unit="%")
    empty = commitment(id="C002", value=None)
    found = judge_package(package(past, empty), CATALOGUE, PLACES, figures(("r", 2025, 96.0)), 2025)
    assert [(one.commitment_id, one.verdict.word, one.verdict.reason) for one in found] == [("C002", "cannot_judge", "no_target")]


def test_targets_for_two_years_are_one_path() -> None:
    early = commitment(id="C001", comparator=">=", value=90, unit="%", deadline=2025)
    late = commitment(id="C002", comparator=">=", value=95, unit="%", deadline=2030)
    other = commitment(id="C003", comparator=">=", value=99, unit="%", deadline=2024, population="女童")
    table = figures(("r", 2020, 80.0), ("r", 2023, 85.0))
    expected = {
        one.commitment_id: one.verdict.expected
        for one in judge_package(package(early, late, other), CATALOGUE, PLACES, table, 2023)
        if one.place == "r"
    }
    assert expected == {"C001": pytest.approx(86), "C002": pytest.approx(86), "C003": pytest.approx(80 + 19 * 3 / 4)}


def test_the_path_of_a_chart_has_the_corners_of_the_verdict() -> None:
    early = commitment(id="C001", comparator=">=", value=90, unit="%", deadline=2025)
    late = commitment(id="C002", comparator=">=", value=95, unit="%", deadline=2030)
    fall = commitment(id="C003", kind="change", value=10, unit="%", direction="down", indicator="total", deadline=2025)
    vague = commitment(id="C004", value=None)
    trend = commitment(id="C005", kind="trend", direction="up")
    whole = package(early, late, fall, vague, trend)

    def path(name: str, *series: tuple[int, float]) -> tuple[tuple[int, float], ...]:
        return path_to(whole, CATALOGUE, name, [Point(year, value) for year, value in series], 2030)

    assert path("C002", (2020, 80.0), (2023, 99.0)) == ((2020, 80.0), (2025, 90.0), (2030, 95.0))
    assert path("C001", (2020, 80.0), (2023, 99.0)) == ((2020, 80.0), (2025, 90.0))
    assert path("C001", (2022, 82.0)) == ((2022, 82.0), (2025, 90.0))
    assert path("C003", (2020, 50.0)) == ((2020, 50.0), (2025, 45.0))
    nothing = [path("C003", (2022, 50.0)), path("C001"), path("C001", (2026, 80.0)), path("C004", (2020, 80.0)), path("C005", (2020, 80.0))]
    assert nothing == [()] * 5


def test_the_figure_of_the_province_is_the_reference() -> None:
    item = commitment(comparator=">=", reference=Reference(region="全省平均水平"))
    table = figures(("r", 2025, 90.0), ("cn-42", 2025, 89.0))
    assert judged(item, table)["r"].reason == "reference_reached"
    assert judged(item, figures(("r", 2025, 90.0)))["r"].reason == "no_reference"
    given = {item.id: [Point(2025, 91.0)]}
    assert judged(item, table, references=given)["r"].reason == "missed"
    adults = commitment(comparator=">=", reference=Reference(region="全省", population="成年人"))
    assert judged(adults, table)["r"].reason == "no_reference"
    nowhere = commitment(comparator=">=", reference=Reference(region="邻县"))
    assert judged(nowhere, table)["r"].reason == "no_reference"


def test_series_may_be_made_once_for_several_years() -> None:
    table = figures(("r", 2021, 94.0), ("r", 2025, 95.0))
    whole, item = series_of(table), commitment(comparator=">=", value=95, unit="%")
    for year in (2021, 2025):
        assert judge_package(package(item), CATALOGUE, PLACES, whole, year) == judge_package(package(item), CATALOGUE, PLACES, table, year)


def test_missing_statuses_are_kinds_of_no_data() -> None:
    table = figures(("r", 2024, None), status="not_carried_out")
    assert judged(commitment(comparator=">=", value=95, unit="%"), table)["r"].reason == "not_carried_out"


def test_a_region_that_is_nowhere_is_said_not_raised() -> None:
    lone = Gazetteer((Place("other", "别县", "county"),))
    found = judge_package(package(EVERY_TOWN), CATALOGUE, lone, figures(("r", 2025, 96.0)), 2025)
    assert [(one.place, one.verdict.reason) for one in found] == [("r", "places_unknown")]
