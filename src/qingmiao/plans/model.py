"""The plan package: what a document promises, as data that people can read, correct and keep in git.

One folder a plan: `plan.yaml` and a file each for areas, objectives, commitments, measures, units, places and indicators.
A package holds facts and figures and offsets into the document; the document's words are not in it. Where `document.kept` names a file
of the folder, the words are at hand; else they appear when somebody gives the folder of documents.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from qingmiao.catalogue.model import Adds

Kind = Literal["level", "change", "trend", "norm", "count", "amount", "milestone", "action"]
KINDS: tuple[Kind, ...] = ("level", "change", "trend", "norm", "count", "amount", "milestone", "action")
Role = Literal["objective", "measure", "background", "administration"]
Comparator = Literal[">=", "<=", ">", "<", "=", "~", "range"]
Level = Literal["nation", "province", "prefecture", "county", "township", "village", "institution", "set"]

METHODS_OF_THE_WAY: Final = ("pace", "opensdg", "un2022", "un2023", "escap", "aarr", "aarr_fit")
"""Named methods of progress that may be a plan's official one (docs/methods.md)."""

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.\-]+$", max_length=64)]
PlanId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
"""A plan's id begins the codes of its local indicators, which stand in formulas: letters, digits and `_` only."""

EARLIEST, LATEST = 1949, 2100
Year = Annotated[int, Field(ge=EARLIEST, le=LATEST)]
Offset = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """Common habits of all parts of a package: unknown keys are errors, values are not changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Document(Part):
    """The document that was read: its name and SHA-256 of its bytes, the length of its text in characters, the span of this plan in it.

    Where it is not plain text, `format` says what it is, `text_sha256` is that of the text drawn out of it (UTF-8), and the kept file is that text.
    """

    name: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    characters: int
    encoding: str = "utf-8"
    start: Offset
    end: Offset
    format: Literal["docx", "pdf", "html", "mht"] | None = None
    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    kept: str | None = None
    where: str | None = None


class Coverage(Part):
    """Where the plan holds: words as short as they are given, and the units that it names."""

    text: str | None = None
    units: tuple[str, ...] = ()


class Phase(Part):
    """One phase of carrying out, as the document dates it."""

    name: str
    start: str | None = None
    end: str | None = None


class Plan(Part):
    """The plan itself. `region` is the place that answers for it; `period` holds both years; `method` is its official method, by which the way
    to a target is judged.

    `threshold` is the share of parts (0..1) below which a roll-up is withheld.
    """

    id: PlanId
    title: str
    short: str
    status: Literal["draft", "in_force", "amended", "ended"]
    issuer: str | None = None
    document_number: str | None = None
    issued: str | None = None
    period: tuple[Year | None, Year | None]
    population: str | None = None
    about: Literal["children", "women", "both", "other"] = "children"
    coverage: Coverage = Coverage()
    region: Id
    midterm_year: Year | None = None
    final_year: Year | None = None
    phases: tuple[Phase, ...] = ()
    method: str = "pace"
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.6
    document: Document
    example: bool = False
    not_found: tuple[str, ...] = ()


class Area(Part):
    """领域."""

    id: Id
    name: str


class Objective(Part):
    """主要目标: one numbered or dashed item; its words are found by its offsets."""

    id: Id
    area: Id | None
    number: str | None
    title: str
    quantified: bool
    start: Offset
    end: Offset


class Measure(Part):
    """策略措施 (and tasks and key projects): one numbered item with those who answer for it."""

    id: Id
    area: Id | None
    number: str | None
    title: str
    lead: tuple[Id, ...] = ()
    support: tuple[Id, ...] = ()
    start: Offset
    end: Offset


class Reference(Part):
    """What a target is set against when it is not a number of its own: 不低于全省平均水平, 较成年人提高 5 个百分点."""

    indicator: str | None = None
    region: str | None = None
    population: str | None = None
    period: str | None = None
    offset: float | None = None


class Commitment(Part):
    """One promise that can be checked, by the fields of its kind; `indicator` is a code of the package's indicators or of the catalogue.

    `curbed`: a trend whose words ask that a rise (or a fall) be held up, not that it turn: 上升趋势得到控制.
    `objective` and `measure` say in which item it stands; `lead` and `support` hold only units that the document names.
    """

    id: Id
    kind: Kind
    role: Role
    area: Id | None
    objective: Id | None = None
    measure: Id | None = None
    indicator: Id
    name: str
    population: str | None = None
    level_of: str | None = None
    comparator: Comparator | None = None
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    direction: Literal["up", "down"] | None = None
    per: Literal["total", "year"] | None = None
    curbed: bool = False
    base_year: Year | None = None
    measured_year: Year | None = None
    deadline: Year | None = None
    deadline_from: Literal["stated", "inherited"] | None = None
    implied: bool = False
    reference: Reference | None = None
    lead: tuple[Id, ...] = ()
    support: tuple[Id, ...] = ()
    start: Offset
    end: Offset
    unsure: tuple[str, ...] = ()


class Unit(Part):
    """责任单位: a name as the document has it, and the catalogue's department where it is one."""

    id: Id
    name: str
    department: str | None = None


class PlacePast(Part):
    """What a place of the plan was before the year `until`: the fields that differ."""

    until: Year
    name: str | None = None
    code: str | None = None
    parent: Id | None = None


class PlaceSuccessor(Part):
    """From `year` on, `share` (0..1] of a place is in the place `to`: merged, split or cut out."""

    year: Year
    to: Id
    share: Annotated[float, Field(gt=0, le=1)] = 1.0


class PlanPlace(Part):
    """A place of the plan: named by the document (or its region), or to be supplied.

    A place of level `set` stands for its `members` taken together (42 counties of a programme); `past`, `successors` and the years
    (half-open) tell what became of a place.

    An entry with `supply` stands for that many places that the document counts but does not name (0: it does not say how many);
    they are never invented.
    """

    id: Id
    name: str
    level: Level
    parent: Id | None = None
    code: Annotated[str, Field(pattern=r"^\d{6,12}$")] | None = None
    supply: Annotated[int, Field(ge=0)] | None = None
    valid_from: Year | None = None
    valid_to: Year | None = None
    past: tuple[PlacePast, ...] = ()
    successors: tuple[PlaceSuccessor, ...] = ()
    members: tuple[Id, ...] = ()


class PlanIndicator(Part):
    """An indicator that the plan uses: one of the catalogue (`catalogue: true`, nothing else needed) or a local one with a drafted definition.

    `likeness` (0..1) is how like the plan's words are to the catalogue's name. Where the catalogue holds rival definitions,
    `chosen_definition` is the key of the one that the plan goes by; without it the catalogue's own holds.
    """

    code: Id
    name: str
    catalogue: bool = False
    likeness: float | None = None
    chosen_definition: str | None = None
    unit: str | None = None
    formula: str | None = None
    direction: Literal["up", "down"] | None = None
    department: str | None = None
    definition: str | None = None
    adds: Adds = "measured"


class Package(Part):
    """Everything of one plan."""

    plan: Plan
    areas: tuple[Area, ...]
    objectives: tuple[Objective, ...]
    commitments: tuple[Commitment, ...]
    measures: tuple[Measure, ...]
    units: tuple[Unit, ...]
    places: tuple[PlanPlace, ...]
    indicators: tuple[PlanIndicator, ...]
