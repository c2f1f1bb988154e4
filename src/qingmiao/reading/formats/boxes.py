"""Words on a page as boxes → lines in reading order: columns one after the other, ruled tables as one line a row.

Nothing here knows of PDF: `Box`es and `Rule`s in points, y upwards, go in; `Line`s from the top of the page to its end come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

NEAR: Final = 3.0
"""Points within which rules meet and edges are the same."""
FEWEST: Final = 6
"""Lines that each of two columns must have."""
WIDE: Final = 1.2
"""Heights of a line: a gap wider than this is one between cells, not between words."""
MOST_CELLS: Final = 20_000

_ENDS: Final = frozenset("。：:!?！？")
_CLOSING: Final = frozenset("，。、；：！？）》”’〉】%‰")
_OPENING: Final = frozenset("（《“‘〈【")
_WORD = re.compile(r"[A-Za-z0-9.%‰≥≤/+\-]{0,12}")
_ITEM = re.compile(
    r"\s*(?:\d{1,2}\s*[.、．](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节条部]|[①-⑳●•■◆]|——)"
)


class Box(NamedTuple):
    """Words that stand together on one line, with their place on the page; `order` is their place in the file."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    order: int


class Rule(NamedTuple):
    """A drawn line, upright (x0 = x1) or level (y0 = y1)."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its upper and lower edge, its ends (x0, x1), and the edges of the column that it stands in.

    A row of a table has no ends.
    """

    text: str
    top: float
    bottom: float
    x0: float = 0.0
    x1: float = 0.0
    left: float = 0.0
    right: float = 0.0

    @property
    def size(self) -> float:
        """Its height."""
        return max(1.0, self.top - self.bottom)

    @property
    def flush(self) -> bool:
        """Whether it begins at the left edge, without indent."""
        return self.x1 > self.x0 and self.x0 - self.left < 0.7 * self.size


def lines_of(boxes: Sequence[Box], rules: Sequence[Rule]) -> list[Line]:
    """The lines of one page in reading order."""
    tables = [table for group in _groups(rules) if (table := _grid(group)) is not None]
    inside: list[list[Box]] = [[] for _ in tables]
    outside: list[Box] = []
    for box in boxes:
        home = next((index for index, table in enumerate(tables) if table.holds(box)), None)
        (outside if home is None else inside[home]).append(box)
    bands = [_Band(table.top, table.bottom, table_lines(table, held)) for table, held in zip(tables, inside, strict=True) if held]
    return _merged(_columns(outside), bands)


class _Band(NamedTuple):
    top: float
    bottom: float
    lines: list[Line]


def _merged(lines: list[Line], bands: list[_Band]) -> list[Line]:
    """Put each table before the first line that stands below it, in the order in which lines are read."""
    found = list(lines)
    for band in sorted(bands, key=lambda band: band.top):
        middle = (band.top + band.bottom) / 2
        at = next((index for index, line in enumerate(found) if line.top <= middle), len(found))
        found[at:at] = band.lines
    return found


# ---------------------------------------------------------------------------------------------- rows


def rows_of(boxes: Iterable[Box]) -> list[list[Box]]:
    """Boxes on the same line together, lines from the top, boxes from the left."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (-(box.y0 + box.y1), box.x0)):
        if rows and _beside(rows[-1][0], box):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: (box.x0, box.order)) for row in rows]


def _beside(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one line: they share more than half of the lower one's height."""
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared > 0.5 * min(one.y1 - one.y0, other.y1 - other.y0)


def _latin(text: str) -> bool:
    return text[:1].isascii() and text[:1].isalnum()


def joined(row: Sequence[Box]) -> str:
    """The words of one line: a tab for a wide gap and for every gap beside one, a blank between words, nothing inside a sentence."""
    gaps = [(right.x0 - left.x1) / max(4.0, min(left.y1 - left.y0, right.y1 - right.y0)) for left, right in pairwise(row)]
    apart = any(gap > WIDE for gap in gaps)
    said = row[0].text
    for (left, right), gap in zip(pairwise(row), gaps, strict=True):
        words = gap > 0.12 and _latin(left.text[-1:]) and _latin(right.text)
        said += ("\t" if apart and gap > 0.3 else " " if gap > 0.6 or words else "") + right.text
    return said


def _lines(rows: Sequence[Sequence[Box]], column: Sequence[Sequence[Box]] = ()) -> list[Line]:
    """Rows as lines of their column; its edges are those of all its rows."""
    left = min((row[0].x0 for row in column or rows), default=0.0)
    right = max((row[-1].x1 for row in column or rows), default=0.0)
    return [Line(joined(row), max(box.y1 for box in row), min(box.y0 for box in row), row[0].x0, row[-1].x1, left, right) for row in rows]


def paragraphs(lines: Iterable[Line]) -> Iterator[str]:
    """Lines of which one goes on in the next are joined; what is not sure stays two lines."""
    said = ""
    last: Line | None = None
    for line in lines:
        if last is not None and _goes_on(last, line):
            said += (" " if _latin(said[-1:]) and _latin(line.text) else "") + line.text
        else:
            if last is not None:
                yield said
            said = line.text
        last = line
    if last is not None:
        yield said


def _needs(text: str) -> float:
    """How much room (in heights of a line) the beginning of a line takes that may not be broken: a number or word, a mark that begins no line."""
    match = _WORD.match(text)
    word = match.group() if match else ""
    width = 0.65 * len(word) if word else 1.0
    after = text[len(word) or 1 :][:1]
    return 0.8 + width + (1.0 if after and after in _CLOSING else 0.0) + (1.0 if text[:1] in _OPENING else 0.0)


def _goes_on(line: Line, below: Line) -> bool:
    """Whether a sentence runs from a full line into one without indent, of the same size, that begins no item."""
    full = line.x1 > line.x0 and line.right - line.x1 < _needs(below.text) * line.size
    alike = abs(line.size - below.size) < 0.3 * line.size and "\t" not in line.text + below.text
    return full and below.flush and alike and line.text[-1:] not in _ENDS and not _ITEM.match(below.text)


# ---------------------------------------------------------------------------------------------- columns


def _columns(boxes: list[Box]) -> list[Line]:
    """The lines outside tables; where the page has two columns, the left one of each stretch before the right one."""
    rows = rows_of(boxes)
    gutter = _gutter(rows)
    if gutter is None:
        return _lines(rows)
    found: list[Line] = []
    left: list[list[Box]] = []
    right: list[list[Box]] = []
    for row in rows:
        if any(box.x0 < gutter < box.x1 for box in row):
            found += [*_lines(left), *_lines(right), *_lines([row], rows)]
            left, right = [], []
            continue
        for side, part in ((left, [box for box in row if box.x1 <= gutter]), (right, [box for box in row if box.x0 >= gutter])):
            if part:
                side.append(part)
    return [*found, *_lines(left), *_lines(right)]


def _gutter(rows: Sequence[Sequence[Box]]) -> float | None:
    """The x between two columns of running text, None where there are not two.

    Few lines cross it, both sides are full of words, and the file holds one column before the other or both are filled to the edge.
    """
    if not rows:
        return None
    x0, x1 = min(box.x0 for row in rows for box in row), max(box.x1 for row in rows for box in row)
    places = [x0 + (x1 - x0) * step / 100 for step in range(35, 66)]
    at = min(places, key=lambda x: (sum(_crosses(row, x) for row in rows), abs(x - (x0 + x1) / 2)))
    free = [row for row in rows if not _crosses(row, at)]
    left = [part for row in free if (part := [box for box in row if box.x1 <= at])]
    right = [part for row in free if (part := [box for box in row if box.x0 >= at])]
    if min(len(left), len(right)) < FEWEST or len(free) < 0.6 * len(rows):
        return None
    full = min(_fullness(left, x0, at), _fullness(right, at, x1))
    return at if full > 0.75 or (full > 0.45 and _in_turn(free, at)) else None


def _crosses(row: Sequence[Box], x: float) -> bool:
    return any(box.x0 < x < box.x1 for box in row)


def _fullness(side: Sequence[Sequence[Box]], x0: float, x1: float) -> float:
    """How much of a column's width its middling line fills."""
    widths = sorted(sum(box.x1 - box.x0 for box in row) for row in side)
    return widths[len(widths) // 2] / max(1.0, x1 - x0)


def _in_turn(rows: Sequence[Sequence[Box]], at: float) -> bool:
    """Whether the file holds the words of one side before those of the other, as text in columns does and rows of a table do not."""
    sides = [box.x0 >= at for box in sorted((box for row in rows for box in row), key=lambda box: box.order)]
    return sum(one != other for one, other in pairwise(sides)) * 5 <= len(rows)


# ---------------------------------------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: edges from the left and from the top, and the rules drawn."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rules: tuple[Rule, ...]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.ys[-1]

    def holds(self, box: Box) -> bool:
        """Whether a box stands inside it."""
        return self.xs[0] - NEAR <= (box.x0 + box.x1) / 2 <= self.xs[-1] + NEAR and self.bottom <= (box.y0 + box.y1) / 2 <= self.top


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch one another, directly or through others; grouped by sweeping from the left."""
    parent = list(range(len(rules)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    order = sorted(range(len(rules)), key=lambda index: rules[index].x0)
    open_: list[int] = []
    for index in order:
        rule = rules[index]
        open_ = [other for other in open_ if rules[other].x1 + NEAR >= rule.x0]
        for other in open_:
            if rules[other].y0 - NEAR <= rule.y1 and rule.y0 - NEAR <= rules[other].y1:
                parent[root(other)] = root(index)
        open_.append(index)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(root(index), []).append(rule)
    return list(groups.values())


def _edges(values: Iterable[float]) -> list[float]:
    """Values that are not the same within NEAR, rising."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def _grid(rules: Sequence[Rule]) -> Table | None:
    """The table that a group of rules draws: at least two rows or columns inside a frame; None for a frame or an underline."""
    xs = _edges(rule.x0 for rule in rules if rule.x0 == rule.x1)
    ys = _edges(rule.y0 for rule in rules if rule.y0 == rule.y1)
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > MOST_CELLS:
        return None
    return Table(tuple(xs), tuple(reversed(ys)), tuple(rules))


def _band(edges: Sequence[float], value: float) -> int:
    """Between which edges a value lies, whichever way they run."""
    return sum(1 for edge in edges[1:-1] if (value > edge) == (edges[-1] > edges[0]))


def table_lines(table: Table, boxes: Sequence[Box]) -> list[Line]:
    """One line a row, cells with tabs between; a cell over several rows stands in its first, one over several columns once."""
    roots = _merge_cells(table)
    cells: dict[tuple[int, int], list[Box]] = {}
    for box in boxes:
        place = (_band(table.ys, (box.y0 + box.y1) / 2), _band(table.xs, (box.x0 + box.x1) / 2))
        cells.setdefault(roots[place], []).append(box)
    found: list[Line] = []
    for row in range(len(table.ys) - 1):
        words = [_cell(cells.get((row, column), ())) for column in range(len(table.xs) - 1)]
        if any(words):
            found.append(Line("\t".join(words).rstrip("\t"), table.ys[row], table.ys[row + 1]))
    return found


def _cell(boxes: Sequence[Box]) -> str:
    """The words of one cell; its lines were broken to fit and are joined."""
    said = ""
    for row in rows_of(boxes):
        words = joined(row).replace("\t", " ")
        said += (" " if said and _latin(said[-1:]) and _latin(words) else "") + words
    return said


def _merge_cells(table: Table) -> dict[tuple[int, int], tuple[int, int]]:
    """For each field of the grid the first field (upper left) of the cell that it belongs to: fields without a rule between are one cell."""
    rows, columns = len(table.ys) - 1, len(table.xs) - 1
    walls = _walls(table)
    roots: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            left = roots[row, column - 1] if column and ("|", row, column) not in walls else None
            above = roots[row - 1, column] if row and ("-", row, column) not in walls else None
            roots[row, column] = above or left or (row, column)
    return roots


def _walls(table: Table) -> set[tuple[str, int, int]]:
    """Which fields have a rule on their left ("|") or above them ("-")."""
    rows = [(high + low) / 2 for high, low in pairwise(table.ys)]
    columns = [(left + right) / 2 for left, right in pairwise(table.xs)]
    found: set[tuple[str, int, int]] = set()
    for rule in table.rules:
        if rule.x0 == rule.x1:
            edge = min(range(len(table.xs)), key=lambda index: abs(table.xs[index] - rule.x0))
            found |= {("|", row, edge) for row, y in enumerate(rows) if rule.y0 - NEAR <= y <= rule.y1 + NEAR}
        else:
            edge = min(range(len(table.ys)), key=lambda index: abs(table.ys[index] - rule.y0))
            found |= {("-", edge, column) for column, x in enumerate(columns) if rule.x0 - NEAR <= x <= rule.x1 + NEAR}
    return found
