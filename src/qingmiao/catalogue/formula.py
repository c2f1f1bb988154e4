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
from decimal import Decimal


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

_TOKEN = re.compile(r"(?P<code>[A-Za-z_][A-Za-z0-9_.]*@?(?![\w.@]))|(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?(?![\w.@]))|[+\-*/() \t]")
_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
LONGEST = 600
"""Characters that a formula may have; a tree that is deeper than Python's stack cannot come of so few."""

_FIRST_NAME = 0x4E00
"""Each code is read as one ideograph and as many `_` as keep its length, so that places in the text stay what they are."""


def parse(text: str) -> Formula:
    """The tree of a formula; raises ValueError with the place of what cannot be read."""
    text = text.strip()
    if len(text) > LONGEST:
        raise _unreadable(text, LONGEST + 1)
    codes: list[str] = []
    disguised = _disguised(text, codes)
    try:
        return _node(ast.parse(disguised, mode="eval").body, codes, disguised)
    except SyntaxError as error:
        raise _unreadable(text, max(1, error.offset or 1)) from error


def _unreadable(text: str, character: int) -> ValueError:
    return ValueError(f"formula may hold only elements, numbers and + - * /; it cannot be read at character {character}: {text!r}")


def _disguised(text: str, codes: list[str]) -> str:
    """The text with every code as a name that Python reads; the codes are noted in the order in which they stand."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise _unreadable(text, position + 1)
        if token["code"]:
            codes.append(token["code"])
            parts.append(chr(_FIRST_NAME + len(codes) - 1) + "_" * (len(token["code"]) - 1))
        else:
            parts.append(token.group())
        position = token.end()
    return "".join(parts)


def _node(expression: ast.expr, codes: list[str], disguised: str) -> Formula:
    match expression:
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _SIGNS:
            return Operation(_SIGNS[type(operator)], _node(left, codes, disguised), _node(right, codes, disguised))
        case ast.Name(id=key):
            return Value(codes[ord(key[0]) - _FIRST_NAME])
        case ast.Constant(value=int() | float() as number):
            return Number(float(number))
    # Python counts bytes here and characters in its own errors.
    before = disguised.encode("utf-8")[: expression.col_offset].decode("utf-8")
    raise SyntaxError("not of the formula language", (None, 1, len(before) + 1, None))


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
            return format(Decimal(repr(value)).normalize(), "f")
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
