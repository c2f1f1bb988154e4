"""The outlook of commitments as pages show it: in sentences first, in figures on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from qingmiao.catalogue.numbers import Lang
from qingmiao.charts import Band
from qingmiao.places import Place
from qingmiao.plans.model import Commitment
from qingmiao.progress import series_of
from qingmiao.progress.comparable import comparable
from qingmiao.progress.model import Point, Verdict, Word
from qingmiao.progress.outlook import Outlook, outlooks
from qingmiao.progress.outlook_words import Told, names_of, tell
from qingmiao.progress.reasons import chance
from qingmiao.web.language import english
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number, State
from qingmiao.web.pages import wording
from qingmiao.web.pages.rows import Row
from qingmiao.web.planning.shelf import Book, shelf


@dataclass(frozen=True, slots=True)
class Seen:
    """The outlook of one commitment at one place with its words."""

    outlook: Outlook
    told: Told

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
    return Seen(outlook, tell(outlook, verdict, unit, names_of(indicator, book.catalogue), _lang()))


def of_commitment(book: Book, row: Row, place: Place, state: State | None) -> Seen | None:
    """The outlook of a commitment with every year up to its deadline; None where nothing can be said, or not to this viewer."""
    if state is None or row.verdict is None or not row.sees:
        return None
    found = _found(book.id, book.fingerprint, state.moment, state.year, beside(book, place), row.one.id).get((row.one.id, place.id))
    return seen(book, row.one, row.verdict, found) if found is not None else None


def of_place(book: Book, place: Place, state: State) -> dict[str, Outlook]:
    """Commitment → its outlook at a place, of all commitments; whoever shows it cuts it to what the viewer sees."""
    found = _found(book.id, book.fingerprint, state.moment, state.year, beside(book, place), None)
    return {commitment: outlook for (commitment, where), outlook in found.items() if where == place.id}


@lru_cache(maxsize=64)
def _found(
    plan: str, fingerprint: str, moment: datetime, year: int, places: tuple[str, ...], commitment: str | None
) -> Mapping[tuple[str, str], Outlook]:
    """The outlooks at some places beside each other, kept while neither the package (`fingerprint`) nor the figures (`moment`) change."""
    book = shelf()[plan]
    wanted = [book.commitments[commitment]] if commitment else list(book.commitments.values())
    used = sorted({one.indicator for one in wanted})
    series = series_of(ledger.figures_table(plan, places, used if commitment else None), used)
    return outlooks(book.package, book.catalogue, series, year, places, commitments=wanted, fan=commitment is not None)


def too_short(row: Row, series: Sequence[Number], state: State | None) -> bool:
    """Whether a target that is still to come has a figure, but too few comparable ones to foresee anything from."""
    verdict = row.verdict
    if state is None or verdict is None or verdict.word is Word.NO_DATA or verdict.target is None or row.one.kind == "norm":
        return False
    known = [Point(one.year, one.value) for one in series if one.value is not None and one.year <= state.year]
    return len(known) > 0 and len(comparable(known, row.indicator, state.year).points) < 2 and (verdict.deadline or 0) > state.year


def bands(found: Seen | None) -> tuple[Band, ...]:
    """What is to be expected, for a chart."""
    return tuple(Band(one.year, one.low, one.middle, one.high) for one in found.outlook.ahead) if found else ()
