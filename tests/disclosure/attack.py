"""What a reader of published tables can work out, by integer programmes; knows nothing of how cells were chosen."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Sum = tuple[Sequence[Hashable], Hashable, str]
"""Parts, their whole, and `=` or `<=`."""


def _extreme(rows: Any, low: Any, high: Any, goal: Any) -> float | None:
    """The least value of a goal over all whole numbers that fit."""
    done = milp(goal, integrality=np.ones(len(low)), bounds=Bounds(low, high), constraints=rows)
    return None if done.x is None else float(round(done.fun))


def feasible_values(
    shown: Mapping[Hashable, float], hidden: Sequence[Hashable], sums: Sequence[Sum], most: float = 10_000.0
) -> dict[Hashable, int]:
    """Of each hidden cell how many values are possible (3 means three or more)."""
    cells = sorted({*shown, *hidden, *(one for parts, whole, _ in sums for one in (*parts, whole))}, key=str)
    place = {cell: number for number, cell in enumerate(cells)}
    low = np.array([shown.get(cell, 0.0) for cell in cells])
    high = np.array([shown.get(cell, most) for cell in cells])
    rows = []
    if sums:
        matrix = np.zeros((len(sums), len(cells)))
        for number, (parts, whole, _) in enumerate(sums):
            for one in parts:
                matrix[number, place[one]] += 1
            matrix[number, place[whole]] -= 1
        below = np.array([-np.inf if sign == "<=" else 0.0 for _, _, sign in sums])
        rows = [LinearConstraint(matrix, below, np.zeros(len(sums)))]
    return {cell: _values(rows, low, high, place[cell]) for cell in hidden}


def _values(rows: Any, low: Any, high: Any, there: int) -> int:
    found: set[float] = set()
    start, end = low[there], high[there]
    for _ in range(3):
        goal = np.zeros(len(low))
        goal[there] = 1.0
        bounds_low = low.copy()
        bounds_low[there] = start
        least = _extreme(rows, bounds_low, high, goal)
        if least is None or least > end:
            break
        found.add(least)
        start = least + 1
    return len(found)
