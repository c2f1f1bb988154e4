"""A file as a grid of cells: CSV in the encodings that offices use, and workbooks of Excel and WPS."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from qingmiao.errors import UserError
from qingmiao.facts.unpacking import wrong_inside

LARGEST: Final = 50 * 1024 * 1024
"""Bytes."""

Cell = str | float | int | bool | date | datetime | time | timedelta | None

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_CONTROL: Final = frozenset(map(chr, range(32))) - set("\t\n\r\f\v")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet that hold anything, each with its number (from 1); `workbook` says whether cells are typed, `name` the sheet's.

    `merged`: cells that were made one, as (row, column) of the first and the last, from 1.
    """

    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    workbook: bool
    name: str = ""
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a file that hold anything (a CSV is one); what a file is, its first bytes say, not its name.

    Raises UserError where it is not there, empty, over 50 MB, locked by a password, neither text nor workbook.
    """
    return sheets_in(_bytes(path), path)


def sheets_in(data: bytes, path: Path) -> tuple[Sheet, ...]:
    """The sheets of a file whose bytes are at hand; `path` is only how it is called. Raises UserError as `read_sheets` does."""
    _refuse_size(len(data), path)
    if not data.strip():
        raise refused("文件是空的 / the file is empty", path, "重新导出或保存后再导入 / export or save it again")
    return _workbook(data, path) if data.startswith(_WORKBOOKS) else (_text(data, path),)


def refused(what: str, path: Path, cure: str) -> UserError:
    """The error for a file as a whole; `what` and `cure` are “中文 / English”."""
    return UserError(what=what, where=f"文件 / file: {path}", cure=cure)


def _bytes(path: Path) -> bytes:
    try:
        _refuse_size(path.stat().st_size, path)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise refused(
            f"文件打不开（{error}） / the file cannot be opened",
            path,
            "核对文件名、文件夹和读取权限 / check name, folder and the right to read",
        ) from error


def _refuse_size(size: int, path: Path) -> None:
    if size > LARGEST:
        raise refused(
            f"文件超过 50 MB（{size} 字节） / the file is over 50 MB ({size} bytes)", path, "分成几个文件导入 / import it in parts"
        )


_AGAINST: Final[Mapping[str, tuple[str, str]]] = {
    "damaged": (
        "不是能读的工作簿，或已损坏 / not a workbook that can be read, or damaged",
        "用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV（UTF-8） / open it in Excel or WPS and save it as .xlsx or CSV (UTF-8)",
    ),
    "too_large": (
        "工作簿解开后太大 / the workbook unpacks to too much",
        "分成几个文件，或另存为 CSV（UTF-8） / divide it, or save it as CSV (UTF-8)",
    ),
    "too_far": (
        "工作表太大：很远的行或列里有单元格 / the sheet is too large: there are cells in rows or columns far out",
        "删去数据以外的行和列，另存后再导入 / delete the rows and columns outside the data and save it again",
    ),
    "binary": ("不读 .xlsb 工作簿 / workbooks of the kind .xlsb are not read", "另存为 .xlsx / save it as .xlsx"),
}


def _workbook(data: bytes, path: Path) -> tuple[Sheet, ...]:
    if data.startswith(b"PK") and (why := wrong_inside(data)) is not None:
        raise refused(_AGAINST[why][0], path, _AGAINST[why][1])
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [_sheet(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except PasswordError as error:
        raise refused("工作簿有密码 / the workbook has a password", path, "去掉密码后另存再导入 / save it without a password") from error
    except CalamineError as error:
        cure = "用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV（UTF-8） / open it in Excel or WPS and save it as .xlsx or CSV (UTF-8)"
        raise refused("不是能读的工作簿，或已损坏 / not a workbook that can be read, or damaged", path, cure) from error
    return tuple(sheet for sheet in sheets if sheet.rows)


def _sheet(name: str, sheet: CalamineSheet) -> Sheet:
    merged = tuple(((top + 1, left + 1), (bottom + 1, right + 1)) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    return Sheet(_filled(enumerate(sheet.to_python(skip_empty_area=False), 1)), True, name, merged)


def _filled(rows: Iterable[tuple[int, Sequence[Cell]]]) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
    return tuple((number, tuple(row)) for number, row in rows if any(cell not in ("", None) and str(cell).strip() for cell in row))


def _text(data: bytes, path: Path) -> Sheet:
    text = _decoded(data)
    if text is None or not _CONTROL.isdisjoint(text[:200_000]):
        cure = "另存为 CSV（UTF-8）或 .xlsx 后再导入 / save it as CSV (UTF-8) or .xlsx"
        raise refused("不是文本（UTF-8、GB18030、UTF-16），也不是工作簿 / neither text (UTF-8, GB18030, UTF-16) nor a workbook", path, cure)
    return Sheet(_filled(_records(text, path)), False)


def _decoded(data: bytes) -> str | None:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in data[:200]:
        return ("utf-16-be",) if data[:1] == b"\0" else ("utf-16-le",)
    return ("utf-8-sig", "gb18030")


def _records(text: str, path: Path) -> Iterator[tuple[int, list[Cell]]]:
    """Records with the number of the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            cure = "核对引号是否成对，或另存为 .xlsx / check that quotes are in pairs, or save it as .xlsx"
            raise refused(f"第 {line} 行读不出（{error}） / line {line} cannot be read", path, cure) from error
        if row is None:
            return
        yield line, list(row)
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The separator that occurs most in the first line that holds any; a comma where none does."""
    for line in text.splitlines()[:20]:
        best = max(",\t;", key=line.count)
        if line.count(best):
            return best
    return ","
