"""The words that people write in a file of facts: column heads, statuses, sources and groups, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from qingmiao.facts.schema import CLOSED

_BLANK: Final = re.compile(r"\s+")


def folded(text: str) -> str:
    """A word without widths, blanks and capitals; a long or mathematical minus is a minus."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).replace("−", "-").casefold()


COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "indicator": ("指标", "指标名称", "指标代码"),
    "element": ("数据元", "数据元名称", "数据元代码"),
    "place": ("地区", "地区名称", "地区代码", "区划", "行政区划", "单位所在地"),
    "year": ("年份", "年", "年度", "统计年度"),
    "period_from": ("起", "开始日期", "from"),
    "period_to": ("止(不含)", "止", "结束日期(不含)", "to"),
    "basis": ("时期口径",),
    "value": ("数值", "值", "数据"),
    "unit": ("单位", "计量单位"),
    "status": ("状态",),
    "stream": ("数据来源", "来源部门"),
    "source": ("来源", "出处"),
    "sex": ("性别",),
    "residence": ("城乡",),
    "age": ("年龄",),
    "other": ("其他分组", "分组"),
    "n": ("样本量",),
    "std_error": ("标准误",),
}
"""Column → further heads; the column's own name is a head as well."""

HEADS: Final[Mapping[str, str]] = {folded(head): column for column, heads in COLUMNS.items() for head in (column, *heads)}

SPOKEN: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "status": {
        "observed": ("正常", "实际", "实报", "正式"),
        "estimated": ("估计", "估算", "推算", "抽样"),
        "provisional": ("初步", "暂定", "快报", "初步数"),
        "not_carried_out": ("未开展", "没有开展"),
        "not_collected": ("未收集", "未统计", "缺报"),
        "not_applicable": ("不适用",),
        "withheld": ("不公布", "保密"),
    },
    "stream": {
        "health": ("卫生健康", "卫健", "卫生", "卫健委", "卫健局"),
        "education": ("教育", "教育局"),
        "civil_affairs": ("民政", "民政局"),
        "statistics": ("统计", "统计局"),
        "justice": ("司法", "政法", "公检法司"),
        "department": ("部门", "其他部门"),
        "register": ("台账",),
        "survey": ("调查", "抽样调查"),
        "document": ("文件",),
        "publication": ("公报", "出版物", "公布"),
    },
    "basis": {
        "calendar_year": ("自然年", "日历年", "年"),
        "statistical_year": ("统计年", "统计年度"),
        "school_year": ("学年",),
        "quarter": ("季度", "季"),
        "point": ("时点",),
        "several_years": ("多年",),
    },
    "sex": {"all": ("全部", "合计", "不分"), "male": ("男", "男性"), "female": ("女", "女性")},
    "residence": {"all": ("全部", "合计", "城乡", "不分"), "urban": ("城市", "城镇"), "rural": ("农村", "乡村")},
    "age": {
        "all": ("全部", "合计", "不分"),
        "under_1": ("1岁以下", "不满1岁", "婴儿"),
        "under_3": ("3岁以下",),
        "under_5": ("5岁以下",),
        "under_7": ("7岁以下", "0-6岁"),
        "under_15": ("15岁以下", "0-14岁"),
        "under_18": ("18岁以下", "0-17岁"),
        "3_5": ("3-5岁",),
        "6_11": ("6-11岁",),
        "12_14": ("12-14岁",),
        "15_17": ("15-17岁",),
        "15_49": ("15-49岁",),
        "35_64": ("35-64岁",),
    },
    "other": {
        "all": ("全部", "合计", "不分"),
        "disabled": ("残疾",),
        "left_behind": ("留守",),
        "floating": ("流动",),
        "in_difficulty": ("困境",),
        "orphan": ("孤儿",),
        "poor": ("贫困",),
    },
}
"""Column → word of its closed list → what people write for it; the word itself is read too."""

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    column: {folded(spoken): code for code, others in codes.items() for spoken in (code, *others)} for column, codes in SPOKEN.items()
}


def shown(column: str) -> str:
    """The words of a column's list as a person may write them, for a cure."""
    codes = SPOKEN[column]
    return "、".join(codes[code][0] for code in CLOSED[column]) + " / " + ", ".join(CLOSED[column])
