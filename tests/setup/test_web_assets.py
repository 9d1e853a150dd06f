"""tools/web_assets.py: an archive is what it should be, or nothing is left of it."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tools import web_assets
from tools.web_assets import Asset, AssetError, fetch

FILES = {"package/dist/script.js": b"draw()", "package/package.json": b"{}"}


def packed(files: dict[str, bytes]) -> bytes:
    """What npm gives: a compressed tar archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("package/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(link)
    return buffer.getvalue()


class Npm:
    """In npm's place: writes an archive, or fails as npm does."""

    def __init__(self, archive: bytes, status: int = 0) -> None:
        self.archive, self.status = archive, status
        self.calls: list[list[str]] = []

    def __call__(self, words, **_):
        self.calls.append(words)
        if self.status == 0:
            folder = Path(words[words.index("--pack-destination") + 1])
            (folder / "drawing-1.0.0.tgz").write_bytes(self.archive)
        return subprocess.CompletedProcess(words, self.status, "", "npm error code ENOTFOUND\n")


@pytest.fixture
def install(monkeypatch):
    """Puts an archive behind a made-up npm, which it gives back; the asset is `drawing`."""

    def install(files=FILES, sha256="", status=0):
        archive = packed(files)
        right = hashlib.sha256(archive).hexdigest()
        asset = Asset("drawing", "1.0.0", sha256 or right, "draws")
        npm = Npm(archive, status)
        monkeypatch.setattr(web_assets, "ASSETS", {"drawing": asset})
        monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
        monkeypatch.setattr(subprocess, "run", npm)
        return npm

    return install


def left(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_the_package_is_unpacked_at_its_version(install, tmp_path):
    npm = install()
    folder = fetch("drawing", tmp_path)
    assert folder == tmp_path / "drawing-1.0.0"
    assert (folder / "dist" / "script.js").read_bytes() == b"draw()"
    assert "drawing@1.0.0" in npm.calls[0]


def test_what_is_there_is_not_fetched_again(install, tmp_path):
    npm = install()
    fetch("drawing", tmp_path)
    fetch("drawing", tmp_path)
    assert len(npm.calls) == 1


def test_another_archive_is_refused_and_nothing_is_left(install, tmp_path):
    install(sha256="0" * 64)
    with pytest.raises(AssetError, match=r"drawing 1\.0\.0 is not the archive.*expected 0{64}"):
        fetch("drawing", tmp_path)
    assert left(tmp_path) == []


def test_a_failing_npm_is_quoted_and_nothing_is_left(install, tmp_path):
    install(status=1)
    with pytest.raises(AssetError, match="ENOTFOUND\nIs there a connection"):
        fetch("drawing", tmp_path)
    assert left(tmp_path) == []


def test_without_npm_it_says_what_to_install(install, tmp_path, monkeypatch):
    install()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(AssetError, match=r"(?s)drawing@1\.0\.0.*not found.*Install Node\.js"):
        fetch("drawing", tmp_path)


def test_entries_that_lead_out_of_the_folder_are_skipped(install, tmp_path):
    install({**FILES, "package/../../escaped.js": b"x", "package/a/../../../escaped.js": b"x"})
    fetch("drawing", tmp_path / "web")
    assert left(tmp_path) == [
        "web",
        "web/drawing-1.0.0",
        "web/drawing-1.0.0/dist",
        "web/drawing-1.0.0/dist/script.js",
        "web/drawing-1.0.0/package.json",
    ]


def test_somebody_who_was_faster_is_let_win(install, tmp_path, monkeypatch):
    install()
    unpack = web_assets._unpack

    def slowly(archive, target):
        unpack(archive, target)
        other = tmp_path / "drawing-1.0.0"
        other.mkdir()
        (other / "theirs").touch()

    monkeypatch.setattr(web_assets, "_unpack", slowly)
    assert (fetch("drawing", tmp_path) / "theirs").exists()
    assert left(tmp_path) == ["drawing-1.0.0", "drawing-1.0.0/theirs"]


def test_an_unknown_name_ends_with_status_2_and_names_what_there_is(install, capsys):
    npm = install()
    assert web_assets.main(["drawing", "painting"]) == 2
    assert capsys.readouterr().err == "no such package: painting. There are: drawing.\n"
    assert npm.calls == []


def test_a_failure_ends_with_status_1_and_without_a_traceback(install, capsys, monkeypatch):
    install()
    monkeypatch.setattr(web_assets, "fetch", lambda name: fail(name))
    assert web_assets.main([]) == 1
    assert capsys.readouterr().err == "no drawing today\n"


def fail(name: str) -> Path:
    raise AssetError(f"no {name} today")


def test_every_asset_has_a_version_and_a_whole_hash():
    for name, asset in web_assets.ASSETS.items():
        assert asset.name == name
        assert len(bytes.fromhex(asset.sha256)) == 32
        assert all(part.isdigit() for part in asset.version.split("."))


def test_help_tells_the_names():
    words = [sys.executable, "-m", "tools.web_assets", "--help"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "mermaid" in done.stdout
