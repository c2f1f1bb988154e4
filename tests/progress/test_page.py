"""docs/verdicts.md is what is printed from the table."""

from __future__ import annotations

from qingmiao.progress import REASONS
from tests.progress.table import STORIES
from tools.print_verdicts import PAGE, page

EVERY = {"every_met", "every_short", "every_undecided", "every_no_data", "places_unknown"}
"""Reasons of verdicts over all places, drawn in test_package.py."""

BY_METHOD = {"method_kept", "method_missed", "method_far"}
"""Reasons of other official methods than the straight line, drawn in test_beside.py."""

BROKEN = {"broken"}
"""The reason of a series that a break cut off, drawn in test_comparable.py."""


def test_the_page_is_printed_from_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_reason_has_a_story() -> None:
    assert {story.reason for story in STORIES} | EVERY | BY_METHOD | BROKEN == REASONS.keys()
