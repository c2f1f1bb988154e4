"""Workbooks of a round: what goes into one, and what one that came back says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.groups import NAMES
from qingmiao.compute.shapes import rolls_up
from qingmiao.disclosure import Viewer
from qingmiao.errors import UserError
from qingmiao.exchange.layouts import Layout, find, place_said, read_table
from qingmiao.exchange.marking import marked, not_worked_out, shown_in_percent
from qingmiao.exchange.naming import file_name
from qingmiao.exchange.returned import Returned, read_workbook
from qingmiao.exchange.tables import Table, lists_people, table_of
from qingmiao.exchange.workbooks import Ask, Paper, write_workbook
from qingmiao.facts.problems import Problem
from qingmiao.facts.sheets import Sheet, sheets_in
from qingmiao.rounds import Finding, check, refused
from qingmiao.rounds.checking import limits_of
from qingmiao.rounds.states import OPEN
from qingmiao.web.pages.wording import place_name
from qingmiao.web.rounds import queries
from qingmiao.web.rounds.models import CellRow, ForeignFile, FormRow, LayoutRow, Round
from qingmiao.web.rounds.queries import key_of
from qingmiao.web.rounds.wording import department_name

By = Literal["place", "department"]


def forms_to_fill(row: Round, viewer: Viewer) -> list[FormRow]:
    """The forms of a round that a viewer can fill in now."""
    found = row.forms.filter(state__in=OPEN).select_related("round").order_by("id")
    return [form for form in found if "fill" in queries.acts_now(viewer, form)]


def paper_of(row: Round, forms: Sequence[FormRow], reporter: str) -> Paper:
    """The workbook of some forms, in their order."""
    return _papers(row, {reporter: forms})[reporter]


def papers(row: Round, forms: Sequence[FormRow], by: By) -> dict[str, Paper]:
    """Reporter → workbook, one for each place or each department."""
    groups: dict[str, list[FormRow]] = {}
    for form in forms:
        groups.setdefault(_name_of(row, form, by), []).append(form)
    return _papers(row, groups)


def _name_of(row: Round, form: FormRow, by: By) -> str:
    places = queries.gazetteer_of(row)
    return place_name(places[form.place]) if by == "place" else department_name(form.department, queries.catalogue_of(row))


def _papers(row: Round, groups: Mapping[str, Sequence[FormRow]]) -> dict[str, Paper]:
    catalogue, places = queries.catalogue_of(row), queries.gazetteer_of(row)
    wanted = {form.pk: form for forms in groups.values() for form in forms}
    cells: dict[int, list[CellRow]] = {number: [] for number in wanted}
    for cell in CellRow.objects.filter(form_id__in=wanted).order_by("position"):
        cells[cell.form_id].append(cell)
    wholes = queries.wholes_of_round(row)
    asks = {
        number: _asks(cells[number], department_name(form.department, catalogue), place_name(places[form.place]), catalogue, wholes)
        for number, form in wanted.items()
    }
    return {
        name: Paper(
            row.pk,
            row.name,
            row.year,
            max((form.due for form in forms), default=row.due),
            name,
            tuple(ask for form in forms for ask in asks[form.pk]),
        )
        for name, forms in groups.items()
    }


def _asks(
    cells: Sequence[CellRow], department: str, place: str, catalogue: Catalogue, wholes: Mapping[str, Sequence[str]]
) -> tuple[Ask, ...]:
    numbers = {key_of(cell): cell.pk for cell in cells}
    found = []
    for cell in cells:
        element, groups = key_of(cell)
        known = catalogue.elements[element]
        found.append(
            Ask(
                key=cell.pk,
                version=cell.version,
                department=department,
                place=place,
                element=known.name,
                groups="、".join(NAMES[word] for word in groups),
                unit=known.unit,
                whole=rolls_up(element, catalogue.elements) != "measured",
                definition=known.definition or "",
                before=tuple((year, value) for year, value in cell.before),
                low=cell.low,
                high=cell.high,
                limits=limits_of(catalogue, element),
                wholes=tuple(numbers[whole, groups] for whole in wholes.get(element, ()) if (whole, groups) in numbers),
                value=cell.value,
                status=cell.status,
                comment=cell.comment,
            )
        )
    return tuple(found)


def workbook(paper: Paper) -> bytes:
    """A workbook as a file."""
    out = io.BytesIO()
    write_workbook(paper, out)
    return out.getvalue()


def zipped(made: Mapping[str, Paper]) -> Iterator[bytes]:
    """The workbooks of several reporters as one zip file, piece by piece as they are made."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a workbook is packed already
        for name, paper in made.items():
            archive.writestr(f"{file_name(name)}.xlsx", workbook(paper))
            yield out.taken()
    yield out.taken()


class _Pieces(io.RawIOBase):
    """A file that is only written to, and hands over what was written so far."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        piece, self._held = bytes(self._held), bytearray()
        return piece


# ------------------------------------------------------------------------------------------------ what came back


@dataclass(frozen=True, slots=True)
class Read:
    """A workbook that somebody sent: the file, its sheets, and what stands in it; by which layout and from which kept file, where it has one of its own."""

    name: str
    data: bytes
    sheets: tuple[Sheet, ...]
    returned: Returned
    layout: int | None = None
    file: int | None = None

    def given_back(self, problems: Sequence[Problem]) -> bytes:
        """A copy of the workbook with each problem at its cell."""
        own = next((sheet for sheet in self.sheets if sheet.name == self.returned.sheet), None)
        return marked(self.data, own, self.returned, problems)


def read(data: bytes, name: str, paper: Paper) -> Read:
    """Read what somebody sent. Raises UserError where it is no workbook of this round, `Foreign` where it is in a layout of its own."""
    sheets = sheets_in(data, Path(name[:120]))
    return whole(Read(name[:120], data, sheets, read_workbook(sheets, paper, name[:120])))


def whole(one: Read) -> Read:
    """What was read, with the formulas that have no result told, and without the shares that were read as hundredths."""
    found = shown_in_percent(one.data, one.returned)
    return replace(one, returned=replace(found, problems=(*found.problems, *not_worked_out(one.data, found))))


def problems_of_forms(row: Round, forms: Sequence[FormRow], read: Read) -> list[Problem]:
    """What the rules of checking find in the forms of a workbook, each at its cell; what nobody has filled in yet is not named."""
    at = {one.ask.key: one for one in read.returned.filled}
    cells = list(CellRow.objects.filter(form__in=forms).order_by("position"))
    keys = {(cell.form_id, *key_of(cell)): cell.pk for cell in cells}
    found = []
    for form, sheet in queries.sheets_of(row, forms, cells).items():
        for finding in refused(check(sheet)):
            one = at.get(keys[form, finding.element, finding.groups])
            if one is not None and finding.rule != "required":
                column = "comment" if finding.way == "explain" else "value"
                found.append(read.returned.problem_of(one, *_told(finding, own=not read.layout), column))
    return found


def _told(finding: Finding, *, own: bool) -> tuple[str, str]:
    cures = {
        "refuse": "改正后再上传 / mend it and upload again",
        "explain": "核对；属实就在“说明”里写原因 / check; if it is so, say why"
        if own
        else "核对；属实就到网页上这一格的“说明”里写原因 / check; if it is so, say why in the comment, on the page",
        "prove": "核对；属实就到网页上给这一格附凭证 / check; if it is so, put evidence to the cell, on the page",
    }
    return f"{finding.zh} / {finding.en}", cures[finding.way]


# ------------------------------------------------------------------------------------------------ other layouts


def layout_of(row: LayoutRow) -> Layout:
    """A layout as it is read by."""
    return Layout(row.columns, row.words, row.place, row.adds, row.height)


def may_be_table(sheets: Sequence[Sheet], year: int) -> bool:
    """Whether any sheet of a file looks like a table. Raises UserError for a list of persons: such are not kept."""
    for sheet in sheets:
        if (row := lists_people(sheet)) is not None:
            raise UserError(
                what="这是个人名册，没有接收，也没有保存 / this is a list of persons; it was neither taken nor kept",
                where=f"工作表 / sheet: {sheet.name}，第 {row} 行 / row {row}",
                cure="报表只要汇总的数：把名册汇总成各地区一行的表再传 / forms ask for sums: make a table of it with a row for each place",
            )
    return any(table_of(sheet, year) is not None for sheet in sheets)


@dataclass(frozen=True, slots=True)
class ByLayouts:
    """What came of a file: the sheets that were read; the names of those of which the layout is to be told, the tables of which the place is; why others
    were refused."""

    reads: tuple[Read, ...]
    untold: tuple[str, ...]
    unplaced: tuple[Table, ...]
    refused: tuple[UserError, ...]


def read_by_layouts(file: ForeignFile, sheets: tuple[Sheet, ...], paper: Paper, layouts: Sequence[LayoutRow]) -> ByLayouts:
    """The sheets (of those of a file) that fit a layout, each read by the last that was told.

    A layout with a place of its own reads only what names that place, for the same table may come from another.
    """
    data = bytes(file.data)
    reads: list[Read] = []
    untold: list[str] = []
    unplaced: list[Table] = []
    wrong: list[UserError] = []
    for sheet in sheets:
        fits = next(((one, table) for one in layouts if (table := find(sheet, layout_of(one), paper.year)) is not None), None)
        if fits is None:
            if table_of(sheet, paper.year) is not None:
                untold.append(sheet.name)
            continue
        if fits[0].place and fits[0].place != place_said(fits[1], paper, file.name) and len({ask.place for ask in paper.asks}) > 1:
            unplaced.append(fits[1])
            continue
        try:
            returned = read_table(fits[1], layout_of(fits[0]), paper, file.name)
        except UserError as error:
            wrong.append(error)
        else:
            reads.append(whole(Read(file.name, data, sheets, returned, fits[0].pk, file.pk)))
    return ByLayouts(_at_odds(reads), tuple(untold), tuple(unplaced), tuple(wrong))


def _at_odds(reads: Sequence[Read]) -> tuple[Read, ...]:
    """What several sheets of one file say of the same figure is taken only where they agree."""
    said: dict[int, set[tuple[float | None, str]]] = {}
    for one in reads:
        for filled in one.returned.filled:
            said.setdefault(filled.ask.key, set()).add((filled.value, filled.status))
    what = "几张工作表说的是同一个数，却不一样，都没有读 / several sheets say different things of the same figure; none was read"
    cure = "分成几个文件传，或只留一张 / send them as several files, or keep one"
    found = []
    for one in reads:
        wrong = [filled for filled in one.returned.filled if len(said[filled.ask.key]) > 1]
        problems = (*one.returned.problems, *(one.returned.problem_of(filled, what, cure) for filled in wrong))
        kept = tuple(filled for filled in one.returned.filled if filled not in wrong)
        found.append(replace(one, returned=replace(one.returned, filled=kept, problems=problems)))
    return tuple(found)
