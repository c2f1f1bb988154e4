"""The account of numbers: every number of the text is in a commitment, or passed over for a reason from a closed list.

“unknown” is the reason of last resort; it is shown to the reader's user, since behind it a promise may have been missed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from qingmiao.reading import resources
from qingmiao.reading.document import NEWLINE, NONE, View, view_of
from qingmiao.reading.model import Numbers, Reading, UnknownNumber

COMMITMENT: Final = "commitment"
PAST: Final = "past"
UNKNOWN: Final = "unknown"

_SPOKEN = "[一二两三四五六七八九十百千]"
_NUMBER = re.compile(
    rf"\d+(?:[.,]\d+)*"
    rf"|百分之{_SPOKEN}+(?:点{_SPOKEN}+)?|千分之{_SPOKEN}+(?:点{_SPOKEN}+)?|{_SPOKEN}{{1,3}}分之{_SPOKEN}{{1,3}}"
    rf"|(?:增加|减少|提高|降低|下降|上升|达到?|新建|改建|扩建|至少|不少于|配备|设立){_SPOKEN}{{1,4}}(?=[个所名家处张间座倍成次项])"
)
"""Numbers in digits, and numerals in words where they are quantities: fractions, and after a verb of building or change."""

_PAST = re.compile(r"(?:已|已经|累计|共有|现有|截至|比[上前]一?年|较[上前]一?年|同比|完成了|达到了|分别为|占全|占总|还差|尚差|相差|距)")


@dataclass(frozen=True, slots=True)
class Passed:
    """One number of the text: its offsets in the document, the words, and why it is no commitment (or that it is one)."""

    start: int
    end: int
    words: str
    reason: str


@cache
def reasons() -> dict[str, tuple[str, str]]:
    """The closed list of reasons with their words in Chinese and English."""
    rows = resources.load("passed_over")["reasons"]
    listed = {row["reason"]: (row["zh"], row["en"]) for row in rows}
    return (
        {COMMITMENT: ("在承诺中", "in a commitment")}
        | listed
        | {PAST: ("过去的数或现状", "a past or present figure"), UNKNOWN: ("原因不明，请看一看", "unknown: please look")}
    )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["reason"], re.compile("|".join(f"(?:{one})" for one in row["patterns"]), re.MULTILINE))
        for row in resources.load("passed_over")["reasons"]
    )


class _Spans:
    """Runs in order of their start, asked whether one covers a place."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        merged: list[list[int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        self._starts, self._ends = [one[0] for one in merged], [one[1] for one in merged]

    def cover(self, start: int, end: int) -> bool:
        """Whether [start, end) touches one of the runs."""
        index = bisect_right(self._starts, end - 1) - 1
        return index >= 0 and self._ends[index] > start


AROUND: Final = 24
"""Characters shown on each side of a number without a reason."""


def with_numbers(view: View, reading: Reading) -> Reading:
    """A reading with the account of its document's numbers."""
    found = account_of(view, reading)
    counts = Counter(one.reason for one in found)
    return replace(reading, numbers=Numbers(
        counts=tuple((reason, counts[reason]) for reason in reasons() if counts[reason]),
        unknown=tuple(UnknownNumber(start=one.start, end=one.end, words=one.words, around=_around(view.raw, one)) for one in unknown(found)),
    ))  # fmt: skip


def _around(raw: str, number: Passed) -> str:
    """The words on both sides of a number, without line ends."""
    return "".join(raw[max(0, number.start - AROUND) : number.end + AROUND].split())


def account(text: str, reading: Reading) -> list[Passed]:
    """Every number of a text in order, each with its reason; linear in the length of the text."""
    return account_of(view_of(text), reading)


def account_of(view: View, reading: Reading) -> list[Passed]:
    """Every number of a view in order, each with its reason; linear in the length of the text."""
    text = view.raw
    promised = _Spans((item.start, item.end) for item in reading.commitments)
    covers = [(reason, _Spans(match.span() for match in pattern.finditer(view.text))) for reason, pattern in _patterns()]
    items = [item.start for item in reading.objectives] + [item.start for item in reading.measures]
    numbering = _Spans((_line_start(text, start), start) for start in items)
    found: list[Passed] = []
    for match in _NUMBER.finditer(view.text):
        start, end = view.span(*match.span())
        if promised.cover(start, end):
            reason = COMMITMENT
        elif numbering.cover(start, end) or _stands_alone(view, *match.span()):
            reason = "item_number"
        else:
            reason = _reason(view.text, match.start(), match.end(), covers)
        found.append(Passed(start, end, match.group(), reason))
    return found


def _line_start(text: str, offset: int) -> int:
    """Where an item's marker may begin: a few characters before its first word."""
    return max(text.rfind("\n", 0, offset) + 1, offset - 12)


def _stands_alone(view: View, start: int, end: int) -> bool:
    """Whether a number begins its line as an item does, or is a whole number below a thousand in a cell of its own: that of a table's row."""
    after = NEWLINE if end == len(view) else view.gap[end]
    if view.gap[start] == NEWLINE and end - start <= 2 and view.text[end : end + 1] in (".", "、", ")"):
        return True
    return end - start <= 3 and "." not in view.text[start:end] and view.gap[start] != NONE and after != NONE


def _reason(text: str, start: int, end: int, covers: Sequence[tuple[str, _Spans]]) -> str:
    for reason, spans in covers:
        if spans.cover(start, end):
            return reason
    sentence = text[max(text.rfind("。", 0, start), text.rfind(";", 0, start), start - 80) + 1 : start]
    return PAST if _PAST.search(sentence) else UNKNOWN


def unknown(numbers: Iterable[Passed]) -> list[Passed]:
    """The numbers that nobody can account for."""
    return [one for one in numbers if one.reason == UNKNOWN]
