"""Makes the notebooks: one hand-written source per notebook, two generated files."""
