"""What the review page draws: rows with their words, the document cut into marked runs, filters. Plain values, no queries."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qingmiao.web.review import wording
from qingmiao.web.review.fields import ROLES, area_of
from qingmiao.web.review.packing import Told
from qingmiao.web.review.state import Item, ordered

_NUMBERED = re.compile(r"^\s*(?:第?[一二三四五六七八九十百]+[、章节.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、])\s*")
# Private-use characters (left over from other programs' fonts) have no shape here; a blank keeps all offsets.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


@dataclass(frozen=True, slots=True)
class Row:
    """One item as a row of the list."""

    item: Item
    group: str
    name: str
    target: str
    area: str
    role: object
    units: str
    why: tuple[object, ...]
    was: tuple[tuple[object, str], ...]
    told: tuple[Told, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; empty fields narrow nothing."""

    state: str = ""
    group: str = ""
    area: str = ""
    note: str = ""
    words: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.state or self.group or self.area or self.note or self.words)

    def lets(self, item: Item, area: str, searched: str) -> bool:
        """Whether a row is shown."""
        states = {"unsure": bool(item.unsure), "": True}
        return (
            states.get(self.state, item.state == self.state)
            and self.group in ("", wording.group_of(item), item.part)
            and self.area in ("", area)
            and self.note in ("", item.note)
            and self.words.casefold() in searched
        )


def filter_of(query: Mapping[str, str]) -> Filter:
    """The filter that an address asks for."""
    return Filter(*(query.get(name, "").strip()[:60] for name in ("state", "group", "area", "note", "words")))


def areas_of(head: Item | None, items: Iterable[Item]) -> list[str]:
    """The areas of a plan: those that its head lists, else the outermost headings, as the package will have them."""
    listed = list(head.fields["areas"]) if head is not None else []
    outer = (
        re.sub(r"\s+", "", _NUMBERED.sub("", item.fields["path"][0])).rstrip("。：:")
        for item in items
        if item.part in ("objective", "measure") and item.fields.get("path")
    )
    return list(dict.fromkeys(name for name in (listed or outer) if name))


def rows_of(items: Sequence[Item], areas: Sequence[str], told: Mapping[str, Sequence[Told]], wanted: Filter) -> list[Row]:
    """The rows: what a check complains of first, then what the reader is not sure of, each in the document's order."""
    made = [_row(item, areas, tuple(told.get(item.key, ())), wanted) for item in ordered({item.key: item for item in items})]
    return sorted(made, key=lambda row: (not row.told, not row.item.unsure))


def row_of(item: Item, areas: Sequence[str], told: Sequence[Told] = ()) -> Row:
    """One row by itself."""
    return _row(item, areas, tuple(told), Filter())


def _row(item: Item, areas: Sequence[str], told: tuple[Told, ...], wanted: Filter) -> Row:
    fields, area, name = item.fields, area_of(item, areas), wording.name_of(item)
    units = "、".join([*(fields.get("lead") or ()), *(fields.get("support") or ())])
    target = wording.target_of(item)
    why = tuple(wording.unsure(code) for code in item.unsure)
    was = tuple((wording.FIELD_NAMES.get(key, key), wording.shown_value(value)) for key, value in (item.was or {}).items())
    role = ROLES[fields["role"]] if fields.get("role") in ("background", "administration") else ""
    searched = f"{name} {target} {units} {fields.get('population') or ''} {fields.get('quote') or ''}".casefold()
    return Row(item, wording.group_of(item), name, target, area, role, units, why, was, told, not wanted.lets(item, area, searched))


# ------------------------------------------------------------------------------------------------ the document


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the document that the same items hold; the innermost item's key comes last."""

    text: str
    keys: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the document."""

    start: int
    runs: tuple[Run, ...]


def paragraphs(text: str, start: int, end: int, items: Iterable[Item]) -> list[Paragraph]:
    """The lines of [start, end) of the document, cut where items begin and end; one sweep over sorted edges."""
    spans = [item for item in items if item.part != "plan" and item.state != "rejected"]
    edges: dict[int, tuple[list[Item], list[Item]]] = {}
    for item in spans:
        edges.setdefault(item.start, ([], []))[0].append(item)
        edges.setdefault(item.end, ([], []))[1].append(item)
    places = sorted({*(place for place in edges if start < place < end), start, end})
    lines: list[Paragraph] = []
    runs: list[Run] = []
    begun, inside = start, {item.key: item for item in spans if item.start < start < item.end}
    for left, right in itertools.pairwise(places):
        _cross(inside, edges.get(left))
        keys = " ".join(item.key for item in sorted(inside.values(), key=lambda item: (item.start - item.end, item.key)))
        at = left
        for number, piece in enumerate(_PRIVATE.sub(" ", text[left:right]).split("\n")):
            if number:
                at += 1
                lines.append(Paragraph(begun, tuple(runs)))
                begun, runs = at, []
            if piece:
                runs.append(Run(piece, keys))
            at += len(piece)
    lines.append(Paragraph(begun, tuple(runs)))
    return [line for line in lines if any(run.text.strip() for run in line.runs)]


def _cross(inside: dict[str, Item], edge: tuple[list[Item], list[Item]] | None) -> None:
    begins, ends = edge or ((), ())
    for item in ends:
        inside.pop(item.key, None)
    for item in begins:
        inside[item.key] = item


def counts(items: Iterable[Item], areas: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many items there are of each state, group, area and note: for the choices of the filters."""
    found: dict[str, dict[str, int]] = {"state": {}, "group": {}, "area": {}, "note": {}}
    for item in items:
        said: dict[str, Any] = {"state": item.state, "group": wording.group_of(item), "area": area_of(item, areas), "note": item.note}
        for name, value in said.items():
            found[name][value] = found[name].get(value, 0) + 1
        if item.unsure:
            found["state"]["unsure"] = found["state"].get("unsure", 0) + 1
    return found
