"""The Word file, read back with a zip and an XML reader alone."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docx import Document

from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports import Correction, ReportModel, sentences, write_docx, yearly
from qingmiao.reports.styles import LOOKS
from tests.reports import sample
from tests.reports.readback import W, body, names, paragraphs, part, style, table_headed, tables, text, words


@pytest.fixture(scope="module")
def model() -> ReportModel:
    """The invented county, simulated."""
    return sample.model(rows=sample.rows(simulated=True), corrections=(Correction("活产数", 2023, "人", 4310, 4286, "跨年补报核减"),))


@pytest.fixture(scope="module")
def report(model: ReportModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its report."""
    return write_docx(yearly(model), tmp_path_factory.mktemp("report") / "报告.docx")


# Structure


def test_chapters_in_order(report: Path) -> None:
    """Headings are real heading styles, numbered 一、（一） without a gap, and then the annexes."""
    found = [(look, said) for look, said in paragraphs(report) if look in {"Heading1", "Heading2", "Annex"}]
    first = [said for look, said in found if look == "Heading1"]
    assert first == [
        "一、总体情况",
        "二、分领域监测结果",
        "三、需要重点关注的指标",
        "四、无数据和无法判断的指标",
        "五、下一步工作建议",
        "六、数据说明",
    ]
    assert [said for look, said in found if look == "Annex"] == [
        "附表1　指标监测总表",
        "附表2　指标历年数据表",
        "附表3　工作事项进展表",
        "附表4　数据质量说明",
    ]
    numbers = [said[1] for look, said in found if look == "Heading2"]
    assert numbers == [*"一二三", *"一二三四五六"]


def test_no_heading_is_an_orphan(report: Path) -> None:
    """After each heading, caption and figure comes something else than the end or a heading of the same rank; their styles keep with next."""
    nodes = [node for node in body(report) if node.tag in {f"{W}p", f"{W}tbl"}]
    looks = [style(node) if node.tag == f"{W}p" else "table" for node in nodes]
    for look, after in zip(looks, [*looks[1:], "end"], strict=True):
        if look in {"Heading1", "Heading2", "Annex"}:
            assert after not in {look, "end"}
        if look == "Caption":
            assert after == "table"
        if look == "Figure":
            assert after == "FigureCaption"
        if look == "table":
            assert after == "TableNote"
    styles = {node.attrib[f"{W}styleId"]: node for node in part(report, "word/styles.xml").iter(f"{W}style")}
    for name in ("Heading1", "Heading2", "Heading3", "Caption", "Figure", "Annex", "TableHead"):
        assert styles[name].find(f"{W}pPr/{W}keepNext") is not None


def test_no_empty_paragraph_and_no_broken_number(report: Path) -> None:
    """No nan, None, XX or empty line; every cell says something."""
    assert all(said.strip() or look in {"Figure", "toc1"} for look, said in paragraphs(report)), paragraphs(report)
    assert all(cell.strip() for table in tables(report) for row in table for cell in row)
    assert not re.search(r"nan|None|inf\b|XX|\{|\}|。。|，。", text(report))


def test_contents_link_to_headings(report: Path) -> None:
    """Every line of the contents links to a bookmark of a heading with the same words; the field is closed."""
    tree = body(report)
    links = {link.attrib[f"{W}anchor"]: words(link) for link in tree.iter(f"{W}hyperlink")}
    marks = [(mark.attrib[f"{W}name"], words(node)) for node in tree.findall(f"{W}p") for mark in node.findall(f"{W}bookmarkStart")]
    assert links == {name: said for name, said in marks if name.startswith("_Toc")}
    assert len(links) == 6 + 3 + 6 + 4
    kinds = [mark.attrib[f"{W}fldCharType"] for mark in tree.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_tables_repeat_their_heads_and_split_no_row(report: Path) -> None:
    """On every table: the first row is a head that repeats, no row may be split, widths are fixed and add up, numbers stand right."""
    for table in body(report).findall(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rows[1:])
        widths = [int(column.attrib[f"{W}w"]) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        wide = words(rows[0]).startswith(("序号", "总表\n序号指标问题", "总表\n序号指标单位"))
        limit = 225 if wide else 156
        assert sum(widths) <= limit / 25.4 * 1440 + len(widths)


def test_captions_are_numbered_fields(report: Path) -> None:
    """表 1 to 表 4 above their tables, 图 1 to 图 4 below their pictures, each number a field that Word can renumber."""
    said = [words(node) for node in body(report).findall(f"{W}p") if style(node) == "Caption"]
    assert [re.match(r"表(\d+)　", line).group(1) for line in said] == ["1", "2", "3", "4"]  # type: ignore[union-attr]
    below = [words(node) for node in body(report).findall(f"{W}p") if style(node) == "FigureCaption"]
    assert [re.match(r"图(\d+)　", line).group(1) for line in below] == ["1", "2", "3", "4"]  # type: ignore[union-attr]
    codes = [code.text or "" for code in body(report).iter(f"{W}instrText")]
    assert sum(" SEQ 表 " in code for code in codes) == 4
    assert sum(" SEQ 图 " in code for code in codes) == 4


def test_pictures_say_what_they_show(report: Path) -> None:
    """Each picture is a PNG of 156 mm with a description."""
    properties = list(body(report).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"))
    assert len(properties) == 4
    assert all(len(node.attrib["descr"]) > 10 for node in properties)
    extents = list(body(report).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"))
    assert {round(int(node.attrib["cx"]) / 36000) for node in extents} == {156}


# Layout by GB/T 9704


def test_paper_and_margins(report: Path) -> None:
    """A4 with margins 37, 26, 35, 28 mm; the annexes lie landscape, turned so that their head is at the binding."""
    pages = [
        {
            key.removeprefix(W): round(int(value) / 1440 * 25.4) if value.lstrip("-").isdigit() else value
            for tag in ("pgSz", "pgMar")
            for key, value in section.find(f"{W}{tag}").attrib.items()
        }  # type: ignore[union-attr]
        for section in body(report).iter(f"{W}sectPr")
    ]
    assert len(pages) == 6
    for page in pages[:2]:
        assert (page["w"], page["h"]) == (210, 297)
        assert [page[side] for side in ("top", "right", "bottom", "left")] == [37, 26, 35, 28]
    for page in pages[2:]:
        assert (page["w"], page["h"], page["orient"]) == (297, 210, "landscape")
        assert [page[side] for side in ("top", "right", "bottom", "left")] == [28, 37, 26, 35]


def test_body_is_fangsong_16_at_a_fixed_line(report: Path) -> None:
    """Body 仿宋 16 pt at exactly 28.95 pt, two characters indented; title 小标宋 22 pt; headings 黑体 and 楷体, not bold."""
    styles = {node.attrib[f"{W}styleId"]: node for node in part(report, "word/styles.xml").iter(f"{W}style")}

    def looks(name: str) -> tuple[str, str]:
        run = styles[name].find(f"{W}rPr")
        assert run is not None
        return run.find(f"{W}rFonts").attrib[f"{W}eastAsia"], run.find(f"{W}sz").attrib[f"{W}val"]  # type: ignore[union-attr]

    assert looks("BodyText") == ("仿宋_GB2312", "32")
    assert looks("Title") == ("方正小标宋简体", "44")
    assert looks("Heading1") == ("黑体", "32")
    assert looks("Heading2") == ("楷体_GB2312", "32")
    spacing = styles["BodyText"].find(f"{W}pPr/{W}spacing")
    assert (spacing.attrib[f"{W}line"], spacing.attrib[f"{W}lineRule"]) == ("579", "exact")  # type: ignore[union-attr]
    assert styles["BodyText"].find(f"{W}pPr/{W}ind").attrib[f"{W}firstLineChars"] == "200"  # type: ignore[union-attr]
    assert styles["Heading1"].find(f"{W}pPr/{W}outlineLvl").attrib[f"{W}val"] == "0"  # type: ignore[union-attr]


def test_every_style_sets_its_chinese_font_and_no_theme_font(report: Path) -> None:
    """Without eastAsia Word takes what it likes; theme attributes would win over it. The language is Chinese."""
    styles = part(report, "word/styles.xml")
    for node in styles.iter(f"{W}rFonts"):
        assert f"{W}eastAsia" in node.attrib
        assert not any("heme" in key for key in node.attrib)
    assert {node.attrib[f"{W}eastAsia"] for node in styles.iter(f"{W}lang")} == {"zh-CN"}
    known = {node.find(f"{W}name").attrib[f"{W}val"].lower() for node in styles.iter(f"{W}style")}  # type: ignore[union-attr]
    assert {look.name.lower() for look in LOOKS} <= known
    used = {style(node) for node in body(report).iter(f"{W}p")}
    assert used <= {node.attrib[f"{W}styleId"] for node in styles.iter(f"{W}style")}


def test_signs_of_both_scripts_are_chinese(report: Path) -> None:
    """Quotation marks, dashes and the shapes of verdicts are set in the Chinese font: else Word makes them half as wide."""
    runs = [run for run in body(report).iter(f"{W}r") if set(words(run)) & set("“”—●◆○✕")]
    assert len(runs) > 20
    assert all(run.find(f"{W}rPr/{W}rFonts").attrib[f"{W}hint"] == "eastAsia" for run in runs)  # type: ignore[union-attr]


def test_fonts_have_stand_ins(report: Path) -> None:
    """The font table names what to take where the standard's fonts are missing."""
    fonts = {node.attrib[f"{W}name"]: node.find(f"{W}altName") for node in part(report, "word/fontTable.xml").iter(f"{W}font")}
    assert {"仿宋_GB2312", "楷体_GB2312", "方正小标宋简体"} <= set(fonts)
    assert all(other is not None for other in fonts.values())


def test_page_numbers_stand_between_dashes_outside(report: Path) -> None:
    """Right on odd, left on even pages; the body begins with 1, the annexes go on; the title page has none."""
    assert part(report, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    feet = {name: part(report, name) for name in names(report) if name.startswith("word/footer")}
    numbered = [words(tree) for tree in feet.values() if words(tree)]
    assert sorted(set(numbered)) == ["— 1 —"]
    sides = {node.attrib[f"{W}val"] for tree in feet.values() for node in tree.iter(f"{W}jc")}
    assert sides == {"left", "right"}
    starts = [section.find(f"{W}pgNumType") for section in body(report).iter(f"{W}sectPr")]
    assert [node is not None for node in starts] == [False, True, False, False, False, False]


# What it says


def test_target_table_equals_the_model(report: Path, model: ReportModel) -> None:
    """Every row of the table of targets, against values written by hand for some and against the model for all."""
    rows = table_headed(report, "序号", "领域", "指标")
    assert [row["序号"] for row in rows] == [str(row.number) for row in model.rows]
    assert [row["指标"] for row in rows] == [row.name for row in model.rows]
    assert [row["判定"] for row in rows] == [f"{SHOWN[row.word].shape} {SHOWN[row.word].zh}" for row in model.rows]
    first, fourth, fifth, ninth = rows[0], rows[3], rows[4], rows[8]
    assert (first["基期\n（年份）"], first["目标\n（期限）"], first["最新\n（年份）"], first["比上年"]) == (
        "4.60‰\n（2020）",
        "≤5‰\n（2030）",
        "2.80‰\n（2024）",
        "降0.30个千分点",
    )
    assert (first["来源"], first["完整\n度"], first["责任单位"]) == ("卫生健康", "14/14", "县卫生健康局")
    assert (rows[1]["基期\n（年份）"], rows[1]["最新\n（年份）"]) == ("18.40/10万\n（2020）", "14.20/10万\n（2024）")
    assert fourth["最新\n（年份）"] == "88.10%p\n（2024）"
    assert fifth["最新\n（年份）"] == "95.00%\n（2024）*"
    assert (ninth["基期\n（年份）"], ninth["最新\n（年份）"], ninth["比上年"], ninth["完整\n度"]) == ("—", "—", "—", "—")
    for told, row in zip(rows, model.rows, strict=True):
        number = re.match(r"-?[\d.]+", told["最新\n（年份）"])
        assert (number is None) == (row.latest is None)
        if number and row.latest and row.latest.value is not None:
            assert abs(float(number.group()) - row.latest.value) <= 0.005 + 1e-9


def test_summary_table_closes(report: Path, model: ReportModel) -> None:
    """The last row is the sum of the rows above, and each row's verdicts add up to what was planned."""
    rows = table_headed(report, "领域")
    heads = [head for head in rows[0] if head not in {"领域", "达标率"}]
    for head in heads:
        assert sum(int(row[head]) for row in rows[:-1]) == int(rows[-1][head])
    for row in rows:
        verdicts = [int(row[head]) for head in heads if head not in {"规划\n项数", "可判\n定数"}]
        assert sum(verdicts) == int(row["规划\n项数"])
    assert (rows[-1]["规划\n项数"], rows[-1]["可判\n定数"], rows[-1]["达标率"]) == ("11", "8", "25.0%")
    assert [row["达标率"] for row in rows] == ["20.0%", "33.3%", "—", "25.0%"]


def test_summary_sentence_equals_the_table(report: Path) -> None:
    """The first sentence, written by hand."""
    said = [line for look, line in paragraphs(report) if look == "BodyText"]
    assert (
        "8项可判定指标中，已达标2项（占25.0%）、进展正常2项（占25.0%）、落后1项（占12.5%）、难以完成1项（占12.5%）、"
        "得而复失1项（占12.5%）、未定1项（占12.5%）；另有2项无数据和1项无法判断，不计入。"
    ) in said


def test_what_is_late_and_what_is_silent_is_named(report: Path, model: ReportModel) -> None:
    """Each late indicator has its sentence and who answers; each silent one says why and who should report."""
    said = text(report)
    for row in model.late:
        assert f"{row.name}（{SHOWN[row.word].zh}）。{row.sentence}" in said
        assert table_headed(report, "总表\n序号", "指标", "目标", "最新\n（年份）")
    assert "请县卫生健康局就“儿童眼保健和视力检查覆盖率”“适龄儿童免疫规划疫苗接种率（以乡镇为单位）”查明原因" in said
    silent = {row["指标"]: (row["情况"], row["应报单位"]) for row in table_headed(report, "总表\n序号", "指标", "目标", "判定")}
    assert silent == {
        "儿童之家覆盖率": ("从未报送", "县民政局（建议）"),
        "儿童主任持证上岗率": ("从未报送", "待明确"),
        "儿童福利支出占比": ("缺基期数据", "县财政局"),
    }


def test_data_notes(report: Path) -> None:
    """Source and moment, method by name, rounding, completeness with the plan's threshold, corrections, what is to be supplied."""
    said = text(report)
    for part_of in (
        "“2024年度数据”（2025年5月20日）的数据",
        "“直线进度法”",
        "四舍五入",
        "低于60.0%",
        "由4310人修订为4286人",
        "29个县待补充名单",
    ):
        assert part_of in said


def test_simulated_is_said_everywhere(report: Path, model: ReportModel) -> None:
    """On the title page, in each page head, in each table's note and each figure's caption, in the file's own properties."""
    before_contents = [said for _, said in paragraphs(report)][: [said for _, said in paragraphs(report)].index("目　　录")]
    assert sentences.SIMULATED in before_contents
    heads = [words(part(report, name)) for name in names(report) if name.startswith("word/header")]
    assert heads
    assert all("模拟数据" in head for head in heads)
    assert all("模拟数据" in said for look, said in paragraphs(report) if look in {"TableNote", "FigureCaption"})
    assert Document(str(report)).core_properties.comments == sentences.SIMULATED


def test_real_data_are_not_called_simulated(tmp_path: Path) -> None:
    """Without simulated figures the word does not occur, and page heads are empty."""
    path = write_docx(yearly(sample.model()), tmp_path / "r.docx")
    assert "模拟" not in text(path)
    assert not any(words(part(path, name)) for name in names(path) if name.startswith("word/header"))


def test_draft_is_said_until_it_is_approved(tmp_path: Path, report: Path) -> None:
    """征求意见稿 stands on the title page of a draft only."""
    assert "（征求意见稿）" in text(report)
    assert "征求意见稿" not in text(write_docx(yearly(sample.model(draft=False)), tmp_path / "r.docx"))


# Other plans


def test_a_plan_without_any_data(tmp_path: Path) -> None:
    """Every row silent: no chart, no share of nothing, no empty chapter, and still a whole document."""
    rows = tuple(replace(row, word=Word.NO_DATA, latest=None, base=None, gap="", source="—") for row in sample.rows())
    path = write_docx(yearly(sample.model(rows=rows)), tmp_path / "r.docx")
    said = text(path)
    assert "11项指标中，11项无数据，尚无可判定的指标。" in said
    assert said.count("本领域指标均无数据，不作图。") == 3
    assert "本年没有落后、难以完成、得而复失或未定的指标。" in said
    assert [row["达标率"] for row in table_headed(path, "领域")] == ["—"] * 4


def test_a_tiny_plan(tmp_path: Path) -> None:
    """One indicator, no task: one area, one annex, nothing silent, no figure of one bar."""
    path = write_docx(yearly(sample.model(rows=sample.rows()[:1], tasks=(), notes=())), tmp_path / "r.docx")
    said = text(path)
    assert "1项可判定指标中，已达标1项（占100.0%）。" in said
    assert "可核对的指标都有数据并可判定。" in said
    assert "附表4" not in said
    assert sum(look == "Figure" for look, _ in paragraphs(path)) == 1


def test_a_plan_of_tasks_alone(tmp_path: Path) -> None:
    """Measures and tasks without an indicator: the table of tasks is the only annex."""
    path = write_docx(yearly(sample.model(rows=(), notes=())), tmp_path / "r.docx")
    said = text(path)
    assert "附表1　工作事项进展表" in said
    assert "附表2" not in said
    assert "指标监测总表" not in said
    assert [row["事项"] for row in table_headed(path, "序号", "领域", "事项")] == [row.name for row in sample.tasks()]


def test_an_empty_plan(tmp_path: Path) -> None:
    """Nothing to check at all is still a document that says so by its notes."""
    path = write_docx(yearly(sample.model(rows=(), tasks=(), notes=())), tmp_path / "r.docx")
    assert [said for look, said in paragraphs(path) if look == "Heading1"] == ["一、数据说明"]


def test_long_lists_stand_in_the_table(tmp_path: Path) -> None:
    """Of more than forty late indicators the sentences stand in the table, each exactly once, and a long area has several figures."""
    rows = tuple(sample.row(number, f"指标{number}", Word.BEHIND, sentence=f"第{number}项落后。") for number in range(1, 46))
    path = write_docx(yearly(sample.model(rows=rows, tasks=())), tmp_path / "r.docx")
    listed = table_headed(path, "总表\n序号", "指标", "情况")
    assert [row["情况"] for row in listed] == [row.sentence for row in rows]
    assert text(path).count("第7项落后。") == 1
    assert [said for look, said in paragraphs(path) if look == "FigureCaption"] == [
        "图1　儿童与健康指标进程（1/2）",
        "图2　儿童与健康指标进程（2/2）",
    ]


def test_names_with_markup_stay_words(tmp_path: Path) -> None:
    """Signs of markup and quotes in names do no harm."""
    row = sample.row(1, "<b>率</b>&\"'", Word.BEHIND)
    path = write_docx(yearly(sample.model(rows=(row,), tasks=(), place="<县>")), tmp_path / "r.docx")
    assert table_headed(path, "序号", "领域")[0]["指标"] == "<b>率</b>&\"'"


def test_the_same_model_gives_the_same_bytes(model: ReportModel, report: Path, tmp_path: Path) -> None:
    """No clock, no chance: written again, the file is the same; nothing half-written stays."""
    again = write_docx(yearly(model), tmp_path / "sub" / "again.docx")
    assert again.read_bytes() == report.read_bytes()
    assert [path.name for path in again.parent.iterdir()] == ["again.docx"]


def test_every_part_is_whole(report: Path) -> None:
    """Every XML part parses, every relation leads to a part, python-docx opens it, and nothing of the library's template speaks."""
    with zipfile.ZipFile(report) as file:
        assert file.testzip() is None
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(file.read(name))
        relations = ET.fromstring(file.read("word/_rels/document.xml.rels"))
        targets = {relation.attrib["Target"] for relation in relations if relation.attrib.get("TargetMode") != "External"}
        assert {f"word/{target}" for target in targets if not target.startswith(("/", ".."))} <= set(file.namelist())
    opened = Document(str(report))
    assert opened.core_properties.title == "2024年《云岭县儿童发展规划（2021—2030年）》监测报告"
    assert opened.core_properties.author == "云岭县妇女儿童工作委员会办公室"
    assert "thumbnail" not in " ".join(names(report))
