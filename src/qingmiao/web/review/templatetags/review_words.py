"""Template words of the review: names of groups and notes, one language of two."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import template

from qingmiao.web.language import said
from qingmiao.web.review import wording

register = template.Library()


@register.filter
def group_name(code: str) -> Any:
    """What a row is called."""
    return wording.GROUPS.get(code, code)


@register.filter
def note_name(code: str) -> Any:
    """What a revision did to an item."""
    return wording.NOTES.get(code, "")


@register.filter
def one_language(words: str) -> str:
    """The page's language of a text “中文 / English”."""
    return said(words)


@register.filter
def at(counts: Mapping[str, int], key: str) -> int:
    """A count by its name, 0 where there is none."""
    return counts.get(key, 0)


@register.filter
def kinds_of(kinds: Collection[str]) -> str:
    """The kinds that have a field, for the page's script."""
    return " ".join(sorted(kinds))


@register.filter
def is_plan(part: str) -> bool:
    """Whether an item is the head of a plan, which is neither split nor rejected."""
    return part == "plan"
