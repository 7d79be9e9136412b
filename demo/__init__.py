"""A fictional bank with hidden schemes, to try Riskweave on, and the truth about them.

`bank.make_bank` makes one and `bank.write_bank` writes its files; `job.run_demo` does the
whole job on it.
"""
