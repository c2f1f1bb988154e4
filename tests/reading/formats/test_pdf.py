"""PDF: lines, columns, tables and page furniture, from boxes and from small files."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from qingmiao.errors import UserError
from qingmiao.reading.formats import furniture, pdf, pdf_worker, text_of
from qingmiao.reading.formats.boxes import Box, Line, Rule, joined, lines_of, paragraphs
from qingmiao.reading.formats.model import Refused
from qingmiao.reading.formats.pdf_pages import text_of_pdf
from tests.reading.formats.builders import pdf_page, said


def box(text: str, x: float, y: float, order: int = 0, size: float = 10) -> Box:
    return Box(text, x, y, x + size * len(text), y + size, order)


def test_gaps_in_a_line() -> None:
    assert joined([box("甲乙", 0, 0), box("丙", 21, 0)]) == "甲乙丙"
    assert joined([box("甲乙", 0, 0), box("丙", 29, 0)]) == "甲乙 丙"
    assert joined([box("指标", 0, 0), box("‰", 60, 0), box("5", 76, 0)]) == "指标\t‰\t5"
    assert joined([box("of", 0, 0), box("it", 22, 0)]) == "of it"


def columns(tabular: bool) -> list[Box]:
    """Two columns of eight lines; the order in the file is by column, or by row."""
    found = []
    for row in range(8):
        for side in (0, 1):
            order = row * 2 + side if tabular else side * 8 + row
            found.append(box(f"{'左右'[side]}{row}" + "字" * (8 if not tabular else 3), 110 * side, 200 - 15 * row, order))
    return found


def test_two_columns_are_read_one_after_the_other_and_rows_of_a_table_are_not() -> None:
    heading = box("横跨两栏的标题横跨两栏的标题", 30, 230)
    assert [line.text[:2] for line in lines_of([heading, *columns(False)], [])] == [
        "横跨",
        *(f"左{i}" for i in range(8)),
        *(f"右{i}" for i in range(8)),
    ]
    assert [line.text for line in lines_of(columns(True), [])] == [f"左{i}字字字\t右{i}字字字" for i in range(8)]
    assert lines_of([], []) == []


def grid(xs: list[float], ys: list[float]) -> list[Rule]:
    level = [Rule(xs[0], y, xs[-1], y) for y in ys]
    return level + [Rule(x, min(ys), x, max(ys)) for x in xs]


def test_a_ruled_table_gives_a_line_a_row_with_its_cells_joined() -> None:
    boxes = [
        box("前文", 0, 120),
        box("指标", 2, 85),
        box("目标", 102, 85),
        box("婴儿", 2, 70),
        box("死亡率", 2, 55),
        box("5‰", 102, 62),
        box("后文", 0, 20),
    ]
    assert [line.text for line in lines_of(boxes, grid([0, 100, 200], [100, 82, 50]))] == ["前文", "指标\t目标", "婴儿死亡率\t5‰", "后文"]


def test_merged_cells_stand_once_in_their_first_field() -> None:
    rules = [Rule(0, y, 200, y) for y in (100, 40)] + [
        Rule(100, 70, 200, 70),
        Rule(0, 40, 0, 100),
        Rule(100, 40, 100, 100),
        Rule(200, 40, 200, 100),
    ]
    boxes = [box("健康", 2, 65), box("2025", 102, 80), box("2030", 102, 50)]
    assert [line.text for line in lines_of(boxes, rules)] == ["健康\t2025", "\t2030"]


def test_a_frame_or_an_underline_is_no_table() -> None:
    boxes = [box("甲", 10, 50), box("乙", 10, 20)]
    assert [line.text for line in lines_of(boxes, grid([0, 200], [100, 0]))] == ["甲", "乙"]


def full(text: str, x0: float = 0.0, x1: float = 300.0) -> Line:
    return Line(text, 10, 0, x0, x1, 0.0, 300.0)


@pytest.mark.parametrize(
    ("upper", "lower", "one"),
    [
        (full("到2025年达到"), full("九成", 0, 20), True),
        (full("到2025年达到", 0, 270), full("95%，到2030年", 0, 90), True),
        (full("到2025年达到", 0, 200), full("九成", 0, 20), False),
        (full("已经实现。"), full("下一句", 0, 30), False),
        (full("主要有以下"), full("（一）健康", 0, 30), False),
        (full("主要有以下"), full("缩进", 20, 40), False),
        (full("甲\t乙"), full("丙", 0, 10), False),
        (full("大字的标题"), Line("小字", 5, 0, 0, 10, 0, 300), False),
    ],
)
def test_lines_that_go_on_are_joined(upper: Line, lower: Line, one: bool) -> None:
    assert len(list(paragraphs([upper, lower]))) == (1 if one else 2)


def test_english_words_keep_their_blank() -> None:
    assert list(paragraphs([full("plan of"), full("action", 0, 40)])) == ["plan of action"]


def pages(count: int, foot: str, head: str = "某县人民政府公报") -> list[list[Line]]:
    words = "甲乙丙丁戊"
    texts = [[head, f"第一行{words[i]}", "正文", "正文里的一行", f"正文{words[i]}", "末行。", foot.format(i + 3)] for i in range(count)]
    return [[Line(text, 800 - 20 * at, 790 - 20 * at) for at, text in enumerate(page)] for page in texts]


@pytest.mark.parametrize("foot", ["{}", "- {} -", "— {} —", "第{}页", "第 {} 页 共 9 页"])
def test_heads_and_numbers_are_left_out(foot: str) -> None:
    kept = furniture.without(pages(4, foot))
    assert [page[0].text[:1] for page in kept] == ["第"] * 4
    assert all(page[-1].text == "末行。" for page in kept)


def test_numbers_that_do_not_count_pages_stay() -> None:
    lone = [[Line("正文", 100, 90), Line("120", 80, 70)], [Line("正文", 100, 90), Line("45", 80, 70)]]
    assert [len(page) for page in furniture.without(lone)] == [2, 2]
    assert furniture.without([[], []]) == [[], []]
    assert [len(page) for page in furniture.without([[Line("甲", 9, 0), Line("ii", 5, 0)], [Line("第三页", 9, 0), Line("乙", 5, 0)]])] == [
        1,
        1,
    ]


def test_words_and_rules_of_a_file() -> None:
    table = b"50 500 m 250 500 l S 50 470 200 30 re S 150 470 m 150 500 l S 50 440 200 30 re S 150 440 m 150 470 l S "
    cells = said(b"rate", 60, 480) + said(b"5", 160, 480) + said(b"share", 60, 450) + said(b"9", 160, 450)
    text, notes = text_of_pdf(pdf_page(said(b"hello world plan") + said(b"hello world plan") + table + cells))
    assert (text, notes) == ("hello world plan\nrate\t5\nshare\t9\n", [])


def test_turned_pages_and_watermarks() -> None:
    up = b"BT /F 12 Tf 0 1 -1 0 100 100 Tm (turned by ninety) Tj ET\n"
    slant = b"BT /F 40 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (mark) Tj ET\n"
    assert text_of_pdf(pdf_page(up + slant))[0] == "turned by ninety\n"
    over = b"BT /F 12 Tf -1 0 0 -1 300 100 Tm (upside down it is) Tj ET\n"
    assert text_of_pdf(pdf_page(over))[0] == "upside down it is\n"
    down = b"BT /F 12 Tf 0 -1 1 0 100 300 Tm (turned to the right) Tj ET\n"
    assert text_of_pdf(pdf_page(down))[0] == "turned to the right\n"


@pytest.mark.parametrize(("data", "reason"), [(pdf_page(b""), "scan"), (b"%PDF-1.4 nothing", "damaged")])
def test_the_process_answers(data: bytes, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_worker, "_STATE", tmp_path / "none")
    target = io.BytesIO()
    pdf_worker.main(io.BytesIO(data), target)
    assert target.getvalue() == b'{"refused": "%s"}' % reason.encode()
    assert b"hello" in pdf_worker.answer(pdf_page(said(b"hello world plan")))


def test_the_process_ends_itself_when_it_grows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    state = tmp_path / "statm"
    state.write_text("9 300000 1 1", encoding="ascii")
    monkeypatch.setattr(pdf_worker, "_STATE", state)
    monkeypatch.setattr(pdf_worker.os, "_exit", sys.exit)
    target = io.BytesIO()
    with pytest.raises(SystemExit):
        pdf_worker._watch(target)
    assert target.getvalue() == b'{"refused": "slow"}'


def test_a_process_that_falls_or_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    for out in (b"", b'{"text": "x', b"\xff"):
        with pytest.raises(Refused, match="damaged"):
            pdf._answer(out)
    with pytest.raises(Refused, match="damaged"):
        pdf._answer(b'{"refused": "unheard of"}')
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    with pytest.raises(UserError, match="过于复杂"):
        text_of(pdf_page(said(b"hello world plan")), name="a.pdf")


def test_the_same_file_gives_the_same_text() -> None:
    data = pdf_page(said(b"hello world plan"))
    assert text_of(data, name="a") == text_of(data, name="b")
