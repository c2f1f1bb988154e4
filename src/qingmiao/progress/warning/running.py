"""The command `qingmiao warnings`: the warnings of a plan from a file of facts, carried on from those of before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from qingmiao import compute, plans
from qingmiao.compute.running import check_columns
from qingmiao.errors import UserError
from qingmiao.facts import SCHEMA, revisions
from qingmiao.plans import Package, proposed_departments
from qingmiao.progress.warning.files import from_json, write
from qingmiao.progress.warning.finding import look_at
from qingmiao.progress.warning.ground import Ground, ground
from qingmiao.progress.warning.life import Owners, carried
from qingmiao.progress.warning.model import LEVEL_WORDS, STATE_WORDS, Warned, rules


@dataclass(frozen=True)
class Worked:
    """The warnings of a plan on a day, what they were worked out from, and who answers."""

    base: Ground
    warnings: tuple[Warned, ...]
    owners: Owners

    @property
    def places(self) -> dict[str, str]:
        """Place → its name."""
        return {place.id: place.name for place in self.base.gazetteer}

    def write(self, out: Path) -> None:
        """Write them as .json or .csv, by the ending."""
        write(self.warnings, out, {item.id: item.name for item in self.base.package.commitments}, self.places)

    def told(self) -> list[str]:
        """Lines that tell them."""
        return list(_told(self.warnings, self.places))


def work_out(package: Package, facts: Path, today: date, *, moment: datetime | None = None, before: Path | None = None) -> Worked:
    """The warnings of a plan on a day, from a file of facts, carried on from those of before."""
    past = _past(before)
    base = ground(package, plans.catalogue_of(package), plans.gazetteer(package), _figures(package, facts, moment), year_of(package, today))
    told = owners(package)
    return Worked(base, carried(past, look_at(base), today, told), told)


def year_of(package: Package, today: date) -> int:
    """The year that is judged: the last whole one, but none after the plan's end."""
    last = package.plan.period[1]
    return min(today.year - 1, last) if last else today.year - 1


def owners(package: Package) -> Owners:
    """Who answers: whom the document names, else whom the catalogue proposes."""
    names = {unit.id: unit.name for unit in package.units}
    departments, proposed = plans.catalogue_of(package).departments, proposed_departments(package)
    told: dict[str, tuple[tuple[str, ...], bool]] = {}
    for item in package.commitments:
        department = departments.get(proposed.get(item.id, ""))
        named = tuple(names.get(one, one) for one in item.lead)
        told[item.id] = (named, False) if named else ((department.name,), True) if department else ((), False)
    return told


def _past(before: Path | None) -> tuple[Warned, ...]:
    if before is None:
        return ()
    if not before.is_file():
        raise UserError(
            what="文件不存在 / there is no such file",
            where=str(before),
            cure="核对文件名，第一次计算不用 --before / check the name; the first time needs no --before",
        )
    return from_json(before.read_text(encoding="utf-8"), str(before))


def _figures(package: Package, facts: Path, moment: datetime | None) -> pa.Table:
    """The figures of the plan, those of groups too."""
    check_columns(facts)
    table = pq.read_table(facts, columns=SCHEMA.names).cast(SCHEMA)
    known = revisions.current(table) if moment is None else revisions.as_of(table, moment)
    catalogue = plans.catalogue_of(package)
    used = [catalogue.indicators[code] for code in sorted({row.code for row in package.indicators})]
    return compute.figures(
        known,
        indicators=[*used, *compute.by_group(used, compute.told_groups(known))],
        elements=catalogue.elements,
        gazetteer=plans.gazetteer(package),
        region=package.plan.region,
        threshold=package.plan.threshold,
    )


def _told(warnings: Sequence[Warned], places: dict[str, str]) -> list[str]:
    """What stands, worst first, each in both languages; then how many have ended."""
    standing = sorted((one for one in warnings if one.standing), key=lambda one: one.urgency)
    past = len(warnings) - len(standing)
    lines = [f"{len(standing)} 条预警，另有 {past} 条已结束 / {len(standing)} warnings, {past} over"]
    for one in standing:
        rule, (level_zh, level_en), state = rules()[one.finding.kind], LEVEL_WORDS[one.finding.level], STATE_WORDS[one.state]
        owner = ("、".join(one.owner) or "—") + ("（建议）" if one.owner and one.proposed else "")
        mark = "（模拟数据）" if one.finding.simulated else ""
        lines += [
            "",
            f"[{level_zh}] {rule.zh} · {places.get(one.finding.place, one.finding.place)} · {one.key}",
            f"  {one.finding.zh}{mark}。",
            f"  {one.finding.en}.",
            f"  责任单位：{owner}；{state[0]}，{one.due} 前{'；已升级' if one.escalated else ''} / {rule.en}, {level_en}, {state[1]}, due {one.due}",
        ]
    return lines
