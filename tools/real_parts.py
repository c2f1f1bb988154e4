"""Find, install or start the real parts that the tests use: PostgreSQL, Chromium, LibreOffice, Java, fonts, poppler.

Run by hand it prints where each part is (``python tools/real_parts.py``), and with ``--install`` it puts in place
what is missing where it may: on a machine with apt-get, as root or with sudo that asks for no password.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEFAULT_URL = "postgresql://postgres@127.0.0.1:5432/postgres"
DEBIAN_SERVERS = Path("/usr/lib/postgresql")
CJK_FAMILIES = ("Noto Sans CJK SC", "Noto Serif CJK SC", "Source Han Sans SC")


def find_command(*names: str) -> str | None:
    """Return the path of the first of ``names`` that is on the PATH."""
    return next((path for name in names if (path := shutil.which(name))), None)


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome; the environment's CHROMIUM wins."""
    return os.environ.get("CHROMIUM") or find_command("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_libreoffice() -> str | None:
    """Return the path of LibreOffice; the environment's SOFFICE wins."""
    return os.environ.get("SOFFICE") or find_command("soffice", "libreoffice")


def find_calc() -> str | None:
    """Return the path of LibreOffice where it has spreadsheets too."""
    program = find_libreoffice()
    return program if program and any(Path(program).resolve().parent.glob("*sclo.*")) else None


def find_java() -> str | None:
    """Return the path of Java, which Spark needs; the environment's JAVA_HOME wins."""
    home = os.environ.get("JAVA_HOME")
    return find_command(str(Path(home) / "bin" / "java")) if home else find_command("java")


def find_font() -> str | None:
    """Return the name of a Chinese font family that fontconfig knows."""
    lister = find_command("fc-list")
    if lister is None:
        return None
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, encoding="utf-8", check=False).stdout
    return next((family for family in CJK_FAMILIES if family in listed), None)


def find_postgres_binaries() -> str | None:
    """Return the folder that holds ``initdb`` and ``postgres``, the newest version first."""
    on_path = find_command("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN_SERVERS.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return next((str(path) for path in folders if (path / "initdb").exists() and (path / "postgres").exists()), None)


def postgres_answers(url: str) -> bool:
    """Tell whether a server answers at ``url`` to a role that may create databases."""
    import psycopg

    query = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def find_postgres() -> str | None:
    """Return the URL of a server that answers, or the folder of binaries from which one can be started."""
    url = os.environ.get("DATABASE_URL_TEST", DEFAULT_URL)
    return url if postgres_answers(url) else find_postgres_binaries()


@dataclass(frozen=True)
class Part:
    """One real part: its name, how it is found, the Debian packages that hold it, and how to get it elsewhere."""

    name: str
    find: Callable[[], str | None]
    packages: tuple[str, ...]
    elsewhere: str


PARTS = (
    Part("PostgreSQL", find_postgres, ("postgresql",), "https://www.postgresql.org/download/ , DATABASE_URL_TEST=postgresql://…"),
    Part("Chromium", find_chromium, ("chromium",), "Chrome / Chromium, CHROMIUM=…"),
    Part("LibreOffice", find_libreoffice, ("libreoffice-writer-nogui",), "https://www.libreoffice.org/ , SOFFICE=…"),
    Part("LibreOffice Calc", find_calc, ("libreoffice-calc-nogui",), "https://www.libreoffice.org/ , SOFFICE=…"),
    Part("Java", find_java, ("openjdk-17-jre-headless",), "https://adoptium.net/ , JAVA_HOME=…"),
    Part("Noto CJK", find_font, ("fontconfig", "fonts-noto-cjk"), "https://github.com/notofonts/noto-cjk"),
    Part("poppler", lambda: find_command("pdftoppm"), ("poppler-utils",), "https://poppler.freedesktop.org/"),
)


def apt_prefix() -> list[str] | None:
    """Return the words before ``apt-get`` that let us install: none for root, sudo where it asks for nothing, or None."""
    if find_command("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = find_command("sudo")
    silent = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    return [str(sudo), "-n"] if silent else None


def install(parts: Sequence[Part]) -> None:
    """Install the Debian packages of ``parts`` where this process may; otherwise do nothing."""
    prefix = apt_prefix()
    if prefix is None or not parts:
        return
    packages = [package for part in parts for package in part.packages]
    print(f"安装测试所需部件：{' '.join(packages)} / installing what the tests need", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], check=False, stdout=subprocess.DEVNULL)
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=False, stdout=subprocess.DEVNULL)


def complain(parts: Sequence[Part]) -> None:
    """Print which parts are missing and how to get them."""
    for part in parts:
        print(f"缺少 {part.name} / {part.name} is missing: apt-get install {' '.join(part.packages)} | {part.elsewhere}", file=sys.stderr)


def ensure() -> bool:
    """Install what is missing where allowed, say what still is, and tell whether every part is there."""
    install([part for part in PARTS if part.find() is None])
    missing = [part for part in PARTS if part.find() is None]
    complain(missing)
    return not missing


def free_port() -> int:
    """Return a TCP port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_user() -> str | None:
    """Return the system user who must own the server: PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def own_postgres(binaries: Path) -> Iterator[str]:
    """Start a server of our own in a temporary folder, yield its URL and stop it afterwards."""
    user, port = server_user(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="qingmiao-postgres-"))
    if user:
        shutil.chown(folder, user)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    control = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
    make = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
    try:
        subprocess.run(make, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
        subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], check=True, user=user, cwd=folder)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "fast", "stop"], check=False, user=user, cwd=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of a running server: the one that answers, or one started for the time of the block."""
    found = find_postgres()
    if found is None:
        raise FileNotFoundError("没有 PostgreSQL 服务器 / there is no PostgreSQL server")
    if "://" in found:
        yield found
        return
    with own_postgres(Path(found)) as url:
        yield url


def main(argv: Sequence[str]) -> int:
    """Print where each part is; with ``--install`` put what is missing in place first."""
    complete = ensure() if "--install" in argv else all(part.find() for part in PARTS)
    for part in PARTS:
        print(f"{part.name:12} {part.find() or '—'}")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
