"""Print the tables of docs/methods.md: every named method with formula, source, classes and rules, from the registry.

``python tools/print_methods.py`` writes what stands between the marks; a test fails when the page is not what would be printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qingmiao.progress.named import METHODS, REFUSALS, Method

PAGE = Path(__file__).resolve().parent.parent / "docs" / "methods.md"
BEGIN, END = "<!-- methods: printed -->", "<!-- methods: end -->"


def chapter(method: Method) -> Iterator[str]:
    """A method as a short chapter."""
    yield f"### `{method.name}` {method.zh} / {method.en}\n"
    yield f"- 公式 / formula: {method.formula}"
    yield f"- 来源 / source: {method.source}"
    yield "- 分类 / classes: " + "；".join(f"`{status}` {zh} / {en}" for status, (zh, en) in method.statuses.items())
    yield f"- {method.told[0]}\n  {method.told[1]}\n"


def printed() -> str:
    """All chapters, and the table of refusals."""
    lines = [line for method in METHODS.values() for line in chapter(method)]
    lines += ["### 不算的情形 / Refusals\n", "| refusal | 为什么 | why |", "|---|---|---|"]
    lines += [f"| `{reason}` | {zh} | {en} |" for reason, (zh, en) in REFUSALS.items()]
    return "\n".join(lines)


def page(text: str) -> str:
    """The page with what is printed between its marks."""
    head, rest = text.split(BEGIN, 1)
    return f"{head}{BEGIN}\n{printed()}\n{END}{rest.split(END, 1)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
