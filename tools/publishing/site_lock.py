"""pyodide-lock.json: where the browser's Python finds each package, and what that one needs.

Written here, since the library pyodide-lock (0.1) reads neither the lock files of this Pyodide
nor the names of its wheels.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from email.parser import BytesParser
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.publishing.site_wheels import SiteError

COMPILED = frozenset({"cryptography", "matplotlib", "pandas"})
"""What the course needs of Pyodide's own compiled packages; a site without network goes without."""
NOT_IN_A_BROWSER = frozenset({"jupyterlab"})
"""What the course needs elsewhere: here it is the page itself."""
NEEDED_IN_A_BROWSER = {"jwt-sessions-course": {"tzdata"}}
"""What comes with a computer: the time zones."""

Lock = dict[str, Any]


def offline(base: Lock, wheels: Iterable[Path]) -> Lock:
    """A lock of these wheels and nothing else, which lie beside it. SiteError: one is missing."""
    return _with_wheels({"info": base["info"], "packages": {}}, wheels, COMPILED)


def online(base: Lock, wheels: Iterable[Path], address: str) -> Lock:
    """Pyodide's lock, its packages at an address, and these wheels, which lie beside it."""
    packages = {
        name: {**entry, "file_name": f"{address}/{entry['file_name']}"}
        for name, entry in base["packages"].items()
    }
    return _with_wheels({"info": base["info"], "packages": packages}, wheels, frozenset())


def _with_wheels(lock: Lock, wheels: Iterable[Path], without: frozenset[str]) -> Lock:
    added = {str(canonicalize_name(entry["name"])): entry for entry in map(_entry, wheels)}
    known = {str(canonicalize_name(name)) for name in lock["packages"]} | set(added)
    for entry in added.values():
        needs = _needs(entry.pop("requires"), lock["info"]) - NOT_IN_A_BROWSER - without
        if needs - known:
            missing = ", ".join(sorted(needs - known))
            raise SiteError(
                f"{entry['name']} needs {missing}, which the site would not have: add it to"
                " PACKAGES in tools/publishing/site_wheels.py"
            )
        entry["depends"] = sorted(needs | NEEDED_IN_A_BROWSER.get(entry["name"], set()))
    return {"info": lock["info"], "packages": {**lock["packages"], **added}}


def _entry(wheel: Path) -> dict[str, Any]:
    """A wheel as a lock has it, and its requirements."""
    with zipfile.ZipFile(wheel) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
        (about,) = [name for name in names if name.match("*.dist-info/METADATA")]
        metadata = BytesParser().parsebytes(archive.read(str(about)))
    packages = {name.parts[0] for name in names if len(name.parts) == 2 and name.suffix == ".py"}
    modules = {name.stem for name in names if len(name.parts) == 1 and name.suffix == ".py"}
    return {
        "name": metadata["Name"],
        "version": metadata["Version"],
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "install_dir": "site",
        "imports": sorted(packages | modules),
        "unvendored_tests": False,
        "requires": metadata.get_all("Requires-Dist", []),
    }


def _needs(requires: Iterable[str], info: Mapping[str, str]) -> set[str]:
    """The names of what a package needs in the browser's Python."""
    place = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": info["arch"],
        "platform_python_implementation": "CPython",
        "platform_system": "Emscripten",
        "python_full_version": info["python"],
        "python_version": ".".join(info["python"].split(".")[:2]),
        "sys_platform": "emscripten",
        "extra": "",
    }
    wanted = map(Requirement, requires)
    return {
        str(canonicalize_name(each.name))
        for each in wanted
        if each.marker is None or each.marker.evaluate(place)
    }
