"""Laws as they stand at a moment, what they demand, and how it is met."""
