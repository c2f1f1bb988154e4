"""Template words: badges, numbers, names."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from qingmiao.catalogue import Element, Indicator, explain
from qingmiao.places import Place
from qingmiao.plans.model import Commitment, Plan
from qingmiao.progress.model import SHOWN, Word
from qingmiao.progress.named import METHODS as NAMED
from qingmiao.web import clock
from qingmiao.web.language import english
from qingmiao.web.ledger.queries import Number
from qingmiao.web.pages import wording
from qingmiao.web.planning.duty import Party

register = template.Library()


@register.filter
def badge(verdict: Word | str | None) -> SafeString:
    """A verdict as shape, word and colour."""
    return _badge(Word(verdict), english()) if verdict else mark_safe("")


@functools.cache
def _badge(word: Word, in_english: bool) -> SafeString:
    said = SHOWN[word].en if in_english else SHOWN[word].zh
    return format_html('<span class="v v-{}"><i aria-hidden="true">{}</i>{}</span>', word.value, SHOWN[word].shape, said)


@register.filter
def shape(verdict: Word | str) -> str:
    """A verdict's shape alone."""
    return SHOWN[Word(verdict)].shape


@register.filter
def word(verdict: Word | str) -> str:
    """A verdict's word alone."""
    return wording.word(verdict)


@register.filter
def place_name(place: Place) -> str:
    """A place's name in the language of the page."""
    return wording.place_name(place)


@register.filter
def level_name(level: str) -> Any:
    """The name of a level of places."""
    return wording.LEVELS.get(level, level)


@register.filter
def kind_name(kind: str) -> Any:
    """The name of a kind of commitment."""
    return wording.KINDS.get(kind, kind)


@register.filter
def status_name(status: str) -> Any:
    """What the status of a fact or figure is called."""
    return wording.STATUSES.get(status, status)


@register.filter
def plan_state(plan: Plan) -> Any:
    """What the state of a plan is called; one whose last year is over has ended, whatever its document said of itself."""
    over = plan.status in {"in_force", "amended"} and plan.period[1] is not None and plan.period[1] < clock.today().year
    return wording.PLAN_STATUSES["ended" if over else plan.status]


@register.filter
def stream_name(stream: str) -> Any:
    """What a stream is called."""
    return wording.STREAMS.get(stream, stream)


@register.filter
def origin_name(origin: str) -> Any:
    """What an origin is called."""
    return wording.ORIGINS.get(origin, origin)


@register.simple_tag
def valued(number: float | None, unit: str | None = None) -> str:
    """A number with its unit."""
    return wording.value(number, unit)


@register.simple_tag
def differs(number: float, unit: str | None = None) -> str:
    """How much higher or lower the first of two values is."""
    return wording.difference(number, unit)


@register.simple_tag
def figure(number: Number | None, unit: str | None = None) -> SafeString:
    """A figure with unit, marks and the word 模拟, or the word for why there is none."""
    if number is None:
        return format_html('<span class="none">{}</span>', wording.STATUSES["missing"])
    if number.value is None:
        return format_html('<span class="none">{}</span>', wording.STATUSES.get(number.status, number.status))
    mark = wording.MARKS.get(number.status, "")
    note = format_html("<sup>{}</sup>", mark) if mark else ""
    return format_html("{}{}{}", wording.value(number.value, unit), note, simulated(number.simulated))


@register.filter
def simulated(yes: bool) -> SafeString:
    """The word 模拟 beside a number that a simulated fact touched."""
    return _simulated(english()) if yes else mark_safe("")


@functools.cache
def _simulated(in_english: bool) -> SafeString:
    return format_html('<span class="sim">{}</span>', wording.SIMULATED)


@register.simple_tag
def parties(some: Sequence[Party]) -> SafeString:
    """The units that answer, with 建议 or 已分派 where the document does not name them; 未定 when there is none."""
    if not some:
        return format_html('<span class="none">{}</span>', gettext("未定"))
    return mark_safe(gettext("、").join(_party(one) for one in some))


def _party(one: Party) -> str:
    name = escape(wording.party_name(one))
    return name if one.how == "named" else f'{name}<span class="how how-{one.how}">{wording.HOWS[one.how]}</span>'


@register.filter
def whole(number: float | None) -> str:
    """A count without a needless decimal; a dash where there is none."""
    return "—" if number is None else f"{number:,.10g}" if english() else f"{number:.10g}"


@register.filter
def unlocalized(number: float | None) -> str:
    """A number as a script sorts it."""
    return "" if number is None else f"{number:.10g}"


@register.filter
def day_before(day: date) -> date:
    """The last day of a half-open period."""
    return day - timedelta(days=1)


@register.filter
def spelled(indicator: Indicator, elements: Iterable[Element]) -> str:
    """An indicator's formula in the names of its elements: 婴儿死亡数 ÷ 9年前的活产数 × 1000."""
    return explain(indicator.tree, {element.code: element.name for element in elements})


@register.filter
def indicator_name(indicator: Indicator) -> str:
    """An indicator's name in the language of the page."""
    return wording.indicator_name(indicator)


@register.filter
def target_words(one: Commitment) -> str:
    """What a commitment promises, in a few words."""
    return wording.target(one)


@register.filter
def method_name(method: str) -> Any:
    """What a method of judging is called."""
    known = NAMED.get(method)
    return wording.METHODS.get(method) or ((known.en if english() else known.zh) if known else method)


@register.filter
def not_found_name(code: str) -> Any:
    """What the reader looked for in a document and did not find."""
    return wording.NOT_FOUND.get(code, code)
