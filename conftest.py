"""What every test run shares: how notebooks are run.

It stands here and not in tests/, because pytest asks only the folders above a notebook.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from course.builder.execute import PROGRESS_OFF, STRICT

ROOT = Path(__file__).parent
ipython_folder = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Let kernels start as in the build: a warning is an error, no progress is kept.

    They get a profile of their own, so that nobody's private start-up files run. (PYTHONWARNINGS
    would come too early: it would hit the kernel's own start, and a later filter of IPython's
    would spare the cells.)
    """
    # A shell that runs us in the background has made us deaf to Ctrl-C, and all that tests start.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Where another environment is active in the shell, IPython warns of it, and that is an error.
    os.environ.pop("VIRTUAL_ENV", None)
    folder = Path(tempfile.mkdtemp(prefix="ipython-"))
    startup = folder / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-strict.py").write_text("\n".join(STRICT) + "\n")
    os.environ |= {**PROGRESS_OFF, "IPYTHONDIR": str(folder)}
    config.stash[ipython_folder] = folder
    if not config.option.nbval_sanitize_with:
        config.option.nbval_sanitize_with = str(ROOT / "tests" / "nbval_sanitize.cfg")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Clear up after the kernels."""
    shutil.rmtree(config.stash[ipython_folder], ignore_errors=True)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """An unsolved notebook has to run clean; what it shows is the learner's affair."""
    if collector.path.suffix == ".ipynb" and collector.path.parent.name == "notebooks":
        collector.compare_outputs = False  # type: ignore[attr-defined]
