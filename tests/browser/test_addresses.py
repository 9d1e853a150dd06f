"""Origins and sites."""

from __future__ import annotations

import pytest

from simulator.browser.addresses import joined, line_of, origin_of, registrable, relation


def test_scheme_host_and_port_make_an_origin():
    assert origin_of("https://films.example/a") == origin_of("https://films.example:443")
    assert origin_of("http://films.example") != origin_of("https://films.example")
    assert origin_of("https://films.example:8443") != origin_of("https://films.example")
    assert str(origin_of("https://films.example:8443/x")) == "https://films.example:8443"


@pytest.mark.parametrize("url", ["films.example", "/films", "data:text/html,x", "https://"])
def test_what_has_no_origin(url):
    with pytest.raises(ValueError, match="begins with https://"):
        origin_of(url)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("films.example", "films.example"),
        ("a.b.films.example", "films.example"),
        ("shop.co.uk", "shop.co.uk"),
        ("ada.hosting.example", "ada.hosting.example"),
        ("example", "example"),
        ("localhost", "localhost"),
    ],
)
def test_the_name_that_somebody_registered(host, name):
    assert registrable(host) == name


@pytest.mark.parametrize(
    ("initiator", "said"),
    [
        ("https://films.example", "same-origin"),
        ("https://blog.films.example", "same-site"),
        ("https://films.example:8443", "same-site"),
        ("http://films.example", "cross-site"),
        ("https://mallory.example", "cross-site"),
        ("https://films.example.mallory.example", "cross-site"),
    ],
)
def test_sec_fetch_site(initiator, said):
    assert relation(origin_of(initiator), origin_of("https://films.example")) == said


def test_sec_fetch_site_without_a_page():
    films = origin_of("https://films.example")
    assert relation(None, films, typed=True) == "none"
    assert relation(None, films) == "cross-site"


def test_neighbours_at_a_hosting_company_are_strangers():
    ada, bo = origin_of("https://ada.hosting.example"), origin_of("https://bo.hosting.example")
    assert relation(ada, bo) == "cross-site"


def test_addresses_as_a_page_sees_them():
    assert joined("https://films.example/a/b", "/c") == "https://films.example/c"
    assert joined("https://films.example/", "https://login.example/x") == "https://login.example/x"
    assert line_of("https://films.example:443/a?b=c#d") == "/a?b=c"
