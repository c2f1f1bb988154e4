"""The warning letter as a Word file, in the letter form of GB/T 9704—2012: the office's name in red 30 mm from the upper edge, a double red line 4 mm
below it (thick over thin) and one 20 mm from the lower edge (thin over thick), each 170 mm long; no number on the first page.

A double line is the lower borders of two paragraphs: the named double borders of Word are turned round by some programs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, time
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from qingmiao.reports import paper, sentences
from qingmiao.reports.document import Column
from qingmiao.reports.letter import Letter, answer_by
from qingmiao.reports.styles import BODY, LINE, XIAOBIAOSONG, dress, fonts
from qingmiao.reports.tables import add_table

RED: Final = "C00000"
HEAD_AT, FOOT_AT = 30, 20
"""From the edges of the paper to the office's name, and to the lower double line, in millimetres."""

LINE_LENGTH: Final = 170
BELOW_NAME: Final = 11
"""From the name to the first line, in points: 4 mm."""

THICK, THIN = 18, 6
"""Widths of the two lines in eighths of a point."""

NARROW: Final = 3.0
"""Height in points of a paragraph that is there for its border alone."""

LARGEST_NAME: Final = 32.0
BLANK: Final = "\u3000"


def letter_docx(letter: Letter) -> bytes:
    """The letter as a Word file; the same letter gives the same bytes."""
    document = Document()
    dress(document)
    paper.settings(document)
    paper.font_table(document)
    _properties(document, letter)
    _frame(document.sections[0], letter)
    _top(document, letter)
    for index, (title, write) in enumerate(_SECTIONS, 1):
        document.add_paragraph(f"{sentences.chinese(index)}、{title}", style="Heading 1")
        write(document, letter)
    _signature(document, letter)
    paper.chinese_signs(document)
    return paper.packed(document)


def _properties(document: Any, letter: Letter) -> None:
    moment = datetime.combine(letter.made_on, time())
    core = document.core_properties
    core.title, core.author, core.language = letter.title, letter.office, "zh-CN"
    core.subject, core.comments = letter.plan_title, sentences.SIMULATED_LETTER if letter.simulated else ""
    core.created = core.modified = moment
    core.last_modified_by, core.keywords, core.revision = letter.office, "", 1


# The frame of the page


def _frame(section: Any, letter: Letter) -> None:
    """Name and double lines on the first page, page numbers on the others, the mark of simulated data on all of those."""
    paper.set_page(section)
    section.header_distance, section.footer_distance = Mm(HEAD_AT), Mm(FOOT_AT)
    section.different_first_page_header_footer = True
    paper.heads(section, sentences.SIMULATED_HEAD if letter.simulated else None)
    paper.feet(section, numbered=True)
    for part in (section.footer, section.even_page_footer):
        part.paragraphs[0].paragraph_format.space_after = Mm(paper.FOOTER - FOOT_AT)
    _letterhead(section.first_page_header, letter.office)
    foot = section.first_page_footer
    foot.is_linked_to_previous = False
    _line(foot.paragraphs[0], THIN)
    _line(foot.add_paragraph(style="Footer"), THICK)


def _letterhead(head: Any, office: str) -> None:
    head.is_linked_to_previous = False
    name = head.paragraphs[0]
    size = min(LARGEST_NAME, math.floor(paper.TEXT_WIDTH / 25.4 * 72 / len(office) * 2) / 2)
    run = name.add_run(office)
    run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(RED)
    fonts(run._r.get_or_add_rPr(), XIAOBIAOSONG)
    name.paragraph_format.line_spacing_rule, name.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * 1.15)
    _border(name, THICK, BELOW_NAME)
    _line(head.add_paragraph(style="Header"), THIN)


def _line(paragraph: Any, width: int) -> None:
    """Make a paragraph a red line and nothing else."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(NARROW)
    form.space_before = form.space_after = Pt(0)
    _border(paragraph, width, 0)


def _border(paragraph: Any, width: int, space: int) -> None:
    """A red line below a paragraph, longer than the type area by as much at either side."""
    properties = paragraph._p.get_or_add_pPr()
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", str(width)), ("space", str(space)), ("color", RED)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    spot = next((child for child in properties if child.tag in _AFTER_BORDERS), None)
    if spot is None:
        properties.append(borders)
    else:
        spot.addprevious(borders)
    side = Mm(-(LINE_LENGTH - paper.TEXT_WIDTH) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side


_AFTER_BORDERS: Final = frozenset(qn(f"w:{tag}") for tag in ("shd", "tabs", "snapToGrid", "spacing", "ind", "jc", "rPr"))


# What it says


def _top(document: Any, letter: Letter) -> None:
    """Below the line the place of the number, two lines further the title, a line further whom it is for, then why it is written."""
    number = document.add_paragraph("（模拟数据，不编文号）" if letter.simulated else "（送审稿，文号印发时编列）", style="Normal")
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    number.paragraph_format.space_before = Pt(BODY * 7 / 8)
    title = document.add_paragraph("", style="Title")
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(2 * LINE), Pt(LINE)
    lines = sentences.words_in_lines(letter.title)
    for index, line in enumerate(lines):
        run = title.add_run(line)
        if index < len(lines) - 1:
            run.add_break()
    document.add_paragraph(f"{letter.unit}：", style="Normal")
    if letter.simulated:
        document.add_paragraph(sentences.SIMULATED_LETTER, style="Simulated")
    document.add_paragraph(
        f"{sentences.quoted(letter.plan_title)}（以下简称《规划》）{letter.year}年监测中，由你单位牵头的事项有{len(letter.matters)}条预警。"
        "现将有关情况提示如下，请核实处理并反馈。",
        style="Body Text",
    )


def _facts(document: Any, letter: Letter) -> None:
    for one in letter.matters:
        number = f"{one.number}．" if len(letter.matters) > 1 else ""
        document.add_paragraph(f"{number}{one.said}", style="Body Text")
    _caption(document, 1, "预警事项的目标和监测值")
    columns = (
        Column("序号", 11.0, "centre", small=True),
        Column("指标", 33.0, small=True),
        Column("目标\n（期限）", 25.0, small=True),
        Column("基期\n（年份）", 22.0, "number", small=True),
        Column("近三年", 31.0, "number", small=True),
        Column("按进度\n应达", 17.0, "number", small=True),
        Column("与目标\n的差距", 17.0, "number", small=True),
    )
    rows = [(numbers, one.name, one.target, one.base, one.recent, one.pace, one.gap) for numbers, one, _ in letter.lines()]
    add_table(document, columns, rows, title="预警事项的目标和监测值")
    mark = sentences.SIMULATED_NOTE if letter.simulated else ""
    document.add_paragraph(
        f"注：{mark}“—”不适用或没有数值；“按进度应达”为从基期（经中期目标）到目标的直线在最近一年的值；数量小的，括号内为分子/分母。",
        style="Table Note",
    )


def _triggers(document: Any, letter: Letter) -> None:
    for words in letter.triggers():
        document.add_paragraph(words, style="Body Text")


def _causes(document: Any, letter: Letter) -> None:
    document.add_paragraph("监测数据本身不说明原因，本函不作判断。请你单位从下列方面核实，核实前均为“待部门核实”：", style="Body Text")
    for index, words in enumerate(letter.questions(), 1):
        document.add_paragraph(f"{index}．{words}（待部门核实）。", style="Body Text")


_STEPS: Final = (
    "核数。核对上述数据，有误的按规定更正，并说明依据",
    "析因。逐项查明原因，注明核实人和核实日期",
    "措施。属工作问题的提出措施，明确责任人",
    "时限。每项措施写明完成日期，到期由我办核对，符合要求的予以销号",
)


def _steps(document: Any, _letter: Letter) -> None:
    for index, words in enumerate(_STEPS, 1):
        document.add_paragraph(f"{index}．{words}。", style="Body Text")


def _answer(document: Any, letter: Letter) -> None:
    document.add_paragraph(f"{answer_by(letter)}反馈表报{letter.office}；到期没有回复的，按预警规则升级上报。", style="Body Text")
    _caption(document, 2, "预警事项核实反馈表")
    columns = (
        Column("序号", 11.0, "centre", small=True),
        Column("指标", 31.0, small=True),
        Column("反馈期限", 24.0, "centre", small=True),
        Column("数据核实\n情况", 24.0, small=True),
        Column("原因（待部\n门核实）", 24.0, small=True),
        Column("措施和\n责任人", 24.0, small=True),
        Column("完成日期", 18.0, small=True),
    )
    rows = [(numbers, one.name, day.isoformat(), BLANK, BLANK, BLANK, BLANK) for numbers, one, day in letter.lines()]
    add_table(document, columns, rows, title="预警事项核实反馈表")
    document.add_paragraph("单位负责人：　　　　　　填表人：　　　　　　联系电话：　　　　　　报出日期：", style="Table Note")


def _caption(document: Any, number: int, title: str) -> None:
    paragraph = document.add_paragraph("表", style="Caption")
    paper.field(paragraph, "SEQ 表 \\* ARABIC", str(number))
    paragraph.add_run(f"　{title}")


_SECTIONS: Final[tuple[tuple[str, Callable[[Any, Letter], None]], ...]] = (
    ("监测事实", _facts),
    ("预警等级与触发规则", _triggers),
    ("可能原因（待部门核实）", _causes),
    ("请你单位办理", _steps),
    ("反馈期限与反馈表", _answer),
)


def _signature(document: Any, letter: Letter) -> None:
    """Without seal: the office two characters from the right, the date beginning two characters right of the office's first character."""
    name = document.add_paragraph(letter.office, style="Normal")
    name.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    form = name.paragraph_format
    form.right_indent, form.space_before, form.keep_with_next = Pt(2 * BODY), Pt(2 * LINE), True
    date = document.add_paragraph(sentences.day(letter.made_on), style="Normal")
    date.alignment = WD_ALIGN_PARAGRAPH.LEFT
    date.paragraph_format.left_indent = Pt(max(0.0, paper.TEXT_WIDTH / 25.4 * 72 - BODY * len(letter.office)))
    if letter.proposed:
        document.add_paragraph("（主送单位由口径的来源部门推定，规划文件没有列明，发函前请确认。）", style="Body Text")
