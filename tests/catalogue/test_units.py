"""Units of measure: spellings, multipliers, and one unit in terms of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from qingmiao.catalogue import unit, units
from qingmiao.catalogue.units import read_units
from qingmiao.errors import UserError


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("%", "%"),
        ("％", "%"),
        ("‰", "‰"),
        ("千分之", "‰"),
        ("/10万", "/10万"),
        ("1/10万", "/10万"),
        ("十万分之", "/10万"),
        ("１／１０万", "/10万"),
        ("/万", "/万"),
        ("1/万", "/万"),
        ("名", "人"),
        (" 人 ", "人"),
        ("万名", "万人"),
        ("个百分点", "百分点"),
        ("小时/日", "小时/天"),
        ("个/千人", "个/千人口"),
        ("done", "done"),
    ],
)
def test_spellings(spelling: str, name: str) -> None:
    found = unit(spelling)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("spelling", [None, "", "光年", "%%", "万"])
def test_unknown(spelling: str | None) -> None:
    assert unit(spelling) is None


@pytest.mark.parametrize(
    ("name", "multiplier"), [("%", 100), ("‰", 1000), ("/万", 10_000), ("/10万", 100_000), ("名/千名儿童", 1000), ("人", None)]
)
def test_multipliers(name: str, multiplier: float | None) -> None:
    found = unit(name)
    assert found is not None
    assert found.multiplier == multiplier


@pytest.mark.parametrize(
    ("name", "factor", "base"),
    [
        ("万人", 10_000, "人"),
        ("亿元", 100_000_000, "元"),
        ("万所", 10_000, "所"),
        ("人", 1, "人"),
        ("公顷", 10_000, "平方米"),
        ("G", 1000, "M"),
    ],
)
def test_one_unit_in_terms_of_another(name: str, factor: float, base: str) -> None:
    found = unit(name)
    assert found is not None
    assert (found.factor, found.base) == (factor, base)


@pytest.mark.parametrize(("name", "word"), [("%", "百分点"), ("‰", "千分点"), ("/10万", "十万分点"), ("/万", "万分点"), ("岁", "岁")])
def test_the_word_for_a_difference(name: str, word: str) -> None:
    found = unit(name)
    assert found is not None
    assert found.change == word


def test_bases_are_units_themselves() -> None:
    for one in units().values():
        base = unit(one.base)
        assert base is not None
        assert (base.factor, base.kind) == (1.0, one.kind)


def test_a_spelling_that_stands_twice_is_told(tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    row = "- name: {}\n  name_en: x\n  kind: count\n  change: x\n  decimals: 0\n"
    file.write_text(row.format("甲") + row.format("乙") + "  aliases: [甲]\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 11 行"):
        read_units(file)


def test_decimals_must_be_whole(tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    file.write_text("- name: 甲\n  name_en: x\n  kind: count\n  change: x\n  decimals: 0.5\n", encoding="utf-8")
    with pytest.raises(UserError, match="whole number"):
        read_units(file)
