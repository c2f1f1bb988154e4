"""年度监测报告: the yearly monitoring report."""

from __future__ import annotations

from typing import Final

from qingmiao.catalogue.numbers import rounding
from qingmiao.reports import listings, sections, sentences
from qingmiao.reports.document import Block, Document, Head, Kind
from qingmiao.reports.model import ReportModel
from qingmiao.reports.voice import Voice

ANNEXES: Final = (
    ("targets", listings.targets),
    ("years", listings.years),
    ("groups", listings.groups),
    ("places", listings.places),
    ("tasks", listings.tasks),
    ("meanings", listings.meanings),
    ("quality", listings.quality),
)


def yearly(model: ReportModel) -> Document:
    """The report of a year: sums, areas, what is behind, what has no data, advice, notes, annexes."""
    with rounding(model.rounding):
        voice = Voice(model)
        blocks = [
            sections.said("opening", opening(model)),
            *sections.chapters(
                [
                    ("overall", "总体情况", sections.overall(model)),
                    ("areas", "分领域监测结果", sections.areas(model, voice)),
                    ("late", "需要重点关注的指标", sections.late(model)),
                    ("silent", "无数据和无法判断的指标", sections.silent(model)),
                    ("advice", "下一步工作建议", sections.advice(model)),
                    ("notes", "数据说明", sections.notes(model)),
                ]
            ),
            *sections.annexes(model, ANNEXES),
        ]
        return document(model, "yearly", f"{model.year}年", "监测报告", sections.bound(model, blocks))


def opening(model: ReportModel) -> str:
    """What the report is, what it rests on, how much it judges."""
    return (
        f"为掌握{sentences.quoted(model.plan_title)}（规划期{sentences.period(model)}，以下简称《规划》）{model.year}年实施进展，"
        f"依据{sentences.release(model)}数据，"
        f"对《规划》可核对的{len(model.rows) + len(model.tasks)}项承诺逐项判定，形成本报告。"
    )


def document(model: ReportModel, kind: Kind, before: str, after: str, blocks: tuple[Block, ...], *, cover: bool = True) -> Document:
    """A document about the whole plan, whose title is the plan's between two pieces of words."""
    lines = sentences.heading_lines(model.plan_title, before, after)
    return Document(
        kind=kind,
        title=f"{before}{sentences.quoted(model.plan_title)}{after}",
        plan=model.plan,
        plan_title=model.plan_title,
        place=model.region,
        year=model.year,
        release=model.release,
        made_on=model.made_on,
        head=Head(tuple(lines), f"{model.place}妇女儿童工作委员会办公室", cover=cover),
        blocks=blocks,
        rounding=model.rounding,
        draft=model.draft,
        simulated=model.simulated,
    )
