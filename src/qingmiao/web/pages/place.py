"""地区 place: how is this place?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from qingmiao.disclosure import Role, Viewer, may_take_report
from qingmiao.places import Place
from qingmiao.progress.model import Word
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number
from qingmiao.web.pages.downloads import LIST_HEADS, Cell, list_cells, table_response
from qingmiao.web.pages.outlook import LIKELY, UNLIKELY, Neighboured, Seen, neighbours, of_place, seen
from qingmiao.web.pages.rows import Row, Sheet, filters_of, headline, narrowed, sheet, tally
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import sees_place
from qingmiao.web.planning.shelf import Book, shelf

ON_A_PAGE = 100
"""So many commitments stand on one page."""

WORST = 10
"""So many of the least likely are told in sentences on top."""

ORDERS = ("chance", "verdict", "document")


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment at a place: its outlook, beside the figure of the plan's region in the same year, and among its neighbours."""

    row: Row
    seen: Seen | None
    upper: Number | None
    among: Neighboured | None

    @property
    def chance(self) -> float | None:
        """How likely its target is, 0..1."""
        return self.seen.outlook.chance if self.seen else None

    @property
    def small(self) -> bool:
        """The figure rests on fewer than ten events: a count says more than a rate."""
        number = self.row.number
        return (
            number is not None
            and number.way == "counts"
            and number.numerator is not None
            and number.denominator is not None
            and number.numerator < 10
        )


@dataclass(frozen=True, slots=True)
class Child:
    """A place below, with the counts of its verdicts."""

    place: Place
    counts: dict[Word, int]
    judged: int


def place(request: HttpRequest, plan: str, place: str) -> HttpResponse:
    """The commitments that reach down to a place by how likely they are met, the least likely first and in sentences; then the places below it.

    `?order=` chance, verdict or document; `?page=` a number or all.
    """
    viewer, book = viewer_here(request), shelf()[plan]
    here, region = book.gazetteer[place], book.gazetteer[book.plan.region]
    found = sheet(book, viewer, place)
    wanted = filters_of(request.GET, viewer)
    order = request.GET.get("order", "")
    lines = lines_of(book, viewer, here, found, narrowed(found.rows, wanted), order if order in ORDERS else ORDERS[0])
    shown, page, pages = _paged(request.GET, lines)
    context = {
        "book": book,
        "place": here,
        "region": region,
        "at_region": place == region.id,
        "profile": here.parent == region.id and may_take_report(viewer, book.plan.region, book.gazetteer),
        "sheet": found,
        "rows": lines,
        "shown": shown,
        "page_number": page,
        "pages": pages,
        "worst": [line for line in lines if line.chance is not None and line.chance < 0.5][:WORST]
        if order in ("", "chance") and page == 1
        else [],
        "spread": _spread(lines),
        "neighboured": any(line.among for line in lines),
        "counts": tally(line.row for line in lines),
        "headline": headline([line.row for line in lines], found.state),
        "simulated": any(line.row.simulated for line in lines),
        "children": _children(book, viewer, here, found.state.year if found.state else None),
        "wanted": wanted,
        "order": order if order in ORDERS else ORDERS[0],
        "query": request.GET.urlencode(),
        "others": _without(request.GET, "page", "order"),
        "others_in_order": _without(request.GET, "page"),
        "department": viewer.role is Role.DEPARTMENT,
    }
    return render(request, "place.html", context)


def lines_of(book: Book, viewer: Viewer, here: Place, found: Sheet, rows: Sequence[Row], order: str) -> list[Line]:
    """The rows whose figures the viewer sees, in an order, with what is foreseen of them."""
    visible = [row for row in rows if row.sees]
    upper = _upper(book, visible) if here.id != book.plan.region else {}
    state = found.state
    ahead = of_place(book, here, state) if state else {}
    among = neighbours(book, viewer, here, state) if state else {}
    lines = [
        Line(
            row,
            seen(book, row.one, row.verdict, ahead[row.one.id]) if row.verdict and row.one.id in ahead else None,
            upper.get((row.one.indicator, row.verdict.latest_year)) if row.verdict and row.verdict.latest_year else None,
            among.get(row.one.indicator),
        )
        for row in visible
    ]
    return sorted(lines, key=_KEYS[order])


def _by_verdict(line: Line) -> tuple[float, ...]:
    return line.row.rank, line.row.one.start


def _by_chance(line: Line) -> tuple[float, ...]:
    """The least likely first; what nothing is foreseen of after them, by verdict."""
    return (1, 0, *_by_verdict(line)) if line.chance is None else (0, line.chance, *_by_verdict(line))


_KEYS = {"chance": _by_chance, "verdict": _by_verdict, "document": lambda line: (line.row.one.start,)}


def _paged(query: QueryDict, lines: Sequence[Line]) -> tuple[Sequence[Line], int | None, range]:
    """The lines of a page, its number (None: all), and all numbers."""
    pages = range(1, max(1, -(-len(lines) // ON_A_PAGE)) + 1)
    named = query.get("page", "")
    if named == "all":
        return lines, None, pages
    page = min(max(int(named), 1), pages[-1]) if named.isdecimal() else 1
    return lines[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], page, pages


def _without(query: QueryDict, *names: str) -> str:
    """The rest of an address, to be followed by one of the names."""
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return f"{rest.urlencode()}&" if rest else ""


def _spread(lines: Iterable[Line]) -> Mapping[str, int] | None:
    """How many targets are likely, open and unlikely; None where nothing is foreseen."""
    chances = [line.chance for line in lines if line.chance is not None]
    if not chances:
        return None
    likely, unlikely = sum(one >= LIKELY for one in chances), sum(one < UNLIKELY for one in chances)
    return {"total": len(chances), "likely": likely, "open": len(chances) - likely - unlikely, "unlikely": unlikely}


def _upper(book: Book, rows: list[Row]) -> dict[tuple[str, int], Number]:
    years = [row.verdict.latest_year for row in rows if row.verdict and row.verdict.latest_year]
    return {(number.indicator, number.year): number for number in ledger.of_place(book.id, book.plan.region, since=min(years, default=0))}


def _children(book: Book, viewer: Viewer, here: Place, year: int | None) -> list[Child]:
    below = [place for place in book.gazetteer.children(here.id) if sees_place(viewer, book, place.id)]
    if year is None or not below:
        return []
    counts = ledger.counts_of_places(book.id, [place.id for place in below], year)
    return [_child(place, counts.get(place.id, {})) for place in below]


def _child(place: Place, found: dict[Word, int]) -> Child:
    counts = {word: found.get(word, 0) for word in Word}
    return Child(place, counts, sum(counts.values()) - counts[Word.NO_DATA] - counts[Word.CANNOT_JUDGE])


# ------------------------------------------------------------------------------------------------ the same as a file

HEADS = (
    *LIST_HEADS,
    gettext_lazy("达标概率（%）"),
    gettext_lazy("推算"),
    gettext_lazy("同级名次从"),
    gettext_lazy("同级名次到"),
    gettext_lazy("同级地区数"),
)


def place_list(request: HttpRequest, plan: str, place: str, form: str) -> HttpResponse:
    """The commitments of a place in the order of the page, all of them, as CSV or Excel; those whose figures the viewer does not see come last, bare."""
    viewer, book = viewer_here(request), shelf()[plan]
    here, found = book.gazetteer[place], sheet(book, viewer, place)
    rows = narrowed(found.rows, filters_of(request.GET, viewer))
    order = request.GET.get("order", "")
    lines = lines_of(book, viewer, here, found, rows, order if order in ORDERS else ORDERS[0])
    bare = sorted((row for row in rows if not row.sees), key=lambda row: row.rank)
    every = [*lines, *(Line(row, None, None, None) for row in bare)]
    return table_response(f"{book.plan.short}-{here.name}", HEADS, (_cells(index, line) for index, line in enumerate(every, start=1)), form)


def _cells(index: int, line: Line) -> list[Cell]:
    ahead: list[Cell] = (
        [round(line.seen.outlook.chance * 100, 1), f"{line.seen.told.likely}{line.seen.told.course}"] if line.seen else [None, ""]
    )
    standing = line.among.standing if line.among else None
    return [
        *list_cells(index, line.row),
        *ahead,
        *((standing.first, standing.last, line.among.ranked) if standing and line.among else (None,) * 3),
    ]
