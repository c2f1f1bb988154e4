"""The verdict table, written by hand: what the rules of design say, worked out with pencil and paper, not by running the product.

`ROWS`: one figure against a target for every comparator, direction and moment. The base stands in 2020, the deadline is 2025; the figure is
that of 2023 (before), 2025 (at) or 2027 (after). With two points only, nothing is projected.
`STORIES`: whole series, a kind of commitment after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

MET, ON, BEHIND, HARDLY, LOST = "met", "on_the_way", "behind", "hardly", "lost"
UNDECIDED, NO_DATA, CANNOT = "undecided", "no_data", "cannot_judge"


class Row(NamedTuple):
    """A target, where it is better, the base, the figure, and the verdict before, at and after the deadline."""

    comparator: str
    target: float
    high: float | None
    direction: str | None
    base: float
    value: float
    before: str
    at: str
    after: str


ALWAYS = (MET, MET, MET)
ON_PACE = (ON, HARDLY, HARDLY)
SHORT = (BEHIND, HARDLY, HARDLY)


def _rows(comparator: str, target: float, high: float | None, directions: tuple[str | None, ...], base: float, values: Any) -> list[Row]:
    return [Row(comparator, target, high, direction, base, value, *words) for direction in directions for value, words in values]


UP, DOWN, NEITHER = "up", "down", None
ANY = (UP, DOWN, NEITHER)

ROWS: tuple[Row, ...] = (
    # from 80 to 95: 80 + 15 * 3/5 = 89 by 2023
    *_rows(">=", 95, None, ANY, 80, [(95, ALWAYS), (99, ALWAYS), (94.99, ON_PACE), (89, ON_PACE), (88.99, SHORT), (70, SHORT)]),
    *_rows(">", 95, None, ANY, 80, [(95.01, ALWAYS), (95, ON_PACE), (89, ON_PACE), (88.99, SHORT)]),
    # from 8 to 5: 8 - 3 * 3/5 = 6.2 by 2023
    *_rows("<=", 5, None, ANY, 8, [(5, ALWAYS), (1, ALWAYS), (5.01, ON_PACE), (6.2, ON_PACE), (6.21, SHORT), (9, SHORT)]),
    *_rows("<", 5, None, ANY, 8, [(4.99, ALWAYS), (5, ON_PACE), (6.2, ON_PACE), (6.21, SHORT)]),
    # “=” where it is known which side is worse: that side alone counts; from 50 to 60: 56 by 2023; from 70 to 60: 64
    *_rows("=", 60, None, (UP,), 50, [(60, ALWAYS), (61, ALWAYS), (59.99, ON_PACE), (56, ON_PACE), (55.99, SHORT)]),
    *_rows("=", 60, None, (DOWN,), 70, [(60, ALWAYS), (59, ALWAYS), (60.01, ON_PACE), (64, ON_PACE), (64.01, SHORT)]),
    # “=” where it is not known: exactly that
    *_rows("=", 60, None, (NEITHER,), 50, [(60, ALWAYS), (59.99, ON_PACE), (56, ON_PACE), (55.99, SHORT), (60.01, SHORT)]),
    *_rows("=", 60, None, (NEITHER,), 70, [(60, ALWAYS), (60.01, ON_PACE), (64, ON_PACE), (64.01, SHORT), (59.99, SHORT)]),
    # 100 % can only be missed from below, 0 only from above, whatever else is known; from 90 to 100: 96; from 10 to 0: 4
    *_rows("=", 100, None, ANY, 90, [(100, ALWAYS), (99.99, ON_PACE), (96, ON_PACE), (95.99, SHORT)]),
    *_rows("=", 0, None, ANY, 10, [(0, ALWAYS), (0.01, ON_PACE), (4, ON_PACE), (4.01, SHORT)]),
    # 左右 is 5 % of the target to the worse side: 90 → 85.5 and 94.5; from 80: 83.3 by 2023; from 100: 96.7
    *_rows("~", 90, None, (UP,), 80, [(85.5, ALWAYS), (90, ALWAYS), (99, ALWAYS), (85.49, ON_PACE), (83.3, ON_PACE), (83.29, SHORT)]),
    *_rows("~", 90, None, (DOWN,), 100, [(94.5, ALWAYS), (90, ALWAYS), (80, ALWAYS), (94.51, ON_PACE), (96.7, ON_PACE), (96.71, SHORT)]),
    # to both sides where it is not known which is worse: 106 → 100.7 to 111.3; from 118: 113.98 by 2023
    *_rows(
        "~",
        106,
        None,
        (NEITHER,),
        118,
        [(111.3, ALWAYS), (100.7, ALWAYS), (111.31, ON_PACE), (113.98, ON_PACE), (114, SHORT), (100.69, SHORT)],
    ),
    # a range has two ends, whichever side is better; from 80 to 85: 83 by 2023; from 100 to 90: 94
    *_rows("range", 85, 90, ANY, 80, [(85, ALWAYS), (90, ALWAYS), (84.99, ON_PACE), (83, ON_PACE), (82.99, SHORT), (90.01, SHORT)]),
    *_rows("range", 85, 90, ANY, 100, [(90, ALWAYS), (85, ALWAYS), (90.01, ON_PACE), (94, ON_PACE), (94.01, SHORT), (84.99, SHORT)]),
)


@dataclass(frozen=True)
class Story:
    """A commitment (`says`), its series, the year in which it is looked at, and the verdict with its reason.

    `of` are fields of the indicator; `more` are further fields of the verdict; `error` is the standard error of the last figure;
    `reference` is the series it is set against; `path` are earlier targets (deadline, value) of the same indicator.
    """

    chapter: str
    title: str
    says: dict[str, Any]
    series: dict[int, float | str]
    year: int
    word: str
    reason: str
    of: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    period: tuple[int | None, int | None] = (2021, 2025)
    error: float | None = None
    reference: dict[int, float | str] | None = None
    path: tuple[tuple[int, float], ...] = ()


RATE = {"unit": "‰", "direction": "down", "formula": "x.n / x.d * 1000", "limits": (0.0, None)}
SHARE = {"unit": "%", "direction": "up", "limits": (0.0, 100.0)}
THINGS = {"unit": "个", "formula": "x.n", "limits": (0.0, None)}
MONEY = {"unit": "元/生·年", "formula": "x@"}
DONE = {"unit": "done", "formula": "x@"}

FALL = {"kind": "change", "value": 20, "unit": "%", "direction": "down", "base_year": 2020, "comparator": "="}
POINTS = {"kind": "change", "value": 5, "unit": "百分点", "direction": "up", "comparator": "="}
YEARLY = {"kind": "change", "value": 1, "unit": "百分点", "direction": "down", "per": "year", "comparator": "="}
TREND_DOWN = {"kind": "trend", "direction": "down"}
NORM = {"kind": "norm", "value": 2, "unit": "名", "comparator": ">=", "level_of": "乡镇卫生院"}
FIVE = {"kind": "count", "value": 5, "unit": "所", "comparator": "="}
EACH_YEAR = {"kind": "count", "value": 100, "unit": "名", "comparator": ">=", "per": "year"}
GRANT = {"kind": "amount", "value": 800, "unit": "元/生·年", "comparator": "="}
STEP = {"kind": "milestone", "deadline": 2023}
LEVEL = {"kind": "level", "value": 95, "unit": "%", "comparator": ">="}
LONG = LEVEL | {"deadline": 2030}
BETTER = {"kind": "level", "comparator": ">=", "reference": {"region": "全省"}}
FIVE_MORE = {"kind": "change", "value": 5, "unit": "百分点", "direction": "up", "reference": {"population": "成年人", "offset": 5.0}}

STORIES: tuple[Story, ...] = (
    # ------------------------------------------------------------------ change
    Story(
        "变化 change",
        "以2020年为基数下降20%：降了25%",
        FALL,
        {2020: 10, 2025: 7.5},
        2025,
        MET,
        "reached",
        of=RATE,
        more={"target": 8.0, "comparator": "<="},
    ),
    Story("变化 change", "以2020年为基数下降20%：恰好20%", FALL, {2020: 10, 2025: 8}, 2025, MET, "reached", of=RATE),
    Story("变化 change", "以2020年为基数下降20%：只降19%", FALL, {2020: 10, 2025: 8.1}, 2025, HARDLY, "missed", of=RATE),
    Story(
        "变化 change",
        "以2020年为基数下降20%：三年降12%，合进度",
        FALL,
        {2020: 10, 2023: 8.8},
        2023,
        ON,
        "pace_kept",
        of=RATE,
        more={"expected": 8.8},
    ),
    Story(
        "变化 change",
        "以2020年为基数下降20%：三年降11%，落后",
        FALL,
        {2020: 10, 2023: 8.9},
        2023,
        BEHIND,
        "pace_missed",
        of=RATE,
        more={"needed_per_year": -0.45},
    ),
    Story("变化 change", "写明基期而基期无数：不以别的年份代替", FALL, {2019: 10, 2025: 7}, 2025, CANNOT, "no_base", of=RATE),
    Story(
        "变化 change",
        "提高5个百分点，未写基期：以规划前一年为基期",
        POINTS,
        {2020: 60, 2025: 65},
        2025,
        MET,
        "reached",
        of=SHARE,
        more={"target": 65.0},
    ),
    Story("变化 change", "提高5个百分点：差0.1", POINTS, {2020: 60, 2025: 64.9}, 2025, HARDLY, "missed", of=SHARE),
    Story(
        "变化 change",
        "提高5个百分点，未写基期：三年内较早的数可作基期",
        POINTS,
        {2018: 60, 2025: 65},
        2025,
        MET,
        "reached",
        of=SHARE,
        more={"base_year": 2018},
    ),
    Story("变化 change", "提高5个百分点，未写基期：四年前的数不作基期", POINTS, {2016: 60, 2025: 65}, 2025, CANNOT, "no_base", of=SHARE),
    Story(
        "变化 change",
        "提高5个百分点，基期97：不超过自然上限100",
        POINTS,
        {2020: 97, 2025: 100},
        2025,
        MET,
        "reached",
        of=SHARE,
        more={"target": 100.0},
    ),
    Story(
        "变化 change",
        "提高5个百分点以上，恰好5：超过才算",
        POINTS | {"comparator": ">"},
        {2020: 60, 2025: 65},
        2025,
        HARDLY,
        "missed",
        of=SHARE,
    ),
    Story(
        "变化 change",
        "提高5到8个百分点：提高9",
        POINTS | {"comparator": "range", "value_high": 8},
        {2020: 60, 2025: 69},
        2025,
        HARDLY,
        "missed",
        of=SHARE,
        more={"target": 65.0, "target_high": 68.0},
    ),
    Story(
        "变化 change",
        "提高5到8个百分点：提高7",
        POINTS | {"comparator": "range", "value_high": 8},
        {2020: 60, 2025: 67},
        2025,
        MET,
        "reached",
        of=SHARE,
    ),
    Story(
        "变化 change",
        "提高10个百分点左右：9.5算到",
        POINTS | {"comparator": "~", "value": 10},
        {2020: 60, 2025: 69.5},
        2025,
        MET,
        "reached",
        of=SHARE,
    ),
    Story(
        "变化 change",
        "提高10个百分点左右：9.4不算",
        POINTS | {"comparator": "~", "value": 10},
        {2020: 60, 2025: 69.4},
        2025,
        HARDLY,
        "missed",
        of=SHARE,
    ),
    Story(
        "变化 change",
        "‰指标降低0.1个百分点：即1个千分点",
        YEARLY | {"value": 0.1, "per": "total"},
        {2020: 10, 2025: 9},
        2025,
        MET,
        "reached",
        of=RATE,
    ),
    Story(
        "变化 change",
        "在原有基础上下降三分之一",
        FALL | {"value": 0.3333, "unit": "fraction"},
        {2020: 30, 2025: 20},
        2025,
        MET,
        "reached",
        of=RATE,
    ),
    Story(
        "变化 change",
        "每年降低1个百分点：三年降3",
        YEARLY,
        {2020: 30, 2023: 27},
        2023,
        ON,
        "pace_kept",
        of=SHARE,
        more={"target": 25.0, "expected": 27.0},
    ),
    Story("变化 change", "每年降低1个百分点：三年降2.9", YEARLY, {2020: 30, 2023: 27.1}, 2023, BEHIND, "pace_missed", of=SHARE),
    Story("变化 change", "每年降低1个百分点：五年降5", YEARLY, {2020: 30, 2025: 25}, 2025, MET, "reached", of=SHARE),
    Story(
        "变化 change",
        "每年增长10%：五年连乘161.051",
        FALL | {"value": 10, "direction": "up", "per": "year"},
        {2020: 100, 2025: 161.051},
        2025,
        MET,
        "reached",
        of=THINGS,
    ),
    Story(
        "变化 change",
        "每年增长10%：160不够（不是150）",
        FALL | {"value": 10, "direction": "up", "per": "year"},
        {2020: 100, 2025: 160},
        2025,
        HARDLY,
        "missed",
        of=THINGS,
    ),
    Story(
        "变化 change",
        "增幅控制在5%以内：增4%",
        FALL | {"value": 5, "direction": "up", "comparator": "<="},
        {2020: 100, 2025: 104},
        2025,
        MET,
        "reached",
        of=THINGS,
    ),
    Story(
        "变化 change",
        "增幅控制在5%以内：增6%",
        FALL | {"value": 5, "direction": "up", "comparator": "<="},
        {2020: 100, 2025: 106},
        2025,
        HARDLY,
        "missed",
        of=THINGS,
    ),
    Story(
        "变化 change",
        "降幅控制在5%以内：降6%",
        FALL | {"value": 5, "comparator": "<="},
        {2020: 100, 2025: 94},
        2025,
        HARDLY,
        "missed",
        of=THINGS,
    ),
    Story(
        "变化 change",
        "增加3所：按个数",
        FALL | {"value": 3, "unit": "所", "direction": "up"},
        {2020: 4, 2025: 7},
        2025,
        MET,
        "reached",
        of=THINGS,
    ),
    Story("变化 change", "没有写变多少", FALL | {"value": None}, {2020: 10, 2025: 8}, 2025, CANNOT, "no_target", of=RATE),
    Story("变化 change", "不知朝哪边变", FALL | {"direction": None}, {2020: 10, 2025: 8}, 2025, CANNOT, "no_direction", of=THINGS),
    Story("变化 change", "单位对不上", FALL | {"unit": "小时"}, {2020: 10, 2025: 8}, 2025, CANNOT, "unit_differs", of=RATE),
    # ------------------------------------------------------------------ trend
    Story("趋势 trend", "逐步下降：到期时低于基期", TREND_DOWN, {2020: 10, 2025: 9.9}, 2025, MET, "direction_kept", of=RATE),
    Story(
        "趋势 trend", "逐步下降：到期前低于基期，方向会变，不算达标", TREND_DOWN, {2020: 10, 2023: 5}, 2023, ON, "direction_right", of=RATE
    ),
    Story("趋势 trend", "逐步下降：与基期相等不算下降", TREND_DOWN, {2020: 10, 2023: 10}, 2023, BEHIND, "direction_wrong", of=RATE),
    Story("趋势 trend", "逐步下降：到期时与基期相等", TREND_DOWN, {2020: 10, 2025: 10}, 2025, HARDLY, "direction_missed", of=RATE),
    Story("趋势 trend", "逐步下降：到期时升高", TREND_DOWN, {2020: 10, 2025: 10.1}, 2025, HARDLY, "direction_missed", of=RATE),
    Story(
        "趋势 trend",
        "逐步提高：高于基期",
        {"kind": "trend", "direction": "up"},
        {2020: 10, 2023: 10.1},
        2023,
        ON,
        "direction_right",
        of=SHARE,
    ),
    Story(
        "趋势 trend",
        "逐步提高：低于基期",
        {"kind": "trend", "direction": "up"},
        {2020: 10, 2023: 9.9},
        2023,
        BEHIND,
        "direction_wrong",
        of=SHARE,
    ),
    Story(
        "趋势 trend",
        "逐步提高：已到上限100，不能再高",
        {"kind": "trend", "direction": "up"},
        {2020: 100, 2023: 100},
        2023,
        ON,
        "direction_right",
        of=SHARE,
    ),
    Story("趋势 trend", "逐步下降：已到下限0", TREND_DOWN, {2020: 0, 2025: 0}, 2025, MET, "direction_kept", of=RATE),
    Story("趋势 trend", "没有基期数", TREND_DOWN, {2022: 10, 2025: 9}, 2025, CANNOT, "no_base", of=RATE),
    Story("趋势 trend", "未写方向，按指标的方向", {"kind": "trend"}, {2020: 10, 2023: 9}, 2023, ON, "direction_right", of=RATE),
    Story("趋势 trend", "没有方向", {"kind": "trend"}, {2020: 10, 2023: 9}, 2023, CANNOT, "no_direction", of=THINGS),
    Story("趋势 trend", "期限已过而到期后无数", TREND_DOWN, {2020: 10, 2024: 9}, 2026, NO_DATA, "none_at_deadline", of=RATE),
    Story("趋势 trend", "抽样误差盖过变化", TREND_DOWN, {2020: 10, 2025: 9.5}, 2025, UNDECIDED, "interval_spans", of=RATE, error=0.5),
    # ------------------------------------------------------------------ norm
    Story(
        "标准 norm", "每个乡镇卫生院至少2名：全部符合", NORM, {2020: 80, 2023: 100}, 2023, MET, "reached", of=SHARE, more={"target": 100.0}
    ),
    Story(
        "标准 norm",
        "每个乡镇卫生院至少2名：92%符合，合进度",
        NORM,
        {2020: 80, 2023: 92},
        2023,
        ON,
        "pace_kept",
        of=SHARE,
        more={"expected": 92.0},
    ),
    Story("标准 norm", "每个乡镇卫生院至少2名：91%符合", NORM, {2020: 80, 2023: 91}, 2023, BEHIND, "pace_missed", of=SHARE),
    Story(
        "标准 norm",
        "每个乡镇卫生院至少2名：到期99.99%",
        NORM,
        {2020: 80, 2025: 99.99},
        2025,
        HARDLY,
        "missed",
        of=SHARE,
        more={"only_rounded": False},
    ),
    Story(
        "标准 norm",
        "每个乡镇卫生院至少2名：到期99.996%，印出来是100.00%",
        NORM,
        {2020: 80, 2025: 99.996},
        2025,
        HARDLY,
        "missed",
        of=SHARE,
        more={"only_rounded": True},
    ),
    # ------------------------------------------------------------------ count
    Story("数量 count", "新建5所：建成5所", FIVE, {2021: 2, 2025: 5}, 2025, MET, "reached", of=THINGS),
    Story("数量 count", "新建5所：建成7所，多建也算", FIVE, {2021: 2, 2025: 7}, 2025, MET, "reached", of=THINGS),
    Story("数量 count", "新建5所：到期4所", FIVE, {2021: 2, 2025: 4}, 2025, HARDLY, "missed", of=THINGS),
    Story(
        "数量 count",
        "新建5所：无基期，从第一个数起算，合进度",
        FIVE,
        {2021: 1, 2023: 3},
        2023,
        ON,
        "pace_kept",
        of=THINGS,
        more={"expected": 3.0},
    ),
    Story("数量 count", "新建5所：无基期，从第一个数起算，落后", FIVE, {2021: 1, 2023: 2}, 2023, BEHIND, "pace_missed", of=THINGS),
    Story(
        "数量 count",
        "30万名：指标单位是名",
        FIVE | {"value": 30, "unit": "万名"},
        {2025: 300_000},
        2025,
        MET,
        "reached",
        of=THINGS | {"unit": "名"},
        more={"target": 300_000.0},
    ),
    Story(
        "数量 count", "每年至少100名：当年100名", EACH_YEAR, {2022: 100, 2023: 200}, 2023, MET, "reached", of=THINGS, more={"latest": 100.0}
    ),
    Story(
        "数量 count",
        "每年至少100名：当年99名",
        EACH_YEAR,
        {2022: 100, 2023: 199},
        2023,
        BEHIND,
        "increase_short",
        of=THINGS,
        more={"latest": 99.0},
    ),
    Story("数量 count", "每年至少100名：最后一年80名", EACH_YEAR, {2024: 400, 2025: 480}, 2025, HARDLY, "missed", of=THINGS),
    Story("数量 count", "每年至少100名：没有上年数", EACH_YEAR, {2021: 100, 2023: 300}, 2023, CANNOT, "no_year_before", of=THINGS),
    # ------------------------------------------------------------------ amount
    Story("标准额 amount", "800元/生·年：850元", GRANT, {2025: 850}, 2025, MET, "reached", of=MONEY),
    Story("标准额 amount", "800元/生·年：799元", GRANT, {2025: 799}, 2025, HARDLY, "missed", of=MONEY),
    Story("标准额 amount", "不超过800元：799元", GRANT | {"comparator": "<="}, {2025: 799}, 2025, MET, "reached", of=MONEY),
    # ------------------------------------------------------------------ milestone, action
    Story("时限、任务 milestone, action", "2023年完成中期评估：当年完成", STEP, {2023: 1}, 2023, MET, "done", of=DONE),
    Story("时限、任务 milestone, action", "2023年完成：2022年尚未完成", STEP, {2022: 0}, 2022, ON, "not_due", of=DONE),
    Story("时限、任务 milestone, action", "2023年完成：2023年未完成", STEP, {2023: 0}, 2023, HARDLY, "not_done", of=DONE),
    Story(
        "时限、任务 milestone, action",
        "2023年完成：2024年才完成",
        STEP,
        {2023: 0, 2024: 1},
        2024,
        MET,
        "done_late",
        of=DONE,
        more={"met_year": 2024},
    ),
    Story("时限、任务 milestone, action", "2023年完成：到期后没有消息", STEP, {2022: 0}, 2024, NO_DATA, "none_at_deadline", of=DONE),
    Story("时限、任务 milestone, action", "2023年完成：到期当年还没有消息", STEP, {2022: 0}, 2023, ON, "not_due", of=DONE),
    Story("时限、任务 milestone, action", "2023年完成：曾记完成又撤销", STEP, {2022: 1, 2023: 0}, 2023, LOST, "undone", of=DONE),
    Story("时限、任务 milestone, action", "2022年完成的，八年后仍是完成", STEP, {2022: 1}, 2030, MET, "done", of=DONE),
    Story("时限、任务 milestone, action", "规划开始前就完成了", STEP, {2019: 1}, 2023, MET, "done", of=DONE),
    Story("时限、任务 milestone, action", "规划开始前记为未完成，此后没有消息", STEP, {2019: 0}, 2023, NO_DATA, "only_before", of=DONE),
    Story(
        "时限、任务 milestone, action",
        "五年前记为未完成，还没有到期",
        {"kind": "action", "deadline": 2030},
        {2021: 0},
        2026,
        ON,
        "not_due",
        of=DONE,
        period=(2021, 2030),
    ),
    Story(
        "时限、任务 milestone, action",
        "没有期限的任务未完成",
        {"kind": "action"},
        {2022: 0},
        2023,
        CANNOT,
        "no_deadline",
        of=DONE,
        period=(None, None),
    ),
    Story("时限、任务 milestone, action", "从未有人报", STEP, {}, 2023, NO_DATA, "never_reported", of=DONE),
    # ------------------------------------------------------------------ lost, late, kept
    Story(
        "得而复失、保持、迟到 lost, kept, late",
        "2022年达到，2024年又低于目标",
        LEVEL,
        {2020: 90, 2022: 96, 2024: 94},
        2024,
        LOST,
        "fell_back",
        of=SHARE,
        more={"met_year": 2022},
    ),
    Story(
        "得而复失、保持、迟到 lost, kept, late",
        "保持95%以上：基期已达到，现在低于",
        LEVEL,
        {2020: 96, 2023: 94.9},
        2023,
        LOST,
        "fell_back",
        of=SHARE,
        more={"met_year": 2020},
    ),
    Story(
        "得而复失、保持、迟到 lost, kept, late",
        "达到过的，到期时失去，仍是得而复失",
        LEVEL,
        {2020: 90, 2023: 95, 2025: 94},
        2025,
        LOST,
        "fell_back",
        of=SHARE,
    ),
    Story(
        "得而复失、保持、迟到 lost, kept, late",
        "基期以前达到过，不算得而复失",
        LEVEL,
        {2018: 96, 2020: 90, 2023: 92},
        2023,
        BEHIND,
        "pace_missed",
        of=SHARE,
        more={"expected": 93.0},
    ),
    Story(
        "得而复失、保持、迟到 lost, kept, late",
        "保持在95%以上",
        LEVEL,
        {2020: 96, 2021: 95, 2022: 97, 2023: 95},
        2023,
        MET,
        "reached",
        of=SHARE,
    ),
    Story(
        "得而复失、保持、迟到 lost, kept, late",
        "2025年到期未达到，2026年达到",
        LEVEL,
        {2020: 90, 2025: 94, 2026: 95},
        2026,
        MET,
        "reached_late",
        of=SHARE,
        more={"met_year": 2026},
    ),
    # ------------------------------------------------------------------ pace
    Story(
        "进度 pace",
        "四个点，推算达不到，且走过的路不到应走的一半",
        LONG,
        {2020: 80, 2021: 80.5, 2022: 81, 2023: 81.5},
        2023,
        HARDLY,
        "projection_short",
        of=SHARE,
        more={"expected": 84.5, "projected": 85.0},
    ),
    Story("进度 pace", "同样的数，只有三个点：不推算", LONG, {2020: 80, 2022: 81, 2023: 81.5}, 2023, BEHIND, "pace_missed", of=SHARE),
    Story(
        "进度 pace",
        "走过的路恰好是应走的一半：落后",
        LONG,
        {2020: 80, 2021: 81, 2022: 82, 2023: 82.25},
        2023,
        BEHIND,
        "pace_missed",
        of=SHARE,
    ),
    Story(
        "进度 pace",
        "越走越远",
        LONG,
        {2020: 80, 2021: 79, 2022: 78, 2023: 77},
        2023,
        HARDLY,
        "projection_short",
        of=SHARE,
        more={"projected": 70.0},
    ),
    Story(
        "进度 pace",
        "推算不超过自然下限0",
        {"kind": "level", "value": 4, "unit": "‰", "comparator": ">=", "deadline": 2030},
        {2020: 3, 2021: 2, 2022: 1, 2023: 0.5},
        2023,
        HARDLY,
        "projection_short",
        of=RATE,
        more={"projected": 0.0},
    ),
    Story(
        "进度 pace",
        "2025年90%、2030年95%是一条路：2023年应达86",
        LONG,
        {2020: 80, 2023: 86},
        2023,
        ON,
        "pace_kept",
        of=SHARE,
        more={"expected": 86.0},
        path=((2025, 90),),
    ),
    Story(
        "进度 pace",
        "2025年90%、2030年95%是一条路：2023年85.9落后",
        LONG,
        {2020: 80, 2023: 85.9},
        2023,
        BEHIND,
        "pace_missed",
        of=SHARE,
        path=((2025, 90),),
    ),
    Story(
        "进度 pace",
        "2025年90%、2030年95%是一条路：2027年应达92",
        LONG,
        {2020: 80, 2027: 92},
        2027,
        ON,
        "pace_kept",
        of=SHARE,
        more={"expected": 92.0},
        path=((2025, 90),),
    ),
    Story(
        "进度 pace",
        "路不要求比已有的更差：基期92已好于2025年的90",
        LONG,
        {2020: 92, 2025: 91.9},
        2025,
        BEHIND,
        "pace_missed",
        of=SHARE,
        more={"expected": 92.0},
        path=((2025, 90),),
    ),
    Story("进度 pace", "只有一个数，未达到：看不出进度", LEVEL, {2023: 90}, 2023, CANNOT, "no_begin", of=SHARE),
    Story("进度 pace", "只有一个数，已达到", LEVEL, {2023: 95}, 2023, MET, "reached", of=SHARE),
    Story("进度 pace", "没有期限，未达到", LEVEL, {2020: 80, 2023: 90}, 2023, CANNOT, "no_deadline", of=SHARE, period=(None, None)),
    Story("进度 pace", "没有期限，已达到", LEVEL, {2020: 80, 2023: 95}, 2023, MET, "reached", of=SHARE, period=(None, None)),
    Story(
        "进度 pace",
        "到期当年还没有当年的数：按已有的数看进度",
        LEVEL,
        {2020: 80, 2024: 92},
        2025,
        ON,
        "pace_kept",
        of=SHARE,
        more={"expected": 92.0},
    ),
    Story("进度 pace", "期限已过而到期后无数：不能说达到没有", LEVEL, {2020: 80, 2024: 92}, 2026, NO_DATA, "none_at_deadline", of=SHARE),
    Story("进度 pace", "期限已过，到期前最后一个数已达到", LEVEL, {2020: 80, 2024: 95}, 2026, MET, "reached", of=SHARE),
    # ------------------------------------------------------------------ rounding and samples
    Story(
        "修约、抽样 rounding, samples",
        "94.996印作95.00%：未达到，加注",
        LEVEL,
        {2020: 80, 2025: 94.996},
        2025,
        HARDLY,
        "missed",
        of=SHARE,
        more={"only_rounded": True},
    ),
    Story(
        "修约、抽样 rounding, samples",
        "94.99印作94.99%：未达到，不加注",
        LEVEL,
        {2020: 80, 2025: 94.99},
        2025,
        HARDLY,
        "missed",
        of=SHARE,
        more={"only_rounded": False},
    ),
    Story(
        "修约、抽样 rounding, samples",
        "100人中57人是57%，二进制小数的误差不算",
        LEVEL | {"value": 57},
        {2020: 50, 2025: 57 / 100 * 100},
        2025,
        MET,
        "reached",
        of=SHARE,
    ),
    Story(
        "修约、抽样 rounding, samples",
        "抽样96.0±1.2，区间跨过95",
        LEVEL,
        {2020: 80, 2025: 96},
        2025,
        UNDECIDED,
        "interval_spans",
        of=SHARE,
        error=0.6,
    ),
    Story(
        "修约、抽样 rounding, samples",
        "抽样94.0±1.2，区间跨过95",
        LEVEL,
        {2020: 80, 2025: 94},
        2025,
        UNDECIDED,
        "interval_spans",
        of=SHARE,
        error=0.6,
    ),
    Story(
        "修约、抽样 rounding, samples", "抽样97.0±1.2，在目标以上", LEVEL, {2020: 80, 2025: 97}, 2025, MET, "reached", of=SHARE, error=0.6
    ),
    Story(
        "修约、抽样 rounding, samples", "抽样93.0±1.2，在目标以下", LEVEL, {2020: 80, 2025: 93}, 2025, HARDLY, "missed", of=SHARE, error=0.6
    ),
    # ------------------------------------------------------------------ no data
    Story("无数据 no data", "从未报送", LEVEL, {}, 2023, NO_DATA, "never_reported", of=SHARE),
    Story("无数据 no data", "未收集", LEVEL, {2022: "not_collected"}, 2023, NO_DATA, "not_collected", of=SHARE),
    Story("无数据 no data", "未开展", LEVEL, {2022: "not_carried_out"}, 2023, NO_DATA, "not_carried_out", of=SHARE),
    Story("无数据 no data", "报送不足，不列示", LEVEL, {2022: "withheld"}, 2023, NO_DATA, "withheld", of=SHARE),
    Story("无数据 no data", "不适用", LEVEL, {2022: "not_applicable"}, 2023, NO_DATA, "not_applicable", of=SHARE),
    Story(
        "无数据 no data",
        "几年的状态不同，以最近的为准",
        LEVEL,
        {2021: "not_collected", 2022: "withheld"},
        2023,
        NO_DATA,
        "withheld",
        of=SHARE,
    ),
    Story("无数据 no data", "以后年份的数不看", LEVEL, {2024: 96}, 2023, NO_DATA, "never_reported", of=SHARE),
    Story(
        "无数据 no data",
        "只有基期的数",
        LEVEL,
        {2020: 96},
        2023,
        NO_DATA,
        "only_before",
        of=SHARE,
        more={"latest": 96.0, "latest_year": 2020},
    ),
    Story(
        "无数据 no data", "规划前有数，规划期内未收集", LEVEL, {2020: 96, 2022: "not_collected"}, 2023, NO_DATA, "not_collected", of=SHARE
    ),
    Story(
        "无数据 no data",
        "最近一年未收集，用上一年的数",
        LEVEL,
        {2020: 80, 2022: 86, 2023: "not_collected"},
        2023,
        ON,
        "pace_kept",
        of=SHARE,
        more={"latest_year": 2022},
    ),
    Story("无数据 no data", "三年前的数还可用", LONG, {2020: 80, 2022: 83}, 2025, ON, "pace_kept", of=SHARE),
    Story("无数据 no data", "四年前的数不算本年", LONG, {2020: 80, 2021: 83}, 2025, NO_DATA, "stale", of=SHARE),
    Story("无数据 no data", "已结束的规划，从到期年算起", LEVEL, {2020: 80, 2025: 96}, 2031, MET, "reached", of=SHARE),
    Story("无数据 no data", "已结束的规划，最后的数早于到期三年以上", LEVEL, {2020: 80, 2021: 96}, 2031, NO_DATA, "stale", of=SHARE),
    # ------------------------------------------------------------------ reference, and words that say too little
    Story(
        "比照 reference",
        "不低于全省平均：高于",
        BETTER,
        {2023: 90},
        2023,
        MET,
        "reference_reached",
        of=SHARE,
        reference={2023: 89},
        more={"target": 89.0},
    ),
    Story("比照 reference", "不低于全省平均：相等", BETTER, {2023: 90}, 2023, MET, "reference_reached", of=SHARE, reference={2023: 90}),
    Story(
        "比照 reference",
        "高于全省平均：相等不算",
        BETTER | {"comparator": ">"},
        {2023: 90},
        2023,
        BEHIND,
        "reference_short",
        of=SHARE,
        reference={2023: 90},
    ),
    Story("比照 reference", "不低于全省平均：低于", BETTER, {2023: 90}, 2023, BEHIND, "reference_short", of=SHARE, reference={2023: 91}),
    Story("比照 reference", "不低于全省平均：到期低于", BETTER, {2025: 90}, 2025, HARDLY, "missed", of=SHARE, reference={2025: 91}),
    Story(
        "比照 reference",
        "不低于全省平均：曾经高于",
        BETTER,
        {2022: 90, 2023: 90},
        2023,
        LOST,
        "fell_back",
        of=SHARE,
        reference={2022: 89, 2023: 91},
    ),
    Story(
        "比照 reference",
        "不高于全省平均：低于",
        BETTER | {"comparator": None},
        {2023: 9},
        2023,
        MET,
        "reference_reached",
        of=RATE,
        reference={2023: 9.5},
    ),
    Story(
        "比照 reference", "全省没有同年的数，不以上年代替", BETTER, {2023: 90}, 2023, CANNOT, "no_reference", of=SHARE, reference={2022: 80}
    ),
    Story(
        "比照 reference",
        "用两边都有的最近一年",
        BETTER,
        {2022: 90, 2023: 70},
        2023,
        MET,
        "reference_reached",
        of=SHARE,
        reference={2022: 80},
        more={"latest_year": 2022},
    ),
    Story(
        "比照 reference",
        "较成年人提高5个百分点：差0.1",
        FIVE_MORE,
        {2023: 64.9},
        2023,
        BEHIND,
        "reference_short",
        of=SHARE,
        reference={2023: 60},
        more={"target": 65.0},
    ),
    Story(
        "比照 reference",
        "较成年人提高5个百分点：恰好",
        FIVE_MORE,
        {2023: 65},
        2023,
        MET,
        "reference_reached",
        of=SHARE,
        reference={2023: 60},
    ),
    Story(
        "比照 reference",
        "不知高好还是低好",
        BETTER | {"comparator": None},
        {2023: 9},
        2023,
        CANNOT,
        "no_direction",
        of=THINGS,
        reference={2023: 9.5},
    ),
    Story("话没有说全 words that say too little", "没有目标值", LEVEL | {"value": None}, {2023: 90}, 2023, CANNOT, "no_target", of=SHARE),
    Story(
        "话没有说全 words that say too little",
        "目标单位与指标单位不能换算",
        LEVEL | {"unit": "小时/天"},
        {2023: 90},
        2023,
        CANNOT,
        "unit_differs",
        of=SHARE,
    ),
    Story(
        "话没有说全 words that say too little",
        "指标为‰，目标写0.5%：换算为5‰",
        LEVEL | {"comparator": "<=", "value": 0.5},
        {2025: 5},
        2025,
        MET,
        "reached",
        of=RATE,
        more={"target": 5.0},
    ),
)
