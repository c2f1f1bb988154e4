"""Reports: documents made from plain values by templates, and the writers that show them."""

from qingmiao.reports.build import report_model
from qingmiao.reports.document import Document, ReleaseHead
from qingmiao.reports.docx import write_docx
from qingmiao.reports.html import to_html
from qingmiao.reports.model import AreaPart, Correction, Counts, Measured, ReportModel, Row
from qingmiao.reports.pdf import write_pdf
from qingmiao.reports.workbook import write_xlsx
from qingmiao.reports.yearly import yearly

__all__ = [
    "AreaPart",
    "Correction",
    "Counts",
    "Document",
    "Measured",
    "ReleaseHead",
    "ReportModel",
    "Row",
    "report_model",
    "to_html",
    "write_docx",
    "write_pdf",
    "write_xlsx",
    "yearly",
]
