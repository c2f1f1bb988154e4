"""A story of the verdict table: whole series, and the words in which plans promise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MET, ON, BEHIND, HARDLY, LOST = "met", "on_the_way", "behind", "hardly", "lost"
UNDECIDED, NO_DATA, CANNOT = "undecided", "no_data", "cannot_judge"


@dataclass(frozen=True)
class Story:
    """A commitment (`says`), its series, the year in which it is looked at, and the verdict with its reason.

    `of` are fields of the indicator; `more` are further fields of the verdict; `error` is the standard error of the last figure;
    `reference` is the series it is set against; `path` are earlier targets (deadline, value) of the same indicator; `counts` are events and
    exposure of the figures.
    """

    chapter: str
    title: str
    says: dict[str, Any]
    series: dict[int, float | str]
    year: int
    word: str
    reason: str
    of: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    period: tuple[int | None, int | None] = (2021, 2025)
    error: float | None = None
    reference: dict[int, float | str] | None = None
    path: tuple[tuple[int, float], ...] = ()
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)


RATE = {"unit": "‰", "direction": "down", "formula": "x.n / x.d * 1000", "limits": (0.0, None)}
SHARE = {"unit": "%", "direction": "up", "limits": (0.0, 100.0)}
THINGS = {"unit": "个", "formula": "x.n", "limits": (0.0, None)}
MONEY = {"unit": "元/生·年", "formula": "x@"}
DONE = {"unit": "done", "formula": "x@"}

FALL = {"kind": "change", "value": 20, "unit": "%", "direction": "down", "base_year": 2020, "comparator": "="}
POINTS = {"kind": "change", "value": 5, "unit": "百分点", "direction": "up", "comparator": "="}
YEARLY = {"kind": "change", "value": 1, "unit": "百分点", "direction": "down", "per": "year", "comparator": "="}
TREND_DOWN = {"kind": "trend", "direction": "down"}
NORM = {"kind": "norm", "value": 2, "unit": "名", "comparator": ">=", "level_of": "乡镇卫生院"}
FIVE = {"kind": "count", "value": 5, "unit": "所", "comparator": "="}
EACH_YEAR = {"kind": "count", "value": 100, "unit": "名", "comparator": ">=", "per": "year"}
GRANT = {"kind": "amount", "value": 800, "unit": "元/生·年", "comparator": "="}
STEP = {"kind": "milestone", "deadline": 2023}
LEVEL = {"kind": "level", "value": 95, "unit": "%", "comparator": ">="}
LONG = LEVEL | {"deadline": 2030}
BETTER = {"kind": "level", "comparator": ">=", "reference": {"region": "全省"}}
FIVE_MORE = {"kind": "change", "value": 5, "unit": "百分点", "direction": "up", "reference": {"population": "成年人", "offset": 5.0}}
