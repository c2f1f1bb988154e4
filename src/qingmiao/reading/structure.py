"""Headings, items, labels and dashes: the tree of a document, found in lines and, when lines are lost, inside running text.

A marker counts when it stands at a line start, after the end of a sentence or after a gap, and when its number goes on where the list
was (or begins at one). That settles 8.5岁 (item 8, “5岁…”) and 达到1.12名 (no item).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from qingmiao.reading import resources
from qingmiao.reading.document import NEWLINE, NONE, View

Context = Literal["none", "neutral", "background", "guide", "objective", "administration", "measure"]

CHINESE_DIGITS = {ch: n for n, ch in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_N = "[一二三四五六七八九十]{1,3}"
_MARKERS = re.compile(
    rf"(?P<annex>附(?:件|录|表)\d{{0,2}}(?=[:、.\u4e00-\u9fff]))|(?P<chapter>第{_N}(?:章|编|篇|部分))|(?P<section>第{_N}节)|(?P<one>{_N})[、.](?=[^、\d])|\((?P<two>{_N})\)、?|(?P<three>\d{{1,2}})[.、]|\((?P<four>\d{{1,2}})\)"
    rf"|(?P<paren>\d{{1,2}})\)|(?P<action>(?:行动|任务|项目|工程|措施|专项|举措|目标)(?:\d{{1,2}}|{_N}))[:、.]|(?P<article>第{_N}条)|(?P<circle>[①-⑳])|(?P<dash>(?:——(?=[^—\-])|(?:—|--?|[•●■◆▪★※])(?=[^\d—\-]))|[•●■◆▪])"
)
RANKS = {
    "annex": 0,
    "chapter": 0,
    "section": 1,
    "one": 1,
    "decimal": 2,
    "two": 2,
    "label": 3,
    "three": 4,
    "action": 4,
    "four": 5,
    "paren": 5,
    "circle": 6,
    "dash": 7,
    "intro": 7,
}
_SENTENCE_END = frozenset("。;:!?…”")


@dataclass(slots=True)
class Node:
    """One heading or item. `start` is its marker, `body` the first character after it, `own_end` where its first child begins.

    `folded` is its title as the passes see it."""

    kind: str
    rank: int
    number: str | None
    ordinal: int
    start: int
    body: int
    end: int = 0
    own_end: int = 0
    title: str = ""
    folded: str = ""
    title_end: int = 0
    context: Context = "none"
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def heads(self) -> list[Node]:
        """The headings above this node, outermost first, without the root."""
        chain: list[Node] = []
        node = self.parent
        while node is not None and node.parent is not None:
            chain.append(node)
            node = node.parent
        return chain[::-1]


def chinese_number(word: str) -> int:
    """The value of a Chinese numeral below a hundred (十二 → 12)."""
    tens, ten, ones = word.partition("十")
    if not ten:
        return CHINESE_DIGITS.get(word, 0)
    return (CHINESE_DIGITS.get(tens, 1) if tens else 1) * 10 + (CHINESE_DIGITS.get(ones, 0) if ones else 0)


def _ordinal(kind: str, word: str) -> int:
    if kind == "annex":
        return 0
    if kind == "circle":
        return ord(word) - ord("①") + 1
    if kind == "dash":
        return 0
    if kind == "decimal":
        return int(word.rpartition(".")[2])
    digits = re.sub(r"[^\d一二三四五六七八九十]", "", word)
    return int(digits) if digits.isdigit() else chinese_number(digits)


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    long, short = resources.pattern("labels", "labels"), resources.pattern("labels", "colon_labels")
    return re.compile(rf"(?P<label>{long})(?P<colon>:)?|(?P<short>{short}):")


@lru_cache(maxsize=1)
def _classes() -> tuple[tuple[Context, re.Pattern[str]], ...]:
    return tuple((name, re.compile(regex)) for name, regex in resources.load("labels")["classes"])


def classify(title: str) -> Context:
    """What a section of this title holds; none when the title does not say."""
    return next((name for name, regex in _classes() if regex.search(title)), "none")


class Lines:
    """Where lines end for good: a line end after a full stop or after a short line; long lines without one were broken in mid-sentence."""

    def __init__(self, view: View) -> None:
        """Measure the lines of a view."""
        starts = [i for i, gap in enumerate(view.gap) if gap == NEWLINE]
        self._view = view
        self._starts = starts
        lengths = sorted(b - a for a, b in zip(starts, [*starts[1:], len(view)], strict=True))
        usual = lengths[len(lengths) * 9 // 10] if lengths else 0
        wrapped = len(lengths) > 8 and usual <= 60 and lengths[len(lengths) // 2] * 10 >= usual * 7
        self.width = max(12, usual * 3 // 4) if wrapped else 25
        self.breaks = {0, len(view)}
        for start, end in zip(starts, [*starts[1:], len(view)], strict=True):
            if self._ends(start, end):
                self.breaks.add(end)

    def _ends(self, start: int, end: int) -> bool:
        """Whether a line ends for good: at a full stop, or short and not itself the rest of a broken line."""
        if self._view.text[end - 1] in "。;:!?":
            return True
        short = end - start < self.width
        return short and (start in self.breaks or bool(_MARKERS.match(self._view.text, end)) or end - start < 4)


@dataclass(slots=True)
class _Candidate:
    kind: str
    ordinal: int
    start: int
    body: int
    strong: bool


def _standing(view: View, at: int) -> int:
    """How firmly a marker may stand here: 2 at a line start, 1 after a sentence or a gap, 0 nowhere."""
    if at == 0 or view.gap[at] == NEWLINE:
        return 2
    return 1 if view.text[at - 1] in _SENTENCE_END or view.gap[at] != NONE or view.text[at - 1] in "。:" else 0


def _markers(view: View) -> Iterator[re.Match[str]]:
    """The markers of a text; 措施1 is none when 措施 ends a line or a word and the number begins an item."""
    at = 0
    while match := _MARKERS.search(view.text, at):
        at = match.end()
        if match.group("action") and (_standing(view, match.start()) == 0 or NEWLINE in view.gap[match.start() + 1 : match.end()]):
            at = match.start() + 2
            continue
        yield match


def _candidates(view: View) -> list[_Candidate]:
    found: list[_Candidate] = []
    for match in _markers(view):
        standing = _standing(view, match.start())
        kind = match.lastgroup or ""
        if standing == 0 or (
            kind in ("dash", "annex", "chapter", "section", "paren", "circle") and standing == 1 and not _loose(view, match, kind)
        ):
            continue
        if kind == "dash" and view.text[match.end() : match.end() + 1] in ("", *"—-"):
            continue
        found.append(_Candidate(kind, _ordinal(kind, match.group(kind)), match.start(), match.end(), standing == 2))
    found += [*_introductions(view), *_decimals(view)]
    for match in _label_pattern().finditer(view.text):
        if _standing(view, match.start()) and _label_stands(view, match):
            found.append(_Candidate("label", 0, match.start(), match.start(), True))
    return sorted(found, key=lambda c: (c.start, c.kind not in ("label", "decimal")))


_INTRODUCTION = re.compile(r"(?:到|至)?(?:20|19)\d\d年(?:底|末|前)?[^:]{0,400}?:")


_DECIMAL = re.compile(r"(?P<decimal>\d{1,2}(?:\.\d{1,2}){0,2})(?=[\u4e00-\u9fff“](?<![岁个月年名所人倍日万亿元项次]))")


def _decimals(view: View) -> list[_Candidate]:
    """Headings numbered 1, 1.1, 1.1.1 at line starts with a gap after the number; only where some have a point."""
    found = []
    for match in _DECIMAL.finditer(view.text):
        if view.gap[match.start()] == NEWLINE and view.gap[match.end()] not in (NONE, NEWLINE):
            found.append(_Candidate("decimal", _ordinal("decimal", match.group()), match.start(), match.end(), True))
    return found if sum("." in view.text[c.start : c.body] for c in found) >= 2 else []


def _introductions(view: View) -> list[_Candidate]:
    """Paragraphs such as 到2030年，实现以下目标： that open a new list of the same rank as the list before."""
    found = []
    for start in (at for at, gap in enumerate(view.gap[: len(view)]) if gap == NEWLINE):
        match = _INTRODUCTION.match(view.text, start)
        ends = match and match.end() < len(view) and view.gap[match.end()] == NEWLINE
        if match and ends and not _paragraph_ends(view, start, match.end() - 1):
            found.append(_Candidate("intro", 0, start, start, True))
    return found


def _paragraph_ends(view: View, start: int, end: int) -> bool:
    """Whether a paragraph ends inside a run: a line end after the end of a sentence."""
    return any(view.gap[at] == NEWLINE and view.text[at - 1] in _SENTENCE_END for at in range(start + 1, end))


def _loose(view: View, match: re.Match[str], kind: str) -> bool:
    """Whether a marker of these kinds may stand inside a line: a dash or circle after a full stop, a chapter after a gap."""
    before = view.text[match.start() - 1]
    if kind == "annex":
        return False
    if kind == "dash":
        return before in "。:;" and match.group() in ("——", "•", "●", "■", "◆")
    return before in "。:;" or view.gap[match.start()] != NONE


def _label_stands(view: View, match: re.Match[str]) -> bool:
    end = match.end()
    if match.group("short") or match.group("colon"):
        return view.gap[match.start()] != NONE or view.text[match.start() - 1] in "。;"
    follows = end >= len(view) or view.gap[end] == NEWLINE or bool(_MARKERS.match(view.text, end))
    return follows and view.gap[match.start()] != NONE


def _accept(view: View, c: _Candidate, last: dict[str, int]) -> bool:
    """Whether a candidate goes on with its list: numbers rise by one, or begin at one, or the place is a line start."""
    if c.kind in ("annex", "label", "dash", "action", "article", "intro", "decimal"):
        return True
    after = view.text[c.body : c.body + 1]
    expected = last.get(c.kind, 0) + 1
    if c.kind == "three" and (after.isdigit() or after in "%‰年月日"):
        return (
            c.ordinal == expected
            and (c.ordinal > 1 or c.strong)
            and bool(re.match(r"\d+(?:[—\-~]\d+)?(?:个)?(?:岁|周岁|月)|\d{4}年|\d+%", view.text[c.body : c.body + 12]))
        )
    if c.ordinal == expected or c.ordinal == 1:
        return c.strong or c.ordinal == expected or c.kind != "one" or last.get("one", 0) > 1
    if c.kind == "three" and not last.get("three"):
        return c.strong or bool(re.search(rf"[。;:]{c.ordinal + 1}[.、]", view.text[c.body : c.body + 800]))
    if c.kind == "three":  # an excerpt leaves items out: 1. 3. 4.
        return c.strong and 0 < c.ordinal - expected <= 6 and view.text[c.start - 1] in _SENTENCE_END and "\u4e00" <= after <= "\u9fff"
    return c.strong


def _retyped(c: _Candidate, last: dict[str, int]) -> str:
    """The kind of a candidate; (5) that goes on after (四) is a slip for (五)."""
    if c.kind == "four" and c.ordinal != last.get("four", 0) + 1 and c.ordinal == last.get("two", 0) + 1 and c.ordinal > 1:
        return "two"
    return c.kind


def tree_of(view: View, lines: Lines) -> Node:
    """The tree of headings and items; the root spans the whole text."""
    root = Node("root", -1, None, 0, 0, 0, len(view), len(view))
    stack = [root]
    last: dict[str, int] = {}
    for candidate in _candidates(view):
        kind = _retyped(candidate, last)
        known = last if kind == candidate.kind else last | {"four": candidate.ordinal - 1}
        is_title = kind == "label" and candidate.start == stack[-1].body and len(stack) > 1
        if candidate.start < stack[-1].body or is_title or not _accept(view, candidate, known):
            continue
        rank = _rank(kind, view.text[candidate.start : candidate.body], stack)
        node = Node(kind, rank, view.plain[candidate.start : candidate.body] or None, candidate.ordinal, candidate.start, candidate.body)
        _attach(node, stack)
        last[kind] = candidate.ordinal
        for below in [k for k, level in RANKS.items() if level > node.rank]:
            last.pop(below, None)
    _finish(root, view, lines)
    return root


def _rank(kind: str, marker: str, stack: list[Node]) -> int:
    """The rank of a marker; 1 is a chapter and 1.1 a section of it; an introduction closes the list before it."""
    if kind == "decimal":
        return 1 + marker.count(".")
    if kind == "intro":
        listed = [node.rank for node in stack if node.kind in ("dash", "circle", "four", "three", "intro")]
        return min(listed, default=RANKS["intro"])
    return RANKS.get(kind, 4)


def _attach(node: Node, stack: list[Node]) -> None:
    while stack[-1].rank >= node.rank:
        stack.pop()
    node.parent = stack[-1]
    stack[-1].children.append(node)
    stack.append(node)


def _finish(root: Node, view: View, lines: Lines) -> None:
    """Fill in ends, titles and contexts, from the root down."""
    pending = [root]
    while pending:
        node = pending.pop()
        edges = [*(child.start for child in node.children), node.end]
        node.own_end = edges[0]
        for child, end in zip(node.children, edges[1:], strict=True):
            child.end = end
        if node.parent is not None:
            _entitle(node, view, lines)
            said = (
                classify(node.folded) if node.kind in ("chapter", "section", "one", "two", "decimal", "label") or node.children else "none"
            )
            if node.kind == "annex":
                said = "measure" if re.search(r"任务|措施|项目|分工|工程", view.text[node.body : node.body + 60]) else "guide"
            node.context = said if said != "none" else node.parent.context
        pending.extend(node.children)


@lru_cache(maxsize=1)
def _known_titles() -> re.Pattern[str]:
    return re.compile(resources.pattern("labels", "titles", "labels"))


def _entitle(node: Node, view: View, lines: Lines) -> None:
    """Find a node's title: up to the first full stop, colon or line end; else up to a comma, else forty characters."""
    stop = max(min(node.own_end, node.body + 400), node.body)
    text = view.text[node.body : stop]
    ends = [m.start() for m in [re.search(r"[。:;]", text)] if m]
    ends += [i - node.body for i in range(node.body + 1, stop) if i in lines.breaks][:1]
    known = _known_titles().match(text)
    if known and (known.end() == len(text) or view.gap[node.body + known.end()] != NONE):
        ends.append(known.end())
    length = min([*ends, len(text)])
    if length > 48:
        comma = re.search(r"[,;]", text)
        length = comma.start() if comma and 4 <= comma.start() <= 48 else 40
    node.title_end = node.body + length
    node.title, node.folded = view.plain[node.body : node.title_end], view.text[node.body : node.title_end]


def node_at(root: Node, at: int) -> Node:
    """The deepest node that holds a place."""
    node = root
    while node.children:
        index = bisect_right(node.children, at, key=lambda child: child.start) - 1
        if index < 0 or at >= node.children[index].end:
            break
        node = node.children[index]
    return node


def walk(node: Node) -> list[Node]:
    """All nodes below (and with) a node, in the order of the text."""
    found: list[Node] = []
    pending = [node]
    while pending:
        current = pending.pop()
        found.append(current)
        pending.extend(reversed(current.children))
    return found
