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
