"""Reports as they stand: drafts with what people wrote over them, comments, approvals, and what was published; who sees which."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone

from qingmiao.disclosure import Viewer
from qingmiao.errors import UserError
from qingmiao.reports.document import Document, Heading, Paragraph, Picture, Table
from qingmiao.reports.editing import Edit, Laid, laid
from qingmiao.reports.flow import UNSETTLED, Act, Held, acts_of, group_of, is_office, sees_draft, sees_published
from qingmiao.reports.stored import block_to_json, digest, from_json, paragraph_from_json
from qingmiao.web.planning.shelf import Book, shelf
from qingmiao.web.reports.models import Approval, Comment, EditRow, Published, Report, Version


@lru_cache(maxsize=6)
def document_of(text: str) -> Document:
    """The document of a stored text; the last ones are kept."""
    return from_json(text)


def edit_of(row: EditRow) -> Edit:
    """An edit as it is kept."""
    paragraph, seen = (paragraph_from_json(text) if text else None for text in (row.paragraph, row.seen))
    return Edit(row.kind, row.key, paragraph, seen, row.after)  # type: ignore[arg-type]


def edits_of(report: Report) -> list[Edit]:
    """The edits of a report, in the order in which they were made."""
    return [edit_of(row) for row in report.edits.order_by("id")]


def last_version(report: Report) -> Version | None:
    """The draft that stands, None where none was made yet."""
    return report.versions.order_by("-number").first()


def last_published(report: Report) -> Published | None:
    """What was published last, None where nothing was."""
    return report.published.order_by("-number").first()


def seen_of(paragraph: Paragraph | None) -> str:
    """What a person saw of a paragraph, in a few letters: whoever writes says what they saw."""
    return hashlib.sha256(block_to_json(paragraph).encode()).hexdigest()[:16] if paragraph else ""


def quote_of(document: Document, key: str) -> str:
    """What stands in a block that is spoken of. Raises UserError where there is none."""
    for block in document.blocks:
        if block.key == key and isinstance(block, Heading | Paragraph):
            return block.words
        if block.key == key and isinstance(block, Table):
            return block.listing.title
        if block.key == key and isinstance(block, Picture):
            return block.title
    raise UserError(what="这一段已不在草稿里 / this paragraph is no longer in the draft", where=key, cure="刷新页面 / reload the page")


def final_form(report: Report, shown: Document) -> Document:
    """A draft as it would be published: no draft any more; a correction says what it corrects."""
    before = last_published(report) if report.correcting else None
    if before is None:
        return replace(shown, draft=False)
    day = timezone.localtime(before.at).date()
    told = f"本版更正{day.year}年{day.month}月{day.day}日发布的第{before.number}版：{report.correcting}"
    return replace(shown, draft=False, notices=(*shown.notices, told))


@dataclass(frozen=True)
class Standing:
    """A report that is at work, with its draft and all that was written over it."""

    report: Report
    version: Version | None

    @cached_property
    def draft(self) -> Document | None:
        """The draft as it came from the figures."""
        return document_of(self.version.made) if self.version else None

    @cached_property
    def edits(self) -> dict[str, EditRow]:
        """Key → what a person did to that paragraph."""
        return {row.key: row for row in self.report.edits.order_by("id")}

    @cached_property
    def laid(self) -> Laid | None:
        """The draft with what people wrote."""
        return laid(self.draft, [edit_of(row) for row in self.edits.values()]) if self.draft else None

    @cached_property
    def unsettled(self) -> int:
        """How many comments are still to be answered."""
        return self.report.comments.filter(state__in=UNSETTLED).count()

    def paragraph(self, key: str) -> Paragraph | None:
        """A paragraph as it is shown, None where there is none."""
        blocks = self.laid.document.blocks if self.laid else ()
        return next((block for block in blocks if block.key == key and isinstance(block, Paragraph)), None)


def standing_of(report: Report) -> Standing:
    """A report with its draft."""
    return Standing(report, last_version(report))


# ------------------------------------------------------------------------------------------------ who sees what


def report_here(plan: str, number: int) -> tuple[Book, Report]:
    """A plan and one of its reports; 404 where there is none."""
    book, report = shelf().get(plan), Report.objects.filter(pk=number, plan=plan).first()
    if book is None or report is None:
        raise Http404
    return book, report


def held(book: Book, report: Report, opens: date | None = None) -> Held:
    """A report as the rules see it."""
    return Held(book.plan.region, report.state, opens)  # type: ignore[arg-type]


def acts_here(viewer: Viewer, book: Book, report: Report) -> tuple[Act, ...]:
    """What a viewer can do with a report now."""
    return acts_of(viewer, held(book, report), book.gazetteer)


def draft_in_sight(viewer: Viewer, book: Book, report: Report) -> bool:
    """Whether a viewer sees the draft of a report, with its comments."""
    return sees_draft(viewer, held(book, report), book.gazetteer)


def drafts_compared(viewer: Viewer, book: Book, report: Report) -> bool:
    """Whether a viewer sees earlier drafts, too: the office, and whoever approves."""
    return draft_in_sight(viewer, book, report) and approves(viewer, book)


def published_in_sight(viewer: Viewer, book: Book, report: Report, today: date) -> list[Published]:
    """What a viewer sees of what was published of a report, the last first."""
    return [
        row for row in report.published.order_by("-number") if sees_published(viewer, held(book, report, row.opens), book.gazetteer, today)
    ]


def report_in_sight(viewer: Viewer, book: Book, report: Report, today: date) -> bool:
    """Whether a viewer sees anything of a report."""
    return draft_in_sight(viewer, book, report) or bool(published_in_sight(viewer, book, report, today))


def office_here(viewer: Viewer, book: Book) -> bool:
    """Whether a viewer is of the office that makes the reports of a plan."""
    return is_office(viewer, book.plan.region, book.gazetteer)


def approves(viewer: Viewer, book: Book) -> bool:
    """Whether a viewer speaks for one of the two groups that approve the reports of a plan."""
    return group_of(viewer, book.plan.region, book.gazetteer) is not None


def reports_of(book: Book, viewer: Viewer, today: date) -> list[tuple[Report, list[Published], bool]]:
    """The reports of a plan that a viewer sees, the last first: each with what was published of it, and whether the viewer sees its draft."""
    rows = list(
        Report.objects.filter(plan=book.id)
        .order_by("-year", "-id")
        .prefetch_related(Prefetch("published", Published.objects.defer("document")))
    )
    found = []
    for row in rows:
        some = sorted(row.published.all(), key=lambda one: -one.number)
        published = [one for one in some if sees_published(viewer, held(book, row, one.opens), book.gazetteer, today)]
        at_work = draft_in_sight(viewer, book, row)
        if at_work or published:
            found.append((row, published, at_work))
    return found


def unsettled_of(reports: Sequence[Report]) -> dict[int, int]:
    """Report → how many of its comments are still to be answered."""
    found: dict[int, int] = {}
    for number in Comment.objects.filter(report__in=reports, state__in=UNSETTLED).values_list("report", flat=True):
        found[number] = found.get(number, 0) + 1
    return found


def approvals_of(report: Report) -> list[Approval]:
    """The approvals that stand."""
    return list(report.approvals.filter(ended_at=None).order_by("id"))


def whole(row: Published) -> bool:
    """Whether what was published is still what its digest says."""
    return digest(from_json(row.document)) == row.digest
