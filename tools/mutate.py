"""Change one thing at a time in some modules and see whether their tests notice: ``python tools/mutate.py N MODULE… -- TESTS…``.

Each mutant turns one comparison, sign, constant, word or condition round in a copy of the tree, and runs the tests until one fails, in the
order in which they are named; each in a process of its own, forked from one that has the libraries (but nothing of ours) in it already.
Prints each mutant that no test noticed as it is found, and the share that were noticed. `N` is how many are drawn (0: all), `--seed` by
which chance; `--left FILE` takes only those that an earlier run printed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = (
    "duckdb",
    "hypothesis",
    "ibis",
    "ibis.backends.duckdb",
    "numpy",
    "pyarrow.parquet",
    "pytest",
    "ruamel.yaml",
    "scipy.optimize",
    "scipy.special",
)
PATIENCE = 4.0
"""A mutant may take so many times as long as the right program; what takes longer runs for ever, and is noticed."""

TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


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


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was turned round, and the changed source of each mutant."""
    tree = ast.parse(source)
    for node in _meant(tree):
        for what in turned(node):
            yield getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(tree))


def _meant(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that do something when the program runs: not types, not what is said to a decorator."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _meant(child)


def main(argv: Sequence[str]) -> int:
    """Run the mutants and print what went unnoticed."""
    split = list(argv).index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("number", type=int)
    parser.add_argument("modules", nargs="+")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--left", type=Path)
    options, tests = parser.parse_args(argv[:split]), argv[split + 1 :]
    drawn = [(name, *one) for name in options.modules for one in mutants((ROOT / name).read_text(encoding="utf-8"))]
    if options.number:
        drawn = random.Random(options.seed).sample(drawn, min(options.number, len(drawn)))
    if options.left:
        left = set(options.left.read_text(encoding="utf-8").splitlines())
        drawn = [one for one in drawn if f"{one[0]}:{one[1]}: {one[2]}" in left]
    for name in LIBRARIES:
        importlib.import_module(name)
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "tree"
        shutil.copytree(ROOT, copied, ignore=shutil.ignore_patterns(".venv*", ".git", ".tools", "*cache*", "node_modules"))
        start = time.monotonic()
        if not passes(copied, tests, 3600.0):
            print("the tests fail before anything is changed")
            return 2
        limit = 30 + PATIENCE * (time.monotonic() - start)
        for name, line, what, source in drawn:
            if not noticed(copied, name, source, tests, limit):
                lost += 1
                print(f"{name}:{line}: {what}", flush=True)
    print(f"{len(drawn) - lost} of {len(drawn)} noticed ({100 * (1 - lost / max(len(drawn), 1)):.1f} %)")
    return 0


def noticed(tree: Path, name: str, source: str, tests: Sequence[str], limit: float) -> bool:
    """Whether a test fails once a module is changed; the module is put right again."""
    module = tree / name
    right = module.read_text(encoding="utf-8")
    module.write_text(source, encoding="utf-8")
    try:
        return not passes(tree, tests, limit)
    finally:
        module.write_text(right, encoding="utf-8")


def passes(tree: Path, tests: Sequence[str], limit: float) -> bool:
    """Whether all tests pass in a tree, within `limit` seconds; in a fork, so that nothing of ours is loaded twice."""
    child = os.fork()
    if not child:
        _run(tree, tests)
    until = time.monotonic() + limit
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _run(tree: Path, tests: Sequence[str]) -> NoReturn:
    """The tests, in this process, which ends with them."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.chdir(tree)
    sys.path[:0] = [str(tree / "src"), str(tree)]
    sys.dont_write_bytecode = True
    os.environ |= {"PYTHONPATH": f"{tree / 'src'}", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    import pytest
    from hypothesis import Phase, settings

    # A failure is a failure: no time is spent on making its example small. What is drawn is the same in every run, as the figure is.
    settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], database=None, derandomize=True)
    settings.load_profile("mutants")
    code = 1
    try:
        code = int(
            pytest.main(
                ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-W", "ignore::pytest.PytestAssertRewriteWarning", *tests]
            )
        )
    finally:
        os._exit(min(code, 100))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
