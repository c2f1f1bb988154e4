"""`escap`: the current status index of the UN commission for Asia and the Pacific: how much of the way is behind us, on 0 to 10."""

from __future__ import annotations

from typing import Final

from qingmiao.progress.named.model import Answer, Method, Target, deadline_of, finite, meets, no_way, span_of

MET, AS_EXPECTED, SLOWER, REGRESSED = "target_achieved", "expected_progress", "below_expected", "regressed"


def measure(asked: Target) -> Answer:
    """The share of the way from base to target, ten for all of it; below zero the series has gone back."""
    span = span_of(asked)
    if asked.target is None:
        return Answer(finite(span.direction * (span.value - span.base) / span.years), refusal="no_target")
    met = meets(span.value, asked.target, span.direction)
    reason = no_way(span.base, asked.target, span.direction)
    if reason:
        return Answer(None, 10.0, MET, reason) if met else Answer(refusal=reason)
    share = finite((span.value - span.base) / (asked.target - span.base))
    return Answer(share, min(10 * share, 10.0), MET if met else _status(share, span.years / (deadline_of(asked) - span.base_year)))


def _status(share: float, due: float) -> str:
    if share < 0:
        return REGRESSED
    return AS_EXPECTED if share >= due else SLOWER


ESCAP: Final = Method(
    "escap",
    "亚太经社会现状指数",
    "ESCAP current status index",
    "10·(y − y0) ÷ (T − y0)",
    "UN ESCAP, Progress assessment methodology; Working Paper SD/WP/05/2017",
    {
        MET: ("已达到目标（10）", "target achieved"),
        AS_EXPECTED: ("不低于此时应有的进度", "at or above the progress due by now"),
        SLOWER: ("低于此时应有的进度", "below the progress due by now"),
        REGRESSED: ("倒退（<0）", "regressed"),
    },
    measure,
    (
        "此时应有的进度 = (t − t0) ÷ (tT − t0)。没有目标值的只给每年的变化量。",
        "Due by now: (t − t0) ÷ (tT − t0). Without a target only the change a year.",
    ),
    frozenset({MET, AS_EXPECTED}),
)
