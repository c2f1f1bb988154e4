"""Reading a sentence from left to right: what it speaks of so far, which rule reads the next words, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.reports.checking.lexing import Names, Sentence, Token, Topic
from tests.reports.checking.paper import Spot
from tests.reports.checking.truth import NO_CHANGE_IN_PERCENT, POINTS, SILENT, Commitment, Figure, Truth

UP: Final = frozenset({"提高", "上升", "增加", "增长", "升高", "回升", "提升", "升", "升至", "扩大", "新增"})
DOWN: Final = frozenset({"下降", "降低", "减少", "回落", "降", "降至", "缩小"})
DIRECTION: Final = r"(?:提高|上升|增加|增长|升高|回升|提升|下降|降低|减少|回落|升|降)"
PRAISE: Final = frozenset({"提高", "提升"})
"""Not said of a rise that is not wished for."""


@dataclass(frozen=True)
class Claim:
    """A number or word that was resolved and found true."""

    kind: str
    words: str
    of: str


@dataclass(frozen=True)
class Problem:
    """What is wrong, or was not understood, and where."""

    where: str
    sentence: str
    words: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words} — {self.what} — {self.sentence}"


@dataclass
class State:
    """What is being spoken of while a paragraph is read."""

    truth: Truth
    names: Names
    spot: Spot
    topics: tuple[Topic, ...] = ()
    subject: tuple[Topic, ...] = ()
    place: str = ""
    group: str = ""
    year: int = 0
    span: tuple[int, int] | None = None
    area: str = ""
    counting: str = "indicators"
    claims: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sentence: Sentence | None = None
    position: int = 0
    waiting: list[Token] = field(default_factory=list)
    listed: list[Token] = field(default_factory=list)
    said: list[tuple[str, str, int, str, float]] = field(default_factory=list)
    counted: list[tuple[str, float, Token]] = field(default_factory=list)
    whole: tuple[str, Token] | None = None
    spoken: int = 0

    # What is spoken of

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """The commitments that are spoken of."""
        return tuple(one for topic in self.topics for one in topic.commitments)

    def year_of(self, token: Token | None) -> int | None:
        """The year that a mark means: a year, the one before, the base."""
        if token is None:
            return None
        if token.meaning == "上年":
            return self.year - 1
        if token.meaning == "基期":
            return next((one.base_year for one in self.commitments if one.base_year), None)
        return token.meaning if isinstance(token.meaning, int) else None

    def value(self, topic: Topic, year: int | None = None, *, place: str = "", group: str | None = None) -> float | None:
        """The value of what is spoken of, unless another year, place or group is named."""
        key = place or self.place, self.year if year is None else year, self.group if group is None else group
        return self.truth.value(topic.indicator.code, *key)

    # What comes of it

    def claim(self, kind: str, token: Token, of: str = "") -> None:
        """Take a mark as read and true."""
        token.claimed = True
        for one in self.waiting:
            one.claimed = True
        self.waiting.clear()
        self.claims.append(Claim(kind, token.words, of))

    def wrong(self, token: Token | None, what: str) -> None:
        """Take a mark as read and wrong."""
        if token is not None:
            token.claimed = True
        words = token.words if token else ""
        self.problems.append(Problem(self.spot.where, self.sentence.words if self.sentence else self.spot.words, words, what))

    def check(self, kind: str, token: Token, expected: Iterable[str], of: str = "") -> bool:
        """Whether a mark says one of the right things."""
        right = list(dict.fromkeys(one for one in expected if one))
        if token.number + token.unit in right or token.words in right:
            self.claim(kind, token, of)
            return True
        self.wrong(token, f"{kind}: {of} is {' or '.join(right) or 'not known'}")
        return False

    def check_word(self, kind: str, word: str, right: bool | None, token: Token | None, of: str = "") -> None:
        """Whether a word is right; None: nothing is known that could say so."""
        if right:
            self.claims.append(Claim(kind, word, of))
        else:
            self.wrong(
                None, f"{kind}: “{word}” is {'not known to be true' if right is None else 'wrong'} of {of} {token.words if token else ''}"
            )

    # How a value is written

    def written(self, topic: Topic, value: float | None) -> str:
        """A value with its unit."""
        if value is None:
            return ""
        one = topic.indicator
        unit = "" if one.unit in ("—", "", *SILENT) else one.unit
        return self.truth.written(value, one.decimals, trim=one.trim) + unit

    def change(self, topic: Topic, difference: float | None) -> list[str]:
        """A difference without its sign."""
        if difference is None:
            return []
        one = topic.indicator
        digits = self.truth.written(abs(difference), one.decimals, trim=one.trim)
        return [digits + ("个" if one.unit in POINTS else "") + one.points]

    def growth(self, topic: Topic, now: float | None, then: float | None) -> list[str]:
        """A change in percent of the earlier value, which is not said of % and ‰."""
        if now is None or not then or topic.indicator.unit in NO_CHANGE_IN_PERCENT:
            return []
        return [self.truth.written(abs(now - then) / abs(then) * 100, 1) + "%"]

    def describe(self, topic: Topic | None = None, year: int | None = None, place: str = "", group: str | None = None) -> str:
        """What is spoken of, for a message."""
        name = topic.indicator.code if topic else "/".join(one.indicator.code for one in self.topics) or "?"
        return f"{name} {place or self.place} {self.year if year is None else year}{(self.group if group is None else group) and ' ' + (self.group if group is None else group)}"

    def figure(self, topic: Topic) -> Figure | None:
        """The figure of what is spoken of."""
        return self.truth.figure(topic.indicator.code, self.place, self.year, self.group)

    def direction(self, word: str, difference: float | None, *, better: str = "", of: str = "", strict: bool = True) -> None:
        """Whether a word of direction fits a difference and, for words of praise, what is wished for."""
        if difference is None:
            self.check_word("direction", word, None, None, of)
            return
        right = difference > 0 if word in UP else difference < 0
        praised = not (strict and word in PRAISE and difference > 0 and better == "down")
        self.check_word("direction", word, right and praised, None, of)


Handler = Callable[[State, "Match"], None]


@dataclass(frozen=True)
class Match:
    """The words that a rule has matched: its groups as text and as marks."""

    found: re.Match[str]
    at: dict[int, Token]

    def text(self, name: str) -> str:
        """The marked words of a group; empty where it took no part."""
        return self.found.groupdict().get(name) or ""

    def token(self, name: str) -> Token | None:
        """The mark of a group of one letter."""
        start = self.found.start(name) if self.found.groupdict().get(name) is not None else -1
        return self.at.get(start)

    def need(self, name: str) -> Token:
        """The mark of a group that always takes part."""
        found = self.token(name)
        assert found is not None, name
        return found

    def tokens(self, name: str, letters: str) -> list[Token]:
        """The marks of some letters within a group."""
        if self.found.groupdict().get(name) is None:
            return []
        start, end = self.found.span(name)
        return [self.at[index] for index in range(start, end) if index in self.at and self.at[index].letter in letters]


@dataclass(frozen=True)
class Rule:
    """A wording and what reads it."""

    name: str
    pattern: re.Pattern[str]
    read: Handler


def rule(name: str, pattern: str, read: Handler) -> Rule:
    """A rule whose pattern may hold {dir}, a word of direction."""
    return Rule(name, re.compile(pattern.replace("{dir}", DIRECTION)), read)


def read_sentence(state: State, sentence: Sentence, rules: Sequence[Rule]) -> None:
    """Read one sentence: each rule where it matches, and between them the names that say what is spoken of."""
    state.sentence, state.waiting, state.listed, state.counted, state.whole = sentence, [], [], [], None
    state.place, state.group, state.span, state.spoken = state.truth.place, "", None, 0
    first = next((token for token in sentence.tokens if token.letter == "I"), None)
    state.subject = first.meaning if first is not None else state.subject  # type: ignore[assignment]
    state.topics = state.subject
    if state.year not in {one.latest_year for one in state.commitments}:
        state.year = state.truth.year
    marked, position = sentence.marked, 0
    ahead: dict[int, re.Match[str] | None] = {number: one.pattern.search(marked) for number, one in enumerate(rules)}
    while position < len(marked):
        state.position = position
        number = _here(ahead, rules, marked, position)
        if number is None:
            _move(state, sentence, position)
            position += 1
        else:
            found = ahead[number]
            assert found is not None
            rules[number].read(state, Match(found, dict(sentence.at)))
            position = found.end()
    for token in state.waiting:
        state.wrong(token, "a year of which nothing is said")
    for token in sentence.tokens:
        if not token.claimed and token.digits and token.letter not in "IEPUAKBV":
            state.wrong(token, "not understood")


def _here(ahead: dict[int, re.Match[str] | None], rules: Sequence[Rule], marked: str, position: int) -> int | None:
    """The first rule that matches here; where each matches next is kept until it lies behind."""
    for number in list(ahead):
        found = ahead[number]
        if found is not None and found.start() < position:
            found = ahead[number] = rules[number].pattern.search(marked, position)
        if found is None:
            del ahead[number]
        elif found.start() == position and found.end() > position:
            return number
    return None


def _move(state: State, sentence: Sentence, position: int) -> None:
    """Go over a mark that no rule reads: it may change what is spoken of."""
    token = sentence.at.get(position)
    if token is None:
        if sentence.marked[position] in "，；" and state.group:
            state.group = ""
        return
    if token.letter == "I":
        state.topics = token.meaning  # type: ignore[assignment]
        before = sentence.at.get(position - 1)
        state.group = state.group if before is not None and before.letter == "G" else ""
    elif token.letter == "P":
        state.place, state.group = str(token.meaning), ""
    elif token.letter == "G":
        state.group = str(token.meaning)
    elif token.letter == "A":
        state.area = str(token.meaning)
    elif token.letter == "Y":
        year = state.year_of(token)
        if year is not None:
            state.year = year
            state.waiting.append(token)
    elif token.letter == "E" and not any(one.letter == "I" for one in sentence.tokens):
        state.topics = tuple(topic for _, topics in token.meaning for topic in topics)  # type: ignore[attr-defined]
