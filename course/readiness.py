"""ready(): a notebook's first cell. It says in a line that nothing is missing, or what is."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Sequence

from course.environment import check_environment, lacking, module_of, needed
from course.feedback import CORRECT, NOT_YET, NOTE, Feedback
from course.figures import show
from course.in_the_browser import go_on
from course.markup import fence
from course.places import BROWSER, COLAB, place

READY = "Ready: the course is here, and all that it needs."


def ready() -> None:
    """Say what this notebook will miss, or that all is there; Colab gets it. Raises nothing."""
    told = None
    if place() == COLAB:
        told = install([requirement for requirement, _ in lacking(needed())])
    elif place() == BROWSER:
        go_on()
    if told is None:
        told = check_environment()
    if told.state == CORRECT:
        print(READY)
    else:
        show(told)


def install(missing: Sequence[str]) -> Feedback | None:
    """Install what is missing, by pip; what there is to say about it, if anything."""
    if not missing:
        return None
    before = set(sys.modules)
    command = [sys.executable, "-m", "pip", "install", "--quiet", *missing]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    importlib.invalidate_caches()
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-5:])
        message = f"Packages could not be installed. This is what pip says:\n\n{fence(said)}"
        return Feedback(NOT_YET, message, title="Not ready yet")
    if before.intersection(map(module_of, missing)):
        message = "Choose *Runtime*, then *Restart session*, so that the new packages are used."
        return Feedback(NOTE, message, title="Installed")
    return None
