"""Forms of a round to a machine without a network and back: what is packed, and what is taken of what comes in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qingmiao.catalogue import Catalogue
from qingmiao.errors import UserError
from qingmiao.exchange.packages import Cell, FormPart, Head, Line, Package, RoundHead, read_package, write_package
from qingmiao.exchange.signed import own_key, trusted
from qingmiao.web import clock
from qingmiao.web.home import subfolder
from qingmiao.web.ledger.heads import keys_folder
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.rounds.away.actions import note_pack, take_answers, take_forms
from qingmiao.web.rounds.models import CellRow, FormRow, Round
from qingmiao.web.rounds.queries import books_of, catalogue_of, gazetteer_of, key_of

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "taken": ("收下", "taken"),
    "same": ("原已如此", "the same already"),
    "changed": ("本站已另改，没有收", "changed here meanwhile; not taken"),
    "unknown": ("没有这一格，没有收", "no such cell; not taken"),
    "closed": ("现在不能填，没有收", "cannot be filled in now; not taken"),
    "wrong": ("填得不对，没有收", "not a figure that can stand; not taken"),
}
"""Outcome of a cell → its words."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a package: its content, whose it is, how many cells and forms, and what was not taken; `again`: it had been taken before."""

    content: str
    signer: str
    round: str
    forms: int
    lines: tuple[Line, ...] = ()
    again: bool = False
    receipt: Path | None = None


# ------------------------------------------------------------------------------------------------ packing


def pack(round_: str, to: str, out: Path, *, by: str) -> Head:
    """Pack the forms of a round for a place or a department; of a round that came in a package, pack what was filled in, for whoever sent it.

    Raises UserError where there is no such round, place or form.
    """
    row = Round.objects.filter(name=round_).first() or (
        Round.objects.filter(pk=int(round_)).first() if round_.isascii() and round_.isdigit() else None
    )
    if row is None:
        known = "、".join(Round.objects.order_by("-opened_at").values_list("name", flat=True)[:10])
        raise UserError(
            what=f"没有轮次“{round_}” / there is no such round", where="qingmiao exchange pack", cure=f"已有的 / at hand: {known}"
        )
    came = came_with(row)
    if came:
        return _pack_answers(row, came, out, by)
    name, forms = _addressed(row, to)
    parts = [_part(form, catalogue_of(row)) for form in forms]
    plans = {book.id: {path.name: path.read_bytes() for path in sorted(book.folder.glob("*.yaml"))} for book in books_of(row)}
    head = write_package(
        out,
        key=own_key(keys_folder()),
        content="forms",
        round_=_head(row),
        to=name,
        made_at=clock.now().astimezone(UTC),
        forms=parts,
        plans=plans,
    )
    note_pack(package=head.id, round_=row.name, to=name, forms=[[form.department, form.place] for form in forms], by=by)
    return head


def _addressed(row: Round, to: str) -> tuple[str, list[FormRow]]:
    """The name of a place or a department, and its forms: of a place also those on what lies below."""
    catalogue, gazetteer = catalogue_of(row), gazetteer_of(row)
    forms = list(row.forms.order_by("id"))
    department = catalogue.departments.get(to) or catalogue.department_named(to)
    if department is not None:
        name, found = department.name, [form for form in forms if form.department == department.code]
    else:
        places = {place.id: place.name for place in gazetteer if to in (place.id, place.name)}
        name = next(iter(places.values()), to)
        found = [form for form in forms if form.place in places or any(up.id in places for up in gazetteer.above(form.place))]
    if not found:
        raise UserError(
            what=f"这一轮没有“{to}”的报表 / the round has no forms of “{to}”",
            where=row.name,
            cure="--to 写地区或部门的名称或编号 / name a place or a department with --to, by name or code",
        )
    return name, found


def _head(row: Round) -> RoundHead:
    return RoundHead(name=row.name, region=row.region, plans=tuple(row.plans), year=row.year, due=row.due, practice=row.practice)


def _part(form: FormRow, catalogue: Catalogue, versions: Mapping[tuple[str, tuple[str, ...]], int] | None = None) -> FormPart:
    cells = [_cell(cell, catalogue, versions) for cell in form.cells.order_by("position")]
    return FormPart(department=form.department, place=form.place, due=form.due, cells=tuple(cell for cell in cells if cell is not None))


def _cell(cell: CellRow, catalogue: Catalogue, versions: Mapping[tuple[str, tuple[str, ...]], int] | None) -> Cell | None:
    element, groups = key_of(cell)
    said = {"value": cell.value, "status": cell.status, "comment": cell.comment}
    if versions is not None:
        version = versions.get((element, groups))
        return None if version is None or cell.version == version else Cell(element=element, groups=groups, version=version, **said)  # type: ignore[arg-type]
    known = catalogue.elements[element]
    return Cell(
        element=element,
        groups=groups,
        name=known.name,
        unit=known.unit,
        definition=known.definition or "",
        before=tuple((year, value) for year, value in cell.before),
        low=cell.low,
        high=cell.high,
        version=cell.version,
        **said,  # type: ignore[arg-type]
    )


# ------------------------------------------------------------------------------------------------ what came in


def came_with(row: Round) -> list[Package]:
    """The packages with which a round came to this site, the first one first; none for a round that was opened here."""
    names = AuditEntry.objects.filter(action="exchange.unpack", detail__content="forms", detail__round=row.name).order_by("id")
    known = trusted(keys_folder())
    paths = [_received(entry.subject) for entry in names]
    return [read_package(path, trusted=known) for path in paths if path.is_file()]


def _received(package: str) -> Path:
    return subfolder("exchange") / f"{package}.qmp"


def _pack_answers(row: Round, came: list[Package], out: Path, by: str) -> Head:
    """What was filled in since the forms came: each cell with the version that the other site had then."""
    first, catalogue = came[0], catalogue_of(row)
    versions: dict[tuple[str, str], dict[tuple[str, tuple[str, ...]], int]] = {}
    for package in came:
        for form in package.forms:
            versions.setdefault((form.department, form.place), {(cell.element, cell.groups): cell.version for cell in form.cells})
    parts = [_part(form, catalogue, versions.get((form.department, form.place), {})) for form in row.forms.order_by("id")]
    filled = [part for part in parts if part.cells]
    if not filled:
        raise UserError(what="还没有填任何一格 / nothing has been filled in yet", where=row.name, cure="先填报，再打包 / fill in first")
    head = write_package(
        out,
        key=own_key(keys_folder()),
        content="answers",
        round_=_head(row),
        to=first.signer.name,
        made_at=clock.now().astimezone(UTC),
        answers=first.head.id,
        forms=filled,
    )
    note_pack(package=head.id, round_=row.name, to=first.signer.name, forms=[[part.department, part.place] for part in filled], by=by)
    return head


def unpack(path: Path, *, receipt: Path | None, by: str, add_plans: Callable[[list[Path]], object]) -> Taken:
    """Take what a package holds: forms to fill in, filled-in cells, or a receipt. A package that was taken before changes nothing.

    `add_plans` puts plan packages into the site. Raises UserError where the package is not to be trusted or does not belong here; nothing of it is taken.
    """
    package = read_package(path, trusted=trusted(keys_folder()))
    head = package.head
    if head.content == "receipt":
        return Taken("receipt", package.signer.name, head.round.name, 0, package.lines)
    before = AuditEntry.objects.filter(action="exchange.unpack", subject=head.id).first()
    if before is not None:
        lines = tuple(Line.model_validate(one) for one in before.detail["lines"])
        found = Taken(head.content, package.signer.name, head.round.name, len(package.forms), lines, again=True)
    elif head.content == "forms":
        found = _take_forms(package, path, by, add_plans)
    else:
        found = _take_answers(package, path, by)
    if head.content != "answers":
        return found
    out = receipt or path.with_name(f"{path.stem}.receipt.qmp")
    if not out.exists():
        _write_receipt(out, package, found.lines)
    return Taken(found.content, found.signer, found.round, found.forms, found.lines, found.again, out)


def _write_receipt(out: Path, package: Package, lines: tuple[Line, ...]) -> None:
    write_package(
        out,
        key=own_key(keys_folder()),
        content="receipt",
        round_=package.head.round,
        to=package.signer.name,
        made_at=clock.now().astimezone(UTC),
        answers=package.head.id,
        lines=lines,
    )


def _take_forms(package: Package, path: Path, by: str, add_plans: Callable[[list[Path]], object]) -> Taken:
    head = package.head
    own = Round.objects.filter(name=head.round.name).first()
    if own is not None and not any(
        one.head.round == head.round and one.signer.fingerprint == package.signer.fingerprint for one in came_with(own)
    ):
        raise UserError(
            what=f"本站已有另一个名为“{head.round.name}”的轮次 / there is another round of that name here",
            where=str(path),
            cure="请对方换一个名称 / have them give theirs another name",
        )
    _need_plans(package, path, add_plans)
    kept = _received(head.id)
    kept.write_bytes(path.read_bytes())
    count = take_forms(package=package, by=by)
    return Taken("forms", package.signer.name, head.round.name, count)


def _need_plans(package: Package, path: Path, add_plans: Callable[[list[Path]], object]) -> None:
    """Put in the plans that are not here yet; those that are here stay as they are."""
    missing = [plan for plan in package.head.round.plans if shelf().get(plan) is None]
    with tempfile.TemporaryDirectory(prefix="qingmiao-plans-", ignore_cleanup_errors=True) as folder:
        paths = []
        for plan in missing:
            if plan not in package.plans:
                raise UserError(
                    what=f"包里没有规划 {plan} / the package lacks the plan {plan}",
                    where=str(path),
                    cure="请对方重新打包 / have it packed again",
                )
            paths.append(Path(folder) / plan)
            paths[-1].mkdir()
            for name, content in package.plans[plan].items():
                (paths[-1] / name).write_bytes(content)
        if paths:
            add_plans(paths)


def _take_answers(package: Package, path: Path, by: str) -> Taken:
    """Filled-in cells, of forms that were sent to whoever signed."""
    head = package.head
    sent = AuditEntry.objects.filter(action="exchange.pack", subject=head.answers or "").first()
    row = Round.objects.filter(name=head.round.name).first()
    if sent is None or row is None or sent.detail["round"] != row.name:
        raise UserError(
            what="这个包答的不是本站发出的报表 / the package answers no forms that this site sent",
            where=f"{path}：{head.round.name}",
            cure="核对轮次和收件单位 / look at the round, and whom it is for",
        )
    if sent.detail["to"] != package.signer.name:
        raise UserError(
            what=f"报表发给“{sent.detail['to']}”，签名的是“{package.signer.name}” / the forms were sent to one and signed by another",
            where=str(path),
            cure="请收到报表的单位打包 / have it packed by whoever got the forms",
        )
    newest = max(_made_at(package.signer.fingerprint, head.answers), default=None)
    if newest is not None and head.made_at < newest:
        raise UserError(
            what="已收过更新的包，这个旧包没有收 / a newer package was taken already; this older one was not",
            where=f"{path}：{head.made_at:%Y-%m-%d %H:%M}",
            cure="用最新打的包 / use the one that was packed last",
        )
    allowed = {(department, place) for department, place in sent.detail["forms"]}
    lines = take_answers(package=package, round_id=row.pk, allowed=allowed, by=by)
    return Taken("answers", package.signer.name, row.name, len(package.forms), tuple(lines))


def _made_at(signer: str, answers: str | None) -> Iterator[datetime]:
    rows = AuditEntry.objects.filter(action="exchange.unpack", detail__content="answers", detail__signer=signer, detail__answers=answers)
    for entry in rows:
        yield datetime.fromisoformat(entry.detail["made_at"])
