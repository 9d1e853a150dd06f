"""Whose is which file, as platforms and people name them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from course.grading.roster import hand_ins, name_and_number, passed_over

SLUGS = ["06_access_token", "07_refresh_token"]
KNOWN = {slug[:2]: slug for slug in SLUGS}


@pytest.mark.parametrize(
    ("stem", "name", "number"),
    [
        ("ada", "ada", ""),
        ("ada_06_access_token", "ada", "06"),
        ("Ada Lovelace - 06_access_token", "Ada Lovelace", "06"),
        ("ada_06_access_token (1)", "ada", "06"),
        ("ada_06_access_token-2", "ada", "06"),
        ("06_access_token-Copy1", "06_access_token", "06"),
        ("ADA_06_Access_Token", "ADA", "06"),
        ("ada_06", "ada", "06"),
        ("ada_99", "ada_99", ""),
        ("lovelaceada_12345_678_06_access_token-1", "lovelaceada", "06"),
        ("lovelaceada_LATE_12345_678_07_refresh_token", "lovelaceada", "07"),
        ("06_access_token", "06_access_token", "06"),
        ("Ada Lovelace_4711_assignsubmission_file_", "Ada Lovelace", ""),
    ],
)
def test_names(stem: str, name: str, number: str) -> None:
    assert name_and_number(stem, KNOWN) == (name, number)


def test_files_and_folders(tmp_path: Path) -> None:
    for place in (
        "ada.ipynb",
        "bob/06_access_token.ipynb",
        "bob/more/07_refresh_token.ipynb",
        "bob/.ipynb_checkpoints/06_access_token-checkpoint.ipynb",
        "Eve Moneypenny_77_assignsubmission_file_/mine.IPYNB",
        "__MACOSX/ada.ipynb",
        ".hidden.ipynb",
        "roster.pdf",
    ):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    found = [
        (each.name, each.path.name, each.number, each.fault) for each in hand_ins(tmp_path, SLUGS)
    ]
    assert found == [
        ("ada", "ada.ipynb", "", ""),
        ("bob", "06_access_token.ipynb", "06", ""),
        ("bob", "07_refresh_token.ipynb", "07", ""),
        ("Eve Moneypenny", "mine.IPYNB", "", ""),
    ]
    assert passed_over(tmp_path) == ["roster.pdf"]


def test_folders_without_a_notebook_say_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "homework.zip").write_text("x")
    assert [each.fault for each in hand_ins(tmp_path, SLUGS)] == [
        "no notebook in this folder",
        "no notebook in this folder; found: homework.zip",
    ]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "06_access_token.ipynb").write_text("{}")
    folder = tmp_path / "handed in"
    (folder / "ada").mkdir(parents=True)
    (folder / "ada" / "loop").symlink_to(folder)
    (folder / "ada" / "self.ipynb").symlink_to("self.ipynb")
    (folder / "bob").symlink_to(outside)
    found = {(each.name, each.path.name): each.fault for each in hand_ins(folder, SLUGS)}
    assert found == {
        ("ada", "self.ipynb"): "",  # told when it is read
        ("ada", "ada"): "loop is a link; links aren't followed",
        ("bob", "bob"): "a link; links aren't followed",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada").chmod(0)
    (found,) = hand_ins(tmp_path, SLUGS)
    assert found.fault == "the folder ada can't be read: Permission denied"
