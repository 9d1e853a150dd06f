"""Exercise 10.one_browser: one renewal for all tabs of a browser."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

from course.checks import expect, expect_function, learners_code
from course.exercise import Code, Exercise, NotYet, Reference, Stub, Trial
from course.exercises.evenings import RENEWAL, expect_ran
from simulator.actors.actions import Send, Steps, Wait
from simulator.actors.client import Client, give_password
from simulator.actors.messages import get
from simulator.actors.session import Session
from simulator.world.run import Run, run

LATE = 0.05
"""Seconds from one tab to the next."""
AT = (1.0, 330.0, 700.0)
"""When each of them wants a page, as the scenario `two_tabs` has it."""
PATIENCE = 100
"""Steps that one renewal may take."""


class Sent(NamedTuple):
    """A request of one tab, and what came of it."""

    tab: str
    sent: float
    over: float
    request: str
    status: int


def tab(renewal: Callable[..., Steps]) -> Client:
    """A client for each tab: the n-th comes a little later, and calls `renewal` when refused."""

    def client(session: Session) -> Steps:
        late = LATE * (int(session.actor[-1]) - 1)
        if not late:
            yield from give_password(session)
        for visit in session.visits:
            yield Wait(visit.at + late)
            shown = session.access_token
            answer = yield Send("backend", get(visit.path, shown))
            if answer.status == 401:
                yield from patiently(renewal, session, shown)
                yield Send("backend", get(visit.path, session.access_token))

    return client


def patiently(renewal: Callable[..., Any], session: Session, shown: Any) -> Steps:
    """The steps of a learner's renewal, so long as they lead anywhere."""
    with learners_code("one_browser"):
        steps = renewal(session, shown)
    expect(
        hasattr(steps, "send"),
        "Your `one_browser` never yields: it needs a `yield` to wait, and a `yield from` to renew.",
    )
    answer = action = None
    for _ in range(PATIENCE):
        try:
            action = steps.send(answer)
        except StopIteration:
            return
        answer = yield action
    if isinstance(action, Wait):
        raise NotYet(
            "A tab looks again and again, and for it the time stands still:"
            f" `Wait({action.until:g})` waits *until* that second of the run, which is past. To be"
            " woken there is `WaitFor`."
        )
    raise NotYet(
        "A tab waits, finds `session.renewing` as it was, and waits again for a signal that has"
        " fired long ago. Whoever renewed sets `session.renewing` back to None."
    )


def browser(renewal: Callable[..., Steps], tabs: int, **settings: Any) -> Run:
    """Ada's browser with so many tabs, and a lock that they share."""
    shared = {"clients.ada.tabs": tabs, "clients.ada.tab_lock": True, **settings}
    return run("two_tabs", client=tab(renewal), settings=shared)


def sent_from(happened: Run, start: float, until: float) -> list[Sent]:
    """What the tabs sent within this time."""
    over = {event.exchange: event for event in happened.events("ada", "response")}
    found = []
    for event in happened.events("ada", "request"):
        if start <= event.t < until:
            end = over.get(event.exchange)
            came = (float("inf"), 0) if end is None else (end.t, end.status)
            found.append(Sent(event.actor, event.t, came[0], event.detail, came[1]))
    return found


def check_one_browser(one_browser: Callable[..., Steps]) -> str:
    """Tabs that wait, a tab that comes later, an auth server in trouble, and the next time."""
    expect_function(one_browser, None, None, name="one_browser")
    slow = {"network.latency": "100 ms"}
    _expect_once(browser(one_browser, 4, **slow), 4)
    _expect_once(browser(one_browser, 3), 3, late=True)
    trouble = {"auth_server.outages": [{"from": "330.2 s", "until": "330.35 s"}]}
    _expect_one_after_the_other(browser(one_browser, 4, **slow, **trouble))
    return "Four tabs, one renewal, and whoever comes later finds the new token."


def _expect_once(happened: Run, tabs: int, *, late: bool = False) -> None:
    """At each expiry one renewal, and all pages in the end."""
    first = [each for each in sent_from(happened, 300, 600) if each.request == RENEWAL]
    if overlap(first):
        raise NotYet(_too_many(happened, first, tabs, late))
    _expect_fires_first(happened)
    expect_ran(happened)
    for start, until in ((300, 600), (600, 1200)):
        again = start > 300
        sent = sent_from(happened, start, until)
        renewals = [each for each in sent if each.request == RENEWAL]
        asked = [each for each in sent if each.request.startswith("GET")]
        if not renewals:
            raise NotYet(
                "The first time it works. At the next expiry nobody renews: `session.renewing` must"
                " be None again when a renewal is over."
                if again
                else "All tabs are refused, and none renews. Where is `yield from renew(session)`?"
            )
        if len(renewals) > 1:
            raise NotYet(_too_many(happened, renewals, tabs, late))
        expect(
            len(asked) == 2 * tabs,
            f"{2 * tabs - len(asked)} of {tabs} tabs are still waiting. Whoever sets"
            " `session.renewing` has to call its `fire()`, even where nothing was left to renew.",
        )
        seen = sum(each.status == 200 for each in asked)
        expect(
            seen == tabs,
            f"{tabs - seen} of {tabs} tabs ask again with the old token: they don't wait until the"
            " new one is there. `yield WaitFor(session.renewing)`.",
        )


def _expect_fires_first(happened: Run) -> None:
    """The usual slip of order."""
    if any("no attribute 'fire'" in str(mistake) for mistake in happened.crashes.values()):
        raise NotYet(
            "You take the signal away and then want to fire it. Fire first:"
            " `session.renewing.fire()`, and then `session.renewing = None`."
        )


def _too_many(happened: Run, renewals: list[Sent], tabs: int, late: bool) -> str:
    """Why there is more than one renewal."""
    first, second = renewals[:2]
    if overlap(renewals):
        return (
            f"{len(renewals)} tabs renew at the same time, with the same refresh token, and the"
            " family ends. Who finds a renewal under way (`session.renewing` is not None) waits"
            " for it; and it can be found only if it is set before the first one sends."
        )
    if happened.events(kind="reuse"):
        return (
            "A tab waited, and then showed a refresh token that had been replaced meanwhile. What"
            " was read before the waiting is old after it: read `session.refresh_token` then."
        )
    if late:
        return (
            f"Tab {second.tab[-1]} was refused when tab {first.tab[-1]} had renewed already: its"
            " page had been on the way with the old token. Nobody is renewing now, and still"
            " nothing is to be done. How can it know? Compare `session.access_token` with"
            " `refused`."
        )
    return (
        f"The other tabs wait, and then renew all the same: {len(renewals)} renewals for {tabs}"
        " tabs. After the waiting, look whether somebody has got a new token: is"
        " `session.access_token` still the one that was `refused`?"
    )


def _expect_one_after_the_other(happened: Run) -> None:
    """The first renewal comes to nothing. Three tabs wake up at the same moment."""
    sent = sent_from(happened, 300, 600)
    renewals = [each for each in sent if each.request == RENEWAL]
    expect(
        not overlap(renewals),
        "The auth server was in trouble, and answered the first renewal with 503. Three tabs had"
        " waited, woke up at the same moment, and renewed together. After the waiting somebody else"
        " may be renewing again: look once more, with `while` in place of `if`.",
    )
    expect_ran(happened)
    expect(
        len(renewals) > 1,
        "The auth server was in trouble, and answered the first renewal with 503. The other tabs"
        " had waited for it, and none of them tries again: the token is still the one that was"
        " refused.",
    )


def overlap(renewals: list[Sent]) -> bool:
    """Is one of them sent before the one before it is over?"""
    return any(later.sent < earlier.over for earlier, later in pairwise(renewals))


RENEW = """
from simulator import Send, Signal, Wait, WaitFor, get, log_in, refresh


def give_password(session):
    answer = yield Send("auth_server", log_in(session.username, session.password))
    session.store(answer.body)


def renew(session):
    renewed = yield Send("auth_server", refresh(session.refresh_token))
    if renewed.ok:
        session.store(renewed.body)
    elif renewed.error == "invalid_grant":
        yield from give_password(session)
"""
WAITS = "while session.renewing is not None:\n    yield WaitFor(session.renewing)\n"
RENEWS = (
    "session.renewing = Signal()\n"
    "yield from renew(session)\n"
    "session.renewing.fire()\n"
    "session.renewing = None\n"
)
LOOKS = "if session.access_token is not refused:\n    return\n"


def in_tab(body: str) -> Code:
    """An answer to 10.one_browser with this body."""
    lines = "".join(f"    {line}\n" for line in body.rstrip("\n").split("\n"))
    return Code(f"def one_browser(session, refused):\n{lines}", "one_browser")


ONE_BROWSER = Exercise(
    id="10.one_browser",
    title="One renewal for all tabs",
    check=check_one_browser,
    setup=RENEW,
    hints=(
        "A tab comes by and was refused. There are three cases: somebody is renewing; somebody has"
        " renewed already; nobody has. What should it do in each?",
        "First wait for as long as somebody is renewing. Then compare the token in the store with"
        " the one that was refused. Only if they are the same, renew, as in notebook 07.",
        "`while session.renewing is not None:` wait; `if session.access_token is not refused:`"
        " return. Below the renewal: fire, and set it to None.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("wait, look, renew", in_tab(WAITS + LOOKS + RENEWS), "correct"),
        Trial(
            "looks in each round",
            in_tab(
                "while session.access_token is refused:\n"
                "    if session.renewing is None:\n"
                "        session.renewing = mine = Signal()\n"
                "        try:\n"
                "            yield from renew(session)\n"
                "        finally:\n"
                "            session.renewing = None\n"
                "            mine.fire()\n"
                "        return\n"
                "    yield WaitFor(session.renewing)\n"
            ),
            "correct",
        ),
        Trial(
            "looks now and then, without a signal",
            in_tab(
                "while session.renewing:\n"
                "    yield Wait(session.now + 0.02)\n"
                + LOOKS
                + "session.renewing = True\nyield from renew(session)\nsession.renewing = None\n"
            ),
            "correct",
        ),
        Trial(
            "waits for a time that is past",
            in_tab(
                "while session.renewing is not None:\n    yield Wait(0.1)\n" + LOOKS + RENEWS,
            ),
            "not_yet",
            "time stands still",
        ),
        Trial(
            "keeps the signal where nothing is left to renew",
            in_tab(
                WAITS
                + "session.renewing = Signal()\n"
                + "if session.access_token == refused:\n"
                + "    yield from renew(session)\n"
                + "    session.renewing.fire()\n"
                + "    session.renewing = None\n"
            ),
            "not_yet",
            "even where nothing was left to renew",
        ),
        Trial("each for itself", in_tab("yield from renew(session)"), "not_yet", "same time"),
        Trial(
            "of notebook 07",
            in_tab(
                "if session.renewing is not None:\n"
                "    yield WaitFor(session.renewing)\n"
                "    return\n" + RENEWS
            ),
            "not_yet",
            "on the way with the old token",
        ),
        Trial("waits and renews", in_tab(WAITS + RENEWS), "not_yet", "renew all the same"),
        Trial(
            "wakes up with others",
            in_tab(WAITS.replace("while", "if") + LOOKS + RENEWS),
            "not_yet",
            "woke up at the same moment",
        ),
        Trial("looks before waiting", in_tab(LOOKS + WAITS + RENEWS), "not_yet", "all the same"),
        Trial("only looks", in_tab(LOOKS + RENEWS), "not_yet", "same time"),
        Trial(
            "shows what it read before",
            in_tab(
                "mine = session.refresh_token\n"
                + WAITS
                + "session.renewing = Signal()\n"
                + 'answer = yield Send("auth_server", refresh(mine))\n'
                + "if answer.ok:\n"
                + "    session.store(answer.body)\n"
                + "session.renewing.fire()\n"
                + "session.renewing = None\n"
            ),
            "not_yet",
            "What was read before",
        ),
        Trial(
            "says so too late",
            in_tab(
                WAITS + LOOKS + "yield from renew(session)\nsession.renewing = Signal()\n"
                "session.renewing.fire()\nsession.renewing = None\n"
            ),
            "not_yet",
            "before the first one sends",
        ),
        Trial(
            "never fires",
            in_tab(WAITS + LOOKS + RENEWS.replace("session.renewing.fire()\n", "")),
            "not_yet",
            "still waiting",
        ),
        Trial(
            "never takes the signal away",
            in_tab(WAITS + LOOKS + RENEWS.replace("session.renewing = None\n", "")),
            "not_yet",
            "fired long ago",
        ),
        Trial(
            "fires nothing",
            in_tab(
                WAITS + LOOKS + "session.renewing = Signal()\nyield from renew(session)\n"
                "session.renewing = None\nsession.renewing.fire()\n"
            ),
            "not_yet",
            "Fire first",
        ),
        Trial(
            "gives up after the first",
            in_tab(
                "if session.renewing is not None:\n"
                "    yield WaitFor(session.renewing)\n"
                "    return\n" + LOOKS + RENEWS
            ),
            "not_yet",
            "none of them tries again",
        ),
        Trial("nobody renews", in_tab("yield Wait(session.now)"), "not_yet", "none renews"),
        Trial(
            "does not wait",
            in_tab(
                "if session.renewing is not None:\n    return\n" + LOOKS + RENEWS,
            ),
            "not_yet",
            "don't wait until the",
        ),
        Trial("no generator", in_tab("return renew"), "not_yet", "never yields"),
        Trial("crash", in_tab("yield from renewal(session)"), "not_yet", "NameError"),
    ),
)
