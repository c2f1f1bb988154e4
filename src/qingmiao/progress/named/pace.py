"""`pace`: the straight line from base to target, by the very rules that give the verdicts of the house."""

from __future__ import annotations

from typing import Final

from qingmiao.progress.effective import Asked
from qingmiao.progress.interval import at_least, at_most
from qingmiao.progress.methods import METHOD, judge
from qingmiao.progress.model import SHOWN, Point, Word
from qingmiao.progress.named.model import Answer, Method, Refused, Span, Target, deadline_of, finite, no_way, span_of


def measure(asked: Target) -> Answer:
    """The way covered over the way that is due by now; without a target the change a year, in the good direction."""
    span = span_of(asked)
    if asked.target is None:
        return Answer(finite(span.direction * (span.value - span.base) / span.years), refusal="no_target")
    deadline = deadline_of(asked)
    word = _word(asked, span, asked.target, deadline)
    reason = no_way(span.base, asked.target, span.direction)
    if reason:
        return Answer(None, None, word, reason)
    due = min(span.years / (deadline - span.base_year), 1.0)
    return Answer(finite((span.value - span.base) / (asked.target - span.base) / due), None, word)


def _word(asked: Target, span: Span, target: float, deadline: float) -> str:
    """The verdict of `methods.judge` on the points that are known."""
    up = span.direction > 0
    known = dict(asked.points) | {span.base_year: span.base, span.year: span.value}
    if any(year != int(year) for year in (*known, deadline)):
        raise Refused("unreadable")
    what = Asked(
        rule="value",
        comparator=">=" if up else "<=",
        direction="up" if up else "down",
        interval=at_least(target) if up else at_most(target),
        target=target,
        base_year=int(span.base_year),
        base_stated=True,
        deadline=int(deadline),
        limits=(None, asked.limit) if up else (asked.limit, None),
    )
    series = [Point(int(year), value) for year, value in sorted(known.items()) if year <= span.year]
    return str(judge(what, series, int(span.year)).word)


PACE: Final = Method(
    METHOD,
    "直线进度",
    "straight line",
    "[(y − y0) ÷ (T − y0)] ÷ [(t − t0) ÷ (tT − t0)]",
    "本系统的判定规则 / the rules of the house: verdicts.md",
    {str(word): (show.zh, show.en) for word, show in SHOWN.items()},
    measure,
    (
        "status 是判定的八个词；只有两个点时不作推算。没有目标值的给每年的变化量。",
        "status is one of the eight verdicts; two points alone are not projected. Without a target the change a year.",
    ),
    frozenset({str(Word.MET), str(Word.ON_THE_WAY)}),
)
