"""Whom an office wants to invite, as typed into a form or a spreadsheet: read, and checked against what the office may give. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qingmiao.catalogue import Catalogue
from qingmiao.disclosure import Viewer, lacks_of, may_manage, over
from qingmiao.facts.cells import Unreadable, day_of, text_of
from qingmiao.facts.problems import Problem, Refused
from qingmiao.facts.sheets import Cell, Sheet, read_sheets
from qingmiao.facts.words import folded
from qingmiao.places import Gazetteer
from qingmiao.places.naming import Ambiguous, Resolver
from qingmiao.web.people.actions import Wanted
from qingmiao.web.people.locking import folded_name
from qingmiao.web.people.wording import HEADS, ROLE_WORDS

MOST = 500
"""People in one file."""

_NAME = re.compile(r"[\w.@+-]{2,30}")
_ROLES = {folded(word): role for role, words in ROLE_WORDS.items() for word in words}
_COLUMNS = {folded(head): field for field, heads in HEADS.items() for head in heads}

Fault = tuple[str, str, str]
"""Field, what is wrong, and the cure, both “中文 / English”."""


@dataclass(frozen=True)
class Ground:
    """What is checked against: who invites, the places, the departments, today, and the names that are taken (without capitals)."""

    viewer: Viewer
    gazetteer: Gazetteer
    catalogue: Catalogue
    today: date
    taken: frozenset[str]
    resolver: Resolver


def ground(viewer: Viewer, gazetteer: Gazetteer, catalogue: Catalogue, today: date, taken: set[str]) -> Ground:
    """What is checked against, with the index of names made once."""
    return Ground(viewer, gazetteer, catalogue, today, frozenset(taken), Resolver(gazetteer))


def wanted_of(typed: Mapping[str, Cell], on: Ground, *, known: str = "") -> tuple[Wanted | None, list[Fault]]:
    """The person whom a row means (field → cell), or all that is wrong with it; `known` is the name of somebody who is there already."""
    faults: list[Fault] = []
    title = text_of(typed.get("title"))
    if not 1 <= len(title) <= 60 or not title.isprintable():
        faults.append(("title", "没有姓名，或超过 60 字 / no name, or one over 60 characters", "写姓名或单位名称 / write a name"))
    name = known or folded_name(text_of(typed.get("name")))
    faults += [] if known else _name_faults(name, on)
    role = _ROLES.get(folded(text_of(typed.get("role"))))
    if role is None:
        words = "、".join(words[0] for words in ROLE_WORDS.values())
        faults.append(("role", "身份读不出 / no such role", f"写：{words} / write one of: {', '.join(ROLE_WORDS)}"))
    department, place, until = _department(typed, on, faults), _place(typed, on, faults), _until(typed, on, faults)
    if role is None:
        return None, faults
    viewer = Viewer(role, place, department)
    unread = {field for field, _, _ in faults}
    faults += [_LACKING[lack] for lack in lacks_of(viewer, until) if _LACKING[lack][0] not in unread]
    if all(field != "place" for field, _, _ in faults) and not may_manage(on.viewer, viewer, on.gazetteer):
        faults.append(("place", "不在您的地区之内 / beyond your region", "写您的地区或它下面的地区 / name your region or a place in it"))
    return (None, faults) if faults else (Wanted(name, title, viewer, until), [])


_LACKING: Mapping[str, Fault] = {
    "department": ("department", "成员单位要写部门 / a department is missing", "写部门名称，如 卫生健康局 / name it, such as health"),
    "no_department": ("department", "这种身份不写部门 / this role has no department", "留空，或把身份改为“成员单位” / leave it empty"),
    "place": ("place", "没有地区 / no place", "写地区名称，如 青禾县 / name the place"),
    "until": ("until", "评估人员要写有效期 / an evaluator needs a last day", "写最后一天，如 2026-12-31 / write the last day"),
}


def _name_faults(name: str, on: Ground) -> list[Fault]:
    if not _NAME.fullmatch(name):
        return [
            (
                "name",
                "用户名要 2 至 30 个字母、数字或汉字 / a name to sign in with has 2 to 30 letters, digits or Chinese characters",
                "去掉空格和标点（可用 . _ - @ +） / take blanks and marks out (. _ - @ + may stand)",
            )
        ]
    if name.casefold() in on.taken:
        return [("name", f"用户名“{name}”已有人用 / the name is taken", "换一个，如在后面加单位或数字 / choose another")]
    return []


def _department(typed: Mapping[str, Cell], on: Ground, faults: list[Fault]) -> str | None:
    said = text_of(typed.get("department"))
    if not said:
        return None
    found = on.catalogue.departments.get(said) or on.catalogue.department_named(said)
    if found is None:
        faults.append(("department", f"没有部门“{said[:30]}” / no such department", "写部门全称，如 卫生健康局 / write its whole name"))
        return None
    return found.code


def _place(typed: Mapping[str, Cell], on: Ground, faults: list[Fault]) -> str | None:
    said = text_of(typed.get("place"))
    if not said:
        return None
    found = on.resolver.resolve(said)
    if isinstance(found, Ambiguous):
        faults.append(
            (
                "place",
                f"“{said[:30]}”有 {len(found.places)} 个 / several places of that name",
                "在前面加上级名称 / write the place above before it",
            )
        )
        return None
    if found is None:
        faults.append(("place", f"没有地区“{said[:30]}” / no such place", "写地区全称，如 青禾县 / write its whole name"))
        return None
    return found.id


def _until(typed: Mapping[str, Cell], on: Ground, faults: list[Fault]) -> date | None:
    said = typed.get("until")
    if not text_of(said):
        return None
    try:
        day = day_of(said)
    except Unreadable as error:
        faults.append(("until", error.what, error.cure))
        return None
    if over(day, on.today):
        faults.append(("until", "有效期已经过去 / that day is past", f"写 {on.today.isoformat()} 或以后的日期 / write a day from today on"))
    return day


# ------------------------------------------------------------------------------------------------ a spreadsheet


def wanted_in(path: Path, file: str, on: Ground) -> list[Wanted]:
    """The people in a spreadsheet (the first sheet that holds anything). Raises UserError (`Refused`, with every problem at its cell) for anything wrong."""
    sheet = read_sheets(path)[:1]
    if not sheet:
        raise Refused(file, [Problem(None, None, "", "文件是空的 / the file is empty", "按样表填写 / fill in as the sample shows")])
    at, rows, problems = _head(sheet[0])
    if problems:
        raise Refused(file, problems)
    if not 1 <= len(rows) <= MOST:
        what = "表头下没有人 / nobody stands below the head" if not rows else f"超过 {MOST} 人 / more than {MOST} people"
        raise Refused(file, [Problem(None, None, "", what, f"一次 1 至 {MOST} 人 / 1 to {MOST} at a time")])
    found = list(_people(rows, at, on, problems))
    if problems:
        raise Refused(file, problems)
    return found


Rows = Sequence[tuple[int, Sequence[Cell]]]


def _head(sheet: Sheet) -> tuple[dict[str, int], Rows, list[Problem]]:
    """Field → column, the rows below, and what is wrong with the head: the first of ten rows that knows two columns."""
    for index, (number, cells) in enumerate(sheet.rows[:10]):
        fields = [_COLUMNS.get(folded(text_of(cell))) for cell in cells]
        if len(set(filter(None, fields))) >= 2:
            at = {field: column for column, field in reversed(list(enumerate(fields))) if field}
            double = [column for column, field in enumerate(fields) if field and at[field] != column]
            problems = [
                Problem(number, column + 1, text_of(cells[column]), "这一列有两个 / this column stands twice", "只留一列 / keep one")
                for column in double
            ]
            problems += [
                Problem(
                    number,
                    None,
                    "",
                    f"缺少“{HEADS[field][0]}”列 / the column {field} is missing",
                    f"在表头加上“{HEADS[field][0]}” / add it",
                )
                for field in ("title", "name", "role", "place")
                if field not in at
            ]
            return at, sheet.rows[index + 1 :], problems
    heads = "、".join(heads[0] for heads in HEADS.values())
    return {}, (), [Problem(None, None, "", "没有找到表头 / no head was found", f"第一行写：{heads} / write the heads in the first row")]


def _people(rows: Rows, at: Mapping[str, int], on: Ground, problems: list[Problem]) -> Iterator[Wanted]:
    seen: dict[str, int] = {}
    for number, cells in rows:
        typed = {field: cells[column] if column < len(cells) else None for field, column in at.items()}
        wanted, faults = wanted_of(typed, on)
        key = folded_name(text_of(typed.get("name"))).casefold()
        if key and key in seen:
            faults.append(("name", f"与第 {seen[key]} 行的用户名相同 / the same name as in row {seen[key]}", "换一个 / choose another"))
        seen.setdefault(key, number)
        problems += [Problem(number, at[field] + 1 if field in at else None, HEADS[field][0], what, cure) for field, what, cure in faults]
        if wanted is not None:
            yield wanted
