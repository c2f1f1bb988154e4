"""A place and the gazetteer that holds places together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

Level = Literal["nation", "province", "prefecture", "county", "township", "village", "institution", "set"]

LEVELS: tuple[Level, ...] = ("nation", "province", "prefecture", "county", "township", "village", "institution", "set")
"""Highest first; a parent's level is always higher than its child's, levels may be jumped over. A set (42 counties) is no part of anything."""

NOT_PARTS: tuple[Level, ...] = ("institution", "set")
"""What is no part of the place above it: its counts are never added there."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a place was before the year `until`; None where it was no different from what came after."""

    until: int
    name: str | None = None
    code: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Successor:
    """From `year` on, `share` (0..1] of what was counted in a place is counted in the place `to`, which may be the place itself."""

    year: int
    to: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """One place: `id` is ours and never changes; `name`, `code` (GB/T 2260) and `parent` are those of today, earlier ones are in `past`.

    `valid_from` and `valid_to` are years (half-open), None where the place has no known beginning or end. `successors` say where its
    counts went when it was merged or split; `members` are the places of a set.
    """

    id: str
    name: str
    level: Level
    parent: str | None = None
    code: str | None = None
    name_en: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    past: tuple[Past, ...] = ()
    successors: tuple[Successor, ...] = ()
    members: tuple[str, ...] = ()

    def there(self, year: int) -> bool:
        """Whether the place exists in a year (from `valid_from` until before `valid_to`)."""
        return (self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year < self.valid_to)

    def at(self, year: int) -> Place:
        """The place with the name, code and parent of a year."""
        earlier = sorted((one for one in self.past if year < one.until), key=lambda one: -one.until)
        told: dict[str, str] = {}
        for one in earlier:  # from today back, so that the oldest that still holds has the last word
            told |= {key: value for key in ("name", "code", "parent") if (value := getattr(one, key)) is not None}
        return replace(self, **told) if told else self  # type: ignore[arg-type]


@dataclass(frozen=True)
class Gazetteer:
    """Places by id, with the tree over them as it is today; built once, never changed.

    Raises ValueError when an id stands twice, or a parent, successor or member is unknown.
    """

    places: tuple[Place, ...]
    by_id: dict[str, Place] = field(init=False, repr=False, compare=False)
    _children: dict[str, tuple[Place, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {place.id: place for place in self.places}
        if len(by_id) != len(self.places):
            raise ValueError("a place id stands twice")
        children: dict[str, list[Place]] = {}
        for place in self.places:
            if place.parent is not None:
                if place.parent not in by_id:
                    raise ValueError(f"place {place.id}: unknown parent {place.parent}")
                children.setdefault(place.parent, []).append(place)
            for named in _named(place):
                if named not in by_id:
                    raise ValueError(f"place {place.id}: unknown place {named}")
        object.__setattr__(self, "by_id", by_id)
        object.__setattr__(self, "_children", {key: tuple(value) for key, value in children.items()})

    @property
    def dated(self) -> bool:
        """Whether any place was elsewhere once, or was merged or split."""
        return any(place.past or place.successors for place in self.places)

    def in_year(self, year: int) -> Gazetteer:
        """The same places with the names, codes and parents of a year."""
        return Gazetteer(tuple(place.at(year) for place in self.places)) if any(place.past for place in self.places) else self

    def __contains__(self, place_id: object) -> bool:
        return place_id in self.by_id

    def __getitem__(self, place_id: str) -> Place:
        return self.by_id[place_id]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def children(self, place_id: str) -> tuple[Place, ...]:
        """The places directly below a place, in the order of the source."""
        return self._children.get(place_id, ())

    def below(self, place_id: str) -> Iterator[Place]:
        """The place itself and all places under it, parents before children."""
        yield self.by_id[place_id]
        for child in self.children(place_id):
            yield from self.below(child.id)

    def at_level(self, place_id: str, level: Level) -> tuple[Place, ...]:
        """The places of one level at or under a place."""
        return tuple(place for place in self.below(place_id) if place.level == level)

    def above(self, place_id: str) -> Iterator[Place]:
        """The places above a place, nearest first."""
        parent = self.by_id[place_id].parent
        while parent is not None:
            yield self.by_id[parent]
            parent = self.by_id[parent].parent

    def named(self, name: str) -> tuple[Place, ...]:
        """The places that bear a name (several villages may share one)."""
        return tuple(place for place in self.places if place.name == name)

    def joined(self, more: Iterable[Place]) -> Gazetteer:
        """A gazetteer with further places; a place that is already here, equal in all fields, is taken once."""
        new = [place for place in more if self.by_id.get(place.id) != place]
        return Gazetteer(self.places + tuple(new))


def _named(place: Place) -> Iterator[str]:
    """The other places that a place speaks of, but for its parent."""
    yield from (one.parent for one in place.past if one.parent is not None)
    yield from (one.to for one in place.successors)
    yield from place.members
