"""The registry: every method by its name, one door to all of them, and what is said where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from qingmiao.errors import UserError
from qingmiao.progress.named.aarr import AARR, AARR_FIT
from qingmiao.progress.named.bureau import ACHIEVEMENT, ATTAINMENT, EFFICACY
from qingmiao.progress.named.escap import ESCAP
from qingmiao.progress.named.model import Answer, Method, Refused, Target
from qingmiao.progress.named.opensdg import OPENSDG
from qingmiao.progress.named.pace import PACE
from qingmiao.progress.named.un import UN2022, UN2023

METHODS: Final[Mapping[str, Method]] = {
    method.name: method for method in (PACE, OPENSDG, UN2022, UN2023, ESCAP, AARR, AARR_FIT, ACHIEVEMENT, EFFICACY, ATTAINMENT)
}


def method_named(name: str) -> Method:
    """The method of that name; raises UserError that lists the names."""
    if name not in METHODS:
        names = "、".join(METHODS)
        raise UserError(
            what=f"没有叫“{name}”的方法 / there is no method “{name}”",
            where="--method",
            cure=f"可用的方法 / methods: {names}",
        )
    return METHODS[name]


def answer(name: str, target: Target) -> Answer:
    """What the method says of one target; a refusal is an answer too."""
    try:
        return method_named(name).answer(target)
    except Refused as no:
        return Answer(refusal=no.reason)
    except (OverflowError, ZeroDivisionError):  # numbers of 10^300, and differences that vanish beside them
        return Answer(refusal="out_of_range")


def disagreement(official: str, target: Target, others: Iterable[str] = METHODS) -> tuple[str, ...]:
    """The methods that call a target well under way where the official one does not, or the other way; those that refuse have no say."""
    mine = _good(official, target)
    return tuple(name for name in others if name != official and mine is not None and _good(name, target) == (not mine))


def _good(name: str, target: Target) -> bool | None:
    said = answer(name, target)
    known = said.status in METHODS[name].statuses and said.status not in {"not_available", "no_data", "cannot_judge", "undecided"}
    return said.status in METHODS[name].good if known else None
