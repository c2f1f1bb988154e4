"""Read damaged documents for a while: cuts, shuffles and noise of given texts, and mutated .docx, .pdf and .html files.

usage: python tools/fuzz_reading.py SECONDS [--seed N] [FILE_OR_FOLDER ...]

Without files the shipped example is used. Prints how many of each kind were read or refused and the slowest; ends with 1 when anything
crashed, took more than ten seconds of the processor, or gave an offset outside the text. A failing input is kept in the folder that is printed.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from qingmiao.errors import UserError
from qingmiao.reading.formats import DOCUMENTS
from qingmiao.reading.model import Commitment, Measure, Objective
from qingmiao.reading.reader import read_document

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 10.0
MAIN = "word/document.xml"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODD = "０１２３４５％‰、。；：，（）()一二三十百千万　 \t\r\n\u200b\ufeff\ue000①⑳—…“”.-~/\x00\ud800𠀀"
TAGS = (
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td rowspan=99>",
    "</table>",
    "<ol>",
    "<li>",
    "</ol>",
    "<pre>",
    "<div hidden>",
    "<a>",
    "<script>",
    "<!--",
    "&#x110000;",
    "&amp;",
)
PARTS = (
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>5</w:t></w:r></w:p>',
    "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='9'/><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc/></w:tr></w:tbl>",
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText></w:r></w:p>',
    '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>",
    "<w:sdt><w:sdtContent><w:p><w:r><w:t>1.</w:t><w:br/><w:tab/></w:r></w:p></w:sdtContent></w:sdt>",
    "<w:p>",
    "&x;",
)
TOKENS = (
    b"obj",
    b"endobj",
    b"stream",
    b"endstream",
    b"/Kids",
    b"/Length 999999999",
    b"/Filter/FlateDecode",
    b"<<",
    b">>",
    b"[",
    b"1 0 R",
    b"2147483647",
    b"-1",
    b"BT",
    b"Tj",
)

Luck = random.Random
Made = tuple[str, bytes]


def text_bytes(text: str) -> bytes:
    """A text in UTF-8; lone surrogates become question marks."""
    return text.encode("utf-8", "replace")


def cut(text: str, luck: Luck) -> str:
    """A piece of a text, from anywhere to anywhere."""
    ends = sorted(luck.randrange(len(text) + 1) for _ in range(2))
    return text[ends[0] : ends[1]]


def shuffled(text: str, luck: Luck) -> str:
    """The lines of a text, or its clauses, in another order."""
    mark = luck.choice(("\n", "。", "，", "、"))
    pieces = text.split(mark)
    luck.shuffle(pieces)
    return mark.join(pieces)


def noisy(text: str, luck: Luck) -> str:
    """A text with some characters dropped, doubled or replaced."""
    share = luck.choice((0.001, 0.01, 0.1, 0.5))
    return "".join(_noise(ch, luck) if luck.random() < share else ch for ch in text)


def _noise(ch: str, luck: Luck) -> str:
    return luck.choice(("", ch + ch, luck.choice(ODD), ch + luck.choice(ODD), str(luck.randrange(10))))


def grown(text: str, luck: Luck) -> str:
    """A short piece many times over."""
    return cut(text, luck)[: luck.choice((5, 50, 500))] * luck.choice((10, 100, 300))


TEXTS: tuple[Callable[[str, Luck], str], ...] = (cut, shuffled, noisy, grown, lambda text, luck: noisy(cut(text, luck), luck))


def mangled(data: bytes, luck: Luck, tokens: Sequence[bytes] = ()) -> bytes:
    """Bytes with some changed, a piece cut out or repeated, or tokens put in."""
    changed = bytearray(data)
    for _ in range(luck.choice((1, 3, 20, 200))):
        at = luck.randrange(len(changed) + 1)
        way = luck.randrange(4)
        if way == 0 and at < len(changed):
            changed[at] = luck.randrange(256)
        elif way == 1:
            del changed[at : at + luck.choice((1, 10, 1000))]
        elif way == 2:
            changed[at:at] = changed[at : at + luck.choice((1, 10, 1000))]
        elif tokens:
            changed[at:at] = luck.choice(tokens)
    return bytes(changed)


def as_text(text: str, luck: Luck) -> Made:
    """A damaged text."""
    return ".txt", text_bytes(luck.choice(TEXTS)(text, luck))


def as_page(text: str, luck: Luck) -> Made:
    """A saved page, its tags or its bytes damaged."""
    lines = [f"<p>{escape(line)}</p>" for line in luck.choice(TEXTS)(text, luck)[:60_000].splitlines()]
    for _ in range(luck.choice((0, 5, 50))):
        lines.insert(luck.randrange(len(lines) + 1), luck.choice(TAGS) * luck.choice((1, 1, 1, 300)))
    page = text_bytes("<html><body><div>" + "".join(lines))
    return ".html", mangled(page, luck) if luck.random() < 0.5 else page


def as_word(text: str, luck: Luck) -> Made:
    """A Word file, its XML or the whole archive damaged."""
    rows = [f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in cut(text, luck)[:60_000].splitlines()]
    for _ in range(luck.choice((0, 1, 3, 10))):
        rows.insert(luck.randrange(len(rows) + 1), luck.choice(PARTS[: luck.choice((6, 6, 8))]) * luck.choice((1, 1, 300)))
    xml = text_bytes(f"<w:document {SPACE}><w:body>{''.join(rows)}</w:body></w:document>")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MAIN, mangled(xml, luck) if luck.random() < 0.2 else xml)
    return ".docx", mangled(packed.getvalue(), luck) if luck.random() < 0.4 else packed.getvalue()


def as_pdf(text: str, luck: Luck) -> Made:
    """A PDF without compression, its bytes damaged; its words are the figures of the text."""
    figures = "".join(ch for ch in cut(text, luck)[:20_000] if ch.isascii() and ch not in "()\\")
    shown = [
        b"BT /F 10 Tf %d %d Td (%s) Tj ET" % (luck.randrange(600), luck.randrange(800), text_bytes(line))
        for line in figures.splitlines()[:300]
    ]
    content = b"\n".join(shown)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return ".pdf", mangled(b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF", luck, TOKENS)


# Kinds and how often each is tried: a PDF costs a process.
KINDS: tuple[tuple[Callable[[str, Luck], Made], int], ...] = ((as_text, 6), (as_page, 4), (as_word, 4), (as_pdf, 2))


def given_bytes(paths: Sequence[Path]) -> list[Made]:
    """The given documents that are not plain text, to be damaged byte by byte."""
    return [
        (path.suffix.lower(), path.read_bytes()) for path in paths if path.suffix.lower() in DOCUMENTS and path.suffix.lower() != ".txt"
    ]


def outside(path: Path) -> str | None:
    """Read one file; in words what is wrong with the reading, None when all is well."""
    reading, extracted, _ = read_document(path)
    length = len(extracted.text)
    items: tuple[Commitment | Objective | Measure, ...] = (*reading.commitments, *reading.objectives, *reading.measures)
    bad = [item.id for item in items if not 0 <= item.start < item.end <= length]
    bad += [f"plan {index}" for index, plan in enumerate(reading.plans) if not 0 <= plan.start <= plan.end <= length]
    return f"offsets outside the text: {', '.join(bad[:5])}" if bad else None


def tried(path: Path) -> tuple[str, str | None]:
    """What became of one file (read, refused, failed) and what is wrong."""
    try:
        wrong = outside(path)
    except UserError:
        return "refused", None
    except Exception:  # noqa: BLE001 - to find whatever crashes is what this program is for
        return "failed", traceback.format_exc()
    return ("failed", wrong) if wrong else ("read", None)


def documents(given: Sequence[Path]) -> list[Path]:
    """The files given, those in the folders given, or the example."""
    inside = [found for path in given for found in (sorted(path.iterdir()) if path.is_dir() else [path])]
    return [path for path in inside if path.suffix.lower() in DOCUMENTS] or [ROOT / "plans" / "qinghe2021" / "document.txt"]


def run(seconds: float, seed: int, given: Sequence[Path], folder: Path) -> int:
    """Damage and read until the time is over; the number of failures."""
    luck = random.Random(seed)
    paths = documents(given)
    texts = [path.read_bytes().decode("utf-8", "replace") for path in paths if path.suffix.lower() == ".txt"]
    whole = given_bytes(paths)
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    failures = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if whole and (not texts or luck.random() < 0.3):
            suffix, data = luck.choice(whole)
            data = mangled(data, luck, TOKENS)
        else:
            make = luck.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
            suffix, data = make(luck.choice(texts), luck)
        path = folder / f"input{suffix}"
        path.write_bytes(data)
        start = time.process_time()  # of this process: what other work does to the machine is not the reader's
        outcome, wrong = tried(path)
        took = time.process_time() - start
        slowest[suffix] = max(slowest.get(suffix, 0.0), took)
        if took > LIMIT:
            outcome, wrong = "failed", f"took {took:.1f} s"
        counts[suffix, outcome] += 1
        if wrong:
            failures += 1
            path.rename(folder / f"failure{failures}{suffix}")
            print(f"failure{failures}{suffix}: {wrong}", flush=True)
    report(counts, slowest, failures)
    return failures


def report(counts: Counter[tuple[str, str]], slowest: dict[str, float], failures: int) -> None:
    """Print the counts by kind, the slowest of each, and the failures."""
    for suffix in sorted(slowest):
        row = "  ".join(f"{counts[suffix, outcome]} {outcome}" for outcome in ("read", "refused", "failed"))
        print(f"{suffix:6} {row}  slowest {slowest[suffix]:.2f} s")
    print(f"{sum(counts.values())} documents, {failures} failures, slowest {max(slowest.values(), default=0):.2f} s")


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the arguments, run, and tell by the exit code whether anything failed."""
    parser = argparse.ArgumentParser(description="Read damaged documents until the time is over.")
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("given", nargs="*", type=Path, metavar="FILE")
    options = parser.parse_intermixed_args(argv)
    folder = Path(tempfile.mkdtemp(prefix="qingmiao-fuzz-"))
    print(f"seed {options.seed}, inputs in {folder}", flush=True)
    return 1 if run(options.seconds, options.seed, options.given, folder) else 0


if __name__ == "__main__":
    sys.exit(main())
