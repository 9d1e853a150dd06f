"""Scripts that pages need to work without the network: fetched once by npm, at pinned versions.

They are kept under build/web, which git does not see, and are used by the slides, the reading
copy, the site and the browser tests. Once there, nothing here needs the network.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "web"


class AssetError(Exception):
    """A package that can't be had; the message says why and what to do."""


@dataclass(frozen=True)
class Asset:
    """A package of npm's, at one version, with the SHA-256 of its archive."""

    name: str
    version: str
    sha256: str
    use: str

    @property
    def folder(self) -> str:
        return f"{self.name}-{self.version}"


ASSETS = {
    asset.name: asset
    for asset in (
        Asset(
            "axe-core",
            "4.14.1",
            "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745",
            "looks for barriers in a page",
        ),
        Asset(
            "mermaid",
            "11.10.0",
            "9618dd5c3cd142b942ff7482b3df9cc3a7a155a094a3bbb12af3f9c234965ac3",
            "draws diagrams",
        ),
        Asset(
            "pyodide",
            "314.0.6",
            "d78ac549b28a2a58600cd06f44e017024151775f8c6b2d73fab1475400d38ea2",
            "Python in the browser",
        ),
        Asset(
            "reveal.js",
            "4.6.1",
            "4f4121ef2b8e7e9398bdecd7b3b6ce5e0ee3a2f5af221708eb6c4ce03bcae6be",
            "slides; 6.x gives a blank page here",
        ),
    )
}


def fetch(name: str, into: Path = FOLDER) -> Path:
    """The folder of an unpacked package, fetched if it isn't there. Raises AssetError."""
    asset = ASSETS[name]
    target = into / asset.folder
    if target.is_dir():
        return target
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".fetching-") as draft:
        archive = _packed(asset, Path(draft))
        _verify(asset, archive)
        unpacked = Path(draft) / "unpacked"
        _unpack(archive, unpacked)
        put(unpacked, target)
    return target


def put(draft: Path, target: Path) -> None:
    """Move a finished folder to its place, unless somebody else was faster."""
    try:
        draft.rename(target)
    except OSError:
        if not target.is_dir():
            raise


def _packed(asset: Asset, draft: Path) -> Path:
    npm = shutil.which("npm")
    wanted = f"{asset.name}@{asset.version}"
    if npm is None:
        raise AssetError(
            f"npm is needed to fetch {wanted} ({asset.use}), and it was not found.\n"
            "Install Node.js, which brings npm, and try again."
        )
    words = [npm, "pack", wanted, "--silent", "--pack-destination", str(draft)]
    # A folder without a package.json of its own, so that no project's settings are read.
    done = subprocess.run(
        words, cwd=draft, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    archives = list(draft.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["nothing"]
        raise AssetError(
            f"npm could not fetch {wanted}; it said: {said[0]}\n"
            "Is there a connection to the internet? It is needed once."
        )
    return archives[0]


def _verify(asset: Asset, archive: Path) -> None:
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != asset.sha256:
        raise AssetError(
            f"{asset.name} {asset.version} is not the archive that this course was tried with: "
            f"its SHA-256 is {found}, expected {asset.sha256}."
        )


def _unpack(archive: Path, target: Path) -> None:
    """npm's archives hold one folder, `package`, whose content is moved to the target."""
    with tarfile.open(archive) as files:
        for member in files.getmembers():
            inside = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            if not member.isfile() or ".." in inside.parts:
                continue
            path = target / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            content = files.extractfile(member)
            assert content is not None
            with path.open("wb") as copy:
                shutil.copyfileobj(content, copy)


def main(argv: list[str] | None = None) -> int:
    """python -m tools.web_assets [NAME ...]: fetch them, all of them without a name."""
    parser = argparse.ArgumentParser(prog="python -m tools.web_assets", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ASSETS)}")
    names = parser.parse_args(argv).names
    unknown = [name for name in names if name not in ASSETS]
    if unknown:
        print(f"no such package: {unknown[0]}. There are: {', '.join(ASSETS)}.", file=sys.stderr)
        return 2
    try:
        for name in names or ASSETS:
            print(os.path.relpath(fetch(name)))
    except AssetError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
