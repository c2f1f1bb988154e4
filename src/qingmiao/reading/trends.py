"""Trends: a direction without a number on a noun that can be counted (提高筛查率, 近视率明显下降, 上升趋势得到控制)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from qingmiao.reading import names, resources
from qingmiao.reading.clauses import Sentence
from qingmiao.reading.context import clause_start
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Direction
from qingmiao.reading.numbers import quantities


@lru_cache(maxsize=2)
def _noun(*, subject: bool = False) -> str:
    """A pattern of nouns that are measured; some only where they are the subject (扩大总量 is a wish)."""
    listed = resources.pattern("trends", "measurable", "vague", *(["measurable_subjects"] if subject else []))
    return f"(?:{'|'.join([listed, *resources.words('trends', 'quantity_endings')])})" if subject else listed


@lru_cache(maxsize=1)
def _vague() -> re.Pattern[str]:
    return re.compile(resources.pattern("trends", "vague") + "$")


@lru_cache(maxsize=1)
def _verb_first() -> re.Pattern[str]:
    up, down = resources.pattern("trends", "up_before"), resources.pattern("trends", "down_before")
    return re.compile(rf"(?:(?P<up>{up})|(?P<down>{down}))(?P<name>[^,。;:]{{2,80}}?)(?=[,。;:]|$)")


@lru_cache(maxsize=2)
def _measured(*, subject: bool = False) -> re.Pattern[str]:
    return re.compile(_noun(subject=subject) + r"(?<![效频概税汇利速]率)$")


@lru_cache(maxsize=1)
def _countable() -> re.Pattern[str]:
    return re.compile(resources.pattern("trends", "countable") + "$")


@lru_cache(maxsize=2)
def _after(way: str) -> str:
    """A pattern of the verbs of one direction (`up`, `down`) that may follow a noun: the listed ones, and those built of two characters."""
    first, second = resources.load("trends")[f"{way}_verb"]
    return f"(?:{resources.pattern('trends', f'{way}_after')}|[{first}][{second}])"


@lru_cache(maxsize=1)
def _manner() -> str:
    """A pattern of what may stand between a noun and its verb: how, when, against what."""
    return rf"(?:在[^,。;:]{{1,20}}基础上|随[^,。;:]{{2,12}}(?:增长|提高|发展|变化))?(?:{resources.pattern('trends', 'adverbs')}|[{resources.load('trends')['adverb_characters']}])*"


@lru_cache(maxsize=1)
def _noun_first() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<name>[^,。;:]{{0,48}}?{_noun(subject=True)}){_manner()}(?:(?P<up>{_after('up')})|(?P<down>{_after('down')}))(?=[,。;:、和并]|$)"
    )


@lru_cache(maxsize=1)
def _any_first() -> re.Pattern[str]:
    """Any noun before a verb of counting: 溺水事故逐年减少."""
    verbs = resources.words("trends", "counting_verbs")
    up = resources.either([verb for verb in verbs if re.fullmatch(_after("up"), verb)])
    down = resources.either([verb for verb in verbs if re.fullmatch(_after("down"), verb)])
    return re.compile(rf"(?P<name>[^,。;:]{{2,30}}?){_manner()}(?:(?P<up>{up})|(?P<down>{down}))(?=[,。;]|$)")


@lru_cache(maxsize=1)
def _uncountable() -> re.Pattern[str]:
    return re.compile(resources.pattern("trends", "uncountable") + "$")


@lru_cache(maxsize=1)
def _tendency() -> re.Pattern[str]:
    adverbs = resources.pattern("trends", "adverbs")
    return re.compile(
        rf"(?P<name>[^,。;:]{{2,40}}?)(?:的)?(?P<rising>上升|升高|扩大|增长|增加|下降|发展|蔓延)?(?:趋势|势头|速度|幅度){adverbs}*(?:控制|遏制|减缓|扭转|缓解|下降|放缓|趋缓|回落)"
    )


def read_trends(sentence: Sentence, taken: list[tuple[int, int]]) -> list[Draft]:
    """The trends of a sentence; `taken` are places in the view that carry a value already."""
    drafts: list[Draft] = []
    spans: list[tuple[int, int]] = []
    for draft in [*_tendencies(sentence), *_objects(sentence), *_subjects(sentence)]:
        if not _touches(draft, taken) and not _touches(draft, [span for span in spans if span != (draft.start, draft.end)]):
            spans.append((draft.start, draft.end))
            drafts.append(draft)
    drafts += [draft for draft in _counted(sentence) if not _touches(draft, [*taken, *spans])]
    return sorted(drafts, key=lambda d: d.start)


def _touches(draft: Draft, spans: list[tuple[int, int]]) -> bool:
    return any(start < draft.end and draft.start < end for start, end in spans)


def _objects(sentence: Sentence) -> Iterator[Draft]:
    """A verb of direction and what it moves: whole when it ends in a measurable noun, else the members that do."""
    for match in _verb_first().finditer(sentence.text):
        words = match.group("name")
        if quantities(words) or words.endswith("力度"):
            continue
        direction: Direction = "up" if match.group("up") else "down"
        for name in _measured_names(sentence, words, match.start(), match.group(0).startswith(("增加", "减少"))):
            yield _draft(sentence, name, direction, match.start(), match.end())


def _measured_names(sentence: Sentence, words: str, at: int, counting: bool) -> list[str]:
    """The measurable names among the objects of a verb."""
    subject = names.clean(words)
    if _measured().search(subject):
        found = names.split_name(subject) if not names.open_list(subject) or len(names.members_of(subject)) > 1 else [subject]
        found = [name for name in found if _measured().search(name)]
    else:
        found = [name for name in names.members_of(subject) if _measured().search(name)]
        if counting and not found:
            found = [f"{name}数量" for name in _countables(subject)]
    full = [_specified(sentence, name, at) for name in found] if found == [subject] else found
    return [name for name in full if len(name) >= 3 and not names.is_generic(name) and not (name.endswith("标准") and len(name) < 6)]


def _countables(subject: str) -> list[str]:
    """Things that can be counted, of which more or fewer are promised (增加…场所)."""
    members = [subject] if names.open_list(subject) else re.split(r"(?:和|及)(?=[^、]+$)", subject, maxsplit=1)
    return [member for member in members if _countable().search(member)]


def _specified(sentence: Sentence, name: str, at: int) -> str:
    """A name of a word (利用率) with the thing that the clause before speaks of."""
    if len(name) > 4 or names.population_at_start().match(name):
        return name
    before = sentence.text[: max(0, clause_start(sentence.text, at) - 1)].rpartition(",")[2]
    thing = re.sub(r"^(?:增加|减少|提高|扩大|加强)", "", names.without_rate(names.topic_of(before)).rstrip("的")) if before else ""
    return f"{thing}{name}"


def _subjects(sentence: Sentence) -> Iterator[Draft]:
    """A measurable noun and the verb of direction after it."""
    previous = ""
    for match in _noun_first().finditer(sentence.text):
        words = match.group("name")
        if quantities(re.sub(r"在[^,。;]{1,20}基础上", "", words)):
            continue
        direction: Direction = "up" if match.group("up") else "down"
        subject = re.sub(r"在[^,。;]{1,20}基础上$", "", names.clean(words))
        for name in names.split_name(subject):
            if previous and (names.is_generic(name) or len(name) <= 3):
                name = f"{re.sub('(?:数量|数)$', '', names.without_rate(previous))}{name}"
            previous = name
            if len(name) >= 3 and not names.is_generic(name) and _measured(subject=True).search(name):
                yield _draft(sentence, name, direction, match.start() + max(0, words.find(subject[:4])), match.end())


def _counted(sentence: Sentence) -> Iterator[Draft]:
    """Any noun that can be counted and a verb that says more or fewer (伤害案件逐年减少)."""
    for match in _any_first().finditer(sentence.text):
        words = match.group("name")
        subject = names.clean(words)
        if len(subject) < 3 or quantities(words) or _uncountable().search(subject) or names.is_generic(subject) or subject.startswith("随"):
            continue
        start = match.start() + max(0, words.find(subject[:4]))
        draft = _draft(sentence, subject, "up" if match.group("up") else "down", start, match.end())
        if not _measured(subject=True).search(subject):
            draft.unsure.append("vague_quality")
        yield draft


def _tendencies(sentence: Sentence) -> Iterator[Draft]:
    for match in _tendency().finditer(sentence.text):
        subject = names.clean(match.group("name"))
        direction: Direction = "up" if match.group("rising") == "下降" else "down"
        for member in names.split_name(subject + "" if names.head_at_end().search(subject) else subject + "率"):
            draft = _draft(sentence, member, direction, match.start(), match.end())
            draft.curbed = not _TURNED.search(match.group())
            yield draft


_TURNED: Final = re.compile(r"(?:扭转|下降|回落)$")
"""Ends of a sentence of tendency that ask for a turn, not only for a curb."""


def _draft(sentence: Sentence, name: str, direction: Direction, start: int, end: int) -> Draft:
    years = [m for m in sentence.years if m.kind == "deadline" and m.start + sentence.start <= sentence.start + start]
    draft = Draft(start=sentence.start + max(0, start), end=sentence.start + end, kind="trend", indicator=name, direction=direction)
    draft.year = years[-1].years[-1] if years else None
    draft.population = names.population_of(name)
    if _vague().search(name):
        draft.optional = True
        draft.unsure.append("vague_quality")
    return draft
