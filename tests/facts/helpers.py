"""Small facts to test with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from qingmiao.facts.table import build

START = datetime(2025, 3, 1, 8, 0, tzinfo=UTC)


def row(number: int, **said: Any) -> dict[str, Any]:
    """One fact as a row: id `number`, recorded `number` days after the start, live births of one village in 2024 unless said otherwise."""
    return {
        "id": number,
        "element": "live_births",
        "place": "village",
        "period_from": date(2024, 1, 1),
        "period_to": date(2025, 1, 1),
        "value": 30.0,
        "origin": "import",
        "origin_id": f"a.csv:{number}",
        "recorded_at": START + timedelta(days=number),
        "recorded_by": "office",
        **said,
    }


def facts(*rows: dict[str, Any]) -> pa.Table:
    """A checked table of rows."""
    return build(rows)
