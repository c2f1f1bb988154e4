"""The few words that stand in charts, in both languages."""

from __future__ import annotations

from typing import Final

from qingmiao.charts.definition import Lang

FONTS: Final = "Qingmiao Sans SC, Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
"""The family that comes with the product first (it draws the PNG), then those that browsers have."""

INK: Final = "#1f2328"
QUIET: Final = "#57606a"
LINE: Final = "#d0d7de"
ACCENT: Final = "#1f5f8b"
SHADE: Final = "#e3e8ee"
"""The ground of what is to be expected: light, so that every line on it reads in black and white."""

WORDS: Final[dict[Lang, dict[str, str]]] = {
    "zh": {
        "actual": "实际值",
        "simulated": "模拟数据",
        "path": "目标路径",
        "target": "目标",
        "base": "基期",
        "expected": "按进度应达到",
        "missing": "缺数",
        "fan": "推算（八成可能在此范围）",
        "better": "明显好于各地",
        "worse": "明显差于各地",
        "higher": "明显高于各地",
        "lower": "明显低于各地",
        "alike": "在偶然范围内",
        "usual": "不突出",
        "outer": "控制线（千分之三在线外）",
        "inner": "二十分之一在线外",
        "all": "合计",
        "interval": "横线为真实水平的范围（95%）",
        "about": "约",
        "between": "八成可能在{}～{}",
        "no_data": "无数据",
        "no_base": "无基期，不画进程",
        "no_target": "只有方向要求，不画进程",
        "break": "口径变化",
        "empty": "尚无数据",
        "none": "无",
        "gap": "差距",
        "all_reported": "全部报送",
        "part_reported": "部分报送",
        "not_reported": "未报送",
        "not_asked": "不要求报送",
        "items": "项",
        "share": "占本领域的比例",
        "colon": "：",
        "stop": "。",
        "comma": "，",
        "semicolon": "；",
        "year": "年",
        "way": "从基期（0）到目标（100%）的进程，短竖线为按进度应达到处",
    },
    "en": {
        "actual": "value",
        "simulated": "simulated data",
        "path": "path to the target",
        "target": "target",
        "base": "base",
        "expected": "expected by now",
        "missing": "missing",
        "fan": "expected (80% within)",
        "better": "clearly better",
        "worse": "clearly worse",
        "higher": "clearly higher",
        "lower": "clearly lower",
        "alike": "within chance",
        "usual": "not out of the way",
        "outer": "limits (3 in 1,000 outside)",
        "inner": "1 in 20 outside",
        "all": "together",
        "interval": "bars: the true level, 95%",
        "about": "about ",
        "between": "80% between {} and {}",
        "no_data": "no data",
        "no_base": "no base value, way not drawn",
        "no_target": "a direction only, way not drawn",
        "break": "definition changed",
        "empty": "no data yet",
        "none": "none",
        "gap": "gap",
        "all_reported": "all reported",
        "part_reported": "in part",
        "not_reported": "not reported",
        "not_asked": "not asked",
        "items": "",
        "share": "share of the area",
        "colon": ": ",
        "stop": ".",
        "comma": ", ",
        "semicolon": "; ",
        "year": "",
        "way": "way from the base (0) to the target (100 %); short bar: expected by now",
    },
}
