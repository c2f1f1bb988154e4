"""The server in the foreground: gunicorn with sync workers where there is fork, waitress on Windows."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import Any

from qingmiao.errors import UserError


def serve(*, host: str, port: int, ready: Callable[[], None], workers: int | None = None) -> None:
    """Serve the site until it is stopped, and work off its queue; `ready` is called once the address answers.

    `workers`: how many requests are answered at once, by the number of cores where it is not said. Raises UserError when the address cannot be used.
    """
    from qingmiao.web.background.worker import Keeper

    _refuse_taken(host, port)
    _warm()
    keeper = Keeper()

    def begin() -> None:
        keeper.start()
        ready()

    if sys.platform == "win32":
        _serve_waitress(host, port, begin, keeper.stop, workers)
    else:
        _serve_gunicorn(host, port, begin, keeper.stop, workers)


def _refuse_taken(host: str, port: int) -> None:
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise UserError(
                what="这个地址不能用，可能已被占用 / the address cannot be used, perhaps it is taken",
                where=f"{host}:{port}",
                cure="停掉占用它的程序，或用 --port 换一个端口 / stop what uses it, or choose another with --port",
            ) from error


def _warm() -> None:
    """Read the packages and import the pages before the first request, and before workers are forked, so that they share them."""
    from django.template import engines
    from django.urls import get_resolver

    from qingmiao.web.planning.shelf import shelf
    from qingmiao.web.settings import BASE

    assert get_resolver().url_patterns
    for path in (BASE / "templates").rglob("*.html"):
        engines["django"].get_template(path.relative_to(BASE / "templates").as_posix())
    for book in shelf():
        book.warm()
    gc.collect()
    gc.freeze()  # what is read stays: later collections need not walk it, and forked workers go on sharing its memory


def _serve_gunicorn(host: str, port: int, ready: Callable[[], None], done: Callable[[], None], workers: int | None) -> None:
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    from qingmiao.web.wsgi import application

    class Site(BaseApplication):
        def load_config(self) -> None:
            settings = _settings(host, port, workers) | {"when_ready": lambda _: ready(), "on_exit": lambda _: done()}
            for key, value in settings.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            return application

    connections.close_all()  # a connection must not cross a fork
    Site().run()


def _settings(host: str, port: int, workers: int | None) -> dict[str, Any]:
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers or min(8, max(3, 2 * (os.cpu_count() or 1))),
        "worker_class": "qingmiao.web.workers.PatientWorker",
        "timeout": 120,
        "graceful_timeout": 5,
        "preload_app": True,
        "loglevel": "error",
        "control_socket_disable": True,
    }


def _serve_waitress(host: str, port: int, ready: Callable[[], None], done: Callable[[], None], workers: int | None) -> None:
    from waitress import create_server

    from qingmiao.web.wsgi import application

    server = create_server(application, host=host, port=port, threads=workers or 8)
    ready()
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
    finally:
        done()
