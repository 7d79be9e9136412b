"""Readers of tables: the general one, and one for each ready mapping."""

from __future__ import annotations

import shutil
from pathlib import Path

from ingest.mapping import load_mapping
from ingest.registry import Reader, ReadRequest
from ingest.tables.files import assign_files
from ingest.tables.loader import Loader, work_folder
from kg.errors import UsageError

VERSION = "1"
_READY = Path(__file__).parent.parent / "mappings"


def read(request: ReadRequest) -> None:
    """Read tables by the request's mapping.

    Raises:
        MappingError: the mapping is wrong. UsageError: there is none, or a setting is wrong.
        BadFile: a file is refused, and with it the whole source.
    """
    if request.mapping is None:
        raise UsageError(
            "reading tables takes a mapping file", hint="Give it with --mapping FILE"
        )
    mapping = load_mapping(request.mapping, request.ontology, request.params)
    files, unused = assign_files(mapping, request.paths)
    for path in unused:
        request.writer.warn(f"{path.name}: not read, no table of the mapping wants it")
    loader = Loader(request, sum(file.path.stat().st_size for file in files))
    try:
        for file in files:
            loader.load(file)
    finally:
        loader.close()
        shutil.rmtree(work_folder(request.writer.folder), ignore_errors=True)


AMLSIM = Reader(
    name="amlsim",
    description="Transfers and accounts simulated by AMLSim, with labels.",
    files="transactions.csv with accounts.csv or nodes.csv, alerts where there are any; or their folder",
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
