"""Hostile and broken workbooks: told before they are read, so that none of them can take the program down."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.facts import unpacking
from qingmiao.facts.sheets import read_sheets
from qingmiao.facts.unpacking import wrong_inside


def book(*cells: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for row, column in cells:
            sheet.write(row, column, 1)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_a_plain_workbook_has_nothing_against_it() -> None:
    assert wrong_inside(book((0, 0), (99_999, 25), (50, 99))) is None  # 100,000 by 100 places


@pytest.mark.parametrize("cell", [(1_048_575, 16_383), (1_048_575, 15), (100_000, 120), (0, 16_383)])
def test_one_cell_far_out_is_told(tmp_path: Path, cell: tuple[int, int]) -> None:
    (tmp_path / "far.xlsx").write_bytes(book((0, 0), cell))
    with pytest.raises(UserError, match="工作表太大"):
        read_sheets(tmp_path / "far.xlsx")


def test_a_cell_is_found_over_the_edge_of_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in range(1, 40):
        monkeypatch.setattr(unpacking, "_CHUNK", size)
        assert wrong_inside(zipped(xl__worksheets__s=b"<row r='1'><c s='3' r='XFD1048576'><v>1</v></c></row>")) == "too_far"


@pytest.mark.parametrize("cell", [b'<x:c r="XFD1048576"/>', b"<c r='ZZZ9999999' s='1'/>", b'<c\n s="1"\n r="AAA1000000"/>'])
def test_however_a_cell_is_written(cell: bytes) -> None:
    assert wrong_inside(zipped(xl__worksheets__s=cell)) == "too_far"


def test_what_unpacks_to_too_much_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST", 1_000_000)
    assert wrong_inside(zipped(xl__media__a=b"0" * 600_000, xl__media__b=b"0" * 600_000)) == "too_large"
    assert wrong_inside(zipped(xl__media__a=b"0" * 600_000)) is None


def test_a_part_that_lies_about_its_size_is_damaged() -> None:
    data = zipped(xl__worksheets__s=b"0" * 100_000)
    small, large = (10).to_bytes(4, "little"), (100_000).to_bytes(4, "little")
    assert wrong_inside(data.replace(large, small)) == "damaged"


def test_binary_workbooks_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsb").write_bytes(zipped(xl__workbook_bin=b"x").replace(b"workbook_bin", b"workbook.bin"))
    with pytest.raises(UserError, match="xlsb"):
        read_sheets(tmp_path / "a.xlsb")


@given(st.integers(0, 10**6), st.integers(1, 30))
def test_a_broken_workbook_is_told_or_read(seed: int, changes: int) -> None:
    draw, data = random.Random(seed), bytearray(book((0, 0), (5, 5)))
    for _ in range(changes):
        data[draw.randrange(len(data))] = draw.randrange(256)
    assert wrong_inside(bytes(data)) in (None, "damaged", "too_large", "too_far", "binary")
    assert wrong_inside(bytes(data[: draw.randrange(4, len(data))])) in (None, "damaged")
