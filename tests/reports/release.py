"""A release of a package as plain files, beside the report that is made of it: what the independent checker needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from qingmiao import plans
from qingmiao.catalogue import Catalogue
from qingmiao.catalogue import unit as unit_of
from qingmiao.compute import figures
from qingmiao.facts import demonstration, revisions
from qingmiao.places import Gazetteer
from qingmiao.plans.model import Package
from qingmiao.progress import judge_package
from qingmiao.progress.model import SHOWN, Judged
from qingmiao.progress.warning import LEVEL_WORDS, Warned, carried, rules
from qingmiao.progress.warning.finding import look_at
from qingmiao.progress.warning.ground import ground
from qingmiao.progress.warning.running import owners
from qingmiao.reports import (
    BriefModel,
    ComparisonModel,
    Correction,
    Document,
    PlaceModel,
    ReleaseHead,
    ReportModel,
    brief,
    comparison,
    final,
    midterm,
    place_models,
    profile,
    report_model,
    yearly,
)
from qingmiao.reports.model import Row
from tests.reports.checking import from_release
from tests.reports.checking.truth import Truth

MADE_ON = date(2025, 6, 9)
HEAD = ReleaseHead("2024年度数据", datetime(2025, 5, 20, tzinfo=UTC))


@dataclass(frozen=True)
class Released:
    """The report's model and all that it was made from."""

    package: Package
    catalogue: Catalogue
    gazetteer: Gazetteer
    facts: pa.Table
    model: ReportModel
    judged: tuple[Judged, ...]
    figures: pa.Table


def released(
    package: Package,
    *,
    year: int,
    seed: int = 11,
    rounding: Any = "half_up",
    corrections: Sequence[Correction] = (),
    drawn: int | None = None,
) -> Released:
    """A package over demonstration figures of ten years, up to the year or to another one."""
    last = drawn or year
    catalogue, gazetteer, plan = plans.catalogue_of(package), plans.gazetteer(package), package.plan
    used = [catalogue.indicators[code] for code in dict.fromkeys(item.indicator for item in package.commitments)]
    elements = list({element.code: element for one in used for element in catalogue.elements_of(one)}.values())
    ratios = demonstration.ratios_of(used)
    facts = demonstration.generate(elements, ratios, gazetteer, plan.region, first_year=last - 9, last_year=last, seed=seed)
    table = figures(
        revisions.current(facts),
        indicators=used,
        elements=catalogue.elements,
        gazetteer=gazetteer,
        region=plan.region,
        threshold=plan.threshold,
    )
    judged, before = (judge_package(package, catalogue, gazetteer, table, when) for when in (year, year - 1))
    model = report_model(
        package,
        catalogue=catalogue,
        gazetteer=gazetteer,
        figures=table,
        judged=judged,
        judged_before=before,
        year=year,
        release=HEAD,
        made_on=MADE_ON,
        corrections=corrections,
        rounding=rounding,
    )
    return Released(package, catalogue, gazetteer, facts, model, tuple(judged), table)


def write_release(made: Released, folder: Path, warnings: Sequence[Warned] = ()) -> Path:
    """The release as plain files; figures are not among them."""
    pq.write_table(made.facts, folder / "facts.parquet")
    tables = {
        "places": list(_places(made)),
        "elements": [{"code": code, "basis": one.basis, "adds": one.adds or "sum"} for code, one in made.catalogue.elements.items()],
        "indicators": [_indicator(made, code) for code in dict.fromkeys(item.indicator for item in made.package.commitments)],
        "commitments": [_commitment(made, row) for row in (*made.model.rows, *made.model.tasks)],
        "plan": _plan(made) | {"warnings": [_warning(one) for one in warnings if one.standing]},
        "below_words": [
            {"commitment": row.commitment, "place": one.place, "word": SHOWN[one.word].zh} for row in made.model.rows for one in row.below
        ],
    }
    for name, table in tables.items():
        (folder / f"{name}.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    return folder


def _beside(made: Released) -> list[str]:
    """The places with which that of the report is ranked."""
    parent = made.gazetteer[made.model.region].parent
    return [place.id for place in made.gazetteer.children(parent)] if parent else []


def _places(made: Released) -> Iterable[dict[str, Any]]:
    region, gazetteer = made.package.plan.region, made.gazetteer
    inside = {region, *(place.id for place in gazetteer.below(region))}
    named = {
        region,
        made.model.region,
        *(_beside(made) if made.model.region != region else ()),
        *(one.place for row in made.model.rows for one in row.below),
        *(row.upper.place for row in made.model.rows if row.upper),
    }
    for place in gazetteer:
        if place.id in inside | named:
            parts = place.level not in ("institution", "set")
            yield {
                "id": place.id,
                "names": [place.name] if place.id in named else [],
                "parent": None if place.id == region else place.parent,
                "part": parts,
            }


def _indicator(made: Released, code: str) -> dict[str, Any]:
    one = made.catalogue.indicators[code]
    size = unit_of(one.unit)
    row = next((row for row in made.model.rows if row.indicator == code), None)
    return {
        "code": code,
        "names": [one.name],
        "unit": size.name if size else one.unit,
        "told_unit": one.unit,
        "wordings": [text for text in (row.meaning.definition, row.meaning.formula) if text] if row and row.meaning else [],
        "decimals": size.decimals if size else 2,
        "trim": size is None,
        "better": (row.better if row else None) or "",
        "formula": one.formula,
        "part": row.counted.part if row and row.counted else "",
        "whole": row.counted.whole if row and row.counted else "",
        "part_unit": row.counted.part_unit if row and row.counted else "",
        "whole_unit": row.counted.whole_unit if row and row.counted else "",
    }


def _commitment(made: Released, row: Row) -> dict[str, Any]:
    item = next(one for one in made.package.commitments if one.id == row.commitment)
    verdict = next(one.verdict for one in made.judged if one.commitment_id == row.commitment and one.place == made.model.region)
    targets = [row.target, row.quote, *row.target.split("\n"), row.target.replace("\n", "")]
    return {
        "id": row.commitment,
        "number": row.number,
        "names": [row.name],
        "indicator": item.indicator,
        "area": row.area,
        "word": SHOWN[row.word].zh,
        "targets": list(dict.fromkeys(one for one in targets if one)),
        "aim": row.aim,
        "aim_high": row.aim_high,
        "comparator": row.comparator or "",
        "better": row.better or "",
        "deadline": row.deadline,
        "base_year": row.base.year if row.base else None,
        "latest_year": row.latest.year if row.latest and row.latest.value is not None else None,
        "pace": row.pace,
        "middle": row.outlook.middle if row.outlook else None,
        "chance": row.outlook.chance if row.outlook else None,
        "sure": verdict.sure,
        "task": row.task,
        "grows": row.grown is not None,
        "word_before": SHOWN[row.word_before].zh if row.word_before else "",
        "units": list(row.units),
        "caused": any(one.cause for one in row.accounts),
        "places_met": row.places_met if row.places_met or row.places_short or row.places_silent else None,
        "places_short": list(row.places_short),
        "places_silent": row.places_silent,
        "kind": item.kind,
        "line": row.reason in ("pace_kept", "pace_missed", "projection_short") and row.pace is not None,
    }


def _warning(one: Warned) -> list[str]:
    """Of what it warns: the commitment, its level, its kind, and the day by which something is due."""
    finding = one.finding
    return [finding.commitment, LEVEL_WORDS[finding.level][0].split("（")[0], rules()[finding.kind].zh, one.due.isoformat()]


def _warned(made: Released, year: int) -> tuple[Warned, ...]:
    """The warnings that the figures of a release give, each with its term from a day three weeks before the report."""
    base = ground(made.package, made.catalogue, made.gazetteer, made.figures, year, list(made.judged))
    return carried((), look_at(base), date(2025, 5, 20), owners(made.package))


def _plan(made: Released) -> dict[str, Any]:
    model = made.model
    texts = [text for row in model.rows if row.meaning for text in (row.meaning.definition, row.meaning.formula)]
    return {
        "plan": model.plan,
        "title": model.plan_title,
        "period": list(model.period),
        "place": model.region,
        "year": model.year,
        "release": model.release.name,
        "days": [model.release.moment.date().isoformat(), model.made_on.isoformat()],
        "upper": next((row.upper.place for row in model.rows if row.upper), ""),
        "below": list(dict.fromkeys(one.place for row in model.rows for one in row.below)),
        "rounding": model.rounding,
        "threshold": model.threshold,
        "known": [text for text in dict.fromkeys((*texts, *model.notes)) if text],
        "units": sorted({unit for row in (*model.rows, *model.tasks) for unit in row.units}),
        "corrections": [[one.indicator, one.year, one.old, one.new] for one in model.corrections],
    }


PROFILES: Final = 3
"""So many places are drawn of a plan."""


def _place_models(made: Released, year: int) -> tuple[PlaceModel, ...]:
    told = {"catalogue": made.catalogue, "gazetteer": made.gazetteer, "figures": made.figures, "release": HEAD, "made_on": MADE_ON}
    every = place_models(made.package, judged=made.judged, year=year, rounding=made.model.rounding, **told)  # type: ignore[arg-type]
    return every[:PROFILES]


def write_place(made: Released, one: PlaceModel, folder: Path) -> Path:
    """The release as one place sees it: its verdicts and ranks, who reports on it, and those of its region in the same commitments."""
    here = replace(made, model=one.report)
    write_release(here, folder)
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    region = made.package.plan.region
    words = {two.commitment_id: SHOWN[two.verdict.word].zh for two in made.judged if two.place == region}
    plan["region_words"] = {row.commitment: words[row.commitment] for row in one.report.rows if row.commitment in words}
    plan["beside"] = _beside(here)
    plan["reporters"] = [list(pair) for pair in one.reporters]
    plan["ranks"] = {key: [rank.first, rank.last, rank.among] for key, rank in one.ranks.items()}
    (folder / "plan.json").write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    return folder


def documents(package: Package, kind: str, year: int, folder: Path) -> list[tuple[Document, Truth]]:
    """The documents of a kind with what is true of them, over the demonstration figures of a package."""
    made = released(package, year=year)
    if kind in ("comparison", "revision"):  # of revisions, every figure was told otherwise two years before
        before = released(package, year=year - 2, drawn=year if kind == "comparison" else None)
        now, then = folder / "now", folder / "then"
        now.mkdir(exist_ok=True)
        then.mkdir(exist_ok=True)
        truth = from_release.compared(write_release(made, now), write_release(before, then))
        return [(comparison(ComparisonModel(before.model, made.model)), truth)]
    if kind == "brief":
        warnings = _warned(made, year)
        truth = from_release.truth(write_release(made, folder, warnings))
        return [(brief(BriefModel(made.model, warnings)), truth)]
    if kind == "profile":
        return [(profile(one), from_release.truth(write_place(made, one, folder))) for one in _place_models(made, year)]
    truth = from_release.truth(write_release(made, folder))
    return [({"yearly": yearly, "midterm": midterm, "final": final}[kind](made.model), truth)]
