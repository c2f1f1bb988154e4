"""The locked libraries work together: what one leaves out of its own requirements shows here first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import adbc_driver_sqlite.dbapi
import docx
import ibis
import pyarrow
import pytest
import typst
from ibis import _

# Whole numbers would be summed as 128-bit ones, of which ibis tells one type and DuckDB gives another.
RATES = pyarrow.table({"place": ["x", "x", "y"], "deaths": [1.0, 2.0, 5.0], "births": [10.0, 20.0, 0.0]})


def test_an_expression_runs_from_arrow_through_duckdb_to_arrow() -> None:
    connection = ibis.duckdb.connect()
    table = connection.create_table("rates", RATES)
    sums = table.group_by("place").agg(deaths=_.deaths.sum(), births=_.births.sum())
    rates = sums.mutate(rate=_.deaths / _.births.nullif(0)).order_by("place")
    assert connection.to_pyarrow(rates.select("place", "rate")).to_pylist() == [{"place": "x", "rate": 0.1}, {"place": "y", "rate": None}]
    assert connection.to_pyarrow_batches(rates).read_all().num_rows == 2
    connection.disconnect()


def test_sqlite_gives_arrow(tmp_path: Path) -> None:
    with adbc_driver_sqlite.dbapi.connect(str(tmp_path / "a.sqlite3")) as connection, connection.cursor() as cursor:
        cursor.execute("select 1 as one")
        assert cursor.fetch_arrow_table().to_pylist() == [{"one": 1}]


@pytest.mark.postgres
def test_postgresql_gives_arrow(postgres_url: str) -> None:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(postgres_url) as connection, connection.cursor() as cursor:
        cursor.execute("select 1::float8 as one")
        assert cursor.fetch_arrow_table().to_pylist() == [{"one": 1.0}]


def test_a_page_is_set_without_the_network_and_without_fonts_of_the_machine() -> None:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
    made = typst.Compiler(font_paths=fonts).compile(b"#rect()", format="pdf")
    assert isinstance(made, bytes)
    assert made.startswith(b"%PDF-")


@pytest.mark.libreoffice
def test_libreoffice_opens_a_word_document(soffice: str, tmp_path: Path) -> None:
    import subprocess

    document = docx.Document()
    document.add_paragraph("青苗")
    document.save(str(tmp_path / "a.docx"))
    profile = (tmp_path / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "a.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    text = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=tmp_path, check=True, capture_output=True).stdout.decode("utf-8")
    assert "青苗" in text


@pytest.mark.chromium
def test_the_browser_shows_chinese(browser) -> None:
    page = browser.new_page()
    page.set_content("<h1>青苗</h1>")
    assert page.inner_text("h1") == "青苗"
    page.close()


ROOT = Path(__file__).resolve().parents[2]
_LOADED = """
import importlib, sys
from importlib.metadata import packages_distributions
for name in ("ibis.backends.duckdb", "qingmiao.compute", "qingmiao.reports", "qingmiao.exchange.workbooks", "qingmiao.progress.outlook", "django_tasks_db"):
    importlib.import_module(name)
owners = packages_distributions()
print("\\n".join(sorted({owner for name in {module.partition(".")[0] for module in list(sys.modules)} for owner in owners.get(name, [])})))
"""


def test_whatever_the_product_loads_stands_in_its_own_lock() -> None:
    """A library that only the tests' lock brings along would be missing on a user's machine."""
    found = subprocess.run(
        [sys.executable, "-c", _LOADED],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qingmiao.web.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {
        line.split("==")[0].split("[")[0].lower().replace("_", "-") for line in lock.splitlines() if "==" in line and line[0].isalnum()
    }
    loaded = {name.lower().replace("_", "-").replace(".", "-") for name in found.stdout.split()}
    assert loaded - locked - {"qingmiao"} <= {"mypy-extensions", "rich"}, "libraries take these two where they are, and do without"
    assert "packaging" in loaded
