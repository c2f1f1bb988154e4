"""The rules, one function a kind: each looks at every commitment and place that concerns it and says what is there, and what is not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import pyarrow as pa

from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.numbers import Lang
from qingmiao.places import Gazetteer
from qingmiao.plans.model import Commitment, Package
from qingmiao.progress.effective import Asked
from qingmiao.progress.forecasting.asking import risen_by_model
from qingmiao.progress.forecasting.control import Beyond, funnel, latest
from qingmiao.progress.gaps import PAIRS
from qingmiao.progress.known import asking
from qingmiao.progress.model import Judged, Point, Verdict, Word
from qingmiao.progress.outlook import Outlook
from qingmiao.progress.summary import STEPS
from qingmiao.progress.warning import words
from qingmiao.progress.warning.ground import Ground, ground
from qingmiao.progress.warning.merging import merged
from qingmiao.progress.warning.model import Evidence, Finding, Kind, Level, rules
from qingmiao.progress.warning.widening import Widened, Years, between_groups, between_places, size_of

OVERDUE: Final = frozenset({"missed", "not_done", "direction_missed", "curb_missed", "none_at_deadline"})
UNKNOWN: Final = frozenset({Word.NO_DATA, Word.CANNOT_JUDGE})
Both = tuple[str, str]


def look(
    package: Package, catalogue: Catalogue, gazetteer: Gazetteer, figures: pa.Table, year: int, judged: Sequence[Judged] | None = None
) -> list[Finding]:
    """Everything that the rules looked at, whether something is there or not; `figures` and `judged` as for `ground`."""
    return look_at(ground(package, catalogue, gazetteer, figures, year, judged))


def look_at(base: Ground) -> list[Finding]:
    """The same of ground that is laid out already."""
    return merged(base, (finding for kind in rules() for finding in _KINDS[kind](base)))


def _found(
    kind: Kind,
    item: Commitment,
    place: str,
    said: Both,
    evidence: Evidence,
    *,
    level: Level | None = None,
    part: str = "",
    simulated: bool = False,
) -> Finding:
    """Something that is there beyond doubt."""
    return Finding(kind, item.id, place, True, True, level or rules()[kind].level, *said, evidence, simulated, part)


def _not(kind: Kind, item: Commitment, place: str, why: Both, part: str = "") -> Finding:
    return Finding(kind, item.id, place, False, False, rules()[kind].level, *why, part=part)


def _measured(
    kind: Kind,
    item: Commitment,
    place: str,
    share: float,
    said: Both,
    why: Both,
    evidence: Evidence,
    *,
    firm: bool = True,
    left: float = 0,
    part: str = "",
    simulated: bool = False,
) -> Finding:
    """Something that is there where a share is below the limits of its rule; `left` are the years that are left."""
    rule = rules()[kind]
    there = share < rule.keep
    level: Level = "red" if left <= rule.soon and share < rule.urgent else rule.level
    return Finding(
        kind, item.id, place, there, there and firm and share < rule.open, level, *(said if there else why), evidence, simulated, part
    )


def _both(say: Callable[[Lang], str]) -> Both:
    return say("zh"), say("en")


# ------------------------------------------------------------------------------------------------ hard to reach


def _hard(base: Ground) -> Iterator[Finding]:
    """The chance that the true level meets the target at the deadline, with a year left at least: that of the outlook on the pages."""
    looked = [
        (item, place, verdict, ask)
        for item in base.promised()
        if (ask := base.asked(item)) is not None and _has_number(item, ask)
        for place in base.places("hard", item)
        if (verdict := base.verdicts.get((item.id, place))) is not None
    ]
    found = base.outlooks(list(dict.fromkeys(item for item, *_ in looked)))
    for item, place, verdict, ask in looked:
        why, outlook = _no_longer_hard(verdict, ask, base.year), found.get((item.id, place))
        if why is None and outlook is not None:
            yield _hard_of(base, item, outlook, verdict)
        else:
            yield _not("hard", item, place, why or words.NO_FIGURES)


def _has_number(item: Commitment, ask: Asked) -> bool:
    return ask.rule in ("value", "from_base") and item.kind not in {*STEPS, "norm"} and ask.deadline is not None


def _no_longer_hard(verdict: Verdict, ask: Asked, year: int) -> Both | None:
    if verdict.word is Word.MET:
        return words.MET
    if ask.deadline is not None and (year >= ask.deadline or verdict.reason in OVERDUE):
        return words.DUE
    return words.NO_FIGURES if verdict.word in UNKNOWN and verdict.latest is None else None


def _hard_of(base: Ground, item: Commitment, outlook: Outlook, verdict: Verdict) -> Finding:
    said = _both(partial(words.hard, base, item, outlook, verdict))
    why = _both(partial(words.likely, outlook.chance))
    evidence = {
        "chance": outlook.chance,
        "target": outlook.target,
        "deadline": outlook.deadline,
        "foreseen": outlook.ahead[-1].middle,
    } | {str(point.year): point.value for point in outlook.known[-4:]}
    left = outlook.deadline - base.year
    return _measured("hard", item, outlook.place, outlook.chance, said, why, evidence, left=left, simulated=verdict.simulated)


# ------------------------------------------------------------------------------------------------ beyond chance


def _swing(base: Ground) -> Iterator[Finding]:
    """The latest count against the years before it."""
    for item in base.once():
        for place in base.places("swing", item):
            known = base.known(item, place)
            beyond = latest(asking(known, 0).known) if known and known[-1].year >= base.year - 1 else None
            if beyond is not None:
                yield _swing_of(base, item, place, known[-1], beyond)


def _swing_of(base: Ground, item: Commitment, place: str, point: Point, beyond: Beyond) -> Finding:
    size = size_of(point, base.unit(item))
    said = _both(partial(words.swing, base, item, place, point, beyond, size))
    evidence = {"year": point.year, "value": point.value, "events": point.events, "exposure": point.exposure} | _limits(beyond, size)
    return _measured("swing", item, place, beyond.tail, said, words.calm(point.year), evidence, simulated=point.simulated)


def _limits(beyond: Beyond, size: float) -> dict[str, float]:
    return {"expected": beyond.expected * size, "low": beyond.low * size, "high": beyond.high * size, "tail": beyond.tail}


def _apart(base: Ground) -> Iterator[Finding]:
    """Each place against all of them: a funnel, on the worse side only, of events among so many; what was built or bought is no chance."""
    for item in base.once():
        ask = base.asked(item)
        if ask is None or ask.direction is None or item.kind in STEPS:
            continue
        if base.grain(item) != "chance":
            yield from (_not("apart", item, place, words.NO_CHANCE) for place in base.below)
            continue
        points = {
            place: known[-1]
            for place in base.below
            if (known := base.known(item, place)) and known[-1].year == base.year and known[-1].exposure
        }
        limits = funnel([(point.events or 0.0, point.exposure or 0.0) for point in points.values()])
        for (place, point), beyond in zip(points.items(), limits or (), strict=bool(limits)):
            size = size_of(point, base.unit(item))
            worse = ((point.events or 0.0) / (point.exposure or 1.0) < beyond.expected) == (ask.direction == "up")
            said = _both(partial(words.apart, base, item, place, point, beyond, size, len(points)))
            evidence = {"year": point.year, "value": point.value, "places": len(points)} | _limits(beyond, size)
            yield _measured("apart", item, place, beyond.tail if worse else 0.5, said, words.ALIKE, evidence, simulated=point.simulated)


# ------------------------------------------------------------------------------------------------ turned round, gaps


def _turned(base: Ground) -> Iterator[Finding]:
    """Met once and lost again; or two years of worsening after two of getting better, beyond chance."""
    place = base.region
    for item in base.promised():
        verdict, ask = base.verdicts.get((item.id, place)), base.asked(item)
        if verdict is None or ask is None or item.kind in STEPS:
            continue
        if verdict.word is Word.LOST:
            said = _both(partial(base.reason, item, place))
            yield _found("turned", item, place, said, {"met_year": verdict.met_year, "value": verdict.latest}, simulated=verdict.simulated)
        elif ask.direction is not None:
            yield from _bent(base, item, ask.direction == "up")


def _bent(base: Ground, item: Commitment, up: bool) -> Iterator[Finding]:
    known = base.known(item, base.region)
    recent = [point for point in known if known[-1].year - 4 <= point.year]
    if len(recent) < 5 or recent[-1].year < base.year - 1:
        return
    rise = risen_by_model([asking(known, recent[2].year, (None, None))])[0]
    share = rise if up else 1 - rise
    gains = [((b.value or 0.0) - (a.value or 0.0)) * (1 if up else -1) for a, b in itertools.pairwise(recent)]
    firm = min(gains[:2]) > 0 and max(gains[2:]) < 0
    said = _both(partial(words.turned, base, item, recent, up))
    evidence = {"chance": share} | {str(point.year): point.value for point in recent}
    still = share if gains[2] + gains[3] < 0 else 1.0
    yield _measured(
        "turned", item, base.region, still, said, words.RECOVERED, evidence, firm=firm, simulated=any(point.simulated for point in recent)
    )


def _gap(base: Ground) -> Iterator[Finding]:
    """Between town and country, boys and girls, the best and the worst place: is the distance wider than in the base year, beyond chance?"""
    for item in base.once():
        ask = base.asked(item)
        since = ask.base_year if ask is not None else None
        for pair, groups in PAIRS.items():
            first, second = (base.by_year(item, f"{item.indicator}[{group}]", base.region) for group in groups)
            years = sorted(year for year in first.keys() & second.keys() if since is None or year >= since)
            if len(years) >= 2:
                yield from _gap_of(base, item, pair, (first, second), years)
        if ask is not None and ask.direction is not None and item.kind not in STEPS and base.beside_each_other(item):
            yield from _gap_of_places(base, item, since, up=ask.direction == "up")


def _gap_of(base: Ground, item: Commitment, pair: str, ends: tuple[Years, Years], years: Sequence[int]) -> Iterator[Finding]:
    found = between_groups(ends, years, counted=base.grain(item) == "chance")
    if found is not None:
        said = _both(partial(words.gap, base, item, pair, [end[found.last] for end in ends], found.first, found.distance))
        yield _widened(base, item, pair, found, said, {})


def _gap_of_places(base: Ground, item: Commitment, since: int | None, *, up: bool) -> Iterator[Finding]:
    places = {place: years for place in base.below if (years := base.by_year(item, item.indicator, place))}
    found = between_places(places, since, up=up, counted=base.grain(item) == "chance")
    if found is not None:
        widened, before, now, count = found
        said = _both(partial(words.gap_of_places, base, item, widened, now, count))
        names: Evidence = {"best": now.best, "worst": now.worst, "best_before": before.best, "worst_before": before.worst, "places": count}
        yield _widened(base, item, "places", widened, said, names)


def _widened(base: Ground, item: Commitment, part: str, found: Widened, said: Both, more: Evidence) -> Finding:
    """A gap of the plan's region; one that as printed is what it was has not widened."""
    before, now = found.distance[found.first], found.distance[found.last]
    seen = words.as_printed(base, item, before) != words.as_printed(base, item, now)
    evidence = {"since": found.first, "before": before, "now": now, "chance": found.chance} | dict(more)
    share = found.chance if seen else 1.0
    return _measured("gap", item, base.region, share, said, words.NO_WIDER, evidence, part=part, simulated=found.simulated)


# ------------------------------------------------------------------------------------------------ what verdicts say


def _overdue(base: Ground) -> Iterator[Finding]:
    """The deadline has come and the promise is not kept, or nobody has said that it is."""
    for item in base.promised():
        verdict = base.verdicts[item.id, base.region]
        if verdict.reason in OVERDUE or (item.kind in STEPS and verdict.word is Word.NO_DATA and (item.deadline or 9999) <= base.year):
            said = _both(partial(words.overdue, base, item))
            yield _found(
                "overdue", item, base.region, said, {"deadline": item.deadline, "value": verdict.latest}, simulated=verdict.simulated
            )
        else:
            yield _not("overdue", item, base.region, words.MET if verdict.word is Word.MET else words.NOT_DUE)


def _silent(base: Ground) -> Iterator[Finding]:
    for item in base.once():
        verdict = base.verdicts[item.id, base.region]
        if item.kind in STEPS or verdict.reason in OVERDUE:
            continue
        if verdict.word is Word.NO_DATA:
            said = _both(partial(base.reason, item, base.region))
            yield _found("silent", item, base.region, said, {"latest_year": verdict.latest_year})
        else:
            yield _not("silent", item, base.region, words.heard(verdict.latest_year))


def _broken(base: Ground) -> Iterator[Finding]:
    """A break of the definition between the base and the latest figure, over which no bridge leads."""
    for item in base.once():
        verdict, ask = base.verdicts[item.id, base.region], base.asked(item)
        if ask is None or ask.base_year is None or verdict.latest_year is None:
            continue
        broken = base.comparable(item, base.region).broken
        if broken is not None and broken.year > ask.base_year:
            said = _both(partial(words.broken, item, broken, ask.base_year))
            yield _found("broken", item, base.region, said, {"year": broken.year, "base_year": ask.base_year}, simulated=verdict.simulated)
        else:
            yield _not("broken", item, base.region, words.COMPARABLE)


def _norm(base: Ground) -> Iterator[Finding]:
    for item in base.promised():
        if item.kind != "norm":
            continue
        for place in base.places("norm", item):
            verdict = base.verdicts.get((item.id, place))
            if verdict is None or verdict.word in UNKNOWN:
                continue
            if verdict.word is Word.LOST and place == base.region:
                yield _not("norm", item, place, words.TOLD_AS_TURNED)
            elif verdict.word in (Word.BEHIND, Word.HARDLY, Word.LOST) and verdict.reason not in OVERDUE:
                point = base.known(item, place)[-1]
                said = _both(partial(words.norm, base, item, place, point))
                yield _found(
                    "norm",
                    item,
                    place,
                    said,
                    {"year": point.year, "value": point.value, "events": point.events, "exposure": point.exposure},
                    simulated=point.simulated,
                )
            else:
                yield _not("norm", item, place, words.DUE if verdict.reason in OVERDUE else words.NORM_KEPT)


_KINDS: Final[Mapping[Kind, Callable[[Ground], Iterator[Finding]]]] = {
    "hard": _hard,
    "swing": _swing,
    "apart": _apart,
    "turned": _turned,
    "overdue": _overdue,
    "silent": _silent,
    "broken": _broken,
    "gap": _gap,
    "norm": _norm,
}
