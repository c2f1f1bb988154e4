"""In which unit a figure of somebody's own table stands: 单位：万元 above it, （千元） in its head, or a column of units; and the figure in ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

from qingmiao.catalogue import unit
from qingmiao.facts.cells import Unreadable

_ABOVE: Final = re.compile(r"(?<![报送位责主承])(?:计量)?单位\s*[:：]\s*([^\s（）()。；;]+)")
_BRACKETS: Final = re.compile(r"[（(\[【]\s*(?:(?:计量)?单位\s*[:：]\s*)?([^（）()\[\]【】]{1,9}?)\s*[)）\]】]")
_SEVERAL: Final = re.compile(r"[、,，]")
_TIMES: Final = (("百万", 1e6), ("千万", 1e7), ("十万", 1e5), ("亿", 1e8), ("万", 1e4), ("千", 1e3), ("百", 1e2))
_INSTITUTIONS: Final = frozenset({"个", "所", "家", "处", "座"})
_SPOKEN: Final = frozenset({"share", "rate", "count", "money", "area", "length", "volume", ""})
"""Kinds of units that are told of figures; the others (年, 岁, 完成 …) stand in brackets for other reasons."""


class _Measure(NamedTuple):
    factor: float
    base: str
    kind: str


def units_above(text: str) -> tuple[str, ...]:
    """What a title says of units: 单位：万元、人."""
    return tuple(one for found in _ABOVE.findall(text) for one in _SEVERAL.split(found))


def units_in(head: str) -> tuple[str, ...]:
    """What stands in the brackets of a head, and may be a unit."""
    return tuple(_BRACKETS.findall(head))


def in_unit(value: float, wanted: str, said: Iterable[str], above: Iterable[str]) -> float:
    """A value in the unit wanted: `said` is told of the figure itself, `above` of the whole table, where other figures may stand too.

    What is no unit is passed over. Raises Unreadable where the figure is of another kind: in ‰ where % is wanted, money where persons are.
    """
    asked = _measure(wanted) or _Measure(1.0, wanted, "")
    for name in said:
        own = _measure(name, asked.base)
        if own is None:
            continue
        if own.base != asked.base and not (own.kind == "count" and asked.kind in ("count", "")):
            raise Unreadable(
                f"表里的单位是“{name}”，要的是“{wanted}” / the table has it in {name}; {wanted} is wanted",
                f"换算成“{wanted}”再传，或核对这一列是不是这个数 / turn it into {wanted}, or check whether it is this figure",
            )
        return _turned(value, own, asked)
    found = {_turned(value, own, asked) for name in above if (own := _measure(name, asked.base)) and own.base == asked.base}
    return next(iter(found)) if len(found) == 1 else value


def _measure(name: str, wanted: str = "") -> _Measure | None:
    """What a name says of a unit; a unit that is not known is one only where it is the one wanted, or many of it: 万套."""
    known = unit(name)
    if known is not None:
        return _Measure(known.factor, "个" if known.base in _INSTITUTIONS else known.base, known.kind) if known.kind in _SPOKEN else None
    if name == wanted:
        return _Measure(1.0, name, "")
    for word, times in _TIMES:
        rest = name.removeprefix(word)
        if rest and rest != name and (unit(rest) is not None or not wanted or rest == wanted):
            of = _measure(rest, rest)
            return None if of is None else _Measure(times * of.factor, of.base, of.kind)
    return None


def _turned(value: float, given: _Measure, wanted: _Measure) -> float:
    if given.factor == wanted.factor:
        return value
    return float(Decimal(repr(value)) * Decimal(repr(given.factor)) / Decimal(repr(wanted.factor)))
