"""What the Makefile calls: find a Python, make .venv, open JupyterLab, pin the dependencies."""
