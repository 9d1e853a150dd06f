"""One client's conversation with the servers: carries its messages and keeps the log.

It knows the order of things and what is written down, and nothing of how time
passes: the clock it is given does that, under SimPy or in a plain loop.
"""

from __future__ import annotations

from collections.abc import Collection, Generator
from functools import cached_property
from typing import Any

from simulator.actors.actions import Send, Signal, Together, Wait, WaitFor
from simulator.actors.messages import NOTHING, Request, Response, request_line, well_formed
from simulator.world.cast import Part
from simulator.world.clock import Process, in_ticks
from simulator.world.courier import Courier
from simulator.world.host import UNREADABLE
from simulator.world.network import TICKS_PER_SECOND
from simulator.world.site import Site

MAX_EXCHANGES_WITHOUT_WAIT = 1000
"""A client that sends more requests than this without a pause is stuck in a loop."""
MAX_ACTIONS_AT_ONCE = 100_000
"""So is one that does more than this at one and the same moment."""
NEVER_SENT = object()
STUCK = "{} {}: is there a loop that never ends?"


class Conversation:
    """Drives one client: turns what it yields into messages, time and rows of the log."""

    def __init__(self, part: Part, site: Site) -> None:
        self.client = part.client
        self.session = part.session
        self.draw_delay = part.draw_delay
        self.site = site
        self.log = site.log
        self.clock = site.clock
        self.hours = part.hours
        self._count = part.count
        self._last_exchange = MAX_EXCHANGES_WITHOUT_WAIT
        self._moment = self._actions_at_moment = 0

    def run(self) -> Process:
        """The whole conversation, a process to be started on the clock."""
        try:
            return self._drive(self.client(self.session))
        except Exception as mistake:
            self._crash(mistake)
            return self._drive(nothing())

    def _drive(self, steps: Any) -> Process:
        """Do what a generator yields until it is over. Returns what it returns.

        What can't be done is raised at the generator's own `yield`, where the mistake is.
        """
        if not isinstance(steps, Generator):
            self._crash(TypeError("a client is a generator: its function must contain a yield"))
            return None
        session, clock_now, count = self.session, self.clock.now, self._count
        log, name, actor, draw_delay = self.log.append, session.name, session.actor, self.draw_delay
        # Who may be asleep when the answer comes needs a courier.
        servers = self.site.direct if self.hours is None else {}
        tick = clock_now()
        now = tick / TICKS_PER_SECOND
        result: Any = None
        mistake: Exception | None = None
        again: Any = NEVER_SENT
        """A request that was sent before and needs no second look."""
        while True:
            session.now = now
            try:
                action = steps.send(result) if mistake is None else steps.throw(mistake)
            except StopIteration as end:
                return end.value
            except Exception as raised:
                self._crash(raised)
                return None
            mistake = result = None
            # The two frequent actions are written out here: they are most of a run's time.
            if (
                action is again
                or (
                    type(action) is Send
                    and type(action[1]) is Request
                    and type(action[0]) is str
                    and action[0] in servers
                )
            ) and count.sent < self._last_exchange:
                if action is not again:
                    to, request, by = action
                    who, line, handle = by or actor, request_line(request), servers[to]
                    # A form that somebody holds may be another one the next time.
                    again = action if request.form is NOTHING else NEVER_SENT
                number = count.sent = count.sent + 1
                log((now, who, "request", name, number, 0, "", line))
                if delay := draw_delay():
                    yield delay
                    tick += delay
                    now = tick / TICKS_PER_SECOND
                try:
                    result = handle(request, now, (name, number))
                except Exception:
                    if well_formed(request):
                        raise
                    mistake = TypeError(UNREADABLE)
                    continue
                if type(result) is not Response:
                    sent = tick - delay
                    work = self._courier.rest_of_exchange(to, request, result, number, who, sent)
                    result, mistake = yield from self._answer_of(work)
                    tick = clock_now()
                    now = tick / TICKS_PER_SECOND
                    continue
                if delay := draw_delay():
                    yield delay
                    tick += delay
                    now = tick / TICKS_PER_SECOND
                status = result.status
                if status == 200:
                    log((now, who, "response", name, number, 200))
                else:
                    log((now, who, "response", name, number, status, "", result.error))
            elif type(action) is Wait and (moment := in_ticks(action.until) or 0) > tick:
                self._last_exchange = count.sent + MAX_EXCHANGES_WITHOUT_WAIT
                yield moment - tick
                tick = moment
                now = tick / TICKS_PER_SECOND
            elif self._stands_still(tick):
                self._crash(RuntimeError(STUCK.format(MAX_ACTIONS_AT_ONCE, "actions at once")))
                return None
            elif (mistake := self._fault_in(action)) is None:
                if type(action) is Send:
                    result, mistake = yield from self._send(action)
                else:
                    result = yield from self._pause(action)
                tick = clock_now()
                now = tick / TICKS_PER_SECOND

    def _send(self, action: Send) -> Process:
        """Send where something may happen on the way. Returns (answer, mistake in it)."""
        number = self._count.sent = self._count.sent + 1
        who = action.by or self.session.actor
        work = self._courier.exchange(action.to, action.request, number, who)
        return (yield from self._answer_of(work))

    def _answer_of(self, work: Process) -> Process:
        """Let a courier do its work. Returns (answer, mistake in the request)."""
        answer = yield from work
        return (None, answer) if isinstance(answer, Exception) else (answer, None)

    @cached_property
    def _courier(self) -> Courier:
        """The client's way to the servers, made when it is first needed."""
        session = self.session
        courier = self.site.courier(session.name, self.draw_delay, session.actor)
        courier.hours = self.hours
        return courier

    def _pause(self, action: Wait | WaitFor | Together) -> Process:
        """Let time pass without a message of this generator's own."""
        self._last_exchange = self._count.sent + MAX_EXCHANGES_WITHOUT_WAIT
        if isinstance(action, Together):
            return (yield from self._together(action))
        if isinstance(action, WaitFor) and not action.signal.fired:
            yield action.signal.when_fired
        return None

    def _together(self, tasks: Together) -> Process:
        """Run several generators at once. Returns the list of what they return."""
        results: list[Any] = [None] * len(tasks)
        running = len(tasks)
        all_over = Signal()

        def keep(place: int, steps: Any) -> Process:
            nonlocal running
            results[place] = yield from self._drive(steps)
            running -= 1
            if not running:
                all_over.fire()

        for place, steps in enumerate(tasks):
            self.clock.start(keep(place, steps))
        if running:
            yield all_over.when_fired
        return results

    def _stands_still(self, tick: int) -> bool:
        """Count what is done at this moment; True once it is too much."""
        if tick != self._moment:
            self._moment, self._actions_at_moment = tick, 0
        self._actions_at_moment += 1
        return self._actions_at_moment > MAX_ACTIONS_AT_ONCE

    def _fault_in(self, action: Any) -> Exception | None:
        """Why an action can't be done, None if it can."""
        kind = type(action)
        if kind is Send:
            if (misled := misdirected(action, self.site.hosts)) is not None:
                return misled
            if self._count.sent < self._last_exchange:
                return None
            return RuntimeError(
                STUCK.format(MAX_EXCHANGES_WITHOUT_WAIT, "requests without a Wait between them")
            )
        if kind is Wait and in_ticks(action.until) is None:
            return TypeError(f"Wait takes a moment in seconds; it got {action.until!r}")
        if kind is WaitFor and not isinstance(action.signal, Signal):
            return TypeError(f"WaitFor takes a Signal; it got a {type(action.signal).__name__}")
        if kind is Together and len(set(map(id, action))) < len(action):
            return ValueError("the same generator stands twice in Together")
        return None if kind in (Wait, WaitFor, Together) else no_action(action)

    def _crash(self, mistake: Exception) -> None:
        """Write down that the client raised. The others go on."""
        name, actor = self.session.name, self.session.actor
        now = self.clock.now() / TICKS_PER_SECOND
        self.log.crash(now, actor, mistake, name)


def nothing() -> Process:
    """Steps of a client that does nothing."""
    yield from ()


def misdirected(action: Send, servers: Collection[str]) -> Exception | None:
    """What is wrong with a Send that can't be delivered, None if it can."""
    if not isinstance(action.to, str) or action.to not in servers:
        there_are = " and ".join(f'"{name}"' for name in servers)
        return ValueError(f"there is no server called {action.to!r}; there are {there_are}")
    if type(action.request) is Request:
        return None
    return TypeError(
        "Send takes a server's name and a request, as get, log_in or refresh make it;"
        f" the request was a {type(action.request).__name__}"
    )


def no_action(action: Any) -> Exception:
    """What is wrong with a yielded value that is no action."""
    if isinstance(action, Request):
        return TypeError('a request alone was yielded; say where it goes: Send("backend", request)')
    if isinstance(action, Generator):
        return TypeError("a generator was yielded; use `yield from` to run its steps")
    found = "nothing" if action is None else f"a {type(action).__name__}"
    return TypeError(f"a client yields Send, Wait, WaitFor or Together; this one yielded {found}")
