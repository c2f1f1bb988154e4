"""Sections, page heads, page numbers, fields and the parts of a Word file that python-docx has no words for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from qingmiao.reports.styles import STAND_INS

A4: Final = (210, 297)
TOP, RIGHT, BOTTOM, LEFT = 37, 26, 35, 28
TEXT_WIDTH, TEXT_HEIGHT = 156, 225
"""The type area in millimetres; in a landscape section the two change places."""

FOOTER: Final = 22
"""From the lower edge of the paper to the page number: its dash then stands 7 mm below the type area."""

LINE_PITCH: Final = 579
"""Document grid: lines of 28.95 pt in twentieths."""

FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every entry in the file: the same report gives the same bytes."""


def set_page(section: Any, *, landscape: bool = False) -> None:
    """Paper and margins; a landscape page is the portrait one turned, so its head lies at the binding."""
    width, height = (A4[1], A4[0]) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    top, right, bottom, left = (LEFT, TOP, RIGHT, BOTTOM) if landscape else (TOP, RIGHT, BOTTOM, LEFT)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = Mm(top), Mm(right), Mm(bottom), Mm(left)
    section.header_distance, section.footer_distance = Mm(15), Mm(15 if landscape else FOOTER)
    _grid(section)


def _grid(section: Any) -> None:
    properties = section._sectPr  # no public way
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    properties.append(grid)


def new_section(document: Any, *, landscape: bool = False) -> Any:
    """A new section on a new page, with heads and feet of its own."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _end_with_text(document)
    for inherited in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(inherited)
    set_page(section, landscape=landscape)
    return section


def _end_with_text(document: Any) -> None:
    """Let the last words of a section carry its properties: a paragraph of its own for them could make an empty page."""
    holder = next(node for node in reversed(list(document.element.body)) if node.find(qn("w:pPr") + "/" + qn("w:sectPr")) is not None)
    before = holder.getprevious()
    if before is not None and before.tag == qn("w:p") and not holder.findall(qn("w:r")):
        before.get_or_add_pPr().append(holder.pPr.find(qn("w:sectPr")))
        holder.getparent().remove(holder)


def number_from(section: Any, first: int) -> None:
    """Let the pages of a section begin at a number."""
    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    node = OxmlElement("w:pgNumType")
    node.set(qn("w:start"), str(first))
    properties.find(qn("w:pgMar")).addnext(node)


def heads(section: Any, words: str | None) -> None:
    """The page head of odd and even pages; nothing where there are no words."""
    for part in (section.header, section.even_page_header):
        part.is_linked_to_previous = False
        part.paragraphs[0].text = words or ""


def feet(section: Any, *, numbered: bool) -> None:
    """Page numbers between dashes: one character from the outer edge, right on odd pages and left on even ones."""
    for part, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        part.is_linked_to_previous = False
        if numbered:
            _page_number(part.paragraphs[0], side)


def _page_number(paragraph: Any, side: str) -> None:
    indent = OxmlElement("w:ind")
    indent.set(qn(f"w:{side}Chars"), "100")
    indent.set(qn(f"w:{side}"), "280")
    align = OxmlElement("w:jc")
    align.set(qn("w:val"), side)
    paragraph._p.get_or_add_pPr().extend([indent, align])
    paragraph.add_run("— ")
    field(paragraph, "PAGE", "1")
    paragraph.add_run(" —")


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field with what is shown until it is worked out anew."""
    _marks(paragraph, "begin", instruction, "separate")
    paragraph.add_run(shown)
    _marks(paragraph, "end")


def contents_field(last: Any, entries: Sequence[tuple[int, str, str]]) -> None:
    """A table of contents before the paragraph `last`: a field whose lines, of level, words and bookmark, link to the headings.

    The pages are not known before somebody lays the document out, and a wrong page number is worse than none: the lines stand
    without one until the field is updated in Word or WPS.
    """
    for index, (level, words, name) in enumerate(entries):
        paragraph = last.insert_paragraph_before(style=f"toc {level}")
        if not index:
            _marks(paragraph, "begin", 'TOC \\o "1-2" \\h \\z \\u', "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), name)
        link.set(qn("w:history"), "1")
        link.append(paragraph.add_run(words)._r)
        paragraph._p.append(link)
        if index == len(entries) - 1:
            _marks(paragraph, "end")


def _marks(paragraph: Any, *kinds: str) -> None:
    """Runs with the marks of a field; what is no mark is its instruction."""
    for kind in kinds:
        run = paragraph.add_run()
        if kind in {"begin", "separate", "end"}:
            node = OxmlElement("w:fldChar")
            node.set(qn("w:fldCharType"), kind)
        else:
            node = OxmlElement("w:instrText")
            node.set(qn("xml:space"), "preserve")
            node.text = f" {kind} "
        run._r.append(node)


def bookmark(paragraph: Any, number: int, name: str) -> None:
    """Put a bookmark around what a paragraph says."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for node in (start, end):
        node.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    first = next((child for child in paragraph._p if child.tag != qn("w:pPr")), None)
    if first is None:
        paragraph._p.append(start)
    else:
        first.addprevious(start)
    paragraph._p.append(end)


def reference_xml(anchor: str, shown: str) -> str:
    """A reference to a caption, as a field that Word works out anew."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> REF {anchor} \\h </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def figures_part(document: Any, xml: str) -> None:
    """Put what the numbers are of into the file, as its custom XML part, in the place of the library's."""
    package = document.part.package
    known = {str(part.partname): part for part in package.iter_parts()}
    part = known.get("/customXml/item1.xml") or Part(PackURI("/customXml/item1.xml"), "application/xml", b"", package)
    part._blob = xml.encode()
    document.part.relate_to(part, RT.CUSTOM_XML)


_SETTINGS: Final = (
    ("w:zoom", "w:percent", "100"),
    ("w:characterSpacingControl", "w:val", "compressPunctuation"),
    ("w:themeFontLang", "w:eastAsia", "zh-CN"),
)
_UNWANTED: Final = ("w:savePreviewPicture", "w:rsids", "w:proofState")


def settings(document: Any) -> None:
    """Let odd and even pages differ, compress punctuation as Chinese composition does, and take out what the template left."""
    document.settings.odd_and_even_pages_header_footer = True
    node = document.settings.element
    for tag, key, value in _SETTINGS:
        for found in node.findall(qn(tag)):
            found.set(qn(key), value)
    for tag in _UNWANTED:
        for found in node.findall(qn(tag)):
            node.remove(found)
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def font_table(document: Any) -> None:
    """Name the stand-ins of the standard's fonts, for machines that do not have them."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, other in STAND_INS.items()
    )
    part = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{entries}</w:fonts>'.encode()


_EITHER: Final = frozenset("“”‘’—…·×÷±°●▲◆■◐○✕→≥≤‰")
"""Signs that both scripts have: Word takes them from the Latin font, half as wide, unless it is told."""


def chinese_signs(document: Any) -> None:
    """Let signs that both scripts have be set in the Chinese font, in the body and in page heads and feet."""
    roots = [document.element.body]
    roots += [part.element for part in document.part.package.iter_parts() if re.match(r"/word/(header|footer)\d*\.xml", str(part.partname))]
    for run in (run for root in roots for run in root.iter(qn("w:r"))):
        if any(_EITHER & set(leaf.text or "") for leaf in run.findall(qn("w:t"))):
            properties = run.get_or_add_rPr()
            if properties.find(qn("w:rFonts")) is None:
                hint = OxmlElement("w:rFonts")
                hint.set(qn("w:hint"), "eastAsia")
                properties.insert(0, hint)


def describe_picture(inline: Any, title: str, words: str) -> None:
    """What a picture shows, for those who do not see it."""
    properties = inline._inline.docPr
    properties.set("title", title)
    properties.set("descr", words)


def packed(document: Any) -> bytes:
    """The file, with fixed dates inside: the same document gives the same bytes."""
    raw, packed_ = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed_, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(entry))
    return packed_.getvalue()


def save(document: Any, path: Path) -> Path:
    """Write the file by rename, so that nothing half-written is ever there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(packed(document))
    draft.replace(path)
    return path
