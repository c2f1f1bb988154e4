"""Words of the review: why the reader is not sure, what an act is called, what a state is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao.catalogue.numbers import format_target
from qingmiao.reading.unsure import WORDS
from qingmiao.web.language import english
from qingmiao.web.pages.wording import KINDS
from qingmiao.web.review.state import Item


def unsure(code: str) -> str:
    """Why the reader is unsure, in the reader's own words."""
    words: Mapping[str, tuple[str, str]] = WORDS  # type: ignore[assignment]
    return words[code][english()] if code in words else code


STATES: Final[Mapping[str, object]] = {
    "open": gettext_lazy("未确认"),
    "accepted": gettext_lazy("已接受"),
    "rejected": gettext_lazy("已否决"),
}

NOTES: Final[Mapping[str, object]] = {
    "new": gettext_lazy("修订新增"),
    "changed": gettext_lazy("修订改动"),
    "kept": gettext_lazy("沿用上一稿的结论"),
}

ACTS: Final[Mapping[str, object]] = {
    "accept": gettext_lazy("接受"),
    "accept_rest": gettext_lazy("一并接受"),
    "reject": gettext_lazy("否决"),
    "reopen": gettext_lazy("重新打开"),
    "correct": gettext_lazy("更正"),
    "split": gettext_lazy("拆分"),
    "merge": gettext_lazy("合并"),
    "add": gettext_lazy("添加"),
    "undo": gettext_lazy("撤销"),
    "approve": gettext_lazy("生成规划包"),
}

GROUPS: Final[Mapping[str, object]] = {
    **KINDS,
    "objective": gettext_lazy("主要目标"),
    "measure": gettext_lazy("策略措施"),
    "plan": gettext_lazy("规划基本情况"),
}
"""What a row is called: a commitment by its kind, everything else by its part."""

FIELD_NAMES: Final[Mapping[str, object]] = {
    "kind": gettext_lazy("类别"), "role": gettext_lazy("在文件中是"), "indicator": gettext_lazy("指标或事项"), "population": gettext_lazy("人群"), "level_of": gettext_lazy("以谁为单位达到"),
    "comparator": gettext_lazy("比较"), "value": gettext_lazy("数值"), "value_high": gettext_lazy("上限（两数之间时）"), "unit": gettext_lazy("单位"), "direction": gettext_lazy("方向"),
    "per": gettext_lazy("变化按"), "base_year": gettext_lazy("基期年份"), "deadline": gettext_lazy("期限（年）"), "reference": gettext_lazy("参照"), "lead": gettext_lazy("牵头单位"),
    "support": gettext_lazy("配合单位"), "number": gettext_lazy("序号"), "title": gettext_lazy("标题"), "issuer": gettext_lazy("发文机关"), "document_number": gettext_lazy("文号"),
    "issued": gettext_lazy("印发日期"), "period": gettext_lazy("规划期"), "status": gettext_lazy("状态"), "areas": gettext_lazy("领域"),
}  # fmt: skip


def group_of(item: Item) -> str:
    """The code of what a row is called."""
    return str(item.fields["kind"]) if item.part == "commitment" else item.part


def name_of(item: Item) -> str:
    """What an item is about, in a few words."""
    fields = item.fields
    if item.part == "commitment":
        return str(fields["indicator"]) or _("（未命名）")
    if item.part == "plan":
        return str(fields["title"] or _("（未找到规划名称）"))
    words = fields.get("title") or fields.get("text_start") or ""
    return f"{fields.get('number') or ''} {words}".strip() or _("（未命名）")


def target_of(item: Item) -> str:
    """What an item promises: ≥ 95%，2030 年底前; for a head its years, for others who answers."""
    if item.part == "plan":
        first, last = item.fields["period"]
        return f"{first or '?'}–{last or '?'}"
    return _promise(item.fields) if item.part == "commitment" else ""


def _promise(fields: Mapping[str, object]) -> str:
    parts = [_value(fields), _year(fields)]
    return " · ".join(part for part in parts if part)


def _value(fields: Mapping[str, object]) -> str:
    value, unit, kind = fields["value"], fields["unit"], fields["kind"]
    down = fields["direction"] == "down"
    if not isinstance(value, (int, float)):
        against = fields["reference"]
        if isinstance(against, dict):
            return _("对照：") + str(
                against.get("region") or against.get("population") or against.get("period") or against.get("indicator") or ""
            )
        return {"up": _("提高"), "down": _("下降")}.get(str(fields["direction"]), "")
    number = _number(value, unit)
    if kind == "change":
        yearly = _("每年") if fields["per"] == "year" else _("比 {} 年").format(fields["base_year"]) if fields["base_year"] else ""
        return f"{yearly}{_('下降') if down else _('提高')} {number}"
    high = fields["value_high"]
    if isinstance(high, (int, float)):
        return f"{number}～{_number(high, unit)}"
    signs = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ "}
    return signs.get(str(fields["comparator"]), "") + number


def _number(value: float, unit: object) -> str:
    return format_target(float(value), str(unit) if unit else None, lang="en" if english() else "zh")


def _year(fields: Mapping[str, object]) -> str:
    if fields["deadline"]:
        stated = "" if fields["deadline_from"] == "stated" else _("（随规划期）")
        return f"{fields['deadline']}{stated}"
    return str(fields["measured_year"] or "")


def shown_value(value: object) -> str:
    """A field's value in a sentence about what changed."""
    if value is None or value == [] or value == "":
        return _("无")
    if isinstance(value, (list, tuple)):
        return "、".join(str(one) for one in value)
    if isinstance(value, dict):
        return "、".join(str(one) for one in value.values() if one is not None)
    return f"{value:.12g}" if isinstance(value, float) else str(KINDS.get(str(value), value))
