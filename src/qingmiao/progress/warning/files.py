"""Warnings as JSON, that the next computation reads back, and as a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from qingmiao.errors import UserError
from qingmiao.progress.warning.model import LEVEL_WORDS, STATE_WORDS, Event, Finding, Warned, rules

HEADS: Final = (
    "编号",
    "类别",
    "级别",
    "地区",
    "承诺",
    "预警",
    "依据",
    "责任单位",
    "状态",
    "发起",
    "期限",
    "升级",
    "结束原因",
    "模拟数据",
    "warning",
)


def as_plain(warning: Warned) -> dict[str, Any]:
    """A warning as plain values that JSON holds; `from_plain` is its inverse."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(warning), default=str))
    return plain


def as_json(warnings: Iterable[Warned]) -> str:
    """All fields of warnings as JSON."""
    return json.dumps([as_plain(warning) for warning in warnings], ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, where: str) -> tuple[Warned, ...]:
    """Warnings from what `as_json` wrote; raises UserError where it is something else."""
    try:
        held = json.loads(text)
        if not isinstance(held, list):
            raise TypeError("a list was expected")
        return tuple(from_plain(row) for row in held)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(
            what=f"这不是预警的 JSON 文件：{error} / not a JSON file of warnings",
            where=where,
            cure="用 qingmiao warnings … --out 文件.json 写出的文件 / take a file that qingmiao warnings … --out FILE.json has written",
        ) from error


def from_plain(row: dict[str, Any]) -> Warned:
    """A warning from what `as_plain` made."""
    events = tuple(Event(**(event | {"day": date.fromisoformat(event["day"])})) for event in row["events"])
    days = {name: date.fromisoformat(row[name]) for name in ("opened", "due")}
    return Warned(**(row | days | {"finding": Finding(**row["finding"]), "events": events, "owner": tuple(row["owner"])}))


def rows(warnings: Iterable[Warned], names: dict[str, str], places: dict[str, str]) -> Iterator[tuple[object, ...]]:
    """Warnings as rows under HEADS; `names` of commitments and of `places` by id."""
    for warning in warnings:
        found = warning.finding
        evidence = "；".join(f"{name}={value}" for name, value in found.evidence.items() if value is not None)
        owner = "、".join(warning.owner) + ("（建议）" if warning.owner and warning.proposed else "")
        ends = (
            warning.opened,
            warning.due,
            "是" if warning.escalated else "",
            warning.why_ended[0],
            "是" if found.simulated else "",
            found.en,
        )
        head = (
            warning.key,
            rules()[found.kind].zh,
            LEVEL_WORDS[found.level][0],
            places.get(found.place, found.place),
            names.get(found.commitment, found.commitment),
        )
        yield (*head, found.zh, evidence, owner, STATE_WORDS[warning.state][0], *ends)


def check_ending(out: Path) -> None:
    """Raise UserError where the name of a file does not say in which form to write it."""
    if out.suffix not in (".json", ".csv"):
        raise UserError(
            what=f"不知道写成什么格式：{out.name} / the ending of the file does not say which form",
            where=str(out),
            cure="文件名以 .json 或 .csv 结尾 / let the name end in .json or .csv",
        )


def write(warnings: Iterable[Warned], out: Path, names: dict[str, str], places: dict[str, str]) -> None:
    """Write warnings as .json or .csv, by the ending."""
    if out.suffix == ".json":
        out.write_text(as_json(warnings), encoding="utf-8", newline="\n")
        return
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADS, *rows(warnings, names, places)])
