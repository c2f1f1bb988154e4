"""The seam between the work-flow of reports and the writers of files: a document as bytes of a form."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from qingmiao.reports.document import Document
from qingmiao.reports.html import page
from qingmiao.reports.stored import to_json

Writer = Callable[[Document], bytes]


def _docx(document: Document) -> bytes:
    from qingmiao.reports.docx import write_docx

    with tempfile.TemporaryDirectory() as folder:
        return write_docx(document, Path(folder) / "report.docx").read_bytes()


def in_template(document: Document, template: UploadedFile) -> bytes:
    """A document as a Word file within an office's own. Raises UserError where that cannot be used."""
    from qingmiao.reports.docx import write_docx

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.docx"
        with path.open("wb") as file:
            for chunk in template.chunks():
                file.write(chunk)
        return write_docx(document, Path(folder) / "report.docx", path).read_bytes()


def _xlsx(document: Document) -> bytes:
    from qingmiao.reports.workbook import xlsx_bytes

    return xlsx_bytes(document)


def _pdf(document: Document) -> bytes:
    from qingmiao.reports.pdf import pdf_bytes

    return pdf_bytes(document)


def _html(document: Document) -> bytes:
    return page(document).encode("utf-8")


def _json(document: Document) -> bytes:
    return to_json(document).encode("utf-8")


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
FORMS: Final[Mapping[str, tuple[str, str, Writer]]] = {
    "docx": ("Word", f"{_OFFICE}.wordprocessingml.document", _docx),
    "pdf": ("PDF", "application/pdf", _pdf),
    "xlsx": ("Excel", f"{_OFFICE}.spreadsheetml.sheet", _xlsx),
    "html": ("HTML", "text/html; charset=utf-8", _html),
    "json": ("JSON", "application/json", _json),
}
"""Ending of a file → its name on the page, its type, and what writes it. The heavy writers are imported when they are asked for."""
