"""Who of the customers may stand on a watchlist."""
