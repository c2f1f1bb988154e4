"""What every test may use: markers, the shared material, the real parts, and their count at the end.

Markers (``pytest --markers``): a test says which real part it needs, ``postgres``, ``sqlite``, ``chromium``,
``libreoffice``, ``spark`` or ``shared``, and ``slow`` when it takes more than some seconds. Two are put on by this file:
``database`` on each test that touches the Django database, ``core`` on each that needs neither a browser nor an
office and is not slow. ``make test`` runs all on SQLite, then the database and PostgreSQL tests on PostgreSQL, then those of Spark.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tools import real_parts

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback", "live_server", "admin_client"}
PARTS = ("SQLite", "PostgreSQL", "Chromium", "LibreOffice", "Spark", "shared")
OUTCOMES = {"passed": "passed", "failed": "failed", "error": "failed", "skipped": "skipped", "xfailed": "skipped", "xpassed": "failed"}

if (ROOT / "src/qingmiao/web/settings.py").exists():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingmiao.web.settings")
# A home of this run's own: no test may touch the site of whoever runs it. Workers inherit it.
os.environ.pop("QINGMIAO_DOCUMENTS", None)
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["QINGMIAO_HOME"] = tempfile.mkdtemp(prefix="qingmiao-test-")
# pytest-django looked for the settings before this file was read; once they are loaded it starts Django by itself.
import_module("django.conf").settings.LANGUAGE_CODE  # noqa: B018
# Playwright's plain interface keeps an event loop in the test's thread, which Django takes for a danger.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_sessionstart() -> None:
    """The database of the tests goes at the end even where a session of a process that was killed still hangs on it."""
    if not on_postgres():
        return
    from django.db.backends.postgresql.creation import DatabaseCreation

    def destroy(self: Any, test_database_name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")

    DatabaseCreation._destroy_test_db = destroy


def on_postgres() -> bool:
    """Tell whether Django's database of this run is PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer ``--parts-json PATH``: where to write the outcomes, counted by real part."""
    parser.addoption("--parts-json", default=None, help="write the count of tests per real part to this file")


def pytest_unconfigure() -> None:
    """Remove the home of this run, when the process that made it ends."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["QINGMIAO_HOME"], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the markers ``database`` and ``core`` where they belong, before anything is selected by marker."""
    for item in items:
        names = {marker.name for marker in item.iter_markers()}
        fixtures = set(getattr(item, "fixturenames", ()))
        if "django_db" in names or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
        if "shared" in fixtures:
            item.add_marker("shared")
        if not names & {"slow", "chromium", "libreoffice"}:
            item.add_marker("core")
        if "sqlite" in names and on_postgres():
            item.add_marker(pytest.mark.skip(reason="this run is on PostgreSQL"))


# ---------------------------------------------------------------------------------------------- real parts


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared material beside the checkout (QINGMIAO_SHARED names another)."""
    folder = Path(os.environ.get("QINGMIAO_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        absent = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        absent(f"the shared material is not beside the checkout: {folder}")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """Return the URL of a PostgreSQL server on which databases may be made."""
    url = os.environ.get("DATABASE_URL_TEST", real_parts.DEFAULT_URL)
    if not real_parts.postgres_answers(url):
        pytest.fail(f"no PostgreSQL answers at {url}; `make test` starts one")
    return url


@pytest.fixture(scope="session")
def soffice() -> str:
    """Return the path of LibreOffice."""
    return real_parts.find_libreoffice() or pytest.fail("LibreOffice is missing; see tools/real_parts.py")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Yield a Playwright browser on the system's Chromium; tests open a context or a page of their own on it."""
    path = real_parts.find_chromium() or pytest.fail("Chromium is missing; see tools/real_parts.py")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


# ---------------------------------------------------------------------------------------------- the count


def parts_of(keywords: Mapping[str, Any]) -> list[str]:
    """Return the real parts that a test with these markers used in this run."""
    database = "PostgreSQL" if on_postgres() else "SQLite"
    used = {
        "SQLite": "sqlite" in keywords or ("database" in keywords and database == "SQLite"),
        "PostgreSQL": "postgres" in keywords or ("database" in keywords and database == "PostgreSQL"),
        "Chromium": "chromium" in keywords,
        "LibreOffice": "libreoffice" in keywords,
        "Spark": "spark" in keywords,
        "shared": "shared" in keywords,
    }
    return [part for part in PARTS if used[part]]


def count_outcomes(stats: Mapping[str, list[Any]]) -> dict[str, dict[str, int]]:
    """Count passed, failed and skipped tests, for each real part and for ``all``."""
    counts = {part: Counter(passed=0, failed=0, skipped=0) for part in (*PARTS, "all")}
    for category, outcome in OUTCOMES.items():
        for report in stats.get(category, []):
            for part in (*parts_of(getattr(report, "keywords", {})), "all"):
                counts[part][outcome] += 1
    return {part: dict(counter) for part, counter in counts.items()}


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the count of tests per real part, and write it where ``--parts-json`` says."""
    counts = count_outcomes(terminalreporter.stats)
    terminalreporter.section("real parts")
    for part in PARTS:
        terminalreporter.write_line(f"{part:12} " + "  ".join(f"{number} {outcome}" for outcome, number in counts[part].items()))
    if target := config.getoption("--parts-json"):
        Path(target).write_text(json.dumps(counts), encoding="utf-8")
