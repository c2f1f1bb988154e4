"""The shipped packages against hand-made truth: what people approved holds everything firm, adds nothing and gets nothing wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from qingmiao.plans import load
from tools.package_score import figures, reading, score

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "plans"
EXAMPLE = PLANS / "qinghe2021" / "document.txt", ROOT / "tests" / "reading" / "example" / "qinghe2021"
REAL = (
    ("guangxi2015", "guangxi2015", ()),
    ("taizhou2021", "taizhou2021", ()),
    ("suixian2022_children", "suixian2022children", ("19871", "38920")),
)
LEAST = {"trend": 0.98, "trend_right": 0.98}
"""What each figure must reach; 1.0 where nothing is said."""


def short(found: dict[str, float]) -> dict[str, float]:
    """The figures that fall short."""
    return {name: value for name, value in found.items() if value < LEAST.get(name, 1.0)}


def of_folder(shared: Path, plan: str, source: Path, truth: Path, span: tuple[str, ...] = ()) -> dict[str, float]:
    printed = score(shared / "check" / "score_reading.py", PLANS / plan, source, truth, ("--span", *span) if span else ())
    return figures(printed)


@pytest.mark.shared
@pytest.mark.parametrize(("plan", "truth", "span"), REAL)
def test_a_real_plan_is_as_people_read_it(shared: Path, plan: str, truth: str, span: tuple[str, ...]) -> None:
    source = shared / "plans" / load(PLANS / plan).plan.document.name
    found = of_folder(shared, plan, source, shared / "gold" / truth, span)
    assert {"numeric", "numeric_right", "trend", "measures", "objectives"} <= set(found)
    assert short(found) == {}


@pytest.mark.shared
def test_the_example_is_as_its_writer_meant_it(shared: Path) -> None:
    assert short(of_folder(shared, "qinghe2021", *EXAMPLE)) == {}


def test_a_package_as_a_reading_names_units_and_leaves_tasks_out() -> None:
    package = load(PLANS / "qinghe2021")
    read = reading(package)
    assert len(read["commitments"]) == sum(item.kind != "action" for item in package.commitments)
    assert {"县卫生健康局", "各乡镇（街道）"} <= {unit for item in read["measures"] for unit in item["lead"]}
    assert read["commitments"][0]["indicator"] == package.commitments[0].name


@pytest.mark.parametrize("folder", sorted(path.parent for path in PLANS.glob("*/plan.yaml")), ids=lambda folder: folder.name)
def test_every_commitment_has_been_looked_at(folder: Path) -> None:
    assert [item.id for item in load(folder).commitments if item.unsure] == []
