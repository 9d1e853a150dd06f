"""A JupyterLab of its own: copies of the notebooks, nobody's settings, a free port, a token."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
FOLDERS = ("notebooks", "solutions")
PATIENCE = 120
"""Seconds that the server may take to answer; a slow machine needs some."""
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # Cells out of sight are there, too, so that pictures are counted and barriers found in them.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


class LabServer:
    """JupyterLab in a process of its own, below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self._log = folder / "server.log"
        for name in FOLDERS:
            (self.root / name).mkdir(parents=True)
            for path in (ROOT / name).glob("*.ipynb"):
                shutil.copy(path, self.root / name)
        config = folder / "config" / "labconfig"
        config.mkdir(parents=True)
        (config / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
        self._environ = self._own_environ(folder)
        self._token = secrets.token_hex(24)
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def _own_environ(folder: Path) -> dict[str, str]:
        """Everything that Jupyter and the course keep goes below the folder."""
        here = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
            "JWT_COURSE_PROGRESS": "progress.jsonl",
        }
        python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        return {
            **os.environ,
            **{name: str(folder / place) for name, place in here.items()},
            "PYTHONPATH": python_path,
        }

    def address(self, notebook: str) -> str:
        """Where a notebook is opened, in an empty workspace."""
        return f"http://{HOST}:{self._port}/lab/tree/{notebook}?token={self._token}&reset"

    def start(self) -> None:
        """Start it, and wait until it answers. RuntimeError, with its log, if it does not."""
        options = {
            "ServerApp.ip": HOST,
            "ServerApp.port": self._port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.root,
            "LabApp.expose_app_in_browser": True,
        }
        words = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        words += [f"--{name}={value}" for name, value in options.items()]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                words, cwd=self.root, stdout=log, stderr=log,
                env={**self._environ, "JUPYTER_TOKEN": self._token},
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"JupyterLab did not start:\n{self._log.read_text()}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self._port}/api", timeout=5):
                return True
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

    def stop(self) -> None:
        """End it and its kernels."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
