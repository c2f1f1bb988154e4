"""自评报告 self-reports: what units and places say of their own part of a plan, once a year, upward."""
