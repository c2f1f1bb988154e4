"""The catalogue: read once from YAML files, joined with a plan's own indicators, asked by code or by words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from qingmiao import datafile
from qingmiao.catalogue import departments as naming
from qingmiao.catalogue import matching
from qingmiao.catalogue.matching import Match, Names, names_of
from qingmiao.catalogue.model import MEASURED, Department, Element, Indicator
from qingmiao.datafile import Record
from qingmiao.errors import UserError

_BASES: Final = ("calendar_year", "statistical_year", "school_year", "quarter", "point", "several_years")
_Item = TypeVar("_Item", Department, Element, Indicator)


@dataclass(frozen=True)
class Catalogue:
    """Indicators, elements and departments by code; every indicator `x` has the element `x@` (as measured)."""

    indicators: Mapping[str, Indicator]
    elements: Mapping[str, Element]
    departments: Mapping[str, Department]
    _names: Names = field(init=False, repr=False, compare=False)
    _department_names: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", names_of(self.indicators))
        object.__setattr__(self, "_department_names", naming.index(self.departments))

    def match(self, name: str, unit: str | None = None) -> Match | None:
        """The indicator that the words mean and how like they are; None where none is near enough or the unit cannot be its unit."""
        return self._names.match(name, unit)

    def department_named(self, text: str) -> Department | None:
        """The department that a unit's name means, with or without place and level (自治区卫生计生委, 市妇联, 教育部门)."""
        found = (self._department_names.get(word) for word in naming.candidates(text))
        code = next((code for code in found if code is not None), None)
        return None if code is None else self.departments[code]

    def elements_of(self, indicator: Indicator) -> tuple[Element, ...]:
        """The elements of an indicator's formula, then the one of its value as measured."""
        codes = dict.fromkeys((*indicator.elements, indicator.code + MEASURED))
        return tuple(self.elements[code] for code in codes)


def measured_element(indicator: Indicator) -> Element:
    """The element `x@` of an indicator `x`: its value as published or measured, which is never summed."""
    return Element(
        code=indicator.code + MEASURED,
        name=f"{indicator.name}（公布值）",
        unit=indicator.unit,
        department=indicator.department,
        adds="measured",
        basis=indicator.basis,
    )


def join(catalogue: Catalogue, local: Sequence[Indicator], local_elements: Sequence[Element] = ()) -> Catalogue:
    """The catalogue with a plan's own indicators and elements; `x@` elements are made.

    Raises UserError where a code is taken by something else or a formula uses an element that is nowhere.
    """
    indicators = _added(catalogue.indicators, local, "指标 / indicator")
    made = [measured_element(indicator) for indicator in local]
    named = {element.code for element in local_elements}
    elements = _added(catalogue.elements, [*local_elements, *(one for one in made if one.code not in named)], "数据元 / element")
    for indicator in local:
        for code in indicator.elements:
            if code not in elements:
                raise UserError(
                    what=f"公式用了没有的数据元“{code}” / the formula uses the unknown element “{code}”",
                    where=f"指标 {indicator.code} / indicator {indicator.code}",
                    cure="在数据元中加上它，或改公式 / add it to the elements, or change the formula",
                )
    return Catalogue(indicators, elements, catalogue.departments)


def _added(held: Mapping[str, _Item], more: Iterable[_Item], kind: str) -> dict[str, _Item]:
    items = dict(held)
    for item in more:
        if items.setdefault(item.code, item) != item:
            raise UserError(
                what=f"代码“{item.code}”已用于别的内容 / the code “{item.code}” is taken by something else",
                where=kind,
                cure="换一个代码 / choose another code",
            )
    return items


_DEPARTMENT: Final[Mapping[str, datafile.Check]] = {
    "code": datafile.code,
    "name": datafile.text,
    "name_en": datafile.text,
    "aliases": datafile.texts,
}
_ELEMENT: Final[Mapping[str, datafile.Check]] = {
    "code": datafile.code,
    "name": datafile.text,
    "unit": datafile.text,
    "department": datafile.code,
    "adds": datafile.one_of("sum", "measured"),
    "basis": datafile.one_of(*_BASES),
}
_INDICATOR: Final[Mapping[str, datafile.Check]] = {
    "code": datafile.code,
    "name": datafile.text,
    "name_en": datafile.text,
    "aliases": datafile.texts,
    "unit": datafile.text,
    "direction": datafile.one_of("up", "down"),
    "formula": datafile.text,
    "definition": datafile.text,
    "department": datafile.code,
    "basis": datafile.one_of(*_BASES),
    "limits": datafile.ends,
    "status": datafile.one_of("sourced", "drafted"),
    "source": datafile.text,
}


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder: departments.yaml, elements.yaml and indicators/*.yaml; raises UserError with file, line and cure."""
    department_rows = datafile.read_records(folder / "departments.yaml")
    element_rows = datafile.read_records(folder / "elements.yaml")
    indicator_rows = [row for file in sorted((folder / "indicators").glob("*.yaml")) for row in datafile.read_records(file)]
    departments = _items(department_rows, Department, _DEPARTMENT, {"code", "name", "name_en"})
    elements = _items(element_rows, Element, _ELEMENT, {"code", "name", "unit"})
    _check_departments(element_rows, departments)
    for row in indicator_rows:
        _check_indicator(row, elements, departments)
    indicators = _items(indicator_rows, Indicator, _INDICATOR, {"code", "name", "unit", "formula"})
    datafile.first_double(indicator_rows, datafile.named(matching.fold))
    datafile.first_double(department_rows, datafile.named(naming.fold_department))
    measured = {one.code: one for one in map(measured_element, indicators.values())}
    return Catalogue(indicators, {**elements, **measured}, departments)


def _items(
    rows: Sequence[Record], kind: Callable[..., _Item], checks: Mapping[str, datafile.Check], required: set[str]
) -> dict[str, _Item]:
    values = [datafile.fields(row, checks, frozenset(required)) for row in rows]
    datafile.first_double(rows, lambda row: iter([("code", str(row.values["code"]))]))
    items = (kind(**value) for value in values)
    return {item.code: item for item in items}


def _check_departments(rows: Sequence[Record], departments: Mapping[str, Department]) -> None:
    for row in rows:
        _known(row, "department", row.values.get("department"), departments, "departments.yaml")


def _check_indicator(row: Record, elements: Mapping[str, Element], departments: Mapping[str, Department]) -> None:
    datafile.fields(row, _INDICATOR, frozenset({"code", "name", "unit", "formula"}))
    _known(row, "department", row.values.get("department"), departments, "departments.yaml")
    try:
        used = Indicator(code="x", name="x", unit="x", formula=str(row.values["formula"])).elements
    except ValueError as error:
        cure = "写法见 docs/figures.md，如 deaths / births * 1000 / docs/figures.md tells what a formula may hold"
        raise row.error("formula", f"公式读不懂 / the formula cannot be read: {error}", cure) from error
    for code in used:
        if code != f"{row.values['code']}{MEASURED}":
            _known(row, "formula", code, elements, "elements.yaml")


def _known(row: Record, key: str, code: object, held: Mapping[str, object], file: str) -> None:
    if code is not None and code not in held:
        raise row.error(
            key, f"没有“{code}” / “{code}” is unknown", f"先在 {file} 里加上它，或核对拼写 / add it to {file} first, or check the spelling"
        )


@functools.cache
def load() -> Catalogue:
    """The shipped catalogue, read once a process."""
    return read_catalogue(Path(__file__).parent / "data")
