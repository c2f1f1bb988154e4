"""The wheel carries all that the product needs, and finds it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from qingmiao import __version__, shipped
from tests.house.code import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def names(folder: Path) -> set[str]:
    """Return the paths of the files under a folder, without what only Python or a test run leaves there."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in files}


def run(unpacked: Path, *words: str) -> str:
    """Run Python on the unpacked wheel, away from the checkout, with the checkout out of its sight."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    environment |= {"PYTHONPATH": str(unpacked), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=unpacked, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout.strip()


def test_the_wheel_holds_every_file_of_the_package(unpacked: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z", "src/qingmiao"], cwd=ROOT, capture_output=True, check=True).stdout
    expected = {name.removeprefix("src/") for name in tracked.decode("utf-8").split("\0") if name and (ROOT / name).is_file()}
    assert expected <= names(unpacked)


def test_the_wheel_holds_the_plans(unpacked: Path) -> None:
    assert names(ROOT / "plans") == names(unpacked / "qingmiao" / "plans_shipped")


def test_the_installed_package_finds_its_plans(unpacked: Path) -> None:
    found = run(unpacked, "-c", "from qingmiao import shipped; print(shipped.plans_dir())")
    assert Path(found) == unpacked / "qingmiao" / "plans_shipped"


def test_a_checkout_finds_its_plans() -> None:
    assert shipped.plans_dir() == ROOT / "plans"


def test_a_damaged_installation_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "a" / "b" / "c")
    with pytest.raises(FileNotFoundError, match="plan packages is missing"):
        shipped.plans_dir()


def test_python_m_runs_the_command(unpacked: Path) -> None:
    assert run(unpacked, "-m", "qingmiao", "--version").endswith(__version__)
