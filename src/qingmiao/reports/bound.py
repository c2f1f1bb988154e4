"""Numbers bound to what they are of, and sentences put together from words and such numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from qingmiao.catalogue.numbers import format_change, format_number, format_value
from qingmiao.reports.document import Number, Run, What
from qingmiao.reports.model import Measured, ReportModel, Row

_R = TypeVar("_R", bound=Run)
_SLOT = re.compile(r"\{(\w+)\}")


def say(frame: str, **slots: Run | Sequence[Run]) -> tuple[Run, ...]:
    """A frame with its slots filled: `say("{name}为{value}", name="婴儿死亡率", value=Number(…))`; words beside words are joined."""
    found: list[Run] = []
    for index, piece in enumerate(_SLOT.split(frame)):
        given = piece if index % 2 == 0 else slots[piece]
        found.extend([given] if isinstance(given, str) or not isinstance(given, Sequence) else given)
    return joined(found)


def joined(runs: Iterable[_R]) -> tuple[_R, ...]:
    """Runs with words that stand beside each other made one, and empty ones left out."""
    found: list[Any] = []
    for run in runs:
        if isinstance(run, str) and found and isinstance(found[-1], str):
            found[-1] += run
        elif run != "":
            found.append(run)
    return tuple(found)


def listed(items: Sequence[Sequence[Run]], last: str = "和", between: str = "、") -> tuple[Run, ...]:
    """甲、乙和丙."""
    found: list[Run] = []
    for index, item in enumerate(items):
        found.extend([] if not index else [last if index == len(items) - 1 else between])
        found.extend(item)
    return joined(found)


def count(number: int, unit: str = "项", *, other: str = "") -> Number:
    """3项; `other` says of what."""
    return Number(f"{number}{unit}", float(number), unit, "count", other=other)


def share(part: int, whole: int, *, other: str = "") -> Number:
    """A share in percent with one decimal, rounded once."""
    value = part / whole * 100
    return Number(format_number(value, 1) + "%", value, "%", "share", other=other)


class Figures:
    """The numbers of one row of a report at its place."""

    def __init__(self, row: Row, region: str) -> None:
        self.row, self.region = row, region

    def value(self, measured: Measured, *, place: str = "", group: str = "") -> Number:
        """93.40%: a figure as it is written."""
        assert measured.value is not None
        return self.number(format_value(measured.value, self.row.unit), measured.value, "value", measured.year, place=place, other=group)

    def change(self, now: Measured, then: Measured, *, place: str = "") -> Number:
        """1.70个百分点: by how much it has moved, without the sign."""
        assert now.value is not None
        assert then.value is not None
        moved = now.value - then.value
        return self.number(format_change(moved, self.row.unit), moved, "change", now.year, against=then.year, place=place)

    def growth(self, now: Measured, then: Measured) -> Number:
        """39.1%: by what share of the earlier figure it has moved, without the sign."""
        assert now.value is not None
        assert then.value
        grown = (now.value - then.value) / abs(then.value) * 100
        return self.number(format_number(abs(grown), 1) + "%", grown, "growth", now.year, against=then.year, unit="%")

    def apart(self, value: float, what: What, year: int | None, *, other: str = "") -> Number:
        """1.40个百分点: a distance to a target, between groups or between places, without the sign."""
        return self.number(format_change(value, self.row.unit), value, what, year, other=other)

    def other(self, value: float, what: What, year: int | None, *, other: str = "") -> Number:
        """Another value in the unit of the row: what the way asks for, what is foreseen."""
        return self.number(format_value(value, self.row.unit), value, what, year, other=other)

    def counted(self, number: float, unit: str, what: What, year: int | None) -> Number:
        """4126人: events or those among whom they were counted."""
        return self.number(format_value(number, unit, decimals=0), number, what, year, unit=unit)

    def number(
        self,
        text: str,
        value: float,
        what: What,
        year: int | None,
        *,
        against: int | None = None,
        place: str = "",
        unit: str | None = None,
        other: str = "",
    ) -> Number:
        """A number of this row as it is written."""
        row = self.row
        return Number(
            *(text, value, row.unit if unit is None else unit, what, row.indicator or row.commitment, place or self.region, year),
            against=against,
            other=other or (row.commitment if what in ("gap", "pace", "chance", "target") else ""),
        )


def bind(words: str, numbers: Iterable[Number]) -> tuple[str | Number, ...]:
    """Words with the numbers that stand in them bound: each at the first place that no other has taken and where no digit stands beside it."""
    runs: list[str | Number] = [words]
    for number in numbers:
        pattern = re.compile(rf"(?<![\d.]){re.escape(number.text)}(?![\d.])")
        for index, run in enumerate(runs):
            found = pattern.search(run) if isinstance(run, str) else None
            if found and isinstance(run, str):
                runs[index : index + 1] = [run[: found.start()], number, run[found.end() :]]
                break
    return joined(runs)


def figures_in(row: Row, model: ReportModel) -> list[Number]:
    """The numbers that the sentence of a verdict may hold."""
    make = Figures(row, model.region or model.place)
    known = [one for one in (row.latest, row.base, row.before) if one is not None and one.value is not None]
    found = [make.value(one) for one in known]
    found += [make.other(row.pace, "pace", row.latest.year if row.latest else None)] if row.pace is not None else []
    if row.outlook is not None:
        found.append(make.other(row.outlook.middle, "value", row.outlook.deadline, other="foreseen"))
    return found
