"""The Word file of a document, laid out by GB/T 9704—2012.

Each number of a sentence or a cell stands within a bookmark; a part of the file tells what every bookmark is of, and of which release.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from docx import Document as new_document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from qingmiao.charts import svg_png
from qingmiao.charts.drawing import chart_svg, describe
from qingmiao.reports import office, paper, sentences
from qingmiao.reports.document import Annex, Block, Document, Heading, Number, Paragraph, Picture, Reference, Run, Table
from qingmiao.reports.stored import digest
from qingmiao.reports.styles import dress
from qingmiao.reports.tables import add_table, run_xml

DPI: Final = 200
_LOOKS: Final[Mapping[str, str]] = {"body": "BodyText", "item": "BodyText", "note": "TableNote"}


@dataclass
class _Paper:
    """The Word file while it is being written: its counters, what the contents will list, and the numbers with their bookmarks."""

    word: Any
    document: Document
    captions: Mapping[str, str]
    marks: int = 0
    contents: list[tuple[int, str, str]] = field(default_factory=list)
    numbers: list[tuple[str, Number]] = field(default_factory=list)

    def say(self, words: str, style: str = "Body Text") -> Any:
        return self.word.add_paragraph(words, style=style)

    def append(self, xml: str) -> Any:
        node = parse_xml(xml)
        self.word.element.body.insert_element_before(node, "w:sectPr")
        return node

    def mark(self) -> int:
        """The number of the next bookmark."""
        self.marks += 1
        return self.marks

    def run(self, run: Run, *, bold: bool = False) -> str:
        """The XML of a run of a sentence or a cell."""
        if isinstance(run, str):
            return run_xml(run, bold=bold)
        if isinstance(run, Reference):
            return paper.reference_xml(_anchor(run.key), self.captions[run.key])
        number = self.mark()
        name = f"_q{len(self.numbers) + 1}"
        self.numbers.append((name, run))
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{run_xml(run.text, bold=bold)}<w:bookmarkEnd w:id="{number}"/>'


def _anchor(key: str) -> str:
    """The bookmark of a caption: at most forty signs, letters and digits."""
    return f"_c{sum(ord(sign) * 31**index for index, sign in enumerate(key)) % 10**12}"


def write_docx(document: Document, path: Path, template: Path | None = None) -> Path:
    """Write a document and return its path; the same document gives the same bytes. With `template`, within an office's own .docx (`office`)."""
    word = new_document() if template is None else office.open_template(template)
    sheet = _Paper(word, document, document.captions())
    dress(word, keep=template is not None)
    paper.settings(word)
    if template is None:
        paper.font_table(word)
        spot = _front(sheet) if document.head.cover else None
        _text(sheet)
    else:
        spot = _within(sheet)
    _properties(word, document)
    if spot is not None:
        paper.contents_field(spot, sheet.contents)
    paper.figures_part(word, _figures_xml(sheet))
    paper.chinese_signs(word)
    return paper.save(word, Path(path))


def _within(sheet: _Paper) -> Any | None:
    """The text where the office's template says so, annexes at its end; returns where it wants the contents."""
    word, blocks = sheet.word, sheet.document.blocks
    office.fill(word, sheet.document)
    place = office.spot(word, office.TEXT)
    before = len(word.element.body)
    first = next((index for index, block in enumerate(blocks) if isinstance(block, Annex)), len(blocks))
    for notice in (sentences.SIMULATED,) if sheet.document.simulated else ():
        sheet.say(notice, "Simulated")
    for block in blocks[:first]:
        _SHOW[type(block)](sheet, block)
    for node in list(word.element.body)[before - 1 : -1]:
        place._p.addprevious(node)
    place._p.getparent().remove(place._p)
    for block in blocks[first:]:
        _SHOW[type(block)](sheet, block)
    contents = office.spot(word, office.CONTENTS)
    if contents is not None:
        contents.clear()
    return contents


def _properties(word: Any, document: Document) -> None:
    moment = datetime.combine(document.made_on, time())
    core, office = word.core_properties, document.head.office
    core.title, core.author, core.language = document.title, office, "zh-CN"
    core.subject, core.comments = document.plan_title, sentences.SIMULATED if document.simulated else ""
    core.created = core.modified = moment
    core.last_modified_by, core.keywords, core.revision = office, "", 1


def _figures_xml(sheet: _Paper) -> str:
    """What every bookmark of a number is of; values unrounded."""
    document = sheet.document
    lines = (
        f"<n m={quoteattr(name)} text={quoteattr(one.text)} value={quoteattr(repr(one.value))} unit={quoteattr(one.unit)} what={quoteattr(one.what)}"
        f" indicator={quoteattr(one.indicator)} place={quoteattr(one.place)} year={quoteattr(str(one.year or ''))}"
        f" against={quoteattr(str(one.against or ''))} other={quoteattr(one.other)}/>"
        for name, one in sheet.numbers
    )
    release = document.release
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<figures xmlns="urn:qingmiao:figures" plan={quoteattr(document.plan)}'
        f" release={quoteattr(release.name)} moment={quoteattr(release.moment.isoformat())} digest={quoteattr(digest(document))}>"
        f"{''.join(lines)}</figures>"
    )


# Title page and text


def _marks_of_simulation(document: Document) -> str | None:
    return sentences.SIMULATED_HEAD if document.simulated else None


def _front(sheet: _Paper) -> Any:
    """Title page and the page of the contents; returns the paragraph before which the contents' lines will stand."""
    document, section = sheet.document, sheet.word.sections[0]
    paper.set_page(section)
    paper.heads(section, _marks_of_simulation(document))
    paper.feet(section, numbered=False)
    lines = sentences.cover_lines(document.head.lines)
    for index, line in enumerate(lines):
        sheet.say(line, "Cover Title").paragraph_format.space_before = Pt(0 if index else 120)
    if document.draft:
        sheet.say("（征求意见稿）", "Cover Foot").paragraph_format.space_before = Pt(24)
    if document.simulated:
        sheet.say(sentences.SIMULATED, "Simulated").paragraph_format.space_before = Pt(36)
    used = 120 + 44 * len(lines) + (53 if document.draft else 0) + (94 if document.simulated else 0)
    sheet.say(document.head.office, "Cover Foot").paragraph_format.space_before = Pt(max(40, 540 - used))
    sheet.say(sentences.day(document.made_on), "Cover Foot")
    title = sheet.say("目　　录", "Contents Title")
    title.paragraph_format.page_break_before = True
    return sheet.say("", "toc 1")


def _text(sheet: _Paper) -> None:
    document = sheet.document
    section = paper.new_section(sheet.word) if document.head.cover else sheet.word.sections[0]
    paper.set_page(section)
    paper.number_from(section, 1)
    paper.heads(section, _marks_of_simulation(document))
    paper.feet(section, numbered=True)
    _heading_of_the_text(sheet)
    annexed = False
    for block in document.blocks:
        if isinstance(block, Annex) and not annexed:
            _foot_of_the_text(sheet)
            annexed = True
        _SHOW[type(block)](sheet, block)
    if not annexed:
        _foot_of_the_text(sheet)


def _heading_of_the_text(sheet: _Paper) -> None:
    """Number, title and whom it goes to."""
    document, head = sheet.document, sheet.document.head
    if head.number:
        sheet.say(head.number, "Document Number")
    title = sheet.say("", "Title")
    for index, line in enumerate(head.lines):
        run = title.add_run(line)
        if index < len(head.lines) - 1:
            run.add_break()
    if document.draft and not head.cover:
        sheet.say("（征求意见稿）", "Subtitle")
    if document.simulated and not head.cover:
        sheet.say(sentences.SIMULATED, "Simulated")
    if head.recipient:
        sheet.say(f"{head.recipient}：", "Recipient")


def _foot_of_the_text(sheet: _Paper) -> None:
    """Who signs and the day, where there is no cover that says so; who gets a copy."""
    head = sheet.document.head
    if not head.cover:
        annexes = [block for block in sheet.document.blocks if isinstance(block, Annex)]
        for index, annex in enumerate(annexes):
            lead = "附件：" if not index else "　　　"
            sheet.say(f"{lead}{f'{index + 1}. ' if len(annexes) > 1 else ''}{annex.title}", "Enclosure")
        sheet.say(head.office, "Signature")
        sheet.say(sentences.day(sheet.document.made_on), "Signed On")
    if head.copies:
        sheet.say(f"抄送：{head.copies}。", "Copies")


# Blocks


def _heading(sheet: _Paper, block: Any) -> None:
    paragraph = sheet.say(block.words, f"Heading {block.level}")
    _listed(sheet, paragraph, block.words, block.level)


def _listed(sheet: _Paper, paragraph: Any, words: str, level: int) -> None:
    if level > 2:
        return
    number = sheet.mark()
    name = f"_Toc{number:08d}"
    paper.bookmark(paragraph, number, name)
    sheet.contents.append((level, words, name))


def _paragraph(sheet: _Paper, block: Any) -> None:
    lead = run_xml(block.lead, bold=True) if block.lead else ""
    runs = "".join(sheet.run(run) for run in block.runs)
    sheet.append(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{_LOOKS[block.look]}"/></w:pPr>{lead}{runs}</w:p>')


def _table(sheet: _Paper, block: Any) -> None:
    listing = block.listing
    if block.captioned:
        _caption(sheet, block.key, listing.title, "Caption")
    add_table(sheet.word, listing.columns, listing.rows, last_is_sum=listing.last_is_sum, title=listing.title, run=sheet.run)
    mark = sentences.SIMULATED_NOTE if sheet.document.simulated else ""
    sheet.say(f"注：{mark}{listing.note}", "Table Note")


def _picture(sheet: _Paper, block: Any) -> None:
    png = svg_png(chart_svg(block.chart), DPI)
    paragraph = sheet.say("", "Figure")
    inline = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(paper.TEXT_WIDTH))
    paper.describe_picture(inline, block.title, describe(block.chart))
    _caption(sheet, block.key, block.title + ("（模拟数据）" if block.simulated else ""), "Figure Caption")


def _caption(sheet: _Paper, key: str, title: str, style: str) -> None:
    sign, number = sheet.captions[key][:1], sheet.captions[key][1:]
    paragraph = sheet.say(sign, style)
    paper.field(paragraph, f"SEQ {sign} \\* ARABIC", number)
    paper.bookmark(paragraph, sheet.mark(), _anchor(key))
    paragraph.add_run(f"　{title}")


def _annex(sheet: _Paper, block: Any) -> None:
    section = paper.new_section(sheet.word, landscape=block.landscape)
    paper.heads(section, _marks_of_simulation(sheet.document))
    paper.feet(section, numbered=True)
    heading = sheet.say(f"{block.number}　{block.title}", "Annex")
    _listed(sheet, heading, f"{block.number}　{block.title}", 1)
    sheet.say(block.title if str(sheet.document.year) in block.title else f"{sheet.document.year}年{block.title}", "Annex Title")


_SHOW: Final[Mapping[type[Block], Callable[[_Paper, Any], None]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Table: _table,
    Picture: _picture,
    Annex: _annex,
}
