"""Leave one document out: how much a document's score falls when the words that only it has are taken out of the reader's resources.

For each annotated document, every word in the lists of ``reading/data`` that occurs in it and in no other annotated document is taken out,
the document is read again in a fresh process, and both readings are scored against the truth. It fails when numeric F1, what is right of it or trend F1
falls by more than 0.05 in the mean; single documents over that are named. Means leave out documents that have nothing of a kind. Regular expressions
(classes of headings, heads of columns) are no words and stay. Needs the shared material beside the checkout.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qingmiao.reading import resources

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
TESTS = ROOT / "tests" / "reading"
LISTS = ("actions", "labels", "people", "rates", "trends", "units", "verbs")
GOLD = (("guangxi2015", "guangxi2015", ()), ("taizhou2021", "taizhou2021", ()), ("suixian2022", "suixian2022children", (19871, 38920)))
NOTHING = "\uffff"
"""Stands in a list that would be empty; no document has it."""
LIMIT = 0.05
FIELDS = ("numeric", "numeric_right", "trend")


@dataclass(frozen=True, slots=True)
class Document:
    """An annotated document: its text, the prefix of its truth, the run that is annotated (all when empty)."""

    name: str
    source: Path
    truth: Path
    span: tuple[int, ...] = ()


def documents() -> list[Document]:
    """All annotated documents: gold, example, invented, and the once unseen ones."""
    found = [Document(gold, SHARED / "plans" / f"{plan}.txt", SHARED / "gold" / gold, span) for plan, gold, span in GOLD]
    found.append(Document("qinghe2021", ROOT / "plans" / "qinghe2021" / "document.txt", TESTS / "example" / "qinghe2021"))
    for folder in ("invented", "blind"):
        found += [Document(path.stem, path, path.with_suffix("")) for path in sorted((TESTS / folder).glob("*.txt"))]
    return found


def words_of(content: Any) -> Iterator[str]:
    """The words in the lists of a resource, at any depth, without regular expressions."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            if key != "classes":
                yield from words_of(value)
    elif isinstance(content, list):
        for value in content:
            yield from words_of(value)


def without(content: Any, gone: frozenset[str]) -> Any:
    """A resource without some words; a list that would be empty keeps one that nothing matches."""
    if isinstance(content, dict):
        return {key: value if key == "classes" else without(value, gone) for key, value in content.items()}
    if isinstance(content, list):
        return [without(value, gone) for value in content if not (isinstance(value, str) and value in gone)] or [NOTHING]
    return content


def own_words(texts: dict[str, str]) -> dict[str, frozenset[str]]:
    """For each document, the words of the resources that occur in it and in no other."""
    homes: dict[str, list[str]] = {}
    for word in {word for name in LISTS for word in words_of(resources.load(name))}:
        homes[word] = [name for name, text in texts.items() if word in text]
    return {name: frozenset(word for word, found in homes.items() if found == [name]) for name in texts}


def read_here(source: Path, gone: frozenset[str], out: Path) -> None:
    """Read a document in this process, which has read nothing yet, without some words."""
    load = resources.load
    cut = {name: without(load(name), gone) for name in LISTS}
    resources.load = lambda name: cut.get(name) or load(name)  # type: ignore[assignment]
    from qingmiao.reading import read_file

    out.write_text(read_file(source).to_json(), encoding="utf-8")


def scores(document: Document, gone: frozenset[str], folder: Path) -> dict[str, float]:
    """The scores of a reading without some words, made in a fresh process."""
    asked, out = folder / "asked.json", folder / "reading.json"
    asked.write_text(json.dumps({"source": str(document.source), "gone": sorted(gone), "out": str(out)}), encoding="utf-8")
    subprocess.run([sys.executable, __file__, str(asked)], check=True)
    command = [sys.executable, str(SHARED / "check" / "score_reading.py"), str(document.source), str(document.truth), str(out)]
    command += ["--span", *(str(offset) for offset in document.span)] if document.span else []
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Print a line for each document and the mean loss; non-zero when a mean loss is over the limit."""
    from qingmiao.reading.document import fold

    known = documents()
    own = own_words({document.name: fold(document.source.read_text(encoding="utf-8")) for document in known})
    losses: dict[str, list[float]] = {field: [] for field in FIELDS}
    over: list[str] = []
    print("| 文本 text | 词 words | numeric | right | trend |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for document in known:
            whole = scores(document, frozenset(), Path(scratch))
            cut = scores(document, own[document.name], Path(scratch))
            for field in FIELDS:
                losses[field] += [whole[field] - cut[field]] if whole[field] else []
            over += [f"{document.name} {field} −{whole[field] - cut[field]:.3f}" for field in FIELDS if whole[field] - cut[field] > LIMIT]
            cells = " | ".join(f"{whole[field]:.3f} → {cut[field]:.3f}" for field in FIELDS)
            print(f"| {document.name} | {len(own[document.name])} | {cells} |", flush=True)
    means = {field: sum(found) / len(found) for field, found in losses.items()}
    print(f"| **平均损失 mean loss** | | {' | '.join(f'{means[field]:.3f}' for field in FIELDS)} |")
    print(f"\n超过 {LIMIT} 的 / over {LIMIT}: {'；'.join(over) or '无 none'}")
    return int(max(means.values()) > LIMIT)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        wanted = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        read_here(Path(wanted["source"]), frozenset(wanted["gone"]), Path(wanted["out"]))
    else:
        sys.exit(main())
