"""Two versions of a document beside each other: which numbers, verdicts and words are others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from qingmiao.progress.model import Word
from qingmiao.reports.document import Annex, Block, Cell, Document, Heading, Number, Paragraph, Picture, Table, cell_runs, numbers_of

What = Literal["changed", "added", "removed"]
Op = Literal["same", "old", "new"]
Part = tuple[Op, str]

_TOKENS = re.compile(r"\d[\d.,]*(?<=\d)(?:[%‰]|/10?万)?|[A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of one subject in one block: as it was, as it is; None where it was or is not there. `section` and `label` say where it stands."""

    key: str
    section: str
    label: str
    old: Number | None
    new: Number | None

    @property
    def what(self) -> What:
        """Whether it is another, is new, or is gone."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict in a row of a table that is another."""

    key: str
    section: str
    label: str
    old: Word
    new: Word


@dataclass(frozen=True, slots=True)
class Text:
    """A heading or paragraph whose words are others: `parts` in a row, the old words and the new."""

    key: str
    section: str
    what: What
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that is different between two documents, in the order of the newer."""

    figures: tuple[Figure, ...]
    verdicts: tuple[Verdict, ...]
    texts: tuple[Text, ...]

    @property
    def none(self) -> bool:
        """Whether nothing is different."""
        return not (self.figures or self.verdicts or self.texts)


def differences(old: Document, new: Document) -> Differences:
    """What is different between two documents, block by block (by key)."""
    before, after = {block.key: block for block in old.blocks}, {block.key: block for block in new.blocks}
    sections = _sections(old) | _sections(new)
    figures: list[Figure] = []
    verdicts: list[Verdict] = []
    texts: list[Text] = []
    for key in _order(list(before), list(after)):
        one, other, section = before.get(key), after.get(key), sections[key]
        figures += _figures(key, section, one, other)
        if isinstance(one, Table) and isinstance(other, Table):
            verdicts += _verdicts(key, section, one, other)
        if (told := _text(key, section, one, other)) is not None:
            texts.append(told)
    return Differences(tuple(figures), tuple(verdicts), tuple(texts))


def _order(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The keys of both, in the order of the newer; what is gone stands behind what it stood behind."""
    known, kept = set(new), set(old)
    gone: dict[str, list[str]] = {}
    last = ""
    for key in old:
        if key in known:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    yield from gone.get("", ())
    for key in new:
        yield key
        if key in kept:
            yield from gone.get(key, ())


def _sections(document: Document) -> dict[str, str]:
    """Key → the heading or annex under which a block stands; that of a table or picture is its caption and title."""
    found: dict[str, str] = {}
    captions, now = document.captions(), ""
    for block in document.blocks:
        if isinstance(block, Heading):
            now = block.words
        elif isinstance(block, Annex):
            now = f"{block.number} {block.title}".strip()
        title = block.listing.title if isinstance(block, Table) else block.title if isinstance(block, Picture) else ""
        found[block.key] = f"{captions[block.key]} {title}" if block.key in captions else now
    return found


# ------------------------------------------------------------------------------------------------ figures and verdicts


def _figures(key: str, section: str, old: Block | None, new: Block | None) -> Iterator[Figure]:
    before, after = _labelled(old), _labelled(new)
    for subject in _order_of(before, after):
        one, other = before.get(subject, []), after.get(subject, [])
        if [number.text for _, number in one] == [number.text for _, number in other]:
            continue
        for left, right in zip_longest(one, other):
            if left is None or right is None or left[1].text != right[1].text:
                yield Figure(key, section, (right or left)[0], left and left[1], right and right[1])


def _order_of(old: Iterable[object], new: Iterable[object]) -> Iterable[object]:
    return dict.fromkeys([*new, *old])


def _labelled(block: Block | None) -> dict[object, list[tuple[str, Number]]]:
    """Subject → the numbers of it in a block, each with the row and column in which it stands."""
    found: dict[object, list[tuple[str, Number]]] = {}
    for label, number in _with_labels(block):
        found.setdefault(number.subject, []).append((label, number))
    return found


def _with_labels(block: Block | None) -> Iterator[tuple[str, Number]]:
    if not isinstance(block, Table):
        yield from (("", number) for number in (numbers_of(block) if block is not None else ()))
        return
    heads = [column.head.replace("\n", "") for column in block.listing.columns]
    for row in block.listing.rows:
        name = row_name(row)
        for head, cell in zip(heads, row, strict=True):
            yield from ((" · ".join(filter(None, (name, head))), run) for run in cell_runs(cell) if isinstance(run, Number))


def row_name(row: Sequence[Cell]) -> str:
    """What a row is of: its words before the first number or verdict, without running numbers."""
    names: list[str] = []
    for cell in row:
        if isinstance(cell, Word) or not isinstance(cell, str):  # a verdict is a str, too
            break
        names.append(cell)
    return " ".join(name for name in names if not name.isdigit() and name != "—")


def _verdicts(key: str, section: str, old: Table, new: Table) -> Iterator[Verdict]:
    """Verdicts of rows and columns of one name that are others."""
    before = dict(_words(old))
    for (name, nth, head), word in _words(new):
        was = before.get((name, nth, head))
        if was is not None and was is not word:
            yield Verdict(key, section, name, was, word)


def _words(table: Table) -> Iterator[tuple[tuple[str, int, str], Word]]:
    seen: Counter[str] = Counter()
    for row in table.listing.rows:
        name = row_name(row)
        for column, cell in zip(table.listing.columns, row, strict=True):
            if isinstance(cell, Word):
                yield (name, seen[name], column.head), cell
        seen[name] += 1


# ------------------------------------------------------------------------------------------------ words


def _text(key: str, section: str, old: Block | None, new: Block | None) -> Text | None:
    before, after = _said(old), _said(new)
    if before == after:
        return None
    if before is None or after is None:
        what: What = "added" if before is None else "removed"
        return Text(key, section, what, (("new" if before is None else "old", after or before or ""),))
    return Text(key, section, "changed", tuple(word_parts(before, after)))


def _said(block: Block | None) -> str | None:
    return block.words if isinstance(block, Heading | Paragraph) else None


def word_parts(old: str, new: str) -> Iterator[Part]:
    """Old and new words in a row: what both have, what only the old has, what only the new has. A number with its unit is one word."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            yield "same", "".join(before[a:b])
            continue
        if a < b:
            yield "old", "".join(before[a:b])
        if c < d:
            yield "new", "".join(after[c:d])
