"""Cutting off the time in which a run has not yet settled."""

from __future__ import annotations

from simulator.events import EventLog
from simulator.lab.errors import LabError
from simulator.world.run import Run


def check_warm_up(warm_up: float, until: float) -> None:
    """Raise LabError if a run would be over before it has warmed up."""
    if not 0 <= warm_up < until:
        raise LabError(f"warm_up: found {warm_up:g}, allowed is from 0 up to the end, {until:g} s")


def after(run: Run, warm_up: float) -> Run:
    """The run as if the log had begun at `warm_up` (seconds).

    Everybody logs in at the start, and waves of renewals follow that take many lives of a token
    to even out. Who asks how things go on the average cuts them off; who asks about the herd
    doesn't. A request belongs to the time in which it was sent, with all that comes of it.
    Raises LabError if the run ends before.
    """
    check_warm_up(warm_up, run.until)
    if warm_up == 0:
        return run
    log = EventLog()
    log.crashes = run.log.crashes
    sent_later: set[tuple[str, int]] = set()
    for event, row in zip(run.log, run.log.rows, strict=True):
        exchange = (event.client, event.exchange)
        if event.kind == "begin":
            log.append(event._replace(t=warm_up))
        elif event.t >= warm_up and event.kind == "request":
            sent_later.add(exchange)
            log.append(row)
        elif event.t >= warm_up and (not event.exchange or exchange in sent_later):
            log.append(row)
    return Run(run.scenario, run.seed, log)
