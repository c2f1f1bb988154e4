"""What documents are made from: the figures, verdicts, warnings, self-reports and corrections of a plan, of this moment or of a release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pyarrow as pa

from qingmiao import compute, progress
from qingmiao.catalogue.numbers import Rounding
from qingmiao.compute.surveys import with_errors
from qingmiao.errors import UserError
from qingmiao.facts.releases import Release, facts_of
from qingmiao.progress import Judged
from qingmiao.reports import (
    BriefModel,
    Correction,
    PlaceModel,
    ReleaseHead,
    ReportModel,
    SchemeModel,
    place_models,
    report_model,
    scheme_model,
)
from qingmiao.reports.build import method_name
from qingmiao.web.home import subfolder
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.models import Fact
from qingmiao.web.planning.queries import duties_of
from qingmiao.web.planning.shelf import Book
from qingmiao.web.selfreports.collecting import accounts_of

CORRECTIONS: Final = 40
"""So many corrections are told, the last first."""

_REASONS: Final = {"submission": "填报单位更正", "import": "重新导入"}


@dataclass(frozen=True)
class Sources:
    """Figures of all places, verdicts of a year and of the year before, and the release that they are of."""

    year: int
    figures: pa.Table
    judged: Sequence[Judged]
    before: Sequence[Judged]
    release: ReleaseHead


def sources_of(book: Book, year: int | None, release: str = "") -> Sources:
    """What is known at this moment, or was in a release. Raises UserError where the plan was never computed, or there is no such release."""
    return _of_release(book, year, release) if release else _of_now(book, year)


def _of_now(book: Book, year: int | None) -> Sources:
    state = ledger.state_of(book.id)
    if state is None:
        raise UserError(
            what=f"规划 {book.id} 还没有计算 / the plan has not been computed",
            where=book.id,
            cure="先运行 qingmiao compute / run qingmiao compute first",
        )
    head = ReleaseHead(name=f"{state.moment:%Y-%m-%d}", moment=state.moment)
    figures = with_errors(ledger.figures_table(book.id), ledger.survey_facts())
    if year is None or year == state.year:
        return Sources(state.year, figures, ledger.judged(book.id, state.year), ledger.judged(book.id, state.year - 1), head)
    return Sources(year, figures, *_judged(book, figures, year), head)


def _of_release(book: Book, year: int | None, name: str) -> Sources:
    """Worked out anew from the facts of the release."""
    row = ledger.release_named(name)
    if row is None:
        raise UserError(what=f"没有发布“{name}” / there is no release “{name}”", where=name, cure="另选一次发布 / choose another release")
    facts = facts_of(Release(row.name, row.moment.astimezone(UTC), row.count, row.sha256, row.file), subfolder("releases"))
    used = [book.catalogue.indicators[code] for code in sorted({row.code for row in book.package.indicators})]
    figures = compute.figures(
        facts,
        indicators=[*used, *compute.by_group(used, compute.told_groups(facts))],
        elements=book.catalogue.elements,
        gazetteer=book.gazetteer,
        region=book.plan.region,
        threshold=book.plan.threshold,
    )
    told = with_errors(figures, facts)
    last = year or max(told["year"].to_pylist(), default=row.moment.year)
    return Sources(last, told, *_judged(book, told, last), ReleaseHead(name, row.moment))


def _judged(book: Book, figures: pa.Table, year: int) -> tuple[Sequence[Judged], Sequence[Judged]]:
    series = progress.series_of(figures)
    now, before = (progress.judge_package(book.package, book.catalogue, book.gazetteer, series, one) for one in (year, year - 1))
    return now, before


def report_of(book: Book, found: Sources, *, made_on: date, rounding: Rounding = "half_up") -> ReportModel:
    """What a report of the whole plan says."""
    return report_model(
        book.package,
        catalogue=book.catalogue,
        gazetteer=book.gazetteer,
        figures=found.figures,
        judged=found.judged,
        judged_before=found.before,
        year=found.year,
        release=found.release,
        made_on=made_on,
        assigned=assigned_of(book),
        accounts=accounts_of(book, found.year),
        corrections=corrections_of(book, found.release.moment),
        rounding=rounding,
    )


def brief_of(book: Book, found: Sources, *, made_on: date, rounding: Rounding = "half_up") -> BriefModel:
    """What the note on what is behind is made from."""
    report = report_of(book, found, made_on=made_on, rounding=rounding)
    return BriefModel(report, tuple(one.warning for one in ledger.warnings_of(book.id)))


def places_of(
    book: Book, found: Sources, *, made_on: date, rounding: Rounding = "half_up", places: Sequence[str] | None = None
) -> tuple[PlaceModel, ...]:
    """What the profiles of places say: of those below the region, or of those that are named."""
    return place_models(
        book.package,
        catalogue=book.catalogue,
        gazetteer=book.gazetteer,
        figures=found.figures,
        judged=found.judged,
        year=found.year,
        release=found.release,
        made_on=made_on,
        places=places,
        assigned=assigned_of(book),
        rounding=rounding,
    )


def scheme_of(book: Book, *, made_on: date) -> SchemeModel:
    """What the monitoring scheme is made from: the package alone."""
    return scheme_model(
        book.package,
        catalogue=book.catalogue,
        gazetteer=book.gazetteer,
        made_on=made_on,
        method=method_name(book.plan.method),
        assigned=assigned_of(book),
    )


def assigned_of(book: Book) -> dict[str, list[str]]:
    """Commitment id → names of the units that the office assigned."""
    named = {key: [party.name for party in duty.lead if party.how == "assigned"] for key, duty in duties_of(book).items()}
    return {key: names for key, names in named.items() if names}


def corrections_of(book: Book, until: datetime) -> list[Correction]:
    """The figures of the plan that were corrected up to a moment since the release before it: the last first, those that say something else."""
    since = ledger.release_before(until)
    if since is None:
        return []
    used = {code for row in book.package.indicators for code in book.catalogue.indicators[row.code].elements}
    news = Fact.objects.filter(supersedes__isnull=False, recorded_at__gt=since, recorded_at__lte=until, element__in=used)
    rows = [fact for fact in news.order_by("-recorded_at", "-id")[: 5 * CORRECTIONS] if fact.place in book.gazetteer]
    olds = Fact.objects.in_bulk([fact.supersedes for fact in rows if fact.supersedes])
    found = []
    for fact in rows:
        old = olds.get(fact.supersedes or 0)
        if old is None or old.value is None or fact.value is None or old.value == fact.value:
            continue
        element = book.catalogue.elements[fact.element]
        place = "" if fact.place == book.plan.region else book.gazetteer[fact.place].name
        reason = _REASONS.get(fact.origin, "数据更正")
        found.append(
            Correction(f"{place}{element.name}", (fact.period_to - timedelta(days=1)).year, element.unit, old.value, fact.value, reason)
        )
    return found[:CORRECTIONS]
