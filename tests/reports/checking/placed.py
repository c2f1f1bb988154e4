"""What the profile of a place says: its sums beside its region, its worst indicators and their ranks, who reports on it."""

from __future__ import annotations

import re
from typing import Final

from tests.reports.checking.count_rules import LATE, SILENT, report_year
from tests.reports.checking.engine import Match, Rule, State, rule
from tests.reports.checking.lexing import Topic, folded
from tests.reports.checking.paper import flat
from tests.reports.checking.period_rules import NAMES, listed
from tests.reports.checking.table_rules import Cell, said
from tests.reports.checking.truth import JUDGED, Commitment, Truth

WORST: Final = (*LATE, "进展正常", "已达标")
SHOWN: Final = 6
AREAS: Final = 4
REPORTERS: Final = 4


def figure(one: Commitment) -> tuple[str, str]:
    """What stands together as several targets of one figure."""
    return (one.indicator, one.names[0]) if one.latest_year is not None and one.places_met is None else (one.id, "")


def worst(truth: Truth) -> list[Commitment]:
    """The indicators with a verdict, worst first: by verdict, by rank as far as it is known, in the order of the document; one a figure."""

    def order(one: Commitment) -> tuple[float, ...]:
        rank = truth.ranks.get(one.id)
        return WORST.index(one.word), -rank[0] / rank[2] if rank else 0.0, one.number

    rows = sorted((one for one in truth.commitments if not one.task and one.word in WORST), key=order)
    firsts: dict[tuple[str, str], Commitment] = {}
    for one in rows:
        firsts.setdefault(figure(one), one)
    return list(firsts.values())


def late_by_area(truth: Truth) -> dict[str, int]:
    """How many of each area are behind."""
    areas = dict.fromkeys(one.area for one in truth.commitments if not one.task)
    return {area: sum(one.area == area and one.word in LATE and not one.task for one in truth.commitments) for area in areas}


# Sentences


def of_place(state: State, match: Match) -> None:
    """2024年，云东镇的43项…: the report's year and place."""
    report_year(state, match)
    state.check_word("place", match.need("p").words, match.need("p").meaning == state.truth.place, None, "the report's place")


def rates(state: State, match: Match) -> None:
    """达标率为41.9%，同样这些指标全县为40.5%: over the commitments of the place."""
    truth = state.truth
    region = [truth.region_words[one.id] for one in truth.commitments if one.id in truth.region_words]
    for name, words in (("a", [one.word for one in truth.commitments if not one.task]), ("b", region)):
        judged = [word for word in words if word in JUDGED]
        right = truth.written(judged.count("已达标") / len(judged) * 100, 1) + "%" if judged else ""
        state.check("share", match.need(name), [right], f"rate of targets met {name}")


def areas_behind(state: State, match: Match) -> None:
    """需要重点关注的指标较多的领域是甲8项、乙5项和丙4项: the first few, most first."""
    counts = late_by_area(state.truth)
    found = list(zip(match.tokens("list", "A"), match.tokens("list", "Q"), strict=True))
    for area, number in found:
        state.check("count", number, [f"{counts.get(str(area.meaning), 0)}项"], f"late {area.words}")
    right = sorted((count for count in counts.values() if count), reverse=True)[:AREAS]
    if [float(number.number) for _, number in found] != right:
        state.check_word("areas", match.found.group(), False, None, f"{counts}")


def areas_well(state: State, match: Match) -> None:
    """甲、乙没有需要重点关注的指标: of which something was judged, and nothing is behind."""
    judged = {one.area for one in state.truth.commitments if not one.task and one.word in JUDGED}
    right = {area for area, count in late_by_area(state.truth).items() if not count and area in judged}
    said_of = {str(token.meaning) for token in match.tokens("list", "A")}
    state.check_word("areas", match.found.group(), said_of == right, None, f"{sorted(right)}")


def shown(state: State, match: Match) -> None:
    """有数的指标（…）共43项，其中最差的6项列在表1."""
    every = len(worst(state.truth))
    state.check("count", match.need("n"), [f"{every}项"], "with figures")
    if match.token("m") is not None:
        state.check("count", match.need("m"), [f"{min(every, SHOWN)}项"], "in the table")


def reporters(state: State, match: Match) -> None:
    """本地数据应由下列部门报送：甲（34项）、乙（26项），另有5个部门."""
    every = state.truth.reporters
    for token, (name, count) in zip(match.tokens("list", "Q"), every[:REPORTERS], strict=False):
        state.check("count", token, [f"{count}项"], name)
        words = state.sentence.words if state.sentence else ""
        if f"{folded(name)}（{token.words}）" not in words:
            state.check_word("reporter", token.words, False, None, name)
    more = match.token("m")
    if more is not None:
        state.check("count", more, [f"{len(every) - REPORTERS}个"], "reporters")


def silent(state: State, match: Match) -> None:
    """没有数据或无法判断的指标有2项：甲、乙."""
    listed(state, match, [one for one in state.truth.commitments if not one.task and one.word in SILENT], "without data")


PLACED_RULES: Final[tuple[Rule, ...]] = (
    rule("of a place", r"(?P<y>Y)，(?P<p>P)的(?=Q(?:可判定)?指标)", of_place),
    rule("rates of place and region", r"达标率为(?P<a>Q)，同样这些指标P为(?P<b>Q)", rates),
    rule("areas behind", r"需要重点关注的指标较多的领域是(?P<list>AQ(?:、AQ)*(?:和AQ)?)", areas_behind),
    rule("areas well", r"(?P<list>A(?:、A)*)没有需要重点关注的指标", areas_well),
    rule("shown", r"有数的指标（[^（）]*）共(?P<n>Q)，(?:其中最差的(?P<m>Q))?列在", shown),
    rule("reporters", r"应由下列部门报送：(?P<list>[^。，]*)(?:，另有(?P<m>Q)部门)?", reporters),
    rule("silent", r"没有数据或V的指标有(?P<n>Q)：" + NAMES, silent),
)

# The table


def above(state: State, _: str) -> None:
    """上级同年: the value of the place above in the year of the latest."""
    pairs = [(topic, one) for topic in state.topics for one in topic.commitments]
    said(
        state,
        *(state.written(topic, state.truth.value(one.indicator, state.truth.upper, one.latest_year)) for topic, one in pairs),
        kind="value above",
    )


def rank(state: State, _: str) -> None:
    """同级名次（共几个）: from 10 to 11 of 12; the plain rank lies within, and so many have a value."""
    truth = state.truth
    right = []
    for one in state.commitments:
        found = truth.ranks.get(one.id)
        if found is None:
            continue
        first, last, among = found
        beside = [two for place in truth.beside if (two := truth.figure(one.indicator, place, one.latest_year)) is not None]
        own = truth.figure(one.indicator, truth.place, one.latest_year)
        mine = own.value if own is not None else None
        fits = False
        for some in ([two for two in beside if two.events is not None], beside):  # where chance may play, those with counts; else all
            values = [two.value for two in some if two.value is not None]
            plain = 0 if mine is None else 1 + sum(value > mine if one.better != "down" else value < mine for value in values)
            fits = fits or (len(values) == among and first <= plain <= last)
        if not fits:
            state.check_word(
                "rank", f"{first}—{last}（{among}）", False, None, f"{one.id}: the plain rank lies outside, or others are ranked"
            )
        right.append("分不出" if (first, last) == (1, among) else f"{first}{f'—{last}' if last != first else ''}（{among}）")
    said(state, *right, kind="rank")


COLUMNS: Final[tuple[tuple[str, Cell], ...]] = ((r"(.{1,5})同年", above), (r"同级名次（共几个）", rank))


def columns(state: State) -> tuple[tuple[str, Cell], ...]:
    """The columns of the table of the worst; its row is of the indicator that stands there."""
    if "主要指标表" not in state.spot.table:
        return ()
    order, number = worst(state.truth), state.spot.row_number - 1
    name = folded(next((words for head, words in state.spot.row if folded(flat(head)) == "指标"), ""))
    if 0 <= number < min(len(order), SHOWN):
        one = order[number]
        if name == folded(one.names[0]):
            state.topics = state.subject = (Topic(state.truth.indicators[one.indicator], (one,)),)
            state.year = one.latest_year or state.truth.year
        else:
            state.check_word("order", re.sub(r"\s", "", name), False, None, f"row {number + 1} is of {one.id}")
    return COLUMNS
