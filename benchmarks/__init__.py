"""Speed and memory against named peers in the same run. `python -m benchmarks [NAME…]`."""
