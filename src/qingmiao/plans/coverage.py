"""What of a document became something to check: every objective and every measure is counted, none is left out silently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from qingmiao.plans.model import Package

REASONS: Final[dict[str, tuple[str, str]]] = {
    "general_direction": ("只写方向，没有可计数的对象", "a general direction, nothing that can be counted"),
    "quantified_not_read": ("含有数字，但没有读成承诺，请人工核对", "holds a figure that was not read as a commitment: please check"),
}
"""The closed list of reasons why an item holds no checkable promise."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One objective or measure, with the commitments that check it, or the reason why there is none."""

    item: str
    kind: Literal["objective", "measure"]
    commitments: tuple[str, ...]
    reason: str | None


def coverage(package: Package) -> list[Covered]:
    """Each objective and measure of a package, in the order of the document."""
    held: dict[str, list[str]] = {}
    for commitment in package.commitments:
        home = commitment.objective or commitment.measure
        if home and commitment.role != "background":
            held.setdefault(home, []).append(commitment.id)
    rows = [(item.start, _row(item.id, "objective", held, item.quantified)) for item in package.objectives]
    rows += [(item.start, _row(item.id, "measure", held, False)) for item in package.measures]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _row(item: str, kind: Literal["objective", "measure"], held: dict[str, list[str]], quantified: bool) -> Covered:
    commitments = tuple(held.get(item, ()))
    reason = None if commitments else ("quantified_not_read" if quantified else "general_direction")
    return Covered(item, kind, commitments, reason)
