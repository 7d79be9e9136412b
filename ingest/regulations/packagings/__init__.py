"""Laws as others package them: one object for each article."""
