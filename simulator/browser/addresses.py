"""Origins and sites: who counts as the same, and for what.

An origin is scheme, host and port (RFC 6454 4). A site is scheme and registrable domain, so that
https://films.example and https://blog.films.example are two origins of one site.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
PUBLIC_SUFFIXES = frozenset({"example", "com", "org", "net", "test", "co.uk", "hosting.example"})
"""Names under which anybody may register one: a handful of the real list (publicsuffix.org)."""


class Origin(NamedTuple):
    """Scheme, host and port."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        port = "" if PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def secure(self) -> bool:
        """True if nobody on the way can read along."""
        return self.scheme == "https"


@lru_cache(maxsize=1024)
def origin_of(url: str) -> Origin:
    """The origin of an address. Raises ValueError if it is not http(s) with a host."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"{url!r}: an address begins with https:// and a host")
    return Origin(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme])


def path_of(url: str) -> str:
    """The path of an address, "/" if it has none."""
    return urlsplit(url).path or "/"


def line_of(url: str) -> str:
    """Path and query of an address, as a request's first line has them."""
    query = urlsplit(url).query
    return f"{path_of(url)}?{query}" if query else path_of(url)


def joined(base: str, address: str) -> str:
    """An address as seen from a page: "/films" is one of the page's own origin."""
    return f"{origin_of(base)}{address}" if address.startswith("/") else address


def registrable(host: str) -> str:
    """The name that somebody registered: one label more than the public suffix."""
    labels = host.split(".")
    for start in range(len(labels)):
        if ".".join(labels[start:]) in PUBLIC_SUFFIXES:
            return ".".join(labels[max(0, start - 1) :])
    return host


def site_of(origin: Origin) -> tuple[str, str]:
    """Scheme and registrable domain."""
    return origin.scheme, registrable(origin.host)


def relation(initiator: Origin | None, target: Origin, *, typed: bool = False) -> str:
    """The value of Sec-Fetch-Site: how the page that asks stands to what is asked.

    An `initiator` of None is a page without an origin of its own, such as a sandboxed frame; it
    is foreign to all. `typed`: no page asks, but the person at the browser.
    """
    if typed:
        return "none"
    if initiator is None:
        return "cross-site"
    if initiator == target:
        return "same-origin"
    return "same-site" if site_of(initiator) == site_of(target) else "cross-site"
