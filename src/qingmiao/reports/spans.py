"""What is said of a commitment over the whole plan: from its base on, how much of the time and of the way is gone, since when it is met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qingmiao.catalogue import unit as unit_of
from qingmiao.catalogue.numbers import format_number
from qingmiao.charts.definition import way
from qingmiao.progress.interval import near
from qingmiao.progress.model import Point, Word
from qingmiao.progress.outlook_words import told_as_count
from qingmiao.reports import sentences
from qingmiao.reports.bound import Figures
from qingmiao.reports.document import Cell, Number, Run
from qingmiao.reports.model import OUTSIDE, Measured, ReportModel, Row
from qingmiao.reports.voice import EVERY

"""Reasons of trends: moved as wished, or not."""


def first_of(row: Row, start: int | None = None) -> Measured | None:
    """The figure that a whole period is counted from: that of the base, else the first that can be compared with the latest, none before `start`."""
    latest = row.latest
    if latest is None or latest.value is None:
        return None
    given = (row.base, *(one for one in row.series if start is None or one.year >= start))
    return next((one for one in given if one is not None and one.value is not None and one.year < latest.year), None)


def since_base(model: ReportModel) -> ReportModel:
    """The same report told against the base, not the year before, and without what is foreseen; small numbers keep their years."""
    start = model.period[0] - 1 if model.period[0] else None
    return replace(model, rows=tuple(_since_base(row, start) for row in model.rows))


def _since_base(row: Row, start: int | None) -> Row:
    first, latest = first_of(row, start), row.latest
    if first is None or latest is None or small(row, latest):
        return replace(row, outlook=None)
    return replace(row, outlook=None, base=first, series=(first, latest))


def small(row: Row, value: Measured | None) -> bool:
    """Whether a figure rests on so few cases that it is told as a count."""
    if row.counted is None or value is None or value.value is None:
        return False
    return told_as_count(Point(value.year, value.value, events=value.events, exposure=value.exposure))


def figure(row: Row, value: Measured | None, region: str, *, year: bool = False) -> Cell:
    """A value as it stands in a cell; of small numbers the counts: 2人/1203人."""
    if value is None or row.counted is None or not small(row, value):
        return sentences.measured(row, value, region, year=year)
    make = Figures(row, region)
    events = make.counted(value.events or 0.0, row.counted.part_unit, "events", value.year)
    exposure = make.counted(value.exposure or 0.0, row.counted.whole_unit, "exposure", value.year)
    return sentences.joined_cell((events, "/", exposure, f"\n（{value.year}）" if year else ""))


def moved(row: Row, then: Measured | None, region: str) -> Cell:
    """By how much the latest figure has moved since another: 升1.20个百分点, 持平; nothing of small numbers."""
    now = row.latest
    if now is None or then is None or now.value is None or then.value is None:
        return "—"
    if small(row, now) or small(row, then):
        return "基数小"
    number = Figures(row, region).change(now, then)
    if not any(sign in "123456789" for sign in number.text.split("个")[0]):
        return "持平"
    return ("升" if number.value > 0 else "降", number)


# ------------------------------------------------------------------------------------------------ time and way


def has_way(row: Row) -> bool:
    """Whether there is a way from a base to a single number by a later year, and figures that are not chance."""
    latest, base = row.latest, row.base
    if latest is None or base is None or latest.value is None or base.value is None or row.aim is None or row.deadline is None:
        return False
    plain = (
        row.word not in OUTSIDE
        and row.reason not in EVERY
        and row.aim_high is None
        and row.better is not None
        and row.comparator not in ("~", "range")
    )
    timely = base.year < latest.year <= row.deadline
    return plain and timely and not reaches(row, base) and not small(row, base) and not small(row, latest)


def time_gone(row: Row) -> Number:
    """The share of the years from the base to the deadline that is over."""
    assert row.base is not None
    assert row.latest is not None
    assert row.deadline is not None
    gone, whole = row.latest.year - row.base.year, row.deadline - row.base.year
    value = gone / whole * 100
    return Number(f"{format_number(value, 1)}%", value, "%", "share", other=f"{row.commitment}:time")


def way_done(row: Row, region: str) -> Number:
    """The share of the way from the base to the target that is done; below nothing it went the wrong way."""
    assert row.base is not None
    assert row.latest is not None
    value = way(row.base.value, row.latest.value, row.aim)
    assert value is not None
    text = f"{format_number(value, 1)}%"
    return Figures(row, region).number(
        text, value, "share", row.latest.year, against=row.base.year, unit="%", other=f"{row.commitment}:way"
    )


def reaches(row: Row, value: Measured) -> bool:
    """Whether a figure is on the good side of a target that is one number."""
    if row.aim is None or value.value is None:
        return False
    if row.comparator in (">", "<"):
        return value.value > row.aim if row.comparator == ">" else value.value < row.aim
    up = row.comparator == ">=" if row.comparator in (">=", "<=") else row.better == "up"
    return near(value.value, row.aim) or (value.value > row.aim) == up


def met_since(row: Row) -> int | None:
    """The first of the years without a gap up to the latest in which the target was met; None where that is not known."""
    latest = row.latest
    if row.word is not Word.MET or row.reason not in ("reached", "reached_late") or latest is None or row.aim_high is not None:
        return None
    if row.better is None or row.comparator in ("~", "range") or not reaches(row, latest):
        return None
    year = latest.year
    while (before := row.of(year - 1)) is not None and reaches(row, before):
        year -= 1
    return year


# ------------------------------------------------------------------------------------------------ names


def named(rows: Iterable[Row], most: int) -> tuple[Run, ...]:
    """甲、乙等: at most so many names; a name that stands twice is said once, or with the years of its targets."""
    names = list(dict.fromkeys(sentences.labels(list(rows))))
    return ("、".join(names[:most]) + ("等" if len(names) > most else ""),)


def other_targets(first: Row, more: Iterable[Row]) -> list[Row]:
    """Those of more commitments on one figure that have another target than the first, and than each other."""
    told = {(row.quote, row.deadline): row for row in (first, *more)}
    return [row for key, row in told.items() if key != (first.quote, first.deadline)]


def verb(row: Row, *, up: bool) -> str:
    """How a movement is called: 增加 of counts, 提高 or 上升 of rates."""
    found = unit_of(row.unit)
    if found is None or found.kind in ("count", "money", "area", "length", "volume"):
        return "增加" if up else "减少"
    return ("提高" if row.better == "up" else "上升") if up else "下降"
