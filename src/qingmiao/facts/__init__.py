"""Facts: what was counted or measured, where, when, and who says so."""
