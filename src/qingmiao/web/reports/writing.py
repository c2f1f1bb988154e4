"""The seam between the work-flow of reports and the writers of files: a document as bytes of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from qingmiao.reports.document import Document
from qingmiao.reports.stored import to_json


def _json(document: Document) -> bytes:
    return to_json(document).encode("utf-8")


FORMS: Final[Mapping[str, tuple[str, str, Callable[[Document], bytes]]]] = {"json": ("JSON", "application/json", _json)}
"""Ending of a file → its name on the page, its type, and what writes it."""
