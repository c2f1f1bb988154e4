"""The formula tree: what is read, what is refused, and that printing and reading are each other's inverse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.catalogue import (
    Ages,
    Among,
    At,
    Change,
    Contrast,
    Formula,
    Lag,
    Number,
    Operation,
    Term,
    Value,
    Window,
    elements_of,
    explain,
    parse,
    show,
    terms_of,
)  # fmt: skip

CODES = st.from_regex(r"\A[a-z][a-z0-9_]{0,8}(?:\.[a-z0-9]{1,4}){0,2}@?\Z")
NUMBERS = st.one_of(st.integers(0, 10**9).map(float), st.decimals("0", "1000000", places=4).map(float))
PLACED = [("male", "female"), ("urban", "rural"), ("under_5", "3_5", "15_49"), ("left_behind", "poor")]
GROUPS = st.tuples(*(st.sampled_from([(), *((word,) for word in words)]) for words in PLACED)).map(lambda parts: sum(parts, ()))
YEARS = st.integers(2, 4)
LEAVES: st.SearchStrategy[Formula] = st.one_of(CODES.map(Value), st.builds(Value, CODES, GROUPS), NUMBERS.map(Number))
ARITHMETIC = st.recursive(LEAVES, lambda parts: st.builds(Operation, st.sampled_from("+-*/"), parts, parts), max_leaves=12)
TREES = st.one_of(
    ARITHMETIC,
    st.recursive(
        st.one_of(CODES.map(Value), NUMBERS.map(Number)),
        lambda parts: st.one_of(
            st.builds(Operation, st.sampled_from("+-*/"), parts, parts),
            st.builds(Lag, parts, st.integers(1, 40)),
            st.builds(Window, st.sampled_from(["sum", "mean"]), parts, YEARS),
            st.builds(At, parts, st.integers(1949, 2100)),
            st.builds(Change, st.sampled_from(["change", "growth"]), parts, st.integers(1949, 2100)),
            st.builds(Among, parts, st.sampled_from([("rural",), ("rural", "3_5")])),
            st.builds(Ages, parts, st.sampled_from([("3_5", "6_11"), ("under_3", "3_5", "6_11", "12_14")])),
            st.builds(Contrast, st.sampled_from(["ratio", "gap"]), parts, st.just("female"), st.just("male")),
        ),
        max_leaves=4,
    ).filter(lambda tree: readable(tree)),
)


def readable(tree: Formula) -> bool:
    """Short enough, and no group asked for twice."""
    try:
        parse(show(tree))
    except ValueError as error:
        return not any(words in str(error) for words in ("terms", "exclude"))
    return True


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
        "lag(a)",
        "lag(a, 0)",
        "lag(a, 41)",
        "lag(a, 1.5)",
        "lag(a, b)",
        "lag(a, 1, 2)",
        "lag(a, years=1)",
        "lag(*a, 1)",
        "sum(a, 1)",
        "at(a, 20)",
        "among(a)",
        "among(a, all)",
        "ages(a)",
        "ages(a, 3_5)",
        "ages(a, 3_5, 12_14)",
        "ages(a, 6_11, 3_5)",
        "ages(a, under_5, under_7)",
        "ages(a, 3_5, 3_5)",
        "ages(a, male, female)",
        "ages(a, 3_5, rural)",
        "ages(a[3_5], 6_11, 12_14)",
        "ratio(a, female)",
        "ratio(a, female, rural)",
        "gap(a, female, female)",
        "a[tall]",
        "a[]",
        "a[female, male]",
        "a[female][rural]",
        "(a + b)[female]",
        "among(a[male], female)",
        "3_5",
        "a.lag(b, 1)",
        "sum(sum(a, 40), 40)",
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


A, B = Value("a"), Value("b")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a[3_5, rural, female]", Value("a", ("female", "rural", "3_5"))),
        ("a / lag(b, 9) * 100", Operation("*", Operation("/", A, Lag(B, 9)), Number(100.0))),
        ("sum(a, 3)", Window("sum", A, 3)),
        ("mean(a / b, 5)", Window("mean", Operation("/", A, B), 5)),
        ("at(a, 2020)", At(A, 2020)),
        ("change(a@, 2020)", Change("change", Value("a@"), 2020)),
        ("growth(a, 2020)", Change("growth", A, 2020)),
        ("among(a / b, rural, female)", Among(Operation("/", A, B), ("female", "rural"))),
        ("ages(a / b, under_3, 3_5, 6_11)", Ages(Operation("/", A, B), ("under_3", "3_5", "6_11"))),
        ("ratio(a, urban, rural)", Contrast("ratio", A, "urban", "rural")),
        ("gap(a, female, male)", Contrast("gap", A, "female", "male")),
        ("lag + sum * ratio", Operation("+", Value("lag"), Operation("*", Value("sum"), Value("ratio")))),
    ],
)
def test_more_than_arithmetic(text: str, tree: Formula) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("a / lag(b, 9)", [Term("a"), Term("b", lag=9)]),
        ("lag(lag(a, 2), 3)", [Term("a", lag=5)]),
        ("sum(a, 3)", [Term("a"), Term("a", lag=1), Term("a", lag=2)]),
        ("lag(sum(a, 2), 1)", [Term("a", lag=1), Term("a", lag=2)]),
        ("change(a, 2020)", [Term("a"), Term("a", year=2020)]),
        ("at(lag(a, 3), 2020)", [Term("a", year=2017)]),
        ("lag(at(a, 2020), 3)", [Term("a", year=2020)]),
        ("lag(change(a, 2020), 1)", [Term("a", lag=1), Term("a", year=2020)]),
        ("ratio(a / b, female, male)", [Term("a", ("female",)), Term("b", ("female",)), Term("a", ("male",)), Term("b", ("male",))]),
        ("ages(a[female], 3_5, 6_11)", [Term("a", ("female", "3_5")), Term("a", ("female", "6_11"))]),
        ("lag(ages(a, 3_5, 6_11), 1)", [Term("a", ("3_5",), 1), Term("a", ("6_11",), 1)]),
        ("among(a[3_5], female)", [Term("a", ("female", "3_5"))]),
        ("a + a[male] + a", [Term("a"), Term("a", ("male",))]),
    ],
)
def test_a_formula_comes_down_to_terms(text: str, terms: list[Term]) -> None:
    assert list(terms_of(parse(text))) == terms


def test_a_term_says_its_year() -> None:
    assert (Term("a").year_for(2023), Term("a", lag=9).year_for(2023), Term("a", year=2020).year_for(2023)) == (2023, 2014, 2020)


NAMES = {"deaths": "婴儿死亡数", "births": "活产数", "out": "毕业生数", "in": "招生数"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("deaths / births * 1000", "婴儿死亡数 ÷ 活产数 × 1000"),
        ("out / lag(in, 9) * 100", "毕业生数 ÷ 9年前的招生数 × 100"),
        ("(out - in) / in", "（毕业生数 － 招生数） ÷ 招生数"),
        ("in[female, rural]", "招生数（女、农村）"),
        ("sum(deaths, 3) / sum(births, 3)", "最近3年婴儿死亡数合计 ÷ 最近3年活产数合计"),
        ("mean(deaths / births, 3)", "最近3年（婴儿死亡数 ÷ 活产数）的平均值"),
        ("at(deaths, 2020)", "2020年的婴儿死亡数"),
        ("change(deaths, 2020)", "婴儿死亡数比2020年的增减"),
        ("growth(deaths / births, 2020)", "（婴儿死亡数 ÷ 活产数）比2020年的增减百分比"),
        ("change(deaths, 2020) / births", "（婴儿死亡数比2020年的增减） ÷ 活产数"),
        ("among(deaths / births, female)", "（婴儿死亡数 ÷ 活产数）（女）"),
        ("ages(in, 3_5, 6_11)", "招生数（3—5岁、6—11岁合计）"),
        ("ratio(in, female, male)", "招生数的女与男之比"),
        ("gap(deaths / births * 1000, rural, urban)", "（婴儿死亡数 ÷ 活产数 × 1000）的农村与城镇之差"),
        ("nobody + 2", "nobody ＋ 2"),
    ],
)
def test_a_formula_is_told_in_chinese(text: str, words: str) -> None:
    assert explain(parse(text), NAMES) == words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a + b[tall]", "“tall” is no group.*character 5"),
        ("a / lag(b, 77)", "from 1 to 40, not 77.*character 5"),
        ("among(a[male], female)", "exclude each other"),
        ("ages(a, 3_5, 12_14)", "beginning where the one before it ends, not 3_5, 12_14"),
        ("ages(ages(a, under_3, 3_5), 6_11, 12_14)", "exclude each other"),
        ("sum(ages(a, under_3, 3_5, 6_11, 12_14), 40)", "comes down to 160 terms"),
        ("sum(sum(a, 40), 40)", "comes down to 1600 terms"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse(text)


@pytest.mark.parametrize("build", [lambda: Value("a", ("rural", "male")), lambda: Lag(A, 0), lambda: Among(A, ())])
def test_a_node_that_cannot_be_is_never_built(build: Callable[[], Formula]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        build()
