"""Rows as SQL: checked, cleaned, and made into claims and transfers."""
