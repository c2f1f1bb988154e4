"""Tables as departments have them, where a reader goes wrong easily: another unit, another year, sums among the rows, one figure said twice.

What is expected was worked out by hand from the tables below; nothing may be read wrongly in silence.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qingmiao.errors import UserError
from qingmiao.exchange.layouts import Layout, find, fits, guessed, misfits, place_said, read_table, unknown_words
from qingmiao.exchange.marking import shown_in_percent
from qingmiao.exchange.measures import in_unit, units_above, units_in
from qingmiao.exchange.names import ELEMENT, GROUPS, PLACE, VALUE, Names, is_total, of_another_year, told
from qingmiao.exchange.returned import Returned
from qingmiao.exchange.tables import LAST, THIS, Table, table_of, years_in
from qingmiao.exchange.workbooks import Ask, Paper
from qingmiao.facts.cells import Unreadable
from qingmiao.facts.sheets import Sheet, sheets_in

Rows = Sequence[Sequence[Any]]

ASKED = (
    ("活产数", "", "人"),
    ("5岁以下儿童死亡数", "", "人"),
    ("近视的小学生数", "", "人"),
    ("参加近视筛查的小学生数", "", "人"),
    ("小学在校生数", "", "人"),
    ("小学在校生数", "男", "人"),
    ("小学在校生数", "女", "人"),
    ("儿童工作专项经费", "", "万元"),
    ("可调节课桌椅配备数", "", "万套"),
)
PLACES = ("坪镇", "东塘镇", "西坡乡", "南河街道")


def paper(places: Sequence[str] = PLACES) -> Paper:
    asked = [(place, *one) for place in places for one in ASKED]
    asks = [Ask(number, 1, "部门", place, element, groups, unit) for number, (place, element, groups, unit) in enumerate(asked)]
    county = Ask(len(asks), 1, "部门", "柳溪县", "学前教育毛入园率", "", "%", whole=False)
    return Paper(7, "2025年度监测", 2025, date(2026, 4, 1), "县教育局", (*asks, county) if len(places) > 1 else tuple(asks))


def book(rows: Rows, merged: Sequence[str] = (), name: str = "年报", shown: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    for cell in shown:
        page[cell].number_format = "0.00%"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sheet_of(data: bytes) -> Sheet:
    return sheets_in(data, Path("表"))[0]


def table(rows: Rows, merged: Sequence[str] = (), name: str = "年报") -> Table:
    found = table_of(sheet_of(book(rows, merged, name)), 2025)
    assert found is not None
    return found


def read(rows: Rows, merged: Sequence[str] = (), **more: Any) -> Returned:
    found = table(rows, merged)
    layout = guessed(found, paper())
    return read_table(found, Layout(**({"columns": layout.columns, "place": layout.place, "height": layout.height} | more)), paper())


def said(returned: Returned) -> dict[tuple[str, str], float | None]:
    return {(one.ask.place, told(one.ask)): one.value for one in returned.filled}


def cells(returned: Returned) -> list[tuple[int | None, int | None]]:
    return [(one.row, one.column) for one in returned.problems]


# ------------------------------------------------------------------------------------------------ units


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ((("乡镇", "儿童工作专项经费（元）"), ("东塘镇", 35000)), 3.5),
        ((("乡镇", "儿童工作专项经费\n（千元）"), ("东塘镇", 35)), 3.5),
        ((("乡镇", "儿童工作专项经费（万元）"), ("东塘镇", 3.5)), 3.5),
        ((("专项经费统计表",), ("单位：元", None), ("乡镇", "儿童工作专项经费"), ("东塘镇", 35000)), 3.5),
        ((("填报单位：县财政局", "单位：人、元"), ("乡镇", "儿童工作专项经费"), ("东塘镇", 35000)), 3.5),
    ],
)
def test_a_figure_in_another_unit_is_turned_into_ours(rows: Rows, value: float) -> None:
    assert said(read(rows)) == {("东塘镇", "儿童工作专项经费"): value}


def test_a_column_of_units_says_in_which_each_row_stands() -> None:
    rows = (("项目", "计量单位", "东塘镇", "西坡乡"), ("儿童工作专项经费", "元", 35000, 20000), ("活产数", "人", 310, 120))
    assert said(read(rows)) == {
        ("东塘镇", "儿童工作专项经费"): 3.5,
        ("西坡乡", "儿童工作专项经费"): 2,
        ("东塘镇", "活产数"): 310,
        ("西坡乡", "活产数"): 120,
    }


def test_a_figure_of_another_kind_is_told() -> None:
    returned = read((("地区", "学前教育毛入园率（‰）"), ("柳溪县", 953)))
    assert (said(returned), cells(returned)) == ({}, [(2, 2)])


@pytest.mark.parametrize(
    ("value", "wanted", "names", "above", "found"),
    [
        (30000, "万套", ("套",), (), 3),
        (2, "人", ("女", "本年", "年"), (), 2),
        (1.2, "人", (), ("万人",), 12000),
        (5, "人", (), ("万元", "人"), 5),
        (5, "人", (), ("万人", "人"), 5),
        (7, "个", ("所",), (), 7),
        (3, "户", ("万个",), (), 30000),
    ],
)
def test_units_by_hand(value: float, wanted: str, names: tuple[str, ...], above: tuple[str, ...], found: float) -> None:
    assert in_unit(value, wanted, names, above) == found


@pytest.mark.parametrize(("wanted", "name"), [("%", "‰"), ("元", "人"), ("公里", "米"), ("人", "万元")])
def test_units_that_cannot_be_turned_into_each_other(wanted: str, name: str) -> None:
    with pytest.raises(Unreadable):
        in_unit(1, wanted, (name,), ())


def test_what_says_a_unit() -> None:
    assert units_above("填报单位：某局 报送单位: 某所 计量单位：千元") == ("千元",)
    assert units_in("经费（单位：万元）") == ("万元",)


def test_a_cell_that_shows_per_cent_holds_a_hundredth() -> None:
    data = book((("地区", "学前教育毛入园率"), ("柳溪县", 1.053)), shown=("B2",))
    found = table_of(sheet_of(data), 2025)
    assert found is not None
    returned = read_table(found, guessed(found, paper()), paper())
    assert said(returned) == {("柳溪县", "学前教育毛入园率"): 1.053}
    given = shown_in_percent(data, returned)
    assert said(given) == {}
    assert cells(given) == [(2, 2)]
    assert "105.3" in given.problems[0].what
    plainly = book((("地区", "学前教育毛入园率"), ("柳溪县", 105.3)))
    found = table_of(sheet_of(plainly), 2025)
    assert found is not None
    assert said(shown_in_percent(plainly, read_table(found, guessed(found, paper()), paper()))) == {("柳溪县", "学前教育毛入园率"): 105.3}


# ------------------------------------------------------------------------------------------------ years


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("二〇二四年度年报", {2024}),
        ("二○二五年", {2025}),
        ("2024年1月至12月", {2024}),
        ("2024年1月1日—2024年12月31日", {2024}),
        ("2023—2024学年初", {2023, 2024}),
        ("2023-24学年", {2023, 2024}),
        ("儿童发展规划（2021—2025年）", {2021, 2022, 2023, 2024, 2025}),
        ("填报日期：2026年1月15日", set()),
        ("电话 20241234", set()),
    ],
)
def test_the_years_of_a_title(title: str, years: set[int]) -> None:
    assert years_in(title) == years


HEADS = ("乡镇", "活产数")


@pytest.mark.parametrize(
    ("rows", "sheet", "file"),
    [
        ((("二〇二四年度妇幼年报",), HEADS, ("东塘镇", 310)), "年报", ""),
        ((("2023—2024学年",), HEADS, ("东塘镇", 310)), "年报", ""),
        ((HEADS, ("东塘镇", 310)), "2024", ""),
        ((HEADS, ("东塘镇", 310)), "Sheet1", "2024年妇幼年报.xlsx"),
        ((("年份", *HEADS), ("2024", "东塘镇", 310)), "年报", ""),
        ((("2025年上半年",), HEADS, ("东塘镇", 310)), "年报", ""),
        ((("2025年1—6月",), HEADS, ("东塘镇", 310)), "年报", ""),
        ((("2025年第三季度",), HEADS, ("东塘镇", 310)), "年报", ""),
    ],
)
def test_a_table_of_another_year_or_of_a_part_of_one_is_refused(rows: Rows, sheet: str, file: str) -> None:
    found = table(rows, name=sheet)
    with pytest.raises(UserError):
        read_table(found, guessed(found, paper()), paper(), file)


def test_a_file_of_this_year_that_was_exported_the_next_is_read() -> None:
    found = table((HEADS, ("东塘镇", 310)), name="Sheet1")
    assert said(read_table(found, guessed(found, paper()), paper(), "导出2026年1月.xlsx")) == {("东塘镇", "活产数"): 310}


def test_rows_of_other_years_are_left_out_and_told() -> None:
    rows = (
        ("统计年度", "乡镇", "活产数"),
        (2024, "东塘镇", 330),
        (2025, "东塘镇", 310),
        ("2024年", "西坡乡", 130),
        ("2025年", "西坡乡", 120),
    )
    returned = read(rows)
    assert (said(returned), cells(returned)) == ({("东塘镇", "活产数"): 310, ("西坡乡", "活产数"): 120}, [(2, 1)])


def test_columns_of_other_years_and_of_changes_are_not_taken_for_this_years() -> None:
    heads = ("乡镇", "2023年5岁以下儿童死亡数", "2024年5岁以下儿童死亡数", "2025年5岁以下儿童死亡数", "5岁以下儿童死亡数比上年增减")
    found = table((heads, ("东塘镇", 4, 3, 2, -1)))
    layout = guessed(found, paper())
    assert {head: meaning for head, meaning in layout.columns.items() if meaning} == {
        "乡镇": PLACE,
        f"{THIS}5岁以下儿童死亡数": "5岁以下儿童死亡数",
    }
    assert said(read_table(found, layout, paper())) == {("东塘镇", "5岁以下儿童死亡数"): 2}
    wrong = Layout({**layout.columns, f"{LAST}5岁以下儿童死亡数": "活产数"})
    assert any("写的不是本年" in one for one in misfits(wrong, paper()))
    assert not of_another_year("2020年以来建成的儿童之家数")
    assert not of_another_year(f"{LAST}-{THIS}学年在校生")


# ------------------------------------------------------------------------------------------------ sums and doubles


SCHOOLS: Rows = (
    ("所属乡镇", "学校名称", "小学在校生数"),
    ("东塘镇", "一小", "400"),
    (None, "二小", "250"),
    (None, "小计", "650"),
    ("西坡乡", "西坡小学", 90),
    (None, "河口教学点", None),
    (None, "小 计", 90),
    ("合计", None, 740),
)


def test_sums_among_the_rows_are_not_added_to_what_they_sum() -> None:
    found = table(SCHOOLS, ("A2:A4", "A5:A7"))
    columns = {"所属乡镇": PLACE, "学校名称": "", "小学在校生数": "小学在校生数"}
    returned = read_table(found, Layout(columns, adds=True), paper())
    assert said(returned) == {("东塘镇", "小学在校生数"): 650, ("西坡乡", "小学在校生数"): 90}
    assert cells(returned) == [(5, 3)]
    assert "第 6 行" in returned.problems[0].what


@pytest.mark.parametrize("word", ["东塘镇小计", "全县合计", "合 计", "总计："])
def test_a_sum_is_not_offered_as_the_place_itself(word: str) -> None:
    assert is_total(word)
    assert Names(paper()).like(word, PLACE) == ""


def test_a_group_that_is_the_whole_is_read_as_that() -> None:
    rows = (("乡镇", "性别", "小学在校生数"), ("东塘镇", "合计", 650), ("东塘镇", "男生", 350), ("东塘镇", "女生", 300))
    found = table(rows)
    layout = guessed(found, paper())
    assert layout.columns == {"乡镇": PLACE, "性别": GROUPS, "小学在校生数": "小学在校生数"}
    returned = read_table(found, layout, paper())
    assert said(returned) == {
        ("东塘镇", "小学在校生数"): 650,
        ("东塘镇", "小学在校生数（男）"): 350,
        ("东塘镇", "小学在校生数（女）"): 300,
    }


def test_rates_are_not_added_up() -> None:
    rows = (("地区", "园名", "学前教育毛入园率"), ("柳溪县", "一幼", 90.5), ("柳溪县", "二幼", 88.1))
    returned = read(rows, adds=True)
    assert (said(returned), cells(returned)) == ({}, [(2, 3)])


def test_what_is_said_twice_in_two_ways_is_not_read() -> None:
    returned = read((HEADS, ("东塘镇", 310), ("西坡乡", 120), ("东塘镇", 311)))
    assert (said(returned), cells(returned)) == ({("西坡乡", "活产数"): 120}, [(4, 2)])


def test_two_schools_that_say_the_same_are_two_schools() -> None:
    rows = (("所属乡镇", "学校", "小学在校生数"), ("东塘镇", "一小", 120), ("东塘镇", "二小", 120), ("西坡乡", "西坡小学", 90))
    returned = read(rows)
    assert (said(returned), cells(returned)) == ({("西坡乡", "小学在校生数"): 90}, [(3, 3)])
    assert said(read(rows, adds=True))["东塘镇", "小学在校生数"] == 240
    printed = (("乡镇", "活产数"), ("东塘镇", 310), ("东塘镇", 310))
    assert said(read(printed)) == {("东塘镇", "活产数"): 310}


def test_figures_merged_over_two_places_are_not_read() -> None:
    returned = read((HEADS, ("东塘镇", 430), ("西坡乡", None), ("南河街道", 55)), ("B2:B3",))
    assert (said(returned), cells(returned)) == ({("南河街道", "活产数"): 55}, [(2, 2)])


def test_a_second_table_below_is_told_and_not_read() -> None:
    rows = (
        ("乡镇", "活产数", "5岁以下儿童死亡数"),
        ("东塘镇", 310, "—"),
        ("表二 视力",),
        ("乡镇", "近视的小学生数", "参加近视筛查的小学生数"),
        ("东塘镇", 700, 1500),
        ("西坡乡", 90, 400),
    )
    returned = read(rows)
    assert (said(returned), cells(returned)) == ({("东塘镇", "活产数"): 310}, [(4, 2)])


def test_heads_repeated_on_each_page_and_what_stands_below_are_passed_over() -> None:
    rows = (
        ("乡镇", "活产数", "5岁以下儿童死亡数"),
        ("甲", 1, 2),
        ("东塘镇", 310, 2),
        ("乡镇", "活产数", "5岁以下儿童死亡数"),
        ("甲", 1, 2),
        ("西坡乡", 120, 1),
        ("合计", 430, 3),
        ("注：活产数不含外县户籍。",),
        ("填表人：", "某某", "审核人："),
    )
    returned = read(rows)
    assert said(returned) == {
        ("东塘镇", "活产数"): 310,
        ("东塘镇", "5岁以下儿童死亡数"): 2,
        ("西坡乡", "活产数"): 120,
        ("西坡乡", "5岁以下儿童死亡数"): 1,
    }
    assert returned.problems == ()
    found = table(rows)
    assert unknown_words(found, guessed(found, paper()), paper()) == []


def test_figures_that_happen_to_be_1_2_3_are_read() -> None:
    rows = (
        ("乡镇", "性别", "小学在校生数", "活产数", "5岁以下儿童死亡数"),
        ("东塘镇", None, 9, 8, 7),
        ("西坡乡", None, 1, 2, 3),
        (None, None, 1, 2, 3),
    )
    returned = read(rows)
    assert said(returned)["西坡乡", "活产数"] == 2
    assert cells(returned) == [(4, 1)]  # a row that names no place


# ------------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("word", "role", "name"),
    [
        ("大坪镇", PLACE, ""),
        ("柳溪县坪镇", PLACE, "坪镇"),
        ("东塘", PLACE, "东塘镇"),
        ("北河街道", PLACE, ""),
        ("1岁以下儿童死亡数", ELEMENT, ""),
        ("近视的初中生数", ELEMENT, ""),
        ("未参加近视筛查的小学生数", ELEMENT, ""),
        ("五岁以下儿童死亡数（上年）", ELEMENT, ""),
        ("参加视力筛查的小学生数", ELEMENT, "参加近视筛查的小学生数"),
        ("5岁以下儿童死亡人数", ELEMENT, "5岁以下儿童死亡数"),
        ("男童", GROUPS, "男"),
        ("女性", GROUPS, "女"),
    ],
)
def test_which_name_a_word_is_or_is_like(word: str, role: str, name: str) -> None:
    assert Names(paper()).like(word, role) == name


def test_two_columns_are_not_guessed_to_be_one_figure() -> None:
    rows = (("乡镇", "参加视力筛查的小学生数", "参加近视初筛的小学生数"), ("东塘镇", 1500, 1400))
    meanings = [meaning for meaning in guessed(table(rows), paper()).columns.values() if meaning]
    assert len(meanings) == len(set(meanings))


def test_heads_below_groups_of_columns_and_columns_that_say_value_are_guessed() -> None:
    rows = (("乡镇", "出生情况", None), (None, "活产数", "其他"), ("东塘镇", 310, 5))
    assert guessed(table(rows, ("A1:A2", "B1:C1")), paper()).columns["出生情况·活产数"] == "活产数"
    rows = (("乡镇", "年份", "指标", "数值"), ("东塘镇", 2024, "活产数", 330), ("东塘镇", 2025, "活产数", 310))
    layout = guessed(table(rows), paper())
    assert layout.columns == {"乡镇": PLACE, "年份": "", "指标": ELEMENT, "数值": VALUE}
    assert said(read(rows)) == {("东塘镇", "活产数"): 310}


def test_a_place_is_found_in_the_title_the_sheet_or_the_file() -> None:
    rows = (("柳溪县东塘镇统计表",), ("指标", "2025年"), ("活产数", 310))
    layout = guessed(table(rows), paper())
    assert (layout.columns, layout.place) == ({"指标": ELEMENT, THIS: VALUE}, "东塘镇")
    bare = table(rows[1:])
    assert guessed(bare, paper(), "西坡乡.xlsx").place == "西坡乡"
    assert [place_said(bare, paper(), name) for name in ("西坡乡.xlsx", "西坡乡、东塘镇.xlsx", "年报.xlsx")] == ["西坡乡", "", ""]
    assert place_said(table(rows[1:], name="南河街道"), paper(), "西坡乡.xlsx") == "南河街道"


# ------------------------------------------------------------------------------------------------ heads


def test_heads_below_a_row_of_labels_with_a_code() -> None:
    rows = (("填报单位：", "县妇幼保健院", "单位代码：", 331122), ("乡镇", "活产数", None, None), ("东塘镇", 310, None, None))
    found = table(rows)
    assert (found.top, found.bottom) == (2, 2)
    assert said(read(rows)) == {("东塘镇", "活产数"): 310}


def test_heads_that_are_centred_over_columns_but_not_merged() -> None:
    rows = (("学籍统计表", None, None, None), ("乡镇", "小学在校生数", None, None), (None, "合计", "男", "女"), ("东塘镇", 650, 350, 300))
    found = table(rows, ("A1:D1",))
    assert found.heads == ("乡镇", "小学在校生数·合计", "小学在校生数·男", "小学在校生数·女")
    assert said(read(rows, ("A1:D1",)))["东塘镇", "小学在校生数（女）"] == 300


def test_a_layout_does_not_fit_where_one_more_column_has_the_same_head() -> None:
    rows = (("乡镇", "人数", "人数"), ("东塘镇", 310, 2))
    told_ = Layout({"乡镇": PLACE, "人数": "活产数", "人数（第2列）": "5岁以下儿童死亡数"})
    assert fits(told_, table(rows))
    more = (("乡镇", "人数", "人数", "人数"), ("东塘镇", 650, 310, 2))
    assert find(sheet_of(book(more)), told_, 2025) is None
