"""Ranks and funnels beside independent answers: Fisher's test and distributions of scipy.stats, brute force, and a simulator of its own."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from qingmiao.progress.forecasting.control import ALARM, common, curve, differ, funnel, limits
from qingmiao.progress.forecasting.ranking import WRONG, above, interval, ranks


def fisher(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How likely chance puts `one` (events, exposure) at least so far above the other."""
    cells = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    return float(stats.fisher_exact(cells, alternative="greater")[1])


def test_two_places_are_compared_exactly() -> None:
    luck = np.random.default_rng(5)
    people = [1, 7, 60, 400, 3000, 20_000, 35, 500, 9000]
    events = [0, 7, 3, *(int(luck.binomial(people[number], 0.02)) for number in range(3, 6)), 35, 490, 4500]
    found = above(np.array(events, float), np.array(people, float))
    for first, one in enumerate(zip(events, people, strict=True)):
        for second, other in enumerate(zip(events, people, strict=True)):
            if first != second:
                assert found[first, second] == pytest.approx(fisher(one, other), rel=1e-8, abs=1e-12)


def test_many_are_compared_by_a_normal_distribution() -> None:
    events, people = [41_000, 40_500, 260_000], [100_000, 100_000, 640_000]
    found = above(np.array(events, float), np.array(people, float))
    for first, second in ((0, 1), (1, 0), (0, 2), (2, 1)):
        assert found[first, second] == pytest.approx(fisher((events[first], people[first]), (events[second], people[second])), rel=2e-2)


def by_brute_force(events: list[int], people: list[int], *, up: bool) -> list[tuple[int, int]]:
    """Holm's steps written out: of all questions about one place, the surest first, each at what is left of 10 %."""
    found = []
    places = list(zip(events, people, strict=True))
    for mine, place in enumerate(places):
        asked = []
        for other, rival in enumerate(places):
            if other != mine:
                asked.append((fisher(rival, place) if up else fisher(place, rival), "ahead"))
                asked.append((fisher(place, rival) if up else fisher(rival, place), "behind"))
        counts, left = {"ahead": 0, "behind": 0}, len(asked)
        for chance, side in sorted(asked):
            if chance > 0.1 / left:
                break
            counts[side] += 1
            left -= 1
        found.append((1 + counts["ahead"], len(places) - counts["behind"]))
    return found


@pytest.mark.parametrize("up", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_ranks_beside_brute_force(seed: int, *, up: bool) -> None:
    luck = random.Random(seed)
    people = [luck.randint(20, 3000) for _ in range(9)]
    events = [sum(luck.random() < share for _ in range(among)) for among, share in zip(people, (0.02, 0.05, 0.1) * 3, strict=True)]
    assert ranks(events, people, up=up) == by_brute_force(events, people, up=up)


def test_ranks_by_hand() -> None:
    """Of 1,000 each: 10, 100 and 105 events. The first is far below both (one in 10^20), the others cannot be told apart (p = 0.38 and 0.68)."""
    assert ranks([10, 100, 105], [1000] * 3, up=False) == [(1, 1), (2, 3), (2, 3)]
    assert ranks([10, 100, 105], [1000] * 3, up=True) == [(3, 3), (1, 2), (1, 2)]
    assert ranks([0, 1, 2], [60, 200, 120], up=False) == [(1, 3)] * 3
    assert ranks([3], [10], up=True) == [(1, 1)]
    assert ranks([], [], up=True) == []


def drawn(luck: random.Random, share: float, people: int) -> int:
    """So many of so many, by gaps between events."""
    events, at = 0, luck.expovariate(share)
    while at < people:
        events, at = events + 1, at + luck.expovariate(share)
    return min(events, people)


WORLDS = {
    "all alike": ([0.02] * 12, [300] * 12),
    "two groups": ([0.01] * 6 + [0.03] * 6, [500, 900] * 6),
    "a ladder": ([0.01 + 0.004 * step for step in range(10)], [200, 5000] * 5),
    "one apart": ([0.05] + [0.01] * 14, [400] * 15),
    "rare": ([0.002, 0.004, 0.006, 0.008] * 3, [100, 400, 1500] * 4),
}


@pytest.mark.parametrize("name", WORLDS)
def test_the_true_rank_lies_in_the_range_nine_times_in_ten(name: str) -> None:
    """Every place in every world: with equal true rates any of their shared ranks counts as true, so all of them must be in the range."""
    rates, people = WORLDS[name]
    luck, rounds = random.Random(f"ranks {name}"), 250
    missed = [0] * len(rates)
    for _ in range(rounds):
        events = [drawn(luck, rate, among) for rate, among in zip(rates, people, strict=True)]
        for place, (first, last) in enumerate(ranks(events, people, up=False)):
            best = 1 + sum(rate < rates[place] for rate in rates)
            worst = len(rates) - sum(rate > rates[place] for rate in rates)
            missed[place] += not (first <= best and worst <= last)
    assert max(missed) <= WRONG * rounds


def test_large_places_are_ranked_for_certain() -> None:
    luck = random.Random("certain")
    rates = [0.01 * step for step in range(1, 9)]
    events = [drawn(luck, rate, 40_000) for rate in rates]
    assert ranks(events, [40_000] * 8, up=False) == [(place, place) for place in range(1, 9)]


def test_the_interval_of_a_count_is_exact() -> None:
    for events, people in ((0, 100), (3, 1000), (100, 100), (45, 90)):
        expected = stats.binomtest(events, people).proportion_ci(0.95, method="exact")
        assert interval(events, people) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)
    assert interval(0, 100)[1] == pytest.approx(1 - 0.025 ** (1 / 100)), "by hand: (1 - p)^100 = 2.5 %"


# ------------------------------------------------------------------------------------------------ the funnel


def test_the_limits_are_the_outer_of_exact_and_normal_ones() -> None:
    """At each exposure: no whole count within the limits is beyond chance, the next one outside is; by the binomial distribution itself."""
    whole = 0.0125
    for among in (30, 200, 1500, 12_000):
        low, high = (float(bound[0]) for bound in limits(whole, 1.0, np.array([float(among)])))
        inside, outside = int(np.floor(high * among)), int(np.floor(high * among)) + 1
        normal = stats.norm.isf(ALARM / 2) * np.sqrt(whole * (1 - whole) / among)
        exact_in = stats.binom.sf(inside - 1, among, whole) >= ALARM / 2
        exact_out = stats.binom.sf(outside - 1, among, whole) < ALARM / 2
        assert exact_in or inside / among <= whole + normal
        assert exact_out
        assert outside / among > whole + normal
        assert low == pytest.approx(max(0.0, low))
        if low > 0:
            below = int(np.ceil(low * among)) - 1
            assert stats.binom.cdf(below, among, whole) < ALARM / 2
            assert below / among < whole - normal


def test_many_make_the_limits_normal_and_spread_widens_them() -> None:
    """One half of a million: 0.5 ± 3.000 × 0.0005; twice as wide with a spread of 2."""
    for spread in (1.0, 2.0):
        low, high = (float(bound[0]) for bound in limits(0.5, spread, np.array([1e6])))
        assert (high - 0.5) == pytest.approx(3.0 * 0.0005 * spread, rel=2e-3)
        assert (0.5 - low) == pytest.approx(3.0 * 0.0005 * spread, rel=2e-3)


def test_a_place_is_beyond_where_it_lies_outside_the_drawn_limits() -> None:
    luck = random.Random(3)
    places = [
        (float(drawn(luck, luck.choice((0.01, 0.01, 0.03)), people)), float(people))
        for people in (50, 120, 300, 800, 900, 2000, 4000, 5000)
    ]
    found, (whole, spread) = funnel(places), common(places)
    assert found is not None
    for (events, people), one in zip(places, found, strict=True):
        low, high = (float(bound[0]) for bound in limits(whole, spread, np.array([people])))
        assert (one.tail < ALARM / 2) == (not low <= events / people <= high)


def test_the_curve_narrows() -> None:
    drawn_ = curve(0.02, 1.0, [50.0, 4000.0], ALARM)
    assert (drawn_[0][0], drawn_[-1][0]) == pytest.approx((25.0, 4400.0))
    assert all(before[2] >= after[2] and before[1] <= after[1] + 1e-12 for before, after in pairwise(drawn_))


def test_whether_places_truly_differ() -> None:
    """Twelve places, 2.0 times chance: 48 against 19.7, the 95th of a chi-square of eleven; 1.2 times is 17.3."""
    assert stats.chi2.isf(0.05, 11) == pytest.approx(19.675, abs=1e-3)
    assert differ(12, 2.0)
    assert not differ(12, 1.2)
    assert not differ(1, 5.0)
