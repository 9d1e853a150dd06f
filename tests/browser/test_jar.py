"""Cookies as draft-ietf-httpbis-rfc6265bis-22 has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.browser.addresses import origin_of
from simulator.browser.jar import Asking, CookieJar, domain_matches, path_matches, read_cookies
from simulator.browser.set_cookie import read_set_cookie

FILMS = origin_of("https://films.example")
PLAIN = origin_of("http://films.example")
BLOG = origin_of("https://blog.films.example")


def jar_with(*lines: str, default: str = "lax+post", path: str = "/") -> CookieJar:
    jar = CookieJar(default)  # type: ignore[arg-type]
    for line in lines:
        assert jar.set(line, Asking(FILMS, path), 0.0) == ""
    return jar


# --- 5.6: the line ---------------------------------------------------------------------------


def test_a_line_is_read():
    said = read_set_cookie("a = b ; Path=/x; DOMAIN=.Films.Example; secure; HttpOnly; SameSite=lax")
    assert said is not None
    assert (said.name, said.value, said.path, said.domain) == ("a", "b", "/x", "films.example")
    assert (said.secure, said.http_only, said.same_site) == (True, True, "Lax")


@pytest.mark.parametrize("line", ["", "=", ";Secure", "a=b\x00c", "a=" + "x" * 4096])
def test_lines_that_a_browser_ignores_whole(line):
    assert read_set_cookie(line) is None


def test_no_equals_sign_means_no_name():
    said = read_set_cookie("lonely; Path=/")
    assert said is not None
    assert (said.name, said.value) == ("", "lonely")


def test_the_last_attribute_wins_and_nonsense_is_passed_over():
    said = read_set_cookie("a=b; Path=/x; Path=/y; Colour=red; Max-Age=soon; SameSite=Sometimes")
    assert said is not None
    assert (said.path, said.max_age, said.same_site) == ("/y", None, "Default")


@given(st.text(max_size=60))
def test_any_text_is_read_or_ignored(line):
    said = read_set_cookie(line)
    assert said is None or said.name + said.value


# --- 5.7: what is kept -----------------------------------------------------------------------


def test_without_domain_a_cookie_is_for_one_host():
    jar = jar_with("a=b")
    assert jar.header(Asking(FILMS, "/"), 1) == "a=b"
    assert jar.header(Asking(BLOG, "/"), 1) == ""


def test_with_domain_it_goes_to_subdomains_too():
    assert jar_with("a=b; Domain=films.example").header(Asking(BLOG, "/"), 1) == "a=b"


def test_a_subdomain_may_set_for_the_domain_above_but_not_for_others():
    jar = CookieJar()
    assert jar.set("a=b; Domain=films.example", Asking(BLOG, "/"), 0) == ""
    assert jar.header(Asking(FILMS, "/"), 1) == "a=b"
    assert "not within" in jar.set("a=b; Domain=login.example", Asking(FILMS, "/"), 0)
    assert "not within" in jar.set("a=b; Domain=blog.films.example", Asking(FILMS, "/"), 0)
    assert "strangers" in jar.set("a=b; Domain=example", Asking(FILMS, "/"), 0)


def test_secure_needs_https_both_ways():
    jar = CookieJar()
    assert "https" in jar.set("a=b; Secure", Asking(PLAIN, "/"), 0)
    jar.set("a=b; Secure", Asking(FILMS, "/"), 0)
    assert jar.header(Asking(PLAIN, "/"), 1) == ""
    assert jar.header(Asking(FILMS, "/"), 1) == "a=b"


def test_http_can_not_cover_a_secure_cookie():
    jar = jar_with("a=b; Secure; Path=/")
    assert "cover" in jar.set("a=planted", Asking(PLAIN, "/"), 1)
    assert jar.set("other=planted", Asking(PLAIN, "/"), 1) == ""


def test_scripts_neither_see_set_nor_replace_http_only():
    jar = jar_with("a=b; HttpOnly; Path=/", "c=d; Path=/")
    assert [each.name for each in jar.seen_by_scripts(FILMS, "/", 1)] == ["c"]
    assert "replace" in jar.set("a=mine; Path=/", Asking(FILMS, "/"), 1, by_script=True)
    assert "HttpOnly" in jar.set("e=f; HttpOnly", Asking(FILMS, "/"), 1, by_script=True)
    assert jar.header(Asking(FILMS, "/"), 1) == "a=b; c=d"


def test_same_site_none_needs_secure():
    assert "Secure" in CookieJar().set("a=b; SameSite=None", Asking(FILMS, "/"), 0)


def test_a_foreign_subrequest_sets_only_same_site_none():
    asked = Asking(FILMS, "/", same_site=False, top_level=False)
    jar = CookieJar()
    assert "foreign" in jar.set("a=b", asked, 0)
    assert jar.set("a=b; SameSite=None; Secure", asked, 0) == ""


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("__Host-a=b; Path=/; Secure", True),
        ("__host-a=b; Path=/; Secure", True),
        ("__Host-a=b; Path=/", False),
        ("__Host-a=b; Secure", False),
        ("__Host-a=b; Path=/x; Secure", False),
        ("__Host-a=b; Path=/; Secure; Domain=films.example", False),
        ("__Secure-a=b; Secure", True),
        ("__Secure-a=b", False),
        ("__HOST-a=b", False),
        ("=__Host-a=b; Path=/; Secure", False),
    ],
)
def test_prefixes(line, kept):
    assert (CookieJar().set(line, Asking(FILMS, "/"), 0) == "") == kept


def test_the_sister_can_not_plant_a_host_cookie():
    line = "__Host-session=mallory; Domain=films.example; Path=/; Secure"
    assert "__Host-" in CookieJar().set(line, Asking(BLOG, "/"), 0, by_script=True)


def test_name_domain_and_path_make_a_cookie():
    jar = jar_with("a=1; Path=/", "a=2; Path=/api", "a=3; Path=/; Domain=films.example")
    assert len(jar) == 3
    jar.set("a=4; Path=/", Asking(FILMS, "/"), 5)
    assert len(jar) == 3
    assert jar.header(Asking(FILMS, "/api/x"), 6) == "a=2; a=4; a=3"


# --- 5.5: how long -------------------------------------------------------------------------


def test_max_age_and_expires():
    assert jar_with("a=b; Max-Age=10").header(Asking(FILMS, "/"), 9.9) == "a=b"
    assert jar_with("a=b; Max-Age=10").header(Asking(FILMS, "/"), 10) == ""
    later = "Thu, 01 Jan 1970 00:01:00 GMT"
    assert jar_with(f"a=b; Expires={later}").header(Asking(FILMS, "/"), 61) == ""
    both = jar_with(f"a=b; Expires={later}; Max-Age=90")
    assert both.header(Asking(FILMS, "/"), 61) == "a=b"


def test_how_a_cookie_is_deleted():
    jar = jar_with("a=b; Path=/")
    jar.set("a=; Path=/; Max-Age=0", Asking(FILMS, "/"), 5)
    assert len(jar) == 0


def test_four_hundred_days_at_most():
    jar = jar_with("a=b; Max-Age=999999999")
    assert jar.header(Asking(FILMS, "/"), 400 * 86400 - 1) == "a=b"
    assert jar.header(Asking(FILMS, "/"), 400 * 86400) == ""


# --- 5.8.3: what is sent ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "cookie_path", "fits"),
    [("/api", "/api", True), ("/api/x", "/api", True), ("/apix", "/api", False),
     ("/api/x", "/api/", True), ("/x", "/", True), ("/", "/api", False)],
)  # fmt: skip
def test_paths(path, cookie_path, fits):
    assert path_matches(path, cookie_path) == fits


def test_the_default_path_is_the_folder():
    jar = jar_with("a=b", path="/api/films")
    assert jar.header(Asking(FILMS, "/api/x"), 1) == "a=b"
    assert jar.header(Asking(FILMS, "/"), 1) == ""


def test_domains_match_at_a_dot():
    assert domain_matches("blog.films.example", "films.example")
    assert not domain_matches("notfilms.example", "films.example")


@pytest.mark.parametrize(
    ("line", "link", "form", "script"),
    [
        ("a=b; SameSite=Strict", False, False, False),
        ("a=b; SameSite=Lax", True, False, False),
        ("a=b; SameSite=None; Secure", True, True, True),
        ("a=b", True, False, False),
    ],
)
def test_same_site_and_who_asks(line, link, form, script):
    jar, now = jar_with(line), 200.0
    by_link = Asking(FILMS, "/", "GET", same_site=False)
    by_form = Asking(FILMS, "/", "POST", same_site=False)
    by_script = Asking(FILMS, "/", "GET", same_site=False, top_level=False)
    sent = [bool(jar.header(asked, now)) for asked in (by_link, by_form, by_script)]
    assert sent == [link, form, script]


def test_two_minutes_for_cookies_that_name_no_same_site():
    by_form = Asking(FILMS, "/", "POST", same_site=False)
    assert jar_with("a=b").header(by_form, 119) == "a=b"
    assert jar_with("a=b").header(by_form, 120) == ""
    assert jar_with("a=b; SameSite=Lax").header(by_form, 1) == ""
    assert jar_with("a=b", default="lax").header(by_form, 1) == ""
    by_script = Asking(FILMS, "/", "POST", same_site=False, top_level=False)
    assert jar_with("a=b").header(by_script, 1) == ""


def test_a_replaced_cookie_is_as_old_as_the_first():
    jar = jar_with("a=b")
    jar.set("a=c", Asking(FILMS, "/"), 100)
    assert jar.header(Asking(FILMS, "/", "POST", same_site=False), 150) == ""


def test_browsers_without_a_default():
    by_script = Asking(FILMS, "/", "GET", same_site=False, top_level=False)
    assert jar_with("a=b", default="none").header(by_script, 500) == "a=b"
    with pytest.raises(ValueError, match="'sometimes'"):
        CookieJar("sometimes")  # type: ignore[arg-type]


def test_a_cookie_header_is_read():
    assert read_cookies("a=1; b=2=3; a=4; c") == {"a": "1", "b": "2=3", "c": ""}
