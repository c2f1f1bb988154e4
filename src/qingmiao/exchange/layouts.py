"""Other layouts: a department's own table or an export of its system, of which is said once what each column means; read by that ever after.

A column holds the names of places, of elements or of groups, or figures: of an element, of a place, or of what the row itself names.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from qingmiao.errors import UserError
from qingmiao.exchange.returned import Filled, Returned, value_of
from qingmiao.exchange.tables import THIS, Table, plain, tables_like
from qingmiao.exchange.workbooks import Ask, Paper
from qingmiao.facts.cells import Unreadable, says_nothing, text_of
from qingmiao.facts.problems import Problem
from qingmiao.facts.sheets import Cell, Sheet
from qingmiao.facts.words import folded

PLACE, ELEMENT, GROUPS, VALUE = "〔地区〕", "〔数据元〕", "〔分组〕", "〔数〕"
ROLES: Final[Mapping[str, tuple[str, str]]] = {
    PLACE: ("这一列是地名", "names of places"),
    ELEMENT: ("这一列是数据元名称", "names of elements"),
    GROUPS: ("这一列是分组（男、女、城市、农村……）", "groups (male, female, urban, rural …)"),
    VALUE: ("这一列是数，是什么数由本行的名称说明", "figures, of what the row names"),
}
"""What a column may be besides the figures of one element or one place."""

ALIKE: Final = 0.75
"""Names that are as like as this are offered, to be looked at."""

_TOTALS: Final = frozenset(
    {"合计", "总计", "小计", "总数", "全县合计", "全市合计", "全区合计", "全国", "全省", "全市", "全县", "全区", "total"}
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table means. `columns`: head → a role, the told name of an element (of groups), a place, or "" for what is left out; `words`: what
    stands in columns of names → the name that is meant, "" for rows to be left out; `place`: of all figures where nothing else says; `adds`:
    rows of the same place and element (one for each school) are added up; `height`: of the heads, in rows."""

    columns: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    adds: bool = False
    height: int = 1

    def of(self, role: str) -> str | None:
        """The head of the column of a role."""
        return next((head for head, meaning in self.columns.items() if meaning == role), None)


def told(ask: Ask) -> str:
    """The name by which a layout calls an element of groups."""
    return f"{ask.element}（{ask.groups}）" if ask.groups else ask.element


def find(sheet: Sheet, layout: Layout, year: int) -> Table | None:
    """The table of a sheet that has all the heads that mean something in a layout; None where there is none."""
    wanted = {head for head, meaning in layout.columns.items() if meaning}
    return next((one for one in tables_like(sheet, year, layout.height) if wanted and wanted <= set(one.heads)), None)


# ------------------------------------------------------------------------------------------------ what a table seems to mean


def guessed(table: Table, paper: Paper) -> Layout:
    """What the columns of a table seem to mean, by the names in their heads and cells."""
    names = _Names(paper)
    columns: dict[str, str] = {}
    for at, head in enumerate(table.heads):
        if head and (meaning := _role(table, at, names, columns.values()) or names.like(_bare(head))):
            columns[head] = meaning
    figures = any(meaning not in (PLACE, ELEMENT, GROUPS) for meaning in columns.values())
    # Where the rows name everything, the figures of the year stand in one column.
    if not figures and (value := next((head for head in table.heads if THIS in head), None)):
        columns[value] = VALUE
    heads = {head: columns.get(head, "") for head in table.heads if head}
    layout = Layout(heads, height=table.height)
    return replace(layout, words={word: names.like(word, kind) for word, kind in unknown_words(table, layout, paper)})


def _bare(head: str) -> str:
    return head.replace(THIS, "").strip("· ")


def _role(table: Table, at: int, names: _Names, taken: Collection[str]) -> str:
    """Whether a column holds names, by what stands in it."""
    words = [word for word in table.words(at) if folded(word) not in _TOTALS]
    known = {role: sum(bool(names.exactly(word, role)) for word in words) for role in (PLACE, ELEMENT, GROUPS)}
    best = max(known, key=lambda role: known[role])
    return best if words and known[best] * 3 >= len(words) and best not in taken else ""


class _Names:
    """The names that a round knows: of places, of elements (of groups), of groups."""

    def __init__(self, paper: Paper) -> None:
        slices = list(dict.fromkeys(told(ask) for ask in paper.asks))
        elements = list(dict.fromkeys(ask.element for ask in paper.asks))
        self.known: dict[str, dict[str, str]] = {
            PLACE: _by_plain(dict.fromkeys(ask.place for ask in paper.asks)),
            ELEMENT: _by_plain([*slices, *elements]),
            GROUPS: _by_plain(dict.fromkeys(ask.groups for ask in paper.asks if ask.groups)),
        }

    def exactly(self, word: str, role: str) -> str:
        """The name of a role that a word is, but for brackets and joints, or for the unit behind it; a place also without its 镇 or 乡."""
        known, bare = self.known[role], plain(word)
        if role != PLACE:
            return known.get(bare) or known.get(plain(_UNIT.sub("", word)), "")
        if bare in known:
            return known[bare]
        ends = [name for own, name in known.items() if len(bare) > 1 and (own.startswith(bare) and len(own) - len(bare) <= 3)]
        within = [name for own, name in known.items() if len(own) > 1 and bare.endswith(own)]
        found = ends or within
        return found[0] if len(found) == 1 else ""

    def like(self, word: str, role: str | None = None) -> str:
        """The name that a word is or is most like; empty where it is like none."""
        roles = (role,) if role else (ELEMENT, PLACE)
        if exact := next((name for one in roles if (name := self.exactly(word, one))), ""):
            return exact
        if folded(word) in _TOTALS:
            return ""
        bare = plain(_UNIT.sub("", word))
        for one in roles:
            if near := difflib.get_close_matches(bare, self.known[one], 1, ALIKE):
                return self.known[one][near[0]]
        return ""


def _by_plain(names: Sequence[str] | Mapping[str, None]) -> dict[str, str]:
    return {plain(name): name for name in names if name}


_UNIT: Final = re.compile(r"[（(\[]?(单位[:：])?(人次|人数|人|个|所|名|‰|％|%|1/10万|/10万|万元|元|张|户|次|件|例)[)）\]]$")


def unknown_words(table: Table, layout: Layout, paper: Paper) -> list[tuple[str, str]]:
    """The words in columns of names that nobody has said anything of and that are no names the round knows, each with its role; totals are none."""
    names = _Names(paper)
    return [
        (word, role)
        for at, head in enumerate(table.heads)
        if (role := layout.columns.get(head, "")) in (PLACE, ELEMENT, GROUPS)
        for word in table.words(at)
        if word not in layout.words and folded(word) not in _TOTALS and not names.exactly(word, role)
    ]


def meanings(paper: Paper) -> tuple[str, ...]:
    """All that a column of figures may mean: elements (of groups), then places."""
    return tuple(dict.fromkeys([*(told(ask) for ask in paper.asks), *(ask.place for ask in paper.asks)]))


# ------------------------------------------------------------------------------------------------ reading by a layout


def misfits(layout: Layout, paper: Paper) -> list[str]:
    """What is wrong with a layout, each “中文 / English”: meanings that nobody knows, roles twice, figures of which something is not said."""
    known = {*ROLES, "", *meanings(paper), *(ask.element for ask in paper.asks)}
    places = {ask.place for ask in paper.asks}
    figures = [meaning for meaning in layout.columns.values() if meaning and meaning not in (PLACE, ELEMENT, GROUPS)]
    found = [
        f"“{head}”：没有“{meaning[:40]}”这个数据元或地区 / “{head}”: there is no element or place “{meaning[:40]}”"
        for head, meaning in layout.columns.items()
        if meaning not in known
    ]
    found += [
        f"有几列都是“{role}” / several columns are {role}"
        for role in (PLACE, ELEMENT, GROUPS)
        if list(layout.columns.values()).count(role) > 1
    ]
    if not figures:
        found.append("没有哪一列是数 / no column holds figures")
    if any(meaning == VALUE or meaning in places for meaning in figures) and layout.of(ELEMENT) is None:
        found.append(
            f"有一列是数，但没有哪一列说是什么数：给出数据元一列，选“{ELEMENT}” / there are figures, but no column that names the element: choose {ELEMENT}"
        )
    if layout.place and layout.place not in places:
        found.append(f"没有“{layout.place[:40]}”这个地区 / there is no place “{layout.place[:40]}”")
    return found


def read_table(table: Table, layout: Layout, paper: Paper) -> Returned:
    """Read the figures of a table by its layout, for the cells that `paper` asks for.

    What is empty, or a dash, is left as it is; a figure that is not asked for is told once. Raises UserError where the table is of another year.
    """
    if (years := table.years()) and paper.year not in years:
        raise UserError(
            what=f"表上写的是 {max(years)} 年，本轮次要 {paper.year} 年的数 / the table says {max(years)}; this round is over {paper.year}",
            where=f"工作表 / sheet: {table.sheet.name or 'CSV'}，第 {table.top} 行以上 / above row {table.top}",
            cure=f"换成 {paper.year} 年的表；如果只是标题没有改，改好标题再传 / send the table of {paper.year}, or mend its title",
        )
    return _Reading(table, layout, paper).result()


@dataclass(frozen=True, slots=True)
class _At:
    """Where a figure stands."""

    row: int
    column: int


class _Reading:
    """A table while it is read: the cells that were asked for, and what is wrong."""

    def __init__(self, table: Table, layout: Layout, paper: Paper) -> None:
        self.table, self.layout, self.names = table, layout, _Names(paper)
        self.asks: dict[tuple[str, str], list[Ask]] = {}
        for ask in paper.asks:
            self.asks.setdefault((ask.place, told(ask)), []).append(ask)
        self.elements = {ask.element for ask in paper.asks}
        self.places = {ask.place for ask in paper.asks}
        self.of_elements: dict[str, set[str]] = {}
        for place, name in self.asks:
            self.of_elements.setdefault(name, set()).add(place)
        self.base = Returned(paper.year, table.sheet.name, {}, (), (), heads=dict(enumerate(table.heads, 1)))
        self.found: dict[int, list[Filled]] = {}
        self.problems: list[Problem] = []
        self.not_asked: dict[str, _At] = {}
        self.blank: set[tuple[int, int]] = set()

    def result(self) -> Returned:
        named: dict[int, str] = {}
        for number, row in self.table.rows:
            words = {role: text_of(_cell(row, at)) for at, role in self._columns(PLACE, ELEMENT, GROUPS)}
            named[number] = " ".join(words.values())
            if any(folded(word) in _TOTALS for word in words.values()):
                continue
            self._row(number, row, words)
        filled = [one for group in self.found.values() for one in self._together(group)]
        self.problems += self._merged({(one.row, one.column) for one in filled})
        if self.not_asked:
            some, at = "、".join(list(self.not_asked)[:5]), next(iter(self.not_asked.values()))
            what = f"有 {len(self.not_asked)} 个数不是要您填的，没有读：{some} / {len(self.not_asked)} figures are not asked of you, and were not read"
            self.problems.append(
                self.base.problem_at(at.row, at.column, what, "不用改；要报这些数，请办公室核对报表 / nothing is to be done")
            )
        filled.sort(key=lambda one: (one.row, one.column))
        return replace(self.base, filled=tuple(filled), problems=tuple(self.problems), names=named, blank=frozenset(self.blank))

    def _columns(self, *roles: str) -> Iterator[tuple[int, str]]:
        """Column (from 0) and meaning of those that have one of some roles."""
        for at, head in enumerate(self.table.heads):
            if (meaning := self.layout.columns.get(head, "")) in roles:
                yield at, meaning

    def _row(self, number: int, row: Sequence[Cell], words: Mapping[str, str]) -> None:
        columns = [
            (at, meaning)
            for at, head in enumerate(self.table.heads[: len(row)])
            if (meaning := self.layout.columns.get(head, "")) and meaning not in (PLACE, ELEMENT, GROUPS)
        ]
        self.blank |= {(number, at + 1) for at, _ in columns if row[at] in (None, "")}
        figures = [(at, meaning, row[at]) for at, meaning in columns if not says_nothing(row[at])]
        if not figures:
            return
        own: dict[str, str] = {}
        for at, role in self._columns(PLACE, ELEMENT, GROUPS):
            word = words[role]
            name = self.layout.words.get(word) if word in self.layout.words else self.names.exactly(word, role)
            if name == "" and word in self.layout.words:
                return  # the row is to be left out
            if not name and (word or role != GROUPS):
                what = f"不认识“{word[:40]}” / “{word[:40]}” is not known" if word else "没有名称 / there is no name"
                cure = "改成系统里的名称，或在“对应”页说明它是什么 / write the name that the site knows, or say on the page of the layout what it is"
                self.problems.append(self.base.problem_at(number, at + 1, what, cure))
                return
            own[role] = name or ""
        for at, meaning, cell in figures:
            self._figure(_At(number, at + 1), meaning, cell, own)

    def _figure(self, at: _At, meaning: str, cell: Cell, own: Mapping[str, str]) -> None:
        element = own.get(ELEMENT, "") if meaning == VALUE or meaning in self.places else meaning
        if (groups := own.get(GROUPS)) and element in self.elements:
            element = f"{element}（{groups}）"
        place = meaning if meaning in self.places else own.get(PLACE) or self.layout.place or self._only(element)
        asks = self.asks.get((place, element), [])
        try:
            if not place:
                raise Unreadable(
                    "没有说是哪个地区的数 / nothing says of which place it is",
                    "在“对应”页选地区，或指明哪一列是地名 / choose a place on the page of the layout, or the column of places",
                )
            if len(asks) != 1:
                self.not_asked.setdefault(f"{place}{element}", at)
                return
            value, status = value_of(cell, "", asks[0].unit)
        except Unreadable as error:
            self.problems.append(self.base.problem_at(at.row, at.column, error.what, error.cure))
            return
        self.found.setdefault(asks[0].key, []).append(Filled(asks[0], 0, value, status, asks[0].comment, at.row, at.column))

    def _only(self, element: str) -> str:
        """The one place of which an element is asked."""
        places = self.of_elements.get(element, set())
        return next(iter(places)) if len(places) == 1 else ""

    def _together(self, group: Sequence[Filled]) -> list[Filled]:
        """What several cells say of one figure: the same, or their sum where rows are added up; else each but the first is a problem."""
        first, rest = group[0], group[1:]
        if not rest:
            return [first]
        if self.layout.adds:
            if any(one.value is None for one in group):
                lacking = next(one for one in group if one.value is None)
                what = "几行要相加，这一行没有数 / rows are added up, and this one has no figure"
                self.problems.append(self.base.problem_at(lacking.row, lacking.column, what, "填上数再传 / fill it in and send it again"))
                return []
            return [replace(first, value=sum(one.value for one in group if one.value is not None), status="")]
        for one in rest:
            if (one.value, one.status) != (first.value, first.status):
                what = f"与第 {first.row} 行说的是同一个数，却不一样 / row {first.row} says something else of the same figure"
                cure = "留下对的一行；若是每校（每院）一行、要相加，在“对应”页勾选“相加” / keep one; or tick “add up” on the page of the layout"
                self.problems.append(self.base.problem_at(one.row, one.column, what, cure))
        return [first]

    def _merged(self, at: set[tuple[int, int]]) -> Iterator[Problem]:
        """Figures in cells that were merged with others."""
        for (top, left), (bottom, right) in self.table.sheet.merged:
            if (top, left) in at and (bottom, right) != (top, left):
                what = "单元格合并了，只有第一格有数 / merged cells: only the first holds what was written"
                yield self.base.problem_at(top, left, what, "取消合并，每格分别填 / divide them and fill in each")


def _cell(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else None
