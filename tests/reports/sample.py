"""Hand-made reports: an invented county whose figures are worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from qingmiao.progress.model import Word
from qingmiao.reports import Measured, ReleaseHead, ReportModel, Row

RELEASE = ReleaseHead("2024年度数据", datetime(2025, 5, 20, 9, 0, tzinfo=UTC))


def row(number: int, name: str, word: Word, **others: object) -> Row:
    """A row of the indicator table with everything that is not said left at a plain value."""
    plain = Row(
        number=number,
        commitment=f"C{number:03d}",
        area="儿童与健康",
        kind="level",
        name=name,
        unit="%",
        target="≥95%",
        deadline=2030,
        base=Measured(2020, 88.0),
        latest=Measured(2024, 91.55, reporting=12, expected=14),
        word=word,
        sentence=f"2024年{name}为91.55%。",
        gap="3.45个百分点",
        source="卫生健康",
        units=("县卫生健康局",),
        proposed=False,
        aim=95.0,
        pace=90.8,
    )
    return replace(plain, **others)  # type: ignore[arg-type]


def rows(simulated: bool = False) -> tuple[Row, ...]:
    """Eleven indicators in three areas: each verdict at least once."""
    every = (*_health(), *_education(), *_welfare())
    return tuple(replace(item, simulated=simulated and item.latest is not None) for item in every)


def _health() -> tuple[Row, ...]:
    infants, mothers = Measured(2024, 2.8, reporting=14, expected=14), Measured(2024, 14.2)
    died = (Measured(2020, 4.6), Measured(2023, 3.1), infants)
    return (
        row(1, "婴儿死亡率", Word.MET, unit="‰", target="≤5‰", base=Measured(2020, 4.6), latest=infants, aim=5.0, gap="", series=died),
        row(
            2,
            "孕产妇死亡率",
            Word.ON_THE_WAY,
            unit="/10万",
            target="≤12/10万",
            base=Measured(2020, 18.4),
            latest=mothers,
            aim=12.0,
            pace=15.8,
            gap="",
        ),
        row(3, "3岁以下儿童系统管理率", Word.ON_THE_WAY, latest=Measured(2024, 92.84), gap=""),
        row(
            4,
            "儿童眼保健和视力检查覆盖率",
            Word.BEHIND,
            target="≥90%",
            aim=90.0,
            latest=Measured(2024, 88.1, "provisional"),
            gap="1.90个百分点",
        ),
        row(
            5,
            "适龄儿童免疫规划疫苗接种率（以乡镇为单位）",
            Word.UNDECIDED,
            only_rounded=True,
            latest=Measured(2024, 94.996),
            proposed=True,
        ),
    )


def _education() -> tuple[Row, ...]:
    area, bureau = "儿童与教育", ("县教育局",)
    myopia = {"target": "每年降低1个百分点", "base": Measured(2020, 36.4), "latest": Measured(2024, 37.2), "aim": 26.4}
    entry = {"target": "≥92%", "base": Measured(2020, 90.1), "latest": Measured(2023, 91.7), "aim": 92.0}
    return (
        row(6, "中小学生近视率", Word.HARDLY, area=area, units=("县教育局", "县卫生健康局"), **myopia),
        row(7, "学前教育毛入园率", Word.LOST, area=area, units=bureau, proposed=True, **entry),
        row(8, "九年义务教育巩固率", Word.MET, area=area, latest=Measured(2024, 96.4), gap="", units=bureau),
    )


def _welfare() -> tuple[Row, ...]:
    silent = {"area": "儿童与福利", "base": None, "latest": None, "gap": "", "situation": "从未报送", "source": "—"}
    nothing = {"base": None, "aim": None, "pace": None, "gap": "", "situation": "缺基期数据"}
    return (
        row(9, "儿童之家覆盖率", Word.NO_DATA, units=("县民政局",), proposed=True, **silent),
        row(10, "儿童主任持证上岗率", Word.NO_DATA, units=(), **silent),
        row(11, "儿童福利支出占比", Word.CANNOT_JUDGE, area="儿童与福利", target="逐步提高", units=("县财政局",), **nothing),
    )


def tasks() -> tuple[Row, ...]:
    """Three things to be done once."""
    done = {"kind": "milestone", "unit": "done", "target": "完成", "base": None, "aim": None, "pace": None, "gap": ""}
    return (
        row(12, "开展规划中期评估", Word.NO_DATA, deadline=2025, latest=None, source="—", units=(), **done),
        row(13, "设立儿童保护热线", Word.MET, area="儿童与福利", deadline=2023, latest=Measured(2023, 1.0), units=("县民政局",), **done),
        row(
            14,
            "制定家庭教育指导服务规范",
            Word.HARDLY,
            area="儿童与家庭",
            deadline=2024,
            latest=Measured(2024, 0.0),
            units=("县妇联",),
            **done,
        ),
    )


def model(**others: object) -> ReportModel:
    """The report of the invented county."""
    values: dict[str, object] = {
        "plan_title": "云岭县儿童发展规划（2021-2030年）",
        "plan_short": "云岭县儿童规划",
        "place": "云岭县",
        "period": (2021, 2030),
        "year": 2024,
        "release": RELEASE,
        "made_on": date(2025, 6, 9),
        "method": "直线进度法",
        "threshold": 0.6,
        "rows": rows(),
        "tasks": tasks(),
        "notes": ("规划文件未点名的29个县待补充名单，补充前不列入应报单位。",),
    }
    return ReportModel(**{**values, **others})  # type: ignore[arg-type]
