"""SIGKILL at random moments while reporters save and submit: what was acknowledged is there, and nothing is there by halves.

``python benchmarks/crash.py [KILLS] [sqlite|web|queue|postgres …]``: 30 of each where nothing is said. `sqlite`: all processes of a site on SQLite at once;
`web`: one that answers requests; `queue`: the one that works off the queue, while it computes; `postgres`: the postmaster of a cluster that is made for it, with
its full durability. After each kill the ledgers of the reporters are held against the database by SQL of our own; at the end the figures
are worked out anew and held against those that are stored.
"""

from __future__ import annotations

import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

import _night

sys.path.insert(0, str(_night.ROOT))
from tools import real_parts

PORT, PEOPLE, CELLS = 8152, 6, 40
SCENES = ("sqlite", "web", "queue", "postgres")


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    scenes = sys.argv[2:] or SCENES
    if len(scenes) > 1:  # each in a process of its own: Django knows one database
        return max(subprocess.run([sys.executable, __file__, str(kills), scene], check=False).returncode for scene in scenes)
    codes = []
    for scene in scenes:
        with tempfile.TemporaryDirectory() as folder, _database(scene, Path(folder)) as (url, postmaster):
            home = Path(folder) / "home"
            told = _night.made(home, url, PEOPLE, CELLS)
            codes.append(Scene(scene, home, url, told, postmaster).play(kills))
    return max(codes)


@contextmanager
def _database(scene: str, folder: Path) -> Iterator[tuple[str | None, Cluster | None]]:
    """The address of the scene's database, and its cluster where it is killed."""
    if scene == "sqlite":
        yield None, None
        return
    cluster = Cluster()
    try:
        cluster.start()
        with psycopg.connect(cluster.url, autocommit=True) as server:
            server.execute("CREATE DATABASE crash")
        yield f"{cluster.url.rpartition('/')[0]}/crash", cluster
    finally:
        cluster.close()


class Cluster:
    """A PostgreSQL server of our own, as it comes: what is committed is on the disk."""

    def __init__(self) -> None:
        binaries = real_parts.find_postgres_binaries()
        if binaries is None:
            raise FileNotFoundError("there is no PostgreSQL to make a cluster with")
        self.user, self.port, self.folder = (
            real_parts.server_user(),
            real_parts.free_port(),
            Path(tempfile.mkdtemp(prefix="qingmiao-crash-")),
        )
        if self.user:
            shutil.chown(self.folder, self.user)
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.binaries = Path(binaries)
        make = [str(self.binaries / "initdb"), "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run(make, check=True, user=self.user, cwd=self.folder, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start the server; after a kill its old processes may need a moment to go."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        command = [
            str(self.binaries / "pg_ctl"),
            "-D",
            str(self.folder / "data"),
            "-w",
            "-s",
            "-l",
            str(self.folder / "log"),
            "-o",
            options,
            "start",
        ]
        for _ in range(100):
            if subprocess.run(command, check=False, user=self.user, cwd=self.folder, stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.2)
        raise TimeoutError((self.folder / "log").read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        """SIGKILL the postmaster, and start another."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]), signal.SIGKILL)
        self.start()

    def close(self) -> None:
        """Stop it and clear up."""
        command = [str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "-s", "stop"]
        subprocess.run(command, check=False, user=self.user, cwd=self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)


class Scene:
    """One kind of death, many times."""

    def __init__(self, name: str, home: Path, url: str | None, told: dict[str, Any], cluster: Cluster | None) -> None:
        self.name, self.home, self.url, self.cluster = name, home, url, cluster
        self.office = _night.Reporter("office", told.pop("office"), PORT, random.Random(0))
        self.reporters = [_night.Reporter(name, one, PORT, random.Random(name)) for name, one in told.items()]
        self.done: Counter[str] = Counter()
        self.rng = random.Random(self.name)
        self.resting, self.ended = threading.Event(), threading.Event()
        self.idle = threading.Barrier(PEOPLE + 1)

    def play(self, kills: int) -> int:
        """Kill so many times; the exit code."""
        os.environ.clear()
        os.environ.update(_night.environment(self.home, self.url))
        from qingmiao.web import service

        service.start(home=self.home)
        self.process = _night.serving(self.home, self.url, PORT, workers=2)
        threads = [threading.Thread(target=self.report, args=(one,), daemon=True) for one in self.reporters]
        for thread in threads:
            thread.start()
        wrong: list[str] = []
        try:
            for number in range(kills):
                if self.name == "queue":
                    self.compute_soon()
                time.sleep(self.rng.uniform(0.5, 3.0))
                self.kill()
                wrong += [f"kill {number + 1}: {one}" for one in self.at_rest(self.look)]
            wrong += self.at_rest(self.figures)
        finally:
            self.ended.set()
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
        told = ", ".join(f"{count} {what}" for what, count in sorted(self.done.items()))
        print(f"{self.name}: {kills} kills; {told}; {'nothing lost, nothing by halves' if not wrong else len(wrong)}", flush=True)
        print("\n".join(wrong[:20]))
        return bool(wrong)

    def report(self, one: _night.Reporter) -> None:
        """Save, submit when the form is full, and have it returned by the office, again and again; rest when it is asked for."""
        while not self.ended.is_set():
            if self.resting.is_set():
                self.idle.wait()  # everybody rests
                self.idle.wait()  # and goes on
                continue
            try:
                if len(one.said) == len(one.told["cells"]) and one.round % 6 == 0:
                    one.round += 1
                    what, status = "submissions", one.submit()[0]
                    self.act(one, "return")
                else:
                    what, status = "saves", one.save()
                self.done[what if status in (200, 302) else f"answers {status}"] += 1
            except (OSError, http.client.HTTPException, ValueError):
                self.done["without an answer"] += 1
                time.sleep(0.05)

    def act(self, one: _night.Reporter, act: str) -> None:
        """The office returns a form."""
        of = _night.Reporter("office", self.office.told | {key: one.told[key] for key in ("round", "form")}, PORT, one.rng)
        of.post("act/", f"act={act}&words=again&csrfmiddlewaretoken={_night.CSRF}".encode(), "application/x-www-form-urlencoded")

    # -------------------------------------------------------------------------------------------- killing

    def kill(self) -> None:
        """The death of this scene; what does not rise by itself is started again."""
        if self.name == "sqlite":
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = _night.serving(self.home, self.url, PORT, workers=2)
        elif self.cluster is not None and self.name == "postgres":
            self.cluster.kill()
        else:
            wanted = b"work\0" if self.name == "queue" else b"serve\0"
            children = [pid for pid in _children(self.process.pid) if wanted in Path(f"/proc/{pid}/cmdline").read_bytes()]
            if children:
                os.kill(self.rng.choice(children), signal.SIGKILL)
        _night.answers(PORT)

    def compute_soon(self) -> None:
        """Something for the queue to do at once."""
        from qingmiao.web.background.tasks import refresh

        self.sql("UPDATE ledger_computed SET facts_to = 0")
        refresh.enqueue(by="crash")

    # -------------------------------------------------------------------------------------------- looking

    def at_rest(self, look: Callable[[], list[str]]) -> list[str]:
        """Look while nobody writes; afterwards each reporter knows what is there, as after loading the page again."""
        self.resting.set()
        self.idle.wait()
        try:
            from django.db import connections

            connections.close_all()  # ours may have died with the server
            return look()
        finally:
            held = {
                cell: (value, version)
                for cell, value, version in self.sql("SELECT id, value, version FROM rounds_cellrow WHERE version > 0")
            }
            for one in self.reporters:
                one.said = {cell: held[cell] for cell, _ in one.told["cells"] if cell in held}
                one.hoped.clear()
                self.act(one, "return")
            self.resting.clear()
            self.idle.wait()

    def look(self) -> list[str]:
        """What is lost, and what is there by halves."""
        from qingmiao.web.ledger.audit import first_break

        wrong = []
        held = {
            cell: (value, version) for cell, value, version in self.sql("SELECT id, value, version FROM rounds_cellrow WHERE version > 0")
        }
        for one in self.reporters:
            for cell, said in one.said.items():
                now = held.get(cell)
                hoped = now is not None and now[0] in one.hoped.get(cell, ()) and now[1] > said[1]
                if now != said and not hoped:
                    wrong.append(f"{one.name} cell {cell}: acknowledged {said}, there is {now}")
        halves = (
            "SELECT f.id FROM rounds_formrow f WHERE f.state = 'submitted' AND (SELECT count(*) FROM rounds_cellrow c WHERE c.form_id = f.id) <>"
            " (SELECT count(DISTINCT l.element) FROM ledger_fact l WHERE l.origin = 'submission' AND l.place = f.place AND l.element IN"
            " (SELECT c.element FROM rounds_cellrow c WHERE c.form_id = f.id))"
        )
        wrong += [f"form {number} submitted, its facts are not all there" for (number,) in self.sql(halves)]
        (events,), (entries,) = (
            self.sql(query)[0]
            for query in (
                "SELECT count(*) FROM rounds_formevent WHERE act = 'submit'",
                "SELECT count(*) FROM ledger_auditentry WHERE action = 'form.submit'",
            )
        )
        if events != entries:
            wrong.append(f"{events} submissions, {entries} entries in the audit log")
        if (broken := first_break()) is not None:
            wrong.append(f"the chain of the audit log breaks at {broken}")
        twice = "SELECT supersedes FROM ledger_fact WHERE supersedes IS NOT NULL GROUP BY supersedes HAVING count(*) > 1"
        wrong += [f"fact {number} superseded twice" for (number,) in self.sql(twice)]
        return wrong

    def figures(self) -> list[str]:
        """Whether all that was asked of the queue gets done, and the figures are those of the facts."""
        from qingmiao.web import service
        from qingmiao.web.ledger.queries import figures_table

        until = time.monotonic() + 300
        while self.sql(
            "SELECT 1 FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING' OR (status = 'READY' AND run_after < CURRENT_TIMESTAMP)"
        ):
            if time.monotonic() > until:
                return ["the queue does not get done"]
            time.sleep(1)
        plan = self.sql("SELECT plan FROM ledger_computed")
        if not plan:
            return []
        service.refresh(by="crash", say=lambda _: None)
        stored = figures_table(plan[0][0]).sort_by([("indicator", "ascending"), ("place", "ascending"), ("year", "ascending")])
        self.sql("UPDATE ledger_computed SET facts_to = 0")
        service.refresh(by="crash", say=lambda _: None, wanted=[plan[0][0]])
        again = figures_table(plan[0][0]).sort_by([("indicator", "ascending"), ("place", "ascending"), ("year", "ascending")])
        return [] if stored.equals(again) else [f"figures stored: {stored.num_rows}, anew: {again.num_rows}"]

    def sql(self, query: str) -> list[Any]:
        """Rows, by a connection of our own."""
        if self.url is None:
            import sqlite3

            with sqlite3.connect(self.home / "qingmiao.sqlite3", timeout=30) as connection:
                return connection.execute(query).fetchall()
        with psycopg.connect(self.url) as server:
            cursor = server.execute(query)
            return cursor.fetchall() if cursor.description else []


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


if __name__ == "__main__":
    sys.exit(main())
