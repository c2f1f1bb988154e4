"""Stories of trends: what the test of direction says.

Worked out by hand: four figures in order are one of 24 orders (p = 0.042), six one of 720; of 13 deaths 9 in the first of two equal years or more
happen by chance in 13 of 100; two counts of 900 and 600 among 100,000 lie 7.8 standard deviations apart; a difference of 0.5 with an error of 0.2 is
2.5 of them (p = 0.006), with 0.5 it is one (p = 0.16).
"""

from __future__ import annotations

from tests.progress.stories import BEHIND, CANNOT, HARDLY, MET, NO_DATA, ON, RATE, SHARE, THINGS, TREND_DOWN, UNDECIDED, Story

UP = {"kind": "trend", "direction": "up"}
CURB = TREND_DOWN | {"curbed": True}
CASES = {"unit": "起", "formula": "x.n", "limits": (0.0, None)}
MANY = {2020: (900, 100_000), 2021: (800, 100_000), 2022: (700, 100_000), 2023: (600, 100_000)}
FEW = {2020: (9, 3000), 2021: (8, 3000), 2022: (6, 3000), 2023: (4, 3000)}


def rate(counts: dict[int, tuple[int, int]]) -> dict[int, float | str]:
    return {year: events / among * 1000 for year, (events, among) in counts.items()}


def run(first: int, *values: float) -> dict[int, float | str]:
    return dict(enumerate(values, first))


def trend(title: str, says: dict[str, object], series: dict[int, float | str], year: int, word: str, reason: str, **more: object) -> Story:
    return Story("趋势 trend", title, says, series, year, word, reason, **({"of": RATE} | more))  # type: ignore[arg-type]


RISING = run(2015, 10, 11.1, 12.0, 13.1, 13.9, 15.0)

TRENDS: tuple[Story, ...] = (
    trend(
        "逐步下降：到期时六年连降",
        TREND_DOWN,
        run(2020, 10, 9.5, 9, 8.5, 8, 7.5),
        2025,
        MET,
        "direction_kept",
        more={"comparator": "<", "target": 10.0, "method": "direction"},
    ),
    trend("逐步下降：到期前四年连降，方向会变，不算达标", TREND_DOWN, run(2020, 10, 9, 8, 7), 2023, ON, "direction_right"),
    trend("逐步下降：有升有降，看不出方向", TREND_DOWN, run(2020, 10, 10.4, 9.8, 10.1), 2023, UNDECIDED, "direction_open"),
    trend("逐步下降：到期时仍看不出方向", TREND_DOWN, run(2020, 10, 10.4, 9.8, 10.1, 9.9, 10), 2025, UNDECIDED, "direction_open"),
    trend("逐步下降：只有两年的数，下降再多也可能是偶然", TREND_DOWN, {2020: 10, 2023: 5}, 2023, UNDECIDED, "direction_short"),
    trend("逐步下降：四年连升", TREND_DOWN, run(2020, 10, 11, 12, 13), 2023, BEHIND, "direction_wrong"),
    trend("逐步下降：到期时六年连升", TREND_DOWN, run(2020, 10, 11, 12, 13, 14, 15), 2025, HARDLY, "direction_missed"),
    trend("逐步提高：四年连升", UP, run(2020, 60, 64, 69, 73), 2023, ON, "direction_right", of=SHARE),
    trend("逐步提高：四年连降", UP, run(2020, 73, 69, 64, 60), 2023, BEHIND, "direction_wrong", of=SHARE),
    trend("逐步下降：活产三千，死亡9例到4例，可能是偶然", TREND_DOWN, rate(FEW), 2023, UNDECIDED, "direction_open", counts=FEW),
    trend("逐步下降：十万人中900例到600例", TREND_DOWN, rate(MANY), 2023, ON, "direction_right", counts=MANY),
    trend("事件数12起到9起，可能是偶然", TREND_DOWN, run(2020, 12, 11, 10, 9), 2023, UNDECIDED, "direction_open", of=CASES),
    trend("事件数1200起到900起", TREND_DOWN, run(2020, 1200, 1100, 1000, 900), 2023, ON, "direction_right", of=CASES),
    trend("机构数是实数，多一个就是多一个", UP, {2020: 10, 2023: 11}, 2023, ON, "direction_right", of=THINGS),
    trend("机构数是实数，相等不算提高", UP, {2020: 10, 2025: 10}, 2025, HARDLY, "direction_missed", of=THINGS),
    trend("逐步提高：已到上限100，不能再高", UP, {2020: 100, 2023: 100}, 2023, ON, "direction_right", of=SHARE),
    trend("逐步下降：已到下限0", TREND_DOWN, {2020: 0, 2025: 0}, 2025, MET, "direction_kept"),
    trend("没有基期数", TREND_DOWN, {2022: 10, 2025: 9}, 2025, CANNOT, "no_base"),
    trend("未写方向，按指标的方向", {"kind": "trend"}, run(2020, 10, 9, 8, 7), 2023, ON, "direction_right"),
    trend("没有方向", {"kind": "trend"}, {2020: 10, 2023: 9}, 2023, CANNOT, "no_direction", of=THINGS),
    trend("期限已过而到期后无数", TREND_DOWN, {2020: 10, 2024: 9}, 2026, NO_DATA, "none_at_deadline"),
    trend(
        "抽样误差盖过变化：降0.5，标准误0.5",
        TREND_DOWN,
        {2020: 10, 2025: 9.5},
        2025,
        UNDECIDED,
        "direction_open",
        error=0.5,
        more={"sure": 0.8413447},
    ),
    trend(
        "抽样误差小于变化：降0.5，标准误0.2",
        TREND_DOWN,
        {2020: 10, 2025: 9.5},
        2025,
        MET,
        "direction_kept",
        error=0.2,
        more={"sure": 0.9937903},
    ),
    trend("上升趋势得到控制：2020年后不再上升", CURB, RISING | run(2021, 15.1, 14.9, 15.0), 2023, ON, "curb_right"),
    trend("上升趋势得到控制：到期时每年只升0.2", CURB, RISING | run(2021, 15.2, 15.3, 15.6, 15.8, 16), 2025, MET, "curb_kept"),
    trend("上升趋势得到控制：2020年后升得更快", CURB, RISING | run(2021, 16.8, 18.9, 21.2), 2023, BEHIND, "curb_wrong"),
    trend("上升趋势得到控制：到期时升得更快", CURB, RISING | run(2021, 16.8, 18.9, 21.2, 23.6, 26.3), 2025, HARDLY, "curb_missed"),
    trend("上升趋势得到控制：忽高忽低", CURB, run(2017, 10, 13, 11, 13, 12, 15, 13), 2023, UNDECIDED, "curb_open"),
    trend("上升趋势得到控制：基期以前没有数", CURB, run(2020, 10, 11, 12, 13), 2023, UNDECIDED, "curb_short"),
)
