"""The warning letter (预警提示函) as a Word file in the letter format of GB/T 9704—2012: red double lines, facts, level, causes to check, what to do, by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

from qingmiao.progress.warning.model import LEVEL_WORDS, Kind, Level, rules
from qingmiao.reports import paper, sentences
from qingmiao.reports.letters import Item, Letter
from qingmiao.reports.styles import BODY, KAITI, dress, fonts
from qingmiao.reports.tables import Column, add_table

CAUSES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "hard": ("数据有无漏报、错报，分子、分母和口径是否与规定一致", "措施是否到位、经费和人员是否落实", "外部条件是否变化"),
    "swing": ("数据有无漏报、重报、错报", "分母（人口、出生数等）的来源和口径是否变动", "是否确有个案集中发生"),
    "apart": ("数据有无漏报、错报，口径是否与各地一致", "当地服务的提供和可及是否不足", "人群构成是否与各地不同"),
    "turned": ("数据来源和口径是否变动", "原有措施是否中断或减弱", "外部条件是否变化"),
    "overdue": ("数据有无漏报、错报，是否已经达到（完成）而没有报送", "没有达到（完成）的，卡在哪个环节", "期限内外部条件是否变化"),
    "silent": ("是否已收集而未报送", "现行统计制度是否收集这项数据", "由哪个单位收集、何时能报"),
    "broken": ("口径变动的文件依据", "能否按同一口径补算以前年份的数", "能否提供衔接办法"),
    "gap": ("两组数据的来源和口径是否一致", "措施是否覆盖到较差的一组", "两组人群构成是否变化"),
    "norm": ("不符合标准的是哪些、各差在哪里", "整改的条件和经费是否落实"),
}
"""What may be behind each kind: questions to the unit, never answers."""

TO_DO: Final = (
    ("核数", "核对上述数据及其来源、口径，有误的按程序更正并说明。"),
    ("析因", "对第三部分所列各项逐一核实，写明查实的原因和依据。"),
    ("措施", "提出改进措施，一项一策，写明责任人。"),
    ("时限", "写明各项措施的完成日期；到期没有进展的，按规定升级上报。"),
)

PROSE_UP_TO: Final = 12
"""So many warnings are told one by one in paragraphs."""

MARK_SIZE, RED = 26.0, "FF0000"
WIDEST: Final = 156 / 25.4 * 72
"""Of the mark of the sender: the width of the type area in points."""

LINE_OUT: Final = {"left": -454, "right": -340}
"""How far the red lines stand out beyond the type area, in twentieths of a point: 8 and 6 mm, so that they are 170 mm long in the middle of the paper."""


def write_letter(letter: Letter, path: Path) -> Path:
    """Write a letter and return its path; the same letter gives the same bytes."""
    document = Document()
    dress(document)
    paper.settings(document)
    paper.font_table(document)
    _properties(document, letter)
    _frame(document, letter)
    _head(document, letter)
    for index, (title, write) in enumerate(_PARTS, 1):
        document.add_paragraph(f"{sentences.chinese(index)}、{title}", style="Heading 1")
        write(document, letter)
    _sign(document, letter)
    paper.chinese_signs(document)
    return paper.save(document, Path(path))


def _properties(document: Any, letter: Letter) -> None:
    core = document.core_properties
    core.title, core.author, core.language = letter.title, letter.sender, "zh-CN"
    core.subject, core.comments = letter.plan_title, sentences.SIMULATED_LETTER if letter.simulated else ""
    core.created = core.modified = datetime.combine(letter.made_on, time())
    core.last_modified_by, core.keywords, core.revision = letter.sender, "", 1


# ------------------------------------------------------------------------------------------------ the frame and the head


def _frame(document: Any, letter: Letter) -> None:
    """The first page bears the sender between the red lines and no number; the others bear their numbers."""
    section = document.sections[0]
    paper.set_page(section)
    paper.heads(section, sentences.SIMULATED_HEAD if letter.simulated else None)
    paper.feet(section, numbered=True)
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = section.first_page_footer.is_linked_to_previous = False
    mark = section.first_page_header.paragraphs[0]
    mark.style = document.styles["Letter Mark"]
    run = mark.add_run(letter.sender)
    run.font.size, run.font.color.rgb = Pt(min(MARK_SIZE, int(WIDEST / len(letter.sender) * 2) / 2)), RGBColor.from_string(RED)
    paper.rule(section.first_page_header.add_paragraph(style="Letter Line"), "bottom", "thickThinMediumGap", RED, LINE_OUT)
    paper.rule(section.first_page_footer.paragraphs[0], "bottom", "thinThickMediumGap", RED, LINE_OUT)
    section.first_page_footer.paragraphs[0].style = document.styles["Letter Line"]


def _head(document: Any, letter: Letter) -> None:
    if letter.simulated:
        document.add_paragraph(sentences.SIMULATED_LETTER, style="Simulated")
    else:
        document.add_paragraph(f"〔{letter.made_on.year}〕　　号", style="Letter Number")
    title = document.add_paragraph(style="Title")
    title.paragraph_format.space_before = Pt(24)
    lines = sentences.even_lines(letter.title)
    for index, line in enumerate(lines):
        run = title.add_run(line)
        if index < len(lines) - 1:
            run.add_break()
    document.add_paragraph(f"{'、'.join(letter.to)}：", style="Normal")
    document.add_paragraph(_opening(letter), style="Body Text")
    if letter.proposed:
        document.add_paragraph("（规划文件未列这些事项的责任单位，主送单位由口径的来源部门推定，发函前请核定。）", style="Table Note")


def _opening(letter: Letter) -> str:
    return (
        f"截至{sentences.day(letter.made_on)}，{sentences.quoted(letter.plan_title)}监测中，"
        f"由你单位负责的{len(letter.items)}项指标（事项）出现预警。现将有关情况函告如下："
    )


# ------------------------------------------------------------------------------------------------ the five parts


def _facts(document: Any, letter: Letter) -> None:
    """Each warning's own sentence, then the figures beside it; of many warnings the sentences stand in the table."""
    prose = len(letter.items) <= PROSE_UP_TO
    for number, item in enumerate(letter.items if prose else (), 1):
        document.add_paragraph(f"{number}．{item.sentence}" if len(letter.items) > 1 else item.sentence, style="Body Text")
    if not prose:
        document.add_paragraph("监测事实和数据逐项列于下表。", style="Body Text")
    title = "预警指标（事项）数据"
    document.add_paragraph(title, style="Caption")
    third, fifth = (("指标（事项）", 35.0), ("近三年", 30.0)) if prose else (("监测事实", 65.0), None)
    columns = (
        Column("序号", 11.0, "centre", small=True),
        Column(*third, small=True),
        Column("目标\n（期限）", 26.0, small=True),
        Column("基期\n（年份）", 20.0, "number", small=True),
        *((Column(*fifth, "number", small=True),) if fifth else ()),
        Column("应达\n进度", 16.0, "number", small=True),
        Column("与目标\n差距", 18.0, "number", small=True),
    )
    add_table(document, columns, [_fact(number, item, prose=prose) for number, item in enumerate(letter.items, 1)], title=title)
    mark = sentences.SIMULATED_NOTE if letter.simulated else ""
    note = f"注：{mark}“—”不适用或没有数值，“p”初步数，“e”推算数。{sentences.ROUNDED}"
    document.add_paragraph(note, style="Table Note")


def _fact(number: int, item: Item, *, prose: bool) -> tuple[str, ...]:
    recent = "\n".join(f"{one.year}年 {sentences.measured(one, item.unit)}" for one in item.recent)
    target = item.target if item.deadline is None else f"{item.target}\n（{item.deadline}）"
    base = sentences.measured(item.base, item.unit, year=True)
    if prose:
        return (str(number), item.name, target, base, recent or "—", item.pace, item.gap)
    return (str(number), item.sentence, target, base, item.pace, item.gap)


def _levels(document: Any, letter: Letter) -> None:
    """Each kind and level once, with the numbers of those that have it and its rule."""
    groups: dict[tuple[Kind, Level], list[int]] = {}
    for number, item in enumerate(letter.items, 1):
        groups.setdefault((item.kind, item.level), []).append(number)
    for (kind, level), numbers in groups.items():
        which = "本项" if len(letter.items) == 1 else f"第{'、'.join(map(str, numbers))}项"
        rule = rules()[kind]
        document.add_paragraph(f"{which}：“{rule.zh}”，{LEVEL_WORDS[level][0]}。触发规则：{rule.when()}。", style="Body Text")


def _causes(document: Any, letter: Letter) -> None:
    """Questions by kind; the letter itself states no cause."""
    document.add_paragraph("预警由数据按规则触发，本函不对原因作判断。请就下列方面核实：", style="Body Text")
    for kind in dict.fromkeys(item.kind for item in letter.items):
        lead = f"“{rules()[kind].zh}”的：" if len({item.kind for item in letter.items}) > 1 else ""
        document.add_paragraph(f"{lead}{'；'.join(f'{cause}（待部门核实）' for cause in CAUSES[kind])}。", style="Body Text")


def _to_do(document: Any, letter: Letter) -> None:
    for index, (what, words) in enumerate(TO_DO, 1):
        paragraph = document.add_paragraph(style="Body Text")
        fonts(paragraph.add_run(f"（{sentences.chinese(index)}）{what}。")._r.get_or_add_rPr(), KAITI)
        paragraph.add_run(words)


def _answer(document: Any, letter: Letter) -> None:
    """By when, and the form to fill in."""
    document.add_paragraph(_term(letter), style="Body Text")
    document.add_paragraph("预警反馈表", style="Caption")
    columns = (
        Column("序号", 11.0, "centre", small=True),
        Column("预警事项", 32.0, small=True),
        Column("反馈期限", 24.0, "centre", small=True),
        Column("核数结果", 22.25, small=True),
        Column("查实的原因", 22.25, small=True),
        Column("措施", 22.25, small=True),
        Column("责任人和\n完成日期", 22.25, small=True),
    )
    blank = "　\n　"
    rows = [(str(number), item.name, _due(item), blank, blank, blank, blank) for number, item in enumerate(letter.items, 1)]
    add_table(document, columns, rows, title="预警反馈表")
    mark = sentences.SIMULATED_NOTE if letter.simulated else ""
    note = document.add_paragraph(f"注：{mark}填报单位负责人签字并加盖公章。", style="Table Note")
    note.paragraph_format.keep_with_next = True  # the signature stands on a page with what it signs


def _term(letter: Letter) -> str:
    ahead = sorted({item.due for item in letter.items if not item.late})
    late = [str(number) for number, item in enumerate(letter.items, 1) if item.late]
    which = "本项" if len(letter.items) == 1 else f"第{'、'.join(late)}项"
    past = [f"{which}反馈期限已过，请立即反馈"] if late else []
    if len(ahead) > 1:
        return "；".join([*past, f"其余各项请按下表期限反馈，最早的为{sentences.day(ahead[0])}" if late else _earliest(ahead)]) + "。"
    rest = "其余各项" if late else ""
    return "；".join([*past, *(f"{rest}请于{sentences.day(one)}前填写下表反馈我办" for one in ahead)]) + "。"


def _earliest(ahead: Sequence[date]) -> str:
    return f"请按下表各项期限填写反馈我办，最早的为{sentences.day(ahead[0])}"


def _due(item: Item) -> str:
    return "\n".join((f"{item.due.year}年", f"{item.due.month}月{item.due.day}日", *(("（已过）",) if item.late else ())))


# ------------------------------------------------------------------------------------------------ signature and day


def _sign(document: Any, letter: Letter) -> None:
    """The day four characters from the right edge with the sender centred above it; a sender too long for that stands at the edge."""
    day = sentences.day(letter.made_on)
    name_width, day_width = _width(letter.sender), _width(day)
    from_right = max(4 * BODY, (name_width - day_width) / 2)
    for words, right in ((letter.sender, from_right + (day_width - name_width) / 2), (day, from_right)):
        paragraph = document.add_paragraph(words, style="Normal")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(max(0.0, right))
        paragraph.paragraph_format.keep_with_next = words != day
        paragraph.paragraph_format.space_before = Pt(0 if words == day else BODY)


def _width(words: str) -> float:
    """In points: a digit is half as wide as a character."""
    return sum(BODY / 2 if sign.isascii() else BODY for sign in words)


_PARTS: Final = (
    ("监测事实", _facts),
    ("预警等级与触发规则", _levels),
    ("可能原因，请核实", _causes),
    ("请做好以下工作", _to_do),
    ("反馈期限与反馈表", _answer),
)
