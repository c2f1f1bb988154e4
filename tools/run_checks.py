"""Run every check that needs no test: the door ``make check``. All are run, then the exit code tells whether one failed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import check_locks

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TOOLS = tuple(f"tools/{name}.py" for name in ("check_locks", "real_parts", "run_benchmarks", "run_checks", "run_tests"))
WEB = ROOT / "src" / "qingmiao" / "web"


def command(*words: str) -> Callable[[], bool]:
    """Return a check that runs a command of this environment from the checkout."""
    return lambda: (
        subprocess.run([str(BIN / words[0]), *words[1:]], cwd=ROOT, check=False, env=os.environ | {"PYTHONUTF8": "1"}).returncode == 0
    )


def web_types() -> bool:
    """Check the types of the web app, when there is one."""
    return not WEB.exists() or command("mypy", "--config-file", "tools/mypy_web.toml")()


def plan_packages() -> bool:
    """Run ``qingmiao check`` over the catalogue and each shipped plan package."""
    packages = sorted(str(path.parent.relative_to(ROOT)) for path in (ROOT / "plans").glob("*/plan.yaml"))
    return command("qingmiao", "check", "--catalogue", *packages)()


CHECKS: tuple[tuple[str, Callable[[], bool]], ...] = (
    ("ruff check", command("ruff", "check", "--quiet", ".")),
    ("ruff format", command("ruff", "format", "--check", "--quiet", ".")),
    ("mypy", command("mypy")),
    ("mypy tools", command("mypy", "--explicit-package-bases", *TOOLS)),
    ("mypy web", web_types),
    ("import contracts", command("lint-imports", "--no-cache")),
    ("locks", check_locks.check),
    ("plan packages", plan_packages),
)


def main() -> int:
    """Run all checks and print one line for each."""
    outcomes = []
    for name, check in CHECKS:
        start = time.monotonic()
        good = check()
        outcomes.append(good)
        print(f"{'✓' if good else '✗'} {name} ({time.monotonic() - start:.1f} s)", flush=True)
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
