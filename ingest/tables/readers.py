"""Readers of tables: the general one, and one for each ready mapping."""

from __future__ import annotations

from pathlib import Path

from ingest.registry import Reader
from ingest.tables.loader import read

VERSION = "3"
"""To be raised whenever the same tables and mapping give another result."""

_READY = Path(__file__).parent.parent / "mappings"

AMLSIM = Reader(
    name="amlsim",
    description="Transfers and accounts simulated by AMLSim, with labels.",
    files="transactions.csv with accounts.csv or nodes.csv, and alerts; or their folder",
    read=read,
    version=VERSION,
    mapping=_READY / "amlsim.yaml",
)

AMLWORLD = Reader(
    name="amlworld",
    description="IBM AMLworld: simulated transfers between banks in many currencies, with labels.",
    files="HI-Small_Trans.csv or any other *_Trans.csv, with its *_accounts.csv where there is one",
    read=read,
    version=VERSION,
    mapping=_READY / "amlworld.yaml",
)

PAYSIM = Reader(
    name="paysim",
    description="PaySim: simulated mobile money payments, with labels.",
    files="the CSV file with columns step, type, amount, nameOrig, nameDest",
    read=read,
    version=VERSION,
    mapping=_READY / "paysim.yaml",
)

FINCEN_FILES = Reader(
    name="fincen-files",
    description="ICIJ's FinCEN Files: flows between banks from suspicious activity reports.",
    files="download_transactions_map.csv and download_bank_connections.csv, or their folder",
    read=read,
    version=VERSION,
    mapping=_READY / "fincen-files.yaml",
)

TABLE = Reader(
    name="table",
    description="Any table, CSV or Parquet, by a mapping file of your own.",
    files="what the mapping says; it is given with --mapping",
    read=read,
    version=VERSION,
)
