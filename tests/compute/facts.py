"""Small tables of facts for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from qingmiao.facts.schema import SCHEMA

PLAIN: dict[str, Any] = {
    "basis": "calendar_year",
    "sex": "all",
    "residence": "all",
    "age": "all",
    "other": "all",
    "stream": "health",
    "n": None,
    "std_error": None,
    "status": "observed",
    "simulated": False,
    "origin": "import",
    "origin_id": "t.csv:1",
    "recorded_at": datetime(2025, 1, 1, tzinfo=UTC),
    "recorded_by": "test",
    "supersedes": None,
}


def fact(number: int, element: str, place: str, year: int, value: float | None, **more: Any) -> dict[str, Any]:
    """A fact of a calendar year."""
    told = {"id": number, "element": element, "place": place, "value": value}
    return PLAIN | told | {"period_from": date(year, 1, 1), "period_to": date(year + 1, 1, 1)} | more


def table(facts: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(facts, schema=SCHEMA)
