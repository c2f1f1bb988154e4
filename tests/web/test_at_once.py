"""Several people submit at the same moment, in processes of their own: each form's facts are there once, with numbers of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.own_site import ROOT, OwnSite, both_databases, new_site

pytestmark = pytest.mark.slow

SUBMIT = """
import sys, time
from qingmiao.web import service
service.start()
from qingmiao.web.rounds.actions import Change, act_on_form, open_round, save_cells
from qingmiao.web.rounds.models import FormRow
form = FormRow.objects.get(pk=int(sys.argv[1]))
save_cells(form=form, by="x", changes=[Change(c.pk, c.version, c.before[-1][1] if c.before else 0.0, "", "") for c in form.cells.all()])
print("ready", flush=True)
sys.stdin.readline()
act_on_form(form=form, act="submit", by="x", place=form.place)
"""
OPEN = """
from datetime import date
from qingmiao.web import service
service.start()
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.rounds.actions import open_round
row = open_round(books=[shelf()["liuxi2021"]], year=2025, name="同时", due=date(2026, 4, 1), practice=False, by="office")
print(*(form.pk for form in row.forms.all() if all(cell.before for cell in form.cells.all())))
"""


@pytest.fixture(params=both_databases())
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OwnSite]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    yield from (one.fill() for one in new_site(tmp_path / "home", url))


def test_forms_submitted_at_once_do_not_take_each_others_numbers(site: OwnSite) -> None:
    forms = site.run(script=OPEN).stdout.split()[-4:]
    assert len(forms) > 1
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", SUBMIT, form],
            env=site.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for form in forms
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    told_of = [worker.communicate(timeout=120)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * len(forms), told_of
    told = ", ".join(forms)
    ((cells,),) = site.sql(f"SELECT count(*) FROM rounds_cellrow WHERE form_id IN ({told}) AND value IS NOT NULL")
    ((facts,),) = site.sql("SELECT count(DISTINCT id) FROM ledger_fact WHERE origin = 'submission' AND origin_id LIKE '同时#%'")
    assert facts == cells > 0
    ((waiting,),) = site.sql("SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'READY'")
    assert waiting >= 1
    done = site.run("audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr


WRITE = """
import sys
from qingmiao.web import service
service.start()
from qingmiao.web.reports.actions import Overtaken, write
from qingmiao.web.reports.models import Report
from qingmiao.web.reports.queries import seen_of, standing_of
seen = seen_of(standing_of(Report.objects.get(pk=1)).paragraph("say-C001"))
print("ready", flush=True)
sys.stdin.readline()
try:
    write(report_id=1, act="rewrite", key="say-C001", seen=seen, words=sys.argv[1], by=sys.argv[1])
    print("kept", flush=True)
except Overtaken as error:
    print("told", error.words, error.what, flush=True)
"""


def test_of_people_who_write_in_one_paragraph_at_once_one_is_kept_and_the_others_are_told(site: OwnSite) -> None:
    names = ("甲", "乙", "丙")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, name],
            env=site.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for name in names
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    said = {name: worker.communicate(timeout=120)[0].strip() for name, worker in zip(names, workers, strict=True)}
    (kept,) = (name for name, words in said.items() if words == "kept")
    assert all(words.startswith(f"told {name} 这一段已由 {kept} 改过") for name, words in said.items() if name != kept)
    assert site.sql('SELECT "by" FROM reports_editrow WHERE report_id = 1') == [(kept,)]
