"""Why a reading is unsure, in words: what a person has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qingmiao.reading.model import Unsure

WORDS: Final[Mapping[Unsure, tuple[str, str]]] = {
    "carried_subject": ("指标名是从前文接过来的", "the indicator is carried over from the words before"),
    "generic_name": ("指标名过于笼统", "the indicator's name is too general"),
    "vague_quality": ("说的是不易计数的性质", "what is promised is hard to count"),
    "implied_total": ("文中没有数字，按“全部”理解为 100%", "no figure in the words: taken as 100 %"),
    "guessed_comparator": ("“以上”还是“以下”是推断的", "whether it is a floor or a ceiling is inferred"),
    "no_deadline": ("没有写明期限", "no deadline is stated"),
    "displaced_units": ("责任单位的位置可能错开了", "the line of units may be displaced"),
    "past_or_promise": ("可能是过去的数，不是承诺", "may be a past value, not a promise"),
    "long_name": ("指标名过长，可能多带了字", "the name is long and may hold words too many"),
    "odd_value": ("数值或单位少见", "an unusual value or unit"),
    "table_cell": ("从表格中读出", "read out of a table"),
    "shared_values": ("几个指标共用几个数，对应关系请核对", "several indicators share several values: check which is whose"),
}
"""Each reason code in Chinese and English."""
