"""Where a figure came from: its formula in words, and the facts that each term of it took, corrections with what they replaced."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from qingmiao import plans
from qingmiao.catalogue import MEASURED, Catalogue, Indicator, explain
from qingmiao.catalogue.groups import COLUMN_OF, NAMES
from qingmiao.catalogue.numbers import format_value
from qingmiao.catalogue.terms import Term, terms_of
from qingmiao.compute.engine import figures
from qingmiao.compute.running import check_columns
from qingmiao.errors import UserError
from qingmiao.facts import revisions
from qingmiao.facts.periods import years
from qingmiao.facts.table import shaped
from qingmiao.places.model import Gazetteer, Place
from qingmiao.places.through_time import carried
from qingmiao.plans import Package


@dataclass(frozen=True, slots=True)
class Source:
    """What one term of the formula took: its year, and the facts (schema facts.SCHEMA), those that a correction replaced too.

    `standing` are the ids of the facts that nothing has replaced.
    """

    term: Term
    year: int
    facts: pa.Table
    standing: frozenset[int]


@dataclass(frozen=True, slots=True)
class Ancestry:
    """One figure (a row of FIGURES, None where there is none) with its indicator, its place and the sources of its terms."""

    indicator: Indicator
    place: Place
    year: int
    figure: dict[str, Any] | None
    words: str
    sources: tuple[Source, ...]


def ancestry(package: Package, facts: Path, *, indicator: str, place: str, year: int, moment: datetime | None = None) -> Ancestry:
    """The ancestry of a figure of a plan, from a Parquet file or folder of facts; `moment`: what was recorded later is not seen.

    `indicator` is a code, `place` an id. Raises UserError where the plan does not know one of them, or the file does not hold facts.
    """
    check_columns(facts)
    catalogue, gazetteer = plans.catalogue_of(package), plans.gazetteer(package)
    definition = _known(package, catalogue, indicator)
    here = _place(gazetteer, place)
    terms = (*terms_of(definition.tree), *_measured(definition))
    places = _feeding(gazetteer, here, {term.year_for(year) for term in terms}, year)
    table = _facts_at(facts, {term.element for term in terms}, sorted(places), moment)
    current = revisions.current(table)
    made = figures(
        current,
        indicators=[definition],
        elements=catalogue.elements,
        gazetteer=gazetteer,
        region=package.plan.region,
        threshold=package.plan.threshold,
    )
    rows = [row for row in made.to_pylist() if row["place"] == here.id and row["year"] == year]
    standing = frozenset(current["id"].to_pylist())
    names = {code: element.name for code, element in catalogue.elements.items()}
    found = (_source(term, year, table, standing) for term in terms)
    sources = tuple(one for one in found if one.facts.num_rows or one.term.element != definition.code + MEASURED)
    return Ancestry(definition, here, year, rows[0] if rows else None, explain(definition.tree, names), sources)


def _known(package: Package, catalogue: Catalogue, code: str) -> Indicator:
    used = {row.code for row in package.indicators}
    if code in used:
        return catalogue.indicators[code]
    match = catalogue.match(code)
    if match is not None and match.indicator.code in used:
        return match.indicator
    raise UserError(
        what=f"规划里没有指标“{code}” / the plan has no indicator “{code}”",
        where=f"规划 / plan: {package.plan.id}",
        cure=f"用名称或编号，如 / a name or a code, such as: {', '.join(sorted(used)[:5])}",
    )


def _place(gazetteer: Gazetteer, place: str) -> Place:
    found = [gazetteer[place]] if place in gazetteer else list(gazetteer.named(place))
    if len(found) == 1:
        return found[0]
    raise UserError(
        what=f"没有地区“{place}”，或不止一个 / no place “{place}”, or more than one",
        where="--place",
        cure=f"用编号 / use an id: {', '.join(one.id for one in (found or gazetteer.places)[:5])}",
    )


def _feeding(gazetteer: Gazetteer, here: Place, earlier: Collection[int], year: int) -> set[str]:
    """The places at and under a place, and those that were merged into them, or split, since the years that the formula takes."""
    below = {one.id for one in gazetteer.below(here.id)}
    return below | {one.place for one in carried(gazetteer, [before for before in earlier if before < year], year) if one.to in below}


def _measured(indicator: Indicator) -> tuple[Term, ...]:
    """The rate as measured, where the formula itself is not it."""
    code = indicator.code + MEASURED
    return () if code in indicator.elements else (Term(code),)


def _facts_at(file: Path, elements: set[str], places: Sequence[str], moment: datetime | None) -> pa.Table:
    """The facts on some elements at some places; of a big file only these are read."""
    wanted = ds.field("element").isin(sorted(elements)) & ds.field("place").isin(list(places))
    if moment is not None:
        wanted &= ds.field("recorded_at") <= pa.scalar(moment, pa.timestamp("us", tz="UTC"))
    return shaped(ds.dataset(file, format="parquet").to_table(filter=wanted))


def _source(term: Term, asked: int, table: pa.Table, standing: frozenset[int]) -> Source:
    year = term.year_for(asked)
    mask = pc.equal(table["element"], term.element)
    groups = {COLUMN_OF[group]: group for group in term.groups}
    for column in ("sex", "residence", "age", "other"):
        mask = pc.and_(mask, pc.equal(table[column], groups.get(column, "all")))
    taken = table.filter(mask)
    of_year = taken.filter(pc.equal(years(taken), year))
    return Source(term, year, of_year.sort_by([("place", "ascending"), ("id", "ascending")]), standing)


def told(found: Ancestry, names: dict[str, str], places: dict[str, str], *, most: int = 40) -> str:
    """An ancestry as lines of text; `names` of elements and `places` by id; of each term at most `most` facts."""
    lines = [f"{found.indicator.name}  {found.place.name}  {found.year}", *_figure_lines(found)]
    for source in found.sources:
        standing = sum(one in source.standing for one in source.facts["id"].to_pylist())
        group = f"（{'、'.join(NAMES[one] for one in source.term.groups)}）" if source.term.groups else ""
        lines.append(f"\n{names.get(source.term.element, source.term.element)}{group}  {source.year}：{standing} 条数据 / facts")
        rows = source.facts.to_pylist()
        lines += [_fact_line(row, source.standing, places) for row in rows[:most]]
        lines += [f"  …… 还有 {len(rows) - most} 条 / more"] if len(rows) > most else []
    return "\n".join(lines)


def _figure_lines(found: Ancestry) -> list[str]:
    indicator, row = found.indicator, found.figure
    source = indicator.source or ("口径为草拟 / drafted" if indicator.status == "drafted" else "")
    head = [f"公式 / formula  {found.words}（{indicator.unit}）", f"口径 / definition  {indicator.definition or '—'}  {source}"]
    if row is None:
        return [*head, "没有数据 / no data"]
    value = "—" if row["value"] is None else f"{format_value(row['value'], indicator.unit)}（未修约 / unrounded {row['value']!r}）"
    simulated = "  模拟数据 / simulated" if row["simulated"] else ""
    reported = f"{row['parts_reporting']}/{row['parts_expected']}"
    return [*head, f"值 / value  {value}  {row['status']}  报送 / reported {reported}  {row['way']}  {row['stream']}{simulated}"]


def _fact_line(row: dict[str, Any], standing: frozenset[int], places: dict[str, str]) -> str:
    value = row["status"] if row["value"] is None else f"{row['value']:g}"
    replaced = "" if row["id"] in standing else "  已被更正 / replaced"
    corrects = f"  更正 / corrects #{row['supersedes']}" if row["supersedes"] is not None else ""
    where = places.get(row["place"], row["place"])
    when = f"{row['recorded_at']:%Y-%m-%d %H:%M} UTC"
    said = f"{row['stream']}  {row['origin']} {row['origin_id']}  {when} {row['recorded_by']}"
    return f"  #{row['id']}  {where}  {row['period_from']}—{row['period_to']}  {value}  {said}{corrects}{replaced}"
