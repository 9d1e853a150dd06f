"""Pages opened without a network, and a server on this computer for those that need one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page


@contextmanager
def page_without_network(browser: Browser, *, height: int) -> Iterator[Page]:
    """A page, 1280 wide. Whatever goes wrong in it fails the test at the end."""
    context = browser.new_context(viewport={"width": 1280, "height": height}, offline=True)
    page = context.new_page()
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("requestfailed", lambda request: told.append(request.url))
    page.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert told == []


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing; a page that goes away early is no fault."""

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        try:
            super().copyfile(source, outputfile)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address, with a slash at its end, at which a folder is served while this lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
