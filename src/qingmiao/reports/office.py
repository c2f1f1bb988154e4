"""An office's own .docx as the template of a document: its head, styles and page stay, the text goes where it says 〔正文〕.

Marks are words in brackets (`MARKS`), each replaced wherever it stands, in the text, in tables and in page heads and feet. What could act or fetch
when the file is opened (macros, templates and pictures from elsewhere, embedded programs) is refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from docx import Document as opened
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from qingmiao.errors import UserError
from qingmiao.reports.document import Document
from qingmiao.reports.sentences import day

TEXT: Final = "〔正文〕"
CONTENTS: Final = "〔目录〕"
MARKS: Final = ("〔标题〕", "〔单位〕", "〔日期〕", "〔文号〕", "〔主送〕", "〔抄送〕", "〔年度〕", "〔规划〕")
LARGEST: Final = 20_000_000
"""Bytes of a template, and of each of its parts unpacked."""

_ACTING: Final = ("vbaProject", "/activeX/", "/embeddings/", "oleObject")
_ALLOWED_OUTSIDE: Final = ("/hyperlink",)


def open_template(path: Path) -> Any:
    """An office's template, opened; raises UserError where it is no Word file, could act by itself, or has no place for the text."""
    where = path.name
    try:
        _look_into(path, where)
        word = opened(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError, etree.XMLSyntaxError) as error:
        raise UserError(
            what="模板不是可以打开的 Word 文件（.docx） / the template is no Word file (.docx) that can be opened",
            where=where,
            cure="用 WPS 或 Word 打开后另存为 .docx / open it in WPS or Word and save it as .docx",
        ) from error
    if spot(word, TEXT) is None:
        raise UserError(
            what=f"模板里没有写着“{TEXT}”的段落 / the template has no paragraph that says “{TEXT}”",
            where=where,
            cure=f"在正文应放的地方单独写一行“{TEXT}” / write “{TEXT}” on a line of its own where the text is to stand",
        )
    return word


def _look_into(path: Path, where: str) -> None:
    if path.stat().st_size > LARGEST:
        raise _refused("模板超过 20 MB / the template is larger than 20 MB", where, "去掉大图片 / take out large pictures")
    with zipfile.ZipFile(path) as file:
        for entry in file.infolist():
            if entry.file_size > LARGEST:
                raise _refused("模板解开后过大 / the template is too large unpacked", where, "换一个文件 / take another file")
            if any(sign in entry.filename for sign in _ACTING):
                raise _refused(
                    "模板里有宏或嵌入的程序 / the template holds macros or embedded programs",
                    where,
                    "另存为不带宏的 .docx / save it without macros",
                )
            if entry.filename.endswith(".rels"):
                _no_fetching(file.read(entry), where)


def _no_fetching(relations: bytes, where: str) -> None:
    root = etree.fromstring(relations, etree.XMLParser(resolve_entities=False, no_network=True))
    outside = [node for node in root if node.get("TargetMode") == "External" and not str(node.get("Type")).endswith(_ALLOWED_OUTSIDE)]
    if outside:
        raise _refused(
            f"模板引用了外部内容：{outside[0].get('Target')} / the template refers to something outside",
            where,
            "把外部模板、图片改为嵌入或去掉 / embed it or take it out",
        )


def _refused(what: str, where: str, cure: str) -> UserError:
    return UserError(what=what, where=where, cure=cure)


def spot(word: Any, mark: str) -> Any:
    """The paragraph of the body that says a mark and nothing else; None where there is none."""
    return next((one for one in word.paragraphs if one.text.strip() == mark), None)


def fill(word: Any, document: Document) -> None:
    """Put what a document says of itself where the marks stand."""
    head = document.head
    given = (
        "".join(head.lines),
        head.office,
        day(document.made_on),
        head.number,
        head.recipient,
        head.copies,
        f"{document.year}年",
        document.plan_title,
    )
    words = dict(zip(MARKS, given, strict=True))
    for paragraph in _paragraphs(word):
        _fill(paragraph, words)


def _paragraphs(word: Any) -> Iterator[Any]:
    """Every paragraph: of the body and its tables, of page heads and feet."""
    roots = [word.element.body]
    for section in word.sections:
        parts = (
            section.header,
            section.footer,
            section.even_page_header,
            section.even_page_footer,
            section.first_page_header,
            section.first_page_footer,
        )
        roots += [part._element for part in parts if not part.is_linked_to_previous]
    for root in roots:
        yield from root.iter(qn("w:p"))


def _fill(paragraph: Any, words: Mapping[str, str]) -> None:
    """Replace the marks of a paragraph, though Word may have cut them into several runs: the first run of a mark keeps its look."""
    leaves = list(paragraph.iter(qn("w:t")))
    for mark, given in words.items():
        while mark in (whole := "".join(leaf.text or "" for leaf in leaves)):
            start = whole.index(mark)
            _replace(leaves, start, start + len(mark), given)


def _replace(leaves: list[Any], start: int, end: int, given: str) -> None:
    at, put = 0, False
    for leaf in leaves:
        text = leaf.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            leaf.text = text[:first] + ("" if put else given) + text[last:]
            leaf.set(qn("xml:space"), "preserve")
            put = True
        at += len(text)
