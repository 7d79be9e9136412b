"""Sections of portraits, one module or folder each; `queries.portraits.section` says how."""
