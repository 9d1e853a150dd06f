"""Markdown as HTML: nothing in it waits for a script from elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.publishing.markdown import Renderer, slug, to_html


def test_math_becomes_mathml():
    page = to_html("so $x^2$ and\n\n$$\\frac{1}{\\lambda}$$")
    assert page.count("<math ") == 2
    assert "<mfrac>" in page
    assert 'display="block"' in page
    assert "$" not in page


def test_a_missing_package_is_told_without_a_traceback():
    code = "import sys; sys.modules['latex2mathml.converter'] = None; import tools.publishing.book"
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == "latex2mathml is missing; pip install -e '.[book]'\n"


def test_a_diagram_keeps_its_source_with_its_text_for_those_who_do_not_see_it():
    page = to_html("```mermaid\ngraph LR\n    accTitle: A door\n    a --> b\n```")
    assert '<pre class="mermaid">graph LR\n    accTitle: A door\n    a --&gt; b</pre>' in page


def test_details_hold_everything_between_their_tags():
    page = to_html("<details><summary>More</summary>\n\nThe *answer*.\n\n![x](a.png)\n\n</details>")
    inside = page[page.index("<details>") : page.index("</details>")]
    assert "<em>answer</em>" in inside
    assert "<img" in inside


def test_headings_get_the_ids_that_github_gives_them():
    renderer = Renderer(lambda url: url)
    to_html("# One\n\n## Who are you, and `what`?\n\n## One\n", renderer)
    assert [heading.name for heading in renderer.headings] == [
        "one",
        "who-are-you-and-what",
        "one-1",
    ]
    assert renderer.headings[1].text == "Who are you, and <code>what</code>?"


@pytest.mark.parametrize(
    "text", ["What-Mallory-has", "what mallory has", "What Mallory has", "what-mallory-has"]
)
def test_every_way_to_write_an_anchor_gives_the_same(text):
    assert slug(text) == "what-mallory-has"


def test_addresses_are_resolved_wherever_they_stand():
    page = to_html('[a](x) ![b](x) <a href="x">c</a>', Renderer(lambda url: f"{url}.html"))
    assert page.count('"x.html"') == 3
