"""From package, figures and verdicts to the report's values: an invented county, every expected value worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from qingmiao.catalogue import Catalogue, Department, Indicator, join, load
from qingmiao.catalogue.loader import measured_element
from qingmiao.compute import FIGURES
from qingmiao.places import Gazetteer, Place
from qingmiao.plans.model import Area, Commitment, Document, Package, Plan, PlanPlace, Reference, Unit
from qingmiao.progress import REASONS, Judged, Verdict, Word, judge_package
from qingmiao.reports import ReleaseHead, ReportModel, Row, report_model
from qingmiao.reports.build import NO_AREA, SITUATIONS, aim_of, gap_words, name_of, target_words

RELEASE = ReleaseHead("2024年度数据", datetime(2025, 5, 20, tzinfo=UTC))
PLACES = Gazetteer((Place("yl", "云岭县", "county"), Place("yl1", "云东镇", "township", "yl"), Place("yl2", "云西乡", "township", "yl")))


def commitment(number: int, **others: object) -> Commitment:
    """A level of 95 % by 2030 in the first area, changed as said."""
    plain: dict[str, object] = {
        "id": f"C{number}",
        "kind": "level",
        "role": "objective",
        "area": "A1",
        "indicator": "yl.rate",
        "name": "三岁以下儿童系统管理率",
        "comparator": ">=",
        "value": 95.0,
        "unit": "%",
        "deadline": 2030,
        "start": 0,
        "end": 1,
    }
    return Commitment.model_validate({**plain, **others})


COMMITMENTS = (
    commitment(1, lead=("u1",)),
    commitment(
        2,
        area="A2",
        name="小学生近视率",
        indicator="yl.myopia",
        kind="change",
        comparator="=",
        value=1.0,
        unit="百分点",
        direction="down",
        per="year",
        base_year=2020,
    ),
    commitment(3, kind="milestone", indicator="yl.midterm", name="开展中期评估", comparator=None, value=None, unit=None, deadline=2023),
    commitment(4, area=None, name="儿童之家覆盖率", indicator="yl.homes"),
    commitment(5, role="background"),
    commitment(6, name="三岁以下儿童系统管理率", level_of="乡镇", value=90.0),
)


def package(commitments: tuple[Commitment, ...] = COMMITMENTS, **others: object) -> Package:
    """The plan of the invented county."""
    plan: dict[str, object] = {
        "id": "yl2021",
        "title": "云岭县儿童发展规划（2021—2030年）",
        "short": "云岭县儿童规划",
        "status": "in_force",
        "period": (2021, 2030),
        "region": "yl",
        "document": Document(name="x.txt", sha256="0" * 64, characters=10, start=0, end=10),
        **others,
    }
    return Package(
        plan=Plan.model_validate(plan),
        areas=(Area(id="A1", name="儿童与健康"), Area(id="A2", name="儿童与教育")),
        objectives=(),
        commitments=commitments,
        measures=(),
        units=(Unit(id="u1", name="县卫生健康局"),),
        places=(
            PlanPlace(id="yl", name="云岭县", level="county"),
            PlanPlace(id="yl.more", name="待补名单", level="village", parent="yl", supply=31),
        ),
        indicators=(),
    )


def catalogue() -> Catalogue:
    """The nation's catalogue with four indicators of the county."""
    local = [
        Indicator("yl.rate", "三岁以下儿童系统管理率", "%", "yl.rate@", "up", limits=(0.0, 100.0)),
        Indicator("yl.myopia", "小学生近视率", "%", "yl.myopia@", "down", limits=(0.0, 100.0)),
        Indicator("yl.midterm", "开展中期评估", "done", "yl.midterm@"),
        Indicator("yl.homes", "儿童之家覆盖率", "%", "yl.homes@", "up", limits=(0.0, 100.0)),
    ]
    return join(load(), local, [measured_element(one) for one in local])


def figure(indicator: str, year: int, value: float | None, **others: object) -> dict[str, object]:
    """One figure of the county."""
    plain = {
        "indicator": indicator,
        "place": "yl",
        "year": year,
        "value": value,
        "parts_expected": 2,
        "parts_reporting": 2,
        "status": "observed",
        "way": "measured",
        "stream": "health",
        "simulated": False,
    }
    return {**plain, **others}


FIGURE_ROWS = [
    figure("yl.rate", 2020, 88.0),
    figure("yl.rate", 2024, 91.0, parts_reporting=1, status="provisional"),
    figure("yl.rate", 2020, 91.0, place="yl1"),
    figure("yl.rate", 2024, 96.0, place="yl1"),
    figure("yl.rate", 2020, 79.0, place="yl2"),
    figure("yl.rate", 2024, 80.0, place="yl2"),
    figure("yl.myopia", 2020, 36.4, stream="education"),
    figure("yl.myopia", 2024, 33.2, stream="education", simulated=True),
    figure("yl.midterm", 2023, 1.0, stream="department"),
]


def built(commitments: tuple[Commitment, ...] = COMMITMENTS, rows: list[dict[str, object]] | None = None, **others: object) -> ReportModel:
    """The report of the county, with verdicts of the product's own method."""
    plan = package(commitments)
    figures = pa.Table.from_pylist(FIGURE_ROWS if rows is None else rows, schema=FIGURES)
    judged = judge_package(plan, catalogue(), PLACES, figures, 2024)
    values: dict[str, object] = {"year": 2024, "release": RELEASE, "made_on": date(2025, 6, 9), **others}
    return report_model(plan, catalogue=catalogue(), gazetteer=PLACES, figures=figures, judged=judged, **values)  # type: ignore[arg-type]


def by_commitment(model: ReportModel) -> dict[str, Row]:
    """Rows and tasks by the id of their commitment."""
    return {row.commitment: row for row in (*model.rows, *model.tasks)}


def test_head() -> None:
    """Plan, place, period, release and day come through."""
    model = built()
    assert (model.place, model.period, model.year, model.method) == ("云岭县", (2021, 2030), 2024, "直线进度法")
    assert (model.release, model.made_on, model.threshold, model.draft) == (RELEASE, date(2025, 6, 9), 0.6, True)


def test_rows_by_area_then_tasks_and_no_background() -> None:
    """Rows in the order of the areas, what has none last; tasks apart; what is only background is left out; numbers without a gap."""
    model = built()
    assert [(row.number, row.commitment, row.area) for row in model.rows] == [
        (1, "C1", "儿童与健康"),
        (2, "C6", "儿童与健康"),
        (3, "C2", "儿童与教育"),
        (4, "C4", NO_AREA),
    ]
    assert [(row.number, row.commitment) for row in model.tasks] == [(5, "C3")]


def test_a_level_on_its_way() -> None:
    """88 → 91 by 2024; the line to 95 in 2030 asks for 90.8 then; one of two parts has reported, provisionally."""
    row = by_commitment(built())["C1"]
    assert row.word is Word.ON_THE_WAY
    assert (row.target, row.deadline, row.aim) == ("95%以上", 2030, 95.0)
    assert row.base is not None
    assert (row.base.year, row.base.value) == (2020, 88.0)
    assert row.latest is not None
    assert (row.latest.year, row.latest.value, row.latest.status) == (2024, 91.0, "provisional")
    assert (row.latest.reporting, row.latest.expected) == (1, 2)
    assert row.pace == pytest.approx(88.0 + 7.0 * 4 / 10)
    assert (row.units, row.proposed, row.source, row.simulated) == (("县卫生健康局",), False, "卫生健康", False)


def test_a_change_says_what_it_comes_to() -> None:
    """每年降低1个百分点 from 36.4 in 2020 comes to 26.4 by 2030; 33.2 is 6.8 short, but the line asks for 32.4 only: behind."""
    row = by_commitment(built())["C2"]
    assert row.word in (Word.BEHIND, Word.HARDLY)
    assert row.target == "每年降低1个百分点\n（折合26.4%以下）"
    assert row.gap == "6.80个百分点"
    assert row.source == "模拟数据"
    assert row.simulated
    assert "模拟数据" in row.sentence


def test_a_target_of_every_township() -> None:
    """One township meets 90 %, one does not: the gap is told in places, and the name says the level."""
    row = by_commitment(built())["C6"]
    assert row.name == "三岁以下儿童系统管理率（以乡镇为单位）"
    assert row.gap == "1个地方未达到"
    assert "云西乡" in row.sentence


def test_what_has_no_data_shows_none() -> None:
    """Never reported: no value, no source, the reason in a word."""
    row = by_commitment(built())["C4"]
    assert (row.word, row.latest, row.source, row.situation) == (Word.NO_DATA, None, "—", "从未报送")
    stale = [figure("yl.homes", 2018, 50.0)]
    old = by_commitment(built(rows=stale))["C4"]
    assert (old.word, old.latest) == (Word.NO_DATA, None)


def test_a_step_done() -> None:
    """A milestone recorded as done in its year."""
    row = by_commitment(built())["C3"]
    assert (row.word, row.target, row.task, row.source) == (Word.MET, "完成", True, "部门报送")


def test_who_is_in_charge() -> None:
    """The office's assignment wins over the document; where nobody is named the catalogue proposes, marked as such."""
    model = built(assigned={"C1": ("县妇幼保健院",), "C4": ()})
    rows = by_commitment(model)
    assert (rows["C1"].units, rows["C1"].proposed) == (("县妇幼保健院",), False)
    assert rows["C6"].proposed == bool(rows["C6"].units)


def test_notes_say_what_is_to_be_supplied() -> None:
    """31 villages are counted by the document and not named; fields that were not found are said; unsure commitments are counted."""
    plan = (commitment(1, unsure=("value",)), *COMMITMENTS[1:])
    assert built(plan).notes == (
        "规划文件提到而未逐一列名的31个村（社区），名单待补充，补充前不列入应报单位。",
        "有1项承诺由程序读出、尚待人工确认，确认后如有更正，本报告相应更正。",
    )
    figures = pa.Table.from_pylist([], schema=FIGURES)
    bare = package(not_found=("issuer", "period"), period=(None, None))
    judged = judge_package(bare, catalogue(), PLACES, figures, 2024)
    model = report_model(
        bare, catalogue=catalogue(), gazetteer=PLACES, figures=figures, judged=judged, year=2024, release=RELEASE, made_on=date(2025, 6, 9)
    )
    assert "规划文件中未读到发文机关、规划期，本报告未作补写。" in model.notes


def test_a_verdict_that_is_missing_is_refused() -> None:
    """A report over fewer verdicts than commitments must not be made."""
    plan = package()
    figures = pa.Table.from_pylist(FIGURE_ROWS, schema=FIGURES)
    judged = judge_package(plan, catalogue(), PLACES, figures, 2024)
    short = [one for one in judged if one.commitment_id != "C1"]
    with pytest.raises(ValueError, match="C1"):
        report_model(
            plan,
            catalogue=catalogue(),
            gazetteer=PLACES,
            figures=figures,
            judged=short,
            year=2024,
            release=RELEASE,
            made_on=date(2025, 6, 9),
        )


def test_a_region_that_nobody_knows() -> None:
    """A plan whose place is only in its package still bears that place's name."""
    plan = package(COMMITMENTS[:1])
    figures = pa.Table.from_pylist([], schema=FIGURES)
    nowhere = Gazetteer(())
    judged = [Judged("C1", "yl", Verdict(Word.NO_DATA, "pace", "never_reported", 2024))]
    model = report_model(
        plan, catalogue=catalogue(), gazetteer=nowhere, figures=figures, judged=judged, year=2024, release=RELEASE, made_on=date(2025, 6, 9)
    )
    assert model.place == "云岭县"


NOTHING = Verdict(Word.CANNOT_JUDGE, "pace", "no_base", 2024)


@pytest.mark.parametrize(
    ("item", "verdict", "unit", "words"),
    [
        (commitment(1), NOTHING, "%", "95%以上"),
        (commitment(1, comparator="<=", value=5.0, unit="‰"), NOTHING, "‰", "5‰以下"),
        (commitment(1, comparator="="), NOTHING, "%", "95%"),
        (commitment(1, comparator="~"), NOTHING, "%", "95%左右"),
        (commitment(1, comparator="range", value_high=98.0), NOTHING, "%", "95%～98%"),
        (commitment(1, comparator=None, value=None), NOTHING, "%", "未写明数值"),
        (commitment(1, kind="count", comparator=None, value=5, unit="所", per="year"), NOTHING, "所", "每年5所"),
        (commitment(1, kind="norm", comparator=">=", value=2, unit="名"), NOTHING, "%", "2名以上\n（全部符合）"),
        (commitment(1, kind="norm", comparator=None, value=None, unit=None), NOTHING, "%", "全部符合"),
        (commitment(1, kind="trend", value=None, direction="down"), NOTHING, "%", "逐步降低"),
        (commitment(1, kind="trend", value=None), NOTHING, "%", "方向未写明"),
        (commitment(1, kind="change", value=20.0, direction="down"), NOTHING, "/10万", "降低20%"),
        (commitment(1, kind="change", value=0.3333, unit="fraction", direction="down"), NOTHING, "/10万", "降低1/3"),
        (commitment(1, kind="change", value=0.4, unit="fraction", direction="up"), NOTHING, "/10万", "提高40%"),
        (commitment(1, kind="change", value=5.0, unit="百分点"), NOTHING, "%", "变化5个百分点"),
        (commitment(1, kind="change", value=None), NOTHING, "%", "变化（未写明数值）"),
        (commitment(1, value=None, reference=Reference(region="全省", period="平均")), NOTHING, "%", "不低于全省平均水平"),
        (commitment(1, value=None, comparator="<=", reference=Reference(offset=2.0)), NOTHING, "%", "不高于比照对象水平，相差2.00个百分点"),
        (
            commitment(1, value=None, reference=Reference(region="全省")),
            Verdict(Word.MET, "pace", "reference_reached", 2024, target=91.5),
            "%",
            "不低于全省水平\n（91.5%）",
        ),
        (commitment(1, kind="action", value=None), NOTHING, "done", "完成"),
    ],
)
def test_targets_in_the_words_of_the_plan(item: Commitment, verdict: Verdict, unit: str, words: str) -> None:
    """Each kind and comparator, written by hand."""
    assert target_words(item, verdict, unit) == words


def test_names_say_whom_and_where() -> None:
    """Population and level are added where the name does not hold them."""
    assert name_of(commitment(1, population="农村", name="孕产妇死亡率")) == "孕产妇死亡率（农村）"
    assert name_of(commitment(1, population="农村", name="农村卫生厕所普及率")) == "农村卫生厕所普及率"
    assert name_of(commitment(1, level_of="县", name="接种率")) == "接种率（以县为单位）"


def test_gaps() -> None:
    """To the near end of a range; nothing where it is reached or cannot be said."""
    behind = Verdict(Word.BEHIND, "pace", "pace_missed", 2024, latest=80.0, target=85.0, target_high=90.0)
    assert gap_words(behind, "%") == "5.00个百分点"
    assert gap_words(Verdict(Word.BEHIND, "pace", "direction_wrong", 2024, latest=80.0, target=85.0), "%") == ""
    assert gap_words(Verdict(Word.HARDLY, "pace", "missed", 2024, latest=85.0, target=85.0), "%") == ""
    assert gap_words(Verdict(Word.MET, "pace", "every_met", 2024), "%") == ""


def test_the_end_of_the_way() -> None:
    """A range ends at its near end; a direction has no end."""
    ranged = Verdict(Word.BEHIND, "pace", "pace_missed", 2024, base=95.0, target=85.0, target_high=90.0)
    assert aim_of(ranged, commitment(1)) == 90.0
    assert aim_of(Verdict(Word.BEHIND, "pace", "pace_missed", 2024, target=85.0, target_high=90.0), commitment(1)) == 85.0
    assert aim_of(Verdict(Word.BEHIND, "pace", "direction_wrong", 2024, target=85.0), commitment(1, kind="trend")) is None


def test_every_reason_without_a_verdict_has_its_situation() -> None:
    """A new reason of progress that ends in no data or no judgement must get its words here; each of them is short."""
    judged = {
        code
        for code in REASONS
        if code.startswith(
            ("reached", "pace", "direction", "projection", "fell", "reference_", "done", "increase", "interval", "method", "curb")
        )
    }
    judged |= {"every_met", "every_short", "every_undecided", "not_due", "missed", "not_done", "undone"}
    assert set(REASONS) - judged == set(SITUATIONS)
    assert all(len(words) <= 16 for words in SITUATIONS.values())


def test_departments_are_known() -> None:
    """What the catalogue proposes is a department of the catalogue."""
    assert all(isinstance(one, Department) for one in catalogue().departments.values())
