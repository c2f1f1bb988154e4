"""The state of a review as a fold over a log of events: items as read, and what people did to them, in order. Pure.

An event holds changes; a change holds, for one item, the attributes before and after. To undo is to add an event with the changes
reversed: nothing is ever taken out of the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

Part = Literal["plan", "objective", "commitment", "measure"]
State = Literal["open", "accepted", "rejected"]
Note = Literal["", "new", "changed", "kept"]

LETTERS: Final[Mapping[Part, str]] = {"plan": "p", "objective": "o", "commitment": "c", "measure": "m"}
"""The first letter of the keys of items as read: c12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that was read or added: its run of the document [start, end) in code points, its fields, and how far it is looked through.

    `roots` are the keys of the items as read from which it comes (itself; those that were split or merged; none when a person added it);
    `corrected` says that a person changed its fields. `note` and `was` tell what a revised document did to it.
    """

    key: str
    part: Part
    plan: int
    start: int
    end: int
    fields: dict[str, Any]
    state: State = "open"
    roots: tuple[str, ...] = ()
    corrected: bool = False
    note: Note = ""
    was: dict[str, Any] | None = None

    @property
    def unsure(self) -> tuple[str, ...]:
        """The codes of what the reader is not sure of, while nobody has decided."""
        return tuple(self.fields.get("unsure") or ()) if self.state == "open" and not self.corrected else ()

    @property
    def touched(self) -> bool:
        """Whether a person has done anything to it."""
        return self.corrected or self.state != "open" or self.roots != (self.key,)


_NAMES: Final = tuple(one.name for one in fields(Item))


def as_data(item: Item) -> dict[str, Any]:
    """An item as plain data for JSON; the values are the item's own, not copies, and stay as they are."""
    data = {name: getattr(item, name) for name in _NAMES}
    data["roots"] = list(item.roots)
    return data


def from_data(data: Mapping[str, Any]) -> Item:
    """An item from what `as_data` made."""
    return Item(**{**data, "roots": tuple(data.get("roots", ()))})


Patch = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one item: `before` None means that it was made, `after` None that it is gone; else only what differs."""

    key: str
    before: Patch | None
    after: Patch | None

    @property
    def reversed(self) -> Change:
        """The change that takes this one back."""
        return Change(self.key, self.after, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act of one person. `undoes` is the number of the event that it takes back."""

    seq: int
    by: str
    act: str
    changes: tuple[Change, ...] = ()
    undoes: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


Items = Mapping[str, Item]


class Conflict(Exception):
    """An act that no longer fits, because somebody has changed the item since."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def changed(before: Item, after: Item) -> Change:
    """The change from one state of an item to another."""
    old, new = as_data(before), as_data(after)
    different = [name for name in _NAMES if old[name] != new[name]]
    return Change(before.key, {name: old[name] for name in different}, {name: new[name] for name in different})


def made(item: Item) -> Change:
    """The change by which an item comes to be."""
    return Change(item.key, None, as_data(item))


def gone(item: Item) -> Change:
    """The change by which an item is replaced by others."""
    return Change(item.key, as_data(item), None)


def apply(items: Items, changes: Iterable[Change]) -> dict[str, Item]:
    """The items after some changes. Raises Conflict where an item is not as the change found it."""
    now = dict(items)
    for change in changes:
        _step(now, change)
    return now


def _step(now: dict[str, Item], change: Change) -> None:
    """Carry one change out in place."""
    here = now.get(change.key)
    if (here is None) != (change.before is None) or not _fits(here, change.before):
        raise Conflict(change.key)
    if change.after is None:
        del now[change.key]
    else:
        now[change.key] = from_data(change.after if here is None else {**as_data(here), **change.after})


def _fits(here: Item | None, before: Patch | None) -> bool:
    if here is None or before is None:
        return True
    return all((list(here.roots) if name == "roots" else getattr(here, name)) == value for name, value in before.items())


def fold(items: Items, events: Iterable[Event]) -> dict[str, Item]:
    """The items after all events, in the order of the log; linear in the number of changes."""
    now = dict(items)
    for event in events:
        for change in event.changes:
            _step(now, change)
    return now


def to_undo(events: Sequence[Event], by: str) -> Event | None:
    """The last act of a person on items that has not been taken back; None when there is none."""
    undone = {event.undoes for event in events if event.undoes is not None}
    own = (event for event in reversed(events) if event.by == by and event.changes and event.undoes is None and event.seq not in undone)
    return next(own, None)


def reversal(event: Event) -> tuple[Change, ...]:
    """The changes that take an event back, last first."""
    return tuple(change.reversed for change in reversed(event.changes))


def ordered(items: Items) -> list[Item]:
    """Items in the order of the document: the plan's head first, what encloses before the commitments inside, an earlier end before a later."""
    return sorted(
        items.values(),
        key=lambda item: (item.plan, item.part != "plan", item.start, item.part == "commitment", item.end, len(item.key), item.key),
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is: `done` of `total` items are accepted or rejected."""

    done: int
    total: int
    unsure: int

    @property
    def complete(self) -> bool:
        """Whether nothing is open."""
        return self.done == self.total


def progress(items: Iterable[Item]) -> Progress:
    """The progress over some items."""
    known = list(items)
    return Progress(sum(item.state != "open" for item in known), len(known), sum(bool(item.unsure) for item in known))
