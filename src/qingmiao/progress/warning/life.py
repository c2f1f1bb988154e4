"""The life of warnings: what stood before, what is found now, and what stands now. Pure: the day is an argument, nothing is remembered elsewhere.

A warning opens when it is firmly found, and stays while it is found at all; then it ends by itself, and says why. It does not repeat itself: found again, it
is the same one. One that a person has closed stays closed while the same thing is found, unless it gets worse; once it was gone and comes back it opens anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from qingmiao.errors import UserError
from qingmiao.progress.warning.model import LEVELS, STATE_WORDS, Event, Finding, State, Warned, rules

Owners = Mapping[str, tuple[tuple[str, ...], bool]]
"""Commitment id → names of the units that answer, and whether they are only proposed."""

GONE: Final = ("规划中已没有这一项，或这个地方已不再计算", "the plan holds this no longer, or the place is no longer computed")
OVERDUE: Final = ("到期没有进展，升级上报", "nothing was done by the day it was due: reported above")


def carried(before: Iterable[Warned], found: Iterable[Finding], today: date, owners: Owners | None = None) -> tuple[Warned, ...]:
    """The warnings of now, standing and past, in the order of their keys; one a key.

    `before` are those of the last computation, `found` everything that the rules looked at, whether something is there or not.
    """
    known = {warning.key: warning for warning in before}
    now = {finding.key: finding for finding in found}
    made = []
    for key in sorted(known.keys() | now.keys()):
        warning, finding = known.get(key), now.get(key)
        step = _first(finding, today) if warning is None else _next(warning, finding, today)
        if step is not None:
            made.append(_owned(step, owners))
    return tuple(made)


def _owned(warning: Warned, owners: Owners | None) -> Warned:
    names, proposed = (owners or {}).get(warning.finding.commitment, (warning.owner, warning.proposed))
    return replace(warning, owner=names, proposed=proposed)


def _first(finding: Finding | None, today: date, past: tuple[Event, ...] = ()) -> Warned | None:
    if finding is None or not finding.firm:
        return None
    opened = Event(today, "opened", zh=finding.zh, en=finding.en)
    return Warned(finding, "open", today, today + timedelta(days=rules()[finding.kind].days), events=(*past, opened))


def _next(warning: Warned, finding: Finding | None, today: date) -> Warned | None:
    there = finding is not None and finding.there
    if warning.standing:
        return _kept(warning, finding, today) if finding is not None and there else _ended(warning, finding, today)
    if not there:
        return replace(warning, state="ended") if warning.state == "closed" else warning  # so that it may open anew
    if warning.state == "ended":
        return _first(finding, today, warning.events) or warning
    worse = finding is not None and LEVELS.index(finding.level) > LEVELS.index(warning.finding.level)
    return _first(finding, today, warning.events) or warning if worse else warning


def _kept(warning: Warned, finding: Finding, today: date) -> Warned:
    """Found again: the same warning with today's figures; worse or overdue is an event. What was once worse stays so until it ends."""
    events, finding = warning.events, replace(finding, level=max(finding.level, warning.finding.level, key=LEVELS.index))
    if LEVELS.index(finding.level) > LEVELS.index(warning.finding.level):
        events = (*events, Event(today, "raised", zh=finding.zh, en=finding.en))
    kept = replace(warning, finding=finding, events=events)
    if today <= kept.due or kept.escalated:
        return kept
    return replace(kept, escalated=True, events=(*kept.events, Event(today, "escalated", zh=OVERDUE[0], en=OVERDUE[1])))


def _ended(warning: Warned, finding: Finding | None, today: date) -> Warned:
    zh, en = (finding.zh, finding.en) if finding is not None else GONE
    return replace(warning, state="ended", events=(*warning.events, Event(today, "ended", zh=zh, en=en)))


# ------------------------------------------------------------------------------------------------ what people do


def answered(warning: Warned, *, by: str, day: date, words: str) -> Warned:
    """The unit has answered: cause and figures are checked; the measure is due in as many days again."""
    return _step(warning, "answered", ("open",), by, day, words, day + timedelta(days=rules()[warning.finding.kind].days))


def measure_set(warning: Warned, *, by: str, day: date, words: str, due: date) -> Warned:
    """A measure is set, with the day by which it is to be done."""
    if due < day:
        raise UserError(
            what=f"整改期限 {due} 早于今天 / the day by which the measure is due has passed",
            where=warning.key,
            cure="填今天或以后的日期 / give today or a later day",
        )
    return _step(warning, "measure", ("open", "answered", "measure"), by, day, words, due)


def closed(warning: Warned, *, by: str, day: date, words: str) -> Warned:
    """A named person closes it (销号), with the reason."""
    return _step(warning, "closed", ("answered", "measure"), by, day, words, warning.due)


def _step(warning: Warned, state: State, after: Sequence[State], by: str, day: date, words: str, due: date) -> Warned:
    if warning.state not in after:
        here = STATE_WORDS[warning.state]
        raise UserError(
            what=f"这条预警“{here[0]}”，不能这样处理 / this warning is {here[1]}: that cannot be done",
            where=warning.key,
            cure="先回复，再定措施，然后销号 / answer first, then set a measure, then close",
        )
    if not words.strip() or not by.strip():
        raise UserError(
            what="没有写明办理人或内容 / who does it, or in which words, is missing",
            where=warning.key,
            cure="填写办理人和说明 / give the name and the words",
        )
    what = "measure" if state == "measure" else "closed" if state == "closed" else "answered"
    event = Event(day, what, by=by.strip(), zh=words.strip(), en=words.strip())  # type: ignore[arg-type]
    return replace(warning, state=state, due=due, escalated=False, events=(*warning.events, event))
