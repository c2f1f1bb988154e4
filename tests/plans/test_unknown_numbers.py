"""What is told of a new package names the numbers of its document that nobody can account for."""

from __future__ import annotations

from pathlib import Path

from qingmiao.plans.new import told, write_new
from qingmiao.reading import read_text

TEXT = "甲县儿童发展规划（2021—2030年）\n一、主要任务\n1.开展家访。全年家访47遭，受访家庭满意率达到90%。\n"


def test_unknown_numbers_are_told(tmp_path: Path) -> None:
    (written,) = write_new(read_text(TEXT, name="t.txt"), TEXT, stem="t", out=tmp_path / "t", keep=None)
    assert written.unknown == 1
    assert any(line.startswith("  1 个数字不知道是什么") for line in told(written))


def test_nothing_is_told_of_numbers_that_are_accounted_for(tmp_path: Path) -> None:
    text = TEXT.replace("47遭", "47次")
    (written,) = write_new(read_text(text, name="t.txt"), text, stem="t", out=tmp_path / "t", keep=None)
    assert written.unknown == 0
    assert not any("个数字不知道" in line for line in told(written))
