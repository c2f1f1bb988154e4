"""The name of a file that is given out: whatever a unit or a round is called, every system can store it."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 80
_FORBIDDEN: Final = frozenset('\\/:*?"<>|')


def file_name(name: str) -> str:
    """A name without the signs that a file system forbids, cut to what it can hold."""
    return "".join("_" if letter in _FORBIDDEN or letter < " " else letter for letter in name)[:LONGEST]
