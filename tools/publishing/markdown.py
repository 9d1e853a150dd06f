"""Markdown as HTML that needs no network: math as MathML, diagrams as a script's input."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

try:
    from latex2mathml.converter import convert
except ModuleNotFoundError:
    raise SystemExit("latex2mathml is missing; pip install -e '.[book]'") from None

TAG = re.compile(r"<[^>]*>")
ADDRESS = re.compile(r"""(?P<name>\b(?:href|src)\s*=\s*)(?P<q>["'])(?P<url>.*?)(?P=q)""")
TABLE = '<div class="table" role="group" aria-label="Table" tabindex="0">'
NO_LETTERS = re.compile(r"[^\w\- ]")

Resolve = Callable[[str], str]


class Heading(NamedTuple):
    """A heading of a page: its level, its id, its text as HTML."""

    level: int
    name: str
    text: str


def slug(text: str) -> str:
    """The id of a heading, as GitHub makes it; the address of one in JupyterLab gives the same."""
    return NO_LETTERS.sub("", text.strip().lower().replace("-", " ")).replace(" ", "-")


def plain(markup: str) -> str:
    """The text of some HTML."""
    return html.unescape(TAG.sub("", markup))


class Renderer(IPythonRenderer):  # type: ignore[misc,unused-ignore]
    """nbconvert's renderer, with what it leaves to scripts from elsewhere done here."""

    def __init__(self, resolve: Resolve) -> None:
        super().__init__(escape=False, allow_harmful_protocols=False)
        self.resolve = resolve
        self.headings: list[Heading] = []
        self._names: Counter[str] = Counter()

    def heading(self, text: str, level: int, **_: object) -> str:
        name = slug(plain(text))
        self._names[name] += 1
        if self._names[name] > 1:
            name += f"-{self._names[name] - 1}"
        self.headings.append(Heading(level, name, text))
        return f'<h{level} id="{html.escape(name)}">{text}</h{level}>\n'

    def block_mermaidjs(self, code: str) -> str:
        return diagram(code)

    def block_math(self, body: str) -> str:
        return f'<span class="math">{convert(body.strip(), display="block")}</span>'

    def inline_math(self, body: str) -> str:
        return str(convert(body.strip()))

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def table(self, text: str) -> str:
        return f"{TABLE}<table>{text}</table></div>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return str(super().link(text, self.resolve(url), title))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return str(super().image(text, self.resolve(url), title))

    def block_html(self, html: str) -> str:
        return str(super().block_html(self.resolved(html)))

    def inline_html(self, html: str) -> str:
        return str(super().inline_html(self.resolved(html)))

    def resolved(self, markup: str) -> str:
        """HTML with its addresses resolved."""

        def address(found: re.Match[str]) -> str:
            url = html.escape(self.resolve(html.unescape(found["url"])))
            return f"{found['name']}{found['q']}{url}{found['q']}"

        return ADDRESS.sub(address, markup)


def diagram(code: str) -> str:
    """A Mermaid diagram, to be drawn by the script that lies beside the page."""
    source = html.escape(code.strip())
    return f'<figure class="diagram"><pre class="mermaid">{source}</pre></figure>\n'


def unchanged(url: str) -> str:
    """The address as it is."""
    return url


def to_html(text: str, renderer: Renderer | None = None) -> str:
    """Markdown as HTML; the renderer collects the headings and looks after the links."""
    return str(MarkdownWithMath(renderer=renderer or Renderer(unchanged)).render(text))
