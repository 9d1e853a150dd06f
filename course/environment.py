"""Is this Python ready for the course? Each fault is told with its mend.

It has to work where the course does not, so it imports next to nothing, and old Pythons can
read it.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from course import in_the_browser
from course.feedback import CORRECT, NOT_YET, Feedback
from course.markup import span
from course.places import BROWSER, not_needed, place

DISTRIBUTION = "jwt-sessions-course"
OLDEST_PYTHON = (3, 11)

# For a course that was not installed, only copied: what pyproject.toml says is then not at hand.
USUAL = (
    "cryptography",
    "jupyterlab",
    "matplotlib",
    "pandas",
    "pydantic",
    "pyjwt",
    "pyyaml",
    "simpy",
)
MODULES = {"pyjwt": "jwt", "pyyaml": "yaml"}  # where distribution and module differ in name
SPELLINGS = {"pyjwt": "PyJWT", "pyyaml": "PyYAML"}
OURS = ("course", "simulator")
# Modules of Python that nothing imports: a file of such a name does no harm.
HARMLESS = {"antigravity", "test", "this", "idlelib", "turtledemo"}


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, and what mends it (Markdown)."""

    fault: str
    mend: str


def check_environment() -> Feedback:
    """Look at this Python, its packages and its working directory. Raises nothing."""
    if place() == BROWSER:
        return in_the_browser.told([_name(each) for each, _ in lacking(needed())])
    found = findings(Path.cwd())
    if not found:
        names = ", ".join(_spelled(_name(each)) for each in needed())
        message = f"Python, the course and all it needs are here: {names}."
        return Feedback(CORRECT, message, title="Ready")
    items = "\n".join(f"- {each.fault} {each.mend}" for each in found)
    after = "Afterwards choose *Kernel*, then *Restart Kernel*, and run this cell again."
    return Feedback(NOT_YET, f"{items}\n\n{after}", title="Not ready yet")


def findings(folder: Path) -> list[Finding]:
    """All that is wrong with this Python, for whoever starts it in this folder."""
    here = needed()
    found = old_python() + files_in_the_way(folder, here) + course_in_pieces()
    return found + wrong_jwt() + missing_packages(here)


def versions() -> dict[str, str]:
    """The packages that the course needs, by name: which version is here, or "missing"."""
    return {_spelled(name): _version(name) or "missing" for name in map(_name, needed())}


def old_python() -> list[Finding]:
    """Python older than the course needs."""
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return []
    wanted = ".".join(map(str, OLDEST_PYTHON))
    here = ".".join(map(str, sys.version_info[:2]))
    fault = f"This is Python {here}; the course needs {wanted} or newer."
    mend = "Install a newer one, and run `make lab` (or the README's steps) again."
    return [Finding(fault, mend)]


def files_in_the_way(folder: Path, wanted: list[str]) -> list[Finding]:
    """Files in the working directory that are imported in place of a module."""
    names = set(getattr(sys, "stdlib_module_names", ())) - HARMLESS
    names |= {module_of(each) for each in wanted} | set(OURS)
    found = []
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    for path in entries:
        is_package = path.is_dir() and (path / "__init__.py").is_file()
        if path.suffix != ".py" and not is_package:
            continue
        if path.stem not in names or _is_ours(path):
            continue
        kind = "folder" if is_package else "file"
        fault = f"Your {kind} {span(path.name)} is imported in place of the module of that name."
        found.append(Finding(fault, f"Rename it ({span('my_' + path.name)}, say)."))
    return found


def course_in_pieces() -> list[Finding]:
    """A module called simulator that is not the course's."""
    install = span(_pip("install -e ."))
    if not _present("simulator"):
        fault = "The course's module `simulator` isn't there: the course is only half installed."
        return [Finding(fault, f"Run {install} in the course's folder.")]
    spec = util.find_spec("simulator")
    home = Path(__file__).resolve().parents[1]
    places = [spec.origin] if spec and spec.origin else []
    places += list(spec.submodule_search_locations or []) if spec else []
    if any(home in Path(place).resolve().parents for place in places):
        return []
    fault = "The module `simulator` that Python finds is not the course's."
    away = span(_pip("uninstall -y simulator"))
    mend = f"Run {away} and then {install} in the course's folder."
    return [Finding(fault, mend)]


def wrong_jwt() -> list[Finding]:
    """The package `jwt` in place of PyJWT, or over it: both write the module `jwt`."""
    if not _present("jwt"):
        return []  # told as missing
    away, back = span(_pip("uninstall -y jwt PyJWT")), span(_pip('install "PyJWT[crypto]"'))
    again = f"Run {away}, then {back}."
    if _version("jwt") is not None:
        return [Finding("The package `jwt` is installed: it is not PyJWT.", again)]
    spec = util.find_spec("jwt")
    if spec is None or spec.origin is None:
        return [Finding("The module `jwt` is an empty folder.", again)]
    if Path(spec.origin).parent == Path.cwd() or Path(spec.origin).parent.parent == Path.cwd():
        return []  # told as a file in the way, and not to be executed
    try:
        import jwt
    except Exception as error:
        fault = f"PyJWT can't be imported ({span(type(error).__name__)})."
        return [Finding(fault, again)]
    if not hasattr(jwt, "encode") or not hasattr(jwt, "PyJWT"):
        return [Finding("The module `jwt` has no `encode`: it is not PyJWT.", again)]
    return []


def missing_packages(wanted: list[str]) -> list[Finding]:
    """Packages that are missing or too old."""
    wrong = lacking(wanted)
    if not wrong:
        return []
    fault = "; ".join(told for _, told in wrong) + "."
    command = "install " + " ".join(f'"{requirement}"' for requirement, _ in wrong)
    mend = f"Run {span(_pip(command))}."
    other = _other_environment()
    if other:
        mend += (
            f" Or is it the wrong kernel? This one runs in {span(sys.prefix)}, "
            f"while {span(other)} is active: choose another under *Kernel*, *Change Kernel*."
        )
    return [Finding(fault, mend)]


def lacking(wanted: list[str]) -> list[tuple[str, str]]:
    """The requirements that are not met, each with what there is to say about it."""
    wrong = []
    for requirement in wanted:
        name = _name(requirement)
        version = _version(name)
        if version is None:
            if not _present(module_of(requirement)):
                wrong.append((requirement, f"{_spelled(name)} is missing"))
        elif not _fits(requirement, version):
            wrong.append((requirement, f"{_spelled(name)} {version} is too old"))
    return wrong


def needed() -> list[str]:
    """The learner's requirements ("simpy>=4.1"), as pyproject.toml gave them at installation."""
    try:
        stated = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        stated = list(USUAL)
    wanted = [each for each in stated if "extra ==" not in each and _applies(each)]
    return [each for each in wanted if _name(each) not in not_needed()]


def _applies(requirement: str) -> bool:
    """Does its marker (after the semicolon) hold on this machine?"""
    if ";" not in requirement:
        return True
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return False
    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate()


def _fits(requirement: str, version: str) -> bool:
    """Is that version within the requirement's bounds? (Yes, if there is no telling.)"""
    try:
        from packaging.requirements import Requirement
        from packaging.version import InvalidVersion
    except ImportError:
        return True
    try:
        return Requirement(requirement).specifier.contains(version, prereleases=True)
    except InvalidVersion:
        return True


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found.group().lower()) if found else requirement


def module_of(requirement: str) -> str:
    name = _name(requirement)
    return MODULES.get(name, name.replace("-", "_"))


def _spelled(name: str) -> str:
    return SPELLINGS.get(name, name)


def _version(name: str) -> str | None:
    """The installed version of a package; None if there is none."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _present(module: str) -> bool:
    try:
        return util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _is_ours(path: Path) -> bool:
    """Is this the course itself, seen from its own folder?"""
    return path.name in OURS and path.resolve().parent == Path(__file__).resolve().parents[1]


def _pip(command: str) -> str:
    """A pip command for exactly this Python."""
    return f'"{sys.executable}" -m pip {command}'


def _other_environment() -> str:
    """The environment that JupyterLab was started from, if the kernel runs in another one."""
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        active = os.environ.get(variable, "")
        if active and os.path.realpath(active) != os.path.realpath(sys.prefix):
            return active
    return ""
