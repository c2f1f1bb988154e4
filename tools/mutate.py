"""Change one thing at a time in some modules and see whether their tests notice: ``python tools/mutate.py N MODULE… -- TESTS…``.

Each mutant turns one comparison, sign, constant, word or condition round in a copy of the tree, and runs the tests until one fails.
Prints the mutants that no test noticed and the share that were noticed. `N` is how many are drawn (fixed seed; 0: all).
"""

from __future__ import annotations

import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
    number, split = int(argv[0]), list(argv).index("--")
    drawn = [(name, *one) for name in argv[1:split] for one in mutants((ROOT / name).read_text(encoding="utf-8"))]
    if number:
        drawn = random.Random(7).sample(drawn, min(number, len(drawn)))
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "tree"
        shutil.copytree(ROOT, copied, ignore=shutil.ignore_patterns(".venv*", ".git", ".tools", "*cache*", "node_modules"))
        unnoticed = [one for one in drawn if not noticed(copied, one[0], one[3], argv[split + 1 :])]
    for name, line, what, _ in unnoticed:
        print(f"{name}:{line}: {what}")
    print(f"{len(drawn) - len(unnoticed)} of {len(drawn)} noticed ({100 * (1 - len(unnoticed) / max(len(drawn), 1)):.1f} %)")
    return 0


def noticed(tree: Path, name: str, source: str, tests: Sequence[str]) -> bool:
    """Whether a test fails once a module is changed; the module is put right again."""
    module = tree / name
    right = module.read_text(encoding="utf-8")
    module.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
    environment = {"PYTHONPATH": str(tree / "src"), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    try:
        return subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=120, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        module.write_text(right, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
