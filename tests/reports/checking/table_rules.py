"""Numbers in tables: the head of the column says what a cell is, the row says of which indicator, place or area."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from tests.reports.checking import target_rules
from tests.reports.checking.engine import Claim, State
from tests.reports.checking.lexing import GROUPS, Token, folded, sentence
from tests.reports.checking.paper import flat
from tests.reports.checking.truth import JUDGED, VERDICTS, Commitment

EMPTY: Final = ("—", "…", "N", "/", "无", "待明确")
SHAPES: Final = "●▲◆■✕◐○?？"
MARKS: Final = r"[pera*]*"

Cell = Callable[[State, str], None]


def read_cell(state: State, columns: Callable[[State], Sequence[tuple[str, Cell]]]) -> bool:
    """Read one cell by the head of its column; False where the head says nothing of it and the words are to be read as sentences."""
    spot = state.spot
    head, words = folded(flat(spot.column)).strip(SHAPES), folded(flat(spot.words))
    set_row(state)
    state.sentence = sentence(words, state.names)
    if words in EMPTY:
        _empty(state, head, words)
        return True
    for pattern, read in columns(state):
        found = re.fullmatch(pattern, head)
        if found:
            read(state, *(found.groups() or ("",)))
            return True
    return False


def set_row(state: State) -> None:
    """What the row is of: number, indicator, place, area, year."""
    truth, cells = state.truth, {folded(flat(head)).strip(SHAPES): folded(flat(words)) for head, words in state.spot.row}
    state.place, state.group, state.year, state.span, state.area = truth.place, "", truth.year, None, ""
    named = next((words for head, words in cells.items() if re.fullmatch(r"指标(?:名称)?|事项|名称|承诺|项目", head)), "")
    topics = state.names.topics.get(re.sub(r"^\d+[、．.]", "", named), ())
    if not topics:
        topics = state.names.topics.get(
            next((name for name in sorted(state.names.topics, key=len, reverse=True) if name in folded(state.spot.table)), ""), ()
        )
    state.topics = topics
    number = next((words for head, words in cells.items() if head in ("序号", "总表序号", "编号")), "")
    mine = tuple(one for one in state.commitments if str(one.number) == number)
    if mine and state.topics:
        state.topics = tuple(
            type(topic)(topic.indicator, kept) for topic in topics if (kept := tuple(one for one in mine if one in topic.commitments))
        )
    state.subject = state.topics
    place = next(
        (words for head, words in cells.items() if re.fullmatch(r"地区|地方|县|县（市、区）|乡镇|乡镇（街道）|单位名称", head)), ""
    )
    found = state.names.others.get(place)
    state.place = str(found[1]) if found and found[0] == "P" else state.place
    area = next((words for head, words in cells.items() if head == "领域"), "")
    state.area = area if area in {folded(one.area) for one in truth.commitments} else ""
    year = next((words for head, words in cells.items() if head in ("年份", "最新年份", "数据年份")), "")
    state.year = int(year) if re.fullmatch(r"\d{4}", year) else _year_in(cells) or _latest(state) or truth.year


def _year_in(cells: dict[str, str]) -> int | None:
    latest = next((words for head, words in cells.items() if re.fullmatch(r"(?:最新值?|本年值?|期末|本地|后期)（年份）", head)), "")
    found = re.search(r"（(\d{4})年?）", latest)
    return int(found.group(1)) if found else None


def _latest(state: State) -> int | None:
    return next((one.latest_year for one in state.commitments if one.latest_year), None)


def _whole(state: State) -> Token:
    """The whole cell as one mark."""
    words = state.sentence.words if state.sentence else ""
    found = state.names.numbers.match(words)
    for token in state.sentence.tokens if state.sentence else ():
        token.claimed = True
    return Token("Q", words, 0, None, found.group(1) if found else "", (found.group(2) or "") if found else "")


def _empty(state: State, head: str, words: str) -> None:
    """A cell without a value: there must be none."""
    found = re.fullmatch(r"(\d{4})年(?:值)?", head)
    year = int(found.group(1)) if found else None
    if year and words == "—" and any(state.value(topic, year) is not None for topic in state.topics) and "比" not in head:
        state.wrong(Token("Q", words, 0), f"empty, though there is a value: {state.describe(None, year)}")


def said(state: State, *right: str, kind: str = "cell") -> None:
    """Whether the whole cell says one of the right things; marks of origin do not count."""
    token = _whole(state)
    plain = re.sub(MARKS + "$", "", token.words)
    if any(one and plain == folded(one) for one in right):
        state.claims.append(Claim(kind, token.words, state.describe()))
    else:
        state.wrong(token, f"{kind}: {state.describe()} is {' or '.join(filter(None, right)) or 'not known'}")


def _values(state: State, year: int | None = None, *, place: str = "", group: str | None = None) -> list[str]:
    found = [state.written(topic, state.value(topic, year, place=place, group=group)) for topic in state.topics]
    heads = {folded(flat(head)) for head, _ in state.spot.row}
    if heads & {"单位", "计量单位"}:
        found += [re.sub(r"[^\d.]+.*$", "", one) for one in found]
    return found


def number(state: State, _: str) -> None:
    said(state, *(str(one.number) for one in state.commitments), kind="number")


def latest(state: State, _: str) -> None:
    """The latest value, with its year where the cell holds it."""
    words = state.sentence.words if state.sentence else ""
    if words.endswith("）"):
        said(state, *(f"{one}{mark}（{state.year}）" for one in _values(state) for mark in ("", "p", "e", "*", "p*", "e*")), kind="value")
    else:
        said(state, *_values(state), kind="value")
    _is_latest(state)


def _is_latest(state: State) -> None:
    """That the year of the latest value is the latest."""
    ought = {one.latest_year for one in state.commitments if one.latest_year}
    if ought and state.year not in ought:
        state.wrong(Token("Y", str(state.year), 0), f"the latest year is {ought}")


def before(state: State, _: str) -> None:
    """The value of the year before the latest."""
    year = state.year - 1
    words = state.sentence.words if state.sentence else ""
    marks = ("", "p", "e", "*")
    said(
        state,
        *(f"{one}{mark}（{year}）" if words.endswith("）") else one + mark for one in _values(state, year) if one for mark in marks),
        kind="value",
    )


def whole(state: State, _: str) -> None:
    """The value of everybody beside those of two groups."""
    said(state, *_values(state), kind="value")


def _pair(state: State) -> tuple[str, str]:
    """The two groups that a row names."""
    named = next((words for head, words in state.spot.row if folded(flat(head)) == "分组"), "")
    first, _, second = named.partition("、")
    return GROUPS.get(first, ""), GROUPS.get(second, "")


def one_of_pair(state: State, which: str) -> None:
    said(state, *_values(state, group=_pair(state)[which == "后者"]), kind="value")


def apart(state: State, _: str) -> None:
    """The first group less the second."""
    values = [(topic, *(state.value(topic, group=group) for group in _pair(state))) for topic in state.topics]
    said(
        state,
        *(text for topic, one, other in values if one is not None and other is not None for text in state.change(topic, one - other)),
        kind="gap",
    )


def judged_there(state: State, word: str) -> None:
    """How many of the indicators that are judged at a place bear a verdict, or all."""
    found = [one for (_, place), one in state.truth.below_words.items() if place == state.place]
    right = len(found) if word not in VERDICTS else sum(one == word for one in found)
    said(state, str(right), kind="count")


def base(state: State, _: str) -> None:
    years = {one.base_year for one in state.commitments if one.base_year}
    dated = [(value, year) for year in years for value in _values(state, year)]
    words = state.sentence.words if state.sentence else ""
    marks = ("", "p", "e", "*")
    right = (
        [f"{value}{mark}（{year}）" for value, year in dated if value for mark in marks]
        if words.endswith("）")
        else [value for value, _ in dated]
    )
    said(state, *right, kind="base")


def in_year(state: State, year: str) -> None:
    said(state, *_values(state, int(year)), kind="value")


def year_of_latest(state: State, _: str) -> None:
    said(state, *(str(one.latest_year) for one in state.commitments if one.latest_year), kind="year")


def target(state: State, _: str) -> None:
    """The target in the plan's words, and the deadline in brackets."""
    right = [folded(flat(text)) for one in state.commitments for text in one.targets]
    dated = [f"{folded(flat(text))}（{one.deadline}）" for one in state.commitments for text in one.targets if one.deadline]
    said(state, *right, *dated, *(one.replace("）", "年）") for one in dated), kind="target")


def deadline(state: State, _: str) -> None:
    said(state, *(f"{one.deadline}{sign}" for one in state.commitments if one.deadline for sign in ("", "年")), kind="deadline")


def gap(state: State, _: str) -> None:
    """The distance to the target, or how many places are short of it."""
    found = re.fullmatch(r"(\d+)个地方未达到", state.sentence.words if state.sentence else "")
    if found:
        short = [
            sum(state.truth.below_words.get((one.id, place), "") not in ("已达标", "无数据", "") for place in state.truth.below)
            for one in state.commitments
        ]
        said(state, *(f"{one}个地方未达到" for one in short), kind="places")
        return
    apart = [(topic, target_rules._apart(state, one)) for topic in state.topics for one in topic.commitments]
    said(state, *(text for topic, one in apart for text in state.change(topic, one)), kind="gap")


def change(state: State, against: str) -> None:
    """A change with its sign: 1.20, -0.30, 提高1.20个百分点."""
    base_years = [one.base_year for one in state.commitments if one.base_year]
    then = int(against[:4]) if against[:1].isdigit() else state.year - 1 if against == "上年" else next(iter(base_years), None)
    right: list[str] = []
    for topic in state.topics:
        now, before = state.value(topic), state.value(topic, then if then is not None else -1)
        if now is None or before is None:
            continue
        digits = state.truth.written(abs(now - before), topic.indicator.decimals)
        signs = ("-", "−", "降", "下降", "降低", "减少") if now < before else ("", "+", "升", "提高", "上升", "增加")
        amounts = (digits, *state.change(topic, now - before), *state.growth(topic, now, before))
        right += [sign + amount for sign in signs for amount in amounts]
        right += ["持平"] if not float(digits) else []
    said(state, *right, kind="change")


def completeness(state: State, _: str) -> None:
    found = [state.figure(topic) for topic in state.topics]
    said(state, *(f"{one.reporting}/{one.expected}" for one in found if one is not None and one.expected is not None), kind="completeness")


def verdict(state: State, _: str) -> None:
    words = (state.sentence.words if state.sentence else "").strip(SHAPES)
    place = state.place
    right = {one.word if place == state.truth.place else state.truth.below_words.get((one.id, place), "") for one in state.commitments}
    if not state.commitments:
        return
    state.check_word("verdict", words, words in right, None, f"{state.describe()} ({' or '.join(right)})")


def group_value(state: State, word: str) -> None:
    said(state, *_values(state, group=GROUPS.get(word) or GROUPS[word + ("村" if word == "农" else "童")]), kind="value")


def upper(state: State, word: str) -> None:
    place = state.truth.upper if word == "上级" else next((key for key, names in state.truth.places.items() if word in names), "")
    said(state, *_values(state, place=place), kind="value")


def _of_places(state: State) -> bool:
    return folded(flat(state.spot.row[0][0])) in ("地区", "地方")


def _members(state: State) -> list[Commitment]:
    """What a row of a table of counts counts: an area, a unit, or all."""
    first = folded(flat(state.spot.row[0][1]))
    task = state.counting == "tasks"
    items = [one for one in state.truth.commitments if one.task is task]
    if first in ("合计", "总计"):
        return items
    return [one for one in items if first in (folded(one.area), *map(folded, one.units))]


def counted(state: State, word: str) -> None:
    """A count by verdict, of all, or of what could be judged."""
    if _of_places(state):
        judged_there(state, word)
        return
    items = _members(state)
    if word in VERDICTS:
        right = sum(one.word == word for one in items)
    else:
        right = sum(one.word in JUDGED for one in items) if word.startswith("可") else len(items)
    said(state, str(right), f"{right}项", kind="count")


def met_rate(state: State, _: str) -> None:
    items = _members(state)
    judged = sum(one.word in JUDGED for one in items)
    met = sum(one.word == "已达标" for one in items)
    said(state, state.truth.written(met / judged * 100, 1) + "%" if judged else "—", kind="share")


def by_word(state: State, kind: str) -> None:
    """The table of signs: how many indicators, and how many tasks, bear a verdict."""
    word = folded(flat(state.spot.row[0][1])).strip(SHAPES)
    right = sum(one.word == word and one.task is (kind == "事项") for one in state.truth.commitments)
    said(state, str(right), f"{right}项", kind="count")


def unit(state: State, _: str) -> None:
    said(state, *(unit for topic in state.topics for unit in (topic.indicator.unit, topic.indicator.told_unit)), kind="unit")


def name(state: State, _: str) -> None:
    """A name with digits must be known; which one it is, the number of the row says."""
    if not state.topics and re.search(r"\d", state.spot.words):
        state.wrong(_whole(state), "no indicator of this name")


GROUP_HEADS: Final = "|".join(GROUPS)

COLUMNS: Final[tuple[tuple[str, Cell], ...]] = (
    (r"(?:总表)?序号|编号", number),
    (r"指标(?:名称)?|事项|名称|承诺|项目", name),
    (r"(?:计量)?单位", unit),
    (r"(?:最新|本年|当年)值?(?:（年份）)?", latest),
    (r"基期值?(?:（年份）)?", base),
    (r"(\d{4})年(?:值|基期)?", in_year),
    (r"上年值?(?:（年份）)?", before),
    (r"全部|合计值", whole),
    (r"(前者|后者)", one_of_pair),
    (r"差", apart),
    (r"判定的指标", judged_there),
    (r"年份|最新年份|数据年份", year_of_latest),
    (r"(?:中期|终期)?目标值?(?:（期限）)?", target),
    (r"期限", deadline),
    (r"与目标的差距|差距|缺口", gap),
    (r"(?:比|较)(上年|基期|\d{4}年).*", change),
    (r"完整度(?:（.*）)?", completeness),
    (r"判定|状态", lambda state, _: by_sign(state)),
    (f"({GROUP_HEADS})(?:值)?", group_value),
    (r"(上级|全国|全省|全区|全市)(?:值|本年|平均)?", upper),
    (r"(规划项数|可判定数|可判定项数|可监测|项数|" + "|".join(VERDICTS) + r")(?:（项）)?", counted),
    (r"(指标|事项)（项）", by_word),
    (r"达标率", met_rate),
    (r"值|数值", latest),
)  # fmt: skip


def by_sign(state: State) -> None:
    """A verdict in the table of indicators; in the legend, the first column, it is only named."""
    if folded(flat(state.spot.row[0][0])).strip(SHAPES) not in ("判定", "状态"):
        verdict(state, "")
