"""show(): a picture never comes without its text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from course import figures, show
from simulator.views.picture import Diagram, Picture


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    things: list[Any] = []
    monkeypatch.setattr(figures, "_display", things.append)
    return things


def figure() -> Figure:
    made = Figure(figsize=(2, 1))
    made.subplots().plot([1, 2])
    return made


def test_a_picture_brings_its_own_text(displayed: list[Any]) -> None:
    show(Picture(figure(), 'Ada logged in "twice" & more', "A title"))
    (shown,) = displayed
    page = shown._repr_html_()
    assert page.startswith('<img alt="Ada logged in &quot;twice&quot; &amp; more." style="max-')
    assert 'src="data:image/png;base64,' in page
    assert repr(shown) == '[figure] Ada logged in "twice" & more.'


def test_a_note_is_added(displayed: list[Any]) -> None:
    show(Picture(figure(), "One login.", "t"), alt_note="your client")
    assert repr(displayed[0]) == "[figure] One login. your client."


def test_without_matplotlib_the_text_is_all(displayed: list[Any]) -> None:
    show(Picture(None, "Ada & Grace", "t"), alt_note="your client")
    assert displayed[0]._repr_html_() == "<p>[figure] Ada &amp; Grace. your client.</p>"
    assert repr(displayed[0]) == "[figure] Ada & Grace. your client."


def test_a_diagram_stays_a_diagram(displayed: list[Any]) -> None:
    show(Diagram("sequenceDiagram\n", "Two requests"))
    assert displayed[0]._repr_markdown_() == "```mermaid\nsequenceDiagram\n```\n"
    assert repr(displayed[0]) == "[figure] Two requests."


def test_a_figure_needs_a_text(displayed: list[Any]) -> None:
    show(figure())
    show(figure(), alt=" ")
    show(figure(), alt="A rising line")
    assert [getattr(each, "title", "") for each in displayed[:2]] == ["A figure needs a text"] * 2
    assert repr(displayed[2]) == "[figure] A rising line."


def test_axes_are_shown_as_their_figure(displayed: list[Any]) -> None:
    show(figure().axes[0], alt="A line")
    assert b"PNG" in displayed[0].png[:8]


def test_several_in_order(displayed: list[Any]) -> None:
    show(figure(), Picture(figure(), "two", "t"), figure(), alt=["one", "three"])
    assert [repr(each) for each in displayed] == [
        "[figure] one.",
        "[figure] two.",
        "[figure] three.",
    ]


def test_one_text_is_not_given_to_two_figures(displayed: list[Any]) -> None:
    show(figure(), figure(), alt="one")
    assert repr(displayed[0]) == "[figure] one."
    assert displayed[1].title == "A figure needs a text"


def test_the_same_figure_gives_the_same_octets(displayed: list[Any]) -> None:
    show(figure(), figure(), alt=["a", "a"])
    assert displayed[0].png == displayed[1].png


def test_tables_and_text_are_displayed_as_they_are(displayed: list[Any]) -> None:
    show("text", {"a": 1})
    assert displayed == ["text", {"a": 1}]


def test_outside_a_notebook_the_text_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    show(Picture(figure(), "One login", "t"))
    assert capsys.readouterr().out == "[figure] One login.\n"


def test_a_figure_of_pyplot_is_not_shown_twice(tmp_path: Path) -> None:
    code = (
        "import matplotlib; matplotlib.use('agg')\n"
        "from matplotlib import pyplot\n"
        "from course import show\n"
        "figure, axes = pyplot.subplots()\n"
        "show(axes, alt='Empty axes')\n"
        "assert pyplot.get_fignums() == []\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.stdout, done.stderr) == ("[figure] Empty axes.\n", "")


def test_in_ipython_it_is_displayed() -> None:
    code = (
        "from IPython.core.interactiveshell import InteractiveShell as S\n"
        "shell = S.instance()\n"
        "from IPython.utils.capture import capture_output\n"
        "from course import show\nfrom matplotlib.figure import Figure\n"
        "with capture_output() as found:\n    show(Figure(), alt='Nothing')\n"
        "(out,) = found.outputs\n"
        "assert out.data['text/plain'] == '[figure] Nothing.', out.data\n"
        "assert out.data['text/html'].startswith('<img alt=\"Nothing.\"')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
