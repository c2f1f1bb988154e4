"""布局 layout: what do the columns of this table mean? Told once; the same table is read by it from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao.errors import UserError
from qingmiao.exchange.layouts import ROLES, Layout, fits, guessed, meanings, misfits, place_said, read_table, unknown_words
from qingmiao.exchange.names import told
from qingmiao.exchange.returned import Returned
from qingmiao.exchange.tables import TALLEST, Table, table_of
from qingmiao.exchange.workbooks import Paper
from qingmiao.facts.cells import text_of
from qingmiao.facts.problems import letters
from qingmiao.facts.sheets import Sheet, sheets_in
from qingmiao.rounds.numbers import number_told
from qingmiao.web.language import english, said
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.rounds import queries
from qingmiao.web.rounds.excel.actions import drop_layout, keep_layout, take_workbook
from qingmiao.web.rounds.excel.views import paper_for
from qingmiao.web.rounds.excel.workbooks import Read, layout_of, whole
from qingmiao.web.rounds.models import ForeignFile, LayoutRow, Round
from qingmiao.web.rounds.views import name_of
from qingmiao.web.rounds.views import told as error_told
from qingmiao.web.rounds.wording import reasons

SHOWN: Final = 6
"""So many rows below the heads are shown."""

MOST_WORDS: Final = 300
"""More unknown names than this are no names: the wrong column was chosen."""

PREVIEWED: Final = 24


def layout(request: HttpRequest, round: int, file: int) -> HttpResponse:
    """Say what the columns of a table mean, try it, read it."""
    found = _file_of(request, round, file)
    row = found.round
    if row.closed_at:
        messages.error(request, _("轮次已结束，不再接受填报。"))
        return HttpResponseRedirect(reverse("round", args=[round]))
    paper = paper_for(request, row)
    sheets = sheets_in(bytes(found.data), Path(found.name))
    asked = request.POST if request.method == "POST" else request.GET
    table = _table_of(sheets, asked, paper.year)
    if table is None:
        return render(request, "rounds/layout.html", _context(found, sheets, None, None, paper, _Tried()), status=422)
    if request.method != "POST":
        return render(
            request, "rounds/layout.html", _context(found, sheets, table, _known_or_guessed(row, table, paper, found.name), paper, _Tried())
        )
    layout = _posted(request.POST, table)
    tried = _try(table, layout, paper, found)
    if request.POST.get("act") != "read" or tried.wrong or tried.words or tried.read is None:
        return render(
            request, "rounds/layout.html", _context(found, sheets, table, layout, paper, tried), status=422 if tried.wrong else 200
        )
    kept = keep_layout(
        region=row.region, name=f"{found.name} {table.sheet.name}".strip(), layout=_lasting(layout, table, paper), by=name_of(request)
    )
    taken = take_workbook(row=row, read=replace(tried.read, layout=kept.pk, file=found.pk), by=name_of(request))
    messages.success(request, _("布局已记住，以后同样的表直接读入。"))
    return HttpResponseRedirect(reverse("round_uploaded", args=[round, taken.pk]))


@dataclass(frozen=True, slots=True)
class _Tried:
    """What comes of a layout: what is wrong with it, names it does not know (with their role), what is read."""

    wrong: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    read: Read | None = None

    @property
    def returned(self) -> Returned | None:
        """What stands in the table."""
        return self.read.returned if self.read else None


def _try(table: Table, layout: Layout, paper: Paper, file: ForeignFile) -> _Tried:
    wrong = [said(one) for one in misfits(layout, paper)]
    words = unknown_words(table, layout, paper)
    if len(words) > MOST_WORDS:
        wrong.append(_("有 {} 个不认识的名称，可能选错了列。").format(len(words)))
    if wrong:
        return _Tried(tuple(wrong))
    try:
        returned = read_table(table, layout, paper, file.name)
    except UserError as error:
        return _Tried((error_told(error),))
    return _Tried((), tuple(words), whole(Read(file.name, bytes(file.data), (table.sheet,), returned)))


def _lasting(layout: Layout, table: Table, paper: Paper) -> Layout:
    """A layout without the words that it would understand anyhow."""
    bare = replace(layout, words={})
    needed = {word for word, _role in unknown_words(table, bare, paper)}
    return replace(layout, words={word: meaning for word, meaning in layout.words.items() if word in needed or not meaning})


def _table_of(sheets: Sequence[Sheet], asked: QueryDict, year: int) -> Table | None:
    """The table that is spoken of: the sheet and the rows of its heads as chosen, or the first that looks like a table."""
    chosen = [sheet for sheet in sheets if sheet.name == asked.get("sheet")] or list(sheets)
    ends = [str(asked.get(name, ""))[:6] for name in ("top", "bottom")]
    if all(one.isdecimal() for one in ends):
        top, bottom = map(int, ends)
        return table_of(chosen[0], year, (top, max(top, min(bottom, top + TALLEST))))
    found = [table for sheet in chosen if (table := table_of(sheet, year)) is not None]
    # Of sheets for several years, the one of this.
    return next((table for table in found if not (years := table.years()) or year in years), found[0] if found else None)


def _known_or_guessed(row: Round, table: Table, paper: Paper, name: str) -> Layout:
    """The layout that is kept for a table, with what is guessed of its other columns; else all of it guessed."""
    guess = guessed(table, paper, name)
    for kept in LayoutRow.objects.filter(region=row.region).order_by("-moment"):
        known = layout_of(kept)
        if fits(known, table):
            place = place_said(table, paper, name) or (known.place if len({ask.place for ask in paper.asks}) == 1 else "")
            return replace(known, columns={head: known.columns.get(head, "") for head in guess.columns}, place=place if known.place else "")
    return guess


def _posted(post: QueryDict, table: Table) -> Layout:
    columns = {head: post.get(f"c{at}", "").strip() for at, head in enumerate(table.heads) if head}
    words = dict(zip(post.getlist("word"), (meaning.strip() for meaning in post.getlist("meaning")), strict=False))
    return Layout(columns, words, post.get("place", "").strip(), bool(post.get("adds")), table.height)


def _context(
    file: ForeignFile, sheets: Sequence[Sheet], table: Table | None, layout: Layout | None, paper: Paper, tried: _Tried
) -> Mapping[str, object]:
    if table is None or layout is None:
        return {"round": file.round, "file": file, "sheets": [sheet.name for sheet in sheets], "table": None}
    columns = [
        (f"c{at}", letters(at + 1), head, layout.columns.get(head, ""), _examples(table, at)) for at, head in enumerate(table.heads) if head
    ]
    places = {ask.place for ask in paper.asks}
    return {
        "round": file.round,
        "file": file,
        "sheets": [sheet.name for sheet in sheets],
        "table": table,
        "columns": columns,
        "rows": [[text_of(cell)[:40] for cell in row] for _number, row in table.rows[:SHOWN]],
        "roles": [(role, words[english()]) for role, words in ROLES.items()],
        "meanings": meanings(paper),
        "words": [*((word, meaning) for word, meaning in layout.words.items()), *((word, "") for word, _role in tried.words)],
        "unknown": len(tried.words),
        "known": sorted({*meanings(paper), *(ask.groups for ask in paper.asks if ask.groups)}),
        "places": sorted(places),
        "place": layout.place,
        "adds": layout.adds,
        "wrong": tried.wrong,
        "preview": _preview(tried.returned),
        "returned": tried.returned,
        "problems": []
        if tried.returned is None
        else [(f"{letters(one.column)}{one.row or ''}", said(one.what), said(one.cure)) for one in tried.returned.problems[:PREVIEWED]],
    }


def _examples(table: Table, at: int) -> str:
    return "、".join(word[:20] for word in table.words(at)[:4])


def _preview(returned: Returned | None) -> list[tuple[str, str, str, str]]:
    """Cell, place, element and value of the first figures that are read."""
    if returned is None:
        return []
    return [
        (
            f"{letters(one.column)}{one.row}",
            one.ask.place,
            told(one.ask),
            dict(reasons()).get(one.status, "") if one.value is None else number_told(one.value),
        )
        for one in returned.filled[:PREVIEWED]
    ]


def _file_of(request: HttpRequest, round: int, file: int) -> ForeignFile:
    """A kept file: whoever sent it sees it, nobody else."""
    found = ForeignFile.objects.select_related("round").filter(pk=file, round_id=round).first()
    if found is None:
        raise Http404
    if found.by != name_of(request):
        raise PermissionDenied
    return found


def layouts(request: HttpRequest, round: int) -> HttpResponse:
    """The layouts that are known for the tables of a region."""
    row, viewer = Round.objects.get(pk=round), viewer_here(request)
    runs = queries.runs(viewer, round)
    found = [
        (one, sum(bool(meaning) for meaning in one.columns.values()), runs or one.by == name_of(request))
        for one in LayoutRow.objects.filter(region=row.region).order_by("-moment")
    ]
    return render(request, "rounds/layouts.html", {"round": row, "layouts": found})


@require_POST
def drop(request: HttpRequest, round: int, layout: int) -> HttpResponse:
    """Forget a layout: whoever told it, or the office."""
    row = Round.objects.get(pk=round)
    found = LayoutRow.objects.filter(pk=layout, region=row.region).first()
    if found is None:
        raise Http404
    if found.by != name_of(request) and not queries.runs(viewer_here(request), round):
        raise PermissionDenied
    drop_layout(layout_id=found.pk, by=name_of(request))
    messages.success(request, _("布局已删去；读入的数不变。"))
    return HttpResponseRedirect(reverse("round_layouts", args=[round]))
