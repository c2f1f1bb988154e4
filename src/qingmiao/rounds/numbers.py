"""A figure as it was typed: with as many decimals as it has, not rounded to those of its unit."""

from __future__ import annotations

from typing import Final

MOST_DECIMALS: Final = 6
_LARGE: Final = 1e15
"""From here on a number has no decimals left and is told by its power of ten."""


def number_told(value: float) -> str:
    """A finite number in digits, six decimals at most."""
    if abs(value) >= _LARGE:
        return f"{value:.6g}"
    places = next((places for places in range(MOST_DECIMALS) if abs(round(value, places) - value) < 1e-9), MOST_DECIMALS)
    return f"{value:.{places}f}"
