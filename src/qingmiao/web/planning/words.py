"""The documents' words, where they are at hand; looked for again when the folder of documents changes."""

from __future__ import annotations

from functools import lru_cache

from qingmiao.plans.words import Passage, around, document_text
from qingmiao.web.home import documents
from qingmiao.web.planning.shelf import Book, shelf


def text_of(book: Book) -> str | None:
    """The text of a plan's document, None where it is not at hand."""
    folder = documents()
    changed = folder.stat().st_mtime_ns if folder is not None and folder.is_dir() else 0
    return _text(book.id, book.fingerprint, changed)


@lru_cache(maxsize=64)
def _text(plan: str, fingerprint: str, changed: int) -> str | None:
    book = shelf().get(plan)
    return document_text(book.package, book.folder, documents()) if book else None


def passage(book: Book, start: int, end: int) -> Passage | None:
    """A run of the document in its paragraph, None where the words are not at hand."""
    text = text_of(book)
    return around(text, start, end) if text is not None and start < end <= len(text) else None


def run(book: Book, start: int, end: int) -> str | None:
    """The words of a run alone, with line ends folded to spaces."""
    text = text_of(book)
    return " ".join(text[start:end].split()) if text is not None and end <= len(text) else None
