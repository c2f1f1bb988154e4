"""A table of figures, a row a series and year, read as columns: fast where every cell is as it should be, with patience where not."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from qingmiao.errors import UserError
from qingmiao.facts.sheets import read_sheets
from qingmiao.progress.forecasting.panel import Flags, Floats, Whole

NUMBERS: Final = ("year", "value", "events", "exposure", "unit_size", "target", "deadline", "direction", "limit")
WORDS: Final = ("series", "group")
NEEDED: Final = ("series", "year")
_NULLS: Final = ["", " "]


@dataclass(frozen=True)
class Rows:
    """The rows as columns: `series` and `group` as numbers of `names` and of groups (-1: no group), NaN for empty cells, `unreadable` where a
    cell holds what is no number."""

    names: pa.Array
    series: Whole
    group: Whole
    numbers: dict[str, Floats]
    unreadable: Flags


def read(source: Path) -> Rows:
    """The rows of a CSV or workbook; raises UserError for a file that is no such table."""
    if not source.exists():
        raise UserError(
            what="文件不存在 / there is no such file", where=str(source), cure="核对文件名和文件夹 / check the name and the folder"
        )
    try:
        return _fast(source)
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError):
        return _patient(source)


def _fast(source: Path) -> Rows:
    with source.open("rb") as file:
        head = next(csv.reader(io.StringIO(file.readline().decode("utf-8-sig"))), [])
    _check(head, source)
    types = {name: pa.float64() for name in NUMBERS} | {name: pa.dictionary(pa.int32(), pa.string()) for name in WORDS}
    given = [name for name in (*WORDS, *NUMBERS) if name in head]
    convert = arrow_csv.ConvertOptions(column_types=types, include_columns=given, null_values=_NULLS, strings_can_be_null=True)
    table = arrow_csv.read_csv(source, convert_options=convert).unify_dictionaries()
    blank = np.zeros(table.num_rows, dtype=bool)
    numbers = {name: _floats(table, name) for name in NUMBERS}
    names, series = _codes(table["series"])
    _, group = _codes(table["group"]) if "group" in given else (None, np.full(table.num_rows, -1))
    return Rows(names, series, group, numbers, blank)


def _floats(table: pa.Table, name: str) -> Floats:
    if name not in table.column_names:
        return np.full(table.num_rows, np.nan)
    return np.asarray(table[name].combine_chunks().to_numpy(zero_copy_only=False), dtype=np.float64)


def _codes(column: pa.ChunkedArray) -> tuple[pa.Array, Whole]:
    """Names, and the number of the name of each row (-1: empty)."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], pa.string()).dictionary_encode()
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return whole.dictionary, codes


def _check(head: list[str], source: Path) -> None:
    lacking = [name for name in NEEDED if name not in head]
    double = sorted({name for name in head if name and head.count(name) > 1})
    if not ("value" in head or {"events", "exposure"} <= set(head)):
        lacking.append("value / events, exposure")
    if lacking or double:
        raise UserError(
            what=f"表头缺少 {lacking} 或重复 {double} / the head lacks {lacking} or repeats {double}",
            where=f"{source}，第 1 行 / row 1",
            cure=f"列 / columns: {', '.join((*WORDS, *NUMBERS))}",
        )


def _patient(source: Path) -> Rows:
    """Cell by cell: other encodings, workbooks, cells that are no numbers."""
    sheet = read_sheets(source)[0]
    grid = [["" if cell is None else str(cell).strip() for cell in row] for _, row in sheet.rows]
    head = grid[0] if grid else []
    _check(head, source)
    rows = [dict(zip(head, row, strict=False)) for row in grid[1:]]
    columns = {name: _column([row.get(name, "") for row in rows]) for name in NUMBERS}
    unreadable = np.logical_or.reduce([bad for _, bad in columns.values()]) if rows else np.zeros(0, dtype=bool)
    names, series = _codes(_encoded([row.get("series", "") for row in rows]))
    _, group = _codes(_encoded([row.get("group", "") for row in rows]))
    return Rows(names, series, group, {name: numbers for name, (numbers, _) in columns.items()}, unreadable)


def _encoded(words: list[str]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([word or None for word in words], pa.string()).dictionary_encode()])


def _column(cells: list[str]) -> tuple[Floats, NDArray[np.bool_]]:
    numbers = np.full(len(cells), np.nan)
    bad = np.zeros(len(cells), dtype=bool)
    for place, cell in enumerate(cells):
        try:
            numbers[place] = float(cell) if cell else np.nan
        except ValueError:
            bad[place] = True
    return numbers, bad
