"""The shipped catalogue: whole, consistent, and quick to read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qingmiao import catalogue, datafile
from qingmiao.catalogue import MEASURED, Catalogue, Indicator, elements_of, parse, show
from qingmiao.catalogue.departments import fold_department
from qingmiao.catalogue.matching import spellings

DATA = Path(catalogue.__file__).parent / "data"
FILES = sorted(DATA.rglob("*.yaml"))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return catalogue.load()


def test_it_is_large_enough(shipped: Catalogue) -> None:
    assert len(shipped.indicators) >= 220


def test_it_is_read_once() -> None:
    assert catalogue.load() is catalogue.load()


def test_every_formula_is_printed_as_it_stands_and_uses_known_elements(shipped: Catalogue) -> None:
    for indicator in shipped.indicators.values():
        assert show(indicator.tree) == indicator.formula
        assert set(indicator.elements) <= set(shipped.elements), indicator.code


def test_every_element_is_used(shipped: Catalogue) -> None:
    own = shipped.indicators.values()
    rivals = [one.by(rival.key) for one in own for rival in one.definitions]
    used = {code for indicator in (*own, *rivals) for code in indicator.elements}
    counted = {code for code in shipped.elements if not code.endswith(MEASURED)}
    assert counted - used == set()


def test_every_indicator_has_its_measured_element(shipped: Catalogue) -> None:
    for code, indicator in shipped.indicators.items():
        element = shipped.elements[code + MEASURED]
        assert (element.adds, element.unit, element.basis) == ("measured", indicator.unit, indicator.basis)


def test_names_and_aliases_are_unique(shipped: Catalogue) -> None:
    folds = Counter(fold for one in shipped.indicators.values() for fold in spellings(one.name, one.aliases))
    assert [fold for fold, times in folds.items() if times > 1] == []


def test_every_name_and_alias_finds_its_own_indicator(shipped: Catalogue) -> None:
    for indicator in shipped.indicators.values():
        for name in (indicator.name, *indicator.aliases):
            match = shipped.match(name, indicator.unit)
            assert match is not None
            assert (match.indicator.code, match.score) == (indicator.code, 1.0)


def test_element_names_are_unique(shipped: Catalogue) -> None:
    names = Counter(element.name for element in shipped.elements.values())
    assert [name for name, times in names.items() if times > 1] == []


def test_department_names_are_unique(shipped: Catalogue) -> None:
    stems = Counter(stem for one in shipped.departments.values() for stem in {fold_department(name) for name in (one.name, *one.aliases)})
    assert [stem for stem, times in stems.items() if times > 1] == []


def test_every_department_finds_itself_by_every_name(shipped: Catalogue) -> None:
    for code, department in shipped.departments.items():
        for name in (department.name, *department.aliases):
            assert shipped.department_named(name) == shipped.departments[code], name


def test_units_are_of_the_table(shipped: Catalogue) -> None:
    unknown = {one.unit for one in (*shipped.indicators.values(), *shipped.elements.values()) if catalogue.unit(one.unit) is None}
    assert unknown == set()


def _multiplier(indicator: Indicator) -> float | None:
    unit = catalogue.unit(indicator.unit)
    return unit.multiplier if unit is not None and unit.kind in ("share", "rate") else None


def test_rates_end_with_the_multiplier_of_their_unit(shipped: Catalogue) -> None:
    for indicator in shipped.indicators.values():
        multiplier = _multiplier(indicator)
        if multiplier is not None and not indicator.formula.endswith(MEASURED):
            assert indicator.formula.endswith(f" * {multiplier:.0f}"), indicator.code


def test_shares_have_limits(shipped: Catalogue) -> None:
    for indicator in shipped.indicators.values():
        low, high = indicator.limits
        assert low == 0, indicator.code
        assert high in (None, 100, 1000, 10_000, 100_000), indicator.code


def test_elements_that_are_not_summed_are_not_mixed_with_those_that_are(shipped: Catalogue) -> None:
    for indicator in shipped.indicators.values():
        ways = {shipped.elements[code].adds for code in indicator.elements}
        assert len(ways) == 1, indicator.code


def test_everyone_says_what_it_is_and_who_reports_it(shipped: Catalogue) -> None:
    for indicator in shipped.indicators.values():
        assert indicator.name_en
        assert indicator.definition
        assert indicator.department in shipped.departments
    assert all(element.department in shipped.departments for element in shipped.elements.values())


def test_only_sourced_definitions_name_a_source(shipped: Catalogue) -> None:
    for indicator in shipped.indicators.values():
        assert (indicator.status == "sourced") == (indicator.source is not None), indicator.code


def test_nobody_is_said_to_have_defined_a_drafted_definition_or_checked_any(shipped: Catalogue) -> None:
    assert [one.code for one in shipped.indicators.values() if one.status == "drafted" and one.defined_by] == []
    assert {one.checked_by for one in shipped.indicators.values()} == {None}


def test_the_international_indicators_that_truly_match(shipped: Catalogue) -> None:
    matched = {str(other): code for code, one in shipped.indicators.items() for other in one.international}
    assert matched == {
        "SDG 3.1.1": "maternal_mortality_ratio",
        "SDG 3.2.1": "under5_mortality_rate",
        "SDG 3.2.2": "neonatal_mortality_rate",
        "MDG 4.2": "infant_mortality_rate",
        "SDG4 4.2.4": "preschool_gross_enrolment",
        "SDG4 4.3.2": "higher_gross_enrolment",
        "SDG 5.5.1": "women_congress_share",
    }


RIVALS = {
    "maternal_mortality_ratio": ("without_accidents", "over_all_mothers", "over_delivering_women"),
    "antenatal_examination_rate": ("visits", "coverage"),
    "postnatal_visit_rate": ("within_days", "over_delivering_women"),
    "hospital_delivery_rate": ("over_delivering_women",),
    "preschool_gross_enrolment": ("registered_children",),
    "senior_gross_enrolment": ("native_registered",),
}
"""Names that `definitions.csv` defines more than once, and the keys of what stands beside the catalogue's own."""


@pytest.mark.parametrize(("code", "keys"), RIVALS.items())
def test_definitions_that_conflict_stand_side_by_side(shipped: Catalogue, code: str, keys: tuple[str, ...]) -> None:
    assert tuple(one.key for one in shipped.indicators[code].definitions) == keys


def test_each_rival_differs_and_names_its_source(shipped: Catalogue) -> None:
    for indicator in shipped.indicators.values():
        texts = [indicator.definition, *(one.text for one in indicator.definitions)]
        assert len(set(texts)) == len(texts), indicator.code
        assert all(one.source for one in indicator.definitions)


def test_a_series_that_breaks_says_when(shipped: Catalogue) -> None:
    assert [one.year for one in shipped.indicators["left_behind_count"].breaks] == [2016]
    assert [one.year for one in shipped.indicators["cervical_screening_rate"].history] == [2010, 2014]


def test_health_counts_by_the_statistical_year_and_schools_by_the_school_year(shipped: Catalogue) -> None:
    assert shipped.indicators["infant_mortality_rate"].basis == "statistical_year"
    assert shipped.elements["live_births"].basis == "statistical_year"
    assert shipped.indicators["compulsory_retention_rate"].basis == "school_year"
    assert shipped.indicators["good_air_rate"].basis == "calendar_year"


def test_one_figure_is_asked_for_once(shipped: Catalogue) -> None:
    rates = ["neonatal_mortality_rate", "infant_mortality_rate", "under5_mortality_rate", "maternal_mortality_ratio"]
    assert all("live_births" in shipped.indicators[code].elements for code in rates)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_are_laid_out_plainly_and_both_readers_agree(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    plain = datafile.plain_records(text, file)
    assert plain is not None
    assert plain == datafile.full_records(text, file)


def test_elements_of_an_indicator_end_with_its_measured_one(shipped: Catalogue) -> None:
    codes = [element.code for element in shipped.elements_of(shipped.indicators["infant_mortality_rate"])]
    assert codes == ["infant_deaths", "live_births", "infant_mortality_rate@"]
    assert [element.code for element in shipped.elements_of(shipped.indicators["life_expectancy"])] == ["life_expectancy@"]


@pytest.mark.parametrize(
    ("code", "formula"),
    [
        ("infant_mortality_rate", "infant_deaths / live_births * 1000"),
        ("maternal_mortality_ratio", "maternal_deaths / live_births * 100000"),
        ("preschool_gross_enrolment", "kindergarten_children / children_3_5 * 100"),
        ("sex_ratio_at_birth", "male_live_births / female_live_births * 100"),
        ("life_expectancy", "life_expectancy@"),
    ],
)
def test_formulas_by_the_published_definitions(shipped: Catalogue, code: str, formula: str) -> None:
    assert shipped.indicators[code].formula == formula
    assert elements_of(parse(formula)) == shipped.indicators[code].elements
