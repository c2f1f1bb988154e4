"""The official sentences of the report: frames with slots, one fact a sentence, every share with its denominator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from qingmiao.catalogue.numbers import format_number, format_value
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.model import COUNTED, OUTSIDE, Correction, Counts, Measured, ReportModel, Row

SIMULATED = "本报告数据为模拟数据，仅供系统演示，不反映任何地区实际情况。"
SIMULATED_LETTER = "本函数据为模拟数据，仅供演示，不反映任何地区实际情况。"
SIMULATED_HEAD = "模拟数据　仅供系统演示，不反映任何地区实际情况"
SIMULATED_NOTE = "本表含模拟数据，仅供系统演示。"
SIMULATED_FIGURE = "本图含模拟数据，仅供系统演示。"
ROUNDED = "部分数据因修约，分项之和与合计、两期之差可能不等，未作机械调整。"

_DIGITS = "零一二三四五六七八九"
_MARKS = {"provisional": "p", "estimated": "e", "withheld": "", "observed": ""}


def chinese(number: int) -> str:
    """一, 十, 十一, 二十 … 九十九: the numbers of headings."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def quoted(title: str) -> str:
    """《…》 around a title, once, with a dash between years."""
    inner = title.strip().strip("《》").replace("(", "（").replace(")", "）")
    inner = re.sub(r"(?<=\d{4})\s*[-－–~～]\s*(?=\d{4})", "—", inner)
    return f"《{inner}》"


TITLE_LINE, COVER_LINE = 20, 17
"""So many characters of a title fit on a line, of 22 pt and of the cover's 26 pt."""

_TURNS = re.compile(r"(?<=[的、，和与及])|(?=[（“])")


def words_in_lines(title: str) -> list[str]:
    """Any other title, in lines that fit."""
    return _even(title, TITLE_LINE)


def title_lines(title: str, width: int = TITLE_LINE) -> list[str]:
    """A plan's title in 《…》, in lines that fit: years in brackets stand alone where the whole is too long."""
    whole = quoted(title)
    found = re.match(r"(.+?)(（[^（）]*年[^（）]*）.*)$", whole)
    lines = [found.group(1), found.group(2)] if found and len(whole) > TITLE_LINE - 5 else [whole]
    return [piece for line in lines for piece in _even(line, width)]


def _even(line: str, width: int) -> list[str]:
    """A line in as few lines as will hold it, of like length, turned after 的, 、 and the like where such a place is near."""
    count = -(-len(line) // width)
    if count == 1:
        return [line]
    middle = -(-len(line) // count)
    turns = [found.start() for found in _TURNS.finditer(line) if abs(found.start() - middle) <= 4 and found.start() <= width]
    cut = min(turns, key=lambda at: abs(at - middle), default=middle)
    return [line[:cut], *_even(line[cut:], width)]


def share(part: int, whole: int) -> str:
    """A share in percent with one decimal, rounded once."""
    return format_number(part / whole * 100, 1) + "%"


def listed(items: Sequence[str]) -> str:
    """甲、乙和丙."""
    return items[0] if len(items) == 1 else f"{'、'.join(items[:-1])}和{items[-1]}" if items else ""


def outside(counts: Counts) -> str:
    """The clause of what is not in the total; empty where there is nothing."""
    parts = [f"{counts[word]}项{SHOWN[word].zh}" for word in OUTSIDE if counts[word]]
    return f"；另有{listed(parts)}，不计入" if parts else ""


def total(counts: Counts, *, shares: bool = True) -> str:
    """The sentence of the counts: judged by verdict with shares of the judged, and what stands outside."""
    if not counts.judged:
        return f"{counts.total}项指标中，{listed([f'{counts[word]}项{SHOWN[word].zh}' for word in OUTSIDE if counts[word]])}，尚无可判定的指标。"
    parts = [
        f"{SHOWN[word].zh}{counts[word]}项{f'（占{share(counts[word], counts.judged)}）' if shares else ''}"
        for word in COUNTED
        if counts[word]
    ]
    return f"{counts.judged}项可判定指标中，{'、'.join(parts)}{outside(counts)}。"


def tasks(rows: Sequence[Row]) -> str:
    """The sentence about what is done once: how many are done, in time, overdue, unknown."""
    counts = Counts.of(rows)
    done = counts[Word.MET]
    parts = [f"已完成{done}项" if done else "尚无已完成的"]
    parts += [f"{SHOWN[word].zh}{counts[word]}项" for word in Word if word is not Word.MET and counts[word]]
    return f"规划另有工作事项（一次性任务和时间节点）{len(rows)}项，{'、'.join(parts)}，详见附表2，不计入上述指标数。"


def measured(value: Measured | None, unit: str, *, year: bool = False) -> str:
    """A value as it stands in a cell: with unit, mark (p, e) and, where asked for, its year; — where there is none."""
    if value is None or value.value is None:
        return "—"
    text = format_value(value.value, unit) + _MARKS.get(value.status, "")
    return f"{text}\n（{value.year}）" if year else text


def completeness(value: Measured | None) -> str:
    """Parts that reported of parts that ought to."""
    return "—" if value is None else f"{value.reporting}/{value.expected}"


NAMED_IN_A_CELL = 4
"""Of more units than this, a cell names the first ones and says how many there are."""


def responsible(row: Row, most: int | None = None) -> str:
    """Who answers for a commitment, and whether that is only proposed; at most so many names."""
    if not row.units:
        return "待明确"
    named = "、".join(row.units[:most])
    more = f"等{len(row.units)}个单位" if most is not None and len(row.units) > most else ""
    return named + more + ("（建议）" if row.proposed else "")


def in_a_cell(row: Row) -> str:
    """Who answers, short enough for a narrow column."""
    return responsible(row, NAMED_IN_A_CELL)


def late(row: Row) -> str:
    """What is said of a commitment that is not on its way: reason, gap, who."""
    gap = f"距目标还差{row.gap}。" if row.gap and not row.gap.endswith("未达到") else ""
    return f"{row.sentence}{gap}责任单位：{responsible(row)}。"


def labels(rows: Sequence[Row]) -> list[str]:
    """Names for a list in prose: with the year of the target where one name stands for several targets."""
    names = [row.name for row in rows]
    return [f"{row.name}（{row.deadline}年目标）" if names.count(row.name) > 1 and row.deadline else row.name for row in rows]


def correction(item: Correction) -> str:
    """A figure that was corrected: old and new value, and why."""
    old, new = format_value(item.old, item.unit), format_value(item.new, item.unit)
    return f"{item.year}年{item.indicator}由{old}修订为{new}（{item.reason}），变幅按修订数计算。"


def marked_units(row: Row) -> tuple[str, ...]:
    """Each unit that answers, marked where it is only proposed; 待明确 where there is none."""
    return tuple(unit + ("（建议）" if row.proposed else "") for unit in row.units) or ("待明确",)


def by_unit(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by each unit that answers for them, those with most first; a row of several units stands under each."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        for unit in marked_units(row):
            groups.setdefault(unit, []).append(row)
    return dict(sorted(groups.items(), key=lambda pair: -len(pair[1])))


UNITS_NAMED = 12
"""So many units are named in a sentence, those with most first; the table names all."""


def units(rows: Sequence[Row]) -> str:
    """甲（3项）、乙（2项）, and how many more; says so where a row counts for several units."""
    groups = by_unit(rows)
    named = [f"{unit}（{len(members)}项）" for unit, members in list(groups.items())[:UNITS_NAMED]]
    more = f"等{len(groups)}个" if len(groups) > UNITS_NAMED else ""
    several = "（由几个单位共同负责的分别计入）" if any(len(row.units) > 1 for row in rows) else ""
    return "、".join(named) + more + several


def day(moment: date) -> str:
    """2025年6月9日: no zero before month and day."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def release(model: ReportModel) -> str:
    """“2024年度数据”（2025年5月20日）; of a release that bears only a date, that date once."""
    name, said = model.release.name, day(model.release.moment)
    return f"{said}发布的" if re.fullmatch(r"[\d年月日./-]+", name) else f"“{name}”（{said}）的"


def period(model: ReportModel) -> str:
    """2021—2030年, or what is known of it: 2018年起, 至2030年."""
    match model.period:
        case (None, None):
            return "文件未写明"
        case (first, None):
            return f"{first}年起"
        case (None, last):
            return f"至{last}年"
        case (first, last):
            return f"{first}—{last}年"
