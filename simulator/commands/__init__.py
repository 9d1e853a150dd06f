"""The commands of `python -m simulator` that have much to say, one module each."""
