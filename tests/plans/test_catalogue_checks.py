"""Each check of the catalogue has a catalogue that is broken for it, and finds it at its line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from qingmiao import catalogue
from qingmiao.catalogue.files import SHIPPED
from qingmiao.plans.checks import NATION_RULES, check_catalogue, is_catalogue
from qingmiao.plans.checks.nation import _scale

HERE = Path(__file__).parent
GOOD = HERE / "good_catalogue"
BROKEN: list[dict[str, Any]] = YAML(typ="safe", pure=True).load((HERE / "broken_catalogue.yaml").read_text(encoding="utf-8"))


def broken(row: dict[str, Any], folder: Path) -> Path:
    """A copy of the good catalogue with the row's change made in it."""
    target = folder / "catalogue"
    shutil.copytree(GOOD, target)
    path = target / row["file"]
    if row.get("gone"):
        path.unlink()
        return target
    text = path.read_text(encoding="utf-8")
    assert row["find"] in text, row
    path.write_text(text.replace(row["find"], row["put"], 1), encoding="utf-8", newline="\n")
    return target


def test_the_good_catalogue_is_good() -> None:
    assert is_catalogue(GOOD)
    assert not is_catalogue(HERE / "good")
    assert check_catalogue(GOOD) == []


def test_the_shipped_catalogue_has_no_issue() -> None:
    assert check_catalogue(SHIPPED) == []


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: f"{row['code']}-{row['file']}-{row['line']}")
def test_a_broken_catalogue_is_found_out(row: dict[str, Any], tmp_path: Path) -> None:
    issues = check_catalogue(broken(row, tmp_path))
    found = [(issue.code, Path(issue.file).name, issue.line, issue.severity) for issue in issues]
    assert (row["code"], Path(row.get("points_at", row["file"])).name, row["line"], row.get("severity", "error")) in found
    assert all(" / " in issue.what and " / " in issue.cure for issue in issues)


def test_every_check_has_a_broken_catalogue() -> None:
    assert {row["code"] for row in BROKEN} == set(NATION_RULES) | {"file"}


@pytest.mark.parametrize(
    ("formula", "scale"),
    [
        ("a / b * 100", 100),
        ("100 * a / b", 100),
        ("100 * (a / b)", 100),
        ("a / b", 1),
        ("a / 0 * 100", 100),
        ("a / b * 1000 / 10", 100),
        ("(a + b) / (a + c) * 1000", 1000),
        ("among(a / b * 100, female)", 100),
        ("mean(lag(a / b * 100, 1), 3)", 100),
        ("sum(a, 3) / sum(b, 3) * 1000", 1000),
    ],
)
def test_by_how_much_a_formula_multiplies(formula: str, scale: float) -> None:
    assert _scale(catalogue.parse(formula)) == scale
