"""Reports of shipped plans read back by the checker that shares no code with them: every number is resolved and right, sown errors are found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from qingmiao import plans
from qingmiao.reports import write_docx, yearly
from tests.reports.checking import from_release, seeding
from tests.reports.checking.check import check
from tests.reports.checking.paper import spots
from tests.reports.release import released, write_release

PLANS = Path(__file__).resolve().parents[2] / "plans"
A_KIND = 25


@pytest.mark.slow
def test_a_yearly_report_is_read_back(tmp_path: Path) -> None:
    """All numbers of a county's report; and of errors sown at random places of each kind, all are found."""
    made = released(plans.load(PLANS / "suixian2022_children"), year=2024)
    truth = from_release.truth(write_release(made, tmp_path))
    path = write_docx(yearly(made.model), tmp_path / "r.docx")
    found = check(path, truth)
    assert [str(problem) for problem in found.problems] == []
    assert len(found.claims) > 4000
    read = spots(path)
    sown = seeding.seeds(read, truth)
    random.Random(8).shuffle(sown)
    chosen = [seed for kind in sorted({seed.kind for seed in sown}) for seed in [one for one in sown if one.kind == kind][:A_KIND]]
    assert seeding.missed(read, truth, chosen) == []
