"""The records and words behind what is shown."""
