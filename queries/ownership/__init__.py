"""Who owns and controls whom, through chains and circles."""
