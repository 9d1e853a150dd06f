"""Pictures and diagrams as files and in notebooks."""

import html
import re

import matplotlib
import pytest

from simulator.views.picture import Diagram, Picture
from simulator.views.sequence import sequence
from simulator.views.timeline import timeline
from tests.views import stories


@pytest.fixture(scope="module")
def picture() -> Picture:
    return timeline(stories.theft(), title='"Theft" & <reuse>')


def test_png_and_svg_are_written(picture, tmp_path):
    assert picture.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    svg = picture.save(str(tmp_path / "a.SVG")).read_text(encoding="utf-8")
    assert "<title>" in svg
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.SVG", "a.png"]


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.png.txt"])
def test_other_kinds_of_file_are_refused_and_the_right_ones_named(picture, tmp_path, name):
    with pytest.raises(ValueError, match=r"saved as \.png or \.svg"):
        picture.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_that_fails_leaves_the_old_file(picture, tmp_path, monkeypatch):
    target = tmp_path / "a.png"
    target.write_text("old")
    monkeypatch.setattr(Picture, "octets", lambda self, form: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        picture.save(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_log_gives_the_same_octets(form):
    for view in (timeline, sequence):
        first, second = (view(stories.theft()).octets(form) for _ in range(2))
        assert first == second
        assert b"Matplotlib v" not in first


def test_the_callers_settings_neither_show_nor_change():
    plain = timeline(stories.access_token()).octets()
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "black", "savefig.dpi": 30}):
        before = dict(matplotlib.rcParams)
        assert timeline(stories.access_token()).octets() == plain
        assert dict(matplotlib.rcParams) == before


def test_in_a_notebook_a_picture_is_an_image_with_its_text(picture):
    shown = picture._repr_html_()
    found = re.fullmatch(
        r'<img alt="([^"]*)" style="max-width:100%" src="data:image/png;base64,[A-Za-z0-9+/=]+">',
        shown,
    )
    assert found is not None
    assert html.unescape(found[1]) == picture.alt == repr(picture)


def test_the_title_may_hold_anything():
    for title in ("100 % of $x$", "$\\frac$", "a " * 150):
        assert timeline(stories.access_token(), title=title).octets()


def test_a_diagram_is_a_fence_and_a_file(tmp_path):
    diagram = Diagram("sequenceDiagram\n    A->>B: hi\n", "A greets B.")
    assert diagram._repr_markdown_() == "```mermaid\nsequenceDiagram\n    A->>B: hi\n```\n"
    assert repr(diagram) == "A greets B."
    assert diagram.save(tmp_path / "a.mmd").read_text() == diagram.source
    with pytest.raises(ValueError, match=r"saved as \.mmd"):
        diagram.save(tmp_path / "a.txt")
