"""Where things go on a map, and whether it can be read."""
