"""The sentences of warnings, and why one ends: plain and official, in the unit of the figures, small numbers as counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from qingmiao.catalogue.model import Amendment
from qingmiao.catalogue.numbers import Lang, format_change, format_value
from qingmiao.plans.model import Commitment
from qingmiao.progress.forecasting.control import Beyond
from qingmiao.progress.known import few
from qingmiao.progress.model import Point, Verdict, Word
from qingmiao.progress.outlook import Outlook
from qingmiao.progress.outlook_words import ahead, told_as_count
from qingmiao.progress.reasons import chance, target_text
from qingmiao.progress.warning.ground import Ground
from qingmiao.progress.warning.widening import Extremes, Widened

Both = tuple[str, str]

MET: Final[Both] = ("已达到目标", "the target is met")
DUE: Final[Both] = ("期限已到，改按到期判定", "the deadline has come: it is judged as such")
NOT_DUE: Final[Both] = ("期限未到，或已有到期的数", "it is not due, or the figure of the deadline is there")
NO_FIGURES: Final[Both] = ("现有的数不足以推算", "the figures at hand are too few, or too old, to foresee anything from")
ALIKE: Final[Both] = ("与各地的差别已在偶然范围以内", "it differs from the other places by no more than chance")
NO_CHANCE: Final[Both] = (
    "这个指标的数是实有数，或说不出有多少出于偶然，不按偶然比较各地",
    "its figures are accounts of what there is, or nobody knows how much of them is chance: places are not compared by chance",
)
RECOVERED: Final[Both] = ("不再变差，或变差已在偶然范围以内", "it worsens no longer, or by no more than chance")
NO_WIDER: Final[Both] = ("差距不再扩大，或扩大已在偶然范围以内", "the gap widens no longer, or by no more than chance")
COMPARABLE: Final[Both] = ("基期与最新的数已可比较", "base and latest figure can be compared")
NORM_KEPT: Final[Both] = ("已符合标准，或进度正常", "the norm is kept, or on the way")

TOLD_AS_TURNED: Final[Both] = ("曾达到又转为未达标，改由“由好转差”说明", "kept once and lost again: it is told as turned round")

GROUPS: Final[Mapping[str, tuple[Both, Both, Both]]] = {
    "residence": (("城镇", "town"), ("农村", "country"), ("城乡差距", "the gap between town and country")),
    "sex": (("男", "boys and men"), ("女", "girls and women"), ("性别差距", "the gap between the sexes")),
}


def likely(share: float, lang: Lang) -> str:
    """Why a warning of what is hard to reach ends: the chance has grown."""
    return (
        f"达到目标的把握已升至{chance(share)}" if lang == "zh" else f"the chance of meeting the target has grown to {chance(share, 'en')}"
    )


def calm(year: int) -> Both:
    """Why a swing ends."""
    return f"{year}年的数在控制限以内", f"the figure of {year} lies within the control limits"


def heard(year: int | None) -> Both:
    """Why silence ends."""
    return f"已有{year or '可用'}年的数" if year else "已有可用的判定", f"there is a figure of {year}" if year else "it can be judged now"


def same_as(item: Commitment) -> Both:
    """Why a warning that repeats another ends."""
    return (
        f"与同一指标的另一项承诺“{item.name}”（{item.id}）的预警是同一事实，并入那一条",
        f"the warning on another promise of the same indicator, “{item.name}” ({item.id}), tells the same: it stands there",
    )


def hard(base: Ground, item: Commitment, outlook: Outlook, verdict: Verdict, lang: Lang) -> str:
    """三年来平均每年下降0.10个千分点，按此速度2030年约为5.80‰，达到“5‰以下”的把握约两成; the figures are those of the outlook on the page of the commitment."""
    point, target, name = outlook.latest, target_text(verdict, base.unit(item), lang), base.name(item, outlook.place)
    share, counts = chance(outlook.chance, lang), base.counts(item, point, lang) if told_as_count(point) else ""
    if counts:
        by_chance = base.grain(item) != "account"
        if lang == "zh":
            few_ = "，数量小，不据单年升降作判断" if by_chance else ""
            return f"{point.year}年{name}：{counts}{few_}；按多年情况推算，{outlook.deadline}年达到“{target}”的把握{share}"
        few_ = ", too few to judge a single year by" if by_chance else ""
        return f"{name} in {point.year}: {counts}{few_}; from all years, the chance of “{target}” in {outlook.deadline} is {share}"
    value, leads = base.value(item, point.value, lang), ahead(outlook, base.unit(item), lang)
    if lang == "zh":
        return f"{point.year}年{name}为{value}，{leads}，达到“{target}”的把握{share}"
    return f"{name} was {value} in {point.year}; {leads}; the chance of “{target}” is {share}"


def swing(base: Ground, item: Commitment, place: str, point: Point, beyond: Beyond, size: float, lang: Lang) -> str:
    """2025年婴儿死亡数9人（活产数1000人），按以前各年应为2人左右，超出偶然波动，请先核实."""
    name, chance_ = base.name(item, place), base.grain(item) == "chance"
    zh, en = ("超出偶然波动", "beyond chance") if chance_ else ("超出以往的起伏", "beyond the ups and downs of before")
    if few(point):
        counts, usual = base.counts(item, point, lang), f"{beyond.expected * (point.exposure or 0.0):.1f}"
        if lang == "zh":
            return f"{point.year}年{name}：{counts}，按以前各年推算约为{usual}，{zh}，请先核实数据"
        return f"{name} in {point.year}: {counts}; the years before lead to about {usual}: {en}, check the figures first"
    value, low, high = (base.value(item, number, lang) for number in (point.value, beyond.low * size, beyond.high * size))
    if lang == "zh":
        return f"{point.year}年{name}为{value}，按以前各年推算应在{low}～{high}之间，{zh}，请先核实数据"
    return f"{name} was {value} in {point.year}; the years before lead to {low} to {high}: {en}, check the figures first"


def apart(base: Ground, item: Commitment, place: str, point: Point, beyond: Beyond, size: float, places: int, lang: Lang) -> str:
    """2025年上云镇…为…，5个地方合计为…，差别超出偶然."""
    name, whole = base.name(item, place), base.value(item, beyond.expected * size, lang)
    said = base.counts(item, point, lang) if few(point) else base.value(item, point.value, lang)
    if lang == "zh":
        return f"{point.year}年{name}{'：' if few(point) else '为'}{said}，{places}个地方合计为{whole}，差于各地，且超出偶然"
    return f"{name} in {point.year}: {said}; all {places} places together {whole}: worse than the others, and beyond chance"


def turned(base: Ground, item: Commitment, recent: Sequence[Point], up: bool, lang: Lang) -> str:
    """Two years better, two years worse."""
    first, best, last = (base.value(item, recent[at].value, lang) for at in (0, 2, -1))
    years = recent[0].year, recent[2].year, recent[-1].year
    if lang == "zh":
        worse = "连续两年下降" if up else "连续两年上升"
        return f"{base.name(item, base.region)}由{years[0]}年的{first}好转到{years[1]}年的{best}后{worse}，{years[2]}年为{last}"
    return f"{base.name(item, base.region)} improved from {first} in {years[0]} to {best} in {years[1]} and has worsened for two years, to {last} in {years[2]}"


def gap(base: Ground, item: Commitment, pair: str, ends: Sequence[Point], since: int, distance: Mapping[int, float], lang: Lang) -> str:
    """2025年城镇和农村…分别为…和…，城乡差距由2020年的…扩大到…."""
    first, second, what = GROUPS[pair]
    unit, year = base.unit(item), ends[0].year
    values = [base.value(item, end.value, lang) for end in ends]
    before, now = (format_change(distance[when], unit, lang) for when in (since, year))
    if lang == "zh":
        return f"{year}年{first[0]}和{second[0]}{item.name}分别为{values[0]}和{values[1]}，{what[0]}由{since}年的{before}扩大到{now}"
    return f"{item.name} of {first[1]} and {second[1]} was {values[0]} and {values[1]} in {year}; {what[1]} has widened from {before} in {since} to {now}"


def as_printed(base: Ground, item: Commitment, distance: float) -> str:
    """A distance as the sentences have it."""
    return format_change(distance, base.unit(item), "zh")


def gap_of_places(base: Ground, item: Commitment, found: Widened, now: Extremes, places: int, lang: Lang) -> str:
    """2025年5个地方中，婴儿死亡率最好的甲镇为3.00‰，最差的乙镇为10.00‰，相差由2020年的1.00个千分点扩大到7.00个千分点."""
    unit = base.unit(item)
    best, worst = (f"{base.gazetteer[place].name}" for place in (now.best, now.worst))
    values = [_with_counts(base, item, point, lang) for point in now.ends]
    before, after = (format_change(found.distance[year], unit, lang) for year in (found.first, found.last))
    if lang == "zh":
        return (
            f"{found.last}年{places}个地方中，{item.name}最好的{best}为{values[0]}，最差的{worst}为{values[1]}，"
            f"最好与最差的差距由{found.first}年的{before}扩大到{after}"
        )
    return (
        f"Of {places} places in {found.last}, {item.name} was best in {best} ({values[0]}) and worst in {worst} ({values[1]}); "
        f"the gap between best and worst has widened from {before} in {found.first} to {after}"
    )


def _with_counts(base: Ground, item: Commitment, point: Point, lang: Lang) -> str:
    """A figure; of small numbers with what was counted."""
    value, counts = base.value(item, point.value, lang), base.counts(item, point, lang) if few(point) else ""
    return f"{value}{'，即' if lang == 'zh' else ', '}{counts}" if counts else value


def overdue(base: Ground, item: Commitment, lang: Lang) -> str:
    """The verdict's own sentence; of a step that nobody has reported, that it was due."""
    verdict = base.verdicts[item.id, base.region]
    if verdict.word is Word.NO_DATA and verdict.reason != "none_at_deadline":
        return (
            f"“{item.name}”期限为{item.deadline}年，期限已到，没有完成的报告"
            if lang == "zh"
            else f"“{item.name}” was due in {item.deadline}; nobody has reported it done"
        )
    return base.reason(item, base.region, lang)


def broken(item: Commitment, what: Amendment, since: int, lang: Lang) -> str:
    """The definition has changed between base and latest figure."""
    if lang == "zh":
        return f"“{item.name}”自{what.year}年起口径变动（{what.what}），与{since}年的基期不可直接比较，请补报可比的数或说明衔接办法"
    return f"the definition of “{item.name}” changed in {what.year} ({what.what}): it cannot be compared with the base of {since}; supply figures that can, or a bridge"


def norm(base: Ground, item: Commitment, place: str, point: Point, lang: Lang) -> str:
    """Of so many, how many do not keep the norm."""
    name = base.name(item, place)
    if point.events is not None and point.exposure is not None:
        short = point.exposure - point.events
        if lang == "zh":
            return f"{point.year}年“{name}”应符合的{point.exposure:.0f}个中，{point.events:.0f}个符合，{short:.0f}个不符合"
        return f"“{name}” in {point.year}: of {point.exposure:.0f} that should keep it, {point.events:.0f} do and {short:.0f} do not"
    value = format_value(point.value, base.unit(item), lang)
    return (
        f"{point.year}年“{name}”的符合比例为{value}，没有全部符合"
        if lang == "zh"
        else f"“{name}” in {point.year}: {value} keep it, not all"
    )
