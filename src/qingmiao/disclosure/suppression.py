"""Which cells of linked tables are not shown, so that none of those left out can be worked out from the rest.

A cell is a count; relations say that a sum of cells, some taken away, is nought (town + town − county). Whoever reads the tables knows all
shown cells and all relations. A cell that is left out is safe when at least three whole numbers are possible for it. That is proved by a
move: whole numbers to add to the cells that are left out, under which all relations still hold, and which can be made twice (or once
forwards and once backwards) before a count would fall below nought. A safe cell stays safe when more is left out, so one round is enough.

Where no move is to be had, the cheapest one that takes shown cells along is looked for, and these are left out too. That search is a small
linear programme in whole numbers, first over the cells nearby, then over all that hang together (decision 0007).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Numbers = NDArray[np.float64]

_FREE = 1e-6  # the cost of moving what is left out anyway: not nought, so that no needless cell takes part
_MOST = 1e6  # how far a count may rise in a move
_TRIES, _LONGEST, _MORE = 200, 16, 3  # steps that a quick search tries, cells that move, and cells that it may leave out besides


@dataclass(frozen=True, slots=True)
class Tables:
    """Linked tables of counts.

    `values`: one true count for each cell (≥ 0). `relations`: lists of (cell, sign) whose signed sum is nought. `costs`: what it costs not to
    show a cell (> 0). `fixed`: cells that cannot be left out any more, or may not be. `slack`: cells that nobody shows, such as what a part
    lacks of its whole.
    """

    values: Sequence[float]
    relations: Sequence[Sequence[tuple[int, int]]]
    costs: Sequence[float]
    fixed: Collection[int] = ()
    slack: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Suppression:
    """The cells that are left out for their own sake, those for the sake of others, and those that cannot be protected."""

    primary: frozenset[int]
    secondary: frozenset[int]
    open: frozenset[int]

    @property
    def hidden(self) -> frozenset[int]:
        """All that are left out."""
        return self.primary | self.secondary


def suppress(tables: Tables, primary: Collection[int], together: Sequence[Collection[int]] = ()) -> Suppression:
    """Leave out the cells of `primary`, and as many others as it takes until at least three counts are possible for each.

    `together`: cells of which all are left out where one is, unless they are fixed. The same tables give the same answer.
    """
    system = _System(tables, set(primary))
    while left := system.unsafe():
        for cell in sorted(left, key=lambda one: (tables.values[one], one)):
            system.protect(cell)
        gone = {cell for cells in together if not system.hidden.isdisjoint(cells) for cell in cells}
        system.hidden |= gone - system.fixed
    first = frozenset(primary)
    return Suppression(first, frozenset(system.hidden) - first, frozenset(system.open))


class _System:
    """The state of one search: what is left out so far, and which of it is known to be safe."""

    def __init__(self, tables: Tables, hidden: set[int]) -> None:
        self.tables, self.hidden = tables, hidden
        self.safe: set[int] = set()
        self.open: set[int] = set()
        self.values = np.asarray(tables.values, float)
        self.costs = np.asarray(tables.costs, float)
        self.fixed, self.slack = set(tables.fixed), set(tables.slack)
        self.signs: dict[int, list[tuple[int, int]]] = {cell: [] for cell in range(len(tables.values))}
        for number, relation in enumerate(tables.relations):
            for cell, sign in relation:
                self.signs[cell].append((number, sign))

    def unsafe(self) -> set[int]:
        """What is left out and not yet known to be safe, nor given up."""
        return self.hidden - self.safe - self.open

    def protect(self, cell: int) -> None:
        """Find a move of a cell, near it if there is one, and leave out what takes part in it."""
        if cell in self.safe or cell in self.open:
            return
        move = self._quick_move(cell) or next(filter(None, (self._move(cell, around) for around in self._neighbourhoods(cell))), None)
        if move is None:
            self.open.add(cell)
        else:
            self.hidden |= {one for one in move if one not in self.slack}
            self.safe |= set(move)

    def _quick_move(self, cell: int) -> list[int] | None:
        """A move found by setting one relation right after another: among what is left out already, else with one, two or three more cells."""
        for more in range(_MORE + 1):
            for step, both_ways in ((1, True), (1, False), (-1, False)):
                search = _Search(self, both_ways, more)
                if search.may(cell, step) and search.move(cell, step):
                    return list(search.moved)
        return None

    def _neighbourhoods(self, cell: int) -> Iterator[set[int]]:
        """Growing sets of cells around one: those two relations away, four away, at last all that hang together."""
        found, edge, steps = {cell}, {cell}, 0
        while edge:
            near = {other for one in edge for number, _ in self.signs[one] for other, _ in self.tables.relations[number]}
            edge = near - found
            found |= edge
            steps += 1
            if steps in (2, 4):
                yield set(found)
        yield found

    def _move(self, cell: int, around: set[int]) -> list[int] | None:
        """The cells of the cheapest move of a cell inside a neighbourhood, everything outside it standing still."""
        members = sorted(one for one in around if one == cell or one not in self.fixed or one in self.hidden)
        matrix = self._matrix(members)
        values = np.floor(self.values[members])
        free = np.array([one in self.hidden or one in self.slack for one in members])
        cost = np.where(free, _FREE, self.costs[members])
        there = members.index(cell)
        found = [
            move
            for low, high, step in ((-values, values, 1), (-(values // 2), np.full(len(members), _MOST), 1), (-(values // 2), np.full(len(members), _MOST), -1))
            if low[there] <= step <= high[there] and (move := _cheapest(matrix, low, high, cost, there, step)) is not None
        ]  # fmt: skip
        if not found:
            return None
        _, moved = min(found, key=lambda one: one[0])
        return [members[index] for index in moved]

    def _matrix(self, members: Sequence[int]) -> sparse.csr_array:
        """The relations that touch these cells, one a row."""
        place = {cell: number for number, cell in enumerate(members)}
        numbers = sorted({number for cell in members for number, _ in self.signs[cell]})
        entries = [
            (row, place[cell], sign) for row, number in enumerate(numbers) for cell, sign in self.tables.relations[number] if cell in place
        ]
        rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
        return sparse.csr_array((np.asarray(signs, float), (rows, columns)), shape=(len(numbers), len(members)))


class _Search:
    """A search for a move of ±1 in every cell that takes part, all but so many of them left out already.

    Both ways: nothing that moves is nought, so that the move can be made once forwards and once backwards; else twice forwards.
    """

    def __init__(self, system: _System, both_ways: bool, more: int) -> None:
        self.system, self.both_ways, self.more = system, both_ways, more
        self.moved: dict[int, int] = {}
        self.off: dict[int, int] = {}  # relations that do not hold now, and by how much
        self.tries = 0

    def may(self, cell: int, step: int) -> bool:
        """Whether a cell may make a step."""
        value = self.system.values[cell]
        return bool(value >= 1 if self.both_ways else step > 0 or value >= 2)

    def move(self, cell: int, step: int) -> bool:
        """Move a cell, and then whatever sets right the relations that no longer hold."""
        if self.tries >= _TRIES or len(self.moved) >= _LONGEST:
            return False
        self.tries += 1
        self.moved[cell] = step
        self.more -= self._is_shown(cell)
        before = self._shift(cell, step)
        if not self.off or self._set_right():
            return True
        del self.moved[cell]
        self.more += self._is_shown(cell)
        for relation, amount in before.items():
            self._put(relation, amount)
        return False

    def _is_shown(self, cell: int) -> bool:
        return cell not in self.system.hidden and cell not in self.system.slack

    def _set_right(self) -> bool:
        relation, amount = next(iter(self.off.items()))
        system = self.system
        steps = []
        for other, sign in system.tables.relations[relation]:
            step = -sign if amount > 0 else sign
            shown = self._is_shown(other)
            if other in self.moved or not self.may(other, step) or (shown and (not self.more or other in system.fixed)):
                continue
            steps.append((self._worth(other, step), shown, system.costs[other], other, step))
        return any(self.move(other, step) for *_, other, step in sorted(steps))

    def _worth(self, cell: int, step: int) -> int:
        """How much further off all relations are after a step (less is better)."""
        signs = self.system.signs[cell]
        return sum(abs(self.off.get(relation, 0) + sign * step) - abs(self.off.get(relation, 0)) for relation, sign in signs)

    def _shift(self, cell: int, step: int) -> dict[int, int]:
        before = {relation: self.off.get(relation, 0) for relation, _ in self.system.signs[cell]}
        for relation, sign in self.system.signs[cell]:
            self._put(relation, self.off.get(relation, 0) + sign * step)
        return before

    def _put(self, relation: int, amount: int) -> None:
        if amount:
            self.off[relation] = amount
        else:
            self.off.pop(relation, None)


def _cheapest(
    matrix: sparse.csr_array, low: Numbers, high: Numbers, cost: Numbers, there: int, step: int
) -> tuple[float, list[int]] | None:
    """The cost and the cells of the cheapest move in which one cell makes a step of ±1: ups and downs apart, each paid."""
    size = len(cost)
    up, down = np.maximum(high, 0.0), np.maximum(-low, 0.0)
    ups_low, downs_low = np.zeros(size), np.zeros(size)
    (ups_low if step > 0 else downs_low)[there] = 1.0
    up[there], down[there] = (1.0, 0.0) if step > 0 else (0.0, 1.0)
    constraints = [LinearConstraint(sparse.hstack([matrix, -matrix]), 0.0, 0.0)] if matrix.shape[0] else []
    done = milp(
        np.concatenate([cost, cost]),
        integrality=np.ones(2 * size, dtype=np.int8),
        bounds=Bounds(np.concatenate([ups_low, downs_low]), np.concatenate([up, down])),
        constraints=constraints,
        options={"presolve": True, "mip_rel_gap": 0.0, "time_limit": 20.0},
    )
    if done.x is None:
        return None
    moved = np.round(done.x[:size] - done.x[size:]).astype(int)
    return float(done.fun), [int(one) for one in np.flatnonzero(moved)]
