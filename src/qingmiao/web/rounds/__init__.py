"""Rounds on the site: opening, entering, submitting, review."""
