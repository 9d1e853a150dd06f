"""How fast is the simulator? `python -m benchmarks` (or `make bench`) measures and tells."""
