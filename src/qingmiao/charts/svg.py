"""Small helpers to write SVG: elements, text, number formats, scales, and the frame with its text alternative."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape, quoteattr

from qingmiao.charts.definition import Lang
from qingmiao.charts.words import FONTS, INK, WORDS


def number(value: float) -> str:
    """A coordinate: at most one decimal, no trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def element(tag: str, content: str = "", **attributes: object) -> str:
    """One element; `_` in an attribute's name stands for `-`; floats are written as coordinates."""
    pairs = "".join(
        f" {key.strip('_').replace('_', '-')}={quoteattr(_plain(value))}" for key, value in attributes.items() if value is not None
    )
    return f"<{tag}{pairs}>{content}</{tag}>" if content else f"<{tag}{pairs}/>"


def _plain(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """Words at a point, in the ink of the house unless `fill` says otherwise."""
    return element("text", escape(words), x=float(x), y=float(y), **{"fill": INK, **attributes})


def framed(body: Iterable[str], *, width: float, height: float, title: str, description: str) -> str:
    """A whole picture with title and description for screen readers; ids are made from its content."""
    inner = "".join(body)
    key = "c" + hashlib.sha256(f"{title}\n{description}\n{inner}".encode()).hexdigest()[:10]
    head = element("title", escape(title), id=f"{key}-t") + element("desc", escape(description), id=f"{key}-d")
    return element(
        "svg",
        head + inner,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=float(width),
        height=float(height),
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        font_family=FONTS,
        font_size=12,
    )


def titled(name: str, unit: str, lang: Lang, *, simulated: bool) -> str:
    """The title of a picture: what it shows, its unit, and that it is simulated."""
    mark = f" · {WORDS[lang]['simulated']}" if simulated else ""
    beside = f"（{unit}）" if lang == "zh" else f" ({unit})"
    return f"{name}{beside if unit else ''}{mark}"


def wide(words: str, size: float) -> float:
    """How wide words are, about; a Chinese character is as wide as it is high, others a good half."""
    return sum(_widths(words, size))


def _widths(words: str, size: float) -> list[float]:
    return [size if letter > "\u2e7f" else size * 0.6 for letter in words]


def shortened(words: str, pixels: float, size: float) -> str:
    """Words cut to a width, with … where something is left out."""
    widths = _widths(words, size)
    if sum(widths) <= pixels:
        return words
    room, kept = pixels - size, 0
    while room >= widths[kept]:
        room -= widths[kept]
        kept += 1
    return f"{words[:kept].rstrip()}…"


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """The linear function that takes low..high to start..end; a range of no width goes to the middle."""
    if low == high:
        return lambda _value: (start + end) / 2
    return lambda value: start + (value - low) / (high - low) * (end - start)


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round values that span low..high with about `wanted` steps of 1, 2, 2.5 or 5 times a power of ten."""
    span = (high - low) or abs(high) or 1.0
    power = 10 ** math.floor(math.log10(span / wanted))
    step = next((power * factor for factor in (1, 2, 2.5, 5) if span / (power * factor) <= wanted), power * 10)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]
