"""The Word report: a document that an office can hand in, laid out by GB/T 9704—2012 and worded by the frames of `sentences`."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.shared import Mm, Pt

from qingmiao.charts import AreaChart, BarRow, Bars, WayRow, parts, svg_png
from qingmiao.charts.drawing import chart_svg, describe
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports import listings, paper, sentences
from qingmiao.reports.listings import Listing
from qingmiao.reports.model import LATE, OUTSIDE, AreaPart, ReportModel, Row
from qingmiao.reports.styles import dress
from qingmiao.reports.tables import add_table

DPI: Final = 200


@dataclass
class _Paper:
    """The document while it is being written, with its counters and what the contents will list."""

    document: Any
    model: ReportModel
    tables: int = 0
    figures: int = 0
    contents: list[tuple[int, str, str]] = field(default_factory=list)

    def say(self, words: str, style: str = "Body Text") -> Any:
        return self.document.add_paragraph(words, style=style)

    def heading(self, words: str, level: int, style: str | None = None) -> None:
        paragraph = self.say(words, style or f"Heading {level}")
        name = f"_Toc{len(self.contents) + 1:08d}"
        paper.bookmark(paragraph, len(self.contents) + 1, name)
        self.contents.append((level, words, name))


def write_docx(model: ReportModel, path: Path) -> Path:
    """Write the report and return its path; the same model gives the same bytes."""
    document = Document()
    dress(document)
    paper.settings(document)
    paper.font_table(document)
    _properties(document, model)
    sheet = _Paper(document, model)
    spot = _front(sheet)
    _body(sheet)
    _annexes(sheet)
    _contents(spot, sheet.contents)
    paper.chinese_signs(document)
    return paper.save(document, Path(path))


def _properties(document: Any, model: ReportModel) -> None:
    moment = datetime.combine(model.made_on, time())
    core = document.core_properties
    core.title, core.author, core.language = _title(model), _office(model), "zh-CN"
    core.subject, core.comments = model.plan_title, sentences.SIMULATED if model.simulated else ""
    core.created = core.modified = moment
    core.last_modified_by, core.keywords, core.revision = _office(model), "", 1


def _title(model: ReportModel) -> str:
    return f"{model.year}年{sentences.quoted(model.plan_title)}监测报告"


def _office(model: ReportModel) -> str:
    return f"{model.place}妇女儿童工作委员会办公室"


# Title page and contents


def _front(sheet: _Paper) -> Any:
    """Title page and the page of the contents; returns the paragraph before which the contents' lines will stand."""
    model, section = sheet.model, sheet.document.sections[0]
    paper.set_page(section)
    paper.heads(section, sentences.SIMULATED_HEAD if model.simulated else None)
    paper.feet(section, numbered=False)
    lines = [f"{model.year}年", *sentences.title_lines(model.plan_title, sentences.COVER_LINE), "监测报告"]
    for index, line in enumerate(lines):
        sheet.say(line, "Cover Title").paragraph_format.space_before = Pt(0 if index else 120)
    if model.draft:
        sheet.say("（征求意见稿）", "Cover Foot").paragraph_format.space_before = Pt(24)
    if model.simulated:
        sheet.say(sentences.SIMULATED, "Simulated").paragraph_format.space_before = Pt(36)
    used = 120 + 44 * len(lines) + (53 if model.draft else 0) + (94 if model.simulated else 0)
    sheet.say(_office(model), "Cover Foot").paragraph_format.space_before = Pt(max(40, 540 - used))
    sheet.say(sentences.day(model.made_on), "Cover Foot")
    title = sheet.say("目　　录", "Contents Title")
    title.paragraph_format.page_break_before = True
    return sheet.say("", "toc 1")


def _contents(last: Any, entries: Sequence[tuple[int, str, str]]) -> None:
    """The contents as a field: its lines link to the headings."""
    paper.contents_field(last, entries)


# The body


def _body(sheet: _Paper) -> None:
    model = sheet.model
    section = paper.new_section(sheet.document)
    paper.number_from(section, 1)
    paper.heads(section, sentences.SIMULATED_HEAD if model.simulated else None)
    paper.feet(section, numbered=True)
    title = sheet.say("", "Title")
    for index, line in enumerate(_heading_lines(model)):
        run = title.add_run(line)
        if index < len(_heading_lines(model)) - 1:
            run.add_break()
    sheet.say(_opening(model))
    chapters = [pair for pair in _CHAPTERS if pair[2](model)]
    for index, (title, write, _) in enumerate(chapters, 1):
        sheet.heading(f"{sentences.chinese(index)}、{title}", 1)
        write(sheet)


def _heading_lines(model: ReportModel) -> list[str]:
    """The title in lines whose words belong together."""
    whole = _title(model)
    if len(whole) <= sentences.TITLE_LINE:
        return [whole]
    first, *rest = sentences.title_lines(model.plan_title)
    year = f"{model.year}年"
    lines = [f"{year}{first}", *rest] if len(year + first) <= sentences.TITLE_LINE else [year, first, *rest]
    return [*lines[:-1], f"{lines[-1]}监测报告"] if len(lines[-1]) + 4 <= sentences.TITLE_LINE else [*lines, "监测报告"]


def _opening(model: ReportModel) -> str:
    return (
        f"为掌握{sentences.quoted(model.plan_title)}（规划期{sentences.period(model)}，以下简称《规划》）{model.year}年实施进展，"
        f"依据{sentences.release(model)}数据，"
        f"对《规划》可核对的{len(model.rows) + len(model.tasks)}项承诺逐项判定，形成本报告。"
    )


def _summary(sheet: _Paper) -> None:
    model = sheet.model
    if model.rows:
        sheet.say(sentences.total(model.counts))
    if model.late:
        names = [f"{SHOWN[word].zh}{model.counts[word]}项" for word in LATE if model.counts[word]]
        sheet.say(f"需要重点关注的指标共{len(model.late)}项：{'、'.join(names)}，逐项说明见“需要重点关注的指标”。")
    if model.tasks:
        sheet.say(sentences.tasks(model.tasks))
    if model.rows:
        _table(sheet, listings.summary(model))
    if len(model.areas) > 1:
        _figure(sheet, Bars("各领域指标判定", tuple(_bar(area) for area in model.areas)), "各领域指标判定")


def _bar(area: AreaPart) -> BarRow:
    return BarRow(area.name, tuple((word, area.counts[word]) for word in Word))


def _areas(sheet: _Paper) -> None:
    for index, area in enumerate(sheet.model.areas, 1):
        sheet.heading(f"（{sentences.chinese(index)}）{area.name}", 2)
        sheet.say(sentences.total(area.counts, shares=False))
        labels = sentences.labels(area.rows)
        for word, lead in ((Word.MET, "已达标的指标："), (Word.ON_THE_WAY, "进展正常的指标：")):
            names = [label for row, label in zip(area.rows, labels, strict=True) if row.word is word]
            if names:
                sheet.say(f"{lead}{'、'.join(names)}。")
        _area_figures(sheet, area)


def _area_figures(sheet: _Paper, area: AreaPart) -> None:
    if all(row.latest is None or row.latest.value is None for row in area.rows):
        sheet.say("本领域指标均无数据，不作图。")
        return
    rows = tuple(_way(row) for row in area.rows)
    pieces = parts(AreaChart(f"{area.name}指标进程", rows))
    for index, piece in enumerate(pieces, 1):
        suffix = f"（{index}/{len(pieces)}）" if len(pieces) > 1 else ""
        _figure(sheet, piece, f"{area.name}指标进程{suffix}")


def _way(row: Row) -> WayRow:
    latest = row.latest.value if row.latest else None
    base = row.base.value if row.base else None
    year = row.latest.year if row.latest else None
    return WayRow(f"{row.number}、{row.name}", row.unit, row.word, base, latest, row.aim, row.pace, year, row.simulated)


def _late(sheet: _Paper) -> None:
    model = sheet.model
    if not model.late:
        sheet.say("本年没有落后、难以完成、得而复失或未定的指标。")
        return
    if len(model.late) <= listings.PROSE_UP_TO:
        _late_prose(sheet)
    else:
        sheet.say(f"共{len(model.late)}项，逐项情况见下表。按责任单位：{sentences.units(model.late)}。")
    _table(sheet, listings.late(model))


def _late_prose(sheet: _Paper) -> None:
    groups = [(word, [row for row in sheet.model.late if row.word is word]) for word in LATE]
    number = 0
    for index, (word, rows) in enumerate(((word, rows) for word, rows in groups if rows), 1):
        sheet.heading(f"（{sentences.chinese(index)}）{SHOWN[word].zh}（{len(rows)}项）", 2)
        for row in rows:
            number += 1
            paragraph = sheet.say("")
            paragraph.add_run(f"{number}．{row.name}。").bold = True
            paragraph.add_run(sentences.late(row))


def _silent(sheet: _Paper) -> None:
    model = sheet.model
    if not model.silent:
        sheet.say("可核对的指标都有数据并可判定。")
        return
    counts = [f"{SHOWN[word].zh}{model.counts[word]}项" for word in OUTSIDE if model.counts[word]]
    sheet.say(f"截至{sentences.day(model.release.moment)}，{'、'.join(counts)}，本报告不作评价，也不以以前年份的数值顶替。")
    sheet.say(f"应由下列单位补报数据或明确口径：{sentences.units(model.silent)}。")
    _table(sheet, listings.silent(model))


_LINE: Final = "未到期的，以基期到目标的直线为应达到的进度，不低于（下降类指标不高于）进度的为进展正常，否则为落后，按现有变化推算到期不能达到且完成不足一半的为难以完成。"
_NAMED: Final = "未到期的，按该方法的分类，达到所需进度的为进展正常，停滞或倒退的为难以完成，其余为落后；该方法不能计算的，改按直线进度。"
_TRENDS: Final = "只写方向的目标，检验真实水平自基期以来是否按要求变化，有九成五以上把握的才作肯定，其余为未定。"


def _data_notes(sheet: _Paper) -> None:
    model = sheet.model
    texts = {
        "数据来源和时点": _sources(model),
        "判定方法": [
            f"本报告用“{model.method}”判定：已到期的目标与最新值直接比较；{_LINE if model.by_line else _NAMED}",
            _TRENDS,
            "判定用未修约的数值；修约后才等于目标的，表中以*注明，仍按未达标处理。",
        ],
        "修约": [f"数值按指标规定的小数位一次四舍五入，同一指标用同一位数。{sentences.ROUNDED}"],
        "完整度": [
            f"完整度为已报送的单位数与应报送的单位数之比。汇总数由各单位分子、分母分别相加后计算，不对率作平均；已报单位低于{sentences.share(round(model.threshold * 100), 100)}的不公布汇总数，作无数据处理。"
        ],
        "更正": [sentences.correction(item) for item in model.corrections],
        "其他说明": list(model.notes),
    }
    given = [(title, words) for title, words in texts.items() if words]
    for index, (title, words) in enumerate(given, 1):
        sheet.heading(f"（{sentences.chinese(index)}）{title}", 2)
        for text in words:
            sheet.say(text)
    _table(sheet, listings.symbols(model))


def _sources(model: ReportModel) -> list[str]:
    names = list(dict.fromkeys(row.source for row in (*model.rows, *model.tasks) if row.source != "—"))
    first = f"本报告取用{sentences.release(model)}数据，所用数据集固定，发布后不再变动。"
    texts = [first + (f"来源有：{'、'.join(names)}。" if names else "")]
    return [*texts, sentences.SIMULATED] if model.simulated else texts


_CHAPTERS: Final[tuple[tuple[str, Callable[[_Paper], None], Callable[[ReportModel], bool]], ...]] = (
    ("总体情况", _summary, lambda model: bool(model.rows or model.tasks)),
    ("各领域进展", _areas, lambda model: bool(model.areas)),
    ("需要重点关注的指标", _late, lambda model: bool(model.rows)),
    ("无数据和无法判断的指标", _silent, lambda model: bool(model.rows)),
    ("数据说明", _data_notes, lambda _model: True),
)


# Annexes


def _annexes(sheet: _Paper) -> None:
    """附表1 all indicators, 附表2 what is done once; on landscape pages, each begun on a page of its own."""
    model = sheet.model
    given = [
        (number, make(model))
        for number, make, rows in (("附表1", listings.targets, model.rows), ("附表2", listings.tasks, model.tasks))
        if rows
    ]
    for index, (number, listing) in enumerate(given):
        section = paper.new_section(sheet.document, landscape=True)
        if not index:
            paper.heads(section, sentences.SIMULATED_HEAD if model.simulated else None)
            paper.feet(section, numbered=True)
        sheet.heading(f"{number}　{listing.title}", 1, "Annex")
        sheet.say(f"{model.year}年{listing.title}", "Annex Title")
        _table(sheet, listing, caption=False)


# Tables and figures


def _table(sheet: _Paper, listing: Listing, *, caption: bool = True) -> None:
    if caption:
        sheet.tables += 1
        paragraph = sheet.say("表", "Caption")
        paper.field(paragraph, "SEQ 表 \\* ARABIC", str(sheet.tables))
        paragraph.add_run(f"　{listing.title}")
    add_table(sheet.document, listing.columns, listing.rows, last_is_sum=listing.last_is_sum, title=listing.title)
    mark = sentences.SIMULATED_NOTE if sheet.model.simulated else ""
    sheet.say(f"注：{mark}{listing.note}", "Table Note")


def _figure(sheet: _Paper, chart: AreaChart | Bars, title: str) -> None:
    sheet.figures += 1
    picture = svg_png(chart_svg(chart), DPI)
    paragraph = sheet.say("", "Figure")
    inline = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(paper.TEXT_WIDTH))
    paper.describe_picture(inline, title, describe(chart))
    caption = sheet.say("图", "Figure Caption")
    paper.field(caption, "SEQ 图 \\* ARABIC", str(sheet.figures))
    caption.add_run(f"　{title}{'（模拟数据）' if sheet.model.simulated else ''}")
