"""How a filing looks on paper: its markup, its text in blocks, its tables and typewriter lists."""
