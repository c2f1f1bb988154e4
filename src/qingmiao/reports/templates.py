"""The templates of reports: what each is called, and what it is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from qingmiao.reports.brief import brief
from qingmiao.reports.comparison import comparison
from qingmiao.reports.document import Document, Kind
from qingmiao.reports.evaluation import final, midterm
from qingmiao.reports.profile import profile
from qingmiao.reports.scheme import scheme
from qingmiao.reports.yearly import yearly

Source = Literal["report", "warnings", "two reports", "place", "package"]
"""ReportModel, BriefModel, ComparisonModel, PlaceModel, SchemeModel."""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of document: its names, the function that makes it, and from what."""

    kind: Kind
    zh: str
    en: str
    make: Callable[[Any], Document]
    source: Source


TEMPLATES: Final[Mapping[Kind, Template]] = {
    one.kind: one
    for one in (
        Template("yearly", "年度监测报告", "yearly monitoring report", yearly, "report"),
        Template("midterm", "中期评估报告", "mid-term evaluation", midterm, "report"),
        Template("final", "终期评估报告", "final evaluation", final, "report"),
        Template("scheme", "监测评估方案", "monitoring scheme", scheme, "package"),
        Template("profile", "地区简报", "place profile", profile, "place"),
        Template("brief", "进度情况专报", "note on what is behind", brief, "warnings"),
        Template("comparison", "两期比较", "comparison of two periods", comparison, "two reports"),
    )
}
"""Every kind that can be made, in the order in which it is offered."""
