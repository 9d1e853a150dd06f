"""The whole build: executed, byte-identical, all or nothing."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_output

from course.__main__ import main
from course.builder import command, pipeline
from course.builder.lookups import unknown
from course.builder.problems import AuthorError
from course.builder.render import render
from course.builder.source import parse
from tests.builder.sources import LOOKUPS, WHOLE, line_of, project

OWN_REGISTRY = command._registry  # before the tests put theirs in its place
REPOSITORY = Path(__file__).parents[2]
PROGRAM = """
import sys
from course.builder import command
from tests.builder.sources import LOOKUPS
command._registry = lambda: LOOKUPS
from course.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(autouse=True, scope="module")
def _fake_registry():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "_registry", lambda: LOOKUPS)
        yield


def build(root, *args):
    return main(["build", "--root", str(root), *args])


def files(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.suffix != ".py"
    }


def solved(root, name="06_travel"):
    return json.loads((root / "solutions" / f"{name}.ipynb").read_text(encoding="utf-8"))


def outputs(root):
    return ["".join(o.get("text", "")) for c in solved(root)["cells"] for o in c.get("outputs", [])]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project that was built once. Tests that change it copy it."""
    root = project(tmp_path_factory.mktemp("built"))
    assert build(root) == 0
    return root


@pytest.fixture
def copied(built, tmp_path):
    for name, octets in files(built).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(octets)
    return project(tmp_path)


@pytest.fixture
def no_kernel(monkeypatch):
    """Cells run in this process: a second faster where the kernel is not what is tested."""

    def execute(items, folder, root, **_):
        return [(run_here(item.solved), []) for item in items]

    monkeypatch.setattr(pipeline, "execute", execute)


def run_here(notebook):
    notebook = copy.deepcopy(notebook)
    names: dict[str, object] = {}
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            count += 1
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(cell.source, names)
            cell.execution_count = count
            if text := printed.getvalue():
                cell.outputs = [new_output("stream", name="stdout", text=text)]
    return notebook


def test_makes_two_notebooks_and_the_teachers_pages(built):
    assert sorted(files(built)) == [
        "notebooks/06_travel.ipynb",
        "solutions/06_travel.ipynb",
        "teaching/06_travel.md",
        "teaching/README.md",
    ]
    assert outputs(built) == ["06.client\n", "06.q1\n"]
    counts = [c["execution_count"] for c in solved(built)["cells"] if c["cell_type"] == "code"]
    assert counts == [1, 2, 3, 4]


def test_second_build_touches_nothing(copied, capsys):
    before = {name: (copied / name).stat().st_mtime_ns for name in files(copied)}
    assert build(copied) == 0
    assert {name: (copied / name).stat().st_mtime_ns for name in before} == before
    assert sorted(files(copied)) == sorted(before)
    assert "0 of 2 notebooks written" in capsys.readouterr().out


def test_same_octets_elsewhere_with_another_hash_seed_and_folder(built, tmp_path):
    root = project(tmp_path / "another place")
    somewhere = tmp_path / "cwd"
    somewhere.mkdir()
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(
        [sys.executable, "-c", PROGRAM, "build", "--root", str(root)],
        check=True,
        env=env,
        cwd=somewhere,
    )
    assert files(root) == files(built)
    assert list(somewhere.iterdir()) == []


@pytest.mark.usefixtures("no_kernel")
def test_check_passes_and_writes_nothing(copied, capsys):
    before = files(copied)
    assert build(copied, "--check") == 0
    assert files(copied) == before
    assert "up to date" in capsys.readouterr().out


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("Ada presses Play", "Bo presses Play", ["notebooks", "solutions"]),
        ('token = "letter"', 'token = "parcel"', ["solutions"]),
        ("print(args[0])", "print(args[0].upper())", ["notebooks", "solutions"]),
    ],
)
def test_check_names_what_is_stale_and_the_mend(copied, capsys, old, new, stale):
    before = files(copied)
    project(copied, WHOLE.replace(old, new))
    assert build(copied, "--check") == 1
    told = capsys.readouterr().err
    assert [n for n in ("notebooks", "solutions") if f"{n}/06_travel.ipynb" in told] == stale
    assert "make notebooks" in told
    assert files(copied) == before


@pytest.mark.usefixtures("no_kernel")
def test_check_sees_another_output(copied, capsys):
    path = copied / "solutions/06_travel.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("06.client\\n", "else\\n"))
    assert build(copied, "--check") == 1
    assert "the output of cell 06_travel" in capsys.readouterr().err


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize("damage", ["", "{", "<<<<<<< HEAD", "[]", '{"cells": 3}'])
def test_a_damaged_or_missing_file_is_stale_and_made_anew(copied, built, damage):
    path = copied / "solutions/06_travel.ipynb"
    path.write_text(damage) if damage else path.unlink()
    assert build(copied, "--check") == 1
    assert build(copied) == 0
    assert files(copied) == files(built)


@pytest.mark.usefixtures("no_kernel")
def test_a_notebook_without_source_is_told(copied, capsys):
    stray = copied / "notebooks/05_gone.ipynb"
    stray.write_bytes((copied / "notebooks/06_travel.ipynb").read_bytes())
    assert build(copied, "--check") == 1
    assert "notebooks/05_gone.ipynb: no source makes this" in capsys.readouterr().err


STOPPING = [
    ("1 / 0", "ZeroDivisionError: division by zero"),
    ("import os; os._exit(1)", "the kernel died"),
    ("import warnings; warnings.warn('old', DeprecationWarning)", "DeprecationWarning: old"),
]
PRINTING = [
    ("import sys; print('oh', file=sys.stderr)", "output on stderr: oh"),
    ("object()", "output has an address"),
    ("import os; os.getcwd()", "output has a path of this machine"),
    ("print('see /home/ada/films.txt')", "output has a path of this machine: /home/ada"),
    ("class Text:\n    __repr__ = lambda self: 'Text(0, 1)'\nText()", "repr of a plot's text"),
    (
        "class Bar:\n    __repr__ = lambda self: 'bar'\n"
        "    _repr_html_ = lambda self: '<img src=\"x\">'\nBar()",
        "<img> without alt text",
    ),
    (
        "class Bar:\n    __repr__ = lambda self: 'bar'\n"
        "    _repr_png_ = lambda self: b'png'\nBar()",
        "picture without alt text",
    ),
]
FINE = "print('GET /token', 'https://example.org/home/ada', '0xff')\n'a bar'"


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    """A project whose cells each fail in their own way, what is told, and what is expected."""
    root = project(tmp_path_factory.mktemp("failing"))
    expected = []
    for i, (cell, message) in enumerate(STOPPING, 10):
        text = source_without_exercise(f"# %%\n{cell}\n")
        expected.append(
            (f"solutions/{i}_stops.py:{text[: text.index(cell)].count(chr(10)) + 1}:", message)
        )
        project(root, text, f"{i}_stops.py")
    cells = [FINE, *(cell for cell, _ in PRINTING)]
    text = source_without_exercise("".join(f"# %%\n{cell}\n\n" for cell in cells))
    for cell, message in PRINTING:
        line = text[: text.index(cell)].count("\n") + 1
        expected.append((f"solutions/20_prints.py:{line}:", message))
    project(root, text, "20_prints.py")
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, "build", "--root", str(root)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return root, told, expected


def source_without_exercise(cells):
    front = WHOLE[: WHOLE.index("# %%")]
    return front + "# %% [markdown]\n# # How does it travel?\n\n" + cells


@pytest.mark.parametrize("case", range(len(STOPPING) + len(PRINTING)))
def test_failure_is_told_with_file_and_line(failures, case):
    _, told, expected = failures
    place, message = expected[case]
    (line,) = [row for row in told.stderr.splitlines() if row.startswith(place)]
    assert message in line


def test_failure_writes_nothing_at_all(failures):
    root, told, expected = failures
    assert told.returncode == 1
    assert files(root) == {}
    assert not (root / "notebooks").exists()
    *problems, last = told.stderr.splitlines()
    assert last == f"build: {len(expected)} problems, nothing written"
    assert len(problems) == len(expected), "and nothing else is told"


def test_line_of_an_error_in_a_function_of_the_cell(tmp_path, capsys):
    text = WHOLE.replace('token = "letter"', "token = 1 / 0  # here").replace(
        'check("06.client", client)', 'check("06.client", client())'
    )
    before = text.replace("    token = 1 / 0  # here\n", "")
    assert build(project(tmp_path, text)) == 1
    line = line_of(text, "client())")  # the cell that runs; the frame in another cell is not it
    assert f"06_travel.py:{line}: cell fails: ZeroDivisionError" in capsys.readouterr().err
    inside = before.replace(
        "    return token", "    return token\nx = 2\n### BEGIN SOLUTION\n1 / 0"
    )
    assert build(project(tmp_path, inside.replace("    ### END", "### END", 1))) == 1


def test_line_in_the_middle_of_a_solved_cell(tmp_path, capsys):
    text = WHOLE.replace("    ### END SOLUTION\n", "    ### END SOLUTION\n\n\n1 / 0  # here\n")
    assert build(project(tmp_path, text)) == 1
    assert f"06_travel.py:{line_of(text, '# here')}: cell fails" in capsys.readouterr().err


def test_a_cell_that_does_not_end_is_told(tmp_path):
    root = project(tmp_path, source_without_exercise("# %%\nx = 1\n\n# %%\nwhile True:\n    x\n"))
    sources = pipeline.read_sources(pipeline.find_sources(root), LOOKUPS)
    with pytest.raises(AuthorError) as caught:
        pipeline.make(root, sources, LOOKUPS, timeout=2)
    assert "cell runs longer than 2 s" in str(caught.value)
    assert caught.value.problems[0].line == source_without_exercise("").count("\n") + 5


def test_lint_errors_are_told_before_anything_runs(tmp_path, capsys):
    root = project(tmp_path, WHOLE.replace("minutes=8", ""))
    project(root, WHOLE.replace("### END SOLUTION", ""), "08_other.py")
    assert build(root) == 1
    told = capsys.readouterr().err
    assert "solutions/06_travel.py:" in told
    assert "solutions/08_other.py:" in told
    assert files(root) == {}


@pytest.mark.usefixtures("no_kernel")
def test_a_failed_write_leaves_the_old_files(copied, monkeypatch, capsys):
    before = files(copied)
    project(copied, WHOLE.replace("Ada presses", "Bo presses"))
    real, written = Path.write_bytes, []

    def full_disk(path, octets):
        written.append(path)
        if len(written) == 2:
            raise OSError("disk full")
        return real(path, octets)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    assert build(copied) == 1
    assert "cannot write: disk full" in capsys.readouterr().err
    assert files(copied) == before


VARIED = """\
# %% tags=["raises-exception"]
{}["iss"]

# %%
import os
print(os.environ["JWT_COURSE_PROGRESS"], os.path.basename(os.getcwd()))

# %%
for i in range(5):
    print(i, flush=True)

# %% tags=["nbval-ignore-output"]
import time
print(time.perf_counter_ns())

# %%
import warnings
warnings.warn_explicit("a library's quarrel with another", DeprecationWarning, "x.py", 1, "x")

# %%
class Slider:
    def _repr_mimebundle_(self, **kwargs):
        view = {"model_id": time.perf_counter_ns()}
        return {"text/plain": "a slider", "application/vnd.jupyter.widget-view+json": view}
Slider()
"""


@pytest.fixture(scope="module")
def varied(tmp_path_factory):
    """A project with cells that print what differs between runs, built once."""
    root = project(tmp_path_factory.mktemp("varied"), source_without_exercise(VARIED))
    assert build(root) == 0
    return root


def test_an_expected_error_is_stored_without_its_traceback(varied):
    (error,) = solved(varied)["cells"][-6]["outputs"]
    assert error["ename"] == "KeyError"
    assert error["traceback"] == ["KeyError: 'iss'"]


def test_progress_is_off_and_the_cwd_is_the_solutions_folder(varied):
    assert outputs(varied)[1] == "off solutions\n"


def test_streams_are_joined_and_untimed(varied):
    assert outputs(varied)[2] == "0\n1\n2\n3\n4\n"
    assert all("execution" not in cell["metadata"] for cell in solved(varied)["cells"])


def test_only_our_own_deprecations_are_errors(varied):
    assert solved(varied)["cells"][-2]["outputs"] == []


def test_no_widget_is_stored_but_its_text(varied):
    (output,) = solved(varied)["cells"][-1]["outputs"]
    assert list(output["data"]) == ["text/plain"]
    assert "widgets" not in solved(varied)["metadata"]


def test_outputs_that_vary_are_kept_while_the_source_is_the_same(varied):
    before = files(varied)
    assert build(varied, "--check") == 0
    assert build(varied) == 0
    assert files(varied) == before


def test_the_unsolved_notebook_runs(capsys):
    item = render(parse(WHOLE, "solutions/06_travel.py"), LOOKUPS)
    assert run_here(item.unsolved).cells[-1].outputs


@pytest.mark.usefixtures("no_kernel")
def test_only_the_wanted_notebooks(tmp_path, capsys):
    root = project(tmp_path, source_without_exercise("# %%\nx = 1\n"))
    project(root, "broken", "08_other.py")
    for name in ("06", "6", "06_travel", "solutions/06_travel.py"):
        assert build(root, name) == 0
    assert sorted(files(root)) == [
        "notebooks/06_travel.ipynb",
        "solutions/06_travel.ipynb",
        "teaching/06_travel.md",
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["09"], "no notebook 09; known: 06"),
        (["06_travle"], "no notebook 06_travle; did you mean 06_travel?"),
    ],
)
def test_wrong_number_is_told_without_a_traceback(tmp_path, capsys, args, message):
    assert build(project(tmp_path), *args) == 2
    assert message in capsys.readouterr().err


def test_no_sources_is_told(tmp_path, capsys):
    assert build(tmp_path) == 2
    assert "no sources" in capsys.readouterr().err


@pytest.mark.parametrize("args", [["build", "--chekc"], [], ["biuld"]])
def test_bad_command_line(args):
    with pytest.raises(SystemExit) as caught:
        main(args)
    assert caught.value.code == 2


def test_help(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["build", "--help"])
    assert caught.value.code == 0
    told = capsys.readouterr().out
    assert "--check" in told
    assert "Exit status" in told


def test_two_sources_with_one_number(tmp_path, capsys):
    root = project(project(tmp_path), WHOLE, "06_again.py")
    assert build(root) == 1
    assert "number 06 is taken by solutions/06_again.py" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to a process of its own")
def test_interrupt_ends_the_kernel_and_writes_nothing(tmp_path):
    cells = "# %%\nimport os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\n"
    root = project(tmp_path, source_without_exercise(cells + "time.sleep(60)\n"))
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "build", "--root", str(root)],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
    )
    note = root / "solutions/pid"
    deadline = time.monotonic() + 30
    while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "interrupted; nothing written" in told
    assert "Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)
    note.unlink()
    assert files(root) == {}


def test_the_course_s_own_registry_is_asked():
    lookups = OWN_REGISTRY()
    for find in (lookups.find_exercise, lookups.find_quiz):
        assert "99.nothing" in unknown(find, "99.nothing")
