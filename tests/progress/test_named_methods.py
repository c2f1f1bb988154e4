"""The named methods on examples worked by hand, and their refusals."""

from __future__ import annotations

from typing import Any

import pytest

from qingmiao.errors import UserError
from qingmiao.progress.named import METHODS, REFUSALS, Answer, Target, answer, disagreement
from qingmiao.progress.named.bureau import attained


def target(base: float | None, current: float | None, goal: float | None, direction: int | None = -1, **more: Any) -> Target:
    """2015 → 2020 → 2030 unless said otherwise."""
    years = {"base_year": 2015.0, "current_year": 2020.0, "target_year": 2030.0} | more
    return Target(base_value=base, current_value=current, target=goal, direction=direction, **years)


# Powers that come out even: 100 → 59.049 in five years is 0.9 a year, → 20.5891132094649 in fifteen; 32.768 is 0.8 a year.
FALL_10 = 59.049
GOAL_10 = 100 * 0.9**15
# name, target, value, score, status
EXAMPLES = (
    ("opensdg", target(100, FALL_10, GOAL_10), 1.0, 7.1429 - 4.2857, "substantial_progress"),
    ("opensdg", target(100, 100 * 0.95**5, GOAL_10), 0.5, 4.1667 * 0.5 - 2.5, "limited_progress"),
    ("opensdg", target(100, 100 * 0.94**5, GOAL_10), 0.6, 7.1429 * 0.6 - 4.2857, "moderate_progress"),
    ("opensdg", target(100, 100 * 0.93**5, GOAL_10), 0.7, 7.1429 * 0.7 - 4.2857, "moderate_progress"),
    ("opensdg", target(100, 100, GOAL_10), 0.0, -2.5, "limited_progress"),
    ("opensdg", target(100, 100 * 1.1**5, GOAL_10), -1.0, -5.0, "deterioration"),
    ("opensdg", target(100, 100 * 1.05**5, GOAL_10), -0.5, -4.1667 * 0.5 - 2.5, "deterioration"),
    ("opensdg", target(100, 100 * 0.8**5, GOAL_10), 2.0, 5.0, "substantial_progress"),
    ("opensdg", target(100, GOAL_10 / 2, GOAL_10), None, 5.0, "target_achieved"),
    ("opensdg", target(100, 100 * 1.02**5, 200, 1, target_year=2050.0), 0.02 / (2 ** (1 / 35) - 1), None, "substantial_progress"),
    # The base meets the target and was lost: growth away from it is deterioration.
    ("opensdg", target(10, 20, 15), -(2**0.2 - 1) / (1.5 ** (1 / 15) - 1), -5.0, "deterioration"),
    # A target of zero is 0.001, and so is a base of zero.
    ("opensdg", target(1, 0.1**0.5, 0), (1 - 0.1**0.1) / (1 - 0.001 ** (1 / 15)), None, "limited_progress"),
    ("opensdg", target(0, 0.001 * 2**5, 1, 1), 1 / (1000 ** (1 / 15) - 1), 5.0, "substantial_progress"),
    # Negative all through: the direction turns.
    ("opensdg", target(-100, -100 * 0.9**5, -100 * 0.9**15, 1), 1.0, 7.1429 - 4.2857, "substantial_progress"),
    # Without a target: 1.6 %, 1.2 %, 0.4 %, -0.4 % a year in the good direction.
    ("opensdg", target(100, 100 * 1.016**5, None, 1), 0.016, 3.0, "substantial_progress"),
    ("opensdg", target(100, 100 * 1.03**5, None, 1), 0.03, 5.0, "substantial_progress"),
    ("opensdg", target(100, 100 * 1.012**5, None, 1), 0.012, 1.75, "moderate_progress"),
    ("opensdg", target(100, 100 * 0.996**5, None), 0.004, -0.5, "limited_progress"),
    ("opensdg", target(100, 100 * 1.004**5, None), -0.004, -3.0, "deterioration"),
    ("opensdg", target(100, 100 * 1.1**5, None), -0.1, -5.0, "deterioration"),
    # Near the limit the thresholds sink: base 90 of 100 gives C = 1 - 0.9^4.44; at the limit nothing more can be asked.
    ("opensdg", target(90, 90 * 1.006**5, None, 1, limit=100.0), 0.006, 500 * 0.006 / (1 - 0.9**4.44) - 5, "substantial_progress"),
    ("opensdg", target(90, 90 * 1.003**5, None, 1, limit=100.0), 0.003, 250 * 0.003 / (1 - 0.9**4.44) - 1.25, "moderate_progress"),
    ("opensdg", target(90, 90 * 1.0005**5, None, 1, limit=100.0), 0.0005, 500 * 0.0005 / (1 - 0.9**4.44) - 2.5, "limited_progress"),
    ("opensdg", target(12, 12 * 0.99**5, None, -1, limit=10.0), 0.01, 500 * 0.01 / (1 - 0.8**4.44) - 5, "substantial_progress"),
    ("opensdg", target(100, 100, None, 1, limit=100.0), 0.0, 5.0, "substantial_progress"),
    ("opensdg", target(100, 99 * 0.99**4, None, 1, limit=100.0), (99 * 0.99**4 / 100) ** 0.2 - 1, None, "deterioration"),
    ("opensdg", target(30, 30, None, -1, limit=10.0), 0.0, -2.5, "limited_progress"),
    ("opensdg", target(100, 99, GOAL_10, None, target_year=None), (1 - 0.99**0.2) / 0.1, None, "limited_progress"),
    ("un2022", target(100, FALL_10, GOAL_10), 1.0, None, "on_track"),
    ("un2022", target(100, 100 * 0.94**5, GOAL_10), 0.6, None, "fair_progress"),
    ("un2022", target(100, 100 * 1.005**5, GOAL_10), -0.05, None, "limited_or_no_progress"),
    ("un2022", target(100, 100 * 1.02**5, GOAL_10), -0.2, None, "deterioration"),
    ("un2022", target(100, 100 * 0.7**5, GOAL_10), 3.0, None, "target_met"),
    # 0.95 a year for fifteen years leaves 46.3: 53.7 of the 79.4 that were to go.
    ("un2023", target(100, 100 * 0.95**5, GOAL_10), (1 - 0.95**15) / (1 - 0.9**15), 2.0, "fair_progress"),
    ("un2023", target(100, FALL_10, GOAL_10), 1.0, 3.0, "on_track"),
    ("un2023", target(100, 100, GOAL_10), 0.0, 1.0, "stagnation_or_regression"),
    ("un2023", target(100, 10, GOAL_10), (1 - 0.1**3) / (1 - 0.9**15), 3.0, "target_met"),
    ("un2023", target(100, 100 * 1.02**5, None, 1), 0.02, 3.0, "on_track"),
    ("un2023", target(100, 100 * 1.004**5, None, 1), 0.004, 1.0, "stagnation_or_regression"),
    # A fifth of the way in a third of the time; a half; backwards.
    ("escap", target(20, 18, 10), 0.2, 2.0, "below_expected"),
    ("escap", target(20, 15, 10), 0.5, 5.0, "expected_progress"),
    ("escap", target(20, 22, 10), -0.2, -2.0, "regressed"),
    ("escap", target(20, 8, 10), 1.2, 10.0, "target_achieved"),
    ("aarr", target(100, FALL_10, GOAL_10), 1.0, None, "at_required_rate"),
    ("aarr", target(100, 100 * 0.95**5, GOAL_10), 0.5, None, "below_required_rate"),
    ("aarr", target(100, 110, GOAL_10), (1 - 1.1**0.2) / 0.1, None, "wrong_direction"),
    ("aarr", target(50, 50 * 1.02**5, 50 * 1.04**15, 1), 0.5, None, "below_required_rate"),
    # Through 100, 100, 81 in 2015, 2016, 2017 the line of logarithms has slope ln 0.9.
    ("aarr_fit", target(100, 81, GOAL_10, current_year=2017.0, points=((2015, 100), (2016, 100), (2017, 81))), 1.0, None, "at_required_rate"),
    ("achievement", target(None, 80, 100, 1), 0.8, 80.0, "at_least_80"),
    ("achievement", target(None, 8, 5), 0.625, 62.5, "below_80"),
    ("achievement", target(None, 4, 5), 1.25, 100.0, "achieved"),
    ("efficacy", target(60, 90, 100, 1), 0.75, 90.0, "above_base"),
    ("efficacy", target(10, 12, 5), -0.4, 44.0, "below_base"),
    ("efficacy", target(10, 4, 5), 1.2, 108.0, "satisfactory"),
    ("attainment", target(None, 5, 5), 1.0, None, "met"),
    ("attainment", target(None, 5.01, 5), 0.0, None, "not_met"),
    # Half of the way in a third of the time; a tenth of it; met.
    ("pace", target(20, 15, 10), 1.5, None, "on_the_way"),
    ("pace", target(20, 19, 10), 0.3, None, "behind"),
    ("pace", target(20, 9, 10), 3.3, None, "met"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "value", "score", "status"), EXAMPLES)
def test_worked_by_hand(name: str, asked: Target, value: float | None, score: float | None, status: str) -> None:
    said = answer(name, asked)
    assert (said.status, said.refusal) == (status, "")
    assert value is None or said.value == pytest.approx(value, rel=1e-9, abs=1e-12)
    assert score is None or said.score == pytest.approx(score, rel=1e-9, abs=1e-9)


# name, target, refusal, status
REFUSED = (
    ("opensdg", target(None, 5, 3), "too_few_points", "not_available"),
    ("opensdg", target(5, 5, 3, current_year=2015.0), "too_few_points", "not_available"),
    ("opensdg", target(5, 5, 3, base_year=2024.0), "too_few_points", "not_available"),
    ("opensdg", target(5, -5, -8), "sign_change", "not_available"),
    ("opensdg", target(5, 4, -8), "sign_change", "not_available"),
    ("opensdg", target(5, 6, 5), "target_is_base", "not_available"),
    ("opensdg", target(5, 5, 5), "target_is_base", "target_achieved"),
    ("opensdg", target(5, 4, 3, target_year=2015.0), "no_deadline", "not_available"),
    ("opensdg", target(5, -1, 3), "sign_change", "target_achieved"),
    ("opensdg", target(1e-300, 1e300, 1e307, 1, current_year=2016.0), "out_of_range", "not_available"),
    ("un2022", target(0, 4, 3), "zero_base", "not_available"),
    ("un2022", target(5, 4, None), "no_target", "not_available"),
    ("un2022", target(4, 6, 5), "base_meets_target", "not_available"),
    ("un2022", target(4, 3, 5), "base_meets_target", "target_met"),
    ("un2022", target(5, 6, 5), "target_is_base", "not_available"),
    ("un2022", target(5, 6, 3, None), "no_direction", "not_available"),
    ("un2023", target(0, 0, 5, 1), "zero_base", "not_available"),
    ("un2023", target(5, 6, 5), "target_is_base", "not_available"),
    ("un2023", target(5, 4, 3, target_year=None), "no_deadline", "not_available"),
    ("escap", target(4, 6, 5), "base_meets_target", "not_available"),
    ("escap", target(5, 5, 5), "target_is_base", "target_achieved"),
    ("escap", target(5, 4, None), "no_target", "not_available"),
    ("aarr", target(0, 4, 5, 1), "zero_base", "not_available"),
    ("aarr", target(5, -1, 3), "sign_change", "target_achieved"),
    ("aarr", target(3, 6, 5), "base_meets_target", "not_available"),
    ("aarr_fit", target(9, 6, 5), "too_few_points", "not_available"),
    ("aarr_fit", target(9, 6, 5, points=((2015, 9), (2017, 0), (2020, 6))), "zero_base", "not_available"),
    ("achievement", target(None, None, 5), "too_few_points", "not_available"),
    ("achievement", target(None, 5, None), "no_target", "not_available"),
    ("achievement", target(None, 0, 5), "zero_divisor", "achieved"),
    ("achievement", target(None, 0, 0, 1), "zero_divisor", "achieved"),
    ("achievement", target(None, -3, 5, 1), "negative", "not_available"),
    ("efficacy", target(5, 6, 5), "target_is_base", "not_available"),
    ("efficacy", target(4, 3, 5), "base_meets_target", "satisfactory"),
    ("attainment", target(None, None, 5), "too_few_points", "no_data"),
    ("pace", target(5, None, 3), "too_few_points", "not_available"),
    ("pace", target(5, 4, 3, target_year=None), "no_deadline", "not_available"),
    ("pace", target(4, 6, 5), "base_meets_target", "lost"),
    ("pace", target(0, 1e26, 0), "target_is_base", "lost"),
    ("pace", target(8, 6, 5, target_year=2030.5), "unreadable", "not_available"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "refusal", "status"), REFUSED)
def test_refused_with_a_reason(name: str, asked: Target, refusal: str, status: str) -> None:
    said = answer(name, asked)
    assert (said.refusal, said.status) == (refusal, status)
    assert refusal == "no_target" or said.value is None


def test_every_refusal_is_drawn_but_that_of_unreadable_cells() -> None:
    assert {refusal for *_, refusal, _ in REFUSED} == REFUSALS.keys()


def test_every_method_and_every_class_has_an_example() -> None:
    said = {(name, status) for name, *_, status in EXAMPLES} | {(name, status) for name, *_, status in REFUSED}
    assert {name for name, _ in said} == METHODS.keys()
    for name, method in METHODS.items():
        drawn = {status for other, status in said if other == name}
        assert name in {"pace", "aarr_fit"} or drawn >= method.statuses.keys() - {"not_available"}
        assert method.good <= method.statuses.keys()


def test_without_a_target_the_rate_is_given() -> None:
    assert answer("un2022", target(100, 100 * 0.97**5, None)).value == pytest.approx(0.03)
    assert answer("aarr", target(100, 100 * 0.97**5, None)).value == pytest.approx(0.03)
    assert answer("escap", target(100, 90, None)).value == pytest.approx(2)
    assert answer("pace", target(100, 110, None)).value == pytest.approx(-2)


def test_the_share_of_targets_met_leaves_out_what_has_no_data() -> None:
    share = attained([answer("attainment", target(None, value, 5)) for value in (4, 5, 6, None)])
    assert (share.met, share.judged, share.no_data) == (2, 3, 1)
    assert (share.rate, share.at_least) == (pytest.approx(2 / 3), 0.5)
    nobody = attained([Answer(status="no_data")])
    assert (nobody.rate, nobody.at_least) == (None, 0.0)
    assert attained([]).at_least is None


def test_methods_that_disagree_are_named() -> None:
    # A fall from 20 to 17 in a third of the time: straight line and index say slow, the growth rate is near what compounding asks for.
    asked = target(20, 16.7, 10)
    assert answer("pace", asked).status == "behind"
    assert answer("opensdg", asked).status == "moderate_progress"
    asked = target(20, 16.0, 10)
    assert answer("pace", asked).status == "on_the_way"
    assert set(disagreement("pace", asked)) >= {"achievement", "attainment"}
    assert "opensdg" not in disagreement("pace", asked)
    assert disagreement("attainment", target(None, None, 5)) == ()


def test_a_method_that_is_not_there() -> None:
    with pytest.raises(UserError, match="opensdg"):
        answer("magic", Target())
