"""A reading becomes a draft package: areas, places, units, indicators and actions, each drawn from what was read and nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from qingmiao.catalogue import Catalogue, load
from qingmiao.errors import UserError
from qingmiao.places import Gazetteer, china
from qingmiao.plans.indicators import Linker
from qingmiao.plans.model import (
    EARLIEST,
    LATEST,
    Area,
    Commitment,
    Coverage,
    Document,
    Measure,
    Objective,
    Package,
    Phase,
    Plan,
    Reference,
    Unit,
)
from qingmiao.plans.named_places import named_places
from qingmiao.reading import model as read

TITLE: Final = 40
"""A title of a measure is cut to this many characters: packages hold short titles, not sentences."""

SAID_ENOUGH: Final = 4
"""A heading and an area are one where the shorter name, of at least so many characters, stands in the other (儿童与健康领域)."""

_NUMBERED = re.compile(r"^\s*(?:第?[一二三四五六七八九十百]+[、章节.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、])\s*")
_SPACES = re.compile(r"\s+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SIGNS = re.compile(r"\W+")


def draft_packages(reading: read.Reading, text: str, *, stem: str, where: str | None = None) -> list[Package]:
    """One draft package for each plan that the reading found; `text` is the document, `stem` the file's name without ending.

    Raises UserError when no commitment was found at all (a numbered list in another language holds none).
    """
    promised = [item for item in reading.commitments if item.role != "background" and _CHINESE.search(item.indicator)]
    if not promised:
        raise UserError(
            what="没有读到任何承诺（指标、数值、任务），不能生成规划包 / no commitment was found, so there is nothing to make a package of",
            where=stem,
            cure="核对文件是否为规划正文；可先运行 qingmiao read 看读到了什么 / check that this is the text of a plan; run qingmiao read to see what was found",
        )
    catalogue, gazetteer = load(), china()
    indexes = sorted({item.plan for item in promised})
    ids = plan_ids(stem, [reading.plans[index] for index in indexes])
    return [
        Draft(reading, index, text, plan_id, catalogue, gazetteer, where).package() for index, plan_id in zip(indexes, ids, strict=True)
    ]


_ABOUT: Final[Sequence[tuple[str, str]]] = (
    ("妇女儿童", "both"),
    ("妇女", "women"),
    ("女性", "women"),
    ("儿童", "children"),
    ("未成年", "children"),
    ("幼儿", "children"),
    ("学前", "children"),
    ("青少年", "children"),
)


def about(title: str) -> str:
    """Whom a plan is about, by its title: children, women, both or other."""
    return next((name for word, name in _ABOUT if word in title), "other")


def plan_ids(stem: str, heads: Sequence[read.PlanHead]) -> list[str]:
    """Ids of the plans of a file: its name in letters and digits, with whom each is about where the file holds several.

    What of a name is lost (Chinese signs) stands in the id as a short hash, so that 随县2022 and 泰州2022 are two plans.
    """
    base = re.sub(r"[^a-z0-9_]+", "_", stem.lower()).strip("_")
    lost = hashlib.sha256(stem.encode()).hexdigest()[:8] if not base or re.search(r"[^\W0-9A-Za-z_]", stem) else ""
    base = base if re.match(r"[a-z]", base) else f"p{base}"
    base = "_".join(part for part in (base[:27], lost) if part) if lost else base[:36]
    if len(heads) == 1:
        return [base]
    names = [about(head.title or "") for head in heads]
    return [f"{base}_{name}" if names.count(name) == 1 else f"{base}_{number}" for number, name in enumerate(names, 1)]


class Home(NamedTuple):
    """The item in which a commitment stands."""

    area: str | None
    objective: str | None
    measure: str | None


class Draft:
    """The making of one package; each method makes one part, in the order in which later parts need earlier ones."""

    def __init__(
        self, reading: read.Reading, index: int, text: str, plan_id: str, catalogue: Catalogue, gazetteer: Gazetteer, where: str | None
    ) -> None:
        """`index` is the plan's place in reading.plans."""
        self.reading, self.index, self.text, self.id = reading, index, text, plan_id
        self.head = reading.plans[index]
        self.catalogue, self.where = catalogue, where
        self.objectives_read = [item for item in reading.objectives if item.plan == index]
        self.measures_read = [item for item in reading.measures if item.plan == index]
        self.commitments_read = [item for item in reading.commitments if item.plan == index]
        self.areas = self._areas()
        self.units: dict[str, Unit] = {}
        self.places, self.region = named_places(self.head, text[self.head.start : self.head.end], plan_id, gazetteer)
        self.linker = Linker(catalogue, plan_id, self.commitments_read)

    def package(self) -> Package:
        """The whole draft."""
        measures = tuple(self._measure(number, item) for number, item in enumerate(self.measures_read, 1))
        bare = tuple(self._objective(number, item) for number, item in enumerate(self.objectives_read, 1))
        homes = [self._home(item, bare, measures) for item in self.commitments_read]
        commitments = [
            self._commitment(number, item, home) for number, (item, home) in enumerate(zip(self.commitments_read, homes, strict=True), 1)
        ]
        commitments += self._actions(measures, commitments)
        objectives = tuple(self._titled(item, commitments) for item in bare)
        ordered = tuple(sorted(commitments, key=lambda item: (item.start, item.end, item.id)))
        return Package(
            plan=self._plan(),
            areas=tuple(self.areas.values()),
            objectives=objectives,
            commitments=ordered,
            measures=measures,
            units=tuple(self.units.values()),
            places=self.places,
            indicators=self.linker.indicators(),
        )

    def _plan(self) -> Plan:
        head, document = self.head, self.reading.document
        title = head.title or f"未命名规划（{document.name}）"
        return Plan(
            id=self.id,
            title=title,
            short=_short(title),
            status=head.status,
            issuer=head.issuer,
            document_number=head.document_number,
            issued=head.issued,
            period=(_year(head.period[0]), _year(head.period[1])),
            population=_clip(head.population),
            about=about(head.title or head.population or ""),  # type: ignore[arg-type]
            coverage=Coverage(text=_clip(head.coverage.text), units=tuple(unit[:TITLE] for unit in head.coverage.units)),
            region=self.region,
            midterm_year=_year(head.midterm_year),
            final_year=_year(head.final_year),
            phases=tuple(Phase(name=phase.name[:TITLE], start=phase.start, end=phase.end) for phase in head.phases),
            document=Document(
                name=document.name,
                sha256=document.sha256,
                characters=document.characters,
                encoding=document.encoding,
                format=document.format if document.text_sha256 else None,  # type: ignore[arg-type]
                text_sha256=document.text_sha256,
                start=head.start,
                end=head.end,
                where=self.where or _where(head),
            ),
            not_found=tuple(head.not_found),
        )

    def _areas(self) -> dict[str, Area]:
        """Areas by their name: those that the head lists, else the outermost headings over objectives and measures."""
        names = list(self.head.areas) or list(dict.fromkeys(_bare(item.path[0]) for item in self._items() if item.path))
        return {name: Area(id=f"A{number:02}", name=name[:TITLE]) for number, name in enumerate(dict.fromkeys(names), 1)}

    def _items(self) -> Iterator[read.Objective | read.Measure]:
        yield from self.objectives_read
        yield from self.measures_read

    def _area_of(self, path: Sequence[str]) -> str | None:
        """The id of the innermost area among the headings of an item."""
        bare = [_bare(heading) for heading in reversed(path)]
        for heading in bare:
            if heading in self.areas:
                return self.areas[heading].id
        return next((area.id for heading in bare for name, area in self.areas.items() if _alike(name, heading)), None)

    def _unit_ids(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._unit(name) for name in names))

    def _unit(self, name: str) -> str:
        if name not in self.units:
            department = self.catalogue.department_named(name)
            self.units[name] = Unit(id=f"U{len(self.units) + 1:02}", name=name[:TITLE], department=department.code if department else None)
        return self.units[name].id

    def _measure(self, number: int, item: read.Measure) -> Measure:
        return Measure(
            id=f"M{number:03}",
            area=self._area_of(item.path),
            number=item.number,
            title=_clip(item.title) or f"措施 {item.number or number}",
            lead=self._unit_ids(item.lead),
            support=self._unit_ids(item.support),
            start=item.start,
            end=self._end(item),
        )

    def _end(self, item: read.Objective | read.Measure) -> int:
        """The end of an item, within its plan."""
        return min(item.end, self.head.end) if item.start < self.head.end else item.end

    def _objective(self, number: int, item: read.Objective) -> Objective:
        return Objective(
            id=f"O{number:03}",
            area=self._area_of(item.path),
            number=item.number,
            title="目标" + (_SIGNS.sub("", item.number or "") or str(number)),
            quantified=item.quantified,
            start=item.start,
            end=self._end(item),
        )

    def _titled(self, objective: Objective, commitments: Sequence[Commitment]) -> Objective:
        """An objective called by the indicators that it promises: a title of facts, not a sentence of the document."""
        names = dict.fromkeys(item.name for item in commitments if item.objective == objective.id and item.role != "background")
        title = "、".join(list(names)[:3])
        return objective.model_copy(update={"title": title[:TITLE]}) if title else objective

    def _home(self, item: read.Commitment, objectives: Sequence[Objective], measures: Sequence[Measure]) -> Home:
        objective = _holding(objectives, item.start)
        measure = _holding(measures, item.start) if objective is None else None
        held = objective or measure
        return Home(
            self._area_of(item.path) or (held.area if held else None), objective.id if objective else None, measure.id if measure else None
        )

    def _commitment(self, number: int, item: read.Commitment, home: Home) -> Commitment:
        commitment_id = f"C{number:03}"
        return Commitment(
            id=commitment_id,
            kind=item.kind,
            role=item.role,
            area=home.area,
            objective=home.objective,
            measure=home.measure,
            indicator=self.linker.link(item, commitment_id),
            name=_SPACES.sub("", item.indicator)[:TITLE],
            population=_clip(item.population),
            level_of=_clip(item.level_of),
            comparator=item.comparator,
            value=item.value,
            value_high=item.value_high,
            unit=item.unit,
            direction=item.direction,
            per=item.per,
            curbed=item.curbed,
            base_year=_year(item.base_year),
            measured_year=_year(item.measured_year),
            deadline=_year(item.deadline),
            deadline_from=item.deadline_from if _year(item.deadline) else None,
            implied=item.implied,
            reference=_reference(item),
            lead=self._unit_ids(item.lead),
            support=self._unit_ids(item.support),
            start=item.start,
            end=item.end,
            unsure=tuple(item.unsure),
        )

    def _actions(self, measures: Sequence[Measure], commitments: Sequence[Commitment]) -> Iterator[Commitment]:
        """An action for each measure in which nothing else is promised: it is done, or it is not."""
        served = {item.measure for item in commitments if item.role != "background"}
        number = len(commitments)
        for measure in measures:
            if measure.id in served:
                continue
            number += 1
            commitment_id = f"C{number:03}"
            yield Commitment(
                id=commitment_id,
                kind="action",
                role="measure",
                area=measure.area,
                measure=measure.id,
                indicator=self.linker.done(commitment_id, measure.title),
                name=measure.title,
                deadline=_year(self.head.period[1]),
                deadline_from="inherited" if _year(self.head.period[1]) else None,
                lead=measure.lead,
                support=measure.support,
                start=measure.start,
                end=min(measure.end, measure.start + max(len(measure.title), 1)),
            )


Item = TypeVar("Item", Objective, Measure)


def _holding(items: Sequence[Item], offset: int) -> Item | None:
    """The innermost (shortest) item whose run holds an offset."""
    return min((item for item in items if item.start <= offset < item.end), key=lambda item: item.end - item.start, default=None)


def _where(head: read.PlanHead) -> str | None:
    """Where the document is to be had, as far as it says who issued it."""
    if not head.issuer:
        return None
    number = f"（{head.document_number}）" if head.document_number else ""
    return f"{head.issuer}印发{number}，可向该机关或在其网站查取"


def _year(year: int | None) -> int | None:
    """A year that a plan can speak of, else None: what was read as 1900 or 2150 is not one."""
    return year if year is not None and EARLIEST <= year <= LATEST else None


def _reference(item: read.Commitment) -> Reference | None:
    there = item.reference
    if there is None:
        return None
    return Reference(indicator=there.indicator, region=there.region, population=there.population, period=there.period, offset=there.offset)


def _bare(heading: str) -> str:
    """A heading without its number and spaces."""
    return _SPACES.sub("", _NUMBERED.sub("", heading)).rstrip("。：:")


def _alike(area: str, heading: str) -> bool:
    short, long = sorted((_bare(area), _bare(heading)), key=len)
    return len(short) >= SAID_ENOUGH and short in long


def _clip(text: str | None) -> str | None:
    text = _SPACES.sub("", text or "")
    return (text[: TITLE - 1] + "…") if len(text) > TITLE else (text or None)


def _short(title: str) -> str:
    """A plan's short name: its title without the years in brackets."""
    return re.sub(r"[（(]\s*\d{4}[^）)]*[）)]", "", title).strip() or title
