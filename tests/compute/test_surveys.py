"""A survey's own estimate keeps its standard error; what is rolled up, replaced or of a group has none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qingmiao.catalogue import Indicator
from qingmiao.compute import figures
from qingmiao.compute.surveys import with_errors
from tests.compute.drawn import ELEMENTS
from tests.compute.facts import fact, table
from tests.compute.test_figures import VILLAGES

RATES = [Indicator("rate", "率", "%", "a / b * 100")]


def errors(facts: list[dict[str, Any]]) -> dict[tuple[str, int], float | None]:
    made = figures(table(facts), indicators=RATES, elements=ELEMENTS, gazetteer=VILLAGES, region="r", threshold=0.0)
    surveyed = with_errors(made, table(facts))
    assert surveyed.drop_columns("std_error").equals(made)
    return {(row["place"], row["year"]): row["std_error"] for row in surveyed.to_pylist()}


def test_an_estimate_has_the_error_of_its_survey() -> None:
    told = [
        fact(1, "rate@", "r", 2023, 88.0, std_error=2.5),
        fact(2, "rate@", "r", 2022, 86.0),
        fact(3, "rate@", "t1", 2023, 80.0, std_error=0.0),
    ]
    assert errors(told) == {("r", 2023): 2.5, ("r", 2022): None, ("t1", 2023): 0.0}


def test_counts_win_over_a_survey_and_have_no_error() -> None:
    told = [fact(1, "rate@", "r", 2023, 88.0, std_error=2.5), fact(2, "a", "r", 2023, 9), fact(3, "b", "r", 2023, 10)]
    assert errors(told) == {("r", 2023): None}


@pytest.mark.parametrize(
    "more",
    [
        {"value": None, "status": "not_collected"},
        {"sex": "female"},
        {"basis": "quarter", "period_from": date(2023, 10, 1), "period_to": date(2024, 1, 1)},
    ],
)
def test_what_is_no_figure_lends_no_error(more: dict[str, Any]) -> None:
    assert errors([fact(1, "rate@", "r", 2023, 88.0), fact(2, "rate@", "r", 2023, 70.0, std_error=2.5, stream="survey") | more]) == {
        ("r", 2023): None
    }


def test_no_facts_no_errors() -> None:
    made = figures(table([]), indicators=RATES, elements=ELEMENTS, gazetteer=VILLAGES, region="r", threshold=0.0)
    assert with_errors(made, table([])).column_names[-1] == "std_error"
