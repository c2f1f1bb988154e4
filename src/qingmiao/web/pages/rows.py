"""A commitment as lists show it: with its verdict, latest figure and those who answer, cut to what the viewer may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from qingmiao.catalogue import Indicator
from qingmiao.catalogue.numbers import Lang
from qingmiao.disclosure import Role, Viewer
from qingmiao.plans.model import Area, Commitment, Plan
from qingmiao.progress import Line, sentence, summary
from qingmiao.progress.model import Verdict, Word
from qingmiao.web.language import english
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number, State
from qingmiao.web.pages import wording
from qingmiao.web.planning.duty import Duty
from qingmiao.web.planning.queries import duties_of, sees_figures
from qingmiao.web.planning.shelf import Book

LATE = (Word.HARDLY, Word.LOST, Word.BEHIND)
"""Verdicts that call for action, worst first."""

SERIOUS: Mapping[Word, int] = {
    word: rank
    for rank, word in enumerate(
        (Word.HARDLY, Word.LOST, Word.BEHIND, Word.NO_DATA, Word.CANNOT_JUDGE, Word.UNDECIDED, Word.ON_THE_WAY, Word.MET)
    )
}
"""The order “worst first”."""


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment of one plan at one place. `sees` says whether the viewer sees its figures; the verdict's word is public."""

    plan: Plan
    area: Area | None
    one: Commitment
    duty: Duty
    indicator: Indicator | None
    verdict: Verdict | None
    number: Number | None
    sees: bool
    names: Mapping[str, str]

    @property
    def word(self) -> Word:
        """The word of the verdict."""
        return self.verdict.word if self.verdict else Word.NO_DATA

    @property
    def simulated(self) -> bool:
        """A simulated fact touched the verdict."""
        return self.verdict is not None and self.verdict.simulated

    @property
    def unit(self) -> str | None:
        """The unit of the figures: the indicator's, which for norms is not that of the target."""
        return self.indicator.unit if self.indicator else self.one.unit

    @property
    def target(self) -> str:
        """What is promised, in a few words."""
        return wording.target(self.one)

    @property
    def reason(self) -> str:
        """The verdict's reason in one sentence; the word alone where the viewer does not see figures."""
        return self._said(bare=False)

    @property
    def reason_beside_outlook(self) -> str:
        """The same without a foreseen figure of its own, where the outlook tells one."""
        return self._said(bare=True)

    def _said(self, *, bare: bool) -> str:
        if self.verdict is None or not self.sees:
            return wording.word(self.word)
        lang: Lang = "en" if english() else "zh"
        return sentence(self.verdict, name=self.one.name, unit=self.unit or "", lang=lang, place_names=self.names, bare=bare)

    @property
    def rank(self) -> int:
        """Place in the order “worst first”."""
        return SERIOUS[self.word]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All commitments of a plan at one place, in the document's order, and when they were judged."""

    book: Book
    place: str
    state: State | None
    rows: tuple[Row, ...]

    @property
    def simulated(self) -> bool:
        """Any row rests on simulated facts."""
        return any(row.simulated for row in self.rows)

    def counts(self) -> dict[Word, int]:
        """How many of each word, all eight words."""
        return tally(self.rows)


def tally(rows: Iterable[Row]) -> dict[Word, int]:
    """How many of each word, all eight words in their order."""
    found = Counter(row.word for row in rows)
    return {word: found[word] for word in Word}


def sheet(book: Book, viewer: Viewer, place: str | None = None) -> Sheet:
    """The commitments of a plan at a place (its region when None): four queries."""
    place = place or book.plan.region
    state = ledger.state_of(book.id)
    verdicts = ledger.verdicts(book.id, place, state.year) if state else {}
    numbers = {(one.indicator, one.year): one for one in ledger.of_place(book.id, place, since=state.year - 12)} if state else {}
    duties = duties_of(book)
    chosen = book.commitments.values() if place == book.plan.region else [one for one in book.commitments.values() if one.id in verdicts]
    return Sheet(book, place, state, tuple(_row(book, viewer, one, duties[one.id], verdicts.get(one.id), numbers) for one in chosen))


def row_of(book: Book, viewer: Viewer, commitment: str, place: str) -> Row:
    """One commitment at a place, judged or not."""
    state = ledger.state_of(book.id)
    one, duty = book.commitments[commitment], duties_of(book)[commitment]
    verdict = ledger.verdict_of(book.id, commitment, place, state.year) if state else None
    number = ledger.number(book.id, one.indicator, place, verdict.latest_year) if verdict and verdict.latest_year else None
    return _row(book, viewer, one, duty, verdict, {(number.indicator, number.year): number} if number else {})


def _row(
    book: Book, viewer: Viewer, one: Commitment, duty: Duty, verdict: Verdict | None, numbers: Mapping[tuple[str, int], Number]
) -> Row:
    number = numbers.get((one.indicator, verdict.latest_year)) if verdict and verdict.latest_year else None
    area = book.areas.get(one.area or "")
    return Row(
        book.plan,
        area,
        one,
        duty,
        book.catalogue.indicators.get(one.indicator),
        verdict,
        number,
        sees_figures(viewer, duty),
        book.place_names,
    )


def lines(rows: Iterable[Row]) -> tuple[Line, ...]:
    """The rows that were judged, as the summaries of progress take them."""
    return tuple(Line(row.one, row.verdict) for row in rows if row.verdict is not None)


def headline(rows: Sequence[Row], state: State | None) -> str:
    """The one sentence: how many can be monitored, how many of each verdict; what has no data stands outside the total."""
    told = summary.headline(lines(rows), lang="en" if english() else "zh")
    if not told:
        return _("还没有可监测的承诺。")
    return (_("截至 {} 年：").format(state.year) if state else "") + told


# ------------------------------------------------------------------------------------------------ filters


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to: plain words of the address; empty means all."""

    unit: str = ""
    kind: str = ""
    verdict: str = ""
    deadline: str = ""
    area: str = ""
    open: str = ""
    mine: bool = False

    @property
    def active(self) -> bool:
        """Anything is narrowed beyond the viewer's own commitments."""
        return any((self.unit, self.kind, self.verdict, self.deadline, self.area, self.open))


def filters_of(query: QueryDict, viewer: Viewer) -> Filters:
    """The filters of an address; a department begins with its own commitments and may ask for all."""
    named = {name: query.get(name, "") for name in ("unit", "kind", "verdict", "deadline", "area", "open")}
    return Filters(**named, mine=viewer.role is Role.DEPARTMENT and query.get("scope") != "all")


def narrowed(rows: Sequence[Row], wanted: Filters) -> list[Row]:
    """The rows that pass all filters, in their order."""
    return [row for row in rows if _passes(row, wanted)]


def _passes(row: Row, wanted: Filters) -> bool:
    parties = (*row.duty.lead, *row.duty.support)
    return (
        (not wanted.mine or row.sees)
        and (not wanted.unit or any(party.name == wanted.unit for party in parties))
        and (not wanted.kind or row.one.kind == wanted.kind)
        and (not wanted.verdict or row.word.value in wanted.verdict.split("."))
        and (not wanted.deadline or str(row.one.deadline or "") == wanted.deadline)
        and (not wanted.area or (row.area.id if row.area else "none") == wanted.area)
        and (not wanted.open or not row.duty.taken)
    )
