"""The document's words for a package that holds none: found by SHA-256, shown in their paragraph."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from qingmiao.errors import UserError
from qingmiao.plans.model import Document, Package
from qingmiao.reading.formats import DOCUMENTS, text_of

MAX_PASSAGE = 1200
"""A paragraph longer than this (documents without line ends) is shown from sentence end to sentence end around the run."""

_BREAK = re.compile(r"[\r\n]+")
_SENTENCE = re.compile(r"[。！？；\r\n]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of the document in its paragraph."""

    before: str
    run: str
    after: str
    start: int


def document_text(package: Package, folder: Path, documents: Path | None = None) -> str | None:
    """The decoded text of the document, or None where it is not at hand.

    Looked for as the file that the package keeps, then in the folder of documents, by name first, then any file with its SHA-256. Of a
    document that is not plain text, the text itself serves too; text drawn out anew must be the text that was read.
    """
    document = package.plan.document
    candidates = [folder / document.kept] if document.kept else []
    if documents is not None and documents.is_dir():
        candidates += [documents / document.name, *sorted(path for path in documents.iterdir() if path.suffix.lower() in DOCUMENTS)]
    for path in candidates:
        text = _words(path, document) if path.is_file() else None
        if text is not None:
            return text
    return None


def _words(path: Path, document: Document) -> str | None:
    """The text of a file when it is the document, or the text that was drawn out of it."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest == document.text_sha256:
        return data.decode("utf-8")
    text = _extracted(data, path) if digest == document.sha256 else None
    same = text is None or document.text_sha256 in (None, hashlib.sha256(text.encode("utf-8")).hexdigest())
    return text if same else None


def _extracted(data: bytes, path: Path) -> str | None:
    try:
        return text_of(data, name=path.name).text
    except UserError:
        return None


def around(text: str, start: int, end: int) -> Passage:
    """The run [start, end) with the rest of its paragraph before and after it."""
    left = max((match.end() for match in _BREAK.finditer(text, max(0, start - 20_000), start)), default=max(0, start - 20_000))
    match = _BREAK.search(text, end)
    right = match.start() if match else len(text)
    if right - left > MAX_PASSAGE:
        left, right = _sentences(text, start, end, left, right)
    return Passage(text[left:start].lstrip(), text[start:end], text[end:right].rstrip(), start)


def _sentences(text: str, start: int, end: int, left: int, right: int) -> tuple[int, int]:
    """Narrow a paragraph to the sentences around the run, about half of MAX_PASSAGE on each side."""
    lowest = max(left, start - MAX_PASSAGE // 2)
    highest = min(right, end + MAX_PASSAGE // 2)
    stops = [match.end() for match in _SENTENCE.finditer(text, lowest, highest)]
    first = next((stop for stop in stops if stop <= start), lowest) if lowest > left else left
    last = next((stop for stop in reversed(stops) if stop >= end), highest) if highest < right else right
    return first, last
