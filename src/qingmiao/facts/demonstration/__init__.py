"""Demonstration data: made up from a seed, marked as simulated, and made without knowing what any plan wants.

This room never imports plans or progress: it sees elements, how pairs of them make a rate, places and years, never a target. What it makes
holds improving, flat, worsening, turning, volatile and shocked series, late, missing, provisional and wrong figures, so that every
verdict and warning occurs. Elements that add up are given at the lowest places, measured ones at the region and the places directly below
it, steps that are done (0 or 1) at the region.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random

import pyarrow as pa

from qingmiao.catalogue.model import Element
from qingmiao.facts.demonstration.columns import Gathered
from qingmiao.facts.demonstration.ground import Cells, Ground
from qingmiao.facts.demonstration.model import Habit, Scenario, Shape
from qingmiao.facts.demonstration.reporting import Desk
from qingmiao.facts.demonstration.sampling import generator
from qingmiao.facts.demonstration.scenarios import dealt
from qingmiao.facts.demonstration.series import NESTED, Maker
from qingmiao.facts.ratios import Ratio, ratios_of
from qingmiao.places import Gazetteer, Level

__all__ = ["Habit", "Ratio", "Scenario", "Shape", "generate", "ratios_of"]

_STEP = "done"
_BASE_HABITS = (Habit.COMPLETE, Habit.COMPLETE, Habit.COMPLETE, Habit.REVISED)


def generate(
    elements: Sequence[Element],
    ratios: Sequence[Ratio],
    gazetteer: Gazetteer,
    region: str,
    *,
    first_year: int,
    last_year: int,
    seed: int,
    done_elements: Collection[str] = (),
    levels: Mapping[str, Level] | None = None,
    first_id: int = 1,
) -> pa.Table:
    """Facts of every element for every place × year, both years included, ids from `first_id` on; the same arguments give the same table.

    `ratios_of(indicators)` gives the ratios. Elements of unit "done" are steps, as are those in `done_elements`. `levels` says for some
    elements at which level they are reported instead; elements joined by a ratio are reported at one level.
    """
    ground = Ground(gazetteer, region, tuple(range(first_year, last_year + 1)), seed)
    by_code = {element.code: element for element in sorted(elements, key=lambda one: one.code)}
    done = frozenset(done_elements) | {code for code, element in by_code.items() if element.unit == _STEP}
    known = [ratio for ratio in (Ratio(*one) for one in ratios) if ratio.numerator in by_code]
    cells = _cells(ground, by_code, known, done, levels or {})
    maker = Maker(ground, by_code, known, cells, done)
    maker.scenarios = _scenarios(maker, by_code, generator(seed, region, "deck"))
    gathered = Gathered(first_id)
    desk = Desk(ground, gathered)
    for code, element in by_code.items():
        if len(cells[code]):
            rng = generator(seed, region, code, "desk")
            desk.report(element, cells[code], maker.values(code), maker.scenarios[code], rng, lower=code not in maker.denominators)
    return gathered.arrow()


def _scenarios(maker: Maker, elements: Mapping[str, Element], rng: Random) -> dict[str, Scenario]:
    """A scenario for each element; what others are part of comes in completely, at most revised, or nothing could be worked out."""
    bases = {code for code in elements if maker.base(code)}
    between = maker.denominators - bases
    made = dealt(rng, [code for code in elements if code not in bases])
    made |= {code: Scenario(made[code].shape, Habit.COMPLETE) for code in sorted(between)}
    return made | {code: Scenario(Shape.FLAT, rng.choice(_BASE_HABITS)) for code in sorted(bases)}


def _cells(
    ground: Ground, elements: Mapping[str, Element], ratios: Sequence[Ratio], done: frozenset[str], levels: Mapping[str, Level]
) -> dict[str, Cells]:
    """Where each element is reported."""
    asked = _spread(levels, ratios)
    return {code: _cells_of(ground, element, asked.get(code), step=code in done) for code, element in elements.items()}


def _cells_of(ground: Ground, element: Element, level: Level | None, *, step: bool) -> Cells:
    if step:
        return ground.alone()
    if level is not None and len(ground.at(level)):
        return ground.at(level)
    return ground.tops() if element.adds == "measured" else ground.leaves()


def _spread(levels: Mapping[str, Level], ratios: Sequence[Ratio]) -> dict[str, Level]:
    """The levels asked for, handed on over ratios, so that numerator and denominator meet."""
    asked = dict(levels)
    pairs = [(ratio.numerator, ratio.denominator) for ratio in ratios if ratio.denominator is not None]
    pairs += [(part, whole) for part, (whole, _, _) in NESTED.items()]
    for _ in range(len(pairs)):
        before = len(asked)
        for one, other in pairs:
            if (one in asked) != (other in asked):
                known, new = (one, other) if one in asked else (other, one)
                asked[new] = asked[known]
        if len(asked) == before:
            break
    return asked
