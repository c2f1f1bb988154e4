"""What the pages read of the ledger, as plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import connection
from django.db.models import Count

from qingmiao.compute.schema import FIGURES
from qingmiao.facts.database import database_in, facts_in
from qingmiao.facts.schema import SCHEMA
from qingmiao.progress.model import Judged, Verdict, Word
from qingmiao.progress.warning import Warned
from qingmiao.progress.warning.files import from_plain
from qingmiao.web.ledger.bulk import read_out
from qingmiao.web.ledger.models import Computed, Fact, Figure, Release, VerdictRow, WarningRow


@dataclass(frozen=True, slots=True)
class Number:
    """One figure: the fields of `compute.FIGURES`."""

    indicator: str
    place: str
    year: int
    value: float | None
    numerator: float | None
    denominator: float | None
    parts_expected: int
    parts_reporting: int
    status: str
    way: str
    stream: str
    simulated: bool
    people_reporting: float | None

    @property
    def whole(self) -> bool:
        """All parts reported."""
        return self.parts_reporting >= self.parts_expected

    @property
    def people_percent(self) -> float | None:
        """The share of the people who live where it was reported, 0..100."""
        return None if self.people_reporting is None else self.people_reporting * 100

    @property
    def share(self) -> float:
        """The share of parts that reported, 0..1; 1 where there are no parts."""
        return self.parts_reporting / self.parts_expected if self.parts_expected else 1.0


@dataclass(frozen=True, slots=True)
class State:
    """When a plan was last computed, and the year that its verdicts speak of."""

    plan: str
    year: int
    moment: datetime
    fingerprint: str
    facts_to: int


_NUMBER = tuple(FIGURES.names)


def state_of(plan: str) -> State | None:
    """The state of one plan, None when it was never computed."""
    return next(iter(states([plan]).values()), None)


def states(plans: Collection[str]) -> dict[str, State]:
    """Plan → its state, for those that were computed."""
    rows = Computed.objects.filter(plan__in=plans)
    return {row.plan: State(row.plan, row.year, row.moment, row.fingerprint, row.facts_to) for row in rows}


def _numbers(rows: Iterable[tuple[Any, ...]]) -> list[Number]:
    return [Number(*row) for row in rows]


def series(plan: str, indicator: str, place: str) -> list[Number]:
    """All years of one indicator at one place, oldest first."""
    return _numbers(Figure.objects.filter(plan=plan, indicator=indicator, place=place).order_by("year").values_list(*_NUMBER))


def all_series(plan: str, indicators: Collection[str], place: str) -> list[Number]:
    """The figures of several indicators at one place, oldest first."""
    rows = Figure.objects.filter(plan=plan, indicator__in=indicators, place=place)
    return _numbers(rows.order_by("indicator", "year").values_list(*_NUMBER))


def at_places(plan: str, indicator: str, places: Collection[str] | None = None, since: int = 0) -> list[Number]:
    """All figures of one indicator from a year on, at some places or at all."""
    rows = Figure.objects.filter(plan=plan, indicator=indicator, year__gte=since)
    return _numbers((rows if places is None else rows.filter(place__in=places)).order_by("place", "year").values_list(*_NUMBER))


def of_place(plan: str, place: str, since: int = 0) -> list[Number]:
    """All figures of one place from a year on."""
    return _numbers(Figure.objects.filter(plan=plan, place=place, year__gte=since).order_by("indicator", "year").values_list(*_NUMBER))


def number(plan: str, indicator: str, place: str, year: int) -> Number | None:
    """One figure."""
    return next(iter(_numbers(Figure.objects.filter(plan=plan, indicator=indicator, place=place, year=year).values_list(*_NUMBER))), None)


def figures_table(
    plan: str, places: Sequence[str] | None = None, indicators: Sequence[str] | None = None, since: int | None = None
) -> pa.Table:
    """The figures of a plan as an Arrow table of `compute.FIGURES`, at some places or at all, of some indicators or of all, from a year on."""
    where: str = "plan = %s"
    told: list[str | int] = [plan]
    if since is not None:
        where, told = f"{where} AND year >= %s", [*told, since]
    for name, wanted in (("place", places), ("indicator", indicators)):
        if wanted is not None:
            where, told = f"{where} AND {name} IN ({', '.join(['%s'] * len(wanted))})", [*told, *wanted]
    return read_out(Figure, FIGURES, where, told)


@dataclass(frozen=True, slots=True)
class Kept:
    """A warning as it is kept, with the number of its row."""

    id: int
    warning: Warned


def warnings_of(plan: str) -> list[Kept]:
    """All warnings of a plan, by the day due."""
    return [Kept(row.pk, from_plain(row.body)) for row in WarningRow.objects.filter(plan=plan).order_by("due", "key")]


def warning_commitment(plan: str, warning: int) -> str | None:
    """Which commitment a warning speaks of; None where there is no such warning."""
    return WarningRow.objects.filter(plan=plan, pk=warning).values_list("commitment", flat=True).first()


def verdict(body: dict[str, Any]) -> Verdict:
    """A verdict from the form in which it is stored."""
    lists = {name: tuple(body[name]) for name in ("places_met", "places_not_met", "places_no_data")}
    return Verdict(**{**body, **lists, "word": Word(body["word"])})


def verdicts(plan: str, place: str, year: int) -> dict[str, Verdict]:
    """Commitment id → its verdict at one place in one year."""
    rows = VerdictRow.objects.filter(plan=plan, place=place, year=year).values_list("commitment", "body")
    return {commitment: verdict(body) for commitment, body in rows}


def judged(plan: str, year: int) -> list[Judged]:
    """The verdicts of a plan in one year, at all places."""
    rows = VerdictRow.objects.filter(plan=plan, year=year).order_by("pk").values_list("commitment", "place", "body")
    return [Judged(commitment, place, verdict(body)) for commitment, place, body in rows]


def verdict_of(plan: str, commitment: str, place: str, year: int) -> Verdict | None:
    """One verdict, None when there is none."""
    row = VerdictRow.objects.filter(plan=plan, commitment=commitment, year=year, place=place).values_list("body", flat=True).first()
    return verdict(row) if row is not None else None


def words(places: dict[str, tuple[str, int]]) -> dict[str, dict[str, tuple[Word, bool]]]:
    """Plan → commitment → (word, simulated), for one place and year a plan (plan → (place, year)): one query for the overview."""
    wanted = [(plan, place, year) for plan, (place, year) in places.items()]
    found: dict[str, dict[str, tuple[Word, bool]]] = {plan: {} for plan in places}
    for plan, place, year in wanted:
        rows = VerdictRow.objects.filter(plan=plan, place=place, year=year).values_list("commitment", "word", "simulated")
        found[plan] = {commitment: (Word(word), simulated) for commitment, word, simulated in rows}
    return found


def words_by_place(plan: str, commitment: str, year: int) -> dict[str, Word]:
    """Place → the word of one commitment there."""
    rows = VerdictRow.objects.filter(plan=plan, commitment=commitment, year=year).values_list("place", "word")
    return {place: Word(word) for place, word in rows}


@dataclass(frozen=True, slots=True)
class Published:
    """The last release as pages need it: its name, its moment, and the verdicts of one plan on that day."""

    name: str
    moment: datetime
    words: dict[str, Word]


def last_release(plan: str) -> Published | None:
    """The last release in which a plan had verdicts, None when there is none."""
    for row in Release.objects.order_by("-moment")[:3]:
        if found := (row.words or {}).get(plan):
            return Published(row.name, row.moment, {commitment: Word(word) for commitment, word in found.items()})
    return None


def release_named(name: str) -> Release | None:
    """The release of a name, None where there is none."""
    return Release.objects.filter(name=name).first()


def release_before(moment: datetime) -> datetime | None:
    """The moment of the last release before another, None where there is none."""
    return Release.objects.filter(moment__lt=moment).order_by("-moment").values_list("moment", flat=True).first()


def release_names() -> list[str]:
    """The names of all releases, the last first."""
    return list(Release.objects.order_by("-moment").values_list("name", flat=True))


def facts_table() -> pa.Table:
    """All facts as an Arrow table of `facts.SCHEMA`, in one state of the database; inside a transaction also what it wrote itself."""
    return read_out(Fact, SCHEMA) if connection.in_atomic_block else facts_in(database_in(connection.settings_dict))


def facts_behind(elements: Collection[str], places: Collection[str], year: int) -> pa.Table:
    """The facts of some elements at some places whose period ends in a year (or with it, on 1 January of the next)."""
    elements_, places_ = sorted(elements), sorted(places)
    if not elements_ or not places_:
        return SCHEMA.empty_table()
    marks = f"element IN ({', '.join(['%s'] * len(elements_))}) AND place IN ({', '.join(['%s'] * len(places_))})"
    span = "period_to > %s AND period_to <= %s"
    return read_out(Fact, SCHEMA, f"{marks} AND {span}", [*elements_, *places_, f"{year}-01-01", f"{year + 1}-01-01"])


def survey_facts() -> pa.Table:
    """The current facts that say how sure they are (schema `facts.SCHEMA`)."""
    table = Fact._meta.db_table
    return read_out(
        Fact, SCHEMA, f"std_error IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} AS later WHERE later.supersedes = {table}.id)", []
    )


def facts_at_hand() -> int:
    """The highest id of a fact, 0 when there is none."""
    return Fact.objects.order_by("-id").values_list("id", flat=True).first() or 0


def news_since(fact: int) -> set[tuple[str, str]]:
    """(element, place) of the facts that came in after one."""
    return set(Fact.objects.filter(id__gt=fact).values_list("element", "place").distinct())


def counts_of_places(plan: str, places: Collection[str], year: int) -> dict[str, dict[Word, int]]:
    """Place → how many verdicts of each word it has."""
    rows = VerdictRow.objects.filter(plan=plan, place__in=places, year=year).values_list("place", "word").annotate(count=Count("id"))
    found: dict[str, dict[Word, int]] = {}
    for place, word, count in rows:
        found.setdefault(place, {})[Word(word)] = count
    return found
