"""Files that are no notebooks, and notebooks in odd forms."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from course.grading import reading
from course.grading.reading import LearnerCell, Unreadable, code_cells

CODE = {"cell_type": "code", "source": "x = 1"}


def remark(path: Path) -> str:
    """What is said of a file."""
    with pytest.raises(Unreadable) as told:
        code_cells(path)
    return str(told.value)


@pytest.mark.parametrize(
    ("octets", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x89PNG\x00\xff", "isn't text"),
        (b"Dear teacher", "isn't JSON"),
        (b"[" * 200_000, "lists in lists"),
        (b"[1, 2]", "JSON, but no notebook"),
        (b"{}", "JSON, but no notebook"),
        (b'{"nbformat": 3, "worksheets": []}', "nbformat 3, where 4 is needed"),
        (b'{"nbformat": "4"}', 'nbformat "4", where 4 is needed'),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b"9" * 10_000, "isn't JSON"),
    ],
)
def test_what_is_no_notebook(tmp_path: Path, octets: bytes, says: str) -> None:
    path = tmp_path / "ada.ipynb"
    path.write_bytes(octets)
    assert says in remark(path)


def test_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link, pipe, folder = tmp_path / "link", tmp_path / "pipe", tmp_path / "folder"
    link.symlink_to(link)
    os.mkfifo(pipe)
    folder.mkdir()
    assert remark(link) == "a link; links aren't followed"
    assert remark(pipe) == "not a file"
    assert remark(folder) == "not a file"
    assert "No such file" in remark(tmp_path / "gone")
    monkeypatch.setattr(reading, "MOST", 10)
    (tmp_path / "huge").write_bytes(b" " * 11)
    assert "too large" in remark(tmp_path / "huge")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "ada.ipynb"
    path.touch(mode=0)
    assert remark(path) == "can't be read: Permission denied"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (CODE, LearnerCell("", "", "x = 1")),
        (CODE | {"source": ["x =", " 1", 5]}, LearnerCell("", "", "x = 1")),
        (CODE | {"id": "06-client"}, LearnerCell("06-client", "", "x = 1")),
        (CODE | {"metadata": {"id": "06-client"}}, LearnerCell("06-client", "", "x = 1")),
        (CODE | {"metadata": {"course": {"exercise": "06.x"}}}, LearnerCell("", "06.x", "x = 1")),
        (CODE | {"id": 5, "metadata": [], "source": None}, LearnerCell("", "", "")),
        (CODE | {"source": "x = '\ud800'"}, LearnerCell("", "", "x = '?'")),
    ],
)
def test_cells_in_odd_forms(tmp_path: Path, cell: dict[str, Any], read: LearnerCell) -> None:
    path = tmp_path / "ada.ipynb"
    others = [None, 5, {"cell_type": "markdown", "source": "# x"}, {}]
    path.write_text("\ufeff" + json.dumps({"nbformat": 4, "cells": [*others, cell]}), "utf-8")
    assert code_cells(path) == [read]
