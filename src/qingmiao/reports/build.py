"""From a package, its figures and its verdicts to what a report says: plain values, no query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.numbers import SILENT, Rounding, format_change, format_target
from qingmiao.catalogue.numbers import rounding as rounded_by
from qingmiao.places import Gazetteer
from qingmiao.plans import proposed_departments, to_supply
from qingmiao.plans.model import Commitment, Package
from qingmiao.progress import Judged, Point, Verdict, Word, sentence, target_text
from qingmiao.progress.methods import METHOD
from qingmiao.progress.named import METHODS
from qingmiao.progress.outlook import Outlook as Foreseen
from qingmiao.progress.outlook import forecasts
from qingmiao.progress.summary import Line, indicators, lines, steps
from qingmiao.progress.warning.ground import Ground, ground
from qingmiao.reports.beside import beside, meaning_of
from qingmiao.reports.document import ReleaseHead
from qingmiao.reports.model import TASKS, Account, Correction, Measured, Outlook, ReportModel, Row

STRAIGHT_LINE: Final = "直线进度法"
NO_AREA: Final = "未列入领域"
SIMULATED: Final = "模拟数据"

STREAMS: Final = {
    "health": "卫生健康",
    "education": "教育",
    "civil_affairs": "民政",
    "statistics": "统计",
    "justice": "政法",
    "department": "部门报送",
    "register": "台账",
    "survey": "抽样调查",
    "document": "规划文件",
    "publication": "公开发布",
}

SITUATIONS: Final = {
    "never_reported": "从未报送",
    "not_collected": "未收集",
    "not_carried_out": "相关工作或调查未开展",
    "not_applicable": "本地不适用",
    "withheld": "报送单位不足，按规定不列示",
    "only_before": "只有规划期以前的数据",
    "stale": "数据已超过三年",
    "none_at_deadline": "没有到期年份的数据",
    "every_no_data": "各地都没有数据",
    "no_base": "缺基期数据",
    "no_begin": "缺更早年份的数据",
    "broken": "口径变动后缺可比的早年数据",
    "no_year_before": "缺上年数据",
    "no_reference": "比照对象没有同年数据",
    "no_deadline": "没有期限",
    "no_target": "没有写明目标值",
    "no_direction": "没有写明变化方向",
    "unit_differs": "目标单位与指标单位不能换算",
    "places_unknown": "所辖地方名单待补充",
}
"""Why nothing is judged, in the few words of a table, by the reason of the verdict."""

_NOT_FOUND: Final = {
    "title": "标题",
    "issuer": "发文机关",
    "document_number": "文号",
    "issued": "印发日期",
    "period": "规划期",
    "population": "适用人群",
    "coverage": "适用范围",
    "areas": "领域",
}
_BY_PLACES: Final = frozenset({"every_met", "every_short", "every_undecided", "every_no_data"})
_WITH_GAP: Final = frozenset({"pace_missed", "projection_short", "missed", "fell_back", "increase_short", "reference_short"})
_LEVELS: Final = {"prefecture": "市（州）", "county": "县（市、区）", "township": "乡镇（街道）", "village": "村（社区）", "province": "省"}


@dataclass(frozen=True)
class RegionFigures:
    """The figures of one place by indicator and year."""

    region: str
    rows: Mapping[tuple[str, int], Mapping[str, object]]

    def measured(self, indicator: str, year: int | None, value: float | None, *, simulated: bool) -> Measured | None:
        """A figure of a verdict with what its row tells."""
        if year is None or value is None:
            return None
        return self.of(indicator, Point(year, value, simulated=simulated))

    def of(self, indicator: str, point: Point) -> Measured:
        """A point of a series with what its row tells of who reported."""
        row = self.rows.get((indicator, point.year))
        if row is None:
            return Measured(point.year, point.value, point.status, point.simulated, events=point.events, exposure=point.exposure)
        status = str(row["status"]) if point.status == "observed" else point.status
        parts = int(str(row["parts_reporting"])), int(str(row["parts_expected"]))
        events, exposure = (None if row[name] is None else float(str(row[name])) for name in ("numerator", "denominator"))
        return Measured(point.year, point.value, status, bool(row["simulated"]), *parts, events, exposure)

    def source(self, indicator: str, year: int | None) -> str:
        """Who says so, in a word."""
        row = self.rows.get((indicator, year)) if year is not None else None
        if row is None:
            return "—"
        return SIMULATED if row["simulated"] else STREAMS.get(str(row["stream"]), "部门报送")


def figures_at(table: pa.Table, region: str) -> RegionFigures:
    """The figures of one place."""
    own = table.filter(pc.equal(table["place"], region)) if table.num_rows else table
    return RegionFigures(region, {(row["indicator"], row["year"]): row for row in own.to_pylist()})


def report_model(
    package: Package,
    *,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
    figures: pa.Table,
    judged: Iterable[Judged],
    year: int,
    release: ReleaseHead,
    made_on: date,
    assigned: Mapping[str, Sequence[str]] | None = None,
    corrections: Sequence[Correction] = (),
    draft: bool = True,
    judged_before: Iterable[Judged] = (),
    accounts: Mapping[str, Sequence[Account]] | None = None,
    rounding: Rounding = "half_up",
) -> ReportModel:
    """What the report of a plan says; raises ValueError where its counts would not close.

    `figures` have the schema compute.FIGURES, of the region and of what is to be set beside it (groups, the places below, the place above);
    `judged` holds a verdict on each commitment at the plan's region and, where they are judged there, at places below, `judged_before` those
    of the year before; `assigned` gives by commitment id the names of units that the office has put in charge, `accounts` what units say of it.
    """
    told = list(judged)
    with rounded_by(rounding):
        desk = desk_of(package, catalogue, gazetteer, figures, told, year, assigned or {}, accounts or {}, judged_before)
        all_lines = lines(package, told)
        shown = [desk.row(number, line) for number, line in enumerate((*indicators(all_lines), *steps(all_lines)), 1)]
    count = len(indicators(all_lines))
    plan = package.plan
    return ReportModel(
        plan_title=plan.title,
        plan_short=plan.short,
        place=_place_name(package, gazetteer),
        period=plan.period,
        year=year,
        release=release,
        made_on=made_on,
        method=method_name(plan.method),
        by_line=plan.method == METHOD,
        threshold=plan.threshold,
        rows=in_order(shown[:count], package),
        tasks=tuple(shown[count:]),
        notes=tuple(_notes(package)),
        corrections=tuple(corrections),
        draft=draft,
        plan=plan.id,
        region=plan.region,
        rounding=rounding,
    )


def desk_of(
    package: Package,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
    figures: pa.Table,
    judged: Sequence[Judged],
    year: int,
    assigned: Mapping[str, Sequence[str]],
    accounts: Mapping[str, Sequence[Account]],
    before: Iterable[Judged],
) -> Desk:
    """Everything that the rows of the region are made from."""
    base = ground(package, catalogue, gazetteer, figures, year, judged)
    region = package.plan.region
    foreseen = forecasts(package, catalogue, base.series, year, [region]).at()
    return Desk(
        base=base,
        figures=figures_at(figures, region),
        proposed=proposed_departments(package),
        assigned=assigned,
        accounts=accounts,
        foreseen={commitment: one for (commitment, _), one in foreseen.items()},
        before={one.commitment_id: one.verdict.word for one in before if one.place == region},
    )


def method_name(method: str) -> str:
    """The Chinese name of a plan's official method."""
    return STRAIGHT_LINE if method == METHOD else METHODS[method].zh


def in_order(rows: Sequence[Row], package: Package) -> tuple[Row, ...]:
    """Rows in the order of the document's areas; what stands in no area comes last. Numbers follow that order."""
    order = {area.name: index for index, area in enumerate(package.areas)}
    placed = sorted(rows, key=lambda row: order.get(row.area, len(order)))
    return tuple(_numbered(row, number) for number, row in enumerate(placed, 1))


def _numbered(row: Row, number: int) -> Row:
    return replace(row, number=number)


def _place_name(package: Package, gazetteer: Gazetteer) -> str:
    region = package.plan.region
    return gazetteer[region].name if region in gazetteer else next((place.name for place in package.places if place.id == region), "")


@dataclass(frozen=True)
class Desk:
    """Everything that a row is made from."""

    base: Ground
    figures: RegionFigures
    proposed: Mapping[str, str]
    assigned: Mapping[str, Sequence[str]]
    accounts: Mapping[str, Sequence[Account]]
    foreseen: Mapping[str, Foreseen]
    before: Mapping[str, Word]

    def row(self, number: int, line: Line) -> Row:
        """One commitment; what has no data shows none, though older figures may be known."""
        item, verdict = line.commitment, line.verdict
        indicator = self.base.indicator(item)
        unit = self.base.unit(item)
        known = verdict.word is not Word.NO_DATA
        units, proposed = self.units(item)
        name = name_of(item)
        places = self.names(verdict)
        plain = Row(
            number=number,
            commitment=item.id,
            area=next((area.name for area in self.base.package.areas if area.id == item.area), NO_AREA),
            kind=item.kind,
            name=name,
            unit=unit,
            target=target_words(item, verdict, unit),
            deadline=item.deadline if item.deadline is not None else verdict.deadline,
            base=self.figures.measured(item.indicator, verdict.base_year, verdict.base, simulated=verdict.simulated),
            latest=self.latest(item, verdict) if known else None,
            word=verdict.word,
            sentence=sentence(verdict, name=name, unit=unit, place_names=places),
            gap=gap_words(verdict, unit),
            situation=SITUATIONS.get(verdict.reason, ""),
            source=self.figures.source(item.indicator, verdict.latest_year) if known else "—",
            units=units,
            proposed=proposed,
            aim=aim_of(verdict, item),
            pace=verdict.expected,
            only_rounded=verdict.only_rounded,
            simulated=verdict.simulated,
        )
        told = replace(
            plain,
            indicator=item.indicator,
            better=item.direction or (indicator.direction if indicator else None),
            comparator=verdict.comparator,
            aim_high=verdict.target_high,
            quote=quote_of(plain.target),
            reason=verdict.reason,
            grown=verdict.latest if grows(item) else None,
            met_year=verdict.met_year,
            places_met=len(verdict.places_met),
            places_short=tuple(places.get(place, place) for place in verdict.places_not_met),
            places_silent=len(verdict.places_no_data),
            word_before=self.before.get(item.id),
            accounts=tuple(self.accounts.get(item.id, ())),
            meaning=meaning_of(indicator, self.base.catalogue),
            outlook=_outlook(self.foreseen.get(item.id)),
        )
        return told if item.kind in TASKS or not known else replace(told, **beside(self.base, self.figures.of, item, verdict))

    def latest(self, item: Commitment, verdict: Verdict) -> Measured | None:
        """The figure of the latest year; where so many are asked for each year the verdict holds by how much it grew, not where it stands."""
        if not grows(item):
            return self.figures.measured(item.indicator, verdict.latest_year, verdict.latest, simulated=verdict.simulated)
        point = self.base.by_year(item, item.indicator, self.base.region).get(verdict.latest_year or 0)
        return None if point is None else self.figures.of(item.indicator, point)

    def units(self, item: Commitment) -> tuple[tuple[str, ...], bool]:
        """Who answers: whom the office assigned, else whom the document names, else whom the catalogue proposes."""
        given = self.assigned.get(item.id)
        if given:
            return tuple(given), False
        names = {unit.id: unit.name for unit in self.base.package.units}
        if item.lead:
            return tuple(names.get(unit, unit) for unit in item.lead), False
        department = self.base.catalogue.departments.get(self.proposed.get(item.id, ""))
        return ((department.name,), True) if department else ((), False)

    def names(self, verdict: Verdict) -> dict[str, str]:
        """Names of the places that a verdict lists."""
        listed = (*verdict.places_met, *verdict.places_not_met, *verdict.places_no_data)
        return {place: self.base.gazetteer[place].name for place in listed if place in self.base.gazetteer}


def grows(item: Commitment) -> bool:
    """Whether so many are asked for each year."""
    return item.kind == "count" and item.per == "year"


def quote_of(target: str) -> str:
    """The target on one line, as it is quoted in a sentence: what it comes to is left out."""
    return target.split("\n", 1)[0]


def _outlook(found: Foreseen | None) -> Outlook | None:
    if found is None:
        return None
    return Outlook(found.deadline, found.ahead[-1].middle, found.chance, found.expected, found.needed)


def name_of(item: Commitment) -> str:
    """The name in a report: with the group that it speaks of, and the level at which it must hold, where the name does not say them."""
    name = item.name
    if item.population and item.population not in name:
        name = f"{name}（{item.population}）"
    if item.level_of and item.level_of not in name:
        name = f"{name}（以{item.level_of}为单位）"
    return name


def gap_words(verdict: Verdict, unit: str) -> str:
    """How far the latest value is from the target, or how many places are short; empty where neither can be said."""
    if verdict.reason in _BY_PLACES:
        return f"{len(verdict.places_not_met)}个地方未达到" if verdict.places_not_met else ""
    if verdict.reason not in _WITH_GAP or verdict.target is None or verdict.latest is None:
        return ""
    ends = [end for end in (verdict.target, verdict.target_high) if end is not None]
    distance = min((end - verdict.latest for end in ends), key=abs)
    return format_change(distance, unit) if distance else ""


def aim_of(verdict: Verdict, item: Commitment) -> float | None:
    """The number at the end of the way: the near end of a range, nothing for a mere direction."""
    if item.kind == "trend" or verdict.target is None:
        return None
    if verdict.target_high is None or verdict.base is None:
        return verdict.target
    return min((verdict.target, verdict.target_high), key=lambda end: abs(end - (verdict.base or 0.0)))


# The target as the plan sets it


def target_words(item: Commitment, verdict: Verdict, unit: str) -> str:
    """The target in the plan's own terms; for a change also what it comes to, once the base is known."""
    if item.reference is not None:
        return _reference_words(item, verdict, unit)
    if item.kind == "change":
        comes_to = "" if verdict.target is None else f"\n（折合{target_text(verdict, unit)}）"
        return _change_words(item) + comes_to
    if item.kind == "trend":
        if item.curbed:
            return "下降趋势得到控制" if item.direction == "up" else "上升趋势得到控制"
        return {"up": "逐步提高", "down": "逐步降低"}.get(item.direction or "", "方向未写明")
    if item.kind == "norm":
        return "全部符合" if item.value is None else f"{_value_words(item)}\n（全部符合）"
    if item.kind in ("milestone", "action"):
        return "完成"
    return ("每年" if item.per == "year" else "") + _value_words(item)


_SIGNS: Final = {">=": "{}以上", "<=": "{}以下", ">": "高于{}", "<": "低于{}", "~": "{}左右"}


def _value_words(item: Commitment) -> str:
    if item.value is None:
        return "未写明数值"
    low = _number(item.value, item.unit)
    if item.value_high is not None:
        return f"{low}～{_number(item.value_high, item.unit)}"
    return _SIGNS.get(item.comparator or "", "{}").format(low)


def _number(value: float, unit: str | None) -> str:
    """A value with its unit as the plan has it: 2名 stays 2名."""
    return format_target(value, "") + ("" if unit in SILENT else unit or "")


def _change_words(item: Commitment) -> str:
    """每年降低1个百分点, 提高20%, 下降三分之一."""
    verb = {"up": "提高", "down": "降低"}.get(item.direction or "", "变化")
    often = "每年" if item.per == "year" else ""
    return f"{often}{verb}{_amount_words(item)}"


def _amount_words(item: Commitment) -> str:
    if item.value is None:
        return "（未写明数值）"
    if item.unit == "fraction":
        return format_target(item.value, item.unit)
    if item.unit and item.unit.endswith("点"):
        return _number(item.value, "个" + item.unit.removeprefix("个"))
    return _number(item.value, item.unit)


def _reference_words(item: Commitment, verdict: Verdict, unit: str) -> str:
    reference = item.reference
    assert reference is not None
    against = "".join(part for part in (reference.region, reference.population, reference.period) if part) or "比照对象"
    verb = "不高于" if item.comparator in ("<=", "<") or (item.comparator is None and item.direction == "down") else "不低于"
    more = f"，相差{format_change(reference.offset, unit)}" if reference.offset else ""
    comes_to = "" if verdict.target is None else f"\n（{format_target(verdict.target, unit)}）"
    return f"{verb}{against}水平{more}{comes_to}"


# Notes


def _notes(package: Package) -> Iterator[str]:
    """What a reader must know about the plan and its places."""
    for place in to_supply(package):
        level = _LEVELS.get(place.level, "下级单位")
        many = f"{place.supply}个" if place.supply else ""
        yield f"规划文件提到而未逐一列名的{many}{level}，名单待补充，补充前不列入应报单位。"
    missing = [_NOT_FOUND[field] for field in package.plan.not_found if field in _NOT_FOUND]
    if missing:
        yield f"规划文件中未读到{'、'.join(missing)}，本报告未作补写。"
    unsure = Counter(bool(item.unsure) for item in package.commitments)[True]
    if unsure:
        yield f"有{unsure}项承诺由程序读出、尚待人工确认，确认后如有更正，本报告相应更正。"
