"""Draws from a seeded generator: counts by chance, weights, and cards dealt in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, sqrt
from random import Random
from typing import TypeVar

Card = TypeVar("Card")


def generator(*parts: object) -> Random:
    """A generator that depends on nothing but its parts: the same on every machine and in every order of calls."""
    return Random("\x1f".join(map(str, parts)))


def poisson(rng: Random, mean: float) -> int:
    """How many of many rare events happen; by inversion when few are expected, else by the normal curve."""
    if mean > 30:
        return max(0, round(rng.gauss(mean, sqrt(mean))))
    left, drawn, product = exp(-mean), 0, rng.random()
    while product > left:
        product *= rng.random()
        drawn += 1
    return drawn


def binomial(rng: Random, trials: int, chance: float) -> int:
    """How many of `trials` succeed; close enough to the binomial law for demonstration, never above `trials`."""
    if chance > 0.5:
        return trials - binomial(rng, trials, 1 - chance)
    mean = trials * chance
    if mean <= 0:
        return 0
    drawn = poisson(rng, mean) if mean <= 30 else round(rng.gauss(mean, sqrt(mean * (1 - chance))))
    return min(trials, max(0, drawn))


def spread(rng: Random, count: int, weights: Sequence[float]) -> list[int]:
    """`count` things laid on places with weights: one by one while they are few, else in proportion."""
    if count > 20_000:
        total = sum(weights)
        return [round(count * weight / total) for weight in weights]
    laid = [0] * len(weights)
    for index in rng.choices(range(len(weights)), weights, k=count):
        laid[index] += 1
    return laid


def deal(rng: Random, deck: Mapping[Card, int], hands: int) -> list[Card]:
    """One card to each hand from a deck (card → how many), shuffled anew when it is used up: every card comes when hands enough are dealt."""
    dealt: list[Card] = []
    while len(dealt) < hands:
        cards = [card for card, count in deck.items() for _ in range(count)]
        rng.shuffle(cards)
        dealt += cards
    return dealt[:hands]
