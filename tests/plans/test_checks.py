"""Each check has a package that is broken for it, and finds it at its line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from qingmiao.errors import UserError
from qingmiao.plans import check_folder, load
from qingmiao.plans.checks import RULES
from qingmiao.plans.issues import Issue, told

HERE = Path(__file__).parent
BROKEN: list[dict[str, Any]] = YAML(typ="safe", pure=True).load((HERE / "broken.yaml").read_text(encoding="utf-8"))
FILE_CODES = {"missing-file", "not-yaml", "not-a-list", "field"}
"""Codes of files that cannot be read at all; the rest are rules."""


def broken(row: dict[str, Any], folder: Path) -> Path:
    """A copy of the good package with the row's change made in it."""
    target = folder / "package"
    shutil.copytree(HERE / "good", target)
    path = target / row["file"]
    if row.get("gone"):
        path.unlink()
        return target
    for prefix in ("", "also_") if "also_file" in row else ("",):
        changed = target / row[f"{prefix}file"]
        text = changed.read_text(encoding="utf-8")
        assert text.count(row[f"{prefix}find"]) >= 1, row
        changed.write_text(text.replace(row[f"{prefix}find"], row[f"{prefix}put"], 1), encoding="utf-8", newline="\n")
    return target


def test_the_good_package_is_good() -> None:
    assert check_folder(HERE / "good") == []


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: f"{row['code']}-{row['file']}-{row['line']}")
def test_a_broken_package_is_found_out(row: dict[str, Any], tmp_path: Path) -> None:
    folder = broken(row, tmp_path)
    found = [(issue.code, Path(issue.file).name, issue.line, issue.severity) for issue in check_folder(folder)]
    assert (row["code"], row.get("points_at", row["file"]), row["line"], row.get("severity", "error")) in found


def test_every_check_has_a_broken_package() -> None:
    assert {row["code"] for row in BROKEN} == set(RULES) | FILE_CODES


def test_words_of_issues_are_in_both_languages(tmp_path: Path) -> None:
    for number, row in enumerate(BROKEN):
        for issue in check_folder(broken(row, tmp_path / str(number))):
            assert " / " in issue.what, issue
            assert " / " in issue.cure, issue


def test_a_package_with_unreadable_files_is_refused_with_all_issues(tmp_path: Path) -> None:
    folder = broken(BROKEN[0], tmp_path)
    with pytest.raises(UserError) as caught:
        load(folder)
    assert "units.yaml" in str(caught.value)


@pytest.mark.parametrize("name", ["plan.yaml", "commitments.yaml"])
@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"- [", b"&a [*a]", b"- - - 1", b"!!python/object:os.system x", b"42", b"{}"])
def test_hostile_files_give_issues_and_no_exception(tmp_path: Path, name: str, data: bytes) -> None:
    folder = tmp_path / "package"
    shutil.copytree(HERE / "good", folder)
    (folder / name).write_bytes(data)
    issues = check_folder(folder)
    assert issues or (name == "commitments.yaml" and data == b"")


def test_no_folder(tmp_path: Path) -> None:
    assert [issue.code for issue in check_folder(tmp_path / "none")] == ["no-folder"]


def test_many_notes_are_told_together_and_each_on_wish() -> None:
    notes = [Issue("commitments.yaml", line, "unsure", "note", "读得没有把握 / unsure", "核对 / compare") for line in range(1, 16)]
    error = Issue("plan.yaml", 3, "period", "error", "颠倒 / reversed", "对调 / swap")
    lines = told([error, *notes])
    assert len(lines) == 2
    assert "plan.yaml:3" in lines[0]
    assert "15 项" in lines[1]
    assert "…" in lines[1]
    assert len(told([error, *notes], every=True)) == 16
    assert len(told(notes[:3])) == 3


def test_a_share_above_100_is_impossible_but_for_gross_enrolment(tmp_path: Path) -> None:
    gross = "{id: G1, kind: level, role: objective, area: null, indicator: preschool_gross_enrolment, name: 毛入园率, comparator: '>=', value: 105, unit: '%', start: 38, end: 55}"
    share = "{id: G2, kind: level, role: objective, area: null, indicator: yunxi.C002, name: 近视率, comparator: '<=', value: 105, unit: '%', start: 38, end: 55}"
    row = {"file": "commitments.yaml", "find": "- id: C002", "put": f"- {gross}\n- {share}\n- id: C002"}
    folder = broken(row, tmp_path)
    indicators = folder / "indicators.yaml"
    indicators.write_text(
        indicators.read_text(encoding="utf-8") + "- {code: preschool_gross_enrolment, name: 毛入园率, catalogue: true}\n", encoding="utf-8"
    )
    found = [issue.what for issue in check_folder(folder) if issue.code == "impossible-value"]
    assert len(found) == 1
    assert found[0].startswith("G2")
