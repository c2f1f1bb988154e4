"""Rules about the package as a whole: the plan's period, the document, formulas, and what is still to be done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from qingmiao.catalogue import Indicator
from qingmiao.plans.checks.subject import Found, Subject
from qingmiao.plans.model import METHODS_OF_THE_WAY
from qingmiao.reading.unsure import WORDS

TITLE = 40


def period(subject: Subject) -> Iterator[Found]:
    """A plan has a period, its first year not after its last."""
    first, last = subject.package.plan.period
    if first is None and last is None:
        yield Found(
            "plan",
            None,
            "period",
            "文件没有写明规划期 / the document states no period",
            "补上起止年份；没有期限的目标不能判断是否逾期 / add both years; targets without a deadline cannot be judged late",
            "warning",
        )
    elif first is not None and last is not None and first > last:
        yield Found(
            "plan", None, "period", f"规划期 {first}—{last} 起止颠倒 / the period ends before it begins", "对调两个年份 / swap the years"
        )


def method(subject: Subject) -> Iterator[Found]:
    """The official method is one that looks at the way to a target."""
    named = subject.package.plan.method
    if named not in METHODS_OF_THE_WAY:
        yield Found(
            "plan",
            None,
            "method",
            f"“{named}”不能作正式的进度方法 / cannot be the official method of progress",
            f"改为其中之一 / name one of: {'、'.join(METHODS_OF_THE_WAY)}",
        )


def offsets(subject: Subject) -> Iterator[Found]:
    """Every offset lies inside the plan's span of the document, start before end."""
    document = subject.package.plan.document
    if not 0 <= document.start < document.end <= document.characters:
        yield Found(
            "plan",
            None,
            "document",
            "规划在文件中的起止位置不对 / the plan's span in the document is wrong",
            "重新读入文件 / read the document again",
        )
        return
    for part in ("objectives", "commitments", "measures"):
        for row, item in enumerate(getattr(subject.package, part)):
            if not document.start <= item.start < item.end <= document.end:
                yield Found(
                    part,
                    row,
                    "start",
                    f"{item.id} 的位置 {item.start}–{item.end} 不在文件内 / lies outside the document",
                    "改正位置，或重新读入文件 / correct the offsets, or read the document again",
                )


def document_kept(subject: Subject) -> Iterator[Found]:
    """The document that the package keeps is there and is the one that was read."""
    document = subject.package.plan.document
    if document.kept is None:
        return
    path = subject.folder / document.kept
    if not path.is_file():
        yield Found(
            "plan",
            None,
            "document",
            f"缺少文件 {document.kept} / the kept document is missing",
            "放回此文件，或删去 kept / put it back, or delete `kept`",
        )
    elif hashlib.sha256(path.read_bytes()).hexdigest() != (document.text_sha256 or document.sha256):
        yield Found(
            "plan",
            None,
            "document",
            f"{document.kept} 与读入时不同（SHA-256 不符） / the kept document was changed after it was read",
            "放回原文件，或对新文件重新运行 qingmiao plan new / put the original back, or run qingmiao plan new on the new one",
        )


def formulas(subject: Subject) -> Iterator[Found]:
    """A local indicator has a unit and a formula that can be read, over its own elements or the catalogue's."""
    for row, item in enumerate(subject.package.indicators):
        if item.catalogue:
            continue
        if not item.unit or not item.formula:
            yield Found(
                "indicators",
                row,
                "code",
                f"本地指标 {item.code} 缺少 unit 或 formula / a local indicator lacks unit or formula",
                "补上单位和公式，如 x.n / x.d * 100 / add both, such as x.n / x.d * 100",
            )
            continue
        try:
            unknown = _unknown_elements(subject, item.code, item.formula)
        except (ValueError, RecursionError) as error:
            yield Found(
                "indicators",
                row,
                "formula",
                f"公式读不懂：{error} / the formula cannot be read",
                "只用数据元、数字和 + - * / ( ) / use elements, numbers and + - * / ( ) only",
            )

        else:
            for code in unknown:
                yield Found(
                    "indicators",
                    row,
                    "formula",
                    f"公式用了没有的数据元 {code} / the formula uses the unknown element {code}",
                    f"改用 {item.code}.n、{item.code}.d、{item.code}@ 或指标目录中的数据元 / use {item.code}.n, {item.code}.d, {item.code}@ or an element of the catalogue",
                )


def _unknown_elements(subject: Subject, code: str, formula: str) -> list[str]:
    """Elements of a formula that are neither the catalogue's nor belong to an indicator of the package."""
    own = tuple(f"{item.code}{mark}" for item in subject.package.indicators for mark in (".", "@"))
    used = Indicator(code=code, name=code, unit="%", formula=formula).elements
    return [element for element in used if element not in subject.catalogue.elements and not element.startswith(own)]


def unused(subject: Subject) -> Iterator[Found]:
    """An indicator that no commitment uses is worth a look."""
    used = {item.indicator for item in subject.package.commitments}
    for row, item in enumerate(subject.package.indicators):
        if item.code not in used:
            yield Found(
                "indicators",
                row,
                "code",
                f"没有承诺用到指标 {item.code} / no commitment uses it",
                "删去，或补上承诺 / delete it, or add the commitment",
                "warning",
            )


def titles(subject: Subject) -> Iterator[Found]:
    """A package holds short titles, not the document's sentences."""
    if subject.package.plan.document.kept:
        return
    for part in ("objectives", "measures"):
        for row, item in enumerate(getattr(subject.package, part)):
            if len(item.title) > TITLE:
                yield Found(
                    part,
                    row,
                    "title",
                    f"{item.id} 的标题超过 {TITLE} 字 / the title is longer than {TITLE} characters",
                    "缩短标题；原文由位置指出 / shorten it; the offsets show the words",
                    "warning",
                )


def supply(subject: Subject) -> Iterator[Found]:
    """Places that are still to be named."""
    for row, item in enumerate(subject.package.places):
        if item.supply is not None:
            number = f"{item.supply} 个" if item.supply else "若干"
            yield Found(
                "places",
                row,
                "supply",
                f"{number}地区（{item.level}）文件未列名，待补名单 / places of level {item.level} that the document does not name",
                "补上名称、编号和上级后删去 supply / add names, ids and parents, then delete `supply`",
                "note",
            )


def unsure(subject: Subject) -> Iterator[Found]:
    """What the reader was not sure of."""
    for row, item in enumerate(subject.package.commitments):
        if item.unsure:
            yield Found(
                "commitments",
                row,
                "unsure",
                f"{item.id} 读得没有把握：{_reasons(item.unsure, 0, '；')} / the reader is not sure: {_reasons(item.unsure, 1, '; ')}",
                "对照原文核对后删去 unsure / compare with the document, then delete `unsure`",
                "note",
            )


def _reasons(codes: Sequence[str], language: int, joint: str) -> str:
    words: Mapping[str, tuple[str, str]] = WORDS  # type: ignore[assignment]
    return joint.join(words[code][language] if code in words else code for code in codes)
