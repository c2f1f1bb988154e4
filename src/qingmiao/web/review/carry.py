"""A revised document is read again: what people decided on the old text is carried over to the new one, and what changed is told. Pure.

The reader reads the same words the same way, so old items *as read* are matched with new items as read; what people made of an old item
(accepted, corrected, split, merged, rejected) then goes to its counterpart, with offsets moved. Nothing that changed in the document stays
accepted unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from qingmiao.web.review.edit import SAID, squeezed
from qingmiao.web.review.state import Item, ordered

MEANING: Final = (*SAID, "role", "deadline")
"""Fields of a commitment that say what is promised."""

TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "commitment": (*MEANING, "lead", "support"),
    "objective": ("number",),
    "measure": ("number", "title", "lead", "support"),
    "plan": ("title", "issuer", "document_number", "issued", "period", "status", "areas"),
}
"""Fields whose change is told to a person."""


@dataclass(frozen=True, slots=True)
class Old:
    """A review as it stands: the items as read, the items now, the text."""

    read: Mapping[str, Item]
    now: Mapping[str, Item]
    text: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The items with which the new review begins, and the old ones that have no counterpart; `moved` is new key → old key."""

    items: tuple[Item, ...]
    gone: tuple[Item, ...]
    moved: Mapping[str, str]


Key = Callable[[Item, str], Hashable]


def _same(item: Item, text: str) -> Hashable:
    return (
        item.part,
        squeezed(text[item.start : item.end]) if item.part != "plan" else item.plan,
        *(_hashable(item.fields.get(name)) for name in TOLD[item.part]),
    )


def _said(item: Item, text: str) -> Hashable:
    return (item.part, squeezed(text[item.start : item.end])) if item.part != "plan" else (item.part, item.plan)


def _meant(item: Item, text: str) -> Hashable:
    fields = item.fields
    if item.part == "commitment":
        return (
            item.part,
            fields["kind"],
            squeezed(fields["indicator"]),
            fields["population"],
            fields["role"] == "background",
            fields["deadline"],
        )
    return (item.part, squeezed(fields.get("title") or fields.get("text_start") or ""))


def _named(item: Item, text: str) -> Hashable:
    fields = item.fields
    if item.part == "commitment":
        return (item.part, squeezed(fields["indicator"]), fields["role"] == "background")
    return (
        (item.part, fields.get("number"), *(squeezed(heading) for heading in fields.get("path") or ()))
        if fields.get("number")
        else object()
    )


_STAGES: Final[tuple[Key, ...]] = (_same, _said, _meant, _named)


def _hashable(value: Any) -> Hashable:
    if isinstance(value, dict):
        return tuple(sorted((key, _hashable(one)) for key, one in value.items()))
    return tuple(_hashable(one) for one in value) if isinstance(value, (list, tuple)) else value


def matched(old: Iterable[Item], new: Iterable[Item], old_text: str, new_text: str) -> dict[str, str]:
    """Old key → new key, one to one: the same first, then the same words, then the same promise, then the same name; each in the document's order."""
    left, right = list(old), list(new)
    pairs: dict[str, str] = {}
    for stage in _STAGES:
        waiting: dict[Hashable, list[str]] = {}
        for item in right:
            waiting.setdefault(stage(item, new_text), []).append(item.key)
        for item in left:
            keys = waiting.get(stage(item, old_text))
            if keys:
                pairs[item.key] = keys.pop(0)
        taken = set(pairs.values())
        left, right = [item for item in left if item.key not in pairs], [item for item in right if item.key not in taken]
    return pairs


def carry(old: Old, new: Sequence[Item], text: str) -> Carried:
    """The new items with what people decided on the old ones."""
    read = {item.key: item for item in new}
    pairs = matched(ordered(old.read), new, old.text, text)
    same = {before for before, after in pairs.items() if _same(old.read[before], old.text) == _same(read[after], text)}
    items: dict[str, Item] = {}
    moved: dict[str, str] = {}
    gone: list[Item] = []
    replaced: set[str] = set()
    for item in ordered(old.now):
        result = _carried(item, old, read, pairs, same, text)
        if result is None:
            gone += [item] if item.state != "rejected" and not any(root in pairs for root in item.roots) else []
            continue
        key = result.key if result.key in read else f"k.{item.key}"
        items[key] = replace(result, key=key)
        moved[key] = item.key
        replaced |= {pairs[root] for root in item.roots if root in pairs}
    rest = {key: replace(item, note=_note(key, pairs)) for key, item in read.items() if key not in replaced and key not in items}
    return Carried(tuple(ordered({**rest, **items})), tuple(gone), moved)


def _note(key: str, pairs: Mapping[str, str]) -> Any:
    return "changed" if key in pairs.values() else "new"


def _carried(item: Item, old: Old, read: Mapping[str, Item], pairs: Mapping[str, str], same: set[str], text: str) -> Item | None:
    """An old item as it stands in the new text; None where its words are gone or must be looked at anew."""
    if not item.roots:
        return _found_again(item, old.text, text)
    if not all(root in pairs for root in item.roots):
        return None
    first = read[pairs[item.roots[0]]]
    if item.roots == (item.key,):
        return _counterpart(item, old.read[item.key], first, unchanged=item.key in same)
    if not all(root in same for root in item.roots):
        return None
    shift = first.start - old.read[item.roots[0]].start
    return _shifted(replace(item, roots=tuple(pairs[root] for root in item.roots)), shift, old.text, text)


def _counterpart(item: Item, before: Item, after: Item, *, unchanged: bool) -> Item:
    """One old item, one new: decided as before when the document says the same; else to be looked at, with what people corrected kept."""
    if item.part == "plan":
        # A file may be called anything; the plan keeps its id.
        after = replace(after, fields={**after.fields, "id": item.fields["id"]})
    mine = {
        name: value
        for name, value in item.fields.items()
        if value != before.fields.get(name) and after.fields.get(name) == before.fields.get(name)
    }
    if unchanged:
        return replace(
            after, fields={**after.fields, **mine}, state=item.state, corrected=item.corrected, note="kept" if item.touched else ""
        )
    differs = {name: before.fields.get(name) for name in TOLD[item.part] if before.fields.get(name) != after.fields.get(name)}
    if not differs and item.state != "rejected":
        return replace(
            after, fields={**after.fields, **mine}, state=item.state, corrected=item.corrected, note="kept" if item.touched else ""
        )
    return replace(after, fields={**after.fields, **mine}, corrected=bool(mine) and item.corrected, note="changed", was=differs)


def _shifted(item: Item, shift: int, before: str, after: str) -> Item | None:
    """A part or a whole that people made, moved along; None where its words are not there."""
    start, end = item.start + shift, item.end + shift
    if squeezed(after[max(start, 0) : end]) == squeezed(before[item.start : item.end]):
        return replace(item, start=start, end=end, note="kept", was=None)
    return _found_again(item, before, after)


def _found_again(item: Item, before: str, after: str) -> Item | None:
    """An item that people added, where its words stand in the new text: nearest to where they stood."""
    words = before[item.start : item.end]
    at = nearest(after, words, round(item.start * len(after) / max(len(before), 1)))
    return None if at is None else replace(item, start=at, end=at + len(words), note="kept", was=None)


def nearest(text: str, words: str, near: int) -> int | None:
    """Where words stand in a text, nearest to a place; None when they do not."""
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return min(found, key=lambda place: abs(place - near), default=None)
