"""Where a notebook runs: on a computer, in Colab, or in the reader's browser (Pyodide)."""

from __future__ import annotations

import sys

COMPUTER, COLAB, BROWSER = "computer", "colab", "browser"


def place() -> str:
    """One of COMPUTER, COLAB, BROWSER."""
    if sys.platform == "emscripten":
        return BROWSER
    return COLAB if "google.colab" in sys.modules else COMPUTER


def not_needed() -> frozenset[str]:
    """Packages that the course needs elsewhere: these two places bring a page of their own."""
    return frozenset() if place() == COMPUTER else frozenset({"jupyterlab"})
