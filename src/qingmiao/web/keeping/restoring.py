"""Restore: a site from a backup, into a folder and a database that are empty; all of it or nothing. Works before Django is started."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qingmiao.errors import UserError
from qingmiao.exchange.archive import BACKUP, Archive, archive, damaged

if TYPE_CHECKING:
    from qingmiao.web.ledger.verifying import Verified


def restore(source: Path, target: Path, *, by: str, say: Callable[[str], None]) -> Verified:
    """Build up the site of a backup with `target` as its home, in the database that DATABASE_URL names, else in a SQLite file of the home.

    Every hash is looked at before anything is written. Raises UserError where the backup is damaged, or the home or the database is not empty; then
    there is nothing new. Returns what verifying its audit log found.
    """
    target = target.expanduser().absolute()
    _refuse_full(target)
    with archive(source, BACKUP) as opened:
        _look(opened)
        say("备份完整，开始恢复… / the backup is whole; restoring…")
        scratch = target.with_name(f".{target.name}-{secrets.token_hex(6)}.part")
        try:
            _unpack(opened, scratch)
            return _into_database(opened, scratch, target, source.name, by)
        except OSError as error:
            raise UserError(
                what="写不成，没有留下半个 / it could not be written; nothing of it was left",
                where=f"{target}: {error.strerror or error}",
                cure="看磁盘是否已满、文件夹是否可写 / see whether the disk is full and the folder writable",
            ) from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _refuse_full(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(
            what="这个文件夹不是空的，没有恢复 / the folder is not empty; nothing was restored",
            where=str(target),
            cure="用 --home 写一个新文件夹；不会覆盖已有的 / name a new folder with --home; what is there is never overwritten",
        )


def _look(opened: Archive) -> None:
    """The manifest has what a backup's has, and every part is as it was written."""
    told = opened.manifest
    try:
        migrations = all(isinstance(name, str) for app, names in told["migrations"].items() for name in (app, *names))
        rows = all(isinstance(count, int) for count in told["tables"].values())
        fine = migrations and rows and isinstance(told["made_at"], str) and isinstance(told["made_by"], str)
    except (KeyError, TypeError, AttributeError) as error:
        raise damaged(opened.sort, opened.where) from error
    parts = {name.partition("/")[0] for name in opened.names}
    if not fine or parts - {"home", "tables"} or {f"tables/{table}.arrows" for table in told["tables"]} - set(opened.names):
        raise damaged(opened.sort, opened.where)
    opened.check()


def _unpack(opened: Archive, scratch: Path) -> None:
    scratch.mkdir(parents=True, mode=0o700)
    for name in opened.names:
        if name.startswith("home/"):
            path = scratch / name.removeprefix("home/")
            path.parent.mkdir(parents=True, exist_ok=True)
            private = name.endswith((".pem", "secret_key", "second_factor_key"))
            with open(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600 if private else 0o644), "wb"
            ) as file:
                for chunk in opened.stream(name):
                    file.write(chunk)


def _into_database(opened: Archive, scratch: Path, target: Path, name: str, by: str) -> Verified:
    from qingmiao.web import service

    os.environ["QINGMIAO_HOME"] = str(scratch)
    service.set_up()
    from django.db import connection, connections

    from qingmiao.web.keeping.actions import load_backup
    from qingmiao.web.ledger.verifying import verify

    postgres, moved = connection.vendor == "postgresql", []

    def move() -> None:
        if target.exists():
            target.rmdir()
        os.rename(scratch, target)
        moved.append(target)
        os.environ["QINGMIAO_HOME"] = str(target)

    try:
        load_backup(source=opened, name=name, before_commit=move if postgres else lambda: None, by=by)
    except BaseException:  # whatever ends it, an interruption too: no half site may stay
        if moved:
            shutil.rmtree(target, ignore_errors=True)
        connections.close_all()
        raise
    found = verify()
    connections.close_all()
    if not postgres:
        move()
    return found
