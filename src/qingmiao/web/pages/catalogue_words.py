"""Words for what the catalogue says in codes: areas, periods, populations, ways of adding up; in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao.catalogue import MEASURED, Catalogue, Element, Indicator, International, explain
from qingmiao.web.language import english
from qingmiao.web.pages import wording

AREAS: Final[Mapping[str, object]] = {
    "health": gettext_lazy("健康"),
    "safety": gettext_lazy("安全"),
    "education": gettext_lazy("教育"),
    "welfare": gettext_lazy("福利"),
    "family": gettext_lazy("家庭"),
    "environment": gettext_lazy("环境"),
    "law": gettext_lazy("法律保护"),
    "women": gettext_lazy("妇女"),
    "population": gettext_lazy("人口"),
}
"""The areas in the order of the national outlines."""

STATES: Final[Mapping[str, object]] = {"sourced": gettext_lazy("有出处"), "drafted": gettext_lazy("草拟待核")}

IN_PART = gettext_lazy("有出处，所见不全")

DIRECTIONS: Final[Mapping[str | None, object]] = {
    "up": gettext_lazy("越高越好"),
    "down": gettext_lazy("越低越好"),
    None: gettext_lazy("不分高低"),
}

FREQUENCIES: Final[Mapping[str, object]] = {
    "year": gettext_lazy("每年"),
    "quarter": gettext_lazy("每季"),
    "month": gettext_lazy("每月"),
    "survey": gettext_lazy("调查或普查时"),
    "once": gettext_lazy("一次"),
}

BASES: Final[Mapping[str, object]] = {
    "calendar_year": gettext_lazy("公历年"),
    "statistical_year": gettext_lazy("统计年度（上年10月至当年9月）"),
    "school_year": gettext_lazy("学年（上年9月至当年8月）"),
    "quarter": gettext_lazy("季度"),
    "point": gettext_lazy("时点"),
    "several_years": gettext_lazy("跨几年"),
}

POPULATIONS: Final[Mapping[str | None, object]] = {
    "resident": gettext_lazy("常住人口"),
    "registered": gettext_lazy("户籍人口"),
    "births": gettext_lazy("全部活产"),
    "enrolled": gettext_lazy("在学者"),
    "examined": gettext_lazy("受检者"),
    "surveyed": gettext_lazy("监测或调查对象"),
    None: gettext_lazy("出处没有写明"),
}

ADDS: Final[Mapping[str, object]] = {
    "sum": gettext_lazy("各地相加"),
    "maximum": gettext_lazy("取各地最大值"),
    "measured": gettext_lazy("不相加，只在测得的地方列示"),
}

OVER_TIME: Final[Mapping[str, object]] = {
    "sum": gettext_lazy("各期的数先相加，再算"),
    "last": gettext_lazy("取最后一期"),
    "maximum": gettext_lazy("取各期最大值"),
    "measured": gettext_lazy("不跨期合并"),
}

GROUPINGS: Final[Mapping[str, object]] = {
    "sex": gettext_lazy("性别"),
    "residence": gettext_lazy("城乡"),
    "age": gettext_lazy("年龄"),
    "other": gettext_lazy("特定群体"),
}

SCHEMES: Final[Mapping[str, object]] = {
    "SDG": gettext_lazy("可持续发展目标"),
    "MDG": gettext_lazy("千年发展目标"),
    "SDG4": gettext_lazy("教育2030专题"),
}


def area(code: str | None) -> str:
    """The name of an area; an indicator that a plan made is its own."""
    return str(AREAS.get(code or "", _("规划自设")))


def state(indicator: Indicator) -> object:
    """Whether the text of a definition was seen, and whether whole."""
    return IN_PART if indicator.seen == "part" else STATES[indicator.status]


def formula(catalogue: Catalogue, indicator: Indicator) -> str:
    """A formula in the names of its elements; of what is measured, that its value is reported as it is."""
    if indicator.formula == indicator.code + MEASURED:
        return _("直接采用公布或调查的数")
    names = {code: element.name for code, element in catalogue.elements.items()}
    return explain(indicator.tree, names)


def across_places(elements: Iterable[Element]) -> str:
    """How an indicator comes up from the places below, by its elements."""
    ways = [element.adds for element in elements]
    if not ways or set(ways) == {"measured"}:
        return str(ADDS["measured"])
    return _("各地的分子、分母分别相加后再算") if len(ways) > 1 else str(ADDS[ways[0]])


def limits(indicator: Indicator) -> str:
    """The natural limits in words: 0～100%, 不小于 0."""
    low, high = indicator.limits
    if high is not None:
        return f"{0 if low is None else low:g}～{wording.bare_value(high, indicator.unit)}"
    return _("不小于 {}").format(f"{low:g}") if low is not None else _("没有界限")


def years(first: int | None, last: int | None) -> str:
    """From when until when a definition holds."""
    if first is None and last is None:
        return _("没有写明")
    return _("{} 年起").format(first) if last is None else _("{} 年止").format(last) if first is None else f"{first}—{last}"


def other_name(other: International) -> str:
    """The name of an indicator of an international list."""
    return other.name_en if english() else other.name
