"""What Windows and macOS would stumble over: encodings, line ends, names of files."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.test_tracked_files import project_files

ROOT = Path(__file__).resolve().parents[2]
# Run by learners, authors and teachers as they are; the tests have PYTHONUTF8=1 (tools/testing.py).
PRODUCT = ("course", "simulator", "tools", "benchmarks", "solutions")
PROGRAMS = ("run", "Popen", "check_output")
RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "123456789"
}


def product_files() -> list[Path]:
    return sorted(path for name in PRODUCT for path in (ROOT / name).rglob("*.py"))


def without_encoding(code: str) -> Iterator[tuple[int, str]]:
    """(line, call) of each text that is read or written as the system happens to encode it."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        if "encoding" in named or None in named:
            continue
        if name := text_call(node, named):
            yield node.lineno, name


def text_call(node: ast.Call, named: dict[str | None, ast.expr]) -> str:
    """The name of what is called, if it reads or writes text; else ""."""
    function = node.func
    if isinstance(function, ast.Attribute):
        name = function.attr
        if name == "write_text" or (name == "read_text" and not node.args):
            return name
        if name in PROGRAMS and ("text" in named or "universal_newlines" in named):
            return name
        is_path_open = name == "open" and not isinstance(function.value, ast.Name)
        return name if is_path_open and text_mode(node.args[:1], named, sure=False) else ""
    if isinstance(function, ast.Name) and function.id == "open":
        return "open" if text_mode(node.args[1:2], named, sure=True) else ""
    return ""


def text_mode(place: list[ast.expr], named: dict[str | None, ast.expr], *, sure: bool) -> bool:
    """Is that the mode of a text file? `sure`: also where no mode is given."""
    mode = named.get("mode") or (place[0] if place else None)
    if mode is None:
        return sure
    text = mode.value if isinstance(mode, ast.Constant) else None
    return isinstance(text, str) and set(text) <= set("rwxa+t") and "b" not in text


def test_texts_are_read_and_written_in_one_encoding():
    told = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {name} without encoding"
        for path in product_files()
        for line, name in without_encoding(path.read_text(encoding="utf-8"))
    ]
    assert not told, "\n".join(told)


@pytest.mark.parametrize(
    "code",
    [
        "open('x')",
        "open('x', 'w')",
        "open('x', mode='a')",
        "Path('x').open('w')",
        "path.read_text()",
        "path.write_text(text)",
        "subprocess.run(words, text=True)",
    ],
)
def test_the_scan_finds(code):
    assert len(list(without_encoding(code))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "open('x', 'rb')",
        "open('x', encoding='utf-8')",
        "os.open('x', os.O_RDONLY)",
        "browser.open(url)",
        "path.open('rb')",
        "path.read_text('utf-8')",
        "subprocess.run(words)",
        "subprocess.run(words, encoding='utf-8')",
    ],
)
def test_the_scan_leaves_alone(code):
    assert list(without_encoding(code)) == []


# A pipe or a file on Windows: letters of western Europe, and files in the system's encoding.
WESTERN = {
    "PYTHONIOENCODING": "cp1252",
    "PYTHONUTF8": "0",
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",
}


@pytest.mark.parametrize(
    "words",
    [
        ["simulator", "list"],
        ["simulator", "run", "access_token", "--sequence", "x.mmd", "--events", "x.csv"],
        ["course", "doctor"],
        ["course", "build", "no_such_notebook"],
    ],
)
def test_a_command_can_say_what_it_has_to_say_everywhere(tmp_path, words):
    process = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=tmp_path,
        env={**os.environ, **WESTERN, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
    )
    assert b"Traceback" not in process.stderr, process.stderr.decode("cp1252")
    assert process.stdout + process.stderr


def test_no_two_files_differ_only_in_capitals():
    names = [path.relative_to(ROOT).as_posix() for path in project_files()]
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(name.casefold(), []).append(name)
    assert [same for same in folded.values() if len(same) > 1] == []


def test_every_name_is_one_on_windows():
    names = [path.relative_to(ROOT) for path in project_files()]
    parts = {part for name in names for part in name.parts}
    bad = [
        part
        for part in parts
        if set(part) & set('<>:"\\|?*')
        or part[-1] in " ."
        or part.partition(".")[0].casefold() in RESERVED
    ]
    assert bad == []


def test_git_ends_lines_the_same_way_everywhere():
    """As Git for Windows is set up: it would end lines with CR LF where nothing forbids it."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git work tree")
    names = ["notebooks/00_start_here.ipynb", "simulator/scenarios/access_token.yaml", ".ci/run"]
    command = ["git", "-c", "core.autocrlf=true", "check-attr", "eol", *names]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    assert told.stdout.splitlines() == [f"{name}: eol: lf" for name in names]


def test_no_file_ends_its_lines_with_cr_lf():
    octets = {path: path.read_bytes() for path in project_files()}
    told = [path for path, each in octets.items() if b"\r\n" in each and b"\0" not in each]
    assert told == []
