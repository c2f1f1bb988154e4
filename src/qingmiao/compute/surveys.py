"""How sure a survey is: figures that are one survey's own estimate, with the standard error that it gave."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.catalogue import MEASURED
from qingmiao.catalogue.groups import GROUPS


def with_errors(figures: pa.Table, facts: pa.Table) -> pa.Table:
    """Figures (schema compute.FIGURES) with a column `std_error`: null but where the figure is the value of a current fact that has one.

    `facts` are current ones (schema facts.SCHEMA). What was rolled up or worked out by a formula has none: nobody has told how it adds up.
    """
    told = _told(facts)
    errors: list[float | None] = [None] * figures.num_rows
    if told:
        measured = pc.indices_nonzero(pc.equal(figures["way"], "measured")).to_pylist()
        some = figures.select(["indicator", "place", "year", "value"]).take(pa.array(measured, pa.int64()))
        for at, *key, value in zip(measured, *(column.to_pylist() for column in some.columns), strict=True):
            estimate, error = told.get(tuple(key), (None, None))
            if estimate is not None and estimate == value:
                errors[at] = error
    return figures.append_column("std_error", pa.array(errors, pa.float64()))


def _told(facts: pa.Table) -> dict[tuple[str, str, int], tuple[float, float]]:
    """Indicator, place and year → what a survey found of everybody, and its standard error; of two the later one."""
    kept = pc.and_(pc.is_valid(facts["std_error"]), pc.ends_with(facts["element"], MEASURED))
    for name in GROUPS:
        kept = pc.and_(kept, pc.equal(facts[name], "all"))
    rows = facts.filter(pc.and_(kept, pc.is_valid(facts["value"]))).sort_by("id").to_pylist()
    return {
        (row["element"].removesuffix(MEASURED), row["place"], (row["period_to"] - timedelta(days=1)).year): (row["value"], row["std_error"])
        for row in rows
        if row["basis"] != "quarter"
    }
