"""指标 commitment: how far is this one?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from qingmiao import charts
from qingmiao.catalogue.formula import Value
from qingmiao.charts.definition import Band, Lang
from qingmiao.disclosure import Viewer, may_assign
from qingmiao.places import Place
from qingmiao.progress import methods_beside
from qingmiao.progress.comparable import breaks_of, bridged
from qingmiao.progress.model import Point, Verdict, Word
from qingmiao.web.language import english
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number, State
from qingmiao.web.pages import wording
from qingmiao.web.pages.downloads import Cell, table_response
from qingmiao.web.pages.gaps import gap_between_places, gaps_between_groups
from qingmiao.web.pages.outlook import bands, of_commitment, too_short
from qingmiao.web.pages.rows import Row, row_of
from qingmiao.web.pages.wording import place_name
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning import words
from qingmiao.web.planning.queries import sees_place
from qingmiao.web.planning.shelf import Book, shelf


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place in the table of a commitment: its latest figure and its word."""

    place: Place
    number: Number | None
    word: Word | None
    below: int


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One method in the table of methods: its class, the ratio and score where it gives them, and why something is missing."""

    name: str
    official: bool
    said: str
    value: float | None
    score: float | None
    refused: str


def commitment(request: HttpRequest, plan: str, commitment: str) -> HttpResponse:
    """Target, latest value, verdict and reason; chart; words; places; where each figure came from. `?place=` shows another place."""
    viewer, book = viewer_here(request), shelf()[plan]
    place = _place(request, viewer, book)
    row = row_of(book, viewer, commitment, place.id)
    state = ledger.state_of(plan)
    series = ledger.series(plan, row.one.indicator, place.id) if row.sees else []
    places = place_rows(book, viewer, row, place, state) if row.sees else []
    outlook = of_commitment(book, row, place, state)
    near = [one for one in book.of_indicator[row.one.indicator] if one.id != commitment]
    context = {
        "book": book,
        "row": row,
        "place": place,
        "at_region": place.id == book.plan.region,
        "state": state,
        "series": series[::-1],
        "chart": _chart(book, row, place, series, bands(outlook)),
        "breaks": breaks_of([_point(number) for number in series], row.indicator, series[-1].year) if series else (),
        "outlook": outlook,
        "short": outlook is None and too_short(row, series, state),
        "passage": words.passage(book, row.one.start, row.one.end),
        "places": places,
        **_gaps(book, row, place, places),
        "near": near,
        **_methods(book, row, series),
        "indicator": row.indicator,
        "elements": [book.catalogue.elements[code] for code in row.indicator.elements if code in book.catalogue.elements]
        if row.indicator
        else [],
        "lists": _lists(book, viewer, row.verdict),
        "may_assign": may_assign(viewer, book.plan.region, book.gazetteer),
        **_neighbours(book, commitment),
    }
    return render(request, "commitment.html", context)


def _methods(book: Book, row: Row, series: list[Number]) -> dict[str, object]:
    """What every named method says of the figures, for whoever may see them, and a sentence where they disagree."""
    if row.verdict is None or not series:
        return {}
    points = [_point(number) for number in series]
    found = methods_beside(book.package, book.catalogue, row.one.id, points, row.verdict)
    if found is None:
        return {}
    lang: Lang = "en" if english() else "zh"
    told = [
        MethodRow(each.title(lang), each.official, each.said(lang), each.answer.value, each.answer.score, each.refused(lang))
        for each in found.rows
    ]
    return {"methods": told, "disagreement": found.sentence(lang)}


def _point(number: Number) -> Point:
    return Point(number.year, number.value, number.status, number.simulated)


def _gaps(book: Book, row: Row, place: Place, places: list[PlaceRow]) -> dict[str, object]:
    """The gaps between groups and between places, of whoever may see the figures."""
    if not row.sees:
        return {}
    numbers = [one.number for one in places if one.number is not None]
    direction = row.indicator.direction if row.indicator else None
    return {
        "group_gaps": gaps_between_groups(book, row.one.indicator, place.id),
        "place_gap": gap_between_places(book, row.one.indicator, direction, numbers) if _is_rate(row) else None,
    }


def _is_rate(row: Row) -> bool:
    """Whether places can be held against each other: plain numbers of things say how large a place is."""
    return row.indicator is not None and not isinstance(row.indicator.tree, Value)


def _place(request: HttpRequest, viewer: Viewer, book: Book) -> Place:
    named = request.GET.get("place") or book.plan.region
    if named not in book.gazetteer:
        raise Http404
    if not sees_place(viewer, book, named):
        raise PermissionDenied
    return book.gazetteer[named]


def _neighbours(book: Book, commitment: str) -> dict[str, str | None]:
    order = list(book.commitments)
    at = order.index(commitment)
    return {"previous": order[at - 1] if at else None, "next": order[at + 1] if at + 1 < len(order) else None}


def _lists(book: Book, viewer: Viewer, verdict: Verdict | None) -> dict[str, list[Place]]:
    """The places that a level_of verdict names, as far as the viewer sees them."""
    if verdict is None:
        return {}
    named = {"met": verdict.places_met, "not_met": verdict.places_not_met, "no_data": verdict.places_no_data}
    return {
        key: [book.gazetteer[one] for one in ids if one in book.gazetteer and sees_place(viewer, book, one)] for key, ids in named.items()
    }


# ------------------------------------------------------------------------------------------------ places


def place_rows(book: Book, viewer: Viewer, row: Row, top: Place, state: State | None) -> list[PlaceRow]:
    """The places directly below one that the viewer sees, in the order of the plan, with the figure of the year of the verdicts or the last before."""
    below = [place for place in book.gazetteer.children(top.id) if sees_place(viewer, book, place.id)]
    if state is None or not below:
        return []
    latest: dict[str, Number] = {}
    for number in ledger.at_places(book.id, row.one.indicator, [place.id for place in below], since=state.year - 3):
        known = latest.get(number.place)
        if number.year <= state.year and (number.value is not None or known is None or known.value is None):
            latest[number.place] = number
    words_ = ledger.words_by_place(book.id, row.one.id, state.year)
    if not latest:
        return []
    return [PlaceRow(place, latest.get(place.id), words_.get(place.id), len(book.gazetteer.children(place.id))) for place in below]


FIGURE_HEADS = (
    gettext_lazy("地区"),
    gettext_lazy("地区编号"),
    gettext_lazy("年份"),
    gettext_lazy("数值"),
    gettext_lazy("单位"),
    gettext_lazy("分子"),
    gettext_lazy("分母"),
    gettext_lazy("应报单位数"),
    gettext_lazy("已报单位数"),
    gettext_lazy("状态"),
    gettext_lazy("来源"),
    gettext_lazy("模拟数据"),
)


def commitment_list(request: HttpRequest, plan: str, commitment: str, form: str) -> HttpResponse:
    """Every figure of the commitment that the viewer sees, all places and years, as CSV or Excel."""
    viewer, book = viewer_here(request), shelf()[plan]
    one = book.commitments[commitment]
    indicator = book.catalogue.indicators.get(one.indicator)
    numbers = [
        number
        for number in ledger.at_places(plan, one.indicator)
        if number.place in book.gazetteer and sees_place(viewer, book, number.place)
    ]
    unit = indicator.unit if indicator else one.unit
    rows = (_cells(number, place_name(book.gazetteer[number.place]), unit) for number in numbers)
    return table_response(f"{book.plan.short}-{one.id}", FIGURE_HEADS, rows, form)


def _cells(number: Number, place: str, unit: str | None) -> list[Cell]:
    figures: list[Cell] = [place, number.place, number.year, number.value, unit, number.numerator, number.denominator]
    status, stream = wording.STATUSES.get(number.status, number.status), wording.STREAMS.get(number.stream, number.stream)
    said = [str(status), str(stream), str(wording.SIMULATED) if number.simulated else ""]
    return [*figures, number.parts_expected, number.parts_reporting, *said]


# ------------------------------------------------------------------------------------------------ chart


def _chart(book: Book, row: Row, place: Place, series: list[Number], fan: tuple[Band, ...]) -> SafeString:
    """The chart, kept while neither the package nor the facts change."""
    if not any(number.value is not None for number in series):
        return mark_safe("")
    breaks = breaks_of([_point(number) for number in series], row.indicator, series[-1].year)
    points = bridged([_point(number) for number in series], breaks)
    name = row.one.name if place.id == book.plan.region else f"{place_name(place)} {row.one.name}"
    cut = tuple(one.year for one in breaks if not one.bridged)
    return mark_safe(_drawn(points, name, row.unit or "", _path(book, row), cut, fan, "en" if english() else "zh"))


def _path(book: Book, row: Row) -> tuple[tuple[int, float], ...]:
    """The corners of the way to the target: the base, then the targets of this indicator in the order of their deadlines."""
    verdict = row.verdict
    if verdict is None or verdict.target is None or verdict.deadline is None:
        return ()
    corners = {verdict.deadline: verdict.target}
    for other in book.of_indicator[row.one.indicator]:
        same = other.population == row.one.population and other.kind == row.one.kind == "level" and other.unit == row.one.unit
        if same and other.deadline and other.value is not None and other.comparator == row.one.comparator:
            corners.setdefault(other.deadline, other.value)
    if verdict.base_year is not None and verdict.base is not None:
        corners[verdict.base_year] = verdict.base
    return tuple(sorted(corners.items()))


@lru_cache(maxsize=1024)
def _drawn(
    points: tuple[Point, ...],
    name: str,
    unit: str,
    path: tuple[tuple[int, float], ...],
    breaks: tuple[int, ...],
    fan: tuple[Band, ...],
    lang: Lang,
) -> str:
    return charts.commitment_svg(points, name=name, unit=unit, path=path, breaks=breaks, fan=fan, lang=lang)
