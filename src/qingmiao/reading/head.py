"""The heads of plans: title, issuer, number, dates, period, population, coverage, areas, phases; and where one plan ends and the next begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qingmiao.reading import resources
from qingmiao.reading.document import NEWLINE, NONE, View, fold
from qingmiao.reading.model import Coverage, Phase, PlanHead, PlanStatus
from qingmiao.reading.structure import Node, walk
from qingmiao.reading.years import period_in, valid_from, valid_until, year_in, year_value

_KIND = r"(?:规划|纲要|计划|方案|意见|办法|规定|措施|细则|决定|行动|分工表|分解表|指标表)"
_PERIOD = r"(?:\((?:19|20)\d\d年?(?:—|--?|~|至)(?:19|20)\d\d年?\))"
_TAIL = re.compile(
    rf"(?![一二三四五六七八九十]{{1,3}}、|第[一二三四五六七八九十]{{1,3}}[章节编篇部])[\u4e00-\u9fff“”、]{{0,16}}?(?:{_KIND}|报告|解读|问答|公约|要点|清单|台账|实录|[任目指责][务标任]表)(?:{_PERIOD})?"
)
_DRAFT = r"(?P<draft>\(?(?:公开)?(?:征求意见稿|送审稿|草案|讨论稿|试行|修订(?:版|稿)|修编|节选|摘录|摘编|摘要)\)?)?"
_TITLE = re.compile(rf"(?P<title>[\u4e00-\u9fff“”\"·、\d]{{2,40}}?{_KIND}(?:{_PERIOD})?(?:(?:实施)?方案|实施意见)?{_PERIOD}?){_DRAFT}")
_QUOTED = re.compile(r"《(?P<title>[^《》]{4,60})》")
_ISSUED = re.compile(
    r"((?:19|20)\d\d|[一二][九〇零○][〇零○一二三四五六七八九]{2})年(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[](?:19|20)\d\d[〕\]](?:第)?\d{1,4}号")
_POPULATION = re.compile(
    r"(?:本规划|本纲要|本方案|本意见|本办法|本计划)?(?:所称|中的?)?(?P<who>儿童|妇女|未成年人|学前儿童|婴幼儿)(?:是)?指(?:的是)?(?P<definition>[^,。;]{3,40})"
)
_SCOPE = re.compile(r"(?:实施|适用|覆盖|规划)(?:范围|对象)(?:为|是|:|。)(?P<text>[^。;]{4,120})")
_STATUS: tuple[tuple[PlanStatus, str], ...] = (
    ("draft", r"征求意见稿|送审稿|草案|讨论稿|审议稿"),
    ("amended", r"修订版|修订稿|修编|调整方案|\((?:20\d\d年)?修订\)"),
    ("ended", r"(?:已|予以|同时)废止"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One plan's run of the view, with its title if there is one."""

    start: int
    end: int
    title: str | None
    nodes: tuple[Node, ...]


def parts_of(view: View, root: Node) -> list[Part]:
    """The plans of a document: a new one begins where chapters start again at one under a title of its own."""
    tops = [node for node in root.children if node.kind in ("one", "chapter")]
    starts = [
        i for i, node in enumerate(tops) if i == 0 or (node.ordinal == 1 and tops[i - 1].ordinal > 1 and node.kind == tops[i - 1].kind)
    ]
    titles: list[tuple[int, str | None]] = []
    for i in starts or [0]:
        first = tops[i].start if tops else len(view)
        since = tops[i - 1].body if i else 0
        found = _own_title(view, since, first)
        if not titles or found[1] is not None:
            titles.append(found if titles else (0, found[1]))
    edges = [*(start for start, _ in titles), len(view)]
    return [Part(a, b, title, tuple(n for n in root.children if a <= n.start < b)) for (a, title), b in zip(titles, edges[1:], strict=True)]


_FRONT = 800
"""Characters in which the title of a text without chapters is looked for."""


def _own_title(view: View, since: int, first: int) -> tuple[int, str | None]:
    """The last title-like run before the first chapter, and where it begins; titles inside sentences do not count."""
    area = view.text[since : first if first < len(view) else since + _FRONT]
    best: tuple[int, str | None] = (since, None)
    taken = since
    for match in _TITLE.finditer(area):
        at = since + match.start()
        before, after = area[max(0, match.start() - 2) : match.start()], area[match.end() : match.end() + 1]
        if (
            "《" in before
            or after == "》"
            or "关于印发" in match.group()
            or re.search(r"^(?:根据|依据|为|按照|贯彻|落实|本)", match.group("title"))
        ):
            continue
        dated = re.match(r".*[\d一二三四五六七八九十]日", match.group("title"))
        at += dated.end() if dated else 0
        paper = re.match(r"[^,。;]{2,24}(?:委员会|人民政府|办公厅|办公室|党组)文件(?=.{6})", view.text[at : since + match.end("title")])
        at += paper.end() if paper else 0
        annex = re.match(r"附件\d{0,2}[:]?", view.text[at : at + 6])
        at += annex.end() if annex else 0
        stands = at == 0 or view.gap[at] != NONE or view.text[at - 1] in "。》)日"
        end = since + match.end("title")
        tail = end if match.group("draft") else _tail(view, end)
        if at < taken or not stands or not _ends_line(view, tail if tail > end else since + match.end()):
            continue
        if len(match.group("title")) >= 6 or period_in(match.group("title")):
            best, taken = (at, view.plain[at:tail]), tail
    return best


def _tail(view: View, end: int) -> int:
    """Where a title ends that goes on on its line, or with a line of its own (…规划（2021—2030年）中期评估报告)."""
    match = _TAIL.match(view.text, end)
    if match is None or NEWLINE in view.gap[end + 1 : match.end()] or not _ends_line(view, match.end()):
        return end
    return match.end() if view.gap[end] != NEWLINE or match.end() >= len(view) or view.gap[match.end()] == NEWLINE else end


def _ends_line(view: View, at: int) -> bool:
    """Whether a line or a run of words ends before a place."""
    return at >= len(view) or view.gap[at] != NONE or bool(re.match(r"〖|\(|一、|第一", view.text[at : at + 2]))


def _iso(match: re.Match[str]) -> str:
    from qingmiao.reading.structure import chinese_number

    month, day = (int(word) if word.isdigit() else chinese_number(word) for word in match.group(2, 3))
    return f"{year_value(match.group(1)):04d}-{month:02d}-{day:02d}"


def head_of(view: View, part: Part, doc: str, front: str) -> PlanHead:
    """The head of one plan; `front` is the folded text before the first plan's first chapter, which all plans of a document share."""
    text = view.text[part.start : part.end]
    opening = front + "\n" + text[:3000]
    title = part.title or _quoted_title(front) or _first_line(view, part)
    plain = fold(title or "")
    issued = _issued(front) or _signed(text[-300:])
    period = _period(title, front, text, issued)
    population = _POPULATION.search(opening)
    scope = _SCOPE.search(text[:6000])
    whom = _WHOM.search(scope.group("text")) if scope else None
    phases = _phases(text)
    found = PlanHead(
        doc=doc, title=title, issuer=_issuer(front), document_number=_number(view, front), issued=issued, period=period,
        population=population.group("definition") if population else whom.group() if whom else view.written(_population_of_title(plain) or "") or None, coverage=_coverage(view, text, plain, _issuer(front)),
        areas=_areas(part),
        midterm_year=_evaluation(text, "中期"), final_year=_last_year(phases) or _evaluation(text, "终期|末期|期末|总结"), phases=phases, status=_status(view, part, front, title),
        start=view.at[part.start] if len(view) else 0, end=len(view.raw) if part.end >= len(view) else view.at[part.end],
    )  # fmt: skip
    return _with_not_found(found)


def _with_not_found(head: PlanHead) -> PlanHead:
    from dataclasses import replace

    empty = [
        name
        for name in ("title", "issuer", "document_number", "issued", "population", "midterm_year", "final_year")
        if getattr(head, name) is None
    ]
    empty += ["period"] * (head.period == (None, None)) + ["areas"] * (not head.areas) + ["coverage"] * (head.coverage.text is None)
    return replace(head, not_found=tuple(empty))


def _quoted_title(front: str) -> str | None:
    """The title in 现将《…》印发给你们 or in a report (印发了《…纲要》)."""
    named = [m.group("title") for m in _QUOTED.finditer(front) if re.search(_KIND, m.group("title"))]
    issued = re.search(
        r"(?:印发|发布|出台|颁布|公布|制定)(?:了|实施)?《([^《》]{4,60})》|《([^《》]{4,60})》[^。]{0,20}(?:印发|发布|出台|颁布|公布)",
        front,
    )
    if issued:
        return issued.group(1) or issued.group(2)
    return named[0] if named and len(named) == 1 else None


def _first_line(view: View, part: Part) -> str | None:
    """The first line if it looks like a title."""
    end = next((i for i in range(part.start + 1, min(part.end, part.start + 80)) if view.gap[i] == NEWLINE), part.start)
    line = view.plain[part.start : end]
    return (
        line
        if re.search(
            rf"(?:{_KIND}|报告|要点|公约|实事|解读|清单)(?:{_PERIOD})?(?:的通知|的公告)?$|^.{{2,30}}关于.*(?:通知|公告|决定)$",
            view.text[part.start : end],
        )
        else None
    )


def _issued(text: str) -> str | None:
    matches = list(_ISSUED.finditer(text))
    return _iso(matches[-1]) if matches else None


def _signed(text: str) -> str | None:
    """The date with which a text ends, or that stands before 印发."""
    matches = [m for m in _ISSUED.finditer(text) if re.match(r"(?:印发)?\)?$|印发", text[m.end() :])]
    return _iso(matches[-1]) if matches else None


def _number(view: View, front: str) -> str | None:
    """The document's number (…发〔2018〕19号): the first that stands alone, outside sentences and book titles."""
    for match in _NUMBER.finditer(front):
        start = max(
            [
                match.start(),
                *(
                    i
                    for i in range(match.start(), match.end())
                    if view.gap[i] != NONE and not view.text[i].isdigit() and view.text[i] not in "〔〕[]号第"
                ),
            ]
        )
        if (
            "《" not in front[max(0, start - 40) : start].rpartition("》")[2]
            and front[max(0, start - 3) : start] not in ("意见》(",)
            and front[max(0, start - 2) : start] != "》("
        ):
            return view.plain[start : match.end()].lstrip("和及与")
    return None


_BODY = r"(?P<issuer>[\u4e00-\u9fff]{2,24}?(?:人民政府(?:办公厅|办公室)?|国务院(?:办公厅)?|行政公署|妇女儿童工作委员会|委员会|[厅局]))"


def _issuer(front: str) -> str | None:
    front = re.sub(r"《[^《》]*》", "《》", front)
    match = re.search(rf"{_BODY}(?:办公室)?关于(?:印发|调整|加强|进一步|做好|促进|推进|实施|贯彻|转发|修订|发布)", front)
    if match:
        return re.sub(r"^.*(?:号|日|》|方案|规划|稿)", "", match.group("issuer"))
    dated = re.search(rf"{_BODY}(?=(?:19|20)\d\d年\d)", front)
    return re.sub(r"^.*(?:号|日|》|方案|规划|稿|。)", "", dated.group("issuer")) if dated else None


def _period(title: str | None, front: str, text: str, issued: str | None) -> tuple[int | None, int | None]:
    """The plan's years: of its title, of a title in its notice, of its clause of validity, of the list of goals (到2020年)."""
    if title and (found := period_in(title)):
        return found
    year = int(issued[:4]) if issued else None
    last = valid_until(text, year)
    if last is not None:
        return (min(valid_from(text) or year or last, last) if valid_from(text) or year else None, last)
    for match in _QUOTED.finditer(front[:1200]):
        if (
            "实施" not in match.group("title")
            and (title is None or match.group("title") in title)
            and (found := period_in(match.group("title")))
        ):
            return found
    goal = _goal_year(text, year) if title else None
    named = year_in(title) if title else None
    return (named, max(goal or named, named)) if named else (year, goal)


_BY_YEAR = re.compile(r"到((?:19|20)\d\d)年(?:底|末)?")


def _goal_year(text: str, issued: int | None) -> int | None:
    """The year of the overall goal (总体目标：到2020年…), or of the sentence that announces the paper (力争到2022年底…)."""
    goal = re.search(r"(?:总体|主要|工作|发展|行动|奋斗)?目标[。:](?P<words>[^。]{0,80})", text)
    announced = re.search(r"[^。]*(?:制定|提出|实施)(?:以下|如下|本)[^。]*", text[:1500])
    for words in [match.group("words" if match is goal else 0) for match in (goal, announced) if match]:
        years = [int(word) for word in _BY_YEAR.findall(re.sub(r"《[^《》]*》", "", words))]
        if years and (issued is None or years[-1] >= issued):
            return years[-1]
    return None


def _population_of_title(title: str | None) -> str | None:
    # Words that say which children.
    which = "(?:贫困地区|农村|留守|困境|残疾|流动|学龄前)*"
    match = re.search(
        rf"(?:{which}儿童(?:和|、|及|与))?{which}(?:妇女儿童|儿童青少年|儿童及少年|儿童|妇女|未成年人|青少年|婴幼儿|学前教育)", title or ""
    )
    return match.group() if match else None


_WHOM = re.compile(r"从[^,。;]*?(?:儿童|妇女|学生|人口)")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}?(?:省|自治区|自治州|地区|市|县|区|盟|旗|州(?!市))(?:[\u4e00-\u9fff]{2,4}?(?:市|县|区|旗))?")


def _coverage(view: View, text: str, title: str | None, issuer: str | None) -> Coverage:
    scope = _SCOPE.search(text[:6000])
    whom = _WHOM.search(scope.group("text")) if scope else None
    units = tuple(dict.fromkeys(re.findall(r"(?:各|以)((?:镇|乡)\([^()]{2,20}\))", text)))[:1]
    names = tuple(unit for group in units for unit in re.split(r"[(、)]", group) if unit)
    if scope:
        return Coverage(text=scope.group("text")[: whom.start() if whom and whom.start() else None].strip("。:,"), units=names)
    place = _PLACE.match(re.sub(r"^关于[^,。]{0,8}(?:印发|贯彻|落实|实施)+", "", title or "")) or _PLACE.match(issuer or "")
    return Coverage(text=view.written(place.group()) if place else None, units=names)


def _areas(part: Part) -> tuple[str, ...]:
    """The areas: headings that have objectives or measures in them, one level above."""
    found = [
        n.title for top in part.nodes for n in walk(top) if n.kind == "two" and n.children and n.context in ("neutral", "measure", "none")
    ]
    if not found:
        found = [n.title for n in part.nodes if n.children and n.context == "none"]
    none = re.compile(resources.pattern("labels", "not_areas"))
    return tuple(dict.fromkeys(title for title in found if not none.search(title)))


def _last_year(phases: tuple[Phase, ...]) -> int | None:
    """The year in which the last phase ends."""
    years = re.findall(r"(?:19|20)\d\d", phases[-1].end or "") if phases else []
    return int(years[-1]) if years else None


def _evaluation(text: str, which: str) -> int | None:
    match = re.search(rf"((?:19|20)\d\d)年[^。;,()《》]{{0,16}}(?:{which})(?:监测)?评估", text)
    if match is None and "终期" in which:
        match = re.search(r"第三阶段[^。]{0,20}。?(?:(?:19|20)\d\d年[底初末]?—)?((?:19|20)\d\d)年", text)
    return int(match.group(1)) if match else None


_PHASE = re.compile(
    r"(?P<name>第[一二三四五]阶段[::]?[^。:;\d(]{2,20}|[\u4e00-\u9fff]{2,10}阶段)[。:(]?(?P<from>(?:19|20)\d\d年\d{0,2}月?[底初末]?)(?:—|--?|~|至)(?P<to>(?:(?:19|20)\d\d年)?\d{0,2}月?[底初末]?)"
)


def _phases(text: str) -> tuple[Phase, ...]:
    found = []
    for match in _PHASE.finditer(text):
        to = match.group("to")
        found.append(Phase(name=match.group("name"), start=match.group("from"), end=to if "年" in to else match.group("from")[:5] + to))
    return tuple(found)


def _status(view: View, part: Part, front: str, title: str | None) -> PlanStatus:
    near = view.text[part.start : part.start + 200] if part.start == 0 else front[:200] + (title or "")
    return next((status for status, regex in _STATUS if re.search(regex, near)), "in_force")


def first_year(head: PlanHead) -> int | None:
    """The year before which a date is past: when the plan begins, or was issued."""
    return head.period[0] or (int(head.issued[:4]) if head.issued else None)


_REPORT = re.compile(r"(?:报告|总结|公报|简报|评价|情况(?:通报|说明|汇报)?)(?:\([^()]*\))?$")


def is_report(title: str | None) -> bool:
    """Whether a title is that of a report on how a plan goes."""
    return bool(_REPORT.search(fold(title or "")))


def year_of_report(title: str | None) -> int | None:
    """The year of which a report's title says that it tells (…规划（2021—2030年）2025年度监测报告), or None."""
    return year_in(re.sub(r"\([^()]*\)|《[^《》]*》", "", fold(title or ""))) if is_report(title) else None


__all__ = ["Part", "first_year", "head_of", "is_report", "parts_of", "year_of_report"]
