"""Pictures may differ by machine; everything else may not."""

from __future__ import annotations

import base64
import copy
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course.builder.compare import carry_over, difference, sign, to_bytes
from course.builder.pictures import same_picture

TESTS = Path(__file__).parents[1]


def png(pixels=b"\0\1\2", level=6):
    """A grey picture of two pixels (a filter octet and two values)."""
    chunks = [
        (b"IHDR", bytes([0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
        (b"IDAT", zlib.compress(pixels * 50, level)),
        (b"IEND", b""),
    ]
    body = b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


OTHER_PIXELS = png(b"\0\1\3")
OTHER_PACKING = png(level=0)


def html(octets, alt="one bar"):
    return f'<img alt="{alt}" src="data:image/png;base64,{base64.b64encode(octets).decode()}">'


def notebook(octets, alt="one bar", text="one bar", count=1, tags=(), by="matplotlib 3.11"):
    data = {"text/html": html(octets, alt), "text/plain": text}
    output = new_output("execute_result", data, execution_count=count)
    cell = new_code_cell("picture", id="a", outputs=[output], execution_count=count)
    if tags:
        cell.metadata.tags = list(tags)
    return new_notebook(cells=[cell], metadata={"course": {"drawn_by": by}})


@pytest.mark.parametrize(
    ("new", "same"),
    [
        (png(), True),
        (OTHER_PACKING, True),
        (OTHER_PIXELS, False),
        (b"GIF89a", False),
        (png()[:-30], False),
    ],
)
def test_same_picture(new, same):
    assert same_picture(png(), new) is same


def test_made_pictures_are_different_octets():
    assert len({png(), OTHER_PIXELS, OTHER_PACKING}) == 3


@pytest.mark.parametrize("octets", [OTHER_PIXELS, OTHER_PACKING])
def test_check_does_not_look_at_octets(octets):
    assert difference(notebook(png()), notebook(octets)) == ""


@pytest.mark.parametrize("other", [{"alt": "two bars"}, {"text": "two bars"}, {"count": 2}])
def test_check_looks_at_all_else(other):
    assert difference(notebook(png()), notebook(png(), **other))


def test_check_of_measured_outputs():
    measured = {"tags": ["nbval-ignore-output"]}
    assert not difference(notebook(png(), **measured), notebook(png(), text="2 s", **measured))


NEWER = "matplotlib 3.12"


def test_rebuild_keeps_a_picture_that_is_packed_otherwise():
    new = notebook(OTHER_PACKING)
    carry_over(new, notebook(png()))
    assert to_bytes(new) == to_bytes(notebook(png()))


def test_rebuild_keeps_it_when_a_cell_came_before_it():
    new = notebook(OTHER_PACKING, count=2)
    carry_over(new, notebook(png()))
    assert to_bytes(new) == to_bytes(notebook(png(), count=2))


def test_rebuild_by_another_release_keeps_the_pictures():
    new = notebook(OTHER_PIXELS, by=NEWER)
    assert difference(notebook(png()), new) == ""
    carry_over(new, notebook(png()))
    assert to_bytes(new) == to_bytes(notebook(png()))


@pytest.mark.parametrize(
    "new",
    [
        notebook(OTHER_PIXELS),
        notebook(OTHER_PIXELS, alt="two bars"),
        notebook(OTHER_PIXELS, alt="two bars", by=NEWER),
        notebook(OTHER_PIXELS, count=2, by=NEWER),
        notebook(b"no picture"),
    ],
)
def test_rebuild_takes_a_new_picture(new):
    expected = copy.deepcopy(new)
    carry_over(new, notebook(png()))
    assert new == expected


def test_only_notebooks_with_pictures_say_who_drew_them():
    with_picture, without = notebook(png()), new_notebook(cells=[new_code_cell("x = 1")])
    for made in (with_picture, without):
        made.metadata.clear()
        sign(made)
    assert with_picture.metadata["course"]["drawn_by"].startswith("matplotlib 3.")
    assert without.metadata == {}


@pytest.fixture(scope="module")
def nbval(tmp_path_factory):
    """pytest --nbval over stored notebooks whose kernel draws another picture than is stored."""
    folder = tmp_path_factory.mktemp("nbval")
    code = (
        "class Picture:\n    def __repr__(self): return 'one bar'\n"
        f"    def _repr_html_(self): return {html(OTHER_PIXELS)!r}\nPicture()"
    )
    stored = {
        "octets": notebook(png()),
        "alt": notebook(png(), alt="two bars"),
        "text": notebook(png(), text="two bars"),
    }
    for name, made in stored.items():
        made.cells[0].source = code
        (folder / f"{name}.ipynb").write_bytes(to_bytes(made))
    (folder / "pytest.ini").write_text("[pytest]\n")
    config = TESTS / "nbval_sanitize.cfg"
    command = f"{sys.executable} -m pytest --nbval --nbval-current-env -q -rA -p no:cacheprovider"
    told = subprocess.run(
        [*command.split(), f"--nbval-sanitize-with={config}", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout


@pytest.mark.parametrize(
    ("name", "outcome"), [("octets", "PASSED"), ("alt", "FAILED"), ("text", "FAILED")]
)
def test_nbval_is_strict_but_for_octets(nbval, name, outcome):
    assert any(row.startswith(f"{outcome} {name}.ipynb") for row in nbval.splitlines()), nbval
