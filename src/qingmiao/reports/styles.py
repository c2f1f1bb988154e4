"""The look of an official document (GB/T 9704—2012) as Word styles: paper, fonts, line height, headings, page numbers.

Measures: A4, type area 156 × 225 mm (top 37, left 28, bottom 35, right 26 mm), 22 lines a page: 225 mm / 22 lines = 28.95 pt exact,
28 characters a line: 156 mm / 28 = 15.79 pt, so 16 pt characters are drawn together by a quarter of a point. A document grid of
characters would do the same in Word, but LibreOffice spreads the characters over it. Body 3号 (16 pt) 仿宋, title 2号 小标宋, headings 黑体, 楷体, 仿宋, page number 4号 宋体.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

FANGSONG: Final = "仿宋_GB2312"
KAITI: Final = "楷体_GB2312"
HEITI: Final = "黑体"
SONGTI: Final = "宋体"
XIAOBIAOSONG: Final = "方正小标宋简体"
LATIN: Final = "Times New Roman"

STAND_INS: Final = {FANGSONG: "仿宋", KAITI: "楷体", XIAOBIAOSONG: "宋体", HEITI: "SimHei", SONGTI: "SimSun"}
"""What Word takes where a machine has not the font of the standard (alternative names in the font table)."""

LINE: Final = 28.95
"""Exact height of a line in points: 22 of them fill the type area, at 29 only 21 do."""

BODY, TITLE, NUMBER = 16.0, 22.0, 14.0
SMALL, TABLE_HEAD, SMALLEST = 10.5, 12.0, 9.0

TIGHT: Final = 0.25


@dataclass(frozen=True, slots=True)
class Look:
    """How one style looks; sizes in points, `indent` in characters, `line` exact in points (None: single), `tight` points less between characters."""

    name: str
    font: str
    size: float
    align: str = "left"
    indent: float = 0
    line: float | None = LINE
    before: float = 0
    after: float = 0
    outline: int | None = None
    keep_next: bool = False
    tight: float = 0
    based_on: str | None = "Normal"
    next_style: str | None = None


LOOKS: Final[tuple[Look, ...]] = (
    Look("Normal", FANGSONG, BODY, "both", based_on=None),
    Look("Body Text", FANGSONG, BODY, "both", indent=2, tight=TIGHT),
    Look("Title", XIAOBIAOSONG, TITLE, "center", line=36, after=16, keep_next=True, next_style="Body Text"),
    Look("Subtitle", KAITI, BODY, "center"),
    Look("Cover Title", XIAOBIAOSONG, 26, "center", line=44, keep_next=True),
    Look("Cover Foot", KAITI, BODY, "center"),
    Look("Heading 1", HEITI, BODY, "both", indent=2, outline=0, keep_next=True, next_style="Body Text", tight=TIGHT),
    Look("Heading 2", KAITI, BODY, "both", indent=2, outline=1, keep_next=True, next_style="Body Text", tight=TIGHT),
    Look("Heading 3", FANGSONG, BODY, "both", indent=2, outline=2, keep_next=True, next_style="Body Text", tight=TIGHT),
    Look("Caption", HEITI, NUMBER, "center", line=24, before=6, keep_next=True, next_style="Body Text"),
    Look("Figure", FANGSONG, BODY, "center", line=None, before=6, keep_next=True, next_style="Caption"),
    Look("Figure Caption", HEITI, NUMBER, "center", line=24, after=6, based_on="Caption", next_style="Body Text"),
    Look("Table Head", HEITI, TABLE_HEAD, "center", line=16, keep_next=True),
    Look("Table Head Small", HEITI, SMALLEST, "center", line=12.5, keep_next=True),
    Look("Table Text", FANGSONG, SMALL, "left", line=14.5),
    Look("Table Centre", FANGSONG, SMALL, "center", line=14.5),
    Look("Table Number", FANGSONG, SMALL, "right", line=14.5),
    Look("Table Note", FANGSONG, SMALL, "both", line=16, before=3, after=6),
    Look("Annex", HEITI, BODY, "left", outline=0, keep_next=True),
    Look("Annex Title", XIAOBIAOSONG, TITLE, "center", line=36, keep_next=True),
    Look("Contents Title", HEITI, BODY, "center", after=6, keep_next=True),
    Look("toc 1", HEITI, NUMBER, "left", line=26),
    Look("toc 2", FANGSONG, NUMBER, "left", indent=2, line=26),
    Look("Document Number", FANGSONG, BODY, "center", after=12),
    Look("Recipient", FANGSONG, BODY, "left", keep_next=True),
    Look("Enclosure", FANGSONG, BODY, "left", indent=2, keep_next=True),
    Look("Signature", FANGSONG, BODY, "right", before=LINE, keep_next=True),
    Look("Signed On", FANGSONG, BODY, "right"),
    Look("Copies", FANGSONG, NUMBER, "left", before=LINE),
    Look("Simulated", HEITI, BODY, "center", keep_next=False),
    Look("Header", HEITI, SMALL, "center", line=None),
    Look("Footer", SONGTI, NUMBER, "left", line=None),
)

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_BUILT_IN = frozenset({"Default Paragraph Font", "Normal Table", "No List"})


def dress(document: Any, *, keep: bool = False) -> None:
    """Give a new document the styles of the house and take away all others of the library's template; `keep` what is there, and add the rest."""
    known = {style.name for style in document.styles} if keep else set()
    for look in LOOKS:
        if look.name not in known:
            _apply(_style(document, look.name), look, document)
    if not keep:
        _prune(document)
        _defaults(document)


def _style(document: Any, name: str) -> Any:
    known = {style.name: style for style in document.styles}
    return known[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)


def _apply(style: Any, look: Look, document: Any) -> None:
    for child in list(style.element):
        if child.tag in {qn("w:rPr"), qn("w:pPr"), qn("w:link")}:
            style.element.remove(child)
    style.base_style = document.styles[look.based_on] if look.based_on else None
    if look.next_style:
        style.next_paragraph_style = _style(document, look.next_style)
    style.hidden, style.unhide_when_used, style.quick_style = False, False, True
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), False, False
    fonts(style.element.get_or_add_rPr(), look.font)
    if look.tight:
        _tighten(style.element.get_or_add_rPr(), look.tight)
    _paragraph(style, look)


def _paragraph(style: Any, look: Look) -> None:
    form = style.paragraph_format
    form.alignment, form.keep_with_next, form.widow_control = _ALIGN[look.align], look.keep_next, True
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE if look.line is None else WD_LINE_SPACING.EXACTLY
    if look.line is not None:
        form.line_spacing = Pt(look.line)
    properties = style.element.get_or_add_pPr()
    # Written also as zero, or a style based on another would inherit its indent.
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(int(look.indent * 100)))
    indent.set(qn("w:firstLine"), str(int(look.indent * look.size * 20)))
    if look.line != LINE:
        _toggle(properties, "w:snapToGrid", on=False)
    if look.outline is not None:
        _add_in_order(properties, "w:outlineLvl", str(look.outline))


def _tighten(properties: Any, points: float) -> None:
    node = OxmlElement("w:spacing")
    node.set(qn("w:val"), str(-round(points * 20)))
    size = properties.find(qn("w:sz"))
    size.addprevious(node)


def fonts(properties: Any, chinese: str, latin: str = LATIN) -> None:
    """Set the four fonts of run properties and no theme font: python-docx alone sets the Latin one."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    node = OxmlElement("w:rFonts")
    for key, name in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        node.set(qn(f"w:{key}"), name)
    properties.insert(0, node)


_ORDER = ("w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:textDirection", "w:textAlignment", "w:outlineLvl")


def _add_in_order(properties: Any, tag: str, value: str | None) -> None:
    """Add a property where the schema wants it: after those that come before it, before those that come after."""
    for old in properties.findall(qn(tag)):
        properties.remove(old)
    node = OxmlElement(tag)
    if value is not None:
        node.set(qn("w:val"), value)
    later = [qn(name) for name in _ORDER[_ORDER.index(tag) + 1 :]]
    spot = next((child for child in properties if child.tag in later), None)
    if spot is None:
        properties.append(node)
    else:
        spot.addprevious(node)


def _toggle(properties: Any, tag: str, *, on: bool) -> None:
    _add_in_order(properties, tag, "1" if on else "0")


def _prune(document: Any) -> None:
    """Take away the template's styles that the house does not use."""
    wanted = {look.name for look in LOOKS} | _BUILT_IN
    # python-docx calls built-in styles by their names in the interface ("Heading 1"); in the file they are "heading 1".
    for style in list(document.styles):
        if style.name not in wanted:
            style.element.getparent().remove(style.element)
    kept = {style.style_id for style in document.styles}
    for style in document.styles:
        for tag in ("w:link", "w:basedOn", "w:next"):
            for reference in style.element.findall(qn(tag)):
                if reference.get(qn("w:val")) not in kept:
                    style.element.remove(reference)


def _defaults(document: Any) -> None:
    """The document's own defaults: the body's font, and Chinese as its language, without which glyphs of Japanese are taken."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    fonts(run, FANGSONG)
    for old in run.findall(qn("w:lang")):
        run.remove(old)
    language = OxmlElement("w:lang")
    # Western text stays English: as Chinese, LibreOffice would break a line between a number and its per cent.
    for key, value in (("val", "en-US"), ("eastAsia", "zh-CN"), ("bidi", "ar-SA")):
        language.set(qn(f"w:{key}"), value)
    run.append(language)
