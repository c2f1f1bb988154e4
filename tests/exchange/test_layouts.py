"""Tables in layouts of their own: what they mean is found by their names, told once, and read by that; what is not meant is left alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.exchange.layouts import Layout, find, guessed, misfits, read_table, unknown_words
from qingmiao.exchange.marking import marked, not_worked_out
from qingmiao.exchange.names import ELEMENT, GROUPS, PLACE, VALUE, told
from qingmiao.exchange.returned import Foreign, Returned, read_workbook
from qingmiao.exchange.tables import LAST, THIS, Table, lists_people, table_of
from qingmiao.exchange.workbooks import Ask, Paper
from qingmiao.facts.sheets import Sheet, sheets_in
from tests.converting import converted

Rows = Sequence[Sequence[Any]]


def paper(year: int = 2025) -> Paper:
    asked, number = [], 0
    for place in ("东塘镇", "西坡乡", "城关街道办事处"):
        for element, groups in (("活产数", ""), ("婴儿死亡数", ""), ("婴儿死亡数", "女"), ("小学在校生数", "")):
            number += 1
            asked.append(Ask(number, 1, "卫生健康部门", place, element, groups, "人"))
    asked.append(Ask(number + 1, 1, "卫生健康部门", "柳溪县", "3岁以下儿童系统管理率", "", "%", whole=False))
    return Paper(7, "2025年度监测", year, date(2026, 4, 1), "县卫健局", tuple(asked))


def book(rows: Rows, merged: Sequence[str] = (), change: Callable[[Any], None] | None = None) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = "年报"
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    if change:
        change(page)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sheet_of(data: bytes) -> Sheet:
    return sheets_in(data, Path("表"))[0]


def table(data: bytes, year: int = 2025, span: tuple[int, int] | None = None) -> Table:
    found = table_of(sheet_of(data), year, span)
    assert found is not None
    return found


def said(returned: Returned) -> dict[tuple[str, str], float | None]:
    return {(one.ask.place, told(one.ask)): one.value for one in returned.filled}


REPORT: Rows = (
    ("2025年度妇幼卫生年报表", None, None, None, None),
    ("填报单位：柳溪县妇幼保健院", None, None, "单位：人", None),
    ("地区", "活产数", "婴儿死亡数", None, "备注"),
    (None, None, "合计", "女", None),
    ("甲", 1, 2, 3, 4),
    ("全县", 530, 4, 1, None),
    ("东塘", 310, 3, 1, "已核"),
    ("西坡乡", 120, "—", None, None),
    ("城关街道", "１００", 1, 0, None),
)
MERGED = ("A1:E1", "A3:A4", "B3:B4", "C3:D3", "E3:E4")
READ = {
    ("东塘镇", "活产数"): 310,
    ("东塘镇", "婴儿死亡数"): 3,
    ("东塘镇", "婴儿死亡数（女）"): 1,
    ("西坡乡", "活产数"): 120,
    ("城关街道办事处", "活产数"): 100,
    ("城关街道办事处", "婴儿死亡数"): 1,
    ("城关街道办事处", "婴儿死亡数（女）"): 0,
}


def test_a_yearly_report_with_heads_over_two_rows_is_understood_and_read() -> None:
    found = table(book(REPORT, MERGED))
    assert (found.top, found.bottom, found.height) == (3, 4, 2)
    assert found.heads == ("地区", "活产数", "婴儿死亡数·合计", "婴儿死亡数·女", "备注")
    layout = guessed(found, paper())
    assert layout.columns == {
        "地区": PLACE,
        "活产数": "活产数",
        "婴儿死亡数·合计": "婴儿死亡数",
        "婴儿死亡数·女": "婴儿死亡数（女）",
        "备注": "",
    }
    assert misfits(layout, paper()) == []
    returned = read_table(found, layout, paper())
    assert (said(returned), returned.problems) == (READ, ())
    assert {(one.row, one.column) for one in returned.filled if one.ask.place == "西坡乡"} == {(8, 2)}


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods", "csv:Text - txt - csv (StarCalc):44,34,76"])
def test_other_formats_are_read_by_the_same_layout(form: str, tmp_path: Path, soffice: str) -> None:
    layout = guessed(table(book(REPORT, MERGED)), paper())
    (tmp_path / "年报.xlsx").write_bytes(book(REPORT, MERGED))
    sheet = sheet_of(converted(soffice, tmp_path / "年报.xlsx", form, tmp_path).read_bytes())
    found = find(sheet, layout, 2025)
    assert found is not None
    assert said(read_table(found, layout, paper())) == READ


def test_the_same_table_of_next_year_fits_though_its_rows_have_moved() -> None:
    years = (("指标", "2024年", "2025年"), ("活产数", 130, 120), ("婴儿死亡数", 2, 1))
    layout = guessed(table(book(years)), paper())
    assert layout.columns == {"指标": ELEMENT, LAST: "", THIS: VALUE}
    moved = (("东塘镇卫生院",), ("另起一行", "说明"), ("指标", "2025年", "2026年"), ("活产数", 120, 110), ("婴儿死亡数", 1, 0))
    found = find(sheet_of(book(moved)), layout, 2026)
    assert found is not None
    only = Paper(8, "下一轮", 2026, date(2027, 4, 1), "东塘镇", tuple(ask for ask in paper(2026).asks if ask.place == "东塘镇"))
    assert said(read_table(found, layout, only)) == {("东塘镇", "活产数"): 110, ("东塘镇", "婴儿死亡数"): 0}
    assert find(sheet_of(book((("别的", "2026年"), ("活产数", 3)))), layout, 2026) is None


def test_a_long_list_says_place_element_and_group_in_each_row() -> None:
    rows = (
        ("乡镇名称", "指标", "性别", "数值"),
        ("东塘镇", "婴儿死亡数", "", 3),
        ("东塘镇", "婴儿死亡数", "女", 1),
        ("西坡乡", "活产数", None, "1,200"),
    )
    found = table(book(rows))
    layout = Layout(guessed(found, paper()).columns | {"性别": GROUPS, "数值": VALUE})
    assert (layout.columns["乡镇名称"], layout.columns["指标"]) == (PLACE, ELEMENT)
    assert said(read_table(found, layout, paper())) == {
        ("东塘镇", "婴儿死亡数"): 3,
        ("东塘镇", "婴儿死亡数（女）"): 1,
        ("西坡乡", "活产数"): 1200,
    }


def test_elements_may_go_down_and_places_across() -> None:
    rows = (
        ("项目", "计量单位", "东塘镇", "西坡乡", "合计"),
        ("一、活产数（人）", "人", 310, 120, 430),
        ("其中：婴儿死亡数", "人", 3, 0, 3),
    )
    found = table(book(rows))
    layout = guessed(found, paper())
    assert layout.columns == {"项目": ELEMENT, "计量单位": "", "东塘镇": "东塘镇", "西坡乡": "西坡乡", "合计": ""}
    assert said(read_table(found, layout, paper())) == {
        ("东塘镇", "活产数"): 310,
        ("西坡乡", "活产数"): 120,
        ("东塘镇", "婴儿死亡数"): 3,
        ("西坡乡", "婴儿死亡数"): 0,
    }


def test_a_place_that_stands_in_cells_merged_over_rows_is_of_each_of_them() -> None:
    rows = (("地区", "性别", "婴儿死亡数"), ("东塘镇", None, 3), (None, "女", 1), ("西坡乡", "女", 2))
    data = book(rows, ("A2:A3",))
    layout = Layout(guessed(table(data), paper()).columns | {"性别": GROUPS})
    returned = read_table(table(data), layout, paper())
    assert (said(returned), returned.problems) == (
        {("东塘镇", "婴儿死亡数"): 3, ("东塘镇", "婴儿死亡数（女）"): 1, ("西坡乡", "婴儿死亡数（女）"): 2},
        (),
    )


SCHOOLS: Rows = (("所属乡镇", "学校", "在校生"), ("东塘镇", "一小", 400), ("东塘镇", "二小", 250), ("西坡乡", "西坡小学", 90))


def test_rows_of_schools_are_added_up_where_that_is_said() -> None:
    found = table(book(SCHOOLS))
    columns = {"所属乡镇": PLACE, "学校": "", "在校生": "小学在校生数"}
    added = read_table(found, Layout(columns, adds=True), paper())
    assert (said(added), added.problems) == ({("东塘镇", "小学在校生数"): 650, ("西坡乡", "小学在校生数"): 90}, ())
    not_added = read_table(found, Layout(columns), paper())
    assert [(one.row, one.column) for one in not_added.problems] == [(3, 3)]
    assert "相加" in not_added.problems[0].cure
    lacking = (*SCHOOLS[:2], ("东塘镇", "二小", "未统计"), SCHOOLS[3])
    refused = read_table(table(book(lacking)), Layout(columns, adds=True), paper())
    assert ("东塘镇", "小学在校生数") not in said(refused)
    assert [(one.row, one.column) for one in refused.problems] == [(3, 3)]


def test_a_name_that_nobody_knows_is_asked_about_and_then_known() -> None:
    rows = (("地区", "活产数"), ("东塘镇", 310), ("开发区", 55), ("合计", 365), ("西片（原西坡）", 120))
    found = table(book(rows))
    layout = guessed(found, paper())
    assert dict(unknown_words(found, Layout(layout.columns), paper())) == {"开发区": PLACE, "西片（原西坡）": PLACE}
    unclear = read_table(found, Layout(layout.columns), paper())
    assert [(one.row, one.column) for one in unclear.problems] == [(3, 1), (5, 1)]
    clear = Layout(layout.columns, {"开发区": "", "西片（原西坡）": "西坡乡"})
    returned = read_table(found, clear, paper())
    assert (said(returned), returned.problems) == ({("东塘镇", "活产数"): 310, ("西坡乡", "活产数"): 120}, ())


def test_figures_that_are_not_asked_for_are_told_once_and_those_without_a_place_each() -> None:
    mine = Paper(7, "轮次", 2025, date(2026, 4, 1), "东塘镇", tuple(ask for ask in paper().asks if ask.place == "东塘镇"))
    found = table(book((("地区", "活产数", "婴儿死亡数"), ("东塘镇", 310, 3), ("西坡乡", 120, 1), ("城关街道", 100, 0))))
    layout = Layout({"地区": PLACE, "活产数": "活产数", "婴儿死亡数": "婴儿死亡数"}, {"西坡乡": "西坡乡", "城关街道": "城关街道办事处"})
    returned = read_table(found, layout, mine)
    assert len(returned.filled) == 2
    assert [one.what.split("，")[0] for one in returned.problems] == ["有 4 个数不是要您填的"]
    nowhere = table(book((("校名", "活产数"), ("一小", 3))))
    placed = {"校名": "", "活产数": "活产数"}
    assert "哪个地区" in read_table(nowhere, Layout(placed), paper()).problems[0].what
    assert said(read_table(nowhere, Layout(placed, place="西坡乡"), paper())) == {("西坡乡", "活产数"): 3}
    assert said(read_table(nowhere, Layout(placed), mine)) == {("东塘镇", "活产数"): 3}


def test_a_table_of_another_year_is_refused_and_a_day_is_no_year() -> None:
    other = (("2024年度妇幼年报",), *REPORT[2:])
    with pytest.raises(UserError, match="2024") as refused:
        read_table(table(book(other)), guessed(table(book(other)), paper()), paper())
    assert "年报" in refused.value.where
    day = (("填报日期：2026年1月15日",), *REPORT[2:])
    assert said(read_table(table(book(day)), guessed(table(book(day)), paper()), paper()))


def test_each_wrong_figure_is_told_at_its_cell_and_marked_there() -> None:
    rows = (
        ("地区", "活产数", "3岁以下儿童系统管理率"),
        ("东塘镇", "三百", None),
        ("西坡乡", date(2025, 1, 3), None),
        ("柳溪县", None, 0.97),
    )

    def formula(page: Any) -> None:
        page["B5"] = "=1+2"
        page["A5"] = "城关街道"

    data = book(rows, ("B3:C3",), formula)
    columns = {"地区": PLACE, "活产数": "活产数", "3岁以下儿童系统管理率": "3岁以下儿童系统管理率"}
    returned = read_table(table(data, span=(1, 1)), Layout(columns), paper())
    problems = [*returned.problems, *not_worked_out(data, returned)]
    assert {(one.row, one.column) for one in problems} == {(2, 2), (3, 2), (4, 3), (5, 2)}
    assert all(one.what.count(" / ") and one.cure.count(" / ") for one in problems)
    given = openpyxl.load_workbook(io.BytesIO(marked(data, None, returned, problems)))
    assert "三百" in given["年报"]["B2"].comment.text


def test_merged_figures_are_told() -> None:
    data = book((("地区", "活产数", "婴儿死亡数"), ("东塘镇", 3, 3), ("西坡乡", 5, 1)), ("B2:C2",))
    returned = read_table(table(data), guessed(table(data), paper()), paper())
    assert [(one.row, one.column) for one in returned.problems] == [(2, 2)]


@pytest.mark.parametrize("head", ["姓名", "儿童姓名", "身份证号", "公民身份号码", "监护人姓名"])
def test_a_list_of_persons_is_seen(head: str) -> None:
    assert lists_people(sheet_of(book((("学校",), ("序号", head, "年级"), (1, "某某", 3))))) == 2


def test_a_table_with_a_contact_below_it_is_no_list_of_persons() -> None:
    assert lists_people(sheet_of(book((*REPORT, ("填表人姓名：某某", None, "联系电话"))))) is None


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"地区": PLACE, "活产数": "没有的东西"}, "没有“没有的东西”"),
        ({"地区": PLACE, "活产数": PLACE}, "几列都是"),
        ({"地区": PLACE, "活产数": ""}, "没有哪一列是数"),
        ({"地区": PLACE, "活产数": VALUE}, "说是什么数"),
        ({"地区": "", "活产数": "东塘镇"}, "说是什么数"),
    ],
)
def test_a_layout_that_cannot_be_read_by_is_told(columns: dict[str, str], what: str) -> None:
    assert any(what in one for one in misfits(Layout(columns), paper()))


def test_what_is_no_workbook_of_ours_is_foreign_and_ours_with_changed_heads_is_not() -> None:
    with pytest.raises(Foreign):
        read_workbook(sheets_in(book(REPORT, MERGED), Path("a.xlsx")), paper())
    changed = [Sheet(((1, ("甲", "乙")),), True, "填报"), Sheet(((1, ("format", "1")),), True, "_qingmiao")]
    with pytest.raises(UserError) as refused:
        read_workbook(changed, paper())
    assert not isinstance(refused.value, Foreign)


CELLS = st.one_of(
    st.none(),
    st.sampled_from(["地区", "活产数", "婴儿死亡数", "东塘镇", "西坡乡", "合计", "—", "2025年", "甲", "女", "", "未统计", "1e400", "９"]),
    st.integers(-5, 3000),
    st.floats(),
    st.text(max_size=6),
    st.dates(),
)
GRIDS = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=9)
AREAS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2), st.integers(0, 2)), max_size=2)


@settings(max_examples=300, deadline=None)
@given(rows=GRIDS, areas=AREAS)
def test_any_grid_is_read_or_told(rows: list[list[Any]], areas: list[tuple[int, int, int, int]]) -> None:
    """Whatever stands in a sheet: figures go only into cells that are asked for, each once, and finite."""
    kept = tuple((number, tuple(row)) for number, row in enumerate(rows, 1))
    sheet = Sheet(kept, True, "表", tuple(((top, left), (top + down, left + right)) for top, left, down, right in areas))
    found = table_of(sheet, 2025)
    if found is None:
        return
    layout = guessed(found, paper())
    if misfits(layout, paper()):
        return
    try:
        returned = read_table(found, layout, paper())
    except UserError:
        return
    keys = [one.ask.key for one in returned.filled]
    assert len(keys) == len(set(keys))
    assert all(one.value is None or abs(one.value) < float("inf") for one in returned.filled)
    again = find(sheet, layout, 2025)
    assert again is not None
