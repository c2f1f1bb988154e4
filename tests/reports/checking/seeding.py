"""Errors sown into a right report, one at a time, to see that each is found.

Where and what is sown is decided from the words and the truth alone, by patterns of its own, not by what the checker has understood.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from lxml import etree

from tests.reports.checking.check import check_spots
from tests.reports.checking.paper import Spot, W, blocks, said
from tests.reports.checking.truth import VERDICTS, Truth

SIGNS: Final = {
    "提高": "下降", "上升": "下降", "增加": "减少", "增长": "下降", "下降": "上升", "降低": "提高", "减少": "增加", "高于": "低于", "低于": "高于",
    "缩小": "扩大", "扩大": "缩小", "未达到": "达到", "高出": "低于", "升至": "降至", "降至": "升至", "最高": "最低", "最低": "最高", "以上": "以下", "以下": "以上", "以内": "以上",
    "基本持平": "持平", "持平": "基本持平",
}  # fmt: skip
UNITS: Final = {"%": "‰", "‰": "%", "百分点": "千分点", "千分点": "百分点", "/10万": "‰", "个百分点": "%", "个千分点": "‰"}
NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class Seed:
    """One error: in which paragraph or cell, from where to where, and what stands there instead."""

    kind: str
    spot: int
    start: int
    end: int
    new: str


def seeds(spots: Sequence[Spot], truth: Truth) -> list[Seed]:
    """Every error that can be sown: digits, years, values of neighbours, units, signs, names, places, verdicts, order."""
    names = sorted((name for one in truth.indicators.values() for name in one.names), key=len, reverse=True)
    found = []
    for index, spot in enumerate(spots):
        if spot.kind == "running" and not re.search(r"[\u4e00-\u9fff]", spot.words):
            continue
        makers = (_digits, _years, _decimals, _units, _signs, _order, _verdicts)
        made = [seed for maker in makers for seed in maker(spot.words)]
        made += [*_neighbours(spot.words, truth), *_places(spot, truth), *_names(spot, names)]
        found += [Seed(kind, index, start, end, new) for kind, start, end, new in made if spot.words[start:end] != new]
    return found


Sown = Iterator[tuple[str, int, int, str]]


def _digits(words: str) -> Sown:
    """The last digit of every number, one more."""
    for one in NUMBER.finditer(words):
        yield "last digit", one.end() - 1, one.end(), str((int(one.group()[-1]) + 1) % 10)


def _years(words: str) -> Sown:
    for one in YEAR.finditer(words):
        for step in (-1, 1):
            yield "neighbouring year", one.start(), one.end(), str(int(one.group()) + step)


def _decimals(words: str) -> Sown:
    """A number with one decimal less."""
    for one in re.finditer(r"\d+\.\d{2}(?!\d)", words):
        yield "rounding", one.start(), one.end(), one.group()[:-1]


def _units(words: str) -> Sown:
    for one in re.finditer(r"(?<=\d)(?:个?百分点|个?千分点|/10万|%|‰)", words):
        if one.group() in UNITS:
            yield "unit", one.start(), one.end(), UNITS[one.group()]


def _signs(words: str) -> Sown:
    """A word of direction turned, where a number stands near it; not in a name."""
    pattern = "|".join(sorted(SIGNS, key=len, reverse=True))
    for one in re.finditer(pattern, words):
        after, before = words[one.end() : one.end() + 3], words[max(0, one.start() - 1) : one.start()]
        bound = one.group() in ("以上", "以下", "以内")
        if re.search(r"[\d%‰万个]", before) if bound else re.search(r"\d|“", after) or one.group().endswith("持平"):
            yield "sign", one.start(), one.end(), SIGNS[one.group()]


def _order(words: str) -> Sown:
    """The first two numbers after 分别 in the wrong order."""
    for one in re.finditer(r"分别[^，。]{0,6}?(\d[^、和，。]*)([、和])(\d[^、和，。]*)", words):
        if one.group(1) != one.group(3):
            yield "order", one.start(1), one.end(3), f"{one.group(3)}{one.group(2)}{one.group(1)}"


def _verdicts(words: str) -> Sown:
    """One verdict for another where a count or a cell says it."""
    for one in re.finditer("|".join(VERDICTS), words):
        if re.match(r"[（\d]|$", words[one.end() :]) or re.search(r"\d项$", words[: one.start()]):
            other = VERDICTS[(VERDICTS.index(one.group()) + 3) % len(VERDICTS)]
            yield "verdict", one.start(), one.end(), other


def _neighbours(words: str, truth: Truth) -> Sown:
    """The value of the year beside it, or of another place, where a value stands."""
    for start, end, other in _values_beside(words, truth):
        yield "neighbour's value", start, end, other


def _values_beside(words: str, truth: Truth) -> Iterator[tuple[int, int, str]]:
    for one in re.finditer(r"(?<![\d.])\d+\.\d+(?![\d.])", words):
        keys = [
            key
            for key, figure in truth.figures.items()
            if figure.value is not None and truth.written(figure.value, _decimals_of(truth, key[0])) == one.group()
        ]
        for code, place, year, group in keys[:2]:
            beside = [
                (code, place, year - 1, group),
                (code, place, year + 1, group),
                *((code, other, year, group) for other in truth.places if other != place),
            ]
            for key in beside:
                figure = truth.figures.get(key)
                if figure is not None and figure.value is not None:
                    yield one.start(), one.end(), truth.written(figure.value, _decimals_of(truth, code))


def _decimals_of(truth: Truth, code: str) -> int:
    return truth.indicators[code].decimals


def _places(spot: Spot, truth: Truth) -> Sown:
    """Another place where the words name one of those below."""
    below = [truth.places[place][0] for place in truth.below]
    for index, name in enumerate(below):
        for one in re.finditer(re.escape(name), spot.words):
            yield "neighbouring place", one.start(), one.end(), below[(index + 1) % len(below)]


def _names(spot: Spot, names: Sequence[str]) -> Sown:
    """Another indicator where a sentence says a value of one."""
    if spot.kind not in ("text", "cell"):
        return
    for one in re.finditer("|".join(map(re.escape, names)), spot.words):
        if spot.kind == "cell" or re.match(r"(?:\d{4}年)?(?:由|为|比)[^，。]{0,8}\d", spot.words[one.end() :]):
            other = names[(names.index(one.group()) + 1) % len(names)]
            yield "other indicator", one.start(), one.end(), other


# Sowing


def sown(spots: Sequence[Spot], seed: Seed) -> list[Spot]:
    """The paragraphs and cells with one error in them; the other cells of its row know of it."""
    old = spots[seed.spot]
    words = old.words[: seed.start] + seed.new + old.words[seed.end :]
    changed = [*spots]
    lead = words[: len(old.lead)] if seed.end <= len(old.lead) else old.lead
    changed[seed.spot] = replace(old, words=words, lead=lead)
    for index in _beside(spots, seed.spot):
        one = changed[index]
        if old.kind == "head":
            row = tuple((words if head == old.words else head, cell) for head, cell in one.row)
            changed[index] = replace(one, column=words if one.column == old.words else one.column, row=row)
        else:
            row = tuple((head, words if (head, cell) == (old.column, old.words) else cell) for head, cell in one.row)
            changed[index] = replace(one, row=row)
    return changed


def _beside(spots: Sequence[Spot], place: int) -> list[int]:
    """The cells that know of a cell: those of its row; of a head, all of its table."""
    old = spots[place]
    if old.kind not in ("cell", "head"):
        return []
    mine = [index for index, one in enumerate(spots) if (one.kind, one.number, one.part) == ("cell", old.number, old.part)]
    return mine if old.kind == "head" else [index for index in mine if spots[index].row_number == old.row_number]


def near(changed: Sequence[Spot], seed: Seed) -> list[Spot]:
    """What must be read again after an error was sown: its paragraph, or its row; the lines of the cover; of numbered items all."""
    one = changed[seed.spot]
    if one.kind == "cover":
        return [spot for spot in changed if spot.kind == "cover"]
    if one.kind == "text" and re.match(r"\d+[．.]", one.words):
        return [spot for spot in changed if spot.kind in ("heading", "text")]
    return [changed[index] for index in sorted({*_beside(changed, seed.spot), seed.spot})]


def found(spots: Sequence[Spot], truth: Truth, seed: Seed) -> bool:
    """Whether an error is found."""
    changed = sown(spots, seed)
    return bool(check_spots(near(changed, seed), truth, of=changed).problems)


def missed(spots: Sequence[Spot], truth: Truth, chosen: Sequence[Seed]) -> list[Seed]:
    """The errors that are not found."""
    return [seed for seed in chosen if not found(spots, truth, seed)]


def shares(chosen: Sequence[Seed], lost: Sequence[Seed]) -> Mapping[str, tuple[int, int]]:
    """Of each kind: how many were found, of how many."""
    kinds = dict.fromkeys(seed.kind for seed in chosen)
    return {
        kind: (sum(one.kind == kind for one in chosen) - sum(one.kind == kind for one in lost), sum(one.kind == kind for one in chosen))
        for kind in kinds
    }


def sow(path: Path, to: Path, spot: Spot, seed: Seed) -> Path:
    """The file itself with one error in it, written into the runs where the words stand."""
    name = f"word/{spot.part}.xml"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, _changed(data, spot, seed) if entry.filename == name else data)
    return to


def _changed(data: bytes, spot: Spot, seed: Seed) -> bytes:
    root = etree.fromstring(data)
    block = list(blocks(root))[spot.number - 1]
    node = (
        block
        if block.tag == f"{W}p"
        else next(cell for cell in block.findall(f"{W}tr")[spot.row_number].findall(f"{W}tc") if _cell(cell) == spot.words)
    )
    _put(node, seed)
    changed: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return changed


def _cell(cell: Any) -> str:
    return "\n".join(said(paragraph) for paragraph in cell.findall(f"{W}p"))


def _put(node: Any, seed: Seed) -> None:
    """Take the words out of the runs that hold them, and put the new ones into the first."""
    position, put = 0, False
    paragraphs = node.findall(f"{W}p") or [node]
    for number, paragraph in enumerate(paragraphs):
        position += 1 if number else 0
        for leaf in paragraph.iter(f"{W}t", f"{W}br", f"{W}cr", f"{W}tab"):
            text = leaf.text or "" if leaf.tag == f"{W}t" else "\n"
            start, end = max(seed.start - position, 0), min(seed.end - position, len(text))
            if leaf.tag == f"{W}t" and start < end:
                leaf.text = text[:start] + ("" if put else seed.new) + text[end:]
                put = True
            position += len(text)
