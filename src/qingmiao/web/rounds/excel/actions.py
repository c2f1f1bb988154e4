"""What workbooks change: cells by what stands in them, and what is known of layouts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from qingmiao.exchange.layouts import Layout
from qingmiao.facts.problems import Problem
from qingmiao.rounds.entering import REASONS
from qingmiao.rounds.numbers import number_told
from qingmiao.rounds.states import OPEN
from qingmiao.web import clock
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.rounds.actions import Change, keep_cells
from qingmiao.web.rounds.excel.workbooks import Read, problems_of_forms
from qingmiao.web.rounds.models import CellRow, ForeignFile, FormRow, LayoutRow, Round, Upload
from qingmiao.web.rounds.queries import held_cells

KEPT_DAYS = 30
"""So long a file in a layout of its own is kept, to be read anew where its layout was told wrongly."""


def take_workbook(*, row: Round, read: Read, by: str) -> Upload:
    """Write what stands in a workbook into the cells of its forms, as far as it says something new, and keep what is wrong with it.

    What another person changed after the workbook went out stays and is told, as is what was cleared in the workbook only. Sending the same again
    changes nothing.
    """
    with recorded("workbook.take", by=by) as record:
        keys = [one.ask.key for one in read.returned.filled]
        # Forms are held before their cells, as whoever saves or submits does: none is submitted while its cells are written.
        held = row.forms.filter(pk__in=set(CellRow.objects.filter(pk__in=keys, form__round=row).values_list("form_id", flat=True)))
        forms = {form.pk: form for form in held.select_related("round").select_for_update(of=("self",)).order_by("pk")}
        rows = held_cells(keys, form__round=row)
        taken: list[Change] = []
        problems, same = [], 0
        for one in read.returned.filled:
            cell = rows.get(one.ask.key)
            if cell is None or forms[cell.form_id].state not in OPEN:
                problems.append(read.returned.problem_of(one, *_GONE))
            elif (one.value, one.status, one.comment) == (cell.value, cell.status, cell.comment):
                same += 1
            elif one.empty:
                problems.append(read.returned.problem_of(one, *_cleared(cell)))
            elif cell.version != one.version and cell.changed_by not in ("", by):
                problems.append(read.returned.problem_of(one, *_changed(cell)))
            else:
                taken.append(Change(cell.pk, cell.version, one.value, one.status, one.comment))
        keep_cells(cells=rows, changes=taken, by=by)
        FormRow.objects.filter(pk__in={rows[one.cell].form_id for one in taken}).update(state="filling")
        found = [*read.returned.problems, *problems, *problems_of_forms(row, list(forms.values()), read)]
        upload = _upload(row, read, found, by, saved=len(taken), same=same)
        record.subject, record.detail = (
            f"{row.name}/{read.name}"[:200],
            {"saved": len(taken), "problems": len(found), "sha256": upload.sha256},
        )
    return upload


_GONE = (
    "这张报表已经报送，没有改动 / the form was submitted already; nothing was changed",
    "要改已报的数，请审核人退回 / to change what was submitted, have it returned",
)


def _cleared(cell: CellRow) -> tuple[str, str]:
    zh, en = _there(cell)
    return (
        f"系统里已填“{zh}”，工作簿里是空的，没有改动 / the site has “{en}”, the workbook nothing; nothing was changed",
        "要清空就到网页上清 / to clear it, do so on the page",
    )


def _changed(cell: CellRow) -> tuple[str, str]:
    zh, en = _there(cell)
    return (
        f"{cell.changed_by}后来改成了“{zh}”，没有覆盖 / {cell.changed_by} changed it to “{en}” later; it was not overwritten",
        "与对方核对，到网页上改 / settle it with them, on the page",
    )


def _there(cell: CellRow) -> tuple[str, str]:
    """What stands in a cell, in Chinese and English: a figure, the reason why there is none, or nothing."""
    if cell.value is None:
        return REASONS.get(cell.status, ("空", "nothing"))
    return number_told(cell.value), number_told(cell.value)


def _upload(row: Round, read: Read, problems: Sequence[Problem], by: str, *, saved: int, same: int) -> Upload:
    told = sorted(problems, key=lambda one: (one.row or 0, one.column or 0))
    return Upload.objects.create(
        round=row,
        moment=clock.now(),
        by=by,
        name=read.name,
        sha256=sha256(read.data).hexdigest(),
        saved=saved,
        same=same,
        problems=[[one.row, one.column, read.returned.names.get(one.row or 0, ""), one.head, one.what, one.cure] for one in told],
        marked=read.given_back(told) if told else None,
        sheet=read.returned.sheet if read.layout else "",
        layout_id=read.layout,
        file_id=read.file,
    )


# ------------------------------------------------------------------------------------------------ other layouts


def keep_file(*, row: Round, name: str, data: bytes, by: str) -> ForeignFile:
    """Keep a file in a layout of its own for a while; the same one of the same person is kept once."""
    with recorded("layout.file", by=by) as record:
        ForeignFile.objects.filter(moment__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()
        digest = sha256(data).hexdigest()
        found, _ = ForeignFile.objects.get_or_create(
            round=row, by=by, sha256=digest, defaults={"name": name, "data": data, "moment": clock.now()}
        )
        record.subject, record.detail = f"{row.name}/{name}"[:200], {"sha256": digest}
    return found


def keep_layout(*, region: str, name: str, layout: Layout, by: str) -> LayoutRow:
    """Keep what a table means; one with the same heads gives way to it."""
    signature = sha256("\n".join(sorted(head for head, meaning in layout.columns.items() if meaning)).encode()).hexdigest()
    with recorded("layout.keep", by=by) as record:
        told = {
            "name": name[:120],
            "columns": dict(layout.columns),
            "words": dict(layout.words),
            "place": layout.place,
            "adds": layout.adds,
            "height": layout.height,
            "by": by,
            "moment": clock.now(),
        }
        row, _ = LayoutRow.objects.update_or_create(region=region, signature=signature, defaults=told)
        record.subject, record.detail = name[:200], {"columns": told["columns"], "words": len(layout.words)}
    return row


def drop_layout(*, layout_id: int, by: str) -> None:
    """Forget what a table means; what was read by it stays."""
    with recorded("layout.drop", by=by) as record:
        row = LayoutRow.objects.get(pk=layout_id)
        record.subject = row.name
        row.delete()
