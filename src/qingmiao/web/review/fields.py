"""The form of an item: which fields each part and kind has, and how what a person types becomes values, with problems in plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao.plans.model import KINDS
from qingmiao.web.pages import wording
from qingmiao.web.review.state import Item, Part

Shape = Literal["text", "long", "number", "year", "units", "choice", "flag", "area", "areas", "day"]

ALL: Final = frozenset(KINDS)
NEEDING_VALUE: Final = frozenset({"level", "change", "norm", "count", "amount"})
VALUED: Final = NEEDING_VALUE | {"milestone"}
"""Kinds that may hold a value: a step may have to be taken within a month."""

ROLES: Final[Mapping[str, object]] = {
    "objective": gettext_lazy("主要目标"),
    "measure": gettext_lazy("策略措施"),
    "background": gettext_lazy("背景（过去的数值，不是承诺）"),
    "administration": gettext_lazy("组织实施"),
}
COMPARATORS: Final[Mapping[str, object]] = {
    ">=": gettext_lazy("≥ 不低于"),
    "<=": gettext_lazy("≤ 不高于"),
    ">": gettext_lazy("> 高于"),
    "<": gettext_lazy("< 低于"),
    "=": gettext_lazy("= 等于"),
    "~": gettext_lazy("≈ 左右"),
    "range": gettext_lazy("两数之间"),
}
DIRECTIONS: Final[Mapping[str, object]] = {"up": gettext_lazy("提高、增加"), "down": gettext_lazy("下降、减少")}
PERS: Final[Mapping[str, object]] = {"total": gettext_lazy("到期累计"), "year": gettext_lazy("每年")}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: what it is called, how it is typed, and for which kinds it is there (for commitments)."""

    name: str
    label: object
    shape: Shape
    kinds: frozenset[str] = ALL
    choices: Mapping[str, object] | None = None
    hint: object = ""


_COMMITMENT: Final = (
    Field("kind", gettext_lazy("类别"), "choice", choices=wording.KINDS),
    Field("indicator", gettext_lazy("指标或事项"), "text"),
    Field("comparator", gettext_lazy("比较"), "choice", VALUED, COMPARATORS),
    Field("direction", gettext_lazy("方向"), "choice", VALUED | {"trend"}, DIRECTIONS),
    Field("value", gettext_lazy("数值"), "number", VALUED),
    Field("value_high", gettext_lazy("上限（两数之间时）"), "number", VALUED),
    Field("unit", gettext_lazy("单位"), "text", VALUED),
    Field("per", gettext_lazy("变化按"), "choice", frozenset({"change"}), PERS),
    Field("base_year", gettext_lazy("基期年份"), "year", frozenset({"change"})),
    Field("deadline", gettext_lazy("期限（年）"), "year"),
    Field("population", gettext_lazy("人群"), "text"),
    Field("level_of", gettext_lazy("以谁为单位达到"), "text", VALUED | {"trend"}, hint=gettext_lazy("如 乡镇、县")),
    Field("measured_year", gettext_lazy("数值所属年份（背景）"), "year"),
    Field("role", gettext_lazy("在文件中是"), "choice", choices=ROLES),
    Field("area", gettext_lazy("领域"), "area"),
    Field("lead", gettext_lazy("牵头单位"), "units", hint=gettext_lazy("用顿号分开")),
    Field("support", gettext_lazy("配合单位"), "units", hint=gettext_lazy("用顿号分开")),
)
_OBJECTIVE: Final = (
    Field("number", gettext_lazy("序号"), "text"),
    Field("area", gettext_lazy("领域"), "area"),
    Field("quantified", gettext_lazy("写有数值"), "flag"),
)
_MEASURE: Final = (
    Field("number", gettext_lazy("序号"), "text"),
    Field("title", gettext_lazy("标题"), "text"),
    Field("area", gettext_lazy("领域"), "area"),
    Field("lead", gettext_lazy("牵头单位"), "units", hint=gettext_lazy("用顿号分开")),
    Field("support", gettext_lazy("配合单位"), "units", hint=gettext_lazy("用顿号分开")),
)
_PLAN: Final = (
    Field("title", gettext_lazy("规划名称"), "text"),
    Field("id", gettext_lazy("编号"), "text", hint=gettext_lazy("小写字母开头，字母、数字、下划线；用作文件夹名")),
    Field("issuer", gettext_lazy("发文机关"), "text"),
    Field("document_number", gettext_lazy("文号"), "text"),
    Field("issued", gettext_lazy("印发日期"), "day", hint="2021-12-28"),
    Field("first", gettext_lazy("规划期开始（年）"), "year"),
    Field("last", gettext_lazy("规划期结束（年）"), "year"),
    Field("midterm_year", gettext_lazy("中期评估年份"), "year"),
    Field("final_year", gettext_lazy("终期评估年份"), "year"),
    Field("population", gettext_lazy("适用人群"), "text"),
    Field("status", gettext_lazy("状态"), "choice", choices=wording.PLAN_STATUSES),
    Field("areas", gettext_lazy("领域"), "areas", hint=gettext_lazy("用顿号分开")),
)
FORMS: Final[Mapping[Part, tuple[Field, ...]]] = {"commitment": _COMMITMENT, "objective": _OBJECTIVE, "measure": _MEASURE, "plan": _PLAN}

_SEPARATORS: Final = re.compile(r"[、，,；;\n]+")
_PLAN_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,47}")
_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


class Wrong(ValueError):
    """What was typed cannot be the value; the text says why, in the words of the office."""


def _number(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(unicodedata.normalize("NFKC", text).replace(",", ""))
    except ValueError:
        raise Wrong(_("应为数字，如 95 或 4.5")) from None


def _year(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).removesuffix("年")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and 1949 <= int(plain) <= 2100):
        raise Wrong(_("应为四位年份，如 2025"))
    return int(plain)


def _day(text: str) -> str | None:
    if text and not _DAY.fullmatch(text):
        raise Wrong(_("日期写作 2021-12-28"))
    return text or None


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in _SEPARATORS.split(text) if name.strip()))


_PARSE: Final[Mapping[Shape, Callable[[str], Any]]] = {
    "text": lambda text: text or None,
    "long": lambda text: text or None,
    "number": _number,
    "year": _year,
    "units": _names,
    "areas": _names,
    "choice": lambda text: text or None,
    "flag": bool,
    "area": lambda text: text or None,
    "day": _day,
}


def shown(item: Item, field: Field) -> str:
    """What stands in a field of the form when it opens."""
    value = _held(item, field.name)
    if value is None or value is False:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(str(one) for one in value)
    return f"{value:.12g}" if isinstance(value, float) else "1" if value is True else str(value)


def _held(item: Item, name: str) -> Any:
    if item.part == "plan" and name in ("first", "last"):
        return item.fields["period"][name == "last"]
    return item.fields.get(name)


def typed(item: Item, data: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields of an item with what a person typed, and problems by field; a field that is not in `data` stays."""
    values, problems = {}, {}
    for field in FORMS[item.part]:
        if field.name not in data and field.shape != "flag":
            continue
        try:
            values[field.name] = _PARSE[field.shape](data.get(field.name, "").strip())
        except Wrong as error:
            problems[field.name] = str(error)
    fields = _SETTLE[item.part](dict(item.fields), values)
    return fields, problems or _NEEDS[item.part](fields)


# ------------------------------------------------------------------------------------------------ what goes together


def _settle_commitment(fields: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Values that the kind does not have are left out; a deadline that was typed is stated."""
    area = values.pop("area", None)
    new_deadline = "deadline" in values and values["deadline"] != fields.get("deadline")
    fields |= values
    kind = fields["kind"]
    for field in _COMMITMENT:
        if kind not in field.kinds and field.name in fields:
            fields[field.name] = None
    if fields["role"] == "background":
        fields["deadline"] = None
    fields["deadline_from"] = None if fields["deadline"] is None else "stated" if new_deadline else fields.get("deadline_from") or "stated"
    if fields["comparator"] != "range":
        fields["value_high"] = None
    if fields["value"] is not None and kind in VALUED:
        fields["comparator"] = fields["comparator"] or (None if kind == "change" else "=")
    return _with_area(fields, area)


def _with_area(fields: dict[str, Any], area: str | None) -> dict[str, Any]:
    if area and area not in fields["path"]:
        fields["path"] = [area]
    return fields


def _settle_other(fields: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    area = values.pop("area", None)
    return _with_area(fields | values, area)


def _settle_plan(fields: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    first, last = fields["period"]
    period = [values.pop("first", first), values.pop("last", last)]
    found = fields | values | {"period": period}
    found["not_found"] = [name for name in fields["not_found"] if not found.get(name) or found.get(name) == [None, None]]
    return found


def _needs_commitment(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a commitment of its kind cannot be without (the same needs as `qingmiao check`, in the words of the form)."""
    kind, past = fields["kind"], fields["role"] == "background"
    lacking = (
        ("indicator", not fields["indicator"], _("写上指标或事项的名称")),
        (
            "value",
            kind in NEEDING_VALUE and fields["value"] is None and not fields.get("reference"),
            _("这一类承诺要有数值；没有数值的请改类别"),
        ),
        ("direction", kind in ("trend", "change") and not fields["direction"], _("选择提高还是下降")),
        ("deadline", kind == "milestone" and fields["deadline"] is None and not past, _("节点要有期限")),
        ("value_high", fields["comparator"] == "range" and fields["value_high"] is None, _("两数之间要写上限")),
        ("value_high", _backwards(fields["value"], fields["value_high"]), _("上限应大于下限")),
    )
    return {name: words for name, lacks, words in reversed(lacking) if lacks}


def _backwards(first: float | None, last: float | None) -> bool:
    return first is not None and last is not None and last <= first


def _needs_measure(fields: Mapping[str, Any]) -> dict[str, str]:
    return {} if fields["title"] else {"title": _("写上标题")}


def _needs_plan(fields: Mapping[str, Any]) -> dict[str, str]:
    first, last = fields["period"]
    lacking = (
        ("title", not fields["title"], _("写上规划名称")),
        ("id", not _PLAN_ID.fullmatch(fields["id"] or ""), _("编号以小写字母开头，只含小写字母、数字、下划线，最长 48 个字符")),
        ("last", first is not None and last is not None and last < first, _("结束年份早于开始年份")),
    )
    return {name: words for name, lacks, words in lacking if lacks}


_SETTLE: Final[Mapping[Part, Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]]] = {
    "commitment": _settle_commitment,
    "objective": _settle_other,
    "measure": _settle_other,
    "plan": _settle_plan,
}
_NEEDS: Final[Mapping[Part, Callable[[Mapping[str, Any]], dict[str, str]]]] = {
    "commitment": _needs_commitment,
    "objective": lambda fields: {},
    "measure": _needs_measure,
    "plan": _needs_plan,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as the template draws it."""

    field: Field
    text: str
    problem: str
    choices: Sequence[tuple[str, object]]


def form(item: Item, areas: Sequence[str], data: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None) -> list[Shown]:
    """The form of an item: what it holds, or what was typed when that was wrong."""
    found = []
    for field in FORMS[item.part]:
        text = data.get(field.name, "") if data is not None else (_area_shown(item, areas) if field.shape == "area" else shown(item, field))
        found.append(Shown(field, text, (problems or {}).get(field.name, ""), _choices(field, areas)))
    return found


def _choices(field: Field, areas: Sequence[str]) -> Sequence[tuple[str, object]]:
    if field.shape == "area":
        return [(name, name) for name in areas]
    return list((field.choices or {}).items())


def _area_shown(item: Item, areas: Sequence[str]) -> str:
    return area_of(item, areas)


def area_of(item: Item, areas: Sequence[str]) -> str:
    """The innermost area among the headings above an item; empty when it stands in none."""
    for heading in reversed(item.fields.get("path") or ()):
        bare = re.sub(r"\s+", "", heading)
        found = next((name for name in areas if name and re.sub(r"\s+", "", name) in bare), None)
        if found:
            return found
    return ""
