"""Document files → text: .docx, text .pdf, saved web pages (.html, .mht) and plain text, chosen by what the bytes are.

`text_of(data, name=...)` is the one door. Every other kind of file is refused with its cure. Offsets of a reading are offsets into the
text that comes out here; it is kept with the plan, and the same bytes always give the same text.
"""

from __future__ import annotations

import hashlib
import re

from qingmiao.reading.decode import LARGEST, decode
from qingmiao.reading.formats import docx, html, kinds, pdf
from qingmiao.reading.formats.model import LONGEST, Extracted, Format, Refused, user_error
from qingmiao.reading.model import Source

__all__ = ["DOCUMENTS", "Extracted", "Format", "source_of", "text_of"]

DOCUMENTS = (".txt", ".docx", ".docm", ".pdf", ".html", ".htm", ".mht", ".mhtml")
"""Endings of files that may be documents; what a file is, its bytes decide."""

_EXTRACT = {"docx": docx.extract, "pdf": pdf.extract, "html": html.extract, "mht": html.extract_mht}
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def text_of(data: bytes, *, name: str) -> Extracted:
    """The text of a document file; UserError with the cure when it cannot be read."""
    try:
        kind = kinds.kind_of(data) if len(data) <= LARGEST else "long"
        if kind == "text":
            return _plain(data, name)
        if kind not in _EXTRACT:
            raise Refused(kind)
        return _checked(_EXTRACT[kind](data))
    except Refused as refused:
        raise user_error(refused.reason, name) from None


def source_of(extracted: Extracted, data: bytes, *, name: str) -> Source:
    """What a reading says of the document whose bytes gave this text."""
    return Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        characters=len(extracted.text),
        encoding=extracted.encoding,
        format=extracted.format,
        text_sha256=None if extracted.format == "text" else hashlib.sha256(extracted.text.encode("utf-8")).hexdigest(),
    )


def _plain(data: bytes, name: str) -> Extracted:
    decoded = decode(data, name=name)
    if len(decoded.text) > LONGEST * 10:
        raise Refused("long")
    return Extracted(decoded.text, "text", decoded.source.encoding)


def _checked(found: Extracted) -> Extracted:
    """The text without what no text holds (lone surrogates, control characters); refused when empty or endless."""
    text = found.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise Refused("empty")
    if len(text) > LONGEST:
        raise Refused("long")
    return Extracted(text, found.format, found.encoding, found.notes)
