"""What the nation has agreed on: indicators, elements, units of measure, departments, and the formula tree."""

from qingmiao.catalogue.formula import Formula, Number, Operation, Value, elements_of, parse, show
from qingmiao.catalogue.loader import Catalogue, join, load, read_catalogue
from qingmiao.catalogue.matching import Match
from qingmiao.catalogue.model import MEASURED, Adds, Department, Direction, Element, Indicator
from qingmiao.catalogue.units import UnitOfMeasure, unit, units

__all__ = [
    "MEASURED",
    "Adds",
    "Catalogue",
    "Department",
    "Direction",
    "Element",
    "Formula",
    "Indicator",
    "Match",
    "Number",
    "Operation",
    "UnitOfMeasure",
    "Value",
    "elements_of",
    "join",
    "load",
    "parse",
    "read_catalogue",
    "show",
    "unit",
    "units",
]
