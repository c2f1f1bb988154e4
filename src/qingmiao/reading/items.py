"""Objectives and measures: the numbered and dashed items of a plan's tree, and who answers for them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from qingmiao.reading.document import NEWLINE, View
from qingmiao.reading.head import Part
from qingmiao.reading.model import Measure, Objective
from qingmiao.reading.numbers import quantities
from qingmiao.reading.structure import Lines, Node, node_at, walk
from qingmiao.reading.tables import Table
from qingmiao.reading.units_in_charge import InCharge, find_units, share_out

ITEMS = frozenset({"three", "action", "article", "four", "paren", "circle", "dash"})
_UNIT_LINE = re.compile(r"\(?(?:牵头|责任|配合|主办|协办|负责)(?:单位|部门)?:")


def _plan_of(parts: list[Part], at: int) -> int:
    return max(0, bisect_right(parts, at, key=lambda part: part.start) - 1)


def _path(node: Node) -> tuple[str, ...]:
    return tuple(((head.number or "") + head.title)[:60] for head in node.heads())


def _number(node: Node) -> str | None:
    return (node.number or "").rstrip(".、．") or None


def overlaps(tables: list[Table], start: int, end: int) -> bool:
    """Whether a table, of a list in the order of the text, overlaps a run."""
    index = bisect_left(tables, end, key=lambda table: table.start) - 1
    return index >= 0 and start < tables[index].end


def _holds_table(tables: list[Table], node: Node) -> bool:
    """Whether a table begins inside a node."""
    index = bisect_left(tables, node.start, key=lambda table: table.start)
    return index < len(tables) and tables[index].start < node.end


def _end_of_text(view: View, start: int, end: int) -> int:
    """Where an item's own words end: before a line of responsible units, at the last character."""
    match = _UNIT_LINE.search(view.text, start, end)
    return match.start() if match and match.start() > start else end


def objectives_of(view: View, root: Node, parts: list[Part], lines: Lines, tables: list[Table]) -> list[Objective]:
    """Every numbered or dashed item under goals, and the goals' own paragraph."""
    items: list[Objective] = []
    found = ((node, span) for node in walk(root)[1:] for span in _objective_spans(view, node, lines, tables))
    for node, span in found:
        start, end = view.span(*span)
        number = _number(node) if node.kind != "label" else None
        text = view.plain[span[0] : span[1]]
        items.append(
            Objective(
                id=f"O{len(items) + 1:03d}", plan=_plan_of(parts, span[0]), start=start, end=end, path=(*_path(node), *_self(node)), number=number,
                text_start=text[:30], quantified=any(q.category != "bare" for q in quantities(view.text[span[0] : span[1]])),
            )
        )  # fmt: skip
    return items


def _self(node: Node) -> tuple[str, ...]:
    return (((node.number or "") + node.title)[:60],) if node.kind not in ITEMS else ()


def _objective_spans(view: View, node: Node, lines: Lines, tables: list[Table]) -> list[tuple[int, int]]:
    """The runs of a node that are objectives: an item's words, or the paragraphs under a heading of goals."""
    span = _objective_span(view, node)
    if span is None or node.kind in ITEMS:
        return [span] if span else []
    edges = [span[0], *(i for i in range(span[0] + 1, span[1]) if i in lines.breaks and view.gap[i] == NEWLINE), span[1]]
    runs = [(a, b) for a, b in pairwise(edges) if b - a >= 20 and not overlaps(tables, a, b)]
    return [(a, b) for a, b in runs if view.text[b - 1] in "。;"] or ([span] if len(edges) == 2 else runs[:1])


def _objective_span(view: View, node: Node) -> tuple[int, int] | None:
    """The words of a node that is an objective, or None."""
    if node.context != "objective":
        return None
    if node.kind in ITEMS:
        return (node.body, node.own_end) if node.own_end > node.body and not _is_heading(view, node) else None
    body = view.text[node.title_end : node.own_end]
    skip = len(body) - len(body.lstrip("。:;"))
    start = node.title_end + skip
    is_goal = bool(re.search(r"目标", node.folded)) and len(node.title) <= 20
    if is_goal and node.kind in ("two", "one", "section") and node.own_end - start >= 20 and not body.rstrip().endswith(":"):
        return start, node.own_end
    if not is_goal and not node.children and node.kind == "two" and node.own_end > node.body:
        return node.body, node.own_end
    return None


def _is_heading(view: View, node: Node) -> bool:
    """Whether an item is only a heading of items below it."""
    return bool(node.children) and node.own_end - node.body <= len(node.title) + 2


def measures_of(view: View, root: Node, parts: list[Part], tables: list[Table]) -> list[Measure]:
    """Every lowest numbered item with a lead sentence outside goals, principles and reviews, with its units; and rows of tables of tasks."""
    nodes = [node for node in walk(root)[1:] if _is_measure(view, node) and not (node.rank <= 1 and _holds_table(tables, node))]
    deep = {id(head) for node in nodes for head in node.heads()}
    nodes = [
        node for node in nodes if node.rank > 1 or not any(id(sibling) in deep for sibling in (node.parent.children if node.parent else []))
    ]
    items = [_measure(view, node, parts) for node in nodes]
    found = _with_units(view, nodes, items) + _rows_of_tasks(view, root, parts, tables)
    return [
        replace(item, id=f"M{index + 1:03d}", lead=tuple(map(view.written, item.lead)), support=tuple(map(view.written, item.support)))
        for index, item in enumerate(sorted(found, key=lambda item: item.start))
    ]


def _rows_of_tasks(view: View, root: Node, parts: list[Part], tables: list[Table]) -> list[Measure]:
    """The rows of tables whose rows are tasks, as measures."""
    found = []
    for table in tables:
        node = node_at(root, table.start)
        path = (*_path(node), *(_self(node) if node.parent else ()))
        for row in table.rows if table.tasks else ():
            start, end = view.span(row.name.start, row.end)
            title, quote = view.plain[row.name.start : row.name.end], view.plain[row.name.start : row.name.start + 32]
            plan = _plan_of(parts, row.name.start)
            found.append(
                Measure(
                    id="M",
                    plan=plan,
                    start=start,
                    end=end,
                    path=path,
                    number=row.number,
                    title=title,
                    quote=quote,
                    lead=row.lead,
                    support=row.support,
                )
            )
    return found


def _is_measure(view: View, node: Node) -> bool:
    if node.body >= len(view):
        return False
    if node.kind == "dash" and node.parent is not None and node.parent.kind == "label":
        return node.context == "measure" and node.own_end - node.body > 8
    if (
        node.context in ("objective", "guide", "background")
        or node.kind in ("label", "chapter", "dash", "intro")
        or _under_item(view, node)
    ):
        return False
    if node.context == "neutral" and node.kind != "three":
        return False
    if any(
        child.kind in ("two", "three", "decimal", "section", "action", "article", "label") or _big(view, node) for child in node.children
    ):
        return False
    if node.kind == "section" or (node.kind == "decimal" and "." not in (node.number or "")):
        return node.own_end - node.title_end > 20
    if node.kind == "one" and re.search(r"步骤|阶段|进度|时间|安排|附则", node.folded):
        return False
    return node.kind in ("two", "three", "action", "article", "decimal") or (
        node.kind in ("one", "four") and node.own_end - node.title_end > 20
    )


def _big(view: View, node: Node) -> bool:
    """Whether a node has items with a title and words below it, and no words of its own but its title."""
    worded = any(child.own_end - child.title_end > 12 or child.children for child in node.children)
    return worded and node.own_end - node.title_end <= 3


def _under_item(view: View, node: Node) -> bool:
    """Whether an item lies below one that is a measure itself."""
    parent = node.parent
    return parent is not None and parent.kind in ("three", "four") and not _big(view, parent)


def _measure(view: View, node: Node, parts: list[Part]) -> Measure:
    last = _end_of_text(view, node.body, node.end)
    start, end = view.span(node.body, max(last, node.body + 1))
    title = re.sub(r"[(（][A-Za-z][^()（）\u4e00-\u9fff]*[)）]", "", node.title) or view.plain[node.body : node.body + 20]
    return Measure(
        id="M", plan=_plan_of(parts, node.body), start=start, end=end, path=_path(node), number=_number(node), title=title,
        quote=view.plain[node.body : node.body + 32],
    )  # fmt: skip


def _with_units(view: View, nodes: list[Node], items: list[Measure]) -> list[Measure]:
    """The measures with the units that the document names for them; a displaced line goes to the item before."""
    lines = [find_units(view.text[node.body : node.end]) for node in nodes]
    owners = share_out([len(found) for found in lines])
    flat = [line for found in lines for line in found]
    homes = [index for index, found in enumerate(lines) for _ in found]
    result = list(items)
    sections = _sections(nodes)
    ends_sections = _end_sections(sections, homes)
    for line, owner, home in zip(flat, owners, homes, strict=True):
        if owner is None:
            continue
        if line.for_all or ends_sections:
            _for_all(result, sections[id(nodes[home].parent)], line)
            continue
        item = result[owner]
        plain = replace(
            item,
            lead=item.lead + tuple(u for u in line.lead if u not in item.lead),
            support=item.support + tuple(u for u in line.support if u not in item.support),
        )
        result[owner] = plain if owner == home else replace(plain, unsure=(*plain.unsure, "displaced_units"))
    return result


def _sections(nodes: list[Node]) -> dict[int, list[int]]:
    """The indices of the nodes of each section, by the section's identity."""
    found: dict[int, list[int]] = defaultdict(list)
    for index, node in enumerate(nodes):
        found[id(node.parent)].append(index)
    return dict(found)


def _end_sections(sections: dict[int, list[int]], homes: list[int]) -> bool:
    """Whether lines of units only ever stand at the end of sections of several items, once in each: then each holds for its section."""
    several = [members for members in sections.values() if len(members) > 1]
    return len(several) > 1 and homes == sorted(members[-1] for members in sections.values()) and len(several) * 2 > len(sections)


def _for_all(items: list[Measure], members: list[int], line: InCharge) -> None:
    """Give the units of a line that holds for a section (以上各项责任单位) to all its items."""
    for index in members:
        item = items[index]
        items[index] = replace(item, lead=item.lead + line.lead, support=item.support + line.support)
