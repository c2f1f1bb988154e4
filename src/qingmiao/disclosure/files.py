"""Releases of facts in, figures that may be published out: behind `qingmiao publish`."""

from __future__ import annotations

import os
from collections.abc import Iterator
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


def publish_files(package: Package, facts: Path, out: Path) -> list[tuple[str, Published]]:
    """Write what may be shown of each release of a folder (or of one file of facts) to `out`, one Parquet file each, oldest first.

    Each is safe together with all before it: releases are given all at once, since what an earlier one showed is known to everybody.
    Files come into being by rename. Raises UserError where the file does not hold facts, or a release is not as it was.
    """
    told = list(_releases(facts))
    rules = shipped().with_registers({element for _, table in told for element in _registered(table)})
    done = publish([_publication(package, table, rules) for _, table in told], rules)
    out.mkdir(parents=True, exist_ok=True)
    for (name, _), one in zip(told, done, strict=True):
        part = out / f"{name}.parquet.part"
        pq.write_table(one.figures, part, compression="zstd")
        os.replace(part, out / f"{name}.parquet")
    return [(name, one) for (name, _), one in zip(told, done, strict=True)]


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
