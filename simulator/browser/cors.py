"""What a script may send to a foreign origin, and whether it may read the answer (Fetch 4.8).

The rule in short: what a form could have sent goes out unasked, anything else is asked for by a
preflight, and an answer is readable only where the server says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.actors.messages import NOTHING, Request, Response
from simulator.browser.addresses import Origin

SIMPLE_METHODS = frozenset({"GET", "HEAD", "POST"})
SIMPLE_HEADERS = frozenset({"accept", "accept-language", "content-language", "content-type"})
SIMPLE_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})


class Blocked(Exception):  # noqa: N818
    """The browser keeps something from a script; the message says what."""


def is_simple(method: str, headers: Mapping[str, str]) -> bool:
    """True if a form could send the like, so that no preflight comes first."""
    if method not in SIMPLE_METHODS:
        return False
    for name, value in headers.items():
        if name.lower() not in SIMPLE_HEADERS:
            return False
        if name.lower() == "content-type" and value.partition(";")[0].strip() not in SIMPLE_TYPES:
            return False
    return True


def preflight(path: str, origin: str, method: str, headers: Mapping[str, str]) -> Request:
    """The question before the request. It carries no cookies."""
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers:
        names = sorted(name.lower() for name in headers)
        asked["Access-Control-Request-Headers"] = ",".join(names)
    return Request("OPTIONS", path, asked, NOTHING)


def lets_read(answer: Response, origin: str, with_cookies: bool) -> bool:
    """True if the answer says that a script of this origin may read it."""
    allowed = answer.headers.get("Access-Control-Allow-Origin", "")
    if not with_cookies:
        return allowed in ("*", origin)
    return allowed == origin and answer.headers.get("Access-Control-Allow-Credentials") == "true"


def lets_send(
    answer: Response, origin: str, method: str, headers: Mapping[str, str], with_cookies: bool
) -> bool:
    """True if the answer to a preflight allows the request (an asterisk isn't modelled)."""
    methods = words(answer.headers.get("Access-Control-Allow-Methods", ""))
    names = words(answer.headers.get("Access-Control-Allow-Headers", "").lower())
    unusual = {name.lower() for name in headers} - SIMPLE_HEADERS
    return (
        answer.ok
        and lets_read(answer, origin, with_cookies)
        and (method in SIMPLE_METHODS or method in methods)
        and unusual <= names
    )


def allowing(origin: Origin | str, *, with_cookies: bool = False) -> dict[str, str]:
    """The headers with which a server lets scripts of this origin read."""
    headers = {"Access-Control-Allow-Origin": str(origin), "Vary": "Origin"}
    if with_cookies:
        headers["Access-Control-Allow-Credentials"] = "true"
    return headers


def words(text: str) -> set[str]:
    """The words of a list with commas."""
    return {word.strip() for word in text.split(",") if word.strip()}
