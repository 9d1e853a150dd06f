"""Pages: what they read, and what goes along with what they send."""

from __future__ import annotations

import pytest

from simulator.actors.messages import Request, Response
from simulator.browser.browser import Browser
from simulator.browser.cors import Blocked, allowing
from tests.browser.small import BLOG, FILMS, FOREIGN, Network, browser_with

COOKIE = "a=b; Path=/; Secure; SameSite=None"


def test_local_storage_belongs_to_an_origin_and_outlives_a_page():
    browser = Browser(Network())
    page = browser.open(FILMS)
    page.local_storage["token"] = "x"
    page.memory["token"] = page.hidden["token"] = "y"
    again = page.reload()
    assert again.local_storage == {"token": "x"}
    assert (again.memory, again.hidden) == ({}, {})
    for other in (BLOG, FOREIGN, "http://films.example", f"{FILMS}:8443"):
        assert browser.open(other).local_storage == {}


def test_document_cookie():
    browser, _ = browser_with("secret=1; HttpOnly")
    page = browser.open(FILMS)
    assert page.cookie == ""
    assert page.set_cookie("a=b") == ""
    assert page.set_cookie("c=d; HttpOnly") != ""
    assert page.cookie == "a=b"
    assert browser.open(BLOG).cookie == ""


def test_headers_of_what_a_person_asks():
    network = Network()
    Browser(network).open(FILMS)
    assert network.last("Sec-Fetch-Site") == "none"
    assert network.last("Origin") is None
    assert network.last("Referer") is None
    assert network.last("Host") == "films.example"


@pytest.mark.parametrize(
    ("start", "site"),
    [(FILMS, "same-origin"), (BLOG, "same-site"), (FOREIGN, "cross-site")],
)
def test_headers_of_a_form(start, site):
    network = Network()
    Browser(network).open(start).submit(f"{FILMS}/api", {"x": "1"})
    assert network.last("Sec-Fetch-Site") == site
    assert network.last("Origin") == start
    assert network.last("Referer") == f"{start}/"
    assert network.last("Content-Type") == "application/x-www-form-urlencoded"


def test_a_link_has_no_origin_header():
    network = Network()
    Browser(network).open(FOREIGN).follow(FILMS)
    assert network.last("Origin") is None
    assert network.last("Sec-Fetch-Site") == "cross-site"


def test_a_sandboxed_form_has_the_origin_null():
    network = Network()
    Browser(network).open(FILMS).submit(f"{FILMS}/api", sandboxed=True)
    assert network.last("Origin") == "null"
    assert network.last("Sec-Fetch-Site") == "cross-site"


def test_a_script_can_not_write_the_browsers_own_headers():
    network = Network()
    page = Browser(network).open(FILMS)
    page.fetch("/x", headers={"Sec-Fetch-Site": "lie", "Host": "lie", "X-Mine": "1"})
    assert network.last("Sec-Fetch-Site") == "same-origin"
    assert network.last("Host") == "films.example"
    assert network.last("X-Mine") == "1"


def test_old_browsers_and_plain_http_send_no_fetch_metadata():
    network = Network()
    Browser(network, fetch_metadata=False).open(FILMS).submit("/api")
    assert network.last("Sec-Fetch-Site") is None
    assert network.last("Origin") == FILMS
    Browser(network).open("http://films.example")
    assert network.last("Sec-Fetch-Site") is None


def test_redirects_are_followed_and_cookies_kept_on_the_way():
    network = Network()
    network.answers[f"{FILMS}/a"] = Response(302, {"Location": "/b", "Set-Cookie": "x=1\ny=2"})
    network.answers[f"{FILMS}/loop"] = Response(302, {"Location": "/loop"})
    browser = Browser(network)
    page = browser.open(FOREIGN).submit(f"{FILMS}/a", {"f": "1"})
    assert page.url == f"{FILMS}/b"
    assert network.came[-1][1].method == "GET"
    assert len(browser.jar) == 2
    with pytest.raises(Blocked, match="redirected"):
        browser.open(f"{FILMS}/loop")


# --- fetch and CORS ------------------------------------------------------------------------


def test_own_origin_is_read_with_cookies():
    browser, network = browser_with(COOKIE)
    answer = browser.open(FILMS).fetch("/api", "PUT", headers={"X-Any": "1"})
    assert answer.ok
    assert network.last("Cookie") == "a=b"
    assert all(request.method != "OPTIONS" for _, request in network.came)


def test_a_foreign_answer_is_not_read_though_the_request_was_sent():
    browser, network = browser_with(COOKIE)
    with pytest.raises(Blocked, match="may not read"):
        browser.open(FOREIGN).fetch(f"{FILMS}/api", "POST", {"x": "1"}, credentials="include")
    assert network.came[-1][1].method == "POST"
    assert network.last("Cookie") == "a=b"


def test_cookies_go_along_to_strangers_only_if_asked_for():
    browser, network = browser_with(COOKIE)
    with pytest.raises(Blocked):
        browser.open(FOREIGN).fetch(f"{FILMS}/api")
    assert network.last("Cookie") is None


@pytest.mark.parametrize(
    "how",
    [
        {"method": "PUT"},
        {"method": "POST", "headers": {"Content-Type": "application/json"}},
        {"method": "GET", "headers": {"X-Films": "1"}},
        {"method": "GET", "headers": {"Authorization": "Bearer x"}},
    ],
)
def test_what_no_form_could_send_is_asked_for_first(how):
    browser, network = browser_with(COOKIE)
    with pytest.raises(Blocked, match="does not allow"):
        browser.open(FOREIGN).fetch(f"{FILMS}/api", **how, credentials="include")
    target, request = network.came[-1]
    assert request.method == "OPTIONS"
    assert "Cookie" not in request.headers
    assert str(target) == FILMS


def test_a_server_may_allow():
    allowed = allowing(FOREIGN, with_cookies=True) | {
        "Access-Control-Allow-Methods": "PUT",
        "Access-Control-Allow-Headers": "X-Films",
    }
    network = Network(**allowed)
    page = Browser(network).open(FOREIGN)
    headers = {"X-Films": "1"}
    assert page.fetch(f"{FILMS}/api", "PUT", headers=headers, credentials="include").ok
    with pytest.raises(Blocked, match="does not allow"):
        page.fetch(f"{FILMS}/api", "DELETE", headers=headers, credentials="include")


def test_an_asterisk_is_not_for_requests_with_cookies():
    network = Network(**{"Access-Control-Allow-Origin": "*"})
    page = Browser(network).open(FOREIGN)
    assert page.fetch(f"{FILMS}/api").ok
    with pytest.raises(Blocked):
        page.fetch(f"{FILMS}/api", credentials="include")


def test_a_sister_is_a_stranger_when_it_comes_to_reading():
    browser, network = browser_with("a=b; Path=/; SameSite=Strict")
    with pytest.raises(Blocked):
        browser.open(BLOG).fetch(f"{FILMS}/api", credentials="include")
    assert network.last("Cookie") == "a=b"


def test_windows_of_other_origins_are_closed_books():
    browser = Browser(Network())
    page = browser.open(FILMS)
    assert page.look_into(page.follow("/callback?code=1")) == f"{FILMS}/callback?code=1"
    with pytest.raises(Blocked, match="look into"):
        page.look_into(page.follow(BLOG))


def test_listeners_hear_fetch_but_no_worker_and_no_cookie():
    browser, _ = browser_with("a=b; HttpOnly")
    page = browser.open(FILMS)
    heard: list[Request] = []
    page.listeners.append(heard.append)
    page.fetch("/api", headers={"Authorization": "Bearer x"})
    page.fetch("/token", by_worker=True)
    assert [request.path for request in heard] == [f"{FILMS}/api"]
    assert heard[0].headers["Authorization"] == "Bearer x"
    assert "Cookie" not in heard[0].headers
