"""How numbers are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.catalogue.numbers import (
    decimals_in,
    format_change,
    format_number,
    format_target,
    format_value,
    round_half_up,
    rounding,
    with_unit,
)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (2.675, 2, "2.68"),
        (2.25, 1, "2.3"),
        (-2.25, 1, "-2.3"),
        (1.005, 2, "1.01"),
        (15.4546, 0, "15"),
        (94.949999999999989, 1, "95.0"),
        (94.96, 1, "95.0"),
        (56.99999999999999, 2, "57.00"),
        (-0.001, 2, "0.00"),
        (1e15, 0, "1000000000000000"),
        (0.5, 0, "1"),
        (8 / 59 * 100, 2, "13.56"),
        (40 / 46 * 100, 2, "86.96"),
    ],
)
def test_rounded_once_half_up(value: float, decimals: int, written: str) -> None:
    assert f"{round_half_up(value, decimals):f}" == written


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_what_has_few_decimals_is_not_changed(number: int, decimals: int) -> None:
    assert round_half_up(number / 10**decimals, decimals) == Decimal(number).scaleb(-decimals)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (93.4, "%", "93.40%", "93.40%"),
        (2.8, "‰", "2.80‰", "2.80‰"),
        (18.4, "/10万", "18.40/10万", "18.40 per 100,000"),
        (12980, "人", "12980人", "12,980 persons"),
        (3.2, "光年", "3.2光年", "3.2 光年"),
        (3.0, "—", "3", "3"),
        (3.0, None, "3", "3"),
        (1, "done", "已完成", "done"),
        (0, "done", "未完成", "not done"),
        (None, "%", "—", "—"),
    ],
)
def test_values(value: float | None, unit: str | None, zh: str, en: str) -> None:
    assert (format_value(value, unit), format_value(value, unit, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (95.0, "%", "95%"),
        (3.5, "‰", "3.5‰"),
        (1.12, "名/千名儿童", "1.12名/千名儿童"),
        (8.0 * 2 / 3, "‰", "5.3333‰"),
        (800, "元/生·年", "800元/生·年"),
        (None, "%", "—"),
        (1 / 3, "fraction", "1/3"),
        (0.3333, "fraction", "1/3"),
        (0.4, "fraction", "40%"),
    ],
)
def test_targets_have_the_decimals_they_need(value: float | None, unit: str, written: str) -> None:
    assert format_target(value, unit) == written


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (-1.7, "%", "1.70个百分点", "1.70 percentage points"),
        (0.3, "‰", "0.30个千分点", "0.30 points per 1,000"),
        (3, "所", "3所", "3 institutions"),
        (3.5, "光年", "3.5光年", "3.5 光年"),
        (3.5, None, "3.5", "3.5"),
    ],
)
def test_changes(value: float, unit: str | None, zh: str, en: str) -> None:
    assert (format_change(value, unit), format_change(value, unit, "en")) == (zh, en)


def test_small_helpers() -> None:
    assert [decimals_in(value) for value in (95, 3.5, 1.12, 100, 0.3333)] == [0, 1, 2, 0, 4]
    assert format_number(1234.5, 2, "en", trim=True) == "1,234.5"
    assert format_number(1200, 0, trim=True) == "1200"
    assert with_unit("5", "所") == "5所"
    assert with_unit("5", "所", "en") == "5 institutions"


def test_the_hugest_number_can_be_written() -> None:
    assert format_number(1e308, 2) == "1" + "0" * 308 + ".00"
    assert round_half_up(1e308, 323) == Decimal("1e308")


@pytest.mark.parametrize(
    ("value", "decimals", "half_up", "half_even"),
    [
        (1.05, 1, "1.1", "1.0"),
        (0.35, 1, "0.4", "0.4"),
        (2.25, 1, "2.3", "2.2"),
        (-2.25, 1, "-2.3", "-2.2"),
        (15.4546, 0, "15", "15"),
        (2.2501, 1, "2.3", "2.3"),
    ],
)
def test_a_report_may_round_by_the_standard(value: float, decimals: int, half_up: str, half_even: str) -> None:
    with rounding("half_even"):
        assert format_number(value, decimals) == half_even
    assert format_number(value, decimals) == half_up
