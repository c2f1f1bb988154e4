"""Reasons as sentences."""

from __future__ import annotations

import pytest

from qingmiao.progress import REASONS, Verdict, Word, sentence, target_text
from tests.progress.stories import Story
from tests.progress.table import STORIES
from tests.progress.test_verdicts import judge_story

PACE = Verdict(
    Word.BEHIND,
    "pace",
    "pace_missed",
    2024,
    latest_year=2024,
    latest=84.0,
    base_year=2020,
    base=80.0,
    target=95.0,
    comparator=">=",
    deadline=2030,
    expected=86.0,
    projected=90.0,
    needed_per_year=11 / 6,
)


def test_behind_says_what_is_missing() -> None:
    assert sentence(PACE, name="入园率", unit="%") == (
        "2024年入园率为84.00%，低于直线进度应达的86.00%，进度落后；距2030年“95%以上”的目标每年还须提高1.83个百分点。"
    )
    assert sentence(PACE, name="enrolment", unit="%", lang="en") == (
        "Enrolment was 84.00% in 2024, short of the 86.00% that a straight line asks for by now; "
        "“95% or more” in 2030 needs +1.83 percentage points each year."
    )


def test_simulated_and_rounded_are_said() -> None:
    verdict = Verdict(
        Word.HARDLY,
        "pace",
        "missed",
        2025,
        latest_year=2025,
        latest=94.996,
        target=95.0,
        comparator=">=",
        deadline=2025,
        only_rounded=True,
        simulated=True,
    )
    assert sentence(verdict, name="某率", unit="%") == (
        "2025年某率为95.00%，2025年期限已到，未达到“95%以上”的目标；列示的数修约后等于目标，按未修约的数判定未达到（模拟数据）。"
    )
    assert sentence(verdict, name="the rate", unit="%", lang="en").endswith("the unrounded value does not reach it (simulated data).")


def every(reason: str, met: int, short: tuple[str, ...], silent: tuple[str, ...]) -> Verdict:
    met_places = tuple(f"m{number}" for number in range(met))
    return Verdict(
        Word.BEHIND, "pace", reason, 2025, target=95.0, comparator=">=", places_met=met_places, places_not_met=short, places_no_data=silent
    )


def test_places_are_named_up_to_five() -> None:
    names = {f"t{number}": f"{number}镇" for number in range(9)}
    few = every("every_short", 3, ("t1", "t2"), ("t3",))
    assert (
        sentence(few, name="接种率", unit="%", place_names=names)
        == "接种率：3个地方达到“95%以上”的目标，2个未达到（1镇、2镇），另有1个没有数据。"
    )
    many = every("every_short", 0, tuple(names)[:7], ())
    assert sentence(many, name="接种率", unit="%", place_names=names).endswith("7个未达到（0镇、1镇、2镇、3镇、4镇等7个）。")
    assert sentence(many, name="it", unit="%", lang="en", place_names=names).endswith("7 do not (0镇, 1镇, 2镇, 3镇, 4镇 and 2 more).")
    assert sentence(few, name="接种率", unit="%") == "接种率：3个地方达到“95%以上”的目标，2个未达到，另有1个没有数据。"
    silent = every("every_undecided", 3, (), ("t3",))
    assert "1个地方没有数据（3镇）" in sentence(silent, name="接种率", unit="%", place_names=names)


@pytest.mark.parametrize(
    ("comparator", "zh", "en"),
    [
        (">=", "95%以上", "95% or more"),
        ("<=", "95%以下", "95% or less"),
        (">", "高于95%", "over 95%"),
        ("<", "低于95%", "under 95%"),
        ("=", "95%", "95%"),
        ("~", "95%左右", "about 95%"),
        ("range", "95%～97.5%", "95% to 97.5%"),
    ],
)
def test_targets_in_words(comparator: str, zh: str, en: str) -> None:
    verdict = Verdict(Word.MET, "pace", "reached", 2025, target=95.0, target_high=97.5, comparator=comparator)
    assert (target_text(verdict, "%"), target_text(verdict, "%", "en")) == (zh, en)


def test_no_target_is_a_dash() -> None:
    assert target_text(Verdict(Word.CANNOT_JUDGE, "pace", "no_target", 2025), "%") == "—"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.chapter[:2]} {story.title}")
def test_every_verdict_can_be_said(story: Story) -> None:
    """No sentence holds an empty place: `None` or the dash of a missing value."""
    verdict = judge_story(story)
    for lang in ("zh", "en"):
        text = sentence(verdict, name="某率", unit=story.of.get("unit", "%"), lang=lang)
        assert "None" not in text
        assert "—" not in text.replace("—2", "")
        assert "{" not in text


@pytest.mark.parametrize("reason", REASONS)
def test_english_follows_chinese(reason: str) -> None:
    zh, en = REASONS[reason]
    assert zh.isascii() is False
    assert all(ord(letter) < 0x3000 for letter in en)
    assert not zh.endswith("。")
