"""Lists of subsidiaries (Regulation S-K, Item 601(b)(21))."""
