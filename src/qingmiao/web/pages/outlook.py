"""The outlook of commitments as pages show it: in sentences first, in figures on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext

from qingmiao.catalogue.formula import Value
from qingmiao.catalogue.numbers import Lang
from qingmiao.charts import Band
from qingmiao.disclosure import Viewer
from qingmiao.places import Place
from qingmiao.plans.model import Commitment
from qingmiao.progress import series_of
from qingmiao.progress.comparable import comparable
from qingmiao.progress.comparing import Standing, compare, grain_of
from qingmiao.progress.comparing_words import rank_words, side_words
from qingmiao.progress.methods import STALE_AFTER
from qingmiao.progress.model import Point, Verdict, Word
from qingmiao.progress.outlook import Outlook, foreseeable, outlooks
from qingmiao.progress.outlook_words import Told, names_of, tell
from qingmiao.progress.reasons import chance
from qingmiao.web.language import english
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number, State
from qingmiao.web.pages import wording
from qingmiao.web.pages.rows import Row
from qingmiao.web.planning.queries import sees_place
from qingmiao.web.planning.shelf import Book, shelf

UNLIKELY, LIKELY = 0.3, 0.7
"""Below the first a target is hard to reach (as the warning has it), from the second on likely."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The outlook of one commitment at one place with its words."""

    outlook: Outlook
    told: Told
    word: Word

    @property
    def differs(self) -> bool:
        """Whether the verdict, which looks at the line to the target, and the outlook, which looks at where the years lead, say otherwise."""
        share = self.outlook.chance
        return (self.word is Word.ON_THE_WAY and share < UNLIKELY) or (self.word in (Word.BEHIND, Word.HARDLY) and share >= LIKELY)

    @property
    def chance(self) -> str:
        """How likely the target is, as people say it."""
        return chance(self.outlook.chance, _lang())

    @property
    def percent(self) -> str:
        """How likely it is that the true level meets the target."""
        return wording.probability(self.outlook.chance)

    @property
    def published_percent(self) -> str:
        """The same of the figure that will be published."""
        return wording.probability(self.outlook.published)


def _lang() -> Lang:
    return "en" if english() else "zh"


def beside(book: Book, place: Place) -> tuple[str, ...]:
    """The places that lie beside one, itself among them; the plan's region stands alone."""
    if place.id == book.plan.region or place.parent is None:
        return (place.id,)
    return tuple(one.id for one in book.gazetteer.children(place.parent))


def seen(book: Book, one: Commitment, verdict: Verdict, outlook: Outlook) -> Seen:
    """An outlook with its words in the language of the page."""
    indicator = book.catalogue.indicators.get(one.indicator)
    unit = (indicator.unit if indicator else one.unit) or ""
    return Seen(outlook, tell(outlook, verdict, unit, names_of(indicator, book.catalogue), _lang()), verdict.word)


def of_commitment(book: Book, row: Row, place: Place, state: State | None) -> Seen | None:
    """The outlook of a commitment with every year up to its deadline; None where nothing can be said, or not to this viewer."""
    if state is None or row.verdict is None or not row.sees:
        return None
    found = _of_commitment(book.id, book.fingerprint, state.moment, state.year, beside(book, place), place.id, row.one.id)
    return seen(book, row.one, row.verdict, found) if found is not None else None


def of_place(book: Book, place: Place, state: State) -> Mapping[str, Outlook]:
    """Commitment → its outlook at a place, of all commitments; whoever shows it cuts it to what the viewer sees."""
    return _of_place(book.id, book.fingerprint, state.moment, state.year, beside(book, place), place.id)


# What follows is kept while neither the package (`fingerprint`) nor the figures (`moment`) change.


@lru_cache(maxsize=256)
def _of_commitment(
    plan: str, fingerprint: str, moment: datetime, year: int, places: tuple[str, ...], place: str, commitment: str
) -> Outlook | None:
    book = shelf()[plan]
    one = book.commitments[commitment]
    series = series_of(ledger.figures_table(plan, places, [one.indicator]))
    found = outlooks(book.package, book.catalogue, series, year, places, commitments=[one], tell=[place], fan=True)
    return found.get((commitment, place))


@lru_cache(maxsize=64)
def _of_place(plan: str, fingerprint: str, moment: datetime, year: int, places: tuple[str, ...], place: str) -> Mapping[str, Outlook]:
    book, wanted = shelf()[plan], _foreseeable(plan, fingerprint, year)
    series = _history(plan, fingerprint, moment, year, places)
    found = outlooks(book.package, book.catalogue, series, year, places, commitments=wanted, tell=[place])
    return {commitment: outlook for (commitment, _), outlook in found.items()}


@lru_cache(maxsize=16)
def _foreseeable(plan: str, fingerprint: str, year: int) -> tuple[Commitment, ...]:
    book = shelf()[plan]
    return foreseeable(book.package, book.catalogue, year)


@lru_cache(maxsize=8)
def _history(plan: str, fingerprint: str, moment: datetime, year: int, places: tuple[str, ...]) -> dict[tuple[str, str], list[Point]]:
    """The figures at some places from which something is foreseen."""
    used = sorted({one.indicator for one in _foreseeable(plan, fingerprint, year)})
    return series_of(ledger.figures_table(plan, places, used))


def too_short(row: Row, series: Sequence[Number], state: State | None) -> bool:
    """Whether a target that is still to come has a figure, but too few comparable ones to foresee anything from."""
    verdict = row.verdict
    if state is None or verdict is None or verdict.word is Word.NO_DATA or verdict.target is None or row.one.kind == "norm":
        return False
    known = [Point(one.year, one.value) for one in series if one.value is not None and one.year <= state.year]
    return len(known) > 0 and len(comparable(known, row.indicator, state.year).points) < 2 and (verdict.deadline or 0) > state.year


# ------------------------------------------------------------------------------------------------ beside its neighbours


@dataclass(frozen=True, slots=True)
class Neighboured:
    """Where a place stands among those beside it, by the figure of one year: how many are ranked, and its standing."""

    standing: Standing
    ranked: int
    apart: bool
    judged: bool

    @property
    def rank(self) -> str:
        """第3—9位, or that nobody can tell."""
        if self.standing.first == 1 and self.standing.last == self.ranked:
            return gettext("分不出先后")
        return rank_words(self.standing, _lang())

    @property
    def side(self) -> str:
        """That it lies clearly on one side of the others; empty where it does not."""
        return side_words(self.standing.side, _lang(), judged=self.judged) if self.standing.side in ("better", "worse") else ""


def neighbours(book: Book, viewer: Viewer, place: Place, state: State) -> Mapping[str, Neighboured]:
    """Indicator → where a place stands among those beside it that the viewer sees, for indicators of which two have the figure of its last year."""
    seen_ = tuple(one for one in beside(book, place) if sees_place(viewer, book, one))
    return _neighboured(book.id, book.fingerprint, state.moment, state.year, seen_, place.id) if len(seen_) > 1 else {}


@lru_cache(maxsize=64)
def _neighboured(
    plan: str, fingerprint: str, moment: datetime, year: int, places: tuple[str, ...], place: str
) -> Mapping[str, Neighboured]:
    book, series = shelf()[plan], _recent(plan, fingerprint, moment, year, places)
    found = {}
    for code, indicator in ((one.code, book.catalogue.indicators.get(one.code)) for one in book.package.indicators):
        last = max((point.year for point in series.get((code, place), ()) if point.value is not None and point.year <= year), default=None)
        if indicator is None or last is None or isinstance(indicator.tree, Value):
            continue
        points = {other: point for other in places for point in series.get((code, other), ()) if point.year == last}
        grain = grain_of(indicator, book.catalogue)
        compared = compare(points, up=indicator.direction != "down", unit=indicator.unit, grain=grain, drawn=False)
        standing = next((one for one in compared.standings if one.place == place and one.first is not None), None)
        if standing is not None:
            found[code] = Neighboured(standing, compared.ranked, compared.apart, indicator.direction is not None)
    return found


@lru_cache(maxsize=8)
def _recent(plan: str, fingerprint: str, moment: datetime, year: int, places: tuple[str, ...]) -> dict[tuple[str, str], list[Point]]:
    """The figures of the last years at some places."""
    used = sorted({one.code for one in shelf()[plan].package.indicators})
    return series_of(ledger.figures_table(plan, places, used, since=year - STALE_AFTER))


def bands(found: Seen | None) -> tuple[Band, ...]:
    """What is to be expected, for a chart."""
    return tuple(Band(one.year, one.low, one.middle, one.high) for one in found.outlook.ahead) if found else ()
