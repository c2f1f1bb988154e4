"""Migrations of reports."""
