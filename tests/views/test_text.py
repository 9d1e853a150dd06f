"""English for numbers and spans."""

import pytest

from simulator.views import text


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "no logins"),
        (1, "one login"),
        (2, "two logins"),
        (14, "14 logins"),
        (1200, "1,200 logins"),
    ],
)
def test_a_noun_agrees_with_its_number(n, said):
    assert text.count(n, "login") == said


@pytest.mark.parametrize(
    ("n", "said"), [(0, "never"), (1, "once"), (2, "twice"), (5, "5 times"), (1000, "1,000 times")]
)
def test_how_often(n, said):
    assert text.times(n) == said


@pytest.mark.parametrize(
    ("seconds", "short", "words"),
    [
        (0, "0 ms", "0 milliseconds"),
        (0.001, "1 ms", "1 millisecond"),
        (0.08, "80 ms", "80 milliseconds"),
        (0.9999, "1 s", "1 second"),
        (1, "1 s", "1 second"),
        (9.92, "9.92 s", "9.92 seconds"),
        (29.92, "29.9 s", "29.9 seconds"),
        (59.96, "1 min", "1 minute"),
        (60, "1 min", "1 minute"),
        (90, "1 min 30 s", "1 minute 30 seconds"),
        (299.96, "5 min", "5 minutes"),
        (303.12, "5 min 3 s", "5 minutes 3 seconds"),
        (3599.9, "1 h", "1 hour"),
        (5400, "1 h 30 min", "1 hour 30 minutes"),
        (7201, "2 h", "2 hours"),
        (86400, "1 d", "1 day"),
        (86399.9, "1 d", "1 day"),
        (7 * 86400 + 79200, "7 d 22 h", "7 days 22 hours"),
        (30 * 86400, "30 d", "30 days"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(seconds, short, words):
    assert text.duration(seconds) == short
    assert text.duration_in_words(seconds) == words


def test_lists():
    assert text.listing([]) == ""
    assert text.listing(["a"]) == "a"
    assert text.listing(["a", "b"]) == "a and b"
    assert text.listing(["a", "b", "c"]) == "a, b and c"
    assert text.listing(["a", "b", "c", "d"], most=2) == "a, b and 2 more"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 40, "no"), (1, 40, "1 in 40"), (40, 40, "every"), (3, 8, "38 %"), (20, 100, "1 in 5")],
)
def test_shares(part, whole, said):
    assert text.one_in(part, whole) == said


def test_people_have_names_and_numbered_clients_keep_theirs():
    assert text.person("ada") == "Ada"
    assert text.person("viewer-001") == "viewer-001"


def test_an_unknown_name_is_met_with_near_ones():
    said = text.near("adda", ["ada", "bo"], "client")
    assert said == "no client named 'adda' in this log; did you mean 'ada'? There are ada and bo."
    assert text.near("x", [], "client") == "no client named 'x' in this log. It has none."
