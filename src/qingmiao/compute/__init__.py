"""Formulas over facts, rolled up over places: the figures that verdicts are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qingmiao.compute.grouping import by_group, told_groups
from qingmiao.compute.schema import FIGURES

if TYPE_CHECKING:
    from qingmiao.compute.engine import figures

__all__ = ["FIGURES", "by_group", "figures", "told_groups"]


def __getattr__(name: str) -> Any:
    """Import the engine when it is first asked for: Ibis and DuckDB take a second, and most pages need only the schema."""
    if name == "figures":
        from qingmiao.compute.engine import figures

        return figures
    raise AttributeError(name)
