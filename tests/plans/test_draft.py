"""What becomes of a reading: ids, areas, homes of commitments, actions, units, and what is not known."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from qingmiao.errors import UserError
from qingmiao.plans import check_folder, coverage, load
from qingmiao.plans.coverage import REASONS, Covered
from qingmiao.plans.draft import about, draft_packages, plan_ids
from qingmiao.plans.model import Package
from qingmiao.plans.new import told, write_new
from qingmiao.reading.model import Coverage, Phase, Reading, Reference
from tests.plans.readings import TEXT, head, level, measure, objective, promise, reading

FIRST = objective("婴儿死亡率降到5‰以下。", number="1")
SECOND = objective("儿童乐观向上。", number="2", quantified=False)
FILES = measure("建立儿童健康档案。责任单位：县卫生健康局。", number="1", lead=("县卫生健康局",))
DOCTORS = measure("每个乡镇卫生院配备2名儿保医生。", number="2", lead=("县卫生健康局", "县委编办"), support=("县财政局",))
NORM = promise(
    "每个乡镇卫生院配备2名儿保医生",
    role="measure",
    kind="norm",
    indicator="儿保医生配备数",
    value=2.0,
    unit="名/乡镇卫生院",
    level_of="乡镇卫生院",
    comparator=">=",
    deadline=2030,
)
WHOLE = reading(FIRST, SECOND, FILES, DOCTORS, level(), NORM)


def draft(read: Reading, stem: str = "yunxi", **more: Any) -> Package:
    (package,) = draft_packages(read, TEXT, stem=stem, **more)
    return package


def test_a_small_plan_whole() -> None:
    package = draft(WHOLE)
    assert [(item.id, item.kind, item.objective, item.measure, item.area) for item in package.commitments] == [
        ("C001", "level", "O001", None, "A01"),
        ("C003", "action", None, "M001", "A01"),
        ("C002", "norm", None, "M002", "A01"),
    ]
    assert [(item.id, item.title, item.quantified) for item in package.objectives] == [
        ("O001", "婴儿死亡率", True),
        ("O002", "目标2", False),
    ]
    assert [(item.title, item.lead, item.support) for item in package.measures] == [
        ("建立儿童健康档案", ("U01",), ()),
        ("每个乡镇卫生院配备2名儿保医生", ("U01", "U02"), ("U03",)),
    ]
    assert (package.units[0].name, package.units[0].department) == ("县卫生健康局", "health")
    assert (package.plan.id, package.plan.short, package.plan.about) == ("yunxi", "云溪县儿童发展规划", "children")
    action = package.commitments[1]
    assert (action.deadline, action.deadline_from, action.lead) == (2030, "inherited", ("U01",))
    assert TEXT[action.start : action.end] == "建立儿童健康档案"


def test_coverage_counts_every_objective_and_measure_once() -> None:
    assert coverage(draft(WHOLE)) == [
        Covered("O001", "objective", ("C001",), None),
        Covered("O002", "objective", (), "general_direction"),
        Covered("M001", "measure", ("C003",), None),
        Covered("M002", "measure", ("C002",), None),
    ]


def test_a_figure_that_was_not_read_is_told_apart_from_a_mere_direction() -> None:
    rows = coverage(draft(reading(FIRST, dataclasses.replace(SECOND, quantified=True), NORM, DOCTORS)))
    assert [(row.item, row.reason) for row in rows] == [("O001", "quantified_not_read"), ("O002", "quantified_not_read"), ("M001", None)]
    assert {row.reason for row in rows} <= {*REASONS, None}


def test_what_only_tells_of_the_past_covers_nothing() -> None:
    past = level(role="background", deadline=None, deadline_from=None, comparator="=", measured_year=2020)
    rows = {row.item: row.reason for row in coverage(draft(reading(FIRST, NORM, DOCTORS, past)))}
    assert rows == {"O001": "quantified_not_read", "M001": None}


def test_the_innermost_item_is_the_home() -> None:
    outer = objective(TEXT[TEXT.index("婴儿") : TEXT.index("策略")], number="一")
    assert draft(reading(outer, FIRST, level())).commitments[0].objective == "O002"


def test_a_document_without_areas_period_region_and_title() -> None:
    bare = head(title=None, population=None, period=(None, None), coverage=Coverage(), areas=(), not_found=("title", "period"))
    item = level(path=(), deadline=None, deadline_from=None)
    package = draft(reading(dataclasses.replace(FILES, path=()), item, heads=(bare,)))
    assert (package.plan.title, package.plan.period, package.plan.about, package.areas) == (
        "未命名规划（yunxi.txt）",
        (None, None),
        "other",
        (),
    )
    assert [(each.area, each.deadline, each.deadline_from) for each in package.commitments] == [(None, None, None)] * 2
    assert package.places[0].name == "适用地区（文件未写明）"


def test_areas_of_headings_where_the_head_lists_none() -> None:
    package = draft(reading(FIRST, FILES, level(), heads=(head(areas=()),)))
    assert [area.name for area in package.areas] == ["儿童与健康"]


@pytest.mark.parametrize(
    ("path", "area"),
    [
        (("（一）儿童与健康领域",), "A01"),
        (("第一章 儿童与健康", "主要目标"), "A01"),
        (("儿童",), None),
        (("主要目标",), None),
        ((), None),
    ],
)
def test_the_area_of_an_item(path: tuple[str, ...], area: str | None) -> None:
    assert draft(reading(level(path=path))).commitments[0].area == area


def test_two_plans_in_one_file() -> None:
    text = TEXT + TEXT.replace("儿童", "妇女")
    half = len(TEXT)
    heads = (head(text, end=half), head(text, start=half, title="云溪县妇女发展规划（2021—2030年）", areas=("妇女与健康",)))
    second = dataclasses.replace(level(), plan=1, start=level().start + half, end=level().end + half)
    packages = draft_packages(reading(level(), second, text=text, heads=heads), text, stem="yunxi2021")
    assert [(package.plan.id, package.plan.about, package.areas[0].name) for package in packages] == [
        ("yunxi2021_children", "children", "儿童与健康"),
        ("yunxi2021_women", "women", "妇女与健康"),
    ]
    assert [(package.plan.document.start, package.plan.document.end) for package in packages] == [(0, half), (half, 2 * half)]
    assert all(len(package.commitments) == 1 for package in packages)


def test_a_plan_in_which_nothing_is_promised_gives_no_package() -> None:
    past = level(role="background", deadline=None, deadline_from=None)
    with pytest.raises(UserError, match="没有读到任何承诺"):
        draft_packages(reading(past, FILES), TEXT, stem="x")
    two = (head(end=10), head(start=10))
    (package,) = draft_packages(reading(dataclasses.replace(level(), plan=1), heads=two), TEXT, stem="x")
    assert package.plan.document.start == 10


@pytest.mark.parametrize(
    ("stem", "expected"),
    [("suixian2022", "suixian2022"), ("Plan A-1", "plan_a_1"), ("2022", "p2022"), ("__", None), ("随县", None), ("a" * 60, "a" * 36)],
)
def test_ids(stem: str, expected: str | None) -> None:
    (found,) = plan_ids(stem, [head()])
    assert found == expected or (expected is None and found.startswith("p") and len(found) >= 9)


def test_ids_of_chinese_names_differ() -> None:
    names = ["随县2022", "泰州2022", "随县2023", "2022", "规划", "方案"]
    assert len({plan_ids(name, [head()])[0] for name in names}) == len(names)


def test_two_plans_about_the_same_people_are_numbered() -> None:
    assert plan_ids("x", [head(), head(), head(title="妇女发展规划")]) == ["x_1", "x_2", "x_women"]


@pytest.mark.parametrize(
    ("title", "whom"),
    [
        ("妇女儿童发展规划", "both"),
        ("妇女发展规划", "women"),
        ("学前教育行动计划", "children"),
        ("未成年人保护方案", "children"),
        ("国民营养计划", "other"),
        ("", "other"),
    ],
)
def test_whom_a_plan_is_about(title: str, whom: str) -> None:
    assert about(title) == whom


def test_a_plan_without_a_title_is_about_those_it_names() -> None:
    assert draft(reading(level(), heads=(head(title=None, population="妇女"),))).plan.about == "women"


def test_years_that_no_plan_can_speak_of_are_not_kept() -> None:
    odd = level(deadline=2150, measured_year=1900)
    package = draft(reading(odd, NORM, heads=(head(period=(1912, 2999), midterm_year=1921, final_year=2199),)))
    first = package.commitments[0]
    assert (first.deadline, first.deadline_from, first.measured_year) == (None, None, None)
    assert (package.plan.period, package.plan.midterm_year, package.plan.final_year) == ((None, None), None, None)
    far = promise("婴儿死亡率降到5‰以下", kind="change", value=20.0, unit="%", direction="down", base_year=1900)
    assert draft(reading(far)).commitments[0].base_year is None


def test_long_names_are_cut() -> None:
    long = "儿童" * 100
    item = level(indicator=long, population=long, level_of=long, lead=(long,))
    package = draft(
        reading(
            item,
            measure("建立儿童健康档案。责任单位：县卫生健康局。", title=long),
            heads=(head(population=long, coverage=Coverage(text=long, units=(long,))),),
        )
    )
    values = package.model_dump_json().split('"')
    assert max(len(value) for value in values if "儿童" in value) <= 40 + len("（）") + 40 + len("：符合要求的比例")
    assert len(package.measures[0].title) == 40
    assert package.measures[0].title.endswith("…")


def test_an_item_that_runs_past_its_plan_ends_with_it() -> None:
    package = draft(reading(FILES, level(), heads=(head(end=FILES.end - 2),)))
    assert package.measures[0].end == FILES.end - 2
    beyond = draft(reading(FILES, level(), heads=(head(end=FILES.start - 2),)))
    assert beyond.measures[0].end == FILES.end, "left as it is, for the checks to find"


def test_a_measure_without_words_for_a_title() -> None:
    package = draft(reading(dataclasses.replace(FILES, title=" "), dataclasses.replace(DOCTORS, title=" ", number=None), level()))
    assert [item.title for item in package.measures] == ["措施 1", "措施 2"]


def test_a_reference_is_kept() -> None:
    item = level(value=None, unit=None, reference=Reference(region="全省", offset=5.0))
    assert draft(reading(item)).commitments[0].reference is not None
    assert draft(reading(item)).commitments[0].reference.region == "全省"  # type: ignore[union-attr]


def test_where_the_document_is_to_be_had() -> None:
    issued = head(issuer="云溪县人民政府", document_number="云政发〔2021〕1号")
    assert (
        draft(reading(level(), heads=(issued,))).plan.document.where == "云溪县人民政府印发（云政发〔2021〕1号），可向该机关或在其网站查取"
    )
    assert (
        draft(reading(level(), heads=(head(issuer="云溪县人民政府"),))).plan.document.where
        == "云溪县人民政府印发，可向该机关或在其网站查取"
    )
    assert draft(reading(level(), heads=(issued,)), where="县档案馆").plan.document.where == "县档案馆"
    assert draft(reading(level())).plan.document.where is None


def test_phases_and_other_formats() -> None:
    read = reading(level(), heads=(head(phases=(Phase(name="第一阶段", start="2021年", end="2025年"),)),))
    source = dataclasses.replace(read.document, format="docx", text_sha256="0" * 64)
    plan = draft(dataclasses.replace(read, document=source)).plan
    assert [(phase.name, phase.start, phase.end) for phase in plan.phases] == [("第一阶段", "2021年", "2025年")]
    assert (plan.document.format, plan.document.text_sha256) == ("docx", "0" * 64)


# ------------------------------------------------------------------------------------------------ plan new


def test_one_plan_goes_into_the_folder_and_says_what_it_lacks(tmp_path: Any) -> None:
    bare = head(title=None, coverage=Coverage(text="辖区内5个镇"), not_found=("title", "issued"))
    (written,) = write_new(
        reading(level(unsure=("carried_subject",)), heads=(bare,)), TEXT, stem="yunxi", out=tmp_path / "out", keep=TEXT.encode("utf-8")
    )
    assert load(tmp_path / "out").plan.document.kept == "document.txt"
    assert [issue for issue in check_folder(tmp_path / "out") if issue.severity == "error"] == []
    words = "\n".join(told(written))
    for part in (
        "标题",
        "成文日期",
        "主要目标",
        "策略措施",
        "责任单位",
        "适用地区的名称",
        "1 项承诺文件没有写明责任单位",
        "5 个下级地区（乡级）",
        "1 项读得没有把握",
    ):
        assert part in words, part
    assert all(" / " in line for line in told(written)[1:])


def test_two_plans_get_a_folder_each_and_no_words_where_none_are_wanted(tmp_path: Any) -> None:
    heads = (head(), head(title="云溪县妇女发展规划"))
    items = (
        level(),
        FIRST,
        FILES,
        dataclasses.replace(level(), plan=1, lead=("县医院",)),
        dataclasses.replace(FIRST, plan=1),
        dataclasses.replace(FILES, plan=1),
    )
    written = write_new(reading(*items, heads=heads), TEXT, stem="yunxi", out=tmp_path / "out", keep=None)
    assert [one.folder.name for one in written] == ["yunxi_children", "yunxi_women"]
    assert not any((one.folder / "document.txt").exists() for one in written)
    assert written[0].package.plan.document.kept is None
    assert not any("没有读到" in line or "下级地区" in line or "没有把握" in line for line in told(written[0]))
    general = [
        line for line in told(write_new(reading(level(), SECOND), TEXT, stem="y", out=tmp_path / "y", keep=None)[0]) if "没有可核对" in line
    ]
    assert general == ["  1 条目标或措施没有可核对的承诺 / objectives or measures without a checkable promise"]
    some = head(coverage=Coverage(text="云溪县", units=("镇",)))
    assert any(
        "若干下级地区（乡级）" in line
        for line in told(write_new(reading(level(), heads=(some,)), TEXT, stem="z", out=tmp_path / "z", keep=None)[0])
    )
