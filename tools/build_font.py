"""Make the Chinese font of the charts: a subset of Noto Sans CJK SC under a name of its own.

Run where fonttools and the source font are at hand (Debian: package fonts-noto-cjk), never at run time:

    python tools/build_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

Kept are ASCII, the characters of GB 2312 (both levels, with its punctuation and numerals), the signs that charts and
reports use, and every character of the texts that come with the product (place names, catalogue, plans, demonstration).
The family has a name of its own, so that a font of the machine never takes its place.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found,unused-ignore]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-not-found,unused-ignore]

ROOT = Path(__file__).resolve().parent.parent
FAMILY = "Qingmiao Sans SC"
TARGET = ROOT / "src" / "qingmiao" / "charts" / "fonts" / "QingmiaoSansSC-Regular.otf"
LIMIT = 5 * 1024 * 1024
SIGNS = "—–…‰％·“”‘’《》〈〉【】〔〕（）●▲◆■◐○□△◇×✕≥≤＜＞±≈～℃²³"
SHIPPED = ("src/qingmiao/**/*.yaml", "src/qingmiao/**/*.csv", "src/qingmiao/**/*.py", "plans/**/*.yaml", "plans/**/*.txt")
LANGUAGE_OF_FACE = "Noto Sans CJK SC"


def gb2312() -> Iterator[str]:
    """Every character of GB 2312, rows 1 to 87."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def shipped() -> set[str]:
    """Every character beyond ASCII of the texts that come with the product, but for the words that the reader reads by: nobody draws them."""
    files = (path for pattern in SHIPPED for path in ROOT.glob(pattern) if "reading" not in path.parts)
    return {character for path in files for character in path.read_text(encoding="utf-8", errors="ignore") if character > "\x7f"}


def face(source: Path) -> TTFont:
    """The face for simplified Chinese of a collection, or the only face of a file."""
    if source.suffix.lower() != ".ttc":
        return TTFont(source)
    return next(font for font in TTCollection(source).fonts if font["name"].getDebugName(1) == LANGUAGE_OF_FACE)


def rename(font: TTFont) -> None:
    """Give the family its own name; copyright and licence records stay."""
    own = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} subset", 4: FAMILY, 6: "QingmiaoSansSC-Regular"}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in {0, 5, 13, 14}]
    for number, text in own.items():
        table.setName(text, number, 3, 1, 0x409)
    font["CFF "].cff.fontNames = [own[6]]


def build(source: Path, target: Path) -> int:
    """Write the subset and return its size in bytes; characters that the source has not are left out."""
    font = face(source)
    options = Options(layout_features=["kern", "locl", "ccmp"], name_IDs=["*"], hinting=False, desubroutinize=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in {*map(chr, range(32, 127)), *gb2312(), *SIGNS, *shipped()}])
    subsetter.subset(font)
    rename(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)
    return target.stat().st_size


def main() -> int:
    """Build, print size and number of characters, and refuse more than the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path)
    parser.add_argument("--target", type=Path, default=TARGET)
    asked = parser.parse_args()
    size = build(asked.source, asked.target)
    count = len(TTFont(asked.target).getBestCmap())
    print(f"{asked.target.name}: {count} characters, {size / 1e6:.2f} MB")
    return 0 if size <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
