"""Where links lead when a repository's files become pages of a site."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from tools.publishing.markdown import ADDRESS, Resolve, slug

NOTEBOOK_FOLDERS = ("notebooks", "solutions")
FILES = "files"
ID = re.compile(r"""\b(?:id|name)\s*=\s*["'](?P<id>[^"']+)["']""")


class Links:
    """Turns the addresses in a repository's texts into those of pages, and keeps the list.

    Pages lie in one folder. Notebooks and Markdown files become pages, folders a page that
    lists them, and any other file is to be copied. What leads nowhere is in `.problems`.
    """

    def __init__(self, root: Path, slugs: list[str]) -> None:
        self.root = root
        self.slugs = slugs
        self.documents: dict[str, str] = {}  # path in the repository -> page, in order of finding
        self.files: set[str] = set()
        self.problems: list[str] = []

    def resolver(self, source: str) -> Resolve:
        """A function that resolves addresses which stand in this file of the repository."""

        def resolve(url: str) -> str:
            parts = urlsplit(url)
            if parts.scheme or parts.netloc or not parts.path:
                return url
            beside = PurePosixPath(source).parent.as_posix()
            path = posixpath.normpath(posixpath.join(beside, unquote(parts.path)))
            found = self._page(path)
            if not found:
                self.problems.append(f"{source}: {url} leads nowhere")
                return url
            return found + (f"#{parts.fragment}" if parts.fragment else "")

        return resolve

    def document(self, path: str) -> str:
        """The page of a Markdown file or folder, which is then to be made."""
        name = PurePosixPath(path).with_suffix("").as_posix().replace("/", "-").lower()
        return self.documents.setdefault(path, f"{name}.html")

    def _page(self, path: str) -> str:
        inside = PurePosixPath(path)
        if inside.parts[0] in NOTEBOOK_FOLDERS and inside.stem in self.slugs:
            return f"{inside.stem}.html"
        there = self.root / path
        if path.startswith("..") or not there.exists():
            return ""
        if there.is_dir() or inside.suffix.lower() == ".md":
            return self.document(path)
        self.files.add(path)
        return f"{FILES}/{path}"

    def text(self, path: str) -> str:
        """The Markdown of a document; of a folder, a list of what is in it."""
        there = self.root / path
        if there.is_file():
            return there.read_text(encoding="utf-8")
        names = sorted(
            f"{entry.name}{'/' * entry.is_dir()}"
            for entry in there.iterdir()
            if not entry.name.startswith((".", "__"))
        )
        links = "\n".join(f"- [{name}]({PurePosixPath(path).name}/{name})" for name in names)
        return f"# {path}\n\n{links}\n"

    def settle(self, pages: Mapping[str, str]) -> dict[str, str]:
        """The pages with the fragments of their links as the pages have them.

        JupyterLab, GitHub and this site name headings in different ways.
        """
        names = {page: {found["id"] for found in ID.finditer(text)} for page, text in pages.items()}

        def settled(page: str, text: str) -> str:
            def address(found: re.Match[str]) -> str:
                to, sign, fragment = html.unescape(found["url"]).partition("#")
                to = to or page
                if not sign or to not in names or not fragment:
                    return found[0]
                for name in (unquote(fragment), slug(unquote(fragment))):
                    if name in names[to]:
                        url = f"{'' if to == page else to}#{html.escape(name)}"
                        return f"{found['name']}{found['q']}{url}{found['q']}"
                self.problems.append(f"{page}: {to} has no section {fragment!r}")
                return found[0]

            return ADDRESS.sub(address, text)

        return {page: settled(page, text) for page, text in pages.items()}
