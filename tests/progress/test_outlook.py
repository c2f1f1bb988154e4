"""The outlook of commitments on series worked out by hand: its sentences, what is needed, and that it is the same chance as everywhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from qingmiao.catalogue import Catalogue, Element
from qingmiao.catalogue.model import Amendment
from qingmiao.plans.model import Commitment
from qingmiao.progress import Point, Verdict, asked, judge, series_of
from qingmiao.progress.outlook import Outlook, forecasts
from qingmiao.progress.outlook_words import Told, ahead, counts_ahead, names_of, pace, tell, told_as_count
from qingmiao.progress.reasons import sentence
from tests.progress.build import commitment, indicator, package
from tests.progress.test_warning_rules import DEATHS, FIVE, MEASURED, NAMES, TOWNS, run, seen, table

SIX = run("r", 2018, 7.0, 6.9, 6.8, 6.7, 6.6, 6.5, 6.4, 6.3)


def look(
    item: Commitment, rows: list, of: object = MEASURED, year: int = 2025, places: tuple[str, ...] = ("r",), *, fan: bool = True
) -> dict[str, Outlook]:
    catalogue = Catalogue({"x": of}, NAMES, {})  # type: ignore[dict-item]
    found = forecasts(package(item, period=(2021, 2030)), catalogue, series_of(table(rows)), year, places, fan=fan).at()
    return {place: one for (_, place), one in found.items()}


def judged(item: Commitment, rows: list, of: object = MEASURED) -> Verdict:
    plan = package(item, period=(2021, 2030)).plan
    return judge(asked(item, of, plan, 2025), series_of(table(rows))["x", "r"], 2025)  # type: ignore[arg-type]


def told(item: Commitment, rows: list, of: object = MEASURED, lang: str = "zh") -> Told:
    (one,) = look(item, rows, of).values()
    return tell(one, judged(item, rows, of), "‰", names_of(of, Catalogue({}, NAMES, {})), lang)  # type: ignore[arg-type]


def test_a_steady_fall_in_plain_words() -> None:
    """6.6 in 2022 and 6.3 in 2025: 0.1 a year, each year below the last. From 6.3 to 5 in five years is 0.26 a year."""
    said = told(commitment(**FIVE), SIX)
    assert said.course.startswith("2025年为6.30‰，三年来平均每年下降0.10个千分点；推算2030年约为5.")
    assert "八成可能在" in said.course
    assert said.likely in {"2030年达到“5‰以下”的把握不到百分之一。", "2030年达到“5‰以下”的把握不到半成。"}
    assert said.needed.startswith("要达到“5‰以下”，今后5年平均每年须下降0.26个千分点，推算的走势是每年约下降0.")
    english = told(commitment(**FIVE), SIX, lang="en")
    assert english.course.startswith("6.30‰ in 2025; over 3 years it has fallen by 0.10 points per 1,000 a year. For 2030 about 5.")
    assert english.needed.startswith(
        "“5‰ or less” takes a fall of 0.26 points per 1,000 a year for 5 years; it is expected to fall by about 0."
    )


def test_warning_and_page_tell_one_figure() -> None:
    """The figure of the deadline in the warning's sentence, in the three sentences of the page and at the end of the fan."""
    page = told(commitment(**FIVE), SIX).course
    (outlook,) = look(commitment(**FIVE), SIX).values()
    (then,) = re.findall("推算2030年约为([0-9.]+)‰", page)
    assert then == f"{outlook.ahead[-1].middle:.2f}"
    assert f"推算2030年约为{then}‰" in seen(commitment(**FIVE), table(SIX), of=MEASURED)["r/hard"].zh


@pytest.mark.parametrize(("middle", "said"), [(5.804, "按此速度2030年约为5.80‰"), (5.806, "推算2030年约为5.81‰")])
def test_at_this_pace_is_said_only_where_the_pace_leads_there(middle: float, said: str) -> None:
    """6.3 less five times 0.1 is 5.80, as printed."""
    (outlook,) = look(commitment(**FIVE), SIX, fan=False).values()
    set_ = replace(outlook, ahead=(replace(outlook.ahead[-1], middle=middle),))
    assert ahead(set_, "‰", "zh") == f"三年来平均每年下降0.10个千分点，{said}"
    unsure = replace(set_, risen=0.5)
    assert ahead(unsure, "‰", "zh").startswith("三年来看不出明显的升降，推算2030年约为5.8")
    assert ("which leads to about 5.80‰ in 2030" in ahead(set_, "‰", "en")) == said.startswith("按此")


def test_beside_an_outlook_a_verdict_tells_no_other_figure() -> None:
    """6.8 in 2020, and 6.7, 6.6, 6.6, 6.7, 6.7 since: 0.1 of the 0.9 that a straight line to 5 asks for. It leads to 6.6, and the outlook elsewhere."""
    verdict = judged(commitment(**FIVE), run("r", 2020, 6.8, 6.7, 6.6, 6.6, 6.7, 6.7))
    assert verdict.reason == "projection_short"
    assert "2030年约为6.60‰" in sentence(verdict, name="婴儿死亡率", unit="‰")
    bare = sentence(verdict, name="婴儿死亡率", unit="‰", bare=True)
    assert bare == "2025年婴儿死亡率为6.70‰，直线进度应达5.90‰；2020年以来的变化不足应有的一半，如期达到“5‰以下”的目标难度较大。"
    assert "where a straight line asks for 5.90‰" in sentence(verdict, name="infant mortality", unit="‰", lang="en", bare=True)


def test_what_may_be_chance_is_not_called_a_fall() -> None:
    """13 in 2022 and 7.6 in 2025 is a fall of 1.8 a year, but 6, 13, 7, 9, 7.6 is up and down."""
    rows = run("r", 2016, 6.7, 7.3, 7.7, 6.3, 6.5, 6.2, 13.2, 6.8, 8.9, 7.6)
    assert "三年来看不出明显的升降" in told(commitment(**FIVE), rows).course
    assert "over 3 years no clear rise or fall" in told(commitment(**FIVE), rows, lang="en").course


def test_what_is_met_need_only_be_kept() -> None:
    said = told(commitment(**FIVE), run("r", 2018, *[3.0, 3.1] * 4))
    assert said.likely.startswith("2030年仍保持“5‰以下”的把握九成")
    assert said.needed == "目前已达到目标，到2030年保持在“5‰以下”即可。"


def test_small_numbers_are_told_as_counts() -> None:
    """At most 5‰ of 900 births are 4.5: no more than four deaths."""
    rows = [("r", year, 9, 900) for year in range(2018, 2026)]
    said = told(commitment(**FIVE), rows, DEATHS)
    assert said.course.startswith("2025年婴儿死亡数9人（活产数900人），数量小，单年升降不说明问题；按多年情况推算，2030年八成可能为")
    assert said.course.endswith("人（活产数不变）。")
    assert said.needed == "要达到“5‰以下”，2030年婴儿死亡数须不超过4人（按活产数900人计）。"
    (one,) = look(commitment(**FIVE), rows, DEATHS).values()
    low, high = counts_ahead(one, one.ahead[-1])
    assert 3 <= low < 9 < high <= 16
    assert "‰" not in said.course


def test_what_chance_alone_may_bring_is_told_apart() -> None:
    """About 7 of 1,000 each year: the level hardly comes to 4, a single year among 200 births easily does."""
    rows = [("r", year, 14 if year % 2 else 13, 1900) for year in range(2016, 2026)]
    (one,) = look(commitment(**(FIVE | {"value": 5})), rows, DEATHS).values()
    assert one.published > one.chance + 0.05
    said = told(commitment(**FIVE), rows, DEATHS).likely
    assert "（指实际水平；当年公布的数受偶然影响，达到的可能约" in said
    assert "指实际水平" not in told(commitment(**FIVE), SIX).likely


def test_a_wish_for_more_among_few_is_rounded_up() -> None:
    """At least 95 % of 30 are 28.5: 29."""
    of = replace(DEATHS, unit="%", formula="x.n / x.d * 100", direction="up", limits=(0.0, 100.0))
    item = commitment(**(FIVE | {"comparator": ">=", "value": 95, "unit": "%"}))
    rows = [("r", year, 27, 30) for year in range(2018, 2026)]
    catalogue = Catalogue({"x": of}, NAMES, {})
    found = forecasts(package(item, period=(2021, 2030)), catalogue, series_of(table(rows, size=100)), 2025, ["r"]).at()
    verdict = judge(asked(item, of, package(item).plan, 2025), series_of(table(rows, size=100))["x", "r"], 2025)
    said = tell(found["C001", "r"], verdict, "%", names_of(of, catalogue))
    assert said.needed == "要达到“95%以上”，2030年婴儿死亡数须不少于29人（按活产数30人计）。"


@pytest.mark.parametrize(
    ("events", "exposure", "small"), [(9, 900, True), (10, 900, False), (4529, 4529, False), (27, 30, True), (50, 100, False)]
)
def test_what_is_told_as_a_count(events: float, exposure: float, small: bool) -> None:
    assert told_as_count(Point(2025, 1.0, events=events, exposure=exposure)) is small


def test_what_is_needed_is_what_the_verdict_says() -> None:
    for rows in (SIX, run("r", 2018, 9, 8.9, 8, 8.4, 7, 6.5, 6.6, 6.0)):
        item = commitment(**FIVE)
        (one,) = look(item, rows).values()
        assert one.needed == pytest.approx(judged(item, rows).needed_per_year)


def test_the_chance_is_that_of_the_warning() -> None:
    item = commitment(**FIVE, level_of="乡镇")
    rows = SIX + [row for town in TOWNS[:5] for row in run(town, 2018, *(6.0 + 0.1 * number for number in range(8)))]
    warned = seen(item, table(rows), of=MEASURED)
    towns = look(item, rows, places=TOWNS, fan=False)
    assert towns.keys() == set(TOWNS[:5])
    assert look(item, rows)["r"].chance == pytest.approx(float(warned["r/hard"].evidence["chance"]))  # type: ignore[arg-type]
    for town, one in towns.items():
        assert one.chance == pytest.approx(float(warned[f"{town}/hard"].evidence["chance"]))  # type: ignore[arg-type]
        assert one.places == 5


def test_the_fan_ends_in_what_is_foreseen_without_it() -> None:
    rows = [row for number, town in enumerate(TOWNS) for row in run(town, 2018, *(6.0 + 0.1 * number * (year % 3) for year in range(8)))]
    late = [row for row in rows if not (row[0] == "t3" and row[1] == 2025)]
    whole, end = (look(commitment(**FIVE), late, places=TOWNS, fan=fan) for fan in (True, False))
    for town, one in whole.items():
        assert one.ahead[-1] == end[town].ahead[-1]
        assert one.chance == end[town].chance
        assert [ahead.year for ahead in one.ahead] == list(range(2025 if town == "t3" else 2026, 2031))
        assert all(ahead.low <= ahead.middle <= ahead.high for ahead in one.ahead)
        widths = [ahead.high - ahead.low for ahead in one.ahead]
        assert widths[0] <= widths[-1]


def test_figures_before_a_break_have_no_say() -> None:
    of = replace(MEASURED, history=(Amendment(2024, "改按常住人口统计", breaks=True),))
    jump = run("r", 2018, 20, 20, 20, 20, 20, 20, 6.4, 6.3)
    (one,) = look(commitment(**FIVE), jump, of).values()
    assert [point.year for point in one.known] == [2024, 2025]
    assert one.ahead[-1].high < 12
    assert look(commitment(**FIVE), jump[:-1], of) == {}, "one comparable year tells nothing"


def test_a_base_without_counts_does_not_take_the_counts_of_the_others_away() -> None:
    counts = [("r", year, 20, 3000) for year in range(2016, 2026) if year != 2020]
    (one,) = look(commitment(**FIVE), [*counts, ("r", 2020, 4.3)], DEATHS).values()
    (bare,) = look(commitment(**FIVE), counts, DEATHS).values()
    assert one.counted
    assert one.ahead[-1] == bare.ahead[-1]
    assert len(one.known) == 10
    (few,) = look(
        commitment(**FIVE), [*run("r", 2016, *[6.0] * 7), ("r", 2023, 20, 3000), ("r", 2024, 20, 3000), ("r", 2025, 20, 3000)], DEATHS
    ).values()
    assert not few.counted, "three years of ten with counts do not stand for the others"


@pytest.mark.parametrize(
    ("item", "rows"),
    [
        (commitment(**(FIVE | {"deadline": 2025})), SIX),
        (commitment(kind="trend", name="某率", direction="down"), SIX),
        (commitment(kind="norm", value=2, unit="名", comparator=">=", deadline=2030), SIX),
        (commitment(**(FIVE | {"comparator": "range", "value": 4, "value_high": 5})), SIX),
        (commitment(**FIVE), run("r", 2018, 7.0, 6.9, 6.8, 6.7)),
        (commitment(**FIVE), run("r", 2017, 7.0, 6.9, 6.8)),
        (commitment(**FIVE), run("r", 2025, 7.0)),
        (commitment(**FIVE), [("r", 2025, None)]),
        (commitment(**(FIVE | {"value": 0, "comparator": "="})), run("r", 2021, 2.0, 1.0, 0.0)),
    ],
    ids=["due", "trend", "norm", "range", "too old", "before the plan", "one year", "no figure", "none asked for and none there"],
)
def test_where_nothing_can_be_foreseen(item: Commitment, rows: list) -> None:
    assert look(item, rows) == {}


def test_the_pace_of_few_years() -> None:
    assert pace([Point(2025, 5.0)], "‰", "zh") == "没有近三年的其他数"
    assert pace([Point(2024, 5.0), Point(2025, 6.0)], "‰", "zh") == "一年来平均每年上升1.00个千分点"
    assert pace([Point(2023, 5.0), Point(2025, 5.001)], "‰", "zh") == "两年来基本没有变化"


def test_the_counts_have_the_names_of_their_elements() -> None:
    bare = names_of(indicator(formula="x@"), Catalogue({}, {"x@": Element("x@", "某率", "%")}, {}))
    assert bare.counts(Point(2025, 1.0, events=1.0, exposure=10.0), "zh") == ""
    named = names_of(DEATHS, Catalogue({}, NAMES, {}))
    assert named.counts(Point(2025, 3.0, events=3.0, exposure=1000.0), "zh") == "婴儿死亡数3人（活产数1000人）"
    assert named.counts(Point(2025, 3.0), "zh") == ""


def test_none_and_all_are_met_by_the_count() -> None:
    """No deaths of 300 in nine years and one in the last: the level is never none, the next count most likely is."""
    rows = [("r", year, int(year == 2025), 300) for year in range(2016, 2026)]
    (one,) = look(commitment(**(FIVE | {"value": 0, "comparator": "="})), rows, DEATHS).values()
    assert one.chance == one.published > 0.5
    (other,) = look(commitment(**FIVE), rows, DEATHS).values()
    assert other.chance != other.published


def test_what_is_no_chance_is_not_spoken_of_as_such() -> None:
    """One of two schools."""
    of = replace(DEATHS, unit="%", formula="x.n / x.d * 100", direction="up", limits=(0.0, 100.0))
    schools = Catalogue({"x": of}, {"x.n": Element("x.n", "达标学校数", "所"), "x.d": Element("x.d", "学校数", "所")}, {})
    item = commitment(**(FIVE | {"comparator": ">=", "value": 90, "unit": "%"}))
    rows = [("r", year, 1, 2) for year in range(2018, 2026)]
    series = series_of(table(rows, size=100))
    found = forecasts(package(item, period=(2021, 2030)), schools, series, 2025, ["r"]).at()["C001", "r"]
    verdict = judge(asked(item, of, package(item).plan, 2025), series["x", "r"], 2025)
    said = tell(found, verdict, "%", names_of(of, schools))
    assert said.course.startswith("2025年达标学校数1所（学校数2所）；按多年情况推算，2030年八成可能为")
    assert "偶然" not in said.likely
    assert "too few" not in tell(found, verdict, "%", names_of(of, schools), "en").course
