"""OFAC's lists in the legacy CSV format."""
