"""A browser in the small, ways to keep a login in it, and attacks on each.

    table = try_all()                      five ways, ten attacks, each pair a run of its own
    attempt(bff(), ATTACKS[3])             one of them
    Browser(network).open(url)             the browser alone: pages, storage, cookies, CORS

It knows the actors, and no sockets. Only what these runs need is modelled: see browser.py and
jar.py for what is left out.
"""

from simulator.browser.attacks import ATTACKS, Attack
from simulator.browser.browser import Browser, Page
from simulator.browser.cors import Blocked
from simulator.browser.jar import CookieJar
from simulator.browser.town import Town
from simulator.browser.trial import KINDS, Outcome, Table, attempt, try_all
from simulator.browser.ways import Way, bff, local_storage, memory, token_cookies, usual_ways

__all__ = [
    "ATTACKS",
    "KINDS",
    "Attack",
    "Blocked",
    "Browser",
    "CookieJar",
    "Outcome",
    "Page",
    "Table",
    "Town",
    "Way",
    "attempt",
    "bff",
    "local_storage",
    "memory",
    "token_cookies",
    "try_all",
    "usual_ways",
]
