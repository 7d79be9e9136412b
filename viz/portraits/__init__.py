"""Portraits as documents."""
