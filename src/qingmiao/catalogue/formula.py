"""The formula tree: a small frozen language over elements, with its parser and printer.

`infant_deaths / live_births * 1000` is read by Python's own expression grammar and turned into frozen nodes; anything
but names, numbers and + - * / is refused. Null wherever an operand is null; a division by zero is null; nothing is rounded here.
An element code is written with letters, digits, `_`, `.` and a final `@` (as measured): it stands in the text as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an element, summed over the parts of a place."""

    element: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands joined by one of + - * /."""

    sign: str
    left: Formula
    right: Formula


Formula = Number | Value | Operation

_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*@?")
_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def parse(text: str) -> Formula:
    """The tree of a formula; raises ValueError with the place of what cannot be read."""
    codes: list[str] = []

    def name(match: re.Match[str]) -> str:
        codes.append(match.group())
        return f"_{len(codes) - 1}"

    try:
        expression = ast.parse(_CODE.sub(name, text), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"formula cannot be read at character {error.offset}: {text!r}") from error
    return _node(expression, codes, text)


def _node(expression: ast.expr, codes: list[str], text: str) -> Formula:
    match expression:
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _SIGNS:
            return Operation(_SIGNS[type(operator)], _node(left, codes, text), _node(right, codes, text))
        case ast.Name(id=key):
            return Value(codes[int(key[1:])])
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Number(float(number))
    raise ValueError(f"formula may hold only elements, numbers and + - * /: {text!r}")


def elements_of(tree: Formula) -> tuple[str, ...]:
    """Element codes in order of first appearance."""
    return tuple(dict.fromkeys(_walk(tree)))


def _walk(tree: Formula) -> Iterator[str]:
    match tree:
        case Value(element):
            yield element
        case Operation(_, left, right):
            yield from _walk(left)
            yield from _walk(right)


def show(tree: Formula) -> str:
    """The formula as text that parses to the same tree."""
    match tree:
        case Number(value):
            return f"{value:g}"
        case Value(element):
            return element
        case Operation(sign, left, right):
            return f"{_side(left, sign, right=False)} {sign} {_side(right, sign, right=True)}"


_RANK = {"+": 0, "-": 0, "*": 1, "/": 1}


def _side(tree: Formula, sign: str, *, right: bool) -> str:
    text = show(tree)
    if not isinstance(tree, Operation):
        return text
    weaker = _RANK[tree.sign] < _RANK[sign] or (right and _RANK[tree.sign] == _RANK[sign])
    return f"({text})" if weaker else text
