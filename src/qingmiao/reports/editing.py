"""What people write by hand, laid over a draft: a draft can be made again from new figures, and their words stay.

An edit is kept beside the draft, never in it. In the words of a person a number of the draft stays bound as long as its text still stands there; when a
new draft says another number of the same subject, the old words stay and the paragraph is marked, until somebody takes the new number over or writes anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, Literal

from qingmiao.errors import UserError
from qingmiao.reports.document import Block, Document, Number, Paragraph, Picture, Reference, Run, Table

LONGEST: Final = 4000
"""So many characters a paragraph may have."""

LOST: Final = "（原图表）"
"""Stands for a picture or table that a new draft no longer has."""

_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CAPTION = re.compile(r"(?<!附)[图表]\d+")
_DIGIT: Final = frozenset("0123456789")

Kind = Literal["replace", "add", "drop"]
Subject = tuple[str, str, int | None, str, int | None, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person did to the paragraph `key`: `paragraph` as they want it, `seen` as the draft had it then; one that was added stands behind `after`."""

    kind: Kind
    key: str
    paragraph: Paragraph | None = None
    seen: Paragraph | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Stale:
    """In the words of a person stands `old`, of which the draft now says `new`, or nothing any more."""

    key: str
    old: Number | Reference
    new: Number | None


@dataclass(frozen=True, slots=True)
class Laid:
    """A draft with what people wrote.

    `redrafted` are the paragraphs whose draft has other words than their editor saw; `orphans` the edits whose block the draft no longer has.
    """

    document: Document
    stale: tuple[Stale, ...] = ()
    redrafted: tuple[str, ...] = ()
    orphans: tuple[Edit, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing is left for a person to look at; what was dropped and is gone from the draft needs no look."""
        return not self.stale and not self.redrafted and all(one.kind == "drop" for one in self.orphans)


# ------------------------------------------------------------------------------------------------ making edits


def rewritten(draft: Document, edits: Sequence[Edit], key: str, words: str) -> Edit:
    """The edit by which a paragraph of a draft with its edits gets other words. Raises UserError where there is no such paragraph, or no words."""
    shown = _paragraph(laid(draft, edits).document, key)
    own = next((block for block in draft.blocks if block.key == key and isinstance(block, Paragraph)), None)
    current = _Current(draft)
    runs = [run if not isinstance(run, Number) or current.holds(key, run) else run.text for run in shown.runs]
    spare = [run for run in own.runs if isinstance(run, Number)] if own else []
    paragraph = replace(shown, runs=bound(clean(words), runs, draft.captions(), spare), hand=True)
    before = next((one for one in edits if one.key == key and one.kind == "add"), None)
    return replace(before, paragraph=paragraph) if before else Edit("replace", key, paragraph, own)


def added(draft: Document, edits: Sequence[Edit], after: str, words: str) -> Edit:
    """The edit that adds a paragraph behind a block of a draft with its edits. Raises UserError where there is no such block, or no words."""
    whole = laid(draft, edits).document
    if all(block.key != after for block in whole.blocks):
        raise _gone(after)
    taken = {one.key for one in edits}
    key = next(name for number in range(1, len(taken) + 2) if (name := f"hand-{number}") not in taken)
    return Edit("add", key, Paragraph(key, bound(clean(words), (), draft.captions()), hand=True), after=after)


def dropped(draft: Document, key: str) -> Edit:
    """The edit that leaves out a paragraph of the draft. Raises UserError where there is no such paragraph."""
    return Edit("drop", key, seen=_paragraph(draft, key))


def taken_over(draft: Document, edit: Edit) -> Edit:
    """The edit with the numbers that the draft says now, seen as the draft is now; what the draft no longer says becomes plain words."""
    own = next((block for block in draft.blocks if block.key == edit.key and isinstance(block, Paragraph)), None)
    if edit.paragraph is None:
        return replace(edit, seen=own)
    current, keys = _Current(draft), _shown_keys(draft)
    runs: list[Run] = []
    for run in edit.paragraph.runs:
        if isinstance(run, Number):
            runs.append(run if current.holds(edit.key, run) else current.of(edit.key, run) or run.text)
        else:
            runs.append(LOST if isinstance(run, Reference) and run.key not in keys else run)
    return replace(edit, paragraph=replace(edit.paragraph, runs=_joined(runs)), seen=own)


def clean(words: str) -> str:
    """Words as they may stand in a paragraph: on one line, without characters that no document may hold. Raises UserError where none are left."""
    told = re.sub(r"\s*[\r\n]+\s*", "", _NEVER.sub("", words.replace("\t", " "))).strip()
    if not told:
        raise UserError(
            what="没有写字 / no words were written",
            where="报告 / report",
            cure="写上文字；不要这一段就点“删去” / write some; to leave the paragraph out, drop it",
        )
    if len(told) > LONGEST:
        raise UserError(
            what=f"一段有 {len(told)} 字，太长 / a paragraph of {len(told)} characters is too long",
            where="报告 / report",
            cure=f"分成几段，每段不超过 {LONGEST} 字 / make several of at most {LONGEST}",
        )
    return told


def _paragraph(document: Document, key: str) -> Paragraph:
    for block in document.blocks:
        if block.key == key and isinstance(block, Paragraph):
            return block
    raise _gone(key)


def _gone(key: str) -> UserError:
    return UserError(
        what="这一段已不在草稿里 / this paragraph is no longer in the draft",
        where=key,
        cure="刷新页面，看现在的草稿 / reload the page and look at the draft as it is",
    )


# ------------------------------------------------------------------------------------------------ words and numbers


def words_of(runs: Iterable[Run], captions: Mapping[str, str]) -> str:
    """Runs as words to be edited: numbers as they are written, references as 图2, 表1."""
    return "".join(_text(run, captions) for run in runs)


def _text(run: Run, captions: Mapping[str, str]) -> str:
    return run if isinstance(run, str) else run.text if isinstance(run, Number) else captions.get(run.key, LOST)


def bound(words: str, runs: Sequence[Run], captions: Mapping[str, str], spare: Sequence[Number] = ()) -> tuple[Run, ...]:
    """Words in which the numbers of `runs` are bound again.

    A number stays bound where its text stands unchanged among what stands unchanged; else where its text, by itself (`5%` does not stand in `15%`), is there
    once and was lost once. `spare` are further numbers that may be found that second way. 图2, 表1 become references.
    """
    placed = _aligned(words, runs, captions)
    found = {number for _, _, number in placed}
    left = list(dict.fromkeys(run for run in (*runs, *spare) if isinstance(run, Number) and run not in found))
    for text in dict.fromkeys(number.text for number in left):
        same = [number for number in left if number.text == text]
        free = [span for span in _standing(words, text) if all(span[1] <= start or span[0] >= end for start, end, _ in placed)]
        if len(same) == len(free) == 1:
            placed.append((*free[0], same[0]))
    return _joined(_split(words, sorted(placed, key=lambda one: one[0]), {said: key for key, said in captions.items()}))


_Placed = tuple[int, int, Number]


def _aligned(words: str, runs: Sequence[Run], captions: Mapping[str, str]) -> list[_Placed]:
    """The numbers whose text lies within what the old words and the new have in common."""
    old, spans, at = words_of(runs, captions), [], 0
    for run in runs:
        text = _text(run, captions)
        if isinstance(run, Number):
            spans.append((at, at + len(text), run))
        at += len(text)
    texts = [number.text for _, _, number in spans]
    kept = SequenceMatcher(None, old, words, autojunk=False).get_matching_blocks()
    return [
        (start - block.a + block.b, end - block.a + block.b, number)
        for start, end, number in spans
        for block in kept
        if start < end and block.a <= start and end <= block.a + block.size
        if block.size > end - start or texts.count(number.text) == 1  # of two of one text only what stands beside it tells which it is
        if _alone(words, start - block.a + block.b, end - block.a + block.b)
    ]


def _standing(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a number's text stands by itself."""
    at = words.find(text) if text else -1
    while at >= 0:
        if _alone(words, at, at + len(text)):
            yield at, at + len(text)
        at = words.find(text, at + len(text))


def _alone(words: str, start: int, end: int) -> bool:
    """Whether words from one place to another are no part of a longer number, and have no minus before them."""
    before, after = words[max(0, start - 2) : start], words[end : end + 2]
    if words[start] in _DIGIT and before and (before[-1] in _DIGIT or before[-1] in ".,"):
        return False
    if words[start] in _DIGIT and before[-1:] in ("-", "−") and (len(before) == 1 or before[0] not in "0123456789%‰"):
        return False
    if words[end - 1] not in _DIGIT or not after:
        return True
    more = after[0] in _DIGIT or after[0] in "%‰/" or (after[0] in ".," and len(after) == 2 and after[1] in _DIGIT)
    return not more


def _split(words: str, placed: Sequence[_Placed], captioned: Mapping[str, str]) -> Iterator[Run]:
    at = 0
    for start, end, number in (*placed, (len(words), len(words), None)):
        done = at
        for found in _CAPTION.finditer(words, at, start):
            if found.group() in captioned:
                yield words[done : found.start()]
                yield Reference(captioned[found.group()])
                done = found.end()
        yield words[done:start]
        if number is not None:
            yield number
        at = end


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs without empty ones, neighbouring words put together."""
    found: list[Run] = []
    for run in runs:
        if isinstance(run, str) and found and isinstance(found[-1], str):
            found[-1] += run
        elif run != "":
            found.append(run)
    return tuple(found)


# ------------------------------------------------------------------------------------------------ laying edits over a draft


class _Current:
    """The numbers of a draft by what they are of; a paragraph's own count before those elsewhere."""

    def __init__(self, draft: Document) -> None:
        self._own: dict[tuple[str, Subject], list[Number]] = {}
        self._any: dict[Subject, list[Number]] = {}
        for key, number in draft.numbers():
            self._own.setdefault((key, number.subject), []).append(number)
            self._any.setdefault(number.subject, []).append(number)

    def holds(self, key: str, number: Number) -> bool:
        """Whether the draft still says a number: with its text in the same paragraph, or with its value elsewhere."""
        own = self._own.get((key, number.subject))
        if own is not None:
            return any(one.text == number.text for one in own)
        return any(number.text == one.text or number.value == one.value for one in self._any.get(number.subject, ()))

    def of(self, key: str, number: Number) -> Number | None:
        """The number of the same subject that the draft says now."""
        return next(iter(self._own.get((key, number.subject)) or self._any.get(number.subject) or ()), None)


def _shown_keys(draft: Document) -> frozenset[str]:
    return frozenset(block.key for block in draft.blocks if isinstance(block, Table | Picture))


def laid(draft: Document, edits: Sequence[Edit]) -> Laid:
    """Lay edits, in the order in which they were made, over a draft."""
    blocks, current, keys = list(draft.blocks), _Current(draft), _shown_keys(draft)
    anchors: dict[str, str] = {}
    stale: list[Stale] = []
    redrafted: list[str] = []
    orphans: list[Edit] = []
    for edit in edits:
        at = next((index for index, block in enumerate(blocks) if block.key == (edit.after or edit.key)), None)
        if at is None or (edit.kind != "add" and not isinstance(blocks[at], Paragraph)):
            orphans.append(edit)
            continue
        if edit.paragraph is not None:
            stale += _stale(edit.key, edit.paragraph, current, keys)
            _put(blocks, anchors, at, edit, _whole(edit.paragraph, keys))
        if edit.kind != "add" and _frame(edit.seen) != _frame(_original(draft, edit.key)):
            redrafted.append(edit.key)
    gone = {edit.key for edit in edits if edit.kind == "drop"}
    left = tuple(block for block in blocks if block.key not in gone or not isinstance(block, Paragraph))
    return Laid(replace(draft, blocks=left), tuple(stale), tuple(redrafted), tuple(orphans))


def _put(blocks: list[Block], anchors: dict[str, str], at: int, edit: Edit, paragraph: Paragraph) -> None:
    """Put a paragraph in the place of the one that it replaces, or behind its block and those that were put there before."""
    if edit.kind != "add":
        blocks[at] = paragraph
        return
    behind = at + 1
    while behind < len(blocks) and _stands_behind(anchors, blocks[behind].key, edit.after):
        behind += 1
    blocks.insert(behind, paragraph)
    anchors[edit.key] = edit.after


def _stands_behind(anchors: Mapping[str, str], key: str, after: str) -> bool:
    """Whether a block was put behind another by hand, or behind one that was."""
    while key in anchors:
        key = anchors[key]
        if key == after:
            return True
    return False


def _stale(key: str, paragraph: Paragraph, current: _Current, keys: frozenset[str]) -> Iterator[Stale]:
    for run in paragraph.runs:
        if isinstance(run, Number) and not current.holds(key, run):
            yield Stale(key, run, current.of(key, run))
        elif isinstance(run, Reference) and run.key not in keys:
            yield Stale(key, run, None)


def _whole(paragraph: Paragraph, keys: frozenset[str]) -> Paragraph:
    """A paragraph in which references that lead nowhere are words."""
    runs = _joined(LOST if isinstance(run, Reference) and run.key not in keys else run for run in paragraph.runs)
    return replace(paragraph, runs=runs)


def _original(draft: Document, key: str) -> Paragraph | None:
    return next((block for block in draft.blocks if block.key == key and isinstance(block, Paragraph)), None)


def _frame(paragraph: Paragraph | None) -> tuple[object, ...] | None:
    """What a paragraph says apart from its numbers."""
    if paragraph is None:
        return None
    return paragraph.lead, *(run.subject if isinstance(run, Number) else run for run in paragraph.runs)
