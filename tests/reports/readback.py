"""Read a Word file back with a zip and an XML reader alone, to check what was written independently of what wrote it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(path: Path, name: str) -> ET.Element:
    """One part of the file as a tree."""
    with zipfile.ZipFile(path) as file:
        return ET.fromstring(file.read(name))


def names(path: Path) -> list[str]:
    """The names of all parts."""
    with zipfile.ZipFile(path) as file:
        return file.namelist()


def body(path: Path) -> ET.Element:
    """The body of the document."""
    found = part(path, "word/document.xml").find(f"{W}body")
    assert found is not None
    return found


def words(node: ET.Element) -> str:
    """The words under a node; a line break is a line break."""
    return "".join("\n" if leaf.tag == f"{W}br" else leaf.text or "" for leaf in node.iter() if leaf.tag in {f"{W}t", f"{W}br"})


def style(paragraph: ET.Element) -> str:
    """The id of a paragraph's style."""
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "Normal" if found is None else found.attrib[f"{W}val"]


def paragraphs(path: Path) -> list[tuple[str, str]]:
    """Style and words of the paragraphs outside tables."""
    return [(style(node), words(node)) for node in body(path).findall(f"{W}p")]


def tables(path: Path) -> list[list[list[str]]]:
    """The cells of every table, row by row."""
    return [[[words(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")] for table in body(path).findall(f"{W}tbl")]


def table_headed(path: Path, *heads: str) -> list[dict[str, str]]:
    """The rows of the table whose head row begins with some words, as head → cell."""
    for table in tables(path):
        if tuple(table[0][: len(heads)]) == heads:
            return [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    raise AssertionError(f"no table with the heads {heads}")


def text(path: Path) -> str:
    """All words of the document's body, a paragraph or cell a line."""
    return "\n".join(words(node) for node in body(path).iter(f"{W}p"))
