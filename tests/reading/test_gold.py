"""The reader against hand-made truth: the shared gold, the invented documents, the example plan."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from tests.reading.scoring import scores

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
INVENTED = sorted(path.stem for path in (HERE / "invented").glob("*.txt"))
GOLD = (("guangxi2015", "guangxi2015", ()), ("taizhou2021", "taizhou2021", ()), ("suixian2022", "suixian2022children", (19871, 38920)))


@pytest.mark.shared
@pytest.mark.parametrize(("document", "gold", "span"), GOLD)
def test_gold_plans(shared: Path, tmp_path: Path, document: str, gold: str, span: tuple[int, ...]) -> None:
    found = scores(shared, shared / "plans" / f"{document}.txt", shared / "gold" / gold, tmp_path / "reading.json", *span)
    floor = {"numeric": 0.98, "numeric_right": 0.95, "trend": 0.85, "measures": 0.98, "objectives": 0.95, "units": 0.95}
    assert {key: value for key, value in found.items() if value < floor.get(key, 0)} == {}


@pytest.mark.shared
def test_invented_documents(shared: Path, tmp_path: Path) -> None:
    """Documents in other styles: each is read well, and all of them better than the floor for documents not seen."""
    found = {
        name: scores(shared, HERE / "invented" / f"{name}.txt", HERE / "invented" / name, tmp_path / f"{name}.json") for name in INVENTED
    }
    assert min(figures["numeric"] for figures in found.values()) >= 0.88
    assert mean(figures["numeric"] for figures in found.values()) >= 0.95
    assert mean(figures["numeric_right"] for figures in found.values()) >= 0.90


@pytest.mark.shared
def test_example_plan(shared: Path, tmp_path: Path) -> None:
    document = ROOT / "plans" / "qinghe2021" / "document.txt"
    if not document.exists():
        pytest.fail("the example plan's document is gone")
    found = scores(shared, document, HERE / "example" / "qinghe2021", tmp_path / "reading.json")
    assert found["numeric"] >= 0.95
    assert found["numeric_right"] >= 0.92
