"""Running text: its sentences, and the dates and names in it."""
