"""The way through the passes: text → view → tree → plans → sentences → drafts → a reading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qingmiao.reading import head, implied, names, references, steps, trends, values
from qingmiao.reading.account import with_numbers
from qingmiao.reading.clauses import Sentence, Tense, closing_year, last_reported, role_of, sentences
from qingmiao.reading.context import Context
from qingmiao.reading.decode import decode, read_bytes
from qingmiao.reading.document import View, view_of
from qingmiao.reading.draft import Draft
from qingmiao.reading.formats import Extracted, source_of, text_of
from qingmiao.reading.items import measures_of, objectives_of, overlaps
from qingmiao.reading.model import Commitment, Measure, PlanHead, Reading, Source, Unsure
from qingmiao.reading.structure import Lines, Node, node_at, tree_of
from qingmiao.reading.tables import Table, find_tables, read_row

LONG_NAME = 30
"""Characters; a longer indicator may hold words too many."""


def read_file(path: Path | str) -> Reading:
    """Read a document file (plain text, .docx, .pdf, .html …); UserError when it cannot be read."""
    return read_document(path)[0]


def read_document(path: Path | str) -> tuple[Reading, Extracted, bytes]:
    """Read a document file: the reading, the text that its offsets point into, and the file's bytes; UserError when it cannot be read."""
    name = Path(path)
    data = read_bytes(name)
    extracted = text_of(data, name=name.name)
    return _read(extracted.text, source_of(extracted, data, name=name.name)), extracted, data


def read_text(text: str, *, name: str) -> Reading:
    """Read a text that is at hand (a pasted paragraph); `name` stands for the document."""
    decoded = decode(text.encode("utf-8"), name=name)
    return _read(decoded.text, replace(decoded.source, name=name))


def _read(text: str, source: Source) -> Reading:
    view = view_of(text)
    if not view.text:
        return Reading(document=source, plans=(), objectives=(), commitments=(), measures=())
    lines = Lines(view)
    root = tree_of(view, lines)
    parts = head.parts_of(view, root)
    doc = Path(source.name).stem
    front = view.text[: min((n.start for n in root.children), default=min(len(view), 1500))]
    heads = tuple(head.head_of(view, part, doc, front) for part in parts)
    found = sentences(view, lines, root)
    plan_of = _PlanFinder(parts)
    tables = find_tables(view)
    measures = measures_of(view, root, parts, tables)
    objectives = objectives_of(view, root, parts, lines, tables)
    drafts = [
        *_sentence_drafts(found, heads, plan_of, view.text, tables),
        *_table_drafts(tables, root, heads, plan_of, last_reported(view.text)),
    ]
    drafts += _bare_measures(view, measures, drafts, root)
    drafts = _dated_phases(_once(drafts, plan_of), heads, plan_of)
    commitments = _commitments(view, drafts, heads, plan_of, measures, doc)
    reading = Reading(document=source, plans=heads, objectives=tuple(objectives), commitments=tuple(commitments), measures=tuple(measures))
    return with_numbers(view, reading)


class _PlanFinder:
    """Finds the plan that holds a place of the view."""

    def __init__(self, parts: list[head.Part]) -> None:
        self._starts = [part.start for part in parts]

    def __call__(self, at: int) -> int:
        """The index of the plan that holds a place of the view."""
        return max(0, bisect_right(self._starts, at) - 1)


def _drafts(sentence: Sentence, previous: Context | None) -> tuple[list[Draft], Context]:
    found, context = values.read_values(sentence, previous)
    found += references.read_references(sentence)
    taken = [(d.start, d.end) for d in found]
    words = [d for d in implied.read_implied(sentence) if not any(a < d.end and d.start < b for a, b in taken)]
    directions = trends.read_trends(sentence, [(d.start, d.end) for d in found])
    taken += [(d.start, d.end) for d in [*words, *directions]]
    dated = steps.read_milestones(sentence, taken)
    taken += [(d.start, d.end) for d in dated]
    made = steps.read_actions(sentence, taken)
    return sorted([*found, *words, *directions, *dated, *made], key=lambda d: (d.start, d.end)), context


_Found = tuple[Sentence, Draft, bool]


def _sentence_drafts(
    found: list[Sentence], heads: tuple[PlanHead, ...], plan_of: _PlanFinder, text: str, tables: list[Table]
) -> Iterator[_Found]:
    """The drafts of all sentences outside tables, each with whether it tells the past."""
    previous: Context | None = None
    reported = last_reported(text)
    tenses = [Tense(_now(plan_head, reported)) for plan_head in heads]
    for sentence in found:
        if overlaps(tables, sentence.start, sentence.start + 1):
            continue
        drafts, previous = _drafts(sentence, previous)
        past = tenses[plan_of(sentence.start)].spans(sentence)
        closing = closing_year(sentence.text)
        for draft in drafts:
            draft.year = draft.year or (closing if draft.kind not in ("action", "milestone") else None)
            at = draft.end - 1 - sentence.start
            yield sentence, draft, draft.past or any(a <= at < b for a, b in past)


def _bare_measures(view: View, measures: list[Measure], drafts: list[_Found], root: Node) -> list[_Found]:
    """An action for each measure in which nothing else was found, named by its title."""
    starts = sorted(view.at[draft.start] for _, draft, _ in drafts)
    found: list[_Found] = []
    for measure in measures:
        index = bisect_left(starts, measure.start)
        if index < len(starts) and starts[index] < measure.end:
            continue
        at = bisect_left(view.at, measure.start)
        title = re.sub(r"\s+", "", measure.title)
        node = node_at(root, at)
        sentence = Sentence(at, at + len(title), view.text[at : at + len(title)], node, ())
        found.append((sentence, Draft(start=at, end=min(len(view), at + len(title)), kind="action", indicator=title), False))
    return found


def _once(drafts: list[_Found], plan_of: _PlanFinder) -> list[_Found]:
    """The drafts without evaluations that are announced again, with or without a date."""

    def key(draft: Draft) -> tuple[int, str] | None:
        match = re.search(r"(?:中期|终期|期末|末期)(?:监测)?评估", draft.indicator) if draft.kind == "milestone" else None
        return (plan_of(draft.start), match.group()[:2]) if match else None

    dated = {key(draft) for _, draft, _ in drafts if draft.year is not None}
    seen: set[tuple[int, str]] = set()
    kept = []
    for found in sorted(drafts, key=lambda item: (item[1].start, item[1].end)):
        name = key(found[1])
        if name is None or (found[1].year is not None) or (name not in dated and name not in seen):
            kept.append(found)
        if name is not None:
            seen.add(name)
    return kept


def _dated_phases(drafts: list[_Found], heads: tuple[PlanHead, ...], plan_of: _PlanFinder) -> list[_Found]:
    """The drafts, with the end of a phase as the deadline of its milestone."""
    for _, draft, _ in drafts:
        if draft.kind == "milestone" and draft.indicator.startswith("第"):
            ends = [phase.end for phase in heads[plan_of(draft.start)].phases if phase.name == draft.indicator and phase.end]
            years = re.findall(r"(?:19|20)\d\d", ends[0]) if ends else []
            draft.year = int(years[-1]) if years else draft.year
    return drafts


def _now(plan_head: PlanHead, reported: int | None) -> int | None:
    """The year before which a year is past."""
    first = head.first_year(plan_head)
    told = head.year_of_report(plan_head.title)
    if told is not None or head.is_report(plan_head.title):
        return max(year + 1 for year in (told, reported, (first or 1) - 1) if year is not None)
    return first if first is not None else (reported + 1 if reported is not None else None)


def _table_drafts(
    tables: list[Table], root: Node, heads: tuple[PlanHead, ...], plan_of: _PlanFinder, reported: int | None
) -> Iterator[_Found]:
    for table in tables:
        node = node_at(root, table.start)
        now = _now(heads[plan_of(table.start)], reported)
        for row in table.rows:
            for sentence, draft in read_row(row, node, now, table.tasks):
                yield sentence, draft, draft.past


def _commitments(
    view: View, drafts: list[_Found], heads: tuple[PlanHead, ...], plan_of: _PlanFinder, measures: list[Measure], doc: str
) -> list[Commitment]:
    items: list[Commitment] = []
    measure_at = _MeasureFinder(measures)
    for sentence, draft, past in sorted(drafts, key=lambda found: (found[1].start, found[1].end)):
        if not draft.indicator:  # a value of nothing (每3平方米以上) promises nothing; the account of numbers shows it as unknown
            continue
        plan = plan_of(draft.start)
        measure = measure_at(view.at[draft.start])
        items.append(_commitment(view, sentence, draft, heads[plan], plan, past, measure, f"{doc}-T{len(items) + 1:03d}"))
    return items


class _MeasureFinder:
    """Finds the measure whose run holds an offset of the document."""

    def __init__(self, measures: list[Measure]) -> None:
        self._measures = measures
        self._at = 0

    def __call__(self, offset: int) -> Measure | None:
        """The measure whose run holds an offset of the document; offsets must rise from call to call."""
        while self._at < len(self._measures) and self._measures[self._at].end <= offset:
            self._at += 1
        here = self._measures[self._at] if self._at < len(self._measures) else None
        return here if here and here.start <= offset else None


def _commitment(
    view: View, sentence: Sentence, draft: Draft, plan_head: PlanHead, plan: int, past: bool, measure: Measure | None, name: str
) -> Commitment:
    start, end = view.span(draft.start, max(draft.end, draft.start + 1))
    role = role_of(sentence.node, past)
    deadline = None if role == "background" else (draft.year or sentence.section_year or plan_head.period[1] or sentence.lead_year)
    unsure = [*draft.unsure, *_doubts(sentence, draft, past)] + (["no_deadline"] if deadline is None and not past else [])
    high = draft.value_high if draft.comparator == "range" else None
    return Commitment(
        id=name, plan=plan, start=start, end=end, role=role, kind=draft.kind, indicator=view.written(names.tidy(draft.indicator)),
        quote="".join(view.plain[draft.start : draft.end]), population=_written(view, names.narrowing(draft.population)), level_of=_written(view, draft.level_of), comparator=draft.comparator,
        value=draft.value, value_high=high, unit=draft.unit, direction=draft.direction, per=draft.per, curbed=draft.curbed, base_year=draft.base_year,
        deadline=deadline, deadline_from=None if deadline is None else "stated" if draft.year else "inherited", implied=draft.implied,
        lead=tuple(map(view.written, draft.lead)) or (measure.lead if measure else ()), support=tuple(map(view.written, draft.support)) or (measure.support if measure else ()), path=path_of(sentence.node),
        optional=draft.optional, measured_year=draft.year if past else None, reference=draft.reference, unsure=tuple(dict.fromkeys(unsure)),
    )  # fmt: skip


def _written(view: View, words: str | None) -> str | None:
    return view.written(words) if words else words


def _doubts(sentence: Sentence, draft: Draft, past: bool) -> list[Unsure]:
    """What there is to doubt of a draft besides what its pass has noted."""
    found: list[Unsure] = []
    if names.is_generic(draft.indicator):
        found.append("generic_name")
    if len(draft.indicator) > LONG_NAME and draft.kind != "action":
        found.append("long_name")
    if draft.kind == "level" and draft.unit == "%" and draft.value is not None and draft.value > 100:
        found.append("odd_value")
    if past and not draft.past and sentence.node.context != "background":
        found.append("past_or_promise")
    return found


def path_of(node: Node) -> tuple[str, ...]:
    """The headings above (and with) a node, short."""
    chain = [*node.heads(), node] if node.parent is not None else []
    return tuple(re.sub(r"\s+", "", (n.number or "") + n.title)[:60] for n in chain)


__all__ = ["read_document", "read_file", "read_text"]
