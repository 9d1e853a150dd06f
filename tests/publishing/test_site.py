"""The builder of the site: its lock, its wheels, and what it says where it can't go on."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.publishing import site, site_lock, site_wheels
from tools.publishing.site_wheels import SiteError

PYODIDE = "https://example.org/full"
INFO = {"abi_version": "2026_0", "arch": "wasm32", "platform": "emscripten", "python": "3.14.2"}
BASE: site_lock.Lock = {
    "info": INFO,
    "packages": {"numpy": {"name": "numpy", "file_name": "numpy-2.whl"}},
}


def wheel(at: Path, name: str, *needs: str, modules: tuple[str, ...] = ()) -> Path:
    """A small wheel."""
    path = at / f"{name}-1.0-py3-none-any.whl"
    requires = "".join(f"Requires-Dist: {each}\n" for each in needs)
    with zipfile.ZipFile(path, "w") as archive:
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}"
        archive.writestr(f"{name}-1.0.dist-info/METADATA", about)
        for module in modules or (f"{name}/__init__.py",):
            archive.writestr(module, "")
    return path


def test_a_lock_without_network_has_the_wheels_alone(tmp_path):
    wheels = [wheel(tmp_path, "one", "two>=1"), wheel(tmp_path, "two", modules=("two.py",))]
    lock = site_lock.offline(BASE, wheels)
    assert set(lock["packages"]) == {"one", "two"}
    one, two = lock["packages"]["one"], lock["packages"]["two"]
    assert (one["file_name"], one["depends"]) == ("one-1.0-py3-none-any.whl", ["two"])
    assert (one["imports"], two["imports"]) == (["one"], ["two"])
    assert lock["info"] == INFO


def test_a_lock_for_the_public_takes_the_rest_from_pyodides_address(tmp_path):
    lock = site_lock.online(BASE, [wheel(tmp_path, "one", "numpy")], PYODIDE)
    assert lock["packages"]["numpy"]["file_name"] == f"{PYODIDE}/numpy-2.whl"
    assert lock["packages"]["one"]["depends"] == ["numpy"]
    assert BASE["packages"]["numpy"]["file_name"] == "numpy-2.whl"


def test_needs_of_other_systems_and_extras_do_not_count(tmp_path):
    needs = ['a; sys_platform == "win32"', 'b; extra == "docs"', 'c; python_version < "3.12"']
    lock = site_lock.offline(BASE, [wheel(tmp_path, "one", *needs)])
    assert lock["packages"]["one"]["depends"] == []


def test_compiled_packages_are_left_out_only_without_network(tmp_path):
    one = wheel(tmp_path, "one", "matplotlib", "jupyterlab>=4")
    assert site_lock.offline(BASE, [one])["packages"]["one"]["depends"] == []
    with pytest.raises(SiteError, match="one needs matplotlib, which the site would not have"):
        site_lock.online(BASE, [one], "https://example.org")


def test_versions_are_the_pinned_ones_or_pyodides():
    lock = {"info": INFO, "packages": {"micropip": {"version": "0.9"}}}
    simpy, micropip = site_wheels.chosen(["simpy", "micropip"], lock)
    assert simpy == f"simpy=={site_wheels.pins()['simpy']}"
    assert micropip == "micropip==0.9"
    with pytest.raises(SiteError, match=r"nosuch is neither in requirements\.txt nor in Pyodide"):
        site_wheels.chosen(["nosuch"], lock)


def test_what_pip_says_is_passed_on_and_nothing_half_fetched_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(SiteError, match=r"pip download did not succeed.*simpy(.|\n)*internet"):
        site_wheels.fetch(["simpy==4.1.2"], BASE, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_courses_wheel_holds_what_exercises_need(tmp_path):
    made = site_wheels.build_course(tmp_path)
    names = zipfile.ZipFile(made).namelist()
    for name in (
        "course/solutions/06_access_token.py",
        "course/glossary.toml",
        "simulator/scenarios/refresh_token.yaml",
        "simulator/actors/throwaway_keys/rsa_2048.pem",
    ):
        assert name in names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "solutions/"))]


def test_notebooks_get_the_browsers_kernel(tmp_path):
    site.copy_notebooks(site_wheels.ROOT, tmp_path)
    for name in (site.FIRST, "solutions/07_refresh_token.ipynb"):
        notebook = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        assert notebook["metadata"]["kernelspec"]["name"] == "python"
    assert not list((tmp_path / "solutions").glob("*.py"))


def test_without_notebooks_it_says_how_to_make_them(tmp_path):
    with pytest.raises(SiteError, match=r"00_start_here\.ipynb is not there: run `make notebooks`"):
        site.copy_notebooks(tmp_path, tmp_path / "copy")


def test_both_kinds_name_their_lock_and_only_one_its_pyodide():
    for address in (None, "./static/pyodide/pyodide.mjs"):
        settings = site._settings(address)["jupyter-config-data"]["litePluginSettings"]
        (kernel,) = settings.values()
        assert kernel["loadPyodideOptions"]["lockFileURL"].startswith("./static/wheels/")
        assert kernel.get("pyodideUrl") == address
        assert kernel["disablePyPIFallback"] == bool(address)


def test_without_npm_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tools.web_assets.shutil.which", lambda name: None)
    monkeypatch.setitem(site.build.__kwdefaults__, "assets", tmp_path / "web")
    assert site.main(["--offline", "--output", str(tmp_path / "site")]) == 1
    assert "npm" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path, monkeypatch, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr(site, "fetch", lambda *args: [])
    assert site.main(["--output", str(tmp_path)]) == 1
    assert "choose another" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_kernel_for_another_pyodide_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(site, "_kernel", lambda: (tmp_path, "1.2.3", "https://example.org"))
    monkeypatch.setattr(site, "fetch", lambda *args: [])
    assert site.main(["--output", str(tmp_path / "site")]) == 1
    assert "is made for Pyodide 1.2.3" in capsys.readouterr().err


def test_without_jupyterlite_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupyterlite_pyodide_kernel", None)
    assert site.main(["--output", str(tmp_path / "site")]) == 1
    assert "-m pip install -e '.[site]'" in capsys.readouterr().err


def test_wrong_use_is_status_2():
    command = [sys.executable, "-m", "tools.publishing.site", "--offlin=1"]
    done = subprocess.run(
        command, cwd=site_wheels.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "usage: python -m tools.publishing.site" in done.stderr
