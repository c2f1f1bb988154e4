"""Keeping a site: backup, restore, moving from one machine or database to another."""
