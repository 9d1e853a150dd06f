"""Sends honest and forged requests through a learner's check of where a request comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from course.checks import LearnerRaised, call, expect
from course.exercise import NotYet
from simulator.actors.messages import Request, Response
from simulator.browser import Page, Town, bff
from simulator.browser.mallory import ADDRESS, HERS
from simulator.browser.ways import HEADER

LINE = "session={id}; Path=/; Secure; HttpOnly; SameSite=None"
"""A cookie that goes along with everything, so that the check alone decides."""
SHOWN = ("Host", "Origin", "Referer", "Sec-Fetch-Site", *HEADER)
"""The headers that a check may find of interest."""


class Start(NamedTuple):
    """A page from which somebody submits a form to the site."""

    origin: str
    sandboxed: bool
    why: str
    """What the check has overlooked if it lets this pass."""


STARTS = (
    Start("https://mallory.example", False, "it comes from Mallory's own site"),
    Start(
        "https://films.example.mallory.example",
        False,
        "the name of your site stands in a name that is Mallory's: compare all of it",
    ),
    Start("https://notfilms.example", False, "the name only ends like yours: compare all of it"),
    Start(
        "https://blog.films.example",
        False,
        "it comes from a sister: the same *site*, and another *origin*",
    ),
    Start(
        "http://films.example",
        False,
        "it comes from a page without TLS, which anybody on the way can write: the scheme counts",
    ),
    Start("https://films.example:8443", False, "it comes from another port: that counts too"),
    Start(
        "https://mallory.example",
        True,
        "it comes from a sandboxed frame, whose origin is `null`: that is nobody's, and anybody's",
    ),
)


def expect_own_page(allowed: Callable[..., Any], modern: bool) -> None:
    """Ada's own page may change things, in a browser of this age."""
    town, seen = watched(allowed, modern)
    page = town.ada_logs_in()
    assert page.app is not None
    answer = page.app.ask("POST", "/api/address", {"address": "ada@home.example"})
    expect_no_mistake(town, seen, modern)
    if answer.ok:
        return
    old = "" if modern else " That browser is of 2022, and knows no `Sec-Fetch-Site`."
    raise NotYet(
        f"{told(seen)} gave `False`. This is Ada herself, in the site's own page, and now she can"
        f" change nothing.{old}"
    )


def expect_forgery_refused(allowed: Callable[..., Any], start: Start, modern: bool) -> None:
    """A form from elsewhere changes nothing."""
    town, seen = watched(allowed, modern)
    town.ada_logs_in()
    # Whoever stands on the way to a page without TLS answers in its place: no redirect there.
    page = Page(town.browser, f"{start.origin}/", Response(200))
    page.submit(
        "https://films.example/api/address", {"address": ADDRESS}, sandboxed=start.sandboxed
    )
    expect_no_mistake(town, seen, modern)
    expect("ada" not in town.films.addresses, f"{told(seen)} gave `True`, but {start.why}.")


def expect_origin_not_needed(allowed: Callable[..., Any]) -> None:
    """A browser may be set to send no Origin: the check survives it and isn't deceived.

    What becomes of a request that carries neither Origin nor Sec-Fetch-Site is left open.
    """
    says_so = {"Referer": f"{HERS}/", "Sec-Fetch-Site": "cross-site"}
    foreign = Request("POST", "/api/address", {"Host": "films.example", **says_so})
    expect(
        not answered(allowed, foreign),
        f"{told([foreign])} gave `True`. This browser is set to send no `Origin`, and the request"
        " comes from Mallory's own site all the same. What else says so?",
    )
    answered(allowed, Request("POST", "/api/address", {"Host": "films.example"}))


def answered(allowed: Callable[..., Any], request: Request) -> bool:
    """What the check says of this request."""
    try:
        said = call(allowed, request)
    except LearnerRaised as raised:
        explain(raised.error, [request])
    expect_bool(said, [request])
    return bool(said)


def expect_bool(said: Any, seen: list[Request]) -> None:
    """The check has said True or False."""
    expect(isinstance(said, bool), f"{told(seen)} gave `{said!r}`. The site wants True or False.")


def watched(allowed: Callable[..., Any], modern: bool) -> tuple[Town, list[Request]]:
    """A town whose site asks this check, and what the check was asked."""
    seen: list[Request] = []

    def watching(request: Request) -> bool:
        seen.append(request)
        said = allowed(request)
        expect_bool(said, seen)
        return bool(said)

    return Town(bff(LINE, watching), fetch_metadata=modern), seen


def expect_no_mistake(town: Town, seen: list[Request], modern: bool) -> None:
    """Explain what the check raised."""
    for mistake in town.films.mistakes:
        explain(mistake, seen)


def explain(mistake: BaseException, seen: list[Request]) -> NoReturn:
    """Raise what the learner is told about this mistake."""
    if isinstance(mistake, NotYet):
        raise mistake
    name = str(mistake.args[0]) if isinstance(mistake, KeyError) else ""
    if name and name not in SHOWN and name.lower() in map(str.lower, SHOWN):
        raise NotYet(f"{told(seen)} raised `KeyError`: names are written as in the list above.")
    if name in SHOWN:
        raise NotYet(
            f"{told(seen)} raised `KeyError`: not every browser sends `{name}`."
            " `request.headers.get(…)` gives None where there is nothing."
        )
    raise LearnerRaised(mistake, "allowed") from mistake


def told(seen: list[Request]) -> str:
    """The call, as it can be pasted."""
    request = seen[-1]
    headers = {name: request.headers[name] for name in SHOWN if name in request.headers}
    written = ", ".join(f'"{name}": "{value}"' for name, value in headers.items())
    return f'`allowed(Request("POST", "{request.path}", {{{written}}}))`'
