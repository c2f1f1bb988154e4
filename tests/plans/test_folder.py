"""What is saved is what is loaded, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qingmiao.errors import UserError
from qingmiao.plans import load, save
from qingmiao.plans.folder import texts

HERE = Path(__file__).parent


def test_round_trip(tmp_path: Path) -> None:
    package = load(HERE / "good")
    save(package, tmp_path / "out", kept={"document.txt": b"x"})
    assert load(tmp_path / "out") == package
    assert (tmp_path / "out" / "document.txt").read_bytes() == b"x"


def test_saving_again_keeps_what_people_put_beside_it_and_leaves_no_scraps(tmp_path: Path) -> None:
    package = load(HERE / "good")
    save(package, tmp_path / "out")
    (tmp_path / "out" / "cases").mkdir()
    (tmp_path / "out" / "cases" / "one.yaml").write_text("[]", encoding="utf-8")
    before = texts(package)
    save(package, tmp_path / "out")
    assert (tmp_path / "out" / "cases" / "one.yaml").exists()
    assert {name: (tmp_path / "out" / name).read_text(encoding="utf-8") for name in before} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_codes_with_leading_zeros_stay_text(tmp_path: Path) -> None:
    package = load(HERE / "good")
    place = package.places[0].model_copy(update={"code": "011500"})
    save(package.model_copy(update={"places": (place,)}), tmp_path / "out")
    assert load(tmp_path / "out").places[0].code == "011500"


def test_foreign_folders_are_left_alone(tmp_path: Path) -> None:
    package = load(HERE / "good")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.doc").write_bytes(b"precious")
    with pytest.raises(UserError, match="别的东西"):
        save(package, tmp_path / "full")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="是一个文件"):
        save(package, tmp_path / "file")
    shutil.copytree(HERE / "good", tmp_path / "other")
    with pytest.raises(UserError, match="另一规划"):
        save(package.model_copy(update={"plan": package.plan.model_copy(update={"id": "other"})}), tmp_path / "other")
    assert (tmp_path / "full" / "letter.doc").read_bytes() == b"precious"
