"""Whether the forecast of counts means what it says, in the worlds of scenarios.yaml, on seeds that were not used for fitting.

Per cent of forecasts of p that come true, in ten bins (goal: within 5 points); how many published figures lie in the 80 % intervals, over all
and by scenario (goal 76–84 % over all); Brier score, and false alarms at equal recall, against a straight line through the published rates
with its residual error, and against the classes of `opensdg`; beside it what somebody would reach who knew the true level and pace. `python benchmarks/calibration.py tuning` takes the seeds of fitting, a number
fewer groups. Exit code 1 where a goal on bins or intervals is missed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from scipy import special

from _worlds import Floats, World, settings, world
from qingmiao.progress.forecasting import Forecast, Panel, forecast_counts
from qingmiao.progress.named import Target, answer

GROUPS, NOW, LEAST = 12, 2025, 2000
GOAL_BIN, GOAL_COVER, GOAL_BRIER = 0.05, (0.76, 0.84), 0.25


def panel_of(drawn: World) -> Panel:
    """The world as it is known, and what is asked of it."""
    seen, none, size = drawn.exposure > 0, np.full(len(drawn.target), np.nan), len(drawn.target)
    return Panel(
        value=0 * drawn.events,
        events=drawn.events.astype(float),
        exposure=drawn.exposure.astype(float),
        seen=seen,
        now=np.full(size, float(NOW)),
        group=drawn.group.astype(np.int64),
        unit_size=drawn.unit,
        target=drawn.target,
        deadline=NOW + drawn.ahead,
        direction=np.full(size, -1.0),
        floor=none,
        ceiling=none,
    )


def rates(drawn: World, place: int) -> tuple[Floats, Floats]:
    """Years and published rates of one series."""
    known = drawn.exposure[place] > 0
    return np.flatnonzero(known) - drawn.exposure.shape[1] + 1.0, drawn.events[place, known] / drawn.exposure[place, known] * drawn.unit[
        place
    ]


def straight(drawn: World, place: int) -> float:
    """The probability by a straight line and its residual error."""
    year, rate = rates(drawn, place)
    away = year - year.mean()
    slope = (away @ rate) / (away @ away)
    spread = np.sqrt(((rate - rate.mean() - slope * away) ** 2).sum() / (len(year) - 2))
    return float(special.ndtr((drawn.target[place] - rate.mean() - slope * (drawn.ahead[place] - year.mean())) / (spread + 1e-9)))


def classed(drawn: World, place: int) -> float:
    """1 where `opensdg` says achieved or substantial progress, else 0; a base of zero is what the method makes of it."""
    year, rate = rates(drawn, place)
    asked = Target(NOW + year[0], rate[0], NOW, rate[-1], NOW + drawn.ahead[place], drawn.target[place], -1)
    return float(answer("opensdg", asked).status in {"target_achieved", "substantial_progress"})


def informed(drawn: World, draws: int = 200) -> Floats:
    """The probability by somebody who knows what nobody can: the true level now, the true pace, the exposure to come and how the world is made."""
    luck, scenarios, size = np.random.default_rng(9), settings()["scenarios"], len(drawn.target)
    came = np.zeros(size)
    for _ in range(draws):
        logs = np.log(drawn.true_now / drawn.unit) + drawn.pace * drawn.ahead + luck.normal(0, drawn.drift * np.sqrt(drawn.ahead))
        wrong = np.zeros(size)
        for name, what in scenarios.items():
            mine = drawn.scenario == name
            if "shift" in what:
                known = (drawn.exposure > 0).sum(axis=1)
                comes = luck.uniform(size=size) < drawn.ahead / (known + drawn.ahead - 1)
                logs += mine * comes * luck.uniform(*what["shift"], size)
            if "memory" in what:
                kept = luck.uniform(*what["memory"], size) ** (2 * drawn.ahead)
                logs += mine * luck.normal(0, luck.uniform(*what["swing"], size) * np.sqrt(1 - kept))
            if "exposure_bias" in what:
                wrong += mine * luck.normal(0, np.hypot(what["exposure_bias"], what["exposure_noise"]), size)
        events = luck.poisson(drawn.exposure_later * np.exp(logs + luck.normal(0, drawn.noise)))
        came += events / (drawn.exposure_later * np.exp(wrong)) * drawn.unit <= drawn.target
    return came / draws


def joined(parts: Sequence[Forecast]) -> Forecast:
    return Forecast(**{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Forecast)})


def bins(chance: Floats, came: Floats) -> list[tuple[int, float]]:
    """Of each tenth: how many, and by how much what came true is above what was said."""
    which = np.minimum((chance * 10).astype(int), 9)
    return [(int((which == one).sum()), float(came[which == one].mean() - chance[which == one].mean())) for one in range(10)]


def false_alarms(chance: Floats, missed: Floats, recall: float) -> float:
    """The share of met targets that a warning calls missed, at the threshold that finds so many of the missed ones."""
    bound = np.quantile(1 - chance[missed > 0], 1 - recall)
    return float(((1 - chance)[missed == 0] >= bound).mean())


def report(drawn: list[World], made: Forecast) -> bool:
    """Print the tables; whether bins and intervals keep to the goals."""
    every = World(*(np.concatenate([getattr(one, part.name) for one in drawn]) for part in fields(World)))
    came, true = (every.published <= every.target) * 1.0, (every.true_later <= every.target) * 1.0
    line = np.concatenate([[straight(one, place) for place in range(len(one.target))] for one in drawn])
    official = np.concatenate([[classed(one, place) for place in range(len(one.target))] for one in drawn])
    good = True
    for name, chance, what in (("published", made.p_attain_published, came), ("true level", made.p_attain, true)):
        told = bins(chance, what)
        print(f"{name}: " + "  ".join(f"{place * 10}%: {count} {off:+.3f}" for place, (count, off) in enumerate(told)))
        good &= all(abs(off) <= GOAL_BIN and count >= LEAST for count, off in told)
    inside = (every.published >= made.q10 - 1e-9) & (every.published <= made.q90 + 1e-9)
    level = (every.true_now >= made.low) & (every.true_now <= made.high)
    print(f"80 % intervals: published {inside.mean():.3f}, level now {level.mean():.3f}")
    for name in settings()["scenarios"]:
        mine = every.scenario == name
        print(
            f"  {name:<16} published {inside[mine].mean():.3f}, level {level[mine].mean():.3f}, above what was said {(came - made.p_attain_published)[mine].mean():+.3f}"
        )
    ours, best = ((made.p_attain_published - came) ** 2).mean(), informed(every)
    print(f"Brier of somebody who knows the true level and pace: {((best - came) ** 2).mean():.4f}")
    for name, chance in (("straight line", line), ("opensdg", official)):
        other = ((chance - came) ** 2).mean()
        print(f"Brier {ours:.4f}, {name} {other:.4f}: {1 - ours / other:.0%} better (goal {GOAL_BRIER:.0%})")
        recall = float((chance[came == 0] < 0.5).mean())
        ours_false, other_false = false_alarms(made.p_attain_published, 1 - came, recall), float((chance[came == 1] < 0.5).mean())
        print(
            f"  false alarms at recall {recall:.2f}: {ours_false:.3f}, {name} {other_false:.3f}: {ours_false / other_false:.2f} (goal: 0.50)"
        )
        print(f"  of somebody who knows level and pace {false_alarms(best, 1 - came, recall) / other_false:.2f}")
    return good and GOAL_COVER[0] <= inside.mean() <= GOAL_COVER[1]


def main(argv: Sequence[str]) -> int:
    """Draw, forecast, report."""
    plan = settings()
    seeds = plan["tuning_seeds" if "tuning" in argv else "reporting_seeds"]
    groups = next((int(word) for word in argv if word.isdigit()), GROUPS)
    drawn = [world(seed, groups=groups, mixed=bool(place % 2)) for place, seed in enumerate(seeds)]
    made = joined([forecast_counts(panel_of(one)) for one in drawn])
    print(f"{len(made.level)} forecasts, {len(seeds)} seeds")
    return int(not report(drawn, made))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
