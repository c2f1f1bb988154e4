"""The catalogue: asked by code or by words, with the definitions that a plan chose, joined with the plan's own indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from qingmiao.catalogue import departments as naming
from qingmiao.catalogue.matching import Match, Names, names_of
from qingmiao.catalogue.model import MEASURED, Department, Element, Indicator, Status
from qingmiao.errors import UserError

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

    def counts(self) -> dict[Status, int]:
        """How many definitions were seen in a source, and how many are drafted."""
        found = Counter(one.status for one in self.indicators.values())
        return {"sourced": found["sourced"], "drafted": found["drafted"]}

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
        frequency=indicator.frequency,
        population=indicator.population,
    )


def with_chosen(catalogue: Catalogue, chosen: Mapping[str, str]) -> Catalogue:
    """The catalogue with some indicators by a rival definition; `chosen` maps the indicator's code to the definition's key.

    Raises UserError where there is no such definition.
    """
    if not chosen:
        return catalogue
    return replace(catalogue, indicators={**catalogue.indicators, **{code: _by(catalogue, code, key) for code, key in chosen.items()}})


def _by(catalogue: Catalogue, code: str, key: str) -> Indicator:
    try:
        return catalogue.indicators[code].by(key)
    except KeyError as error:
        raise UserError(
            what=f"指标 {code} 没有口径“{key}” / the indicator {code} has no definition “{key}”",
            where="indicators.yaml",
            cure="改为指标目录 definitions.yaml 中的口径，或删去 / use a key of the catalogue's definitions.yaml, or delete it",
        ) from error


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
