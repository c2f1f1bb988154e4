"""What is true: the facts of a release as plain data, and how a value of them is written. Nothing here is shared with what writes reports.

A truth file is JSON: the fields of `Truth` below; values are unrounded. Place names hold what a sentence may call a place (随县, 全县).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

POINTS: Final = {"%": "百分点", "‰": "千分点", "/万": "万分点", "/10万": "十万分点", "系数": "点", "比": "点", "女婴=100": "点"}
NO_CHANGE_IN_PERCENT: Final = frozenset({"%", "‰", "系数", "比", "女婴=100"})
"""A change of these is told in points, never in percent of itself."""

VERDICTS: Final = ("已达标", "进展正常", "落后", "难以完成", "得而复失", "未定", "无数据", "无法判断")
JUDGED: Final = VERDICTS[:6]


SILENT = ("女婴=100", "系数", "比")
"""Units that stand in heads and not behind the number."""


@dataclass(frozen=True)
class Indicator:
    """An indicator: its names, unit, decimals; `per` is what a ratio of counts is multiplied by; `trim` leaves ending zeros out.

    `wordings` are its definition and its formula in words; `part` and `whole` are the names of what is counted and among what (孕产妇死亡人数, 活产数).
    """

    code: str
    names: tuple[str, ...]
    unit: str
    decimals: int
    better: str = ""
    per: float | None = None
    trim: bool = False
    told_unit: str = ""
    wordings: tuple[str, ...] = ()
    part: str = ""
    whole: str = ""
    part_unit: str = ""
    whole_unit: str = ""

    @property
    def points(self) -> str:
        """The word for a difference: 百分点, or the unit itself."""
        return POINTS.get(self.unit, "" if self.unit == "—" else self.unit)


@dataclass(frozen=True)
class Figure:
    """A value of one indicator, place, year and group, with the counts behind it and how many of how many reported."""

    value: float | None
    events: float | None = None
    exposure: float | None = None
    reporting: int | None = None
    expected: int | None = None
    status: str = "observed"


@dataclass(frozen=True)
class Commitment:
    """What the plan promises: `targets` are the wordings in which its target may be quoted; `word` is the verdict at the plan's place.

    `chance` (0..1) and `middle` are the forecast for the deadline, `pace` what the straight line asks for, `needed` the yearly step still needed.
    `grows`: the target is of how much it grows in a year; `caused`: who answers for it has told why. Of what must hold in each place: how many places meet it, the names of those that do not, how many have no data.
    """

    id: str
    number: int
    names: tuple[str, ...]
    indicator: str
    area: str
    word: str
    targets: tuple[str, ...] = ()
    aim: float | None = None
    aim_high: float | None = None
    comparator: str = ""
    better: str = ""
    deadline: int | None = None
    base_year: int | None = None
    latest_year: int | None = None
    pace: float | None = None
    middle: float | None = None
    chance: float | None = None
    needed: float | None = None
    sure: float | None = None
    method: str = ""
    task: bool = False
    grows: bool = False
    word_before: str = ""
    units: tuple[str, ...] = ()
    caused: bool = False
    places_met: int | None = None
    places_short: tuple[str, ...] = ()
    places_silent: int | None = None


Key = tuple[str, str, int, str]


@dataclass(frozen=True)
class Truth:
    """All that a report of one release may say; `figures` by indicator, place, year and group ("" is everybody).

    `known` are wordings with digits that stand as they are (definitions, sources, methods, words of departments); `days` are dates that may stand
    (YYYY-MM-DD); `counts` are other numbers of items by what they count (`未列名的镇` → 3);
    `upper` is the place above, `below` those below, `beside` those with which it is ranked; `nearly` is how many units of the last digit 基本持平 may hide;
    `warnings` are those that stand: commitment, level, kind, day due;
    of a place within the plan's: `region_words` are the verdicts of the whole, `ranks` what can be told of ranks (first, last, among),
    `reporters` who reports how many figures on it;
    `then` is the truth of an earlier period with which this one is compared.
    """

    plan: str
    title: str
    period: tuple[int | None, int | None]
    place: str
    year: int
    release: str
    days: tuple[str, ...]
    places: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, Indicator]
    commitments: tuple[Commitment, ...]
    figures: Mapping[Key, Figure]
    upper: str = ""
    below: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    below_words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rounding: str = "half_up"
    threshold: float | None = None
    known: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    counts: Mapping[str, float] = field(default_factory=dict)
    corrections: tuple[tuple[str, int, float, float], ...] = ()
    small_events: int = 10
    nearly: float = 1.0
    then: Truth | None = None
    warnings: tuple[tuple[str, str, str, str], ...] = ()
    region_words: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, Sequence[int]] = field(default_factory=dict)
    reporters: tuple[tuple[str, int], ...] = ()

    def figure(self, indicator: str, place: str, year: int | None, group: str = "") -> Figure | None:
        """The figure of a key, where there is one."""
        return None if year is None else self.figures.get((indicator, place, year, group))

    def value(self, indicator: str, place: str, year: int | None, group: str = "") -> float | None:
        """The value of a key, where there is one."""
        found = self.figure(indicator, place, year, group)
        return None if found is None else found.value

    def years(self, indicator: str, place: str, group: str = "") -> list[int]:
        """The years that have a value, in order."""
        mine = (
            key[2]
            for key, one in self.figures.items()
            if key[0] == indicator and key[1] == place and key[3] == group and one.value is not None
        )
        return sorted(mine)

    def pooled(self, indicator: str, place: str, first: int, last: int, group: str = "") -> tuple[float, float, float] | None:
        """Value, events and exposure of several years together: counts added, then divided."""
        found = [self.figure(indicator, place, year, group) for year in range(first, last + 1)]
        per = self.indicators[indicator].per
        if per is None or any(one is None or one.events is None or not one.exposure for one in found):
            return None
        events, exposure = (sum(getattr(one, name) for one in found) for name in ("events", "exposure"))
        return events / exposure * per, events, exposure

    def rounded(self, value: float, decimals: int) -> Decimal:
        """A value rounded once by the report's rule; the noise of binary numbers does not count."""
        how = ROUND_HALF_EVEN if self.rounding == "half_even" else ROUND_HALF_UP
        found = Decimal(format(value, ".14g")).quantize(Decimal(1).scaleb(-decimals), rounding=how)
        return found if found else abs(found)

    def written(self, value: float, decimals: int, *, trim: bool = False) -> str:
        """A rounded value in digits."""
        text = f"{self.rounded(value, decimals):f}"
        return text.rstrip("0").rstrip(".") if trim and "." in text else text


def tupled(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    return tuple(map(tupled, value)) if isinstance(value, list) else value


def from_json(text: str) -> Truth:
    """The truth of a file: figures are rows of indicator, place, year, group and the fields of `Figure`."""
    told = {key: tupled(value) for key, value in json.loads(text).items()}
    then = json.loads(text).get("then")
    told["then"] = None if then is None else from_json(json.dumps(then))
    rows: Sequence[Mapping[str, Any]] = told.pop("figures")
    figures = {
        (row["indicator"], row["place"], int(row["year"]), row.get("group", "")): Figure(
            **{key: value for key, value in row.items() if key not in ("indicator", "place", "year", "group")}
        )
        for row in rows
    }
    made = {
        "figures": figures,
        "indicators": {one["code"]: Indicator(**_fields(one)) for one in told.pop("indicators")},
        "commitments": tuple(Commitment(**_fields(one)) for one in told.pop("commitments")),
        "below_words": {(one["commitment"], one["place"]): one["word"] for one in told.pop("below_words", ())},
    }
    told["places"] = {key: tuple(value) for key, value in told["places"].items()}
    return Truth(**{key: tupled(value) for key, value in told.items()}, **made)


def _fields(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tupled(value) for key, value in one.items()}


def read(path: Path) -> Truth:
    """The truth of a file."""
    return from_json(path.read_text(encoding="utf-8"))
