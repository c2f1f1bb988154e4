"""The checker: every number of a report is read back from its .docx and held against the facts of its release.

`check(path, truth)` gives what was resolved (`claims`), and every number that is wrong or that no rule understood (`problems`).
The wordings that are understood stand in README.md beside this file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tests.reports.checking import comparing, period_columns, pictures, placed, style, table_rules, truth, warned
from tests.reports.checking.count_rules import COUNT_RULES, LAST_RULES, closes
from tests.reports.checking.engine import Claim, Problem, State, read_sentence
from tests.reports.checking.lexing import Names, Token, folded, sentence
from tests.reports.checking.paper import Spot, flat, spots
from tests.reports.checking.period_rules import PERIOD_RULES
from tests.reports.checking.target_rules import TARGET_RULES
from tests.reports.checking.value_wordings import VALUE_RULES

RULES: Final = (
    *comparing.COMPARING_RULES,
    *warned.WARNED_RULES,
    *placed.PLACED_RULES,
    *PERIOD_RULES,
    *TARGET_RULES,
    *COUNT_RULES,
    *VALUE_RULES,
    *LAST_RULES,
)
FREE: Final = ("定义", "公式", "计算方法", "来源", "数据来源", "责任单位", "应报单位", "单位名称", "含义", "领域", "频次", "口径")
"""Columns of words: a number in them is one of a known wording."""


@dataclass
class Checked:
    """What came of a check."""

    claims: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How many of a hundred numbers were resolved and are right."""
        return 100 * len(self.claims) / max(1, len(self.claims) + len(self.problems))


@dataclass
class _Reader:
    """The state that goes from paragraph to paragraph."""

    truth: truth.Truth
    names: Names
    captions: dict[str, int]
    titles: frozenset[str]
    result: Checked
    item: int = 0
    heading: tuple[str, ...] = ()


def check(path: Path, facts: truth.Truth) -> Checked:
    """Read every number of a .docx back and hold it against the truth."""
    return check_spots(spots(path), facts)


def check_spots(every: Sequence[Spot], facts: truth.Truth, *, of: Sequence[Spot] | None = None) -> Checked:
    """The same of paragraphs and cells at hand; `of` is the whole document where these are only some of it."""
    whole = every if of is None else of
    reader = _Reader(facts, names_of(facts), _captions(whole), _titles(whole), Checked())
    for spot in _covers_joined(every):
        _read(reader, spot)
    reader.result.problems += _caption_problems(whole) if any(spot.kind in ("caption", "heading") for spot in every) else []
    reader.result.problems += style.problems(every, reader.names)
    reader.result.problems += _one_rule(every, facts)
    return reader.result


def _covers_joined(every: Sequence[Spot]) -> list[Spot]:
    """The lines of a title on the cover as one."""
    found: list[Spot] = []
    for spot in every:
        if (
            spot.kind == "cover"
            and found
            and (found[-1].kind, found[-1].style) == ("cover", spot.style)
            and spot.number == found[-1].number + 1
        ):
            found[-1] = replace(found[-1], words=found[-1].words + spot.words, number=spot.number)
        else:
            found.append(spot)
    return found


_NAMES: Final[dict[int, tuple[truth.Truth, Names]]] = {}


def names_of(facts: truth.Truth) -> Names:
    """The names of a truth, worked out once."""
    if id(facts) not in _NAMES:
        _NAMES.clear()
        _NAMES[id(facts)] = facts, Names(facts)
    return _NAMES[id(facts)][1]


_CAPTION: Final = re.compile(r"^(附表|附图|附件|图|表)(\d+)")


def _captions(every: Sequence[Spot]) -> dict[str, int]:
    """图2, 附表1 and how often each stands over something."""
    found: dict[str, int] = {}
    for spot in every:
        named = _CAPTION.match(folded(spot.words)) if spot.kind in ("caption", "heading") or spot.style == "Annex" else None
        if named:
            found[named.group()] = found.get(named.group(), 0) + 1
    return found


def _titles(every: Sequence[Spot]) -> frozenset[str]:
    return frozenset(folded(spot.words) for spot in every if spot.kind == "heading")


def _caption_problems(every: Sequence[Spot]) -> list[Problem]:
    """Numbers of tables and pictures run from 1 without a gap."""
    counts: dict[str, int] = {}
    found: list[Problem] = []
    for spot in every:
        named = _CAPTION.match(folded(spot.words)) if spot.kind in ("caption", "heading") else None
        if named:
            sign = named.group(1)
            counts[sign] = counts.get(sign, 0) + 1
            if int(named.group(2)) != counts[sign]:
                found.append(Problem(spot.where, spot.words, named.group(), f"caption: the next is {sign}{counts[sign]}"))
    return found


def _one_rule(every: Sequence[Spot], facts: truth.Truth) -> list[Problem]:
    """The rule of rounding that the notes name is the report's."""
    text = "".join(spot.words for spot in every)
    named = {"half_even": "8170" in text, "half_up": "四舍五入" in text}
    other = "half_up" if facts.rounding == "half_even" else "half_even"
    if named[other] and not named[facts.rounding]:
        return [Problem("notes", "", "8170" if other == "half_even" else "四舍五入", f"rounding: the report's rule is {facts.rounding}")]
    return []


def _read(reader: _Reader, spot: Spot) -> None:
    state = State(reader.truth, reader.names, spot, place=reader.truth.place, year=reader.truth.year)
    state.area = _area(reader, spot)
    if spot.kind in ("cell", "head"):
        _read_table(reader, state)
    elif spot.kind == "running" and not re.sub(r"[\d—\-\s]", "", spot.words):
        pass  # a page number
    elif spot.kind == "contents":
        _read_contents(reader, state)
    elif spot.kind == "picture":
        pictures.read(state)
    else:
        _read_text(reader, state)
    reader.result.claims += state.claims
    reader.result.problems += state.problems


def _area(reader: _Reader, spot: Spot) -> str:
    """The area that the headings above name."""
    areas = {folded(one.area): one.area for one in reader.truth.commitments if one.area}
    for heading in reversed(spot.headings):
        name = re.sub(r"^（[一二三四五六七八九十]+）|^[一二三四五六七八九十]+、|^\d+[．.]", "", folded(flat(heading)))
        if name in areas:
            return areas[name]
    return ""


def sentences(words: str) -> list[str]:
    """A paragraph in sentences; what is quoted or in brackets is not cut."""
    found, depth, last = [], 0, 0
    for index, sign in enumerate(words):
        depth += (sign in "“（《") - (sign in "”）》")
        if (sign in "。！？" and depth <= 0) or sign == "\n":
            found.append(words[last : index + 1].strip())
            last = index + 1
    return [one for one in (*found, words[last:].strip()) if one]


def _read_text(reader: _Reader, state: State) -> None:
    spot = state.spot
    words = re.sub(r"\s*\n\s*", "", spot.words) if spot.kind in ("cover", "heading", "caption") else spot.words
    _item(reader, state)
    _lead_where_they_say(state)
    state.counting = "tasks" if "附表2" in "".join(spot.headings[:1]) else "indicators"
    for one in sentences(words):
        _read_sentence(reader, state, one)
    if spot.kind == "text":
        _is_latest(state)


def _is_latest(state: State) -> None:
    """A paragraph that gives values of an indicator gives that of its latest year."""
    truth = state.truth
    years: dict[str, set[int]] = {}
    for code, place, year, _, _ in state.said:
        if place == truth.place:
            years.setdefault(code, set()).add(year)
    for code, said in years.items():
        latest = {one.latest_year for one in truth.commitments if one.indicator == code and one.latest_year}
        if latest and not latest & said:
            state.wrong(None, f"latest year: values of {sorted(said)}, none of {sorted(latest)} ({code})")


def _read_sentence(reader: _Reader, state: State, words: str) -> None:
    marked = sentence(words, reader.names)
    area = state.area
    state.counting = (
        "tasks"
        if "工作事项" in marked.words
        else state.counting
        if state.counting == "tasks" and state.spot.kind != "text"
        else "indicators"
    )
    _references(reader, state, marked.tokens)
    read_sentence(state, marked, RULES)
    closes(state)
    state.area = area
    state.counting = "indicators"


def _references(reader: _Reader, state: State, tokens: list[Token]) -> None:
    """图2 and 附表1 in a sentence stand over something; the number of an item is taken with the paragraph."""
    for token in tokens:
        if token.letter == "M":
            token.claimed = True
        elif token.letter == "R":
            if reader.captions.get(token.words) == 1:
                state.claims.append(Claim("reference", token.words, "a caption"))
            else:
                state.wrong(token, f"there are {reader.captions.get(token.words, 0)} captions of this number")
            token.claimed = True


def _lead_where_they_say(state: State) -> None:
    """The fields of a paragraph show the numbers of the captions to which they lead."""
    words = folded(state.spot.words)
    for target in set(state.spot.references):
        if len(re.findall(r"(?<!附)" + re.escape(folded(target)) + r"(?!\d)", words)) < state.spot.references.count(target):
            state.wrong(None, f"a reference leads to {target or 'nothing'} and says something else")


def _item(reader: _Reader, state: State) -> None:
    """Items 1．2．3． are counted without a gap under one chapter."""
    found = re.match(r"(\d+)[．.、](?!\d)", folded(state.spot.words)) if state.spot.kind == "text" else None
    chapter = state.spot.headings[:1]
    if chapter != reader.heading:
        reader.heading, reader.item = chapter, 0
    if not found:
        return
    number = int(found.group(1))
    if number not in (reader.item + 1, 1):
        state.wrong(Token("M", found.group(), 0), f"item: the next is {reader.item + 1}")
    reader.item = number


def _read_contents(reader: _Reader, state: State) -> None:
    """A line of the contents says what a heading says; the number of its page may follow."""
    words = folded(state.spot.words)
    if re.search(r"\d", words):
        if words in reader.titles or re.sub(r"[｜.…]*\d+$", "", words) in reader.titles:
            state.claims.append(Claim("contents", words, "a heading"))
        else:
            state.wrong(Token("K", words, 0), "contents: no heading says so")


def _read_table(reader: _Reader, state: State) -> None:
    spot = state.spot
    if spot.kind == "head":
        _read_head(reader, state)
        return
    state.counting = "tasks" if "事项" in spot.table else "indicators"
    head = folded(flat(spot.column)).strip(table_rules.SHAPES)
    if table_rules.read_cell(
        state, lambda of: (*comparing.columns(of), *warned.columns(of), *placed.columns(of), *period_columns.columns(of))
    ):
        return
    if head in ("定义", "计算", "计算方法", "公式") and folded(spot.words) not in _meanings(state):
        state.wrong(Token("K", spot.words, 0), "no wording that is known")
    for one in sentences(spot.words) if head not in FREE else [spot.words]:
        _read_sentence(reader, state, one)


def _meanings(state: State) -> set[str]:
    """How the indicator of a row is defined and worked out."""
    return {folded(one) for topic in state.topics for one in topic.indicator.wordings}


def _read_head(reader: _Reader, state: State) -> None:
    """A year in a head is judged with the column's cells; other digits must be read."""
    words = re.sub(r"\d{4}年", "", flat(state.spot.words))
    if re.search(r"\d", words):
        _read_sentence(reader, state, words)


def main(arguments: list[str]) -> int:
    """`python -m tests.reports.checking.check REPORT.docx TRUTH.json`: say what is wrong, and how many numbers were read."""
    path, facts = Path(arguments[0]), truth.read(Path(arguments[1]))
    found = check(path, facts)
    for problem in found.problems:
        print(problem)
    print(f"{len(found.claims)} numbers and words right, {len(found.problems)} wrong or not understood")
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
