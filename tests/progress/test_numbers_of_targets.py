"""Units, tolerance, intervals and lines: the small parts of a verdict."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.plans.model import Reference
from qingmiao.progress import Point, asked, judge
from qingmiao.progress.effective import scale_of, tolerance
from qingmiao.progress.interval import Interval, at_least, at_most, near, within
from qingmiao.progress.methods import on_line
from tests.progress.build import commitment, indicator, plan, points
from tests.progress.stories import BETTER, FALL, LEVEL, RATE, SHARE


@pytest.mark.parametrize(
    ("said", "own", "factor"),
    [
        (None, "%", 1.0),
        ("%", "%", 1.0),
        ("％", "%", 1.0),
        ("名", "人", 1.0),
        ("所", "个", 1.0),
        ("万名", "名", 10_000.0),
        ("名", "万名", 0.0001),
        ("万元", "元", 10_000.0),
        ("‰", "%", 0.1),
        ("/10万", "‰", 0.01),
        ("某某", "某某", 1.0),
        ("", "—", 1.0),
        ("%", "—", 1.0),
        ("某某", "%", None),
        ("%", "某某", None),
        ("小时/天", "%", None),
        ("张/千名儿童", "‰", None),
    ],
)
def test_units(said: str | None, own: str, factor: float | None) -> None:
    assert scale_of(said, own) == (None if factor is None else pytest.approx(factor))


def test_tolerance_is_dated() -> None:
    assert (tolerance(1989), tolerance(1990), tolerance(2024)) == (0.0, 0.05, 0.05)


def test_a_change_without_a_deadline_cannot_be_judged() -> None:
    ask = asked(commitment(**FALL), indicator(**RATE), plan((None, None)), 2025)
    assert judge(ask, points({2020: 10, 2025: 7}), 2025).reason == "no_deadline"


def test_no_base_year_no_change() -> None:
    ask = asked(commitment(**(FALL | {"base_year": None, "deadline": 2025})), indicator(**RATE), plan((None, None)), 2025)
    assert judge(ask, points({2020: 10, 2025: 7}), 2025).reason == "no_base"


def test_an_indicator_that_is_not_known_is_judged_by_the_words() -> None:
    ask = asked(commitment(**LEVEL), None, plan(), 2025)
    assert judge(ask, points({2025: 95}), 2025).word == "met"


@pytest.mark.parametrize(("year", "height"), [(2019, 80), (2020, 80), (2023, 86), (2025, 90), (2027, 92), (2030, 95), (2031, 95)])
def test_a_path_is_straight_between_its_corners(year: int, height: float) -> None:
    assert on_line(((2020, 80), (2025, 90), (2030, 95)), year) == pytest.approx(height)


def test_one_deadline_told_twice_is_one_corner() -> None:
    ask = asked(commitment(**(LEVEL | {"deadline": 2030})), indicator(**SHARE), plan(), 2023)
    same = asked(commitment(**(LEVEL | {"deadline": 2025, "value": 90})), indicator(**SHARE), plan(), 2023)
    series = points({2020: 80, 2027: 91})
    assert judge(ask, series, 2027, path=[same, same]).expected == pytest.approx(92)
    assert judge(ask, series, 2027, path=[same]).expected == pytest.approx(92)


def test_earlier_targets_before_the_base_are_no_corners() -> None:
    ask = asked(commitment(**(LEVEL | {"deadline": 2030})), indicator(**SHARE), plan(), 2023)
    past = asked(commitment(**(LEVEL | {"deadline": 2020, "value": 90})), indicator(**SHARE), plan(), 2023)
    assert judge(ask, points({2020: 80, 2025: 85}), 2025, path=[past]).expected == pytest.approx(87.5)


def test_another_target_of_the_same_deadline_is_no_corner() -> None:
    ask = asked(commitment(**(LEVEL | {"deadline": 2030})), indicator(**SHARE), plan(), 2023)
    easier = asked(commitment(**(LEVEL | {"deadline": 2030, "value": 90})), indicator(**SHARE), plan(), 2023)
    early = asked(commitment(**(LEVEL | {"deadline": 2025, "value": 90})), indicator(**SHARE), plan(), 2023)
    soon = asked(commitment(**(LEVEL | {"deadline": 2023, "value": 85})), indicator(**SHARE), plan(), 2023)
    assert judge(ask, points({2020: 80, 2024: 82}), 2024, path=[easier]).expected == pytest.approx(86)
    assert judge(ask, points({2020: 80, 2024: 82}), 2024, path=[early, soon]).expected == pytest.approx(87.5)


@pytest.mark.parametrize(("year", "tainted"), [(2016, False), (2017, True), (2020, True), (2022, True), (2023, True), (2024, False)])
def test_what_a_verdict_is_made_from_taints_it(year: int, tainted: bool) -> None:
    """Figures from the oldest possible base to the latest; not those before, nor those after the year asked for."""
    ask = asked(commitment(**LEVEL), indicator(**SHARE), plan(), 2023)
    series = [
        replace(point, simulated=point.year == year) for point in points({2016: 70, 2017: 70, 2020: 80, 2022: 82, 2023: 89, 2024: 90})
    ]
    assert judge(ask, series, 2023).simulated is tainted


def test_a_simulated_reference_taints_too() -> None:
    ask = asked(commitment(**(BETTER | {"reference": Reference(region="全省")})), indicator(**SHARE), plan(), 2023)
    ours, theirs = points({2023: 90}), [Point(2023, 89.0, simulated=True)]
    assert judge(ask, ours, 2023, reference=theirs).simulated
    assert not judge(ask, ours, 2023, reference=points({2023: 89})).simulated
    assert judge(ask, theirs, 2023, reference=ours).simulated


NUMBERS = st.floats(-1e6, 1e6)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_the_nearest_value_lies_inside(one: float, other: float, value: float) -> None:
    interval = Interval(min(one, other), max(one, other))
    assert interval.holds(interval.nearest(value))
    assert interval.holds(value) == (near(interval.nearest(value), value))


def test_ends() -> None:
    assert Interval(1, 2, low_open=True, high_open=True).holds(1.5)
    assert not Interval(1, 2, low_open=True).holds(1)
    assert not Interval(1, 2, high_open=True).holds(2)
    assert at_least(1).holds(1)
    assert at_most(1).holds(1)
    assert not at_least(1).holds(0.999999)
    assert at_least(1).holds(1 - 1e-10)
    assert within((None, None)) == Interval(-math.inf, math.inf)
    assert within((0.0, None)).nearest(-1) == 0
    assert within((None, 100.0)).nearest(101) == 100
    assert at_least(5).spanned(4, 6)
    assert not at_least(5).spanned(5, 6)
    assert not at_least(5).spanned(4, 5)
