"""Workbooks of a round: 500 made, and one of 5,000 rows read, held against what was asked, checked and given back; beside openpyxl for the files alone.

``python benchmarks/workbooks.py [ROWS] [BOOKS]``
"""

from __future__ import annotations

import io
import random
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

import openpyxl

from qingmiao.catalogue import load
from qingmiao.exchange.marking import marked
from qingmiao.exchange.returned import Returned, read_workbook
from qingmiao.exchange.workbooks import COLUMNS, ENTRY, HEAD_ROW, Ask, Paper, write_workbook
from qingmiao.facts.sheets import sheets_in
from qingmiao.rounds import Entry, Sheet, check
from qingmiao.rounds.checking import usual, wholes_of

YEAR = 2025
A_FORM = 20
"""Cells of one form."""


def paper(rows: int, number: int) -> Paper:
    """Forms of `A_FORM` cells on so many places as `rows` needs, with three years before."""
    rng = random.Random(number)
    catalogue = load()
    elements = [one for one in catalogue.elements.values() if one.adds != "measured"][:A_FORM]
    asks = []
    for key in range(rows):
        element, place = elements[key % A_FORM], f"第{key // A_FORM}镇"
        past = [float(rng.randrange(200, 400)) for _ in range(3)]
        span = usual(catalogue, element.code, past)
        asks.append(
            Ask(
                key + 1,
                0,
                "卫生健康部门",
                place,
                element.name,
                "",
                element.unit,
                definition=element.definition or "",
                before=tuple(zip(range(YEAR - 3, YEAR), past, strict=True)),
                low=span.low if span else None,
                high=span.high if span else None,
            )
        )
    return Paper(1, "年度监测", YEAR, date(2026, 4, 1), f"第{number}个单位", tuple(asks))


def made(one: Paper) -> bytes:
    out = io.BytesIO()
    write_workbook(one, out)
    return out.getvalue()


def made_by_openpyxl(one: Paper) -> None:
    """The same texts and numbers, with nothing else."""
    book = openpyxl.Workbook()
    for ask in one.asks:
        book.active.append(
            [*ask.names, ask.unit, str(ask.before), ask.low, ask.high, None, "", ask.comment, "", f"{ask.key}.{ask.version}"]
        )
    book.save(io.BytesIO())


def filled(data: bytes) -> bytes:
    """As last year, with one cell in fifty that is no number and one that is far off."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page, at = book[ENTRY], COLUMNS.index("value") + 1
    for row in range(HEAD_ROW + 2, page.max_row + 1):
        page.cell(row, at).value = "约三百" if row % 50 == 0 else 9000 if row % 50 == 1 else 300
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(returned: Returned, one: Paper) -> int:
    """How many cells the rules speak of, form by form, against other places too."""
    catalogue = load()
    codes = {element.name: code for code, element in catalogue.elements.items()}
    wholes, values = wholes_of(catalogue), {row.ask.key: row for row in returned.filled}
    forms: dict[str, dict[int, Ask]] = {}
    for ask in one.asks:
        forms.setdefault(ask.place, {})[ask.key] = ask
    said = {
        place: {(codes[ask.element], ()): values[key].value for key, ask in asks.items() if key in values and values[key].value is not None}
        for place, asks in forms.items()
    }
    count = 0
    for place, asks in forms.items():
        entries = {
            (codes[ask.element], ()): Entry(values[key].value, values[key].status, "") if key in values else Entry()
            for key, ask in asks.items()
        }
        before = {(codes[ask.element], ()): [value for _, value in ask.before] for ask in asks.values()}
        others = {name: told for name, told in said.items() if name != place}
        count += len(check(Sheet(entries, catalogue, before=before, others=others, wholes=wholes)))  # type: ignore[arg-type]
    return count


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    books = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    load()
    small = [paper(200, number) for number in range(books)]
    start = perf_counter()
    for one in small:
        made(one)
    ours = perf_counter() - start
    start = perf_counter()
    for one in small[: max(1, books // 10)]:
        made_by_openpyxl(one)
    theirs = (perf_counter() - start) * books / max(1, books // 10)
    print(
        f"{books} workbooks of 200 rows made: {ours:.1f} s; openpyxl, bare cells, by {max(1, books // 10)} of them: {theirs:.1f} s ({ours / theirs:.2f} x)"
    )
    large = paper(rows, 1)
    data = filled(made(large))
    start = perf_counter()
    returned = read_workbook(sheets_in(data, Path("large.xlsx")), large)
    read = perf_counter() - start
    found = checked(returned, large)
    whole = perf_counter() - start
    back = marked(data, None, returned, returned.problems)
    last = perf_counter() - start
    start = perf_counter()
    openpyxl.load_workbook(io.BytesIO(data))
    bare = perf_counter() - start
    print(
        f"{rows} rows: read {read:.2f} s, with all checks {whole:.2f} s ({len(returned.problems)} problems, {found} findings), given back"
        f" {last:.2f} s ({len(back) // 1024} KiB); openpyxl's load alone {bare:.2f} s ({read / bare:.2f} x)"
    )


if __name__ == "__main__":
    main()
