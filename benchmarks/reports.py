"""How long the Word reports of all shipped plans take, over demonstration data: the floor is 40 s for seven on two cores.

Facts, figures and verdicts are made before and not counted; the first report pays for starting the typesetter. Without shipped packages an
invented plan of seven areas and a hundred indicators is written seven times.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from qingmiao import plans
from qingmiao.compute import figures
from qingmiao.facts import demonstration, revisions
from qingmiao.progress import SHOWN, Word, judge_package
from qingmiao.reports import Measured, ReleaseHead, ReportModel, Row, report_model, write_docx, yearly
from qingmiao.shipped import plans_dir

CEILING = 40.0
YEARS = 10
RELEASE = ReleaseHead("演示数据", datetime(2025, 5, 20, tzinfo=UTC))
MADE_ON = date(2025, 6, 9)


def shipped() -> Iterator[ReportModel]:
    """The report of each shipped package."""
    for folder in sorted(path.parent for path in plans_dir().glob("*/plan.yaml")):
        package = plans.load(folder)
        catalogue, gazetteer, plan = plans.catalogue_of(package), plans.gazetteer(package), package.plan
        used = [catalogue.indicators[code] for code in dict.fromkeys(item.indicator for item in package.commitments)]
        elements = {element.code: element for indicator in used for element in catalogue.elements_of(indicator)}
        last = min(2024, plan.period[1] or 2024)
        ratios = demonstration.ratios_of(used)
        facts = demonstration.generate(
            list(elements.values()), ratios, gazetteer, plan.region, first_year=last - YEARS + 1, last_year=last, seed=7
        )
        table = figures(
            revisions.current(facts),
            indicators=used,
            elements=catalogue.elements,
            gazetteer=gazetteer,
            region=plan.region,
            threshold=plan.threshold,
        )
        judged = judge_package(package, catalogue, gazetteer, table, last)
        yield report_model(
            package, catalogue=catalogue, gazetteer=gazetteer, figures=table, judged=judged, year=last, release=RELEASE, made_on=MADE_ON
        )


def invented() -> ReportModel:
    """A plan of seven areas and a hundred indicators."""
    words = list(SHOWN)
    rows = tuple(
        Row(
            number=number,
            commitment=f"C{number}",
            area=f"第{number % 7 + 1}领域",
            kind="level",
            name=f"指标{number}",
            unit="%",
            target="95%以上",
            deadline=2030,
            base=Measured(2020, 60.0),
            latest=None if words[number % 8] is Word.NO_DATA else Measured(2024, 60.0 + number % 40),
            word=words[number % 8],
            sentence=f"2024年指标{number}为{60 + number % 40}%。",
            gap="",
            source="教育",
            units=("教育局",),
            proposed=True,
            aim=95.0,
            pace=74.0,
        )
        for number in range(1, 101)
    )
    return ReportModel("某县儿童发展规划", "某县", "某县", (2021, 2030), 2024, RELEASE, MADE_ON, "直线进度法", 0.6, rows)


def main() -> int:
    """Write all, print the times, and fail above the ceiling."""
    models = list(shipped()) or [replace(invented(), plan_short=f"第{index}份") for index in range(7)]
    whole = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for index, model in enumerate(models):
            began = time.perf_counter()
            path = write_docx(yearly(model), Path(folder) / f"{index}.docx")
            took = time.perf_counter() - began
            print(
                f"{model.plan_short}: {len(model.rows)} indicators, {len(model.areas)} areas, {took:.2f} s, {path.stat().st_size / 1e6:.1f} MB"
            )
    seconds = time.perf_counter() - whole
    print(f"{len(models)} reports: {seconds:.1f} s (ceiling {CEILING:.0f} s)")
    return 0 if seconds <= CEILING else 1


if __name__ == "__main__":
    sys.exit(main())
