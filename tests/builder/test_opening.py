"""The first code cell of a learner's notebook: at home, in Colab, and without the course."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from course.builder.opening import address, opening, opens
from course.builder.problems import UsageError
from course.builder.render import render
from tests.builder.sources import LOOKUPS, SET_UP, WHOLE, read

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://example.org/grace/course.git"
# As a notebook would: IPython turns %pip into a call, which is caught here.
ONLY_RUN = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
sys.exit(not shell.run_cell({code!r}).success)
"""
CATCH = """
shell.register_magic_function(lambda line: print("pip", line), magic_name="pip")
sys.exit("""
RUN = "import sys\n{before}\n" + ONLY_RUN.replace("\nsys.exit(", CATCH)


def told(code: str, *, before: str = "", at: Path) -> str:
    """What the cell prints in a Python that works in `at` and has the course only if `before`."""
    program = RUN.format(before=before, code=code)
    environ = {**os.environ, "IPYTHONDIR": str(at), "HOME": str(at), "JWT_COURSE_PROGRESS": "off"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=at, env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


INTRO = "\n# %% [markdown]\n# Press Shift and Enter.\n"
NO_COURSE = "sys.modules['course'] = None"
COLAB = "import types; sys.modules['google.colab'] = types.ModuleType('google.colab')"
OURS = f"sys.path.insert(0, {str(ROOT)!r})"


@pytest.mark.parametrize("where", ["", ADDRESS])
def test_at_home_it_says_that_all_is_there_and_imports(where, tmp_path):
    code = opening(where, ["check", "quiz"]) + "\nprint(check.__name__, quiz.__name__)"
    ready = "Ready: the course is here, and all that it needs."
    assert told(code, before=OURS, at=tmp_path).splitlines() == [ready, "check quiz"]


def test_without_the_course_it_says_what_to_do(tmp_path):
    said = told(opening(ADDRESS), before=NO_COURSE, at=tmp_path)
    assert "type  make lab  in the course's folder" in said
    assert "pip" not in said


def test_colab_gets_it_from_the_repository(tmp_path):
    said = told(opening(ADDRESS), before=f"{COLAB}; {NO_COURSE}", at=tmp_path)
    assert f'pip install --quiet --no-deps "git+{ADDRESS}"' in said


def test_colab_has_the_course_afterwards(tmp_path):
    """As above, but with pip, a repository, and a Python of its own that lacks the course alone."""
    repository, place = tmp_path / "course.git", tmp_path / "python"
    for name in ("course", "simulator", "solutions"):
        leave = shutil.ignore_patterns("__pycache__", "*.ipynb")
        shutil.copytree(ROOT / name, repository / name, ignore=leave)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, repository)
    git = ["git", "-c", "user.name=Grace", "-c", "user.email=grace@example.org"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "All."]):
        subprocess.run([*git, *words], cwd=repository, check=True)
    venv.create(place, with_pip=True)
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    paths = [sysconfig.get_paths(vars={"base": str(place)})["purelib"], *site.getsitepackages()]
    Path(paths[0], "others.pth").write_text("\n".join(paths[1:]), encoding="utf-8")
    code = opening(repository.as_uri()) + "\nimport course; print(course.__file__)"
    program = f"{COLAB}\n" + ONLY_RUN.format(code=code)
    done = subprocess.run(
        [python, "-c", f"import sys\n{program}"], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "IPYTHONDIR": str(tmp_path), "PYTHONPATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(place) in done.stdout.splitlines()[-1]
    assert "ImportError" not in done.stdout


def test_without_an_address_colab_is_told_to_take_the_wheel(tmp_path):
    said = told(opening(""), before=f"{COLAB}; {NO_COURSE}", at=tmp_path)
    assert "upload the course's wheel, and then run  %pip install --no-deps NAME.whl" in said


def test_only_learners_get_the_cell_and_always_the_same():
    first, second = (render(read(WHOLE), LOOKUPS, ADDRESS) for _ in range(2))
    assert first.unsolved == second.unsolved
    assert first.unsolved.cells[2].source == opening(ADDRESS)
    assert "ready" not in str(first.solved)


IMPORTS = "\n# %%\nfrom course import check, quiz, ready\n\nready()\n"


def test_it_stands_in_place_of_a_first_cell_that_only_imports():
    source = WHOLE.replace(SET_UP, INTRO + IMPORTS)
    made = render(read(source), LOOKUPS, ADDRESS)
    assert made.unsolved.cells[3].source == opening(ADDRESS, ["check", "quiz"])
    assert "    from course import check, hint, quiz\n" in made.unsolved.cells[3].source
    assert made.solved.cells[3].source == "from course import check, quiz, ready\n\nready()"
    assert len(made.unsolved.cells) == len(made.solved.cells)


@pytest.mark.parametrize(
    "code",
    ["", "x = (", "import course", "from course import check as look", "from json import loads",
     'from course import quiz\nquiz("06.q1", "b")'],
)  # fmt: skip
def test_a_first_cell_that_does_more_stays(code):
    assert opens(code) is None


def test_it_is_short():
    lines = [line for line in opening(ADDRESS, ["check"]).split("\n") if line]
    assert len(lines) <= 10
    assert len(opening("").split("\n")) <= 8


def test_the_address_is_that_of_pyproject(tmp_path):
    file = tmp_path / "pyproject.toml"
    assert address(tmp_path) == ""
    file.write_text("[project]\n")
    assert address(tmp_path) == ""
    file.write_text('[tool.course]\nrepository = ""\n')
    assert address(tmp_path) == ""
    file.write_text(f'[tool.course]\nrepository = "{ADDRESS}"\n')
    assert address(tmp_path) == ADDRESS


@pytest.mark.parametrize("wrong", ['"grace/course"', '"https://a b"', "7", r'"https://a\"; rm"'])
def test_an_address_that_is_none_is_told_with_what_is_allowed(wrong, tmp_path):
    (tmp_path / "pyproject.toml").write_text(f"[tool.course]\nrepository = {wrong}\n")
    with pytest.raises(
        UsageError, match=r"pyproject\.toml: \[tool\.course\] repository is .*allow"
    ):
        address(tmp_path)
