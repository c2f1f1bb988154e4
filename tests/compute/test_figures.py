"""Figures against plain Python on random facts, and against rules drawn one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.catalogue import Indicator
from qingmiao.compute import FIGURES, figures
from qingmiao.compute.backends import DuckDB
from qingmiao.places import Gazetteer, Place
from tests.compute import oracle
from tests.compute.drawn import ELEMENTS, MEASURED, PLACES, SEXED, dense
from tests.compute.facts import fact, table

FORMULAS = [
    oracle.Formula("count", ["a"], lambda a: a),
    oracle.Formula("rate", ["a", "b"], lambda a, b: a / b * 100, ratio=True),
    oracle.Formula("rate2", ["b", "c"], lambda b, c: 1000 * (b / c), ratio=True),
    oracle.Formula("part", ["a", "b"], lambda a, b: a / (a + b) * 100),
    oracle.Formula("gap", ["a", "b", "c"], lambda a, b, c: (a - b) * 2 / c),
    oracle.Formula("survey", ["m"], lambda m: m),
    oracle.Formula("mixed", ["a", "m"], lambda a, m: a / m),
    oracle.Formula("peak", ["p"], lambda p: p),
    oracle.Formula("peak_rate", ["p", "b"], lambda p, b: p / b * 1000, ratio=True),
    oracle.Formula("seen", ["seen@"], lambda seen: seen),
    oracle.of_tree("girls", ("*", ("/", ("value", "a", ("female",)), ("value", "a", ())), ("number", 100.0))),
    oracle.of_tree("later", ("/", ("value", "a", ()), ("lag", ("value", "b", ()), 1))),
]
INDICATORS = [
    Indicator("count", "数", "人", "a"),
    Indicator("rate", "率", "%", "a / b * 100"),
    Indicator("rate2", "率二", "‰", "1000 * (b / c)"),
    Indicator("part", "占比", "%", "a / (a + b) * 100"),
    Indicator("gap", "差", "人", "(a - b) * 2 / c"),
    Indicator("survey", "调查", "%", "m"),
    Indicator("mixed", "混合", "", "a / m"),
    Indicator("peak", "最大", "人", "p"),
    Indicator("peak_rate", "最大率", "‰", "p / b * 1000"),
    Indicator("seen", "所见", "%", "seen@"),
    Indicator("girls", "女童占比", "%", "a[female] / a * 100"),
    Indicator("later", "巩固率", "", "a / lag(b, 1)"),
]
FORMULAS[-2].ratio = FORMULAS[-1].ratio = True


def computed(
    facts: list[dict[str, Any]], threshold: float = 0.6, indicators: list[Indicator] = INDICATORS, places: Gazetteer = PLACES
) -> dict[Any, dict[str, Any]]:
    result = figures(table(facts), indicators=indicators, elements=ELEMENTS, gazetteer=places, region="r", threshold=threshold)
    assert result.schema == FIGURES
    rows = result.to_pylist()
    keys = [(row.pop("indicator"), row.pop("place"), row.pop("year")) for row in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, rows, strict=True))


# ------------------------------------------------------------------------------------------------ rules one by one

VILLAGES = Gazetteer(
    (
        Place("r", "县", "county"),
        *(Place(f"t{t}", f"{t}镇", "township", "r") for t in (1, 2)),
        *(Place(f"v{t}{v}", f"{t}镇{v}村", "village", f"t{t}") for t in (1, 2) for v in (1, 2, 3, 4, 5)),
    )
)
LEAVES = [place.id for place in VILLAGES if place.level == "village"]
RATE = [Indicator("rate", "率", "%", "a / b * 100")]


def both(place: str, a: float, b: float, number: int = 0, year: int = 2023, **more: Any) -> list[dict[str, Any]]:
    return [fact(2 * number, "a", place, year, a, **more), fact(2 * number + 1, "b", place, year, b, **more)]


def rate(facts: list[dict[str, Any]], place: str = "r", threshold: float = 0.6, year: int = 2023) -> dict[str, Any] | None:
    return computed(facts, threshold, RATE, VILLAGES).get(("rate", place, year))


def test_rates_are_never_averaged() -> None:
    row = rate([*both("v11", 1, 10, 0), *both("v12", 90, 90, 1)], threshold=0)
    assert row is not None
    assert (row["value"], row["numerator"], row["denominator"]) == (91.0, 91.0, 100.0)


def test_six_of_ten_parts_are_enough_for_six_tenths_and_five_are_not() -> None:
    six = rate([part for number, leaf in enumerate(LEAVES[:6]) for part in both(leaf, 1, 2, number)])
    five = rate([part for number, leaf in enumerate(LEAVES[:5]) for part in both(leaf, 1, 2, number)])
    assert six is not None
    assert five is not None
    assert (six["value"], six["parts_reporting"], six["parts_expected"], six["status"]) == (50.0, 6, 10, "observed")
    assert (five["value"], five["numerator"], five["parts_reporting"], five["status"]) == (None, None, 5, "withheld")


def test_a_part_that_reports_half_a_formula_is_not_summed() -> None:
    facts = [*both("v11", 1, 2, 0), *both("v12", 1, 2, 1), fact(9, "a", "v13", 2023, 50)]
    row = rate(facts, threshold=0)
    assert row is not None
    assert (row["value"], row["parts_reporting"]) == (50.0, 2)


def test_a_town_of_its_own_stands_for_all_its_villages() -> None:
    row = rate([*both("t1", 1, 4, 0), *both("v11", 9, 9, 1), *both("v21", 1, 1, 2)], threshold=0)
    assert row is not None
    assert (row["value"], row["parts_reporting"]) == (40.0, 6)


def test_what_is_withheld_in_a_town_still_counts_in_the_county() -> None:
    facts = [part for number, leaf in enumerate(["v11", *LEAVES[5:]]) for part in both(leaf, 1, 2, number)]
    town, county = rate(facts, "t1"), rate(facts, "r")
    assert town is not None
    assert county is not None
    assert (town["status"], county["value"], county["parts_reporting"]) == ("withheld", 50.0, 6)


def test_of_some_elements_a_whole_has_the_greatest_of_its_parts() -> None:
    peak = [Indicator("peak", "最大", "人", "p"), Indicator("share", "率", "%", "p / b * 100")]
    facts = [fact(1, "p", "v11", 2023, 7), fact(2, "p", "v12", 2023, 9), fact(3, "p", "v21", 2023, 8)]
    facts += [fact(4, "b", "v11", 2023, 50), fact(5, "b", "v12", 2023, 30), fact(6, "p", "v22", 2023, None, status="not_collected")]
    made = {key[:2]: (row["value"], row["parts_reporting"]) for key, row in computed(facts, 0.0, peak, VILLAGES).items()}
    assert (made["peak", "t1"], made["peak", "t2"], made["peak", "r"]) == ((9.0, 2), (8.0, 1), (9.0, 3))
    assert made["share", "r"] == (9 / 80 * 100, 2)  # the greatest of those that told both, over the sum


def test_parts_to_which_it_does_not_apply_are_not_expected() -> None:
    absent = [fact(100 + n, "a", leaf, 2023, None, status="not_applicable") for n, leaf in enumerate(LEAVES[5:])]
    row = rate([*absent, *(part for number, leaf in enumerate(LEAVES[:3]) for part in both(leaf, 1, 2, number))])
    assert row is not None
    assert (row["value"], row["parts_reporting"], row["parts_expected"]) == (50.0, 3, 5)


def test_nothing_to_divide_by_is_not_zero() -> None:
    row = rate(both("r", 0, 0))
    assert row is not None
    assert (row["value"], row["status"]) == (None, "not_applicable")


def test_missing_statuses_travel_up() -> None:
    row = rate([fact(1, "a", "v11", 2023, None, status="not_collected"), fact(2, "a", "v12", 2023, None, status="withheld")])
    assert row is not None
    assert (row["value"], row["status"], row["parts_reporting"]) == (None, "not_collected", 0)


def test_what_is_not_simulated_wins_and_one_simulated_part_taints_all() -> None:
    simulated = [part for number, leaf in enumerate(LEAVES) for part in both(leaf, 1, 2, number, simulated=True)]
    tainted = rate([*simulated, *both("v11", 2, 2, 50, stream="statistics")])
    assert tainted is not None
    assert (tainted["value"], tainted["simulated"]) == (pytest.approx(55), True)
    published = rate([*simulated, fact(99, "rate@", "r", 2023, 70, stream="publication")])
    assert published is not None
    assert (published["value"], published["way"], published["simulated"], published["numerator"]) == (70.0, "measured", False, None)


def test_a_statistical_year_is_the_year_in_which_it_ends() -> None:
    row = rate(
        [{**one, "period_from": date(2022, 10, 1), "period_to": date(2023, 10, 1), "basis": "statistical_year"} for one in both("r", 1, 2)]
    )
    assert row is not None
    assert row["value"] == 50.0


def test_a_period_belongs_to_the_year_of_its_last_day() -> None:
    """Half-open: what ends before 2 January 2024 has its last day on 1 January."""
    told = [{**one, "period_from": date(2024, 1, 1), "period_to": date(2024, 1, 2), "basis": "point"} for one in both("r", 1, 2)]
    assert rate(told, year=2024) is not None
    assert rate(told, year=2023) is None


def test_one_part_of_ten_is_withheld_like_five() -> None:
    row = rate(both("v11", 1, 2))
    assert row is not None
    assert (row["value"], row["status"], row["parts_reporting"]) == (None, "withheld", 1)


def test_what_was_measured_in_parts_says_nothing_of_their_whole() -> None:
    rates = [fact(number, "rate@", place, 2023, 7.0) for number, place in enumerate(LEAVES)]
    assert {key[1] for key in computed(rates, 0.0, RATE, VILLAGES)} == set(LEAVES)


def test_counts_win_over_what_was_measured() -> None:
    row = rate([*both("r", 1, 2), fact(9, "rate@", "r", 2023, 51)])
    assert row is not None
    assert (row["value"], row["way"]) == (50.0, "counts")


def test_what_was_measured_of_towns_says_nothing_of_the_county() -> None:
    told = [fact(1, "rate@", "t1", 2023, 50), fact(2, "rate@", "t2", 2023, 70)]
    assert {place: row["value"] for (_, place, _), row in computed(told, 0.0, RATE, VILLAGES).items()} == {"t1": 50.0, "t2": 70.0}


def test_a_formula_over_what_was_measured_wins_over_the_published_rate() -> None:
    told = [fact(1, "a", "r", 2023, 8), fact(2, "m", "r", 2023, 4), fact(3, "mixed@", "r", 2023, 7)]
    for facts in (told, told[::-1]):
        row = computed(facts, 0.6, [Indicator("mixed", "混合", "", "a / m")], VILLAGES)["mixed", "r", 2023]
        assert (row["value"], row["way"]) == (2.0, "measured")


def test_the_usual_basis_wins_then_the_stream_then_the_later_fact() -> None:
    point = both("r", 9, 9, 1, basis="point")
    for rivals in (
        [*point, *both("r", 1, 2, 0)],
        [*both("r", 9, 9, 0, stream="survey"), *both("r", 1, 2, 1)],
        [*both("r", 9, 9, 0), *both("r", 1, 2, 1)],
    ):
        row = rate(rivals)
        assert row is not None
        assert row["value"] == 50.0


def test_a_place_s_own_counts_win_over_the_sum_of_all_its_parts() -> None:
    parts = [part for number, leaf in enumerate(LEAVES) for part in both(leaf, 1, 4, number)]
    own, single = rate([*parts, *both("r", 1, 2, 50)]), rate([*parts[2:], *both("v11", 3, 3, 50)], "v11")
    assert own is not None
    assert single is not None
    assert (own["value"], own["parts_reporting"], single["value"]) == (50.0, 10, 100.0)


def test_a_silent_place_speaks_through_its_one_part() -> None:
    """The town says that it collected nothing; one of its villages reported all the same."""
    silent = fact(90, "a", "t1", 2023, None, status="not_collected")
    row = rate([silent, *both("v11", 1, 2)], "t1", threshold=0)
    assert row is not None
    assert (row["value"], row["parts_reporting"]) == (50.0, 1)


# ------------------------------------------------------------------------------------------------ lags, windows, base years, groups


def of(formula: str, facts: list[dict[str, Any]], year: int, place: str = "r") -> tuple[float | None, int, str] | None:
    """Value, reporting parts and status of a formula."""
    row = computed(facts, 0.0, [Indicator("x", "某", "", formula)], VILLAGES).get(("x", place, year))
    return row and (row["value"], row["parts_reporting"], row["status"])


def test_retention_is_leavers_over_entrants_of_nine_years_before() -> None:
    """Two villages: 90 + 45 leave in 2023 of 100 + 50 who came in 2014; a third village has no record of 2014 and stays outside."""
    came = [fact(1, "b", "v11", 2014, 100), fact(2, "b", "v12", 2014, 50), fact(3, "b", "v11", 2023, 7)]
    left = [fact(4, "a", "v11", 2023, 90), fact(5, "a", "v12", 2023, 45), fact(6, "a", "v13", 2023, 40)]
    assert of("a / lag(b, 9) * 100", came + left, 2023) == (90.0, 2, "observed")


def test_a_window_adds_years_and_is_empty_where_one_is_missing() -> None:
    facts = [fact(n, "a", "r", 2019 + n, value) for n, value in enumerate([5.0, 6.0, 10.0])]
    assert of("sum(a, 3)", facts, 2021) == (21.0, 10, "observed")
    assert of("mean(a, 3)", facts, 2021) == (7.0, 10, "observed")
    assert of("mean(a, 2)", facts, 2020) == (5.5, 10, "observed")
    assert of("sum(a, 3)", facts, 2020) is None
    told = [*facts[:2], fact(9, "a", "r", 2021, None, status="not_collected")]
    assert of("sum(a, 3)", told, 2021) == (None, 0, "not_collected")


def test_a_mean_of_rates_is_of_the_years_and_a_rate_of_sums_of_the_counts() -> None:
    facts = [*both("r", 1, 10, 0, 2020), *both("r", 30, 100, 1, 2021)]
    assert of("mean(a / b * 100, 2)", facts, 2021) == (20.0, 10, "observed")
    assert of("sum(a, 2) / sum(b, 2) * 110", facts, 2021) == (pytest.approx(31.0), 10, "observed")


def test_ages_add_bands_and_are_empty_where_one_is_missing() -> None:
    facts = [fact(1, "a", "v11", 2023, 5, age="3_5"), fact(2, "a", "v11", 2023, 7, age="6_11"), fact(3, "a", "v12", 2023, 9, age="3_5")]
    assert of("ages(a, 3_5, 6_11)", facts, 2023) == (12.0, 1, "observed")
    assert of("ages(a, 6_11, 12_14)", facts, 2023) is None


def test_a_change_is_counted_from_its_base_year() -> None:
    facts = [fact(1, "a", "v11", 2020, 40), fact(2, "a", "v12", 2020, 60), fact(3, "a", "v11", 2023, 30), fact(4, "a", "v12", 2023, 45)]
    assert of("change(a, 2020)", facts, 2023) == (-25.0, 2, "observed")
    assert of("growth(a, 2020)", facts, 2023) == (-25.0, 2, "observed")
    assert of("at(a, 2020)", facts, 2023) == (100.0, 2, "observed")
    assert of("growth(a, 2020)", [fact(1, "a", "r", 2020, 0), fact(2, "a", "r", 2021, 3)], 2021) == (None, 10, "not_applicable")


def test_girls_over_boys_comes_of_sums_not_of_rates() -> None:
    """v11: 8 of 10 girls, 9 of 10 boys; v12: 90 of 90 girls, 45 of 90 boys: 98 % over 54 %."""
    cells = {("v11", "female"): (8, 10), ("v11", "male"): (9, 10), ("v12", "female"): (90, 90), ("v12", "male"): (45, 90)}
    facts = [one for n, ((place, sex), (a, b)) in enumerate(cells.items()) for one in both(place, a, b, n, sex=sex)]
    assert of("gap(a / b * 100, female, male)", facts, 2023) == (pytest.approx(44.0), 2, "observed")
    assert of("ratio(a / b, female, male)", facts, 2023) == (pytest.approx(98 / 54), 2, "observed")
    assert of("a[female] + a[male]", facts, 2023) == (152.0, 2, "observed")
    assert of("a / b", facts, 2023) is None


def test_groups_meet_all_their_columns() -> None:
    facts = [
        fact(1, "a", "r", 2023, 3, sex="female", residence="rural", age="3_5", other="poor"),
        fact(2, "a", "r", 2023, 9, sex="female", residence="rural", age="3_5"),
        fact(3, "a", "r", 2023, 20),
    ]
    assert of("a[female, rural, 3_5, poor]", facts, 2023) == (3.0, 10, "observed")
    assert of("among(a[3_5], female, rural)", facts, 2023) == (9.0, 10, "observed")
    assert of("a", facts, 2023) == (20.0, 10, "observed")


def test_no_facts_no_figures() -> None:
    assert figures(table([]), indicators=RATE, elements=ELEMENTS, gazetteer=VILLAGES, region="r", threshold=0.6).equals(
        FIGURES.empty_table()
    )
    assert figures(table(both("r", 1, 2)), indicators=[], elements=ELEMENTS, gazetteer=VILLAGES, region="r", threshold=0.6).num_rows == 0


SQL = """
with told as (
    select place, year(period_to - 1) as year, max(value) filter (element = 'a') as a, max(value) filter (element = 'b') as b
    from facts where value is not null group by all having count(distinct element) = 2)
select 'r' as place, year, round(sum(a) / sum(b) * 100, 9) as value, count(*) as parts from told group by all
union all
select substr(place, 1, 2).replace('v', 't'), year, round(sum(a) / sum(b) * 100, 9), count(*) from told group by all
order by all
"""


def test_equals_sql_by_hand() -> None:
    """Two levels, all reported at villages, some not at all: one statement that a statistician would write."""
    facts = [
        fact(number, element, leaf, year, float((number * 7919) % 97 + 1 + (100 if element == "b" else 0)))
        for number, (leaf, year, element) in enumerate(
            (leaf, year, element) for leaf in LEAVES for year in range(2015, 2024) for element in "ab"
        )
        if number % 11
    ]
    connection = duckdb.connect()
    connection.register("facts", table(facts))
    by_hand = connection.sql(SQL).to_arrow_table().to_pylist()
    ours = computed(facts, 0.0, RATE, VILLAGES)
    assert len(by_hand) == 27
    for row in by_hand:
        found = ours["rate", row["place"], row["year"]]
        assert (round(found["value"], 9), found["parts_reporting"]) == (row["value"], row["parts"])


def test_the_same_facts_give_the_same_figures_to_the_last_digit() -> None:
    facts = [part for number, leaf in enumerate(LEAVES) for part in both(leaf, number + 0.1, number + 0.7, number)]
    first = figures(table(facts), indicators=RATE, elements=ELEMENTS, gazetteer=VILLAGES, region="r", threshold=0.6)
    again = figures(table(facts), indicators=RATE, elements=ELEMENTS, gazetteer=VILLAGES, region="r", threshold=0.6)
    assert first.equals(again)


@pytest.mark.parametrize(
    ("value", "any_order"), [(3.0, True), (1e9, True), (1e9 + 1, False), (-1e9, True), (-1e9 - 1, False), (0.5, False)]
)
def test_only_whole_numbers_of_which_no_sum_is_rounded_are_added_in_any_order(
    value: float, any_order: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    monkeypatch.setattr(DuckDB, "in_any_order", lambda _, exact: told.append(exact))
    missing = [fact(9, "a", "v12", 2023, None, status="not_collected")]
    computed([*both("v11", value, 2), *missing], 0.0, RATE, VILLAGES)
    assert told == [any_order]


# ------------------------------------------------------------------------------------------------ random facts, last as they take longest

STATUS = st.sampled_from(["observed"] * 6 + [*oracle.VALUED, *oracle.MISSING])
VALUE = st.sampled_from([0.0, 0.0, 1.0, 2.0, 3.0, 7.5, 100.0, 1e6])


BUNDLES = [
    "a",
    "b",
    "c",
    "a b",
    "a b",
    "a b",
    "b c",
    "a b c",
    "m",
    "a m",
    "rate@",
    "a b rate@",
    "p",
    "p b",
    "seen@",
    "count@",
    "nobody",
    "a m mixed@",
]


@st.composite
def fact_lists(draw: st.DrawFn, places: Gazetteer = PLACES) -> list[dict[str, Any]]:
    """Bundles of elements at one place and year, so that whole formulas, rival sources and rival levels meet often."""
    keys = st.tuples(
        st.sampled_from(BUNDLES),
        st.sampled_from([place.id for place in places] + ["v1", "v2", "t1", "r", "elsewhere"]),
        st.sampled_from([2021, 2022, 2022]),
        st.sampled_from(["health", "health", "statistics", "survey"]),
        st.sampled_from(["calendar_year"] * 4 + ["point", "quarter", "several_years"]),
        st.sampled_from(["all"] * 5 + ["female"]),
    )
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for bundle, place, year, stream, basis, sex in draw(st.lists(keys, max_size=40)):
        simulated, status = draw(st.booleans()), draw(STATUS)
        for code in bundle.split():
            value = draw(VALUE) if status in oracle.VALUED else None
            more = {"stream": stream, "basis": basis, "sex": sex, "status": status, "simulated": simulated}
            found.setdefault((code, place, str(year), stream, basis, sex), fact(len(found), code, place, year, value, **more))
    return list(found.values())


@settings(max_examples=50, deadline=None)
@given(facts=fact_lists(), threshold=st.sampled_from([0.0, 0.5, 0.6, 1.0]))
def test_equals_plain_python(facts: list[dict[str, Any]], threshold: float) -> None:
    bases = {code: element.basis for code, element in ELEMENTS.items()}
    expected = oracle.figures(facts, FORMULAS, MEASURED, bases, PLACES, "r", threshold)
    assert computed(facts, threshold) == {
        key: {name: pytest.approx(value) if isinstance(value, float) else value for name, value in row.items()}
        for key, row in expected.items()
    }


# ------------------------------------------------------------------------------------------------ random formulas on dense facts


def told(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the two counts that stand beside a ratio."""
    kept = {name: value for name, value in row.items() if name not in {"numerator", "denominator"}}
    return {name: pytest.approx(value) if isinstance(value, float) else value for name, value in kept.items()}


@settings(max_examples=25, deadline=None)
@given(trees=st.lists(SEXED, min_size=1, max_size=6), seed=st.integers(0, 10**6), threshold=st.sampled_from([0.0, 0.6]))
def test_random_formulas_equal_plain_python(trees: list[Any], seed: int, threshold: float) -> None:
    facts = dense(seed)
    formulas = [oracle.of_tree(f"f{number}", tree) for number, tree in enumerate(trees)]
    indicators = [Indicator(f"f{number}", f"式{number}", "", oracle.text(tree)) for number, tree in enumerate(trees)]
    bases = {code: element.basis for code, element in ELEMENTS.items()}
    expected = oracle.figures(facts, formulas, MEASURED, bases, PLACES, "r", threshold)
    found = computed(facts, threshold, indicators)
    assert found.keys() == expected.keys()
    assert [{**found[key], **dict.fromkeys(("numerator", "denominator"))} for key in expected] == [
        {**told(row), **dict.fromkeys(("numerator", "denominator"))} for row in expected.values()
    ]


@pytest.mark.parametrize("status", ["not_carried_out", "not_collected", "not_applicable", "withheld"])
def test_a_value_goes_before_whatever_kind_of_nothing_an_earlier_stream_tells(status: str) -> None:
    nothing = fact(2, "a", "r", 2023, None, status=status, stream="health")
    row = rate([fact(1, "b", "r", 2023, 10), nothing, fact(3, "a", "r", 2023, 8, stream="statistics")])
    assert row is not None
    assert (row["value"], row["status"]) == (80.0, "observed")


def test_of_parts_those_without_a_value_say_nothing_of_where_the_sum_comes_from() -> None:
    silent = [
        fact(8, name, "v12", 2023, None, status="not_collected", stream="statistics") | {"id": number}
        for number, name in ((8, "a"), (9, "b"))
    ]
    row = rate([*both("v11", 9, 10, stream="health"), *silent], place="t1", threshold=0)
    assert row is not None
    assert (row["value"], row["stream"], row["status"]) == (90.0, "health", "observed")


def test_sums_and_greatest_are_told_side_by_side() -> None:
    """Of two indicators asked for together the one adds up over places and the other takes the greatest."""
    both_ways = [Indicator("count", "数", "人", "a"), Indicator("peak", "最大", "人", "p")]
    facts = [
        fact(1, "a", "v11", 2023, 7), fact(2, "a", "v12", 2023, 9), fact(3, "p", "v11", 2023, 70), fact(4, "p", "v12", 2023, 90),
    ]  # fmt: skip
    made = computed(facts, 0.0, both_ways, VILLAGES)
    assert (made["count", "t1", 2023]["value"], made["peak", "t1", 2023]["value"]) == (16.0, 90.0)


def test_a_part_without_a_figure_is_expected_whatever_it_says_of_why() -> None:
    """One of five villages told, one says that it did not collect: five were expected, not four."""
    silent = [fact(20 + number, name, "v12", 2023, None, status="not_collected") for number, name in enumerate("ab")]
    row = rate([*both("v11", 1, 2), *silent], place="t1", threshold=0)
    assert row is not None
    assert (row["value"], row["parts_reporting"], row["parts_expected"]) == (50.0, 1, 5)


def test_what_was_measured_is_told_by_one_of_one_and_has_no_counts() -> None:
    row = computed([fact(1, "rate@", "r", 2023, 40.0)], 0.6, RATE, VILLAGES)["rate", "r", 2023]
    assert (row["value"], row["way"], row["parts_reporting"], row["parts_expected"]) == (40.0, "measured", 1, 1)
    assert (row["numerator"], row["denominator"]) == (None, None)


def test_what_is_no_ratio_has_no_numerator() -> None:
    made = computed([fact(1, "a", "v11", 2023, 7)], 0.0, [Indicator("count", "数", "人", "a")], VILLAGES)
    assert [made["count", place, 2023]["numerator"] for place in ("v11", "t1", "r")] == [None, None, None]


def test_nothing_to_divide_by_in_a_single_village_does_not_apply() -> None:
    row = rate(both("v11", 0, 0), place="v11")
    assert row is not None
    assert (row["value"], row["status"], row["parts_reporting"]) == (None, "not_applicable", 1)


def test_of_several_years_together_only_what_was_measured_is_a_figure() -> None:
    """A survey over several years tells a rate for the year in which it ends; a count over several years is no year's count."""
    facts = [fact(1, "a", "r", 2023, 7, basis="several_years"), fact(2, "rate@", "r", 2023, 40.0, basis="several_years")]
    made = computed(facts, 0.6, [Indicator("count", "数", "人", "a"), *RATE], VILLAGES)
    assert ("count", "r", 2023) not in made
    assert made["rate", "r", 2023]["value"] == 40.0
