"""Words of reports in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy

from qingmiao.reports import flow
from qingmiao.web.language import english

SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "draft": ("○", "no_data"),
    "consulting": ("◐", "on_the_way"),
    "review": ("▲", "on_the_way"),
    "published": ("●", "met"),
    "dropped": ("✕", "no_data"),
}
"""State → its shape, and the verdict whose colour it has."""

ROUNDINGS: Final[Mapping[str, object]] = {"half_up": gettext_lazy("四舍五入"), "half_even": gettext_lazy("GB/T 8170 修约")}

EVENTS: Final[Mapping[str, object]] = {
    "start": gettext_lazy("新建"),
    "make": gettext_lazy("生成草稿"),
    "consult": gettext_lazy("征求部门意见"),
    "send": gettext_lazy("送审"),
    "approve": gettext_lazy("通过"),
    "return": gettext_lazy("退回"),
    "publish": gettext_lazy("发布"),
    "correct": gettext_lazy("更正"),
    "drop": gettext_lazy("作废"),
}
NOTES: Final[Mapping[str, object]] = {
    "raise": gettext_lazy("提出"),
    "answer": gettext_lazy("答复"),
    "resolve": gettext_lazy("了结"),
    "reopen": gettext_lazy("再次提出"),
}
CHANGES: Final[Mapping[str, object]] = {
    "changed": gettext_lazy("变了"),
    "added": gettext_lazy("新增"),
    "removed": gettext_lazy("没有了"),
}


def state_word(state: str) -> str:
    """A state of a report."""
    return flow.STATES[state][english()]  # type: ignore[index]


def comment_word(state: str) -> str:
    """A state of a comment."""
    return flow.COMMENTS[state][english()]  # type: ignore[index]


def group_word(group: str) -> str:
    """A group that approves."""
    return flow.GROUPS[group][english()]  # type: ignore[index]


def comment_act_word(act: str) -> str:
    """What is done with a comment."""
    step = flow.COMMENT_ACTS[act]  # type: ignore[index]
    return step.en if english() else step.zh
