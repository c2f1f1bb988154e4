"""What every subcommand needs that works on a site."""

from __future__ import annotations

import argparse


def start(options: argparse.Namespace) -> None:
    """Open the site that the options name."""
    from qingmiao.web import service

    service.start(home=getattr(options, "home", None), documents=getattr(options, "documents", None))


def whoami() -> str:
    """The name of the account that runs the command, for the books."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "qingmiao"
