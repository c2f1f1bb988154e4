"""A workbook goes out, is filled in as people fill in workbooks, and comes back: each problem at its cell, nothing taken for what it is not."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.exchange.marking import AUTHOR, PROBLEMS, marked, not_worked_out
from qingmiao.exchange.returned import Returned, read_workbook
from qingmiao.exchange.workbooks import COLUMNS, ENTRY, HEAD_ROW, MARK, Ask, Paper, write_workbook
from qingmiao.facts.problems import Problem
from qingmiao.facts.sheets import sheets_in
from tests.converting import converted

FIRST = HEAD_ROW + 2
"""The first row that is filled in, from 1."""


def asks() -> tuple[Ask, ...]:
    common: dict[str, Any] = {"department": "卫生健康部门", "place": "东塘镇"}
    return (
        Ask(11, 1, element="活产数", groups="", unit="人", before=((2023, 500.0), (2024, 510.0)), low=420.0, high=590.0, **common),
        Ask(12, 1, element="婴儿死亡数", groups="", unit="人", before=((2024, 3.0),), low=0.0, high=9.0, wholes=(11,), **common),
        Ask(13, 4, element="婴儿死亡数", groups="女", unit="人", value=1.0, comment="已核", **common),
        Ask(14, 1, element="入园率", groups="", unit="%", whole=False, limits=(0.0, 100.0), before=((2024, 97.5),), **common),
        Ask(21, 1, element="活产数", groups="", unit="人", department="卫生健康部门", place="西坡乡"),
    )


PAPER = Paper(7, "2025年度监测", 2025, date(2026, 4, 1), "县卫健局", asks())


def written(paper: Paper = PAPER) -> bytes:
    out = io.BytesIO()
    write_workbook(paper, out)
    return out.getvalue()


def column(name: str) -> int:
    return COLUMNS.index(name) + 1


def edited(change: Callable[[Any], None], data: bytes | None = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data or written()))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(**cells: object) -> Callable[[Any], None]:
    """`value0=3`: the value of the first row."""

    def change(book: Any) -> None:
        for name, value in cells.items():
            book[ENTRY].cell(FIRST + int(name[-1]), column(name[:-1])).value = value

    return change


def back(data: bytes, paper: Paper = PAPER) -> Returned:
    return read_workbook(sheets_in(data, Path("表.xlsx")), paper, "表.xlsx")


def told(returned: Returned) -> list[tuple[int | None, str, str]]:
    return [(one.row, one.head, one.what.split(" / ")[0]) for one in returned.problems]


def said(returned: Returned) -> dict[int, tuple[float | None, str, str]]:
    return {one.ask.key: (one.value, one.status, one.comment) for one in returned.filled}


def test_what_goes_out_comes_back_as_it_was() -> None:
    returned = back(written())
    assert returned.problems == ()
    assert said(returned) == {11: (None, "", ""), 12: (None, "", ""), 13: (1.0, "", "已核"), 14: (None, "", ""), 21: (None, "", "")}
    assert {one.ask.key: one.version for one in returned.filled} == {11: 1, 12: 1, 13: 4, 14: 1, 21: 1}
    assert [one.row for one in returned.filled] == list(range(FIRST, FIRST + 5))


def test_what_people_write_is_read() -> None:
    returned = back(edited(put(value0="５１２", value1="未收集", status2="推算的数", value3="98.5%", value4=1234, comment4="含流动人口")))
    assert returned.problems == ()
    assert said(returned) == {
        11: (512.0, "", ""),
        12: (None, "not_collected", ""),
        13: (1.0, "estimated", "已核"),
        14: (98.5, "", ""),
        21: (1234.0, "", "含流动人口"),
    }


@pytest.mark.parametrize(
    ("cells", "row", "head", "words"),
    [
        ({"value0": "约500"}, 0, "2025年", "“约500”不是数"),
        ({"value0": "12、13"}, 0, "2025年", "“12、13”不是数"),
        ({"value0": date(2025, 1, 3)}, 0, "2025年", "变成了日期"),
        ({"value3": 0.98}, 3, "2025年", "0.98 可能是 98%：单元格是百分数格式时，读到的就是小数"),
        ({"value0": "3‰"}, 0, "2025年", "单位应为“人”"),
        ({"value0": "'=1+1"}, 0, "2025年", "“'=1+1”不是数"),
        ({"status1": "忘了"}, 1, "没有数的原因", "没有“忘了”这种原因"),
        ({"comment1": "字" * 401}, 1, "说明", "说明有 401 字"),
        ({"element0": "死亡数"}, 0, "数据元", "名称与编码不符：编码是“卫生健康部门、东塘镇、活产数”"),
        ({"place4": "东塘镇"}, 4, "数据元", "名称与编码不符：编码是“卫生健康部门、西坡乡、活产数”"),
        ({"element0": None}, 0, "数据元", "这一行没有数据元"),
        ({"key0": "99.1"}, 0, "数据元", "这一行不在您要填的报表里，或已经报送"),
        ({"key1": "11.1", "element1": "活产数", "value1": 5}, 1, "数据元", f"与第 {FIRST} 行重复"),
    ],
)
def test_each_problem_stands_at_its_cell(cells: dict[str, object], row: int, head: str, words: str) -> None:
    assert (FIRST + row, head, words) in told(back(edited(put(**cells))))


def test_a_formula_counts_by_its_result_and_one_without_is_told(tmp_path: Path) -> None:
    data = edited(put(value0="=SUM(500,12)"))
    assert [(one.row, one.what[:10]) for one in not_worked_out(data, back(data))] == [(FIRST, "公式没有算出结果 /")]
    assert not_worked_out(written(), back(written())) == []


def test_merged_cells_are_told() -> None:
    def change(book: Any) -> None:
        book[ENTRY].cell(FIRST, column("value")).value = 500
        book[ENTRY].merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=column("value"), end_column=column("value"))

    returned = back(edited(change))
    assert told(returned) == [(FIRST, "2025年", "单元格合并了，只有第一格有数")]
    assert said(returned)[12] == (None, "", "")


def test_rows_that_are_missing_are_told_and_the_others_taken() -> None:
    returned = back(edited(lambda book: book[ENTRY].delete_rows(FIRST + 1, 2)))
    assert told(returned) == [(None, "数据元", "少了 2 行：东塘镇婴儿死亡数、东塘镇婴儿死亡数女")]
    assert sorted(said(returned)) == [11, 14, 21]


def test_rows_and_columns_in_another_order_and_more_of_them() -> None:
    def change(book: Any) -> None:
        page = book[ENTRY]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST, max_row=FIRST + 4)]
        rows[0][column("value") - 1] = 512
        page.delete_rows(FIRST, 5)
        for number, row in enumerate(reversed(rows)):
            for at, value in enumerate(row, 1):
                page.cell(FIRST + number, at).value = value
        page.insert_cols(3)
        page.insert_rows(2)
        page.cell(HEAD_ROW + 2, 3).value = "联系人"

    returned = back(edited(change))
    assert returned.problems == ()
    assert said(returned)[11] == (512.0, "", "")
    assert next(one.row for one in returned.filled if one.ask.key == 11) == FIRST + 5


def test_without_keys_rows_are_known_by_their_names() -> None:
    def change(book: Any) -> None:
        put(value0=512, value2=2)(book)
        book[ENTRY].delete_cols(column("key"))
        del book[MARK]

    returned = back(edited(change))
    assert returned.problems == ()
    assert said(returned)[11] == (512.0, "", "")
    assert said(returned)[13] == (2.0, "", "已核")

    def without_place(book: Any) -> None:
        change(book)
        book[ENTRY].delete_cols(column("place"))

    assert (FIRST, "数据元", "不知道是哪一张报表的") in told(back(edited(without_place)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: put_mark(book, "2024年度监测", "6", "2024"), "这是“2024年度监测”（2024年数据）的工作簿"),
        (lambda book: put_mark(book, "2025年度监测", "7", "2025", "9"), "另一版本的程序"),
        (lambda book: (book.remove(book[MARK]), head(book, "value", "2024年")), "这是 2024 年的工作簿，本轮次要 2025 年的数"),
        (lambda book: head(book, "check", "2025年"), "有两列“2025年”"),
        (lambda book: head(book, "element", "名称"), "没有找到“数据元”和“2025年”两列"),
    ],
)
def test_a_workbook_of_something_else_is_refused_whole(change: Callable[[Any], object], words: str) -> None:
    with pytest.raises(UserError, match=words) as error:
        back(edited(change))
    assert error.value.cure
    assert " / " in error.value.what


def put_mark(book: Any, name: str, number: str, year: str, form: str = "1") -> None:
    for row, value in enumerate((form, number, name, year), 1):
        book[MARK].cell(row, 2).value = value


def head(book: Any, name: str, words: str) -> None:
    book[ENTRY].cell(HEAD_ROW + 1, column(name)).value = words


# ------------------------------------------------------------------------------------------------ given back


def test_problems_are_given_back_at_their_cells_in_a_copy_of_the_own_workbook() -> None:
    def change(book: Any) -> None:
        put(value0="约500", comment4="@我的话")(book)
        book[ENTRY].cell(1, 20).value = "自己的记录"

    data = edited(change)
    returned = back(data)
    book = openpyxl.load_workbook(io.BytesIO(marked(data, None, returned, returned.problems)))
    page = book[ENTRY]
    cell = page.cell(FIRST, column("value"))
    assert cell.value == "约500"
    assert cell.comment.author == AUTHOR
    assert cell.comment.text.startswith("“约500”不是数")
    assert page.cell(1, 20).value == "自己的记录"
    assert page.protection.sheet
    assert not cell.protection.locked
    front = book[PROBLEMS]
    assert book.sheetnames[0] == PROBLEMS
    assert [one.value for one in front[2]][:3] == [cell.coordinate, "东塘镇 活产数", "2025年"]
    assert front["A2"].hyperlink.location == f"'{ENTRY}'!{cell.coordinate}"
    # Mended and sent again: the old marks go, and what is given back can be read.
    again = edited(put(value0=512), marked(data, None, returned, returned.problems))
    second = back(again)
    assert second.problems == ()
    clean = openpyxl.load_workbook(io.BytesIO(marked(again, None, second, [Problem(FIRST + 1, column("value"), "2025年", "=甲", "乙")])))
    assert clean[ENTRY].cell(FIRST, column("value")).comment is None
    assert clean[ENTRY].cell(FIRST + 1, column("value")).comment.text == "=甲 → 乙"
    assert clean[PROBLEMS]["D2"].data_type == "s"
    assert clean.sheetnames.count(PROBLEMS) == 1


def test_texts_of_a_plan_are_never_formulas() -> None:
    evil = Paper(7, "=cmd|' /C calc'!A0", 2025, date(2026, 4, 1), "@SUM(1)", (Ask(1, 1, "=1+1", "+2", "-3", "@4", "=5", comment="=6"),))
    page = openpyxl.load_workbook(io.BytesIO(written(evil)))[ENTRY]
    formulas = [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == [f"{openpyxl.utils.get_column_letter(column('check'))}{FIRST}"]


# ------------------------------------------------------------------------------------------------ other programs


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods", "csv"])
def test_other_formats_come_back_too(soffice: str, form: str, tmp_path: Path) -> None:
    data = _as(soffice, edited(put(value0=512, value1="未收集", value3="约")), form, tmp_path)
    sheets = sheets_in(data, tmp_path / f"a.{form}")
    returned = read_workbook(sheets, PAPER, "a")
    assert said(returned)[11] == (512.0, "", "")
    assert said(returned)[12] == (None, "not_collected", "")
    assert [one[1:] for one in told(returned)] == [("2025年", "“约”不是数")]
    own = next(sheet for sheet in sheets if sheet.name == returned.sheet)
    book = openpyxl.load_workbook(io.BytesIO(marked(data, own, returned, returned.problems)))
    (problem,) = returned.problems
    assert problem.row is not None
    assert book[ENTRY].cell(problem.row, column("value")).value == "约"
    assert "不是数" in book[ENTRY].cell(problem.row, column("value")).comment.text


@pytest.mark.libreoffice
def test_the_checks_inside_say_what_is_wrong_as_it_is_typed(soffice: str, tmp_path: Path) -> None:
    # LibreOffice works out the formulas anew: by hand, row by row.
    data = edited(put(value0=100, value1=101, value2=-1, value3=100.5))
    page = openpyxl.load_workbook(io.BytesIO(_as(soffice, data, "xlsx", tmp_path / "a")), data_only=True)[ENTRY]
    words = [page.cell(FIRST + number, column("check")).value or "" for number in range(5)]
    assert words == ["超出一般范围，请写说明", f"大于第{FIRST}行的数", "不能小于零", "不能大于100", "没有填"]
    right = edited(put(value0=500, value1=2, value2=0, value3=98, status4="未开展"))
    page = openpyxl.load_workbook(io.BytesIO(_as(soffice, right, "xlsx", tmp_path / "b")), data_only=True)[ENTRY]
    assert [page.cell(FIRST + number, column("check")).value or "" for number in range(5)] == [""] * 5


def _as(soffice: str, data: bytes, form: str, folder: Path) -> bytes:
    source, out = folder / "in.xlsx", folder / "out"
    folder.mkdir(exist_ok=True)
    source.write_bytes(data)
    out.mkdir()
    return converted(soffice, source, "csv:Text - txt - csv (StarCalc):44,34,76,1" if form == "csv" else form, out).read_bytes()


# ------------------------------------------------------------------------------------------------ anything at all

CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.integers(-(10**20), 10**20), st.floats(-1e15, 1e15), st.booleans(),
    st.sampled_from(["=1/0", "1e999", "未开展", "11.1", "2025年", "数据元", "９８％", "-", "…"]),
)  # fmt: skip
EDITS = st.lists(st.tuples(st.integers(1, FIRST + 6), st.integers(1, len(COLUMNS) + 1), CELLS), max_size=12)


@settings(max_examples=60, deadline=None)
@given(EDITS)
def test_whatever_is_done_to_it_each_row_is_read_or_told(edits: list[tuple[int, int, object]]) -> None:
    def change(book: Any) -> None:
        for row, at, value in edits:
            try:
                book[ENTRY].cell(row, at).value = value
            except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
                continue

    data = edited(change)
    try:
        returned = back(data)
    except UserError:
        return
    keys = [one.ask.key for one in returned.filled]
    assert len(keys) == len(set(keys))
    if len(keys) < len(PAPER.asks):
        assert returned.problems
    again = marked(data, None, returned, returned.problems)
    assert said(back(again)) == said(returned)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 4000))
def test_a_damaged_file_is_told(noise: bytes, at: int) -> None:
    data = bytearray(written())
    data[at : at + len(noise)] = noise
    for broken in (bytes(data), bytes(data[: max(1, len(data) - at)])):
        with contextlib.suppress(UserError):  # anything else is a failure
            back(broken)
