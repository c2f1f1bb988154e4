"""A sentence as words and marks: each name, number, year, target and date becomes one capital letter, so that wordings are short patterns.

`2024年婴儿死亡率为2.80‰，达到“5‰以内”的目标` becomes `YI为Q，达到T的目标`. The letters:

I indicator · E what is counted, or among what · P place · G group · A area of the plan · U unit in charge · V verdict · Y year (上年 and 基期 too) · S from year to year · D date ·
Q number with its unit · F 12/14 · T quoted target · B title in 《》 · R 图1, 附表2 · O 第3位 · X 约九成 · K known wording · M number of an item
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.reports.checking.truth import VERDICTS, Commitment, Indicator, Truth

GROUPS: Final = {
    **dict.fromkeys(("农村", "乡村"), "rural"),
    **dict.fromkeys(("城市", "城镇"), "urban"),
    **dict.fromkeys(("女童", "女性", "女生", "女婴"), "female"),
    **dict.fromkeys(("男童", "男性", "男生", "男婴"), "male"),
}
STANDARDS: Final = ("GB/T 8170—2008", "GB/T 9704—2012", "95%置信区间")
"""Wordings with digits that any report may hold."""

RELATIVE_YEARS: Final = ("上年", "基期")
COMMON_UNITS: Final = (
    "个点", "个百分点", "个千分点", "个万分点", "个十万分点", "百分点", "千分点", "万分点", "十万分点",
    *("%", "‰", "/10万", "/万", "项", "例", "人次", "人", "名", "年", "倍", "位", "个", "家", "所", "条", "次", "户", "件", "处", "类", "份", "月", "日", "岁", "天", "张", "万元", "亿元", "元", "万人"),
)  # fmt: skip
NUMBER: Final = r"\d+(?:\.\d+)?"
SHORTENED: Final = re.compile(r"(死亡|发生|发病|患病|报告)率$")


@dataclass(frozen=True)
class Topic:
    """What a sentence speaks of: an indicator and what the plan promises of it under that name."""

    indicator: Indicator
    commitments: tuple[Commitment, ...] = ()


@dataclass(eq=False)
class Token:
    """One mark: its letter, its words, where it stands in the sentence, and what it means."""

    letter: str
    words: str
    start: int
    meaning: object = None
    number: str = ""
    unit: str = ""
    claimed: bool = False

    @property
    def digits(self) -> bool:
        """Whether it says a number."""
        return any(sign.isdigit() for sign in self.words) or self.letter in "XV"


@dataclass(frozen=True)
class Sentence:
    """The marked words, and the token that stands at each place of them."""

    words: str
    marked: str
    at: Mapping[int, Token]

    @property
    def tokens(self) -> list[Token]:
        """Its tokens in order."""
        return [self.at[index] for index in sorted(self.at)]


@dataclass
class Names:
    """Every name that a sentence may hold, by its wording."""

    truth: Truth
    topics: dict[str, tuple[Topic, ...]] = field(default_factory=dict)
    others: dict[str, tuple[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found: dict[str, dict[str, list[Commitment]]] = {}
        for one in self.truth.commitments:
            for name in one.names:
                found.setdefault(name, {}).setdefault(one.indicator, []).append(one)
        for indicator in self.truth.indicators.values():
            for name in indicator.names:
                mine = [one for one in self.truth.commitments if one.indicator == indicator.code]
                found.setdefault(name, {}).setdefault(indicator.code, mine)
        for name in list(found):
            if SHORTENED.search(name):
                found.setdefault(name.removesuffix("率"), found[name])
        for name, by_indicator in found.items():
            self.topics[folded(name)] = tuple(Topic(self._indicator(code), tuple(items)) for code, items in by_indicator.items())
        for indicator in self.truth.indicators.values():
            mine = (
                tuple(one for one in self.topics.get(folded(indicator.names[0]), ()) if one.indicator is indicator)
                if indicator.names
                else ()
            )
            for role, name in (
                ("part", indicator.part),
                ("whole", indicator.whole),
                ("event", re.sub(r"(?:人数|数)$", "", indicator.part)),
            ):
                if name and folded(name) not in self.topics:
                    known = self.others.get(folded(name), ("E", ()))[1]
                    self.others[folded(name)] = ("E", (*known, (role, mine)))  # type: ignore[misc]
        for place, names in self.truth.places.items():
            self.others |= {folded(name): ("P", place) for name in names}
        self.others |= {folded(name): ("U", name) for name in self.truth.units}
        self.others |= {folded(one.area): ("A", one.area) for one in self.truth.commitments if one.area}
        self.others |= {folded(text): ("K", text) for text in (*STANDARDS, *self.truth.known) if re.search(r"\d", text)}

    def _indicator(self, code: str) -> Indicator:
        return self.truth.indicators.get(code) or Indicator(code, (), "", 0)

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any name, the longest first."""
        every = sorted({*self.topics, *self.others} - {""}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, every)) or r"(?!)")

    @functools.cached_property
    def starts(self) -> frozenset[str]:
        """The first signs of names."""
        return frozenset(name[0] for name in (*self.topics, *self.others) if name)

    @functools.cached_property
    def numbers(self) -> re.Pattern[str]:
        """A number with the longest unit that follows it."""
        counted = (unit for one in self.truth.indicators.values() for unit in (one.part_unit, one.whole_unit))
        units = {
            *COMMON_UNITS,
            *map(folded, counted),
            *(folded(one.unit) for one in self.truth.indicators.values()),
            *(folded(one.points) for one in self.truth.indicators.values()),
        }
        longest = sorted(units - {"", "—"}, key=len, reverse=True)
        return re.compile(rf"({NUMBER})({'|'.join(map(re.escape, longest))})?")


_FOLDED: Final = str.maketrans(
    {",": "，", "(": "（", ")": "）", ":": "：", ";": "；", "　": "", " ": "", "\xa0": "", "–": "—", "－": "—", "%": "%", "％": "%"}
)
_WIDE: Final = {ord("０") + digit: str(digit) for digit in range(10)}


def folded(words: str) -> str:
    """Words in one spelling: no blanks but between numbers, full-width punctuation, half-width digits."""
    return re.sub(r"(?<=\d)[\s\u3000\xa0]+(?=\d)", "｜", unicodedata.normalize("NFC", words).translate(_WIDE)).translate(_FOLDED)


_PLAIN: Final = (
    ("D", re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}-\d{2}-\d{2}")),
    ("S", re.compile(r"(\d{4})年?(?:—|-|~|～|至|到)(\d{4})年?")),
    ("Y", re.compile(r"(\d{4})年(?:度(?!数据))?|(?<=（)(\d{4})(?=）)|" + "|".join(RELATIVE_YEARS))),
    ("R", re.compile(r"(?:附表|附图|附件|图|表)\d+(?!\d)")),
    ("F", re.compile(r"\d+/\d+(?!万|\d)")),
    ("O", re.compile(r"第\d+位?")),
    ("X", re.compile(r"约[一二三四五六七八九]成|[一二三四五六七八九]成[五九]以上|不到百分之一|不到半成")),
    ("V", re.compile("|".join(VERDICTS))),
    ("G", re.compile("|".join(GROUPS))),
)
_QUOTED: Final = re.compile(r"“([^“”]*)”")
_TITLE: Final = re.compile(r"《[^《》]*》")
_ITEM: Final = re.compile(r"^\d+[．.、](?!\d)")
_AIMED: Final = re.compile(r"(?:的|之)?(?:目标|标准|要求|以内|水平)")


def sentence(text: str, names: Names) -> Sentence:
    """A sentence with its marks."""
    words = folded(text)
    marked: list[str] = []
    at: dict[int, Token] = {}
    position = 0
    while position < len(words):
        token = _token(words, position, names)
        if token is None:
            sign = words[position]
            marked.append(chr(ord(sign) + 0xFEE0) if "A" <= sign <= "Z" else sign)
            position += 1
            continue
        at[len(marked)] = token
        marked.append(token.letter)
        position += len(token.words)
    return _shared_endings(Sentence(words, "".join(marked), at), names)


def _token(words: str, position: int, names: Names) -> Token | None:
    found = _ITEM.match(words) if not position else None
    if found:
        return Token("M", found.group(), position, number=re.sub(r"\D", "", found.group()))
    name = names.pattern.match(words, position) if words[position] in names.starts else None
    if name and not (words[position].isdigit() and position and (words[position - 1].isdigit() or words[position - 1] == ".")):
        return _named(name.group(), position, names)
    return _quoted(words, position, names) or _plain(words, position) or _quantity(words, position, names)


def _named(words: str, position: int, names: Names) -> Token:
    if words in names.topics:
        return Token("I", words, position, names.topics[words])
    letter, meaning = names.others[words]
    return Token(letter, words, position, meaning)


def _quoted(words: str, position: int, names: Names) -> Token | None:
    title = _TITLE.match(words, position)
    if title:
        return Token("B", title.group(), position, title.group()[1:-1])
    found = _QUOTED.match(words, position)
    if not found:
        return None
    inside = found.group(1)
    named = inside.replace("‘", "“").replace("’", "”")
    if named in names.topics:
        return Token("I", found.group(), position, names.topics[named])
    if inside == folded(names.truth.release):
        return Token("K", found.group(), position, inside)
    if re.search(r"\d", inside) or _AIMED.match(words, found.end()):
        return Token("T", found.group(), position, inside)
    return None


_STARTS: Final = frozenset("0123456789上基附图表第约一二三四五六七八九不" + "".join(word[0] for word in (*VERDICTS, *GROUPS)))


def _plain(words: str, position: int) -> Token | None:
    if words[position] not in _STARTS:
        return None
    before = words[position - 1] if position else ""
    for letter, pattern in _PLAIN:
        found = pattern.match(words, position)
        if found is None or (found.group()[0].isdigit() and (before.isdigit() or before == ".")):
            continue
        meaning: object = found.group()
        if letter == "Y":
            meaning = found.group() if found.group() in RELATIVE_YEARS else int(found.group(1) or found.group(2))
        if letter == "S":
            meaning = (int(found.group(1)), int(found.group(2)))
        if letter == "G":
            meaning = GROUPS[found.group()]
        return Token(letter, found.group(), position, meaning)
    return None


def _quantity(words: str, position: int, names: Names) -> Token | None:
    found = names.numbers.match(words, position)
    if found is None:
        return None
    return Token("Q", found.group(), position, float(found.group(1)), found.group(1), found.group(2) or "")


_LISTED: Final = re.compile(r"((?:[^，。；：、A-Z年]{2,8}、)*[^，。；：、A-Z年]{2,8}(?:和|与))$")


def _shared_endings(found: Sentence, names: Names) -> Sentence:
    """新生儿、婴儿和5岁以下儿童死亡率: the names that share the end of the last one, as marks of their own."""
    for index, token in found.at.items():
        listed = _LISTED.search(found.marked[:index]) if token.letter == "I" else None
        parts = re.split(r"(、|和|与)", listed.group(1))[:-1] if listed else []
        whole = [_completed(part, token.words, names) for part in parts[::2]]
        if listed is None or not whole or any(one is None for one in whole):
            continue
        start, marked, at, place = listed.start(), found.marked[: listed.start()], {}, sum(map(len, _words_before(found, listed.start())))
        for name, part, between in zip(whole, parts[::2], [*parts[1::2], listed.group(1)[-1]], strict=False):
            at[len(marked)] = Token("I", part, place, names.topics[name or ""])
            marked += "I" + between
            place += len(part) + len(between)
        shift = len(marked) - index
        kept = {(one if one < start else one + shift): mark for one, mark in found.at.items()}
        return Sentence(found.words, marked + found.marked[index:], at | kept)
    return found


def _words_before(found: Sentence, index: int) -> Iterator[str]:
    return (found.at[one].words if one in found.at else found.marked[one] for one in range(index))


def _completed(part: str, last: str, names: Names) -> str | None:
    """The known name that begins with some words and ends as the last of the list does, the longest end first."""
    return next((part + last[cut:] for cut in range(len(last)) if part + last[cut:] in names.topics and part), None)
