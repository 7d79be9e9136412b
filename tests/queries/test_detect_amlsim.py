"""Detection on the labelled accounts of AMLSim.

Its cycles and fan-ins are spread over months and stand in no order of time, so that patterns
bounded in time meet few of them; what gives them away is that members pay each other several
times on one day. `docs/scores/typologies.md` has the figures.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from queries.detection.detect import Detection, detection
from queries.typologies import load_typologies

FOLDER = (
    Path(os.environ.get("RISKWEAVE_SHARED", Path(__file__).parents[2] / "../shared/data"))
    / "transactions"
    / "amlsim_20k_fanin_cycle"
)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the AMLSim data is not here"),
]

_TRANSFERS_SQL = """
SELECT 't' || lpad((row_number() OVER ())::varchar, 7, '0') AS id,
       sourceNodeId::varchar AS from_id, targetNodeId::varchar AS to_id,
       TIMESTAMP '2020-01-01' + to_days("time"::integer) AS instant,
       TIMESTAMP '2020-01-01' + to_days("time"::integer + 1) - INTERVAL 1 MICROSECOND AS ends,
       TRUE AS by_day,
       round(value * 100)::bigint AS amount, 'USD' AS currency
FROM read_csv($file)
"""


@pytest.fixture(scope="module")
def found() -> Detection:
    with duckdb.connect() as con:
        table = con.sql(
            _TRANSFERS_SQL, params={"file": str(FOLDER / "transactions.csv")}
        ).to_arrow_table()
    return detection(table, load_typologies())


@pytest.fixture(scope="module")
def labelled() -> set[str]:
    with duckdb.connect() as con:
        rows = con.execute(
            "SELECT nodeid::varchar FROM read_csv($file) WHERE isFraud = 1",
            {"file": str(FOLDER / "nodes.csv")},
        ).fetchall()
    return {account for (account,) in rows}


def test_a_third_of_the_labelled_accounts_is_found(found: Detection, labelled: set[str]) -> None:
    members = {member for finding in found.findings for member in finding.members}

    assert found.transfers == 120_558
    assert len(labelled) == 1804
    assert len(members & labelled) >= 600
    assert len(members & labelled) >= 0.68 * len(members)


def test_nearly_every_finding_is_about_a_labelled_account(
    found: Detection, labelled: set[str]
) -> None:
    about = [finding.subject in labelled for finding in found.findings]

    assert sum(about) >= 0.96 * len(about)


def test_repeated_payments_are_all_between_labelled_accounts(
    found: Detection, labelled: set[str]
) -> None:
    repeated = [f for f in found.findings if f.kind == "repeated_payments"]

    assert len(repeated) > 350
    assert all(labelled.issuperset(finding.members) for finding in repeated)
