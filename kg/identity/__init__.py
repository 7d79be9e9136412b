"""Which records are about one and the same thing."""

from kg.identity.identity import Identity, IdentityChange

__all__ = ["Identity", "IdentityChange"]
