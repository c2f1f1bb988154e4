"""`qingmiao warnings PLAN --facts F.parquet`: what stands, carried on from the time before, as text, JSON and a table."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from qingmiao.cli import main
from tests.compute.facts import fact, table

PLAN, REGION = str(Path(__file__).parents[1] / "plans" / "good"), "yunxi_r"
DEATHS, BIRTHS = "infant_deaths", "live_births"
CORRECTED = datetime(2026, 4, 1, tzinfo=UTC)


def county() -> list[dict[str, Any]]:
    """Ninety deaths among 10,000 births each year from 2016 to 2025: 9 ‰ where 5 ‰ are promised; in April 2026 the last is corrected to forty."""
    first = datetime(2026, 1, 5, tzinfo=UTC)
    rows = [
        fact(2 * n + 1 + part, (DEATHS, BIRTHS)[part], REGION, 2016 + n, (90, 10_000)[part], recorded_at=first)
        for n in range(10)
        for part in (0, 1)
    ]
    return [*rows, fact(21, DEATHS, REGION, 2025, 40, recorded_at=CORRECTED, supersedes=19)]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.parquet"
    pq.write_table(table(county()), file)
    return file


def warnings(facts: Path, out: Path, *more: str) -> dict[str, dict[str, Any]]:
    assert main(["warnings", PLAN, "--facts", str(facts), "--out", str(out), *more]) == 0
    return {f"{one['finding']['commitment']}/{one['finding']['kind']}": one for one in json.loads(out.read_text(encoding="utf-8"))}


def test_what_stands_is_carried_on_and_ends_with_the_reason(facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    first = warnings(facts, before, "--as-of", "2026-03-01")
    about = {key: one["finding"]["zh"] for key, one in first.items() if key.endswith("/hard")}
    key = min(key for key, words in about.items() if "婴儿死亡率" in words and "2030" in words)
    assert first[key]["finding"]["zh"].startswith("2025年婴儿死亡率为9.00‰，三年来基本没有变化，推算2030年约为8.")
    assert (first[key]["opened"], first[key]["due"]) == ("2026-03-01", "2026-03-31")
    told = capsys.readouterr().out
    assert "难以达到 · 云溪乡" in told
    assert "责任单位：" in told
    assert "the chance of" in told
    again = warnings(facts, after, "--as-of", "2026-03-10", "--before", str(before))
    assert again == first, "the same facts: the same warnings, none twice"
    corrected = warnings(facts, after, "--as-of", "2026-04-10", "--before", str(before))
    assert corrected[key]["state"] == "ended"
    assert corrected[key]["events"][-1]["zh"] == "已达到目标"


def test_a_table_and_what_is_refused(facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "w.csv"
    assert main(["warnings", PLAN, "--facts", str(facts), "--as-of", "2026-03-01", "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"编号", "类别", "级别", "预警", "责任单位", "期限", "结束原因"} <= rows[0].keys()
    assert any(row["类别"] == "难以达到" and "9.00‰" in row["预警"] for row in rows)
    for more in (
        ["--out", str(tmp_path / "w.doc")],
        ["--before", str(tmp_path / "none.json")],
        ["--before", str(facts.with_name("w.csv"))],
    ):
        assert main(["warnings", PLAN, "--facts", str(facts), "--as-of", "2026-03-01", *more]) == 2
    assert main(["warnings", PLAN, "--facts", str(tmp_path / "none.parquet")]) == 2
    assert "none.parquet" in capsys.readouterr().err


def test_letters_to_lead_units(facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two warnings, both of the health commission as the catalogue proposes: one letter."""
    folder = tmp_path / "letters"
    command = ["warnings", PLAN, "--facts", str(facts), "--as-of", "2026-03-01"]
    assert main([*command, "--letters", str(folder)]) == 0
    assert [path.name for path in folder.iterdir()] == ["卫生健康委员会-预警提示函.docx"]
    assert "卫生健康委员会：2 条 → " in capsys.readouterr().out
    assert main([*command, "--letters", str(folder), "--unit", "卫生健康委员会"]) == 0
    assert main([*command, "--letters", str(folder), "--unit", "水利局"]) == 2
    told = capsys.readouterr().err
    assert "水利局" in told
    assert "卫生健康委员会" in told
    assert main([*command, "--unit", "卫生健康委员会"]) == 2
