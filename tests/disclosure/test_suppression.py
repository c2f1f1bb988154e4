"""Cells that are left out keep at least three possible values, whatever a reader does; drawn one by one and against an attack."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from qingmiao.disclosure.suppression import Suppression, Tables, suppress
from tests.disclosure.attack import Sum, feasible_values


def attacked(tables: Tables, made: Suppression) -> dict[int, int]:
    """How many values a reader must reckon with for each hidden cell."""
    hidden = [cell for cell in sorted(made.hidden) if cell not in made.open]
    unseen = {*made.hidden, *tables.slack}
    shown = {cell: value for cell, value in enumerate(tables.values) if cell not in unseen}
    sums: list[Sum] = []
    for number, relation in enumerate(tables.relations):
        wholes = [cell for cell, sign in relation if sign < 0]
        assert len(wholes) == 1, number
        sums.append(([cell for cell, sign in relation if sign > 0], wholes[0], "="))
    found = feasible_values(shown, hidden, sums)
    return {int(str(cell)): values for cell, values in found.items()}


def of(values: Sequence[float], *sums: tuple[Sequence[int], int], fixed: Sequence[int] = (), slack: Sequence[int] = ()) -> Tables:
    rows = [[*((part, 1) for part in parts), (whole, -1)] for parts, whole in sums]
    return Tables(values, rows, [1.0] * len(values), fixed, slack)


def test_a_single_small_part_takes_the_cheapest_other_with_it() -> None:
    """Towns of 2, 40 and 9 make 51: one of the other two goes, and it is enough."""
    tables = of([2, 40, 9, 51], ([0, 1, 2], 3))
    made = suppress(tables, [0])
    assert made.primary == {0}
    assert len(made.secondary) == 1
    assert 3 not in made.secondary or made.secondary == {3}
    assert set(attacked(tables, made).values()) == {3}


def test_two_ones_are_too_little_for_each_other() -> None:
    """1 + 0 left out would be 0 or 1 each; a further cell is needed, while 1 + 1 may be 0, 1 or 2."""
    both = of([1, 1, 8, 10], ([0, 1, 2], 3))
    assert suppress(both, [0, 1]).secondary == frozenset()
    one = of([1, 0, 8, 9], ([0, 1, 2], 3))
    made = suppress(one, [0, 1])
    assert len(made.secondary) == 1
    assert set(attacked(one, made).values()) == {3}


def test_what_cannot_be_taken_back_may_leave_a_cell_open() -> None:
    tables = of([2, 40, 42], ([0, 1], 2), fixed=[1, 2])
    made = suppress(tables, [0])
    assert (made.open, made.hidden) == ({0}, {0})


def test_a_rest_that_nobody_shows_is_protected_too() -> None:
    """97 of 100 are told; the three others could be counted by anybody, so that one of the two numbers goes."""
    tables = of([97, 3, 100], ([0, 1], 2), slack=[1])
    made = suppress(tables, [1])
    assert made.hidden - {1} in ({0}, {2})
    assert set(attacked(tables, made).values()) == {3}


def test_nothing_small_leaves_all_as_it_is() -> None:
    assert suppress(of([20, 40, 60], ([0, 1], 2)), []).hidden == frozenset()


def world(seed: int) -> tuple[Tables, list[int]]:
    """A county of towns, some with villages; children by sex and by residence; a share of them served."""
    draw = random.Random(seed)
    values: list[float] = []
    relations: list[list[tuple[int, int]]] = []
    slack: list[int] = []

    def new(value: float) -> int:
        values.append(value)
        return len(values) - 1

    def tie(parts: Sequence[int], whole: int) -> None:
        relations.append([*((part, 1) for part in parts), (whole, -1)])

    def split(here: dict[str, int], shapes: str) -> None:
        for pair in shapes.split():
            tie([here[pair[0]], here[pair[1]]], here["a"])

    def place(depth: int, shapes: str) -> dict[str, int]:
        if depth == 0 or draw.random() < 0.3:
            first = [int(draw.gammavariate(0.6, 6)) for _ in "fm"]
            total = sum(first)
            urban = draw.randint(0, total)
            told = {"a": total, "f": first[0], "m": first[1], "u": urban, "r": total - urban}
            here = {one: new(told[one]) for one in "a" + shapes.replace(" ", "")}
        else:
            parts = [place(depth - 1, shapes) for _ in range(draw.randint(2, 4))]
            here = {one: new(sum(values[part[one]] for part in parts)) for one in parts[0]}
            for one in here:
                tie([part[one] for part in parts], here[one])
        split(here, shapes)
        return here

    place(2, draw.choice(["", "fm", "fm ur"]))
    for whole in draw.sample(range(len(values)), min(3, len(values))):
        served = new(draw.randint(0, int(values[whole])))
        rest = new(values[whole] - values[served])
        slack.append(rest)
        tie([served, rest], whole)
    fixed = draw.sample(range(len(values)), 2) if draw.random() < 0.3 else []
    small = [cell for cell, value in enumerate(values) if 0 < value < 5 and cell not in fixed]
    costs = [1.0 + value**0.5 for value in values]
    return Tables(values, relations, costs, fixed, slack), small


@pytest.mark.parametrize("seed", range(16))
def test_each_hidden_cell_keeps_three_values(seed: int) -> None:
    tables, small = world(seed)
    made = suppress(tables, small)
    assert set(small) <= made.hidden
    assert not made.secondary & (set(tables.fixed) | set(tables.slack))
    assert {cell: values for cell, values in attacked(tables, made).items() if values < 3} == {}
    if not tables.fixed:
        assert made.open == frozenset()
    assert suppress(tables, small) == made


def test_the_attack_finds_what_is_left_unprotected() -> None:
    """With the small numbers alone left out, most of these worlds give one away."""
    broken = 0
    for seed in range(12):
        tables, small = world(seed)
        alone = Suppression(frozenset(small), frozenset(), frozenset())
        broken += any(values < 3 for values in attacked(tables, alone).values())
    assert broken > 4


@pytest.mark.parametrize("seed", range(4))
def test_what_was_left_out_before_stays_safe(seed: int) -> None:
    """A second round over more tables: what was shown is known, what was hidden stays hidden and safe."""
    tables, small = world(seed)
    first = suppress(tables, small[::2])
    shown = set(range(len(tables.values))) - first.hidden - set(tables.slack)
    again = Tables(tables.values, tables.relations, tables.costs, {*tables.fixed, *shown}, tables.slack)
    made = suppress(again, (set(small) - shown) | first.hidden)
    assert made.hidden >= first.hidden
    assert not made.secondary & shown
    assert {cell for cell, values in attacked(again, made).items() if values < 3} == set()
