"""Series over a break of their definition: over a bridge, or without the years before; worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qingmiao.catalogue import Amendment, Catalogue, Indicator
from qingmiao.places import Gazetteer, Place
from qingmiao.progress import Point, Verdict, judge_package, methods_beside, path_to, sentence
from qingmiao.progress.comparable import breaks_of, bridged, comparable
from tests.progress.build import commitment, indicator, package, points

PLAIN = Amendment(2023, "改按常住人口统计", breaks=True)
BRIDGED = replace(PLAIN, factor=1.25, offset=-2.0)
MILD = Amendment(2022, "列入年报")


def of(*history: Amendment) -> Indicator:
    return indicator(history=history, direction="up", limits=(0.0, 100.0))


def test_no_break_leaves_the_series_as_it_is() -> None:
    series = points({2020: 80, 2021: "not_collected", 2024: 90})
    for other in (None, of(), of(MILD), of(replace(PLAIN, year=2020)), of(replace(PLAIN, year=2025))):
        found = comparable(series, other, 2030)
        assert (found.points, found.broken) == (tuple(series), None)


def test_a_break_without_a_bridge_leaves_out_what_was_before() -> None:
    series = points({2020: 80, 2022: 84, 2023: 88, 2024: 90})
    found = comparable(series, of(PLAIN), 2024)
    assert ([point.year for point in found.points], found.broken) == ([2023, 2024], PLAIN)
    assert comparable(series, of(PLAIN), 2022).points == tuple(series)  # as seen before the break


def test_a_bridge_turns_earlier_values() -> None:
    series = [Point(2020, 80.0, std_error=2.0, events=80, exposure=100), Point(2021, None, "not_collected"), Point(2023, 98.0)]
    found = comparable(series, of(BRIDGED), 2024)
    assert found.broken is None
    assert found.points == (Point(2020, 98.0, "estimated", std_error=2.5), series[1], series[2])


@pytest.mark.parametrize(
    ("bridge", "value"),
    [
        pytest.param({"factor": 2.0, "offset": None}, 160.0, id="a factor alone"),
        pytest.param({"factor": None, "offset": 3.0}, 83.0, id="an offset alone"),
        pytest.param({"factor": -1.0, "offset": 100.0}, 20.0, id="the other way round"),
    ],
)
def test_half_a_bridge(bridge: dict[str, Any], value: float) -> None:
    found = comparable([Point(2020, 80.0, std_error=1.0), Point(2024, 90.0)], of(replace(PLAIN, **bridge)), 2024)
    assert found.points[0].value == value
    assert (found.points[0].std_error or 0) > 0


def test_two_breaks() -> None:
    series = points({2018: 10, 2020: 20, 2024: 30})
    early, late = replace(PLAIN, year=2019, factor=2.0), replace(PLAIN, year=2022, factor=None, offset=1.0)
    # 10 → 20 → 21, 20 → 21: the bridges are crossed in the order of their years, however they are told.
    assert [point.value for point in comparable(series, of(late, early), 2024).points] == [21, 21, 30]
    assert [point.value for point in comparable(series, of(replace(PLAIN, year=2019), late), 2024).points] == [21, 30]
    assert [point.value for point in comparable(series, of(early, replace(PLAIN, year=2022)), 2024).points] == [30]


REGION = Gazetteer((Place("r", "某县", "county"),))


def verdict(indicator: Indicator, series: dict[int, float | str], year: int = 2024, **asked: Any) -> Verdict:
    item = commitment(comparator=">=", value=100.0, deadline=2025, unit="%", **asked)
    catalogue = Catalogue({"x": indicator}, {}, {})
    return judge_package(package(item), catalogue, REGION, {("x", "r"): points(series)}, year)[0].verdict


def test_a_chart_shows_what_cannot_be_compared_by_its_own_definition() -> None:
    early, late = replace(PLAIN, year=2019, factor=2.0), replace(PLAIN, year=2022)
    series = points({2018: 10, 2020: 20, 2024: 30})
    assert [point.value for point in bridged(series, breaks_of(series, of(late, early), 2024))] == [20, 20, 30]


def test_the_verdict_takes_the_bridge() -> None:
    # Base 80 → 98 by the new definition; of the way from 98 to 100 in five years, 99.6 is asked for by 2024.
    found = verdict(of(BRIDGED), {2020: 80, 2024: 99.7})
    assert (found.word, found.base, found.base_year) == ("on_the_way", 98.0, 2020)
    assert found.expected == pytest.approx(99.6)
    assert verdict(of(BRIDGED), {2020: 80, 2024: 99.5}).word == "behind"


def test_the_verdict_has_no_base_from_before_the_break() -> None:
    found = verdict(of(PLAIN), {2020: 80, 2024: 99.7})
    assert (found.word, found.reason, found.broken) == ("cannot_judge", "broken", 2023)
    assert sentence(found, name="某率", unit="%") == "“某率”自2023年起口径变动，与以前的数不可比，变动以来没有可作基期的数据，无法判断。"
    begun = verdict(of(PLAIN), {2020: 80, 2023: 98, 2024: 99.7})
    assert (begun.word, begun.base_year, begun.base) == ("on_the_way", 2023, 98.0)
    assert verdict(of(PLAIN), {2020: 80, 2024: 101}).word == "met"  # the target itself is reached, whatever was before
    assert verdict(of(PLAIN), {2024: 90}).reason == "no_begin"  # nothing was cut off


def test_what_was_met_by_another_definition_is_not_lost() -> None:
    assert verdict(of(), {2021: 100, 2023: 97, 2024: 98}).word == "lost"
    assert verdict(of(PLAIN), {2021: 100, 2023: 97, 2024: 98}).word != "lost"


def test_a_change_since_before_the_break() -> None:
    item = commitment(kind="change", value=5.0, unit="百分点", direction="up", deadline=2025)
    catalogue = Catalogue({"x": of(PLAIN)}, {}, {})
    series = points({2020: 80, 2024: 90})
    (judged,) = judge_package(package(item), catalogue, REGION, {("x", "r"): series}, 2024)
    assert (judged.verdict.reason, judged.verdict.broken) == ("broken", 2023)
    catalogue = Catalogue({"x": of(BRIDGED)}, {}, {})
    (judged,) = judge_package(package(item), catalogue, REGION, {("x", "r"): series}, 2024)
    assert judged.verdict.target == 100  # 80 is 98 by the new definition; the limit of a share stands before 98 + 5


def test_path_and_methods_take_the_bridge() -> None:
    item = commitment(comparator=">=", value=100.0, deadline=2025, unit="%")
    catalogue, plan = Catalogue({"x": of(BRIDGED)}, {}, {}), package(item)
    series = points({2020: 80, 2024: 99.7})
    assert path_to(plan, catalogue, "C001", series, 2024) == ((2020, 98.0), (2025, 100.0))
    (judged,) = judge_package(plan, catalogue, REGION, {("x", "r"): series}, 2024)
    beside = methods_beside(plan, catalogue, "C001", series, judged.verdict)
    assert beside is not None
    by_name = {row.name: row.answer for row in beside.rows}
    growing, asked = (99.7 / 98) ** (1 / 4) - 1, (100 / 98) ** (1 / 5) - 1
    assert by_name["opensdg"].value == pytest.approx(growing / asked)


def test_a_trend_over_a_break() -> None:
    item = commitment(kind="trend", direction="up", comparator=None, value=None)
    series = {("x", "r"): points({2018: 50, 2019: 52, 2020: 80, 2021: 82, 2022: 84, 2023: 60, 2024: 58})}
    cut = judge_package(package(item), Catalogue({"x": of(PLAIN)}, {}, {}), REGION, series, 2024)[0].verdict
    assert (cut.reason, cut.broken) == ("broken", 2023)
    over = replace(PLAIN, factor=None, offset=-40.0)
    assert judge_package(package(item), Catalogue({"x": of(over)}, {}, {}), REGION, series, 2024)[0].verdict.base == 40.0
