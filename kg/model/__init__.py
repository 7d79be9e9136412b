"""What Riskweave knows, as plain data: claims, transfers, findings, nodes and relations."""

from kg.model.claim import CLAIM_ID_SQL, CLAIM_SCHEMA, Claim, claim_id
from kg.model.finding import Finding, Reason, finding_id
from kg.model.graph import Node, Relation, Rows
from kg.model.transfer import LEDGER_SCHEMA, Transfer

__all__ = [
    "CLAIM_ID_SQL",
    "CLAIM_SCHEMA",
    "LEDGER_SCHEMA",
    "Claim",
    "Finding",
    "Node",
    "Reason",
    "Relation",
    "Rows",
    "Transfer",
    "claim_id",
    "finding_id",
]
