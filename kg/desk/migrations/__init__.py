"""How older desks become new ones: Alembic revisions, run by `kg.desk.opening`."""
