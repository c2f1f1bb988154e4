"""Two periods of one plan: the truth of the earlier one stands in `Truth.then`; what became better or worse, and the figures then and now."""

from __future__ import annotations

import re
from typing import Final

from tests.reports.checking import period
from tests.reports.checking.engine import Match, Rule, State, rule
from tests.reports.checking.lexing import Token, folded
from tests.reports.checking.paper import flat
from tests.reports.checking.period_columns import figures, movement
from tests.reports.checking.period_rules import NAMES, listed
from tests.reports.checking.table_rules import SHAPES, Cell, said
from tests.reports.checking.truth import JUDGED, VERDICTS, Commitment, Truth
from tests.reports.checking.value_rules import revised

ORDER: Final = ("已达标", "进展正常", "落后", "难以完成", "得而复失")
"""Best first; the others say nothing of better or worse."""

Both = tuple[Commitment, Commitment]


def both(truth: Truth) -> list[Both]:
    """Each indicator of both periods, then and now."""
    before = {one.id: one for one in truth.then.commitments if not one.task} if truth.then is not None else {}
    return [(before[one.id], one) for one in truth.commitments if not one.task and one.id in before]


def course(then: Commitment, now: Commitment) -> str:
    """Whether a verdict has got better."""
    if then.word == now.word:
        return "same"
    if then.word not in ORDER or now.word not in ORDER:
        return "open"
    return "better" if ORDER.index(now.word) < ORDER.index(then.word) else "worse"


def state_of(truth: Truth, then: Commitment, now: Commitment) -> str:
    """Whether the figures of two periods can be held against each other, and why not."""
    assert truth.then is not None
    first, last = then.latest_year, now.latest_year
    if first is None or last is None:
        return "missing"
    old, new = truth.then.indicators[then.indicator], truth.indicators[now.indicator]
    if (old.unit, old.wordings[1:]) != (new.unit, new.wordings[1:]):
        return "redefined"
    if first >= last:
        return "no new"
    return "compared" if period.value_of(truth, now, first) is not None else "broken"


def compared(truth: Truth) -> list[Both]:
    """What can be held against each other."""
    return [pair for pair in both(truth) if state_of(truth, *pair) == "compared"]


def went(truth: Truth, then: Commitment, now: Commitment) -> bool | None:
    """Whether a figure moved as wished; None where it did not move, small numbers moved it, or nobody says which way is better."""
    before, after = (period.value_of(truth, now, year) for year in (then.latest_year, now.latest_year))
    if (
        before is None
        or after is None
        or not now.better
        or any(period.small(truth, now, year) for year in (then.latest_year, now.latest_year))
    ):
        return None
    if abs(before - after) <= 1e-9 * max(1.0, abs(before), abs(after)):
        return None
    return (after > before) is (now.better == "up")


def is_revised(truth: Truth, then: Commitment, now: Commitment) -> bool:
    """Whether the earlier figure is another one now."""
    assert truth.then is not None
    told, known = period.value_of(truth.then, then, then.latest_year), period.value_of(truth, now, then.latest_year)
    return told is not None and known is not None and abs(told - known) > 1e-9 * max(1.0, abs(told), abs(known))


def _periods(state: State, *tokens: tuple[Token | None, bool]) -> None:
    """Whether years are those of the two periods: False the earlier one, True this one."""
    for token, now in tokens:
        right = state.truth.year if now else state.truth.then.year if state.truth.then is not None else None
        if token is not None and state.year_of(token) == right:
            state.claim("period", token)
        elif token is not None:
            state.wrong(token, f"the {'later' if now else 'earlier'} period is {right}")


# Sentences


def two_periods(state: State, match: Match) -> None:
    """2022年与2024年实施情况比较; 把2022年的判定（依据…数据）与2024年的判定; 行为2022年的判定，列为2024年的判定."""
    if match.token("d") is not None and state.truth.then is not None:
        for name, truth in (("d", state.truth.then), ("e", state.truth)):
            day = match.need(name)
            iso = "-".join(f"{int(one):02d}" for one in re.findall(r"\d+", day.words))
            if iso == truth.days[0]:
                state.claim("day", day)
            else:
                state.wrong(day, f"day: {truth.days[0]}")
    _periods(state, (match.token("z"), False), (match.token("y"), True))


def courses(state: State, match: Match) -> None:
    """两期都有的指标129项，判定好转的1项、转差的38项、没有变化的80项和有一期不能判定好坏的10项."""
    pairs = both(state.truth)
    state.check("count", match.need("n"), [f"{len(pairs)}项"], "both periods")
    for name in ("better", "worse", "same", "open"):
        right, token = sum(course(*pair) == name for pair in pairs), match.token(name)
        if token is not None:
            state.check("count", token, [f"{right}项"], name)
        elif right:
            state.check_word("parts", name, False, None, f"{right} of them")


def rates(state: State, match: Match) -> None:
    """2024年达标率为25.6%，2022年为25.0%，提高0.6个百分点（分母为各期可判定的指标）."""
    pairs, shares = both(state.truth), []
    for name, index in (("q", 1), ("p", 0)):
        judged = [pair[index] for pair in pairs if pair[index].word in JUDGED]
        shares.append(sum(one.word == "已达标" for one in judged) / len(judged) * 100 if judged else 0.0)
        state.check("share", match.need(name), [state.truth.written(shares[-1], 1) + "%"], "rate of targets met")
    _periods(state, (match.token("z"), False), (match.token("y"), True))
    moved = shares[0] - shares[1]
    if match.token("d") is not None:
        state.check("change", match.need("d"), [f"{state.truth.written(abs(moved), 1)}个百分点"], "rate of targets met")
        state.direction(match.text("w"), moved, of="rate of targets met")
    else:
        state.check_word("no change", "两期相同", moved == 0, None, "rate of targets met")


def turned(state: State, match: Match) -> None:
    """由落后转为进展正常的指标有1项：甲."""
    words = match.need("a").words, match.need("b").words
    listed(state, match, [now for then, now in both(state.truth) if (then.word, now.word) == words], f"from {words[0]} to {words[1]}")


def moved_as_wished(state: State, match: Match) -> None:
    """数值可以对照的指标127项，朝期望方向变化的72项，朝相反方向变化的40项."""
    pairs = compared(state.truth)
    ways = [went(state.truth, *pair) for pair in pairs]
    for name, right in (("n", len(pairs)), ("better", ways.count(True)), ("worse", ways.count(False))):
        state.check("count", match.need(name), [f"{right}项"], f"compared {name}")


WHY: Final = {
    "口径在两期之间变动，前后不可比": "broken",
    "指标的计算方法或单位在两期之间改变，前后不可比": "redefined",
    "后期没有比前期更新的数据": "no new",
    "有一期没有数据": "missing",
}


def not_compared(state: State, match: Match) -> None:
    """口径在两期之间变动，前后不可比的指标有1项：甲; 目标有调整的指标有1项：甲; 后期新增的指标有1项：甲."""
    truth, why = state.truth, match.text("why").replace("V", "无数据")
    assert truth.then is not None
    known = {one.id for one in truth.then.commitments}, {one.id for one in truth.commitments}
    if why in WHY:
        right = [now for then, now in both(truth) if state_of(truth, then, now) == WHY[why]]
    elif why.startswith("目标"):
        right = [now for then, now in both(truth) if (then.targets, then.deadline) != (now.targets, now.deadline)]
    elif why.startswith("后期新增"):
        right = [one for one in truth.commitments if not one.task and one.id not in known[0]]
    else:
        right = [one for one in truth.then.commitments if not one.task and one.id not in known[1]]
    listed(state, match, right, why)


def was_revised(state: State, match: Match) -> None:
    """系统管理率2022年的数由82.00%修订为82.50%: as it was told then, and as it is known now."""
    truth, year, old, new = state.truth, match.need("y"), match.token("a") or match.token("c"), match.need("b")
    if truth.then is None:
        revised(state, match)
        return
    topics = match.need("i").meaning
    pairs = [
        (topic, then, now)
        for topic in topics  # type: ignore[attr-defined]
        for then, now in both(truth)
        if now in topic.commitments and is_revised(truth, then, now)
    ]
    if state.year_of(year) in {then.latest_year for _, then, _ in pairs}:
        state.claim("year", year)
    else:
        state.wrong(year, f"revised: {[(then.id, then.latest_year) for _, then, _ in pairs]}")
    if old is not None:
        told = [state.written(topic, period.value_of(truth.then, then, then.latest_year)) for topic, then, _ in pairs]
        state.check("told then", old, told, "the earlier report")
    known = [state.written(topic, period.value_of(truth, now, then.latest_year)) for topic, then, now in pairs]
    state.check("known now", new, known, "the later report")


LIST_OF: Final = r"的?指标(?:有|共)(?P<n>Q)：" + NAMES

COMPARING_RULES: Final[tuple[Rule, ...]] = (
    rule("title of two periods", r"(?P<z>Y)与(?P<y>Y)(?=实施情况比较)", two_periods),
    rule(
        "two periods", r"把(?P<z>Y)的判定（依据K?(?:（(?P<d>D)）)?的?数据）与(?P<y>Y)的判定（依据K?(?:（(?P<e>D)）)?的?数据）", two_periods
    ),
    rule("rows and columns", r"行为(?P<z>Y)的判定，列为(?P<y>Y)的判定", two_periods),
    rule(
        "courses",
        r"两期都有的指标(?P<n>Q)，判定(?:好转的(?P<better>Q))?[、和]?(?:转差的(?P<worse>Q))?[、和]?(?:没有变化的(?P<same>Q))?[、和]?"
        r"(?:有一期不能判定好坏的(?P<open>Q))?",
        courses,
    ),
    rule("rates of two periods", r"(?P<y>Y)达标率为(?P<q>Q)，(?P<z>Y)为(?P<p>Q)，(?:两期相同|(?P<w>{dir})(?P<d>Q))(?=（分母)", rates),
    rule("turned", r"由(?P<a>V)转为(?P<b>V)" + LIST_OF, turned),
    rule("moved as wished", r"数值可以对照的指标(?P<n>Q)，朝期望方向变化的(?P<better>Q)，朝相反方向变化的(?P<worse>Q)", moved_as_wished),
    rule("not compared", r"(?P<why>" + "|".join(map(re.escape, WHY)) + "|目标有调整|后期新增|后期不再有)" + LIST_OF, not_compared),
    rule("revised since", r"(?P<i>I)(?P<y>Y)的数(?:由(?P<a>Q)|原为(?P<c>Q)，现|有修订，修约后仍)(?:修订)?为(?P<b>Q)", was_revised),
)

# Tables and the picture


def then_of(state: State) -> list[Both]:
    """The pairs of the row."""
    return [(then, now) for then, now in both(state.truth) if now in state.commitments]


def earlier(state: State, _: str) -> None:
    """前期（年份）: the earlier figure as it is known now."""
    said(state, *(text for then, now in then_of(state) for text in figures(state, now, then.latest_year)), kind="value")


def later(state: State, _: str) -> None:
    """后期（年份）."""
    said(state, *(text for _, now in then_of(state) for text in figures(state, now, now.latest_year)), kind="value")


def moved(state: State, _: str) -> None:
    """变化 between the periods."""
    said(state, *(text for then, now in then_of(state) for text in movement(state, now, then.latest_year, now.latest_year)), kind="change")


def verdict_of(state: State, which: str) -> None:
    """前期判定, 后期判定."""
    words = folded(flat(state.spot.words)).strip(SHAPES)
    right = {(then if which == "前期" else now).word for then, now in then_of(state)}
    state.check_word("verdict", words, words in right, None, f"{state.describe()} ({' or '.join(right)})")


def crossed(state: State, word: str) -> None:
    """A cell of the table of verdicts: the row is of the earlier period, the column of the later."""
    head, row = state.spot.row[0]
    first = folded(flat(row)).strip(SHAPES)
    pairs = both(state.truth)
    right = sum(first in (then.word, "合计") and word in (now.word, "合计") for then, now in pairs)
    said(state, str(right), kind="count")
    assert state.truth.then is not None
    if folded(flat(head)) != f"{state.truth.then.year}年＼{state.truth.year}年":
        state.wrong(Token("Q", head, 0), f"periods: {state.truth.then.year}, {state.truth.year}")


def row_of(state: State, _: str) -> None:
    """The first cell of such a row: a verdict of the earlier period, or the sum."""
    words = folded(flat(state.spot.words)).strip(SHAPES)
    known = {then.word for then, _ in both(state.truth)} | {"合计"}
    state.check_word("verdict", words, words in known, None, "the earlier period")


COLUMNS: Final[tuple[tuple[str, Cell], ...]] = (
    (r"前期（年份）", earlier),
    (r"后期（年份）", later),
    (r"变化", moved),
    (r"(前期|后期)判定", verdict_of),
)
MATRIX: Final[tuple[tuple[str, Cell], ...]] = ((rf"({'|'.join(VERDICTS)}|合计)", crossed), (r"\d{4}年＼\d{4}年", row_of))


def columns(state: State) -> tuple[tuple[str, Cell], ...]:
    """The columns of a table in a comparison; none in other reports."""
    if state.truth.then is None:
        return ()
    return (*(MATRIX if "＼" in state.spot.row[0][0] else ()), *COLUMNS)


def bar(truth: Truth, label: str) -> list[Commitment] | None:
    """What a bar of the picture counts: one of the two periods; None for another label."""
    if truth.then is None or label not in (f"{truth.then.year}年", f"{truth.year}年"):
        return None
    return [pair[label == f"{truth.year}年"] for pair in both(truth)]
