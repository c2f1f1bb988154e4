"""A self-report as a document: its order, its bound numbers, what the unit wrote; what the county's report takes up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from qingmiao.progress.model import Word
from qingmiao.reports.document import Document, Heading, Number, Paragraph, ReleaseHead, Table, cell_runs, numbers_of
from qingmiao.reports.model import Account, Measured
from qingmiao.reports.selfreport import Adopted, Item, SelfReport, Standing, bound, collected, lacks_of, self_report
from qingmiao.reports.stored import from_json, to_json

MET = Standing(
    Word.MET,
    "imr",
    "‰",
    "5‰以下",
    5.0,
    2030,
    base=Measured(2020, 5.0),
    before=Measured(2024, 5.0),
    latest=Measured(2025, 2.996, "provisional"),
)
HARDLY = Standing(
    *(Word.HARDLY, "enrolment", "%", "90%以上", 90.0, 2025),
    before=Measured(2024, 83.0),
    latest=Measured(2025, 83.5, simulated=True),
    gap="6.50个百分点",
    apart=6.5,
    simulated=True,
)
SILENT = Standing(Word.NO_DATA, "rooms", "个", "每年新建2个", None, 2030, situation="从未报送")
SHORT = Standing(Word.BEHIND, "care", "%", "95%以上", 95.0, 2030, latest=Measured(2024, 80.0), gap="3个地方未达到", apart=3.0)
ITEMS = (
    Item("C001", "婴儿死亡率", "健康", "lead", (MET,), done="开展新生儿访视。\n培训村医。", planned="扩大筛查。"),
    Item(
        *("C002", "学前教育毛入园率", "教育", "proposed", (HARDLY,)),
        done="新建幼儿园。",
        cause="学位不足。",
        planned="改建校舍。",
        due=date(2026, 9, 1),
        proofs=("学位表.xlsx",),
    ),
    Item("C003", "儿童活动室", "教育", "support", (SILENT,), measure="建设儿童活动室"),
    Item("C004", "产前检查覆盖率", "健康", "lead", (SHORT,)),
    Item("M7", "建立会商制度", "健康", "lead", (), measure="建立会商制度", done="每季度会商。"),
)
REPORT = SelfReport(
    *("demo", "柳溪县儿童发展规划（2021—2030年）", "liuxi", "县卫健局", "柳溪县妇女儿童工作委员会办公室", 2025),
    release=ReleaseHead("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
    made_on=date(2026, 3, 9),
    items=ITEMS,
    organisation="由副局长负责。",
    funds="拨款到位。",
    staff="专职一人。",
    problems="人手不够。",
    requests="请增加编制。",
)


@pytest.fixture
def document() -> Document:
    return self_report(REPORT)


def words(document: Document) -> str:
    return "\n".join(block.words for block in document.blocks if isinstance(block, Paragraph | Heading))


def table(document: Document, key: str) -> list[list[str]]:
    found = next(block for block in document.blocks if isinstance(block, Table) and block.key == key)
    return [
        [
            cell.value if isinstance(cell, Word) else "".join(run if isinstance(run, str) else run.text for run in cell_runs(cell))
            for cell in row
        ]
        for row in found.listing.rows
    ]


def test_it_begins_with_the_table_of_own_indicators(document: Document) -> None:
    first, second = document.blocks[:2]
    assert isinstance(first, Heading)
    assert isinstance(second, Table)
    assert second.listing.title == "本单位承担指标表"
    assert [column.head for column in second.listing.columns][1:] == ["指标", "目标", "上年", "本年", "状态", "说明"]
    assert sum(column.width for column in second.listing.columns) == 156
    assert table(document, "duties.table") == [
        ["1", "婴儿死亡率", "5‰以下（2030年）", "5.00‰", "3.00‰p", "met", "牵头"],
        ["2", "学前教育毛入园率", "90%以上（2025年）", "83.00%", "83.50%", "hardly", "建议牵头；差距6.50个百分点；模拟数据"],
        ["3", "儿童活动室", "每年新建2个（2030年）", "—", "—", "no_data", "配合；从未报送"],
        ["4", "产前检查覆盖率", "95%以上（2030年）", "—", "80.00%（2024）", "behind", "牵头；3个地方未达到"],
    ]


def test_the_parts_stand_in_the_order_of_a_duty_report(document: Document) -> None:
    heads = [block.words for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert heads == [
        *("一、本单位承担的指标", "二、组织与保障", "三、目标完成情况", "四、主要做法", "五、未达标原因和整改措施"),
        *("六、2026年工作计划", "七、存在问题和建议", "八、佐证清单"),
    ]
    said = words(document)
    assert "本单位承担4项指标，其中可判定3项，已达标1项，落后1项，难以完成1项，无数据1项。" in said
    assert "建立会商制度。每季度会商。" in said
    assert "2025年为83.50%，2024年为83.00%，目标为90%以上（2025年），判定为难以完成。" in said
    assert "原因：学位不足。" in said
    assert "时限：2026年9月1日前完成。" in said
    assert "整改措施：（单位未说明）" in said  # of C004, that says nothing
    assert "扩大筛查。" in said.split("六、")[1]
    assert "改建校舍。" not in said.split("六、")[1]
    assert table(document, "proofs.table") == [["1", "学前教育毛入园率", "学位表.xlsx"]]


def test_what_the_unit_wrote_is_marked_as_written_by_hand(document: Document) -> None:
    hand = [block.words for block in document.blocks if isinstance(block, Paragraph) and block.hand]
    assert "婴儿死亡率。开展新生儿访视。" in hand
    assert "培训村医。" in hand
    machine = "".join(block.words for block in document.blocks if isinstance(block, Paragraph) and not block.hand)
    for item in ITEMS:
        for one in (item.done, item.cause, item.planned):
            assert not one or one.split("\n")[0] not in machine


def test_every_number_is_bound_to_what_it_is_of(document: Document) -> None:
    found = {(number.text, number.value, number.unit, number.what, number.indicator, number.year) for _, number in document.numbers()}
    assert {
        ("3.00‰", 2.996, "‰", "value", "imr", 2025),
        ("5.00‰", 5.0, "‰", "value", "imr", 2024),
        ("5‰", 5.0, "‰", "target", "imr", 2030),
        ("6.50个百分点", 6.5, "%", "gap", "enrolment", 2025),
        ("3个", 3.0, "个", "count", "care", 2024),
        ("2", 2.0, "", "target", "rooms", 2030),
        ("4", 4.0, "项", "count", "", 2025),
    } <= found
    assert all(number.place == "liuxi" for _, number in document.numbers())
    loose = re.compile(r"(?<![\d（])\d+(?:\.\d+)?(?!\d|年|月|日|）)")
    for block in document.blocks:
        if isinstance(block, Paragraph) and not block.hand:
            assert not [run for run in block.runs if isinstance(run, str) and loose.search(run)], block.key
        if isinstance(block, Table) and block.key == "duties.table":
            assert not [
                run
                for row in block.listing.rows
                for cell in row[1:]
                for run in cell_runs(cell)
                if isinstance(run, str) and loose.search(run)
            ]
            assert len(list(numbers_of(block))) == 11


def test_it_is_stored_and_comes_back(document: Document) -> None:
    assert from_json(to_json(document)) == document
    assert document.simulated
    assert document.draft


def test_one_rounding_rule() -> None:
    half = replace(MET, before=Measured(2024, 2.665), latest=None, unit="‰")
    rows = [
        table(self_report(replace(REPORT, items=(replace(ITEMS[0], standings=(half,)),), rounding=rule)), "duties.table")[0][3]
        for rule in ("half_up", "half_even")
    ]  # type: ignore[arg-type]
    assert rows == ["2.67‰", "2.66‰"]


def test_a_report_of_nothing_has_no_empty_part() -> None:
    bare = self_report(SelfReport("demo", "规划", "t1", "某乡", "办公室", 2025, REPORT.release, REPORT.made_on, ()))
    blocks = bare.blocks
    for one, following in zip(blocks, [*blocks[1:], None], strict=True):
        assert not (isinstance(one, Heading) and (following is None or isinstance(following, Heading)))
    assert "规划没有分给本单位可以计算的指标。" in words(bare)


def test_the_targets_of_one_indicator_are_rows_of_the_table_and_written_of_once() -> None:
    path = replace(ITEMS[1], standings=(HARDLY, replace(HARDLY, word=Word.BEHIND, target="95%以上", aim=95.0, deadline=2030)))
    path = replace(path, standings=(*path.standings, replace(HARDLY, commitment="C088")))  # said again in the plan's table of indicators
    made = self_report(replace(REPORT, items=(path,)))
    assert [row[2] for row in table(made, "duties.table")] == ["90%以上（2025年）", "95%以上（2030年）"]
    said = words(made)
    assert "难以完成：学前教育毛入园率（2025年）。" in said
    assert "目标为90%以上（2025年），判定为难以完成；目标为95%以上（2030年），判定为落后。" in said
    assert said.count("学位不足。") == 1


@pytest.mark.parametrize(
    ("text", "texts", "values"),
    [
        ("5‰以下", ["5‰"], [5.0]),
        ("每年降低1个百分点\n（折合15‰以下）", ["1", "15"], [1.0, 15.0]),
        ("比2020年下降20%", ["20"], [20.0]),
        ("控制在20/10万以下", ["20/10万"], [20.0]),
        ("降低1/3", ["1/3"], [1 / 3]),
        ("1.60张以上", ["1.60"], [1.6]),
        ("逐步提高", [], []),
    ],
)
def test_numbers_in_the_words_of_a_target(text: str, texts: list[str], values: list[float]) -> None:
    runs = bound(text, (Number("5‰", 5.0, "‰", "target"),), Number("", 0.0))
    assert "".join(run if isinstance(run, str) else run.text for run in runs) == text
    numbers = [run for run in runs if isinstance(run, Number)]
    assert ([one.text for one in numbers], [one.value for one in numbers]) == (texts, values)


@pytest.mark.parametrize(
    ("part", "word", "said", "lacks"),
    [
        ("lead", Word.MET, {}, ("done",)),
        ("lead", Word.MET, {"done": "做了"}, ()),
        ("lead", Word.HARDLY, {"done": "做了"}, ("cause", "planned", "due")),
        ("proposed", Word.BEHIND, {"done": " ", "cause": "因", "planned": "改"}, ("done", "due")),
        ("place", Word.LOST, {"done": "做", "cause": "因", "planned": "改", "due": date(2026, 1, 1)}, ()),
        ("proposed", Word.MET, {}, ()),
        ("proposed", Word.LOST, {}, ("done", "cause", "planned", "due")),
        ("lead", Word.UNDECIDED, {"done": "做"}, ("cause", "planned", "due")),
        ("lead", Word.NO_DATA, {"done": "做"}, ()),
        ("lead", Word.CANNOT_JUDGE, {"done": "做"}, ()),
        ("support", Word.HARDLY, {}, ()),
    ],
)
def test_what_is_asked_for(part: str, word: Word, said: dict[str, object], lacks: tuple[str, ...]) -> None:
    assert lacks_of(Item("C", "名", "域", part, (Standing(word),), **said)) == lacks  # type: ignore[arg-type]


def test_the_county_takes_up_those_who_lead_first_and_nothing_empty() -> None:
    found = collected(
        [
            Adopted("C1", "西坡乡", "place", done="乡里做法"),
            Adopted("C1", "财政局", "support", done=" 拨款 "),
            Adopted("C1", "卫健局", "lead", "做法", "原因", "计划", date(2026, 9, 1), ("表.xlsx",)),
            Adopted("C2", "教育局", "lead", done="  "),
        ]
    )
    assert found == {
        "C1": (
            Account("卫健局", "做法", "原因", "计划", ("表.xlsx",), date(2026, 9, 1)),
            Account("财政局", "拨款"),
            Account("西坡乡", "乡里做法"),
        )
    }
