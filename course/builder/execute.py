"""Runs solved notebooks, several at a time, each in a fresh kernel of this very Python."""

from __future__ import annotations

import asyncio
import copy
import logging
import os
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.builder.problems import Problem
from course.builder.render import METADATA, Rendered

WORKERS = 2
TIMEOUT = 60  # seconds a cell
PROGRESS_OFF = {"JWT_COURSE_PROGRESS": "off"}
# A warning is an error, but not what one library holds against another, nor what comes from the
# garbage collector, where nothing can be raised.
STRICT = [
    "import warnings",
    "warnings.simplefilter('error')",
    "warnings.filterwarnings('ignore', '', DeprecationWarning, '(?!__main__|simulator|course)')",
    "warnings.filterwarnings('ignore', module='(ipykernel|jupyter_client|zmq|tornado|traitlets)')",
    "warnings.simplefilter('ignore', ResourceWarning)",
    "del warnings",
]
HERE = re.compile(r"(?:Cell )?In\[(?P<cell>\d+)\], line (?P<line>\d+)")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
QUIET = logging.getLogger(__name__)  # what nbclient would log is told as a problem
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False

Executed = tuple[NotebookNode | None, list[Problem]]


def execute(
    items: Sequence[Rendered], folder: Path, root: Path, *, timeout: int = TIMEOUT
) -> list[Executed]:
    """Each solved notebook with its outputs, or what went wrong in it.

    Kernels run in `folder` and can import from `root`. nbclient takes over the signals of the
    main thread; in a thread of our own it cannot, so Ctrl-C stays Ctrl-C and ends the kernels.
    """
    results: list[Executed] = []
    failure: list[BaseException] = []
    cancel: list[Callable[[], object]] = []
    done = threading.Event()  # Thread.join() cannot be called again after Ctrl-C

    async def job(env: dict[str, str]) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task
        cancel.append(lambda: loop.call_soon_threadsafe(task.cancel))
        results.extend(await _execute_all(items, folder, env, timeout))

    def work(env: dict[str, str]) -> None:
        try:
            # zmq can't wait in the loop that Windows has by default; elsewhere this is the default.
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(job(env))
        except BaseException as error:  # handed to the calling thread
            failure.append(error)
        finally:
            done.set()

    with tempfile.TemporaryDirectory(prefix="course-build-") as scratch:
        threading.Thread(target=work, args=(_environment(root, scratch),), daemon=True).start()
        try:
            done.wait()
        except KeyboardInterrupt:
            for stop in cancel:
                stop()
            done.wait()
            raise
    if failure:
        raise failure[0]
    return results


async def _execute_all(
    items: Sequence[Rendered], folder: Path, env: dict[str, str], timeout: int
) -> list[Executed]:
    room = asyncio.Semaphore(WORKERS)

    async def one(item: Rendered) -> Executed:
        async with room:
            return await _execute_one(item, folder, env, timeout)

    return await asyncio.gather(*map(one, items))


async def _execute_one(item: Rendered, folder: Path, env: dict[str, str], timeout: int) -> Executed:
    notebook = copy.deepcopy(item.solved)
    now = [notebook.cells[0]]  # the cell that runs
    client = _Client(
        notebook,
        timeout=timeout,
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        extra_arguments=[f"--IPKernelApp.exec_lines={line}" for line in STRICT]
        + ["--HistoryManager.hist_file=:memory:", "--log-level=CRITICAL"],
        log=QUIET,
        on_cell_execute=lambda cell, cell_index: now.__setitem__(0, cell),
    )
    try:
        await client.async_execute(env=env, cwd=str(folder))
    except CellExecutionError as error:
        name = error.ename.rpartition(".")[2]
        told = error.evalue.strip().splitlines() or [""]
        line = error_line(item, now[0], error.traceback)
        return None, [Problem(item.source.path, line, f"cell fails: {name}: {told[0]}")]
    except CellTimeoutError:
        message = f"cell runs longer than {timeout} s"
        return None, [Problem(item.source.path, first_line(item, now[0]), message)]
    except DeadKernelError:
        message = "the kernel died in this cell (out of memory, or the process ended)"
        return None, [Problem(item.source.path, first_line(item, now[0]), message)]
    tidy(notebook)
    return notebook, []


def first_line(item: Rendered, cell: NotebookNode) -> int:
    """The source line where a cell's text begins."""
    return item.lines.get(cell.id, [1])[0]


def error_line(item: Rendered, cell: NotebookNode, traceback: str) -> int:
    """The source line of an error: the deepest frame of the traceback in this very cell."""
    lines = item.lines.get(cell.id, [1])
    found = list(HERE.finditer(COLOUR.sub("", traceback)))
    here = [int(frame["line"]) for frame in found if frame["cell"] == found[0]["cell"]]
    return lines[min(here[-1], len(lines)) - 1] if here else lines[0]


def tidy(notebook: NotebookNode) -> None:
    """Take out of an executed notebook what differs from machine to machine."""
    notebook.metadata.clear()
    notebook.metadata.update(copy.deepcopy(METADATA))
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
            if output.output_type == "error":  # tracebacks read differently in each Python
                output.traceback = [f"{output.ename}: {output.evalue}"]


def _environment(root: Path, scratch: str) -> dict[str, str]:
    """The kernel's environment: this project first, no progress kept, nobody's start-up files."""
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, **PROGRESS_OFF, "PYTHONPATH": path, "IPYTHONDIR": scratch}


class _ThisPython(KernelSpecManager):
    """Knows one kernel: the Python that runs the build, whatever else is installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class _Client(NotebookClient):
    def create_kernel_manager(self) -> Any:
        self.km = AsyncKernelManager(kernel_spec_manager=_ThisPython())
        return self.km
