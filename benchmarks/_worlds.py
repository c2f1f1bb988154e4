"""A simulator of counts by place and year, from benchmarks/scenarios.yaml; it imports nothing of the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

Floats = NDArray[np.float64]
LONGEST = 12


@dataclass(frozen=True)
class World:
    """Counts of the years that are known (series, years; the last column is now; zero exposure: no figure), and what came of it at the
    deadline: the true rate and the figure that was published. `group` numbers the indicators. What nobody knows: the true `pace` a year, the
    spreads of `drift` and of `noise`, on the scale of logarithms, and the true exposure at the deadline."""

    scenario: NDArray[np.str_]
    group: NDArray[np.int64]
    events: Floats
    exposure: Floats
    unit: Floats
    target: Floats
    ahead: Floats
    true_now: Floats
    true_later: Floats
    published: Floats
    pace: Floats
    drift: Floats
    noise: Floats
    exposure_later: Floats


def settings() -> Mapping[str, Any]:
    """What is written in scenarios.yaml."""
    loaded: Mapping[str, Any] = YAML(typ="safe").load((Path(__file__).parent / "scenarios.yaml").read_text(encoding="utf-8"))
    return loaded


def world(seed: int, *, groups: int, mixed: bool = False) -> World:
    """Draw every scenario `groups` times, a group of places each; `mixed`: each group holds places of all scenarios."""
    plan, luck = settings(), np.random.default_rng(seed)
    names = list(plan["scenarios"])
    drawn = [_group(plan, luck, names if mixed else [name], number) for number, name in enumerate(names * groups)]
    return World(*(np.concatenate([one[part] for one in drawn]) for part in range(14)))


def _between(luck: np.random.Generator, ends: list[float], size: int | None = None) -> Any:
    return luck.uniform(ends[0], ends[1], size)


def _group(plan: Mapping[str, Any], luck: np.random.Generator, names: list[str], number: int) -> tuple[Any, ...]:
    places = int(plan["places"])
    rate = plan["rates"][luck.choice(list(plan["rates"]))]
    known = int(luck.integers(plan["years"][0], plan["years"][1] + 1))
    ahead = int(luck.integers(plan["ahead"][0], plan["ahead"][1] + 1))
    common = {
        "years": known + ahead,
        "known": known,
        "base": _between(luck, rate["rate"]) / rate["unit"],
        "drift": _between(luck, plan["drift"]),
        "noise": _between(luck, plan["overdispersion"]),
    }
    rows = [_place(plan, luck, names[place % len(names)], common) for place in range(places)]
    pad = np.zeros((places, LONGEST - known))
    events, exposure, now, later, published, base, pace, births = (np.array(column) for column in zip(*rows, strict=True))
    target = base * _between(luck, plan["target"], places) * rate["unit"]
    unit = np.full(places, float(rate["unit"]))
    scenario = np.array([names[place % len(names)] for place in range(places)])
    return (
        scenario, np.full(places, number), np.hstack([pad, events]), np.hstack([pad, exposure]), unit, target,
        np.full(places, float(ahead)), now * unit, later * unit, published * unit,
        pace, np.full(places, common["drift"]), np.full(places, common["noise"]), births,
    )  # fmt: skip


def _place(plan: Mapping[str, Any], luck: np.random.Generator, name: str, common: Mapping[str, Any]) -> tuple[Any, ...]:
    what, years, known = plan["scenarios"][name], common["years"], common["known"]
    births = np.exp(_between(luck, np.log(plan["births"]))) * np.exp(_between(luck, plan["births_change"]) * np.arange(years))
    begin, pace = np.log(common["base"]) + luck.normal(0, plan["between_places"]), _between(luck, what["trend"])
    logs = begin + pace * np.arange(years)
    logs = logs + np.cumsum(luck.normal(0, common["drift"], years)) + _turns(luck, what, years, known)
    true = np.exp(logs)
    seen = true * np.exp(luck.normal(0, common["noise"], years)) * _reported(luck, what, years, known)
    births = np.maximum(np.round(births), 1)
    events = np.minimum(luck.poisson(births * seen), births)
    exposure = _recorded(luck, what, births, events)
    rate = events / exposure
    return events[:known], exposure[:known], true[known - 1], true[-1], rate[-1], true[known // 2], pace, births[-1]


def _turns(luck: np.random.Generator, what: Mapping[str, Any], years: int, known: int) -> Floats:
    """What is added to the logarithm of the true rate: shocks that pass, shifts that stay, swings that fade."""
    added = np.zeros(years)
    if "shock" in what:
        begin, lasts = int(luck.integers(1, known)), int(luck.integers(what["lasts"][0], what["lasts"][1] + 1))
        added[begin : begin + lasts] += _between(luck, what["shock"])
    if "shift" in what:
        added[int(luck.integers(1, years)) :] += _between(luck, what["shift"])
    if "memory" in what:
        memory, swing = _between(luck, what["memory"]), _between(luck, what["swing"])
        added[0] = luck.normal(0, swing)
        for year in range(1, years):
            added[year] = memory * added[year - 1] + luck.normal(0, swing * np.sqrt(1 - memory**2))
    return added


def _reported(luck: np.random.Generator, what: Mapping[str, Any], years: int, known: int) -> Floats:
    """The share of events that is reported: all, but before a change of reporting."""
    share = np.ones(years)
    if "share_before" in what:
        share[: int(luck.integers(1, known))] = _between(luck, what["share_before"])
    return share


def _recorded(luck: np.random.Generator, what: Mapping[str, Any], births: Floats, events: NDArray[np.int64]) -> Floats:
    """The exposure as recorded: wrong by a bias and by noise, where the scenario says so."""
    if "exposure_bias" not in what:
        return births
    wrong = luck.normal(0, what["exposure_bias"]) + luck.normal(0, what["exposure_noise"], len(births))
    return np.maximum(np.round(births * np.exp(wrong)), np.maximum(events, 1))
