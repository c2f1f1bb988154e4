"""A reading as JSON for programs and as a table for people."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict
from typing import Any

from qingmiao.reading.account import reasons
from qingmiao.reading.model import Commitment, PlanHead, Reading, Source


def _plan(head: PlanHead) -> dict[str, Any]:
    data = asdict(head)
    data["phases"] = [{"name": phase.name, "from": phase.start, "to": phase.end} for phase in head.phases]
    return data


def _document(source: Source) -> dict[str, Any]:
    """The document; what is only told of formats other than plain text is left out for plain text."""
    return {key: value for key, value in asdict(source).items() if source.text_sha256 is not None or key not in ("format", "text_sha256")}


def to_json(reading: Reading) -> str:
    """The reading as JSON text with fixed order of keys: plans, objectives, commitments, measures, numbers, document."""
    content = {
        "plans": [_plan(head) for head in reading.plans],
        "objectives": [asdict(item) for item in reading.objectives],
        "commitments": [asdict(item) for item in reading.commitments],
        "measures": [asdict(item) for item in reading.measures],
        "numbers": {"counts": dict(reading.numbers.counts), "unknown": [asdict(one) for one in reading.numbers.unknown]},
        "document": _document(reading.document),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def _cell(text: str, width: int) -> str:
    """A text cut or filled to a number of columns; a Chinese character is two."""
    cut, used = "", 0
    for ch in text:
        if used + _width(ch) > width:
            break
        cut, used = cut + ch, used + _width(ch)
    return cut + " " * (width - used)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _target(item: Commitment) -> str:
    high = f"—{_figure(item.value_high)}" if item.value_high is not None else ""
    if item.kind == "trend":
        return "↑" if item.direction == "up" else "↓"
    sign = {">=": "≥", "<=": "≤", "~": "≈", "range": ""}.get(item.comparator or "", item.comparator or "")
    return f"{sign}{_figure(item.value)}{high}{item.unit or ''}"


_COLUMNS = (
    ("编号 id", 8),
    ("类别 kind", 10),
    ("指标 indicator", 44),
    ("目标 target", 16),
    ("期限 by", 8),
    ("位置 at", 14),
    ("存疑 unsure", 24),
)


def to_table(reading: Reading) -> str:
    """The reading as an aligned table: plans, then commitments, then counts, then what was not found."""
    lines = []
    for index, head in enumerate(reading.plans):
        period = "—".join(str(year) if year else "?" for year in head.period)
        lines.append(f"规划 plan {index}: {head.title or '（未找到标题 / no title found）'}  {period}")
        if head.not_found:
            lines.append(f"  未找到 / not found: {', '.join(head.not_found)}")
    lines.append("  ".join(_cell(name, width) for name, width in _COLUMNS).rstrip())
    for item in reading.commitments:
        row = (
            item.id,
            item.kind,
            item.indicator,
            _target(item),
            str(item.deadline or ""),
            f"{item.start}-{item.end}",
            ",".join(item.unsure),
        )
        lines.append("  ".join(_cell(text, width) for text, (_, width) in zip(row, _COLUMNS, strict=True)).rstrip())
    lines.append(
        f"共 {len(reading.commitments)} 条承诺、{len(reading.objectives)} 条目标、{len(reading.measures)} 条措施"
        f" / {len(reading.commitments)} commitments, {len(reading.objectives)} objectives, {len(reading.measures)} measures"
    )
    lines += _numbers(reading)
    return "\n".join(lines) + "\n"


def _numbers(reading: Reading) -> list[str]:
    """The account of numbers: how many of each reason on a line, then each number without a reason with the words around it."""
    counts = reading.numbers.counts
    if not counts:
        return []
    zh = "、".join(f"{reasons()[reason][0]} {count}" for reason, count in counts)
    en = ", ".join(f"{reasons()[reason][1]} {count}" for reason, count in counts)
    lines = [f"数字 {sum(count for _, count in counts)} 个：{zh} / numbers: {en}"]
    return lines + [f"  请看一看 / please look: {one.start}-{one.end}  {one.words}  …{one.around}…" for one in reading.numbers.unknown]
