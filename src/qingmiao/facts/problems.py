"""What is wrong with a file that somebody wants to import: each problem with its cell and its cure, all told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qingmiao.errors import UserError

SHOWN: Final = 50
"""So many problems are written out; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: row and column (from 1; None where it is of the whole row or file), the column's head, what is wrong and the cure."""

    row: int | None
    column: int | None
    head: str
    what: str
    cure: str

    def where(self, file: str) -> str:
        """file:row:column, the column as letters, as every spreadsheet shows it."""
        parts = [file, *(str(part) for part in (self.row, letters(self.column)) if part)]
        return ":".join(parts) + (f"（{self.head}）" if self.head else "")


def letters(column: int | None) -> str:
    """The letters of a column of a spreadsheet: 1 is A, 27 is AA."""
    text, rest = "", column or 0
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


class Refused(UserError):
    """A file of which nothing was imported; `problems` holds all that is wrong with it."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: (one.row or 0, one.column or 0)))
        lines = [f"{one.where(file)} {one.what} → {one.cure}" for one in self.problems[:SHOWN]]
        if (more := len(self.problems) - SHOWN) > 0:
            lines.append(f"……另有 {more} 处 / and {more} more")
        count = len(self.problems)
        super().__init__(
            what=f"没有导入：有 {count} 处问题 / nothing was imported: {count} problem{'s' if count > 1 else ''}",
            where="\n  ".join(lines),
            cure="按箭头后的办法改正，再导入一次；一处不对，整个文件都不导入 / put each right as said after its arrow and import again; it is all or nothing",
        )
