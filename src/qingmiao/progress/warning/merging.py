"""One fact, one warning: a document that states a target twice (in the text and in its table) makes two promises, but what is the matter is one thing.

The same kind of warning at the same place on the same promise is one; that a place has turned round is one for the indicator, whatever the targets.
It stands with the promise for which most units answer, the first of them; the others say with which. Promises for which different units answer stay apart, lest one of
them is not told.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from qingmiao.plans.model import Commitment
from qingmiao.progress.warning.ground import Ground
from qingmiao.progress.warning.model import Finding
from qingmiao.progress.warning.words import same_as

_PROMISED: Final = ("kind", "level_of", "comparator", "value", "value_high", "unit", "direction", "per", "curbed", "deadline", "reference")
"""Fields of a commitment by which two promise the same of an indicator."""


def merged(base: Ground, findings: Iterable[Finding]) -> list[Finding]:
    """The findings in their order, of those that say the same only one being there."""
    found, items = list(findings), {item.id: item for item in base.package.commitments}
    same: dict[Hashable, list[Finding]] = {}
    for one in found:
        if one.there:
            same.setdefault(_fact(one, items[one.commitment]), []).append(one)
    told: dict[str, Finding] = {}
    for some in same.values():
        told |= _told_elsewhere(some, items)
    return [told.get(one.key, one) for one in found]


def _fact(one: Finding, item: Commitment) -> Hashable:
    promise = () if one.kind == "turned" else tuple(getattr(item, field) for field in _PROMISED)
    return one.kind, one.place, one.part, item.indicator, promise


def _told_elsewhere(some: Sequence[Finding], items: dict[str, Commitment]) -> dict[str, Finding]:
    """Key → what becomes of a finding that another one tells."""
    kept: list[Finding] = []
    told: dict[str, Finding] = {}
    for one in sorted(some, key=lambda one: -len(items[one.commitment].lead)):  # stable: of as many units the first stays first
        lead = set(items[one.commitment].lead)
        teller = next((other for other in kept if lead <= set(items[other.commitment].lead)), None)
        if teller is None:
            kept.append(one)
        else:
            zh, en = same_as(items[teller.commitment])
            told[one.key] = replace(one, there=False, firm=False, zh=zh, en=en, evidence={})
    return told
