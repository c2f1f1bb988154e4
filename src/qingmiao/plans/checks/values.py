"""Rules about what is promised: each kind has what it needs, and figures are possible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from qingmiao.plans.checks.subject import Found, Subject
from qingmiao.plans.indicators import same_unit
from qingmiao.plans.model import Commitment

NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "level": ("comparator",),
    "change": ("value", "direction"),
    "trend": ("direction",),
    "norm": ("value",),
    "count": ("value",),
    "amount": ("value",),
    "milestone": ("deadline",),
}
"""Fields without which a commitment of a kind cannot be checked; a level needs a value unless it has a reference."""


def needs(subject: Subject) -> Iterator[Found]:
    """A commitment has what its kind needs."""
    for row, item in enumerate(subject.package.commitments):
        for field in (*NEEDS.get(item.kind, ()), *(("value",) if item.kind == "level" and item.reference is None else ())):
            if getattr(item, field) is None and item.role != "background":
                yield Found(
                    "commitments",
                    row,
                    "kind",
                    f"{item.id}（{item.kind}）缺少 {field} / {item.id} ({item.kind}) lacks {field}",
                    f"补上 {field}，或改正 kind / add {field}, or correct the kind",
                )


def ranges(subject: Subject) -> Iterator[Found]:
    """A range has two ends, the lower first."""
    for row, item in enumerate(subject.package.commitments):
        if item.comparator == "range" and item.value_high is None:
            yield Found(
                "commitments",
                row,
                "comparator",
                f"{item.id} 是区间，却没有 value_high / a range without value_high",
                "补上 value_high / add value_high",
            )
        elif item.value_high is not None and item.value is not None and item.value_high <= item.value:
            yield Found(
                "commitments",
                row,
                "value_high",
                f"{item.id} 的上限不大于下限 / the upper end is not above the lower",
                "对调或改正两个数值 / swap or correct the two values",
            )


def limits(subject: Subject) -> Iterator[Found]:
    """A share lies between 0 and 100, nothing promised is negative."""
    for row, item in enumerate(subject.package.commitments):
        if item.value is None or item.kind == "change":
            continue
        if item.value < 0 or (item.unit in ("%", "％") and item.value > 100 and item.kind == "level" and not _may_exceed(subject, item)):
            yield Found(
                "commitments",
                row,
                "value",
                f"{item.id} 的目标值 {item.value:g}{item.unit or ''} 不可能 / the value cannot be",
                "核对原文数值与单位 / check value and unit against the document",
            )


def _may_exceed(subject: Subject, item: Commitment) -> bool:
    """Whether the catalogue says that a share of this name may pass 100 (gross enrolment)."""
    known = subject.catalogue.indicators.get(item.indicator)
    return known is not None and known.limits[1] is None


def units_agree(subject: Subject) -> Iterator[Found]:
    """A level is set in the unit in which its indicator is measured."""
    local = {item.code: item.unit for item in subject.package.indicators}
    for row, item in enumerate(subject.package.commitments):
        if item.kind != "level" or not item.unit or item.value is None:
            continue
        known = subject.catalogue.indicators.get(item.indicator)
        there = known.unit if known else local.get(item.indicator)
        if there and not same_unit(there, item.unit):
            yield Found(
                "commitments",
                row,
                "unit",
                f"{item.id} 的单位 {item.unit} 与指标的单位 {there} 不同 / unit {item.unit} differs from the indicator's {there}",
                "核对原文单位，或改用本地指标 / check the unit in the document, or use a local indicator",
            )


def deadlines(subject: Subject) -> Iterator[Found]:
    """A deadline is not before the plan begins; long after its end is worth a look."""
    first, last = subject.package.plan.period
    for row, item in enumerate(subject.package.commitments):
        if item.deadline is None or item.role == "background":
            continue
        if (first is not None and item.deadline < first) or (last is not None and item.deadline > last + 5):
            yield Found(
                "commitments",
                row,
                "deadline",
                f"{item.id} 的期限 {item.deadline} 不在规划期内 / the deadline is outside the plan's period",
                "核对原文年份 / check the year in the document",
                "warning",
            )


def same_twice(subject: Subject) -> Iterator[Found]:
    """One promise made in several places of the document is worth a look."""
    seen: dict[tuple[object, ...], str] = {}
    for row, item in enumerate(subject.package.commitments):
        if item.kind in ("milestone", "action") or item.role == "background":
            continue
        key = (
            item.kind,
            item.indicator,
            item.population,
            item.level_of,
            item.comparator,
            item.value,
            item.unit,
            item.per,
            item.deadline,
            item.direction,
        )
        if key in seen:
            yield Found(
                "commitments",
                row,
                "id",
                f"{item.id} 与 {seen[key]} 内容相同 / says the same as {seen[key]}",
                "文件中出现两次的可以都留；读重了的删去一项 / keep both where the document says it twice; delete one that was read twice",
                "note",
            )
        seen.setdefault(key, item.id)


def contrary(subject: Subject) -> Iterator[Found]:
    """A target that bounds a good thing from above, or a bad thing from below, is worth a look."""
    wrong = {"up": ("<=", "<"), "down": (">=", ">")}
    for row, item in enumerate(subject.package.commitments):
        known = subject.catalogue.indicators.get(item.indicator)
        if known is not None and known.direction and item.kind == "level" and item.comparator in wrong[known.direction]:
            yield Found(
                "commitments",
                row,
                "comparator",
                f"{item.id} 的比较符 {item.comparator} 与指标方向相反 / the comparator goes against the indicator's direction",
                "核对原文“以上”“以下” / check 以上/以下 in the document",
                "warning",
            )


def no_direction(subject: Subject) -> Iterator[Found]:
    """A target that bounds an indicator from one side says which way is better: so does the indicator."""
    local = {item.code: item.direction for item in subject.package.indicators}
    for row, item in enumerate(subject.package.commitments):
        known = subject.catalogue.indicators.get(item.indicator)
        direction = known.direction if known else local.get(item.indicator)
        if item.kind == "level" and item.comparator in (">=", ">", "<=", "<") and direction is None:
            yield Found(
                "commitments",
                row,
                "indicator",
                f"{item.id} 有目标，指标 {item.indicator} 却没有写明升好还是降好 / a target, and the indicator does not say which way is better",
                "在 indicators.yaml 或指标目录中写上 direction / write the direction in indicators.yaml or in the catalogue",
                "warning",
            )
