"""Words for values that the templates cannot make themselves: targets, kinds, marks, states; in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao import catalogue
from qingmiao.catalogue import Department, Indicator
from qingmiao.catalogue.numbers import format_change, format_target, format_value
from qingmiao.places import Place
from qingmiao.plans.model import Commitment
from qingmiao.progress.model import SHOWN, Word
from qingmiao.web.language import english
from qingmiao.web.planning.duty import Party

KINDS: Final[Mapping[str, object]] = {
    "level": gettext_lazy("水平"),
    "change": gettext_lazy("变化"),
    "trend": gettext_lazy("趋势"),
    "norm": gettext_lazy("标准"),
    "count": gettext_lazy("数量"),
    "amount": gettext_lazy("金额"),
    "milestone": gettext_lazy("节点"),
    "action": gettext_lazy("工作任务"),
}

LEVELS: Final[Mapping[str, object]] = {
    "nation": gettext_lazy("全国"),
    "province": gettext_lazy("省级"),
    "prefecture": gettext_lazy("市级"),
    "county": gettext_lazy("县级"),
    "township": gettext_lazy("乡镇（街道）"),
    "village": gettext_lazy("村（社区）"),
    "institution": gettext_lazy("机构"),
    "set": gettext_lazy("若干地区"),
}

GROUPS: Final[Mapping[str, object]] = {
    "male": gettext_lazy("男"),
    "female": gettext_lazy("女"),
    "urban": gettext_lazy("城镇"),
    "rural": gettext_lazy("农村"),
    "under_1": gettext_lazy("1岁以下"),
    "under_3": gettext_lazy("3岁以下"),
    "under_5": gettext_lazy("5岁以下"),
    "under_7": gettext_lazy("7岁以下"),
    "under_15": gettext_lazy("15岁以下"),
    "under_18": gettext_lazy("18岁以下"),
    "3_5": gettext_lazy("3—5岁"),
    "6_11": gettext_lazy("6—11岁"),
    "12_14": gettext_lazy("12—14岁"),
    "15_17": gettext_lazy("15—17岁"),
    "15_49": gettext_lazy("15—49岁"),
    "35_64": gettext_lazy("35—64岁"),
    "disabled": gettext_lazy("残疾"),
    "left_behind": gettext_lazy("留守"),
    "floating": gettext_lazy("流动"),
    "in_difficulty": gettext_lazy("困境"),
    "orphan": gettext_lazy("孤儿"),
    "poor": gettext_lazy("贫困"),
}
"""Groups of facts; the Chinese words are those of `catalogue.groups` (a test holds them equal)."""

STATUSES: Final[Mapping[str, object]] = {
    "observed": gettext_lazy("实报"),
    "estimated": gettext_lazy("推算"),
    "provisional": gettext_lazy("初步数"),
    "withheld": gettext_lazy("上报不足，暂不汇总"),
    "not_carried_out": gettext_lazy("未开展"),
    "not_collected": gettext_lazy("未收集"),
    "not_applicable": gettext_lazy("不适用"),
    "missing": gettext_lazy("未报"),
}

MARKS: Final[Mapping[str, str]] = {"provisional": "p", "estimated": "e"}

PLAN_STATUSES: Final[Mapping[str, object]] = {
    "draft": gettext_lazy("征求意见"),
    "in_force": gettext_lazy("执行中"),
    "amended": gettext_lazy("已修订"),
    "ended": gettext_lazy("已到期"),
}

STREAMS: Final[Mapping[str, object]] = {
    "health": gettext_lazy("卫生健康"),
    "education": gettext_lazy("教育"),
    "civil_affairs": gettext_lazy("民政"),
    "statistics": gettext_lazy("统计"),
    "justice": gettext_lazy("司法"),
    "department": gettext_lazy("部门报送"),
    "register": gettext_lazy("台账"),
    "survey": gettext_lazy("抽样调查"),
    "document": gettext_lazy("规划文件"),
    "publication": gettext_lazy("公开发布"),
}

ORIGINS: Final[Mapping[str, object]] = {
    "submission": gettext_lazy("填报"),
    "document": gettext_lazy("规划文件原文"),
    "register": gettext_lazy("台账"),
    "survey": gettext_lazy("抽样调查"),
    "import": gettext_lazy("文件导入"),
    "publication": gettext_lazy("公开发布的报告"),
    "demonstration": gettext_lazy("模拟数据生成器"),
}


def word(verdict: Word | str) -> str:
    """The word of a verdict."""
    shown = SHOWN[Word(verdict)]
    return shown.en if english() else shown.zh


def value(number: float | None, unit: str | None) -> str:
    """A number with its unit, rounded once; a dash where there is none."""
    return "—" if number is None else format_value(number, unit or "", lang="en" if english() else "zh")


def difference(number: float, unit: str | None) -> str:
    """How much higher or lower the first of two values is: 低2.00个千分点."""
    amount = format_change(number, unit, "en" if english() else "zh")
    if number == 0:
        return _("相同")
    word = _("高") if number > 0 else _("低")
    return f"{word} {amount}" if english() else f"{word}{amount}"


def probability(share: float) -> str:
    """A probability in whole per cent, never quite none and never quite sure: 23%, 不到1%."""
    if share < 0.01:
        return _("不到 1%")
    return _("超过 99%") if share > 0.99 else f"{share * 100:.0f}%"


def bare_value(number: float, unit: str | None) -> str:
    """A number with its unit and only as many decimals as it needs."""
    return format_target(number, unit, lang="en" if english() else "zh")


def indicator_name(indicator: Indicator) -> str:
    """An indicator's name."""
    return (indicator.name_en if english() else None) or indicator.name


def department_name(department: Department) -> str:
    """A department's name."""
    return department.name_en if english() else department.name


def place_name(place: Place) -> str:
    """A place's name."""
    return (place.name_en if english() else None) or place.name


def target(one: Commitment) -> str:
    """What a commitment promises, in a few words: ≥ 95%, 比 2020 年下降 20%, 逐步提高."""
    if one.value is None:
        return _without_number(one)
    number = bare_value(one.value, one.unit)
    if one.kind == "change":
        return _change(one, number)
    if one.comparator == "range" and one.value_high is not None:
        return f"{number}～{bare_value(one.value_high, one.unit)}"
    yearly = _("每年 ") if one.per == "year" else ""
    return yearly + _compared(one, number)


def _compared(one: Commitment, number: str) -> str:
    frame = {">=": "≥ {}", "<=": "≤ {}", ">": "> {}", "<": "< {}", "~": _("{} 左右")}.get(one.comparator or "", "{}")
    return frame.format(number)


def _without_number(one: Commitment) -> str:
    if one.reference is not None:
        return _reference(one)
    if one.curbed:
        return _("上升趋势得到控制") if one.direction == "down" else _("下降趋势得到控制")
    if one.kind == "trend" or (one.kind in {"level", "change"} and one.direction):
        return _("逐步下降") if one.direction == "down" else _("逐步提高")
    if one.kind in {"milestone", "action"}:
        return _("完成")
    return _("见原文")


def _reference(one: Commitment) -> str:
    reference = one.reference
    assert reference is not None
    against = reference.region or reference.population or reference.period or reference.indicator or _("参照值")
    return (_("不高于{}") if one.comparator in {"<=", "<"} else _("不低于{}")).format(against)


def _change(one: Commitment, number: str) -> str:
    down = one.direction == "down"
    if one.per == "year":
        return (_("每年下降 {}") if down else _("每年提高 {}")).format(number)
    if one.base_year:
        return (_("比 {} 年下降 {}") if down else _("比 {} 年提高 {}")).format(one.base_year, number)
    return (_("下降 {}") if down else _("提高 {}")).format(number)


SIMULATED = gettext_lazy("模拟")

HOWS: Final[Mapping[str, object]] = {"assigned": gettext_lazy("已分派"), "proposed": gettext_lazy("建议")}


def party_name(one: Party) -> str:
    """The name of a unit that answers: as the document or the office wrote it; a proposed one in the language of the page."""
    departments = catalogue.load().departments
    known = departments.get(one.department) if one.department and one.how == "proposed" else None
    return department_name(known) if known else one.name


METHODS: Final[Mapping[str, object]] = {"pace": gettext_lazy("直线进度法"), "direction": gettext_lazy("方向检验")}

NOT_FOUND: Final[Mapping[str, object]] = {
    "title": gettext_lazy("标题"),
    "issuer": gettext_lazy("发文机关"),
    "document_number": gettext_lazy("文号"),
    "issued": gettext_lazy("印发日期"),
    "period": gettext_lazy("规划期"),
    "population": gettext_lazy("适用人群"),
    "coverage": gettext_lazy("适用地区"),
    "areas": gettext_lazy("领域"),
    "midterm_year": gettext_lazy("中期评估年份"),
    "final_year": gettext_lazy("终期评估年份"),
    "phases": gettext_lazy("实施阶段"),
    "objectives": gettext_lazy("主要目标"),
    "measures": gettext_lazy("策略措施"),
    "commitments": gettext_lazy("可核对的承诺"),
}
