"""Regulations: acts read into provisions, and what their words oblige, limit and define."""
