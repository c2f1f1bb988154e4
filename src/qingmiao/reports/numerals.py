"""How a number of a document stands in a spreadsheet: its unrounded value, and the number format that shows what the text says."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from qingmiao.reports.document import Cell, Number

_WRITTEN: Final = re.compile(r"(?P<before>\D*?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<after>.*)", re.DOTALL)
_WIDE: Final = Context(prec=400)
_LONGEST: Final = 250
"""A number format holds at most 255 characters."""


def number_and_rest(cell: Cell) -> tuple[Number, str] | None:
    """The one number of a cell and what else stands there (a mark, a year); None where there is not exactly one."""
    runs = cell if isinstance(cell, tuple) else (cell,)
    numbers = [run for run in runs if isinstance(run, Number)]
    if len(numbers) != 1 or not math.isfinite(numbers[0].value):
        return None
    return numbers[0], " ".join("".join(run for run in runs if isinstance(run, str)).split())


def number_format(number: Number) -> str:
    """The format that shows a number as its text; empty where none can.

    The unit is a literal, so that `93.40%` is 93.4 and not 0.934. Where a spreadsheet would round to other digits than the text has (it rounds half
    up, a report may follow GB/T 8170), or the text is no plain number (已完成, 1/3), the whole text is the literal.
    """
    words = " ".join(number.text.split())
    found = _WRITTEN.fullmatch(words)
    if found is None or _shown(number.value, found["digits"]) != found["digits"].replace(",", ""):
        code = _alike(_literal(words))
    else:
        whole, _, decimals = found["digits"].partition(".")
        pattern = ("#,##0" if "," in whole else "0") + ("." + "0" * len(decimals) if decimals else "")
        section = f"{_literal(found['before'])}{pattern}{_literal(found['after'])}"
        plain = f"{pattern}{_literal(found['after'])}"
        natural = found["before"] == ("-" if number.value < 0 else "")
        code = plain if natural else _alike(section)
    return code if len(code) <= _LONGEST else ""


def _shown(value: float, digits: str) -> str:
    """The digits that a spreadsheet would show, without sign, to as many decimals."""
    exact = Decimal(format(abs(value), ".15g"))
    places = len(digits.partition(".")[2])
    return f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE):f}"


def _alike(section: str) -> str:
    """One format for what is above, below and equal to zero: no sign is added."""
    return ";".join((section,) * 3)


def _literal(words: str) -> str:
    """Words that a number format shows as they are; a quotation mark stands outside the quotes."""
    return '\\"'.join(f'"{piece}"' if piece else "" for piece in words.split('"'))
