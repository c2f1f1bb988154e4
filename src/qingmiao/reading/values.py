"""Levels and changes: an indicator, a predicate and one value or a list of values in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qingmiao.reading import names, shares, things
from qingmiao.reading.clauses import Sentence, from_to
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Reference
from qingmiao.reading.numbers import Quantity, groups, quantities
from qingmiao.reading.predicates import Predicate, change_comparator, comparator_for, predicate_before


@dataclass(slots=True)
class Context:
    """What a sentence has said so far: the last subject with its place, and where the last value ended. `before` is the sentence before."""

    sentence: Sentence
    subject: str = ""
    subject_at: int = 0
    last_end: int = 0
    before: str = ""
    bases: list[tuple[int, int]] = field(default_factory=list)


def clause_start(text: str, at: int) -> int:
    """Where the clause that holds place `at` begins: after the last comma outside brackets."""
    depth = 0
    for i in range(at - 1, -1, -1):
        ch = text[i]
        depth += ch in ")》”"
        if ch in "(《“" and depth:
            depth -= 1
        elif ch in ",;:。" and depth == 0:
            return i + 1
    return 0


def read_values(sentence: Sentence, before: str = "") -> list[Draft]:
    """The commitments with a number in one sentence, in order."""
    text = sentence.text
    context = Context(sentence, before=before, bases=from_to(text))
    drafts: list[Draft] = []
    lists = groups(text, quantities(text))
    for index, members in enumerate(lists):
        until = lists[index + 1][0].start if index + 1 < len(lists) else len(text)
        drafts.extend(_read_group(context, members, until))
        context.last_end = members[-1].end
    return drafts


def _read_group(context: Context, members: list[Quantity], until: int) -> list[Draft]:
    text = context.sentence.text
    start = max(clause_start(text, members[0].start), context.last_end)
    left = text[start : members[0].start]
    predicate = predicate_before(left)
    if _is_condition(text, members[-1], left, predicate):
        return []
    if members[0].category in ("ratio", "points", "fraction", "times"):
        found = shares.read_share(context.sentence, left, start, members, until, predicate)
        return found if found is not None else _read_ratio(context, members, left, start, predicate)
    if things.is_level(left[: predicate.start], members[0], predicate, context.subject):
        return _read_ratio(context, members, left, start, predicate)
    return things.read_things(context.sentence, left, start, members, until, predicate)


_CONDITION = re.compile(r"(?:以上|以下|以内)?的(?!比例|速度|幅度|标准|水平|目标)")


def _is_condition(text: str, last: Quantity, left: str, predicate: Predicate) -> bool:
    """Whether a number describes a group (600人以上的学校) and is promised by nobody."""
    after = text[last.end : last.end + 6]
    if last.category in ("thing", "years", "bare") and last.suffix and after.startswith("的") and not predicate.met:
        return True
    return bool(re.match(r"的(?:基础上|调查)", after)) or (last.category == "ratio" and bool(re.match(r"(?:以上)?的?(?:概率|可能)", after)))


def _read_ratio(context: Context, members: list[Quantity], left: str, start: int, predicate: Predicate) -> list[Draft]:
    """Levels and changes of a name that stands before its values."""
    subject, at, carried = _subject(context, left[: predicate.start], start, predicate)
    if not subject or not _may_hold(subject, members[0], predicate):
        return []
    full = names.split_name(subject, len(members)) if len(members) > 1 else _shared(subject, predicate)
    context.subject, context.subject_at = full[-1], at
    return list(_records(context, members, full, at, predicate, carried, left))


def _shared(subject: str, predicate: Predicate) -> list[str]:
    """The names that share one value: a list is split when each member has a rate of its own, or the words say 均."""
    if "等" in re.sub(r"\([^()]*\)|平等|高等|中等|初等|同等|等级|等候", "", subject):
        return [subject]
    members = names.members_of(subject)
    if len(members) < 2:
        return [subject]
    own = all(names.head_at_end().search(member) for member in members)
    if own or predicate.each or (len(members) > 2 and not re.search(r"(?:园|校|机构|残疾儿童|残疾儿童少年)[^,]{0,8}率$", subject)):
        return names.split_name(subject)
    alone = [names.population_at_start().fullmatch(member) for member in members[:-1]]
    return names.split_name(subject) if all(alone) and names.population_at_start().match(members[-1]) else [subject]


def _may_hold(subject: str, quantity: Quantity, predicate: Predicate) -> bool:
    """Whether a subject can have such a value: it ends in a head, or a verb of level or change says so."""
    if names.head_at_end().search(subject) or quantity.category in ("thing", "years", "time", "measure", "bare"):
        return True
    return predicate.changes or (predicate.met and len(subject) >= 3 and quantity.category != "times" and not subject.endswith("的"))


def _subject(context: Context, words: str, start: int, predicate: Predicate) -> tuple[str, int, bool]:
    """The name before a predicate, its place in the sentence, and whether it was carried over from before."""
    name = names.clean(words)
    if name and not names.is_generic(name) and (names.head_at_end().search(name) or not context.subject or not predicate.met):
        return _with_head(context, name, start, words)
    if not name:
        return _carried(context, start)
    if names.is_generic(name):
        return _specified(context, name, start, words)
    return _with_head(context, name, start, words)


def _place(words: str, name: str, start: int) -> int:
    found = words.find(name[:6])
    return start + found if found >= 0 else start


def _with_head(context: Context, name: str, start: int, words: str) -> tuple[str, int, bool]:
    """A name that stands here; a group alone (农村社区90%) takes the head of the subject before."""
    at = _place(words, name, start)
    if names.head_at_end().search(name) or not context.subject:
        return name, at, False
    old = context.subject
    group = names.population_at_start().match(old)
    if names.population_at_start().fullmatch(name) and group and group.end() < len(old):
        return name + old[group.end() :], at, True
    return name, at, False


def _carried(context: Context, start: int) -> tuple[str, int, bool]:
    """The subject said before: of the last value, or of the last clause that ends in a head."""
    text = context.sentence.text
    end = start - 1
    while end > context.last_end:
        begin = max(clause_start(text, end), context.last_end)
        words = text[begin:end]
        name = names.clean(words[: predicate_before(words).start])
        if name and names.head_at_end().search(name):
            return name, _place(words, name, begin), True
        end = begin - 1
    return context.subject, context.subject_at, True


def _specified(context: Context, name: str, start: int, words: str) -> tuple[str, int, bool]:
    """A general name (覆盖率) with the thing of which it speaks, from the clause before."""
    text = context.sentence.text
    end = start - 1
    at = _place(words, name, start)
    if end <= 0:
        topic = names.topic_of(context.before) if context.before and len(context.before) < 60 else ""
        return topic + name, at, bool(topic)
    begin = clause_start(text, end)
    if context.last_end > begin and context.subject:
        group = names.population_at_start().match(context.subject)
        return (group.group() if group else "") + name, at, True
    topic = names.topic_of(text[begin:end])
    return topic + name, at, True


def _years_for(context: Context, at: int, count: int) -> list[int | None]:
    """The deadline of each of `count` values at a place of the sentence."""
    governing = [m for m in context.sentence.years if m.kind != "base" and m.start <= at]
    later = [m for m in context.sentence.years if m.kind == "deadline" and m.start > at]
    if not governing and later and not re.search(r"[,;]", context.sentence.text[at : later[0].start].partition("以上")[2][:3]):
        governing = later[:1] if "(" in context.sentence.text[at : later[0].start] else []
    years = governing[-1].years if governing else ()
    if len(years) == count and count > 1:
        return list(years)
    return [years[-1] if years else None] * count


def _records(
    context: Context, members: list[Quantity], full: list[str], at: int, predicate: Predicate, carried: bool, left: str
) -> Iterator[Draft]:
    """One draft for each pair of name and value; years are shared out when the values are those of several years."""
    years = _years_for(context, members[0].start, len(members))
    several_years = len({*years}) > 1
    pairs: list[tuple[str, Quantity, int | None]]
    if len(full) == len(members) and not several_years:
        pairs = list(zip(full, members, years, strict=True))
    else:
        pairs = [(name, quantity, year) for name in full for quantity, year in zip(members, years, strict=True)]
    for name, quantity, year in pairs:
        yield _record(context, name, quantity, year, at, predicate, carried, left)


def _record(
    context: Context, name: str, quantity: Quantity, year: int | None, at: int, predicate: Predicate, carried: bool, left: str
) -> Draft:
    offset = context.sentence.start
    old = any(a <= quantity.start < b for a, b in context.bases)
    draft = Draft(start=min(at, quantity.start) + offset, end=quantity.end + offset, kind="level", indicator=name, year=year, past=old)
    draft.value, draft.value_high = quantity.value, quantity.high
    draft.unit = things.unit_of(quantity, name, left)
    draft.population = names.population_of(name)
    draft.level_of = names.level_in(context.sentence.text[: quantity.start])
    draft.direction = predicate.direction
    if carried:
        draft.unsure.append("carried_subject")
    if _is_change(predicate, quantity):
        return _changed(draft, context, predicate, quantity, left)
    draft.comparator, guessed = comparator_for(predicate, quantity, name)
    if guessed:
        draft.unsure.append("guessed_comparator")
    return draft


def _is_change(predicate: Predicate, quantity: Quantity) -> bool:
    return predicate.changes or quantity.category in ("points", "times") or (quantity.category == "fraction" and predicate.direction is not None and not predicate.limits)


def _changed(draft: Draft, context: Context, predicate: Predicate, quantity: Quantity, left: str) -> Draft:
    """A draft as a change: against which year, a year or in all, against whom."""
    text = context.sentence.text[: quantity.start]
    bases = [m.years[-1] for m in context.sentence.years if m.kind == "base" and m.start < quantity.start]
    draft.kind, draft.comparator = "change", change_comparator(predicate, quantity)
    draft.direction = predicate.direction or ("down" if names.is_bad(draft.indicator) else "up")
    draft.per = "year" if predicate.yearly or re.search(r"(?:每年|年均|逐年)[^,。;]{0,30}$", text) else "total"
    draft.base_year = bases[-1] if bases else None
    against = re.search(r"(?:较|比)(?P<who>[^,。;\d]{2,20}?)(?:提高|降低|下降|增加|高|低)(?:了)?$", left)
    if against:
        draft.reference = Reference(population=against.group("who"), offset=quantity.value)
    return draft


def is_numeric(draft: Draft) -> bool:
    """Whether a draft carries a value."""
    return draft.value is not None


__all__ = ["Context", "clause_start", "is_numeric", "read_values", "replace"]
