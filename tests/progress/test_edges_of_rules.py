"""Edges of the rules of verdicts, each with the one figure more or less that tells it; worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from qingmiao.catalogue import Catalogue, Indicator
from qingmiao.plans.model import Reference
from qingmiao.progress import Point, Verdict, asked, judge_package, methods_beside, path_to, series_of
from qingmiao.progress.direction import Moved, Question, moved
from qingmiao.progress.effective import grain_of
from qingmiao.progress.forecasting import asking as asking_of_models
from qingmiao.progress.forecasting import bending
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


def test_a_second_number_means_nothing_where_no_range_is_asked() -> None:
    change: dict[str, Any] = {"kind": "change", "value": 5.0, "value_high": 8.0, "unit": "百分点", "direction": "up", "deadline": 2025}
    found = one({2020: 80, 2023: 90}, 2023, **change)
    assert (found.word, found.target, found.target_high) == ("met", 85.0, None)


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
        (0.0, 5.0, 10.0, False),
        (50.0, 0.0, 10.0, False),
        (0.5, 5.0, 1000.0, True),
        (10.0, 1.0, 10.0, True),
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


# ------------------------------------------------------------------------------------------------ the test of direction

YEARS = (Point(2020, 50.0), Point(2021, 52.0), Point(2023, 60.0))


@pytest.mark.parametrize(
    ("sure", "up", "said"),
    [(0.95, True, "as_wished"), (0.949, True, "open"), (0.051, True, "open"), (0.05, True, "not_as_wished"), (0.05, False, "as_wished")],
)
def test_ninety_five_in_a_hundred_is_sure(sure: float, up: bool, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_of_models, "risen", lambda asked: [sure] * len(asked))
    assert moved([Question(YEARS, 2020, up)])[0].said == said


@pytest.mark.parametrize(
    ("slowed", "stopped", "said"),
    [
        (0.95, 0.1, "as_wished"),
        (0.1, 0.95, "as_wished"),
        (0.94, 0.94, "open"),
        (0.5, 0.05, "not_as_wished"),
        (0.51, 0.05, "open"),
        (0.4, 0.051, "open"),
    ],
)
def test_a_rise_is_curbed_where_it_surely_slowed_or_stopped(
    slowed: float, stopped: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bending, "bent_down", lambda asked: (slowed, stopped))
    assert moved([Question(YEARS, 2020, up=False, curb=True)]) == [Moved(said, max(slowed, stopped))]  # type: ignore[arg-type]


def test_samples_are_told_apart_by_the_error_of_their_difference() -> None:
    sample = (Point(2020, 50.0, std_error=2.0), Point(2023, 56.0, std_error=2.0))
    # 6 over the root of 8 is 2.1213 standard deviations: 98.305 in a hundred.
    (found,) = moved([Question(sample, 2020, up=True)])
    assert (found.said, found.sure) == ("as_wished", pytest.approx(0.98305, abs=1e-5))
    (found,) = moved([Question(sample, 2020, up=False)])
    assert (found.said, found.sure) == ("not_as_wished", pytest.approx(0.01695, abs=1e-5))
    still = (Point(2020, 50.0, std_error=0.0), Point(2023, 50.0, std_error=0.0))
    assert moved([Question(still, 2020, up=True)])[0].said == "not_as_wished"
    assert moved([Question((still[0], Point(2023, 51.0, std_error=0.0)), 2020, up=True)])[0].said == "as_wished"


def known_to_the_model(question: Question, monkeypatch: pytest.MonkeyPatch) -> list[tuple[float | None, float | None, float | None]]:
    """What the model is asked: value, events and exposure of each year; the limits too where a rise is to be curbed."""
    seen: list[Any] = []
    monkeypatch.setattr(asking_of_models, "risen", lambda asked: seen.extend(asked) or [None] * len(asked))
    monkeypatch.setattr(bending, "bent_down", lambda asked: seen.append(asked))
    moved([question])
    assert seen[0].limits == ((None, None) if question.curb and question.up else question.limits)
    return [(one.value, one.events, one.exposure) for one in seen[0].known]


def test_the_model_is_asked_by_counts_where_every_year_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = (Point(2020, 40.0, events=4, exposure=100), Point(2023, 30.0, events=3, exposure=100))
    assert known_to_the_model(Question(counts, 2020, up=False), monkeypatch) == [(40.0, 4, 100), (30.0, 3, 100)]
    half = (counts[0], Point(2023, 30.0))
    assert known_to_the_model(Question(half, 2020, up=False), monkeypatch) == [(40.0, None, None), (30.0, None, None)]
    none = (counts[0], Point(2023, 30.0, events=3, exposure=0))
    assert known_to_the_model(Question(none, 2020, up=False), monkeypatch) == [(40.0, None, None), (30.0, None, None)]


def test_cases_are_counts_of_so_many_that_their_chance_is_poissons(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = (Point(2020, 7.0), Point(2023, 0.0))
    assert known_to_the_model(Question(cases, 2020, up=False, grain="cases"), monkeypatch) == [(7.0, 7.0, 1e9), (0.0, 0.0, 1e9)]
    odd = (Point(2020, 7.0), Point(2023, -1.0))
    assert known_to_the_model(Question(odd, 2020, up=False, grain="cases"), monkeypatch) == [(7.0, None, None), (-1.0, None, None)]
    assert known_to_the_model(Question(cases, 2020, up=False), monkeypatch) == [(7.0, None, None), (0.0, None, None)]


def test_a_fall_that_is_to_be_curbed_is_asked_as_a_rise(monkeypatch: pytest.MonkeyPatch) -> None:
    values = (Point(2020, 7.0), Point(2023, 5.0))
    assert known_to_the_model(Question(values, 2020, up=True, curb=True, limits=(0.0, 100.0)), monkeypatch) == [
        (-7.0, None, None),
        (-5.0, None, None),
    ]
    assert known_to_the_model(Question(values, 2020, up=False, curb=True, limits=(0.0, 100.0)), monkeypatch) == [
        (7.0, None, None),
        (5.0, None, None),
    ]
    counts = (Point(2020, 40.0, events=4, exposure=100), Point(2023, 30.0, events=3, exposure=100))
    assert known_to_the_model(Question(counts, 2020, up=True, curb=True), monkeypatch) == [(40.0, 96, 100), (30.0, 97, 100)]


def test_a_unit_that_cannot_be_turned_is_told_before_a_target_that_is_missing_is_not() -> None:
    assert one({2023: 1.0}, 2023, **(LEVEL | {"unit": "小时/天"})).reason == "unit_differs"
    assert one({2023: 1.0}, 2023, **(LEVEL | {"unit": "小时/天", "value": None})).reason == "no_target"
    assert one({2023: 9.5}, 2023, of=replace(UP, unit="‰"), **(LEVEL | {"value": 0.9})).target == 9.0
