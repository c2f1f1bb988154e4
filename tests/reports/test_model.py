"""The report's values: sums close or nothing is made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.progress.model import Word
from qingmiao.reports import Counts, ReportModel
from qingmiao.reports.model import COUNTED, OUTSIDE
from tests.reports import sample


def test_counts_of_the_invented_county() -> None:
    """Counted by hand: 8 judged (2 met, 2 on the way, one each of behind, hardly, lost, not decided), 2 without data, 1 not judged."""
    counts = sample.model().counts
    assert (counts.judged, counts.outside, counts.total) == (8, 3, 11)
    assert [counts[word] for word in Word] == [2, 2, 1, 1, 1, 1, 2, 1]


def test_areas_keep_the_order_of_the_document_and_are_never_empty() -> None:
    """Three areas in the order of their first row."""
    areas = sample.model().areas
    assert [(area.name, area.counts.total) for area in areas] == [("儿童与健康", 5), ("儿童与教育", 3), ("儿童与福利", 3)]


def test_every_verdict_is_in_one_part() -> None:
    """What is late and what is silent do not meet; the worst stands first."""
    model = sample.model()
    assert [row.number for row in model.late] == [7, 6, 4, 5]
    assert [row.number for row in model.silent] == [9, 10, 11]


@given(st.lists(st.tuples(st.sampled_from(Word), st.sampled_from("甲乙丙")), max_size=60))
def test_counts_always_close(drawn: list[tuple[Word, str]]) -> None:
    """For any verdicts: areas add up to the whole, judged and outside to the total."""
    rows = tuple(sample.row(index, f"指标{index}", word, area=area) for index, (word, area) in enumerate(drawn, 1))
    model = sample.model(rows=rows, tasks=())
    assert sum(area.counts.judged for area in model.areas) == model.counts.judged == sum(word in COUNTED for word, _ in drawn)
    assert sum(area.counts.outside for area in model.areas) == model.counts.outside == sum(word in OUTSIDE for word, _ in drawn)
    assert model.counts.total == len(drawn)


def test_a_number_that_stands_twice_is_refused() -> None:
    """Two rows of one number would make the text point at the wrong one."""
    rows = sample.rows()
    with pytest.raises(ValueError, match="one number"):
        sample.model(rows=(rows[0], replace(rows[1], number=1), *rows[2:]))


def test_counts_below_zero_are_refused() -> None:
    """A count cannot be negative."""
    with pytest.raises(ValueError, match="close"):
        Counts({Word.MET: -1})


def test_simulated_is_told_by_any_row() -> None:
    """One simulated figure, also of a task, makes the report simulated."""
    assert not sample.model().simulated
    assert sample.model(rows=sample.rows(simulated=True)).simulated
    tasks = sample.tasks()
    assert sample.model(tasks=(replace(tasks[0], simulated=True), *tasks[1:])).simulated


def test_model_does_not_change() -> None:
    """A model is a value."""
    model: ReportModel = sample.model()
    with pytest.raises(AttributeError):
        model.year = 2025  # type: ignore[misc]
