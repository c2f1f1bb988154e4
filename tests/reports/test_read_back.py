"""Reports of shipped plans read back by the checker that shares no code with them: every number is resolved and right, sown errors are found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from qingmiao import plans
from qingmiao.reports import Document, write_docx
from tests.reports.checking import seeding
from tests.reports.checking.check import Checked, check
from tests.reports.checking.paper import spots
from tests.reports.checking.truth import Truth
from tests.reports.release import documents

PLANS = Path(__file__).resolve().parents[2] / "plans"


def read_back(document: Document, truth: Truth, folder: Path, *, each: int) -> Checked:
    """Read a document back, and of errors sown at random places, so many of each kind, ask that all are found."""
    path = write_docx(document, folder / f"{document.kind}.docx")
    found = check(path, truth)
    assert [str(problem) for problem in found.problems] == []
    read = spots(path)
    sown = seeding.seeds(read, truth)
    random.Random(8).shuffle(sown)
    chosen = [seed for kind in sorted({seed.kind for seed in sown}) for seed in [one for one in sown if one.kind == kind][:each]]
    assert seeding.missed(read, truth, chosen) == []
    return found


@pytest.mark.slow
def test_a_yearly_report_is_read_back(tmp_path: Path) -> None:
    """All numbers of a county's report."""
    for document, truth in documents(plans.load(PLANS / "suixian2022_children"), "yearly", 2024, tmp_path):
        assert len(read_back(document, truth, tmp_path, each=25).claims) > 4000


CASES = (
    ("midterm", "wanzhou2018", 1600, 10),
    ("final", "wanzhou2018", 1900, 10),
    ("comparison", "wanzhou2018", 500, 10),
    ("revision", "wanzhou2018", 500, 0),
    ("brief", "wanzhou2018", 150, 10),
    ("profile", "xinjiang2016", 300, 10),
)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "plan", "least", "each"), CASES)
def test_every_kind_of_document_is_read_back(kind: str, plan: str, least: int, each: int, tmp_path: Path) -> None:
    """All numbers of the other documents of a district, and of three prefectures of a region."""
    claims = 0
    for document, truth in documents(plans.load(PLANS / plan), kind, 2020, tmp_path):
        claims += len(read_back(document, truth, tmp_path, each=each).claims)
    assert claims > least
