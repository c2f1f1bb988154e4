"""Print docs/verdicts.md: the rules of verdicts in words, and the table that the tests hold, from the tests themselves.

``python tools/print_verdicts.py`` writes the page; a test fails when the page is not what would be printed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "verdicts.md"
sys.path.insert(0, str(ROOT))

from qingmiao.progress import SHOWN, Word  # noqa: E402 - the table is found from the checkout
from tests.progress.stories import Story  # noqa: E402
from tests.progress.table import ROWS, STORIES, Row  # noqa: E402

WORDS = """# 判定规则 / How a verdict is made

本页由 `python tools/print_verdicts.py` 从测试中的手写表印出，测试逐行核对。方法名 `pace`，写在每个判定上。
This page is printed from the table in `tests/progress/table.py`, which was written by hand; every line is a test. The method is named `pace`; its name stands on every verdict.

## 用哪个数 / Which figure
- 用截至所问年份、规划期内最近一年的数；比所问年份（已到期的，比到期年）早三年以上的不作为本年数（`stale`）。任务完成后一直算完成。
  The latest figure of the plan's years up to the year asked for; one that is more than three years older than that year (or than the deadline, once it has passed) is not this year's. What is done stays done.
- 没有数时说明是哪一种：从未报送、未收集、未开展、不适用、报送不足不列示、只有规划前的数、到期后没有数。
  Where there is none, which kind of nothing: never reported, not collected, not carried out, not applicable, withheld, only from before the plan, none since the deadline.
- 一律用未修约的数比较；只有修约后才等于目标的，判未达到并加注。二进制小数的误差（十亿分之一）不算差别。
  Unrounded values are compared; one that meets its target only as printed is marked. The noise of binary numbers (one in a thousand million) is no difference.
- 口径变动（目录里 `breaks`）前后的数不可比：变动以前的数不作基期、不算进度，也不算“曾经达到”；有换算（`factor`、`offset`）的，以前的数先换算成新口径，作推算数。
  变动以后没有更早的数可比时判“无法判断”（`broken`）；目标本身达到了的仍判达标。
  Over a break of the definition figures are not compared: those before it are no base, no pace and no earlier success, unless a bridge turns them into the new definition (then they are estimates).
- 有标准误的，95% 置信区间跨过目标判“未定”。 / With a standard error, a 95 % interval that spans the target is not decided.
- 标准误随数导入（“标准误”列），只用于直接作指标值的抽样数。 / The error comes in with the figure, and holds where the figure is the survey's own estimate.

## 要求是什么 / What is asked
- 水平：按原文的比较词。“为”“左右”在知道哪边更差时只看更差的一边；100% 只会不足，0 只会超过；不知哪边更差时两边都看。左右的偏差是目标值的 5%（`progress/data/tolerance.yaml`，拟定）。幅度（甲～乙）两端都看。
  Level: the comparator of the words. “=” and 左右 look at the worse side only, where it is known which that is; a range has two ends. 左右 is 5 % of the target (drafted, dated).
- 变化：目标由基期算出；没写基期的，以规划前一年为基期，该年无数可用此前三年内的数；写明基期的不替代。“=”读作“至少这么多”。不超过自然上下限。
  Change: the target is made from the base; a base that is not stated is the year before the plan, or the nearest of the three years before it. “=” is at least that much. Natural limits hold.
- 标准：符合要求的比例为 100%。数量：累计至少这么多；每年多少的，看当年比上年增加多少。标准额：至少这么多。
  Norm: 100 % of those it speaks of. Count: at least so many in all; so many a year: this year's increase. Amount: at least.
- 趋势：检验真实水平自基期以来是否按要求变化，方法名 `direction`，并说出把握；95% 以上才算变了（抽样的看 95% 区间）。
  到期前方向对只是“进展正常”，到期才算“已达标”；看不出来的为“未定”；已到自然上下限的不要求更好。见 [methods.md](methods.md)。
  Trend: a test (`direction`) whether the true level has moved as wished since the base, and how sure that is; only 95 % counts.
  Before the deadline that is “on the way” only; what cannot be told is not decided. How it is tested: methods.md.
- 上升趋势得到控制（`curbed`）：基期以后的变化比基期以前放慢或停止了没有。 / A rise to be curbed: whether it has slowed or stopped since the base.
- 比照（不低于全省平均）：与同一年的比照数比，没有进度线。 / Reference: against the figure of the same year; there is no path.
- 任务、时限：到期年年末为 1 即完成。 / Steps and tasks: 1 by the end of the deadline's year.

## 没有达到的，怎么分 / What is not met
1. 基期以来达到过（变化从基期次年算起）：**得而复失**。 / Met once since the base: **lost**.
2. 到期年或以后的数没有达到：**难以完成**，理由写“期限已到”。 / A figure of the deadline's year or later: **will hardly be met**, “the deadline has come”.
3. 期限已过而没有到期年及以后的数：**无数据**。到期当年还没有当年数的，按已有的数看进度。 / The deadline has passed without a figure: **no data**.
4. 没有更早的数、没有期限：**无法判断**。 / No earlier figure, no deadline: **cannot be judged**.
5. 到期前，与直线进度比：从基期（无则从第一个数）到目标连一直线；同一指标 2025 年、2030 年的目标连成一条折线；路不要求比已有的更差。
   不差于直线：**进展正常**。差于直线：**落后**；至少四个点、推算到期达不到、走过的路不到此时应走的一半：**难以完成**。
   Before the deadline: at or better than the straight line **on the way**, else **behind**; **will hardly be met** with at least four points, a straight projection
   that misses the target, and less than half of the way that should be behind it by now.

## 以乡镇为单位 / Level of
水平和标准额写明“以乡镇（县、村）为单位”的，逐地判定：全部达到才是**已达标**；有未达到的，取其中最差的词（得而复失、难以完成、落后、进展正常）；
没有数的地方既不算达到也不算未达到：其余都达到时为**未定**，都没有数时为**无数据**。名单尚待补充的为**无法判断**。学校、卫生院等机构看地区的比例。
A level that must hold in every township is met when all meet it; else it is as bad as the worst of those that do not; places without data are neither:
where nothing else stands against it, it is not decided. For institutions the region's share is judged.
"""

HEAD = "| 要求 | 好的方向 | 基期 2020 | 数值 | 到期前（2023） | 到期年（2025） | 到期后（2027） |\n|---|---|---|---|---|---|---|"
SIGNS = {
    ">=": "{}以上（≥）",
    ">": "高于{}（>）",
    "<=": "{}以下（≤）",
    "<": "低于{}（<）",
    "=": "{}（=）",
    "~": "{}左右（~）",
    "range": "{}～{}",
}
DIRECTIONS = {"up": "升 up", "down": "降 down", None: "不明 none"}


def shown(word: str) -> str:
    """The word of a verdict with its shape."""
    show = SHOWN[Word(word)]
    return f"{show.shape} {show.zh}"


def row_line(row: Row, directions: list[str]) -> str:
    """One line of the table of comparators, for the directions in which it is the same."""
    asked = SIGNS[row.comparator].format(f"{row.target:g}", f"{row.high:g}" if row.high is not None else "")
    way = "都一样 any" if len(directions) == len(DIRECTIONS) else "、".join(directions)
    return "| " + " | ".join((asked, way, f"{row.base:g}", f"{row.value:g}", shown(row.before), shown(row.at), shown(row.after))) + " |"


def row_lines() -> Iterator[str]:
    """The table of comparators; rows that differ only in the direction are one line."""
    alike: dict[Row, list[str]] = {}
    for row in ROWS:
        alike.setdefault(row._replace(direction=None), []).append(DIRECTIONS[row.direction])
    yield from (row_line(row, directions) for row, directions in alike.items())


def story_line(story: Story) -> str:
    """One line of a chapter: what is asked, the series, the year, the verdict."""
    series = "，".join(f"{year}: {value if isinstance(value, str) else format(value, 'g')}" for year, value in sorted(story.series.items()))
    if story.reference:
        series += "；比照 " + "，".join(f"{year}: {value:g}" for year, value in sorted(story.reference.items()))
    return f"| {story.title} | {series or '—'} | {story.year} | {shown(story.word)} | `{story.reason}` |"


def page() -> str:
    """The whole page."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield WORDS
    yield "## 比较词 × 方向 × 时点 / Comparator × direction × moment\n"
    yield "目标期限 2025 年；只有基期和一个数，所以不作推算。 / Deadline 2025; two points only, so nothing is projected.\n"
    yield HEAD
    yield from row_lines()
    for chapter, stories in groupby(STORIES, key=lambda story: story.chapter):
        yield f"\n## {chapter}\n"
        yield "| 情形 | 数 | 年份 | 判定 | 理由 |\n|---|---|---|---|---|"
        yield from map(story_line, stories)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
