"""show: pictures in a notebook, each with a text for those who do not see it."""

from __future__ import annotations

import base64
import html
import io
import sys
from collections.abc import Sequence
from typing import Any

from course.feedback import NOTE, Feedback

DPI = 100
"""Enough for a screen: twice as many make the files twice as large."""

Alt = str | Sequence[str] | None


class Shown:
    """A picture ready to be displayed: an <img> with alt text, or the text where there are none.

    Without octets (there is no matplotlib) the text is all there is.
    """

    def __init__(self, png: bytes, alt: str) -> None:
        self.png = png
        self.alt = alt

    def _repr_html_(self) -> str:
        alt = html.escape(" ".join(self.alt.split()))
        if not self.png:
            return f"<p>[figure] {alt}</p>"
        data = base64.b64encode(self.png).decode()
        return f'<img alt="{alt}" style="max-width:100%" src="data:image/png;base64,{data}">'

    def __repr__(self) -> str:
        return f"[figure] {self.alt}"


class ShownDiagram:
    """A Mermaid diagram ready to be displayed; its alt text is in its source (accDescr)."""

    def __init__(self, markdown: str, alt: str) -> None:
        self.markdown = markdown
        self.alt = alt

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        return f"[figure] {self.alt}"


def show(*pictures: Any, alt: Alt = None, alt_note: str | None = None) -> None:
    """Display pictures of the simulator, diagrams or matplotlib figures, in this order.

    A picture of the simulator brings its alt text, to which `alt_note` is added; for a
    matplotlib figure give `alt`, a sentence that says what it shows (a list for several).
    Tables and text are displayed as they are. Raises nothing for a missing alt text.
    """
    bare = [picture for picture in pictures if _figure(picture) is not None]
    alts = [alt] if isinstance(alt, str) else list(alt or [])
    for picture in pictures:
        own = alts.pop(0) if picture in bare and alts else ""
        _display(_ready(picture, own, alt_note))


def _ready(picture: Any, alt: str, note: str | None) -> Any:
    """What is displayed for a picture."""
    figure = _figure(picture)
    if figure is not None:
        _forget(figure)
        if not alt.strip():
            message = (
                "This figure has no text for those who can't see it. "
                'Say in a sentence what it shows: `show(figure, alt="…")`.'
            )
            return Feedback(NOTE, message, title="A figure needs a text")
        return Shown(_png(figure), _joined(alt, note))
    text = getattr(picture, "alt", None)
    if not isinstance(text, str):
        return picture
    if hasattr(picture, "octets"):
        drawn = getattr(picture, "figure", picture) is not None
        return Shown(picture.octets() if drawn else b"", _joined(text, note))
    if hasattr(picture, "_repr_markdown_"):
        return ShownDiagram(picture._repr_markdown_(), _joined(text, note))
    return picture


def _figure(picture: Any) -> Any:
    """The matplotlib figure that this is or belongs to; None for anything else."""
    if not type(picture).__module__.startswith("matplotlib."):
        return None
    if hasattr(picture, "savefig"):
        return picture
    figure = getattr(picture, "figure", None)  # of axes, of a line …
    return figure if hasattr(figure, "savefig") else None


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def _forget(figure: Any) -> None:
    """Keep pyplot from displaying the figure a second time at the end of the cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and hasattr(figure, "number"):
        pyplot.close(figure)


def _joined(alt: str, note: str | None) -> str:
    """Alt text and note as sentences."""
    parts = [part.strip() for part in (alt, note or "") if part.strip()]
    return " ".join(part if part[-1] in ".!?:" else part + "." for part in parts)


def _display(thing: Any) -> None:
    """Display in a notebook; elsewhere print the text."""
    if "IPython" in sys.modules:
        from IPython import get_ipython

        if get_ipython() is not None:  # type: ignore[no-untyped-call,unused-ignore]
            from IPython.display import display

            display(thing)  # type: ignore[no-untyped-call,unused-ignore]
            return
    print(thing)
