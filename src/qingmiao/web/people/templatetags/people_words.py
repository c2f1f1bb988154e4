"""Words of the books of an account."""

from __future__ import annotations

from django import template

from qingmiao.web.people.wording import EVENTS

register = template.Library()


@register.filter
def account_event(action: str) -> str:
    """What was done about an account, in words; the code itself where we have none."""
    return str(EVENTS.get(action, action))
