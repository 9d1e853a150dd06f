"""One place holds the dependency list, and the other two files agree with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.setup.dependency_lists import environment_problems, requirements_problems, wanted

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text()
ENVIRONMENT = (ROOT / "environment.yml").read_text()
REQUIREMENTS = (ROOT / "requirements.txt").read_text()


def test_environment_yml_agrees_with_pyproject():
    problems = environment_problems(PYPROJECT, ENVIRONMENT, "widgets")
    assert not problems, "environment.yml:\n" + "\n".join(problems)


def test_requirements_txt_agrees_with_pyproject():
    problems = requirements_problems(PYPROJECT, REQUIREMENTS, "tests", "bench")
    assert not problems, "requirements.txt (`make lock` makes it anew):\n" + "\n".join(problems)


def test_requirements_txt_says_how_it_is_made():
    head = [line for line in REQUIREMENTS.splitlines()[:5] if line.startswith("#")]
    assert any("make lock" in line for line in head)


def test_an_extra_that_names_the_project_is_followed():
    assert {"pytest", "jupytext", "simpy"} <= wanted(PYPROJECT, "tests").keys()
    assert "jupytext" not in wanted(PYPROJECT)


# The comparing itself, on texts that are wrong in one place each.
SMALL = """\
[project]
name = "small"
requires-python = ">=3.11"
dependencies = ["simpy>=4.1", "pyjwt[crypto]>=2.15", "matplotlib>=3.10"]
[project.optional-dependencies]
tests = ["pytest>=8"]
"""
SMALL_ENVIRONMENT = """\
channels: [conda-forge]
dependencies:
  - python =3.12
  - pip
  - simpy >=4.1
  - pyjwt >=2.15
  - cryptography
  - matplotlib-base >=3.10
  - pip: ["-e ."]
"""
SMALL_REQUIREMENTS = """\
# how it is made
simpy==4.1.2          # via small (pyproject.toml)
pyjwt==2.15.1         # via small (pyproject.toml)
cryptography==50.0.2  # via pyjwt
matplotlib==3.11.2    # via small (pyproject.toml)
numpy==2.4.6 ; python_full_version < '3.12'   # via matplotlib
numpy==2.5.5 ; python_full_version >= '3.12'  # via matplotlib
pytest==9.2.0         # via pytest-xdist, small (pyproject.toml)
"""


def test_texts_that_agree_have_no_problem():
    assert environment_problems(SMALL, SMALL_ENVIRONMENT) == []
    assert requirements_problems(SMALL, SMALL_REQUIREMENTS, "tests") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  - simpy >=4.1\n", "", "simpy: missing"),
        ("  - cryptography\n", "", "cryptography: missing"),
        ("matplotlib-base", "matplotlib", "matplotlib-base: missing"),
        ("  - pip\n", "  - pip\n  - numpy\n", "numpy: not in pyproject.toml"),
        ("pyjwt >=2.15", "pyjwt >=2.10", "pyjwt: >=2.10, expected >=2.15"),
        ("pyjwt >=2.15", "pyjwt", "pyjwt: any, expected >=2.15"),
        (
            "python =3.12",
            "python =3.10",
            "python: ['python =3.10'], expected one version of >=3.11",
        ),
        ("python =3.12", "python >=3.11", "python: ['python >=3.11'], expected one version"),
        ("  - python =3.12\n", "", "python: missing, expected one version"),
        ("simpy >=4.1", "simpy =>4.1", "simpy =>4.1: "),
        ("simpy >=4.1", "other::simpy >=4.1", "other::simpy >=4.1: a name and a bound"),
        ("  - pip\n", "  - pip\n  - simpy >=4.1\n", "simpy: listed twice"),
        ("[conda-forge]", "[defaults]", "channels: ['defaults']"),
        ('pip: ["-e ."]', 'pip: ["simpy"]', "pip: [{'pip': ['simpy']}]"),
    ],
)
def test_a_wrong_environment_yml_is_told_its_package(old, new, told):
    assert old in SMALL_ENVIRONMENT
    problems = environment_problems(SMALL, SMALL_ENVIRONMENT.replace(old, new))
    assert any(problem.startswith(told) for problem in problems), problems


def test_an_extra_that_conda_has_no_word_for_is_told():
    doctored = SMALL.replace("[crypto]", "[crypto,other]")
    assert environment_problems(doctored, SMALL_ENVIRONMENT) == [
        "pyjwt[other]: CONDA_EXTRAS does not say what that is in conda"
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("simpy==4.1.2          # via small (pyproject.toml)\n", "", "simpy: missing"),
        (
            "pytest==9.2.0         # via pytest-xdist, small (pyproject.toml)\n",
            "",
            "pytest: missing",
        ),
        ("simpy==4.1.2", "simpy==4.0.9", "simpy: pinned to 4.0.9, pyproject.toml asks for >=4.1"),
        ("simpy==4.1.2", "simpy>=4.1.2", "simpy: >=4.1.2, expected one version"),
        ("simpy==4.1.2", "simpy==4.*", "simpy: ==4.*, expected one version"),
        ("# via pyjwt", "# via small (pyproject.toml)", "cryptography: not in pyproject.toml"),
        ("# via pyjwt", "# via gone", "cryptography: nothing that is pinned asks for it"),
        ("# how it is made", "--index-url https://x.example", "line 1: an address"),
        ("# how it is made", "# from https://x.example", "line 1: an address"),
        ("simpy==4.1.2", "simpy @ file:///somewhere", "line 2: an address"),
        ("# how it is made", "--find-links wheels", "line 1: not a pin"),
    ],
)
def test_a_wrong_requirements_txt_is_told_its_package(old, new, told):
    assert old in SMALL_REQUIREMENTS
    problems = requirements_problems(SMALL, SMALL_REQUIREMENTS.replace(old, new), "tests")
    assert any(problem.startswith(told) for problem in problems), problems
