"""What changes the ledger. Each action is keyword-only, says who acts (`by`), is one transaction and leaves one audit entry."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Max

from qingmiao.errors import UserError
from qingmiao.facts.releases import freeze
from qingmiao.facts.schema import SCHEMA
from qingmiao.facts.table import renumbered, validate
from qingmiao.progress import Judged
from qingmiao.progress.warning import Finding, Warned, answered, carried, closed, measure_set
from qingmiao.progress.warning.files import as_plain, from_plain
from qingmiao.web import clock
from qingmiao.web.ledger import heads
from qingmiao.web.ledger.audit import START, digest, hold_chain, settled
from qingmiao.web.ledger.bulk import copy_in
from qingmiao.web.ledger.models import AuditEntry, Computed, Fact, Figure, Release, VerdictRow, WarningRow

Act = Literal["answer", "measure", "close"]
"""What people do with a warning."""


@dataclass
class Record:
    """What an action says of itself; it fills this in before its transaction ends."""

    subject: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def recorded(action: str, *, by: str) -> Iterator[Record]:
    """Run an action in one transaction that ends with its audit entry; an error undoes both."""
    record = Record()
    with transaction.atomic():
        yield record
        _append_audit(action, by, record)


def _append_audit(action: str, by: str, record: Record) -> None:
    hold_chain()
    last = AuditEntry.objects.order_by("-id").values_list("hash", flat=True).first()
    moment = clock.now()
    said: dict[str, Any] = {"by": by, "action": action, "subject": record.subject, "detail": settled(record.detail)}
    previous = last or START
    AuditEntry.objects.create(moment=moment, previous=previous, hash=digest(previous, moment=moment.isoformat(), **said), **said)
    heads.after_action(moment)


def store_facts(*, table: pa.Table, source: str, by: str, correcting: bool = False) -> int:
    """Add facts (schema `facts.SCHEMA`) and return how many; `source` says where they come from.

    Their ids are given anew, behind those at hand. What they supersede is moved with them, as facts of the same table;
    with `correcting` it names facts at hand (as what `facts.importing.read_facts` gives does) and stays.
    """
    validate(table)
    with recorded("facts.store", by=by) as record:
        hold_chain()  # from here on nobody else gives out numbers of facts
        last = Fact.objects.aggregate(last=Max("id"))["last"] or 0
        count = copy_in(Fact, _following(table, last) if correcting else renumbered(table, last))
        _move_sequence(Fact)
        record.subject, record.detail = source, {"count": count, "after": last}
    return count


def _following(table: pa.Table, last: int) -> pa.Table:
    ids = pa.array(range(last + 1, last + 1 + table.num_rows), pa.int64())
    return table.set_column(0, SCHEMA.field("id"), ids)


def _move_sequence(model: type[Fact]) -> None:
    """PostgreSQL's own counter does not see ids that were written by COPY."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            name = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT COALESCE(MAX(id), 1) FROM {name}))")


def publish(*, name: str, facts: pa.Table, folder: Path, words: Mapping[str, Mapping[str, str]], by: str) -> Release:
    """Freeze the facts of this moment under a name, with the verdicts of the plans (plan → commitment → word).

    Raises UserError where the name stands for another release already.
    """
    if Release.objects.filter(name=name).exists():
        raise UserError(
            what=f"发布“{name}”已经有了 / the release “{name}” is there already",
            where=name,
            cure="换一个名称；已发布的不能改 / choose another name; what was released is never changed",
        )
    with recorded("release.publish", by=by) as record:
        frozen = freeze(facts, name, clock.now().astimezone(UTC), folder)
        kept = {plan: dict(some) for plan, some in words.items()}
        release = Release.objects.create(
            name=name, moment=frozen.moment, count=frozen.count, sha256=frozen.sha256, file=frozen.file, words=kept
        )
        record.subject, record.detail = name, {"count": frozen.count, "sha256": frozen.sha256}
        heads.after_release()
    return release


@dataclass(frozen=True)
class Outcome:
    """What was computed for one plan: figures (schema `compute.FIGURES`) and verdicts by year, the last year being the one shown; what the rules of
    warnings found."""

    plan: str
    figures: pa.Table
    verdicts: Mapping[int, Sequence[Judged]]
    fingerprint: str
    findings: Sequence[Finding] | None = None


def keep_outcome(*, outcome: Outcome, by: str) -> None:
    """Put new figures and verdicts of one plan in the place of its present ones."""
    with recorded("plan.compute", by=by) as record:
        Figure.objects.filter(plan=outcome.plan).delete()
        VerdictRow.objects.filter(plan=outcome.plan).delete()
        copy_in(Figure, outcome.figures.append_column("plan", pa.array([outcome.plan] * outcome.figures.num_rows, pa.string())))
        copy_in(VerdictRow, _verdict_table(outcome))
        standing = None if outcome.findings is None else _carry(outcome.plan, outcome.findings)
        last = Fact.objects.aggregate(last=Max("id"))["last"] or 0
        kept = {"year": max(outcome.verdicts), "moment": clock.now(), "fingerprint": outcome.fingerprint, "facts_to": last}
        Computed.objects.update_or_create(plan=outcome.plan, defaults=kept)
        record.subject = outcome.plan
        record.detail = {"figures": outcome.figures.num_rows, "years": sorted(outcome.verdicts), "facts_to": last}
        if standing is not None:
            record.detail["warnings"] = standing


def _carry(plan: str, findings: Sequence[Finding]) -> int:
    """Carry the warnings of a plan on to today; a row stays the same row. Returns how many stand."""
    rows = {row.key: row for row in WarningRow.objects.filter(plan=plan)}
    before = [from_plain(row.body) for row in rows.values()]
    now = carried(before, findings, clock.today())
    for warning in now:
        row = rows.get(warning.key) or WarningRow(plan=plan, key=warning.key)
        _fill(row, warning).save()
    return sum(warning.standing for warning in now)


def _fill(row: WarningRow, warning: Warned) -> WarningRow:
    row.commitment, row.place = warning.finding.commitment, warning.finding.place
    row.state, row.due, row.body = warning.state, warning.due, as_plain(warning)
    return row


def act_on_warning(*, plan: str, warning: int, act: Act, words: str, due: date | None, by: str) -> Warned:
    """Answer a warning, set a measure (due by a day) or close it, with the words of whoever does it.

    Raises UserError where its state or what is missing does not allow that, WarningRow.DoesNotExist where there is none.
    """
    with recorded(f"warning.{act}", by=by) as record:
        row = WarningRow.objects.select_for_update().get(pk=warning, plan=plan)
        before, today = from_plain(row.body), clock.today()
        if act == "measure":
            after = measure_set(before, by=by, day=today, words=words, due=due or before.due)
        else:
            after = (answered if act == "answer" else closed)(before, by=by, day=today, words=words)
        _fill(row, after).save()
        record.subject, record.detail = f"{plan}/{after.key}"[:200], {"words": words.strip(), "due": after.due.isoformat()}
    return after


def _verdict_table(outcome: Outcome) -> pa.Table:
    rows = [(year, judged) for year, found in outcome.verdicts.items() for judged in found]
    return pa.table(
        {
            "plan": pa.array([outcome.plan] * len(rows), pa.string()),
            "commitment": pa.array([judged.commitment_id for _, judged in rows], pa.string()),
            "place": pa.array([judged.place for _, judged in rows], pa.string()),
            "year": pa.array([year for year, _ in rows], pa.int32()),
            "word": pa.array([judged.verdict.word.value for _, judged in rows], pa.string()),
            "simulated": pa.array([judged.verdict.simulated for _, judged in rows], pa.bool_()),
            "body": pa.array([json.dumps(asdict(judged.verdict), ensure_ascii=False) for _, judged in rows], pa.string()),
        }
    )
