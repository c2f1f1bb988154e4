"""Levels and changes: an indicator, a predicate and one value or a list of values in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qingmiao.reading import names, shares, things
from qingmiao.reading.clauses import Sentence, from_to
from qingmiao.reading.context import Context, clause_start
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Reference
from qingmiao.reading.numbers import Quantity, groups, quantities
from qingmiao.reading.predicates import Predicate, change_comparator, comparator_for, predicate_before
from qingmiao.reading.wording import denominator_of, unit_of


def read_values(sentence: Sentence, previous: Context | None = None) -> tuple[list[Draft], Context]:
    """The commitments with a number in one sentence, in order, and what the sentence leaves for the next."""
    text = sentence.text
    context = Context(sentence, bases=from_to(text))
    if previous is not None:
        context.before = previous.sentence.text
        goes_on = previous.sentence.text.endswith(";") or text.startswith("其中")
        if goes_on and previous.sentence.node is sentence.node:
            context.inherit(previous)
    drafts: list[Draft] = []
    lists = groups(text, quantities(text))
    for index, members in enumerate(lists):
        until = lists[index + 1][0].start if index + 1 < len(lists) else len(text)
        if members[0].start >= context.skip_until:
            fresh = _read_group(context, members, until)
            if fresh is None:
                continue
            drafts.extend(fresh)
            ends = [draft.end - sentence.start for draft in fresh if draft.kind in ("count", "norm")]
            context.last_end = min(until, max([members[-1].end, *ends]))
            continue
        context.last_end = members[-1].end
    return drafts, context


def _predicate(left: str, last: Quantity) -> Predicate:
    """The predicate before a list of values; 在 before a value with a suffix is one (均在95%以上)."""
    known = predicate_before(left)
    if known.met or not (last.suffix and left.endswith(("在", "于"))):
        return known
    found = predicate_before(left[:-1])
    found.classes.append("hold")
    return found


_OLD = re.compile(r"(?:由|从)(?:[^,。;:由从率]{0,10}(?:的|末|底|期|年|前|时|在|为))?$")


def _read_group(context: Context, members: list[Quantity], until: int) -> list[Draft] | None:
    """The drafts of one list of quantities; None when it only describes who or what is meant."""
    text = context.sentence.text
    start = max(clause_start(text, members[0].start), context.last_end)
    left = text[start : members[0].start]
    predicate = _predicate(left, members[-1])
    if _is_condition(text, members[-1], predicate):
        return None
    if context.is_base(members[0].start):
        old = _OLD.search(left[: predicate.start])
        predicate.start = old.start() if old else predicate.start
        predicate.classes.append("set")
    if members[0].category in ("ratio", "points", "fraction", "times"):
        found = shares.read_share(context, left, start, members, until, predicate)
        return found if found is not None else _read_ratio(context, members, left, start, predicate)
    if things.is_level(left[: predicate.start], members[0], predicate, context, text[members[-1].end : until]) or _grows(
        left, members[0], predicate
    ):
        return _read_ratio(context, members, left, start, predicate)
    return things.read_things(context, left, start, members, until, predicate)


_GROWN = re.compile(r"(?:身高|体重|面积|产量|肺活量|时间|时长)$")


def _grows(left: str, quantity: Quantity, predicate: Predicate) -> bool:
    """Whether a length, weight or time is the change of a measured thing (平均身高增加1.5厘米)."""
    return (
        quantity.category in ("measure", "time")
        and predicate.changes
        and "新增" not in left
        and bool(_GROWN.search(names.clean(left[: predicate.start])))
    )


_OF_GROUP = re.compile(
    r"(?:的|、[^,。;]{1,20}的)(?:[^,。;]{0,12})(?:县|市|区|乡|镇|村|学校|地区|机构|单位|家庭|幼儿园|小区|社区|班级|大班额)"
)


_OF_SUCH = re.compile(r"[\u4e00-\u9fff]{2,8}的(?:学校|幼儿园|机构|单位|社区|村|乡镇|县|家庭|班级|园|校)")
"""What a number belongs to that only says which places are meant: 接收5名以上残疾学生的学校."""


def _is_condition(text: str, last: Quantity, predicate: Predicate) -> bool:
    """Whether a number describes a group (600人以上的学校) and is promised by nobody."""
    after = text[last.end : last.end + 40]
    if last.category in ("thing", "years", "bare") and last.suffix and not predicate.met and after.startswith("的"):
        return True
    if (
        last.category == "thing"
        and last.suffix
        and _OF_SUCH.match(after)
        and re.search(r"(?:接收|招收|拥有|达到?|超过|有)$", text[: last.start])
    ):
        return True
    if last.category in ("thing", "bare") and (last.suffix or after.startswith("万以上")) and _OF_GROUP.match(after.removeprefix("万以上")):
        return True
    if re.match(r"[^,。;\d]{0,10}的[^,。;\d]{0,14}(?:比例|占比|比重|率)(?:达|不|为|保持|提高|超|稳|控)", after):
        return True
    return bool(re.match(r"的?(?:基础上|调查)|范围内|以外的", after)) or (
        last.category == "ratio" and bool(re.match(r"(?:以上)?的?(?:概率|可能)", after))
    )


def _read_ratio(context: Context, members: list[Quantity], left: str, start: int, predicate: Predicate) -> list[Draft]:
    """Levels and changes of a name that stands before its values."""
    subject, at, carried, group = _subject(context, left[: predicate.start], start, predicate)
    if not subject or not _may_hold(subject, members[0], predicate):
        return []
    full = names.split_name(subject, len(members)) if len(members) > 1 else _shared(subject, predicate)
    one_year = len(set(_years_for(context, members[0].start, len(members)))) == 1
    if carried and (predicate.each or (group and one_year)) and len(full) == 1 < len(members) <= len(context.subjects):
        full = context.subjects[-len(members) :]
    if carried and len(members) == 1 and context.subject in context.shared and not group:  # 均在2025年达到75%、2030年达到85%
        full = context.shared
    elif not carried:
        context.shared = full if len(members) == 1 < len(full) else []
    context.subjects += [name for name in full if name not in context.subjects]
    context.subject, context.subject_at = full[-1], at
    drafts = list(_records(context, members, full, at, predicate, carried, left))
    for draft in drafts:
        draft.population = group or draft.population
        context.unit = draft.unit or ""
    return drafts


def _shared(subject: str, predicate: Predicate) -> list[str]:
    """The names that share one value: a list is split when each member has a rate of its own, or the words say 均."""
    if names.open_list(subject):
        return [subject]
    members = names.members_of(subject)
    if len(members) < 2:
        return [subject]
    own = all(names.head_at_end().search(member) for member in members)
    longest = max(len(member) for member in members[:-1])
    alike = len(names.without_rate(members[-1])) <= 2 * longest + 2
    if (
        own
        or predicate.each
        or (len(members) > 2 and alike and not re.search(r"(?:园|校|机构|残疾儿童|残疾儿童少年)[^,]{0,8}率$", subject))
    ):
        return names.split_name(subject)
    alone = [names.population_at_start().fullmatch(member) for member in members[:-1]]
    return names.split_name(subject) if all(alone) and names.population_at_start().match(members[-1]) else [subject]


def _may_hold(subject: str, quantity: Quantity, predicate: Predicate) -> bool:
    """Whether a subject can have such a value: it ends in a head, or a verb of level or change says so."""
    if names.head_at_end().search(subject) or quantity.category in ("thing", "years", "time", "measure", "bare"):
        return True
    return predicate.changes or (predicate.met and len(subject) >= 3 and quantity.category != "times" and not subject.endswith("的"))


_Subject = tuple[str, int, bool, str | None]


def _subject(context: Context, words: str, start: int, predicate: Predicate) -> _Subject:
    """The name before a predicate, its place in the sentence, whether it was carried over, and the group it is narrowed to."""
    name = names.clean(words)
    if not name or re.match(r"[比较][^率]+$", name):
        return (*_carried(context, start), None)
    if names.is_generic(name):
        return (*_specified(context, name, start, words), None)
    if re.search(r"增幅|增速|涨幅|降幅", name) and len(name) <= 6:
        before = names.clean(context.sentence.text[: max(0, start - 1)].rpartition(",")[2])
        return before or name, start, True, None
    return _with_head(context, name, start, words)


def _place(words: str, name: str, start: int) -> int:
    found = words.find(name[:6])
    return start + found if found >= 0 else start


def _with_head(context: Context, name: str, start: int, words: str) -> _Subject:
    """A name that stands here; a group or kind of place alone (农村社区90%) takes the head of the subject before."""
    at = _place(words, name, start)
    if names.head_at_end().search(name):
        return name, at, False, None
    if narrowed := names.head_and_group(name):
        return narrowed[0], at, False, narrowed[1]
    if "每千" in context.subject and "每" not in name and len(name) <= 4:
        return denominator_of(context.subject) + name, at, True, None
    if "其中" in words and context.noun and names.is_group(name):
        return f"{context.noun}中{name}比例", at, True, name
    before = context.sentence.text[:start]
    if before.endswith(":") and names.head_at_end().search(headed := names.clean(before[:-1].rpartition(",")[2])):
        return headed, at, True, name
    old, _, _ = _carried(context, start)
    if not old or not names.is_group(name):
        return name, at, False, None
    head = names.without_group(old, name)
    return (name + head if names.population_at_start().fullmatch(name) else head), at, True, name


_MOVED_NAME = re.compile(
    r"(?P<name>[^,]{2,40}?(?:率|性别比|系数|指数))(?:不降反升|不升反降|趋[向于](?:合理|正常|平衡|均衡)|[^率\d,的]{0,4}(?:居高不下|偏高|偏低|较高|较低|上升|下降|反弹|回升|提高|改善|增加|减少|好转|徘徊))$"
)


def _carried(context: Context, start: int) -> tuple[str, int, bool]:
    """The subject said before: of the last clause that ends in a head and has no value, or of the last value."""
    text = context.sentence.text
    end = start - 1
    while end > context.last_end:
        begin = max(clause_start(text, end), context.last_end)
        words = text[begin:end]
        name = names.clean(words[: predicate_before(words).start])
        if name and not names.head_at_end().search(name) and (moved := _MOVED_NAME.match(name)):
            name = moved.group("name")
        if name and names.head_at_end().search(name):
            return name, _place(words, name, begin), True
        end = begin - 1
    return context.subject or context.amount, context.subject_at, True


def _specified(context: Context, name: str, start: int, words: str) -> tuple[str, int, bool]:
    """A general name (覆盖率) with the thing of which it speaks, from the clause before."""
    text = context.sentence.text
    end = start - 1
    at = _place(words, name, start)
    if end <= 0:
        topic = names.topic_of(context.before) if context.before and len(context.before) < 60 else ""
        return topic + name, at, bool(topic)
    begin = clause_start(text, end)
    if context.last_end > begin and (context.noun or context.subject):
        return (context.noun or names.without_rate(context.subject)) + name, at, True
    return names.topic_of(text[begin:end]) + name, at, True


def _years_for(context: Context, at: int, count: int) -> list[int | None]:
    """The deadline of each of `count` values at a place of the sentence."""
    text = context.sentence.text
    governing = [
        m for m in context.sentence.years if m.kind != "base" and m.start <= at and (context.is_base(at) or not context.is_base(m.start))
    ]
    later = [m for m in context.sentence.years if m.kind == "deadline" and m.start > at]
    if not governing and later and "(" in text[at : later[0].start] and "," not in text[at : later[0].start]:
        governing = later[:1]
    years = governing[-1].years if governing else ()
    if len(years) == count and count > 1:
        return list(years)
    return [years[-1] if years else None] * count


def _records(
    context: Context, members: list[Quantity], full: list[str], at: int, predicate: Predicate, carried: bool, left: str
) -> Iterator[Draft]:
    """One draft for each pair of name and value; years are shared out when the values are those of several years."""
    years = _years_for(context, members[0].start, len(members))
    if len(full) == len(members) and len({*years}) <= 1:
        pairs = list(zip(full, members, years, strict=True))
    else:
        pairs = [(name, quantity, year) for name in full for quantity, year in zip(members, years, strict=True)]
    for name, quantity, year in pairs:
        yield _record(context, name, quantity, year, at, predicate, carried, left)


_SHARE = re.compile(r"(?:率|占比|比例|比重)$")


def _record(
    context: Context, name: str, quantity: Quantity, year: int | None, at: int, predicate: Predicate, carried: bool, left: str
) -> Draft:
    offset = context.sentence.start
    draft = Draft(start=min(at, quantity.start) + offset, end=quantity.end + offset, kind="level", indicator=name, year=year)
    draft.past = context.is_base(quantity.start)
    draft.value, draft.value_high = quantity.value, quantity.high
    draft.unit = unit_of(quantity, name, left) or ("%" if quantity.value == 0 and _SHARE.search(name) else "")
    draft.population = names.population_of(name)
    draft.level_of = names.level_in(context.sentence.text[: quantity.start])
    draft.direction = predicate.direction
    if quantity.unit == "fraction" and quantity.value == 0.5 and _SHARE.search(name) and not _is_change(predicate, quantity, left):
        draft.value, draft.unit = 50.0, "%"
    if carried:
        draft.unsure.append("carried_subject")
    if _is_change(predicate, quantity, left):
        return _changed(draft, context, predicate, quantity, left)
    draft.comparator, guessed = comparator_for(predicate, quantity, name)
    if guessed:
        draft.unsure.append("guessed_comparator")
    return draft


def _is_change(predicate: Predicate, quantity: Quantity, left: str) -> bool:
    if predicate.changes or quantity.category in ("points", "times") or re.search(r"(?:增幅|增速|涨幅|降幅)[^,]{0,8}$", left):
        return True
    return quantity.category == "fraction" and predicate.direction is not None and not predicate.limits


def _changed(draft: Draft, context: Context, predicate: Predicate, quantity: Quantity, left: str) -> Draft:
    """A draft as a change: against which year, a year or in all, against whom."""
    text = context.sentence.text[: quantity.start]
    bases = [m.years[-1] for m in context.sentence.years if m.kind == "base" and m.start < quantity.start]
    draft.kind, draft.comparator = "change", change_comparator(predicate, quantity)
    draft.direction = predicate.direction or ("down" if names.is_bad(draft.indicator) or "降幅" in left else "up")
    draft.per = "year" if predicate.yearly or (not bases and re.search(r"(?:每年|年均|逐年|每学年)[^,。;]{0,30}$", text)) else "total"
    draft.base_year = bases[-1] if bases else None
    against = re.search(r"(?:较|比(?![例重率]))(?P<who>[^,。;\d]{2,20}?)(?:提高|降低|下降|增加|高|低)(?:了)?$", left)
    if against:
        draft.reference = Reference(population=against.group("who"), offset=quantity.value)
    return draft
