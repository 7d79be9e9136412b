"""Behaviour features: one SQL file each, and the catalogue that runs them."""
