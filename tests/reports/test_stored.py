"""A document goes to JSON and comes back the same; its hash is of what it says, not of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from qingmiao.charts import AreaChart, BarRow, Bars, CompleteChart, CompleteRow, GapChart, GapPoint, Mosaic, WayRow
from qingmiao.progress.model import Word
from qingmiao.reports import document as d
from qingmiao.reports.stored import digest, from_json, to_json

COLUMNS = (d.Column("指标", 40.0), d.Column("判定", 20.0), d.Column("最新", 20.0, "number", small=True))
VALUE = d.Number("2.8‰", 2.8, "‰", indicator="imr", place="云岭县", year=2024)
LINES = ((("婴儿死亡率", Word.MET, (VALUE, "\n（2024）"))),)
BLOCKS: tuple[d.Block, ...] = (
    d.Heading("one", 1, "一、总体情况"),
    d.Paragraph("said", ("2024年婴儿死亡率为", VALUE, "，见", d.Reference("chart"), "。"), lead="1．婴儿死亡率。", about="C001"),
    d.Picture("chart", "各领域", Bars("各领域", (BarRow("健康", ((Word.MET, 1), (Word.LOST, 0))),)), simulated=True),
    d.Picture("ways", "进程", AreaChart("进程", (WayRow("1", "‰", Word.MET, 4.6, 2.8, 5.0, None, 2024),))),
    d.Table("all", d.Listing("总表", COLUMNS, LINES, "注")),
    d.Annex("annex", "附表1", "总表"),
)
WHOLE = d.Document(
    *("yearly", "2024年报告", "demo", "某县规划", "r", 2024, d.ReleaseHead("年度", datetime(2025, 5, 20, 9, tzinfo=UTC)), date(2025, 6, 9)),
    head=d.Head(("2024年", "报告"), "办公室", number="〔2025〕3号"),
    blocks=BLOCKS,
    rounding="half_even",
)


def test_a_document_comes_back_the_same() -> None:
    assert from_json(to_json(WHOLE)) == WHOLE
    assert to_json(from_json(to_json(WHOLE))) == to_json(WHOLE)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"is":"Number","text":"1","value":1}', '{"is":"os"}', '{"is":"Document"}', "nonsense"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no document"):
        from_json(text)


@pytest.mark.parametrize(
    "chart",
    [
        GapChart("差距", "‰", ("农村", "城镇"), (GapPoint(2023, 4.0, None, simulated=True), GapPoint(2024, 3.0, 2.0))),
        CompleteChart("报送", ("2023", "2024"), (CompleteRow("甲镇", (1.0, None)),)),
        Mosaic("判定", (BarRow("健康", ((Word.MET, 1),)),)),
    ],
)
def test_every_chart_comes_back_the_same(chart: d.Chart) -> None:
    whole = replace(WHOLE, blocks=(d.Picture("p", "图", chart),))
    assert from_json(to_json(whole)) == whole


def test_the_hash_is_of_what_is_said_and_not_of_the_day() -> None:
    assert digest(replace(WHOLE, made_on=date(2026, 1, 1))) == digest(WHOLE)
    assert digest(replace(WHOLE, draft=False)) != digest(WHOLE)
    assert digest(replace(WHOLE, blocks=BLOCKS[:-1])) != digest(WHOLE)


def test_numbers_and_captions_are_in_order() -> None:
    assert [(key, number.text) for key, number in WHOLE.numbers()] == [("said", "2.8‰"), ("all", "2.8‰")]
    assert WHOLE.captions() == {"chart": "图1", "ways": "图2", "all": "表1"}


def test_keys_are_unique_and_references_lead_somewhere() -> None:
    with pytest.raises(ValueError, match="one key"):
        replace(WHOLE, blocks=(*BLOCKS, BLOCKS[0]))
    with pytest.raises(ValueError, match="nowhere"):
        replace(WHOLE, blocks=tuple(block for block in BLOCKS if block.key != "chart"))
