"""What the page of places beside each other shows: what its address asks for, the places that the viewer sees, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from qingmiao.catalogue.formula import Value
from qingmiao.catalogue.numbers import Lang
from qingmiao.disclosure import Viewer
from qingmiao.places import LEVELS, Place
from qingmiao.progress.comparing import Compared, Grain, Standing, compare, grain_of, together
from qingmiao.progress.comparing_words import rank_words, side_words
from qingmiao.progress.model import Point, Word
from qingmiao.progress.outlook_words import Names, names_of, told_as_count
from qingmiao.progress.package import counts_of
from qingmiao.web.language import english
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number, State
from qingmiao.web.pages import wording
from qingmiao.web.pages.rows import Row, row_of
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import sees_place
from qingmiao.web.planning.shelf import Book, shelf

SPANS = (1, 3, 5)
"""So many years may be taken together, where the counts of several years add up."""

LOOK_BACK = 12
"""So many years back a year can be chosen."""

ORDERS = ("rank", "place", "size")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: places of a level below `top`, in a year or some years up to it, in an order."""

    top: Place
    level: str
    year: int | None
    span: int
    order: str

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are taken together."""
        return tuple(range(self.year - self.span + 1, self.year + 1)) if self.year is not None else ()


@dataclass(frozen=True, slots=True)
class Line:
    """One place in the table: what is known of it, its word, and its figure of the one year, where one year is asked for."""

    place: Place
    standing: Standing | None
    number: Number | None
    word: Word | None
    rank: str
    side: str
    small: bool

    @property
    def part(self) -> float | None:
        """The numerator of the figure, or of the years together."""
        counted = self.standing.point.events if self.standing else None
        return counted if counted is not None or self.number is None else self.number.numerator

    @property
    def whole(self) -> float | None:
        """The denominator of the figure, or of the years together."""
        counted = self.standing.point.exposure if self.standing else None
        return counted if counted is not None or self.number is None else self.number.denominator


@dataclass(frozen=True, slots=True)
class View:
    """Everything that page and file are made from."""

    asked: Asked
    compared: Compared
    lines: list[Line]
    choices: Mapping[str, list[tuple[str, str]]]
    totals: bool
    judged: bool
    names: Names

    @property
    def chance(self) -> bool:
        """Whether chance lets the figures differ."""
        return self.compared.grain == "chance" and self.compared.ranked > 0

    @property
    def simulated(self) -> bool:
        """A simulated fact touched one of the figures."""
        return any(line.standing.point.simulated for line in self.lines if line.standing) or any(
            line.number.simulated for line in self.lines if line.number
        )

    @property
    def silent(self) -> int:
        """How many places have no figure."""
        return sum(line.standing is None for line in self.lines)

    @property
    def uncounted(self) -> int:
        """How many figures are not ranked, since they have no counts to tell chance by, where others have."""
        return len(self.compared.standings) - self.compared.ranked if self.compared.ranked else 0


def view_of(request: HttpRequest, plan: str, commitment: str) -> tuple[Book, Row, View]:
    """What an address asks for, made from what the viewer sees. Raises Http404 for what is not there, PermissionDenied for a place out of sight."""
    viewer, book = viewer_here(request), shelf()[plan]
    top = _top(request.GET, viewer, book)
    row = row_of(book, viewer, commitment, top.id)
    state = ledger.state_of(plan)
    levels = _levels(book, viewer, top)
    level = request.GET.get("level") or next(iter(levels), "")
    if levels and level not in levels:
        raise Http404
    places = levels.get(level, [])
    since = state.year - LOOK_BACK if state else 0
    numbers = ledger.at_places(plan, row.one.indicator, [place.id for place in places], since=since) if places and state else []
    by_place: dict[str, list[Number]] = {}
    for number in numbers:
        by_place.setdefault(number.place, []).append(number)
    asked = _asked(request.GET, top, level, row, numbers, state)
    return book, row, _laid_out(book, row, asked, places, levels, by_place, state)


def _top(query: QueryDict, viewer: Viewer, book: Book) -> Place:
    named = query.get("place") or book.plan.region
    if named not in book.gazetteer:
        raise Http404
    if not sees_place(viewer, book, named):
        raise PermissionDenied
    return book.gazetteer[named]


def _levels(book: Book, viewer: Viewer, top: Place) -> dict[str, list[Place]]:
    """Level → the places of it below one that the viewer sees, the nearest level first."""
    found: dict[str, list[Place]] = {}
    for place in book.gazetteer.below(top.id):
        if place.id != top.id and sees_place(viewer, book, place.id):
            found.setdefault(place.level, []).append(place)
    return {level: found[level] for level in LEVELS if level in found}


def _asked(query: QueryDict, top: Place, level: str, row: Row, numbers: Sequence[Number], state: State | None) -> Asked:
    years = sorted({number.year for number in numbers if number.value is not None and state and number.year <= state.year})
    wanted, span, order = query.get("year", ""), query.get("years", ""), query.get("order", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in years else _newest(numbers, years)
    spans = [str(one) for one in SPANS] if _adds_up(row) else ["1"]
    return Asked(top, level, year, int(span) if span in spans else 1, order if order in ORDERS else ORDERS[0])


def _newest(numbers: Sequence[Number], years: Sequence[int]) -> int | None:
    """The last year of which half of the places have a figure, compared with the year that most have; the last of all where there is none."""
    counts = {year: sum(number.year == year and number.value is not None for number in numbers) for year in years}
    most = max(counts.values(), default=0)
    return max((year for year in years if 2 * counts[year] >= most), default=None)


def _adds_up(row: Row) -> bool:
    """Whether the counts of several years may be taken together: events that happen, not a stock that is counted again each year."""
    return row.indicator is not None and row.indicator.over_time == "sum"


def _laid_out(
    book: Book,
    row: Row,
    asked: Asked,
    places: Sequence[Place],
    levels: Mapping[str, list[Place]],
    numbers: Mapping[str, Sequence[Number]],
    state: State | None,
) -> View:
    totals = row.indicator is None or isinstance(row.indicator.tree, Value)
    grain: Grain = "unknown" if totals else grain_of(row.indicator, book.catalogue)
    direction = row.indicator.direction if row.indicator else None
    judged = direction is not None
    points = {place.id: point for place in places if (point := _point(numbers.get(place.id, ()), asked, row.unit or "", totals=totals))}
    compared = compare(points, up=direction != "down", unit=row.unit or "", grain=grain)
    one_year = {place: number for place, some in numbers.items() for number in some if number.year == asked.year and asked.span == 1}
    words = ledger.words_by_place(book.id, row.one.id, state.year) if state and asked.years == (state.year,) else {}
    lang: Lang = "en" if english() else "zh"
    standings = {one.place: one for one in compared.standings}
    lines = []
    for place in places:
        standing, number = standings.get(place.id), one_year.get(place.id)
        rank = rank_words(standing, lang) if standing else ""
        side = side_words(standing.side, lang, judged=judged, apart=compared.apart) if standing else ""
        small = standing is not None and grain == "chance" and told_as_count(standing.point)
        lines.append(Line(place, standing, number, words.get(place.id), rank, side, small))
    ordered = _ordered(lines, compared, asked.order)
    return View(asked, compared, ordered, _choices(row, levels, numbers, state), totals, judged, names_of(row.indicator, book.catalogue))


def _point(numbers: Sequence[Number], asked: Asked, unit: str, *, totals: bool) -> Point | None:
    """The figure of a place in the year, or of the years together; plain totals have no chance to be told."""
    points = [
        Point(
            one.year,
            one.value,
            one.status,
            one.simulated,
            None,
            *((None, None) if totals else counts_of(one.value, one.numerator, one.denominator, one.way)),
        )
        for one in numbers
    ]
    if asked.span > 1:
        return together(points, asked.years, unit)
    return next((point for point in points if point.year == asked.year and point.value is not None), None)


def _ordered(lines: Sequence[Line], compared: Compared, order: str) -> list[Line]:
    """Best first, by the plan's own order, or by how many a figure is of; places without a figure last."""
    if order == "place":
        return list(lines)
    best = {one.place: number for number, one in enumerate(compared.standings)}
    if order == "size":
        return sorted(lines, key=lambda line: -((line.standing.point.exposure or 0.0) if line.standing else -1.0))
    return sorted(lines, key=lambda line: best.get(line.place.id, len(best)))


def _choices(
    row: Row, levels: Mapping[str, list[Place]], numbers: Mapping[str, Sequence[Number]], state: State | None
) -> Mapping[str, list[tuple[str, str]]]:
    last = state.year if state else 0
    years = sorted({one.year for some in numbers.values() for one in some if one.value is not None and one.year <= last}, reverse=True)
    names = {"rank": _("由好到差"), "place": _("地区顺序"), "size": _("由大到小（分母）")}
    return {
        "level": [(level, f"{wording.LEVELS.get(level, level)}（{len(some)}）") for level, some in levels.items()],
        "year": [(str(year), str(year)) for year in years],
        "years": [(str(span), _("{} 年合并").format(span) if span > 1 else _("单独一年")) for span in SPANS] if _adds_up(row) else [],
        "order": [(order, names[order]) for order in ORDERS],
    }
