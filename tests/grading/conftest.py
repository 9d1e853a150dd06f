"""One host for all answers of a test run; nothing of it where there is no grading (Windows)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from course.grading.workers import Worker
from tests.grading.handins import setting

collect_ignore_glob = [] if os.name == "posix" else ["test_*.py"]


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    with Worker(setting()) as started:
        yield started
