"""Facts: half a million made up, checked, the current ones picked, frozen; a hundred thousand rows imported."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from qingmiao.catalogue import Element, Indicator, load
from qingmiao.facts import demonstration, importing, releases, revisions, table
from qingmiao.places import Gazetteer, Place

YEARS = range(2016, 2026)
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@contextmanager
def timed(what: str, limit: float) -> Iterator[None]:
    """Print how long something took, beside the seconds that it may take."""
    start = time.perf_counter()
    yield
    took = time.perf_counter() - start
    print(f"{what}: {took:.2f} s (limit {limit:g} s){'' if took <= limit else ' TOO SLOW'}")


def county() -> Gazetteer:
    """A county with twelve townships of twelve villages each."""
    places = [Place("county", "清河县", "county")]
    for town in range(12):
        places += [Place(f"t{town}", f"镇{town}", "township", "county")]
        places += [Place(f"t{town}v{village}", f"村{town}-{village}", "village", f"t{town}") for village in range(12)]
    return Gazetteer(tuple(places))


def main() -> None:
    """Measure and print."""
    indicators = [Indicator(f"s{i}", f"比例{i}", "%", f"s{i}.n / s{i}.d * 100", "up", limits=(0, 100)) for i in range(174)]
    elements = [Element(code, "小学生数", "人") for one in indicators for code in one.elements]
    ratios = demonstration.ratios_of(indicators)
    with timed("generate", 6):
        made = demonstration.generate(elements, ratios, county(), "county", first_year=YEARS[0], last_year=YEARS[-1], seed=1)
    print(f"{made.num_rows} facts, {len(county())} places")
    with timed("validate", 1):
        table.validate(made)
    with timed("current", 2):
        now = revisions.current(made)
    with tempfile.TemporaryDirectory() as folder:
        with timed("freeze", 5):
            release = releases.freeze(made, "bench", NOW, Path(folder))
        with timed("verify", 5):
            assert releases.verify(release, Path(folder))
        file = Path(folder) / "a.csv"
        rows = [
            f"live_births,t{t}v{v},{year},{t + v},{age}"
            for t in range(12)
            for v in range(12)
            for year in range(1965, 2026)
            for age in _AGES
        ]
        file.write_text("element,place,year,value,age\n" + "\n".join(rows), encoding="utf-8")
        with timed(f"import {len(rows)} rows against {now.num_rows} facts", 15):
            importing.read_facts(
                file, catalogue=load(), gazetteer=county(), today=date(2026, 5, 1), recorded_at=NOW, by="bench", current=now
            )


_AGES = ("all", "under_1", "under_3", "under_5", "under_7", "under_15", "under_18", "3_5", "6_11", "12_14", "15_17")

if __name__ == "__main__":
    main()
