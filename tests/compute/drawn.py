"""Places, formulas and facts drawn at random, for every engine alike."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st

from qingmiao.catalogue import Element
from qingmiao.places import Gazetteer, Past, Place, Successor
from tests.compute import oracle
from tests.compute.facts import PLAIN, fact

PLACES = Gazetteer(
    (
        Place("cn", "国", "nation"),
        Place("r", "县", "county", "cn"),
        Place("t1", "一镇", "township", "r"),
        Place("t2", "二镇", "township", "r", valid_to=2022),
        Place("t3", "三镇", "township", "r"),
        Place("v1", "一村", "village", "t1"),
        Place("v2", "二村", "village", "t1"),
        Place("v3", "三村", "village", "t1", valid_from=2022),
        Place("v4", "四村", "village", "t2"),
        Place("s1", "一校", "institution", "t1"),
        Place("s3", "三校", "institution", "t3"),
    )
)
ELEMENTS = {code: Element(code, code, "人") for code in "abc"} | {
    "m": Element("m", "m", "%", adds="measured", basis="point"),
    "p": Element("p", "p", "人", adds="maximum"),
}
MEASURED = {"m"}

REGION = Place("r", "县", "county")
CHANGED = Gazetteer((
    REGION,
    Place("t1", "一镇", "township", "r"),
    Place("t2", "二镇", "township", "r", valid_to=2022, successors=(Successor(2022, "t3", 0.6), Successor(2022, "t4", 0.4))),
    Place("t3", "三镇", "township", "r"),
    Place("t4", "四镇", "township", "r", valid_from=2022),
    Place("v1", "一村", "village", "t1"),
    Place("v2", "二村", "village", "t1"),
    Place("v5", "五村", "village", "t3", past=(Past(2022, parent="t1"),)),
    Place("v6", "六村", "village", "t1", valid_to=2022, successors=(Successor(2022, "v1"),)),
))  # fmt: skip
MOVES = [("t2", 2021, "t3", 0.6), ("t2", 2021, "t4", 0.4), ("t3", 2021, "t3", 1.0), ("v6", 2021, "v1", 1.0), ("v1", 2021, "v1", 1.0)]
TODAY = Gazetteer((
    REGION,
    Place("t1", "一镇", "township", "r"),
    Place("t3", "三镇", "township", "r"),
    Place("t4", "四镇", "township", "r"),
    Place("v1", "一村", "village", "t1"),
    Place("v2", "二村", "village", "t1"),
    Place("v5", "五村", "village", "t3"),
))  # fmt: skip
"""The places of 2022, in which every year is shown."""


LEAF = st.one_of(
    st.sampled_from([("value", code, groups) for code in "abcp" for groups in ((), ("rural",))]),
    st.sampled_from([("number", 2.0), ("number", 100.0)]),
)
TREES = st.recursive(
    LEAF,
    lambda part: st.one_of(
        st.tuples(st.sampled_from("+-*/"), part, part),
        st.tuples(st.just("lag"), part, st.integers(1, 2)),
        st.tuples(st.sampled_from(["sum", "mean"]), part, st.integers(2, 3)),
        st.tuples(st.sampled_from(["at", "change", "growth"]), part, st.sampled_from([2020, 2021])),
    ),
    max_leaves=4,
)
SEXED = st.one_of(
    TREES,
    st.tuples(st.just("among"), TREES, st.just("female")),
    st.tuples(st.just("ages"), TREES, st.just("3_5"), st.just("6_11")),
    st.tuples(st.sampled_from(["ratio", "gap"]), TREES, st.just("female"), st.just("male")),
    st.tuples(st.just("mean"), st.tuples(st.just("ratio"), TREES, st.just("male"), st.just("female")), st.just(2)),
).filter(lambda tree: oracle.of_tree("x", tree).needs(2020))


def dense(seed: int, places: Sequence[str] = ("v1", "v2", "v3", "v4", "t3")) -> list[dict[str, Any]]:
    """Nearly every element, group, place and year is told; some parts are missing, zero, estimated or simulated."""
    draw = random.Random(seed)
    groups = [{"sex": sex, "residence": residence} for sex in ("all", "female", "male") for residence in ("all", "rural")]
    groups += [{"age": age} for age in ("3_5", "6_11")]
    facts = []
    for place in (*places, *draw.sample(["t1", "t2", "r"], draw.randint(0, 1))):
        for code, year, group in product("abcp", (2020, 2021, 2022), groups):
            status = draw.choices(["observed", "estimated", *oracle.MISSING, None], [90, 4, 1, 1, 1, 1, 2])[0]
            if status is not None:
                value = draw.choice([0.0, 1.0, 2.0, 3.0, 7.5, 100.0]) if status in oracle.VALUED else None
                facts.append(fact(len(facts), code, place, year, value, status=status, simulated=draw.random() < 0.02, **group))
    return facts


def revised(facts: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The same facts after a past: some were corrected, once or twice, and what stands now is what `facts` say."""
    draw = random.Random(seed)
    told: list[dict[str, Any]] = []
    for number, one in enumerate(facts):
        steps = draw.choices([0, 1, 2], [80, 15, 5])[0]
        for step in range(steps + 1):
            last = step == steps
            moment = PLAIN["recorded_at"] + timedelta(days=step, minutes=number)
            before = told[-1]["id"] if step else None
            changed = {} if last else {"value": draw.choice([0.0, 4.0, 55.0]), "status": "provisional"}
            told.append({**one, **changed, "id": len(told) + 1, "recorded_at": moment, "supersedes": before})
    draw.shuffle(told)
    return told
