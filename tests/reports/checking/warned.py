"""What a brief says of warnings: how many stand, which are the gravest, what is asked of whom until when. The warnings themselves are given."""

from __future__ import annotations

import re
from typing import Final

from tests.reports.checking.count_rules import LATE, report_year
from tests.reports.checking.engine import Match, Rule, State, rule
from tests.reports.checking.lexing import Topic, folded
from tests.reports.checking.paper import flat
from tests.reports.checking.period_rules import NAMES, listed
from tests.reports.checking.table_rules import Cell, said
from tests.reports.checking.truth import Commitment, Truth

LEVELS: Final = ("蓝色", "黄色", "红色")
TOLD: Final = 3
"""So many figures are told of in the text of a brief."""


def of(truth: Truth, one: Commitment) -> list[tuple[str, str, str, str]]:
    """The warnings of a commitment that stand."""
    return [warning for warning in truth.warnings if warning[0] == one.id]


def level(truth: Truth, one: Commitment) -> int:
    """The gravest level of its warnings; -1 where there is none."""
    return max((LEVELS.index(warning[1]) for warning in of(truth, one)), default=-1)


def gravest(truth: Truth) -> list[Commitment]:
    """What is behind: by level of its warning, by verdict, by how likely it is still met, then in the order of the document."""
    late = [one for one in truth.commitments if not one.task and one.word in LATE]
    return sorted(late, key=lambda one: (-level(truth, one), LATE.index(one.word), 1.0 if one.chance is None else one.chance, one.number))


def told(truth: Truth) -> list[Commitment]:
    """What the text tells of: the first figures, each with all its targets that are behind."""
    groups: dict[tuple[str, str], list[Commitment]] = {}
    for one in gravest(truth):
        plain = one.latest_year is not None and one.places_met is None
        groups.setdefault((one.indicator, one.names[0]) if plain else (one.id, ""), []).append(one)
    return [one for some in list(groups.values())[:TOLD] for one in some]


def first_due(truth: Truth, one: Commitment) -> str | None:
    """The first day by which something is due of a commitment."""
    return min((warning[3] for warning in of(truth, one)), default=None)


def in_words(day: str) -> str:
    """2025-06-09 as 2025年6月9日."""
    year, month, date = map(int, day.split("-"))
    return f"{year}年{month}月{date}日"


# Sentences


def standing(state: State, match: Match) -> None:
    """目前尚未销号的预警54项，其中红色1项、黄色43项和蓝色10项；已过办理期限的18项."""
    truth = state.truth
    late = {one.id for one in truth.commitments} & {warning[0] for warning in truth.warnings}
    every = [warning for warning in truth.warnings if warning[0] in late]
    state.check("count", match.need("n"), [f"{len(every)}项"], "warnings")
    passed = sum(warning[3] < truth.days[1] for warning in every)
    parts = {**dict(zip(("blue", "yellow", "red"), (sum(one[1] == name for one in every) for name in LEVELS), strict=True)), "past": passed}
    for name, right in parts.items():
        token = match.token(name)
        if token is not None:
            state.check("count", token, [f"{right}项"], f"warnings {name}")
        elif right:
            state.check_word("parts", name, False, None, f"{right} warnings")


def undone(state: State, match: Match) -> None:
    """到期未完成的有5项：甲、乙等."""
    listed(state, match, [one for one in state.truth.commitments if one.task and one.word in ("难以完成", "得而复失")], "tasks not done")


def asked(state: State, match: Match) -> None:
    """请县教育局于2025年6月30日前就“甲”“乙”…: who leads, and the first day that is still to come of all that is named."""
    truth = state.truth
    rows = [
        one
        for one in told(truth)
        if one.names[0] in {token.words.strip("“”").replace("‘", "“").replace("’", "”") for token in match.tokens("names", "I")}
    ]
    if match.token("u") is not None and str(match.need("u").meaning) not in {one.units[0] for one in rows if one.units}:
        state.check_word("unit", match.need("u").words, False, None, f"{[one.id for one in rows]}")
    days = [day for one in rows if (day := first_due(truth, one)) is not None]
    ahead = [day for day in days if day >= truth.days[1]]
    if match.token("d") is None:
        state.check_word("due", "尽快", bool(days) and len(ahead) < len(days), None, f"{days}")
    elif ahead and in_words(min(ahead)) == match.need("d").words:
        state.claim("due", match.need("d"))
    else:
        state.wrong(match.need("d"), f"due: {ahead}")


def others(state: State, match: Match) -> None:
    """其余63项指标的目标、…见附表."""
    right = len(gravest(state.truth)) - len(told(state.truth))
    state.check("count", match.need("n"), [f"{right}项"], "behind and not told of")


WARNED_RULES: Final[tuple[Rule, ...]] = (
    rule("judged in a year", r"(?P<y>Y)的进展逐项判定", report_year),
    rule(
        "warnings",
        r"尚未销号的预警(?P<n>Q)，其中(?:红色(?P<red>Q))?[、和]?(?:黄色(?P<yellow>Q))?[、和]?(?:蓝色(?P<blue>Q))?(?:；已过办理期限的(?P<past>Q))?",
        standing,
    ),
    rule("not done", r"到期未完成的有(?P<n>Q)：" + NAMES, undone),
    rule("asked of a unit", r"请(?P<u>U)(?:于(?P<d>D)前|尽快)就(?P<names>I+)", asked),
    rule("asked of a unit 2", r"就(?P<names>I+)，请(?P<u>U)(?:于(?P<d>D)前|尽快)", asked),
    rule("others", r"其余(?P<n>Q)指标的目标", others),
)

# The list of what is behind


def rank(state: State, _: str) -> None:
    """序号: the place in the list; that the gravest stand first, `columns` sees to."""
    said(state, str(state.spot.row_number), kind="number")


def warning(state: State, _: str) -> None:
    """预警: the gravest level, and the kinds."""
    words = re.sub(r"\s", "", state.spot.words)
    right = set()
    for one in state.commitments:
        mine = of(state.truth, one)
        right.add(LEVELS[level(state.truth, one)] + "、".join(dict.fromkeys(two[2] for two in mine)) if mine else "—")
    same = any(words[:2] == one[:2] and set(words[2:].split("、")) == set(one[2:].split("、")) for one in right)
    state.check_word("warning", words, same, None, f"{state.describe()} ({' or '.join(sorted(right))})")


def due(state: State, _: str) -> None:
    """办理期限."""
    said(state, *(in_words(day) for one in state.commitments if (day := first_due(state.truth, one))), kind="due")


COLUMNS: Final[tuple[tuple[str, Cell], ...]] = ((r"序号", rank), (r"预警", warning), (r"办理期限", due))


def columns(state: State) -> tuple[tuple[str, Cell], ...]:
    """The columns of the list of what is behind; its row is of the indicator that stands there by its gravity."""
    if "进度滞后指标清单" not in state.spot.table:
        return ()
    order = gravest(state.truth)
    number = state.spot.row_number - 1
    if 0 <= number < len(order):
        one = order[number]
        name = folded(next((words for head, words in state.spot.row if folded(flat(head)) == "指标"), ""))
        if name == folded(one.names[0]):
            state.topics = state.subject = (Topic(state.truth.indicators[one.indicator], (one,)),)
            state.year = one.latest_year or state.truth.year
        else:
            state.check_word("order", name, False, None, f"row {number + 1} is of {one.id}")
    return COLUMNS
