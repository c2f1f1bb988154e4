"""What packages change: keys that are accepted, forms and answers that are taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from qingmiao.errors import UserError
from qingmiao.exchange import signed
from qingmiao.exchange.packages import Cell, FormPart, Line, Package
from qingmiao.web import clock
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.ledger.heads import keys_folder
from qingmiao.web.rounds.actions import Change, save_cells
from qingmiao.web.rounds.models import CellRow, FormRow, Round
from qingmiao.web.rounds.queries import catalogue_of, key_of


def accept_key(*, public: Path, name: str, by: str) -> signed.Known:
    """Accept the public key of another site under a name. Raises UserError as `signed.trust` does."""
    with recorded("exchange.trust", by=by) as record:
        known = signed.trust(keys_folder(), public, name)
        record.subject, record.detail = known.name, {"fingerprint": known.fingerprint}
    return known


def note_pack(*, package: str, round_: str, to: str, forms: Sequence[Sequence[str]], by: str) -> None:
    """Put into the audit log which forms (department, place) went to whom in which package: only these are taken back from it."""
    with recorded("exchange.pack", by=by) as record:
        record.subject = package
        record.detail = {"round": round_, "to": to, "forms": [list(one) for one in forms]}


def _came(package: Package, lines: Sequence[Line]) -> dict[str, Any]:
    head = package.head
    told = {"content": head.content, "round": head.round.name, "from": package.signer.name, "signer": package.signer.fingerprint}
    return {**told, "answers": head.answers, "made_at": head.made_at.isoformat(), "lines": [one.model_dump(mode="json") for one in lines]}


def take_forms(*, package: Package, by: str) -> int:
    """Take forms to be filled in here; those that are here already stay as they are. Returns how many are new."""
    head = package.head.round
    with recorded("exchange.unpack", by=by) as record:
        row, _ = Round.objects.get_or_create(
            name=head.name,
            defaults={
                "region": head.region,
                "plans": list(head.plans),
                "year": head.year,
                "due": head.due,
                "practice": head.practice,
                "opened_by": by,
                "opened_at": clock.now(),
            },
        )
        catalogue, count = catalogue_of(row), 0
        for part in package.forms:
            if any(cell.element not in catalogue.elements for cell in part.cells):
                raise UserError(
                    what="报表里有本站不认识的数据元 / a form has an element that this site does not know",
                    where=f"{head.name}/{part.department}/{part.place}",
                    cure="本站的规划包与对方不同，先换成一样的 / the plan package differs here: bring it up to date first",
                )
            count += _form_taken(row, part)
        record.subject, record.detail = package.head.id, _came(package, [])
    return count


def _form_taken(row: Round, part: FormPart) -> bool:
    form, new = FormRow.objects.get_or_create(
        round=row, department=part.department, place=part.place, defaults={"due": part.due, "cells_count": len(part.cells)}
    )
    if new:
        CellRow.objects.bulk_create(_cell_taken(form, position, cell) for position, cell in enumerate(part.cells))
    return new


def _cell_taken(form: FormRow, position: int, cell: Cell) -> CellRow:
    return CellRow(
        form=form,
        position=position,
        element=cell.element,
        groups=",".join(cell.groups),
        before=[list(one) for one in cell.before],
        low=cell.low,
        high=cell.high,
        value=cell.value,
        status=cell.status,
        comment=cell.comment,
        version=cell.version,
    )


def take_answers(*, package: Package, round_id: int, allowed: Collection[tuple[str, str]], by: str) -> list[Line]:
    """Take filled-in cells of a round, of the `allowed` forms (department, place), and tell of each what became of it.

    What somebody changed here meanwhile stays; what came with an earlier package of the same sender gives way.
    """
    writer = f"{package.signer.name} ({package.signer.fingerprint[:8]})"[:150]
    with recorded("exchange.unpack", by=by) as record:
        round_ = Round.objects.get(pk=round_id)
        lines = [line for part in package.forms for line in _answered(round_, part, (part.department, part.place) in allowed, writer)]
        record.subject, record.detail = package.head.id, _came(package, lines)
    return lines


def _answered(round_: Round, part: FormPart, allowed: bool, writer: str) -> Iterator[Line]:
    form = FormRow.objects.filter(round=round_, department=part.department, place=part.place).first() if allowed else None
    known = {key_of(cell): cell for cell in form.cells.all()} if form else {}
    changes: dict[int, tuple[Cell, Change]] = {}
    for cell in part.cells:
        row = known.get((cell.element, cell.groups))
        if form is None or row is None:
            yield _line(part, cell, "unknown")
        elif round_.closed_at:
            yield _line(part, cell, "closed")
        elif (row.value, row.status, row.comment) == (cell.value, cell.status, cell.comment):
            yield _line(part, cell, "same")
        elif not _can_stand(cell):
            yield _line(part, cell, "wrong")
        else:
            version = row.version if row.changed_by == writer else cell.version
            changes[row.pk] = (cell, Change(row.pk, version, cell.value, cell.status, cell.comment))
    if form is None or not changes:
        return
    try:
        saved = save_cells(form=form, changes=[change for _, change in changes.values()], by=writer)
    except UserError as error:
        yield from (_line(part, cell, "closed", error.what) for cell, _ in changes.values())
        return
    for one in saved:
        cell, _ = changes[one.cell]
        yield _line(part, cell, "changed" if one.conflict else "taken", one.by if one.conflict else "")


def _can_stand(cell: Cell) -> bool:
    """A cell's status is one that people may choose, and a value stands only where the status lets one."""
    return cell.status in ("", "estimated") or (
        cell.status in ("not_carried_out", "not_collected", "not_applicable") and cell.value is None
    )


def _line(part: FormPart, cell: Cell, outcome: Any, words: str = "") -> Line:
    return Line(department=part.department, place=part.place, element=cell.element, groups=cell.groups, outcome=outcome, words=words)
