"""Releases of facts in, figures that may be published out: behind `qingmiao publish`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qingmiao.compute import figures
from qingmiao.compute.grouping import by_group, told_groups
from qingmiao.compute.running import check_columns, question_of
from qingmiao.disclosure.linking import Publication
from qingmiao.disclosure.publishing import Published, publish, with_counts
from qingmiao.disclosure.rules import Rules, shipped
from qingmiao.facts import releases
from qingmiao.facts.revisions import current
from qingmiao.facts.table import shaped
from qingmiao.plans import Package


def publish_files(packages: Sequence[Package], facts: Path, out: Path) -> list[tuple[str, Published]]:
    """Write what may be shown of each release of a folder (or of one file of facts) to `out`, one Parquet file each, oldest first.

    Each is safe together with all before it: releases are given all at once, since what an earlier one showed is known to everybody. So are
    the plans that tell of the same places; of several, each has a folder of its own in `out`.
    Files come into being by rename. Raises UserError where the file does not hold facts, or a release is not as it was.
    """
    told = list(_releases(facts))
    rules = shipped().with_registers({element for _, table in told for element in _registered(table)})
    done = publish([[_publication(package, table, rules) for package in packages] for _, table in told], rules)
    written = []
    for (name, _), together in zip(told, done, strict=True):
        for package, one in zip(packages, together, strict=True):
            of_plan = Path(package.plan.id) / name if len(packages) > 1 else Path(name)
            _write(one.figures, out / of_plan.parent, name)
            written.append((str(of_plan), one))
    return written


def _write(table: pa.Table, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.parquet.part"
    pq.write_table(table, part, compression="zstd")
    os.replace(part, folder / f"{name}.parquet")


def _releases(facts: Path) -> Iterator[tuple[str, pa.Table]]:
    frozen = releases.releases(facts) if facts.is_dir() else ()
    if not frozen:
        check_columns(facts)
        yield facts.stem, current(shaped(pq.read_table(facts)))
    for one in frozen:
        yield Path(one.file).stem, releases.facts_of(one, facts)


def _registered(table: pa.Table) -> set[str]:
    found = table.filter(pc.or_(pc.equal(table["origin"], "register"), pc.equal(table["stream"], "register")))
    return {str(element) for element in pc.unique(found["element"]).to_pylist()}


def _publication(package: Package, table: pa.Table, rules: Rules) -> Publication:
    question = question_of(package)
    indicators = [*question.indicators, *by_group(question.indicators, told_groups(table))]
    indicators = with_counts(indicators, question.elements, rules)
    made = figures(
        table,
        indicators=indicators,
        elements=question.elements,
        gazetteer=question.gazetteer,
        region=question.region,
        threshold=question.threshold,
    )
    return Publication(made, indicators, question.elements, question.gazetteer, question.region)
