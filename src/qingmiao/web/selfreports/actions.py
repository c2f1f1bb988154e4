"""What changes self-reports. Each action but the saving of entries says who acts (`by`), is one transaction and leaves one audit entry."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from qingmiao.disclosure.self_reporting import ACTS, IN_HAND, OPEN, STATES, Act
from qingmiao.errors import UserError
from qingmiao.web import clock
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.ledger.queries import state_of
from qingmiao.web.planning.shelf import Book
from qingmiao.web.selfreports import queries
from qingmiao.web.selfreports.models import Adoption, Entry, Proof, SelfReport, SelfReportEvent
from qingmiao.web.selfreports.queries import CLOSING, LONGEST, OPENING, Asked, Line

MOST_PROOFS = 5
"""So many files at most stand behind an entry."""

LONGEST_QUESTION = 400


class Wanting(UserError):
    """A self-report that cannot be handed in, with the entries in which something is wanting."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(
            what=f"还有 {len(lines)} 处要补 / {len(lines)} entries are not complete",
            where="自评报告 / self-report",
            cure="按每处下面的提示补齐 / complete them as told below each",
        )
        self.lines = tuple(lines)


# ------------------------------------------------------------------------------------------------ asking


def open_self_reports(*, book: Book, year: int, due: date, units: Collection[str], by: str) -> int:
    """Ask units and places (keys of `queries.Asked`) for their self-reports of a year; returns how many are new.

    Asking again adds what has come to be theirs since, and changes nothing that is there. Raises UserError where nobody is chosen, the year cannot be told of, or the day has passed.
    """
    chosen = [one for one in queries.asked_of(book) if one.key in units]
    _openable(book, year, due, chosen)
    with recorded("self_report.open", by=by) as record:
        new, entries = 0, 0
        for one in chosen:
            row, made = SelfReport.objects.get_or_create(
                plan=book.id,
                year=year,
                place=one.place,
                department=one.department,
                **({} if one.department else {"unit": one.unit}),
                defaults={"unit": one.unit[:80], "region": book.plan.region, "due": due, "opened_by": by, "opened_at": clock.now()},
            )
            new += made
            entries += _add_entries(row, one, book)
        record.subject = f"{book.id}/{year}"
        record.detail = {"due": due.isoformat(), "new": new, "entries": entries, "units": [one.unit for one in chosen]}
    return new


def _openable(book: Book, year: int, due: date, chosen: Sequence[Asked]) -> None:
    state = state_of(book.id)
    problem = (
        ("规划还没有计算 / the plan has not been computed", "先导入数据，再计算 / import facts and compute first") if state is None else
        (f"{year} 年没有判定 / there are no verdicts of {year}", f"选 {state.year} 或 {state.year - 1} 年 / choose {state.year} or {state.year - 1}") if year not in (state.year, state.year - 1) else
        ("没有选单位 / no unit was chosen", "至少勾一个单位 / tick one at least") if not chosen else
        (f"截止日 {due} 已过 / the day {due} has passed", "写今天或以后的日子 / today or later") if due < clock.today() else
        None
    )  # fmt: skip
    if problem:
        raise UserError(what=problem[0], where="自评 / self-reports", cure=problem[1])


def _add_entries(row: SelfReport, asked: Asked, book: Book) -> int:
    """Entries that are not there yet, and the places of all of them. Returns how many are new; of one indicator there is one, whichever commitment began it."""
    there = {(one.kind, one.item): one for one in row.entries.all()}
    begun = {queries.indicator_of(one, book): one.item for one in there.values() if one.kind == "commitment"}
    own = [(kind, begun.get(book.commitments[item].indicator, item) if kind == "commitment" else item) for kind, item in asked.entries]
    wanted = [*((kind, "") for kind in OPENING), *own, *((kind, "") for kind in CLOSING)]
    gone = [key for key in there if key not in wanted]
    order = {key: number for number, key in enumerate([*wanted[: -len(CLOSING)], *gone, *wanted[-len(CLOSING) :]])}
    new = [Entry(report=row, kind=kind, item=item, position=order[kind, item]) for kind, item in wanted if (kind, item) not in there]
    for key, one in there.items():
        one.position = order[key]
    Entry.objects.bulk_update(there.values(), ["position"])
    Entry.objects.bulk_create(new)
    return len(new)


# ------------------------------------------------------------------------------------------------ writing


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody writes into an entry that they saw in a version; `holds`: an earlier year's words still hold as they are."""

    entry: int
    version: int
    done: str
    cause: str
    planned: str
    due: date | None
    holds: bool = False

    @property
    def words(self) -> tuple[str, str, str, date | None]:
        """What would stand there."""
        return self.done, self.cause, self.planned, self.due


@dataclass(frozen=True, slots=True)
class Saved:
    """An entry as it now stands; `conflict`: somebody else had changed it, and what was written was not taken."""

    entry: Entry
    conflict: bool


def save_entries(*, report: SelfReport, changes: Sequence[Change], by: str) -> list[Saved]:
    """Write entries; what another person changed meanwhile stays and is told. Saving the same again changes nothing.

    Raises UserError where the report is not open to be written, or a text is too long.
    """
    with transaction.atomic():
        _held_open(report.pk)
        rows = _held_entries(report, [change.entry for change in changes])
        return [_save(rows[change.entry], change, by) for change in changes if change.entry in rows]


def _save(entry: Entry, change: Change, by: str) -> Saved:
    if any(len(words) > LONGEST for words in (change.done, change.cause, change.planned)):
        raise UserError(
            what=f"一处文字超过 {LONGEST} 字 / a text is longer than {LONGEST} characters",
            where="自评报告 / self-report",
            cure="写短些，细节放进佐证材料 / write less, and put details into a file",
        )
    same = _words(entry) == change.words
    if entry.version != change.version:
        return Saved(entry, conflict=not same)
    if same and not (change.holds and entry.carried is not None):
        return Saved(entry, conflict=False)
    entry.done, entry.cause, entry.planned, entry.due = change.words
    entry.version, entry.changed_by, entry.changed_at, entry.carried = entry.version + 1, by, clock.now(), None
    entry.save()
    return Saved(entry, conflict=False)


def _words(entry: Entry) -> tuple[str, str, str, date | None]:
    return entry.done, entry.cause, entry.planned, entry.due


def _held_entries(report: SelfReport, numbers: Collection[int]) -> dict[int, Entry]:
    found = Entry.objects.select_for_update().filter(report=report, pk__in=numbers).order_by("pk")
    return {one.pk: one for one in found}


def _held_open(report: int) -> SelfReport:
    """A self-report, held until the transaction ends. Raises UserError where it is not open to be written."""
    row = SelfReport.objects.select_for_update().get(pk=report)
    if row.state not in OPEN:
        raise _not_now(row, "write")
    return row


def _not_now(row: SelfReport, act: Act) -> UserError:
    zh, en = STATES[row.state]  # type: ignore[index]
    return UserError(
        what=f"自评报告“{zh}”，现在不能{ACTS[act].zh} / the self-report is {en}; it cannot be that you {ACTS[act].en} it now",
        where="自评报告 / self-report",
        cure="刷新页面看现状；要改已报送的，请办公室退回 / reload the page; to change what was handed in, have it returned",
    )


def carry_over(*, report: SelfReport, by: str) -> int:
    """Put the words of the last earlier self-report into entries that are still empty, marked as that year's. Returns how many.

    Raises UserError where there is no earlier one, or this one is not open.
    """
    with recorded("self_report.carry", by=by) as record:
        row = _held_open(report.pk)
        before = queries.year_before(row)
        if before is None:
            raise UserError(
                what="没有往年已报送的自评报告 / there is no earlier self-report",
                where=row.unit,
                cure="直接填写 / write this one",
            )
        then = {(one.kind, one.item): one for one in before.entries.all()}
        empty = [one for one in row.entries.select_for_update().order_by("pk") if _words(one) == ("", "", "", None)]
        filled = [one for one in empty if any(_words(then[one.kind, one.item])[:3] if (one.kind, one.item) in then else ())]
        for one in filled:
            old = then[one.kind, one.item]
            one.done, one.cause, one.planned = old.done, old.cause, old.planned
            one.version, one.carried, one.changed_by, one.changed_at = one.version + 1, before.year, by, clock.now()
            one.save()
        record.subject, record.detail = _subject(row), {"from": before.year, "entries": len(filled)}
    return len(filled)


# ------------------------------------------------------------------------------------------------ handing in, returning


def act_on_self_report(
    *, report: SelfReport, act: Act, by: str, words: str = "", due: date | None = None, questions: Mapping[int, str] | None = None
) -> SelfReport:
    """Hand a self-report in, return it (with `questions` about entries, by number) or give it another day.

    Handing in keeps the words and the figures beside them. Raises Wanting where entries are not complete, UserError where the state or what is missing does not allow it.
    """
    asked = {entry: said.strip()[:LONGEST_QUESTION] for entry, said in (questions or {}).items() if said.strip()}
    with recorded(f"self_report.{act}", by=by) as record:
        row = SelfReport.objects.select_for_update().get(pk=report.pk)
        if row.state not in ACTS[act].before:
            raise _not_now(row, act)
        _complete(act, words, due, asked)
        said = _hand_in(row) if act == "submit" else None
        if act == "return":
            _ask(row, asked)
        if act == "extend" and due is not None:
            row.due = due
        row.state = ACTS[act].after or row.state
        row.save()
        told = {"words": words.strip()[:400], "due": row.due.isoformat(), "questions": len(asked)}
        SelfReportEvent.objects.create(report=row, moment=clock.now(), by=by, act=act, words=_told(row, words, asked), said=said)
        record.subject, record.detail = _subject(row), told
    return row


def _complete(act: Act, words: str, due: date | None, questions: Mapping[int, str]) -> None:
    if questions and act != "return":
        raise UserError(
            what="写了提问，却没有退回 / questions were written, but it is not returned",
            where=ACTS[act].zh,
            cure="点“退回”，或清空提问 / return it, or clear the questions",
        )
    if act == "return" and not words.strip() and not questions:
        raise UserError(
            what="没有说明 / no words were given", where=ACTS[act].zh, cure="写明退回的原因，或在某一项下提问 / say why, or ask of an entry"
        )
    if act == "extend" and (due is None or due < clock.today()):
        raise UserError(
            what="没有新的截止日，或已过 / no new day, or one that has passed",
            where=ACTS[act].zh,
            cure="写今天或以后的日子 / today or later",
        )


def _told(row: SelfReport, words: str, questions: Mapping[int, str]) -> str:
    """The words of an event: those given, and the questions."""
    return "；".join(filter(None, (words.strip(), *questions.values())))[:400]


def _hand_in(row: SelfReport) -> list[dict[str, Any]]:
    """Keep the figures beside each entry, and give back all that is handed in. Raises Wanting."""
    found = queries.lines(row)
    if wanting := [line for line in found if line.wanting]:
        raise Wanting(wanting)
    row.submitted_at = clock.now()
    for line in found:
        line.entry.standings = [queries.standing_told(one) for one in line.item.standings]
    Entry.objects.bulk_update([line.entry for line in found], ["standings"])
    return [
        {
            **{name: getattr(line.entry, name) for name in ("kind", "item", "version", "done", "cause", "planned")},
            "due": line.entry.due.isoformat() if line.entry.due else None,
            "proofs": list(line.item.proofs),
        }
        for line in found
    ]


def _ask(row: SelfReport, questions: Mapping[int, str]) -> None:
    for entry in _held_entries(row, list(questions)).values():
        entry.question, entry.question_version = questions[entry.pk], entry.version
        entry.save(update_fields=("question", "question_version"))


def _subject(row: SelfReport) -> str:
    return f"{row.plan}/{row.year}/{row.unit}"[:200]


# ------------------------------------------------------------------------------------------------ adopting


@dataclass(frozen=True, slots=True)
class Taking:
    """The words in which an office takes up an entry that it saw in a version."""

    entry: int
    version: int
    done: str
    cause: str
    planned: str


def adopt(*, report: SelfReport, takings: Sequence[Taking], by: str) -> int:
    """Take up some entries of a self-report, and no others; words may be shorter than the unit's, never longer. Returns how many.

    What the unit wrote stays beside the office's words. Raises UserError where nothing is chosen, an entry has changed, or words are longer than the unit's.
    """
    with recorded("self_report.adopt", by=by) as record:
        row = SelfReport.objects.select_for_update().get(pk=report.pk)
        if row.state not in IN_HAND:
            raise _not_now(row, "adopt")
        if not takings:
            raise UserError(
                what="没有选要采用的内容 / nothing was chosen", where=row.unit, cure="勾上要采用的 / tick what is to be adopted"
            )
        before = queries.standing_adoptions([row])
        entries = _held_entries(row, [*(one.entry for one in takings), *before])
        chosen = {one.entry: one for one in takings if one.entry in entries}
        made = [_adopted(entries[number], one, by) for number, one in chosen.items() if not _same(before.get(number), one)]
        made += [
            Adoption(entry=entries[number], version=entries[number].version, taken=False, by=by, moment=clock.now())
            for number in before
            if number not in chosen
        ]
        Adoption.objects.bulk_create(made)
        row.state = "adopted"
        row.save()
        shortened = sum((one.done, one.cause, one.planned) != _words(entries[number])[:3] for number, one in chosen.items())
        SelfReportEvent.objects.create(report=row, moment=clock.now(), by=by, act="adopt", words="")
        record.subject, record.detail = _subject(row), {"taken": len(chosen), "shortened": shortened, "changed": len(made)}
    return len(chosen)


def _same(before: Adoption | None, one: Taking) -> bool:
    return before is not None and (before.done, before.cause, before.planned) == (one.done, one.cause, one.planned)


def _adopted(entry: Entry, one: Taking, by: str) -> Adoption:
    if entry.version != one.version:
        raise UserError(
            what="有一项已被单位改过 / an entry was changed by the unit",
            where=entry.item or entry.kind,
            cure="刷新页面，看过新的文字再采用 / reload the page and read it again",
        )
    if any(len(mine) > len(theirs) for mine, theirs in zip((one.done, one.cause, one.planned), _words(entry)[:3], strict=True)):
        raise UserError(
            what="采用的文字比单位写的长 / the words are longer than the unit's",
            where=entry.item or entry.kind,
            cure="只能压缩；要补充，请退回并提问 / shorten only; for more, return it with a question",
        )
    return Adoption(
        entry=entry, version=entry.version, taken=True, done=one.done, cause=one.cause, planned=one.planned, by=by, moment=clock.now()
    )


# ------------------------------------------------------------------------------------------------ proofs


def attach_proof(*, entry: Entry, name: str, data: bytes, by: str) -> Proof:
    """Put a file to an entry of an open self-report; the same file once. Raises UserError where it is not open, or the entry has enough."""
    with recorded("self_report.attach", by=by) as record:
        row = _held_open(entry.report_id)
        digest = sha256(data).hexdigest()
        if entry.proofs.exclude(sha256=digest).count() >= MOST_PROOFS:
            raise UserError(
                what=f"这一项已有 {MOST_PROOFS} 份佐证 / this entry has {MOST_PROOFS} files already",
                where=name[:120],
                cure="删去不要的，或合成一份 / delete one of them, or put them together",
            )
        kept = {"name": name[:120], "size": len(data), "data": data, "by": by, "moment": clock.now()}
        found, _ = Proof.objects.get_or_create(entry=entry, sha256=digest, defaults=kept)
        record.subject, record.detail = f"{_subject(row)}/{entry.item}"[:200], {"name": found.name, "sha256": digest, "size": found.size}
    return found


def detach_proof(*, proof_id: int, by: str) -> None:
    """Take a file from an entry of an open self-report. Raises UserError where it is not open."""
    with recorded("self_report.detach", by=by) as record:
        found = Proof.objects.select_related("entry").get(pk=proof_id)
        row = _held_open(found.entry.report_id)
        record.subject = f"{_subject(row)}/{found.entry.item}"[:200]
        record.detail = {"name": found.name, "sha256": found.sha256, "size": found.size}
        found.delete()
