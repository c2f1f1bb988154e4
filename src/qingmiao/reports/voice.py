"""What is said of one commitment in an official report: frames with slots, in turn, so that no two sentences in a row are built alike.

The frames are data: how a figure has moved (MOVES), what that means for the target (MEANS, by the reason of the verdict), groups and places beside
each other (BESIDE). Causes are never told here: who answers for a commitment tells them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from qingmiao.catalogue import unit as unit_of
from qingmiao.catalogue.numbers import format_change, format_value
from qingmiao.progress.interval import near
from qingmiao.progress.model import Point
from qingmiao.progress.outlook_words import told_as_count
from qingmiao.progress.reasons import chance as chance_words
from qingmiao.reports.bound import Figures, bind, count, figures_in, joined, say
from qingmiao.reports.document import Run
from qingmiao.reports.model import Measured, Pair, ReportModel, Row

Runs = tuple[Run, ...]

MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    "moved": (
        "{year}年，{name}为{now}，比{then_year}年{verb}{change}",
        "{name}由{then_year}年的{then}{verb}到{year}年的{now}，{verb}{change}",
        "{year}年{name}为{now}，与{then_year}年的{then}相比{verb}{change}",
    ),
    "rated": (
        "{name}由{then_year}年的{then}{verb}到{year}年的{now}，{verb}{growth}",
        "{year}年，{name}为{now}，比{then_year}年的{then}{verb}{growth}",
    ),
    "counted": (
        "{year}年，{name}为{now}，比{then_year}年{more}{change}，{grown}{growth}",
        "{name}由{then_year}年的{then}{more}到{year}年的{now}，{more}{change}",
    ),
    "from_none": (
        "{year}年，{name}为{now}，{then_year}年为{then}",
        "{name}{then_year}年为{then}，{year}年为{now}",
    ),
    "same": (
        "{year}年，{name}为{now}，与{then_year}年持平",
        "{name}{year}年为{now}，{then_year}年也为{then}",
    ),
    "about": (
        "{year}年，{name}为{now}，与{then_year}年的{then}基本持平",
        "{name}{then_year}年为{then}，{year}年为{now}，两年基本持平",
    ),
    "only": (
        "{year}年，{name}为{now}",
        "{name}{year}年为{now}",
    ),
    "few": (
        "{year}年，{part}为{events}（{whole}{exposure}，折合{now}），因基数小，不据单年升降作判断",
        "{part}{year}年为{events}（{whole}{exposure}，折合{now}），基数小、年度波动大，不据单年升降作判断",
    ),
    "none": (
        "{year}年，未报告{event}（{whole}{exposure}），因基数小，不据单年作判断",
        "{year}年没有报告{event}，{whole}为{exposure}，基数小，不据单年作判断",
    ),
    "pooled": (
        "{first}—{year}年合并计算，{name}为{pooled}（{part}{events}，{whole}{exposure}）",
        "把{first}—{year}年合并起来算，{name}为{pooled}（{part}{events}，{whole}{exposure}）",
    ),
}
"""How a figure has moved since the year before, or the last before that has one."""

AGAINST: Final = ("对照{deadline}年目标，", "就{deadline}年目标而言，")
"""Of a second target of the same figure."""

SINCE: Final = "，比{base_year}年{verb}{change}"
SINCE_RATED: Final = "，{base_year}年为{base}"
LAGGING: Final = "（为最新数据）"
MARKED: Final[Mapping[str, str]] = {"provisional": "（初步数）", "estimated": "（推算数）"}

MEANS: Final[Mapping[str, tuple[str, ...]]] = {
    "reached_up": ("达到《规划》“{quote}”的目标，高出{gap}", "已达到“{quote}”的目标，比目标高{gap}"),
    "reached_down": ("控制在《规划》“{quote}”的目标之内，低{gap}", "达到“{quote}”的目标，比目标低{gap}"),
    "reached": ("达到《规划》“{quote}”的目标", "已达到“{quote}”的目标"),
    "reached_late": (
        "{deadline}年到期时未达到“{quote}”的目标，{met_year}年才达到",
        "晚于期限达到{deadline}年“{quote}”的目标（{met_year}年达到）",
    ),
    "pace_kept": (
        "{beside}直线进度应达的{pace}，预计可如期达到{deadline}年“{quote}”的目标",
        "进度符合预期，{beside}直线进度应达的{pace}（{deadline}年目标为“{quote}”）",
    ),
    "pace_missed": (
        "{beside}直线进度应达的{pace}，进度落后，距{deadline}年“{quote}”的目标还差{gap}",
        "进度落后，直线进度应达{pace}，与{deadline}年“{quote}”的目标相差{gap}",
    ),
    "projection_short": (
        "{beside}直线进度应达的{pace}，变化不足应有的一半，如期达到{deadline}年“{quote}”的目标难度较大",
        "直线进度应达{pace}，现有变化不足应有的一半，{deadline}年达到“{quote}”的目标难度较大",
    ),
    "missed": (
        "{deadline}年期限已到，未达到“{quote}”的目标，还差{gap}",
        "到期未达到{deadline}年“{quote}”的目标，相差{gap}",
    ),
    "increase_short": ("未达到“{quote}”的要求，还差{gap}", "没有达到“{quote}”的要求，相差{gap}"),
    "fell_back": (
        "{met_year}年曾达到“{quote}”的目标，现重新转为未达标",
        "曾于{met_year}年达到“{quote}”的目标，现又未达到",
    ),
    "interval_spans": ("抽样推算值的95%置信区间跨过“{quote}”的目标，不作达标判断", "因抽样误差，是否达到“{quote}”的目标不能判定"),
    "direction_kept": ("变化方向符合“{quote}”的要求", "到期时符合“{quote}”的要求"),
    "direction_right": ("变化方向符合“{quote}”的要求", "符合目标“{quote}”的方向"),
    "curb_kept": ("原有的变化势头已经放慢或停止，符合“{quote}”的要求", "到期时变化势头放慢或停止，符合“{quote}”的要求"),
    "curb_right": ("原有的变化势头已经放慢或停止，符合“{quote}”的要求", "变化势头放慢或停止，符合“{quote}”的要求"),
    "direction_right_otherwise": (
        "首尾两年看方向相反，按各年数据检验，变化方向符合“{quote}”的要求",
        "与首尾两年的变化不同，各年数据合起来看符合“{quote}”的方向",
    ),
    "direction_kept_otherwise": (
        "首尾两年看方向相反，按各年数据检验，到期时符合“{quote}”的要求",
        "与首尾两年的变化不同，各年数据合起来看到期时符合“{quote}”的方向",
    ),
    "direction_wrong": ("变化方向不符合“{quote}”的要求", "与“{quote}”的要求方向不一致"),
    "direction_missed": ("{deadline}年期限已到，变化方向不符合“{quote}”的要求", "到期时变化方向不符合“{quote}”的要求"),
    "curb_wrong": ("原有的变化势头仍在继续，不符合“{quote}”的要求", "变化势头没有放慢，不符合“{quote}”的要求"),
    "curb_missed": ("{deadline}年期限已到，原有的变化势头仍在继续，不符合“{quote}”的要求", "到期时变化势头没有放慢，不符合“{quote}”的要求"),
    "direction_open": ("升降还不能判定，暂不评价是否符合“{quote}”的要求", "是否符合“{quote}”的要求还不能判定"),
    "direction_short": ("有数的年份太少，不能判定是否符合“{quote}”的要求", "因有数的年份太少，暂不评价是否符合“{quote}”的要求"),
    "curb_open": ("变化势头是否放慢还不能判定，暂不评价是否符合“{quote}”的要求", "是否符合“{quote}”的要求还不能判定"),
    "curb_short": ("有数的年份太少，不能判定变化势头是否放慢", "因有数的年份太少，暂不评价是否符合“{quote}”的要求"),
    "no_begin": ("未达到“{quote}”的目标，没有更早的数据，不评价进度", "与“{quote}”的目标还有差距，缺少更早的数据，进度不作评价"),
}
"""What the figure means for the target, by the reason of the verdict."""

EVERY: Final[Mapping[str, tuple[str, ...]]] = {
    "every_none": ("{name}没有一个地方达到“{quote}”的目标，{short}均未达到{which}", "{short}地方的{name}都未达到“{quote}”的目标{which}"),
    "every_met": ("{met}的{name}全部达到“{quote}”的目标", "{name}在{met}都达到“{quote}”的目标"),
    "every_short": (
        "{name}有{met}达到“{quote}”的目标，{short}未达到{which}",
        "有数据的地方中，{met}的{name}达到“{quote}”的目标，{short}未达到{which}",
    ),
    "every_undecided": (
        "已有数据的{met}{name}都达到“{quote}”的目标，{silent}没有数据，不能判定是否全部达到",
        "{name}在已有数据的{met}都达到“{quote}”的目标，另有{silent}没有数据，是否全部达到不能判定",
    ),
}

AHEAD: Final = (
    "按近年变化推算，{deadline}年约为{middle}，如期达到目标的把握{chance}",
    "照此变化，{deadline}年约为{middle}，达到目标的把握{chance}",
)
ABOVE: Final = (
    "{side}{upper}平均水平{apart}（{upper}{value}）",
    "{upper}同期为{value}，{name}{side}{upper}{apart}",
)

BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "alike": (
        "{name}{first_name}为{first}，{second_name}为{second}，基本无差距",
        "{first_name}和{second_name}{name}分别为{first}和{second}，基本无差距",
    ),
    "now": (
        "{name}{first_name}为{first}，{second_name}为{second}，相差{apart}",
        "{first_name}和{second_name}{name}分别为{first}和{second}，相差{apart}",
    ),
    "moved": (
        "{first_name}和{second_name}{name}分别为{first}和{second}，{pair}差距由{then_year}年的{then}{verb}到{apart}",
        "{name}{first_name}为{first}，{second_name}为{second}，{pair}差距{apart}，{then_year}年为{then}，有所{verb}",
    ),
    "places": (
        "{all}{level}中，{name}最高的是{high_name}（{high}），最低的是{low_name}（{low}），相差{apart}",
        "{name}在{all}{level}之间相差{apart}，{high_name}最高（{high}），{low_name}最低（{low}）",
    ),
}
PAIRS: Final[Mapping[str, tuple[str, str, str]]] = {"residence": ("城乡", "城市", "农村"), "sex": ("性别", "男童", "女童")}

POOLED: Final = 3
"""So many years of small numbers are taken together."""


class Voice:
    """Tells frames in turn: of each kind the next one, so that what is said twice in a row is said in two ways."""

    def __init__(self, model: ReportModel) -> None:
        self.model = model
        self._told: Counter[str] = Counter()

    def pick(self, kind: str, frames: Sequence[str]) -> str:
        """The next frame of a kind."""
        frame = frames[self._told[kind] % len(frames)]
        self._told[kind] += 1
        return frame

    def figures(self, row: Row) -> Figures:
        """The bound numbers of a row."""
        return Figures(row, self.model.region or self.model.place)

    # -------------------------------------------------------------------------------------------- one commitment

    def level(self, row: Row, *more: Row) -> Runs:
        """Where a commitment stands, how it has moved and what that means for its target, and for `more` targets of the same figure."""
        if row.reason in EVERY:
            return (*self._every(row), "。")
        if row.latest is None or row.latest.value is None or row.reason not in _MEANING:
            return bind(row.sentence, figures_in(row, self.model))
        small = _few(row, row.latest)
        moved = self._few(row, row.latest) if small else self._moved(row, row.latest)
        lead, means = ["。该指标" if small else "，"], self._means(row)
        grown = self._grown(row)
        others = [run for one in more for run in ("；" + self.pick("against", AGAINST).format(deadline=one.deadline), *self._means(one))]
        return joined([*moved, *grown, *lead, *means, *others, "。"])

    def _moved(self, row: Row, now: Measured) -> Runs:
        make = self.figures(row)
        then = next((one for one in reversed(row.series) if one.year < now.year and one.value is not None), None)
        kind = _kind(row, now, then)
        slots: dict[str, Run | Sequence[Run]] = {"year": str(now.year), "name": spoken(row), "now": (make.value(now), _mark(now))}
        if then is not None and kind != "only":
            up = (now.value or 0.0) > (then.value or 0.0)
            slots |= {"then_year": str(then.year), "then": make.value(then), "verb": _verb(row, up=up), "change": make.change(now, then)}
            slots |= {"more": "增加" if up else "减少", "grown": "增长" if up else "下降"}
            slots |= {"growth": make.growth(now, then)} if then.value else {}
        said = say(self.pick(kind, MOVES[kind]), **slots)
        lag = LAGGING if now.year < self.model.year else ""
        return joined([*said, *self._since(row, now, then), lag])

    def _since(self, row: Row, now: Measured, then: Measured | None) -> Runs:
        """The clause of the base year, where it is not the year that was just spoken of."""
        base = row.base
        if base is None or base.value is None or base.year == now.year or (then is not None and base.year >= then.year):
            return ()
        make = self.figures(row)
        if _rated(row) or _same(row, now, base):
            return say(SINCE_RATED, base_year=str(base.year), base=make.value(base))
        up = (now.value or 0.0) > base.value
        verb = ("增加" if up else "减少") if _counts(row) else _verb(row, up=up)
        return say(SINCE, base_year=str(base.year), verb=verb, change=make.change(now, base))

    def _few(self, row: Row, now: Measured) -> Runs:
        """Small numbers as counts, and the last years taken together."""
        counted, make = row.counted, self.figures(row)
        assert counted is not None
        slots: dict[str, Run | Sequence[Run]] = {"year": str(now.year), "part": counted.part, "whole": counted.whole}
        slots["now"] = make.value(now)
        slots |= {
            "event": counted.part.removesuffix("人数").removesuffix("数"),
            "events": make.counted(now.events or 0.0, counted.part_unit, "events", now.year),
            "exposure": make.counted(now.exposure or 0.0, counted.whole_unit, "exposure", now.year),
        }
        kind = "few" if now.events else "none"
        said = say(self.pick(kind, MOVES[kind]), **slots)
        years = [one for one in row.series if one.events is not None and one.exposure and now.year - POOLED < one.year <= now.year]
        if len(years) < POOLED:
            return said
        events, exposure = sum(one.events or 0.0 for one in years), sum(one.exposure or 0.0 for one in years)
        size = unit_of(row.unit)
        rate = events / exposure * (size.multiplier if size and size.multiplier else 1.0)
        first = years[0].year
        pooled = say(
            self.pick("pooled", MOVES["pooled"]),
            first=str(first),
            year=str(now.year),
            name=row.name,
            pooled=make.number(format_value(rate, row.unit), rate, "value", now.year, against=first, other="pooled"),
            part=counted.part,
            whole=counted.whole,
            events=make.number(
                format_value(events, counted.part_unit, decimals=0), events, "events", now.year, against=first, unit=counted.part_unit
            ),
            exposure=make.number(
                format_value(exposure, counted.whole_unit, decimals=0),
                exposure,
                "exposure",
                now.year,
                against=first,
                unit=counted.whole_unit,
            ),
        )
        return joined([*said, "。", *pooled])

    def _means(self, row: Row) -> Runs:
        """What the figure means for the target."""
        latest, make = row.latest, self.figures(row)
        assert latest is not None
        assert latest.value is not None
        reason = row.reason
        gap = _gap(row)
        if reason == "reached" and row.grown is None:
            up = row.better == "up" if row.comparator is None else row.comparator in (">=", ">")
            plain = gap is None or row.kind == "change" or not _shown(gap, row) or row.comparator in ("~", "=", "range", None)
            reason = "reached" if plain else "reached_up" if up else "reached_down"
        if reason in ("pace_kept", "pace_missed", "projection_short") and row.pace is None:
            return bind(row.sentence.rstrip("。"), figures_in(row, self.model))
        slots: dict[str, Run | Sequence[Run]] = {
            "quote": row.quote,
            "deadline": str(row.deadline or ""),
            "met_year": str(row.met_year or ""),
        }
        if gap is not None:
            slots["gap"] = make.apart(gap, "gap", latest.year)
        if row.pace is not None:
            slots |= {"pace": make.other(row.pace, "pace", latest.year), "beside": _beside(row, latest.value, row.pace)}
        reason = f"{reason}_otherwise" if ends_say_otherwise(row) and f"{reason}_otherwise" in MEANS else reason
        return say(self.pick(reason, MEANS[reason]), **slots)

    def _grown(self, row: Row) -> Runs:
        """By how much it grew in the year, where that is what is asked for."""
        if row.grown is None or row.latest is None:
            return ()
        grown = self.figures(row).apart(row.grown, "change", row.latest.year, other="grown")
        return ("，当年", "新增" if row.grown >= 0 else "减少", grown)

    def _every(self, row: Row) -> Runs:
        which = f"（{'、'.join(row.places_short[:5])}{'等' if len(row.places_short) > 5 else ''}）" if row.places_short else ""
        kind = "every_none" if row.reason == "every_short" and not row.places_met else row.reason
        return say(
            self.pick(kind, EVERY[kind]),
            name=row.name,
            quote=row.quote,
            met=count(row.places_met, "个地方", other=f"{row.commitment}:met"),
            short=count(len(row.places_short), "个", other=f"{row.commitment}:short"),
            silent=count(row.places_silent, "个地方", other=f"{row.commitment}:silent"),
            which=which,
        )

    # -------------------------------------------------------------------------------------------- beside it

    def ahead(self, row: Row) -> Runs:
        """What is foreseen for the deadline; empty where nothing is."""
        found = row.outlook
        if found is None:
            return ()
        middle = self.figures(row).other(found.middle, "value", found.deadline, other="foreseen")
        return (*say(self.pick("ahead", AHEAD), deadline=str(found.deadline), middle=middle, chance=chance_words(found.chance)), "。")

    def above(self, row: Row) -> Runs:
        """Beside the place above; empty where its figure is not known, and of small numbers."""
        if row.upper is None or row.latest is None or row.latest.value is None or row.upper.value.value is None or _few(row, row.latest):
            return ()
        make, apart = self.figures(row), row.latest.value - row.upper.value.value
        value = make.value(row.upper.value, place=row.upper.place)
        if not _shown(apart, row):
            return (*say("与{upper}平均水平（{value}）持平", upper=row.upper.name, value=value), "。")
        side = "高于" if apart > 0 else "低于"
        distance = make.apart(apart, "gap", row.latest.year, other=row.upper.place)
        return (*say(self.pick("above", ABOVE), side=side, upper=row.upper.name, apart=distance, value=value, name=spoken(row)), "。")

    def pair(self, row: Row, pair: Pair) -> Runs:
        """Town and country, boys and girls: both figures, and how far apart they are now and were."""
        word, first_name, second_name = PAIRS[pair.kind]
        make = self.figures(row)
        now = (pair.first.value or 0.0) - (pair.second.value or 0.0)
        slots: dict[str, Run | Sequence[Run]] = {"name": spoken(row), "pair": word, "first_name": first_name, "second_name": second_name}
        slots |= {"first": make.value(pair.first, group=first_name), "second": make.value(pair.second, group=second_name)}
        slots["apart"] = make.apart(now, "gap", pair.first.year, other=pair.kind)
        kind = "now" if _shown(now, row) else "alike"
        if kind == "now" and pair.first_then is not None and pair.second_then is not None:
            then = (pair.first_then.value or 0.0) - (pair.second_then.value or 0.0)
            moved = abs(now) - abs(then)
            if _shown(moved, row) and then * now > 0:
                kind = "moved"
                slots |= {"then_year": str(pair.first_then.year), "verb": "扩大" if moved > 0 else "缩小"}
                slots["then"] = make.apart(then, "gap", pair.first_then.year, other=pair.kind)
        return (*self._lagging(pair.first.year), *say(self.pick(f"pair:{kind}", BESIDE[kind]), **slots), "。")

    def _lagging(self, year: int) -> Runs:
        """The year, where it is not that of the report."""
        return () if year == self.model.year else (f"{year}年，",)

    def places(self, row: Row, level: str) -> Runs:
        """The highest and the lowest of the places below; empty with fewer than three figures."""
        known = [one for one in row.below if one.value is not None and one.value.value is not None]
        values = [one.value.value for one in known if one.value is not None and one.value.value is not None]
        if len(known) < 3 or not _shown(max(values) - min(values), row):
            return ()
        make = self.figures(row)
        high, low = known[values.index(max(values))], known[values.index(min(values))]
        assert high.value is not None
        assert low.value is not None
        return (
            *self._lagging(high.value.year),
            *say(
                self.pick("places", BESIDE["places"]),
                all=count(len(known), "个", other=f"{row.commitment}:places"),
                level=level,
                name=spoken(row),
                high_name=high.name,
                high=make.value(high.value, place=high.place),
                low_name=low.name,
                low=make.value(low.value, place=low.place),
                apart=make.apart(max(values) - min(values), "gap", high.value.year, other="places"),
            ),
            "。",
        )


_MEANING: Final = frozenset(key for key in MEANS if key not in ("reached_up", "reached_down") and not key.endswith("_otherwise"))


def spoken(row: Row) -> str:
    """The name as it is spoken of: of a norm the share that keeps it."""
    return f"{row.name}达到要求的比例" if row.kind == "norm" and row.unit == "%" and not row.name.endswith(("率", "比例")) else row.name


def _few(row: Row, now: Measured) -> bool:
    return row.counted is not None and told_as_count(Point(now.year, now.value, events=now.events, exposure=now.exposure))


def _mark(value: Measured) -> str:
    return MARKED.get(value.status, "")


def _rated(row: Row) -> bool:
    """Whether changes are told as shares of the earlier figure: rates per 10,000 and more."""
    found = unit_of(row.unit)
    return found is not None and found.kind == "rate" and (found.multiplier or 0) >= 10_000


def _counts(row: Row) -> bool:
    found = unit_of(row.unit)
    return found is None or found.kind in ("count", "money", "area", "length", "volume")


def _verb(row: Row, *, up: bool) -> str:
    return ("提高" if row.better == "up" else "上升") if up else "下降"


def _shown(difference: float, row: Row) -> bool:
    """Whether a difference is more than nothing as it is written."""
    return any(sign in "123456789" for sign in format_change(difference, row.unit).split("个")[0])


def _same(row: Row, now: Measured, then: Measured) -> bool:
    return not _shown((now.value or 0.0) - (then.value or 0.0), row)


def _kind(row: Row, now: Measured, then: Measured | None) -> str:
    """Which way of telling a movement fits."""
    if then is None or then.value is None:
        return "only"
    printed = format_value(now.value, row.unit) == format_value(then.value, row.unit)
    if _same(row, now, then) or printed:
        return "same" if printed and _same(row, now, then) else "about"
    if _rated(row):
        return "rated" if then.value else "from_none"
    if _counts(row):
        return "counted" if then.value and (now.value or 0.0) * then.value > 0 else "from_none"
    return "moved"


def _gap(row: Row) -> float | None:
    """How far what is judged is from the nearer end of the target."""
    value = row.judged_value
    if value is None or row.aim is None:
        return None
    return min((end - value for end in (row.aim, row.aim_high) if end is not None), key=abs)


def _beside(row: Row, value: float, pace: float) -> str:
    return "等于" if not _shown(value - pace, row) else "高于" if value > pace else "低于"


RIGHT: Final = frozenset({"direction_kept", "direction_right"})
WRONG: Final = frozenset({"direction_wrong", "direction_missed"})


def ends_say_otherwise(row: Row) -> bool:
    """Whether a trend moved from its base to the latest figure against what all years together say of it."""
    latest, first = row.latest, row.base
    if row.kind != "trend" or latest is None or first is None or latest.value is None or first.value is None or row.better is None:
        return False
    better = near(latest.value, first.value) or (latest.value > first.value) == (row.better == "up")
    return (not better and row.reason in RIGHT) or (better and row.reason in WRONG)
