"""The official sentences of the report: frames with slots, one fact a sentence, every share with its denominator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from qingmiao.catalogue.numbers import format_number, format_value
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.bound import Figures, count, joined
from qingmiao.reports.document import Cell, Number, Run
from qingmiao.reports.model import Correction, Counts, Measured, ReportModel, Row

Runs = tuple[Run, ...]

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

_TURNS = re.compile(r"(?<=[的、，和与及》])(?!$)|(?<=）)(?!》|$)|(?=[（“])")


def words_in_lines(title: str) -> list[str]:
    """Any other title, in lines that fit."""
    return _even(title, TITLE_LINE)


def cover_lines(lines: Sequence[str]) -> list[str]:
    """A title's lines in those of the cover, whose characters are larger."""
    return [piece for line in lines for piece in _even(line, COVER_LINE)]


def heading_lines(title: str, before: str, after: str) -> list[str]:
    """A plan's title between two pieces of words, in lines whose words belong together."""
    whole = f"{before}{quoted(title)}{after}"
    if len(whole) <= TITLE_LINE:
        return [whole]
    first, *rest = title_lines(title)
    lines = [f"{before}{first}", *rest] if len(before + first) <= TITLE_LINE else [*([before] if before else []), first, *rest]
    if not after:
        return lines
    return [*lines[:-1], f"{lines[-1]}{after}"] if len(lines[-1] + after) <= TITLE_LINE else [*lines, after]


def title_lines(title: str, width: int = TITLE_LINE) -> list[str]:
    """A plan's title in 《…》, in lines that fit: years in brackets stand alone where the whole is too long."""
    whole = quoted(title)
    found = re.match(r"(.+?)(（[^（）]*年[^（）]*）.*)$", whole)
    lines = [found.group(1), found.group(2)] if found and len(whole) > TITLE_LINE - 5 else [whole]
    return [piece for line in lines for piece in _even(line, width)]


def _even(line: str, width: int) -> list[str]:
    """A line in as few lines as will hold it, of like length, turned after 的, 、 and the like where such a place is near."""
    if _wide(line) <= width:
        return [line]
    count = max(2, -(-len(line) // width))
    middle = -(-len(line) // count)
    near = [found.start() for found in _TURNS.finditer(line) if 0 < found.start() <= width]
    turns = [at for at in near if abs(at - middle) <= 4 or line[at - 1] == "》"]
    cut = min(turns, key=lambda at: (line[at - 1] != "》", abs(at - middle)), default=middle)
    return [line[:cut], *_even(line[cut:], width)]


def _wide(line: str) -> float:
    """How many characters wide a line is: digits and signs of Latin script are half as wide."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in line)


def share(part: int, whole: int) -> str:
    """A share in percent with one decimal, rounded once."""
    return format_number(part / whole * 100, 1) + "%"


def tasks(rows: Sequence[Row]) -> Runs:
    """The sentence about what is done once: how many are done, in time, overdue, unknown."""
    counts = Counts.of(rows)
    done = counts[Word.MET]
    runs: list[Run] = ["规划另有工作事项（一次性任务和时间节点）", count(len(rows), other="tasks"), "，"]
    runs += ["已完成", count(done, other="tasks:met")] if done else ["尚无已完成的"]
    for word in (word for word in Word if word is not Word.MET and counts[word]):
        runs += ["、", SHOWN[word].zh, count(counts[word], other=f"tasks:{word}")]
    return joined([*runs, "，详见“工作事项进展表”，不计入上述指标数。"])


def points(value: float, *, other: str) -> Number:
    """4.4个百分点: the difference of two shares, without its sign."""
    return Number(format_number(abs(value), 1) + "个百分点", value, "%", "change", other=other)


NAMES = 5
"""So many indicators are named in a sentence."""


def some_names(rows: Sequence[Row]) -> str:
    """甲、乙等7项: the first names, and how many there are."""
    names = labels(rows)
    return "、".join(names) if len(names) <= NAMES else f"{'、'.join(names[:NAMES])}等"


def all_names(rows: Sequence[Row], most: int | None = None) -> str:
    """“甲”“乙”: all names, or at most so many, in quotes, those with quotes of their own in single ones; a name that stands twice is said once."""
    names = list(dict.fromkeys(row.name.replace("“", "‘").replace("”", "’") for row in rows))
    more = f"等{len(names)}项指标" if most is not None and len(names) > most else ""
    return "".join(f"“{name}”" for name in names[:most]) + more


def measured(row: Row, value: Measured | None, region: str, *, year: bool = False) -> Cell:
    """A value as it stands in a cell: with unit, mark (p, e) and, where asked for, its year; — where there is none."""
    if value is None or value.value is None:
        return "—"
    number = Figures(row, region).value(value)
    return joined_cell((number, _MARKS.get(value.status, ""), f"\n（{value.year}）" if year else ""))


def joined_cell(runs: Sequence[str | Number]) -> Cell:
    """The runs of a cell without empty ones; one alone stands by itself."""
    kept = tuple(run for run in runs if run != "")
    return kept[0] if len(kept) == 1 else kept


def completeness(value: Measured | None) -> str:
    """Parts that reported of parts that ought to."""
    return "—" if value is None else f"{value.reporting}/{value.expected}"


NAMED_IN_A_CELL = 2
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


def labels(rows: Sequence[Row]) -> list[str]:
    """Names for a list in prose: with the year of the target where one name stands for several targets."""
    names = [row.name for row in rows]
    return [f"{row.name}（{row.deadline}年目标）" if names.count(row.name) > 1 and row.deadline else row.name for row in rows]


def correction(item: Correction) -> Runs:
    """A figure that was corrected: old and new value, and why."""
    old, new = (
        Number(format_value(value, item.unit), value, item.unit, "value", item.indicator, "", item.year, other=other)
        for value, other in ((item.old, "corrected"), (item.new, ""))
    )
    return joined([f"{item.year}年{item.indicator}由", old, "修订为", new, f"（{item.reason}），变幅按修订数计算。"])


def marked_units(row: Row) -> tuple[str, ...]:
    """Each unit that answers, marked where it is only proposed; 待明确 where there is none."""
    return tuple(unit + ("（建议）" if row.proposed else "") for unit in row.units) or ("待明确",)


def by_unit(rows: Iterable[Row], *, marked: bool = True) -> dict[str, list[Row]]:
    """Rows by each unit that answers for them, those with most first; a row of several units stands under each; `marked`: proposed ones say so."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        for unit in marked_units(row) if marked else row.units:
            groups.setdefault(unit, []).append(row)
    return dict(sorted(groups.items(), key=lambda pair: -len(pair[1])))


UNITS_NAMED = 12
"""So many units are named in a sentence, those with most first; the table names all."""


def units(rows: Sequence[Row]) -> Runs:
    """甲（3项）、乙（2项）, and how many more; says so where a row counts for several units."""
    groups = by_unit(rows)
    runs: list[Run] = []
    for unit, members in list(groups.items())[:UNITS_NAMED]:
        runs += ["、" if runs else "", unit, "（", count(len(members), other=unit), "）"]
    runs += ["等", count(len(groups), "个", other="units")] if len(groups) > UNITS_NAMED else []
    several = "（由几个单位共同负责的分别计入）" if any(len(row.units) > 1 for row in rows) else ""
    return joined([*runs, several])


def day(moment: date) -> str:
    """2025年6月9日: no zero before month and day."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def release(model: ReportModel) -> str:
    """“2024年度数据”（2025年5月20日）; of a release that bears only a date, that date once."""
    name, said = model.release.name, day(model.release.moment)
    return f"{said}发布的" if re.fullmatch(r"[\d年月日./-]+", name) else f"“{name}”（{said}）的"


def period(model: ReportModel) -> str:
    """2021—2030年, or what is known of it: 2018年起, 至2030年."""
    return span(model.period)


def span(years: tuple[int | None, int | None]) -> str:
    """2021—2030年; 文件未写明 where neither year is known."""
    match years:
        case (None, None):
            return "文件未写明"
        case (first, None):
            return f"{first}年起"
        case (None, last):
            return f"至{last}年"
        case (first, last):
            return f"{first}—{last}年"
