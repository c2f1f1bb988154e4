"""Milestones and actions: dated steps without a figure, and strategies that leave something to show."""

from __future__ import annotations

import re
from functools import lru_cache

from qingmiao.reading import names, resources
from qingmiao.reading.clauses import Sentence
from qingmiao.reading.context import clause_start
from qingmiao.reading.draft import Draft

LONGEST_NAME = 40
_WITHIN = re.compile(
    r"(?P<since>(?:颁布|印发|发布|公布|实施|下发)(?:之日起|后))(?P<n>\d{1,2}|[一二两三四五六七八九十])个?(?P<unit>月|工作日|日|天|年)(?:以)?内(?P<what>[^。;]{2,40})"
)
_PHASE = re.compile(r"第[一二三四五]阶段:?(?P<name>[^。:;\d(]{2,20})[。:(]")


@lru_cache(maxsize=1)
def _step() -> re.Pattern[str]:
    return re.compile(resources.pattern("actions", "steps"))


@lru_cache(maxsize=1)
def _evaluation() -> re.Pattern[str]:
    return re.compile(resources.pattern("actions", "evaluations"))


@lru_cache(maxsize=1)
def _deliverable() -> re.Pattern[str]:
    made = resources.pattern("actions", "deliverables")
    return re.compile(rf"{resources.pattern('actions', 'verbs')}(?:健全|完善)?[^,。;:]{{1,36}}?{made}(?=[,。;:、]|$)")


def read_milestones(sentence: Sentence, taken: list[tuple[int, int]]) -> list[Draft]:
    """The dated steps of a sentence that carry no figure; `taken` are places in the view that carry one."""
    drafts = [*_within(sentence), *_phases(sentence)]
    if _unheaded(sentence):
        return drafts
    for mention in sentence.years:
        start, end = mention.start, _clause_end(sentence.text, mention.end)
        busy = any(a < sentence.start + end and sentence.start + start < b for a, b in [*taken, *((d.start, d.end) for d in drafts)])
        words = names.clean(sentence.text[mention.end : end])
        if mention.kind != "deadline" or busy or len(words) < 4 or not _step().search(words):
            continue
        drafts.append(_milestone(sentence, words[:LONGEST_NAME], start, end, mention.years[-1]))
    return drafts or _evaluations(sentence)


def _unheaded(sentence: Sentence) -> bool:
    """Whether a sentence stands before the first heading of a document that has headings: its notice and its preamble."""
    return sentence.node.parent is None and bool(sentence.node.children)


def _clause_end(text: str, at: int) -> int:
    """Where a step ends: at the second comma or the end of the sentence."""
    rest = text[at + 1 :]
    match = re.search(r"[,。;]", rest)
    return at + 1 + match.start() if match else len(text)


def _milestone(sentence: Sentence, name: str, start: int, end: int, year: int | None) -> Draft:
    draft = Draft(start=sentence.start + start, end=sentence.start + max(end, start + 1), kind="milestone", indicator=name, year=year)
    draft.level_of = names.level_in(sentence.text[start:end])
    return draft


def _within(sentence: Sentence) -> list[Draft]:
    """Steps within so many months after the plan is issued."""
    found = []
    for match in _WITHIN.finditer(sentence.text):
        number = match.group("n")
        start = clause_start(sentence.text, match.start())
        draft = _milestone(sentence, names.clean(match.group("what"))[:LONGEST_NAME], start, match.end(), None)
        draft.value = float(number) if number.isdigit() else float("零一二三四五六七八九十".find(number.replace("两", "二")))
        draft.comparator, draft.unit = "<=", {"月": "个月", "日": "天"}.get(match.group("unit"), match.group("unit"))
        found.append(draft)
    return found


def _phases(sentence: Sentence) -> list[Draft]:
    """Phases of carrying out (第一阶段：准备。2011年1月—6月), due when they end."""
    match = _PHASE.match(sentence.text)
    if match is None:
        return []
    years = [m.years[-1] for m in sentence.years]
    return [_milestone(sentence, sentence.text[: match.end("name")], 0, match.end(), years[-1] if years else None)]


def _evaluations(sentence: Sentence) -> list[Draft]:
    """Evaluations that are announced without a date, in sections on monitoring."""
    if sentence.node.context != "administration" or not re.search(r"实行|进行|开展|组织|实施", sentence.text):
        return []
    return [_milestone(sentence, match.group(), match.start(), match.end(), None) for match in _evaluation().finditer(sentence.text)]


def read_actions(sentence: Sentence, taken: list[tuple[int, int]]) -> list[Draft]:
    """Clauses of a strategy that make something which can be shown, where no figure, direction or date is promised."""
    if sentence.node.context in ("background", "guide", "objective") or _unheaded(sentence):
        return []
    found = []
    for match in _deliverable().finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if not any(a < end and start < b for a, b in taken):
            found.append(Draft(start=start, end=end, kind="action", indicator=match.group()[:LONGEST_NAME]))
    return found
