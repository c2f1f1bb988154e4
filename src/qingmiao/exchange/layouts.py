"""Other layouts: a department's own table or an export of its system, of which is said once what each column means; read by that ever after.

A column holds the names of places, of elements or of groups, or figures: of an element, of a place, or of what the row itself names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from qingmiao.errors import UserError
from qingmiao.exchange.measures import in_unit, units_above, units_in
from qingmiao.exchange.names import ELEMENT, GROUPS, PLACE, VALUE, Names, is_total, of_another_time, of_another_year, told
from qingmiao.exchange.returned import Filled, Returned, value_of
from qingmiao.exchange.tables import THIS, Table, plain, tables_like
from qingmiao.exchange.workbooks import Ask, Paper
from qingmiao.facts.cells import Unreadable, says_nothing, text_of
from qingmiao.facts.problems import Problem
from qingmiao.facts.sheets import Cell, Sheet
from qingmiao.facts.words import HEADS, WORDS, folded

ROLES: Final[Mapping[str, tuple[str, str]]] = {
    PLACE: ("这一列是地名", "names of places"),
    ELEMENT: ("这一列是数据元名称", "names of elements"),
    GROUPS: ("这一列是分组（男、女、城市、农村……）", "groups (male, female, urban, rural …)"),
    VALUE: ("这一列是数，是什么数由本行的名称说明", "figures, of what the row names"),
}
"""What a column may be besides the figures of one element or one place."""

NAMING: Final = (PLACE, ELEMENT, GROUPS)
"""The roles of columns that hold names."""


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


def find(sheet: Sheet, layout: Layout, year: int) -> Table | None:
    """The table of a sheet that has all the heads that mean something in a layout; None where there is none."""
    return next((one for one in tables_like(sheet, year, layout.height) if fits(layout, one)), None)


def fits(layout: Layout, table: Table) -> bool:
    """Whether a table has all the heads that mean something in a layout; of heads that are there twice or more, as many."""
    wanted = {head for head, meaning in layout.columns.items() if meaning}
    there, told_ = (Counter(map(_family, heads)) for heads in (table.heads, layout.columns))
    return bool(wanted) and wanted <= set(table.heads) and all(there[_family(head)] == told_[_family(head)] for head in wanted)


_TWICE: Final = re.compile(r"（第\d+列）$")


def _family(head: str) -> str:
    return _TWICE.sub("", head)


def place_said(table: Table, paper: Paper, name: str = "") -> str:
    """The one place that the title of a table, its sheet or its file names; empty where none or several are."""
    places = sorted({ask.place for ask in paper.asks if ask.place}, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, places)) or r"(?!)")
    for text in (table.above, table.sheet.name, name):
        found = list(known.finditer(text))
        # Of names one right behind the other, the last: 柳溪县东塘镇.
        starts = {one.start() for one in found}
        last = {one[0] for one in found if one.end() not in starts}
        if last:
            return next(iter(last)) if len(last) == 1 else ""
    return ""


# ------------------------------------------------------------------------------------------------ what a table seems to mean


def guessed(table: Table, paper: Paper, name: str = "") -> Layout:
    """What the columns of a table seem to mean, by the names in their heads and cells; no two are taken for one that they are only like."""
    names = Names(paper)
    columns: dict[str, str] = {}
    for at, head in enumerate(table.heads):
        if head and (role := _role(table, at, names, columns.values())):
            columns[head] = role
    left = [head for head in table.heads if head and head not in columns and not of_another_time(head)]
    for head in left:
        if (meaning := _exactly(head, names)) and (meaning == _bare(head) or meaning not in columns.values()):
            columns[head] = meaning
    for head in left:
        if head not in columns and (meaning := names.like(_bare(head))) and meaning not in columns.values():
            columns[head] = meaning
    figures = any(meaning not in NAMING for meaning in columns.values())
    # Where the rows name everything, the figures of the year stand in one column.
    if not figures and (value := next((head for head in left if THIS in head or folded(head) in _VALUES), None)):
        columns[value] = VALUE
    heads = {head: columns.get(head, "") for head in table.heads if head}
    nowhere = PLACE not in columns.values() and not {ask.place for ask in paper.asks} & set(columns.values())
    layout = Layout(heads, place=place_said(table, paper, name) if nowhere else "", height=table.height)
    return replace(layout, words={word: names.like(word, kind) for word, kind in unknown_words(table, layout, paper)})


_VALUES: Final = frozenset(
    {head for head, column in HEADS.items() if column == "value"} | {"本年", "本期", "本年数", "实际值", "数量", "完成数"}
)


def _exactly(head: str, names: Names) -> str:
    """The element or place that a head names, below the groups of columns in which it stands: 出生情况·活产数."""
    parts = _bare(head).split("·")
    below = ["·".join(parts[at:]) for at in range(len(parts))]
    return next((found for one in below if (found := names.exactly(one, ELEMENT) or names.exactly(one, PLACE))), "")


def _bare(head: str) -> str:
    """A head without its year, and without the 合计 below what it is of."""
    return _WHOLE.sub("", head.replace(THIS, "")).strip("· ")


_WHOLE: Final = re.compile(r"(?<=.)·\s*(合\s*计|总\s*计|计|总\s*数)\s*$")


def _role(table: Table, at: int, names: Names, taken: Collection[str]) -> str:
    """Whether a column holds names, by what stands in it."""
    words = [word for word in table.words(at) if not is_total(word)]
    known = {role: sum(bool(names.exactly(word, role)) for word in words) for role in NAMING}
    best = max(known, key=lambda role: known[role])
    return best if words and known[best] * 3 >= len(words) and best not in taken else ""


def unknown_words(table: Table, layout: Layout, paper: Paper) -> list[tuple[str, str]]:
    """The words in columns of names that nobody has said anything of and that are no names the round knows, each with its role; totals are none, nor
    is what stands in rows without figures."""
    names = Names(paper)
    roles = _naming(table, layout)
    found: dict[tuple[str, str], None] = {}
    for _, row in table.rows:
        if not any(_number_like(cell) for _, _, cell in _figures(table, layout, row)):
            continue
        for at, role in roles:
            word = text_of(_cell(row, at))
            if word and word not in layout.words and not is_total(word) and not names.exactly(word, role):
                found[word, role] = None
    return list(found)


def _naming(table: Table, layout: Layout) -> list[tuple[int, str]]:
    """The columns (from 0) that hold names, each with its role."""
    return [(at, role) for at, head in enumerate(table.heads) if (role := layout.columns.get(head, "")) in NAMING]


def _figures(table: Table, layout: Layout, row: Sequence[Cell]) -> list[tuple[int, str, Cell]]:
    """The cells of a row in which figures stand: column (from 0), what it means, what is in it."""
    columns = ((at, layout.columns.get(head, "")) for at, head in enumerate(table.heads[: len(row)]))
    return [(at, meaning, row[at]) for at, meaning in columns if meaning and meaning not in NAMING]


def _number_like(cell: Cell) -> bool:
    """Whether something stands in a cell that is, or might be meant as, a figure."""
    return not says_nothing(cell) and (not isinstance(cell, str) or any(letter.isdigit() for letter in cell) or folded(cell) in _REASONS)


_REASONS: Final = frozenset(WORDS["status"])


def meanings(paper: Paper) -> tuple[str, ...]:
    """All that a column of figures may mean: elements (of groups), then places."""
    return tuple(dict.fromkeys([*(told(ask) for ask in paper.asks), *(ask.place for ask in paper.asks)]))


# ------------------------------------------------------------------------------------------------ reading by a layout


def misfits(layout: Layout, paper: Paper) -> list[str]:
    """What is wrong with a layout, each “中文 / English”: meanings that nobody knows, roles twice, figures of which something is not said."""
    known = {*ROLES, "", *meanings(paper), *(ask.element for ask in paper.asks)}
    places = {ask.place for ask in paper.asks}
    figures = [meaning for meaning in layout.columns.values() if meaning and meaning not in NAMING]
    found = [
        f"“{head}”：没有“{meaning[:40]}”这个数据元或地区 / “{head}”: there is no element or place “{meaning[:40]}”"
        for head, meaning in layout.columns.items()
        if meaning not in known
    ]
    found += [
        f"“{head}”写的不是本年 / “{head}” is of another year"
        for head, meaning in layout.columns.items()
        if meaning and meaning not in NAMING and of_another_year(head)
    ]
    found += [f"有几列都是“{role}” / several columns are {role}" for role in NAMING if list(layout.columns.values()).count(role) > 1]
    if not figures:
        found.append("没有哪一列是数 / no column holds figures")
    if any(meaning == VALUE or meaning in places for meaning in figures) and layout.of(ELEMENT) is None:
        found.append(
            f"有一列是数，但没有哪一列说是什么数：给出数据元一列，选“{ELEMENT}” / there are figures, but no column that names the element: choose {ELEMENT}"
        )
    if layout.place and layout.place not in places:
        found.append(f"没有“{layout.place[:40]}”这个地区 / there is no place “{layout.place[:40]}”")
    return found


def read_table(table: Table, layout: Layout, paper: Paper, name: str = "") -> Returned:
    """Read the figures of a table by its layout, for the cells that `paper` asks for; `name` is how its file is called.

    What is empty, or a dash, is left as it is; a figure that is not asked for is told once. Raises UserError where the table is of another year, or
    of a part of one.
    """
    if (years := table.years(name)) and paper.year not in years:
        raise _of_another_year(table, str(max(years)), paper)
    if part := table.part():
        raise UserError(
            what=f"表上写的是“{part}”，要的是全年的数 / the table says “{part}”; figures of the whole year are wanted",
            where=_where(table),
            cure="换成全年的表；如果只是标题没有改，改好标题再传 / send the table of the whole year, or mend its title",
        )
    return Reading(table, layout, paper).result()


def _of_another_year(table: Table, told_: str, paper: Paper) -> UserError:
    return UserError(
        what=f"表上写的是 {told_} 年，本轮次要 {paper.year} 年的数 / the table says {told_}; this round is over {paper.year}",
        where=_where(table),
        cure=f"换成 {paper.year} 年的表；如果只是标题没有改，改好标题再传 / send the table of {paper.year}, or mend its title",
    )


def _where(table: Table) -> str:
    return f"工作表 / sheet: {table.sheet.name or 'CSV'}，第 {table.top} 行以上 / above row {table.top}"


_YEAR_HEADS: Final = re.compile(r"(统计|报告|数据|报表|所属)?(年份|年度|学年度?|年)|统计(时间|期间?|时期)|报告期|所属期|year")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d{3})")
_NUMBER: Final = re.compile(r"\s*[-+\d.,，．]+\D{0,2}")
_UNIT_HEADS: Final = frozenset({"单位", "计量单位", "数据单位", "unit"})


@dataclass(frozen=True, slots=True)
class _At:
    """Where a figure stands."""

    row: int
    column: int


class Reading:
    """A table while it is read: the cells that were asked for, and what is wrong."""

    def __init__(self, table: Table, layout: Layout, paper: Paper) -> None:
        self.table, self.layout, self.names, self.paper = table, layout, Names(paper), paper
        self.asks: dict[tuple[str, str], list[Ask]] = {}
        for ask in paper.asks:
            self.asks.setdefault((ask.place, told(ask)), []).append(ask)
        self.elements = {ask.element for ask in paper.asks}
        self.places = {ask.place for ask in paper.asks}
        self.of_elements: dict[str, set[str]] = {}
        for place, name in self.asks:
            self.of_elements.setdefault(name, set()).add(place)
        self.base = Returned(paper.year, table.sheet.name, {}, (), (), heads=dict(enumerate(table.heads, 1)))
        self.roles = _naming(table, layout)
        left = [(at, folded(head.replace(THIS, ""))) for at, head in enumerate(table.heads) if head and not layout.columns.get(head)]
        self.years = [at for at, head in left if _YEAR_HEADS.fullmatch(head)]
        self.units = [at for at, head in left if head in _UNIT_HEADS]
        self.others = [at for at, _ in left]
        self.rows = dict(table.rows)
        self.above = units_above(table.above)
        self.found: dict[int, list[Filled]] = {}
        self.empty: dict[int, list[int]] = {}
        self.problems: list[Problem] = []
        self.not_asked: dict[str, _At] = {}
        self.other_years: dict[int, str] = {}
        self.blank: set[tuple[int, int]] = set()
        self.named: dict[int, str] = {}

    def result(self) -> Returned:
        """What the table says. Raises UserError where all its rows are of another year."""
        for number, row in self.table.rows:
            words = {role: text_of(_cell(row, at)) for at, role in self.roles}
            self.named[number] = " ".join(words.values())
            if self._is_sum(row, words) or self._repeats_heads(row, words):
                continue
            if self._begins_another(number, row, words):
                break
            if any(not says_nothing(cell) for _, _, cell in self._figures(row)) and (year := self._of_another_year(row)):
                self.other_years[number] = year
                continue
            self._row(number, row, words)
        if self.other_years and not self.found:
            raise _of_another_year(self.table, max(self.other_years.values()), self.paper)
        self._drop_merged()
        filled = sorted((one for group in self.found.values() for one in self._together(group)), key=lambda one: (one.row, one.column))
        self.problems += self._left_out()
        return replace(self.base, filled=tuple(filled), problems=tuple(self.problems), names=self.named, blank=frozenset(self.blank))

    def _figures(self, row: Sequence[Cell]) -> list[tuple[int, str, Cell]]:
        return _figures(self.table, self.layout, row)

    # -------------------------------------------------------------------------------------------- rows that are not read

    def _is_sum(self, row: Sequence[Cell], words: Mapping[str, str]) -> bool:
        """Whether a row is the sum of others: as its names say, or beside them a column of schools where rows are added up."""
        if any(is_total(word) for role, word in words.items() if role != GROUPS):
            return True
        nameless = bool(words) and not any(words.values())
        return (self.layout.adds or nameless) and any(is_total(text_of(_cell(row, at))) for at in self.others)

    def _repeats_heads(self, row: Sequence[Cell], words: Mapping[str, str]) -> bool:
        """Whether a row holds the heads once more, as at the top of each page."""
        told_, heads = self._words_alone(row, words), plain("".join(self.table.heads))
        return bool(told_) and all(plain(word) in heads for word in told_)

    def _begins_another(self, number: int, row: Sequence[Cell], words: Mapping[str, str]) -> bool:
        """Whether the heads of another table stand in a row, below which figures follow; that is told."""
        if len(self._words_alone(row, words)) < 2:
            return False
        below = [row for other, row in self.table.rows if other > number]
        if not any(_number_like(cell) for row in below for _, _, cell in self._figures(row)):
            return False
        what = "像是另一张表的表头，从这一行起没有读 / these look like the heads of another table; nothing was read from here on"
        cure = "把下面的表放到单独的工作表里再传 / put the table below on a sheet of its own"
        self.problems.append(self.base.problem_at(number, self._figures(row)[0][0] + 1, what, cure))
        return True

    def _words_alone(self, row: Sequence[Cell], words: Mapping[str, str]) -> list[str]:
        """What stands where figures would, in a row of words only that names nothing we know."""
        cells = [cell for _, _, cell in self._figures(row) if not says_nothing(cell)]
        known = any(word in self.layout.words or self.names.exactly(word, role) for role, word in words.items() if word)
        alone = not known and all(isinstance(cell, str) and not _NUMBER.fullmatch(cell) and folded(cell) not in _REASONS for cell in cells)
        return [str(cell) for cell in cells] if alone else []

    def _of_another_year(self, row: Sequence[Cell]) -> str:
        """The year of a row, where a column says that it is not the one that is asked for."""
        for at in self.years:
            found = _YEAR.findall(text_of(_cell(row, at)))
            if found and str(self.paper.year) not in found:
                return str(found[-1])
        return ""

    # -------------------------------------------------------------------------------------------- rows that are read

    def _row(self, number: int, row: Sequence[Cell], words: Mapping[str, str]) -> None:
        figures = self._figures(row)
        self.blank |= {(number, at + 1) for at, _, cell in figures if cell in (None, "")}
        if not self.layout.adds:
            figures = [one for one in figures if not says_nothing(one[2])]
        if all(says_nothing(cell) for _, _, cell in figures) and not any(words.values()):
            return
        if not figures:
            return
        own: dict[str, str] = {}
        for at, role in self.roles:
            word = words[role]
            name = "" if role == GROUPS and is_total(word) else self.layout.words.get(word) or self.names.exactly(word, role)
            if word in self.layout.words and not self.layout.words[word]:
                return  # the row is to be left out
            if not name and not (role == GROUPS and (not word or is_total(word))):
                if any(_number_like(cell) for _, _, cell in figures):
                    self._unknown(number, at + 1, word)
                return
            own[role] = name
        said = tuple(text_of(_cell(row, at)) for at in self.units)
        for at, meaning, cell in figures:
            self._figure(_At(number, at + 1), meaning, cell, own, said)

    def _unknown(self, number: int, column: int, word: str) -> None:
        what = f"不认识“{word[:40]}” / “{word[:40]}” is not known" if word else "没有名称 / there is no name"
        cure = (
            "改成系统里的名称，或在“改布局”页说明它是什么 / write the name that the site knows, or say on the page of the layout what it is"
        )
        self.problems.append(self.base.problem_at(number, column, what, cure))

    def _figure(self, at: _At, meaning: str, cell: Cell, own: Mapping[str, str], said: tuple[str, ...]) -> None:
        element = own.get(ELEMENT, "") if meaning == VALUE or meaning in self.places else meaning
        if (groups := own.get(GROUPS)) and element in self.elements:
            element = f"{element}（{groups}）"
        place = meaning if meaning in self.places else own.get(PLACE) or self.layout.place or self._only(element)
        asks = self.asks.get((place, element), [])
        if says_nothing(cell):
            for ask in asks:
                self.empty.setdefault(ask.key, []).append(at.row)
            return
        try:
            if not place:
                raise Unreadable(
                    "没有说是哪个地区的数 / nothing says of which place it is",
                    "在“改布局”页选地区，或指明哪一列是地名 / choose a place on the page of the layout, or the column of places",
                )
            if len(asks) != 1:
                self.not_asked.setdefault(f"{place}{element}", at)
                return
            value, status = value_of(cell, "", asks[0].unit)
            if value is not None and not str(cell).strip().endswith(("%", "‰", "％")):
                value = in_unit(value, asks[0].unit, (*units_in(self.table.heads[at.column - 1]), *said), self.above)
        except Unreadable as error:
            self.problems.append(self.base.problem_at(at.row, at.column, error.what, error.cure))
            return
        self.found.setdefault(asks[0].key, []).append(Filled(asks[0], 0, value, status, asks[0].comment, at.row, at.column))

    def _only(self, element: str) -> str:
        """The one place of which an element is asked."""
        places = self.of_elements.get(element, set())
        return next(iter(places)) if len(places) == 1 else ""

    # -------------------------------------------------------------------------------------------- what was read, together

    def _together(self, group: Sequence[Filled]) -> list[Filled]:
        """What several cells say of one figure: the same, or their sum where rows are added up; else none of them is taken."""
        first, rest = group[0], group[1:]
        if self.layout.adds:
            return self._added(group)
        others: list[Filled] = []
        for one in rest:
            differs = (one.value, one.status) != (first.value, first.status)
            if differs or self._beside(one.row) != self._beside(first.row):
                what = (
                    f"与第 {first.row} 行说的是同一个数，{'却不一样' if differs else '别的列却不一样'}，都没有读"
                    f" / row {first.row} is of the same figure, but {'says something else' if differs else 'not of the same thing'}; neither was read"
                )
                cure = "留下对的一个；若是每校（每院）一行、要相加，在“改布局”页勾选“相加” / keep one; or tick “add up” on the page of the layout"
                self.problems.append(self.base.problem_at(one.row, one.column, what, cure))
                others.append(one)
        return [] if others else [first]

    def _beside(self, number: int) -> list[str]:
        """The words of a row in columns that are not read: the name of a school, of a village."""
        row = self.rows[number]
        return [word for at in self.others if (word := text_of(_cell(row, at))) and not _NUMBER.fullmatch(word)]

    def _added(self, group: Sequence[Filled]) -> list[Filled]:
        first = group[0]
        wrong: tuple[Filled, str, str] | None = None
        if len(group) > 1 and not first.ask.whole:
            wrong = (
                first,
                "比率、平均数不能相加 / rates and means cannot be added up",
                "填全地区的数 / give the figure of the whole place",
            )
        elif lacking := next((one for one in group if one.value is None and len(group) > 1), None):
            what = "几行要相加，这一行没有数 / rows are added up, and this one has no figure"
            wrong = (lacking, what, "填上数再传 / fill it in and send it again")
        if wrong:
            self.problems.append(self.base.problem_at(wrong[0].row, wrong[0].column, *wrong[1:]))
            return []
        if empty := self.empty.get(first.ask.key):
            some = "、".join(map(str, empty[:5]))
            what = (
                f"相加时有 {len(empty)} 行是空的（第 {some} 行{'等' if len(empty) > 5 else ''}），没有算进去"
                f" / {len(empty)} of the rows that are added up are empty (rows {some})"
            )
            self.problems.append(
                self.base.problem_at(first.row, first.column, what, "核对；没有就填 0，漏了就补上 / check; write 0 or the figure")
            )
        if len(group) == 1:
            return [first]
        return [replace(first, value=sum(one.value for one in group if one.value is not None), status="")]

    def _drop_merged(self) -> None:
        """Figures in cells that were merged with those of other places or elements are told, not read."""
        rows, columns = self.rows, {at + 1 for at, _, _ in self._figures([None] * len(self.table.heads))}
        wrong = set()
        for (top, left), (bottom, right) in self.table.sheet.merged:
            over = {self.named[row] for row in range(top, min(bottom, top + 2000) + 1) if row in rows and row in self.named}
            if left in columns and (len(over) > 1 or len(columns & set(range(left, right + 1))) > 1):
                wrong.add((top, left))
        at = {(one.row, one.column) for group in self.found.values() for one in group} & wrong
        self.found = {
            key: kept for key, group in self.found.items() if (kept := [one for one in group if (one.row, one.column) not in wrong])
        }
        what = "单元格合并了，说不清是谁的数，没有读 / merged cells: it is not clear of what the figure is; it was not read"
        self.problems += [self.base.problem_at(*one, what, "取消合并，每格分别填 / divide them and fill in each") for one in sorted(at)]

    def _left_out(self) -> Iterator[Problem]:
        """What was not read though it is no mistake, each kind once."""
        if self.not_asked:
            some, at = "、".join(list(self.not_asked)[:5]), next(iter(self.not_asked.values()))
            what = f"有 {len(self.not_asked)} 个数不是要您填的，没有读：{some} / {len(self.not_asked)} figures are not asked of you, and were not read"
            yield self.base.problem_at(at.row, at.column, what, "不用改；要报这些数，请办公室核对报表 / nothing is to be done")
        if self.other_years:
            number, year = next(iter(self.other_years.items()))
            count = len(self.other_years)
            what = f"有 {count} 行是别的年份（{year}等），没有读 / {count} rows are of other years ({year}), and were not read"
            yield self.base.problem_at(number, self.years[0] + 1, what, "不用改 / nothing is to be done")


def _cell(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else None
