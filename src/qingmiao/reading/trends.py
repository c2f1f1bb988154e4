"""Trends: a direction without a number on a noun that can be counted (提高筛查率, 近视率明显下降, 上升趋势得到控制)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from qingmiao.reading import names, resources
from qingmiao.reading.clauses import Sentence
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Direction
from qingmiao.reading.numbers import quantities


@lru_cache(maxsize=1)
def _noun() -> str:
    return resources.pattern("trends", "measurable", "vague")


@lru_cache(maxsize=1)
def _vague() -> re.Pattern[str]:
    return re.compile(resources.pattern("trends", "vague") + "$")


@lru_cache(maxsize=1)
def _verb_first() -> re.Pattern[str]:
    up, down = resources.pattern("trends", "up_before"), resources.pattern("trends", "down_before")
    return re.compile(rf"(?:(?P<up>{up})|(?P<down>{down}))(?P<name>[^,。;:]{{2,48}}?{_noun()})(?=[,。;:]|力度|$|(?:的)?(?:并|且))")


@lru_cache(maxsize=1)
def _noun_first() -> re.Pattern[str]:
    adverbs = resources.pattern("trends", "adverbs")
    up, down = resources.pattern("trends", "up_after"), resources.pattern("trends", "down_after")
    return re.compile(rf"(?P<name>[^,。;:]{{2,48}}?{_noun()})(?:[^,。;:]{{0,0}})(?P<adverbs>{adverbs}*)(?:(?P<up>{up})|(?P<down>{down}))(?=[,。;:、和并]|$)")


@lru_cache(maxsize=1)
def _tendency() -> re.Pattern[str]:
    adverbs = resources.pattern("trends", "adverbs")
    return re.compile(rf"(?P<name>[^,。;:]{{2,40}}?)(?:的)?(?P<rising>上升|增长|增加|下降|发展|蔓延)?(?:趋势|势头){adverbs}*(?:控制|遏制|减缓|扭转|缓解|下降)")


def read_trends(sentence: Sentence, taken: list[tuple[int, int]]) -> list[Draft]:
    """The trends of a sentence; `taken` are places in the view that carry a value already."""
    drafts: list[Draft] = []
    spans: list[tuple[int, int]] = []
    for draft in [*_tendencies(sentence), *_named(sentence, _verb_first()), *_named(sentence, _noun_first())]:
        inside = any(a < draft.end and draft.start < b for a, b in taken)
        if not inside and not any(a < draft.end and draft.start < b and (a, b) != (draft.start, draft.end) for a, b in spans):
            spans.append((draft.start, draft.end))
            drafts.append(draft)
    return sorted(drafts, key=lambda d: d.start)


def _named(sentence: Sentence, pattern: re.Pattern[str]) -> Iterator[Draft]:
    for match in pattern.finditer(sentence.text):
        words = match.group("name")
        if quantities(words):
            continue
        direction: Direction = "up" if match.group("up") else "down"
        subject = names.clean(words)
        for name in names.split_name(subject):
            if len(name) >= 3 and not (names.is_generic(name) and len(name) <= 2):
                yield _draft(sentence, name, direction, match.start() + (words.find(subject[:4]) if pattern is _noun_first() else 0), match.end())


def _tendencies(sentence: Sentence) -> Iterator[Draft]:
    for match in _tendency().finditer(sentence.text):
        subject = names.clean(match.group("name"))
        direction: Direction = "up" if match.group("rising") == "下降" else "down"
        for member in names.split_name(subject + "" if names.head_at_end().search(subject) else subject + "率"):
            yield _draft(sentence, member, direction, match.start(), match.end())


def _draft(sentence: Sentence, name: str, direction: Direction, start: int, end: int) -> Draft:
    years = [m for m in sentence.years if m.kind == "deadline" and m.start + sentence.start <= sentence.start + start]
    draft = Draft(start=sentence.start + max(0, start), end=sentence.start + end, kind="trend", indicator=name, direction=direction)
    draft.year = years[-1].years[-1] if years else None
    draft.population = names.population_of(name)
    if _vague().search(name):
        draft.optional = True
        draft.unsure.append("vague_quality")
    return draft
