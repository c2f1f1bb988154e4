"""The plan packages at hand: those of this home, or those that came with the product; read once and kept while their files stay as they are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock, local

from pydantic import ValidationError

from qingmiao import __version__, plans
from qingmiao.catalogue import MEASURED, Catalogue
from qingmiao.errors import UserError
from qingmiao.places import Gazetteer
from qingmiao.plans.model import Area, Commitment, Measure, Objective, Package, Plan, Unit
from qingmiao.shipped import plans_dir
from qingmiao.web.home import DEMONSTRATION, home, subfolder


@dataclass(frozen=True)
class Book:
    """One plan with everything that pages ask of it; what is costly is made on first use."""

    package: Package
    folder: Path
    fingerprint: str

    @property
    def plan(self) -> Plan:
        """The plan's head."""
        return self.package.plan

    @property
    def id(self) -> str:
        """The plan's id."""
        return self.package.plan.id

    @cached_property
    def catalogue(self) -> Catalogue:
        """The nation's catalogue with the plan's own indicators."""
        return plans.catalogue_of(self.package)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The nation's places with the plan's own."""
        return plans.gazetteer(self.package)

    def warm(self) -> None:
        """Make now what is made on first use."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                getattr(self, name)

    @cached_property
    def commitments(self) -> Mapping[str, Commitment]:
        """What is judged, by id, in the document's order: all but what only tells of the past."""
        chosen = (one for one in self.package.commitments if one.role != "background")
        return {one.id: one for one in sorted(chosen, key=lambda one: (one.start, one.end, one.deadline or 0))}

    @cached_property
    def elements(self) -> frozenset[str]:
        """Codes of all elements on which the plan's indicators rest, measured ones among them."""
        used = [self.catalogue.indicators[row.code] for row in self.package.indicators]
        return frozenset(code for indicator in used for code in (*indicator.elements, indicator.code + MEASURED))

    @cached_property
    def place_names(self) -> Mapping[str, str]:
        """Place id → name."""
        return {place.id: place.name for place in self.gazetteer}

    @cached_property
    def areas(self) -> Mapping[str, Area]:
        """Areas by id."""
        return {one.id: one for one in self.package.areas}

    @cached_property
    def objectives(self) -> Mapping[str, Objective]:
        """Objectives by id."""
        return {one.id: one for one in self.package.objectives}

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Measures by id."""
        return {one.id: one for one in self.package.measures}

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """The units that the document names, by id."""
        return {one.id: one for one in self.package.units}

    @cached_property
    def proposed(self) -> Mapping[str, str]:
        """Commitment id → department that the catalogue names as source, where the document names no lead."""
        return plans.proposed_departments(self.package)

    @cached_property
    def of_indicator(self) -> Mapping[str, tuple[Commitment, ...]]:
        """Indicator code → the commitments that rest on it."""
        found: dict[str, list[Commitment]] = {}
        for one in self.commitments.values():
            found.setdefault(one.indicator, []).append(one)
        return {code: tuple(some) for code, some in found.items()}


@dataclass(frozen=True)
class Broken:
    """A package that cannot be used, and why."""

    folder: Path
    error: UserError


@dataclass(frozen=True)
class Shelf:
    """All plans by id, in the order of the pages: the example first, then by title; and the packages that are broken."""

    books: Mapping[str, Book] = field(default_factory=dict)
    broken: tuple[Broken, ...] = ()

    def __iter__(self) -> Iterator[Book]:
        return iter(self.books.values())

    def __getitem__(self, plan: str) -> Book:
        return self.books[plan]

    def get(self, plan: str) -> Book | None:
        """The plan with this id, None when there is none."""
        return self.books.get(plan)


_lock = Lock()
_kept: dict[Path, tuple[str, Book | Broken]] = {}
_shelf: tuple[tuple[tuple[Path, str], ...], Shelf] = ((), Shelf())


_look = local()


@contextmanager
def one_look() -> Iterator[None]:
    """While one request is answered, the files are looked at once."""
    _look.shelf = None
    try:
        yield
    finally:
        del _look.shelf


def look_again() -> None:
    """Whoever changed the files of packages says so: the next look is a new one."""
    if hasattr(_look, "shelf"):
        _look.shelf = None


def shelf() -> Shelf:
    """The plans at hand. A package whose files changed is read again; one of the home stands before a shipped one of the same id."""
    if not hasattr(_look, "shelf"):
        return _now()
    if _look.shelf is None:
        _look.shelf = _now()
    found: Shelf = _look.shelf
    return found


def _now() -> Shelf:
    global _shelf
    folders = tuple((folder, _stamp(folder)) for folder in _folders())
    with _lock:
        if _shelf[0] != folders:
            _shelf = (folders, _arranged([_opened(folder, stamp) for folder, stamp in folders]))
        return _shelf[1]


def _folders() -> list[Path]:
    """Packages of this home; those that came with the product beside them only in a demonstration, or as long as there are no own ones."""
    own = _packages(subfolder("plans"))
    return [*_packages(plans_dir()), *own] if not own or (home() / DEMONSTRATION).exists() else own


def _packages(root: Path) -> list[Path]:
    return [path.parent for path in sorted(root.glob("*/plan.yaml"))]


def _stamp(folder: Path) -> str:
    """Changes whenever a file of the package does."""
    seen = sorted(
        (entry.name, entry.stat().st_mtime_ns, entry.stat().st_size) for entry in os.scandir(folder) if entry.name.endswith(".yaml")
    )
    return hashlib.sha256(repr((__version__, seen)).encode()).hexdigest()


def _opened(folder: Path, stamp: str) -> Book | Broken:
    kept = _kept.get(folder)
    if kept is None or kept[0] != stamp:
        kept = _kept[folder] = (stamp, _read(folder, stamp))
    return kept[1]


def _read(folder: Path, stamp: str) -> Book | Broken:
    cache = subfolder("cache") / f"{folder.name}-{stamp[:20]}.json"
    try:
        return Book(Package.model_validate_json(cache.read_bytes()), folder, stamp)
    except (FileNotFoundError, ValidationError):
        pass
    try:
        package = plans.load(folder)
    except UserError as error:
        return Broken(folder, error)
    _write(cache, package.model_dump_json().encode("utf-8"))
    return Book(package, folder, stamp)


def _write(path: Path, content: bytes) -> None:
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_bytes(content)
    os.replace(scratch, path)


def _arranged(opened: list[Book | Broken]) -> Shelf:
    books = {one.id: one for one in opened if isinstance(one, Book)}
    ordered = sorted(books.values(), key=lambda book: (not book.plan.example, -(book.plan.period[1] or 0), book.plan.title))
    return Shelf({book.id: book for book in ordered}, tuple(one for one in opened if isinstance(one, Broken)))
