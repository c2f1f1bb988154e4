"""Edges of the rules of verdicts, each with the one figure more or less that tells it; worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from qingmiao.catalogue import Catalogue, Indicator
from qingmiao.plans.model import Reference
from qingmiao.progress import Verdict, asked, judge_package, methods_beside, path_to, series_of
from qingmiao.progress.effective import grain_of
from qingmiao.progress.interval import near
from qingmiao.progress.methods import to_test
from tests.progress.build import commitment, indicator, package, plan, points
from tests.progress.test_comparable import REGION

UP = indicator(direction="up")
LEVEL: dict[str, Any] = {"comparator": ">=", "value": 95.0, "unit": "%", "deadline": 2025}


def judged(series: dict[int, float | str], year: int, *items: Any, of: Indicator = UP) -> list[Verdict]:
    catalogue = Catalogue({"x": of}, {}, {})
    return [one.verdict for one in judge_package(package(*items), catalogue, REGION, {("x", "r"): points(series)}, year)]


def one(series: dict[int, float | str], year: int, of: Indicator = UP, **fields: Any) -> Verdict:
    return judged(series, year, commitment(**fields), of=of)[0]


def test_methods_and_paths_look_at_nothing_later_and_at_nothing_empty() -> None:
    series = {2019: 78, 2020: "not_collected", 2022: "not_collected", 2023: 88, 2025: 99}
    item, catalogue = commitment(**LEVEL), Catalogue({"x": UP}, {}, {})
    verdict = one(series, 2023, **LEVEL)
    beside = methods_beside(package(item), catalogue, "C001", points(series), verdict)
    assert beside is not None
    growth, required = (88 / 78) ** (1 / 4) - 1, (95 / 78) ** (1 / 6) - 1
    assert {row.name: row.answer for row in beside.rows}["opensdg"].value == pytest.approx(growth / required)
    assert path_to(package(item), catalogue, "C001", points(series), 2023) == ((2019, 78), (2025, 95))
    assert path_to(package(item), catalogue, "C001", points({2020: 80}), 2020) == ((2020, 80), (2025, 95))
    ended = commitment(**(LEVEL | {"deadline": 2020}))
    assert path_to(package(ended), catalogue, "C001", points({2020: 80}), 2023) == ()


def test_only_trends_with_two_years_are_put_to_the_test() -> None:
    trend = asked(commitment(kind="trend", direction="up"), UP, plan(), 2023)
    level = asked(commitment(**LEVEL), UP, plan(), 2023)
    assert to_test(level, points({2020: 80, 2023: 90}), 2023) is None
    assert to_test(trend, [], 2023) is None
    assert to_test(trend, points({2020: 80}), 2023) is None
    assert to_test(trend, points({2020: 80, 2023: 90}), 2023) is not None


def test_a_trend_with_its_base_alone_is_short_of_years() -> None:
    assert one({2021: 50}, 2021, kind="trend", direction="up", base_year=2021).reason == "direction_short"


def test_the_way_begins_with_the_first_figure_since_the_base_year_where_the_base_is_missing() -> None:
    found = one({2019: 60, 2022: 80, 2023: 85}, 2023, **LEVEL, base_year=2021)
    assert (found.base_year, found.base) == (2022, 80)
    assert found.expected == pytest.approx(85.0)  # a third of the way from 80 to 95


@pytest.mark.parametrize(
    ("comparator", "direction", "shown"), [(">", "up", ">"), ("=", "up", ">="), (">=", "up", ">="), ("<", "up", "<"), ("<=", "up", "<=")]
)
def test_the_sign_of_a_change_is_that_of_its_target(comparator: str, direction: str, shown: str) -> None:
    found = one(
        {2020: 80, 2023: 81}, 2023, kind="change", value=5.0, unit="百分点", direction=direction, comparator=comparator, deadline=2025
    )
    assert (found.comparator, found.target) == (shown, 85.0)


def test_met_late_is_met_in_the_first_year_that_reaches_it() -> None:
    found = one({2020: 80, 2023: 90, 2024: 92, 2025: 96}, 2025, **(LEVEL | {"deadline": 2023}))
    assert (found.reason, found.met_year) == ("reached_late", 2025)


def test_changes_to_earlier_days_are_corners_of_the_path() -> None:
    change: dict[str, Any] = {"kind": "change", "unit": "百分点", "direction": "up"}
    soon = commitment(**change, value=10.0, deadline=2022)
    late = commitment(**change, value=12.0, deadline=2025, id="C002")
    _, found = judged({2020: 80, 2021: 84}, 2021, soon, late)
    assert (found.expected, found.reason) == (85.0, "pace_missed")  # to 90 by 2022; straight to 92 by 2025 would ask for 82.4


def test_what_is_only_background_is_no_corner() -> None:
    told = commitment(**(LEVEL | {"value": 60.0, "deadline": 2022}), id="C002", role="background")
    catalogue = Catalogue({"x": UP}, {}, {})
    assert path_to(package(commitment(**LEVEL), told), catalogue, "C001", points({2020: 80}), 2021) == ((2020, 80), (2025, 95))


def test_a_range_shows_both_its_ends() -> None:
    found = one({2020: 80, 2023: 82}, 2023, comparator="range", value=85.0, value_high=90.0, unit="%", deadline=2025)
    assert (found.target, found.target_high) == (85.0, 90.0)
    assert one({2020: 80, 2023: 82}, 2023, **LEVEL).target_high is None


def test_a_change_by_a_range_without_its_second_end_is_at_least_the_first() -> None:
    found = one({2020: 80, 2023: 90}, 2023, kind="change", comparator="range", value=5.0, unit="百分点", direction="up", deadline=2025)
    assert (found.word, found.target) == ("met", 85.0)


def test_once_more_is_twice_and_a_year_is_a_year() -> None:
    many = indicator(unit="人", formula="n", direction="up")
    change: dict[str, Any] = {"kind": "change", "direction": "up", "deadline": 2025}
    assert one({2020: 10, 2023: 12}, 2023, of=many, **change, value=1.0, unit="倍").target == 20.0
    yearly = one({2024: 100, 2025: 105}, 2025, of=many, **change, value=10.0, unit="%", per="year", base_year=2024)
    assert yearly.target == pytest.approx(110.0)


def test_a_reference_goes_by_its_sign_where_nothing_else_tells_which_way_is_better() -> None:
    item = commitment(comparator=">=", value=None, unit=None, reference=Reference(region="全国"))
    series = points({2023: 90.0})
    (found,) = judge_package(
        package(item),
        Catalogue({"x": indicator(direction=None)}, {}, {}),
        REGION,
        {("x", "r"): series},
        2023,
        references={"C001": points({2023: 89.0})},
    )
    assert found.verdict.word == "met"


@pytest.mark.parametrize(
    ("formula", "unit", "grain"),
    [
        ("n / d * 100", "%", "measured"),
        ("x@", "人", "measured"),
        ("n", "人", "cases"),
        ("n", "所", "account"),
        ("n", "万元", "account"),
        ("n", "天", "measured"),
    ],
)
def test_what_kind_of_figures_an_indicator_has(formula: str, unit: str, grain: str) -> None:
    assert grain_of(indicator(formula=formula, unit=unit)) == grain
    assert grain_of(None) == "measured"


def test_a_step_is_one() -> None:
    ask = asked(commitment(kind="milestone", deadline=2023), indicator(unit="done", formula="x@"), plan(), 2023)
    assert ask.interval is not None
    assert (ask.target, ask.interval.low) == (1.0, 1.0)


def test_noise_is_a_thousand_millionth_of_the_larger_number_or_of_one() -> None:
    assert near(1e6, 1e6 + 1e-4)
    assert not near(1e6, 1e6 + 1e-2)
    assert near(0.0, 0.9e-9)
    assert not near(0.0, 1.5e-9)


@pytest.mark.parametrize(
    ("value", "events", "exposure", "kept"),
    [
        (0.0, 0.0, 10.0, True),
        (100.0, 10.0, 10.0, True),
        (50.0, 5.0, 10.0, True),
        (110.0, 11.0, 10.0, False),
        (0.0, 0.0, 0.0, False),
        (50.0, 5.5, 11.0, False),
        (37.0, 5.0, 10.0, False),
    ],
)
def test_counts_stay_beside_a_value_that_is_their_ratio(value: float, events: float, exposure: float, kept: bool) -> None:
    rows = [
        {
            "indicator": "x",
            "place": "r",
            "year": 2023,
            "value": value,
            "status": "observed",
            "simulated": False,
            "way": "counts",
            "numerator": events,
            "denominator": exposure,
        }
    ]
    (point,) = series_of(pa.Table.from_pylist(rows))["x", "r"]
    assert (point.events, point.exposure) == ((events, exposure) if kept else (None, None))


def test_a_unit_that_cannot_be_turned_is_told_before_a_target_that_is_missing_is_not() -> None:
    assert one({2023: 1.0}, 2023, **(LEVEL | {"unit": "小时/天"})).reason == "unit_differs"
    assert one({2023: 1.0}, 2023, **(LEVEL | {"unit": "小时/天", "value": None})).reason == "no_target"
    assert one({2023: 9.5}, 2023, of=replace(UP, unit="‰"), **(LEVEL | {"value": 0.9})).target == 9.0
