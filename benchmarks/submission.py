"""One county's new submission in a store of millions of facts, beside working everything out anew by hand-written SQL.

`python benchmarks/submission.py 30` makes the facts of `scale.py` in the order of places, a store of their figures, and then adds one file: one county's thousand
facts of the last year, most of them corrections. Told are the seconds until the county's figures and those of its city, its province and the
nation are in the store (in a process that is at work already, and with its start), and those of the SQL over all facts; the rows of these four
places must be equal to the SQL's. The door `make bench` runs one million.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

import scale
from qingmiao.compute.backends import DuckDB
from qingmiao.compute.keeping import bring_up_to_date, write_figures

LATER, GOAL = datetime(2025, 6, 1, tzinfo=UTC), 2.0


def by_place(file: Path, out: Path) -> None:
    """The facts in the order of their places, so that a reader of one place skips nearly all of the file."""
    connection = duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(out.parent.parent / "sorting")})
    connection.execute(f"copy (from '{file}' order by place) to '{out}' (format parquet, compression zstd)")
    file.unlink()


def submitted(file: Path, county: str, out: Path) -> None:
    """The county's facts of the last year once more, a tenth larger, each the correction of the one that stands."""
    duckdb.execute(f"""
        copy (
            with mine as (from '{file}' where place = '{county}' and year(period_from) = {max(scale.YEARS)}),
            stand as (from mine where id not in (select supersedes from mine where supersedes is not null))
            select * replace (1e9::bigint + row_number() over (order by id) as id, round(value * 1.1) as value, id as supersedes,
                timestamptz '{LATER.isoformat()}' as recorded_at)
            from stand) to '{out}' (format parquet)
    """)


def wrong(made: Path, hand: Path, places: Sequence[str]) -> tuple[int, int]:
    """Rows of these places, and how many are not the same."""
    row = duckdb.sql(f"""
        with m as (from '{made}' where list_contains({list(places)}, place) and parts_reporting > 0),
        h as (from '{hand}' where list_contains({list(places)}, place))
        select (select count(*) from h), count(*) from m full join h using (indicator, place, year)
        where m.parts_reporting is distinct from h.parts_reporting or (m.value is null) <> (h.value is null)
            or abs(m.value - h.value) > 1e-9 * greatest(1, abs(h.value))
    """).fetchone()
    assert row is not None
    return row


def update(counties: int, folder: Path) -> int:
    """Bring the store up to date and print seconds, places and figures."""
    question = scale.question(scale.nation(counties))
    DuckDB().close()  # loads the engine, as in a process that is at work already
    start = time.perf_counter()
    change = bring_up_to_date(folder / "store.duckdb", question, folder / "facts")
    print(time.perf_counter() - start, -1 if change.places is None else len(change.places), change.figures)
    return 0


def run(counties: int, folder: Path) -> tuple[float, float, int, int]:
    """Seconds inside and with the start of a process, places and figures worked out."""
    start = time.perf_counter()
    told = subprocess.run([sys.executable, __file__, "update", str(counties), str(folder)], check=True, capture_output=True, text=True)
    seconds, places, figures = told.stdout.split()
    return float(seconds), time.perf_counter() - start, int(places), int(figures)


def main(argv: Sequence[str]) -> int:
    """Print times and whether the rows are equal."""
    if argv and argv[0] == "update":
        return update(int(argv[1]), Path(argv[2]))
    counties = round((float(argv[0]) if argv else 1.0) * 1_000_000 / scale.PER_COUNTY)
    places = scale.nation(counties)
    county = next(one for one in places if one.level == "county")
    chain = [county.id, *(above.id for above in places.above(county.id))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "facts").mkdir()
        scale.generated(counties, folder / "unsorted.parquet")
        by_place(folder / "unsorted.parquet", folder / "facts" / "first.parquet")
        whole, _, everywhere, figures = run(counties, folder)
        submitted(folder / "facts" / "first.parquet", county.id, folder / "facts" / "second.parquet")
        seconds, started, touched, changed = run(counties, folder)
        write_figures(folder / "store.duckdb", folder / "made.parquet")
        start = time.perf_counter()
        scale.by_hand(folder / "facts" / "*.parquet", places, folder / "hand.parquet", LATER)
        hand = time.perf_counter() - start
        rows, bad = wrong(folder / "made.parquet", folder / "hand.parquet", chain)
        size = (folder / "store.duckdb").stat().st_size / 1e9
    assert (everywhere, touched) == (-1, len(chain))
    print(f"建库 / the store made: {whole:.1f} s，{figures} 个指标值 / figures，{size:.2f} GB")
    print(
        f"一个县的报送 / one county's submission: {seconds:.2f} s (goal {GOAL})，连同启动 / with the start {started:.2f} s，{changed} 个指标值 / figures"
    )
    print(f"全部重算，手写 SQL / everything anew by hand: {hand:.1f} s；{bad} rows differ of {rows}")
    return int(bad != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
