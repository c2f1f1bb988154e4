"""Demonstration data: the same from the same seed, plausible, full of trouble, and blind to targets."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qingmiao.facts.demonstration as room
from qingmiao.catalogue.model import Element, Indicator
from qingmiao.facts import periods, revisions, table
from qingmiao.facts.demonstration import Habit, Ratio, Shape, generate, ratios_of
from qingmiao.facts.demonstration.magnitudes import first_rate
from qingmiao.facts.demonstration.sampling import binomial, deal, generator, poisson, spread
from qingmiao.facts.demonstration.scenarios import bettered, gains
from qingmiao.facts.ratios import bounded
from qingmiao.places import Gazetteer, Place
from tests.facts import county

YEARS = range(2016, 2026)


@cache
def made(seed: int = 20) -> pa.Table:
    """The county's ten years."""
    return generate(
        county.elements(),
        county.ratios(),
        county.places(),
        "county",
        first_year=YEARS[0],
        last_year=YEARS[-1],
        seed=seed,
        done_elements=["a0@"],
    )


@cache
def now() -> dict[tuple[str, str, int], float | None]:
    """Element, place and year → value, of the current facts."""
    table_ = revisions.current(made())
    columns = (table_["element"], table_["place"], periods.years(table_), table_["value"])
    return {(e, p, y): v for e, p, y, v in zip(*(column.to_pylist() for column in columns), strict=True)}


def marks(table_: pa.Table) -> list[tuple[str, str]]:
    """Shape and habit of each fact."""
    texts = [text.partition(": ")[2].split(", ") for text in table_["origin_id"].to_pylist()]
    return [(shape, habit) for shape, habit in texts]


def test_the_facts_keep_all_rules() -> None:
    table.validate(made())
    assert revisions.conflicts(made()).num_rows == 0
    assert set(made()["simulated"].to_pylist()) == {True}
    assert set(made()["origin"].to_pylist()) == {"demonstration"}


def test_the_same_seed_gives_the_same_facts_in_any_order_and_another_seed_others() -> None:
    again = generate(
        county.elements()[::-1],
        county.ratios(),
        county.places(),
        "county",
        first_year=YEARS[0],
        last_year=YEARS[-1],
        seed=20,
        done_elements=["a0@"],
    )
    assert again.equals(made())
    assert not made(21).equals(made())


def test_a_generator_is_the_same_on_every_machine() -> None:
    assert generator(20, "a").random() == generator("20", "a").random() == pytest.approx(0.24245856105, abs=1e-9)


def test_every_shape_and_habit_occurs() -> None:
    found = marks(made())
    assert {shape for shape, _ in found} == set(Shape)
    assert {habit for _, habit in found} == set(Habit)


def test_no_numerator_is_above_its_denominator_at_any_moment() -> None:
    pairs = [(ratio.numerator, ratio.denominator) for ratio in county.ratios() if ratio.denominator and ratio.capped]
    assert len(pairs) > 40
    for moment in sorted(set(revisions.current(made())["recorded_at"].to_pylist()))[::12]:
        then = revisions.as_of(made(), moment)
        keys = zip(then["element"].to_pylist(), then["place"].to_pylist(), periods.years(then).to_pylist(), strict=True)
        values = dict(zip(keys, then["value"].to_pylist(), strict=True))
        wrong = [
            (key, value, whole)
            for part, whole_code in pairs
            for key, value in values.items()
            if key[0] == part and value is not None and (whole := values.get((str(whole_code), *key[1:]))) is not None and value > whole
        ]
        assert wrong == []


def test_counts_are_whole_and_not_negative_and_shares_within_their_limits() -> None:
    for (element, _, _), value in now().items():
        assert value is None or value >= 0
        assert value is None or element.endswith("@") or value == int(value)
        if element in {f"m{i}@" for i, (unit, _) in enumerate(county.MEASURED) if unit == "%"}:
            assert value is None or value <= 100


def test_who_dies_in_the_first_year_has_died_before_five() -> None:
    parts = [(value, now()["under5_deaths", place, year]) for (element, place, year), value in now().items() if element == "infant_deaths"]
    assert all(part is None or whole is None or part <= whole for part, whole in parts)
    assert sum(part or 0 for part, _ in parts) > 0


def total(element: str, year: int) -> float:
    """The county's sum of an element."""
    return sum(value or 0.0 for (code, _, when), value in now().items() if (code, when) == (element, year))


def test_sizes_are_plausible_by_what_things_are() -> None:
    assert 200_000 < total("people", 2016) < 500_000
    assert 1_500 < total("live_births", 2016) < 5_000
    assert 95 < total("boys", 2016) / total("girls", 2016) * 100 < 125
    assert 20_000 < total("gdp", 2016) / total("people", 2016) * 10_000 < 90_000
    assert 20_000 < total("output", 2016) / total("people", 2016) < 90_000
    assert 0.5 < total("enrolled", 2016) / total("of_age", 2016) < 1.2
    assert 10 < total("schools", 2016) < 100


def test_a_share_is_plausible_by_its_name_and_girls_among_girls_are_no_half() -> None:
    by_code = {element.code: element for element in county.elements()}
    girls, pupils, enrolled = (Element(name, name, "人") for name in ("女生数", "学生数", "在校女生数"))
    rng = generator("rates")
    for _ in range(50):
        assert 0.03 <= first_rate(rng, Ratio("poor", "of_age", 100, "down"), by_code["poor"], by_code["of_age"]) <= 0.11
        assert 0.455 <= first_rate(rng, Ratio("a", "b", 100), girls, pupils) <= 0.488
        assert 0.76 <= first_rate(rng, Ratio("a", "b", 100, "up"), enrolled, girls) <= 0.98


def test_institutions_are_not_drawn_anew_each_year() -> None:
    for place in ("t1v0", "t2v3", "t3v4"):
        assert all((now()["schools", place, y + 1] or 0) >= (now()["schools", place, y] or 0) for y in YEARS[:-1])


def test_where_each_element_is_reported() -> None:
    where: defaultdict[str, set[str]] = defaultdict(set)
    for element, place, _ in now():
        where[element].add(place)
    villages = {place.id for place in county.places() if place.level == "village"}
    assert where["live_births"] == villages
    assert where["m0@"] == {"county", "t0", "t1", "t2", "t3"}
    assert where["a0@"] == {"county"}


def test_a_place_has_no_facts_before_it_was_there() -> None:
    assert min(year for element, place, year in now() if place == "t0") == 2020
    assert min(year for element, place, year in now() if place == "t1") == 2016


def test_every_series_is_there_for_every_place_and_year_but_where_it_is_late() -> None:
    rows = Counter((element, year) for element, _, year in now())
    late = {e for e, (_, habit) in zip(made()["element"].to_pylist(), marks(made()), strict=True) if habit in {"late", "partial"}}
    for element in {element for element, _ in rows}:
        full = {"live_births": 20}.get(element, rows[element, YEARS[0]])
        assert all(rows[element, year] >= full for year in YEARS[:-1])
        assert element in late or rows[element, YEARS[-1]] >= full
    assert any(rows[element, YEARS[-1]] == 0 for element in late)
    assert any(0 < rows[element, YEARS[-1]] < 20 for element in late)


def test_gaps_and_silence_say_why() -> None:
    by_habit: defaultdict[str, set[str]] = defaultdict(set)
    for (_, habit), status in zip(marks(made()), made()["status"].to_pylist(), strict=True):
        by_habit[habit].add(status)
    assert by_habit["silent"] == {"not_collected"}
    assert {"not_collected", "not_carried_out"} <= by_habit["gaps"]
    assert "provisional" in by_habit["revised"]
    assert by_habit["complete"] <= {"observed", "estimated"}


def test_corrections_come_later_and_say_something_else() -> None:
    rows = {row["id"]: row for row in made().to_pylist()}
    later = [row for row in rows.values() if row["supersedes"] is not None]
    assert len(later) > 50
    for row in later:
        old = rows[row["supersedes"]]
        assert old["recorded_at"] < row["recorded_at"]
        assert old["value"] != row["value"]
        assert row["status"] != "provisional"


def test_steps_are_done_once_and_for_good() -> None:
    for number in range(40):
        line = [now().get((f"a{number}@", "county", year)) for year in YEARS]
        known = [value for value in line if value is not None]
        assert set(known) <= {0.0, 1.0}
        assert known == sorted(known)
    assert {now().get((f"a{i}@", "county", 2023)) for i in range(40)} >= {0.0, 1.0}


def test_full_series_end_with_nothing_left_to_do() -> None:
    full = {e for e, (shape, _) in zip(made()["element"].to_pylist(), marks(made()), strict=True) if shape == "full" and e.startswith("s")}
    pairs = [
        (v, now()[e.replace(".n", ".d"), place, y]) for (e, place, y), v in now().items() if e in full and e.endswith(".n") and y == 2025
    ]
    told = [pair for pair in pairs if None not in pair]
    assert len(told) > 20
    assert all(part == whole for part, whole in told)


def test_surveys_have_a_sample_and_an_error() -> None:
    survey = made().filter(pc.equal(made()["stream"], "survey"))
    assert survey.num_rows > 0
    valued = survey.filter(pc.is_valid(survey["value"]))
    assert set(valued["status"].to_pylist()) <= {"estimated", "provisional"}
    assert all(n >= 600 for n in valued["n"].to_pylist())
    assert all(0 <= error < 3 for error in valued["std_error"].to_pylist())


def test_the_basis_is_the_elements_and_a_quarter_becomes_a_year() -> None:
    births = made().filter(pc.equal(made()["element"], "live_births"))
    assert set(births["basis"].to_pylist()) == {"statistical_year"}
    assert min(births["period_from"].to_pylist()) == date(2015, 10, 1)
    others = made().filter(pc.equal(made()["element"], "s0.n"))
    assert set(others["basis"].to_pylist()) == {"calendar_year"}


def test_levels_asked_for_are_handed_on_over_ratios() -> None:
    options = {"first_year": 2024, "last_year": 2025, "seed": 1, "levels": {"infant_deaths": "township", "built": "province"}}
    got = generate(county.elements(3), county.ratios(3), county.places(), "county", **options)  # type: ignore[arg-type]
    where: defaultdict[str, set[str]] = defaultdict(set)
    for element, place in zip(got["element"].to_pylist(), got["place"].to_pylist(), strict=True):
        where[element].add(place)
    assert where["live_births"] == where["infant_deaths"] == where["screened"] == {"t0", "t1", "t2", "t3"}
    assert len(where["built"]) == 20


def test_a_region_without_parts_reports_for_itself_and_ids_begin_where_asked() -> None:
    alone = Gazetteer((Place("cn-45", "广西", "province"),))
    got = generate(county.elements(30), county.ratios(30), alone, "cn-45", first_year=2020, last_year=2020, seed=1, first_id=100)
    assert got["id"].to_pylist() == list(range(100, 100 + got.num_rows))
    assert set(got["place"].to_pylist()) == {"cn-45"}
    births = [row["value"] for row in got.to_pylist() if row["element"] == "live_births"]
    assert 200_000 < births[-1] < 700_000


def test_rings_of_ratios_are_cut_and_unknown_denominators_left_out() -> None:
    elements = [Element(code, code, "人") for code in "abc"]
    ratios = [Ratio("a", "b", 100), Ratio("b", "a", 100), Ratio("c", "nowhere", 100), Ratio("nobody", "a", 100)]
    got = generate(elements, ratios, county.places(), "county", first_year=2020, last_year=2022, seed=3)
    assert set(got["element"].to_pylist()) == {"a", "b", "c"}
    assert generate([], [], county.places(), "county", first_year=2020, last_year=2020, seed=1).num_rows == 0


def test_ratios_of_formulas() -> None:
    by_code = {indicator.code: indicator for indicator in county.indicators(1)}
    assert ratios_of([by_code["imr"]]) == (Ratio("infant_deaths", "live_births", 1000, "down"),)
    assert ratios_of([by_code["mixed"]]) == tuple(Ratio(f"mixed_{x}", "s1.d", 100, "up", (0, 100), 0.5) for x in "ab")
    assert ratios_of([by_code["m0"]]) == (Ratio("m0@", None, 1.0, "up"),)
    assert ratios_of([by_code["left"], Indicator("x", "x", "%", "(s0.d - s0.n) / s0.d * 100")]) == ()


def test_what_can_never_be_the_larger() -> None:
    sums = [
        Indicator("part", "x", "%", "a / (a + b) * 100", limits=(0, 100)),
        Indicator("whole", "x", "%", "(a + b) / c * 100", limits=(0, 100)),
    ]
    assert bounded([*county.indicators(0), *sums]) == tuple(
        (part, whole)
        for part, whole in [
            ("infant_deaths", "live_births"),
            ("under5_deaths", "live_births"),
            ("maternal_deaths", "live_births"),
            ("screened", "live_births"),
            ("found", "screened"),
            ("beds", "s0.d"),
            ("mixed_a", "s1.d"),
            ("mixed_b", "s1.d"),
            ("good_schools", "schools"),
            ("poor", "of_age"),
            ("a", "c"),
            ("b", "c"),
        ]
    )


@given(st.integers(0, 400), st.floats(0, 1), st.integers(0, 99))
def test_no_draw_is_above_the_trials(trials: int, chance: float, seed: int) -> None:
    assert 0 <= binomial(generator(seed), trials, chance) <= trials


@pytest.mark.parametrize(("mean", "trials", "chance"), [(0.4, 40, 0.01), (19.0, 20, 0.95), (200.0, 400, 0.5)])
def test_draws_lie_about_their_mean(mean: float, trials: int, chance: float) -> None:
    rng = generator("mean", mean)
    assert sum(binomial(rng, trials, chance) for _ in range(2000)) / 2000 == pytest.approx(mean, rel=0.08)
    assert sum(poisson(rng, mean) for _ in range(2000)) / 2000 == pytest.approx(mean, rel=0.08)


@given(st.integers(0, 30_000), st.lists(st.floats(0.1, 9), min_size=1, max_size=5))
@settings(max_examples=30)
def test_things_laid_on_places_are_all_laid(count: int, weights: list[float]) -> None:
    assert sum(spread(generator(1), count, weights)) == pytest.approx(count, abs=len(weights))
    assert sum(spread(generator(1), 40_000 + count, weights)) == pytest.approx(40_000 + count, abs=len(weights))


def test_every_card_is_dealt() -> None:
    assert Counter(deal(generator(1), {"a": 2, "b": 1}, 6)) == {"a": 4, "b": 2}


@given(st.sampled_from(list(Shape)), st.integers(1, 12), st.sampled_from(["up", "down", None]), st.floats(0, 1), st.integers(0, 50))
def test_a_course_stays_within_nought_and_the_top(shape: Shape, years: int, direction: Any, start: float, seed: int) -> None:
    course = gains(generator(seed), shape, years)
    assert len(course) == years
    assert all(0 <= bettered(start, gain, direction, 1.0) <= 1 for gain in course)
    assert all(bettered(start, gain, direction, None) >= 0 for gain in course)


def test_the_generator_knows_no_targets() -> None:
    folder = Path(str(room.__file__)).parent
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.py"))]
    modules = [node.module or "" for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert len(trees) > 5
    assert [
        name for name in modules if name.startswith(("qingmiao.plans", "qingmiao.progress", "qingmiao.compute", "qingmiao.reading"))
    ] == []
