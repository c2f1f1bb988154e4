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
    """A run of the view up to 。 or ； or a line end, with the node that holds it.

    `section_year` is the year that its section states for all in it; `lead_year` one with which its section only begins (到2020年，…水平明显提高。),
    good where the plan names no period."""

    start: int
    end: int
    text: str
    node: Node
    years: tuple[Mention, ...]
    past: bool = False
    section_year: int | None = None
    lead_year: int | None = None


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
    lead: dict[int, int | None] = {id(root): None}
    for node in walk(root):
        inherited = section[id(node)]
        own = list(_runs(view, lines, node.body, node.own_end))
        limit = _TIME_LIMIT.search(view.text, node.body, min(node.own_end, node.body + 4000))
        inherited = int(limit.group("year")) if limit else inherited
        title_year = _section_year(view.text[node.body : node.title_end]) if node.children else None
        inherited = title_year or inherited
        led = _led_by(view.text[node.title_end or node.body : node.own_end], node) or lead[id(node)]
        for start, end in own:
            text = view.text[start:end]
            found.append(Sentence(start, end, text, node, tuple(mentions(text)), section_year=inherited, lead_year=led))
            if text.endswith(":"):
                inherited = _section_year(text) or inherited
        for child in node.children:
            if child.kind == "intro":
                inherited = _section_year(view.text[child.body : child.own_end]) or inherited
            section[id(child)], lead[id(child)] = inherited, led
    return found


_LED = re.compile(r"[。:;]?(?:到|至)(?P<year>(?:19|20)\d\d)年(?:底|末)?,")


def _led_by(text: str, node: Node) -> int | None:
    """The year with which the text between a heading and its items begins."""
    match = _LED.match(text) if node.children else None
    return int(match.group("year")) if match else None


_TIME_LIMIT = re.compile(r"(?:完成|办理|工作)?(?:时限|时间|进度)(?:要求|安排)?:[^。;]{0,12}?(?P<year>(?:19|20)\d\d)年")


def _section_year(text: str) -> int | None:
    """The year of a heading or an introduction that holds for the list below it (到2025年，实现以下目标：)."""
    years = [mention.years[-1] for mention in mentions(text) if mention.kind == "deadline" and len(mention.years) == 1]
    return years[-1] if years and len(set(years)) == 1 else None


_ROLES: dict[str, Role] = {"objective": "objective", "administration": "administration", "background": "background", "measure": "measure"}


_CLOSING = re.compile(
    r"[,;](?:力争|确保|全部|均|计划|预计)*(?:于|在|到)?(?P<year>(?:19|20)\d\d)年\d{0,2}月?(?:底|末)?(?:以?前)?(?:全部|全面|基本)?(?:完成|建成|到位|投入使用|投用|实现|竣工)[。;]?$"
)


def closing_year(text: str) -> int | None:
    """The year of a last clause that holds for the whole sentence (…，2023年底前完成)."""
    match = _CLOSING.search(text)
    return int(match.group("year")) if match else None


def role_of(node: Node, past: bool) -> Role:
    """The role of what is said in a node; a past value is background wherever it stands."""
    return "background" if past else _ROLES.get(node.context, "measure")


@lru_cache(maxsize=1)
def _past_words() -> re.Pattern[str]:
    keys = ("up_to", "down_to", "rise", "drop", "reach", "over")
    verbs = "|".join(re.escape(word) for key in keys for word in resources.words("verbs", f"predicates.{key}"))
    return re.compile(
        rf"(?:{verbs})了|已(?:经)?(?:{verbs}|由|从|有|基本|全部|全面|建成|实现|连续|累计|成为)|截至|截止|(?<!自)以来|取得了?[^,]{{0,10}}成|(?:比|较|同比)[^,。;]{{0,20}}(?:{verbs})了|(?:目前|现有)(?!的?(?:水平|基础|标准)上?)|共有|"
        r"(?:呈|出现)[^,。;]{0,8}(?:趋势|态势)|仍(?:然|有|存在)|还有[^,。;]{0,20}(?:没有|未)|差了|依然|尚(?:有|未)|同比(?=[^,。;]*\d)|得到(?:较好|有效)?(?:落实|实现)[,。]|提前[^,。;]{0,10}(?:实现|完成|达到)|仅有|仅为|过去[一二三四五六七八九十\d两几]+年|(?:均|已|明显|总体)[优高好]于(?:全国|全省|全市|全区)平均"
    )


_FUTURE = re.compile(
    r"将|力争|争取|确保|努力|不低于|不少于|至少|要(?:求|达|把|使|在)|以内|应当?|必须|目标|下一步|今后|计划|不断|进一步|(?<!达)(?<!赶)到(?:“?十[一二三四五六]五|本世纪|20\d\d|二〇)|[年月]底?前|年起|每年"
)


_OVER_YEARS = re.compile(r"[^,。;]{0,8}[一二两三四五六七八九十\d几近多]年来,")
"""A sentence that tells what has come about over years: 五年来，…."""


class Tense:
    """Tells past from promise, clause by clause; what a clause says holds to the full stop unless a later clause says otherwise.

    `now` is the year in which the plan begins or was issued, or one after the last year of which the text reports.
    """

    def __init__(self, now: int | None) -> None:
        """Start before the first sentence."""
        self._now = now
        self._carried = False

    def spans(self, sentence: Sentence) -> list[tuple[int, int]]:
        """The runs of a sentence that report the past, relative to it."""
        if sentence.node.context == "background":
            return [(0, len(sentence.text))]
        found: list[tuple[int, int]] = []
        past = self._carried
        old = from_to(sentence.text)
        for start, end in _clauses(sentence.text):
            past = self._judge(sentence, start, end, past, old)
            if past:
                found.append((start, end))
        self._carried = past and sentence.text.endswith(";")
        return found

    def _judge(self, sentence: Sentence, start: int, end: int, before: bool, old: list[tuple[int, int]]) -> bool:
        """Whether a clause reports the past; the old value of a change (由目前的63%提高到80%) says nothing of the rest."""
        clause = "".join(ch for at, ch in enumerate(sentence.text[start:end], start) if not any(a <= at < b for a, b in old))
        named = [m for m in sentence.years if start <= m.start < end and not any(a <= m.start < b for a, b in old)]
        years = [y for m in named if m.kind != "base" for y in m.years]
        kinds = {m.kind for m in named}
        said = bool(_past_words().search(clause))
        if _OVER_YEARS.match(sentence.text) and not _FUTURE.search(clause):
            return True
        unheaded = sentence.node.parent is None and bool(sentence.node.children)
        if unheaded and years and (self._now is None or max(years) < self._now) and not _FUTURE.search(clause):
            return self._now is not None or not _is_path(sentence)
        if self._now is None and sentence.node.context in ("none", "neutral") and _MEASURED.search(clause) and not _FUTURE.search(clause):
            return True
        if years and self._now is not None and max(years) >= self._now and not (said and "past" in kinds):
            return False
        if said or "past" in kinds:
            return not (re.search(r"将|下一步|力争", clause) and not re.search(r"已|截至|目前", clause))
        if years and self._now is not None and max(years) < self._now:
            return sentence.node.context != "objective" or not _FUTURE.search(clause)
        if _FUTURE.search(clause) or (years and self._now is None):
            return False
        return before


_MEASURED = re.compile(r"(?<![\d.])\d{2,3}\.\d{2}%")
"""A share to two decimals is a measured one: nobody promises 90.19%."""


def _is_path(sentence: Sentence) -> bool:
    """Whether a sentence names several years to come one after another (2026年达到80%、2027年达到95%)."""
    years = [mention.years[-1] for mention in sentence.years if mention.kind == "deadline"]
    return len(years) >= 2 and years == sorted(set(years)) and not _past_words().search(sentence.text)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in re.finditer(r"[,:](?![^()]*\))|$", text):
        if match.start() > at:
            yield at, match.start()
        at = match.end()


_REPORTED = re.compile(
    r"(?:由|从|截至|截止到?|比|较|在)(?P<year>(?:19|20)\d\d)年(?![^,。]{0,6}起)"
    r"|(?:^|[。,;])(?P<plain>(?:19|20)\d\d)年(?:底|末)?,?"
    r"(?=(?:(?!要|将|力争|不低于|不少于|应|目标|控制|保持|稳定)[^。;到]){0,40}?(?:为|仅|共有|已)[^。;]{0,8}\d)"
    r"|“?(?P<five>十[一二三四五]五)”?(?:末|期间|时期)[^。;]{0,30}已"
)


def last_reported(text: str) -> int | None:
    """The last year of which a text reports, for texts that name no period."""
    five = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025}
    years = [
        five.get(m.group("five"), 0) if m.group("five") else int(m.group("year") or m.group("plain")) for m in _REPORTED.finditer(text)
    ]
    ahead = [int(year) for year in re.findall(r"(?<![降升高加至达少])到((?:19|20)\d\d)年", text)]
    return max((year for year in years if not ahead or year < max(ahead)), default=None)


_MOVED = r"(?:提高|下降|上升|降低|增加|提升|减少|降|升|增|调高|调升|调降|压缩|压减|延长|缩短|发展|调整|扩大|缩小|增长|上调|下调|修改|变更|改|提|涨|压|压降)(?:了|到|至|为)"
_FIGURE = r"(?:\d|[一二三四五六七八九十百千]+(?:元|成|所|个|名|分|‰|%))"
_FROM_TO = re.compile(
    rf"(?:由|从)(?P<base>[^,。;]{{0,24}}?{_FIGURE}[^,。;]{{0,12}}?)(?=,?{_MOVED})|(?:将|把|原)[^,。;“]{{0,20}}(?P<quoted>“[^”]{{2,60}}”)(?=[^。;]{{0,40}}?{_MOVED})"
)


def from_to(text: str) -> list[tuple[int, int]]:
    """Runs that hold the old value of a change (由4.5%, in 由4.5%降到3%)."""
    return [match.span("base" if match.group("base") else "quoted") for match in _FROM_TO.finditer(text)]
