"""The PDF, read back with another library: what stands where, how many lines a page, and that no word of a document is run."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from qingmiao.charts.drawing import FONT_FOLDER
from qingmiao.errors import UserError
from qingmiao.reports import document as d
from qingmiao.reports.glyphs import characters_of, stand_ins, wanting
from qingmiao.reports.pdf import pdf_bytes, write_pdf
from tests.reports.written_sample import COLUMNS, DOCUMENT, HOSTILE, SUM, hostile

MM = 72 / 25.4


@cache
def read(document: d.Document) -> tuple[pypdfium2.PdfDocument, list[str]]:
    """The file and the words of each page."""
    pdf = pypdfium2.PdfDocument(pdf_bytes(document))
    return pdf, [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in pdf]


def pages() -> list[str]:
    return read(DOCUMENT)[1]


def lines_of(document: d.Document, page: int) -> list[str]:
    return [line for line in read(document)[1][page].split("\n") if line.strip()]


def test_cover_contents_text_annexes() -> None:
    """Title page, contents, then the text from page 1 on; the annexes begin on pages of their own, the first one landscape."""
    found = pages()
    assert "云岭县监测报告" in found[0]
    assert "（征求意见稿）" in found[0]
    assert "2025年6月9日" in found[0]
    assert "目" in found[1]
    assert re.search(r"一、总体情况[ .]*1$", found[1], re.MULTILINE)
    annex = next(number for number, words in enumerate(found) if "指标监测总表" in words and number > 1)
    assert re.search(rf"附表1　指标监测总表[ .]*{annex - 1}$", found[1], re.MULTILINE), "the page that the contents name"
    sizes = [tuple(round(side / MM) for side in page.get_size()) for page in read(DOCUMENT)[0]]
    assert sizes[:annex] == [(210, 297)] * annex
    assert sizes[annex] == (297, 210)
    assert sizes[-1] == (210, 297)


def test_sentences_captions_and_notes_are_whole() -> None:
    body = pages()[2].replace("\n", "")
    assert "1．婴儿死亡率。2024年婴儿死亡率为2.8‰，见图1和表1。" in body
    assert "表1　各领域汇总" in body
    assert "注：本表含模拟数据，仅供系统演示。达标率只算可判定的。" in body
    whole = "".join(pages())
    assert "图1　各领域判定（模拟数据）" in whole
    assert "图2　健康指标进程" in whole
    assert "没有内容" in pages()[-1]


def test_every_row_of_a_long_table_is_there_under_its_head() -> None:
    """300 rows over many pages: each once, each page with the head, the words of the verdicts beside their shapes."""
    annex = [words for words in pages() if re.search(r"第\d+项指标", words)]
    assert [int(number) for words in annex for number in re.findall(r"第(\d+)项指标", words)] == list(range(1, 301))
    assert all("责任单位" in words and "判定" in words for words in annex)
    assert sum(words.count("难以完成") for words in annex) == 300 // 8 + (1 if 300 % 8 >= 3 else 0)


def test_simulated_is_said_on_the_first_page_in_every_head_and_at_every_table() -> None:
    assert "本报告数据为模拟数据" in pages()[0].replace("\n", "")
    assert all("模拟数据　仅供系统演示" in words for words in pages())
    assert "".join(pages()).count("本表含模拟数据") == 3
    real = "".join(read(replace(DOCUMENT, simulated=False, blocks=(DOCUMENT.blocks[0], DOCUMENT.blocks[2])))[1])
    assert "模拟" not in real


def characters(document: d.Document, page: int) -> list[tuple[str, float, float]]:
    """The characters of a page with their left edge and baseline box in millimetres from the left and from the top."""
    sheet = read(document)[0][page]
    text, height = sheet.get_textpage(), sheet.get_height()
    found = []
    for index in range(text.count_chars()):
        left, _bottom, _right, top = text.get_charbox(index, loose=True)
        found.append((text.get_text_range(index, 1), left / MM, (height - top) / MM))
    return found


def test_page_numbers_stand_right_and_left_in_turn() -> None:
    """“— 1 —” on the right, “— 2 —” on the left of the text; cover and contents have none."""
    assert not any(re.search(r"— \d+ —", words) for words in pages()[:2])
    assert ["— 1 —" in pages()[2], "— 2 —" in pages()[3]] == [True, True]
    for page, right in ((2, True), (3, False)):
        spots = [x for letter, x, y in characters(DOCUMENT, page) if letter == "—" and y > 262]
        assert len(spots) == 2
        assert all((x > 160) is right for x in spots)


FULL = replace(DOCUMENT, simulated=False, blocks=(d.Paragraph("p", ("青" * 28 * 60,)),))


def test_a_page_has_22_lines_of_28_characters_in_the_type_area() -> None:
    """The second page of a long paragraph: 22 lines of 28, the first at 37 mm, the left edge at 28 mm, the last line above 262 mm."""
    lines = lines_of(FULL, 3)
    assert [len(line) for line in lines[:-1]] == [28] * 22
    assert lines[-1] == "— 2 —"
    spots = [(x, y) for letter, x, y in characters(FULL, 3) if letter == "青"]
    assert min(x for x, _ in spots) == pytest.approx(28, abs=0.4)
    assert max(x for x, _ in spots) == pytest.approx(28 + 27 * 156 / 28, abs=0.5)
    tops = sorted({round(y, 1) for _, y in spots})
    assert tops[-1] - tops[0] == pytest.approx(21 * 28.95 / MM, abs=0.2)


def test_no_word_of_a_document_is_run() -> None:
    """Markup, code and labels of Typst stand as they are; control signs are gone; a very long word stays on the page."""
    pdf, found = read(hostile())
    whole = "".join("".join(found).split())
    sign = "".join(HOSTILE.split())
    assert whole.count(sign) >= 6
    assert "root:" not in whole
    for page, sheet in enumerate(pdf):
        edge = sheet.get_width() / MM - (37 if sheet.get_width() > sheet.get_height() else 26)
        assert max(x for letter, x, _ in characters(hostile(), page) if letter.strip()) < edge
    assert whole.count("W") >= 400


def test_the_same_document_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    """No clock, no random id: also where it is made anew."""
    code = (
        "import sys; from tests.reports.written_sample import DOCUMENT; from qingmiao.reports.pdf import pdf_bytes; "
        "sys.stdout.buffer.write(pdf_bytes(DOCUMENT))"
    )
    other = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    path = write_pdf(DOCUMENT, tmp_path / "new" / "a.pdf")
    assert path.read_bytes() == other
    assert pdf_bytes(replace(DOCUMENT, made_on=date(2025, 6, 10))) != other


def test_metadata_and_bookmarks() -> None:
    pdf = read(DOCUMENT)[0]
    about = pdf.get_metadata_dict()
    assert (about["Title"], about["Author"]) == ("2024年云岭县监测报告", "云岭县妇儿工委办公室")
    assert about["CreationDate"].startswith("D:20250609")
    assert [mark.get_title() for mark in pdf.get_toc()] == [
        "一、总体情况",
        "（一）健康",
        "1．说明",
        "附表1　指标监测总表",
        "附表2　无内容的表",
    ]


def test_charts_are_vectors() -> None:
    """No page holds a picture made of dots."""
    kinds = {item.type for page in read(DOCUMENT)[0] for item in page.get_objects(max_depth=8)}
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
    assert pypdfium2.raw.FPDF_PAGEOBJ_PATH in kinds


# Characters without a glyph


def test_the_font_has_what_it_has() -> None:
    (font,) = FONT_FOLDER.glob("*.otf")
    has = characters_of(font, 0)
    assert {ord(letter) for letter in "青苗‰≥—（）0aZ"} <= has
    assert 0x20000 not in has
    assert wanting(["青苗\n", "\U00020000𠮷"]) == {"\U00020000", "𠮷"}


def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(UserError, match=r"U\+F0000"):
        stand_ins(frozenset("\U000f0000"), [], "x")
    rare = "\U00031350"
    known = [font for font in _fonts() if font.path and ord(rare) in characters_of(Path(font.path), font.index)]
    if known:
        pytest.skip("a font of this machine has the character")
    with pytest.raises(UserError, match="U\\+31350") as caught:
        pdf_bytes(replace(DOCUMENT, blocks=(d.Paragraph("p7", (rare,)),)))
    assert "p7" in caught.value.where


def _fonts() -> list:  # type: ignore[type-arg]
    import typst

    return typst.Fonts(include_embedded_fonts=False).fonts()


def test_a_font_of_the_machine_stands_in() -> None:
    """Where one has the character it is taken and the PDF is made."""
    (font,) = FONT_FOLDER.glob("*.otf")
    has = characters_of(font, 0)
    known = next(
        (
            (one, chr(code))
            for one in _fonts()
            for code in sorted(characters_of(Path(one.path), one.index) - has)
            if code > 0x2000 and chr(code).isalpha()
        ),
        None,
    )
    if known is None:
        pytest.skip("no font of this machine has more than the product's")
    document = replace(DOCUMENT, blocks=(d.Paragraph("p", (f"有{known[1]}字",)),))
    assert f"有{known[1]}字" in "".join(read(document)[1])


def test_no_heading_and_no_caption_stands_alone_at_the_end_of_a_page() -> None:
    """Whatever is before it: heading, caption and table go to the next page together; a small table is whole."""
    listing = d.Listing("汇总", COLUMNS, SUM, "注。", last_is_sum=True)
    for count in range(11, 22):
        blocks = (
            d.Paragraph("a", ("青" * 28 * count,)),
            d.Heading("h", 1, "一、标题"),
            d.Heading("h2", 2, "（一）小标题"),
            d.Paragraph("b", ("苗" * 56,)),
            d.Table("t", listing),
            d.Heading("h3", 3, "1．再一个"),
            d.Paragraph("c", ("苗" * 200,)),
        )
        found = read(replace(DOCUMENT, simulated=False, blocks=blocks))[1][2:]
        for words in found:
            lines = [line for line in words.split("\n") if line.strip() and "— " not in line]
            assert lines, "no empty page"
            assert not re.search(r"标题|再一个|表1", lines[-1])
        (held,) = [words for words in found if "表1" in words]
        assert "合计" in held


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    listing = d.Listing("长", (d.Column("甲", 12), d.Column("乙", 60)), (("青" * 900, "x"), ("苗", "y")), "")
    words = "".join(read(replace(DOCUMENT, blocks=(d.Table("t", listing),)))[1])
    assert words.count("青") == 900
