"""The catalogue's files: what each column may hold, and the reading of a folder of them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from qingmiao import datafile
from qingmiao.catalogue import departments as naming
from qingmiao.catalogue import matching
from qingmiao.catalogue import model as kinds
from qingmiao.catalogue.loader import Catalogue, measured_element
from qingmiao.catalogue.model import MEASURED, Amendment, Definition, Department, Element, Indicator, International
from qingmiao.datafile import Record

SHIPPED: Final = Path(__file__).parent / "data"
BASES: Final = ("calendar_year", "statistical_year", "school_year", "quarter", "point", "several_years")

_Item = TypeVar("_Item", Department, Element, International, Amendment, Definition, Indicator)
_Checks = Mapping[str, datafile.Check]


@dataclass(frozen=True)
class Kind:
    """One kind of file: its columns, those that must stand, and those that point at another file's codes."""

    columns: _Checks
    required: frozenset[str]
    pointers: Mapping[str, str]


_VALID: Final[_Checks] = {"valid_from": datafile.year, "valid_to": datafile.year}

DEPARTMENT: Final = Kind(
    {"code": datafile.code, "name": datafile.text, "name_en": datafile.text, "aliases": datafile.texts},
    frozenset({"code", "name", "name_en"}),
    {},
)
ELEMENT: Final = Kind(
    {
        "code": datafile.code,
        "name": datafile.text,
        "unit": datafile.text,
        "department": datafile.code,
        "adds": datafile.one_of(*kinds.ADDS),
        "basis": datafile.one_of(*BASES),
        "frequency": datafile.one_of(*kinds.FREQUENCIES),
        "population": datafile.one_of(*kinds.POPULATIONS),
        "definition": datafile.text,
        "source": datafile.text,
    },
    frozenset({"code", "name", "unit"}),
    {"department": "departments.yaml"},
)
INTERNATIONAL: Final = Kind(
    dict.fromkeys(("scheme", "code", "name", "name_en", "note"), datafile.text), frozenset({"scheme", "code", "name", "name_en"}), {}
)
INDICATOR: Final = Kind(
    {
        "code": datafile.code,
        "name": datafile.text,
        "name_en": datafile.text,
        "aliases": datafile.texts,
        "unit": datafile.text,
        "direction": datafile.one_of("up", "down"),
        "formula": datafile.text,
        "definition": datafile.text,
        "department": datafile.code,
        "basis": datafile.one_of(*BASES),
        "limits": datafile.ends,
        "status": datafile.one_of("sourced", "drafted"),
        "source": datafile.text,
        "seen": datafile.one_of("whole", "part"),
        "frequency": datafile.one_of(*kinds.FREQUENCIES),
        "groups": datafile.some_of(*kinds.GROUPINGS),
        "population": datafile.one_of(*kinds.POPULATIONS),
        "over_time": datafile.one_of(*kinds.OVER_TIME),
        "international": datafile.texts,
        **_VALID,
        "defined_by": datafile.text,
        "checked_by": datafile.text,
    },
    frozenset({"code", "name", "unit", "formula"}),
    {"department": "departments.yaml", "international": "international.yaml"},
)
DEFINITION: Final = Kind(
    {
        "indicator": datafile.code,
        "key": datafile.code,
        "text": datafile.text,
        "formula": datafile.text,
        "source": datafile.text,
        "seen": datafile.one_of("whole", "part"),
        "population": datafile.one_of(*kinds.POPULATIONS),
        "defined_by": datafile.text,
        **_VALID,
    },
    frozenset({"indicator", "key", "text", "source"}),
    {"indicator": "indicators"},
)
AMENDMENT: Final = Kind(
    {
        "indicator": datafile.code,
        "year": datafile.year,
        "what": datafile.text,
        "breaks": datafile.flag,
        "factor": datafile.number,
        "offset": datafile.number,
        "source": datafile.text,
    },
    frozenset({"indicator", "year", "what"}),
    {"indicator": "indicators"},
)


@dataclass(frozen=True)
class Files:
    """The records of a folder's files."""

    departments: tuple[Record, ...]
    elements: tuple[Record, ...]
    international: tuple[Record, ...]
    indicators: tuple[Record, ...]
    definitions: tuple[Record, ...]
    changes: tuple[Record, ...]


def read_files(folder: Path) -> Files:
    """The records of departments.yaml, elements.yaml and indicators/*.yaml; international, definitions and changes may be missing."""
    return Files(
        datafile.read_records(folder / "departments.yaml"),
        datafile.read_records(folder / "elements.yaml"),
        _records(folder / "international.yaml"),
        tuple(row for file in sorted((folder / "indicators").glob("*.yaml")) for row in datafile.read_records(file)),
        _records(folder / "definitions.yaml"),
        _records(folder / "changes.yaml"),
    )


def _records(file: Path) -> tuple[Record, ...]:
    return datafile.read_records(file) if file.exists() else ()


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder; raises UserError with file, line and cure."""
    return built(read_files(folder))


def built(files: Files) -> Catalogue:
    """The catalogue of its records; raises UserError with file, line and cure."""
    departments = _items(files.departments, Department, DEPARTMENT)
    elements = _items(files.elements, Element, ELEMENT, {"departments.yaml": departments})
    lists = {str(one): one for one in _items(files.international, International, INTERNATIONAL, key=_listed).values()}
    held: Mapping[str, Mapping[str, object]] = {"departments.yaml": departments, "international.yaml": lists, "elements.yaml": elements}
    indicators = _indicators(files, held, lists)
    datafile.first_double(files.indicators, datafile.named(matching.fold))
    datafile.first_double(files.departments, datafile.named(naming.fold_department))
    measured = {one.code: one for one in map(measured_element, indicators.values())}
    return Catalogue(indicators, {**elements, **measured}, departments)


def _indicators(files: Files, held: Mapping[str, Mapping[str, object]], lists: Mapping[str, International]) -> dict[str, Indicator]:
    rows = files.indicators
    checked = [_values(row, INDICATOR, held) for row in rows]
    datafile.first_double(rows, lambda row: iter([("code", str(row.values["code"]))]))
    codes = {str(row.values["code"]): row for row in rows}
    known = {**held, "indicators": codes}
    rivals = _by_indicator(files.definitions, Definition, DEFINITION, known)
    changes = _by_indicator(files.changes, Amendment, AMENDMENT, known)
    for row in rows:
        _check_formula(row, str(row.values["code"]), held["elements.yaml"])
    for row in files.definitions:
        _check_formula(row, str(row.values["indicator"]), held["elements.yaml"])
    datafile.first_double(files.definitions, lambda row: iter([("key", f"{row.values['indicator']}: {row.values['key']}")]))
    return {
        value["code"]: _indicator({**value, "area": row.file.stem}, lists, rivals, changes)
        for row, value in zip(rows, checked, strict=True)
    }


def _indicator(
    values: Mapping[str, Any],
    lists: Mapping[str, International],
    rivals: Mapping[str, Sequence[Definition]],
    changes: Mapping[str, Sequence[Amendment]],
) -> Indicator:
    code = values["code"]
    more = {
        "international": tuple(lists[name] for name in values.get("international", ())),
        "definitions": tuple(rivals.get(code, ())),
        "history": tuple(sorted(changes.get(code, ()), key=lambda one: one.year)),
    }
    return Indicator(**{**values, **more})


def _by_indicator(
    rows: Iterable[Record], make: Callable[..., _Item], kind: Kind, held: Mapping[str, Mapping[str, object]]
) -> dict[str, list[_Item]]:
    found: dict[str, list[_Item]] = {}
    for row in rows:
        values = _values(row, kind, held)
        found.setdefault(values.pop("indicator"), []).append(make(**values))
    return found


def _code(row: Record) -> str:
    return str(row.values["code"])


def _listed(row: Record) -> str:
    return f"{row.values['scheme']} {row.values['code']}"


def _items(
    rows: Sequence[Record],
    make: Callable[..., _Item],
    kind: Kind,
    held: Mapping[str, Mapping[str, object]] | None = None,
    key: Callable[[Record], str] = _code,
) -> dict[str, _Item]:
    values = [_values(row, kind, held or {}) for row in rows]
    datafile.first_double(rows, lambda row: iter([("code", key(row))]))
    return {key(row): make(**value) for row, value in zip(rows, values, strict=True)}


def _values(row: Record, kind: Kind, held: Mapping[str, Mapping[str, object]]) -> dict[str, Any]:
    values = datafile.fields(row, kind.columns, kind.required)
    for column, file in kind.pointers.items():
        for code in _pointed(values.get(column)):
            _known(row, column, code, held[file], file)
    return values


def _pointed(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        yield from value
    elif value is not None:
        yield value


def _check_formula(row: Record, code: str, elements: Mapping[str, object]) -> None:
    """The formula of a record can be read and uses elements that there are, or its own indicator's value as measured."""
    if "formula" not in row.values:
        return
    try:
        used = Indicator(code="x", name="x", unit="x", formula=str(row.values["formula"])).elements
    except ValueError as error:
        cure = "写法见 docs/figures.md，如 deaths / births * 1000 / docs/figures.md tells what a formula may hold"
        raise row.error("formula", f"公式读不懂 / the formula cannot be read: {error}", cure) from error
    for element in used:
        if element != f"{code}{MEASURED}":
            _known(row, "formula", element, elements, "elements.yaml")


def _known(row: Record, key: str, code: object, held: Mapping[str, object], file: str) -> None:
    if code not in held:
        raise row.error(
            key, f"没有“{code}” / “{code}” is unknown", f"先在 {file} 里加上它，或核对拼写 / add it to {file} first, or check the spelling"
        )


@functools.cache
def load() -> Catalogue:
    """The shipped catalogue, read once a process."""
    return read_catalogue(SHIPPED)
