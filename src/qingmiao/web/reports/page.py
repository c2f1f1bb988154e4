"""What the page of a report shows: the draft, what has changed in it, what people wrote and said, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qingmiao.disclosure import Viewer
from qingmiao.errors import UserError
from qingmiao.progress import Word
from qingmiao.reports.differences import Differences, Figure, differences
from qingmiao.reports.document import Annex, Block, Document, Heading, Paragraph
from qingmiao.reports.editing import Edit, Laid, Stale, words_of
from qingmiao.reports.flow import COMMENT_ACTS, GROUPS, UNSETTLED, Act, CommentAct, Group, comment_acts_of, group_of
from qingmiao.reports.html import to_html
from qingmiao.web import clock
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.pages.wording import indicator_name, word
from qingmiao.web.planning.shelf import Book
from qingmiao.web.reports.models import Approval, Comment, CommentNote, Published, Report, Version
from qingmiao.web.reports.queries import (
    Standing,
    acts_here,
    approvals_of,
    document_of,
    edit_of,
    office_here,
    quote_of,
    seen_of,
    standing_of,
)
from qingmiao.web.reports.showing import folded, pinned
from qingmiao.web.reports.wording import comment_act_word, comment_word, group_word

A_LIST: Final = 30
"""So many changed figures are told beside the draft; all of them stand in the comparison."""


@lru_cache(maxsize=6)
def differences_of(old: str, new: str) -> Differences:
    """What is different between two stored documents; the last ones are kept."""
    return differences(document_of(old), document_of(new))


@lru_cache(maxsize=6)
def fragment_of(text: str, annexes: bool) -> tuple[str, int]:
    """A stored document as HTML, and how many rows of long annexes are put away; the last ones are kept, for pictures take a while to draw."""
    document = document_of(text)
    shown, left_out = (document, 0) if annexes else folded(document)
    return to_html(shown), left_out


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its steps, and what this viewer can do with it (act, name, whether it needs words)."""

    row: Comment
    state: str
    notes: tuple[CommentNote, ...]
    acts: tuple[tuple[CommentAct, str, bool], ...]
    there: bool

    @property
    def unsettled(self) -> bool:
        """Whether the office has still to answer it."""
        return self.row.state in UNSETTLED


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph that was written by hand and no longer fits the draft: its numbers, and the draft's own words where they are others."""

    key: str
    quote: str
    stale: tuple[Stale, ...]
    own: str
    seen: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One block to be worked on: its words as they are, and what was written in it."""

    key: str
    quote: str
    paragraph: bool
    words: str
    seen: str
    edit: Edit | None
    by: str
    at: datetime | None
    own: str
    threads: tuple[Thread, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """A group that approves, its approval where it has given one, and whether this viewer speaks for it."""

    group: Group
    name: str
    approval: Approval | None
    mine: bool


@dataclass(frozen=True)
class Desk:
    """All that the page of a report at work shows."""

    report: Report
    version: Version
    acts: frozenset[Act]
    office: bool
    html: SafeString
    left_out: int
    since: Version | None
    versions: tuple[int, ...]
    changes: tuple[tuple[Figure, str], ...]
    figures_changed: int
    marked: tuple[Marked, ...]
    orphans: tuple[Edit, ...]
    threads: tuple[Thread, ...]
    votes: tuple[Vote, ...]
    panel: Panel | None
    newer: datetime | None
    dropped: tuple[tuple[str, str], ...]
    simulated: bool

    @property
    def open_comments(self) -> int:
        """How many comments the office has still to answer."""
        return sum(one.unsettled for one in self.threads)

    @property
    def lost(self) -> tuple[Edit, ...]:
        """Words of people that have no place in the draft."""
        return tuple(one for one in self.orphans if one.kind != "drop")

    @property
    def ready(self) -> bool:
        """Whether nothing keeps it from going on."""
        return not (self.marked or self.lost or self.open_comments or self.report.wanted_at)

    @property
    def approved(self) -> bool:
        """Whether both groups have approved."""
        return all(vote.approval for vote in self.votes)


def desk(book: Book, report: Report, viewer: Viewer, *, at: str = "", since: str = "", annexes: bool = False) -> Desk | None:
    """The desk of a report at work; None where no draft was made yet. `at` is the block to be worked on, `since` the draft to compare with; long annexes
    are shown where they are asked for."""
    now = standing_of(report)
    if now.version is None or now.laid is None:
        return None
    acts, office = frozenset(acts_here(viewer, book, report)), office_here(viewer, book)
    versions = list(report.versions.order_by("-number").only("report", "number", "at"))
    base = _base(report, now.version, versions, since)
    found = differences_of(base.shown, now.version.shown).figures if base else ()
    threads = _threads(report, now.laid.document, viewer, office, acts)
    marked = _marked(now) if office else ()
    state = ledger.state_of(report.plan)
    annexes = annexes or at in _in_annexes(now.laid.document)
    fragment, left_out = fragment_of(now.version.shown, annexes)
    newer = state.moment if state and not report.release and state.moment > now.version.moment else None
    return Desk(
        report,
        now.version,
        acts,
        office,
        _html(fragment, now.laid.document, found, marked, threads, acts, at),
        left_out,
        base,
        tuple(one.number for one in versions),
        tuple((one, name_of(one, book)) for one in found[:A_LIST]),
        len(found),
        marked,
        now.laid.orphans if office else (),
        threads,
        _votes(book, report, viewer),
        _panel(now, at, threads),
        newer,
        _dropped(now),
        now.laid.document.simulated,
    )


def _dropped(now: Standing) -> tuple[tuple[str, str], ...]:
    """The paragraphs that were left out: key and words of the draft."""
    keys = {block.key for block in now.draft.blocks} if now.draft else set()
    edits = (edit_of(row) for row in now.edits.values() if row.kind == "drop" and row.key in keys)
    return tuple((one.key, one.seen.words if one.seen else "") for one in edits)


def _base(report: Report, now: Version, versions: Sequence[Version], since: str) -> Version | None:
    """The draft to compare with: the one that was asked for, the last of an earlier day, or the one before."""
    before = [one for one in versions if one.number < now.number]
    chosen = next((one for one in before if str(one.number) == since), None)
    yesterday = next((one for one in before if timezone.localtime(one.at).date() < clock.today()), None)
    one = chosen or yesterday or (before[0] if before else None)
    return report.versions.get(pk=one.pk) if one else None


# ------------------------------------------------------------------------------------------------ beside the draft


def _threads(report: Report, document: Document, viewer: Viewer, office: bool, acts: frozenset[Act]) -> tuple[Thread, ...]:
    keys = {block.key for block in document.blocks}
    rows = list(report.comments.order_by("id").prefetch_related("notes"))
    rows.sort(key=lambda row: row.state not in UNSETTLED)
    return tuple(_thread(row, viewer, office, row.key in keys) for row in rows)


def _thread(row: Comment, viewer: Viewer, office: bool, there: bool) -> Thread:
    own = is_asker(row, viewer, office)
    acts = comment_acts_of(row.state, asker=own, office=office)  # type: ignore[arg-type]
    told = tuple((act, comment_act_word(act), COMMENT_ACTS[act].words) for act in acts)
    return Thread(row, comment_word(row.state), tuple(sorted(row.notes.all(), key=lambda note: note.pk)), told, there)


def is_asker(row: Comment, viewer: Viewer, office: bool) -> bool:
    """Whether a viewer is of the unit that raised a comment."""
    return row.department == viewer.department if row.department else office


def _marked(now: Standing) -> tuple[Marked, ...]:
    laid, draft = now.laid, now.draft
    if laid is None or draft is None:
        return ()
    keys = dict.fromkeys([*(one.key for one in laid.stale), *laid.redrafted])
    return tuple(_mark(now, laid, draft, key) for key in keys)


def _mark(now: Standing, laid: Laid, draft: Document, key: str) -> Marked:
    shown, own = now.paragraph(key), next((block for block in draft.blocks if block.key == key and isinstance(block, Paragraph)), None)
    words = words_of(own.runs, draft.captions()) if own else ""
    stale = tuple(one for one in laid.stale if one.key == key)
    return Marked(key, shown.words if shown else _("（已删去的段落）"), stale, words if key in laid.redrafted else "", seen_of(shown))


def _panel(now: Standing, at: str, threads: Sequence[Thread]) -> Panel | None:
    document, draft = now.laid.document if now.laid else None, now.draft
    if not at or document is None or draft is None:
        return None
    try:
        quote = quote_of(document, at)
    except UserError:
        return None
    row, shown = now.edits.get(at), now.paragraph(at)
    own = next((block for block in draft.blocks if block.key == at and isinstance(block, Paragraph)), None)
    captions = document.captions()
    return Panel(
        at,
        quote,
        shown is not None,
        words_of(shown.runs, captions) if shown else "",
        seen_of(shown),
        edit_of(row) if row else None,
        row.by if row else "",
        row.at if row else None,
        words_of(own.runs, captions) if own and row else "",
        tuple(one for one in threads if one.row.key == at),
    )


def _votes(book: Book, report: Report, viewer: Viewer) -> tuple[Vote, ...]:
    given = {row.group: row for row in approvals_of(report)}
    mine = group_of(viewer, book.plan.region, book.gazetteer)
    return tuple(Vote(group, group_word(group), given.get(group), group == mine) for group in GROUPS)


# ------------------------------------------------------------------------------------------------ the draft itself


def _in_annexes(document: Document) -> frozenset[str]:
    cut = next((at for at, block in enumerate(document.blocks) if isinstance(block, Annex)), len(document.blocks))
    return frozenset(block.key for block in document.blocks[cut:])


def _html(
    fragment: str,
    document: Document,
    changes: Sequence[Figure],
    marked: Sequence[Marked],
    threads: Sequence[Thread],
    acts: frozenset[Act],
    at: str,
) -> SafeString:
    """The draft with what belongs to each block: what can be done with it, how many comments, what has changed."""
    of_block: dict[str, list[Figure]] = {}
    for one in changes:
        of_block.setdefault(one.key, []).append(one)
    said: dict[str, int] = {}
    for thread in threads:
        said[thread.row.key] = said.get(thread.row.key, 0) + thread.unsettled
    wrong = {one.key for one in marked}
    pins = {block.key: _pin(block, of_block.get(block.key, ()), said.get(block.key), block.key in wrong, acts) for block in document.blocks}
    looks = {block.key: _look(block, block.key in of_block, block.key in wrong, block.key == at) for block in document.blocks}
    return pinned(fragment, pins, looks)


def _look(block: Block, changed: bool, wrong: bool, here: bool) -> str:
    hand = isinstance(block, Paragraph) and block.hand
    return " ".join(name for name, on in (("changed", changed), ("hand", hand), ("wrong", wrong), ("here", here)) if on)


def _pin(block: Block, changes: Sequence[Figure], said: int | None, wrong: bool, acts: frozenset[Act]) -> SafeString:
    notes: list[str] = []
    if wrong:
        notes.append(_("核对"))
    if isinstance(block, Paragraph) and block.hand:
        notes.append(_("手写"))
    if changes:
        notes.append(told_change(changes[0]) if len(changes) == 1 else _("{} 个数有变化").format(len(changes)))
    if said:
        notes.append(_("{} 条意见待答复").format(said))
    elif said is not None:
        notes.append(_("有意见"))
    link = _link(block, acts)
    if not notes and not link:
        return mark_safe("")
    told = format_html_join("", "<i>{}</i>", ((note,) for note in notes))
    return format_html('<span class="pin">{}{}</span>', told, link)


def _link(block: Block, acts: frozenset[Act]) -> SafeString:
    word = _("改") if "edit" in acts else _("提意见") if "comment" in acts else ""
    if not word:
        return mark_safe("")
    words = block.words[:10] if isinstance(block, Paragraph | Heading) else block.key
    return format_html('<a href="?at={}#at" aria-label="{} {}">{}</a>', block.key, word, words, word)


def told_change(one: Figure) -> str:
    """A figure that changed, in a few letters."""
    return f"{one.old.text if one.old else '—'} → {one.new.text if one.new else '—'}"


def name_of(one: Figure, book: Book) -> str:
    """What a figure is of: its row and column in a table, else its indicator and year, or the verdict that is counted."""
    number = one.new or one.old
    if one.label or number is None:
        return one.label
    known = book.catalogue.indicators.get(number.indicator)
    name = indicator_name(known) if known else word(number.other) if number.other in set(Word) else number.indicator
    return " ".join(filter(None, (name, str(number.year or ""))))


def published_html(row: Published, *, annexes: bool) -> tuple[SafeString, int]:
    """What was published, as it was frozen, and how many rows of long annexes are put away."""
    fragment, left_out = fragment_of(row.document, annexes)
    return pinned(fragment, {}, {}), left_out
