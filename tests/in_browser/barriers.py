"""Barriers for people who read otherwise than by eye and mouse, as axe-core finds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from playwright.sync_api import Page

from tools.web_assets import fetch

OURS = (".jp-Notebook .jp-RenderedMarkdown", ".jp-Notebook .jp-OutputArea-output")
"""What the course puts on the page. JupyterLab's own frame around it has barriers of its own."""

FOREIGN: dict[tuple[str, str], str] = {
    ("aria-input-field-name", ".noUi-handle"): (
        "ipywidgets' slider gives its handle no name, and Python can't; the list of the same "
        "values beside it has one"
    ),
}
"""(rule, selector) of what a library draws and nobody here can change, and why that is no loss."""

RUN = """async ([include, foreign]) => {
  const found = await window.axe.run({include: include.map(one => [one])}, {
    resultTypes: ['violations'],
  });
  const excused = (rule, node) => foreign.some(([its, selector]) => its === rule
    && document.querySelector(node.target.at(-1))?.matches(selector));
  return found.violations.flatMap(rule => rule.nodes
    .filter(node => !excused(rule.id, node))
    .map(node => ({rule: rule.id, html: node.html.slice(0, 200), why: node.failureSummary})));
}"""


ANYWHERE = """async rules => {
  const found = await window.axe.run({resultTypes: ['violations'], preload: false, ...rules});
  return found.violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.html]));
}"""

ROOM = "body { height: 100vh }"
"""JupyterLab's <body> is no pixel high: axe would take all that is in it for invisible, and would
not look at the contrast of any text."""


class Barrier(NamedTuple):
    """A violation of one of axe's rules."""

    rule: str
    html: str
    why: str


def barriers(page: Page, foreign: Mapping[tuple[str, str], str] = FOREIGN) -> list[Barrier]:
    """What axe finds in the rendered Markdown and in the outputs of the open notebook."""
    if _bring_axe(page):
        page.add_style_tag(content=ROOM)
    include = [one for one in OURS if page.locator(one).count()]
    found: list[dict[str, Any]] = page.evaluate(RUN, [include, list(foreign)])
    return [Barrier(**one) for one in found]


def barriers_anywhere(page: Page, **rules: Any) -> list[list[str]]:
    """Rule and HTML of all that axe finds on a page that is ours as a whole."""
    _bring_axe(page)
    found: list[list[str]] = page.evaluate(ANYWHERE, rules)
    return found


def _bring_axe(page: Page) -> bool:
    """Let the page have axe; True if it didn't have it before."""
    if page.evaluate("() => 'axe' in window"):
        return False
    page.evaluate((fetch("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    return True
