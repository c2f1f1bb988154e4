"""The stylesheet: verdicts have the colours of the house, every colour on its ground has the contrast of WCAG AA, nothing comes from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qingmiao.progress.model import SHOWN, Word

STATIC = Path(__file__).resolve().parents[2] / "src/qingmiao/web/static"
CSS = (STATIC / "site.css").read_text(encoding="utf-8")
NAMED = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", CSS))
AA = 4.5


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("word", list(Word))
def test_verdicts_have_the_colours_of_the_house_and_can_be_read(word: Word) -> None:
    assert NAMED[word.value] == SHOWN[word].colour
    grounds = {"#ffffff", NAMED["soft"], *re.findall(rf"\.[cb]\.v-{word.value}\{{background:(#[0-9a-f]+)", CSS)}
    assert min(contrast(SHOWN[word].colour, ground) for ground in grounds) >= AA


@pytest.mark.parametrize(
    ("ink", "ground"), [("ink", "soft"), ("quiet", "soft"), ("accent", "accent-soft"), ("ink", "warn"), ("accent", "soft")]
)
def test_words_can_be_read(ink: str, ground: str) -> None:
    assert contrast(NAMED[ink], NAMED[ground]) >= AA


def test_nothing_comes_from_elsewhere_and_the_first_page_is_light() -> None:
    files = [path for path in STATIC.iterdir() if path.is_file()]
    assert not re.search(r"https?://(?!www\.w3\.org)|@import|url\(", "".join(path.read_text(encoding="utf-8") for path in files))
    assert sum(path.stat().st_size for path in files) < 40_000
