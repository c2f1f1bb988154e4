"""Documents made for the tests: Word files from XML or python-docx, small PDFs from page contents."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
from docx.oxml import parse_xml

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "plans" / "qinghe2021" / "document.txt"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_CHINESE = "一二三四五六七八九十"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, level: int = 0, use: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{use}"/></w:numPr>')


def level(index: int, style: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/><w:suff w:val="nothing"/></w:lvl>'


def word(body: str, *, numbering: str = "", styles: str = "") -> bytes:
    """A Word file of this body; `numbering` and `styles` are what stands inside those parts."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": RELS.format(
            "".join(f'<Relationship Type="x/{name}" Target="{name}.xml"/>' for name in ("numbering", "styles"))
        ),
        "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    }
    return archive(parts)


def _value(word: str) -> int:
    tens, ten, ones = word.partition("十")
    unit = _CHINESE.index(ones) + 1 if ones else 0
    return (_CHINESE.index(tens) + 1 if tens else 1) * 10 + unit if ten else _CHINESE.index(word) + 1


MARKERS = (re.compile(rf"([{_CHINESE}]+)、"), re.compile(rf"（([{_CHINESE}]+)）"), re.compile(r"(\d+)\."))


class Numberer:
    """Which lines of a text Word could have numbered: those whose number is one more than the last of their level."""

    def __init__(self) -> None:
        self.last = [0, 0, 0]

    def split(self, line: str) -> tuple[int, str] | None:
        for index, marker in enumerate(MARKERS):
            match = marker.match(line)
            if match:
                number = int(match.group(1)) if match.group(1).isdigit() else _value(match.group(1))
                if number != self.last[index] + 1:
                    return None
                self.last[index] = number
                self.last[index + 1 :] = [0] * (2 - index)
                return index, line[match.end() :]
        return None


def plan_as_word(text: str, path: Path, *, columns: int = 1) -> Path:
    """A plan's text as a Word document: its numbers as automatic numbers, its tables as tables, a running head and page numbers."""
    document = docx.Document()
    root = document.part.numbering_part.element
    levels = level(0, "chineseCountingThousand", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%3.")
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    numberer = Numberer()
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows and columns == 1:
            _add_table(document, rows)
        rows = []
        found = numberer.split(line)
        paragraph = document.add_paragraph(found[1] if found else line)
        if found:
            xml = f'<w:numPr {W}><w:ilvl w:val="{found[0]}"/><w:numId w:val="77"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(xml))
    _add_furniture(document, columns)
    document.save(str(path))
    return path


def _add_table(document: docx.document.Document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=max(map(len, rows)), style="Table Grid")
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=False):
            cell.text = words


def _add_furniture(document: docx.document.Document, columns: int) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "某县人民政府公报"
    foot = section.footer.paragraphs[0]
    for xml in ('<w:fldChar {} w:fldCharType="begin"/>', "<w:instrText {}>PAGE</w:instrText>", '<w:fldChar {} w:fldCharType="end"/>'):
        foot.add_run()._r.append(parse_xml(xml.format(W)))
    if columns > 1:
        for old in section._sectPr.findall("{*}cols"):
            section._sectPr.remove(old)
        section._sectPr.append(parse_xml(f'<w:cols {W} w:num="{columns}" w:space="400"/>'))


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n" % (len(data), extra) + data + b"\nendstream"


def pdf_of(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))


def pdf_page(content: bytes, extra: bytes = b"") -> bytes:
    """A PDF of one page with this content; /F is Helvetica, /X a form that draws itself."""
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
            stream(content, extra),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>stream\n/X Do\nendstream",
        ]
    )


def said(words: bytes, x: int = 50, y: int = 700) -> bytes:
    return b"BT /F 12 Tf %d %d Td (%s) Tj ET\n" % (x, y, words)
