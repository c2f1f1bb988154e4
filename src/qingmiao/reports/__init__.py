"""Reports: documents made from plain values by templates, and the writers that show them."""

from qingmiao.reports.brief import BriefModel, brief
from qingmiao.reports.build import report_model
from qingmiao.reports.comparison import ComparisonModel, comparison
from qingmiao.reports.document import Document, ReleaseHead
from qingmiao.reports.docx import write_docx
from qingmiao.reports.evaluation import final, midterm
from qingmiao.reports.html import to_html
from qingmiao.reports.model import AreaPart, Correction, Counts, Measured, ReportModel, Row
from qingmiao.reports.pdf import write_pdf
from qingmiao.reports.places import PlaceModel, place_models
from qingmiao.reports.profile import profile
from qingmiao.reports.scheme import scheme
from qingmiao.reports.scheme_model import SchemeModel, scheme_model
from qingmiao.reports.templates import TEMPLATES, Template
from qingmiao.reports.workbook import write_xlsx
from qingmiao.reports.yearly import yearly

__all__ = [
    "TEMPLATES",
    "AreaPart",
    "BriefModel",
    "ComparisonModel",
    "Correction",
    "Counts",
    "Document",
    "Measured",
    "PlaceModel",
    "ReleaseHead",
    "ReportModel",
    "Row",
    "SchemeModel",
    "Template",
    "brief",
    "comparison",
    "final",
    "midterm",
    "place_models",
    "profile",
    "report_model",
    "scheme",
    "scheme_model",
    "to_html",
    "write_docx",
    "write_pdf",
    "write_xlsx",
    "yearly",
]
