"""Totals without a number: 全覆盖, 校校通, 所有…均…, 全部纳入, 普遍设立 — a level of 100 %.

Strong words (全覆盖, 所有, 全部, 全体, 校校通, 应救尽救, 全面纳入) make a commitment; weak ones (普遍, 配齐) make an optional one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qingmiao.reading import names
from qingmiao.reading.clauses import Sentence
from qingmiao.reading.context import clause_start
from qingmiao.reading.draft import Draft

_FULL = re.compile(r"(?:实现|达到|达|基本实现|做到|推动|确保)?(?:[^,。;]{0,10}?)全(?:面)?覆盖(?!面|率)")
_EVERY = re.compile(
    r"[“\"]?(?P<thing>[^,。;、“”]{0,12}?)(?P<pair>(?P<x>[校班人村县乡镇园户])(?P=x)(?P<state>通|有[^,。;”\"]{1,12}|达标|建[^,。;”]{0,6}|用|享[^,。;”]{0,6}))[”\"]?"
)
_ALL_MUST = re.compile(r"应(?P<verb>[收救保治助检种养管享尽建接查帮签])尽(?P=verb)")
_TAKEN_IN = re.compile(r"(?P<who>[^,。;]{2,30}?)(?:全面|全部|全都|一律)纳入(?P<where>[^,。;]{2,20})")
_COVER_ALL = re.compile(r"(?P<what>[^,。;]{2,20}?)覆盖(?:到)?(?P<group>(?:所有|全体|全部)[^,。;]{2,20}|[^,。;]{2,16}全体[^,。;]{2,12})")
_ALL = re.compile(
    r"(?P<who>(?:所有|全部|全体|每一?[个所名位])(?:的)?[^,。;、]{2,24}?)(?:都|均|能够?|全部|要|应|须|必须|有|满足|达到|接受|享有|配备|建立|设立|实现|建有|得到|享受|完成)(?P<what>[^,。;]{0,24})"
)
_ALL_AFTER = re.compile(
    r"(?P<who>[^,。;]{2,24}?)(?:全部|全都|百分之百|一律)(?P<what>(?:达到|达|实现|建立|建成|设立|开设|配备|接受|享有|完成|符合|有|得到|设有|建有|配有|实行|办成|落实|安装|持证)[^,。;]{1,20})"
)
_WEAK = re.compile(
    r"(?P<who>[^,。;]{2,24}?)(?:普遍|基本)(?P<what>(?:建立|设立|成立|开展|接受|享有|配备|建有|普及|建成|消除|消灭)[^,。;]{0,20})"
)
_FILL = re.compile(
    r"(?P<who>[^,。;]{0,20}?)(?:逐步)?(?:按(?:照)?(?:规定|标准)?(?:足额)?)?(?P<verb>配[备齐足](?:配[齐足])?|开[齐足](?:开[齐足好])?)(?P<what>[^,。;]{2,24})"
)


def read_implied(sentence: Sentence) -> list[Draft]:
    """Levels of 100 % that a sentence states in words."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    drafts: list[Draft] = []
    for reader in (_full_cover, _every, _taken_in, _cover_all, _all_must, _all, _all_after, _weak):
        for draft in reader(sentence, text):
            span = (draft.start, draft.end)
            if not any(a < span[1] and span[0] < b and b != span[1] for a, b in taken):
                taken.append(span)
                drafts.append(draft)
    return drafts


def _draft(sentence: Sentence, name: str, start: int, end: int, *, optional: bool = False, level: str | None = None) -> Draft:
    years = [m for m in sentence.years if m.kind == "deadline" and m.start <= end]
    draft = Draft(start=sentence.start + start, end=sentence.start + end, kind="level", indicator=name)
    draft.value, draft.unit, draft.comparator, draft.implied, draft.optional = 100.0, "%", "=", True, optional
    draft.year = years[-1].years[-1] if years else None
    draft.level_of = level
    draft.population = names.population_of(name)
    draft.unsure.append("implied_total")
    return draft


def _full_cover(sentence: Sentence, text: str) -> Iterator[Draft]:
    for match in re.finditer(r"全(?:面|员|域)?覆盖(?!面|率|[^,。;]{0,4}项目)", text):
        start = clause_start(text, match.start())
        words = re.sub(r"(?:已|基本|全部|逐步|力争)?(?:实现|达到|达|做到|完成)?(?:[^,。;]{0,2}级)?$", "", text[start : match.start()])
        subject = names.clean(words)
        rate = re.search(r"(?:^|[,;])(?P<name>[^,。;\d]{2,30}率)(?=[^,。;]{0,8}(?:达|为|\d))", text[: match.start()])
        if len(subject) < 2 and rate:
            subject = names.clean(rate.group("name"))
        elif len(subject) < 2:
            start = clause_start(text, max(0, start - 1))
            subject = names.topic_of(text[start : match.start()].partition(",")[0])
        subject = re.sub(r"(?:实现|达到|基本)", "", subject)
        if names.head_at_end().search(subject):
            yield _draft(sentence, subject, start, match.end())
            continue
        for name in names.split_name(subject):
            if len(name) >= 2:
                yield _draft(
                    sentence, f"{name}覆盖率", start + max(0, text[start:].find(subject[:4])), match.end(), level=names.level_in(name)
                )


def _every(sentence: Sentence, text: str) -> Iterator[Draft]:
    for match in _EVERY.finditer(text):
        thing = names.clean(match.group("thing") or "")
        state = match.group("state")
        before = text[clause_start(text, match.start()) : match.start()]
        whose = re.search(r"(?P<who>[^,。;]{2,20}(?:学校|幼儿园|班级|村|社区))(?:都|均|要|基本|全部)*(?:实现|做到|达到)?$", before)
        if not thing and state in ("通", "用"):
            continue
        start = match.start("thing") if thing else match.start("pair")
        tail = {"通": "接通率", "达标": "达标率"}.get(state, "覆盖率")
        holder = (
            names.clean(whose.group("who")) if whose else {"校": "学校", "班": "班级", "村": "村", "园": "幼儿园"}.get(match.group("x"), "")
        )
        object_ = state[1:] if state.startswith(("有", "建", "享")) else ""
        words = f"({match.group().strip('“”')})" if thing else ""
        yield _draft(sentence, f"{holder}{thing}{object_}{tail}{words}", start, match.end("pair"), level=holder or None)


def _taken_in(sentence: Sentence, text: str) -> Iterator[Draft]:
    for match in _TAKEN_IN.finditer(text):
        who = re.sub(r"^.*?将", "", match.group("who"))
        where = re.sub(r"(?:保障)?范围$", "", match.group("where"))
        yield _draft(sentence, f"{names.clean(who)}{where}覆盖率", match.start() + match.group("who").find(who), match.end())


def _cover_all(sentence: Sentence, text: str) -> Iterator[Draft]:
    for match in _COVER_ALL.finditer(text):
        what = names.clean(re.sub(r"^使", "", match.group("what")))
        yield _draft(sentence, f"{match.group('group')}{what}覆盖率", match.start(), match.end(), optional=True)


def _all_must(sentence: Sentence, text: str) -> Iterator[Draft]:
    for match in _ALL_MUST.finditer(text):
        start = clause_start(text, match.start())
        subject = names.clean(re.sub(r"(?:实现|做到|达到|基本)+$", "", text[start : match.start()]))
        if subject:
            yield _draft(sentence, f"{subject}{match.group('verb')}{'助' if match.group('verb') == '救' else ''}率", start, match.end())


def _all(sentence: Sentence, text: str) -> Iterator[Draft]:
    for match in _ALL.finditer(text):
        who = re.sub(r"^(?:所有|全部|全体|每一?[个所名位])的?", "", match.group("who"))
        if len(who) >= 2 and not re.search(r"\d", match.group()):
            yield _draft(
                sentence, f"{who}{match.group('what')[:12]}比例", match.start(), match.end(), optional=match.group().startswith("每")
            )


def _all_after(sentence: Sentence, text: str) -> Iterator[Draft]:
    for match in _ALL_AFTER.finditer(text):
        who = names.clean(match.group("who"))
        if len(who) >= 2 and not re.search(r"\d", match.group()):
            yield _draft(sentence, f"{who}{match.group('what')}率", match.start(), match.end())


def _weak(sentence: Sentence, text: str) -> Iterator[Draft]:
    for match in _FILL.finditer(text):
        who = (
            re.sub(r"^(?:通过|采取|按照?|根据|为|给|由)", "", names.clean(match.group("who")))
            if not re.search(r"方式$|^通过", match.group("who"))
            else ""
        )
        done = "开设" if match.group("verb").startswith("开") else "配备"
        if not re.search(r"\d", match.group()):
            yield _draft(sentence, f"{who}{match.group('what')}{done}率".lstrip("、"), match.start(), match.end(), optional=True)
    for match in _WEAK.finditer(text):
        who, what = names.clean(match.group("who")), match.group("what")
        if not re.search(r"\d", match.group()) and len(who + what) >= 4:
            yield _draft(sentence, f"{who}{what}率".lstrip("、"), match.start(), match.end(), optional=True)
