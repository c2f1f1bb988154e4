"""A round of many forms on a site of its own, and reporters who fill it in over HTTP, each with a ledger of what the site acknowledged."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
YEAR = 2024
DEPARTMENTS = 15
LAST = 300.0
"""What every cell said in the years before; a part of something is asked for as so much less that no check is broken."""


def make(home: Path, places: int, cells: int) -> None:
    """Make the site: a county of so many townships, fifteen forms of so many cells for each, a reporter for each and one of the office."""
    from qingmiao.web import service

    service.start(home=home)
    from qingmiao import plans
    from qingmiao.shipped import plans_dir
    from qingmiao.web.planning.shelf import shelf

    package = plans.load(plans_dir() / "qinghe2021")
    towns = [
        {"id": f"town{number:03}", "name": f"{number:03}镇", "level": "township", "parent": package.plan.region} for number in range(places)
    ]
    region = next(place for place in package.places if place.id == package.plan.region)
    plans.save(
        type(package).model_validate(package.model_dump() | {"places": [region.model_dump(), *towns]}), home / "plans" / package.plan.id
    )
    book = shelf()[package.plan.id]
    _round(book, places, cells)
    print(json.dumps(_people(book, places)), flush=True)


def _round(book: Any, places: int, cells: int) -> None:
    import pyarrow as pa

    from qingmiao.web import clock
    from qingmiao.web.ledger.bulk import copy_in
    from qingmiao.web.rounds.models import CellRow, FormRow, Round

    elements = [code for code, one in book.catalogue.elements.items() if one.adds != "measured"][:cells]
    departments = list(book.catalogue.departments)[:DEPARTMENTS]
    row = Round.objects.create(
        name="截止之夜", region=book.plan.region, plans=[book.id], year=YEAR, due=clock.today(), opened_by="office", opened_at=clock.now()
    )
    made = FormRow.objects.bulk_create(
        FormRow(round=row, department=department, place=f"town{number:03}", due=row.due, cells_count=cells)
        for department in departments
        for number in range(places)
    )
    count = len(made) * cells
    table = pa.table(
        {
            "form_id": pa.array([form.pk for form in made for _ in elements], pa.int64()),
            "position": pa.array([position for _ in made for position in range(cells)], pa.int32()),
            "element": pa.array(elements * len(made), pa.string()),
            "groups": pa.array([""] * count, pa.string()),
            "before": pa.array([json.dumps([[YEAR - back, LAST] for back in (3, 2, 1)])] * count, pa.string()),
            "low": pa.array([150.0] * count, pa.float64()),
            "high": pa.array([480.0] * count, pa.float64()),
            "status": pa.array([""] * count, pa.string()),
            "comment": pa.array([""] * count, pa.string()),
            "changed_by": pa.array([""] * count, pa.string()),
            "version": pa.array([0] * count, pa.int32()),
        }
    )
    copy_in(CellRow, table)


def _people(book: Any, places: int) -> dict[str, Any]:
    """Reporters with their sessions, so that no time is spent on the slow hash of passwords."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    from qingmiao.disclosure import Role, Viewer
    from qingmiao.rounds.checking import wholes_of
    from qingmiao.web.people.models import Profile
    from qingmiao.web.rounds.models import CellRow, FormRow

    wholes = wholes_of(book.catalogue)
    depth = {code: _depth(code, wholes, ()) for code in book.catalogue.elements}
    engine = import_module(settings.SESSION_ENGINE)
    told = {"office": Viewer(Role.OFFICE)} | {f"town{number:03}": Viewer(Role.TOWNSHIP, f"town{number:03}") for number in range(places)}
    found: dict[str, Any] = {}
    for name, viewer in told.items():
        user = User.objects.create(username=name, password="!")  # signs in by its session alone
        Profile.objects.create(user=user, title=name, role=viewer.role.value, place=viewer.place or "")
        session = engine.SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        found[name] = {"session": session.session_key}
    for number in range(places):
        form = FormRow.objects.filter(place=f"town{number:03}").order_by("pk")[number % DEPARTMENTS]
        cells = CellRow.objects.filter(form=form).order_by("position").values_list("pk", "element")
        found[f"town{number:03}"] |= {"round": form.round_id, "form": form.pk, "cells": [(cell, depth[element]) for cell, element in cells]}
    return found


def _depth(code: str, wholes: Mapping[str, Any], above: tuple[str, ...]) -> int:
    """How many wholes an element has above it, one in the other."""
    return max((1 + _depth(whole, wholes, (*above, code)) for whole in wholes.get(code, ()) if whole not in above), default=0)


# ------------------------------------------------------------------------------------------------ the site


def environment(home: Path, url: str | None) -> dict[str, str]:
    """The environment of a site's processes."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return kept | {"QINGMIAO_HOME": str(home), "PYTHONUTF8": "1"} | ({"DATABASE_URL": url} if url else {})


def made(home: Path, url: str | None, places: int, cells: int) -> dict[str, Any]:
    """The site as `make` leaves it, made in a process of its own; who reports what."""
    command = [sys.executable, str(Path(__file__).resolve()), str(home), str(places), str(cells)]
    out = subprocess.run(command, check=True, capture_output=True, env=environment(home, url), encoding="utf-8").stdout
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


def serving(home: Path, url: str | None, port: int, workers: int) -> subprocess.Popen[bytes]:
    """The site, started, in a group of processes of its own; it answers when this returns."""
    command = [sys.executable, "-m", "qingmiao", "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(
        command, env=environment(home, url), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    answers(port)
    return process


def answers(port: int, patience: float = 120.0) -> None:
    """Wait until the site answers."""
    until = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5).close()
            return
        except (OSError, urllib.error.URLError, http.client.HTTPException):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


# ------------------------------------------------------------------------------------------------ reporters

CSRF = "n" * 32


@dataclass
class Reporter:
    """One person with a browser: saves ten cells at a time into one form, and keeps a ledger of what was acknowledged.

    `said`: cell → value and version as last acknowledged; `hoped`: cell → values that were sent and never answered.
    """

    name: str
    told: Mapping[str, Any]
    port: int
    rng: random.Random
    said: dict[int, tuple[float, int]] = field(default_factory=dict)
    hoped: dict[int, set[float]] = field(default_factory=dict)
    round: int = 0

    def save(self, many: int = 10) -> int:
        """Save some cells; the status of the answer. What is not answered raises OSError or HTTPException."""
        start = self.round * many % len(self.told["cells"])
        chosen = (self.told["cells"] * 2)[start : start + many]
        self.round += 1
        values = {cell: LAST - 20 * depth + self.round % 7 for cell, depth in chosen}
        sent = [{"cell": cell, "version": self.said.get(cell, (0, 0))[1], "value": str(value)} for cell, value in values.items()]
        for cell, value in values.items():
            self.hoped.setdefault(cell, set()).add(value)
        status, body = self.post("save/", json.dumps({"cells": sent}).encode(), "application/json")
        if status == 200:
            for one in json.loads(body)["saved"]:
                self.said[one["cell"]] = (float(one["value"]), one["version"])
                self.hoped.pop(one["cell"], None)
        return status

    def submit(self) -> tuple[int, bytes]:
        """Submit the form."""
        return self.post("act/", f"act=submit&csrfmiddlewaretoken={CSRF}".encode(), "application/x-www-form-urlencoded")

    def post(self, what: str, body: bytes, kind: str) -> tuple[int, bytes]:
        """Send something to the form."""
        return self._ask(
            "POST", f"/rounds/{self.told['round']}/forms/{self.told['form']}/{what}", body, {"Content-Type": kind, "X-CSRFToken": CSRF}
        )

    def get(self, address: str) -> tuple[int, bytes]:
        """A page."""
        return self._ask("GET", address, None, {})

    def _ask(self, method: str, address: str, body: bytes | None, heads: Mapping[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            cookies = f"sessionid={self.told['session']}; csrftoken={CSRF}"
            connection.request(method, address, body, {"Cookie": cookies, "Referer": f"http://127.0.0.1:{self.port}/", **heads})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
