"""Comparing plans: rows worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.plans.compare import RESULTS, VERDICTS, compare, counts
from qingmiao.plans.model import Package

IMR, MMR, ENROL = "infant_mortality_rate", "maternal_mortality_ratio", "preschool_gross_enrolment"


def one(number: int, indicator: str, kind: str = "level", **more: Any) -> dict[str, Any]:
    return {
        "id": f"C{number:03}",
        "kind": kind,
        "role": "objective",
        "area": None,
        "indicator": indicator,
        "name": indicator,
        "start": number,
        "end": number + 1,
        "deadline": 2030,
        **more,
    }


def package(*items: dict[str, Any], name: str = "p") -> Package:
    codes = {item["indicator"]: item["name"] for item in items}
    return Package.model_validate(
        {
            "plan": {
                "id": name, "title": name, "short": name, "status": "in_force", "period": (2021, 2030), "region": "cn-42",
                "document": {"name": name, "sha256": "0" * 64, "characters": 99, "start": 0, "end": 99},
            },
            "areas": [], "objectives": [], "measures": [], "units": [], "places": [], "commitments": items,
            "indicators": [{"code": code, "name": text, "catalogue": "." not in code, "unit": "个", "formula": "x.n"} for code, text in codes.items()],
        }
    )  # fmt: skip


def result(here: dict[str, Any], there: dict[str, Any]) -> str:
    rows = compare(package(here), package(there, name="q"))
    assert len(rows) == 1, rows
    return rows[0].result


LOW = {"comparator": "<=", "unit": "‰", "value": 5}
HIGH = {"comparator": ">=", "unit": "%", "value": 95}

# (indicator, kind, here, there, what is said), each worked out by hand from the words beside it.
CASES: list[tuple[str, str, dict[str, Any], dict[str, Any], str]] = [
    (IMR, "level", LOW, LOW, "same"),
    (IMR, "level", {**LOW, "value": 4.5}, LOW, "stricter"),  # 控制在 4.5‰ 以下 is harder than 5‰ 以下
    (IMR, "level", {**LOW, "value": 6}, LOW, "weaker"),
    (IMR, "level", {**LOW, "comparator": "<"}, LOW, "stricter"),  # below 5 is harder than 5 at most
    (IMR, "level", {**LOW, "comparator": "="}, {**LOW, "value": 4}, "weaker"),  # the other's 以下 says the side
    (IMR, "level", {**LOW, "value": 0.5, "unit": "%"}, LOW, "same"),  # 0.5 % is 5 ‰
    (MMR, "level", {**LOW, "value": 9, "unit": "/10万"}, {**LOW, "value": 0.1, "unit": "‰"}, "stricter"),  # 9/10万 is 0.09 ‰
    (IMR, "level", LOW, {**LOW, "unit": "个"}, "other_unit"),
    (IMR, "level", LOW, {**LOW, "deadline": 2025}, "other_deadline"),  # the same, five years later
    (IMR, "level", {**LOW, "deadline": 2025}, LOW, "other_deadline"),
    (IMR, "level", {**LOW, "value": 4, "deadline": 2025}, LOW, "stricter"),  # harder and earlier
    (IMR, "level", {**LOW, "value": 4}, {**LOW, "deadline": 2025}, "other_deadline"),  # harder but later: neither
    (IMR, "level", {**LOW, "value": 6}, {**LOW, "deadline": 2025}, "weaker"),  # easier and later
    (IMR, "level", {**LOW, "deadline": None}, LOW, "other_deadline"),  # no year at all is later than any
    (ENROL, "level", {**HIGH, "value": 98}, HIGH, "stricter"),
    (ENROL, "level", {**HIGH, "level_of": "乡镇"}, HIGH, "stricter"),  # in every township is harder than on the whole
    (ENROL, "level", HIGH, {**HIGH, "comparator": "<="}, "other_measure"),  # a floor and a ceiling
    (ENROL, "level", {"comparator": "range", "value": 90, "value_high": 95, "unit": "%"}, {"comparator": "range", "value": 85, "value_high": 95, "unit": "%"}, "stricter"),
    (ENROL, "level", {"comparator": "range", "value": 90, "value_high": 98, "unit": "%"}, {"comparator": "range", "value": 85, "value_high": 95, "unit": "%"}, "other_measure"),
    (ENROL, "level", {"reference": {"region": "全省"}}, {"reference": {"region": "全省"}}, "same"),
    (ENROL, "level", {"reference": {"region": "全省"}}, HIGH, "other_measure"),
    (IMR, "trend", {"direction": "down"}, {"direction": "down"}, "same"),
    (IMR, "trend", {"direction": "down"}, {"direction": "up"}, "other_measure"),
    (IMR, "change", {"direction": "down", "value": 25, "unit": "%", "base_year": 2020}, {"direction": "down", "value": 20, "unit": "%", "base_year": 2020}, "stricter"),
    (IMR, "change", {"direction": "down", "value": 25, "unit": "%", "base_year": 2020}, {"direction": "down", "value": 20, "unit": "%", "base_year": 2015}, "other_measure"),
    (IMR, "change", {"direction": "down", "value": 5, "unit": "百分点"}, {"direction": "down", "value": 20, "unit": "%"}, "other_unit"),
    ("p.C1", "count", {"name": "儿童之家", "comparator": ">=", "value": 12, "unit": "所"}, {"name": "儿童之家", "comparator": ">=", "value": 10, "unit": "所"}, "stricter"),
    ("p.C1", "amount", {"name": "补助", "comparator": ">=", "value": 0.1, "unit": "万元"}, {"name": "补助", "comparator": ">=", "value": 1000, "unit": "元"}, "same"),
    ("p.C1", "milestone", {"name": "中期评估", "deadline": 2025}, {"name": "中期评估", "deadline": 2026}, "other_deadline"),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "kind", "here", "there", "said"), CASES)
def test_two_promises_of_one_indicator(indicator: str, kind: str, here: dict[str, Any], there: dict[str, Any], said: str) -> None:
    assert result(one(1, indicator, kind, **here), one(1, indicator, kind, **there)) == said


def test_a_figure_asks_for_more_than_a_direction() -> None:
    assert result(one(1, IMR, **LOW), one(1, IMR, "trend", direction="down")) == "stricter"
    assert result(one(1, IMR, "trend", direction="down"), one(1, IMR, **LOW)) == "weaker"


def test_without_a_side_the_indicator_says_which_way_is_better() -> None:
    equal = {"comparator": "=", "unit": "‰"}
    assert result(one(1, IMR, **equal, value=4), one(1, IMR, **equal, value=5)) == "stricter"
    assert result(one(1, ENROL, comparator="=", unit="%", value=96), one(1, ENROL, comparator="=", unit="%", value=95)) == "stricter"


def test_targets_of_two_years_are_paired_by_year() -> None:
    here = package(one(1, ENROL, **{**HIGH, "value": 90, "deadline": 2025}), one(2, ENROL, **HIGH))
    there = package(one(1, ENROL, **HIGH), one(2, ENROL, **{**HIGH, "value": 92, "deadline": 2025}))
    assert [(row.result, row.here.deadline, row.there.deadline) for row in compare(here, there) if row.here and row.there] == [
        ("weaker", 2025, 2025),
        ("same", 2030, 2030),
    ]


def test_what_only_one_of_them_has() -> None:
    here = package(one(1, IMR, **LOW), one(2, "p.C002", "count", name="甲", value=1, unit="个"))
    there = package(one(1, ENROL, **HIGH), one(2, IMR, **{**LOW, "deadline": 2025}), one(3, IMR, **LOW))
    assert [(row.result, row.name) for row in compare(here, there)] == [
        ("same", IMR),
        ("only_here", "甲"),
        ("only_there", ENROL),
        ("only_there", IMR),
    ]


def test_past_values_and_tasks_are_left_out() -> None:
    past = one(1, IMR, role="background", **{**LOW, "deadline": None})
    assert compare(package(past, one(2, "p.C2", "action", name="宣传")), package(one(1, IMR, **LOW)))[0].result == "only_there"


def test_local_names_meet_when_they_fold_to_the_same() -> None:
    here = one(1, "p.C1", "count", name="儿童之家的数量", value=1, unit="个")
    assert result(here, one(1, "q.C7", "count", name="儿童之家数", value=1, unit="个")) == "same"
    assert {row.result for row in compare(package(here), package(one(1, "q.C7", "count", name="妇女之家数", value=1, unit="个")))} == {
        "only_here",
        "only_there",
    }


values = st.builds(
    lambda indicator, comparator, value, deadline: (
        indicator,
        {"comparator": comparator, "value": value, "unit": "%", "deadline": deadline},
    ),
    st.sampled_from([IMR, ENROL, MMR]),
    st.sampled_from([">=", "<=", "=", "~", ">", "<"]),
    st.integers(1, 9),
    st.sampled_from([None, 2025, 2030]),
)
MIRROR = {"stricter": "weaker", "weaker": "stricter", "only_here": "only_there", "only_there": "only_here"}
packages = st.lists(values, max_size=6).map(lambda items: package(*(one(n, code, **more) for n, (code, more) in enumerate(items, 1))))


@given(packages, packages)
def test_every_promise_stands_in_one_row_and_the_other_way_round_is_the_mirror(here: Package, there: Package) -> None:
    rows, back = compare(here, there), compare(there, here)
    assert sorted(row.here.id for row in rows if row.here) == [item.id for item in here.commitments]
    assert sorted(row.there.id for row in rows if row.there) == sorted(item.id for item in there.commitments)
    assert sum(counts(rows).values()) == len(rows)
    assert set(counts(rows)) == set(RESULTS)
    one_each = {
        item.indicator
        for item in here.commitments
        if [other.indicator for other in (*here.commitments, *there.commitments)].count(item.indicator) == 2
    }
    mirrored = {row.name: MIRROR.get(row.result, row.result) for row in back if row.name in one_each and row.here and row.there}
    assert {row.name: row.result for row in rows if row.name in mirrored} == mirrored


def test_the_table_of_rules_is_whole_and_has_its_mirror() -> None:
    swap = {"more": "less", "less": "more", "earlier": "later", "later": "earlier"}
    assert len(VERDICTS) == 9
    for (target, when), said in VERDICTS.items():
        assert VERDICTS[swap.get(target, target), swap.get(when, when)] == MIRROR.get(said, said)  # type: ignore[index]
