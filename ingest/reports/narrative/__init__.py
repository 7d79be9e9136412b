"""What a report tells in words: auditors, lawsuits, guarantees, related parties, risk factors."""
