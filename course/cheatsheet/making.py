"""Writes the cheat sheet: a PDF, a picture of each page, and the page in Markdown.

The files hold no date, and the same release of matplotlib gives the same octets. Each drawing
carries a digest of what is on it, so that one which is out of date shows under any release.
"""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_pdf import PdfPages

from course.cheatsheet import text
from course.cheatsheet.page import pages
from simulator.files import whole_file
from simulator.views import canvas

PDF, PAGE = "cheatsheet.pdf", "CHEATSHEET.md"
DPI = 120
"""Of the pictures: to be read on a screen. To print there is the PDF."""
COLOURS = 256
"""Of the pictures: with fewer, those of small areas turn into other ones."""
SILENT = ("__init__.py", "__main__.py", "making.py")
"""Files of this folder that say nothing about what is on the pages."""
MARK = re.compile(rb"drawn from ([0-9a-f]{16})")


def files() -> dict[str, bytes]:
    """All files by name, made anew."""
    drawn = pages()
    with canvas.style():
        pictures = {name: _png(picture) for name, picture in zip(text.PICTURES, drawn, strict=True)}
        return {PDF: _pdf(drawn), **pictures, PAGE: text.markdown().encode()}


def stale(folder: Path) -> list[str]:
    """Names of the files in this folder that are missing or not drawn from today's data."""
    names = [name for name in (PDF, *text.PICTURES) if _mark(folder / name) != digest()]
    try:
        same = (folder / PAGE).read_text(encoding="utf-8") == text.markdown()
    except OSError:
        same = False
    return names if same else [*names, PAGE]


def write(folder: Path) -> list[Path]:
    """Write the files; returns them. Raises FileError if that can't be done."""
    written = []
    for name, octets in files().items():
        with whole_file(folder / name) as draft:
            draft.write_bytes(octets)
        written.append(folder / name)
    return written


def digest() -> str:
    """Of all the words, and of the files that say how they are drawn."""
    parts = [text.markdown().encode()]
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.name not in SILENT:
            parts.append(path.read_bytes().replace(b"\r\n", b"\n"))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _mark(path: Path) -> str:
    """The digest that a drawing carries, "" if there is none."""
    try:
        found = MARK.search(path.read_bytes())
    except OSError:
        return ""
    return found[1].decode() if found else ""


def _png(picture: Any) -> bytes:
    """A page as a picture, in as many colours as it takes and no more."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    drawn, small = io.BytesIO(), io.BytesIO()
    picture.figure.savefig(drawn, format="png", dpi=DPI)
    about = PngInfo()
    for key, value in (("Title", picture.title), ("Comment", _comment())):
        about.add_text(key, value)
    pixels = Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    pixels.save(small, format="PNG", optimize=True, pnginfo=about)
    return small.getvalue()


def _pdf(drawn: list[Any]) -> bytes:
    buffer = io.BytesIO()
    about = {
        "Title": "Tokens and sessions: cheat sheet",
        "Subject": _comment(),
        "CreationDate": None,
        "Creator": None,
        "Producer": None,
    }
    with PdfPages(buffer, metadata=about) as book:
        for picture in drawn:
            book.savefig(picture.figure)
    return buffer.getvalue()


def _comment() -> str:
    return f"drawn from {digest()}"
