"""The edges of the rules, one by one: exactly at the bound, a year beside it, one more condition that alone decides. Worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from qingmiao.progress import Point, asked, judge, judge_package, path_to
from qingmiao.progress.direction import Moved, Question, moved
from qingmiao.progress.effective import grain_of
from qingmiao.progress.methods import corners
from tests.progress.build import commitment, indicator, package, plan, points
from tests.progress.stories import FALL, LEVEL, POINTS, SHARE, THINGS
from tests.progress.test_package import CATALOGUE, PLACES, figures

# ------------------------------------------------------------------------------------------------ trends


@pytest.mark.parametrize(
    ("slowed", "stopped", "said"),
    [
        (0.95, 0.2, "as_wished"),
        (0.2, 0.95, "as_wished"),
        (0.949, 0.949, "open"),
        (0.5, 0.05, "not_as_wished"),
        (0.51, 0.05, "open"),
        (0.5, 0.051, "open"),
    ],
)
def test_a_curb_is_said_from_the_bounds_on(monkeypatch: pytest.MonkeyPatch, slowed: float, stopped: float, said: str) -> None:
    """As wished from 95 % of either; not as wished where at most 5 % say that it stopped and at most a half that it slowed."""
    monkeypatch.setattr("qingmiao.progress.forecasting.bending.bent_down", lambda _: (slowed, stopped))
    question = Question((Point(2020, 1.0), Point(2021, 2.0)), 2020, up=False, curb=True)
    assert moved([question]) == [Moved(said, max(slowed, stopped))]  # type: ignore[arg-type]


def test_no_case_at_all_is_still_a_number_of_cases() -> None:
    """Three deaths, then none: that all three of equal chances fall into the first half happens in one of eight, so nothing is said."""
    few = tuple(Point(2020 + year, value) for year, value in enumerate((3.0, 2.0, 1.0, 0.0)))
    assert moved([Question(few, 2020, up=False, grain="cases")])[0].said == "open"
    assert moved([Question(few, 2020, up=False)])[0].said == "as_wished", "as plain figures: four in order are one of 24 orders"


@pytest.mark.parametrize(
    ("unit", "formula", "grain"),
    [("起", "x.n", "cases"), ("所", "x.n", "account"), ("万元", "x.n", "account"), ("小时", "x.n", "measured"), ("某某", "x.n", "measured"),
     ("所", "x@", "measured"), ("所", "x.n + x.d", "measured")],
)  # fmt: skip
def test_what_kind_of_figures_an_indicator_has(unit: str, formula: str, grain: str) -> None:
    assert grain_of(indicator(unit=unit, formula=formula)) == grain


# ------------------------------------------------------------------------------------------------ targets


def ask(says: dict[str, Any], of: dict[str, Any], year: int = 2025, period: tuple[int | None, int | None] = (2021, 2025)) -> Any:
    return asked(commitment(**says), indicator(**of), plan(period), year)


def test_a_second_number_means_nothing_where_no_range_is_asked() -> None:
    """Down by 20 %, whatever stands beside it: from 10 to 8 or less, 6 too."""
    assert judge(ask(FALL | {"value_high": 30}, THINGS), points({2020: 10, 2025: 6}), 2025).word == "met"


def test_a_range_without_its_second_number_is_at_least_the_first() -> None:
    said = ask(POINTS | {"comparator": "range"}, SHARE)
    assert judge(said, points({2020: 60, 2025: 70}), 2025).word == "met"
    assert judge(said, points({2020: 60, 2025: 64}), 2025).word == "hardly"


def test_late_is_the_first_year_after_the_deadline_that_met_it() -> None:
    verdict = judge(ask(LEVEL, SHARE, 2027), points({2020: 80, 2024: 95, 2025: 90, 2026: 92, 2027: 96}), 2027)
    assert (verdict.reason, verdict.met_year) == ("reached_late", 2027)


# ------------------------------------------------------------------------------------------------ paths


def test_two_changes_of_one_base_are_one_path() -> None:
    """60 and 5 more by 2025, 8 more by 2030: by 2027 it should be 65 + 3 * 2/5."""
    early = ask(POINTS | {"deadline": 2025}, SHARE)
    late = ask(POINTS | {"value": 8, "deadline": 2030}, SHARE)
    assert judge(late, points({2020: 60, 2027: 66}), 2027, path=[early]).expected == pytest.approx(66.2)


def test_the_figure_of_the_asked_year_begins_a_path() -> None:
    said = ask(LEVEL, SHARE)
    assert corners(said, points({2020: 80}), 2020) == ((2020, 80.0), (2025, 95.0))
    assert corners(said, points({2020: 80}), 2019) == ()


def test_what_is_only_background_is_no_corner() -> None:
    was = commitment(id="C001", role="background", comparator=">=", value=90, unit="%", deadline=2023)
    target = commitment(id="C002", comparator=">=", value=95, unit="%", deadline=2025)
    whole = package(was, target)
    assert path_to(whole, CATALOGUE, "C002", [Point(2020, 80.0)], 2025) == ((2020, 80.0), (2025, 95.0))
    (one,) = judge_package(whole, CATALOGUE, PLACES, figures(("r", 2020, 80.0), ("r", 2023, 89.0)), 2023)
    assert one.verdict.expected == pytest.approx(89)
