"""The command `qingmiao forecast`: a row a series and year in, a row a series out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from qingmiao.errors import UserError
from qingmiao.progress.forecasting.gathering import FATAL, REFUSALS, Gathered, gathered
from qingmiao.progress.forecasting.model import Forecast, forecast_counts, forecast_values
from qingmiao.progress.forecasting.panel import Floats, Panel
from qingmiao.progress.forecasting.rows import read

COLUMNS: Final = ("level", "low", "high", "p_met_now", "p_attain", "p_attain_published", "q10", "q50", "q90", "needed")
HEADS: Final = {"needed": "needed_per_year"}
AHEAD: Final = ("p_attain", "p_attain_published", "q10", "q50", "q90", "needed")
"""What needs a deadline that is to come."""


def run(source: Path, result: Path) -> list[str]:
    """Forecast every series of a CSV or workbook; returns lines to tell the user."""
    rows = read(source)
    series = gathered(rows)
    table = pa.table({"series": rows.names} | {HEADS.get(name, name): _cells(column) for name, column in _columns(series).items()})
    table = table.append_column("refusal", pa.array([reason or None for reason in series.refusal.tolist()], pa.string()))
    try:
        arrow_csv.write_csv(table, result, arrow_csv.WriteOptions(quoting_style="needed"))
    except OSError as error:
        raise UserError(
            what=f"结果写不出（{error.strerror}） / the result cannot be written",
            where=str(result),
            cure="核对文件夹和写入权限 / check the folder and the right to write",
        ) from error
    return _told(series, table.num_rows, result)


def _columns(series: Gathered) -> dict[str, Floats]:
    """All columns, in the order of the series."""
    columns = {name: np.full(len(series.refusal), np.nan) for name in COLUMNS}
    for panel, numbers, forecast in (
        (series.counts, series.counts_of, forecast_counts),
        (series.values, series.values_of, forecast_values),
    ):
        if panel.size:
            _put(columns, forecast(panel), numbers, panel)
    return columns


def _put(columns: dict[str, Floats], made: Forecast, numbers: np.ndarray, panel: Panel) -> None:
    later = panel.deadline > panel.now
    for name, column in columns.items():
        part = getattr(made, name)
        column[numbers] = np.where(later, part, np.nan) if name in AHEAD else part


def _cells(column: Floats) -> pa.Array:
    return pa.array(column, mask=~np.isfinite(column))


def _told(series: Gathered, count: int, result: Path) -> list[str]:
    answered = int((~np.isin(series.refusal, FATAL)).sum())
    pooled = int(series.pooled.sum())
    lines = [
        f"{count} 个序列，答 {answered} 个 → {result} / {count} series, {answered} answered",
        f"  有计数 {len(series.counts_of)}，无计数 {len(series.values_of)} / with counts, without",
        f"  {pooled} 个借用了同组序列的信息，其余只用自己的 / borrow strength from their group; the others use their own figures alone",
    ]
    reasons = Counter(reason for reason in series.refusal.tolist() if reason)
    return lines + [f"  {reason}：{number}（{' / '.join(REFUSALS[reason])}）" for reason, number in reasons.most_common()]
