"""The formula tree: what is read, what is refused, and that printing and reading are each other's inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.catalogue import Formula, Number, Operation, Value, elements_of, parse, show

CODES = st.from_regex(r"\A[a-z][a-z0-9_]{0,8}(?:\.[a-z0-9]{1,4}){0,2}@?\Z")
NUMBERS = st.one_of(st.integers(0, 10**9).map(float), st.decimals("0", "1000000", places=4).map(float))
TREES: st.SearchStrategy[Formula] = st.recursive(
    st.one_of(CODES.map(Value), NUMBERS.map(Number)),
    lambda parts: st.builds(Operation, st.sampled_from("+-*/"), parts, parts),
    max_leaves=12,
)


@given(TREES)
def test_what_is_printed_is_read_as_the_same_tree(tree: Formula) -> None:
    assert parse(show(tree)) == tree


@given(TREES)
def test_blanks_and_brackets_change_nothing(tree: Formula) -> None:
    assert parse(f"  ( {show(tree)} )\t") == tree


@given(TREES)
def test_elements_are_those_that_stand_in_the_text(tree: Formula) -> None:
    codes = elements_of(tree)
    assert len(set(codes)) == len(codes)
    assert all(code in show(tree) for code in codes)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", Value("a")),
        ("a@", Value("a@")),
        ("12.5", Number(12.5)),
        ("a / b * 100", Operation("*", Operation("/", Value("a"), Value("b")), Number(100.0))),
        ("a - (b - c)", Operation("-", Value("a"), Operation("-", Value("b"), Value("c")))),
        ("a - b - c", Operation("-", Operation("-", Value("a"), Value("b")), Value("c"))),
        ("plan.c01.n / plan.c01.d", Operation("/", Value("plan.c01.n"), Value("plan.c01.d"))),
        ("if + lambda", Operation("+", Value("if"), Value("lambda"))),
        ("a*1000000", Operation("*", Value("a"), Number(1000000.0))),
    ],
)
def test_trees(text: str, tree: Formula) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Operation("/", Value("a"), Operation("/", Value("b"), Value("c"))), "a / (b / c)"),
        (Operation("*", Operation("+", Value("a"), Value("b")), Number(100000.0)), "(a + b) * 100000"),
        (Operation("+", Operation("*", Value("a"), Value("b")), Value("c")), "a * b + c"),
        (Number(10_000_000.0), "10000000"),
        (Number(0.0001), "0.0001"),
    ],
)
def test_printing_puts_brackets_only_where_needed(tree: Formula, text: str) -> None:
    assert show(tree) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "a +",
        "+ a",
        "-a",
        "a ** b",
        "a // b",
        "a % b",
        "a == b",
        "a, b",
        "f(a)",
        "a()",
        "a[0]",
        "(a",
        "a)",
        "a@b",
        "a@@",
        "@",
        "x * 1e5",
        "0x10",
        "1_000",
        "1.2.3",
        "1.",
        ".5",
        "2a",
        "٣",
        "活产数 / b",
        "a\nb",
        '"a"',
        "9" * 400,
        "a" + " + a" * 5000,
        "(" * 300,
        "a; b",
        "a.b c",
        "True if a else b",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        parse(text)


@pytest.mark.parametrize(("text", "character"), [("a + 活", 5), ("aaa bbb", 5), ("a + f(b)", 5), ("deaths // births", 1)])
def test_the_place_of_what_cannot_be_read_is_said(text: str, character: int) -> None:
    with pytest.raises(ValueError, match=f"character {character}"):
        parse(text)


def test_a_tree_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Value("a").element = "b"  # type: ignore[misc]
