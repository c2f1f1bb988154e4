"""Amounts of money: who gets how much, of what, in which time."""

from __future__ import annotations

import re

from qingmiao.reading import names
from qingmiao.reading.context import Context
from qingmiao.reading.draft import Draft
from qingmiao.reading.numbers import Quantity
from qingmiao.reading.predicates import Predicate, predicate_before
from qingmiao.reading.wording import PERSON, SHARERS, draft_of, lead_of, period_of

_BY_PERSON = re.compile(
    rf"(?:每(?:一)?(?:名|{SHARERS})|每(?:月|年|天|日|学期|学年)|生均|人均|户均|年人均|按照?|分别|给予|发放|列支|安排|的|,)+$"
)


def read_amount(
    context: Context, left: str, start: int, quantity: Quantity, predicate: Predicate, after: str, place: tuple[int, int]
) -> Draft | None:
    """A standard in money: who gets how much in which time."""
    text = context.sentence.text
    name, at = _amount_name(context, left, start, after)
    if not name:
        return None
    if place[1] > 1 and place[0] > 0:
        at = quantity.start
    name = re.sub(r"每(?:人|生|户)?(?:每(?:月|年|天|学期|学年)|(?<=[人生户]))", "", _member_of(context, name, left, place))
    unit = _amount_unit(context, quantity, left)
    draft = draft_of(context, "amount", name, quantity, predicate, at, unit)
    if draft.comparator == "=" and re.search(r"(?:达到|达|不低于)[^,。;\d]{0,8}$", text[: quantity.start]):
        draft.comparator = ">="
    context.amount, context.unit = name, unit
    return draft


def _member_of(context: Context, name: str, left: str, place: tuple[int, int]) -> str:
    """The name of one of several amounts that are shared out (二孩、三孩分别…)."""
    if place[1] == 1:
        return name
    inside = names.members_of(name)
    if len(inside) == place[1]:
        tail = names.without_group(inside[-1], inside[0]) if not re.search(r"标准$", inside[-1]) else inside[-1][2:]
        return inside[place[0]] if place[0] == place[1] - 1 else inside[place[0]] + tail
    before = context.sentence.text[: context.sentence.text.find(left)].rstrip(",")
    members = [names.clean(member).rpartition("的")[2] for member in names.members_of(before.rpartition(",")[2])]
    if len(members) != place[1] or not all(members):
        return name
    tail = name.rpartition(members[-1])[2]
    return f"{members[place[0]]}{tail}"


def _amount_name(context: Context, left: str, start: int, after: str) -> tuple[str, int]:
    """What an amount is called, from the words before it, the clause before or the amount before."""
    plain = _BY_PERSON.sub("", left)
    plain = _BY_PERSON.sub("", plain[: predicate_before(plain).start])
    plain = plain[: predicate_before(plain).start]
    words, at = lead_of(plain, start)
    words = _BY_PERSON.sub("", re.sub(r"(?:由|从|为)$", "", _BY_PERSON.sub("", words)))
    if swapped := re.fullmatch(r"(?P<what>.*(?:标准|补助|资助|补贴))(?:为|是)(?P<who>[^,]{2,10})", words):
        words = swapped.group("who") + swapped.group("what")
    words = re.sub(r"(?:参照|按照?|依据)[^,]{0,30}(?:标准|人数)?$", "", words) or ("" if re.search(r"人数$", words) else words)
    words = re.sub(r"^.{0,8}?(?:每年)?安排(?=[^,]{2,12}(?:经费|资金|投入)$)", "", words)
    words = re.sub(rf"^(?:每一?(?:名|{SHARERS})|每(?:半年|月|年|天|日|学期|学年|季度|周))+", "", words)
    bought = _BOUGHT.match(after)
    if given := _GIVER.fullmatch(words):
        return bought.group("what") if bought else given.group("who") + "安排资金", at
    words = re.sub(r"^(?:给予|(?:安排|落实|发放|补助)(?=[^,]{4,}))", "", words)
    tail = re.match(r"(?:的)?[^,。;]{0,12}?(?:补助|补贴|津贴|经费|资金|资助|奖励|救助|生活费)[^,。;、]{0,4}", after)
    kind = r"(?:标准|经费|费|金|投入|补助|补贴|津贴|资金|收入|资助|工资|额度|投资)$"
    words = names.stage_first(words)
    if len(words) < 2 and context.amount:
        return context.amount, at
    if context.amount and names.is_group(words):
        return words + names.without_group(context.amount, words), at
    if len(words) < 3 or _PLAIN_AMOUNT.fullmatch(words) or (tail and not names.population_at_start().match(words) and len(words) < 8):
        begin = context.sentence.text[: max(0, start - 1)].rpartition(",")
        topic = names.topic_of(begin[2])
        words, at = topic + words if topic != words else words, min(at, len(begin[0]) + 1)
    if tail and not re.search(kind, words):
        what = re.sub(r"^(?:的)?(?:标准)?(?:提供|给予|发放|安排)?", "", tail.group())
        group = names.population_at_start().match(words)
        words = what if len(words) > 16 and not group else (group.group() if group and len(words) > 16 else words) + what
    if not words:
        return "", at
    return (words if re.search(kind.replace("补助|补贴|津贴|资助|", ""), words) else words + "标准"), at


_GIVER = re.compile(
    r"(?P<who>[^,]{0,8}(?:财政|政府|中央|[省市县区州]级))(?:每年|预算|专项)?(?:按照?[^,]{2,10}?)?(?:安排|投入|列支|拿出|筹措|出资)?"
)


_BOUGHT = re.compile(r"(?:的标准)?(?:安排|列支|设立|预算|落实)(?P<what>[^,。;]{2,16}?(?:(?:专项)?(?:经费|资金)|专项))")
"""What the money of a giver is called when it stands after the sum: 按人均2元安排妇幼健康经费."""


_PLAIN_AMOUNT = re.compile(r"(?:补助|资助|补贴|救助|奖励|救助金|保障)?(?:标准|金额|额度)?")


_EARNED = re.compile(r"(?P<per>月|年)(?:均)?(?:平均)?(?:工资|收入|薪酬|薪|生活费|津贴)[^,\d]{0,8}$")


def _amount_unit(context: Context, quantity: Quantity, left: str) -> str:
    """The unit of an amount with person and period (元/人·月)."""
    if "/" in quantity.unit:
        return quantity.unit
    person, period = PERSON.search(left), period_of(left)
    if not person and not period and (each := _EARNED.search(left)):
        return f"{quantity.unit}/人·{each.group('per')}"
    if not person and not period:
        same = context.unit.partition("/")
        return f"{quantity.unit}/{same[2]}" if same[2] and same[0].endswith("元") and context.last_end else quantity.unit
    mean = (person.group("mean") or "") if person else ""
    who = {"生均": "生", "人均": "人", "户均": "户"}.get(mean, (person.group("who") or "")[:1] if person else "")
    who = "户" if person and "家庭" in person.group() else {"名": "人"}.get(who, who)
    per = "·".join(part for part in (who, period or ("年" if mean in ("生均", "人均") else None)) if part)
    return f"{quantity.unit}/{per}"
