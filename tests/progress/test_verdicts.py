"""Every row and story of the hand-written table, judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qingmiao.plans.model import Reference
from qingmiao.progress import Unclear, Verdict, asked, judge
from qingmiao.progress.methods import unclear
from tests.progress.build import commitment, indicator, plan, points
from tests.progress.stories import Story
from tests.progress.table import ROWS, STORIES, Row

MOMENTS = {"before": 2023, "at": 2025, "after": 2027}


def judge_row(row: Row, moment: str) -> Verdict:
    unit = "%" if row.target == 100 else "岁"
    said = commitment(comparator=row.comparator, value=row.target, value_high=row.high, unit=unit, direction=row.direction, deadline=2025)
    year = MOMENTS[moment]
    return judge(asked(said, indicator(unit=unit), plan(), year), points({2020: row.base, year: row.value}), year)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row, moment: str) -> None:
    verdict = judge_row(row, moment)
    assert verdict.word == getattr(row, moment)
    assert verdict.method == "pace"


def judge_story(story: Story) -> Verdict:
    reference = story.says.get("reference")
    says = story.says | ({"reference": Reference(**reference)} if reference else {})
    of, when = indicator(**story.of), plan(story.period)
    series = points(story.series)
    if story.error is not None:
        series[-1] = replace(series[-1], std_error=story.error)
    series = [
        replace(point, events=story.counts[point.year][0], exposure=story.counts[point.year][1]) if point.year in story.counts else point
        for point in series
    ]
    try:
        ask = asked(commitment(**says), of, when, story.year)
        path = [asked(commitment(**(says | {"deadline": year, "value": value})), of, when, story.year) for year, value in story.path]
    except Unclear as error:
        return unclear(error.reason, story.year)
    return judge(ask, series, story.year, path=path, reference=points(story.reference or {}))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.chapter[:2]} {story.title}")
def test_story(story: Story) -> None:
    verdict = judge_story(story)
    assert (verdict.word, verdict.reason) == (story.word, story.reason)
    for name, value in story.more.items():
        assert getattr(verdict, name) == (pytest.approx(value) if isinstance(value, float) else value), name
