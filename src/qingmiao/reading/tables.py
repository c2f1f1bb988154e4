"""Tables flattened to text: rows on a line with wide gaps, or every cell on a line of its own.

A table begins where cells that are heads of columns stand together, and ends at a heading or a sentence. Rows are told by their ordinals,
or by their lines. What a row promises is read as if name and value were one sentence; a column of a past year is background.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from qingmiao.reading import names, resources
from qingmiao.reading.clauses import Sentence
from qingmiao.reading.document import NEWLINE, View
from qingmiao.reading.draft import Draft
from qingmiao.reading.implied import read_implied
from qingmiao.reading.numbers import Quantity, quantities
from qingmiao.reading.predicates import Predicate, comparator_for
from qingmiao.reading.structure import Node
from qingmiao.reading.trends import read_trends
from qingmiao.reading.units_in_charge import split_units
from qingmiao.reading.values import read_values
from qingmiao.reading.wording import unit_of
from qingmiao.reading.years import mentions

_WIDE = re.compile(r"\t|\u3000| {2,}|[|｜]")
_ORDINAL = re.compile(r"\d{1,3}")
_END = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+[章节]|\([一二三四五六七八九十]{1,3}\)|注:|说明:|备注:|附件")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the run [start, end) of the view, its text, and the number of its line."""

    start: int
    end: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by what their columns hold; values and bases keep the year of their column."""

    number: str | None
    name: Cell
    unit: str | None
    values: tuple[tuple[Cell, int | None], ...]
    bases: tuple[tuple[Cell, int | None], ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    by: int | None
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its run of the view and its rows; `tasks` when its rows are tasks."""

    start: int
    end: int
    rows: tuple[Row, ...]
    tasks: bool


@dataclass(slots=True)
class _Raw:
    """A row while its cells are sorted."""

    values: list[tuple[Cell, int | None]] = field(default_factory=list)
    bases: list[tuple[Cell, int | None]] = field(default_factory=list)
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    unit: str | None = None
    by: int | None = None


@lru_cache(maxsize=1)
def _columns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(regex)) for name, regex in resources.load("tables")["columns"].items())


def _column(text: str) -> str | None:
    return next((name for name, regex in _columns() if regex.fullmatch(text)), None) if len(text) <= 20 else None


def _cells(view: View) -> list[Cell]:
    """All cells of a document: its lines, divided at tabs and wide gaps."""
    found: list[Cell] = []
    line, start = -1, 0
    for i in range(len(view) + 1):
        new_line = i == len(view) or view.gap[i] == NEWLINE
        divided = (
            not new_line
            and i > start
            and view.gap[i]
            and bool(_WIDE.search(view.raw, view.at[i - 1] + 1, view.at[i]))
            and not _lone(view, start, i)
        )
        if (new_line or divided or view.text[i] == "|") and i > start:
            found.append(Cell(start, i, view.text[start:i], line))
            start = i
        if i < len(view) and view.text[i] == "|":
            start = i + 1
        line += new_line
    return _respaced(view, found)


def _respaced(view: View, cells: list[Cell]) -> list[Cell]:
    """The cells, with lines divided at single spaces from a line on that so gives heads of columns, as long as lines have several pieces."""
    found: list[Cell] = []
    spaced = False
    for cell in cells:
        pieces = _pieces(view, cell)
        kinds = {_column(piece.text) for piece in pieces}
        if len(pieces) >= 3 and None not in kinds and {"name", "value"} <= kinds:
            spaced = True
        elif len(pieces) < 3 or cell.text.endswith(("。", ";")):
            spaced = False
        found += pieces if spaced else [cell]
    return found


def _pieces(view: View, cell: Cell) -> list[Cell]:
    edges = [cell.start, *(at for at in range(cell.start + 1, cell.end) if view.gap[at]), cell.end]
    return [Cell(a, b, view.text[a:b], cell.line) for a, b in pairwise(edges)]


def _lone(view: View, start: int, at: int) -> bool:
    """Whether a gap only spaces out the characters of one word (指   标)."""
    single_before = (at - 1 == start or view.gap[at - 1] != 0) and "\u4e00" <= view.text[at - 1] <= "\u9fff"
    single_after = (at + 1 >= len(view) or view.gap[at + 1] != 0) and "\u4e00" <= view.text[at] <= "\u9fff"
    return (single_before and single_after) or view.text[at] == "("


def find_tables(view: View) -> list[Table]:
    """The tables of a document in order."""
    cells = _cells(view)
    tables: list[Table] = []
    at = 0
    while at < len(cells):
        heads = _heads(cells, at)
        if heads is None:
            at += 1
            continue
        body, after = _body(cells, at + len(heads))
        table = _table(cells[at], heads, body)
        if table is not None:
            tables.append(table)
            at = max(after, at + 1)
        else:
            at += len(heads)
    return tables


def _heads(cells: list[Cell], at: int) -> list[tuple[str, str]] | None:
    """The heads of columns that begin at a cell, as (kind, text); None when no table begins here."""
    found: list[tuple[str, str]] = []
    for cell in cells[at : at + 12]:
        kind = _column(cell.text)
        if kind is None:
            break
        found.append((kind, cell.text))
    found = _named(found, cells[at + len(found) : at + 3 * len(found)])
    kinds = [kind for kind, _ in found]
    return found if kinds.count("name") >= 1 and {"value", "base", "lead", "by"} & set(kinds) and len(found) >= 2 else None


_PLAIN_HEADS = re.compile(r"[^\d]*")


def _named(heads: list[tuple[str, str]], body: list[Cell]) -> list[tuple[str, str]]:
    """The heads; a column of goals in words (目标 above 入园率达到95%) stands for the missing column of names."""
    kinds = [kind for kind, _ in heads]
    if "name" in kinds or kinds.count("value") != 1 or not {"lead", "by", "support"} & set(kinds):
        return heads
    at = kinds.index("value")
    worded = [cell for cell in body if re.search(r"[\u4e00-\u9fff]{4,}", cell.text) and re.search(r"率|数|达|\d", cell.text)]
    return [*heads[:at], ("name", heads[at][1]), *heads[at + 1 :]] if _PLAIN_HEADS.fullmatch(heads[at][1]) and worded else heads


def _body(cells: list[Cell], at: int) -> tuple[list[Cell], int]:
    """The cells of a table's body, and the index of the first cell after it."""
    end = at
    while end < len(cells):
        text = cells[end].text
        if _in_wide_row(cells, end) and not _heads(cells, end):
            end += 1
            continue
        if (
            (_column(text) in ("index", "name") and _heads(cells, end))
            or _END.match(text)
            or len(text) > 60
            or "。" in text
            or (text.endswith(":") and len(text) > 2)
        ):
            break
        end += 1
    return cells[at:end], end


def _in_wide_row(cells: list[Cell], at: int) -> bool:
    """Whether a cell shares its line with two others at least: a row of a table, whatever its words."""
    line = cells[at].line
    return sum(cell.line == line for cell in cells[max(0, at - 2) : at + 3]) >= 3


def _table(first: Cell, heads: list[tuple[str, str]], body: list[Cell]) -> Table | None:
    indexed = heads[0][0] == "index" or (len(heads) > 1 and heads[1][0] == "index")
    rows = [row for cells in _rows(heads, body, indexed) if (row := _row(heads, cells)) is not None]
    if not rows:
        return None
    task = re.compile(resources.load("tables")["task"])
    named = next(text for kind, text in heads if kind == "name")
    return Table(first.start, rows[-1].end, tuple(rows), bool(task.search(named)))


def _rows(heads: list[tuple[str, str]], body: list[Cell], indexed: bool) -> Iterator[list[Cell]]:
    """The cells of each row: by ordinals that rise by one, else by lines, else by the number of columns."""
    if indexed and any(_ORDINAL.fullmatch(cell.text) for cell in body):
        yield from _rows_by_ordinal(body)
        return
    lines: dict[int, list[Cell]] = {}
    for cell in body:
        lines.setdefault(cell.line, []).append(cell)
    if any(len(cells) > 1 for cells in lines.values()):
        yield from (cells for cells in lines.values() if len(cells) > 1)
        return
    columns = len([kind for kind, _ in heads])
    yield from (body[i : i + columns] for i in range(0, len(body) - columns + 1, columns))


def _rows_by_ordinal(body: list[Cell]) -> Iterator[list[Cell]]:
    row: list[Cell] = []
    expected = 0
    for index, cell in enumerate(body):
        ordinal = int(cell.text) if _ORDINAL.fullmatch(cell.text) else -1
        follows = (
            index + 1 < len(body) and bool(re.match(r"[\u4e00-\u9fff每\d]", body[index + 1].text)) and not body[index + 1].text.isdigit()
        )
        if follows and (ordinal == expected + 1 or (expected == 0 and ordinal > 0)):
            if row and expected:
                yield row
            row, expected = [cell], ordinal
        elif expected:
            row.append(cell)
    if row and expected:
        yield row


def _row(heads: list[tuple[str, str]], cells: list[Cell]) -> Row | None:
    """A row from its cells: column by column when they are as many as the heads, else by what they look like."""
    number = cells[0].text if _ORDINAL.fullmatch(cells[0].text) else None
    if number is None and len(cells) > 1 and _ORDINAL.fullmatch(cells[1].text):
        number, cells = cells[1].text, cells[1:]
    kinds = [(kind, text) for kind, text in heads if kind not in ("index", "area")]
    rest = cells[1:] if number is not None else cells
    if kinds and len(rest) == len(kinds) + 1 and number is None:
        rest = rest[1:]
    if len(rest) < 2:
        return None
    raw = _Raw()
    aligned = len(rest) == len(kinds) and not any(
        kind in ("lead", "support") and re.search(r"\d", cell.text) for (kind, _), cell in zip(kinds, rest, strict=True)
    )
    pairs = list(zip(kinds, rest, strict=True)) if aligned else _by_looks(kinds, rest)
    name = next((cell for (kind, _), cell in pairs if kind == "name"), None)
    if name is None or not re.search(r"[\u4e00-\u9fff]{2}", name.text):
        return None
    for (kind, head), cell in pairs:
        _sort(raw, kind, head, cell)
    return Row(number, name, raw.unit, tuple(raw.values), tuple(raw.bases), raw.lead, raw.support, raw.by, max(c.end for c in rest))


_FIGURE = re.compile(r"[≤≥<>~约]?\d[\d.,]*(?:/10万|[%‰]|[\u4e00-\u9fff/·]{0,6})|—|-|/")


def _by_looks(kinds: list[tuple[str, str]], rest: list[Cell]) -> list[tuple[tuple[str, str], Cell]]:
    """Columns for cells that are fewer or more than the heads: the first is the name, figures are values in order."""
    pairs = [(kinds[[k for k, _ in kinds].index("name")], rest[0])]
    figures = [pair for pair in kinds if pair[0] in ("base", "value")]
    others = [pair for pair in kinds if pair[0] not in ("base", "value", "name")]
    cells = [cell for cell in rest[1:] if re.search(r"\d", cell.text) or cell.text in ("—", "-", "/", "——")]
    words = [cell for cell in rest[1:] if cell not in cells]
    if len(cells) > len(figures) and figures:
        figures = figures + [figures[-1]] * (len(cells) - len(figures))
    return [*pairs, *zip(figures, cells, strict=False), *zip(others, words, strict=False)]


def _head_year(head: str) -> int | None:
    match = re.search(r"(?:19|20)\d\d", head)
    if match:
        return int(match.group())
    found = mentions(head + "末")
    return found[0].years[-1] if found else None


def _sort(raw: _Raw, kind: str, head: str, cell: Cell) -> None:
    if kind == "value":
        raw.values.append((cell, _head_year(head)))
    elif kind == "base":
        raw.bases.append((cell, _head_year(head)))
    elif kind == "unit":
        raw.unit = cell.text
    elif kind == "lead":
        raw.lead = split_units(cell.text)
    elif kind == "support":
        raw.support = split_units(cell.text)
    elif kind == "by":
        found = mentions(cell.text)
        raw.by = found[0].years[-1] if found else None


_UNIT_IN_NAME = re.compile(
    r"\((?:单位:)?(?P<unit>%|‰|1?/?10万|1/10万|/10万|1/万|[万亿]?(?:个|名|人|所|家|张|元|岁|年|次|处|座|户|例|件|册|小时|分钟|天|平方米|亩|公里|学时|人次|百分点)(?:/[\u4e00-\u9fff\d·]{1,6})?)\)(?!.*\((?:%|‰))"
)
_PLAIN = re.compile(
    r"(?P<sign>≤|≥|<|>|不低于|不高于|不超过|不少于|达到|保持|约)?(?P<group>[\u4e00-\u9fff]{2,8}?)?\[?(?P<value>\d[\d,]*(?:\.\d+)?)"
    r"(?:(?:—|-|~)(?P<high>\d+(?:\.\d+)?))?\]?(?P<unit>%|‰|/10万|[个名人所张元岁年]{1,2})?(?P<suffix>以上|以下|以内|左右)?"
)
_SIGNS = {
    "≤": "at_most",
    "≥": "at_least",
    "<": "under",
    ">": "over",
    "不低于": "at_least",
    "不少于": "at_least",
    "不高于": "at_most",
    "不超过": "at_most",
    "达到": "reach",
    "保持": "hold",
}
_UNITS = {"1/10万": "/10万", "10万": "/10万", "110万": "/10万", "1/万": "/万", "人": "人"}


def read_row(row: Row, node: Node, now: int | None, tasks: bool) -> list[tuple[Sentence, Draft]]:
    """What a row promises and reports, each with a sentence that stands for the row."""
    found: list[tuple[Sentence, Draft]] = []
    columns = [(cell, year, True) for cell, year in row.bases]
    columns += [(cell, year, now is not None and year is not None and year < now) for cell, year in row.values]
    for cell, year, past in columns or [(row.name, None, False)]:
        sentence = Sentence(row.name.start, row.end, row.name.text + cell.text, node, (), past=past)
        for draft in _read_cell(row, cell, sentence, tasks):
            draft.start, draft.end = row.name.start, max(cell.end, row.name.start + 1)
            draft.year, draft.past = draft.year or year or row.by, past
            draft.lead, draft.support = row.lead, row.support
            if past and draft.kind != "trend":
                draft.comparator = "range" if draft.value_high is not None else "="
            found.append((sentence, draft))
    return found


def _read_cell(row: Row, cell: Cell, sentence: Sentence, tasks: bool) -> list[Draft]:
    inside = _UNIT_IN_NAME.search(row.name.text)
    unit = (inside.group("unit") if inside else row.unit) or ""
    name = names.clean(row.name.text[: inside.start()] + row.name.text[inside.end() :] if inside else row.name.text)
    plain = _PLAIN.fullmatch(cell.text)
    if plain and not tasks and cell is not row.name:
        return [_plain(name, _UNITS.get(unit, unit), plain)]
    text = row.name.text if cell is row.name else f"{row.name.text},{cell.text}" if tasks else f"{name}{cell.text}"
    said = Sentence(0, len(text), text, sentence.node, tuple(mentions(text)))
    drafts, _ = read_values(said)
    taken = [(draft.start, draft.end) for draft in drafts]
    words = [] if drafts else read_implied(said)
    return drafts + words + read_trends(said, taken + [(draft.start, draft.end) for draft in words])


def _plain(name: str, unit: str, match: re.Match[str]) -> Draft:
    """A draft from a cell that holds only a figure."""
    value = float(match.group("value").replace(",", ""))
    high = float(match.group("high")) if match.group("high") else None
    unit = match.group("unit") or unit or ("%" if names.head_at_end().search(name) else "")
    found = quantities(f"{match.group('value')}{unit}")
    category = found[0].category if found else "bare"
    quantity = Quantity(0, 0, 0, value, unit, category, high, match.group("suffix") or "")
    predicate = Predicate(0, [_SIGNS[match.group("sign")]] if match.group("sign") in _SIGNS else [])
    counted = category == "thing" and "每" not in name
    draft = Draft(start=0, end=1, kind="count" if counted else "level", indicator=name, value=value, value_high=high)
    draft.unit = unit_of(quantity, name, "")
    draft.comparator, _ = comparator_for(predicate, quantity, name)
    if counted and not match.group("sign") and not match.group("suffix"):
        draft.comparator = "="
    draft.population = match.group("group") or names.population_of(name)
    draft.unsure.append("table_cell")
    return draft
