"""What a zipped workbook would unpack to, looked at before it is read: too much, or one cell so far out that the sheet would not fit into memory."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Final, Literal

LARGEST: Final = 600 * 1024 * 1024
"""Bytes of all parts together, unpacked."""

MOST_CELLS: Final = 10_000_000
"""Rows by columns of one sheet: a reader keeps a place for each, empty or not."""

Reason = Literal["damaged", "too_large", "too_far", "binary"]

_CHUNK: Final = 1 << 20
_LONGEST_TAG: Final = 400
_NEAR: Final = (100_000, 26)  # rows and columns that every sheet may have: only cells beyond are looked at one by one
_FAR: Final = re.compile(rb"""<(?:\w+:)?c\b[^>]{0,300}?\sr=["'](?:([A-Z]{2,3})(\d{1,7})|([A-Z])(\d{6,7}))["']""")
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError, ValueError, OSError)


def wrong_inside(data: bytes) -> Reason | None:
    """Why a zip file is better not read as a workbook; None where nothing speaks against it. A part that is locked is left to the reader."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.filename.endswith("workbook.bin"):
                    return "binary"
                if info.flag_bits & 0x1 or info.is_dir():
                    continue
                sheet = info.filename.startswith("xl/worksheets/")
                extent = list(_NEAR)
                with archive.open(info) as part:
                    tail = b""
                    while chunk := part.read(_CHUNK):
                        total += len(chunk)
                        if total > LARGEST:
                            return "too_large"
                        if sheet:
                            tail += chunk
                            _stretch(extent, tail)
                            tail = tail[-_LONGEST_TAG:]
                if extent[0] * extent[1] > MOST_CELLS:
                    return "too_far"
    except BROKEN:
        return "damaged"
    return None


def _stretch(extent: list[int], text: bytes) -> None:
    """Make room for the cells in a piece of a sheet that lie beyond it."""
    for letters, row, letter, far_row in _FAR.findall(text):
        extent[0] = max(extent[0], int(row or far_row))
        extent[1] = max(extent[1], _column(letters or letter))


def _column(letters: bytes) -> int:
    number = 0
    for one in letters:
        number = number * 26 + one - 64
    return number
