"""The workbook, read back by two libraries: numbers are numbers that look as in the text, nothing is a formula, it filters and prints."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from qingmiao.progress.model import Word
from qingmiao.reports import document as d
from qingmiao.reports.numerals import number_and_rest, number_format
from qingmiao.reports.workbook import write_xlsx, xlsx_bytes
from tests.reports.written_sample import COLUMNS, DOCUMENT, FORMULAS, HOSTILE, hostile, number


@cache
def book(document: d.Document = DOCUMENT) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(document)))


def row_of(page: object, first: str) -> int:
    """The row that begins with these words."""
    return next(cell.row for cell in page["A"] if cell.value == first)  # type: ignore[index]


def test_a_sheet_a_table_annexes_first() -> None:
    assert book().sheetnames == ["目录", "附表1 指标监测总表", "附表2 无内容的表", "表1 各领域汇总"]


def test_contents_say_of_what_and_lead_to_each_table() -> None:
    page = book()["目录"]
    words = [cell.value for cell in page["A"] if cell.value]
    assert words[:4] == [
        "2024年云岭县监测报告",
        "云岭县妇儿工委办公室　2025年6月9日",
        "数据：2024年度（2025年5月20日）",
        "本报告数据为模拟数据，仅供系统演示，不反映任何地区实际情况。",
    ]
    links = {cell.value: (cell.hyperlink.location, cell.offset(0, 1).value) for cell in page["A"] if cell.hyperlink}
    assert links["附表1　指标监测总表"] == ("'附表1 指标监测总表'!A1", 300)
    assert links["附表2　无内容的表"] == ("'附表2 无内容的表'!A1", 0)


def test_a_number_is_unrounded_and_looks_as_in_the_text() -> None:
    """94.96% is 94.9612 shown with two decimals and a literal per cent; its mark and year stand in the column beside it."""
    page = book()["附表1 指标监测总表"]
    head = row_of(page, "序号")
    assert [cell.value for cell in page[head]] == ["序号", "指标", "最新\n（年份）", "标注", "判定", "目标", "责任单位"]
    cells = page[head + 1]
    assert (cells[2].value, cells[2].number_format, cells[3].value) == (94.9612, '0.00"%"', "* （2024）")
    assert (cells[0].value, cells[4].value) == ("1", "▲ 进展正常")
    assert [page.cell(head + index, 1).value for index in (1, 300)] == ["1", "300"]
    assert page.cell(head + 301, 1).value is None
    assert page.cell(head + 302, 1).value == "注：本表含模拟数据，仅供系统演示。“*”修约后才达到目标。"
    numbers = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(DOCUMENT))).get_sheet_by_name(page.title).to_python()
    assert [row[2] for row in numbers if row[1] and str(row[1]).startswith("第")] == [94.9612] * 300


def test_sheets_freeze_filter_and_print() -> None:
    """Heads and the columns of names stay; the filter leaves out the sum; A4 landscape, one page wide, heads on each page."""
    page = book()["表1 各领域汇总"]
    head = row_of(page, "序号")
    assert page.freeze_panes == f"C{head + 1}"
    assert page.auto_filter.ref == f"A{head}:D{head + 2}"
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", "9")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == f"${head}:${head}"
    assert page.cell(head + 3, 1).font.b, "the sum is bold"
    assert [cell.value for cell in page["A"] if cell.value][:4] == [
        "表1　各领域汇总",
        "本表含模拟数据，仅供系统演示。",
        "单位：见表中各项",
        "← 目录",
    ]


def test_simulated_is_said_on_each_sheet_and_in_the_print_head() -> None:
    for page in book().worksheets:
        assert "模拟数据" in page.oddHeader.right.text
        assert any("模拟数据" in str(cell.value) for cell in page["A"])
    assert "模拟" in (book().properties.description or "")
    real = replace(DOCUMENT, simulated=False)
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(real))) as parts:
        assert not any("模拟" in parts.read(name).decode() for name in parts.namelist())


def test_properties_and_the_same_bytes(tmp_path: Path) -> None:
    about = book().properties
    assert (about.title, about.creator, about.created.date()) == ("2024年云岭县监测报告", "云岭县妇儿工委办公室", DOCUMENT.made_on)
    path = write_xlsx(DOCUMENT, tmp_path / "new" / "a.xlsx")
    assert path.read_bytes() == xlsx_bytes(DOCUMENT)
    assert not list(path.parent.glob("*.part"))


def test_nothing_is_a_formula_or_a_link() -> None:
    """What begins with = + - @ stays words in every column, also as the text of a number and beside one."""
    rows = tuple((word, word, (d.Number(word, 1.0), word), Word.MET) for word in FORMULAS)
    listing = d.Listing("=1+1", COLUMNS, rows, "=1+1")
    document = replace(DOCUMENT, title="=1+1", blocks=(d.Table("t", listing),))
    for one in (document, hostile()):
        with zipfile.ZipFile(io.BytesIO(xlsx_bytes(one))) as parts:
            whole = "".join(parts.read(name).decode() for name in parts.namelist())
        assert "<f>" not in whole
        assert 'TargetMode="External"' not in whole
    page = book(document).worksheets[1]
    head = row_of(page, "序号")
    assert [page.cell(head + 1 + index, 1).value for index in range(len(FORMULAS))] == [word.replace("\t", "") for word in FORMULAS]
    assert HOSTILE in {cell.value for row in book(hostile()).worksheets[1] for cell in row}


def test_tabs_are_names_that_excel_takes() -> None:
    titles = ("a/b:c?[d]*", "x" * 60, "x" * 60, "'q'", "目录", "History", "")
    blocks = tuple(d.Table(f"t{at}", d.Listing(title, COLUMNS, (), ""), captioned=False) for at, title in enumerate(titles))
    names = book(replace(DOCUMENT, blocks=blocks)).sheetnames
    assert len({name.casefold() for name in names}) == len(titles) + 1
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) and name.strip("'") == name for name in names)


# The formats, and what a spreadsheet shows


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("93.40%", 93.4, '0.00"%"'),
        ("3项", 3, '0"项"'),
        ("18.40/10万", 18.4, '0.00"/10万"'),
        ("1,234.5", 1234.5, "#,##0.0"),
        ("0.3个千分点", -0.31, '0.0"个千分点";0.0"个千分点";0.0"个千分点"'),
        ("-0.3", -0.31, "0.0"),
        ("+0.3", 0.31, '"+"0.0;"+"0.0;"+"0.0'),
        ("2.66%", 2.665, '"2.66%";"2.66%";"2.66%"'),  # GB/T 8170; a spreadsheet would show 2.67
        ("2.67%", 2.665, '0.00"%"'),
        ("已完成", 1, '"已完成";"已完成";"已完成"'),
        ("1/3", 1 / 3, '"1/3";"1/3";"1/3"'),
        ('5"', 5, '0\\"'),
        ("94.95%", 94.949999999999989, '0.00"%"'),
        ("x" * 300, 1.0, ""),
    ],
)
def test_formats(text: str, value: float, code: str) -> None:
    assert number_format(d.Number(text, value)) == code


def test_a_cell_with_two_numbers_or_none_is_words() -> None:
    assert number_and_rest((number("1", 1.0), "→", number("2", 2.0))) is None
    assert number_and_rest("3") is None
    assert number_and_rest(d.Number("—", float("nan"))) is None
    assert number_and_rest(("约", number("1", 1.0), " p\n（2024）")) == (number("1", 1.0), "约 p （2024）")


@pytest.mark.libreoffice
def test_a_spreadsheet_shows_the_text(soffice: str, tmp_path: Path) -> None:
    """Printed by LibreOffice, each number stands as in the document."""
    texts = [
        ("93.40%", 93.4012),
        ("0.3个千分点", -0.31),
        ("2.66%", 2.665),
        ("1,234.5", 1234.46),
        ("+0.3", 0.31),
        ("18.40/10万", 18.4),
        ("1/3", 1 / 3),
    ]
    rows = tuple(("x", "y", d.Number(text, value), Word.MET) for text, value in texts)
    write_xlsx(replace(DOCUMENT, simulated=False, blocks=(d.Table("t", d.Listing("t", COLUMNS, rows, "")),)), tmp_path / "a.xlsx")
    profile = (tmp_path / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "a.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    words = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(tmp_path / "a.pdf"))
    assert [text for text, _ in texts if text not in words] == []
    assert not re.search(r"-0\.3|0\.31|2\.67|1234|93\.4012|0\.333", words)
