"""The Word file keeps to the schema of WordprocessingML (ISO/IEC 29500): Word refuses, or silently repairs, what stands in a wrong order.

`ORDER` is the sequence that the standard gives for the children of each element that holds properties, as far as they are used here; an element
or an attribute that is in no table fails, so that nothing new is written without being looked up.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from qingmiao.reports import write_docx, yearly
from tests.reports import sample
from tests.reports.readback import W, names, part

ORDER: dict[str, str] = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku "
        "wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
        "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w "
        "kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout "
    "tblCellMar tblLook tblCaption tblDescription",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "trPr": "cantSplit tblHeader",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote "
    "titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal personalCompose "
    "personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "font": "altName panose1 charset family notTrueType pitch sig",
}
FREE: dict[str, str] = {
    "body": "p tbl sectPr",
    "p": "pPr r hyperlink bookmarkStart bookmarkEnd",
    "hyperlink": "r",
    "r": "rPr t br tab fldChar instrText drawing",
    "tc": "tcPr p",
    "tblGrid": "gridCol",
    "hdr": "p",
    "ftr": "p",
    "styles": "docDefaults latentStyles style",
    "fonts": "font",
}
"""Parents whose children may stand in any order (but what holds properties comes first)."""

TWIPS = re.compile(r"-?\d+")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_docx(yearly(sample.model(rows=sample.rows(simulated=True))), tmp_path_factory.mktemp("schema") / "report.docx")


def _parts(report: Path) -> Iterator[tuple[str, ET.Element]]:
    for name in names(report):
        if re.fullmatch(r"word/(document|styles|fontTable|header\d+|footer\d+)\.xml", name):
            yield name, part(report, name)


def _own(node: ET.Element) -> list[str]:
    return [child.tag.removeprefix(W) for child in node if child.tag.startswith(W)]


def test_children_stand_in_the_order_of_the_standard(report: Path) -> None:
    wrong = []
    for name, root in _parts(report):
        for node in root.iter():
            tag = node.tag.removeprefix(W)
            if tag in ORDER:
                order = ORDER[tag].split()
                places = [order.index(child) if child in order else -1 for child in _own(node)]
                if -1 in places or places != sorted(places):
                    wrong.append((name, tag, _own(node)))
            elif tag in FREE and not set(_own(node)) <= set(FREE[tag].split()):
                wrong.append((name, tag, _own(node)))
    assert wrong == []


def test_properties_come_first_and_once(report: Path) -> None:
    """pPr, rPr, tcPr, trPr, tblPr stand once and before all else; a cell ends with a paragraph; the body with its section."""
    for _, root in _parts(report):
        for node in root.iter():
            children = _own(node)
            for properties in ("pPr", "tcPr", "trPr", "tblPr"):
                if node.tag.removeprefix(W) in ("p", "tc", "tr", "tbl") and properties in children:
                    assert children.count(properties) == 1
                    assert children.index(properties) == 0
            if node.tag == f"{W}tc":
                assert children[-1] == "p"
            if node.tag == f"{W}r" and "rPr" in children:
                assert children.index("rPr") == 0
    body = part(report, "word/document.xml").find(f"{W}body")
    assert body is not None
    assert _own(body)[-1] == "sectPr"


def test_bookmarks_are_paired_and_named_once(report: Path) -> None:
    """Numbers of bookmarks are unique, each is closed, names begin with a letter or a line, have at most forty signs and stand once."""
    root = part(report, "word/document.xml")
    starts = [(node.attrib[f"{W}id"], node.attrib[f"{W}name"]) for node in root.iter(f"{W}bookmarkStart")]
    ends = [node.attrib[f"{W}id"] for node in root.iter(f"{W}bookmarkEnd")]
    assert sorted(number for number, _ in starts) == sorted(ends)
    assert len({number for number, _ in starts}) == len({name for _, name in starts}) == len(starts)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", name) for _, name in starts)
    referred = {code.split()[1] for code in (node.text or "" for node in root.iter(f"{W}instrText")) if code.split()[0] == "REF"}
    assert referred
    assert referred <= {name for _, name in starts}


def test_measures_are_whole_numbers(report: Path) -> None:
    for _, root in _parts(report):
        for node in root.iter():
            for key in ("w", "sz", "line", "before", "after", "left", "right", "top", "bottom", "linePitch", "firstLine"):
                value = node.attrib.get(f"{W}{key}")
                assert value is None or TWIPS.fullmatch(value), (node.tag, node.attrib)


def test_every_style_and_relation_that_is_used_is_there(report: Path) -> None:
    styles = {node.attrib[f"{W}styleId"] for node in part(report, "word/styles.xml").iter(f"{W}style")}
    used = {
        node.attrib[f"{W}val"]
        for _, root in _parts(report)
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")
        for node in root.iter(f"{W}{tag}")
    }
    assert used <= styles
    with zipfile.ZipFile(report) as file:
        known = {node.attrib["PartName"] for node in ET.fromstring(file.read("[Content_Types].xml")) if "PartName" in node.attrib}
        defaults = {node.attrib["Extension"] for node in ET.fromstring(file.read("[Content_Types].xml")) if "Extension" in node.attrib}
        assert all(f"/{name}" in known or name.rsplit(".", 1)[-1] in defaults for name in file.namelist())


def test_the_file_tells_what_each_number_is_of(report: Path) -> None:
    """A part of the file has a line for each bookmark of a number, with the text that stands within it."""
    root = part(report, "word/document.xml")
    told = part(report, "customXml/item1.xml")
    lines = {node.attrib["m"]: node.attrib["text"] for node in told}
    inside: dict[str, str] = {}
    for parent in root.iter():
        children = list(parent)
        for index, node in enumerate(children):
            name = node.attrib.get(f"{W}name", "") if node.tag == f"{W}bookmarkStart" else ""
            if name.startswith("_q"):
                end = next(
                    at
                    for at, later in enumerate(children)
                    if later.tag == f"{W}bookmarkEnd" and later.attrib[f"{W}id"] == node.attrib[f"{W}id"]
                )
                inside[name] = "".join(leaf.text or "" for one in children[index:end] for leaf in one.iter(f"{W}t"))
    assert len(inside) > 80
    assert inside == lines
    assert told.attrib["moment"] == "2025-05-20T09:00:00+00:00"
