"""The cookie jar: which cookies are kept, and which go along with a request.

draft-ietf-httpbis-rfc6265bis-22, 5.5 (lifetime), 5.7 (what is kept) and 5.8.3 (what is sent). The
same-site question is answered from who asks, without regard to redirects on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from simulator.browser.addresses import PUBLIC_SUFFIXES, Origin
from simulator.browser.set_cookie import SetCookie, read_set_cookie

LONGEST_LIFE = 400 * 86400
"""Seconds; whoever asks for more gets this (5.5)."""
YOUNG = 120.0
"""Seconds for which a browser may send a cookie that names no SameSite with a foreign POST (the
"Lax-allowing-unsafe" of 5.6.7.2); Chromium calls it Lax+POST."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing, as agreed (RFC 9110 9.2.1)."""

Default = Literal["lax+post", "lax", "none"]


class Asking(NamedTuple):
    """All of a request that decides about cookies."""

    target: Origin
    path: str
    method: str = "GET"
    same_site: bool = True
    """Whether a page of the same site asks, or the person at the browser."""
    top_level: bool = True
    """Whether the answer becomes the page in the address bar."""


@dataclass(frozen=True)
class Cookie:
    """A cookie that is kept."""

    name: str
    value: str = field(repr=False)
    domain: str
    host_only: bool
    path: str
    secure: bool
    http_only: bool
    same_site: str
    created: float
    expires: float | None
    """None: until the browser is closed."""

    @property
    def identity(self) -> tuple[str, str, bool, str]:
        """A new cookie with this identity replaces the old one."""
        return self.name, self.domain, self.host_only, self.path


class CookieJar:
    """Cookies of one browser. `default`: how a cookie is treated that names no SameSite.

    "lax+post" is Chromium's way, "lax" the same without its two minutes, "none" what browsers do
    that send it everywhere.
    """

    def __init__(self, default: Default = "lax+post") -> None:
        if default not in ("lax+post", "lax", "none"):
            raise ValueError(f'default: {default!r}; there are "lax+post", "lax" and "none"')
        self.default = default
        self._cookies: dict[tuple[str, str, bool, str], Cookie] = {}

    def __len__(self) -> int:
        return len(self._cookies)

    def __iter__(self) -> Iterator[Cookie]:
        return iter(list(self._cookies.values()))

    def set(self, line: str, asked: Asking, now: float, *, by_script: bool = False) -> str:
        """Keep what a Set-Cookie line asks for. Returns "", or why the browser doesn't."""
        said = read_set_cookie(line)
        if said is None:
            return "the line is malformed or too long"
        refusal = refused(said, asked, by_script) or self._in_the_way(said, asked, by_script)
        if refusal:
            return refusal
        cookie = made(said, asked, now)
        old = self._cookies.get(cookie.identity)
        self._cookies[cookie.identity] = replace(cookie, created=old.created) if old else cookie
        self._forget_expired(now)
        return ""

    def _in_the_way(self, said: SetCookie, asked: Asking, by_script: bool) -> str:
        """Why an older cookie stays as it is, "" if none stands in the way."""
        for old in self._cookies.values():
            if old.name != said.name:
                continue
            if by_script and old.http_only and old.identity == made(said, asked, 0).identity:
                return "a script can't replace an HttpOnly cookie"
            if asked.target.secure or not old.secure:
                continue
            domain = said.domain or asked.target.host
            related = domain_matches(domain, old.domain) or domain_matches(old.domain, domain)
            if related and path_matches(path_for(said, asked), old.path):
                return "http can't cover a Secure cookie"
        return ""

    def sent(self, asked: Asking, now: float) -> list[Cookie]:
        """The cookies that go along with a request: longer paths first, then older ones."""
        self._forget_expired(now)
        found = [each for each in self._cookies.values() if self._goes(each, asked, now)]
        return sorted(found, key=lambda each: (-len(each.path), each.created))

    def seen_by_scripts(self, page: Origin, path: str, now: float) -> list[Cookie]:
        """What `document.cookie` shows: all but the HttpOnly ones."""
        found = self.sent(Asking(page, path), now)
        return [each for each in found if not each.http_only]

    def header(self, asked: Asking, now: float) -> str:
        """The value of the Cookie header, "" if there is nothing to send."""
        return written(self.sent(asked, now))

    def _goes(self, cookie: Cookie, asked: Asking, now: float) -> bool:
        """True if this cookie goes along with this request."""
        host = asked.target.host
        if cookie.host_only and host != cookie.domain:
            return False
        if not domain_matches(host, cookie.domain) or not path_matches(asked.path, cookie.path):
            return False
        if cookie.secure and not asked.target.secure:
            return False
        return asked.same_site or self._crosses(cookie, asked, now)

    def _crosses(self, cookie: Cookie, asked: Asking, now: float) -> bool:
        """True if this cookie goes along though a foreign site asks."""
        by_default = cookie.same_site == "Default"
        if cookie.same_site == "None" or (by_default and self.default == "none"):
            return True
        if cookie.same_site == "Strict" or not asked.top_level:
            return False
        if asked.method in SAFE:
            return True
        return by_default and self.default == "lax+post" and now - cookie.created < YOUNG

    def _forget_expired(self, now: float) -> None:
        for cookie in self:
            if cookie.expires is not None and cookie.expires <= now:
                del self._cookies[cookie.identity]


def refused(said: SetCookie, asked: Asking, by_script: bool) -> str:
    """Why a browser keeps no such cookie, "" if it does (5.7)."""
    host, secure = asked.target.host, asked.target.secure
    if said.domain and said.domain in PUBLIC_SUFFIXES and said.domain != host:
        return f"Domain={said.domain} would be a cookie for strangers"
    if said.domain and not domain_matches(host, said.domain):
        return f"{host} is not within Domain={said.domain}"
    if said.secure and not secure:
        return "Secure needs https"
    if said.http_only and by_script:
        return "a script can't set HttpOnly"
    if said.same_site == "None" and not said.secure:
        return "SameSite=None needs Secure"
    if said.same_site != "None" and not asked.same_site and not asked.top_level:
        return "a foreign page asked, and SameSite is not None"
    return refused_prefix(said)


def refused_prefix(said: SetCookie) -> str:
    """Why the name promises too much (5.7, 4.1.3)."""
    name = said.name.lower() or said.value.lower()
    if not said.name and name.startswith(("__secure-", "__host-")):
        return "a nameless cookie can't pretend to have a prefix"
    if name.startswith("__secure-") and not said.secure:
        return "the prefix __Secure- needs Secure"
    if name.startswith("__host-") and not (said.secure and not said.domain and said.path == "/"):
        return "the prefix __Host- needs Secure, Path=/ and no Domain"
    return ""


def made(said: SetCookie, asked: Asking, now: float) -> Cookie:
    """The cookie to keep."""
    host = asked.target.host
    shared = bool(said.domain) and said.domain not in PUBLIC_SUFFIXES
    if said.max_age is not None:
        expires: float | None = now + said.max_age if said.max_age > 0 else now
    else:
        expires = said.expires
    if expires is not None:
        expires = min(expires, now + LONGEST_LIFE)
    return Cookie(
        said.name,
        said.value,
        (said.domain or host) if shared else host,
        not shared,
        path_for(said, asked),
        said.secure,
        said.http_only,
        said.same_site,
        now,
        expires,
    )


def path_for(said: SetCookie, asked: Asking) -> str:
    """The path that was asked for, else the folder of the page that set it (5.1.4)."""
    if said.path:
        return said.path
    folder = asked.path.rpartition("/")[0]
    return folder if folder.startswith("/") else "/"


def domain_matches(host: str, domain: str) -> bool:
    """True if the host is the domain or lies within it (5.1.3)."""
    return host == domain or host.endswith(f".{domain}")


def path_matches(path: str, cookie_path: str) -> bool:
    """True if the path is the cookie's or lies within it (5.1.4)."""
    if path == cookie_path:
        return True
    inside = cookie_path if cookie_path.endswith("/") else f"{cookie_path}/"
    return path.startswith(inside)


def written(cookies: list[Cookie]) -> str:
    """Cookies as the Cookie header and `document.cookie` write them."""
    return "; ".join(f"{each.name}={each.value}" if each.name else each.value for each in cookies)


def read_cookies(header: str) -> dict[str, str]:
    """The names and values of a Cookie header; of two with one name the first counts."""
    found: dict[str, str] = {}
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        found.setdefault(name, value)
    return found
