"""Template words of the review."""
