"""Words of rounds: departments, cells, what stands in a cell and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.groups import NAMES
from qingmiao.compute.shapes import rolls_up
from qingmiao.rounds import Finding
from qingmiao.rounds.checking import SAME
from qingmiao.rounds.entering import REASONS
from qingmiao.rounds.numbers import number_told
from qingmiao.rounds.states import ACTS, STATES, Act, State
from qingmiao.web.language import english
from qingmiao.web.pages.wording import STATUSES, STREAMS
from qingmiao.web.rounds.models import CellNote, CellRow
from qingmiao.web.rounds.queries import Reported, key_of

SHAPES: Mapping[State, tuple[str, str]] = {
    "asked": ("○", "no_data"),
    "filling": ("◐", "undecided"),
    "submitted": ("▲", "on_the_way"),
    "checked": ("▲", "on_the_way"),
    "returned": ("◆", "behind"),
    "accepted": ("●", "met"),
    "excused": ("–", "no_data"),
}
"""State → its shape, and the verdict whose colour it has: colour never stands alone."""


def state_word(state: State) -> str:
    """A state in words."""
    return STATES[state][english()]


def square(state: State, late: bool) -> str:
    """One form in the grid of a round: a cell with its state and a link, `{}` for its number. A round has thousands, which a template would take seconds for."""
    shape, colour = SHAPES[state]
    told = f'<b class="late">{escape(_("逾期"))}</b>' if late else ""
    return f'<td><a class="v v-{colour}" href="forms/{{}}/"><i aria-hidden="true">{shape}</i>{escape(state_word(state))}</a>{told}</td>'


def act_word(act: Act) -> str:
    """An act in words."""
    return (ACTS[act].en if english() else ACTS[act].zh).capitalize()


def reasons() -> list[tuple[str, str]]:
    """The statuses that a cell may have, each with its word."""
    return [(status, words[english()]) for status, words in REASONS.items()]


def department_name(code: str, catalogue: Catalogue) -> str:
    """A department in words; a code that the catalogue does not know stands as it is."""
    known = catalogue.departments.get(code)
    return code if known is None else known.name_en if english() else known.name


@dataclass(frozen=True, slots=True)
class Line:
    """One cell as a row of the form."""

    id: int
    name: str
    groups: str
    definition: str
    unit: str
    before: tuple[str, ...]
    usual: str
    low: str
    high: str
    value: str
    status: str
    comment: str
    version: int
    whole: bool
    findings: tuple[str, ...]
    refused: bool
    notes: tuple[str, ...]
    evidence: tuple[tuple[int, str, str], ...]
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the cells of a form, by cell: questions, files (number, name, by whom), what was reported before."""

    notes: Mapping[int, Sequence[CellNote]]
    evidence: Mapping[int, Sequence[tuple[int, str, str]]]
    history: Mapping[int, Sequence[Reported]]


def lines(cells: Sequence[CellRow], catalogue: Catalogue, findings: Sequence[Finding], behind: Behind) -> list[Line]:
    """The rows of a form, with what is wrong in each and what stands behind it."""
    found: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
    for one in findings:
        found.setdefault((one.element, one.groups), []).append(one)
    return [_line(cell, catalogue, found.get(key_of(cell), []), behind) for cell in cells]


def _line(cell: CellRow, catalogue: Catalogue, findings: Sequence[Finding], behind: Behind) -> Line:
    element, groups = key_of(cell)
    known = catalogue.elements[element]
    return Line(
        cell.pk,
        known.name,
        "、".join(NAMES[word] for word in groups),
        known.definition or "",
        known.unit,
        tuple(f"{year}: {number_told(value)}" for year, value in cell.before),
        "" if cell.low is None or cell.high is None else f"{number_told(cell.low)}～{number_told(cell.high)}",
        "" if cell.low is None else repr(cell.low),
        "" if cell.high is None else repr(cell.high),
        "" if cell.value is None else number_told(cell.value),
        cell.status,
        cell.comment,
        cell.version,
        rolls_up(element, catalogue.elements) != "measured",
        tuple(one.en if english() else one.zh for one in findings),
        any(one.way == "refuse" or not one.answered for one in findings),
        tuple(_note(one) for one in behind.notes.get(cell.pk, ())),
        tuple(behind.evidence.get(cell.pk, ())),
        tuple(_reported(one) for one in behind.history.get(cell.pk, ())),
    )


def _reported(one: Reported) -> str:
    """What was once reported of a cell, by whom and on which day."""
    value = "" if one.value is None else number_told(one.value)
    told = " ".join(filter(None, (value, "" if one.status == "observed" else str(STATUSES.get(one.status, one.status)))))
    return f"{one.moment.date().isoformat()} {one.by} {told}"


@dataclass(frozen=True, slots=True)
class Beside:
    """What another source says of a cell, beside what the form says."""

    name: str
    source: str
    own: str
    other: str
    difference: str
    comment: str
    same: bool


def beside(
    cells: Sequence[CellRow], catalogue: Catalogue, streams: Mapping[tuple[str, tuple[str, ...]], Mapping[str, float]]
) -> list[Beside]:
    """The cells of which another source speaks too, with the difference and what the reporter says of it."""
    found = []
    for cell in cells:
        element, groups = key_of(cell)
        for stream, other in streams.get((element, groups), {}).items():
            apart = None if cell.value is None else cell.value - other
            share = f"（{apart / other:+.1%}）" if apart and other else ""
            found.append(
                Beside(
                    catalogue.elements[element].name + (f"（{'、'.join(NAMES[word] for word in groups)}）" if groups else ""),
                    str(STREAMS[stream]),
                    "—" if cell.value is None else number_told(cell.value),
                    number_told(other),
                    "—" if apart is None else f"{'+' if apart > 0 else ''}{number_told(apart)}{share}",
                    cell.comment,
                    apart is not None and abs(apart) <= SAME * max(abs(other), abs(cell.value or 0.0)),
                )
            )
    return found


def _note(note: CellNote) -> str:
    """A question with what stood there when it was asked."""
    then = number_told(note.value) if note.value is not None else dict(reasons()).get(note.status, "—")
    return _("{by} {day}问：{words}（当时为{then}）").format(by=note.by, day=note.moment.date().isoformat(), words=note.words, then=then)
