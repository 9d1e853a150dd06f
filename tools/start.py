"""Find a Python that is new enough, then let it do the work.

    python3 tools/start.py lab              make .venv on first use, open JupyterLab
    python3 tools/start.py test             what `make test` does
    python3 tools/start.py install tests    make .venv with what `make test` needs
    python3 tools/start.py lock             pin the dependencies anew

Any Python since 2.7 can read this file, so that an old one can be told in words. Keep it that way:
no f-strings, no annotations. Everything else in this folder is run by the Python found here.
"""

import os
import subprocess
import sys

NEEDED = (3, 11)
NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.15", "python")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TASKS = {
    "lab": "tools.lab",
    "test": "tools.testing",
    "install": "tools.environment",
    "lock": "tools.lock",
}

PROBE = """
import sys
try:
    import ensurepip, venv
    kind = "venv"
except ImportError:
    kind = "bare"
print("%d.%d.%d" % sys.version_info[:3] + "|" + kind + "|" + (sys.executable or ""))
"""


class Found(object):
    """One Python: how it was called, its version, whether it can make a venv, its path."""

    def __init__(self, name, version, venv, path):
        self.name = name
        self.version = version
        self.venv = venv
        self.path = path

    def __str__(self):
        return "%s (Python %s)" % (self.name, ".".join(str(part) for part in self.version))

    def new_enough(self):
        return self.version[:2] >= NEEDED


def probe(name):
    """Ask the program `name` what Python it is: a Found, or None where there is none that runs."""
    try:
        process = subprocess.Popen(
            [name, "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        answer, _ = process.communicate()
        version, kind, path = answer.decode("utf-8", "replace").strip().split("|")
        numbers = tuple(int(part) for part in version.split("."))
    except (OSError, ValueError):
        return None
    return Found(name, numbers, kind == "venv", path or name)


def venv_python(root=ROOT):
    """Where the Python of the course's own environment is, if it has been made."""
    if os.name == "nt":
        return os.path.join(root, ".venv", "Scripts", "python.exe")
    return os.path.join(root, ".venv", "bin", "python")


def choose(wanted, names, look=probe):
    """The Python to use and what to say if there is none: (Found, None) or (None, advice).

    `wanted` is what the user set PYTHON to ("" for nothing): that one or none. Otherwise the first
    of `names` that is new enough and can make a venv.
    """
    seen = [found for found in (look(name) for name in ([wanted] if wanted else names)) if found]
    able = [found for found in seen if found.new_enough()]
    for found in able:
        if found.venv:
            return found, None
    if able:
        return None, no_venv(able[0])
    others = [found for found in (look(name) for name in names) if found] if wanted else []
    better = [found for found in others if found.new_enough() and found.venv]
    return None, too_old(wanted, seen, better)


def too_old(wanted, seen, better):
    """What to do when no Python is new enough."""
    needed = "%d.%d" % NEEDED
    lines = ["This course needs Python %s or newer." % needed]
    if wanted and not seen:
        lines.append("PYTHON is set to %s, and that is no Python that runs here." % wanted)
    elif seen:
        lines.append("Found: %s." % ", ".join(unique(str(found) for found in seen)))
    else:
        lines.append("No Python was found.")
    if better:
        lines.append("There is a newer one, so say:  make lab PYTHON=%s" % better[0].name)
        return "\n".join(lines)
    lines += [
        "What to do, whichever is easiest for you:",
        "  Debian, Ubuntu   sudo apt install python3 python3-venv   (check: python3 --version)",
        "  Fedora           sudo dnf install python3.13",
        "  macOS            brew install python@3.13",
        "  Windows          winget install Python.Python.3.13",
        "  conda, mamba     conda env create -f environment.yml   (see README.md)",
        "A newer Python that is not on PATH can be named:  make lab PYTHON=/where/it/is/python3.13",
    ]
    return "\n".join(lines)


def no_venv(found):
    """What to do when Python is new enough but came without venv and ensurepip."""
    return "\n".join(
        [
            "%s is new enough, but its venv module is missing or incomplete." % found,
            "  Debian, Ubuntu   sudo apt install python3-venv python%d.%d-venv" % found.version[:2],
            "  elsewhere        install the full Python %d.%d of your system" % found.version[:2],
            "Then run the same command again. Or use conda: see README.md.",
        ]
    )


def unique(items):
    """The items without repeats, in the order of their first time."""
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def hand_over(command):
    """Become the command where that can be, so that a signal to stop reaches it; else run it."""
    if os.name == "posix":
        os.chdir(ROOT)
        os.execv(command[0], command)
    return subprocess.call(command, cwd=ROOT)


def main(argv, environ=os.environ, run=hand_over):
    """Run a task with a Python that is new enough. Returns the exit status."""
    if not argv or argv[0] not in TASKS:
        sys.stderr.write(
            "usage: python3 tools/start.py lab | test | install lab | install tests | lock\n"
        )
        return 2
    wanted = environ.get("PYTHON", "")
    names = unique([sys.executable or "python3"] + list(NAMES))
    made = None if wanted else probe(venv_python())
    if made and made.new_enough():
        found, advice = made, None
    else:
        found, advice = choose(wanted, names)
    if found is None:
        sys.stderr.write("%s\n" % advice)
        return 1
    command = [found.path, "-m", TASKS[argv[0]]] + argv[1:]
    try:
        return run(command)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
