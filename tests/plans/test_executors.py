"""Every commitment has an executor: some facts make it met, other facts make it not met; those for which this cannot be are told why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qingmiao.plans import catalogue_of, draft_packages, load
from qingmiao.plans.model import Package
from qingmiao.progress import Asked, Unclear, Word, asked, judge
from qingmiao.reading import read_file
from qingmiao.reading.formats import text_of
from tests.plans.executors import reference_series, series, years_of

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(path.parent for path in (ROOT / "plans").glob("*/plan.yaml"))
INVENTED = sorted((ROOT / "tests/reading/invented").glob("*.txt"))
REASONS = {
    "no_target": "the words hold no figure",
    "no_direction": "the words do not say which way is better",
    "unit_differs": "the unit of the words is not one of the indicator",
    "no_deadline": "a change or a trend of a plan without a last year",
    "no_base": "a change or a trend of a plan without a first year and without a base year",
}
"""Why a commitment can only be “cannot be judged”, whatever the facts."""

NOT_MET = {Word.BEHIND, Word.HARDLY, Word.LOST, Word.ON_THE_WAY}


def packages(path: Path) -> Iterator[Package]:
    if path.is_dir():
        yield load(path)
    else:
        yield from draft_packages(read_file(path), text_of(path.read_bytes(), name=path.name).text, stem=path.stem)


@pytest.mark.parametrize("path", [*SHIPPED, *INVENTED], ids=lambda path: path.stem)
def test_every_commitment_can_be_met_and_not_met(path: Path) -> None:
    wrong, silent, count = [], {}, 0
    for package in packages(path):
        catalogue = catalogue_of(package)
        for item in package.commitments:
            if item.role == "background":
                continue
            count += 1
            indicator = catalogue.indicators[item.indicator]
            year = years_of(item, package.plan)[1]
            try:
                ask: Asked = asked(item, indicator, package.plan, year)
            except Unclear as error:
                silent[item.id] = error.reason
                continue
            against = reference_series(item, package.plan) if item.reference is not None else ()
            good = judge(ask, series(item, indicator, package.plan, good=True), year, reference=against)
            bad = judge(ask, series(item, indicator, package.plan, good=False), year, reference=against)
            if ask.deadline is None and ask.rule in ("from_base", "direction"):
                silent[item.id] = "no_deadline"
            elif ask.base_year is None and ask.rule in ("from_base", "direction"):
                silent[item.id] = "no_base"
            elif good.word is not Word.MET or (bad.word not in NOT_MET and not (ask.deadline is None and bad.word is Word.CANNOT_JUDGE)):
                wrong.append(
                    (item.id, item.kind, item.name, item.comparator, item.value, item.unit, good.word, good.reason, bad.word, bad.reason)
                )
    assert not wrong, wrong
    assert set(silent.values()) <= set(REASONS), silent
    assert len(silent) <= (0.5 if None in package.plan.period else 0.05) * count, silent
