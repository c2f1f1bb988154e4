"""What kind of file some bytes are, by what they begin with and hold, never by the file's name."""

from __future__ import annotations

import codecs
import re
from typing import Final

from qingmiao.reading.formats import archive

# What a file begins with → kind. Source: the formats' own specifications.
MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "bitmap"),
    (b"CAJ", "caj"),
    (b"HN\x00\x00", "caj"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
)
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Names of streams in a compound file → kind, in the order in which they decide.
STREAMS: Final[tuple[tuple[str, str], ...]] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml\b")
_MHT = re.compile(rb"\A(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,40}", re.IGNORECASE)
_MULTIPART = re.compile(rb"^Content-Type:\s*multipart/", re.IGNORECASE | re.MULTILINE)


def kind_of(data: bytes) -> str:
    """The kind: text, docx, pdf, html, mht, or a key of the refusals."""
    if data.startswith(b"PK\x03\x04"):
        return archive.kind_of(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(OLE):
        return next((kind for stream, kind in STREAMS if stream.encode("utf-16-le") in data), "ole")
    for magic, kind in MAGIC:
        if data.startswith(magic) and (kind != "bitmap" or b"\0" in data[:32]):
            return "image" if kind == "bitmap" else kind
    return _of_text(data)


def _of_text(data: bytes) -> str:
    head = data[:4096]
    if _MHT.match(head) and _MULTIPART.search(data[:8192]):
        return "mht"
    text = _start(head)
    if _HTML.match(_without_prologue(text)):
        return "html"
    return "xml" if _XML.match(text) else "text"


def _without_prologue(text: str) -> str:
    """What follows blanks, comments and the XML declaration."""
    text = text.lstrip()
    while (mark := next((end for start, end in (("<!--", "-->"), ("<?", ">")) if text.startswith(start)), None)) is not None:
        text = text.partition(mark)[2].lstrip()
    return text


def _start(head: bytes) -> str:
    """The first characters, by the byte order mark; only ASCII matters here."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").lstrip("\ufeff")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
