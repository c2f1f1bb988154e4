"""Reports: documents made from plain values by templates, and the writers that show them."""

from qingmiao.reports.build import report_model
from qingmiao.reports.document import Document, ReleaseHead
from qingmiao.reports.docx import write_docx
from qingmiao.reports.model import AreaPart, Correction, Counts, Measured, ReportModel, Row
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
    "write_docx",
    "yearly",
]
