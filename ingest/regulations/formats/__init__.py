"""The publishers' formats of laws: one module each."""
