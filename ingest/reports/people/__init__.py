"""People in filings: directors, officers, holders and signers."""
