"""Checks on a form that was filled in: each rule of data/rules.yaml is a function from the form to the cells that break it."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from qingmiao import datafile
from qingmiao.catalogue import MEASURED, Catalogue, unit
from qingmiao.catalogue.groups import ordered
from qingmiao.facts.ratios import bounded
from qingmiao.facts.schema import VALUED
from qingmiao.facts.words import SPOKEN
from qingmiao.rounds.entering import REASONS
from qingmiao.rounds.expecting import YEARS, Span, expected, of_count
from qingmiao.rounds.numbers import number_told
from qingmiao.rounds.owing import Slice

Way = Literal["refuse", "explain", "prove"]
"""What is wrong is mended; what is unlikely is explained, or shown by a file (evidence) beside the cell."""

PLACES_DIFFER: Final = 0.35
"""By how much, relatively, the true levels of places differ (one standard deviation)."""

FEWEST: Final = 3
"""So many other places at least are a common level."""

FRACTION: Final = 2.0
"""Where the years before were above so many per cent, 1 or less is more likely a fraction."""

TIMES: Final = 10
"""A value so many times those of the years before, or such a part of them, looks like another unit."""

FEW: Final = 20
"""Counts below this may well be ten times those before."""

SAME: Final = 0.005
"""Two sources that differ by less than this share of the larger say the same."""

_PARTNERS: Final = (("male", "female"), ("urban", "rural"))
_NEAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one cell: a value, or a status that says why there is none; a comment."""

    value: float | None = None
    status: str = ""
    comment: str = ""

    @property
    def empty(self) -> bool:
        """Whether neither a value nor a reason for having none was filled in."""
        return self.value is None and (not self.status or self.status in VALUED)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with all that it is checked against.

    `before`: earlier years' values, oldest first; `others`: place → what it says (of this year), without this place; `streams`: what other
    streams say of the same cell; `parts`: the sum of what the places below report; `wholes`: element → those that it is part of (`wholes_of`);
    `questions`: what a reviewer asked and nobody has answered yet; `proved`: the cells that evidence stands behind.
    """

    entries: Mapping[Slice, Entry]
    catalogue: Catalogue
    before: Mapping[Slice, Sequence[float]] = field(default_factory=dict)
    others: Mapping[str, Mapping[Slice, float]] = field(default_factory=dict)
    streams: Mapping[Slice, Mapping[str, float]] = field(default_factory=dict)
    parts: Mapping[Slice, float] = field(default_factory=dict)
    wholes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    questions: Mapping[Slice, str] = field(default_factory=dict)
    proved: Collection[Slice] = ()

    def values(self) -> Iterator[tuple[Slice, float]]:
        """The cells that have a number, in the order of the form."""
        yield from ((one, entry.value) for one, entry in self.entries.items() if entry.value is not None and math.isfinite(entry.value))

    def value(self, element: str, groups: tuple[str, ...]) -> float | None:
        """The number in one cell."""
        entry = self.entries.get((element, groups))
        return entry.value if entry is not None and entry.value is not None and math.isfinite(entry.value) else None

    def counted(self, element: str) -> bool:
        """Whether an element is a number of things."""
        return is_count(self.catalogue, element)


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell that breaks a rule, with the sentence; `answered` where a comment gives the reason that was asked for, or evidence stands
    behind the cell that was asked for it."""

    rule: str
    way: Way
    element: str
    groups: tuple[str, ...]
    zh: str
    en: str
    answered: bool = False


def check(sheet: Sheet) -> tuple[Finding, ...]:
    """What is to be mended or explained, cell by cell in the order of the form, refusals first in each."""
    order = {one: number for number, one in enumerate(sheet.entries)}
    found = [_finding(rule, one, words, sheet) for rule, look in _RULES.items() for one, words in look(sheet)]
    return tuple(sorted(found, key=lambda one: (order[one.element, one.groups], one.way != "refuse")))


def refused(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What keeps a form from being submitted: what is wrong, and what was not explained."""
    return tuple(one for one in findings if one.way == "refuse" or not one.answered)


Found = Iterator[tuple[Slice, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class RuleOf:
    """How a rule is taken and told."""

    code: str
    way: Way
    zh: str
    en: str


@functools.cache
def rules() -> Mapping[str, RuleOf]:
    """The rules that come with the product, by code."""
    checks = {"code": datafile.code, "way": datafile.one_of("refuse", "explain", "prove"), "zh": datafile.text, "en": datafile.text}
    records = datafile.read_records(Path(__file__).parent / "data" / "rules.yaml")
    found = [RuleOf(**datafile.fields(record, checks, frozenset(checks))) for record in records]
    return {rule.code: rule for rule in found}


def _finding(code: str, one: Slice, words: Mapping[str, str], sheet: Sheet) -> Finding:
    rule = rules()[code]
    answered = {"refuse": False, "explain": bool(sheet.entries[one].comment.strip()), "prove": one in sheet.proved}[rule.way]
    return Finding(code, rule.way, *one, rule.zh.format_map(words), rule.en.format_map(words), answered)


# ------------------------------------------------------------------------------------------------ a cell by itself


def _required(sheet: Sheet) -> Found:
    yield from ((one, {}) for one, entry in sheet.entries.items() if entry.empty)


def _value_and_reason(sheet: Sheet) -> Found:
    for one, entry in sheet.entries.items():
        if entry.value is not None and entry.status and entry.status not in VALUED:
            zh, en = REASONS.get(entry.status, (entry.status, entry.status))
            yield one, {"status": zh, "status_en": en}


def _not_finite(sheet: Sheet) -> Found:
    yield from ((one, {}) for one, entry in sheet.entries.items() if entry.value is not None and not math.isfinite(entry.value))


def _negative(sheet: Sheet) -> Found:
    for one, value in sheet.values():
        low, _ = limits_of(sheet.catalogue, one[0])
        if value < 0 and (low is None or low >= 0) and not one[0].endswith(MEASURED):
            yield one, {}


def _not_whole(sheet: Sheet) -> Found:
    yield from ((one, {"value": number_told(value)}) for one, value in sheet.values() if sheet.counted(one[0]) and value != int(value))


def _beyond_limits(sheet: Sheet) -> Found:
    for one, value in sheet.values():
        low, high = limits_of(sheet.catalogue, one[0])
        if (low is not None and value < low) or (high is not None and value > high):
            told = {"low": "−∞" if low is None else number_told(low), "high": "∞" if high is None else number_told(high)}
            yield one, {**told, "value": number_told(value)}


def _like_a_fraction(sheet: Sheet) -> Found:
    for one, value in sheet.values():
        known, before = sheet.catalogue.elements.get(one[0]), [past for past in sheet.before.get(one, ()) if math.isfinite(past)]
        if known is not None and known.unit == "%" and 0 < value <= 1 and before and min(before) > FRACTION:
            yield one, {"value": number_told(value), "percent": number_told(value * 100), "before": _past(before)}


def _past(before: Sequence[float]) -> str:
    return "、".join(map(number_told, before[-YEARS:]))


def is_count(catalogue: Catalogue, element: str) -> bool:
    """Whether an element is a number of things."""
    known = catalogue.elements.get(element)
    measure = unit(known.unit) if known and known.adds != "measured" and not element.endswith(MEASURED) else None
    return measure is not None and measure.kind == "count"


def limits_of(catalogue: Catalogue, element: str) -> tuple[float | None, float | None]:
    """The natural limits of what is recorded as measured."""
    indicator = catalogue.indicators.get(element.removesuffix(MEASURED)) if element.endswith(MEASURED) else None
    return indicator.limits if indicator else (None, None)


# ------------------------------------------------------------------------------------------------ cells of one form


def _part_above_whole(sheet: Sheet) -> Found:
    for (element, groups), value in sheet.values():
        for whole in sheet.wholes.get(element, ()):
            other = sheet.value(whole, groups)
            if other is not None and value > other + _NEAR:
                yield (element, groups), {"whole": sheet.catalogue.elements[whole].name, "other": number_told(other)}


def _group_above_all(sheet: Sheet) -> Found:
    for (element, groups), value in sheet.values():
        wholes = [sheet.value(element, tuple(word for word in groups if word != one)) for one in groups] if sheet.counted(element) else []
        over = [whole for whole in wholes if whole is not None and value > whole + _NEAR]
        if over:
            yield (element, groups), {"other": number_told(min(over))}


def _groups_do_not_add(sheet: Sheet) -> Found:
    for (element, groups), value in sheet.values():
        for pair in _PARTNERS:
            if sheet.counted(element) and not set(groups) & set(pair):
                told = [one for word in pair if (one := sheet.value(element, ordered((*groups, word)))) is not None]
                if len(told) == len(pair) and abs(sum(told) - value) > _NEAR:
                    yield (element, groups), {"sum": number_told(sum(told)), "value": number_told(value)}


def wholes_of(catalogue: Catalogue) -> Mapping[str, Sequence[str]]:
    """Of each element those that it is part of, by the formulas of shares."""
    found: dict[str, list[str]] = {}
    for part, whole in bounded(catalogue.indicators.values()):
        found.setdefault(part, []).append(whole)
    return found


# ------------------------------------------------------------------------------------------------ against other figures


def usual(catalogue: Catalogue, element: str, before: Sequence[float]) -> Span | None:
    """What the years before let expect of an element."""
    return expected(before, counted=is_count(catalogue, element), limits=limits_of(catalogue, element))


def _unlike_before(sheet: Sheet) -> Found:
    for one, value in sheet.values():
        span = usual(sheet.catalogue, one[0], sheet.before.get(one, ()))
        if span is not None and not span.holds(value):
            yield one, {"before": _past(sheet.before[one]), **_ends(span)}


def _another_unit(sheet: Sheet) -> Found:
    for one, value in sheet.values():
        before = [past for past in sheet.before.get(one, ()) if math.isfinite(past)]
        if not before or min(before) <= 0 or (max(value, max(before)) < FEW and sheet.counted(one[0])):
            continue
        if value >= TIMES * max(before) or 0 < value * TIMES <= min(before):
            yield one, {"before": _past(before), "value": number_told(value)}


def _unlike_others(sheet: Sheet) -> Found:
    for (element, groups), value in sheet.values():
        for whole in sheet.wholes.get(element, ()):
            span = _span_of_others(sheet, (element, groups), (whole, groups))
            if span is not None and not span.holds(value):
                yield (element, groups), _ends(span)
                break


def _span_of_others(sheet: Sheet, part: Slice, whole: Slice) -> Span | None:
    """What the common level of other places lets expect of a part; None where fewer than three tell of both."""
    mine = sheet.value(*whole)
    told = [(one[part], one[whole]) for one in sheet.others.values() if part in one and whole in one]
    exposure = sum(one for _, one in told)
    if not mine or mine < 0 or len(told) < FEWEST or exposure <= 0:
        return None
    span = of_count(sum(one for one, _ in told), exposure / mine, PLACES_DIFFER)
    return Span(span.low, min(span.high, mine))


def _unlike_stream(sheet: Sheet) -> Found:
    for one, value in sheet.values():
        for stream, other in sheet.streams.get(one, {}).items():
            if abs(value - other) > SAME * max(abs(value), abs(other)) + _NEAR:
                yield one, {"stream": SPOKEN["stream"][stream][0], "stream_en": stream.replace("_", " "), "other": number_told(other)}


def _unlike_parts(sheet: Sheet) -> Found:
    for one, value in sheet.values():
        total = sheet.parts.get(one)
        if total is not None and abs(value - total) > _NEAR * max(1.0, abs(total)):
            yield one, {"sum": number_told(total)}


def _question(sheet: Sheet) -> Found:
    yield from ((one, {"question": words}) for one, words in sheet.questions.items())


def _ends(span: Span) -> dict[str, str]:
    return {"low": number_told(span.low), "high": number_told(span.high)}


_RULES: Final[Mapping[str, Callable[[Sheet], Found]]] = {
    "required": _required,
    "value_and_reason": _value_and_reason,
    "not_finite": _not_finite,
    "negative": _negative,
    "not_whole": _not_whole,
    "beyond_limits": _beyond_limits,
    "like_a_fraction": _like_a_fraction,
    "part_above_whole": _part_above_whole,
    "group_above_all": _group_above_all,
    "groups_do_not_add": _groups_do_not_add,
    "another_unit": _another_unit,
    "unlike_before": _unlike_before,
    "unlike_others": _unlike_others,
    "unlike_stream": _unlike_stream,
    "unlike_parts": _unlike_parts,
    "question": _question,
}
