"""Facts to figures with Ibis, the same expressions on DuckDB and on Spark.

The way: of each slice (an element of some groups), place and year the best fact → the own counts of each indicator, place and year, every
term from its own year → level by level up the tree of places, deepest first → one expression a shape of formula → of each indicator, place
and year the best figure. Heavy imports stay in here, so that whoever only needs the schema does not pay for them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import ibis
import pyarrow as pa

from qingmiao.catalogue.groups import GROUPS, columns
from qingmiao.catalogue.model import MEASURED, Element, Indicator
from qingmiao.compute.backends import Backend, DuckDB
from qingmiao.compute.carrying import MISSING, with_slots, within
from qingmiao.compute.parts import ABOVE, SET, Tree, table_of, tree_of
from qingmiao.compute.schema import FIGURES
from qingmiao.compute.shapes import Variant, is_ratio, rolls_up, variants_of
from qingmiao.compute.to_ibis import expression
from qingmiao.errors import UserError
from qingmiao.facts.schema import STATUSES, STREAMS
from qingmiao.places.model import Gazetteer

_NEEDED = ("id", "element", "place", "period_to", "basis", *GROUPS, "stream", "value", "status", "simulated")
PEOPLE: Final = "resident_population"
"""The element that weighs parts by the people who live in them."""

_TYPES: Final[Mapping[str, str]] = {"string": "string", "int32": "int32", "double": "float64", "bool": "boolean"}
_KEY = ("variant", "place", "year")
_NOT_APPLICABLE = STATUSES.index("not_applicable")
_WITHHELD = STATUSES.index("withheld")
_SLOTS = pa.schema([
    ("variant", pa.int32()), ("slot", pa.int8()), ("slice", pa.int32()), ("from_year", pa.int32()), ("year", pa.int32()), ("slots", pa.int8()),
    ("rolls", pa.bool_()),
])  # fmt: skip
_VARIANTS = (
    *(("variant", pa.int32()), ("indicator", pa.string()), ("way", pa.string())),
    *(("shape", pa.int64()), ("summed", pa.bool_()), ("ratio", pa.bool_())),
)
_SLICE_COLUMNS = pa.schema(
    [("slice", pa.int32()), ("element", pa.string()), *((name, pa.string()) for name in GROUPS), ("usual", pa.string())]
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which figures, of the places at, under and above a region.

    `threshold` (0..1) is the share of leaf parts below which a value is withheld. `boundaries`: all years are shown within the boundaries
    of that one (no earlier than they); each within its own when None.
    """

    indicators: Sequence[Indicator]
    elements: Mapping[str, Element]
    gazetteer: Gazetteer
    region: str
    threshold: float
    boundaries: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some places to be worked out anew, while all others stand as they are.

    `standing` holds the counts (the columns of `Counts.table`) of places that are parts of these and not among them; `tree` is cut down to
    what concerns these places.
    """

    places: Collection[str]
    standing: Any
    tree: Tree
    years: Sequence[int]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of each variant, place and year, before it is judged; `rivals`: whether an indicator has both counts and measured."""

    table: Any
    tree: Any
    variants: Sequence[Variant]
    rivals: bool
    years: Sequence[int]


@dataclass(frozen=True, slots=True)
class Slots:
    """How many slots formulas have, and of each slot the variants in which a whole has the greatest of its parts, not their sum."""

    number: int
    greatest: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, variants: Sequence[Variant]) -> Slots:
        """The slots of some variants."""
        number = max(len(variant.shape.terms) for variant in variants)
        return cls(number, tuple(tuple(n for n, one in enumerate(variants) if slot in one.greatest) for slot in range(number)))


def figures(
    facts: pa.Table,
    *,
    indicators: Sequence[Indicator],
    elements: Mapping[str, Element],
    gazetteer: Gazetteer,
    region: str,
    threshold: float,
    boundaries: int | None = None,
) -> pa.Table:
    """The figures (schema FIGURES) of every indicator, place and year for which anything is known, ordered by these three.

    `facts` are current ones (schema facts.SCHEMA), the other arguments those of `Question`. Places: the region, all under it by roll-up,
    and those above it where they were measured or counted themselves. A term is worked out from the facts on its groups, and on everybody
    where it names none; a quarter is no year, and what was counted over several years is no year's count. Rules are told in
    docs/figures.md and held by tests against an evaluation in plain Python.
    """
    if not facts.num_rows:
        return FIGURES.empty_table()
    engine = DuckDB()
    try:
        return figures_on(
            engine, engine.put(facts.select(list(_NEEDED))), Question(indicators, elements, gazetteer, region, threshold, boundaries)
        )
    finally:
        engine.close()


def figures_on(engine: Backend, facts: Any, question: Question) -> pa.Table:
    """The same on an engine, from facts that are a table of it."""
    table = expression_on(engine, facts, question)
    return FIGURES.empty_table() if table is None else engine.arrow(table).select(FIGURES.names).cast(FIGURES)


def expression_on(engine: Backend, facts: Any, question: Question) -> Any | None:
    """The same, not yet fetched: an expression with the columns of FIGURES, None where there is nothing."""
    counts = counts_on(engine, facts, question)
    return None if counts is None else judged(engine, counts, question.threshold).order_by("indicator", "place", "year")


def counts_on(engine: Backend, facts: Any, question: Question, part: Part | None = None) -> Counts | None:
    """The counts behind the figures, of all places or of a part of them (then `facts` are those of its places); None where nothing is told."""
    variants = variants_of(question.indicators, question.elements)
    if not variants:
        return None
    slices = _slices(variants)
    best = engine.keep(_best_facts(engine, _asked(facts, engine.put(_slice_table(slices, question.elements)))))
    years = sorted(engine.arrow(best.select("from_year").distinct())["from_year"].to_pylist()) if part is None else part.years
    if not years:
        return None
    rolling = [number for number, variant in enumerate(variants) if variant.rolls]
    standing = None if part is None else engine.keep(part.standing)
    engine.in_any_order(part is None and _whole(engine, best))
    if question.boundaries is not None and question.boundaries < years[-1]:
        raise _too_early(question.boundaries, years[-1])
    places = tree_for(question, years, people_of(engine, facts)) if part is None else part.tree
    if places.carried.num_rows:
        best = engine.keep(within(best, engine.put(places.carried), engine.put(_rolling_up(slices, question.elements))))
    tree = engine.put(places.places)
    slots = Slots.of(variants)
    terms = with_slots(engine, best, _slot_table(variants, slices, years), places.lagged, _rolling_up(slices, question.elements))
    own = _own(terms, tree, slots)
    own = engine.keep(own if part is None else own.filter(own.place.isin(sorted(part.places))))
    engine.drop(best)
    beside = (
        None
        if standing is None
        else engine.keep(_rolling(standing, rolling).join(tree.select("place", "year", "depth"), ["place", "year"]))
    )
    counted = _rolled_up(engine, own, tree, places.depth, slots, beside)
    if places.members.num_rows:
        whole = counted if standing is None else counted.union(standing)
        counted = counted.union(_of_sets(_rolling(whole, rolling), own, engine.put(places.members), slots))
    return Counts(counted, tree, variants, part is not None or _rivals(engine, own, variants), years)


def years_asked(engine: Backend, facts: Any, question: Question) -> list[int]:
    """The years of which these facts tell anything that the question asks for, in order."""
    variants = variants_of(question.indicators, question.elements)
    asked = _asked(facts, engine.put(_slice_table(_slices(variants), question.elements)))
    return sorted(engine.arrow(asked.select("from_year").distinct())["from_year"].to_pylist())


def tree_for(question: Question, years: Sequence[int], people: Mapping[str, float]) -> Tree:
    """The places that a question is about, in some years, and what formulas take from earlier ones."""
    terms = {term for variant in variants_of(question.indicators, question.elements) for term in variant.shape.terms}
    pairs = {(term.year_for(year), year) for term in terms for year in years}
    return tree_of(question.gazetteer, question.region, years, boundaries=question.boundaries, people=people, lags=pairs)


def _too_early(boundaries: int, last: int) -> UserError:
    return UserError(
        what=f"不能按 {boundaries} 年的区划列示 {last} 年的数 / the year {last} cannot be shown within the boundaries of {boundaries}",
        where="boundaries",
        cure=f"用 {last} 年或以后的区划 / take the boundaries of {last} or later",
    )


def _whole(engine: Backend, best: Any) -> bool:
    """Whether all values are whole numbers, and so small that no sum of them is rounded."""
    odd = (best.value != best.value.floor()) | (best.value.abs() > 1e9)
    found = engine.arrow(best.filter(odd.fill_null(False)).select("slice").limit(1))
    return not found.num_rows


def _rivals(engine: Backend, own: Any, variants: Sequence[Variant]) -> bool:
    """Whether there is anything to choose between: an indicator of which both counts and a measured value are known."""
    told = engine.arrow(own.select("variant").distinct())["variant"].to_pylist()
    return len({variants[number].indicator for number in told}) < len(told)


def people_of(engine: Backend, facts: Any) -> dict[str, float]:
    """How many people live in a place, by the latest fact that says so."""
    here = facts.filter(facts.element == PEOPLE, *(facts[name] == "all" for name in GROUPS), facts.value.notnull(), ~facts.simulated)
    nth = ibis.row_number().over(group_by="place", order_by=[here.period_to.desc(), here.id.desc()])
    found = engine.arrow(here.mutate(nth=nth).filter(lambda t: t.nth == 0).select("place", "value"))
    return {row["place"]: row["value"] for row in found.to_pylist()}


# ------------------------------------------------------------------------------------------------ from facts to one value each

Slice = tuple[str, tuple[str, ...]]
"""An element and the groups that it is counted for."""


def _slices(variants: Sequence[Variant]) -> dict[Slice, int]:
    """The slices that formulas ask for, numbered."""
    asked = dict.fromkeys((term.element, term.groups) for variant in variants for term in variant.shape.terms)
    return {one: number for number, one in enumerate(asked)}


def _slice_table(slices: Mapping[Slice, int], elements: Mapping[str, Element]) -> pa.Table:
    rows = [
        {"slice": number, "element": code, "usual": elements[code].basis if code in elements else None, **columns(groups)}
        for (code, groups), number in slices.items()
    ]
    return pa.Table.from_pylist(rows, schema=_SLICE_COLUMNS)


def _asked(facts: Any, slice_table: Any) -> Any:
    """The facts that can become figures: of a slice that is asked for, of a year; with the year in which each period ends."""
    yearly = facts.basis.notin(["quarter", "several_years"])
    measured = (facts.basis == "several_years") & facts.element.endswith(MEASURED)
    kept = facts.filter(yearly | measured).join(slice_table, ["element", *GROUPS])
    # That of its last day, as periods are half-open.
    return kept.mutate(from_year=(kept.period_to - ibis.interval(days=1)).year().cast("int32"))


def _rank(column: Any, order: Sequence[str]) -> Any:
    return ibis.cases(*((column == word, number) for number, word in enumerate(order)), else_=len(order)).cast("int8")


_SLOT = ("slice", "place", "from_year")


def _best_facts(engine: Backend, facts: Any) -> Any:
    """Of each slice, place and year one fact: not simulated before simulated, a value before none, the element's own basis before others,
    then the streams in their order, the latest period, the latest fact. They are put in order only where there are several of one."""
    ranked = facts.select(
        *_SLOT,
        "value",
        "simulated",
        "period_to",
        "id",
        status=_rank(facts.status, STATUSES),
        stream=_rank(facts.stream, STREAMS),
        odd=facts.basis != facts.usual,
    )
    if engine.may_repeat(ranked, _SLOT):
        order = [
            ranked.simulated,
            ranked.status >= MISSING,
            ranked.odd,
            ranked.stream,
            ranked.period_to.desc(),
            ranked.id.desc(),
        ]
        nth = ibis.row_number().over(group_by=list(_SLOT), order_by=order)
        ranked = ranked.mutate(nth=nth).filter(lambda t: t.nth == 0)
    return ranked.select(*_SLOT, "value", "status", "stream", "simulated")


def _rolling_up(slices: Mapping[Slice, int], elements: Mapping[str, Element]) -> pa.Table:
    """What becomes of each slice over places."""
    return pa.table({
        "slice": pa.array(slices.values(), pa.int32()),
        "rolls_up": pa.array([rolls_up(code, elements) for code, _ in slices], pa.string()),
    })  # fmt: skip


def _slot_table(variants: Sequence[Variant], slices: Mapping[Slice, int], years: Sequence[int]) -> pa.Table:
    """One row for each term of each formula and each year asked for: which slice of which year it takes."""
    rows = [
        (number, slot, slices[term.element, term.groups], term.year_for(year), year, len(variant.shape.terms), variant.rolls)
        for number, variant in enumerate(variants)
        for slot, term in enumerate(variant.shape.terms)
        for year in years
    ]
    return table_of(rows, _SLOTS)


def _own(joined: Any, tree: Any, slots: Slots) -> Any:
    """What a place itself says on each variant: all values of the formula, or the status that says why not; half-told sets are nothing."""
    told = joined.group_by(*_KEY).agg(
        rolls=joined.rolls.any(),
        complete=(joined.status < MISSING).sum() == joined.slots.max(),
        missing=joined.status.min(where=joined.status >= MISSING),
        status=joined.status.max(),
        stream=joined.stream.max(),
        simulated=joined.simulated.any(),
        **{f"s{slot}": joined.value.max(where=joined.slot == slot) for slot in range(slots.number)},
    )
    told = told.filter(told.complete | told.missing.notnull()).join(tree, ["place", "year"])
    absent = ~told.complete & (told.missing == _NOT_APPLICABLE)
    leaves = ibis.ifelse(told.rolls, told.expected, 1)
    return told.select(
        *_KEY,
        "rolls",
        "depth",
        "simulated",
        "stream",
        status=ibis.ifelse(told.complete, told.status, told.missing),
        reporting=ibis.ifelse(told.complete, leaves, 0),
        apart=ibis.ifelse(absent, leaves, 0),
        people=ibis.ifelse(told.complete, told.people, 0.0),
        people_apart=ibis.ifelse(absent, told.people, 0.0),
        own=ibis.literal(True),
        **{f"s{slot}": ibis.ifelse(told.complete, told[f"s{slot}"], None) for slot in range(slots.number)},
    )


# ------------------------------------------------------------------------------------------------ up the tree


def _rolling(counted: Any, variants: Collection[int]) -> Any:
    """The counts of variants whose parts add up."""
    return counted.filter(counted.variant.isin(list(variants)))


def _rolled_up(engine: Backend, own: Any, tree: Any, depth: int, slots: Slots, beside: Any | None) -> Any:
    """The counts of every place: deepest places first, each level from the one below it; what never adds up as it is.

    `beside` are counts (with their depth) that are not worked out here and take part in the sums.
    """
    columns = _columns(slots)
    levels = [own.filter(~own.rolls | (own.depth == ABOVE)).select(*columns)]
    told = set(engine.arrow(own.filter(own.rolls).select("depth").distinct())["depth"].to_pylist())
    below = None
    for level in range(depth, -1, -1):
        here = own.filter(own.rolls & (own.depth == level)).select(*columns) if level in told else None
        below = _level(engine, here, below, tree, slots)
        levels += [] if below is None else [below]
        if beside is not None:
            others = beside.filter(beside.depth == level).select(*columns)
            below = others if below is None else below.union(others)
    return ibis.union(*levels)


def _level(engine: Backend, here: Any, below: Any, tree: Any, slots: Slots) -> Any:
    """What is known at one level: the own counts of its places, the sums over the level below, or the better of both."""
    if below is None:
        return here  # nothing but what its places said, so it is not kept a second time
    summed = _summed(below, tree.select("place", "year", "parent"), slots).select(*_columns(slots))
    return engine.keep(summed if here is None else _better(here.union(summed)))


def _columns(slots: Slots) -> tuple[str, ...]:
    return (
        *_KEY,
        "simulated",
        "stream",
        "status",
        "reporting",
        "apart",
        "people",
        "people_apart",
        "own",
        *(f"s{slot}" for slot in range(slots.number)),
    )


def _of_sets(rolling: Any, own: Any, members: Any, slots: Slots) -> Any:
    """The counts of sets of places: their own, or the sums over their members, wherever in the tree these are."""
    columns = _columns(slots)
    here = own.filter(own.rolls & (own.depth == SET)).select(*columns)
    return _better(here.union(_summed(rolling, members, slots).select(*columns)))


def _summed(below: Any, edges: Any, slots: Slots) -> Any:
    """The sums (or the greatest) over the parts of each place: of those that report all of a formula; where none does, why not."""
    joined = below.join(edges, ["place", "year"])
    joined = joined.filter(joined.parent.notnull())
    good = joined.reporting > 0
    some = joined.reporting.sum() > 0
    return joined.group_by(variant=joined.variant, place=joined.parent, year=joined.year).agg(
        simulated=ibis.ifelse(some, joined.simulated.any(where=good), joined.simulated.any()),
        stream=ibis.ifelse(some, joined.stream.max(where=good), joined.stream.max()),
        status=ibis.ifelse(some, joined.status.max(where=good), joined.status.min()),
        reporting=joined.reporting.sum().cast("int32"),
        apart=joined.apart.sum().cast("int32"),
        people=joined.people.sum(),
        people_apart=joined.people_apart.sum(),
        own=ibis.literal(False),
        **{f"s{slot}": _whole_of(joined, slot, slots.greatest[slot]) for slot in range(slots.number)},
    )


def _whole_of(joined: Any, slot: int, greatest: Collection[int]) -> Any:
    """The sum over the parts, or in some variants the greatest of them."""
    value = joined[f"s{slot}"]
    if not greatest:
        return value.sum()
    apart = joined.variant.isin(list(greatest))
    return ibis.coalesce(value.max(where=apart), value.sum(where=~apart))


def _better(table: Any) -> Any:
    """A place's own counts or the sum over its parts: not simulated first, then those with values, then its own."""
    order = [table.simulated, table.reporting == 0, ~table.own]
    return table.mutate(nth=ibis.row_number().over(group_by=list(_KEY), order_by=order)).filter(lambda t: t.nth == 0).drop("nth")


# ------------------------------------------------------------------------------------------------ from counts to figures


def _variant_table(variants: Sequence[Variant]) -> pa.Table:
    shapes = _shapes(variants)
    constants = max(len(variant.shape.constants) for variant in variants)
    rows = [
        {
            "variant": number,
            "indicator": variant.indicator,
            "way": variant.way,
            "shape": shapes.index(variant.shape.tree),
            "summed": variant.rolls,
            "ratio": variant.way == "counts" and is_ratio(variant.shape.tree),
            **{f"k{k}": constant for k, constant in enumerate(variant.shape.constants)},
        }
        for number, variant in enumerate(variants)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([*_VARIANTS, *((f"k{k}", pa.float64()) for k in range(constants))]))


def _shapes(variants: Sequence[Variant]) -> list[Any]:
    return list(dict.fromkeys(variant.shape.tree for variant in variants))


def judged(engine: Backend, counts: Counts, threshold: float) -> Any:
    """Values by the formula of each shape, withheld below the threshold; of counts and measured the better one."""
    variants, tree = counts.variants, counts.tree
    table = counts.table.join(engine.put(_variant_table(variants)), "variant").join(
        tree.select("place", "year", "expected", living="people"), ["place", "year"]
    )
    table = table.mutate(
        value=ibis.cases(
            *((table["shape"] == number, expression(shape, table)) for number, shape in enumerate(_shapes(variants))), else_=None
        ),
        expected=ibis.ifelse(table.summed, table.expected, 1) - table.apart,
    )
    withheld = (table.reporting > 0) & (table.reporting / table.expected.nullif(0) < threshold)
    # Counts that are all there and still give no value (nothing to divide by): the figure does not apply.
    rank = ibis.cases((withheld, _WITHHELD), ((table.reporting > 0) & table.value.isnull(), _NOT_APPLICABLE), else_=table.status)
    table = table.mutate(value=ibis.ifelse(withheld, None, table.value), rank=rank)
    if counts.rivals:
        order = [table.simulated, table.value.isnull(), table.way == "measured", table.variant]
        nth = ibis.row_number().over(group_by=["indicator", "place", "year"], order_by=order)
        table = table.mutate(nth=nth).filter(lambda t: t.nth == 0)
    both = table.ratio & (table["rank"] < MISSING)
    columns = table.select(
        "indicator",
        "place",
        "year",
        "value",
        numerator=ibis.ifelse(both, table.s0, None),
        denominator=ibis.ifelse(both, table.s1 if "s1" in table.columns else ibis.null("float64"), None),
        parts_expected=table.expected,
        parts_reporting=table.reporting,
        status=_word(table["rank"], STATUSES),
        way="way",
        stream=_word(table.stream, STREAMS),
        simulated="simulated",
        people_reporting=ibis.ifelse(table.summed, table.people / (table.living - table.people_apart).nullif(0), None),
    )
    return columns.cast({one.name: _TYPES[str(one.type)] for one in FIGURES})


def _word(column: Any, words: Sequence[str]) -> Any:
    return ibis.cases(*((column == number, word) for number, word in enumerate(words)), else_="")
