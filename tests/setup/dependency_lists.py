"""Compare environment.yml and requirements.txt with pyproject.toml: what is wrong, in words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from typing import Any

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec
from rattler.exceptions import InvalidMatchSpecError

# Where conda-forge has another name, or a package of its own for what an extra brings.
CONDA_NAMES = {"matplotlib": "matplotlib-base"}
CONDA_EXTRAS = {("pyjwt", "crypto"): {"cryptography"}}
CHANNELS = (["conda-forge"], ["conda-forge", "nodefaults"])

Wanted = dict[str, Requirement]


def wanted(pyproject: str, *extras: str) -> Wanted:
    """What pyproject.toml asks for, by canonical name: the learner's part and the named extras.

    An extra that names the project itself ("jwt-sessions-course[authors]") is followed.
    """
    project = tomllib.loads(pyproject)["project"]
    found: Wanted = {}
    waiting = [Requirement(line) for line in project["dependencies"]]
    for extra in extras:
        waiting += [Requirement(line) for line in project["optional-dependencies"][extra]]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name == project["name"]:
            for extra in requirement.extras:
                waiting += [Requirement(line) for line in project["optional-dependencies"][extra]]
        elif name in found:
            found[name].specifier &= requirement.specifier
        else:
            found[name] = requirement
    return found


def in_conda(dependencies: Wanted) -> tuple[dict[str, SpecifierSet], list[str]]:
    """The same list in conda-forge's names, and what could not be said in them."""
    names: dict[str, SpecifierSet] = {}
    unknown = []
    for name, requirement in dependencies.items():
        names[CONDA_NAMES.get(name, name)] = requirement.specifier
        for extra in requirement.extras:
            if (name, extra) not in CONDA_EXTRAS:
                unknown.append(f"{name}[{extra}]: CONDA_EXTRAS does not say what that is in conda")
            for package in CONDA_EXTRAS.get((name, extra), ()):
                names.setdefault(package, SpecifierSet())
    return names, unknown


def environment_problems(pyproject: str, environment: str, *extras: str) -> list[str]:
    """What is wrong with environment.yml: packages, bounds, channels, how the course gets in."""
    document: dict[str, Any] = yaml.safe_load(environment)
    expected, problems = in_conda(wanted(pyproject, *extras))
    expected["pip"] = SpecifierSet()
    if document.get("channels") not in CHANNELS:
        problems.append(f"channels: {document.get('channels')}, expected conda-forge alone")
    lines = [line for line in document["dependencies"] if isinstance(line, str)]
    pip = [line for line in document["dependencies"] if not isinstance(line, str)]
    if pip != [{"pip": ["-e ."]}]:
        problems.append(f"pip: {pip}, expected the course itself alone (-e .)")
    pythons = [line for line in lines if re.match(r"python\b", line)]
    problems += python_problems(pyproject, pythons)
    found, unreadable = conda_specs(line for line in lines if line not in pythons)
    return problems + unreadable + differences(expected, found)


def python_problems(pyproject: str, lines: list[str]) -> list[str]:
    """Python is to be one minor version that the course is for, written as Binder can read it.

    Binder (repo2docker) looks for "python =3.12". For a range it takes a version of its own, which
    may be too old.
    """
    allowed = SpecifierSet(tomllib.loads(pyproject)["project"]["requires-python"])
    named = [re.fullmatch(r"python =(3\.\d+)", line) for line in lines]
    if len(named) == 1 and named[0] and allowed.contains(named[0][1]):
        return []
    return [f"python: {lines or 'missing'}, expected one version of {allowed}: python =3.N"]


def conda_specs(lines: Iterable[str]) -> tuple[dict[str, SpecifierSet], list[str]]:
    """Read conda's lines: bounds by name, and the lines that are wrong or say too much."""
    found: dict[str, SpecifierSet] = {}
    problems = []
    for line in lines:
        try:
            spec = MatchSpec(line, strict=True)
        except InvalidMatchSpecError as error:
            problems.append(f"{line}: {error}")
            continue
        if spec.name is None or spec.channel or spec.build:
            problems.append(f"{line}: a name and a bound, nothing else")
            continue
        name = spec.name.normalized
        if name in found:
            problems.append(f"{name}: listed twice")
        found[name] = SpecifierSet(str(spec.version or ""))
    return found, problems


def differences(expected: dict[str, SpecifierSet], found: dict[str, SpecifierSet]) -> list[str]:
    """Packages that are missing, too many, or bound otherwise."""
    problems = []
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            problems.append(f"{name}: missing")
        elif name not in expected:
            problems.append(f"{name}: not in pyproject.toml")
        elif found[name] != expected[name]:
            problems.append(f"{name}: {found[name] or 'any'}, expected {expected[name] or 'any'}")
    return problems


def requirements_problems(pyproject: str, requirements: str, *extras: str) -> list[str]:
    """What is wrong with requirements.txt: addresses; pins missing, out of range or unneeded."""
    project = tomllib.loads(pyproject)["project"]["name"]
    problems = []
    pins: dict[str, list[Requirement]] = {}
    parents: dict[str, set[str]] = {}
    for number, line in enumerate(requirements.splitlines(), start=1):
        if re.search(r"://|\bfile:|@", line):
            problems.append(f"line {number}: an address: {line.strip()}")
        text, _, comment = line.partition("#")
        if not text.strip():
            continue
        try:
            pin = Requirement(text.strip())
        except InvalidRequirement:
            problems.append(f"line {number}: not a pin: {line.strip()}")
            continue
        name = canonicalize_name(pin.name)
        if not re.fullmatch(r"==[^,*]+", str(pin.specifier)):
            problems.append(f"{name}: {pin.specifier or 'any version'}, expected one version (==)")
        pins.setdefault(name, []).append(pin)
        parents.setdefault(name, set()).update(re.findall(r"[\w.-]+(?=,|$| \()", comment))
    asked = wanted(pyproject, *extras)
    for package in sorted(asked):
        problems += out_of_range(asked[package], pins.get(package, []))
    for stale in sorted(pins.keys() - asked.keys()):
        if project in parents[stale]:
            problems.append(f"{stale}: not in pyproject.toml")
        elif not parents[stale] & pins.keys():
            problems.append(f"{stale}: nothing that is pinned asks for it")
    return problems


def out_of_range(requirement: Requirement, pins: list[Requirement]) -> list[str]:
    """Whether the pins of one package are there and within its bounds."""
    name = canonicalize_name(requirement.name)
    if not pins:
        return [f"{name}: missing"]
    versions = [str(pin.specifier).removeprefix("==") for pin in pins]
    return [
        f"{name}: pinned to {version}, pyproject.toml asks for {requirement.specifier}"
        for version in versions
        if not requirement.specifier.contains(version, prereleases=True)
    ]
