"""Which characters a font has, read from its file; and fonts of the machine for those that the product's font has not."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Final

from qingmiao.charts.drawing import FONT_FOLDER
from qingmiao.errors import UserError

FAMILY: Final = "Qingmiao Sans SC"
_NO_GLYPH: Final = frozenset("\n\t\r \u200b")


def wanting(words: Iterable[str]) -> frozenset[str]:
    """The characters of words that the product's font has not."""
    letters = {letter for word in words for letter in word} - _NO_GLYPH
    (font,) = FONT_FOLDER.glob("*.otf")
    return frozenset(letter for letter in letters if ord(letter) not in characters_of(font, 0))


def stand_ins(letters: frozenset[str], known: Iterable[Any], where: str) -> dict[str, str]:
    """Families with their files that together have these characters, out of the fonts of the machine (`family`, `path`, `index`).

    Raises UserError that names the characters which none has and says where they stand.
    """
    left, found = set(letters), dict[str, str]()
    for font in sorted((font for font in known if font.path), key=lambda font: (font.family, font.path)):
        if not left:
            break
        has = {letter for letter in left if ord(letter) in _characters_or_none(font)}
        if has:
            found[font.family] = font.path
            left -= has
    if left:
        named = "、".join(f"{letter} (U+{ord(letter):04X})" for letter in sorted(left)[:20])
        raise UserError(
            what=f"没有一种字体有这些字，不能生成 PDF / no font has these characters, the PDF cannot be made: {named}",
            where=where,
            cure="在这台电脑上安装含有这些字的字体，或改用别的字 / install a font that has them on this machine, or write other characters",
        )
    return found


def _characters_or_none(font: Any) -> frozenset[int]:
    try:
        return characters_of(Path(font.path), font.index)
    except (OSError, struct.error, ValueError):
        return frozenset()


@cache
def characters_of(path: Path, index: int) -> frozenset[int]:
    """The code points of an OpenType or TrueType font, or of one font of a collection, from its table `cmap`."""
    with path.open("rb") as file:
        start = 0
        if file.read(4) == b"ttcf":
            file.seek(12 + 4 * index)
            (start,) = struct.unpack(">I", file.read(4))
        table = _table(file, start)
    count = struct.unpack(">H", table[2:4])[0]
    spots = {struct.unpack(">I", table[8 + 8 * at : 12 + 8 * at])[0] for at in range(count)}
    return frozenset(code for spot in spots for code in _codes(table, spot))


def _table(file: BinaryIO, start: int) -> bytes:
    file.seek(start + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    for _ in range(count):
        tag, _sum, at, length = struct.unpack(">4sIII", file.read(16))
        if tag == b"cmap":
            file.seek(at)
            return file.read(length)
    raise ValueError("a font without cmap")


def _codes(table: bytes, at: int) -> Iterator[int]:
    form = struct.unpack(">H", table[at : at + 2])[0]
    if form == 4:
        yield from _segments(table, at)
    elif form == 12:
        (groups,) = struct.unpack(">I", table[at + 12 : at + 16])
        for number in range(groups):
            first, last, _glyph = struct.unpack(">III", table[at + 16 + 12 * number : at + 28 + 12 * number])
            yield from range(first, last + 1)


def _segments(table: bytes, at: int) -> Iterator[int]:
    """Format 4: runs of characters; one whose glyph is 0 is not there."""
    (double,) = struct.unpack(">H", table[at + 6 : at + 8])
    count = double // 2

    def row(offset: int) -> tuple[int, ...]:
        return struct.unpack(f">{count}H", table[at + offset : at + offset + double])

    ends, starts, deltas, ranges = row(14), row(16 + double), row(16 + 2 * double), row(16 + 3 * double)
    base = at + 16 + 3 * double
    for number in range(count):
        for code in range(starts[number], min(ends[number], 0xFFFE) + 1):
            glyph = code
            if ranges[number]:
                spot = base + 2 * number + ranges[number] + 2 * (code - starts[number])
                (glyph,) = struct.unpack(">H", table[spot : spot + 2])
                if not glyph:
                    continue
            if (glyph + deltas[number]) & 0xFFFF:
                yield code
