"""The parts of the forecast beside independent answers: dense matrices, distributions of scipy.stats, brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from qingmiao.progress.forecasting.chance import Counts, at_most, quantiles
from qingmiao.progress.forecasting.filtering import Seen, ahead, filtered
from qingmiao.progress.forecasting.grid import Grid, grid_named
from qingmiao.progress.forecasting.mixture import Mixture
from qingmiao.progress.forecasting.panel import Panel, shortened
from qingmiao.progress.forecasting.scales import Scale, scale_of_values, straightened
from qingmiao.progress.forecasting.weighing import weights


def grid(*rows: tuple[float, float, float, float]) -> Grid:
    """Hypotheses of noise, drift, turn and keep, of equal weight."""
    noise, drift, turn, keep = (np.array(column) for column in zip(*rows, strict=True))
    return Grid(noise, drift, turn, keep, np.full(len(rows), 1 / len(rows)), np.ones(len(rows)))


def dense(
    figures: list[float | None], row: tuple[float, float, float, float], chance: float, later: int
) -> tuple[float, float, float, float]:
    """Level now, level `later` years on, its variance and the log density, by one large normal distribution of all levels and figures.

    Level l0 ~ N(0.5, 4), pace b0 ~ N(-0.1, 0.04); l[t+1] = l[t] + k b[t] + drift, b[t+1] = k b[t] + turn.
    """
    noise, drift, turn, keep = row
    years = len(figures) + later
    names = ["l0", "b0", *(f"{kind}{year}" for year in range(1, years) for kind in "lb")]
    at = {name: place for place, name in enumerate(names)}
    root = np.diag([2.0, 0.2, *(value for _ in range(1, years) for value in (drift, turn))])
    mean = np.zeros(len(names))
    mean[:2] = 0.5, -0.1
    level, pace = np.zeros((years, len(names))), np.zeros((years, len(names)))
    level[0, 0], pace[0, 1] = 1, 1
    for year in range(1, years):
        level[year] = level[year - 1] + keep * pace[year - 1]
        level[year, at[f"l{year}"]] += 1
        pace[year] = keep * pace[year - 1]
        pace[year, at[f"b{year}"]] += 1
    covariance = root @ root.T
    known = [year for year, figure in enumerate(figures) if figure is not None]
    seen = level[known]
    of_seen = seen @ covariance @ seen.T + (noise**2 + chance) * np.eye(len(known))
    values = np.array([figure for figure in figures if figure is not None])
    miss = np.linalg.solve(of_seen, values - seen @ mean)
    now, then = level[len(figures) - 1], level[years - 1]
    gain = np.linalg.solve(of_seen, seen @ covariance @ then)
    variance = then @ covariance @ then - then @ covariance @ seen.T @ gain
    density = stats.multivariate_normal(seen @ mean, of_seen).logpdf(values) + 0.5 * len(known) * np.log(2 * np.pi)
    return (
        float(now @ mean + now @ covariance @ seen.T @ miss),
        float(then @ mean + then @ covariance @ seen.T @ miss),
        float(variance),
        float(density),
    )


ROWS = ((0.1, 0.05, 0.02, 0.9), (0.0, 0.2, 0.0, 1.0), (0.3, 0.0, 0.05, 0.6))


@pytest.mark.parametrize("figures", [[0.4, 0.1, None, 0.0, -0.3], [0.2, 0.3], [1.0, None, None, None, 0.2, 0.1]])
def test_the_filter_is_the_conditional_distribution(figures: list[float | None]) -> None:
    there = np.array([[figure is not None for figure in figures]])
    values = np.array([[figure or 0.0 for figure in figures]])
    seen = Seen(values, np.full(values.shape, 0.01), there, np.array([0.5]), np.array([4.0]), np.array([-0.1]), np.array([0.04]))
    state = filtered(seen, grid(*ROWS))
    later, variance = ahead(state, grid(*ROWS), np.array([3.0]))
    for place, row in enumerate(ROWS):
        expected = dense(figures, row, 0.01, 3)
        made = (state.level[0, place], later[0, place], variance[0, place], state.evidence[0, place])
        assert made == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_a_series_that_begins_later_is_not_carried_before_its_first_figure() -> None:
    early = np.array([[0.0, 0.0, 0.4, 0.1, 0.2], [0.4, 0.1, 0.2, 0.0, 0.0]])
    there = np.array([[False, False, True, True, True], [True, True, True, False, False]])
    one = np.ones(2)
    state = filtered(Seen(early, np.full(early.shape, 0.01), there, one, one, 0 * one, one), grid(*ROWS))
    assert state.evidence[0] == pytest.approx(state.evidence[1])


def panel(rows: list[list[float]], *, ceiling: float = np.nan, floor: float = 0.0) -> Panel:
    value = np.array(rows)
    none = np.full(len(rows), np.nan)
    return Panel(value, 0 * value, 0 * value, np.ones(value.shape, bool), np.full(len(rows), 2020.0), np.zeros(len(rows), np.int64), none, none, none,
                 none, np.full(len(rows), floor), np.full(len(rows), ceiling))  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        panel([[8.0, 7.0, 5.0], [0.0, 3.0, 4.0], [1e-7, 2e-7, 1e-7], [0.0, 0.0, 0.0]]),
        panel([[80.0, 97.0, 100.0], [0.0, 1.0, 50.0]], ceiling=100.0),
        panel([[-3.0, 2.0, 5.0]]),
        panel([[8.0, 7.0, 5.0]], floor=2.0),
    ],
    ids=["plain", "ceiling", "below zero", "floor"],
)
def test_figures_come_back_from_their_scale(given: Panel) -> None:
    scale = scale_of_values(given)
    assert scale.published(scale.bent(given.value)) == pytest.approx(given.value, rel=1e-9, abs=1e-9)
    far = scale.published(np.full((given.size, 1), 1e4))
    assert np.isfinite(far).all()


def test_the_slope_of_a_scale_is_that_of_its_figures() -> None:
    given = panel([[80.0, 90.0, 99.0], [8.0, 7.0, 5.0]], ceiling=100.0)
    given = Panel(**(vars(given) | {"ceiling": np.array([100.0, np.nan])}))
    for scale in (scale_of_values(given), straightened(scale_of_values(given), given, np.ones(2, bool))):
        step = (scale.bent(given.value + 1e-6) - scale.bent(given.value - 1e-6)) / 2e-6
        assert scale.slope(given.value) == pytest.approx(step, rel=1e-6)
        assert scale.published(scale.bent(given.value)) == pytest.approx(given.value)


def test_nothing_published_lies_beyond_a_limit() -> None:
    scale = Scale(np.array([0.0]), np.array([100.0]), np.array([0.5]), np.array([1.0]), np.ones(1), np.zeros(1, bool))
    assert scale.published(np.array([[-50.0, 50.0]])).tolist() == [[0.0, 100.0]]


def test_the_quantile_of_a_mixture() -> None:
    luck = np.random.default_rng(3)
    weight = luck.dirichlet(np.ones(5), 40)
    mixture = Mixture(weight, luck.normal(0, 1, (40, 5)), luck.uniform(0.05, 2, (40, 5)))
    for share in (0.1, 0.5, 0.9):
        bound = mixture.quantile(share)
        below = (weight * stats.norm.cdf(bound[:, None], mixture.mean, mixture.spread)).sum(axis=1)
        assert np.abs(below - share).max() < 2e-3


@pytest.mark.parametrize(
    ("rate", "exposure", "spread"), [(0.002, 3000.0, 0.2), (0.0002, 2000.0, 0.4), (0.005, 40000.0, 0.1), (0.97, 500.0, 0.3)]
)
def test_chance_beside_many_draws(rate: float, exposure: float, spread: float) -> None:
    odds = Mixture(np.ones((1, 1)), np.full((1, 1), np.log(rate / (1 - rate))), np.full((1, 1), spread))
    luck = np.random.default_rng(7)
    drawn = luck.binomial(int(exposure), 1 / (1 + np.exp(-luck.normal(odds.mean[0, 0], spread, 400_000))))
    counts = Counts(odds, np.array([exposure]))
    for most in np.quantile(drawn, [0.05, 0.3, 0.5, 0.8, 0.97]).round():
        assert at_most(counts, np.array([most]))[0] == pytest.approx((drawn <= most).mean(), abs=0.02)
    low, high = (float(one[0]) * exposure for one in quantiles(counts, (0.1, 0.9)))
    jittered = drawn + luck.uniform(-0.5, 0.5, len(drawn))
    assert (jittered <= high).mean() == pytest.approx(0.9, abs=0.02)
    assert low == 0 or (jittered <= low).mean() == pytest.approx(0.1, abs=0.02)


def test_no_count_is_below_none_or_above_all() -> None:
    counts = Counts(Mixture(np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1))), np.array([10.0]))
    assert [float(at_most(counts, np.array([most]))[0]) for most in (-1.0, 10.0)] == [0.0, 1.0]


def test_weights_are_shared_within_a_group_and_never_across() -> None:
    luck = np.random.default_rng(5)
    evidence = luck.normal(0, 3, (30, 4)).astype(np.float32)
    group = np.repeat([0, 1, 2], 10)
    prior = np.full(4, 0.25)
    made = weights(evidence, prior, group, np.ones(30))
    assert made.sum(axis=1) == pytest.approx(1, abs=1e-5)
    changed = evidence.copy()
    changed[group == 2] += 50 * np.eye(4, dtype=np.float32)[0]
    again = weights(changed, prior, group, np.ones(30))
    assert (again[group < 2] == made[group < 2]).all()
    alone = weights(evidence, prior, np.arange(30), np.ones(30))
    assert alone[0] == pytest.approx(np.exp(evidence[0]) / np.exp(evidence[0]).sum(), rel=1e-4)
    assert np.abs(alone - made).max() > 0.01


def test_the_grids_are_whole() -> None:
    for name in ("values", "counts"):
        one = grid_named(name)
        assert one.weight.sum() == pytest.approx(1)
        assert (one.keep <= 1).all()
        assert (one.noise + one.drift + one.turn + (one.weight > 0) > 0).all()


def test_columns_before_all_figures_are_cut() -> None:
    given = panel([[0.0, 0.0, 5.0, 6.0]])
    given = Panel(**(vars(given) | {"seen": np.array([[False, False, True, True]])}))
    assert shortened(given).value.tolist() == [[5.0, 6.0]]
