"""Rounds on machines without a network: signed packages out and in."""
