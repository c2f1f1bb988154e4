"""A place and the gazetteer that holds places together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["nation", "province", "prefecture", "county", "township", "village", "institution"]

LEVELS: tuple[Level, ...] = ("nation", "province", "prefecture", "county", "township", "village", "institution")
"""Highest first; a parent's level is always higher than its child's, levels may be jumped over."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place: `id` is ours and never changes; `name`, `code` (GB/T 2260) and `parent` are those of today.

    `valid_from` and `valid_to` are years (half-open), None where the place has no known beginning or end.
    """

    id: str
    name: str
    level: Level
    parent: str | None = None
    code: str | None = None
    name_en: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True)
class Gazetteer:
    """Places by id, with the tree over them; built once, never changed.

    Raises ValueError when an id stands twice or a parent is unknown.
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
        object.__setattr__(self, "by_id", by_id)
        object.__setattr__(self, "_children", {key: tuple(value) for key, value in children.items()})

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
