"""Why a reading is unsure, in words: what a person has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qingmiao.reading.model import Unsure

WORDS: Final[Mapping[Unsure, tuple[str, str]]] = {
    "carried_subject": ("指标名称取自上一句，核对是不是说的同一件事", "the name was taken from the sentence before"),
    "generic_name": ("指标名称太笼统（如“覆盖率”），要看清是什么的覆盖率", "the name is too general (coverage of what?)"),
    "vague_quality": ("“基本”“普遍”一类的说法，没有写明数值", "“basically”, “widely”: no figure is stated"),
    "implied_total": ("“全部”“全覆盖”一类的说法，当作 100%", "“all”, “full coverage” was taken as 100%"),
    "guessed_comparator": ("没有写“以上”“以下”，比较是猜的", "neither “at least” nor “at most”: the comparison is a guess"),
    "no_deadline": ("没有找到期限", "no deadline was found"),
    "displaced_units": ("责任单位可能错位（行被打散）", "the units may belong elsewhere (broken lines)"),
    "past_or_promise": ("分不清是过去的成绩还是今后的承诺", "past result or promise?"),
    "long_name": ("指标名称很长，可能多读了几个字", "the name is long and may hold too much"),
    "odd_value": ("数值不寻常，核对原文与单位", "an unusual value: check it and its unit"),
    "table_cell": ("读自表格，核对行和列", "read from a table: check row and column"),
    "shared_values": ("几个指标合写几个数值，核对是否对应", "several indicators share several values: check which is whose"),
}
"""Each reason code in Chinese and English."""
