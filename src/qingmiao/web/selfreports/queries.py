"""Self-reports as plain values: who is asked, what each is asked, where it stands, what is still wanting."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q
from django.http import Http404

from qingmiao.disclosure import Viewer, may_assign
from qingmiao.disclosure.self_reporting import IN_HAND, OPEN, Act, Held, State, acts_of, may_see
from qingmiao.places import Place
from qingmiao.plans.model import Commitment, Measure
from qingmiao.progress.model import Verdict, Word
from qingmiao.reports.build import NO_AREA, SITUATIONS, aim_of, gap_words, name_of, target_words
from qingmiao.reports.model import OUTSIDE, Measured
from qingmiao.reports.selfreport import LACKS, Item, Lack, Part, Standing, lacks_of
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.models import VerdictRow
from qingmiao.web.ledger.queries import Number
from qingmiao.web.planning.duty import Duty, Party
from qingmiao.web.planning.queries import duties_of, sees_plan
from qingmiao.web.planning.shelf import Book, shelf
from qingmiao.web.selfreports.models import Adoption, Entry, Proof, SelfReport

OPENING: Final = ("organisation", "funds", "staff")
CLOSING: Final = ("problems", "requests")
ITEMS: Final = ("commitment", "measure")
LONGEST: Final = 4000
"""Characters of one text."""


# ------------------------------------------------------------------------------------------------ who is asked, and what


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit or place that may be asked for a self-report, with the entries that it would have (kind, id)."""

    unit: str
    department: str
    place: str
    entries: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.place}/{self.department}/{self.unit}"


def asked_of(book: Book) -> list[Asked]:
    """Everybody who answers for anything of a plan: units in the order of the document, then the places right below the region.

    A unit that is all such places together (各乡镇) is not asked: each of them is.
    """
    region, found = book.plan.region, duties_of(book)
    places = [place for place in book.gazetteer.children(region) if place.level != "institution"]
    units: dict[tuple[str, str], str] = {}
    for duty in found.values():
        for party in (*duty.lead, *duty.support):
            units.setdefault(_unit_key(party.department, party.name), party.name)
    for unit in (book.units[one] for measure in book.measures.values() for one in (*measure.lead, *measure.support) if one in book.units):
        units.setdefault(_unit_key(unit.department, unit.name), unit.name)
    asked = [
        Asked(name, department, region, entries_of(book, department, name, found))
        for (department, _), name in units.items()
        if department or not any(_means(name, place) for place in places)
    ]
    judged = judged_at(book.id, [place.id for place in places])
    return asked + [Asked(place.name, "", place.id, _entries_of_place(book, place, found, judged.get(place.id, set()))) for place in places]


def _unit_key(department: str | None, name: str) -> tuple[str, str]:
    return (department, "") if department else ("", name)


_LEVELS: Final[Mapping[str, str]] = {"prefecture": "[市州盟]", "county": "[县区]", "township": "[乡镇]|街道", "village": "村|社区"}


def _means(name: str, place: Place) -> bool:
    """Whether a unit’s name, or the level of a commitment, is that of a place or of all places of its level: 白苇镇人民政府, 各乡镇（街道）."""
    of_all = place.level in _LEVELS and re.match(rf"[各每].*(?:{_LEVELS[place.level]})", name) is not None
    return of_all or name.startswith(place.name)


def _bound_place(book: Book, place: Place, duties: Mapping[str, Duty]) -> tuple[set[str], set[str]]:
    """The commitments and measures that the document, or the office, gives to a place or to all places of its level."""
    units = {one.id for one in book.units.values() if not one.department and _means(one.name, place)}
    named = {
        key for key, duty in duties.items() if any(not one.department and _means(one.name, place) for one in (*duty.lead, *duty.support))
    }
    named |= {key for key, one in book.commitments.items() if one.level_of and _means(f"各{one.level_of}", place)}
    return named, {one.id for one in book.measures.values() if units & {*one.lead, *one.support}}


def _entries_of_place(book: Book, place: Place, duties: Mapping[str, Duty], judged: Collection[str]) -> tuple[tuple[str, str], ...]:
    named, measures = _bound_place(book, place, duties)
    spoken = {book.commitments[key].measure for key in named}
    return _in_order(book, named | set(judged), [one for one in book.measures if one in measures and one not in spoken])


def judged_at(plan: str, places: Collection[str]) -> dict[str, set[str]]:
    """Place → the commitments that are judged there from figures."""
    found: dict[str, set[str]] = {}
    rows = VerdictRow.objects.filter(plan=plan, place__in=places).exclude(word__in=OUTSIDE)
    for place, commitment in rows.values_list("place", "commitment").distinct():
        found.setdefault(place, set()).add(commitment)
    return found


def entries_of(book: Book, department: str, unit: str, duties: Mapping[str, Duty]) -> tuple[tuple[str, str], ...]:
    """The commitments for which a unit answers, and those of its measures that hold none of them."""
    own = _own(duties, department, unit)
    spoken = {book.commitments[key].measure for key in own}
    ids = {one.id for one in book.units.values() if _unit_key(one.department, one.name) == _unit_key(department, unit)}
    measures = [one.id for one in book.measures.values() if one.id not in spoken and ids & {*one.lead, *one.support}]
    return _in_order(book, own, measures)


def by_indicator(book: Book, commitments: Iterable[str]) -> dict[str, list[str]]:
    """Indicator → some commitments that rest on it, in the order of the document: a unit writes of them once."""
    found: dict[str, list[str]] = {}
    for key in sorted((key for key in commitments if key in book.commitments), key=lambda key: (book.commitments[key].start, key)):
        found.setdefault(book.commitments[key].indicator, []).append(key)
    return found


def _in_order(book: Book, commitments: Iterable[str], measures: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Entries as the document has them, one for each indicator."""
    found = [("commitment", keys[0], book.commitments[keys[0]].start) for keys in by_indicator(book, commitments).values()]
    found += [("measure", key, book.measures[key].start) for key in measures]
    return tuple((kind, key) for kind, key, _ in sorted(found, key=lambda one: (one[2], one[1])))


def _own(duties: Mapping[str, Duty], department: str, unit: str) -> list[str]:
    return [key for key, duty in duties.items() if _parties(duty, department, unit)]


def _parties(duty: Duty, department: str, unit: str) -> list[tuple[Party, bool]]:
    """A unit's part in a duty: the party, and whether it leads."""
    wanted = _unit_key(department, unit)
    both = [*((party, True) for party in duty.lead), *((party, False) for party in duty.support)]
    return [(party, leads) for party, leads in both if _unit_key(party.department, party.name) == wanted]


# ------------------------------------------------------------------------------------------------ sight


def book_of(row: SelfReport) -> Book:
    """The plan of a self-report; Http404 where it is gone."""
    book = shelf().get(row.plan)
    if book is None:
        raise Http404
    return book


def held(row: SelfReport) -> Held:
    """A self-report as the rules see it."""
    return Held(row.department, row.place, row.region, row.state)  # type: ignore[arg-type]


def report_of(report: int) -> SelfReport:
    """A self-report; raises Http404 where there is none."""
    row = SelfReport.objects.filter(pk=report).first()
    if row is None:
        raise Http404
    return row


def in_sight(viewer: Viewer, report: int) -> bool:
    """Whether a viewer reads a self-report; raises Http404 where there is none."""
    row = report_of(report)
    return may_see(viewer, held(row), book_of(row).gazetteer)


def acts_now(viewer: Viewer, row: SelfReport) -> tuple[Act, ...]:
    """What a viewer may do with a self-report now."""
    return acts_of(viewer, held(row), book_of(row).gazetteer)


def runs(viewer: Viewer, book: Book) -> bool:
    """Whether a viewer is of the office that collects."""
    return may_assign(viewer, book.plan.region, book.gazetteer)


@dataclass(frozen=True, slots=True)
class Box:
    """One self-report in a list."""

    id: int
    unit: str
    department: str
    place: str
    state: State
    due: date
    late: bool
    submitted_at: Any
    entries: int
    written: int
    taken: int


def boxes(book: Book, year: int, viewer: Viewer, today: date) -> list[Box]:
    """The self-reports of a plan and year that a viewer reads, units first, in the order in which they were asked for: two queries."""
    rows = [row for row in SelfReport.objects.filter(plan=book.id, year=year) if may_see(viewer, held(row), book.gazetteer)]
    said = ~(Q(done="") & Q(cause="") & Q(planned=""))
    counted = Entry.objects.filter(report__in=rows, kind__in=ITEMS).values("report")
    told = counted.annotate(entries=Count("id"), written=Count("id", filter=said)).values_list("report", "entries", "written")
    counts = {report: (entries, written) for report, entries, written in told}
    taken = taken_counts(rows)
    return [
        Box(
            *(row.pk, row.unit, row.department, row.place, row.state),  # type: ignore[arg-type]
            *(row.due, row.state in OPEN and row.due < today, row.submitted_at),
            *counts.get(row.pk, (0, 0)),
            taken.get(row.pk, 0),
        )
        for row in sorted(rows, key=lambda row: (row.place != row.region, row.pk))
    ]


def taken_counts(rows: Collection[SelfReport]) -> dict[int, int]:
    """Self-report → how many of its entries the office took up."""
    found: dict[int, int] = {}
    for one in standing_adoptions(rows).values():
        if one.entry.kind in ITEMS:
            found[one.entry.report_id] = found.get(one.entry.report_id, 0) + 1
    return found


def years_in_sight(viewer: Viewer) -> list[tuple[Book, int]]:
    """Plans and years of which self-reports were asked for, the last year first."""
    pairs = SelfReport.objects.order_by("-year", "plan").values_list("plan", "year").distinct()
    books = ((shelf().get(plan), year) for plan, year in pairs)
    return [(book, year) for book, year in books if book is not None and sees_plan(viewer, book)]


# ------------------------------------------------------------------------------------------------ what stands beside the words


def standings(book: Book, place: str, year: int, commitments: Collection[str]) -> dict[str, Standing]:
    """Commitment → where it stands at a place in a year, as far as verdicts of that year are kept: two queries."""
    verdicts = ledger.verdicts(book.id, place, year)
    figures = {(one.indicator, one.year): one for one in ledger.of_place(book.id, place)}
    return {key: _standing(book, book.commitments[key], verdicts[key], year, figures) for key in commitments if key in verdicts}


def _standing(book: Book, one: Commitment, verdict: Verdict, year: int, figures: Mapping[tuple[str, int], Number]) -> Standing:
    indicator = book.catalogue.indicators.get(one.indicator)
    unit = indicator.unit if indicator else one.unit or ""
    known = verdict.word is not Word.NO_DATA
    last = figures.get((one.indicator, year - 1))
    return Standing(
        word=verdict.word,
        indicator=one.indicator,
        unit=unit,
        target=target_words(one, verdict, unit),
        aim=aim_of(verdict, one),
        deadline=one.deadline if one.deadline is not None else verdict.deadline,
        base=_measured(figures.get((one.indicator, verdict.base_year or 0)), verdict.base_year, verdict.base),
        before=None if last is None or last.value is None else _measured(last, year - 1, last.value),
        latest=_measured(figures.get((one.indicator, verdict.latest_year or 0)), verdict.latest_year, verdict.latest) if known else None,
        gap=gap_words(verdict, unit),
        apart=_apart(verdict),
        situation=SITUATIONS.get(verdict.reason, ""),
        simulated=verdict.simulated,
        commitment=one.id,
    )


def _apart(verdict: Verdict) -> float | None:
    """The number of `gap_words`: how many places are short, or how far the latest value is from the near end of the target."""
    if verdict.places_not_met:
        return float(len(verdict.places_not_met))
    if verdict.latest is None or verdict.target is None:
        return None
    return min(abs(end - verdict.latest) for end in (verdict.target, verdict.target_high) if end is not None)


def _measured(figure: Number | None, year: int | None, value: float | None) -> Measured | None:
    if year is None or value is None:
        return None
    if figure is None:
        return Measured(year, value)
    return Measured(year, value, figure.status, figure.simulated, figure.parts_reporting, figure.parts_expected)


def standing_told(standing: Standing) -> dict[str, Any]:
    """A standing as it is kept with an entry that was handed in."""
    return asdict(standing)


def standing_kept(told: Mapping[str, Any]) -> Standing:
    """A standing that was kept."""
    points = {name: None if told[name] is None else Measured(**told[name]) for name in ("base", "before", "latest")}
    return Standing(**{**told, **points, "word": Word(told["word"])})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with all that stands beside it; `last` is last year's plan; `was` the standings at handing in, where figures have changed since."""

    entry: Entry
    item: Item
    lacks: tuple[Lack, ...]
    last: str
    unanswered: bool
    proofs: tuple[tuple[int, str, str], ...]
    taken: Adoption | None
    was: tuple[Standing, ...]

    @property
    def wanting(self) -> bool:
        """Whether anything keeps it from being handed in."""
        return bool(self.lacks) or self.unanswered or self.entry.carried is not None


def lines(row: SelfReport, book: Book | None = None) -> list[Line]:
    """All entries of a self-report in order: some eight queries."""
    book = book or book_of(row)
    entries = list(row.entries.order_by("position"))
    found, proofs, last, taken = duties_of(book), proofs_of(row), plans_of_last_year(row), standing_adoptions([row])
    of_place = row.place != row.region and row.place in book.gazetteer
    bound = _bound_place(book, book.gazetteer[row.place], found)[0] if of_place else set()
    members = members_of(row, book, found, bound)
    now = standings(book, row.place, row.year, [key for keys in members.values() for key in keys])
    made = []
    for entry in entries:
        kept = tuple(standing_kept(one) for one in entry.standings or ())
        own = members.get(indicator_of(entry, book), [entry.item]) if entry.kind == "commitment" else []
        here = tuple(now[key] for key in own if key in now)
        part: Part = "related" if row.place != row.region else _part([found[key] for key in own if key in found], row)
        part = "place" if bound & set(own) else part
        item = _item(book, row, entry, part, here or kept, proofs.get(entry.pk, ()))
        changed = kept if here and kept and row.state in IN_HAND and _bare(kept) != _bare(here) else ()
        asked = bool(entry.question) and entry.version <= entry.question_version and row.state in OPEN
        behind = (last.get((entry.kind, entry.item), ""), asked, proofs.get(entry.pk, ()), taken.get(entry.pk), changed)
        made.append(Line(entry, item, _lacks(entry, item), *behind))
    return made


def members_of(row: SelfReport, book: Book, found: Mapping[str, Duty], bound: Collection[str] = ()) -> dict[str, list[str]]:
    """Indicator → the commitments for which the writer of a self-report answers; those `bound` are a place's, besides what has figures there."""
    if row.place != row.region:
        return by_indicator(book, {*bound, *judged_at(book.id, [row.place]).get(row.place, ())})
    return by_indicator(book, _own(found, row.department, row.unit))


def indicator_of(entry: Entry, book: Book) -> str:
    """The indicator of an entry; empty where its commitment is gone."""
    one = book.commitments.get(entry.item)
    return "" if one is None else one.indicator


def _bare(some: Iterable[Standing]) -> list[tuple[object, ...]]:
    """What of standings a reader would see change."""
    return [(one.commitment, one.word, one.latest, one.before, one.target) for one in some]


def _lacks(entry: Entry, item: Item) -> tuple[Lack, ...]:
    if entry.kind in OPENING:
        return () if entry.done.strip() else ("words",)
    return () if entry.kind in CLOSING else lacks_of(item)


def _item(
    book: Book,
    row: SelfReport,
    entry: Entry,
    part: Part,
    beside: tuple[Standing, ...],
    proofs: Sequence[tuple[int, str, str]],
) -> Item:
    said: dict[str, Any] = {name: getattr(entry, name) for name in ("done", "cause", "planned", "due")}
    said["proofs"] = tuple(name for _, name, _ in proofs)
    one: Commitment | Measure | None = book.commitments.get(entry.item) if entry.kind == "commitment" else book.measures.get(entry.item)
    if one is None:
        return Item(entry.item or entry.kind, entry.item, NO_AREA, "support", beside, **said)
    area = book.areas[one.area].name if one.area and one.area in book.areas else NO_AREA
    if isinstance(one, Measure):
        return Item(one.id, one.title, area, _part_of_measure(book, one, row), (), one.title, **said)
    measure = book.measures[one.measure].title if one.measure and one.measure in book.measures else ""
    return Item(one.id, name_of(one), area, part, beside, measure, **said)


def _part(duties: Sequence[Duty], row: SelfReport) -> Part:
    """What a unit has to do with an indicator today; one that answers for it no more is asked for nothing."""
    parties = [one for duty in duties for one in _parties(duty, row.department, row.unit)]
    if any(leads and party.how != "proposed" for party, leads in parties):
        return "lead"
    return "proposed" if any(leads for _, leads in parties) else "support"


def _part_of_measure(book: Book, one: Measure, row: SelfReport) -> Part:
    if row.place != row.region:
        return "place"
    own = {unit.id for unit in book.units.values() if _unit_key(unit.department, unit.name) == _unit_key(row.department, row.unit)}
    return "lead" if own & set(one.lead) else "support"


def lack_words(line: Line) -> list[tuple[str, str]]:
    """What is wanting of an entry (zh, en)."""
    found = [LACKS[lack] for lack in line.lacks]
    if line.entry.carried is not None:
        found.append(
            ("还是往年的文字，请改写，或勾“仍然适用”", "these are an earlier year's words: rewrite them, or tick that they still hold")
        )
    if line.unanswered:
        found.append(("有提问还没有答复", "a question is not answered yet"))
    return found


def proofs_of(row: SelfReport) -> dict[int, tuple[tuple[int, str, str], ...]]:
    """Entry → number, name and giver of its files."""
    found: dict[int, tuple[tuple[int, str, str], ...]] = {}
    for entry, number, name, by in Proof.objects.filter(entry__report=row).order_by("pk").values_list("entry_id", "pk", "name", "by"):
        found[entry] = (*found.get(entry, ()), (number, name, by))
    return found


def year_before(row: SelfReport) -> SelfReport | None:
    """The last earlier self-report of the same unit that the office has."""
    same = SelfReport.objects.filter(plan=row.plan, place=row.place, department=row.department, year__lt=row.year, state__in=IN_HAND)
    return (same if row.department or row.place != row.region else same.filter(unit=row.unit)).order_by("-year").first()


def plans_of_last_year(row: SelfReport) -> dict[tuple[str, str], str]:
    """(kind, id) → what was planned the year before for this one."""
    before = year_before(row)
    return (
        {}
        if before is None
        else {(kind, item): words for kind, item, words in before.entries.values_list("kind", "item", "planned") if words}
    )


def standing_adoptions(rows: Collection[SelfReport]) -> dict[int, Adoption]:
    """Entry → the adoption that holds, of self-reports that the office has."""
    found: dict[int, Adoption] = {}
    asked = Adoption.objects.filter(entry__report__in=[row for row in rows if row.state in IN_HAND])
    for one in asked.select_related("entry").order_by("pk"):
        if one.version == one.entry.version:
            found[one.entry_id] = one
    return {entry: one for entry, one in found.items() if one.taken}
