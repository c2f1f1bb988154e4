"""Small plans, commitments and indicators for tests."""

from __future__ import annotations

from typing import Any

from qingmiao.catalogue import Indicator
from qingmiao.plans.model import Commitment, Document, Package, Plan
from qingmiao.progress import Point

FIRST, LAST = 2021, 2025


def commitment(**fields: Any) -> Commitment:
    plain = {
        "id": "C001",
        "kind": "level",
        "role": "objective",
        "area": "A01",
        "indicator": "x",
        "name": "某率",
        "start": 0,
        "end": 1,
    }
    return Commitment(**(plain | fields))


def indicator(**fields: Any) -> Indicator:
    plain: dict[str, Any] = {"code": "x", "name": "某率", "unit": "%", "formula": "x.n / x.d * 100"}
    return Indicator(**(plain | fields))


def plan(period: tuple[int | None, int | None] = (FIRST, LAST), **fields: Any) -> Plan:
    document = Document(name="d.txt", sha256="0" * 64, characters=1, start=0, end=1)
    return Plan(id="p", title="某县儿童发展规划", short="儿规", status="in_force", period=period, region="r", document=document, **fields)


def package(*commitments: Commitment, period: tuple[int | None, int | None] = (FIRST, LAST), **parts: Any) -> Package:
    empty: dict[str, Any] = dict.fromkeys(("areas", "objectives", "measures", "units", "places", "indicators"), ())
    return Package(plan=plan(period), commitments=commitments, **(empty | parts))


def points(series: dict[int, float | str]) -> list[Point]:
    """A series from `{2020: 80, 2021: "not_collected"}`."""
    return [
        Point(year, None, status=value) if isinstance(value, str) else Point(year, float(value)) for year, value in sorted(series.items())
    ]
