"""How numbers are written, on pages and on paper: the only place where a value is rounded.

A number is rounded once, from its unrounded value, half up, with decimals (2.675 → 2.68), to the decimals of its unit; within `rounding("half_even")`
by GB/T 8170 (2.665 → 2.66). What is decided is decided on unrounded values; what is read is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Final, Literal

from qingmiao.catalogue.units import unit as known_unit

Lang = Literal["zh", "en"]
Rounding = Literal["half_up", "half_even"]
"""四舍五入, and the rule of GB/T 8170—2008 (a last digit of exactly five goes to the even one)."""

UNKNOWN_DECIMALS: Final = 2
"""Decimals of a value whose unit is not in the table; its ending zeros are not written."""

ABSENT: Final = "—"
"""What stands where there is no value: never an empty cell, never a zero."""

_DONE: Final = {"zh": ("未完成", "已完成"), "en": ("not done", "done")}
_BARE: Final = frozenset({"", "—"})
SILENT: Final = frozenset({"女婴=100", "系数", "比"})
"""Units that say what a number is held against: in Chinese they stand in heads and definitions, not behind the number."""
_ATTACHED_EN: Final = frozenset({"%", "‰"})


_WIDE: Final = Context(prec=1000)
"""Holds every binary number to any decimals that another one may ask for."""


def decimals_of(unit: str | None) -> int:
    """How many decimals a unit is shown with."""
    found = known_unit(unit)
    return UNKNOWN_DECIMALS if found is None else found.decimals


_RULE: ContextVar[Rounding] = ContextVar("rounding", default="half_up")


@contextmanager
def rounding(rule: Rounding) -> Iterator[None]:
    """All that is written within is rounded by one rule: a report has one."""
    before = _RULE.set(rule)
    try:
        yield
    finally:
        _RULE.reset(before)


def round_half_up(value: float, decimals: int) -> Decimal:
    """The value rounded once, half away from zero; the last digits of a binary number, which are noise, do not count (94.949999999999989 is 94.95)."""
    return _rounded(value, decimals, ROUND_HALF_UP)


def _rounded(value: float, decimals: int, rule: str) -> Decimal:
    exact = Decimal(format(value, ".14g"))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=rule, context=_WIDE)
    return abs(rounded) if rounded.is_zero() else rounded


def decimals_in(value: float) -> int:
    """How many decimals a number is written with: 95 → 0, 3.5 → 1, 1.12 → 2."""
    exponent = Decimal(format(value, ".14g")).normalize().as_tuple().exponent
    return max(0, -int(exponent))


def format_number(value: float, decimals: int, lang: Lang = "zh", *, trim: bool = False) -> str:
    """A number without its unit; English has commas at thousands; `trim` leaves out ending zeros of the decimals."""
    rounded = _rounded(value, decimals, ROUND_HALF_EVEN if _RULE.get() == "half_even" else ROUND_HALF_UP)
    text = f"{rounded:,f}" if lang == "en" else f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if trim and "." in text else text


def format_value(value: float | None, unit: str | None, lang: Lang = "zh", *, decimals: int | None = None, trim: bool = False) -> str:
    """A value with its unit, `93.40%`, `18.40/10万`, `5所`, or — where there is none; `decimals` in place of the unit's own."""
    if value is None:
        return ABSENT
    found = known_unit(unit)
    if found is not None and found.kind == "flag":
        return _DONE[lang][int(value >= 1)]
    places = decimals_of(unit) if decimals is None else decimals
    return with_unit(format_number(value, places, lang, trim=trim or found is None), unit, lang)


def format_target(value: float | None, unit: str | None, lang: Lang = "zh") -> str:
    """A target as a plan would write it: with as many decimals as it needs, `95%`, `3.17张/千名儿童`, `1/3`; at most two more than its unit's."""
    if value is None:
        return ABSENT
    if unit == "fraction":
        parts = next((part for part in range(2, 11) if abs(value * part - 1) < 0.01), None)
        return f"1/{parts}" if parts else format_target(value * 100, "%", lang)
    return format_value(value, unit, lang, decimals=min(decimals_in(value), decimals_of(unit) + 2), trim=True)


def format_change(value: float, unit: str | None, lang: Lang = "zh") -> str:
    """A difference of two values in words, without its sign: `1.70个百分点`, `3所`."""
    found = known_unit(unit)
    number = format_number(abs(value), decimals_of(unit), lang, trim=found is None)
    point = found is not None and found.change.endswith("点")
    if lang == "zh":
        return f"{number}{'个' if point else ''}{'' if unit in _BARE else found.change if found else unit or ''}"
    changed = known_unit(found.change) if found else None
    return f"{number} {(changed or found).name_en if found else unit or ''}".rstrip()


def with_unit(number: str, unit: str | None, lang: Lang = "zh") -> str:
    """A written number and its unit: attached in Chinese, `18.4 per 100,000` in English."""
    if unit is None or unit in _BARE or (lang == "zh" and unit in SILENT):
        return number
    found = known_unit(unit)
    name = found.name if found else unit
    if lang == "zh" or name in _ATTACHED_EN:
        return f"{number}{name}"
    return f"{number} {found.name_en if found else name}"
