"""What the nation has agreed on: indicators, elements, units of measure, departments, and the formula tree."""

from qingmiao.catalogue.explaining import explain
from qingmiao.catalogue.files import load, read_catalogue
from qingmiao.catalogue.formula import Ages, Among, At, Change, Contrast, Formula, Lag, Number, Operation, Value, Window, elements_of, show
from qingmiao.catalogue.loader import Catalogue, join, with_chosen
from qingmiao.catalogue.matching import Match
from qingmiao.catalogue.model import MEASURED, Adds, Amendment, Definition, Department, Direction, Element, Indicator, International
from qingmiao.catalogue.parsing import parse
from qingmiao.catalogue.terms import Term, terms_of
from qingmiao.catalogue.units import UnitOfMeasure, unit, units

__all__ = [
    "MEASURED",
    "Adds",
    "Ages",
    "Amendment",
    "Among",
    "At",
    "Catalogue",
    "Change",
    "Contrast",
    "Definition",
    "Department",
    "Direction",
    "Element",
    "Formula",
    "Indicator",
    "International",
    "Lag",
    "Match",
    "Number",
    "Operation",
    "Term",
    "UnitOfMeasure",
    "Value",
    "Window",
    "elements_of",
    "explain",
    "join",
    "load",
    "parse",
    "read_catalogue",
    "show",
    "terms_of",
    "unit",
    "units",
    "with_chosen",
]
