"""The report in LibreOffice: it opens without repair, lays out as meant, and comes back with its tables whole."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from qingmiao.reports import write_docx, yearly
from tests.converting import converted
from tests.reports import sample
from tests.reports.readback import table_headed

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the invented county, simulated."""
    return write_docx(yearly(sample.model(rows=sample.rows(simulated=True))), tmp_path_factory.mktemp("report") / "report.docx")


def test_pdf_has_every_page_as_meant(soffice: str, report: Path, tmp_path: Path) -> None:
    """Title page alone, contents alone, then the body from page 1; the mark of simulated data on each page; no page empty."""
    pdf = converted(soffice, report, "pdf", tmp_path)
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode("utf-8")
    pages = [re.sub(r"[ \u3000]+", "", page) for page in said.split("\f")[:-1]]
    assert "征求意见稿" in pages[0]
    assert "2025年6月9日" in pages[0]
    assert "目录" in pages[1]
    assert [f"—{number}—" in page for number, page in enumerate(pages[2:], 1)] == [True] * (len(pages) - 2)
    assert all("模拟数据" in page for page in pages)
    assert all(len(page) > 60 for page in pages)
    assert 9 <= len(pages) <= 18
    sizes = subprocess.run(["pdfinfo", "-l", str(len(pages)), str(pdf)], check=True, capture_output=True).stdout.decode("utf-8")
    wide = re.findall(r"size:\s+(8[34]\d)[.\d]* x (59\d)", sizes)
    assert 3 <= len(wide) <= 5


def test_a_full_page_has_22_lines_of_28_characters(soffice: str, tmp_path: Path) -> None:
    """A page of nothing but body text: 22 lines, 28 characters each (GB/T 9704)."""
    model = sample.model(notes=("字" * 28 * 60,))
    pdf = converted(soffice, write_docx(yearly(model), tmp_path / "full.docx"), "pdf", tmp_path)
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode("utf-8")
    counts = [[len(line.strip()) for line in page.splitlines() if re.fullmatch(r"\s*字+\s*", line)] for page in said.split("\f")]
    full = max(counts, key=len)
    assert len(full) == 22
    assert set(full) == {28}


def test_tables_come_back_whole(soffice: str, report: Path, tmp_path: Path) -> None:
    """Saved again by LibreOffice, the table of targets has the same cells."""
    again = converted(soffice, report, "docx", tmp_path)
    assert table_headed(again, "序号", "领域", "指标") == table_headed(report, "序号", "领域", "指标")
