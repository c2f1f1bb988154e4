"""总览 overview: how is the plan being carried out?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from qingmiao.disclosure import Role, may_assign, may_take_report
from qingmiao.plans.model import KINDS, Area
from qingmiao.progress import summary
from qingmiao.progress.model import Word
from qingmiao.web import clock
from qingmiao.web.language import english
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Published
from qingmiao.web.pages import wording
from qingmiao.web.pages.rows import LATE, Filters, Row, Sheet, filters_of, headline, lines, narrowed, sheet, tally
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.duty import Duty
from qingmiao.web.planning.queries import visible
from qingmiao.web.planning.shelf import Book, shelf

ALL_TOO = mark_safe("&amp;scope=all")
"""What a link carries on when a department has asked for all commitments."""


@dataclass(frozen=True, slots=True)
class Line:
    """One plan on the page of all plans."""

    book: Book
    counts: dict[Word, int]
    simulated: bool
    year: int | None
    words: int

    @property
    def total(self) -> int:
        """All commitments counted."""
        return sum(self.counts.values())


def all_plans(request: HttpRequest) -> HttpResponse:
    """All plans that the viewer sees; who sees one only is led to it."""
    viewer = viewer_here(request)
    books = visible(viewer)
    if len(books) == 1:
        return redirect("plan_overview", plan=books[0].id)
    found = _lines(books)
    return render(request, "overview_all.html", {"lines": found, "told": _told(found), "simulated": any(line.simulated for line in found)})


def _told(found: Sequence[Line]) -> str:
    """All plans in one sentence."""
    counts = {word: sum(line.counts[word] for line in found) for word in Word}
    told = _("，").join(f"{wording.word(word)} {number}" for word, number in counts.items() if number)
    return _("{} 个规划，{} 项承诺：{}。").format(len(found), sum(counts.values()), told)


def _lines(books: Sequence[Book]) -> list[Line]:
    states = ledger.states([book.id for book in books])
    words = ledger.words({book.id: (book.plan.region, states[book.id].year) for book in books if book.id in states})
    return [_line(book, words.get(book.id, {}), states[book.id].year if book.id in states else None) for book in books]


def _line(book: Book, words: dict[str, tuple[Word, bool]], year: int | None) -> Line:
    found = [words.get(key, (Word.NO_DATA, False)) for key in book.commitments]
    counts = {word: sum(1 for one, _ in found if one is word) for word in Word}
    return Line(book, counts, any(simulated for _, simulated in found), year, len(book.package.measures))


# ------------------------------------------------------------------------------------------------ one plan


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: its cells in the document's order, and its counts."""

    area: Area | None
    rows: list[Row]
    counts: dict[Word, int]

    @property
    def judged(self) -> int:
        """How many have a verdict other than no data or cannot be judged."""
        return len(self.rows) - self.counts[Word.NO_DATA] - self.counts[Word.CANNOT_JUDGE]


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do now: a sentence, who, by when, and where to do it."""

    text: str
    who: str
    when: str
    address: str
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A commitment whose word differs from the year before."""

    row: Row
    before: Word


def plan_overview(request: HttpRequest, plan: str) -> HttpResponse:
    """One plan in one screen: the sentence, the mosaic, what to do, what changed, areas, completeness."""
    viewer, book = viewer_here(request), shelf()[plan]
    found = sheet(book, viewer)
    wanted = filters_of(request.GET, viewer)
    rows = narrowed(found.rows, Filters(mine=wanted.mine))
    counts = tally(rows)
    release = ledger.last_release(plan)
    context = {
        "book": book,
        "sheet": found,
        "rows": rows,
        "counts": counts,
        "judged": len(rows) - counts[Word.NO_DATA] - counts[Word.CANNOT_JUDGE],
        "headline": headline(rows, found.state),
        "areas": area_lines(book, rows),
        "todo": _todo(book, rows),
        "turns": _turns(found, rows, release),
        "release": release,
        "late": sorted((row for row in rows if row.word in LATE), key=lambda row: row.rank)[:8],
        "late_count": sum(counts[word] for word in LATE),
        "late_words": ".".join(word.value for word in LATE),
        "silent": [row for row in rows if row.word is Word.NO_DATA][:8],
        "open": [row for row in rows if not row.duty.taken],
        "kinds": kind_lines(rows),
        "complete": _completeness(rows),
        "mine": wanted.mine,
        "all_too": ALL_TOO if viewer.role is Role.DEPARTMENT and not wanted.mine else "",
        "may_assign": may_assign(viewer, book.plan.region, book.gazetteer),
        "may_report": may_take_report(viewer, book.plan.region, book.gazetteer),
        "department": viewer.role is Role.DEPARTMENT,
    }
    return render(request, "overview.html", context)


def area_lines(book: Book, rows: Sequence[Row]) -> list[AreaLine]:
    """The rows by area, in the plan's order; what stands in no area comes last."""
    grouped: dict[str | None, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.area.id if row.area else None, []).append(row)
    ordered = [*book.areas.values(), None]
    return [AreaLine(area, some, tally(some)) for area in ordered if (some := grouped.get(area.id if area else None))]


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of commitment and its counts by verdict."""

    kind: str
    counts: dict[Word, int]
    total: int


def kind_lines(rows: Sequence[Row]) -> list[KindLine]:
    """Counts by kind and verdict."""
    return [KindLine(kind, tally(some), len(some)) for kind in KINDS if (some := [row for row in rows if row.one.kind == kind])]


def _completeness(rows: Sequence[Row]) -> tuple[int, int]:
    """(commitments that rest on all their parts, commitments that have a figure)."""
    known = [row for row in rows if row.number is not None and row.number.value is not None]
    return sum(1 for row in known if row.number and row.number.whole), len(known)


def _turns(found: Sheet, rows: Sequence[Row], release: Published | None) -> list[Turn]:
    """What changed since the last release; before the first one, since the year before."""
    if found.state is None:
        return []
    plan = found.book.id
    year_before = {} if release else ledger.words({plan: (found.place, found.state.year - 1)})[plan]
    before = release.words if release else {key: word for key, (word, _) in year_before.items()}
    turned = [Turn(row, before[row.one.id]) for row in rows if row.one.id in before and before[row.one.id] is not row.word]
    return sorted(turned, key=lambda turn: (turn.row.rank, turn.row.one.start))


def _todo(book: Book, rows: Sequence[Row]) -> list[Todo]:
    """At most five things to do now, on commitments whose figures the viewer sees."""
    mine = {row.one.id: row for row in rows if row.sees and row.verdict is not None}
    steps = summary.to_do(lines(mine.values()), assigned=[key for key, row in mine.items() if row.duty.taken])
    return [_todo_one(book, step, mine[step.commitment.id]) for step in steps]


def _todo_one(book: Book, step: summary.Step, row: Row) -> Todo:
    assert row.verdict is not None
    text = summary.step_sentence(step, row.verdict, lang="en" if english() else "zh")
    return Todo(text, _leader(row.duty), _when(step.deadline), reverse("commitment", args=[book.id, row.one.id]), row.word)


def _leader(duty: Duty) -> str:
    return _("、").join(party.name + (_("（建议）") if party.how == "proposed" else "") for party in duty.lead[:2]) or _("未定")


def _when(deadline: int | None) -> str:
    if deadline is None:
        return _("本规划期内")
    return (_("期限 {} 年，已过") if deadline < clock.today().year else _("{} 年底前")).format(deadline)
