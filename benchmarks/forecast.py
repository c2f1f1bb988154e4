"""The forecast: its speed on many series, beside a loop over statsmodels, and how well it has foretold published series.

`python benchmarks/forecast.py 300000`: so many series of ten years, with counts and without, through the command, from file to file. The door
`make bench` runs 30,000. Published series are cut at each year: nothing later is used, not even by pooling; the targets are the last figure
less 3, 10, 20, 35 %, or of what is wanting to a hundred where more is better.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray
from scipy import special
from statsmodels.tsa.statespace.structural import UnobservedComponents

from qingmiao.facts import published
from qingmiao.facts.periods import year_of
from qingmiao.progress.forecasting import Panel, files, forecast_values

YEARS, GOAL_SECONDS, GOAL_SERIES, SAMPLE = 10, 20.0, 300_000, 60
KNOWN, SHARES = 4, (0.97, 0.9, 0.8, 0.65)
Floats = NDArray[np.float64]


def table(count: int, *, with_counts: bool) -> pa.Table:
    """So many series of ten years, a hundred to a group."""
    luck = np.random.default_rng(11)
    births = np.round(np.exp(luck.uniform(np.log(1000), np.log(50000), count)))[:, None] * np.ones(YEARS)
    rate = 0.005 * np.exp(luck.normal(0, 0.3, count))[:, None] * np.exp(-0.03 * np.arange(YEARS))
    events = luck.poisson(births * rate)
    number = np.repeat(np.arange(count), YEARS)
    figures = {"events": events.ravel(), "exposure": births.ravel()} if with_counts else {"value": (1000 * events / births).ravel()}
    same = {"unit_size": 1000, "target": 4.0, "deadline": 2030, "direction": -1}
    return pa.table(
        {"series": number.astype(str), "group": (number // 100).astype(str), "year": np.tile(np.arange(2014, 2014 + YEARS), count)}
        | figures
        | {name: np.full(count * YEARS, value) for name, value in same.items()}
    )


def speed(count: int, *, with_counts: bool) -> bool:
    """Print the time of the command and its ratio to the loop; whether it keeps to the goal for its share of the series."""
    given = table(count, with_counts=with_counts)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.csv"
        arrow_csv.write_csv(given, source)
        start = time.perf_counter()
        files.run(source, Path(folder) / "out.csv")
        took = time.perf_counter() - start
    rates = given["events"].to_numpy() / given["exposure"].to_numpy() if with_counts else given["value"].to_numpy()
    loop = looped(rates.reshape(count, YEARS)[:SAMPLE]) / SAMPLE
    goal = GOAL_SECONDS * max(count / GOAL_SERIES, 0.1)
    print(
        f"{count} series {'with' if with_counts else 'without'} counts: {took:.1f} s (goal {goal:.1f}); "
        f"statsmodels one by one {loop * 1000:.0f} ms a series, {loop * count / took:.0f} times as long"
    )
    return took <= goal


def looped(rates: Floats) -> float:
    """Seconds that the library takes for these series, one after the other."""
    start = time.perf_counter()
    for rate in rates:
        by_library(rate, 7)
    return time.perf_counter() - start


def by_library(values: Floats, ahead: int) -> tuple[float, float]:
    """Mean and standard deviation of the figure so many years on, by a local linear trend."""
    unit = float(np.abs(values).mean()) or 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = UnobservedComponents(values / unit, "local linear trend").fit(disp=0).get_forecast(ahead)
    return float(made.predicted_mean[-1] * unit), float(np.sqrt(made.var_pred_mean[-1]) * unit)


def by_line(years: Floats, values: Floats, year: float) -> tuple[float, float]:
    """Mean and residual error by a straight line."""
    away = years - years.mean()
    slope = (away @ values) / (away @ away)
    spread = math.sqrt(((values - values.mean() - slope * away) ** 2).sum() / (len(values) - 2))
    return values.mean() + slope * (year - years.mean()), spread


@dataclass(frozen=True)
class Task:
    """A published series as known at a cut, a target, and what came of it."""

    years: Floats
    values: Floats
    year: int
    target: float
    direction: int
    came: bool


def series() -> dict[tuple[str, str], dict[int, float]]:
    """The published series."""
    found: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for row in published.table().to_pylist():
        if row["value"] is not None and row["sex"] == row["residence"] == "all":
            found[row["element"], row["place"]][year_of(row["period_to"])] = row["value"]
    return found


def tasks() -> Iterator[Task]:
    """Every cut of every long series, with every later figure and target."""
    for (element, _), figures in sorted(series().items()):
        direction = -1 if "mortality" in element else 1
        years = sorted(figures)
        for place in range(KNOWN, len(years)):
            known = np.array(years[:place], dtype=float)
            values = np.array([figures[year] for year in years[:place]])
            for later in years[place:]:
                for share in SHARES:
                    last = values[-1]
                    target = last * share if direction < 0 else 100 - (100 - last) * share if last < 100 else last / share
                    yield Task(known, values, later, target, direction, (figures[later] - target) * direction >= 0)


def ours(given: Sequence[Task]) -> Floats:
    """The probabilities of the forecast, every task a group of its own."""
    width = int(max(task.years[-1] - task.years[0] for task in given)) + 1
    value, seen = np.zeros((len(given), width)), np.zeros((len(given), width), dtype=bool)
    for place, task in enumerate(given):
        at = (task.years - task.years[-1] + width - 1).astype(int)
        value[place, at], seen[place, at] = task.values, True
    direction = np.array([float(task.direction) for task in given])
    below = np.array([task.direction > 0 and task.values.max() <= 100 and task.target <= 100 for task in given])
    panel = Panel(
        value=value,
        events=0 * value,
        exposure=0 * value,
        seen=seen,
        now=np.array([task.years[-1] for task in given]),
        group=np.arange(len(given)),
        unit_size=np.ones(len(given)),
        target=np.array([task.target for task in given]),
        deadline=np.array([float(task.year) for task in given]),
        direction=direction,
        floor=np.zeros(len(given)),
        ceiling=np.where(below, 100.0, np.nan),
    )
    return forecast_values(panel).p_attain_published


def foretold() -> bool:
    """Print the Brier scores on published series; whether ours is the best."""
    given = list(tasks())
    came = np.array([task.came for task in given], dtype=float)
    chances = {"forecast": ours(given)}
    line = [by_line(task.years, task.values, task.year) for task in given]
    chances["straight line"] = np.array([_chance(task, *one) for task, one in zip(given, line)])
    chances["statsmodels"] = np.array([_chance(task, *by_library(*_filled(task))) for task in given])
    scores = {name: float(((chance - came) ** 2).mean()) for name, chance in chances.items()}
    print(f"published series: {len(given)} forecasts; Brier " + ", ".join(f"{name} {score:.4f}" for name, score in scores.items()))
    return scores["forecast"] == min(scores.values())


def _filled(task: Task) -> tuple[Floats, int]:
    """A figure a year (NaN in gaps), as the library wants them, and how far ahead."""
    values = np.full(int(task.years[-1] - task.years[0]) + 1, np.nan)
    values[(task.years - task.years[0]).astype(int)] = task.values
    return np.where(np.isnan(values), np.interp(np.arange(len(values)), task.years - task.years[0], task.values), values), int(
        task.year - task.years[-1]
    )


def _chance(task: Task, mean: float, spread: float) -> float:
    return float(special.ndtr((mean - task.target) * task.direction / max(spread, 1e-9)))


def main(argv: Sequence[str]) -> int:
    """Run all; 1 where a goal is missed."""
    count = int(argv[0]) if argv else GOAL_SERIES // 10
    good = [foretold(), speed(count, with_counts=True), speed(count, with_counts=False)]
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
