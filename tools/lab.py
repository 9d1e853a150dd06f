"""Open JupyterLab at the first notebook: for this machine only, on a port that is free."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tools import environment
from tools.environment import ROOT, SetupError, say

HOST = "127.0.0.1"
FIRST_PORT = 8888
FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"
# JupyterLab asks on first use whether it may fetch news, on top of the first notebook.
NO_NEWS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}


def is_free(port: int) -> bool:
    """Whether nobody listens on the port of this machine."""
    with socket.socket() as caller:
        caller.settimeout(0.5)
        if caller.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as server:
        if os.name == "posix":  # elsewhere this would let two servers share a port
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((HOST, port))
        except OSError:
            return False
    return True


def choose_port(first: int, free: Callable[[int], bool] = is_free, tries: int = 100) -> int:
    """The first free port from `first` on; says so when that is another one."""
    for port in range(first, min(first + tries, 65536)):
        if free(port):
            if port != first:
                say(f"port {first} is busy; using {port}")
            return port
    raise SetupError(f"No port from {first} on is free. Name another:  make lab PORT=9000")


def wanted_port(environ: Mapping[str, str]) -> int:
    """The port asked for by PORT, or JupyterLab's usual one."""
    text = environ.get("PORT", "") or str(FIRST_PORT)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise SetupError(f"PORT={text} is no port: give a number from 1 to 65535")
    return int(text)


def has_screen(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a browser could open here: Linux tells by its display, others by who is logged in."""
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return True
    return not platform.startswith("linux") and "SSH_CONNECTION" not in environ


def command(python: Path, port: int, *, root_user: bool, screen: bool) -> list[str]:
    """What starts JupyterLab. The token is not in it: `ps` shows a command line to everybody."""
    words = [str(python), "-m", "jupyterlab", f"--ServerApp.ip={HOST}", f"--ServerApp.port={port}"]
    words += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={ROOT}"]
    words += [f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}", "--ServerApp.answer_yes=True"]
    words += ["--Application.log_level=WARN"]
    if root_user:
        words.append("--allow-root")
    if not screen:
        words.append("--no-browser")
    return words


def switch_news_off(prefix: Path) -> None:
    """Write JupyterLab's settings for the Python there, unless somebody has written their own."""
    path = prefix / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(NO_NEWS, indent=2) + "\n", encoding="utf-8")


def announce(server: subprocess.Popen[bytes], port: int, address: str, screen: bool) -> None:
    """Wait until the server listens, then print the address alone on its line."""
    while server.poll() is None:
        with socket.socket() as caller:
            caller.settimeout(0.5)
            if caller.connect_ex((HOST, port)) == 0:
                break
        time.sleep(0.1)
    else:
        return
    opens = "A browser window opens; if not, the address is" if screen else "Open this address"
    say(f"\nJupyterLab is running. {opens}:\n\n{address}\n\nCtrl-C here stops it.\n")


def run(python: Path, environ: Mapping[str, str]) -> int:
    """Start JupyterLab and stay until it ends. Returns its exit status, 0 after Ctrl-C."""
    port = choose_port(wanted_port(environ))
    token = secrets.token_hex(24)
    screen = has_screen(sys.platform, environ)
    root_user = hasattr(os, "geteuid") and os.geteuid() == 0
    words = command(python, port, root_user=root_user, screen=screen)
    server = subprocess.Popen(words, cwd=ROOT, env={**environ, "JUPYTER_TOKEN": token})
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    address = f"http://{HOST}:{port}/lab/tree/{FIRST_NOTEBOOK}?token={token}"
    threading.Thread(target=announce, args=(server, port, address, screen), daemon=True).start()
    stopped = False
    while True:
        try:
            status = server.wait()
            return 0 if stopped else status
        except KeyboardInterrupt:  # the server has got it as well and is closing its kernels
            stopped = True


def install_and_run() -> int:
    """All of it. Raises SetupError."""
    wanted_port(os.environ)
    python = environment.ensure("lab")
    switch_news_off(ROOT / ".venv")
    return run(python, os.environ)


def main() -> int:
    """python -m tools.lab"""
    return environment.status_of(install_and_run)


if __name__ == "__main__":
    sys.exit(main())
