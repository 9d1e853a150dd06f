"""Nothing in the project says where packages come from or on which machine it was written."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Put together here, so that this file does not name them itself.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("conda", "anaconda", "org"),
        ("repo", "anaconda", "com"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
    )
]
HOST = re.compile("|".join(re.escape(host) for host in HOSTS))
# The people of the story may have a home, a kernel its cells; whoever writes the course may not.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/*-])/(?:root|home|Users|work|tmp)/(?!(?:ada|grace|mallory)\b|ipykernel_)\w\w"
    r"|\b[A-Z]:\\Users\\(?!ada\b)"
)


def findings(text: str) -> list[str]:
    """What a text should not say, each with its line number."""
    return [
        f"line {number}: {match.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern in (HOST, MACHINE_PATH)
        for match in pattern.finditer(line)
    ]


def project_files() -> list[Path]:
    """Every file that git has or would take."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git work tree")
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    output = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout
    paths = [ROOT / name for name in output.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_registry_or_a_machine_path():
    told = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        told += [f"{path.relative_to(ROOT)}: {finding}" for finding in findings(text)]
    assert not told, "\n".join(told)


@pytest.mark.parametrize(
    "text",
    [
        f"see https://{HOSTS[0]}/project/simpy",
        f"--index-url https://{HOSTS[4]}",
        "cd " + "/root" + "/course",
        "File " + '"/home' + '/somebody/x.py"',
        "C:" + "\\Users\\somebody",
    ],
)
def test_the_scan_finds_them(text):
    assert findings("fine\n" + text)[0].startswith("line 2: ")


@pytest.mark.parametrize(
    "text", ["GET /films/tmp/x", "https://x.example/home/page", "network/work/x", "/home/ada/x"]
)
def test_the_scan_leaves_other_paths_alone(text):
    assert findings(text) == []
