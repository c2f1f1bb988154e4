"""The home of a site: one folder that holds its database, key, caches, own plan packages and releases.

Everything is read from the environment (QINGMIAO_HOME, QINGMIAO_DOCUMENTS, QINGMIAO_HOSTS, QINGMIAO_PROXIES), which the command sets from its options.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

DEFAULT_HOME = Path("~/.qingmiao")
"""A real site. The demonstration lives in a folder of its own (`service.DEMO_HOME`), so that the two never mix."""

DEMONSTRATION = "demo-people.json"
"""The file that makes a home a demonstration: it holds the passwords of its people."""


def home() -> Path:
    """The folder of this site, made when it is not there."""
    folder = Path(os.environ.get("QINGMIAO_HOME") or DEFAULT_HOME).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def documents() -> Path | None:
    """The folder of plan documents, None when nobody named one."""
    named = os.environ.get("QINGMIAO_DOCUMENTS")
    return Path(named).expanduser().resolve() if named else None


def subfolder(name: str) -> Path:
    """A folder of the home, made when it is not there: plans, cache, releases."""
    folder = home() / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """The key that signs sessions."""
    return _kept("secret_key", secrets.token_urlsafe(64))


def second_factor_key() -> bytes:
    """The key under which secrets of second factors are encrypted (32 bytes, base64): whoever loses it loses those, and nothing else."""
    return _kept("second_factor_key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")).encode("ascii")


def _kept(name: str, new: str) -> str:
    """What a file of the home holds: made once, on the first start, readable by the owner only where the system knows owners."""
    path = home() / name
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(new)
    except FileExistsError:
        pass
    return path.read_text(encoding="utf-8").strip()


def hosts() -> list[str]:
    """Host names under which the site answers: this machine only, unless QINGMIAO_HOSTS lists more."""
    return ["localhost", "127.0.0.1", "[::1]", *_listed("QINGMIAO_HOSTS")]


def proxies() -> frozenset[str]:
    """Addresses of proxies before the site (QINGMIAO_PROXIES): none, unless somebody set one up."""
    return frozenset(_listed("QINGMIAO_PROXIES"))


def _listed(name: str) -> list[str]:
    return [one.strip() for one in os.environ.get(name, "").split(",") if one.strip()]


def mail() -> dict[str, str | int | bool]:
    """How mail is sent, as Django's settings: QINGMIAO_SMTP is smtp://user:password@host:port, smtps:// (TLS from the start) or smtp+tls:// (STARTTLS);
    QINGMIAO_MAIL_FROM the address of the office. Empty where nobody said."""
    said = urlsplit(os.environ.get("QINGMIAO_SMTP", ""))
    if not said.hostname:
        return {}
    return {
        "EMAIL_HOST": said.hostname,
        "EMAIL_PORT": said.port or {"smtps": 465, "smtp+tls": 587}.get(said.scheme, 25),
        "EMAIL_HOST_USER": unquote(said.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(said.password or ""),
        "EMAIL_USE_SSL": said.scheme == "smtps",
        "EMAIL_USE_TLS": said.scheme == "smtp+tls",
        "DEFAULT_FROM_EMAIL": os.environ.get("QINGMIAO_MAIL_FROM") or unquote(said.username or "") or "qingmiao@localhost",
    }
