"""The teaching apparatus: check, hint, solution, quiz, glossary, progress, show for notebooks.

Each name is imported when first used, so that `import course` costs next to nothing and
works even where a package is missing (which `check_environment` then tells).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from course.frames import install

if TYPE_CHECKING:
    from course.carrying import carry as carry
    from course.checking import check as check
    from course.defining import glossary as glossary
    from course.environment import check_environment as check_environment
    from course.exploring import explore as explore
    from course.figures import show as show
    from course.helping import hint as hint
    from course.helping import solution as solution
    from course.quizzes import quiz as quiz
    from course.readiness import ready as ready
    from course.standin import use as use
    from course.standing import progress as progress

# No module has the name of what it offers: importing it would put the module in its place.
HOMES = {
    "carry": "carrying",
    "check": "checking",
    "check_environment": "environment",
    "explore": "exploring",
    "glossary": "defining",
    "hint": "helping",
    "progress": "standing",
    "quiz": "quizzes",
    "ready": "readiness",
    "show": "figures",
    "solution": "helping",
    "use": "standin",
}

__all__ = sorted(HOMES)

install()


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'course' has no attribute {name!r}")
    found = getattr(import_module("course." + HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
