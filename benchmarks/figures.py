"""How long half a million facts take to become figures (floor: 10 s on two cores), and figures to become verdicts (floor: 10 s).

600 indicators, 150 places (a county, its townships and villages), ten years; then 150 commitments at every one of the places, seven times
over, as seven plans would have them.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, date, datetime
from itertools import product

import pyarrow as pa

from qingmiao.catalogue import Catalogue, Element, Indicator
from qingmiao.compute import figures
from qingmiao.facts.schema import SCHEMA
from qingmiao.places import Gazetteer, Place
from qingmiao.plans.model import Commitment, Document, Package, Plan
from qingmiao.progress import judge_package

FACTS, INDICATORS, TOWNS, VILLAGES, COMMITMENTS, PLANS = 500_000, 600, 15, 134, 150, 7
YEARS = range(2015, 2025)
CEILING = 10.0


def county() -> Gazetteer:
    """A county of 150 places."""
    towns = [Place(f"t{number}", f"{number}镇", "township", "r") for number in range(TOWNS)]
    villages = [Place(f"v{number}", f"{number}村", "village", f"t{number % TOWNS}") for number in range(VILLAGES)]
    return Gazetteer((Place("r", "县", "county"), *towns, *villages))


def reported(codes: list[str], places: Gazetteer) -> pa.Table:
    """Facts of villages, drawn with a fixed seed."""
    draw = random.Random(7)
    villages = [place.id for place in places if place.level == "village"]
    rows = draw.sample(list(product(codes, villages, YEARS)), FACTS)
    plain = {
        "basis": "calendar_year",
        "stream": "health",
        "status": "observed",
        "simulated": True,
        "origin": "demonstration",
        "origin_id": "b",
    }
    plain |= dict.fromkeys(("sex", "residence", "age", "other"), "all") | {
        "recorded_by": "b",
        "recorded_at": datetime(2025, 1, 1, tzinfo=UTC),
    }
    columns = {name: [value] * FACTS for name, value in plain.items()} | dict.fromkeys(("n", "std_error", "supersedes"), [None] * FACTS)
    told = {
        "id": list(range(FACTS)),
        "element": [row[0] for row in rows],
        "place": [row[1] for row in rows],
        "period_from": [date(row[2], 1, 1) for row in rows],
        "period_to": [date(row[2] + 1, 1, 1) for row in rows],
        "value": [float(draw.randint(1, 100)) for _ in rows],
    }
    return pa.table(columns | told, schema=SCHEMA)


def promised(indicators: list[Indicator]) -> Package:
    """A plan of level targets."""
    items = [
        Commitment(
            id=f"C{number:03}", kind="level", role="objective", area=None, indicator=indicator.code, name=indicator.name, comparator=">=",
            value=95, unit="%", deadline=2030, start=0, end=1,
        )
        for number, indicator in enumerate(indicators[:COMMITMENTS])
    ]  # fmt: skip
    document = Document(name="b.txt", sha256="0" * 64, characters=1, start=0, end=1)
    plan = Plan(id="b", title="规划", short="规划", status="in_force", period=(2021, 2030), region="r", document=document)
    return Package(plan=plan, areas=(), objectives=(), commitments=tuple(items), measures=(), units=(), places=(), indicators=())


def main() -> int:
    """Print both times; non-zero where one is over its floor."""
    places = county()
    indicators = [Indicator(f"i{number}", f"率{number}", "%", f"i{number}.n / i{number}.d * 100") for number in range(INDICATORS)]
    elements = {code: Element(code, code, "人") for indicator in indicators for code in indicator.elements}
    facts = reported(list(elements), places)
    start = time.perf_counter()
    made = figures(facts, indicators=indicators, elements=elements, gazetteer=places, region="r", threshold=0.0)
    computed = time.perf_counter() - start
    print(f"{FACTS} 条事实 → {made.num_rows} 个指标值 / facts → figures: {computed:.2f} s")
    package, catalogue = promised(indicators), Catalogue({one.code: one for one in indicators}, elements, {})
    start = time.perf_counter()
    count = sum(len(judge_package(package, catalogue, places, made, 2024)) for _ in range(PLANS))
    judged = time.perf_counter() - start
    print(f"{PLANS} 个规划 → {count} 个判定 / plans → verdicts: {judged:.2f} s")
    return int(computed > CEILING or judged > CEILING)


if __name__ == "__main__":
    sys.exit(main())
