"""Sentences and their surroundings: where each stands in the tree, which years govern it, whether it speaks of the past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qingmiao.reading import resources
from qingmiao.reading.document import View
from qingmiao.reading.model import Role
from qingmiao.reading.structure import Lines, Node, walk
from qingmiao.reading.years import Mention, mentions

LONGEST = 1200
"""Characters; a longer run without a full stop is cut there, so that time stays linear."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of the view up to 。 or ； or a line end, with the node that holds it; `first` marks the first of its node."""

    start: int
    end: int
    text: str
    node: Node
    years: tuple[Mention, ...]
    past: bool = False
    section_year: int | None = None


@lru_cache(maxsize=1)
def _stop() -> re.Pattern[str]:
    return re.compile(r"[。;!?！？]")


def _runs(view: View, lines: Lines, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of [start, end): up to a full stop outside brackets, a line end or the longest length."""
    at, depth = start, 0
    for i in range(start, end):
        ch = view.text[i]
        if i > at and i in lines.breaks:
            yield at, i
            at, depth = i, 0
        depth = depth + 1 if ch in "(“《" else max(0, depth - 1) if ch in ")”》" else depth
        if (ch in "。;!?" and (depth == 0 or ch == "。")) or i - at >= LONGEST:
            yield at, i + 1
            at, depth = i + 1, 0
    if at < end:
        yield at, end


def sentences(view: View, lines: Lines, root: Node) -> list[Sentence]:
    """All sentences of a document in order; headings belong to their nodes as first sentences."""
    found: list[Sentence] = []
    section: dict[int, int | None] = {id(root): None}
    for node in walk(root):
        inherited = section[id(node)]
        own = list(_runs(view, lines, node.body, node.own_end))
        title_year = _section_year(view.text[node.body : node.title_end]) if node.children else None
        inherited = title_year or inherited
        for start, end in own:
            text = view.text[start:end]
            found.append(Sentence(start, end, text, node, tuple(mentions(text)), section_year=inherited))
            if text.endswith(":"):
                inherited = _section_year(text) or inherited
        for child in node.children:
            section[id(child)] = inherited
    return found


def _section_year(text: str) -> int | None:
    """The year of a heading or an introduction that holds for the list below it (到2025年，实现以下目标：)."""
    years = [mention.years[-1] for mention in mentions(text) if mention.kind == "deadline" and len(mention.years) == 1]
    return years[-1] if years and len(set(years)) == 1 else None


_ROLES: dict[str, Role] = {"objective": "objective", "administration": "administration", "background": "background", "measure": "measure"}


def role_of(node: Node, past: bool) -> Role:
    """The role of what is said in a node; a past value is background wherever it stands."""
    return "background" if past else _ROLES.get(node.context, "measure")


@lru_cache(maxsize=1)
def _past_words() -> re.Pattern[str]:
    verbs = "|".join(re.escape(word) for key in ("up_to", "down_to", "rise", "drop", "reach", "over") for word in resources.words("verbs", f"predicates.{key}"))
    return re.compile(
        rf"(?:{verbs})了|已(?:经)?(?:{verbs}|由|从|基本|全部|全面|建成|实现|连续|累计|成为)|截至|截止|以来|取得了?[^,]{{0,10}}成|(?:比|较|同比)[^,。;]{{0,20}}(?:{verbs})了|目前|现有|"
        r"(?:呈|出现)[^,。;]{0,8}(?:趋势|态势)|仍(?:然|有|存在)|依然|尚(?:有|未)|同比|得到(?:较好|有效)?(?:落实|实现)[,。]|提前[^,。;]{0,10}(?:实现|完成|达到)"
    )


_PROMISE = re.compile(r"(?<!赶)(?<!达)到(?:“?十[一二三四五六]五|二|本世纪|20\d\d)|力争|争取|确保|努力|不低于|不少于|至少|要(?:求|达|把|使|在)|以内|应|必须|目标")
_FROM_TO = re.compile(r"(?:由|从)(?P<base>[^,。;]{0,24}?\d[^,。;]{0,12}?)(?=,?(?:提高|下降|上升|降低|增加|提升|减少|降|升|增|调整|扩大|缩小|增长|上调|下调)(?:了|到|至|为))")


def from_to(text: str) -> list[tuple[int, int]]:
    """Runs that hold the old value of a change (由4.5%, in 由4.5%降到3%)."""
    return [match.span("base") for match in _FROM_TO.finditer(text)]


def looks_past(sentence: Sentence, now: int | None, last: int | None) -> bool:
    """Whether a sentence reports what has been reached: by its heading, its years, or its verbs.

    `now` is the year in which the plan begins or was issued; `last` the plan's last year.
    """
    if sentence.node.context == "background":
        return True
    past_words = bool(_past_words().search(sentence.text))
    future = [y for m in sentence.years if m.kind == "deadline" for y in m.years if now is None or y >= now]
    old = [y for m in sentence.years if m.kind != "base" for y in m.years if now is not None and y < now]
    if future and _PROMISE.search(sentence.text) and not (now is None and past_words):
        return False
    if sentence.node.context == "objective":
        return past_words and bool(old) and not future
    if old and not future and sentence.node.context not in ("measure", "administration"):
        return True
    if old and not future and (past_words or (last is not None and max(old) < (now or 0) - 0 and not _PROMISE.search(sentence.text))):
        return True
    return past_words and not future and not _PROMISE.search(sentence.text)
