"""Amounts in one unit said in another: 1.03 亿人 are 103,000,000 人."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from qingmiao.catalogue import UnitOfMeasure, unit

_INSTITUTIONS: Final = frozenset({"个", "所", "家", "处", "座"})
"""Measure words of one and the same thing: 158 家儿童医院 are 158 所."""


def converted(value: float, given: str, wanted: str) -> float | None:
    """The value in the unit wanted; None where the one cannot be turned into the other.

    Spellings of one unit (％ and %, 1/10万 and /10万) are the same; only units of one base (or two measure words of institutions) are turned into each other. Decimal, so that 1.03 亿 is whole.
    """
    if given == wanted:
        return value
    one, other = unit(given), unit(wanted)
    if one is None or other is None or _base(one) != _base(other):
        return None
    if one.factor == other.factor:
        return value
    return float(Decimal(repr(value)) * Decimal(repr(one.factor)) / Decimal(repr(other.factor)))


def _base(unit_: UnitOfMeasure) -> str:
    return "个" if unit_.base in _INSTITUTIONS else unit_.base
