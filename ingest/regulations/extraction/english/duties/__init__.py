"""Who must, must not, may, need not or should do what, in English."""
