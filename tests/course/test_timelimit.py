"""A learner's endless code is stopped, and the machine is left as it was."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from course.timelimit import TimeIsUp, run_limited

needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no interval timer")
needs_monitoring = pytest.mark.skipif(sys.version_info < (3, 12), reason="no sys.monitoring")


def loop() -> None:
    while True:
        pass


def bare_except() -> None:
    while True:
        try:
            pass
        except:
            pass


def sleep_in_nested_bare_except() -> None:
    while True:
        try:
            try:
                time.sleep(10)
            except:
                pass
        except:
            pass


def count_in_nested_bare_except() -> None:
    number = 0
    while True:
        try:
            while True:
                try:
                    number += 1
                except:
                    continue
        except:
            pass


def finally_continue() -> None:
    while True:
        try:
            sum(range(10**6))
        finally:
            continue


def stubborn_generator() -> None:
    def endless() -> Iterator[None]:
        while True:
            try:
                try:
                    time.sleep(1)
                    yield
                except:
                    pass
            except:
                pass

    while True:
        try:
            for _ in endless():
                pass
        except:
            pass


def sleep() -> None:
    time.sleep(30)


def long_call() -> None:
    sum(iter(lambda: 0, 1))


@needs_timer
@pytest.mark.parametrize(
    "endless",
    [
        loop,
        bare_except,
        sleep_in_nested_bare_except,
        count_in_nested_bare_except,
        finally_continue,
        stubborn_generator,
        sleep,
        long_call,
    ],
)
def test_endless_code_is_stopped(
    endless: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A generator that is thrown away while it is being stopped can tell nobody; pytest minds.
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    with pytest.raises(TimeIsUp) as stopped:
        run_limited(endless, 0.1)
    names = [name for name, _ in stopped.value.frames]
    assert __file__ in names


@needs_timer
def test_the_result_comes_back_and_the_timer_is_gone() -> None:
    before = signal.getsignal(signal.SIGALRM)
    assert run_limited(lambda: 7, 0.05) == 7
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    time.sleep(0.1)


@needs_timer
def test_somebody_elses_timer_and_tracer_survive() -> None:
    rung: list[int] = []
    handler = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    tracer = sys.gettrace()
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(TimeIsUp):
            run_limited(sleep_in_nested_bare_except, 0.05)
        assert rung == []
        time.sleep(0.5)
        assert rung == [1]
        assert sys.gettrace() is tracer
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)


@needs_timer
def test_an_inner_limit_leaves_the_outer_one_in_force() -> None:
    def outer() -> None:
        run_limited(lambda: None, 5)
        loop()

    with pytest.raises(TimeIsUp) as stopped:
        run_limited(outer, 0.2)
    assert stopped.value.seconds == 0.2


def test_without_a_limit_the_function_is_called() -> None:
    assert run_limited(lambda: "done", None) == "done"


def test_an_exception_of_the_function_passes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        run_limited(lambda: 1 // 0, 1)


def in_a_thread(work: Callable[[], object]) -> list[object]:
    results: list[object] = []

    def target() -> None:
        try:
            results.append(work())
        except BaseException as error:
            results.append(error)

    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    thread.join(10)
    return results


def test_another_thread_gets_its_result_too() -> None:
    assert in_a_thread(lambda: run_limited(lambda: 3, 0.5)) == [3]


@needs_monitoring
@pytest.mark.parametrize("endless", [loop, bare_except, count_in_nested_bare_except])
def test_endless_code_in_another_thread_is_stopped(endless: Callable[[], None]) -> None:
    (result,) = in_a_thread(lambda: run_limited(endless, 0.1))
    assert isinstance(result, TimeIsUp)
