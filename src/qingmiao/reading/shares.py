"""Shares said of a group: 85%的村建立家长学校; 覆盖90%以上的行政村."""

from __future__ import annotations

import re

from qingmiao.reading import names
from qingmiao.reading.clauses import Sentence
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Comparator
from qingmiao.reading.numbers import Quantity
from qingmiao.reading.predicates import Predicate

_AFTER = re.compile(r"的?(?P<group>[^,。;的\d]{1,24}?)(?P<verb>建立|建有|建成|设立|设置|设有|配备|配有|开设|开展|达到|接受|拥有|参加|实现|掌握|享有|完成|实行|有|能够|能|获得|得到|纳入|落实|建|具备|使用|通过|符合|签订|提供|成立|实施|为|是)(?P<object>[^,。;]{1,40})")
_COVERED = re.compile(r"的?(?P<group>[^,。;\d]{1,24})")
_SUFFIXES: dict[str, Comparator] = {"以上": ">=", "以下": "<=", "以内": "<=", "左右": "~"}


def read_share(
    sentence: Sentence, left: str, start: int, members: list[Quantity], until: int, predicate: Predicate
) -> list[Draft] | None:
    """Drafts of shares of a group that stands after its value, or None when the name stands before the value."""
    subject = names.clean(left[: predicate.start])
    after = sentence.text[members[-1].end : until if until > members[-1].end else None]
    if predicate.changes or members[0].unit != "%" or names.head_at_end().search(subject):
        return None
    if not after.startswith("的") and not (subject == "" and re.match(r"[\u4e00-\u9fff]", after) and not predicate.met):
        return None
    name, end = _name_of(sentence, subject, after, members[-1])
    if name is None:
        return None
    return [_draft(sentence, name, quantity, start + len(left) - len(left.lstrip(",、和")), end) for quantity in members]


def _name_of(sentence: Sentence, subject: str, after: str, last: Quantity) -> tuple[str | None, int]:
    """A name for the share, and where its words end in the sentence."""
    if subject.endswith(("覆盖", "惠及", "覆盖到")):
        match = _COVERED.match(after)
        thing = re.sub(r"(?:力争|争取)?(?:覆盖到?|惠及)$", "", subject) or names.topic_of(sentence.text[: max(0, last.start - 2)].rpartition(",")[0])
        return (f"{thing}{match.group('group').lstrip('的')}覆盖率", last.end + match.end()) if match else (None, 0)
    full = sentence.text[last.end :]
    match = _AFTER.match(full) or (_AFTER.match(after) if after else None)
    if match:
        return f"{match.group('group')}{match.group('verb')}{match.group('object')}比例", last.end + match.end()
    covered = _COVERED.match(after)
    if covered and subject:
        return f"{subject}{covered.group('group').lstrip('的')}比例", last.end + covered.end()
    return None, 0


def _draft(sentence: Sentence, name: str, quantity: Quantity, start: int, end: int) -> Draft:
    years = [m for m in sentence.years if m.kind == "deadline" and m.start <= quantity.start]
    first = min(start, quantity.start)
    draft = Draft(start=sentence.start + first, end=sentence.start + min(end, quantity.end + 60), kind="level", indicator=name)
    draft.value, draft.unit, draft.value_high = quantity.value, quantity.unit, quantity.high
    draft.comparator = "range" if quantity.high is not None else _SUFFIXES.get(quantity.suffix, "=" if quantity.value == 100 else ">=")
    draft.year = years[-1].years[-1] if years else None
    match = names.population_at_start().match(name)
    draft.population = match.group() if match else None
    return draft
