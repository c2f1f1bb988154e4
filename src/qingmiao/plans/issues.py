"""What a check finds: an issue with file, line and cure; never an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

Severity = Literal["error", "warning", "note"]

_ZH: dict[Severity, str] = {"error": "错误", "warning": "提醒", "note": "待办"}


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One thing to mend in a package: where it is, what is wrong, what to do.

    `line` counts from 1; 0 where the file as a whole is meant. `what` and `cure` are “中文 / English”.
    """

    file: str
    line: int
    code: str
    severity: Severity
    what: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {_ZH[self.severity]} {self.severity} [{self.code}] {self.what}\n    → {self.cure}"


FEW: Final = 3
"""So many notes of one kind in one file are told one by one; more are told together."""


def told(issues: Sequence[Issue], *, every: bool = False) -> list[str]:
    """Issues as lines to print: errors and warnings one by one, notes of one kind in one file together (unless `every`)."""
    lines = [str(issue) for issue in issues if issue.severity != "note"]
    notes = sorted((issue for issue in issues if issue.severity == "note"), key=lambda one: (one.file, one.code, one.line))
    for (file, code), group in groupby(notes, key=lambda one: (one.file, one.code)):
        found = list(group)
        lines += [str(issue) for issue in found] if every or len(found) <= FEW else [_together(file, code, found)]
    return lines


def _together(file: str, code: str, notes: Sequence[Issue]) -> str:
    shown = "、".join(str(note.line) for note in notes[:12]) + ("…" if len(notes) > 12 else "")
    return f"{file}: {_ZH['note']} note [{code}] {len(notes)} 项，第 {shown} 行 / {len(notes)} items on these lines\n    → {notes[0].cure}"
