"""The command ``qingmiao``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from qingmiao import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with ``argv`` (the process's own when None) and return its exit code."""
    parser = argparse.ArgumentParser(prog="qingmiao", description="青苗：规划文件进来，逐条核对 / A plan document in, every commitment checked")
    parser.add_argument("--version", action="version", version=f"qingmiao {__version__}")
    parser.parse_args(argv)
    parser.print_help()
    return 0
