"""Each import contract bites: one offending import in a copy of the code, and lint-imports refuses it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tests.house.code import ROOT

LINTER = Path(sys.executable).with_name("lint-imports")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LAYERS = [re.findall(r"\w+", layer)[0] for layer in next(c for c in CONTRACTS if c["id"] == "rooms")["layers"]]

# Contract, the module that offends, the import in it, and the module imported as the linter names it. The file is made, with its package, where it is not there.
OFFENCES = (
    ("django", "progress/offence.py", "from django.db import models", "django"),
    ("django", "places/offence.py", "import django", "django"),
    ("django", "reports/offence.py", "import waitress", "waitress"),
    ("demonstration", "facts/demonstration/offence.py", "import qingmiao.plans", "qingmiao.plans"),
    ("demonstration", "facts/demonstration/offence.py", "from qingmiao import progress", "qingmiao.progress"),
    ("demonstration", "facts/demonstration/offence.py", "import qingmiao.plans.model", "qingmiao.plans.model"),
)


def copy_of_the_code(folder: Path) -> Path:
    """Copy what lint-imports reads; return the package's folder."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    package = folder / "src" / "qingmiao"
    shutil.copytree(ROOT / "src" / "qingmiao", package, ignore=shutil.ignore_patterns("__pycache__", "static", "locale"))
    return package


def add(package: Path, name: str, line: str) -> None:
    """Append an import to a module, which is made where it is not there."""
    path = package / name
    path.parent.mkdir(exist_ok=True, parents=True)
    (path.parent / "__init__.py").touch()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run lint-imports over a copy, on the named contracts or on all."""
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1", "NO_COLOR": "1"}
    return subprocess.run(
        [str(LINTER), "--no-cache", *chosen], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def blamed(result: subprocess.CompletedProcess[str], name: str, target: str) -> bool:
    """Tell whether the linter refused, and named the import of ``target`` by the module ``name`` as the reason."""
    module = "qingmiao." + name.removesuffix(".py").replace("/", ".")
    printed = re.sub(r"\s+", " ", result.stdout)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in printed
    assert f"{module} -> {target}" in printed, result.stdout
    return True


def test_the_contracts_are_kept(tmp_path: Path) -> None:
    copy_of_the_code(tmp_path)
    result = lint(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_is_shown_to_bite() -> None:
    assert {contract["id"] for contract in CONTRACTS} == {"rooms", *(contract for contract, *_ in OFFENCES)}


@pytest.mark.parametrize(("contract", "name", "line", "target"), OFFENCES, ids=lambda value: value.replace("/", "."))
def test_the_contract_bites(contract: str, name: str, line: str, target: str, tmp_path: Path) -> None:
    add(copy_of_the_code(tmp_path), name, line)
    result = lint(tmp_path, contract)
    assert blamed(result, name, target)


@pytest.mark.parametrize(("upper", "lower"), list(pairwise(LAYERS))[1:])
def test_each_room_is_kept_from_the_one_above(upper: str, lower: str, tmp_path: Path) -> None:
    """Each pair of neighbours in the order of rooms: the lower may not import the upper."""
    package = copy_of_the_code(tmp_path)
    for room in (upper, lower):
        made = not (package / f"{room}.py").exists()
        add(package, f"{room}/offence.py" if made else f"{room}.py", "")
    target = f"{lower}.py" if (package / f"{lower}.py").exists() else f"{lower}/offence.py"
    add(package, target, f"import qingmiao.{upper}")
    assert blamed(lint(tmp_path, "rooms"), target, f"qingmiao.{upper}")


def test_an_unlisted_room_is_refused(tmp_path: Path) -> None:
    add(copy_of_the_code(tmp_path), "cellar/wine.py", "X = 1")
    assert lint(tmp_path, "rooms").returncode == 1
