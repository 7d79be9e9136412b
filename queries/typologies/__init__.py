"""Typologies: what suspicious patterns look like, as YAML that an analyst can write."""

from queries.typologies.loader import load_typologies
from queries.typologies.typology import Typology

__all__ = ["Typology", "load_typologies"]
