"""What stands beside a commitment's own figure: its years, its groups, the places below and above, and how it is worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypedDict

from qingmiao.catalogue import Catalogue, Indicator
from qingmiao.catalogue.explaining import explain
from qingmiao.places import Place
from qingmiao.plans.model import Commitment
from qingmiao.progress import Point, Verdict, Word
from qingmiao.progress.gaps import PAIRS
from qingmiao.progress.outlook_words import names_of
from qingmiao.progress.warning.ground import Ground
from qingmiao.reports.model import Below, Counted, Meaning, Measured, Pair, Upper

Of = Callable[[str, Point], Measured]

FREQUENCIES: Final = {"year": "年", "quarter": "季", "month": "月", "survey": "调查", "once": "一次"}
LEVELS: Final = {"province": "省", "prefecture": "市（州）", "county": "县（市、区）", "township": "乡镇（街道）", "village": "村（社区）"}


class Beside(TypedDict):
    """The fields of a row that this module fills."""

    series: tuple[Measured, ...]
    pairs: tuple[Pair, ...]
    below: tuple[Below, ...]
    below_level: str
    upper: Upper | None
    counted: Counted | None


def beside(base: Ground, of: Of, item: Commitment, verdict: Verdict) -> Beside:
    """All of it for one commitment that has a verdict on data."""
    below = tuple(_below(base, item, verdict.latest_year))
    return Beside(
        series=tuple(of(item.indicator, point) for point in base.known(item, base.region)),
        pairs=tuple(_pairs(base, item, verdict)),
        below=below,
        below_level=_level(base) if below else "",
        upper=_upper(base, item, verdict),
        counted=_counted(base, item),
    )


def _pairs(base: Ground, item: Commitment, verdict: Verdict) -> Iterator[Pair]:
    """The groups that both have a figure of the latest year, with those of the first year that both have."""
    for kind, (first, second) in PAIRS.items():
        one, other = (base.by_year(item, f"{item.indicator}[{group}]", base.region) for group in (first, second))
        years = sorted(one.keys() & other.keys())
        if not years or years[-1] != verdict.latest_year:
            continue
        then = years[0] if len(years) > 1 else None
        yield Pair(
            "residence" if kind == "residence" else "sex",
            _measured(one[years[-1]]),
            _measured(other[years[-1]]),
            None if then is None else _measured(one[then]),
            None if then is None else _measured(other[then]),
            tuple((year, one[year].value or 0.0, other[year].value or 0.0) for year in years),
        )


def _below(base: Ground, item: Commitment, year: int | None) -> Iterator[Below]:
    """The places below; figures of another year than the region's are not set beside it."""
    for place in base.below:
        verdict = base.verdicts.get((item.id, place))
        if verdict is None:
            continue
        known = verdict.word is not Word.NO_DATA and verdict.latest is not None and verdict.latest_year == year
        point = base.by_year(item, item.indicator, place).get(year or 0) if known else None
        yield Below(place, base.gazetteer[place].name, None if point is None else _measured(point), verdict.word)


def _level(base: Ground) -> str:
    """What the places below are called, where they are of one level."""
    levels = {base.gazetteer[place].level for place in base.below}
    return LEVELS.get(next(iter(levels)), "地方") if len(levels) == 1 else "地方"


def _upper(base: Ground, item: Commitment, verdict: Verdict) -> Upper | None:
    parent = _parent(base)
    if parent is None or verdict.latest_year is None or not base.beside_each_other(item):
        return None
    point = base.by_year(item, item.indicator, parent.id).get(verdict.latest_year)
    return None if point is None else Upper(parent.id, parent.name, _measured(point))


def _parent(base: Ground) -> Place | None:
    if base.region not in base.gazetteer:
        return None
    above = base.gazetteer[base.region].parent
    return base.gazetteer[above] if above and above in base.gazetteer else None


def _counted(base: Ground, item: Commitment) -> Counted | None:
    names = names_of(base.indicator(item), base.catalogue)
    if not names.part or not names.whole or not names.chance:
        return None
    return Counted(names.part, names.part_unit or "", names.whole, names.whole_unit or "")


def _measured(point: Point) -> Measured:
    return Measured(point.year, point.value, point.status, point.simulated, events=point.events, exposure=point.exposure)


def meaning_of(indicator: Indicator | None, catalogue: Catalogue) -> Meaning | None:
    """How an indicator is worked out, in words."""
    if indicator is None:
        return None
    elements = catalogue.elements_of(indicator)
    departments = [catalogue.departments[one.department].name for one in elements if one.department]
    return Meaning(
        code=indicator.code,
        definition=indicator.definition or "",
        formula=explain(indicator.tree, {one.code: one.name for one in elements}),
        suppliers=tuple(dict.fromkeys(departments)),
        frequency=FREQUENCIES.get(indicator.frequency, ""),
        sourced=indicator.status == "sourced",
    )
