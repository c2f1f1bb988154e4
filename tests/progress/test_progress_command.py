"""The command `qingmiao progress`: a table in, the same table with four more columns out, whatever stands in the cells."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingmiao.cli import main
from qingmiao.progress.named import METHODS

HEAD = ["name", "base_year", "base_value", "current_year", "current_value", "target_year", "target", "direction", "limit"]
ROWS = [
    ["甲", "2015", "100", "2020", "59.049", "2030", "20.5891132094649", "-1", ""],
    ["乙", "2015", "90", "2020", "92", "", "", "1", "100"],
    ["丙", "2015", "x", "2020", "92", "2030", "95", "1", ""],
    ["丁", "2015", "90", "2020", "nan", "2030", "95", "1", ""],
    ["戊", "2015", "90", "2020", "91", "2030", "95", "2", ""],
    ["己", "2015", "90", "2020"],
]


def written(path: Path, rows: list[list[str]], head: list[str] | None = None) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head or HEAD, *rows])
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_and_columns_stay_as_they_were(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, result = written(tmp_path / "in.csv", ROWS), tmp_path / "out.csv"
    assert main(["progress", str(source), str(result), "--method", "opensdg"]) == 0
    out = read(result)
    assert list(out[0]) == [*HEAD, "value", "score", "status", "refusal"]
    assert [row["name"] for row in out] == [row[0] for row in ROWS]
    assert float(out[0]["value"]) == pytest.approx(1)
    assert [row["status"] for row in out[:2]] == ["substantial_progress", "moderate_progress"]
    assert [row["refusal"] for row in out] == ["", "", "unreadable", "unreadable", "unreadable", "too_few_points"]
    assert "too_few_points" in capsys.readouterr().out


def test_gb18030_and_excel_heads(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes("\n".join(",".join(row) for row in [HEAD, *ROWS[:2]]).encode("gb18030"))
    assert main(["progress", str(source), str(tmp_path / "out.csv"), "--method", "pace"]) == 0
    assert [row["name"] for row in read(tmp_path / "out.csv")] == ["甲", "乙"]


def test_the_share_met_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "in.csv", ROWS)
    assert main(["progress", str(source), str(tmp_path / "out.csv"), "--method", "attainment"]) == 0
    assert "达标率 0.0%（0/1），无数据 5" in capsys.readouterr().out


def test_fitted_rates_need_points(tmp_path: Path) -> None:
    rows = [[*ROWS[0], "2015:100;2017:81;2020:59.049"], [*ROWS[0], ""], [*ROWS[0], "2015;7"]]
    source = written(tmp_path / "in.csv", rows, [*HEAD, "points"])
    assert main(["progress", str(source), str(tmp_path / "out.csv"), "--method", "aarr_fit"]) == 0
    out = read(tmp_path / "out.csv")
    assert float(out[0]["value"]) == pytest.approx(1)
    assert [row["refusal"] for row in out] == ["", "too_few_points", "unreadable"]


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", ",".join([*HEAD, "target"]) + "\n", ",".join(HEAD) + "\n" + ",".join("1" * 12) + "\n", '"'], ids=range(5)
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text(text, encoding="utf-8")
    assert main(["progress", str(source), str(tmp_path / "out.csv"), "--method", "pace"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_is_not_there_or_cannot_be_written(tmp_path: Path) -> None:
    source = written(tmp_path / "in.csv", ROWS)
    assert main(["progress", str(tmp_path / "no.csv"), str(tmp_path / "out.csv"), "--method", "pace"]) == 2
    assert main(["progress", str(source), str(tmp_path / "no" / "out.csv"), "--method", "pace"]) == 2
    assert main(["progress", str(source), str(tmp_path / "out.csv"), "--method", "magic"]) == 2


NUMBER = (
    st.floats(-1e3, 1e3).map(str)
    | st.floats().map(str)
    | st.sampled_from(["", "0", "-0", "1", "-1", "100", "1e308", "1e-308", "x", "２０"])
)
YEAR = st.integers(2010, 2035).map(str) | NUMBER
ROW = st.tuples(st.text("甲,\" 'a", max_size=4), YEAR, NUMBER, YEAR, NUMBER, YEAR, NUMBER, st.sampled_from(["1", "-1", "", "0"]), NUMBER)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=12))
def test_whatever_stands_in_the_cells(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    source, result = written(tmp_path / "in.csv", [list(row) for row in rows]), tmp_path / "out.csv"
    for name, method in METHODS.items():
        assert main(["progress", str(source), str(result), "--method", name]) == 0
        out = read(result)
        assert [tuple(row[head] for head in HEAD) for row in out] == rows
        for row in out:
            assert row["status"] in {*method.statuses, "not_available"}
            assert row["value"] or row["refusal"]
            assert all(math.isfinite(float(row[cell])) for cell in ("value", "score") if row[cell])
