"""The hypotheses that a series is held against: how much its level, its pace and its figures move, a point of the grid each."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from qingmiao.progress.forecasting.panel import Floats

DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Grid:
    """Hypotheses, all on the scale of the model, standard deviations a year: `noise` of the figure about the level, `drift` of the level,
    `turn` of the pace; `keep` is the share of its pace that a series keeps from one year to the next; `weight` adds up to 1; `widen`
    multiplies the variance ahead, of smooth series above all: what agencies smooth afterwards turns more than it seems to have turned."""

    noise: Floats
    drift: Floats
    turn: Floats
    keep: Floats
    weight: Floats
    widen: Floats

    @property
    def size(self) -> int:
        """How many hypotheses there are."""
        return len(self.weight)


@lru_cache(maxsize=4)
def grid_named(name: str) -> Grid:
    """The grid of `data/<name>.csv`, with the weights learnt from long public series."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [{key: float(cell) for key, cell in row.items()} for row in csv.DictReader(file)]
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    columns["weight"] = columns["weight"] / columns["weight"].sum()
    return Grid(**columns)


def heaviest(grid: Grid, count: int) -> Grid:
    """The hypotheses that weigh most, with weights that add up to 1."""
    which = np.argsort(-grid.weight, kind="stable")[:count]
    columns = {one.name: getattr(grid, one.name)[which] for one in fields(Grid)}
    return Grid(**(columns | {"weight": columns["weight"] / columns["weight"].sum()}))
