"""The states of a form, and what leads from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

State = Literal["asked", "filling", "submitted", "checked", "returned", "accepted", "excused"]
Act = Literal["fill", "submit", "check", "return", "accept", "excuse", "extend"]

STATES: Final[Mapping[State, tuple[str, str]]] = {
    "asked": ("未报", "not begun"),
    "filling": ("填报中", "being filled in"),
    "submitted": ("已报", "submitted"),
    "checked": ("已审核", "checked"),
    "returned": ("退回", "returned"),
    "accepted": ("通过", "accepted"),
    "excused": ("免报", "excused"),
}
OPEN: Final[frozenset[State]] = frozenset({"asked", "filling", "returned"})
"""Something is still to be filled in."""

IN_HAND: Final = frozenset({"submitted", "checked", "accepted"})
"""Somebody has reported."""


@dataclass(frozen=True, slots=True)
class Step:
    """From which states an act leads, to which, and whether it needs words."""

    zh: str
    en: str
    before: frozenset[State]
    after: State | None
    words: bool = False


ACTS: Final[Mapping[Act, Step]] = {
    "fill": Step("填报", "fill in", OPEN, "filling"),
    "submit": Step("提交", "submit", OPEN, "submitted"),
    "check": Step("审核通过", "check", frozenset({"submitted"}), "checked"),
    "return": Step("退回", "return", frozenset({"submitted", "checked", "accepted"}), "returned", words=True),
    "accept": Step("通过", "accept", frozenset({"submitted", "checked"}), "accepted"),
    "excuse": Step("免报", "excuse", OPEN, "excused", words=True),
    "extend": Step("延期", "extend", OPEN | {"excused"}, "asked", words=True),
}
"""`extend` gives another day, and takes back that a form was excused; what was filled in stays."""
