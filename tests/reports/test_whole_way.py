"""From a document that nobody has prepared to its report, without an edit by hand: read, package, demonstration figures, verdicts, Word."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qingmiao import plans
from qingmiao.compute import figures
from qingmiao.facts import demonstration, revisions
from qingmiao.plans.model import Package
from qingmiao.progress import judge_package
from qingmiao.reading import read_file
from qingmiao.reports import ReleaseHead, ReportModel, report_model, write_docx, yearly
from tests.reports.readback import paragraphs, table_headed, tables, text

INVENTED = Path(__file__).resolve().parents[1] / "reading" / "invented"
DOCUMENTS = ("old1992", "policy2024")


def package_of(name: str) -> Package:
    """The package drafted from an invented document."""
    path = INVENTED / f"{name}.txt"
    return plans.draft_packages(read_file(path), path.read_text(encoding="utf-8"), stem=name)[0]


def report_of(package: Package, *, filled: bool) -> ReportModel:
    """Its report, over demonstration figures of ten years or over nothing at all."""
    catalogue, gazetteer, plan = plans.catalogue_of(package), plans.gazetteer(package), package.plan
    used = [catalogue.indicators[code] for code in dict.fromkeys(item.indicator for item in package.commitments)]
    elements = list({element.code: element for one in used for element in catalogue.elements_of(one)}.values()) if filled else []
    year = (plan.period[0] or 2024) + 3
    ratios = demonstration.ratios_of(used)
    facts = demonstration.generate(elements, ratios, gazetteer, plan.region, first_year=year - 9, last_year=year, seed=11)
    table = figures(
        revisions.current(facts),
        indicators=used,
        elements=catalogue.elements,
        gazetteer=gazetteer,
        region=plan.region,
        threshold=plan.threshold,
    )
    return report_model(
        package,
        catalogue=catalogue,
        gazetteer=gazetteer,
        figures=table,
        judged=judge_package(package, catalogue, gazetteer, table, year),
        year=year,
        release=ReleaseHead("演示数据", datetime(2025, 5, 20, tzinfo=UTC)),
        made_on=date(2025, 6, 9),
    )


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("filled", [True, False], ids=["figures", "nothing"])
def test_an_unknown_document_becomes_a_report(name: str, filled: bool, tmp_path: Path) -> None:
    """Every commitment but the background stands in a table, every cell says something, simulated figures are named so."""
    package = package_of(name)
    model = report_of(package, filled=filled)
    promised = [item for item in package.commitments if item.role != "background"]
    assert sorted(row.commitment for row in (*model.rows, *model.tasks)) == sorted(item.id for item in promised)
    path = write_docx(yearly(model), tmp_path / "r.docx")
    if model.rows:
        assert [row["指标"] for row in table_headed(path, "序号", "领域", "指标")] == [row.name for row in model.rows]
    assert all(cell.strip() for table in tables(path) for row in table for cell in row)
    assert all(said.strip() or look in {"Figure", "toc1"} for look, said in paragraphs(path))
    assert not re.search(r"\bnan\b|None|\{|\}|。。", text(path))
    assert ("模拟数据" in text(path)) == model.simulated == filled
