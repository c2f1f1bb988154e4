"""The other templates against sentences and cells worked out by hand, and over all shipped packages in their structure."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from qingmiao import plans
from qingmiao.compute import FIGURES, figures
from qingmiao.facts import demonstration, revisions
from qingmiao.progress import judge_package
from qingmiao.progress.model import Word
from qingmiao.progress.warning import Warned, carried
from qingmiao.progress.warning.finding import look_at
from qingmiao.progress.warning.ground import ground
from qingmiao.progress.warning.model import Finding
from qingmiao.progress.warning.running import owners
from qingmiao.reports import (
    TEMPLATES,
    BriefModel,
    ComparisonModel,
    Document,
    PlaceModel,
    ReleaseHead,
    ReportModel,
    Row,
    SchemeModel,
    brief,
    comparison,
    final,
    midterm,
    place_models,
    profile,
    report_model,
    scheme,
    scheme_model,
)
from qingmiao.reports.document import Annex, Cell, Heading, Paragraph, Table, cell_runs, plain
from qingmiao.reports.model import Counted, Counts, Measured, Outlook, Upper
from qingmiao.reports.places import Rank
from qingmiao.reports.spans import met_since
from qingmiao.reports.stored import from_json, to_json
from qingmiao.shipped import plans_dir
from tests.reports import sample
from tests.reports.test_build import FIGURE_ROWS, PLACES, catalogue, package

FORBIDDEN = ("基本达标", "基本实现", "接近目标", "略有波动", "去年", "得益于", "居前列", "nan", "None", "{", "}", "。。", "，，")


def of(number: int, name: str, word: Word, *values: float | None, **others: object) -> Row:
    """A share whose figures end in 2024, wanted to rise to 95 % by 2030; the first is its base."""
    series = tuple(Measured(2025 - len(values) + index, value) for index, value in enumerate(values) if value is not None)
    given: dict[str, object] = {"series": series, "latest": series[-1], "base": series[0], "better": "up", "comparator": ">="}
    return sample.row(number, name, word, **{**given, "quote": "95%以上", "reason": "pace_missed", **others})


def words(document: Document, key: str) -> str:
    """The words of a paragraph."""
    return next(block.words for block in document.blocks if isinstance(block, Paragraph) and block.key == key)


def cells(document: Document, key: str) -> list[tuple[str, ...]]:
    """The rows of a table as they are read."""
    found = next(block.listing for block in document.blocks if isinstance(block, Table) and block.key == key)
    return [tuple(map(read, row)) for row in found.rows]


def read(cell: Cell) -> str:
    """A cell as it is read; a verdict by its code."""
    return cell.value if isinstance(cell, Word) else "".join(map(plain, cell_runs(cell)))


# ------------------------------------------------------------------------------------------------ evaluations


def half_way() -> ReportModel:
    """Three ways from 2020 on: 8 of 15 done by 2030; backwards; 1 of 5 by 2025."""
    rows = (
        of(1, "系统管理率", Word.ON_THE_WAY, 80.0, None, None, 87.0, 88.0, reason="pace_kept", pace=86.0),
        of(2, "近视率", Word.HARDLY, 36.4, None, None, 37.0, 37.2, better="down", comparator="<=", aim=26.4, quote="26.4%以下"),
        of(3, "筛查率", Word.BEHIND, 90.0, None, None, 90.5, 91.0, deadline=2025),
    )
    chances = ((0.85, 94.0, 0.5, 1.17), (0.21, 36.0, -0.2, -1.8), (0.5, 94.0, 3.0, 4.0))
    outlooks = [
        Outlook(row.deadline or 0, middle, share, moved, needed) for row, (share, middle, moved, needed) in zip(rows, chances, strict=True)
    ]
    return sample.model(rows=tuple(replace(row, outlook=one) for row, one in zip(rows, outlooks, strict=True)), region="yl", plan="p")


def test_time_and_way() -> None:
    document = midterm(half_way())
    assert words(document, "time-period") == "规划期2021—2030年共10年，到2024年末已过4年，占40.0%，时间尚未过半。"
    assert words(document, "time-ways") == (
        "未到期、有基期数值和数值目标的指标3项，完成进度不慢于时间进度的1项，慢于时间进度的2项；完成进度已经过半的1项，见[time-table]。"
    )
    assert words(document, "time-back") == "其中1项比基期后退：近视率。"
    assert [row[5:] for row in cells(document, "time-table")] == [
        ("40.0%", "53.3%", "不慢于"),  # 4 of 10 years, 8 of 15 points
        ("40.0%", "—", "后退"),
        ("80.0%", "20.0%", "慢于"),  # 4 of 5 years, 1 of 5 points
    ]


def test_what_can_be_reached() -> None:
    document = midterm(half_way())
    assert words(document, "reach") == (
        "未到期的数值目标中有3项可以推算，如期达到的把握不低于七成的1项、介于三成和七成之间的1项和低于三成的1项，见[reach-table]。"
        "推算只依据已有各年数据，不考虑今后政策和条件的变化。"
    )
    assert words(document, "reach-C002") == (
        "近视率（2030年目标）。按近年变化推算，2030年约为36.00%，如期达到目标的把握约两成。"
        "要达到“26.4%以下”的目标，今后6年平均每年须下降1.80个百分点。"
    )
    assert [row[-1] for row in cells(document, "reach-table")] == ["约八成", "约两成", "约五成"]


def test_an_evaluation_is_told_against_the_base_and_foresees_nothing_at_the_end() -> None:
    """88 − 80 = 8 since 2020, though 87 of 2023 is known."""
    document = midterm(half_way())
    assert words(document, "area1-C001").startswith("2024年，系统管理率为88.00%，比2020年提高8.00个百分点，")
    assert "推算" not in "".join(block.words for block in final(half_way()).blocks if isinstance(block, Paragraph) and block.about)


def test_summary_names_what_is_not_met_and_what_has_no_data() -> None:
    """Of eleven sample rows two are met, two on the way, four late, three without data or reference; three tasks."""
    document = midterm(sample.model())
    assert words(document, "summary-all") == "《规划》可核对的承诺共14项，其中指标11项、工作事项3项。"
    assert (
        words(document, "summary-counts") == "8项可判定指标中，已达标2项、进展正常2项和需要重点关注的4项；另有3项无数据或无法判断，不计入。"
    )
    assert words(document, "summary-lost") == "得而复失的指标有1项：学前教育毛入园率。"
    assert words(document, "summary-no_data") == "无数据的指标有2项：儿童之家覆盖率、儿童主任持证上岗率。"


@pytest.mark.parametrize(
    ("values", "since"),
    [
        ((94.0, 95.2, 95.0, 96.0), 2022),
        ((95.2, None, 95.0, 96.0), 2023),  # nothing is known of 2022
        ((94.0, 94.0, 94.999999, 96.0), 2024),
    ],
)
def test_since_when_it_is_met(values: tuple[float | None, ...], since: int) -> None:
    assert met_since(of(1, "巩固率", Word.MET, *values, reason="reached")) == since


def test_conclusions() -> None:
    """96.4 − 92.0 = 4.4 over the period; of one death in 4,126 births the counts, and no change is told."""
    births = tuple(Measured(2020 + n * 4, deaths / 4126 * 1000, events=deaths, exposure=4126.0) for n, deaths in ((0, 3.0), (1, 1.0)))
    deaths = of(2, "婴儿死亡率", Word.MET, 1.0, unit="‰", better="down", comparator="<=", aim=5.0, quote="5‰以下", reason="reached")
    rows = (
        of(1, "巩固率", Word.MET, 92.0, None, None, 95.5, 96.4, reason="reached"),
        replace(deaths, series=births, base=births[0], latest=births[1], counted=Counted("婴儿死亡数", "人", "活产数", "人")),
        replace(sample.rows()[8], number=3, reason="never_reported", area="儿童与健康"),
    )
    document = final(sample.model(rows=rows))
    assert cells(document, "area1-conclusions") == [
        ("1", "巩固率", "95%以上\n（2030）", "92.00%\n（2020）", "96.40%\n（2024）", "升4.40个百分点", "met", "2023年"),
        ("2", "婴儿死亡率", "5‰以下\n（2030）", "3人/4126人\n（2020）", "1人/4126人\n（2024）", "基数小", "met", "2024年"),
        ("3", "儿童之家覆盖率", "≥95%\n（2030）", "—", "—", "—", "no_data", "—"),
    ]
    assert words(document, "next-keep") == "已达到目标，转为保持，继续纳入日常监测的指标有2项：巩固率、婴儿死亡率。"
    assert words(document, "next-measure") == "规划期内从未有数，先明确口径、来源和报送单位，再设目标值的指标有1项：儿童之家覆盖率。"


# ------------------------------------------------------------------------------------------------ brief


def warning(commitment: str, kind: str, level: str, due: date) -> Warned:
    """A warning that stands."""
    finding = Finding(kind, commitment, "yl", True, True, level, "说明", "words")  # type: ignore[arg-type]
    return Warned(finding, "open", date(2025, 5, 1), due)


def test_what_is_asked_of_whom_until_when() -> None:
    """The report is of 9 June 2025: one term is ahead, one has passed; the red warning comes first."""
    warnings = (warning("C001", "hard", "red", date(2025, 6, 30)), warning("C002", "turned", "yellow", date(2025, 6, 1)))
    rows = (
        of(1, "近视率", Word.BEHIND, 80.0, 81.0, pace=85.0, units=("县教育局", "县卫生健康局")),
        of(2, "入园率", Word.LOST, 96.0, 94.0, reason="fell_back", met_year=2023, units=("县教育局",)),
        of(3, "建档率", Word.BEHIND, 80.0, 81.0, pace=85.0, units=("县民政局",)),
    )
    document = brief(BriefModel(sample.model(rows=rows, tasks=()), warnings))
    asked = [block.words for block in document.blocks if block.key.startswith("asked-") and isinstance(block, Paragraph)]
    assert asked == [
        "请领导对“近视率”专题调度。",
        "请县教育局尽快就“近视率”“入园率”提出赶上进度的措施和时间表，说明由好转差的原因和扭转的办法，原定期限已过。",
        "就“建档率”，请县民政局查明原因，提出措施和完成时限。",
    ]
    assert words(document, "overall-warnings") == "目前尚未销号的预警2项，其中红色1项和黄色1项；已过办理期限的1项。"
    assert [row[1] for row in cells(document, "annex-late-table")] == ["近视率", "入园率", "建档率"]
    assert not document.head.cover


# ------------------------------------------------------------------------------------------------ two periods


def two_periods() -> ComparisonModel:
    """Better, worse, of another definition, revised, without a newer figure, new, gone."""
    then = (
        of(1, "系统管理率", Word.BEHIND, 80.0, 82.0),
        of(2, "入园率", Word.MET, 95.0, 96.0),
        of(3, "近视率", Word.BEHIND, 40.0, 41.0),
        of(4, "贫血率", Word.BEHIND, 6.0, 6.0),
        of(5, "取消的", Word.BEHIND, 6.0, 6.0),
    )
    earlier = tuple(
        replace(row, series=tuple(replace(one, year=one.year - 2) for one in row.series), latest=Measured(2022, row.latest.value))
        for row in then
        if row.latest is not None
    )
    now = (
        of(1, "系统管理率", Word.ON_THE_WAY, 80.0, 82.5, 85.0, 88.0, reason="pace_kept", pace=86.0),
        of(2, "入园率", Word.LOST, 95.0, 96.0, 95.5, 94.0, reason="fell_back", met_year=2023),
        of(3, "近视率", Word.BEHIND, 50.0, 49.0),
        replace(of(4, "贫血率", Word.BEHIND, 6.0, 6.0), series=(Measured(2022, 6.0),), latest=Measured(2022, 6.0)),
        of(6, "新增的", Word.NO_DATA, 1.0),
    )
    return ComparisonModel(sample.model(rows=earlier, year=2022, tasks=()), sample.model(rows=now, tasks=()))


def test_matrix_closes() -> None:
    document = comparison(two_periods())
    assert cells(document, "matrix") == [
        ("●已达标", "0", "0", "1", "1"),
        ("◆落后", "1", "2", "0", "3"),
        ("合计", "1", "2", "1", "4"),
    ]
    assert words(document, "overall") == "两期都有的指标4项，判定好转的1项、转差的1项和没有变化的2项，见[matrix]。"
    assert words(document, "overall-rate") == "2024年达标率为0.0%，2022年为25.0%，下降25.0个百分点（分母为各期可判定的指标）。"


def test_then_and_now() -> None:
    """88 − 82.5 = 5.5 by the figure of 2022 as it is known now, which was told as 82; 94 − 96 = −2."""
    document = comparison(two_periods())
    assert words(document, "better-behind-on_the_way") == "由落后转为进展正常的指标有1项：系统管理率。"
    assert words(document, "better-C001").startswith("2024年，系统管理率为88.00%，比2022年提高5.50个百分点，")
    assert [row[2:5] for row in cells(document, "figures-table")] == [
        ("82.50%\n（2022）", "88.00%\n（2024）", "升5.50个百分点"),
        ("96.00%\n（2022）", "94.00%\n（2024）", "降2.00个百分点"),
    ]
    assert words(document, "apart-broken") == "口径在两期之间变动，前后不可比的指标有1项：近视率。"
    assert words(document, "apart-no_new") == "后期没有比前期更新的数据的指标有1项：贫血率。"
    assert words(document, "apart-C001-revised") == "系统管理率2022年的数由82.00%修订为82.50%，变化按修订后的数计算。"
    assert words(document, "apart-new") == "后期新增的指标有1项：新增的。"
    assert words(document, "apart-gone") == "后期不再有的指标有1项：取消的。"


def test_two_plans_are_not_compared() -> None:
    with pytest.raises(ValueError, match="two plans"):
        ComparisonModel(sample.model(plan="a"), sample.model(plan="b"))


# ------------------------------------------------------------------------------------------------ profile


def a_place() -> PlaceModel:
    """A township with a lost indicator whose rank is nearly known, one behind of which no rank is known, and one met on two deaths."""
    above = Upper("yl", "云岭县", Measured(2024, 90.0))
    births = Measured(2024, 2 / 1203 * 1000, events=2.0, exposure=1203.0)
    rows = (
        of(1, "入园率", Word.BEHIND, 80.0, 81.0, pace=85.0, upper=above),
        of(2, "巩固率", Word.LOST, 96.0, 94.0, reason="fell_back", met_year=2023, upper=above),
        replace(
            of(3, "婴儿死亡率", Word.MET, 1.0, unit="‰", better="down", comparator="<=", aim=5.0, quote="5‰以下", reason="reached"),
            series=(births,),
            latest=births,
            counted=Counted("婴儿死亡数", "人", "活产数", "人"),
        ),
    )
    report = sample.model(rows=rows, tasks=(), place="云东镇", region="yl1")
    ranks = {"C001": Rank(1, 12, 12), "C002": Rank(10, 11, 12)}
    counts = Counts({Word.MET: 2, Word.BEHIND: 1})
    return PlaceModel(report, "云岭县", "乡镇（街道）", ranks, (("县教育局", 12), ("县民政局", 1)), counts)


def test_profile_worst_first_with_counts_and_ranks_as_far_as_known() -> None:
    document = profile(a_place())
    assert cells(document, "worst-table") == [
        ("巩固率", "95%以上\n（2030）", "94.00%\n（2024）", "90.00%", "lost", "10—11（12）"),
        ("入园率", "95%以上\n（2030）", "81.00%\n（2024）", "90.00%", "behind", "分不出"),
        ("婴儿死亡率", "5‰以下\n（2030）", "2人/1203人\n（2024）", "—", "met", "—"),
    ]
    assert words(document, "overall") == (
        "2024年，云东镇的3项可判定指标中，已达标1项和需要重点关注的2项。达标率为33.3%，同样这些指标云岭县为66.7%。"
    )
    assert words(document, "worst-C002").endswith("高于云岭县平均水平4.00个百分点（云岭县90.00%）。")
    assert words(document, "reporters") == "本地数据应由下列部门报送：县教育局（12项）和县民政局（1项）。"
    assert (document.place, document.head.office) == ("yl1", "云岭县妇女儿童工作委员会办公室")


def test_place_models_in_one_pass() -> None:
    """Of the two townships one has met 90 % and 95 %, the other neither; nobody ranks two places."""
    plan = package()
    table = pa.Table.from_pylist(FIGURE_ROWS, schema=FIGURES)
    judged = judge_package(plan, catalogue(), PLACES, table, 2024)
    made = place_models(
        plan,
        catalogue=catalogue(),
        gazetteer=PLACES,
        figures=table,
        judged=judged,
        year=2024,
        release=ReleaseHead("r", datetime(2025, 5, 20, tzinfo=UTC)),
        made_on=date(2025, 6, 9),
    )
    assert [(one.report.place, one.region, one.level) for one in made] == [
        ("云东镇", "云岭县", "乡镇（街道）"),
        ("云西乡", "云岭县", "乡镇（街道）"),
    ]
    first = made[0].report.rows[0]
    assert first.latest is not None
    assert (first.latest.value, first.word) == (96.0, Word.MET)
    assert first.upper is not None
    assert first.upper.value.value == 91.0
    assert made[1].report.rows[0].word is not Word.MET
    assert not made[0].ranks


# ------------------------------------------------------------------------------------------------ scheme


def the_scheme() -> SchemeModel:
    """That of the invented county: four indicators, one task."""
    return scheme_model(package(), catalogue=catalogue(), gazetteer=PLACES, made_on=date(2025, 6, 9), method="直线进度法")


def test_scheme() -> None:
    document = scheme(the_scheme())
    assert words(document, "aims") == "依据《规划》，对规划期2021—2030年内可核对的承诺逐项监测，其中指标4项、工作事项1项。"
    assert cells(document, "system-table")[-1] == ("合计", "4", "4", "0", "0", "1")
    rows = cells(document, "annex-indicators-table")
    assert [(row[2], row[-1]) for row in rows] == [
        ("三岁以下儿童系统管理率", "95%以上（2030）"),
        ("三岁以下儿童系统管理率（以乡镇为单位）", "90%以上（2030）"),
        ("小学生近视率", "每年降低1个百分点（2030）"),
        ("儿童之家覆盖率", "95%以上（2030）"),
    ]
    assert [row[:2] for row in cells(document, "calendar-table")] == [("2023", "开展中期评估"), ("2030", "指标目标到期4项，作到期判定")]
    assert document.head.number
    assert document.head.recipient
    assert scheme(replace(the_scheme(), number="云妇儿工委〔2025〕3号", recipient="各成员单位")).head.number == "云妇儿工委〔2025〕3号"


# ------------------------------------------------------------------------------------------------ all of them


def test_every_template_has_names_and_makes_its_kind() -> None:
    made = (midterm(sample.model()), final(sample.model()), brief(BriefModel(sample.model())), comparison(two_periods()))
    for document in (*made, profile(a_place()), scheme(the_scheme())):
        found = TEMPLATES[document.kind]
        assert found.zh
        assert found.en
        sound(document)


def sound(document: Document) -> None:
    """No section is empty, nothing forbidden is said, it comes back from its JSON, a paragraph is no heap of numbers."""
    assert from_json(to_json(document)) == document
    for one, after in itertools.pairwise((*document.blocks, None)):
        if isinstance(one, Heading):
            empty = after is None or isinstance(after, Annex) or (isinstance(after, Heading) and after.level <= one.level)
            assert not empty, one
        if isinstance(one, Annex):
            assert isinstance(after, Table)
        if isinstance(one, Paragraph):
            assert one.words.strip()
            assert not [bad for bad in FORBIDDEN if bad in one.words], one.words
        if isinstance(one, Table):
            assert one.listing.rows
            assert all(len(row) == len(one.listing.columns) and all(cell not in ("", ()) for cell in row) for row in one.listing.rows)
            assert not [read(cell) for row in one.listing.rows for cell in row if re.search(r"\bnan\b|None", read(cell))]


@pytest.mark.parametrize("folder", sorted(path.parent for path in plans_dir().glob("*/plan.yaml")), ids=lambda folder: folder.name)
def test_all_shipped_packages(folder: Path) -> None:
    """Every template over demonstration data of six years, at the end and, for the comparison, two years before."""
    one = plans.load(folder)
    known, gazetteer, plan = plans.catalogue_of(one), plans.gazetteer(one), one.plan
    used = [known.indicators[code] for code in dict.fromkeys(item.indicator for item in one.commitments)]
    elements = list({element.code: element for indicator in used for element in known.elements_of(indicator)}.values())
    last = min(2024, plan.period[1] or 2024)
    ratios = demonstration.ratios_of(used)
    facts = demonstration.generate(elements, ratios, gazetteer, plan.region, first_year=last - 5, last_year=last, seed=5)
    facts = revisions.current(facts)
    at = {"indicators": used, "elements": known.elements, "gazetteer": gazetteer, "region": plan.region, "threshold": plan.threshold}
    table = figures(facts, **at)  # type: ignore[arg-type]
    judged = {year: judge_package(one, known, gazetteer, table, year) for year in (last, last - 2)}
    told = {"catalogue": known, "gazetteer": gazetteer, "figures": table, "release": sample.RELEASE, "made_on": date(2025, 6, 9)}
    now, then = (report_model(one, judged=judged[year], year=year, **told) for year in (last, last - 2))  # type: ignore[arg-type]
    warnings = carried((), look_at(ground(one, known, gazetteer, table, last, judged[last])), date(2025, 5, 20), owners(one))
    places = place_models(one, judged=judged[last], year=last, **told)[:3]  # type: ignore[arg-type]
    laid = scheme_model(one, catalogue=known, gazetteer=gazetteer, made_on=date(2025, 6, 9), method=now.method)
    made = (midterm(now), final(now), brief(BriefModel(now, warnings)), comparison(ComparisonModel(then, now)), scheme(laid))
    for document in (*made, *map(profile, places)):
        sound(document)
    for document in made[:2]:
        conclusions = [
            row for block in document.blocks if "conclusions" in block.key and isinstance(block, Table) for row in block.listing.rows
        ]
        assert document.kind != "final" or len(conclusions) == len(now.rows)
