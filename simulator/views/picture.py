"""What a view gives back: a picture or a diagram that carries its own description."""

from __future__ import annotations

import base64
import html
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.files import FileError, whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawing with its title and its text for those who do not see it."""

    figure: Any
    """A matplotlib figure; None where there is no matplotlib: the text stands for the drawing."""
    alt: str
    title: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a .png or .svg file, whole or not at all. ValueError: any other ending.

        FileError if it can't be written, or if there is nothing to draw with.
        """
        target = Path(path)
        suffix = target.suffix.lower()
        if suffix not in (".png", ".svg"):
            raise ValueError(f"{target.name!r}: a picture is saved as .png or .svg")
        if self.figure is None:
            raise FileError(f"{path}: pictures are drawn by matplotlib, which is missing here")
        return write(target, self.octets(suffix[1:]))

    def octets(self, form: str = "png") -> bytes:
        """The drawing as "png" or "svg": no date, no version, so the same drawing each time."""
        from simulator.views.canvas import style

        about: dict[str, str | None] = {"Title": self.title, "Description": self.alt}
        about |= {"Software": None} if form == "png" else {"Date": None, "Creator": None}
        buffer = io.BytesIO()
        with style():
            self.figure.savefig(buffer, format=form, metadata=about)
        return buffer.getvalue()

    def _repr_html_(self) -> str:
        alt = html.escape(self.alt)
        if self.figure is None:
            return f"<p>[figure] {alt}</p>"
        data = base64.b64encode(self.octets()).decode()
        return f'<img alt="{alt}" style="max-width:100%" src="data:image/png;base64,{data}">'

    def __repr__(self) -> str:
        return self.alt


def drawn(draw: Callable[[], Figure], alt: str, title: str) -> Picture:
    """What `draw` draws, in our look. Without matplotlib there is no drawing, but all the words."""
    try:
        from simulator.views.canvas import style
    except ModuleNotFoundError as missing:
        if missing.name != "matplotlib":
            raise
        return Picture(None, alt, title)
    with style():
        return Picture(draw(), alt, title)


def blank(title: str, message: str, alt: str) -> Picture:
    """A picture that says in words that there is nothing to see."""

    def draw() -> Figure:
        from simulator.views import canvas

        return canvas.blank(title, message)

    return drawn(draw, alt, title)


@dataclass(frozen=True, repr=False)
class Diagram:
    """Mermaid text with its description."""

    source: str
    alt: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a .mmd file, whole or not at all. ValueError: any other ending."""
        target = Path(path)
        if target.suffix.lower() != ".mmd":
            raise ValueError(f"{target.name!r}: a Mermaid diagram is saved as .mmd")
        return write(target, self.source.encode())

    def _repr_markdown_(self) -> str:
        return f"```mermaid\n{self.source}```\n"

    def __repr__(self) -> str:
        return self.alt


def write(target: Path, data: bytes) -> Path:
    """Write a file whole or not at all; FileError if it can't be written."""
    with whole_file(target) as draft:
        draft.write_bytes(data)
    return target
