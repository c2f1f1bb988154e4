"""Change one thing at a time in the rules that decide numbers and see whether a test notices: ``python tools/mutate.py ROOM``.

Each mutant turns one comparison, sign, constant or condition round in a copy of the tree; the tests of its module run until one fails, those
that find most before the others (`ROOMS`). Every mutant is a fork of one process that has loaded the libraries, and Hypothesis does not look
for the smallest example, so that a mutant costs a second or few. Prints the mutants that no test noticed, and the share of those noticed.

``--draw N`` draws so many with ``--seed``; ``--of WORDS`` takes the mutants whose place (``methods.py:120``) begins with one of the words.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
SECONDS: Final = 240
"""A mutant that takes longer is taken for noticed: some loop does not end."""

TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip

HEAVY: Final = ("_pytest.pytester", "hypothesis.strategies", "django.test", "pyarrow.compute", "pyarrow.dataset", "ibis.backends.duckdb", "scipy.stats")  # fmt: skip
"""What is loaded once for all mutants: libraries, nothing of our own."""


class Room(NamedTuple):
    """Modules of a package, the tests that run for each in order, and those that run for every one of them after its own."""

    package: str
    modules: dict[str, tuple[str, ...]]
    rest: tuple[str, ...]


ROOMS: Final[dict[str, Room]] = {
    "verdicts": Room(
        "src/qingmiao/progress",
        {
            "methods": ("progress/test_verdicts.py", "progress/test_edges.py", "progress/test_numbers_of_targets.py"),
            "effective": ("progress/test_numbers_of_targets.py", "progress/test_verdicts.py", "progress/test_edges.py"),
            "levels": ("progress/test_package.py",),
            "interval": ("progress/test_numbers_of_targets.py", "progress/test_verdicts.py"),
            "package": ("progress/test_package.py", "progress/test_direction.py"),
            "direction": ("progress/test_edges.py", "progress/test_verdicts.py", "progress/test_direction.py"),
        },
        (
            "progress/test_package.py",
            "progress/test_named_methods.py",
            "progress/test_reasons.py",
            "progress/test_summary.py",
            "progress/test_gaps.py",
            "progress/test_beside.py",
            "progress/test_progress_command.py",
        ),
    ),
    "roll-up": Room(
        "src/qingmiao/compute",
        {
            "engine": ("compute/test_figures.py", "compute/test_boundaries.py"),
            "parts": ("compute/test_figures.py", "compute/test_boundaries.py"),
            "shapes": ("compute/test_figures.py",),
            "grouping": ("compute/test_grouping.py",),
            "standing": ("compute/test_standing.py",),
            "to_ibis": ("compute/test_to_ibis.py",),
        },
        ("compute/test_figures.py", "compute/test_boundaries.py", "compute/test_keeping.py", "compute/test_running.py"),
    ),
}


class Mutant(NamedTuple):
    """A module (under src), the line, what was turned round, and the whole changed source."""

    name: str
    line: int
    what: str
    source: str

    @property
    def place(self) -> str:
        """File and line."""
        return f"{Path(self.name).name}:{self.line}"


def turned(node: ast.AST) -> Iterator[str]:
    """Turn one node round in place, in each way that there is, and say how."""
    match node:
        case ast.Compare(ops=ops):
            for place, sign in enumerate(ops):
                other = TURNED[type(sign)]()
                ops[place] = other  # type: ignore[call-overload]
                yield f"{type(sign).__name__} → {type(other).__name__}"
                ops[place] = sign
        case ast.BinOp(op=sign) | ast.BoolOp(op=sign) if type(sign) in TURNED:
            node.op = TURNED[type(sign)]()  # type: ignore[assignment]
            yield f"{type(sign).__name__} → {type(node.op).__name__}"
            node.op = sign  # type: ignore[assignment]
        case ast.IfExp(test=test) | ast.If(test=test):
            node.test = ast.UnaryOp(ast.Not(), test)
            yield "condition turned round"
            node.test = test
        case ast.Constant(value=bool(value)):
            node.value = not value
            yield f"{value} → {not value}"
            node.value = value
        case ast.Constant(value=int() | float() as value):
            node.value = value + 1
            yield f"{value} → {value + 1}"
            node.value = value
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert() as sign, operand=operand):
            node.op = ast.UAdd() if isinstance(sign, ast.USub) else sign
            if isinstance(sign, ast.USub):
                yield "minus left out"
                node.op = sign
            else:
                node.operand = ast.UnaryOp(copy.copy(sign), operand)
                yield "not left out"
                node.operand = operand


def mutants(name: str) -> Iterator[Mutant]:
    """Every mutant of a module."""
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    for node in _meant(tree):
        for what in turned(node):
            said = f"{what}: {ast.unparse(ast.fix_missing_locations(node))[:90]}".splitlines()[0]
            yield Mutant(name, getattr(node, "lineno", 0), said, ast.unparse(ast.fix_missing_locations(tree)))


def _meant(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that do something when the program runs: not types, not what is said to a decorator, not `strict` of zip (an assertion)."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.keyword) and child.arg == "strict":
                continue
            if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
                continue
            if isinstance(child, ast.AST):
                yield child
                yield from _meant(child)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the mutants and print what went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--draw", type=int, help="so many, drawn (all when left out)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of", nargs="*", default=[""], help="only where the place begins so")
    asked = parser.parse_args(argv)
    room = ROOMS[asked.room]
    every = [one for module in room.modules for one in mutants(f"{room.package}/{module}.py")]
    drawn = [one for one in every if one.place.startswith(tuple(asked.of))]
    if asked.draw:
        drawn = sorted(random.Random(asked.seed).sample(drawn, min(asked.draw, len(drawn))), key=lambda one: (one.name, one.line))
    with tempfile.TemporaryDirectory() as folder:
        tree = _copied(Path(folder) / "tree")
        began, missed = time.monotonic(), 0
        if (code := _outcome(tree, _tests(room, "") or ())) != 0:
            print(f"the tests fail on the tree as it is ({code})")
            return 2
        sys.dont_write_bytecode = True  # what is compiled of the right tree is kept, of a mutant nothing
        for number, one in enumerate(drawn):
            if not noticed(tree, one, room):
                missed += 1
                print(f"{number:4} {time.monotonic() - began:5.0f} s  {one.place}  {one.what}", flush=True)
    share = 100 * (1 - missed / max(len(drawn), 1))
    print(f"{asked.room}: {len(drawn) - missed} of {len(drawn)} noticed ({share:.1f} %), of {len(every)} mutants in all; "
          f"{time.monotonic() - began:.0f} s")  # fmt: skip
    return 0


def _copied(tree: Path) -> Path:
    """A copy of the tree to change, and the libraries made ready for it."""
    left = shutil.ignore_patterns(".venv*", ".git", ".tools", "*cache*", "node_modules")
    shutil.copytree(ROOT, tree, ignore=left)
    os.chdir(tree)
    sys.path[:0] = [str(tree / "src"), str(tree)]
    os.environ |= {"PYTHONPATH": str(tree / "src"), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    for name in HEAVY:
        import_module(name)
    import hypothesis

    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    return tree


def _tests(room: Room, module: str) -> tuple[str, ...]:
    own = room.modules.get(module, ())
    return tuple(f"tests/{name}" for name in (*own, *(one for one in room.rest if one not in own)))


def noticed(tree: Path, one: Mutant, room: Room) -> bool:
    """Whether a test fails once a module is changed; the module is put right again."""
    module = tree / one.name
    right = module.read_text(encoding="utf-8")
    module.write_text(one.source, encoding="utf-8")
    try:
        return _outcome(tree, _tests(room, module.stem)) != 0
    finally:
        module.write_text(right, encoding="utf-8")


def _outcome(tree: Path, tests: Sequence[str]) -> int:
    """What pytest says of the tree, in a process of its own that ends with it; 0 where no test fails."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        silent = os.open(os.devnull if not os.environ.get("MUTATE_LOUD") else "/dev/stderr", os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        code = 99
        try:
            import pytest

            plugins = ("cacheprovider", "randomly", "xdist", "playwright")
            said = [word for name in plugins for word in ("-p", f"no:{name}")]
            code = int(pytest.main([
                "-x", "-q", *said, "-W", "ignore::pytest.PytestAssertRewriteWarning",
                "-m", "not slow and not spark and not postgres and not chromium and not libreoffice", *tests,
            ]))  # fmt: skip
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
