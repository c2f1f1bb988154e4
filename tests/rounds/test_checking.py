"""Checks on a form: each rule with a form that breaks it and one that does not; spans against scipy and by hand."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from qingmiao.catalogue import Catalogue, Element, Indicator
from qingmiao.rounds import Entry, Sheet, Span, check, expected, refused
from qingmiao.rounds.checking import rules, wholes_of
from qingmiao.rounds.expecting import CHANCE, of_count
from qingmiao.rounds.numbers import number_told

ELEMENTS = {code: Element(code, name, "人") for code, name in (("deaths", "死亡数"), ("births", "活产数"), ("seen", "服务数"))}
ELEMENTS |= {
    "money": Element("money", "经费", "万元"),
    "rate@": Element("rate@", "率", "%", adds="measured"),
    "change@": Element("change@", "增减", "%", adds="measured"),
}
INDICATORS = {
    "rate": Indicator("rate", "率", "%", "rate@", limits=(0.0, 100.0)),
    "change": Indicator("change", "增减", "%", "change@"),
    "coverage": Indicator("coverage", "服务率", "%", "seen / births * 100", limits=(0.0, 100.0)),
}
CATALOGUE = Catalogue(INDICATORS, ELEMENTS, {})
ALL: tuple[str, ...] = ()


def sheet(entries: dict[Any, Any], **more: Any) -> Sheet:
    """Keys: an element, or an element and groups; values: a number, None, or an entry."""
    keyed = {key if isinstance(key, tuple) else (key, ALL): one if isinstance(one, Entry) else Entry(one) for key, one in entries.items()}
    return Sheet(keyed, CATALOGUE, wholes=wholes_of(CATALOGUE), **more)


def broken(entries: dict[Any, Any], **more: Any) -> list[tuple[str, str]]:
    return [(one.rule, one.element) for one in check(sheet(entries, **more))]


FEMALE, MALE = ("female",), ("male",)
BREAKS: dict[str, tuple[dict[Any, Any], dict[str, Any], dict[Any, Any], dict[str, Any]]] = {
    # rule: a form that breaks it, what it is held against, and the same for one that does not
    "required": ({"births": None}, {}, {"births": Entry(None, "not_collected")}, {}),
    "value_and_reason": ({"births": Entry(3.0, "not_collected")}, {}, {"births": Entry(3.0, "estimated")}, {}),
    "not_finite": ({"births": math.nan}, {}, {"births": 3.0}, {}),
    "negative": ({"births": -1.0}, {}, {"births": 0.0, "change@": -1.0}, {}),
    "not_whole": ({"births": 2.5}, {}, {"births": 2.0, "money": 2.5}, {}),
    "beyond_limits": ({"rate@": 100.5}, {}, {"rate@": 100.0, "change@": 250.0}, {}),
    "like_a_fraction": ({"rate@": 0.98}, {"before": {("rate@", ALL): [97.5, 98.0]}}, {"rate@": 0.98}, {"before": {("rate@", ALL): [1.1, 0.9]}}),
    "part_above_whole": ({"seen": 11.0, "births": 10.0}, {}, {"seen": 10.0, "births": 10.0, "deaths": 11.0}, {}),
    "group_above_all": ({"births": 10.0, ("births", FEMALE): 11.0}, {}, {"births": 10.0, ("births", FEMALE): 10.0}, {}),
    "groups_do_not_add": (
        {"births": 10.0, ("births", FEMALE): 5.0, ("births", MALE): 4.0},
        {},
        {"births": 10.0, ("births", FEMALE): 5.0, ("births", MALE): 5.0},
        {},
    ),
    "another_unit": (
        {"births": 9000.0},
        {"before": {("births", ALL): [900.0, 880.0]}},
        {"births": 850.0},
        {"before": {("births", ALL): [900.0]}},
    ),
    "unlike_before": ({"births": 100.0}, {"before": {("births", ALL): [900.0, 880.0, 910.0]}}, {"births": 850.0}, {"before": {("births", ALL): [900.0]}}),
    "unlike_others": (
        {"seen": 10.0, "births": 100.0},
        {"others": {name: {("seen", ALL): 95.0, ("births", ALL): 100.0} for name in "abc"}},
        {"seen": 80.0, "births": 100.0},
        {"others": {name: {("seen", ALL): 95.0, ("births", ALL): 100.0} for name in "abc"}},
    ),
    "unlike_stream": ({"births": 100.0}, {"streams": {("births", ALL): {"statistics": 110.0}}}, {"births": 100.0}, {"streams": {("births", ALL): {"statistics": 100.3}}}),
    "question": ({"births": 100.0}, {"questions": {("births", ALL): "与出生登记不符？"}}, {"births": 100.0}, {}),
    "unlike_parts": ({"births": 100.0}, {"parts": {("births", ALL): 99.0}}, {"births": 100.0}, {"parts": {("births", ALL): 100.0}}),
}  # fmt: skip


@pytest.mark.parametrize("rule", BREAKS)
def test_a_rule_speaks_where_it_is_broken_and_is_silent_where_not(rule: str) -> None:
    wrong, against, right, other = BREAKS[rule]
    assert rule in [one for one, _ in broken(wrong, **against)]
    assert broken(right, **other) == []


def test_every_rule_has_an_example() -> None:
    assert BREAKS.keys() == rules().keys()


def test_a_sentence_tells_what_it_is_held_against() -> None:
    (found,) = check(sheet({"seen": 11.0, "births": 10.0}))
    assert (found.zh, found.way, found.answered) == ("大于“活产数”（10），部分不能超过全部", "refuse", False)
    (found,) = check(sheet({"births": 100.0}, before={("births", ALL): [900.0, 880.0]}))
    assert found.zh.startswith("与往年相差较大：往年900、880，一般应在")


def test_a_reason_is_told_in_words() -> None:
    (found,) = check(sheet({"births": Entry(3.0, "not_collected")}))
    assert found.zh == "既填了数，又写明没有数（未收集），只能留一样"
    assert "(not collected)" in found.en


def test_what_looks_like_another_unit_is_proved_by_evidence_and_not_by_words() -> None:
    against = {"before": {("births", ALL): [900.0, 1200.0]}}
    for value in (12000.0, 90.0):
        odd = sheet({"births": Entry(value, comment="属实")}, **against)
        assert [(one.rule, one.answered) for one in check(odd)] == [("another_unit", False), ("unlike_before", True)]
        proved = sheet({"births": Entry(value, comment="属实")}, **against, proved={("births", ALL)})
        assert refused(check(proved)) == ()
    for value in (11999.0, 91.0):
        assert [one.rule for one in check(sheet({"births": value}, **against))] == ["unlike_before"]
    few = sheet({"births": 19.0}, before={("births", ALL): [1.0]})
    assert "another_unit" not in [one.rule for one in check(few)]


def test_another_stream_is_named_in_words() -> None:
    (found,) = check(sheet({"births": 100.0}, streams={("births", ALL): {"civil_affairs": 110.0}}))
    assert (found.zh, found.en) == ("与“民政”的数（110）不一致", "it differs from what “civil affairs” says (110)")


def test_an_explanation_lets_a_form_pass_but_no_mistake() -> None:
    against = {"before": {("births", ALL): [900.0]}}
    odd = sheet({"births": Entry(100.0)}, **against)
    assert len(refused(check(odd))) == 1
    told = sheet({"births": Entry(100.0, comment="医院迁到邻县")}, **against)
    assert check(told)[0].answered
    assert refused(check(told)) == ()
    assert refused(check(sheet({"births": Entry(-1.0, comment="没错")}))) != ()
    assert len(refused(check(sheet({"births": Entry(100.0, comment="  ")}, **against)))) == 1


def test_cells_come_in_the_order_of_the_form_mistakes_first() -> None:
    found = broken({"births": 2.5, "seen": None, "rate@": 101.0}, before={("births", ALL): [900.0]})
    assert found == [
        ("not_whole", "births"),
        ("another_unit", "births"),
        ("unlike_before", "births"),
        ("required", "seen"),
        ("beyond_limits", "rate@"),
    ]


# ------------------------------------------------------------------------------------------------ spans


def test_small_counts_are_no_news() -> None:
    for before, now in (([0.0], 3.0), ([2.0], 0.0), ([1.0, 0.0, 2.0], 5.0), ([9.0], 4.0)):
        span = expected(before, counted=True)
        assert span is not None
        assert span.holds(now), (before, now, span)
    large = expected([900.0, 880.0, 910.0], counted=True)
    assert large is not None
    assert not large.holds(300.0)


@given(st.integers(0, 500), st.integers(1, 3), st.floats(0.0, 0.5))
def test_the_span_is_that_of_a_count_drawn_about_a_level_that_is_not_known(events: int, years: int, change: float) -> None:
    span = of_count(events, years, change)
    shape = events + 0.5
    mean, size = shape / years, 1 / (1 / shape + change**2)
    counts = stats.nbinom(size, size / (size + mean))
    assert counts.cdf(span.low - 1) <= CHANCE / 2 <= counts.cdf(span.low)
    assert counts.sf(span.high) <= CHANCE / 2 <= counts.sf(span.high - 1)
    assert 0 <= span.low <= mean <= span.high + 1


def test_counts_that_only_scatter_are_seldom_asked_about() -> None:
    """A simulation that shares nothing with the span: levels that move a tenth a year, counts by Poisson."""
    draw = random.Random(5)

    def poisson(mean: float) -> int:
        limit, number, product = math.exp(-mean), 0, draw.random()
        while product > limit:
            number, product = number + 1, product * draw.random()
        return number

    asked = 0
    for _ in range(4000):
        level = math.exp(draw.uniform(0, 5))
        years = [poisson(level * math.exp(draw.gauss(0, 0.1))) for _ in range(4)]
        span = expected([float(one) for one in years[:3]], counted=True)
        assert span is not None
        asked += not span.holds(years[3])
    assert asked / 4000 < 0.004


@pytest.mark.parametrize(
    ("before", "limits", "span"),
    [
        ([], (None, None), None),
        ([math.nan], (None, None), None),
        ([50.0], (None, None), Span(35.0, 65.0)),  # three tenths either way
        ([50.0, 52.0, 90.0], (None, None), Span(36.4, 67.6)),  # about the middle one; the scatter (2 × 1.4826 × 3) is less than that
        ([90.0], (0.0, 100.0), Span(63.0, 100.0)),
        ([10.0, 40.0, 90.0], (None, None), Span(40 - 3 * 1.4826 * 30, 40 + 3 * 1.4826 * 30)),
        ([1.0, 2.0, 3.0, 50.0, 50.0, 50.0], (None, None), Span(35.0, 65.0)),  # the last three
    ],
)
def test_measured_figures_are_held_against_the_middle_of_their_last_years(before: list[float], limits: Any, span: Span | None) -> None:
    found = expected(before, counted=False, limits=limits)
    if span is None:
        assert found is None
    else:
        assert found is not None
        assert (found.low, found.high) == pytest.approx((span.low, span.high))


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0"), (12345.0, "12345"), (0.1, "0.1"), (-2.5, "-2.5"), (1 / 3, "0.333333"), (2e245, "2e+245")],
)
def test_a_number_is_told_with_the_decimals_that_it_has(value: float, told: str) -> None:
    assert number_told(value) == told


VALUES = st.one_of(st.none(), st.floats(), st.integers(-5, 10**9).map(float))
KEYS = st.tuples(st.sampled_from(sorted(ELEMENTS)), st.sampled_from([ALL, FEMALE, MALE, ("rural",)]))


@given(
    st.dictionaries(KEYS, st.builds(Entry, VALUES, st.sampled_from(["", "estimated", "not_collected"]), st.text(max_size=3)), max_size=8),
    st.dictionaries(KEYS, st.lists(st.floats(), max_size=4), max_size=4),
    st.dictionaries(st.text(max_size=2), st.dictionaries(KEYS, st.floats(0, 1e9), max_size=4), max_size=4),
)
def test_whatever_is_filled_in_is_answered(entries: Any, before: Any, others: Any) -> None:
    found = check(Sheet(entries, CATALOGUE, before=before, others=others))
    assert all(one.zh and one.en and "{" not in one.zh for one in found)
    assert {one for one, entry in entries.items() if entry.empty} == {(one.element, one.groups) for one in found if one.rule == "required"}
