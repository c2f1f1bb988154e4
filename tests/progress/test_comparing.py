"""Places beside each other: order, sides, ranks, what chance has no part in, years together, and the sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qingmiao.catalogue import Catalogue, Element
from qingmiao.progress import Point
from qingmiao.progress.comparing import compare, grain_of, together
from qingmiao.progress.comparing_words import rank_words, side_words, summary
from qingmiao.progress.outlook_words import Names
from tests.progress.build import indicator
from tests.progress.test_warning_rules import DEATHS

NAMES = Names("死亡数", "人", "活产数", "人")


def counted(events: float, exposure: float, size: float = 1000.0, **more: Any) -> Point:
    return Point(2025, events / exposure * size, events=events, exposure=exposure, **more)


def alike(**others: Point) -> dict[str, Point]:
    """Eleven towns with 10 of 2,000 each."""
    return {f"t{number}": counted(10, 2000) for number in range(11)} | others


def test_one_place_apart() -> None:
    """40 of 2,000 beside eleven times 10: common 12.5 of 2,000 = 6.25‰; the only one beyond the limits, and surely the last."""
    found = compare(alike(x=counted(40, 2000)), up=False, unit="‰")
    assert found.rate == pytest.approx(6.25)
    assert (found.events, found.exposure, found.ranked) == (150, 24_000, 12)
    assert [one.place for one in found.beyond] == ["x"]
    last = found.standings[-1]
    assert (last.place, last.side, last.first, last.last) == ("x", "worse", 12, 12)
    assert all((one.first, one.last, one.side) == (1, 11, "alike") for one in found.standings[:-1])
    assert found.known == 1
    assert not found.unknown
    said = summary(found, "2025年", "‰", NAMES, {"x": "某镇"}.__getitem__)
    assert said == (
        "2025年12个地方合计为6.25‰：死亡数150人（活产数24000人）。",
        "明显差于各地的：某镇；其余11个地方的差别都在偶然范围以内。",
        "名次只说到能确定的范围，其中1个地方的名次是确定的。",
    )
    english = summary(found, "in 2025", "‰", NAMES, {"x": "X"}.__getitem__, "en")
    assert english[1] == "Clearly worse than the others: X; the other 11 differ by no more than chance."


def test_which_way_is_better() -> None:
    found = compare(alike(x=counted(40, 2000)), up=True, unit="‰")
    assert (found.standings[0].place, found.standings[0].side, found.standings[0].last) == ("x", "better", 1)
    said = summary(found, "", "‰", NAMES, {"x": "某镇"}.__getitem__, judged=False)
    assert said[1].startswith("明显高于各地的：某镇；")


def test_what_cannot_be_told_apart() -> None:
    found = compare({"a": counted(0, 60), "b": counted(1, 200), "c": counted(2, 120)}, up=False, unit="‰")
    assert [rank_words(one) for one in found.standings] == ["第1—3位"] * 3
    assert found.unknown
    assert (found.limits, [one.side for one in found.standings]) == ((), [None] * 3)
    assert summary(found, "2025年", "‰", NAMES, str)[1:] == ("凭这些数分不出先后，名次都不能确定。",)


def test_places_that_truly_differ_are_not_called_chance() -> None:
    """Shares of 40 to 60 % among 20,000 each lie far more apart than chance: none stands out, but their ranks are known."""
    points = {f"t{number}": counted(8000 + 400 * number, 20_000, 100) for number in range(11)}
    found = compare(points, up=True, unit="%")
    assert found.apart
    assert found.beyond == ()
    assert found.known == 11
    assert summary(found, "", "%", NAMES, str)[1:] == ("11个地方彼此有差别，但都不突出。", "名次都能确定。")
    assert side_words("alike", apart=True) == "不突出"
    assert side_words("alike") == "在偶然范围内"
    assert side_words(None) == ""


def test_figures_without_counts_are_listed_and_not_ranked() -> None:
    found = compare(alike(bare=Point(2025, 9.0), none=Point(2025, None)), up=False, unit="‰")
    by_place = {one.place: one for one in found.standings}
    assert (len(by_place), found.ranked) == (12, 11)
    assert (by_place["bare"].first, rank_words(by_place["bare"])) == (None, "—")
    alone = compare({"a": Point(2025, 9.0), "b": counted(1, 100)}, up=False, unit="‰")
    assert (alone.ranked, alone.rate, alone.standings[0].first) == (0, None, None)
    assert summary(alone, "", "‰", NAMES, str) == ()
    assert compare({}, up=True, unit="%").standings == ()


def test_what_is_no_chance_is_ranked_as_it_stands() -> None:
    """Beds: 9, 9, 4 per 1,000: two share the first two ranks."""
    points = {"a": counted(4, 1000), "b": counted(9, 1000), "c": counted(18, 2000)}
    found = compare(points, up=True, unit="张/千名儿童", grain="account")
    assert [(one.place, one.first, one.last, one.low) for one in found.standings] == [
        ("c", 1, 2, None),
        ("b", 1, 2, None),
        ("a", 3, 3, None),
    ]
    assert found.rate == pytest.approx(31 / 4000 * 1000)
    assert len(summary(found, "", "张/千名儿童", NAMES, str)) == 1
    bare = compare(points, up=True, unit="张/千名儿童", grain="unknown")
    assert {one.first for one in bare.standings} == {None}
    assert bare.ranked == 0


def of(part: str, whole: str, **fields: Any) -> str:
    names = {"x.n": Element("x.n", "甲", part), "x.d": Element("x.d", "乙", whole)}
    return grain_of(replace(DEATHS, **fields), Catalogue({}, names, {}))


def test_what_lets_figures_differ() -> None:
    assert of("人", "人", limits=(0.0, 1000.0)) == "chance"
    assert of("人", "人", limits=(0.0, None), over_time="sum") == "chance", "deaths a year"
    assert of("人", "人", limits=(0.0, None), over_time="last") == "unknown", "doctors per 10,000"
    assert of("人", "人", unit="%", limits=(0.0, None), over_time="sum") == "unknown", "a gross rate"
    assert of("户", "户", unit="%", limits=(0.0, 100.0)) == "chance"
    assert of("所", "所", unit="%", limits=(0.0, 100.0)) == "account"
    assert of("张", "人", unit="张/千名儿童", limits=(0.0, None)) == "account"
    assert of("万元", "万元", unit="%", limits=(0.0, 100.0)) == "account"
    assert of("没有的单位", "人") == "unknown"
    assert grain_of(None, Catalogue({}, {}, {})) == "unknown"
    assert grain_of(indicator(formula="x@"), Catalogue({}, {"x@": Element("x@", "率", "%")}, {})) == "unknown"


def test_years_together() -> None:
    """1 of 100, 2 of 150 and 0 of 50: 3 of 300 = 10‰, simulated where one is."""
    points = [counted(1, 100), counted(2, 150, simulated=True), counted(0, 50)]
    series = [replace(point, year=2023 + number) for number, point in enumerate(points)]
    found = together(series, (2023, 2024, 2025), "‰")
    assert found == Point(2025, 10.0, simulated=True, events=3.0, exposure=300.0)
    assert together(series, (2022, 2023), "‰") is None
    assert together([*series[:2], Point(2025, 3.0)], (2024, 2025), "‰") is None


def test_long_lists_are_cut() -> None:
    points = {f"t{number}": counted(10, 2000) for number in range(90)} | {f"x{number}": counted(45, 2000) for number in range(7)}
    said = summary(compare(points, up=False, unit="‰"), "", "‰", NAMES, str)
    assert "等7个；其余90个地方" in said[1]
