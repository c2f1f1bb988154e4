"""Facts that come with plans: what documents state of the past, and demonstration data that does not see the targets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from qingmiao.facts import for_plan
from qingmiao.facts.revisions import current
from qingmiao.plans.draft import draft_packages
from qingmiao.plans.model import Package
from qingmiao.reading.model import Commitment, Reference
from tests.plans.readings import head, level, promise, reading

NOW = datetime(2026, 1, 15, tzinfo=UTC)
QUOTE = "婴儿死亡率降到5‰以下"


def past(**fields: Any) -> Commitment:
    plain: dict[str, Any] = {
        "role": "background",
        "deadline": None,
        "deadline_from": None,
        "comparator": "=",
        "value": 6.5,
        "measured_year": 2020,
    }
    return level(**(plain | fields))


def package(*items: Commitment, stem: str = "p", **fields: Any) -> Package:
    return draft_packages(reading(*items, heads=(head(**fields),)), "", stem=stem)[0]


def stated(*items: Commitment) -> list[dict[str, Any]]:
    return for_plan.stated(package(level(), *items), recorded_at=NOW).to_pylist()


def test_a_past_value_is_a_fact_of_the_measured_element_at_the_region() -> None:
    (row,) = stated(past(population="婴儿"))
    assert (row["element"], row["place"], row["value"], row["stream"], row["origin"]) == (
        "infant_mortality_rate@",
        "p_r",
        6.5,
        "document",
        "document",
    )
    assert (row["basis"], row["period_from"], row["period_to"]) == ("statistical_year", date(2019, 10, 1), date(2020, 10, 1))
    assert (row["recorded_at"], row["simulated"], row["status"]) == (NOW, False, "observed")
    assert row["origin_id"].startswith("p:C002:")


def test_a_local_indicator_is_measured_by_calendar_year() -> None:
    (row,) = stated(past(indicator="溪流漂流率", unit="%"))
    assert (row["element"], row["basis"], row["period_from"], row["period_to"]) == (
        "p.C002@",
        "calendar_year",
        date(2020, 1, 1),
        date(2021, 1, 1),
    )


def test_a_school_year() -> None:
    (row,) = stated(past(indicator="义务教育巩固率", unit="%", value=95.0))
    assert (row["element"], row["basis"], row["period_to"]) == ("compulsory_retention_rate@", "school_year", date(2020, 9, 1))


def test_what_is_no_figure_of_the_region_is_left_out() -> None:
    assert stated(past(measured_year=None)) == []
    assert stated(past(comparator=">=")) == []
    assert stated(past(comparator="~")) == []
    assert stated(past(comparator="range", value_high=7.0)) == []
    assert stated(past(implied=True)) == []
    assert stated(past(level_of="乡镇")) == []
    assert stated(past(value=None, reference=Reference(region="全省"))) == []
    assert stated(promise(QUOTE, role="background", kind="trend", direction="down")) == []
    assert stated() == []


def test_the_first_value_of_an_indicator_and_year_counts() -> None:
    rows = stated(past(), past(value=7.0), past(value=7.5, measured_year=2019))
    assert [(row["id"], row["value"]) for row in rows] == [(1, 6.5), (2, 7.5)]


def demonstration(*packages: Package, last_year: int = 2025) -> pa.Table:
    return for_plan.demonstration(packages, last_year=last_year, seed=20)


def years(table: pa.Table) -> set[int]:
    return {day.year for day in table["period_to"].to_pylist()}


def test_demonstration_data_of_a_plan() -> None:
    norm = promise(QUOTE, kind="norm", indicator="儿保医生配备数", value=2.0, unit="名/所", deadline=2030)
    table = demonstration(package(level(), norm))
    assert set(table["simulated"].to_pylist()) == {True}
    assert {"p.C002.n", "p.C002.d"} <= set(table["element"].to_pylist())
    assert set(table["place"].to_pylist()) == {"p_r"}
    assert max(years(table)) <= 2026
    assert min(years(table)) >= 2016


def test_it_ends_with_the_plan() -> None:
    table = demonstration(package(level(), period=(2011, 2020)), last_year=2025)
    assert max(years(table)) <= 2021
    open_end = demonstration(package(level(), period=(None, None)), last_year=2025)
    assert max(years(open_end)) >= 2025


def test_it_does_not_see_the_targets() -> None:
    low, high = (demonstration(package(level(value=value))) for value in (1.0, 900.0))
    assert low.equals(high)


def test_plans_of_one_region_share_what_they_share() -> None:
    one, other = (package(level(), level(indicator="溪流漂流率", unit="%"), stem=stem, title="随县儿童发展规划") for stem in ("a", "b"))
    assert one.plan.region == other.plan.region == "cn-421321"
    alone, together = demonstration(one), demonstration(one, other)
    deaths = [sum(element == "infant_deaths" for element in current(table)["element"].to_pylist()) for table in (alone, together)]
    assert deaths[0] == deaths[1] > 0
    assert {"a.C002.n", "b.C002.n"} <= set(together["element"].to_pylist())
    ids = together["id"].to_pylist()
    assert len(set(ids)) == len(ids)


def test_plans_of_two_regions_stand_apart() -> None:
    table = demonstration(package(level(), stem="a"), package(level(), stem="b"))
    assert set(table["place"].to_pylist()) == {"a_r", "b_r"}


def test_places_of_both_plans_of_a_region() -> None:
    villages = "东塘镇：塘口村、塘尾村\n"
    texts = draft_packages(reading(level(), heads=(head(title="随县儿童发展规划"),)), "", stem="a")
    listed = draft_packages(
        reading(
            level(text=villages + "婴儿死亡率降到5‰以下"),
            text=villages + "婴儿死亡率降到5‰以下",
            heads=(head(villages + "婴儿死亡率降到5‰以下", title="随县妇女发展规划"),),
        ),
        villages,
        stem="b",
    )
    assert {"b_t01_01", "b_t01_02"} <= set(demonstration(*texts, *listed)["place"].to_pylist())


def test_a_plan_without_elements_has_no_demonstration() -> None:
    bare = package(level()).model_copy(update={"indicators": ()})
    assert demonstration(bare).num_rows == 0
