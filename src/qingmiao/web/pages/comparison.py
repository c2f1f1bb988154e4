"""各地区比较: how do the places of one commitment stand to each other, and how much of that is chance?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao import charts
from qingmiao.catalogue.numbers import Lang, format_number
from qingmiao.charts.definition import ROWS_A_CHART
from qingmiao.progress.comparing import Standing
from qingmiao.progress.comparing_words import rank_words, summary
from qingmiao.progress.known import unit_size
from qingmiao.progress.outlook_words import told_as_count
from qingmiao.web.language import english
from qingmiao.web.pages import wording
from qingmiao.web.pages.downloads import Cell, table_response
from qingmiao.web.pages.places_beside import Asked, Line, View, view_of
from qingmiao.web.pages.rows import Row
from qingmiao.web.pages.wording import place_name
from qingmiao.web.planning.shelf import Book


def commitment_places(request: HttpRequest, plan: str, commitment: str) -> HttpResponse:
    """Funnel, ranks as far as they are known, and a table that says the same; `?place=` `level=` `year=` `years=` `order=`."""
    book, row, view = view_of(request, plan, commitment)
    lang: Lang = "en" if english() else "zh"
    unit = row.unit or ""
    span = _span(view.asked)
    context = {
        "book": book,
        "row": row,
        "view": view,
        "wanted": view.asked,
        "at_region": view.asked.top.id == book.plan.region,
        "said": summary(view.compared, span, unit, view.names, lambda one: place_name(book.gazetteer[one]), lang, judged=view.judged),
        "funnel": _funnel(book, row, view, span, lang),
        "ranking": _ranking(book, row, view, span, lang),
        "query": request.GET.urlencode(),
        "elements": [book.catalogue.elements[code] for code in row.indicator.elements if code in book.catalogue.elements]
        if row.indicator
        else [],
    }
    return render(request, "commitment_places.html", context)


def _span(asked: Asked) -> str:
    """2025年, 2023—2025年."""
    if not asked.years:
        return ""
    first, last = asked.years[0], asked.years[-1]
    return _("{}年").format(last) if first == last else _("{}—{}年").format(first, last)


# ------------------------------------------------------------------------------------------------ pictures


def _funnel(book: Book, row: Row, view: View, span: str, lang: Lang) -> SafeString:
    compared = view.compared
    if compared.rate is None or not compared.limits:
        return mark_safe("")
    points = tuple(
        charts.FunnelPoint(
            place_name(book.gazetteer[one.place]), one.point.exposure or 0.0, one.point.value or 0.0, one.side, one.point.simulated
        )
        for one in compared.standings
        if one.side is not None
    )
    whole = view.names.whole or _("分母")
    chart = charts.FunnelChart(
        _title(row, view, span),
        row.unit or "",
        f"{whole}（{view.names.whole_unit}）" if view.names.whole_unit else whole,
        points,
        compared.rate,
        tuple((one.exposure, *one.outer) for one in compared.limits),
        tuple((one.exposure, *one.inner) for one in compared.limits),
        ceiling=unit_size(row.unit or ""),
        judged=view.judged,
        apart=compared.apart,
        lang=lang,
    )
    return mark_safe(charts.chart_svg(chart))


def _ranking(book: Book, row: Row, view: View, span: str, lang: Lang) -> SafeString:
    ranked = [one for one in view.compared.standings if one.low is not None]
    if not 2 <= len(ranked) <= ROWS_A_CHART:
        return mark_safe("")
    verdict = row.verdict
    rows = tuple(
        charts.RankRow(
            place_name(book.gazetteer[one.place]),
            one.point.value or 0.0,
            one.low or 0.0,
            one.high or 0.0,
            rank_words(one, lang),
            _said(one, row, lang),
            one.point.simulated,
        )
        for one in ranked
    )
    target = verdict.target if verdict is not None and row.one.kind in {"level", "amount"} else None
    return mark_safe(charts.chart_svg(charts.RankChart(_title(row, view, span), row.unit or "", rows, target, view.compared.rate, lang)))


def _said(one: Standing, row: Row, lang: Lang) -> str:
    """A figure as the table has it: small numbers as so many of so many."""
    point = one.point
    if told_as_count(point):
        return f"{format_number(point.events or 0, 0, lang)}/{format_number(point.exposure or 0, 0, lang)}"
    return wording.value(point.value, row.unit)


def _title(row: Row, view: View, span: str) -> str:
    return _("{place}各{level}{name}（{span}）").format(
        place=place_name(view.asked.top), level=wording.LEVELS.get(view.asked.level, ""), name=row.one.name, span=span
    )


# ------------------------------------------------------------------------------------------------ the same as a file

HEADS = (
    gettext_lazy("地区"),
    gettext_lazy("地区编号"),
    gettext_lazy("年份"),
    gettext_lazy("名次从"),
    gettext_lazy("名次到"),
    gettext_lazy("数值"),
    gettext_lazy("单位"),
    gettext_lazy("95%区间从"),
    gettext_lazy("95%区间到"),
    gettext_lazy("分子"),
    gettext_lazy("分母"),
    gettext_lazy("与各地合计相比"),
    gettext_lazy("判定"),
    gettext_lazy("已报/应报"),
    gettext_lazy("模拟数据"),
)


def commitment_places_list(request: HttpRequest, plan: str, commitment: str, form: str) -> HttpResponse:
    """The same places as CSV or Excel."""
    book, row, view = view_of(request, plan, commitment)
    span = _span(view.asked)
    return table_response(f"{book.plan.short}-{row.one.id}-{_('各地区')}", HEADS, (_cells(line, row, span) for line in view.lines), form)


def _cells(line: Line, row: Row, span: str) -> list[Cell]:
    one, number = line.standing, line.number
    figures: list[Cell] = [None, None, None, row.unit, None, None, None, None]
    if one is not None:
        figures = [one.first, one.last, one.point.value, row.unit, one.low, one.high, one.point.events, one.point.exposure]
    return [
        place_name(line.place),
        line.place.id,
        span,
        *figures,
        line.side,
        wording.word(line.word) if line.word else "",
        f"{number.parts_reporting}/{number.parts_expected}" if number else "",
        str(wording.SIMULATED) if one is not None and one.point.simulated else "",
    ]
