"""Shares said of a group: 85%的村建立家长学校; 覆盖90%以上的行政村."""

from __future__ import annotations

import re

from qingmiao.reading import names
from qingmiao.reading.context import Context
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Comparator
from qingmiao.reading.numbers import Quantity
from qingmiao.reading.predicates import Predicate

_VERBS = (
    "建立|建有|建成|建设|设立|设置|设有|配备|配有|开设|开展|达到|接受|拥有|参加|实现|掌握|享有|完成|实行|能够|获得|得到|纳入|落实|具备|使用|通过|符合|签订|提供|成立|"
    "实施|饮用|用上|喝上|普及|消除|参与|加入|有|能|建|是|为"
)
_AFTER = re.compile(
    rf"的?(?P<group>(?:\d+(?:[—\-~至]\d+)?(?:周岁|岁|个月)(?:以[上下内])?的?)?[^,。;的\d]{{1,24}}?(?:(?:\([^()]{{1,16}}\))?的[^,。;的\d]{{1,8}}?)?)(?:在\d+(?:[—\-~至]\d+)?岁(?:前|以前)?)?(?:(?:不同程度|普遍|基本|全部)地?)?(?P<verb>{_VERBS})(?P<object>[^,。;]{{1,40}})"
)
_TWO_GROUPS = re.compile(r"的?(?P<group>[^,。;的\d]{1,24}?)(?:和|、|及|与)$")
_COVERED = re.compile(r"的?(?P<group>[^,。;\d]{1,24})")
_SUFFIXES: dict[str, Comparator] = {"以上": ">=", "以下": "<=", "以内": "<=", "左右": "~"}


def read_share(context: Context, left: str, start: int, members: list[Quantity], until: int, predicate: Predicate) -> list[Draft] | None:
    """Drafts of shares of a group that stands after its value, or None when the name stands before the value."""
    text = context.sentence.text
    subject = names.clean(left[: predicate.start])
    after = text[members[-1].end : until]
    if re.match(r"的(?:比例|标准|速度|幅度|份额|水平)", after):
        return None
    if predicate.changes or members[0].unit != "%" or names.head_at_end().search(subject):
        return None
    covering = subject.endswith(("覆盖", "惠及")) and re.match(r"[\u4e00-\u9fff]{2}", after)
    if (
        not after.startswith("的")
        and not covering
        and not (subject == "" and re.match(r"[\u4e00-\u9fff]", after) and not predicate.met and left.strip(",、和") == "")
    ):
        return None
    name, end = _name_of(context, subject, after, members[-1], until)
    if name is None:
        return None
    if not _TWO_GROUPS.fullmatch(after):
        context.skip_until = end
    at = start + max(0, left.find(subject[:4])) if subject else members[0].start
    return [_draft(context, name, quantity, at, end) for quantity in members]


def _name_of(context: Context, subject: str, after: str, last: Quantity, until: int) -> tuple[str | None, int]:
    """A name for the share, and where its words end in the sentence."""
    text = context.sentence.text
    if covering := re.search(r"(?P<what>.*?)(?:覆盖|惠及)到?[^,]{0,10}$", subject):
        match = _COVERED.match(after)
        thing = covering.group("what") or names.topic_of(text[: last.start].rpartition(",")[0].rpartition(",")[2])
        return (f"{thing}{match.group('group').lstrip('的')}覆盖率", last.end + match.end()) if match else (None, 0)
    if (two := _TWO_GROUPS.fullmatch(after)) and (rest := _AFTER.match(re.sub(r"^[^的]{1,10}?(?=的)", "", text[until : until + 80]))):
        return f"{two.group('group')}{rest.group('verb')}{rest.group('object')}比例", last.end + two.end("group")
    if match := _AFTER.match(text[last.end :]):
        noun = re.sub(r"^(?:\d+|一)(?:所|个|处|名|座)", "", match.group("object"))
        return f"{match.group('group')}{match.group('verb')}{noun}比例", last.end + match.end()
    covered = _COVERED.match(after)
    if covered and (subject or names.population_at_start().match(covered.group("group").lstrip("的"))):
        return f"{subject}{covered.group('group').lstrip('的')}比例", last.end + covered.end()
    return None, 0


def _draft(context: Context, name: str, quantity: Quantity, start: int, end: int) -> Draft:
    years = [m for m in context.sentence.years if m.kind == "deadline" and m.start <= quantity.start]
    offset = context.sentence.start
    draft = Draft(
        start=offset + min(start, quantity.start), end=offset + min(max(end, quantity.end), quantity.end + 60), kind="level", indicator=name
    )
    draft.value, draft.unit, draft.value_high = quantity.value, quantity.unit, quantity.high
    draft.comparator = "range" if quantity.high is not None else _SUFFIXES.get(quantity.suffix, "=" if quantity.value == 100 else ">=")
    draft.year = years[-1].years[-1] if years else None
    match = names.population_at_start().match(name)
    draft.population = match.group() if match else None
    return draft
