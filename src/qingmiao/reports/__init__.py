"""Reports: Word documents from plain values."""

from qingmiao.reports.build import report_model
from qingmiao.reports.docx import write_docx
from qingmiao.reports.letter_docx import write_letter
from qingmiao.reports.letters import Letter, letter_model
from qingmiao.reports.model import AreaPart, Correction, Counts, Measured, ReleaseHead, ReportModel, Row

__all__ = [
    "AreaPart",
    "Correction",
    "Counts",
    "Letter",
    "Measured",
    "ReleaseHead",
    "ReportModel",
    "Row",
    "letter_model",
    "report_model",
    "write_docx",
    "write_letter",
]
