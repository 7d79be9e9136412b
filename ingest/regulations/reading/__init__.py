"""Acts out of files: one module for each format, and `detect` to tell which it is."""
