"""The marks of verdicts in a picture, and the line that says what each means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from qingmiao.charts.definition import Lang
from qingmiao.charts.shapes import PATHS
from qingmiao.charts.svg import element, number, text, wide
from qingmiao.progress.model import SHOWN, Word

SIZE: Final = 4.9
"""Half the width of a mark in pixels."""

LEGEND_ROW: Final = 20.0
WIDTH: Final = 620
"""Width of a picture in pixels, printed at 156 mm: text of 12 pixels is about 9 pt."""


def shown(word: Word, lang: Lang) -> str:
    """The word of a verdict in a language."""
    return SHOWN[word].zh if lang == "zh" else SHOWN[word].en


def present(words: Iterable[Word]) -> list[Word]:
    """The verdicts that occur, in the order of the house."""
    found = set(words)
    return [word for word in Word if word in found]


def mark(word: Word, x: float, y: float, size: float = SIZE) -> str:
    """The shape of a verdict in its colour about a point."""
    return element("path", d=PATHS[word], fill=SHOWN[word].colour, transform=f"translate({number(x)},{number(y)}) scale({number(size)})")


def legend_lines(words: Sequence[Word], lang: Lang, width: float) -> list[list[tuple[float, Word]]]:
    """The words in as few lines as hold them, each with the left edge at which it stands."""
    lines: list[list[tuple[float, Word]]] = [[]]
    at = 0.0
    for word in words:
        room = 22 + wide(shown(word, lang), 12)
        if lines[-1] and at + room > width:
            lines.append([])
            at = 0.0
        lines[-1].append((at, word))
        at += room + 12
    return lines


def legend(words: Sequence[Word], lang: Lang, top: float, width: float, left: float = 4.0) -> Iterable[str]:
    """Shapes and words below a picture."""
    for row, line in enumerate(legend_lines(words, lang, width - left)):
        y = top + LEGEND_ROW * row
        for at, word in line:
            yield mark(word, left + at + 6, y)
            yield text(left + at + 18, y + 4, shown(word, lang))


def legend_height(words: Sequence[Word], lang: Lang, width: float, left: float = 4.0) -> float:
    """How high the legend is."""
    return LEGEND_ROW * len(legend_lines(words, lang, width - left)) if words else 0.0
