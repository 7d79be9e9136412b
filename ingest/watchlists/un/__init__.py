"""The UN Security Council's consolidated list."""
