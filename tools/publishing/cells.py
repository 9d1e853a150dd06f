"""Cells of an executed notebook as HTML, by nbconvert with a small template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from tools.publishing.markdown import unchanged

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
LIGHT, DARK = "default", "github-dark"  # of Pygments' styles two with enough contrast


def exporter(
    markdown: Callable[[str], str], outputs: Callable[[str], str] = unchanged
) -> HTMLExporter:
    """What turns notebooks into the inside of a page.

    `markdown` makes HTML of Markdown; `outputs` may change the HTML that cells gave.
    """
    made = HTMLExporter(
        template_name="course",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    made.register_filter("markdown2html", markdown)
    made.register_filter("output2html", outputs)
    return made


def to_html(cells: Sequence[NotebookNode], maker: HTMLExporter) -> str:
    """The cells as HTML."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    body, _ = maker.from_notebook_node(notebook)
    return str(body)


def code_colours() -> str:
    """CSS for highlighted code, by day and by night."""
    day = HtmlFormatter(style=LIGHT).get_style_defs(".highlight")
    night = HtmlFormatter(style=DARK).get_style_defs(".highlight")
    return f"{day}\n@media screen and (prefers-color-scheme: dark) {{\n{night}\n}}\n"
