"""What looks wrong: patterns in the ledger as findings, and findings as alerts."""
