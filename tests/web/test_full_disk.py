"""A disk that is full while cells are saved: nothing by halves, the answer says so, and what was typed is saved once there is room."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.own_site import OwnSite

pytestmark = pytest.mark.slow

SAVE = """
import json
from qingmiao.web import service
service.start()
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from qingmiao.web.rounds.models import Round
client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
client.force_login(User.objects.get(username="office"))
row = Round.objects.get(name="常设轮次")
def cells(form):
    return list(form.cells.order_by("pk").values_list("pk", "value", "comment", "version"))
def save(form):
    asked = [{"cell": pk, "version": version, "value": "7", "status": "", "comment": "长" * 400} for pk, _, _, version in cells(form)]
    answer = client.post(f"/rounds/{row.pk}/forms/{form.pk}/save/", json.dumps({"cells": asked}), content_type="application/json")
    return answer.status_code, json.loads(answer.content)
forms = list(row.forms.all())
before = {form.pk: cells(form) for form in forms}
with connection.cursor() as cursor:
    cursor.execute("VACUUM")
    cursor.execute("CREATE TABLE filler (x)")
    cursor.execute("PRAGMA page_count")
    cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    try:
        while True:
            cursor.execute("INSERT INTO filler VALUES (zeroblob(100))")
    except OperationalError:
        pass
full = {form.pk: save(form) for form in forms}
refused = [form for form in forms if full[form.pk][0] != 200]
unchanged = all(cells(form) == before[form.pk] for form in refused)
with connection.cursor() as cursor:
    cursor.execute("PRAGMA max_page_count = 1000000")
later = [save(form) for form in refused]
told = {"full": [full[form.pk] for form in refused], "unchanged": unchanged, "later": [len(one["saved"]) for status, one in later if status == 200]}
print(json.dumps(told | {"cells": [form.cells.count() for form in refused]}))
"""


def test_a_full_disk_while_cells_are_saved(tmp_path: Path) -> None:
    site = OwnSite(tmp_path / "home", None).fill()
    done = site.run(script=SAVE)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["full"]
    assert {status for status, _ in told["full"]} == {503}
    assert all("磁盘满了" in answer["error"] for _, answer in told["full"])
    assert told["unchanged"]
    assert told["later"] == told["cells"]
    assert site.run("audit", "verify").returncode == 0
