"""What was typed or written into a cell of a form, read: a number, or a word that says why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qingmiao.facts.cells import Unreadable, number_of, text_of
from qingmiao.facts.sheets import Cell
from qingmiao.facts.words import SPOKEN, folded

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "not_carried_out": ("未开展", "not carried out"),
    "not_collected": ("未收集", "not collected"),
    "not_applicable": ("不适用", "not applicable"),
    "estimated": ("推算的数", "estimated"),
}
"""What may stand beside or in place of a value, in Chinese and English."""

LONGEST_COMMENT: Final = 400

_SPOKEN: Final = {folded(word): status for status, words in SPOKEN["status"].items() for word in (*words, status) if status in REASONS} | {
    folded(word): status for status, words in REASONS.items() for word in words
}


def reason_of(cell: Cell) -> str:
    """The status that a word stands for, empty where nothing stands there; raises Unreadable."""
    word = folded(text_of(cell))
    if not word:
        return ""
    if word not in _SPOKEN:
        raise Unreadable(f"没有“{text_of(cell)[:20]}”这种原因 / there is no such status", "从列表中选 / choose one of the list")
    return _SPOKEN[word]


def read_cell(cell: Cell, status: str, unit: str) -> tuple[float | None, str]:
    """The value and the status of a cell; `status` is what was chosen beside it. Raises Unreadable."""
    if isinstance(cell, str) or cell is None:
        text = (cell or "").strip()
        if not text:
            return None, status
        if spoken := _SPOKEN.get(folded(text)):
            return None, spoken
    found = number_of(cell)
    if found.sign and found.sign != unit:
        raise Unreadable(f"单位应为“{unit}” / the unit is {unit}", "只填数字 / write the number alone")
    return found.value, status
