"""Columns of the tables of evaluations: time and way, what is foreseen, conclusions with counts where figures are small, the size of what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tests.reports.checking import period, table_rules
from tests.reports.checking.engine import State
from tests.reports.checking.lexing import folded
from tests.reports.checking.paper import flat
from tests.reports.checking.target_rules import chance_in_words
from tests.reports.checking.truth import Commitment, Figure

MARKS: Final = ("", "p", "e", "*", "p*", "e*", "r")


def said(state: State, right: Iterable[str], kind: str) -> None:
    """Whether the whole cell says one of the right things."""
    table_rules.said(state, *right, kind=kind)


def figures(state: State, one: Commitment, year: int | None, *, dated: bool = True) -> list[str]:
    """How a figure stands in a cell: 2.94‰（2024）, of small numbers 5人/3458人（2020）."""
    topic = next((topic for topic in state.topics if one in topic.commitments), None)
    value = period.value_of(state.truth, one, year)
    if topic is None or value is None:
        return []
    when = f"（{year}）" if dated else ""
    if period.small(state.truth, one, year):
        found = period.figure_of(state.truth, one, year)
        assert found is not None
        return [
            f"{counts(state, topic.indicator.part_unit, found.events)}/{counts(state, topic.indicator.whole_unit, found.exposure)}{when}"
        ]
    return [f"{state.written(topic, value)}{mark}{when}" for mark in MARKS]


def counts(state: State, unit: str, count: float | None) -> str:
    """A count with its unit."""
    return folded(f"{state.truth.written(count or 0.0, 2, trim=True)}{unit}")


def then(state: State, _: str) -> None:
    """期初（年份）: the base, or the first with a value; the last is 期末."""
    said(state, (text for one in state.commitments for text in figures(state, one, period.first_year(state.truth, one))), "base")


def now(state: State, _: str) -> None:
    """期末（年份）: the latest."""
    said(state, (text for one in state.commitments for text in figures(state, one, one.latest_year)), "value")


def latest(state: State, _: str) -> None:
    """最新（年份）: the latest, of small numbers as counts where the note of the table says so."""
    words = state.sentence.words if state.sentence else ""
    if "/" in re.sub(r"/(?:10)?万", "", words):
        now(state, "")
    else:
        table_rules.latest(state, "")


def moved(state: State, _: str) -> None:
    """期间变化: 升1.20个百分点, 持平, 基数小."""
    right: list[str] = []
    for topic in state.topics:
        for one in topic.commitments:
            first = period.first_year(state.truth, one)
            right += movement(state, one, first, one.latest_year)
    said(state, right, "change")


def movement(state: State, one: Commitment, first: int | None, last: int | None) -> list[str]:
    """How a change stands in a cell."""
    before, after = (period.value_of(state.truth, one, year) for year in (first, last))
    topic = next(topic for topic in state.topics if one in topic.commitments)
    if before is None or after is None:
        return []
    if period.small(state.truth, one, first) or period.small(state.truth, one, last):
        return ["基数小"]
    amount = state.change(topic, after - before)
    if not any(sign in "123456789" for sign in amount[0].split("个")[0]):
        return ["持平"]
    return [("升" if after > before else "降") + text for text in amount]


def since(state: State, _: str) -> None:
    """达标起始."""
    said(state, (f"{year}年" for one in state.commitments if (year := period.met_since(state.truth, one))), "met since")


def time(state: State, _: str) -> None:
    """时间进度."""
    rows = [one for one in state.commitments if period.has_way(state.truth, one)]
    said(state, (state.truth.written(period.time_gone(one), 1) + "%" for one in rows), "time gone")


def way(state: State, _: str) -> None:
    """完成进度: what is beyond the target is not counted on."""
    done = [period.way_done(state.truth, one) for one in state.commitments if period.has_way(state.truth, one)]
    said(
        state,
        ("超过100%" if one > 100 and state.truth.written(one, 1) != "100.0" else state.truth.written(one, 1) + "%" for one in done),
        "way done",
    )


def step(state: State, _: str) -> None:
    """对照: 慢于, 不慢于, 后退."""
    words = folded(flat(state.spot.words))
    truth, rows = state.truth, [one for one in state.commitments if period.has_way(state.truth, one)]
    right = {"后退" if period.way_done(truth, one) < 0 else "慢于" if period.slower(truth, one) else "不慢于" for one in rows}
    state.check_word("time and way", words, words in right, None, f"{state.describe()} ({' or '.join(right)})")


def foreseen(state: State, _: str) -> None:
    """到期推算值."""
    mine = [(topic, one.middle) for topic in state.topics for one in topic.commitments]
    said(state, (state.written(topic, middle) for topic, middle in mine), "outlook")


def chance(state: State, _: str) -> None:
    """如期达到的把握."""
    right = [chance_in_words(one.chance) for one in state.commitments if one.chance is not None]
    said(state, [*right, *(words.replace("约二成", "约两成") for words in right)], "chance")


def proposed(state: State, _: str) -> None:
    """与下一周期的衔接."""
    words = folded(flat(state.spot.words))
    right = {period.goes(state.truth, one) for one in state.commitments}
    state.check_word("next plan", words, period.GOES.get(words) in right, None, f"{state.describe()} ({' or '.join(right)})")


# Of the table of the size of what is counted, a row is of a name: 活产数, 3岁以下儿童数


def _rows(state: State) -> list[tuple[Commitment, Figure]]:
    """The commitments that are counted among what the row names, with their latest figures."""
    named = folded(flat(state.spot.row[0][1]))
    rows = [one for one in state.truth.commitments if not one.task and folded(state.truth.indicators[one.indicator].whole) == named]
    return [(one, found) for one in rows if (found := period.figure_of(state.truth, one, one.latest_year)) is not None and found.exposure]


def size(state: State, _: str) -> None:
    """数值: the whole among which is counted, in its latest year."""
    rows = _rows(state)
    last = max((one.latest_year or 0 for one, _ in rows), default=0)
    newest = [(state.truth.indicators[one.indicator], found) for one, found in rows if one.latest_year == last]
    said(state, (counts(state, indicator.whole_unit, found.exposure) for indicator, found in newest), "size")


def size_year(state: State, _: str) -> None:
    """年份 of a size."""
    last = max((one.latest_year or 0 for one, _ in _rows(state)), default=0)
    said(state, [str(last)], "year")


def uses(state: State, _: str) -> None:
    """用到的指标: how many are counted among it."""
    said(state, [f"{len(_rows(state))}项"], "count")


COLUMNS: Final[tuple[tuple[str, table_rules.Cell], ...]] = (
    (r"期初（年份）", then),
    (r"(?:期末|本地)（年份）", now),
    (r"最新（年份）", latest),
    (r"期间变化", moved),
    (r"达标起始", since),
    (r"时间进度", time),
    (r"完成进度", way),
    (r"对照", step),
    (r"到期推算值", foreseen),
    (r"如期达到的把握", chance),
    (r"与下一周期的衔接", proposed),
    (r"结论", lambda state, _: table_rules.verdict(state, "")),
)
SIZES: Final[tuple[tuple[str, table_rules.Cell], ...]] = ((r"数值", size), (r"年份", size_year), (r"用到的指标", uses))
"""Of tables whose first column is 数据."""


def columns(state: State) -> tuple[tuple[str, table_rules.Cell], ...]:
    """The columns of the table in which a cell stands."""
    first = folded(flat(state.spot.row[0][0])) if state.spot.row else ""
    return (*(SIZES if first == "数据" else ()), *COLUMNS, *table_rules.COLUMNS)
