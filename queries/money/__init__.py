"""Money of accounts and their holders, from the ledger."""
