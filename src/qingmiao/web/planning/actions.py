"""What changes who answers for a commitment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qingmiao.web import clock
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.planning.models import Assignment


@dataclass(frozen=True, slots=True)
class Assigned:
    """A unit to assign: its name as it will stand on pages and in reports, and the catalogue's department where it is one."""

    name: str
    department: str = ""


def assign(*, plan: str, units: Mapping[str, Assigned], by: str) -> int:
    """Assign a lead unit to each of some commitments (commitment id → unit); what is assigned already is left. Returns how many are new."""
    with recorded("commitment.assign", by=by) as record:
        standing = set(Assignment.objects.filter(plan=plan, ended_at=None, commitment__in=units).values_list("commitment", "name"))
        new = [
            Assignment(
                plan=plan, commitment=commitment, name=unit.name, department=unit.department, assigned_by=by, assigned_at=clock.now()
            )
            for commitment, unit in units.items()
            if (commitment, unit.name) not in standing
        ]
        Assignment.objects.bulk_create(new)
        record.subject = plan
        record.detail = {one.commitment: one.name for one in new}
    return len(new)


def take_back(*, plan: str, assignment: int, by: str) -> None:
    """End an assignment; it stays in the books. Raises Assignment.DoesNotExist when there is no such standing one."""
    with recorded("commitment.take_back", by=by) as record:
        standing = Assignment.objects.get(pk=assignment, plan=plan, ended_at=None)
        standing.ended_by, standing.ended_at = by, clock.now()
        standing.save(update_fields=["ended_by", "ended_at"])
        record.subject = f"{plan}/{standing.commitment}"
        record.detail = {"name": standing.name}
