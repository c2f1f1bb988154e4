"""One cell: a number, a year or a day as people write them, or why it cannot be one."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from qingmiao.facts.sheets import Cell
from qingmiao.facts.words import folded

FIRST_YEAR: Final = 1949

_NUMBER: Final = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d{1,3})?)([%‰])?")
_YEAR: Final = re.compile(r"(\d{4})(?:\.0)?(?:年|年度)?")
_SCHOOL_YEAR: Final = re.compile(r"(\d{4})[-/~—–至](\d{4}|\d{2})(?:学年|学年度|年)?")
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NOTHING: Final = frozenset({"-", "--", "—", "——", "–", "…", "……", "...", "/", "\\", "无", "缺", "空", "*", "na", "n/a", "null", "none"})
_NOT_FINITE: Final = re.compile(r"[+-]?(nan|inf|infinity)")


class Unreadable(ValueError):
    """Why a cell cannot be read, and the cure, each “中文 / English”; `column` where the mistake stands in another column than the one that was read."""

    def __init__(self, what: str, cure: str, column: str | None = None) -> None:
        super().__init__(what)
        self.column = column
        self.what = what
        self.cure = cure


class Number(NamedTuple):
    """A finite number and the sign that stood after it: "%", "‰" or nothing."""

    value: float
    sign: str


def text_of(cell: Cell) -> str:
    """The cell as a word: blanks at its ends cut, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def says_nothing(cell: Cell) -> bool:
    """Whether a cell is empty or holds one of the signs that people put where there is nothing to say."""
    word = folded(text_of(cell))
    return not word or word in _NOTHING


def number_of(cell: Cell) -> Number:
    """The number in a cell: full-width digits, thousands (3,012) and a percent sign are read; raises Unreadable."""
    if isinstance(cell, bool):
        raise Unreadable("不是数 / not a number", "填数字 / write a number")
    if isinstance(cell, (date, time, timedelta)):
        raise Unreadable(
            "变成了日期 / it has become a date", "把单元格格式改为“数值”后重新填写 / make the cell a number and write it again"
        )
    if isinstance(cell, (int, float)):
        return Number(_finite(float(cell)), "")
    return _number_in(folded(cell or ""))


def _number_in(text: str) -> Number:
    if text.startswith("="):
        raise Unreadable("公式没有算出来，只是文字 / a formula as text", "复制后“选择性粘贴→数值” / copy it and paste its value")
    if text in _NOTHING:
        raise Unreadable(
            f"“{text}”不是数 / “{text}” is not a number",
            "没有数就留空，在“状态”列写明未开展、未收集等 / leave it empty and say why in the column status",
        )
    if _NOT_FINITE.fullmatch(text):
        raise Unreadable(
            "不是有限的数 / not a finite number", "填实际数值；没有就留空并写状态 / write the value, or leave it empty with a status"
        )
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Unreadable(f"“{text[:40]}”不是数 / not a number", "只填一个数，如 3012、95.2、95.2% / write one number, as 3012, 95.2, 95.2%")
    return Number(_finite(float(found[1].replace(",", ""))), found[2] or "")


def _finite(value: float) -> float:
    if math.isfinite(value):
        return value
    raise Unreadable("数太大 / the number is too large", "核对位数 / check its digits")


def year_of_cell(cell: Cell, basis: str, today: date) -> int:
    """The year in a cell, from 1949 to today's; a school year 2023/24 (学年) is 2024; raises Unreadable."""
    if isinstance(cell, (date, time, timedelta)):
        raise Unreadable(
            "变成了日期 / it has become a date", "把单元格格式改为“文本”，填四位年份 / make the cell a text and write four digits"
        )
    text = folded(text_of(cell))
    span = _SCHOOL_YEAR.fullmatch(text)
    if span and basis == "school_year" and (int(span[1]) + 1) % 10 ** len(span[2]) == int(span[2]):
        return within(int(span[1]) + 1, today)
    found = _YEAR.fullmatch(text)
    if found is None:
        cure = "填四位年份，如 2024；学年写它结束的那一年 / write four digits; a school year is the year in which it ends"
        raise Unreadable(f"年份“{text[:20]}”读不出 / not a year" if text else "没有年份 / no year", cure)
    return within(int(found[1]), today)


def within(year: int, today: date) -> int:
    """The year itself where it is from 1949 to today's; raises Unreadable."""
    if year > today.year:
        raise Unreadable(f"{year} 年还没有到 / {year} is still to come", f"年份不晚于 {today.year} / not after {today.year}")
    if year < FIRST_YEAR:
        raise Unreadable(f"{year} 年太早 / {year} is too early", f"年份不早于 {FIRST_YEAR} / not before {FIRST_YEAR}")
    return year


def day_of(cell: Cell) -> date:
    """The day in a cell (2024-01-01, 2024年1月1日, or a date of a workbook); raises Unreadable."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.fullmatch(folded(text_of(cell)))
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise Unreadable("日期读不出 / not a day", "写成 2024-01-01 / write it as 2024-01-01")
