"""python -m tools.publishing.site: the course as a site; its notebooks run in the reader's browser.

JupyterLite's pages, Pyodide's Python, our notebooks and wheels: files for any web server. A site
for the public takes Pyodide and its compiled packages from Pyodide's own address when it is
read; one made with --offline brings Pyodide along and asks nobody, but has no compiled packages.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tools import web_assets
from tools.publishing import folder
from tools.publishing.site_lock import Lock, offline, online
from tools.publishing.site_wheels import PACKAGES, ROOT, SiteError, build_course, chosen, fetch

KERNEL = "@jupyterlite/pyodide-kernel-extension"
KERNELSPEC = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
FOLDERS = ("notebooks", "solutions")
FIRST = "notebooks/00_start_here.ipynb"
CORE = ("pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide.js", "pyodide.mjs", "python_stdlib.zip")
PYODIDE, WHEELS, LOCK = "static/pyodide", "static/wheels", "pyodide-lock.json"


def build(
    target: Path, *, without_network: bool, root: Path = ROOT, assets: Path = web_assets.FOLDER
) -> None:
    """Make the site. Raises SiteError, AssetError, FolderError."""
    kernel, version, address = _kernel()
    core = web_assets.fetch("pyodide", assets)
    base: Lock = json.loads((core / LOCK).read_text(encoding="utf-8"))
    names = [name for name in PACKAGES if without_network or name not in base["packages"]]
    wheels = fetch(chosen(names, base, root), base, assets)
    expected = web_assets.ASSETS["pyodide"].version
    if version != expected:
        raise SiteError(
            f"jupyterlite-pyodide-kernel is made for Pyodide {version}, and tools/web_assets.py"
            f" fetches {expected}: set that version there, with its SHA-256"
        )
    with folder.replacing(target) as draft, tempfile.TemporaryDirectory() as place:
        lite = Path(place)
        beside = draft / WHEELS
        wheels += [build_course(lite, root)]
        copy_notebooks(root, lite / "files")
        settings = _settings(f"./{PYODIDE}/pyodide.mjs" if without_network else None)
        (lite / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")
        shutil.copytree(_jupyter_lite(lite, kernel), draft, dirs_exist_ok=True)
        for wheel in wheels:
            folder.copy(wheel, beside / wheel.name)
        lock = offline(base, wheels) if without_network else online(base, wheels, address)
        (beside / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True), encoding="utf-8")
        if without_network:
            for name in CORE:
                folder.copy(core / name, draft / PYODIDE / name)


def copy_notebooks(root: Path, target: Path) -> list[str]:
    """Copy the notebooks, for the browser's kernel; returns their paths. SiteError: none there."""
    copied = []
    for name in FOLDERS:
        for path in sorted((root / name).glob("*.ipynb")):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            notebook["metadata"]["kernelspec"] = KERNELSPEC
            copy = target / name / path.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(json.dumps(notebook, indent=1), encoding="utf-8")
            copied.append(f"{name}/{path.name}")
    if FIRST not in copied:
        raise SiteError(f"{root / FIRST} is not there: run `make notebooks`")
    return copied


def _kernel() -> tuple[Path, str, str]:
    """The kernel's folder, its version of Pyodide, and where that is for the public."""
    try:
        from jupyterlite_pyodide_kernel import constants
    except ModuleNotFoundError as missing:
        raise SiteError(
            f"{missing.name} is missing: {sys.executable} -m pip install -e '.[site]'"
        ) from None
    found = Path(sys.prefix) / "share/jupyter/labextensions" / KERNEL
    if not found.is_dir():
        raise SiteError(f"{found} is not there: install jupyterlite-pyodide-kernel again")
    return found, constants.PYODIDE_VERSION, constants.PYODIDE_CDN_URL


def _settings(pyodide: str | None) -> dict[str, Any]:
    """jupyter-lite.json: which Pyodide, from which lock, and no other index to ask."""
    kernel: dict[str, Any] = {
        "loadPyodideOptions": {"lockFileURL": f"./{WHEELS}/{LOCK}"},
        "disablePyPIFallback": pyodide is not None,
    }
    if pyodide:
        kernel["pyodideUrl"] = pyodide
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "How login sessions really work",
            "litePluginSettings": {f"{KERNEL}:kernel": kernel},
        },
    }


def _jupyter_lite(lite: Path, kernel: Path) -> Path:
    """JupyterLite's own build, with this kernel and no other extension of this environment."""
    made = lite / "made"  # it would empty a folder that is there before
    options = {
        "lite_dir": str(lite),
        "contents": [str(lite / "files")],
        "output_dir": str(made),
        "apps": ["lab"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(kernel)],
    }
    config = {"LiteBuildConfig": options}
    (lite / "jupyter_lite_config.json").write_text(json.dumps(config), encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core.app", "build"]
    done = subprocess.run(
        command, cwd=lite, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-5:])
        raise SiteError(f"JupyterLite's build did not succeed; it said:\n{said}")
    return made


def main(argv: list[str] | None = None) -> int:
    """Returns the exit status: 1 if there is no site, 2 for wrong use."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.publishing.site",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--offline", action="store_true", help="bring Pyodide along; no compiled packages"
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "build" / "site", metavar="DIR",
        help="the folder to make (default: build/site)",
    )  # fmt: skip
    args = parser.parse_args(argv)
    started = time.perf_counter()
    try:
        build(args.output, without_network=args.offline)
    except (SiteError, web_assets.AssetError, folder.FolderError) as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    size = folder.size(args.output) / 1e6
    seconds = time.perf_counter() - started
    print(f"{os.path.relpath(args.output)}: {size:.0f} MB, in {seconds:.1f} s")
    print(f"Copy its content to a web server; begin at lab/index.html?path={FIRST}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
