"""What is kept: facts, releases, figures, verdicts, and who did what."""
