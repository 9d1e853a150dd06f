"""tools/lab.py: port, screen, root, address; and once for real."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tools import lab
from tools.environment import SetupError

ROOT = Path(__file__).resolve().parents[2]


def test_the_usual_port_is_taken_without_a_word(capsys):
    assert lab.choose_port(8888, lambda port: True) == 8888
    assert capsys.readouterr().out == ""


def test_a_busy_port_is_told(capsys):
    assert lab.choose_port(8888, lambda port: port > 8889) == 8890
    assert capsys.readouterr().out == "port 8888 is busy; using 8890\n"


def test_a_port_that_somebody_listens_on_is_busy():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not lab.is_free(port)
        assert lab.choose_port(port) > port


def test_no_free_port_is_told():
    with pytest.raises(SetupError, match="PORT="):
        lab.choose_port(65530, lambda port: False)


def test_port_from_the_environment():
    assert lab.wanted_port({}) == 8888
    assert lab.wanted_port({"PORT": ""}) == 8888
    assert lab.wanted_port({"PORT": "9000"}) == 9000


@pytest.mark.parametrize("text", ["many", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_told(text):
    with pytest.raises(SetupError, match=re.escape(f"PORT={text} is no port")):
        lab.wanted_port({"PORT": text})


@pytest.mark.parametrize(
    ("platform", "environ", "screen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "a b c d"}, False),
        ("win32", {}, True),
    ],
)
def test_where_a_browser_can_open(platform, environ, screen):
    assert lab.has_screen(platform, environ) is screen


def test_the_command_line():
    words = lab.command(Path("python"), 9000, root_user=False, screen=True)
    assert "--ServerApp.ip=127.0.0.1" in words
    assert "--ServerApp.port=9000" in words
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in words
    assert not {"--allow-root", "--no-browser"} & set(words)
    assert "--allow-root" in lab.command(Path("python"), 9000, root_user=True, screen=True)
    assert "--no-browser" in lab.command(Path("python"), 9000, root_user=False, screen=False)


def test_no_news_unless_somebody_wants_them(tmp_path):
    lab.switch_news_off(tmp_path)
    (path,) = tmp_path.rglob("overrides.json")
    settings = json.loads(path.read_text())["@jupyterlab/apputils-extension:notification"]
    assert settings == {"fetchNews": "false", "checkForUpdates": False}
    path.write_text("{}")
    lab.switch_news_off(tmp_path)
    assert path.read_text() == "{}"


STARTED = """
import os, sys
from pathlib import Path
from tools import lab
sys.exit(lab.run(Path(sys.executable), os.environ))
"""


@pytest.mark.skipif(os.name != "posix", reason="stops the server by a signal")
def test_without_a_screen_the_printed_address_answers(tmp_path):
    """For real: the address stands alone on its line and opens; without its token it does not."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY"}
    environ = {key: value for key, value in os.environ.items() if key not in hidden}
    environ |= {"JUPYTER_RUNTIME_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", STARTED], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = next(line.strip() for line in server.stdout if line.startswith("http"))
            with urllib.request.urlopen(address, timeout=30) as answer:
                assert answer.status == 200
            assert "/lab/tree/notebooks/00_start_here.ipynb?token=" in address
            contents = re.sub("/lab/tree/", "/api/contents/", address)
            with urllib.request.urlopen(contents, timeout=30) as answer:
                assert json.load(answer)["type"] == "notebook"
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(contents.partition("?")[0], timeout=30)
            refused.value.close()
            assert refused.value.code == 403
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
