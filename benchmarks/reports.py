"""How long reports take, and how much memory: `python benchmarks/reports.py` runs each part in a process of its own.

- `shipped`: the yearly report of every shipped plan, over demonstration data; a county's in at most 5 s.
- `profiles`: the profiles of 42 counties of a region, 120 indicators each, in at most 90 s.
- `national`: 220 indicators, 31 provinces, 10 years, in at most 30 s and 1 GB, from the facts on.

Each prints how long the figures and verdicts took, the model, the document, and the files; python-docx writing a bare table as large as the
annexes stands beside them as a measure of the machine.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
from docx import Document as new_document

from qingmiao import plans
from qingmiao.catalogue import Catalogue, Indicator, load
from qingmiao.compute import figures
from qingmiao.facts import demonstration, revisions
from qingmiao.places import Gazetteer, Place, china
from qingmiao.plans.model import Area, Commitment, Document, Package, Plan
from qingmiao.progress import judge_package
from qingmiao.reports import ReleaseHead, ReportModel, place_models, profile, report_model, write_docx, yearly
from qingmiao.reports.pdf import write_pdf
from qingmiao.reports.workbook import write_xlsx
from qingmiao.shipped import plans_dir

YEARS = 10
LAST = 2024
INDICATORS = 220
COUNTY, NATION, PROFILES, MEMORY = 5.0, 30.0, 90.0, 1.0
"""Seconds, seconds, seconds and gigabytes."""

COUNTIES, ASKED = 42, 120
"""Places that get a profile, and the indicators of their plan."""

RELEASE = ReleaseHead("演示数据", datetime(2025, 5, 20, tzinfo=UTC))
MADE_ON = date(2025, 6, 9)


def facts_of(catalogue: Catalogue, gazetteer: Gazetteer, used: Sequence[Indicator], region: str, last: int) -> pa.Table:
    """Demonstration data of some indicators."""
    elements = {element.code: element for indicator in used for element in catalogue.elements_of(indicator)}
    ratios = demonstration.ratios_of(used)
    return demonstration.generate(list(elements.values()), ratios, gazetteer, region, first_year=last - YEARS + 1, last_year=last, seed=7)


def model_of(
    package: Package, catalogue: Catalogue, gazetteer: Gazetteer, facts: pa.Table, used: Sequence[Indicator], last: int
) -> ReportModel:
    """Figures, verdicts of two years, and the model."""
    plan = package.plan
    told = revisions.current(facts)
    table = figures(told, indicators=used, elements=catalogue.elements, gazetteer=gazetteer, region=plan.region, threshold=plan.threshold)
    judged, before = (judge_package(package, catalogue, gazetteer, table, year) for year in (last, last - 1))
    return report_model(
        package,
        catalogue=catalogue,
        gazetteer=gazetteer,
        figures=table,
        judged=judged,
        judged_before=before,
        year=last,
        release=RELEASE,
        made_on=MADE_ON,
    )


def packages() -> Iterator[tuple[Package, Catalogue, Gazetteer, pa.Table, list[Indicator], int]]:
    """Each shipped package with its demonstration data."""
    for folder in sorted(path.parent for path in plans_dir().glob("*/plan.yaml")):
        package = plans.load(folder)
        catalogue, gazetteer = plans.catalogue_of(package), plans.gazetteer(package)
        used = [catalogue.indicators[code] for code in dict.fromkeys(item.indicator for item in package.commitments)]
        last = min(LAST, package.plan.period[1] or LAST)
        yield package, catalogue, gazetteer, facts_of(catalogue, gazetteer, used, package.plan.region, last), used, last


def planned(
    gazetteer: Gazetteer, region: str, catalogue: Catalogue, count: int
) -> tuple[Package, Catalogue, Gazetteer, pa.Table, list[Indicator], int]:
    """A plan of so many indicators with a target each, in seven areas, with its demonstration data."""
    used = [one for one in catalogue.indicators.values() if one.direction and one.unit in ("%", "‰", "/10万")][:count]
    items = tuple(
        Commitment(
            id=f"C{number:03}", kind="level", role="objective", area=f"A{number % 7}", indicator=one.code, name=one.name, start=0, end=1,
            comparator=">=" if one.direction == "up" else "<=", value=95.0 if one.direction == "up" else 5.0, unit=one.unit, deadline=2030,
        )
        for number, one in enumerate(used)
    )  # fmt: skip
    document = Document(name="b.txt", sha256="0" * 64, characters=1, start=0, end=1)
    title = "中国儿童发展纲要（2021—2030年）"
    plan = Plan(id="b", title=title, short="纲要", status="in_force", period=(2021, 2030), region=region, document=document)
    areas = tuple(Area(id=f"A{number}", name=f"第{number + 1}领域") for number in range(7))
    package = Package(plan=plan, areas=areas, objectives=(), commitments=items, measures=(), units=(), places=(), indicators=())
    return package, catalogue, gazetteer, facts_of(catalogue, gazetteer, used, region, LAST), used, LAST


def nation() -> tuple[Package, Catalogue, Gazetteer, pa.Table, list[Indicator], int]:
    """220 indicators with a target each, over the 31 provinces."""
    catalogue, places = load(), china()
    top = next(place.id for place in places if place.level == "nation")
    gazetteer = Gazetteer((places[top], *places.children(top)))
    return planned(gazetteer, top, catalogue, INDICATORS)


def timed(package: Package, catalogue: Catalogue, gazetteer: Gazetteer, facts: pa.Table, used: Sequence[Indicator], last: int) -> float:
    """Make one report in all forms, print what each step took, and give the seconds from the facts to the Word file."""
    began = time.perf_counter()
    model = model_of(package, catalogue, gazetteer, facts, used, last)
    after_model = time.perf_counter()
    document = yearly(model)
    after_document = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        word = write_docx(document, Path(folder) / "r.docx")
        after_word = time.perf_counter()
        write_xlsx(document, Path(folder) / "r.xlsx")
        after_excel = time.perf_counter()
        write_pdf(document, Path(folder) / "r.pdf")
        after_pdf = time.perf_counter()
        size = word.stat().st_size / 1e6
    print(
        f"{package.plan.short}: {len(model.rows)} indicators, {sum(1 for _ in document.numbers())} numbers; "
        f"figures, verdicts and model {after_model - began:.2f} s, document {after_document - after_model:.2f}, "
        f"Word {after_word - after_document:.2f} ({size:.1f} MB), Excel {after_excel - after_word:.2f}, PDF {after_pdf - after_excel:.2f}"
    )
    return after_word - began


def bare(rows: int, columns: int) -> float:
    """Seconds in which python-docx writes a bare table."""
    began = time.perf_counter()
    table = new_document().add_table(rows, columns)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "93.40%"
    return time.perf_counter() - began


def shipped() -> int:
    """All shipped plans."""
    slow = [took for took in (timed(*one) for one in packages()) if took > COUNTY]
    return len(slow)


def national() -> int:
    """The nation."""
    took = timed(*nation())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    beside = bare(INDICATORS, 12)
    print(
        f"national: {took:.1f} s from facts to Word (bar {NATION:.0f}), peak {peak:.2f} GB (bar {MEMORY:.0f}), {took / beside:.1f} × a bare table"
    )
    return int(took > NATION or peak > MEMORY)


def profiles() -> int:
    """The profiles of 42 counties as Word files, from the facts on."""
    places = (Place("top", "某地区", "prefecture"), *(Place(f"c{number}", f"第{number}县", "county", "top") for number in range(COUNTIES)))
    package, catalogue, gazetteer, facts, used, last = planned(Gazetteer(places), "top", load(), ASKED)
    began = time.perf_counter()
    table = figures(
        revisions.current(facts),
        indicators=used,
        elements=catalogue.elements,
        gazetteer=gazetteer,
        region="top",
        threshold=package.plan.threshold,
    )
    judged = judge_package(package, catalogue, gazetteer, table, last)
    models = place_models(
        package, catalogue=catalogue, gazetteer=gazetteer, figures=table, judged=judged, year=last, release=RELEASE, made_on=MADE_ON
    )
    after_models = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for number, model in enumerate(models):
            write_docx(profile(model), Path(folder) / f"{number}.docx")
    took, peak = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{len(models)} profiles: {took:.1f} s from facts to Word (models {after_models - began:.1f}; bar {PROFILES:.0f}), peak {peak:.2f} GB"
    )
    return int(took > PROFILES or len(models) != COUNTIES)


PARTS = {"shipped": shipped, "national": national, "profiles": profiles}


def main(argv: Sequence[str]) -> int:
    """Run one part here, or all, each in a process of its own."""
    if argv:
        return PARTS[argv[0]]()
    return sum(subprocess.run([sys.executable, __file__, name], check=False).returncode for name in PARTS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
