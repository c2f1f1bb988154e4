"""The pages of a PDF by PDFium → text: characters with their places, drawn rules, then lines (`boxes`) without page furniture.

Runs inside the process of `pdf_worker`; nothing else calls PDFium.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from qingmiao.reading.formats import furniture
from qingmiao.reading.formats.boxes import Box, Line, Rule, lines_of, paragraphs
from qingmiao.reading.formats.model import LONGEST, Refused

MOST_PAGES: Final = 3000
MOST_OBJECTS: Final = 20_000
"""Drawn objects of a page; a page with more is a map, its rules are no table."""
MOST_RULES: Final = 4000
_THIN: Final = 2.5
_SHORT: Final = 5.0

# Radicals that fonts give instead of the characters, beside those that Unicode itself maps. Source: CJK Radicals Supplement, Unicode 15.
_RADICALS: Final = dict(zip("⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳", "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟", strict=True))  # fmt: skip


class _Char(NamedTuple):
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    angle: int


def text_of_pdf(data: bytes) -> tuple[str, list[str]]:
    """The text of a PDF and notes; Refused with a reason."""
    document = _opened(data)
    if len(document) > MOST_PAGES:
        raise Refused("long")
    pages: list[list[Line]] = []
    empty: list[int] = []
    seen: Counter[str] = Counter()
    for index in range(len(document)):
        lines = _page(document, index, seen)
        pages.append(lines)
        if not lines:
            empty.append(index + 1)
        if seen["all"] > LONGEST:
            raise Refused("long")
    _refuse_unreadable(seen, len(pages))
    kept = (line for page in furniture.without(pages) for line in page)
    return "".join(f"{words}\n" for words in paragraphs(kept)), _notes(empty, len(pages))


def _opened(data: bytes) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Refused("encrypted" if "assword" in str(error) or "ecurity" in str(error) else "damaged") from None


def _refuse_unreadable(seen: Counter[str], pages: int) -> None:
    """Refuse a scan (hardly a character on a page) and fonts that do not say what they show."""
    if seen["all"] < 10 or (seen["images"] and seen["all"] < 12 * pages):
        raise Refused("scan")
    if seen["odd"] * 4 > seen["all"]:
        raise Refused("garbled")


def _notes(empty: list[int], count: int) -> list[str]:
    if not empty or len(empty) == count:
        return []
    named = "、".join(map(str, empty[:10])) + ("…" if len(empty) > 10 else "")
    return [f"第 {named} 页没有文字（空白或扫描页） / no text on page {named} (blank or scanned)"]


def _page(document: Any, index: int, seen: Counter[str]) -> list[Line]:
    """The lines of one page; one that is broken has none."""
    try:
        page = document[index]
        textpage = page.get_textpage()
    except pdfium.PdfiumError:
        return []
    try:
        count = textpage.count_chars()
        if seen["all"] + count > 2 * LONGEST:
            raise Refused("long")
        chars = _upright(list(_chars(textpage.raw, count)))
        rules = _rules(page, seen, bool(chars))
        seen["all"] += len(chars)
        seen["odd"] += sum(_odd(char.text) for char in chars)
        return lines_of(_boxes(chars, rules), rules)
    finally:
        textpage.close()
        page.close()


def _odd(ch: str) -> bool:
    return ch == "\ufffd" or unicodedata.category(ch) in ("Co", "Cn", "Cs", "Cc")


def _plain(code: int) -> str:
    """A character as it is written: radicals and compatibility forms that fonts put in its place are undone."""
    ch = chr(code) if code < 0x110000 else "\ufffd"
    if 0x2E80 <= code <= 0x2FDF:
        return _RADICALS.get(ch) or unicodedata.normalize("NFKC", ch)
    return unicodedata.normalize("NFC", ch)[:1] if 0xF900 <= code <= 0xFAFF else ch


def _chars(textpage: Any, count: int) -> Iterator[_Char]:
    """The visible characters of a page in the order of the file; a pair of surrogates is one."""
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + (high - 0xD800 << 10) + code - 0xDC00, 0) if high else (0xFFFD, 0)
        ch = _plain(code)
        if ch.isspace() or code in (0, 0xAD, 0x200B, 0xFEFF, 0xFFFE) or raw.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        if raw.FPDFText_GetLooseCharBox(textpage, index, box):
            angle = round(raw.FPDFText_GetCharAngle(textpage, index) * 57.2957795 / 15) * 15 % 360
            x0, y0, x1, y1 = _rect(box)
            if angle == 0 and raw.FPDFText_GetCharOrigin(textpage, index, x, y):
                # Fonts differ in how high they reach, not in where they stand.
                y0, y1 = y.value - 0.25 * (y1 - y0), y.value + 0.75 * (y1 - y0)
            yield _Char(ch, x0, y0, x1, y1, angle)


def _rect(box: Any) -> tuple[float, float, float, float]:
    return min(box.left, box.right), min(box.bottom, box.top), max(box.left, box.right), max(box.bottom, box.top)


def _upright(chars: list[_Char]) -> list[_Char]:
    """The characters that run as most do, turned upright; those that run otherwise (watermarks) are left out."""
    if not chars:
        return []
    way = Counter(char.angle for char in chars).most_common(1)[0][0]
    turned = (_turned(char, way) for char in chars if char.angle == way)
    return [char for char in turned if char.x1 - char.x0 < 2000 and char.y1 - char.y0 < 400]


def _turned(char: _Char, way: int) -> _Char:
    x0, y0, x1, y1 = char.x0, char.y0, char.x1, char.y1
    if way == 270:
        x0, y0, x1, y1 = y0, -x1, y1, -x0
    elif way == 180:
        x0, y0, x1, y1 = -x1, -y1, -x0, -y0
    elif way == 90:
        x0, y0, x1, y1 = -y1, x0, -y0, x1
    return _Char(char.text, x0, y0, x1, y1, 0)


def _boxes(chars: list[_Char], rules: list[Rule]) -> list[Box]:
    """Characters that follow each other on a line, up to a gap or an upright rule, as boxes."""
    walls = [rule for rule in rules if rule.x0 == rule.x1]
    found: list[Box] = []
    words: list[_Char] = []
    drawn: set[tuple[str, int, int]] = set()
    for char in chars:
        twice = (char.text, round(char.x0), round(char.y0))
        if twice in drawn:
            continue
        drawn.add(twice)
        if words and not _follows(words[-1], char, walls):
            found.append(_box(words, len(found)))
            words = []
        words.append(char)
    return [*found, _box(words, len(found))] if words else found


def _follows(left: _Char, right: _Char, walls: list[Rule]) -> bool:
    """Whether a character goes on where the last one ended."""
    size = max(left.y1 - left.y0, right.y1 - right.y0, 1.0)
    gap = right.x0 - left.x1
    middle, before = (right.y0 + right.y1) / 2, (left.y0 + left.y1) / 2
    if not (abs(middle - before) < 0.4 * size and -0.5 * size < gap < 0.3 * size):
        return False
    if gap > 0.12 * size and left.text.isascii() and right.text.isascii():
        return False
    here, there = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
    return not any(here < wall.x0 < there and wall.y0 <= middle <= wall.y1 for wall in walls)


def _box(chars: list[_Char], order: int) -> Box:
    return Box(
        "".join(char.text for char in chars),
        min(char.x0 for char in chars),
        min(char.y0 for char in chars),
        max(char.x1 for char in chars),
        max(char.y1 for char in chars),
        order,
    )


# ---------------------------------------------------------------------------------------------- rules


def _rules(page: Any, seen: Counter[str], wanted: bool) -> list[Rule]:
    """The drawn lines of a page, level and upright; images are counted on the way."""
    found: list[Rule] = []
    count = raw.FPDFPage_CountObjects(page.raw)
    for index in range(min(count, MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, index)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            seen["images"] += 1
        elif kind == raw.FPDF_PAGEOBJ_PATH and wanted and len(found) < MOST_RULES:
            found += _of_path(thing)
    whole = page.get_size()
    if page.get_rotation() or count > MOST_OBJECTS or len(found) >= MOST_RULES:
        return []
    return [rule for rule in found if not _frames(rule, whole)]


def _frames(rule: Rule, whole: tuple[float, float]) -> bool:
    """Whether a rule runs along the edge of the paper: a frame or a background."""
    near_x = min(rule.x0, whole[0] - rule.x1) < 8 and rule.x0 == rule.x1
    near_y = min(rule.y0, whole[1] - rule.y1) < 8 and rule.y0 == rule.y1
    return near_x or near_y


def _of_path(path: Any) -> Iterator[Rule]:
    """The rules of one path: a thin shape is one, a polygon has those of its sides that are level or upright."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(path, left, bottom, right, top):
        return
    x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
    if x1 - x0 <= _THIN or y1 - y0 <= _THIN:
        yield from _rule(x0, y0, x1, y1)
        return
    for (ax, ay, _), (bx, by, drawn) in pairwise(_points(path)):
        if drawn:
            yield from _rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _points(path: Any) -> Iterator[tuple[float, float, bool]]:
    """The corners of a path on the page, and whether a line is drawn to each; a closed shape goes back to where it began."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    first = (0.0, 0.0)
    for index in range(min(raw.FPDFPath_CountSegments(path), 400)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        here = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        line = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO
        first = first if line else here
        yield (*here, line)
        if raw.FPDFPathSegment_GetClose(segment):
            yield (*first, True)


def _rule(x0: float, y0: float, x1: float, y1: float) -> Iterator[Rule]:
    if x1 - x0 <= _THIN and y1 - y0 >= _SHORT:
        middle = (x0 + x1) / 2
        yield Rule(middle, y0, middle, y1)
    elif y1 - y0 <= _THIN and x1 - x0 >= _SHORT:
        middle = (y0 + y1) / 2
        yield Rule(x0, middle, x1, middle)
