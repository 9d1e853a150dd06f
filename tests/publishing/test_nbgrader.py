"""The course for nbgrader, by nbgrader's own commands: from `make nbgrader` to grades."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import nbformat
import pytest

from course import registry
from course.builder import pipeline
from course.builder.lookups import Lookups
from course.builder.render import render
from tools.publishing import nbgrader as export

SLUG = "06_access_token"
LOOKUPS = Lookups(registry.find_exercise, registry.find_quiz)
LOUD = "    import sys\n    print('who asks?', file=sys.stderr)\n"
POINTS = {"06.role_check": 6, "06.predict": 3, "06.client": 15, "06.count_logins": 8}


def by_exercise(notebook):
    """The exercise cells of a notebook, by exercise."""
    cells = {cell.metadata.get("course", {}).get("exercise"): cell for cell in notebook.cells}
    return {name: cell for name, cell in cells.items() if name}


def rendered(*numbers):
    """The notebooks with these numbers as the build makes them, unsolved and solved."""
    paths = pipeline.find_sources(export.ROOT, numbers)
    return [render(source, LOOKUPS) for source in pipeline.read_sources(paths, LOOKUPS)]


def check_of(notebook, name):
    """The check cell of an exercise, as handed out."""
    (found,) = [cell for cell in notebook.cells if f'mark("{name}"' in cell.source]
    return found


def without_mark(source):
    """A check cell as it was before it earned points."""
    lines = [line for line in source.split("\n") if line != export.MARK]
    lines[-1] = lines[-1].replace("mark(", "check(", 1)
    return "\n".join(lines).lstrip("\n")


@pytest.fixture(scope="module")
def made():
    """All notebooks as assignments, by slug."""
    return {item.slug: item for item in export.assignments([], export.POINTS["minutes"])}


def test_every_exercise_has_its_answer_and_its_points(made):
    for one in rendered():
        item = made[one.source.slug]
        marks = {
            cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader
            for cell in item.notebook.cells
            if "nbgrader" in cell.metadata
        }
        for exercise in one.source.exercises:
            name = exercise.exercise.replace(".", "-")
            assert marks[name].solution
            assert not marks[name].locked
            assert marks[f"{name}-check"].points == exercise.minutes
            assert marks[f"{name}-check"].locked
        assert len(marks) == 2 * len(one.source.exercises)
        assert item.points == sum(exercise.minutes for exercise in one.source.exercises)


def test_what_nbgrader_hands_out_is_what_our_learners_get(made):
    """All cells but the checks, by nbgrader's own preprocessor with the settings we write."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of nbgrader's imports are not ours to mend
        from nbgrader.preprocessors import ClearSolutions
        from traitlets.config import Config
    settings: dict[str, object] = {"get_config": Config}
    exec(export.settings(), settings)
    clear = ClearSolutions(config=settings["c"])
    for one in rendered():
        released, _ = clear.preprocess(made[one.source.slug].notebook.copy(), {})
        for ours, theirs in zip(one.unsolved.cells, released.cells, strict=True):
            assert ours.id == theirs.id
            if theirs.metadata.get("nbgrader", {}).get("grade"):
                theirs.source = without_mark(theirs.source)
            assert ours.source == theirs.source


def test_the_page_for_teachers_names_commands_that_there_are():
    page = (export.ROOT / "docs" / "NBGRADER.md").read_text(encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbgrader.apps import NbGraderApp
    said = set(re.findall(r"(?:^|`)nbgrader ([a-z_]+)", page, re.MULTILINE))
    assert {"generate_assignment", "autograde", "export"} <= said
    assert said <= set(NbGraderApp().subcommands)
    makefile = (export.ROOT / "Makefile").read_text(encoding="utf-8")
    assert {f"{name}:" for name in re.findall(r"(?:^|`)make ([a-z]+)", page, re.MULTILINE)} == {
        "nbgrader:"
    }
    assert "\nnbgrader:" in makefile


def nbgrader(folder, *words):
    """Run one of nbgrader's commands there, with nobody's settings; it finds alembic on PATH."""
    quiet = {"JUPYTER_CONFIG_DIR": str(folder / "none"), "IPYTHONDIR": str(folder / "none")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    process = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env={**os.environ, **quiet, "PATH": path},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert process.returncode == 0, process.stderr


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course folder in which three learners' notebooks have been graded.

    nbgrader takes some 3 s of processor time to start and 4 s for a submission, so that one
    notebook and one run stand for all.
    """
    folder = tmp_path_factory.mktemp("class")
    assert export.main(["06", "--into", str(folder)]) == 0
    nbgrader(folder, "generate_assignment", SLUG)
    released = nbformat.read(folder / "release" / SLUG / f"{SLUG}.ipynb", as_version=4)
    (one,) = rendered("06")
    solutions = by_exercise(one.solved)
    for learner, change in {"solved": solve, "unsolved": leave, "partly": solve_partly}.items():
        notebook = nbformat.reads(nbformat.writes(released), as_version=4)
        change(notebook, solutions)
        path = folder / "submitted" / learner / SLUG / f"{SLUG}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    nbgrader(folder, "autograde", SLUG)
    nbgrader(folder, "export")
    return folder


def solve(notebook, solutions):
    for name, cell in by_exercise(notebook).items():
        cell.source = solutions[name].source


def leave(notebook, solutions):
    """As it was handed out."""


def solve_partly(notebook, solutions):
    """Two right answers, one of them loud; a check changed, a check gone."""
    solve(notebook, solutions)
    cells = by_exercise(notebook)
    head, _, body = cells["06.role_check"].source.partition('"""\n')
    cells["06.role_check"].source = f'{head}"""\n{LOUD}{body}'
    cells["06.predict"].source = "refused_at = [1, 2, 3]"
    check_of(notebook, "06.predict").source = "'fine'"
    notebook.cells.remove(check_of(notebook, "06.count_logins"))


@pytest.mark.parametrize(
    ("learner", "points"),
    [
        ("solved", sum(POINTS.values())),
        ("unsolved", 0),
        ("partly", POINTS["06.role_check"] + POINTS["06.client"]),
    ],
)
def test_grades(graded, learner, points):
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert float(rows[learner]["score"]) == points
    assert float(rows[learner]["max_score"]) == sum(POINTS.values())


def test_an_unsolved_notebook_runs_to_its_end_and_says_what_is_left(graded):
    path = graded / "autograded" / "unsolved" / SLUG / f"{SLUG}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    errors = [
        (cell.metadata.get("nbgrader", {}).get("grade_id"), output.evalue)
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert errors == [
        (f"{name.replace('.', '-')}-check", f"No points yet for {name}: still to do.")
        for name in POINTS
    ]
    last = [cell for cell in cells if cell.cell_type == "code"][-1]
    assert last.execution_count


def test_making_it_again_leaves_grades_and_submissions_alone(graded, capsys):
    before = {path: path.read_bytes() for path in graded.rglob("*") if path.is_file()}
    assert export.main(["06", "--into", str(graded)]) == 0
    after = {path: path.read_bytes() for path in graded.rglob("*") if path.is_file()}
    assert after == before
    assert "06_access_token           4 exercises   32 points" in capsys.readouterr().out


def test_one_point_each(tmp_path, capsys):
    assert export.main(["06", "--into", str(tmp_path), "--points", "one"]) == 0
    assert "4 exercises    4 points" in capsys.readouterr().out


def test_an_unknown_notebook_is_told(tmp_path, capsys):
    assert export.main(["99", "--into", str(tmp_path / "class")]) == 2
    assert "nbgrader: no notebook 99" in capsys.readouterr().err
    assert not (tmp_path / "class").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path, capsys):
    (tmp_path / "class").write_text("a file", encoding="utf-8")
    assert export.main(["06", "--into", str(tmp_path / "class")]) == 1
    assert "nbgrader: cannot write" in capsys.readouterr().err


def test_an_exercise_without_a_check_is_told():
    (one,) = rendered("06")
    one.unsolved.cells = [
        cell for cell in one.unsolved.cells if 'check("06.client"' not in cell.source
    ]
    with pytest.raises(
        export.ExportError, match=r"06_access_token.py: no check cell for 06.client"
    ):
        export.assignment(one, export.POINTS["one"])
