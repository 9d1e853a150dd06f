"""What is different where Python runs in the page itself, and what its missing packages mean."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from course.feedback import CORRECT, NOT_YET, NOTE, Feedback
from course.figures import show

MEANING = {
    "cryptography": "tokens are signed with a shared secret (HS256), with no key pair.",
    "matplotlib": "in place of a figure stands its text.",
    "pandas": "there are no tables of many runs.",
}
"""What may be missing: what that means. Without the rest nothing works."""
MODULES = {*MEANING, "numpy"}
WHOLE = ("00", "01", "06", "07")
"""The notebooks that need none of those packages."""
HERE = (
    "Python runs in this very page: nothing is installed, and nothing you type leaves it. "
    "What you write is kept by this browser; what `progress()` counts, until the page is closed."
)


def told(missing: Collection[str]) -> Feedback:
    """What a reader in a browser should know, given the names of the packages that are missing."""
    lost = [name for name in missing if name not in MEANING]
    if lost:
        message = f"The page could not load {', '.join(lost)}. Reload it, and run this cell again."
        return Feedback(NOT_YET, message, title="Not ready yet")
    if not missing:
        return Feedback(CORRECT, HERE, title="Ready, in your browser")
    items = "\n".join(f"- `{name}` is missing: {MEANING[name]}" for name in missing)
    rest = (
        f"Notebooks {', '.join(WHOLE[:-1])} and {WHOLE[-1]} are whole all the same. In the others, "
        "a cell that can't run here says so. What it would show is in the folder `solutions`."
    )
    return Feedback(NOTE, f"{HERE}\n\n{items}\n\n{rest}", title="In your browser")


def excuse(error: BaseException, *, after_another: bool) -> Feedback | None:
    """What is said in place of a traceback, where a missing package is to blame; else None.

    `after_another`: a cell before has been excused, so that what it defines may be missing.
    """
    if isinstance(error, ImportError):
        package = (error.name or "").partition(".")[0]
        if package not in MODULES:
            return None
        message = f"This cell needs the package `{package}`, which this page does not have."
    elif isinstance(error, NotImplementedError) and "cryptography" in str(error):
        message = "This cell needs the package `cryptography`, which this page does not have."
    elif isinstance(error, NameError) and after_another:
        message = f"A cell above could not run here, and this one needs its `{error.name}`."
    else:
        return None
    return Feedback(NOTE, message, title="Not in this page")


def go_on() -> None:
    """From now on a cell that lacks a package says so, and those after it run all the same."""
    from IPython import get_ipython

    shell: Any = get_ipython()  # type: ignore[no-untyped-call,unused-ignore]
    if shell is None:
        return
    excused = False

    def handle(shell: Any, kind: Any, error: Any, trace: Any, tb_offset: Any = None) -> None:
        nonlocal excused
        said = excuse(error, after_another=excused)
        if said is None:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
            return
        excused = True
        show(said)

    shell.set_custom_exc((ImportError, NameError, NotImplementedError), handle)
