"""Mermaid text of the two seed stories, line by line, and what may not break it."""

import pytest

from simulator.views.mermaid import label, plain, sequence_mermaid
from tests.views import stories

FIRST = """\
sequenceDiagram
    accTitle: Ada logs in twice, one of 3 requests is refused
    participant C as Ada
    participant A as auth server
    participant B as backend
    C->>A: POST /token password
    A-->>C: 200: access token ada-a1 (5 min)
    Note over C,B: 9.92 s later
    C->>B: GET /films with ada-a1
    B-->>C: 200 OK
    Note over C,B: 6 min 50 s later
    C->>B: GET /films/7 with ada-a1
    B-->>C: 401 invalid_token: expired
    C->>A: POST /token password
    A-->>C: 200: access token ada-a2 (5 min)
    C->>B: GET /films/7 with ada-a2
    B-->>C: 200 OK
"""

SECOND = """\
sequenceDiagram
    accTitle: Ada logs in once and renews once, 3 of 8 requests are refused
    participant C as Ada
    participant A as auth server
    participant B as backend
    C->>B: GET /films with ada-a3
    B-->>C: 401 invalid_token: expired
    C->>A: POST /token refresh_token with ada-r3
    A-->>C: 400 invalid_grant: expired
    C->>A: POST /token password
    A-->>C: 200: access token ada-a4 (5 min)<br/>refresh token ada-r4 (15 min)
    C->>B: GET /films with ada-a4
    B-->>C: 200 OK
    Note over C,B: 2 min later
    C->>B: GET /films with ada-a4
    B-->>C: 200 OK
    Note over C,B: 2 min later
    C->>B: GET /films with ada-a4
    B-->>C: 200 OK
    Note over C,B: 2 min later
    C->>B: GET /films with ada-a4
    B-->>C: 401 invalid_token: expired
    C->>A: POST /token refresh_token with ada-r4
    A-->>C: 200: access token ada-a5 (5 min)<br/>refresh token ada-r5 (9 min)
    C->>B: GET /films with ada-a5
    B-->>C: 200 OK
    Note over C,B: 2 min later
    C->>B: GET /films with ada-a5
    B-->>C: 200 OK
    Note over C,B: 1 min 20 s later
    C->>B: GET /editor with ada-a5
    B-->>C: 403 insufficient_scope: needs role editor
"""


FIVE = """\
sequenceDiagram
    accTitle: Ada logs in 4 times and renews once, 5 of 10 requests are refused, \
a replaced refresh token is shown again
    participant C as Ada
    participant A as auth server
    participant B as backend
    C->>B: GET /films with ada-a1 ×5
    B-->>C: 401 invalid_token: expired ×5
    C->>A: POST /token refresh_token with ada-r1 ×5
    A-->>C: 200: access token ada-a2 (5 min)<br/>refresh token ada-r2 (24 min 30 s)
    Note right of A: reuse of ada-r1: ada-r2 revoked
    A-->>C: 400 invalid_grant: reused
    A-->>C: 400 invalid_grant: revoked ×3
    C->>B: GET /films with ada-a2
    C->>A: POST /token password ×4
    B-->>C: 200 OK
    A-->>C: 200 ×4:<br/>access tokens ada-a3 to ada-a6 (5 min)<br/>\
refresh tokens ada-r3 to ada-r6 (30 min)
    C->>B: GET /films with ada-a3 to ada-a6 ×4
    B-->>C: 200 OK ×4
"""

ONE_FOR_ALL = """\
sequenceDiagram
    accTitle: Ada renews once, 5 of 10 requests are refused
    participant C as Ada
    participant A as auth server
    participant B as backend
    C->>B: GET /films with ada-a1 ×5
    B-->>C: 401 invalid_token: expired ×5
    C->>A: POST /token refresh_token with ada-r1
    A-->>C: 200: access token ada-a2 (5 min)<br/>refresh token ada-r2 (24 min 30 s)
    C->>B: GET /films with ada-a2 ×5
    B-->>C: 200 OK ×5
"""

BROWSER = """\
sequenceDiagram
    accTitle: Ada logs in once, the only request is served
    participant C as Ada
    participant P1 as browser
    participant A as auth server
    participant B as backend
    C->>P1: go and log in
    P1->>A: POST /authorize
    A-->>P1: 302: back with a code
    P1->>C: code
    C->>A: POST /token authorization_code
    A-->>C: 200: access token ada-a1 (5 min)<br/>refresh token ada-r1 (30 min)
    C->>B: GET /films with ada-a1
    B-->>C: 200 OK
"""


def without_description(source: str) -> str:
    return "".join(line for line in source.splitlines(True) if "accDescr: " not in line)


@pytest.mark.parametrize(
    ("log", "start", "expected"),
    [(stories.access_token(), 0, FIRST), (stories.refresh_token(), 1100, SECOND)],
)
def test_the_seed_stories(log, start, expected):
    diagram = sequence_mermaid(log, start=start)
    assert without_description(diagram.source) == expected
    assert diagram.alt.startswith("Sequence of requests by Ada. ")
    assert f"accDescr: {diagram.alt}" in diagram.source


@pytest.mark.parametrize(
    ("log", "expected"), [(stories.five_at_once(), FIVE), (stories.one_for_all(), ONE_FOR_ALL)]
)
def test_what_happens_at_once_is_one_line_for_each_outcome(log, expected):
    assert without_description(sequence_mermaid(log, start=320).source) == expected


def test_the_browser_has_a_lifeline_where_it_acts():
    diagram = sequence_mermaid(stories.code_login(), start=10, until=50)
    assert without_description(diagram.source) == BROWSER
    assert diagram.alt.startswith(
        "Sequence of requests by Ada and the browser. "
        "20 s, browser: POST /authorize to the auth server: 302 with a code. "
    )
    assert "browser" not in sequence_mermaid(stories.code_login(), start=50).source


def test_a_browser_that_is_refused_brings_no_code():
    source = sequence_mermaid(stories.code_login(), until=10).source
    assert "A-->>P1: 401 access_denied:<br/>wrong name or password\n" in source
    assert "P1->>C" not in source


def test_reuse_is_noted_at_the_auth_server():
    source = sequence_mermaid(stories.theft(), "ada").source
    assert "    Note right of A: reuse of ada-r1: mallory-r1 revoked\n" in source


def test_what_is_left_out_is_said():
    source = sequence_mermaid(stories.refresh_token()).source
    assert source.endswith("    Note over C,B: The first 12 of 25 exchanges.\n")


def test_lost_messages_and_gaps_while_waiting():
    w = stories.Writer()
    w.exchange("bo", 1.0, "GET /a", 200)
    w.exchange("bo", 2.0, "GET /slow", 200, leg=4.0)
    w.exchange("bo", 30.0, "GET /lost", 503)
    w.rows.pop()
    w.row(40.0, "bo", "request", "bo", 4, 0, "", "GET /gone")
    lines = [line.strip() for line in sequence_mermaid(w.log(50.0)).source.splitlines()][6:]
    assert lines == [
        "C->>B: GET /a",
        "B-->>C: 200 OK",
        "Note over C,B: 920 ms later",
        "C->>B: GET /slow",
        "Note over C,B: 4 s later",
        "B-->>C: 200 OK",
        "Note over C,B: 24 s later",
        "C->>B: GET /lost",
        "B--xC: 503",
        "Note over C,B: 9.96 s later",
        "C-xB: GET /gone: no answer",
    ]


def test_no_latency():
    w = stories.Writer()
    w.exchange("bo", 1.0, "GET /a", 200, leg=0.0)
    w.exchange("bo", 1.0, "GET /b", 200, leg=0.0)
    lines = [line.strip() for line in sequence_mermaid(w.log(50.0)).source.splitlines()][-4:]
    assert lines == ["C->>B: GET /a", "B-->>C: 200 OK", "C->>B: GET /b", "B-->>C: 200 OK"]


def test_what_takes_no_time_keeps_its_order():
    w = stories.Writer()
    for path in ("/a", "/a", "/b", "/a"):
        w.exchange("bo", 1.0, f"GET {path}", 200, leg=0.0)
    lines = [line.strip() for line in sequence_mermaid(w.log(50.0)).source.splitlines()][-6:]
    assert lines == [
        "C->>B: GET /a ×2",
        "B-->>C: 200 OK ×2",
        "C->>B: GET /b",
        "B-->>C: 200 OK",
        "C->>B: GET /a",
        "B-->>C: 200 OK",
    ]


def test_the_backend_fetching_keys():
    w = stories.Writer()
    w.exchange("backend", 0.0, "GET /jwks", 200)
    source = sequence_mermaid(w.log(1.0), "backend").source
    assert "participant B" not in source
    assert "accTitle: The backend asks the auth server once" in source


def test_words_that_mermaid_would_read_as_its_own():
    assert label('a;b #1 "q" <b>\n50%') == "a#59;b #35;1 #quot;q#quot; #lt;b#gt; 50#37;"
    assert plain("one; two #3\nfour %%{x") == "one, two no. 3 four %{x"


def test_nobody():
    diagram = sequence_mermaid([])
    assert diagram.alt == "Nobody sends anything."
    assert diagram.source.startswith("sequenceDiagram\n    accTitle: Nobody sends anything\n")
