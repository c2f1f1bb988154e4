"""A plan computed from facts in a Parquet file or in a database, on whichever engine, into a Parquet file of figures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from qingmiao import plans
from qingmiao.compute.backends import Backend, backend
from qingmiao.compute.engine import Question, expression_on
from qingmiao.compute.schema import FIGURES
from qingmiao.compute.standing import standing
from qingmiao.errors import UserError
from qingmiao.facts import SCHEMA, releases
from qingmiao.facts.database import Database, reading
from qingmiao.plans import Package


def figures_to(
    out: Path,
    package: Package,
    facts: Path | Database,
    *,
    engine: str = "duckdb",
    moment: datetime | None = None,
    boundaries: int | None = None,
) -> int:
    """Write the figures of a plan to a Parquet file, by rename, so that a reader never sees half of one; returns how many they are.

    The arguments are those of `figures_of`. A nation's figures never stand in memory all at once.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    with _figures(package, facts, engine, moment, boundaries) as (worker, table):
        if table is None:
            pq.write_table(FIGURES.empty_table(), part)
        else:
            worker.write(table, part)
    os.replace(part, out)
    return int(pq.read_metadata(out).num_rows)


def figures_of(
    package: Package, facts: Path | Database, *, engine: str = "duckdb", moment: datetime | None = None, boundaries: int | None = None
) -> pa.Table:
    """The figures of a plan (schema FIGURES) from all facts, superseded ones too: of a Parquet file, a folder of them, or a database.

    `moment` (with time zone): what was recorded later is not seen. `boundaries`: every year is shown within those of this one. Raises
    UserError where the file or the database does not hold facts. A database is read once, as Arrow, in one state.
    """
    with _figures(package, facts, engine, moment, boundaries) as (worker, table):
        return FIGURES.empty_table() if table is None else worker.arrow(table).select(FIGURES.names).cast(FIGURES)


@contextmanager
def _figures(
    package: Package, facts: Path | Database, engine: str, moment: datetime | None, boundaries: int | None
) -> Iterator[tuple[Backend, Any | None]]:
    if isinstance(facts, Path):
        check_columns(facts)
    worker = backend(engine)
    try:
        yield worker, expression_on(worker, standing(worker, _taken(worker, facts), moment), question_of(package, boundaries))
    finally:
        worker.close()


def question_of(package: Package, boundaries: int | None = None) -> Question:
    """What a plan asks of facts: the figures of all its indicators, in its region."""
    catalogue = plans.catalogue_of(package)
    codes = sorted({row.code for row in package.indicators})
    return Question(
        indicators=[catalogue.indicators[code] for code in codes],
        elements=catalogue.elements,
        gazetteer=plans.gazetteer(package),
        region=package.plan.region,
        threshold=package.plan.threshold,
        boundaries=boundaries,
    )


def _taken(worker: Backend, facts: Path | Database) -> Any:
    if isinstance(facts, Path):
        return worker.parquet(facts)
    with reading(facts) as reader:
        return worker.take(reader)


def check_columns(facts: Path) -> None:
    """Raise UserError where a Parquet file, or a folder of them, does not hold facts."""
    try:
        held = ds.dataset(facts, format="parquet").schema
    except (OSError, pa.ArrowException) as error:
        raise _unfit(facts, f"读不了 / cannot be read: {error}") from error
    if lacking := [name for name in SCHEMA.names if name not in held.names]:
        raise _unfit(facts, f"缺少列 / lacks columns: {', '.join(lacking)}")


def _unfit(facts: Path, why: str) -> UserError:
    return UserError(
        what=f"这不是数据表的 Parquet 文件，{why} / not a Parquet file of facts",
        where=f"文件 / file: {facts}",
        cure="用发布文件夹中的 .parquet，列见 docs/contracts.md 的 facts / take one of a release's folder; columns: facts in docs/contracts.md",
    )


def released(name: str, facts: Path) -> Path:
    """The Parquet file of a release that lies in a folder (or beside a file), proved to be as it was frozen."""
    folder = facts if facts.is_dir() else facts.parent
    found = {one.name: one for one in releases.releases(folder)}
    if name not in found:
        raise UserError(
            what=f"没有发布“{name}” / there is no release “{name}”",
            where=f"文件夹 / folder: {folder}",
            cure=f"已有的发布 / releases at hand: {'、'.join(found) or '—'}",
        )
    releases.facts_of(found[name], folder)
    return folder / found[name].file
