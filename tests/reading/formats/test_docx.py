"""Word files: numbers as Word counts them, tables, marks of change, fields, boxes."""

from __future__ import annotations

import pytest

from qingmiao.reading.formats import text_of
from tests.reading.formats.builders import W, archive, level, numbered, p, word

LIST = (
    '<w:abstractNum w:abstractNumId="5">'
    + level(0, "chineseCountingThousand", "%1、")
    + level(1, "japaneseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "(%4)")
    + level(4, "decimalEnclosedCircleChinese", "%5")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
)


def lines(body: str, **parts: str) -> list[str]:
    return text_of(word(body, **parts), name="a.docx").text.splitlines()


def test_numbers_are_counted_by_level() -> None:
    levels = [0, 1, 1, 2, 2, 3, 4, 4, 1, 2, 0, 1]
    found = lines("".join(numbered("甲", each) for each in levels), numbering=LIST)
    assert found == ["一、甲", "（一）甲", "（二）甲", "1. 甲", "2. 甲", "(1)甲", "①甲", "②甲", "（三）甲", "1. 甲", "二、甲", "（一）甲"]


def test_past_ten() -> None:
    found = lines("".join(numbered("甲") for _ in range(21)), numbering=LIST)
    assert (found[9], found[10], found[19], found[20]) == ("十、甲", "十一、甲", "二十、甲", "二十一、甲")


@pytest.mark.parametrize(
    ("style", "numbers"),
    [
        ("chineseLegalSimplified", ("壹", "贰", "叁")),
        ("ideographDigital", ("一", "二", "三")),
        ("ideographTraditional", ("甲", "乙", "丙")),
        ("upperRoman", ("I", "II", "III")),
        ("lowerLetter", ("a", "b", "c")),
        ("decimalFullWidth", ("１", "２", "３")),
        ("decimalZero", ("01", "02", "03")),
        ("decimalEnclosedCircle", ("①", "②", "③")),
        ("ideographEnclosedCircle", ("㈠", "㈡", "㈢")),
        ("somethingNew", ("1", "2", "3")),
    ],
)
def test_styles(style: str, numbers: tuple[str, ...]) -> None:
    there = f'<w:abstractNum w:abstractNumId="0">{level(0, style, "%1、")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    assert lines(numbered("x") * 3, numbering=there) == [f"{number}、x" for number in numbers]


def test_uses_of_one_list_go_on_and_an_override_begins_anew() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="5"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0">'
        + level(0, "decimal", "第%1条")
        + "</w:lvlOverride></w:num>"
    )
    body = "".join(numbered("甲", 0, use) for use in (1, 1, 2, 3, 3, 1, 4))
    assert lines(body, numbering=LIST + more) == ["一、甲", "二、甲", "三、甲", "一、甲", "二、甲", "三、甲", "第4条甲"]


def test_restart_never_and_restart_after_a_level() -> None:
    never, after = '<w:lvlRestart w:val="0"/>', '<w:lvlRestart w:val="1"/>'
    there = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1、")}{level(1, "decimal", "第%2条", never)}{level(2, "decimal", "(%3)", after)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(numbered("", each).replace("<w:t></w:t>", "<w:t>甲</w:t>") for each in (0, 1, 2, 1, 2, 0, 1, 2))
    assert lines(body, numbering=there) == ["1、甲", "第1条甲", "(1)甲", "第2条甲", "(2)甲", "2、甲", "第3条甲", "(1)甲"]


def test_several_levels_in_one_number_and_legal_digits() -> None:
    there = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "chineseCounting", "第%1章")}{level(1, "decimal", "%1.%2", "<w:isLgl/>")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(numbered("甲", each) for each in (0, 1, 1, 0, 1))
    assert lines(body, numbering=there) == ["第一章甲", "1.1 甲", "1.2 甲", "第二章甲", "2.1 甲"]


def test_numbers_by_style_and_by_linked_list() -> None:
    there = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "chineseCounting", "%1、", """<w:pStyle w:val="H1"/>""")}'
        f'{level(1, "chineseCounting", "（%2）", """<w:pStyle w:val="H2"/>""")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H3"><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = "".join(p("甲", f'<w:pStyle w:val="{name}"/>') for name in ("H1", "H2", "H3")) + numbered("甲", 0, 2)
    body += p("甲", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert lines(body, numbering=there, styles=styles) == ["一、甲", "（一）甲", "（二）甲", "二、甲", "甲"]


def test_bullets_and_a_number_before_a_figure() -> None:
    there = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "bullet", chr(0xF06C))}{level(1, "bullet", "——")}{level(2, "decimal", "%3.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert lines(numbered("甲") + numbered("乙", 1) + numbered("5岁", 2), numbering=there) == ["• 甲", "—— 乙", "1. 5岁"]


def test_tables_give_one_line_a_row_and_merged_cells_once() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{p(text)}</w:tc>"

    start, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    rows = [
        cell("指标") + cell("目标", wide),
        cell("健康", start) + cell("2025年") + cell("2030年"),
        cell("不见", on) + cell("5‰") + f"<w:tc>{p('4‰')}{p('以下')}</w:tc>",
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows) + f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删去')}{cell('x')}</w:tr>"
    assert lines(f"<w:tbl>{table}</w:tbl>") == ["指标\t目标", "健康\t2025年\t2030年", "\t5‰\t4‰ 以下"]


def test_a_table_of_one_cell_is_a_frame() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>"
    assert lines(f"<w:tbl><w:tr><w:tc>{p('一')}{p('二')}{inner}</w:tc></w:tr></w:tbl>") == ["一", "二", "甲\t乙"]


def test_changes_are_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>达到</w:t></w:r><w:del><w:r><w:delText>90</w:delText></w:r></w:del><w:ins><w:r><w:t>95</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>去</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>%</w:t></w:r></w:moveTo></w:p>"
        + p("前半", "<w:rPr><w:del/></w:rPr>")
        + p("后半")
        + p("末", "<w:rPr><w:del/></w:rPr>")
    )
    assert lines(body) == ["达到95%", "前半后半", "末"]


def test_fields_give_their_results_and_contents_are_left_out() -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def code(words: str) -> str:
        return f"<w:r><w:instrText>{words}</w:instrText></w:r>"

    toc = f"<w:p>{char('begin')}{code(' TOC ')}{char('separate')}<w:r><w:t>目录行</w:t></w:r></w:p>{p('又一行')}<w:p>{char('end')}</w:p>"
    field = f"<w:p><w:r><w:t>共</w:t></w:r>{char('begin')}{code('REF x')}{char('separate')}<w:r><w:t>29</w:t></w:r>{char('end')}<w:r><w:t>个</w:t></w:r></w:p>"
    circled = r"eq \o\ac(○,3)"
    circle = f"<w:p>{char('begin')}{code(circled)}{char('end')}<w:r><w:t>项</w:t></w:r></w:p>"
    simple = '<w:p><w:fldSimple w:instr=" TOC "><w:r><w:t>目录</w:t></w:r></w:fldSimple><w:fldSimple w:instr="DATE"><w:r><w:t>今年</w:t></w:r></w:fldSimple></w:p>'
    gallery = f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{p("目录")}</w:sdtContent></w:sdt>'
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('正文')}</w:sdtContent></w:sdt>"
    assert lines(toc + field + circle + simple + gallery + control) == ["共29个", "③项", "今年", "正文"]


def test_boxes_breaks_hidden_words_and_notes() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>正</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>文</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>右</w:t><w:noBreakHyphen/><w:softHyphen/><w:footnoteReference/></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:char='zz'/></w:r></w:p>"
        "<w:p><w:ruby><w:rt><w:r><w:t>qing</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>青</w:t></w:r></w:rubyBase></w:ruby></w:p><w:altChunk/>"
    )
    found = text_of(word(body), name="a.docx")
    assert found.text.splitlines() == ["正文", "框内", "上", "下\t右-√", "青"]
    assert len(found.notes) == 1


def test_the_main_part_is_found_by_its_relation_and_strict_files_are_read() -> None:
    body = f"<w:document {W}><w:body>{p('儿童')}</w:body></w:document>".replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    relation = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Type="x/officeDocument" Target="/word/main2.xml"/></Relationships>'
    found = text_of(archive({"_rels/.rels": relation, "word/main2.xml": body.encode("utf-16")}), name="a.docx")
    assert (found.text, found.format) == ("儿童\n", "docx")
