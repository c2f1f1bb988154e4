"""Formulas read from text by Python's own expression grammar; anything that is not of the language is refused with its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

from qingmiao.catalogue.formula import Ages, Among, At, Change, Contrast, Formula, Lag, Number, Operation, Value, Window
from qingmiao.catalogue.groups import ordered
from qingmiao.catalogue.terms import check

_TOKEN = re.compile(
    r"(?P<code>[A-Za-z_][A-Za-z0-9_.]*@?(?![\w.@])|[0-9]{1,2}_[0-9]{1,2}(?![\w.@]))"
    r"|(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?(?![\w.@]))|[+\-*/()\[\], \t]"
)
_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
LONGEST: Final = 600
"""Characters that a formula may have; a tree that is deeper than Python's stack cannot come of so few."""

_FIRST_NAME = 0x4E00
"""Each code is read as one ideograph and as many `_` as keep its length, so that places in the text stay what they are."""

_WITH_YEARS: Final[Mapping[str, Callable[[Formula, int], Formula]]] = {
    "lag": Lag,
    "at": At,
    "sum": partial(Window, "sum"),
    "mean": partial(Window, "mean"),
    "change": partial(Change, "change"),
    "growth": partial(Change, "growth"),
}
_WITH_GROUPS: Final[Mapping[str, Callable[..., Formula]]] = {
    "among": lambda inner, *groups: Among(inner, ordered(groups)),
    "ages": lambda inner, *bands: Ages(inner, bands),
    "ratio": partial(Contrast, "ratio"),
    "gap": partial(Contrast, "gap"),
}
_GENERAL: Final = f"may hold only elements, numbers, + - * / and {', '.join([*_WITH_YEARS, *_WITH_GROUPS])}"


@lru_cache(maxsize=4096)
def parse(text: str) -> Formula:
    """The tree of a formula; raises ValueError with the place of what cannot be read. Trees are frozen: the same text gives the same tree."""
    text = text.strip()
    if len(text) > LONGEST:
        raise _unreadable(text, LONGEST + 1)
    codes: list[str] = []
    disguised = _disguised(text, codes)
    try:
        tree = _Reader(codes, disguised).tree(ast.parse(disguised, mode="eval").body)
        check(tree)
    except SyntaxError as error:
        reason = error.msg if isinstance(error, _Refused) else _GENERAL
        raise _unreadable(text, max(1, error.offset or 1), reason) from error
    except ValueError as error:
        raise _unreadable(text, 1, str(error)) from error
    return tree


class _Refused(SyntaxError):
    """What is not of the language, with the reason."""


def _unreadable(text: str, character: int, reason: str = _GENERAL) -> ValueError:
    return ValueError(f"formula: {reason}; it cannot be read at character {character}: {text!r}")


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


class _Reader:
    """From Python's tree of the disguised text to ours."""

    def __init__(self, codes: Sequence[str], disguised: str) -> None:
        self.codes, self.disguised = codes, disguised

    def tree(self, expression: ast.expr) -> Formula:
        """The formula of an expression."""
        match expression:
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _SIGNS:
                return Operation(_SIGNS[type(operator)], self.tree(left), self.tree(right))
            case ast.Name():
                return Value(self._element(expression))
            case ast.Constant(value=int() | float() as number):
                return Number(float(number))
            case ast.Subscript(value=ast.Name() as name, slice=inner):
                words = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return self._built(expression, lambda: Value(self._element(name), ordered([self._word(one) for one in words])))
            case ast.Call(func=ast.Name() as name, args=[first, *rest], keywords=[]):
                return self._call(expression, self._word(name), first, rest)
        raise self._refused(expression)

    def _call(self, whole: ast.expr, name: str, first: ast.expr, rest: Sequence[ast.expr]) -> Formula:
        more: list[Any]
        if name in _WITH_YEARS and len(rest) == 1:
            build, more = _WITH_YEARS[name], [self._years(rest[0])]
        elif name in _WITH_GROUPS and (len(rest) == 2 or (rest and name in ("among", "ages"))):
            build, more = _WITH_GROUPS[name], [self._word(one) for one in rest]
        else:
            raise self._refused(whole)
        inner = self.tree(first)
        return self._built(whole, lambda: build(inner, *more))

    def _built(self, expression: ast.expr, build: Callable[[], Formula]) -> Formula:
        try:
            return build()
        except ValueError as error:
            raise self._refused(expression, str(error)) from error

    def _years(self, expression: ast.expr) -> int:
        match expression:
            case ast.Constant(value=int() as number):
                return number
        raise self._refused(expression, "years are written as a whole number")

    def _word(self, expression: ast.expr) -> str:
        match expression:
            case ast.Name(id=key):
                return self.codes[ord(key[0]) - _FIRST_NAME]
        raise self._refused(expression, "a group is one word")

    def _element(self, name: ast.Name) -> str:
        code = self._word(name)
        if code[0].isdigit():
            raise self._refused(name)
        return code

    def _refused(self, expression: ast.expr, reason: str = _GENERAL) -> _Refused:
        # Python counts bytes here and characters in its own errors.
        before = self.disguised.encode("utf-8")[: expression.col_offset].decode("utf-8")
        return _Refused(reason, (None, 1, len(before) + 1, None))
