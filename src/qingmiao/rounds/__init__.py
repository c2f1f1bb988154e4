"""A round of monitoring: who owes which elements, what to expect, and checks on what was filled in."""

from qingmiao.rounds.checking import Entry, Finding, Sheet, check, refused
from qingmiao.rounds.expecting import Span, expected
from qingmiao.rounds.owing import OFFICE, Form, Item, forms

__all__ = ["OFFICE", "Entry", "Finding", "Form", "Item", "Sheet", "Span", "check", "expected", "forms", "refused"]
