"""What changes reports. Each action holds the report's row until it is done, and leaves one audit entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from qingmiao.errors import UserError
from qingmiao.reports.document import Document
from qingmiao.reports.editing import Edit, added, dropped, laid, rewritten, taken_over
from qingmiao.reports.flow import ACTS, COMMENT_ACTS, COMMENTS, GROUPS, STATES, Act, CommentAct, Group
from qingmiao.reports.stored import block_to_json, digest, to_json
from qingmiao.web import clock
from qingmiao.web.background.tasks import make_draft
from qingmiao.web.ledger.actions import Record, recorded
from qingmiao.web.reports.models import Approval, Comment, CommentNote, EditRow, Event, Published, Report, Version
from qingmiao.web.reports.queries import (
    document_of,
    edit_of,
    edits_of,
    final_form,
    last_published,
    last_version,
    quote_of,
    seen_of,
    standing_of,
)

LONGEST_COMMENT = 1000
LONGEST_WORDS = 400

Write = Literal["rewrite", "add", "drop", "take", "undo"]
"""What the office does to one paragraph."""


class Overtaken(UserError):
    """Somebody else changed the paragraph after it was looked at; `words` is what this person had written."""

    words = ""


@contextmanager
def _held(action: str, report_id: int, act: Act, by: str) -> Iterator[tuple[Report, Record]]:
    """A report held until the transaction ends, in a state in which the act is done."""
    with recorded(f"report.{action}", by=by) as record:
        report = Report.objects.select_for_update().get(pk=report_id)
        _in_time(report, act)
        record.subject = f"{report.plan}/{report.pk}"
        yield report, record


def _in_time(report: Report, act: Act) -> None:
    if report.state not in ACTS[act].before:
        zh, en = STATES[report.state]  # type: ignore[index]
        raise UserError(
            what=f"报告“{zh}”，现在不能{ACTS[act].zh} / the report is {en}; it cannot be that you {ACTS[act].en} now",
            where="报告 / report",
            cure="刷新页面看现状 / reload the page to see how things stand",
        )


def _event(report: Report, act: str, by: str, words: str = "") -> None:
    Event.objects.create(report=report, moment=clock.now(), by=by, act=act, words=words[:LONGEST_WORDS])


# ------------------------------------------------------------------------------------------------ drafts


def start_report(*, plan: str, kind: str, year: int, place: str, title: str, release: str, rounding: str, by: str) -> Report:
    """Begin a report. Raises UserError where one of that kind and year is at work already."""
    with recorded("report.start", by=by) as record:
        at_work = Report.objects.filter(plan=plan, kind=kind, year=year).exclude(state="dropped").first()
        if at_work is not None:
            raise UserError(
                what=f"“{at_work.title}”已经有了 / there is such a report already",
                where=plan,
                cure="打开它；已发布的点“更正” / open it; one that was published is corrected there",
            )
        report = Report.objects.create(
            plan=plan,
            kind=kind,
            year=year,
            place=place,
            title=title[:200],
            release=release,
            rounding=rounding,
            made_at=clock.now(),
            made_by=by,
        )
        _event(report, "start", by)
        record.subject = f"{plan}/{report.pk}"
        record.detail = {"title": report.title, "release": release, "rounding": rounding}
    return report


def address_report(*, report_id: int, number: str, recipient: str, copies: str, by: str) -> None:
    """Say under which number a report goes out, to whom, and who gets a copy; the next draft bears it."""
    with _held("address", report_id, "make", by) as (report, record):
        given = {
            "number": number.strip()[:60],
            "recipient": recipient.strip().rstrip("：:")[:200],
            "copies": copies.strip().rstrip("。")[:200],
        }
        record.detail = given
        Report.objects.filter(pk=report.pk).update(**given)


def keep_version(*, report_id: int, document: Document, moment: datetime, seconds: float, by: str) -> Version:
    """Keep a new draft; what people wrote is laid over it. Raises UserError where the report's state allows none."""
    with _held("make", report_id, "make", by) as (report, record):
        before = last_version(report)
        shown = laid(document, edits_of(report)).document
        version = Version.objects.create(
            report=report,
            number=before.number + 1 if before else 1,
            made=to_json(document),
            shown=to_json(shown),
            digest=digest(final_form(report, shown)),
            moment=moment,
            seconds=seconds,
            at=clock.now(),
            by=by,
        )
        report.wanted_at, report.failed = None, ""
        report.save(update_fields=["wanted_at", "failed"])
        _event(report, "make", by)
        record.detail = {"version": version.number, "digest": version.digest}
    return version


def want_version(*, report_id: int, by: str) -> None:
    """Put the making of a draft into the queue; one that waits already is enough."""
    with _held("want", report_id, "make", by) as (report, _):
        if report.wanted_at is None:
            report.wanted_at, report.failed = clock.now(), ""
            report.save(update_fields=["wanted_at", "failed"])
            make_draft.enqueue(report=report.pk, by=by)


def fail_making(*, report_id: int, what: str, by: str) -> None:
    """Say why no draft came of it."""
    with recorded("report.fail", by=by) as record:
        report = Report.objects.select_for_update().get(pk=report_id)
        report.wanted_at, report.failed = None, what[:LONGEST_WORDS]
        report.save(update_fields=["wanted_at", "failed"])
        record.subject, record.detail = f"{report.plan}/{report.pk}", {"what": what}


# ------------------------------------------------------------------------------------------------ writing


def write(*, report_id: int, act: Write, key: str, seen: str = "", words: str = "", by: str) -> str:
    """Change one paragraph by hand: rewrite it, add one behind it, leave it out, take over the draft's new numbers, undo what was written.

    `seen` says what the person saw of it (`queries.seen_of`). Returns the key of the paragraph that it became. Raises Overtaken where somebody else
    changed it meanwhile, UserError where it is not there.
    """
    with _held("write", report_id, "edit", by) as (report, record):
        now = standing_of(report)
        version, draft = now.version, now.draft
        if version is None or draft is None:
            raise _no_draft()
        if act in ("rewrite", "drop", "take") and seen_of(now.paragraph(key)) != seen:
            raise _overtaken(now.edits.get(key), words)
        rows, edits = now.edits, [edit_of(row) for row in now.edits.values()]
        before = rows.get(key)
        edit = _edit(act, draft, edits, key, words)
        done = key if edit is None else edit.key
        if edit is None:
            report.edits.filter(key=key).delete()
        else:
            _keep_edit(report, edit, by)
        _show(report, version)
        record.detail = {"act": act, "key": done, "words": words, "before": _words(before)}
    return done


def _edit(act: Write, draft: Document, edits: list[Edit], key: str, words: str) -> Edit | None:
    """The edit that an act makes; None takes away what stands."""
    standing = next((one for one in edits if one.key == key), None)
    if act == "rewrite":
        return rewritten(draft, edits, key, words)
    if act == "add":
        return added(draft, edits, key, words)
    if act == "undo" or (act == "drop" and standing is not None and standing.kind == "add"):
        if standing is None:
            raise _nothing(key)
        return None
    if act == "drop":
        return dropped(draft, key)
    if standing is None:
        raise _nothing(key)
    return taken_over(draft, standing)


def _keep_edit(report: Report, edit: Edit, by: str) -> None:
    paragraph, seen = (block_to_json(one) if one else "" for one in (edit.paragraph, edit.seen))
    told = {"kind": edit.kind, "after": edit.after, "paragraph": paragraph, "seen": seen, "at": clock.now(), "by": by}
    EditRow.objects.update_or_create(report=report, key=edit.key, defaults=told)


def _show(report: Report, version: Version) -> None:
    """Lay what people wrote over the draft again."""
    shown = laid(document_of(version.made), edits_of(report)).document
    version.shown, version.digest = to_json(shown), digest(final_form(report, shown))
    version.save(update_fields=["shown", "digest"])


def _words(row: EditRow | None) -> str:
    paragraph = edit_of(row).paragraph if row else None
    return paragraph.words if paragraph else ""


def _overtaken(row: EditRow | None, words: str) -> Overtaken:
    by = f"{row.by} " if row else ""
    error = Overtaken(
        what=f"这一段已由 {by}改过，没有存您的改动 / the paragraph was changed by {by or 'somebody'} meanwhile; yours was not kept",
        where="报告 / report",
        cure="看现在的文字，再改一次 / look at the words as they are, and write again",
    )
    error.words = words
    return error


def _nothing(key: str) -> UserError:
    return UserError(what="这一段没有人改过 / nobody wrote in this paragraph", where=key, cure="刷新页面 / reload the page")


def _no_draft() -> UserError:
    return UserError(what="还没有草稿 / there is no draft yet", where="报告 / report", cure="先生成草稿 / make one first")


# ------------------------------------------------------------------------------------------------ comments


def comment(*, report_id: int, key: str, words: str, department: str, unit: str, by: str) -> Comment:
    """Say something about a block of a draft. Raises UserError where it is not out for comments, or the last day is past."""
    with _held("comment", report_id, "comment", by) as (report, record):
        told = _said(words, LONGEST_COMMENT)
        if report.state == "consulting" and report.due is not None and clock.today() > report.due:
            raise UserError(
                what=f"征求意见已于 {report.due} 截止 / comments were taken until {report.due}",
                where="报告 / report",
                cure="请办公室延长时间 / ask the office for more time",
            )
        version = last_version(report)
        if version is None:
            raise _no_draft()
        quote = quote_of(document_of(version.shown), key)
        row = Comment.objects.create(
            report=report, version=version.number, key=key, quote=quote[:200], department=department, unit=unit[:60], by=by
        )
        CommentNote.objects.create(comment=row, moment=clock.now(), by=by, act="raise", words=told)
        record.detail = {"key": key, "words": told}
    return row


def act_on_comment(*, report_id: int, comment_id: int, act: CommentAct, words: str, by: str) -> Comment:
    """Answer a comment, settle it, or raise it again. Raises UserError where its state or missing words do not allow it."""
    with _held("answer", report_id, "answer", by) as (report, record):
        row = Comment.objects.get(pk=comment_id, report=report)
        step = COMMENT_ACTS[act]
        if row.state not in step.before:
            zh, en = COMMENTS[row.state]  # type: ignore[index]
            raise UserError(
                what=f"这条意见“{zh}”，现在不能{step.zh} / the comment is {en}; it cannot be that you {step.en} it now",
                where="意见 / comment",
                cure="刷新页面 / reload the page",
            )
        told = _said(words, LONGEST_COMMENT) if step.words else words.strip()[:LONGEST_COMMENT]
        row.state = step.after
        row.save(update_fields=["state"])
        CommentNote.objects.create(comment=row, moment=clock.now(), by=by, act=act, words=told)
        record.detail = {"comment": row.pk, "act": act, "words": told}
    return row


def _said(words: str, longest: int) -> str:
    told = words.strip()[:longest]
    if not told:
        raise UserError(what="没有说明 / no words were given", where="报告 / report", cure="写几句 / write some")
    return told


# ------------------------------------------------------------------------------------------------ the way to publication


def act_on_report(
    *, report_id: int, act: Act, by: str, words: str = "", day: date | None = None, group: Group | None = None, unit: str = ""
) -> Report:
    """Take a report one step on: consult, send, approve (for a group), return, publish, correct, drop.

    Raises UserError where its state, missing words, a day that has passed, or what is not settled does not allow it.
    """
    with _held(act, report_id, act, by) as (report, record):
        step = ACTS[act]
        told = _said(words, LONGEST_WORDS) if step.words else words.strip()[:LONGEST_WORDS]
        if step.day and (day is None or day < clock.today()):
            raise UserError(
                what="没有日子，或已过 / no day, or one that has passed", where=step.zh, cure="写今天或以后的日子 / today or later"
            )
        record.detail = {"words": told, "day": day.isoformat() if day else ""} | _STEPS.get(act, _only_step)(
            report, told, day, group, unit, by
        )
        if step.after is not None:
            report.state = "published" if act == "drop" and report.published.exists() else step.after
        report.save()
        _event(report, act, by, told or (day.isoformat() if day else ""))
    return report


def _only_step(report: Report, words: str, day: date | None, group: Group | None, unit: str, by: str) -> dict[str, str]:
    return {}


def _consult(report: Report, words: str, day: date | None, group: Group | None, unit: str, by: str) -> dict[str, str]:
    _version_of(report)
    report.due = day
    return {}


def _send(report: Report, words: str, day: date | None, group: Group | None, unit: str, by: str) -> dict[str, str]:
    version = _version_of(report)
    _settled(report)
    return {"digest": version.digest, "version": str(version.number)}


def _settled(report: Report) -> None:
    """Raise where something is left to be looked at: numbers that the draft no longer says, words without a place, comments without an answer."""
    now = standing_of(report)
    found = now.laid
    left: list[tuple[str, str]] = []
    if report.wanted_at is not None:
        left.append(("草稿正在重新生成", "the draft is being made again"))
    if found is not None and not found.ready:
        orphans = sum(one.kind != "drop" for one in found.orphans)
        marked = len({one.key for one in found.stale} | set(found.redrafted))
        left += [(f"{marked} 段改过的文字与新草稿不符", f"{marked} paragraphs differ from the new draft")] if marked else []
        left += [(f"{orphans} 段手写的文字在草稿里没有位置", f"{orphans} paragraphs have no place in the draft")] if orphans else []
    if now.unsettled:
        left.append((f"{now.unsettled} 条意见没有答复", f"{now.unsettled} comments are not answered"))
    if left:
        raise UserError(
            what=f"还有没办完的：{'，'.join(zh for zh, _ in left)} / not all is settled: {', '.join(en for _, en in left)}",
            where="报告 / report",
            cure="办完再送审、发布 / settle it first",
        )


def _approve(report: Report, words: str, day: date | None, group: Group | None, unit: str, by: str) -> dict[str, str]:
    version = _version_of(report)
    if group is None or report.approvals.filter(group=group, ended_at=None).exists():
        zh, en = GROUPS[group] if group else ("", "group")
        raise UserError(
            what=f"{zh}已经通过了 / the {en} has approved already", where="报告 / report", cure="刷新页面看现状 / reload the page"
        )
    Approval.objects.create(
        report=report, group=group, version=version.number, digest=version.digest, at=clock.now(), by=by, unit=unit[:60]
    )
    return {"group": group, "digest": version.digest}


def _return(report: Report, words: str, day: date | None, group: Group | None, unit: str, by: str) -> dict[str, str]:
    report.approvals.filter(ended_at=None).update(ended_at=clock.now())
    return {"group": group or ""}


def _publish(report: Report, words: str, day: date | None, group: Group | None, unit: str, by: str) -> dict[str, str]:
    version, before = _version_of(report), last_published(report)
    _settled(report)
    approved: Mapping[str, str] = dict(report.approvals.filter(ended_at=None).values_list("group", "digest"))
    missing = [words for name, words in GROUPS.items() if approved.get(name) != version.digest]
    if missing:
        raise UserError(
            what=f"{'、'.join(zh for zh, _ in missing)}还没有通过 / not yet approved by the {' and the '.join(en for _, en in missing)}",
            where="报告 / report",
            cure="两组都通过后再发布 / publish when both have",
        )
    document = replace(final_form(report, document_of(version.shown)), made_on=clock.today())
    if digest(document) != version.digest or day is None:
        raise UserError(
            what="草稿与通过的不一样 / the draft is not what was approved", where="报告 / report", cure="退回，重新送审 / return it"
        )
    row = Published.objects.create(
        report=report,
        number=before.number + 1 if before else 1,
        version=version.number,
        document=to_json(document),
        digest=version.digest,
        opens=day,
        corrects=report.correcting,
        at=clock.now(),
        by=by,
    )
    report.correcting, report.due = "", None
    return {"digest": row.digest, "number": str(row.number), "opens": day.isoformat()}


def _correct(report: Report, words: str, day: date | None, group: Group | None, unit: str, by: str) -> dict[str, str]:
    report.correcting = words
    report.approvals.filter(ended_at=None).update(ended_at=clock.now())
    version = _version_of(report)
    _show(report, version)
    return {}


def _drop(report: Report, words: str, day: date | None, group: Group | None, unit: str, by: str) -> dict[str, str]:
    report.correcting, report.due, report.wanted_at = "", None, None
    return {}


_STEPS = {
    "consult": _consult,
    "send": _send,
    "approve": _approve,
    "return": _return,
    "publish": _publish,
    "correct": _correct,
    "drop": _drop,
}


def _version_of(report: Report) -> Version:
    version = last_version(report)
    if version is None:
        raise _no_draft()
    return version
