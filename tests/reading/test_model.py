"""The values of a reading cannot be built wrong; they are printed the same way every time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qingmiao.reading import read_text
from qingmiao.reading.model import Commitment, Coverage, Measure, Objective, PlanHead, Reading, Source

GOOD: dict[str, Any] = {
    "id": "T1",
    "plan": 0,
    "start": 0,
    "end": 4,
    "role": "objective",
    "kind": "level",
    "indicator": "率",
    "quote": "率",
    "value": 1.0,
}
WRONG: tuple[dict[str, Any], ...] = (
    {"start": 4}, {"start": -1}, {"plan": -1}, {"kind": "wish"}, {"role": "dream"}, {"indicator": ""}, {"comparator": "!="}, {"comparator": "range"},
    {"value_high": 2.0}, {"value": None}, {"kind": "trend"}, {"kind": "trend", "value": None}, {"per": "year"}, {"base_year": 2020}, {"deadline": 2025},
    {"deadline_from": "stated"}, {"role": "background", "deadline": 2025, "deadline_from": "stated"}, {"unsure": ("perhaps",)},
)  # fmt: skip


def test_a_good_commitment() -> None:
    assert Commitment(**GOOD).comparator is None


@pytest.mark.parametrize("change", WRONG)
def test_commitments_that_cannot_be(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Commitment(**{**GOOD, **change})


def head(**change: Any) -> PlanHead:
    fields: dict[str, Any] = {
        "doc": "x", "title": None, "issuer": None, "document_number": None, "issued": None, "period": (2021, 2025), "population": None,
        "coverage": Coverage(), "areas": (), "midterm_year": None, "final_year": None, "phases": (), "status": "in_force", "start": 0, "end": 9,
    }  # fmt: skip
    return PlanHead(**{**fields, **change})


@pytest.mark.parametrize("change", [{"period": (2025, 2021)}, {"status": "asleep"}, {"start": 10}])
def test_heads_that_cannot_be(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        head(**change)


def test_items_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="span"):
        Objective(id="O1", plan=0, start=3, end=3, path=(), number=None, text_start="", quantified=False)
    with pytest.raises(ValueError, match="title"):
        Measure(id="M1", plan=0, start=0, end=3, path=(), number=None, title="", quote="")
    source = Source(name="x", sha256="0" * 64, characters=3, encoding="utf-8")
    for items in ((), (head(),)):
        with pytest.raises(ValueError, match="item"):
            Reading(document=source, plans=items, objectives=(), commitments=(Commitment(**GOOD),), measures=())


TEXT = "甲县儿童发展规划（2021—2030年）\n一、目标\n1.接种率达到95%以上。\n2.近视率逐步下降。\n3.婴儿死亡率由5‰降到3‰。\n4.配备1—2名教师。\n"


def test_json_is_complete_and_deterministic() -> None:
    first, second = read_text(TEXT, name="x.txt").to_json(), read_text(TEXT, name="x.txt").to_json()
    assert first == second
    content = json.loads(first)
    assert list(content) == ["plans", "objectives", "commitments", "measures", "numbers", "document"]
    assert content["document"]["name"] == "x.txt"
    assert content["plans"][0]["period"] == [2021, 2030]
    assert {"plan", "start", "end", "unsure", "reference", "quote"} <= set(content["commitments"][0])


def test_table_is_aligned() -> None:
    lines = read_text(TEXT, name="x.txt").to_table().splitlines()
    assert lines[0].startswith("规划 plan 0: 甲县儿童发展规划")
    assert any("≥95%" in line and "接种率" in line for line in lines)
    assert any("↓" in line for line in lines)
    assert any("commitments," in line for line in lines)
    assert lines[-1].startswith("数字 ")
