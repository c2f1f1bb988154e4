"""What a check finds: an issue with file, line and cure; never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
