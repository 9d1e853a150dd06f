"""The walls of the house: who may import whom, and who knows SimPy, sockets and the time of day.

Read from the sources by their syntax trees, so that an import inside a function counts too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "simulator.events": (),
    "simulator.settings": (),
    "simulator.durations": (),
    "simulator.files": (),
    "simulator.memory": (),
    "simulator.actors": ("events", "settings", "durations", "jose"),
    "simulator.views": ("events", "durations", "files", "memory", "actors.states"),
    "simulator.world": (
        "events",
        "settings",
        "durations",
        "files",
        "memory",
        "actors",
        "views",
        "jose",
        "attacks",
    ),
    "simulator.http": (
        "events",
        "settings",
        "durations",
        "files",
        "memory",
        "actors",
        "views",
        "world",
    ),
    "simulator.lab": (
        "events",
        "settings",
        "durations",
        "files",
        "memory",
        "actors",
        "views",
        "world",
    ),
    "simulator.jose": (),
    "simulator.attacks": ("jose",),
    "simulator.browser": ("events", "actors"),
    "simulator.commands": (
        "durations",
        "files",
        "views",
        "world",
        "lab",
    ),
}
"""Room: what of the simulator it may know, besides itself. Arrows run down only."""

TIME_OF_DAY = {
    ("time", "time"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
    ("time", "process_time"),
    ("time", "time_ns"),
    ("time", "sleep"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
}
NETWORK = {"socket", "ssl", "http", "urllib.request", "asyncio", "httpx", "starlette", "uvicorn",
           "requests", "aiohttp"}  # fmt: skip


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def dotted(path: Path) -> str:
    """The name under which a file is imported."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def imports(source: str) -> Iterator[str]:
    """Every module that a source imports, wherever it does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def inside(module: str, packages: tuple[str, ...]) -> bool:
    """True if the module is one of the packages or in one of them."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def broken_arrows(name: str, source: str) -> list[str]:
    """Imports of the simulator that this module's room does not allow."""
    room = next((room for room in MAY_IMPORT if inside(name, (room,))), None)
    if room is None:
        return []
    allowed = (room, *(f"simulator.{other}" for other in MAY_IMPORT[room]))
    found = {module for module in imports(source) if inside(module, ("simulator", "course"))}
    return sorted(
        module
        for module in found
        if not inside(module, allowed) and not any(inside(one, (module,)) for one in allowed)
    )


def clock_readings(source: str) -> list[str]:
    """Where a source asks what time it is, or sleeps."""
    tree = ast.parse(source)
    calls = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in TIME_OF_DAY
    ]
    names = [
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module, alias.name) in TIME_OF_DAY
    ]
    return calls + names


SIMULATOR = modules("simulator")
BELOW_MAIN = [
    path
    for path in SIMULATOR
    if path.name != "__main__.py" and not inside(dotted(path), ("simulator.commands",))
]


def ids(path: Path) -> str:
    return dotted(path)


def test_there_is_something_to_look_at():
    assert len(SIMULATOR) > 20
    rooms = {dotted(path).split(".")[1] for path in SIMULATOR if path.parent != ROOT / "simulator"}
    assert rooms <= {room.removeprefix("simulator.") for room in MAY_IMPORT}, (
        "a room without a rule"
    )


@pytest.mark.parametrize("path", SIMULATOR, ids=ids)
def test_arrows_run_down_only(path):
    assert broken_arrows(dotted(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SIMULATOR, ids=ids)
def test_the_simulator_never_imports_the_course(path):
    found = [
        name for name in imports(path.read_text(encoding="utf-8")) if inside(name, ("course",))
    ]
    assert found == []


@pytest.mark.parametrize("path", SIMULATOR, ids=ids)
def test_only_the_engine_imports_simpy(path):
    found = any(inside(name, ("simpy",)) for name in imports(path.read_text(encoding="utf-8")))
    assert found == (dotted(path) == "simulator.world.engine")


@pytest.mark.parametrize("path", SIMULATOR, ids=ids)
def test_only_http_knows_sockets(path):
    found = [
        name for name in imports(path.read_text(encoding="utf-8")) if inside(name, tuple(NETWORK))
    ]
    assert found == [] or inside(dotted(path), ("simulator.http",))


@pytest.mark.parametrize("path", BELOW_MAIN, ids=ids)
def test_nobody_below_the_command_line_asks_what_time_it_is(path):
    assert clock_readings(path.read_text(encoding="utf-8")) == []


def test_notebooks_are_imported_by_nobody():
    for package in ("simulator", "course", "tools", "benchmarks"):
        for path in modules(package):
            found = list(imports(path.read_text(encoding="utf-8")))
            assert not [name for name in found if inside(name, ("notebooks", "solutions", "tests"))]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("simulator.events", "import simulator.actors.tokens"),
        ("simulator.events", "from simulator import durations"),
        ("simulator.actors.client", "from simulator.world import run"),
        ("simulator.actors.client", "def f():\n    from simulator.views.picture import Picture"),
        ("simulator.views.timeline", "from simulator.actors.auth_server import AuthServer"),
        ("simulator.views.timeline", "from simulator.world.run import Run"),
        ("simulator.world.run", "import course.check"),
        ("simulator.world.run", "from simulator.lab.experiment import replicate"),
        ("simulator.lab.sweep", "from simulator.commands.common import progress_bar"),
        ("simulator.lab.sweep", "import simulator.http"),
        ("simulator.actors.tokens", "import simulator.http"),
        ("simulator.actors.attacker", "from simulator.attacks import ATTACKS"),
        ("simulator.attacks.arena", "from simulator.views.matrix import matrix"),
        ("simulator.views.matrix", "from simulator.attacks import attack_range"),
        ("simulator.jose.keys", "from simulator.attacks.target import Verify"),
        ("simulator.browser.town", "from simulator.world.run import stage"),
        ("simulator.views.storage", "from simulator.browser import try_all"),
    ],
)
def test_the_rule_of_arrows_can_fail(name, source):
    assert broken_arrows(name, source)


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "from time import perf_counter",
        "from datetime import datetime\ndatetime.now()",
        "def f():\n    from time import sleep",
    ],
)
def test_the_rule_of_clocks_can_fail(source):
    assert clock_readings(source)


def test_what_is_allowed_passes():
    assert broken_arrows("simulator.world.run", "from simulator.actors.client import Send") == []
    assert broken_arrows("simulator.views.x", "from simulator.actors.states import a") == []
    assert clock_readings("import time\ntime.strftime('%H', when)") == []
