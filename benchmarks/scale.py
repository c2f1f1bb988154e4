"""Millions of facts from Parquet to figures of every level, beside hand-written DuckDB SQL that gives the same table.

`python benchmarks/scale.py 3` takes three million facts: counties × 100 elements × 10 years × 10 groups, of which 5 % were corrected (some of
them after the moment that is asked for) and 5 % hold no value; some counties are there only since 2018; below 60 % of the counties a figure is
withheld. The door `make bench` runs one million. Both times are told, and whether ours keeps to the goal of twice the time by hand; the
exit code is 1 where a row differs.

`.venv-spark/bin/python benchmarks/scale.py 3 spark` takes Spark on two threads for the engine (its memory by SPARK_DRIVER_MEMORY, 4g when unset).
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from qingmiao.catalogue import Element, Indicator
from qingmiao.compute.backends import Backend, DuckDB, Spark
from qingmiao.compute.engine import Question, expression_on
from qingmiao.compute.standing import standing
from qingmiao.facts.schema import SCHEMA
from qingmiao.places import Gazetteer, Place

PAIRS, YEARS, THRESHOLD, GOAL = 50, range(2014, 2024), 0.6, 2.0
GROUPS = ("", "female", "male", "urban", "rural", "3_5", "6_11", "disabled", "left_behind", "poor")
COLUMNS = {"sex": ("female", "male"), "residence": ("urban", "rural"), "age": ("3_5", "6_11"), "other": ("disabled", "left_behind", "poor")}
MOMENT = datetime(2024, 6, 1, tzinfo=UTC)
PER_COUNTY = 2 * PAIRS * len(YEARS) * len(GROUPS)


def nation(counties: int) -> Gazetteer:
    """A nation of provinces and cities over so many counties, ten to a city, ten cities to a province; every 40th is there since 2018."""
    cities = -(-counties // 10)
    return Gazetteer((
        Place("n", "国", "nation"),
        *(Place(f"p{number}", f"{number}省", "province", "n") for number in range(-(-cities // 10))),
        *(Place(f"c{number}", f"{number}市", "city", f"p{number // 10}") for number in range(cities)),
        *(
            Place(f"x{number}", f"{number}县", "county", f"c{number // 10}", valid_from=2018 if number % 40 == 39 else None)
            for number in range(counties)
        ),
    ))  # fmt: skip


def generated(counties: int, file: Path) -> None:
    """Write the facts; all chance comes from a hash of the fact's number."""
    groups = ", ".join(f"case when grp in {words} then grp else 'all' end as {column}" for column, words in COLUMNS.items())
    duckdb.sql(f"""
        copy (
        with cell as (
            select row_number() over () as id, 'x' || c as place, y as year, g.grp, 'i' || p || r.role as element, r.role
            from range({counties}) t(c), range({YEARS.start}, {YEARS.stop}) u(y), range({PAIRS}) v(p),
                (select unnest({list(GROUPS)}) as grp) g, (select unnest(['.n', '.d']) as role) r),
        drawn as (select *, hash(id) % 100 as luck, hash(id * 31 + 7) as value_luck from cell),
        told as (
            select *, false as second from drawn
            union all select *, true from drawn where luck < 5)
        select
            case when second then id + {counties * PER_COUNTY} else id end as id, element, place,
            make_date(year, 1, 1) as period_from, make_date(year + 1, 1, 1) as period_to, 'calendar_year' as basis, {groups}, 'health' as stream,
            case when luck between 90 and 94 then null
                 when role = '.n' then (value_luck % 900 + second::int)::double else (value_luck % 900 + 100)::double end as value,
            null::bigint as n, null::double as std_error,
            case when luck = 90 then 'not_carried_out' when luck between 91 and 94 then 'not_collected' else 'observed' end as status,
            false as simulated, 'import' as origin, 'b' as origin_id,
            timestamptz '2024-01-01 00:00:00+00' + case when second then to_days((luck * 60 + 60)::int) else to_days(0) end as recorded_at,
            'b' as recorded_by, case when second then id end as supersedes
        from told) to '{file}' (format parquet, compression zstd)
    """)


BY_HAND = f"""
with seen as (from facts where recorded_at <= $moment),
told as (
    select place, year(period_to - 1) as year, sex, residence, age, other, element[2:-3] as pair,
        max(value) filter (element[-1:] = 'n') as a, max(value) filter (element[-1:] = 'd') as b
    from seen where id not in (select supersedes from seen where supersedes is not null) and value is not null
    group by all having count(*) = 2),
county as (
    select t.place, t.year, sex, residence, age, other, pair, a, b, 1 as parts from told t),
city as (
    select m.city as place, year, sex, residence, age, other, pair, sum(a) as a, sum(b) as b, count(*) as parts
    from county join map m on m.place = county.place and year >= m.since group by all),
province as (
    select m.province as place, year, sex, residence, age, other, pair, sum(a) as a, sum(b) as b, sum(parts) as parts
    from city join (select distinct city, province from map) m on m.city = city.place group by all),
nation as (
    select 'n' as place, year, sex, residence, age, other, pair, sum(a) as a, sum(b) as b, sum(parts) as parts from province group by all),
levels as (from county union all from city union all from province union all from nation)
select 'i' || pair || '_' || case when sex <> 'all' then sex when residence <> 'all' then residence when age <> 'all' then age
        when other <> 'all' then other else '' end as indicator,
    l.place, l.year, case when l.parts / e.parts >= {THRESHOLD} then a / nullif(b, 0) * 100 end as value, l.parts::int as parts_reporting
from levels l join expected e on e.place = l.place and e.year = l.year
order by all
"""


def expected(places: Gazetteer) -> Iterator[tuple[str, int, int]]:
    """How many counties there are at or under each place in each year."""
    there = [one for one in places if one.level == "county"]
    for year in YEARS:
        counts: dict[str, int] = {one.id: 1 for one in there}
        for county in there:
            if (county.valid_from or 0) <= year:
                for above in places.above(county.id):
                    counts[above.id] = counts.get(above.id, 0) + 1
        yield from ((place, year, count) for place, count in counts.items())


def by_hand(file: Path, places: Gazetteer, out: Path, moment: datetime = MOMENT) -> None:
    """The table by SQL, into a file."""
    connection = duckdb.connect()
    counties = [one for one in places if one.level == "county"]
    rows = [(one.id, str(one.parent), str(places[str(one.parent)].parent), one.valid_from or 0) for one in counties]
    connection.register("map", pa.table(dict(zip(("place", "city", "province", "since"), zip(*rows, strict=True), strict=True))))
    connection.register("expected", pa.table(dict(zip(("place", "year", "parts"), zip(*expected(places), strict=True), strict=True))))
    connection.execute(f"create view facts as from '{file}'")
    asked = BY_HAND.replace("$moment", f"timestamptz '{moment.isoformat()}'")
    connection.execute(f"copy ({asked}) to '{out}' (format parquet, compression zstd)")


def question(places: Gazetteer) -> Question:
    """The rates of every pair of elements, of everybody and of each group."""
    plain = [(f"i{pair}", f"i{pair}.n / i{pair}.d * 100") for pair in range(PAIRS)]
    indicators = [
        Indicator(f"{code}_{group}", f"{code}{group}", "%", f"among({formula}, {group})" if group else formula)
        for code, formula in plain
        for group in GROUPS
    ]
    elements = {code: Element(code, code, "人") for indicator in indicators for code in indicator.elements}
    return Question(indicators, elements, places, region="n", threshold=THRESHOLD)


def ours(file: Path, places: Gazetteer, out: Path) -> None:
    """The table by the engine, into a file."""
    worked_out(DuckDB(), file, places, out)


def by_spark(file: Path, places: Gazetteer, out: Path) -> None:
    """The same by Spark."""
    worked_out(Spark(), file, places, out)


def worked_out(engine: Backend, file: Path, places: Gazetteer, out: Path) -> None:
    """The table by one of the engines."""
    engine.write(expression_on(engine, standing(engine, engine.parquet(file), MOMENT), question(places)), out)
    engine.close()


def differences(made: Path, hand: Path) -> tuple[int, int, int]:
    """How many rows there are on both sides, and how many are not the same: counts equal, doubles within 1e-9.

    What nobody reported is a row of ours only.
    """
    row = duckdb.sql(f"""
        select (select count(*) from '{made}'), (select count(*) from '{hand}'), count(*) from (from '{made}' where parts_reporting > 0) m full join '{hand}' h using (indicator, place, year)
        where m.parts_reporting is distinct from h.parts_reporting or (m.value is null) <> (h.value is null)
            or abs(m.value - h.value) > 1e-9 * greatest(1, abs(h.value))
    """).fetchone()
    assert row is not None
    return row


WORKS = {"engine": ours, "hand": by_hand, "spark": by_spark}


def measured(work: str, counties: int, file: Path, out: Path) -> tuple[float, float]:
    """Seconds and the peak of memory (GB) of one of the two, in a process of its own; the start of the process is not counted."""
    told = subprocess.run(
        [sys.executable, __file__, work, str(counties), str(file), str(out)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={"SPARK_DRIVER_MEMORY": "4g", **os.environ},
    )
    seconds, peak = told.stdout.split()
    return float(seconds), float(peak)


def one(work: str, counties: int, file: Path, out: Path) -> int:
    """Do one of the two and print seconds and peak."""
    places = nation(counties)
    start = time.perf_counter()
    WORKS[work](file, places, out)
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
    return 0


def main(argv: Sequence[str]) -> int:
    """Print rows, times and their ratio."""
    if argv and argv[0] in WORKS:
        return one(argv[0], int(argv[1]), Path(argv[2]), Path(argv[3]))
    engine = "spark" if "spark" in argv else "engine"
    counties = round((float(argv[0]) if argv else 1.0) * 1_000_000 / PER_COUNTY)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.parquet"
        generated(counties, file)
        assert set(duckdb.sql(f"from '{file}'").columns) == set(SCHEMA.names)
        count = (duckdb.sql(f"select count(*) from '{file}'").fetchone() or (0,))[0]
        made, hand = Path(folder) / "made.parquet", Path(folder) / "hand.parquet"
        hand_time, hand_peak = measured("hand", counties, file, hand)
        our_time, our_peak = measured(engine, counties, file, made)
        rows, hand_rows, wrong = differences(made, hand)
    print(f"{count} 条事实，{counties} 个县 → {rows} 个指标值 / facts → figures; {wrong} rows differ of {hand_rows} by hand")
    java = " + Java" if engine == "spark" else ""
    print(f"内存峰值 / peak memory: 引擎 / engine {our_peak:.2f} GB{java}, 手写 / by hand {hand_peak:.2f} GB")
    print(f"引擎 / {engine} {our_time:.1f} s，手写 SQL / by hand {hand_time:.1f} s，比值 / ratio {our_time / hand_time:.2f} (goal {GOAL})")
    return int(wrong != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
