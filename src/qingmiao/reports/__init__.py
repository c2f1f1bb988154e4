"""Reports: Word documents from plain values."""

from qingmiao.reports.build import report_model
from qingmiao.reports.document import ReleaseHead
from qingmiao.reports.docx import write_docx
from qingmiao.reports.model import AreaPart, Correction, Counts, Measured, ReportModel, Row

__all__ = ["AreaPart", "Correction", "Counts", "Measured", "ReleaseHead", "ReportModel", "Row", "report_model", "write_docx"]
