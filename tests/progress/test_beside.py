"""The official method of a plan, and the others beside it.

By hand: from 80 in 2020 to 95 in 2025 a straight line asks for 89 by 2023. At 88 the line is missed, of the way 8 of 15 are behind us where 9 of 15
are due (escap: below). Growth: (88/80)^(1/3) − 1 = 3.23 % a year against (95/80)^(1/5) − 1 = 3.50 % required: a ratio of 0.923, moderate for Open SDG
(0.6 to 0.95), fair for the UN's of 2022 (0.5 to 0.95). Carried on, 88·1.0323² = 93.77, 91.8 % of the way: fair for the UN's of 2023 (0.1 to 0.95).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qingmiao.catalogue import Catalogue
from qingmiao.plans.model import METHODS_OF_THE_WAY, Package
from qingmiao.progress import Verdict, Word, judge_package, methods_beside, sentence
from qingmiao.progress.beside import Beside
from qingmiao.progress.named import METHODS
from tests.progress.build import commitment, package, points
from tests.progress.test_package import CATALOGUE, PLACES, figures

LEVEL = {"comparator": ">=", "value": 95, "unit": "%", "deadline": 2025}


def by(method: str, item: Any, rows: dict[int, float], year: int = 2023) -> tuple[Verdict, Beside | None]:
    plain = package(item)
    made: Package = plain.model_copy(update={"plan": plain.plan.model_copy(update={"method": method})})
    (one,) = judge_package(made, CATALOGUE, PLACES, figures(*(("r", when, value) for when, value in rows.items())), year)
    return one.verdict, methods_beside(made, CATALOGUE, item.id, points(dict(rows)), one.verdict)


@pytest.mark.parametrize(
    ("method", "word", "reason", "status"),
    [
        ("pace", Word.BEHIND, "pace_missed", None),
        ("opensdg", Word.BEHIND, "method_missed", "moderate_progress"),
        ("un2022", Word.BEHIND, "method_missed", "fair_progress"),
        ("un2023", Word.BEHIND, "method_missed", "fair_progress"),
        ("escap", Word.BEHIND, "method_missed", "below_expected"),
    ],
)
def test_the_word_is_that_of_the_official_method(method: str, word: Word, reason: str, status: str | None) -> None:
    verdict, told = by(method, commitment(**LEVEL), {2020: 80, 2023: 88})
    assert (verdict.word, verdict.method, verdict.reason, verdict.status) == (word, method, reason, status)
    assert told is not None
    assert (told.rows[0].name, told.rows[0].official) == (method, True)
    assert {row.name for row in told.rows} == set(METHODS)


def test_what_goes_back_will_hardly_be_met() -> None:
    verdict, _ = by("escap", commitment(**LEVEL), {2020: 80, 2023: 79})
    assert (verdict.word, verdict.status) == (Word.HARDLY, "regressed")
    assert sentence(verdict, name="某率", unit="%") == (
        "2023年某率为79.00%，按亚太经社会现状指数为“倒退（<0）”，如期达到2025年“95%以上”的目标难度较大。"
    )


@pytest.mark.parametrize(("value", "word", "reason"), [(95.0, Word.MET, "reached"), (94.0, Word.HARDLY, "missed")])
def test_met_and_missed_are_the_same_by_every_method(value: float, word: Word, reason: str) -> None:
    for method in METHODS_OF_THE_WAY:
        verdict, told = by(method, commitment(**LEVEL), {2020: 80, 2025: value}, 2025)
        assert (verdict.word, verdict.reason, verdict.method) == (word, reason, "pace")
        assert told is not None
        assert told.sentence() == ""


def test_where_methods_disagree_the_sentence_says_who_says_what() -> None:
    """From 1 to 50 at 16: a straight line asks for 30.4; growth is 151.98 % a year where 118.67 % is required, well on the way."""
    verdict, told = by("pace", commitment(**(LEVEL | {"value": 50})), {2020: 1, 2023: 16})
    assert verdict.word is Word.BEHIND
    assert told is not None
    late = told.sentence().split("按")[2]
    assert told.sentence().startswith("各方法结论不一：按")
    assert "直线进度" in late
    assert "亚太经社会现状指数" in late
    assert "联合国 2022 年进度图法" in told.sentence().split("按")[1]
    assert told.sentence().endswith("本规划以直线进度为准。")
    assert "This plan goes by straight line." in told.sentence("en")
    agreed, quiet = by("opensdg", commitment(**(LEVEL | {"value": 50})), {2020: 1, 2023: 16})
    assert agreed.word is Word.ON_THE_WAY
    assert quiet is not None
    assert {row.name for row in quiet.differing} == {"pace", "escap"}


def test_a_refusal_falls_back_to_the_line_and_says_so() -> None:
    """A base of zero has no growth rate."""
    verdict, told = by("un2022", commitment(**(LEVEL | {"value": 50})), {2020: 0, 2023: 31})
    assert (verdict.word, verdict.method, verdict.reason) == (Word.ON_THE_WAY, "pace", "pace_kept")
    assert told is not None
    assert (told.rows[0].said(), told.rows[0].refused()) == ("", "基期值为零，不能作除数")


def test_two_ends_and_directions_have_no_methods_beside() -> None:
    item = commitment(comparator="range", value=85, value_high=90, unit="%", deadline=2025)
    assert by("escap", item, {2020: 70, 2023: 80})[1] is None
    assert by("escap", commitment(kind="trend", direction="up"), {2020: 70, 2023: 80})[1] is None
    unclear = commitment(kind="trend")
    empty = Catalogue({}, {}, {})
    verdict = Verdict(Word.CANNOT_JUDGE, "pace", "no_direction", 2023)
    assert methods_beside(package(unclear), empty, unclear.id, points({2020: 1.0}), verdict) is None


def test_less_is_better_and_changes_are_asked_too() -> None:
    """From 10 down by a fifth is 8; 9 in 2023 is half of the way where three fifths are due."""
    fall = commitment(kind="change", value=20, unit="%", direction="down", base_year=2020, comparator="=")
    verdict, told = by("escap", fall, {2020: 10, 2023: 9})
    assert (verdict.word, verdict.status) == (Word.BEHIND, "below_expected")
    assert told is not None
    assert told.rows[0].answer.value == pytest.approx(0.5)


def test_the_methods_of_plans_are_methods() -> None:
    assert set(METHODS_OF_THE_WAY) < set(METHODS)
    words = {"pace": "直线进度", "escap": "亚太经社会现状指数"}
    for name, zh in words.items():
        assert METHODS[name].zh == zh


def test_a_sentence_of_an_unknown_method_does_not_fail() -> None:
    verdict, _ = by("escap", commitment(**LEVEL), {2020: 80, 2023: 88})
    told = sentence(replace(verdict, method="older"), name="某率", unit="%", lang="en")
    assert "older" in told
