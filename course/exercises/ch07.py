"""Exercises and quizzes of notebook 07: why not make it last longer?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.checks import (
    LearnerRaised,
    call,
    converse,
    expect,
    expect_function,
    expect_generator_function,
)
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.evenings import (
    PASSWORD,
    RENEWAL,
    Exchange,
    around,
    ask_pages_in_rows,
    at_the_table,
    evening,
    exchanges,
    expect_ran,
    seen,
)
from course.exercises.ordering import places, usual_trials
from simulator.actors.actions import Send, Steps, Wait
from simulator.actors.client import Client
from simulator.actors.messages import Response
from simulator.actors.session import Session

# --- 07.two_doors ------------------------------------------------------------------------

DOOR_CASES: list[tuple[dict[str, Any], str, bool, str]] = [
    ({"typ": "at+jwt"}, "backend", True, "an access token belongs there"),
    ({"typ": "rt+jwt"}, "backend", False, "a refresh token is for the auth server alone"),
    ({"typ": "rt+jwt"}, "auth_server", True, "a refresh token is renewed there"),
    ({"typ": "at+jwt"}, "auth_server", False, "an access token renews nothing"),
    ({"typ": "JWT"}, "backend", False, "this is some other token: let in what you know, only that"),
    ({"typ": "JWT"}, "auth_server", False, "this is some other token"),
    ({"typ": "AT+JWT"}, "backend", True, "upper and lower case make no difference"),
    ({"typ": "application/at+jwt"}, "backend", True, "the long form is allowed"),
    ({"typ": "At+Jwt"}, "backend", True, "upper and lower case make no difference"),
    ({"typ": "APPLICATION/AT+JWT"}, "backend", True, "nor do they in the long form"),
    ({"typ": "RT+JWT"}, "auth_server", True, "upper and lower case make no difference here either"),
    ({"typ": "application/rt+jwt"}, "auth_server", True, "the long form is allowed here too"),
    ({"alg": "HS256"}, "backend", False, "no `typ` at all: nobody says what it is for"),
    ({"alg": "HS256"}, "auth_server", False, "no `typ` at all: nobody says what it is for"),
    ({"typ": "format+jwt"}, "backend", False, "`at+jwt` is only the end of this type: compare all"),
    ({"typ": "at+jwt-like"}, "backend", False, "`at+jwt` is only its beginning: compare all of it"),
    ({"typ": None}, "backend", False, "`typ` may be nothing (None)"),
]


def check_two_doors(fits: Callable[..., Any]) -> str:
    """Which token may be shown where."""
    expect_function(fits, {"typ": "at+jwt"}, "backend", name="fits")
    for header, door, wanted, why in DOOR_CASES:
        try:
            said = call(fits, header, door)
        except LearnerRaised as stumble:
            if header.get("typ") is not None:
                raise
            raise NotYet(
                f'`fits({header}, "{door}")` raised `{type(stumble.error).__name__}`. A token may'
                " come with no `typ`, or with None: then no door opens."
            ) from None
        expect(
            isinstance(said, bool),
            f'`fits({header}, "{door}")` gave `{said!r}`. The door wants True or False.',
        )
        expect(
            said == wanted,
            f'`fits({header}, "{door}")` gave `{said}`, and should give `{wanted}`: {why}.',
        )
    return "Each door lets in its own kind of token, and no other."


def door(body: str) -> Code:
    """An answer to 07.two_doors with this body."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return Code(f"def fits(header, door):\n{lines}", "fits")


TWO_DOORS = Exercise(
    id="07.two_doors",
    title="Which door?",
    check=check_two_doors,
    hints=(
        "Which types does each door let in? Say that, and not which types it keeps out.",
        'Ask with `header.get("typ")`; bring it to one form (`lower`, without `application/`);'
        " compare"
        " the whole of it with the one type that this door takes.",
        'Begin with `typ = str(header.get("typ", "")).lower().removeprefix("application/")`. The'
        " backend takes `at+jwt`, the auth server `rt+jwt`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "sets of allowed types",
            door(
                'typ = (header.get("typ") or "").lower()\n'
                'if door == "backend":\n'
                '    return typ in {"at+jwt", "application/at+jwt"}\n'
                'return typ in {"rt+jwt", "application/rt+jwt"}'
            ),
            "correct",
        ),
        Trial(
            "exact, one form only",
            door(
                'typ = header.get("typ")\n'
                'return typ == ("at+jwt" if door == "backend" else "rt+jwt")'
            ),
            "not_yet",
            "make no difference",
        ),
        Trial(
            "keeps out instead of letting in",
            door(
                'typ = str(header.get("typ")).lower()\n'
                'return (typ != "rt+jwt") == (door == "backend")'
            ),
            "not_yet",
            "let in what you know",
        ),
        Trial(
            "text in text",
            door(
                'typ = str(header.get("typ", "")).lower()\n'
                'return ("at+jwt" if door == "backend" else "rt+jwt") in typ'
            ),
            "not_yet",
            "compare all",
        ),
        Trial(
            "missing typ",
            door(
                'typ = header["typ"].lower().removeprefix("application/")\n'
                'return typ == ("at+jwt" if door == "backend" else "rt+jwt")'
            ),
            "not_yet",
            "no door opens",
        ),
        Trial(
            "the other way round",
            door(
                'typ = str(header.get("typ", "")).lower().removeprefix("application/")\n'
                'return typ == ("rt+jwt" if door == "backend" else "at+jwt")'
            ),
            "not_yet",
            "belongs there",
        ),
        Trial("everybody", door("return True"), "not_yet", "for the auth server alone"),
        Trial("crash", door("return header.typ"), "not_yet", "AttributeError"),
    ),
)

# --- 07.order ------------------------------------------------------------------------------


def check_order(order: Any) -> str:
    """The steps of a renewal, in order."""
    place = places(order, "ABCDE")
    expect(
        place["E"] < place["B"],
        "Nobody answers before somebody asked: E comes before B.",
    )
    expect(
        place["B"] < place["D"],
        "This client renews because it was *refused*: B comes before D. (Renewing before that is"
        " the exercise after the next.)",
    )
    expect(place["D"] < place["C"], "There is nothing to keep before the auth server has answered.")
    expect(
        place["C"] < place["A"],
        "You ask again before you keep the new pair, so you would ask with the old token.",
    )
    return "That is the order. The step that is forgotten most is C."


ORDER = Exercise(
    id="07.order",
    title="In which order?",
    check=check_order,
    hints=(
        "What does the client do when all is well? Begin with that.",
        "Ask, be refused, renew: and what has to happen before you can ask again?",
        "E, B, then show the refresh token, then keep, then ask again.",
    ),
    catalogue=(
        *usual_trials("EBDCA"),
        Trial("asks before keeping", Answers("EBDAC"), "not_yet", "before you keep"),
        Trial("renews first", Answers("DCEBA"), "not_yet", "because it was *refused*"),
        Trial("refused before asked", Answers("BEDCA"), "not_yet", "before somebody asked"),
        Trial("keeps before renewing", Answers("EBCDA"), "not_yet", "nothing to keep"),
    ),
)

# --- 07.on_401 ------------------------------------------------------------------------------

AT = tuple(180.0 * n for n in range(15))
"""A page every three minutes, for 45 minutes."""
POLICY: dict[str, Any] = {"access_ttl": 300, "refresh_ttl": 1800}


def check_on_401(client: Client) -> str:
    """Renew when refused; the password only when the refresh token is refused."""
    all_sent = an_evening_of(client)
    visits = around(all_sent, AT)
    expect_renewal_at_the_right_door(all_sent)
    expect_renewal(visits, all_sent)
    expect_new_login(visits)
    renewals = [each for each in all_sent if each.request == RENEWAL and each.status == 200]
    expect(
        len(renewals) <= 7,
        f"Every page is served, with {len(renewals)} renewals. Six are enough: renew when a page is"
        " *refused*, the token is good for the others.",
    )
    expect_no_renewal_after_403(client)
    expect_patience(client, (0.0, 400.0))
    return "Renewed when it was refused, and the password only when nothing else helped."


def an_evening_of(client: Client) -> list[Exchange]:
    """What this client sends in the evening of the scenario `refresh_token`."""
    expect_generator_function(client, at_the_table(), name="client")
    happened = evening(client, AT, **POLICY)
    expect_ran(happened)
    all_sent = exchanges(happened)
    expect(bool(all_sent), "Your client sends nothing. It has to `yield` a `Send`.")
    return all_sent


def expect_renewal_at_the_right_door(all_sent: list[Exchange]) -> None:
    """Each token at its own door, the password at one door only."""
    expect(
        not any(each.is_page and "wrong type" in each.detail for each in all_sent),
        "You showed the *refresh* token to the backend. It is for the auth server alone; the"
        " backend gets `session.access_token`.",
    )
    expect(
        not any(each.request == RENEWAL and "wrong type" in each.detail for each in all_sent),
        "You showed the *access* token where the refresh token belongs: `session.refresh_token`.",
    )
    misled = [each for each in all_sent if each.to == "backend" and not each.is_page]
    expect(not misled, 'Passwords and refresh tokens go to "auth_server", never to the backend.')


def expect_renewal(visits: list[list[Exchange]], all_sent: list[Exchange]) -> None:
    """The first refused page: renewed, kept, asked again."""
    refused_at = next(
        (
            n
            for n, visit in enumerate(visits)
            if any(each.is_page and each.status == 401 for each in visit)
        ),
        None,
    )
    if refused_at is None:
        expect(any(each.is_page for each in all_sent), "Your client never asks for a page.")
        return
    visit = visits[refused_at]
    first = next(n for n, each in enumerate(visit) if each.is_page and each.status == 401)
    after = visit[first + 1 :]
    renewed = [each for each in after if each.request == RENEWAL]
    if not renewed:
        expect(
            not any(each.request == PASSWORD for each in after),
            "When a page is refused your client asks Ada for the password. It holds a refresh"
            " token: show that first.",
        )
        raise NotYet("When a page is refused your client shows no refresh token and moves on.")
    again = [each for each in after if each.is_page]
    expect(bool(again), "You renewed, and then forgot the page. Ask for it once more.")
    expect(
        seen(visit),
        "You renewed, and then threw the new pair away: the page was asked for with the old token."
        " `session.store(renewed.body)` keeps the pair.",
    )


def expect_new_login(visits: list[list[Exchange]]) -> None:
    """The end of the refresh token: the password, once."""
    for at, visit in zip(AT, visits, strict=True):
        denied = any(each.request == RENEWAL and each.status == 400 for each in visit)
        given = any(each.request == PASSWORD for each in visit)
        if denied and not given:
            raise NotYet(
                f"At minute {at / 60:g} the refresh token has expired (`invalid_grant`), and your"
                " client goes on without a good token. Now, and only now, the password is needed:"
                " `yield from give_password(session)` (without `yield from` nothing would happen)."
            )
        if denied:
            expect(
                seen(visit),
                f"At minute {at / 60:g} your client logs in again, and Ada never sees her page. Ask"
                " for it once more after the login too.",
            )
        expect(seen(visit), f"The page of minute {at / 60:g} was never served.")
    logins = sum(each.request == PASSWORD for visit in visits for each in visit)
    expect(
        logins <= 2,
        f"Ada typed her password {logins} times. Twice is enough: at the start, and when the"
        f" refresh token has expired.",
    )


def expect_no_renewal_after_403(client: Client) -> None:
    """403 is an answer, not a reason to renew."""
    happened = evening(client, (0.0, 60.0), path="/studio", **POLICY)
    expect_ran(happened)
    expect(
        not any(each.request == RENEWAL for each in exchanges(happened)),
        "Where Ada lacks the role (403) your client renews. New tokens have the same roles: renew"
        " after a 401, and only then.",
    )


TROUBLES = (
    Response(503),
    Response(429),
    Response(400, {}, {"error": "invalid_request"}),
)
"""Answers to a renewal that say nothing about the refresh token (RFC 6749 5.2)."""


def expect_patience(client: Client, at: tuple[float, float]) -> None:
    """A server in trouble says nothing about the token. It recovers after two tries."""
    for trouble in TROUBLES:
        session = at_the_table(at)
        asked: list[str] = []

        def reply(
            action: Any,
            session: Session = session,
            asked: list[str] = asked,
            trouble: Response = trouble,
        ) -> Response | None:
            if isinstance(action, Wait):
                session.now = max(session.now, action.until)
            if not isinstance(action, Send):
                return None
            asked.append(action.request.form.get("grant_type", "page"))
            if action.to == "backend":
                return Response(401, {}, {"error": "invalid_token"})
            if asked.count("refresh_token") <= 2 and asked[-1] == "refresh_token":
                return trouble
            tokens = {"access_token": "a.b.c", "refresh_token": "d.e.f", "expires_in": 300}
            return Response(200, {}, tokens)

        converse(client, session, reply=reply, most=100)
        named = f"{trouble.status} {trouble.error}".strip()
        expect(
            asked.count("password") <= 1,
            f"Then the auth server had a bad minute and answered `{named}` to a renewal, and your"
            ' client asked Ada for her password. Only the error `"invalid_grant"` says that the'
            " refresh token is dead.",
        )
        expect(
            asked.count("page") >= len(at),
            f"Then the auth server answered `{named}` to a renewal, and your client didn't even ask"
            " for the page. The token it holds may still be good: try.",
        )


GIVE_PASSWORD = (
    "def give_password(session):\n"
    '    answer = yield Send("auth_server", log_in(session.username, session.password))\n'
    "    session.store(answer.body)\n"
)
SETUP = (
    "from simulator import Send, Signal, Together, Wait, WaitFor, get, log_in, refresh\n"
    + GIVE_PASSWORD
    + "MARGIN = 30\n"
    "def renew(session):\n"
    '    renewed = yield Send("auth_server", refresh(session.refresh_token))\n'
    "    if renewed.ok:\n"
    "        session.store(renewed.body)\n"
    '    elif renewed.error == "invalid_grant":\n'
    "        yield from give_password(session)\n"
)
START = (
    "def client(session):\n"
    "    yield from give_password(session)\n"
    "    for visit in session.visits:\n"
    "        yield Wait(visit.at)\n"
)
ASK = 'yield Send("backend", get(visit.path, bearer=session.access_token))'
RENEW = 'renewed = yield Send("auth_server", refresh(session.refresh_token))'


def on_401(*lines: str) -> Code:
    """An answer to 07.on_401: these lines after a page was asked for."""
    body = "".join(f"        {line}\n" for line in (f"answer = {ASK}", *lines))
    return Code(START + body, "client")


ON_401 = Exercise(
    id="07.on_401",
    title="Renew on 401",
    check=check_on_401,
    setup=SETUP,
    hints=(
        "What does `answer.status` say when the page was refused? Everything you add happens only"
        " then.",
        "Three steps: show the refresh token to the auth server; if tokens came, keep them, and"
        " if the error is `invalid_grant`, give the password; then ask for the page again.",
        "```python\n"
        "if answer.status == 401:\n"
        '    renewed = yield Send("auth_server", refresh(session.refresh_token))\n'
        "    if renewed.ok:\n"
        "        ...  # keep the pair\n"
        '    elif renewed.error == "invalid_grant":\n'
        "        ...  # the password: yield from give_password(session)\n"
        "    ...  # and the page once more\n"
        "```",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "a loop over two tries",
            Code(
                "def renewal(session):\n"
                f"    {RENEW}\n"
                '    if renewed.error == "invalid_grant":\n'
                "        yield from give_password(session)\n"
                "    elif renewed.ok:\n"
                "        session.store(renewed.body)\n"
                + START
                + "        for attempt in range(2):\n"
                f"            answer = {ASK}\n"
                "            if answer.status != 401 or attempt:\n"
                "                break\n"
                "            yield from renewal(session)\n",
                "client",
            ),
            "correct",
        ),
        Trial(
            "waits and tries a renewal again",
            Code(
                "def new_tokens(session):\n"
                "    for attempt in range(3):\n"
                f"        {RENEW}\n"
                "        if renewed.ok:\n"
                "            return session.store(renewed.body)\n"
                '        if renewed.error == "invalid_grant":\n'
                "            return (yield from give_password(session))\n"
                "        yield Wait(session.now + 1)\n" + START + f"        answer = {ASK}\n"
                "        if answer.status == 401:\n"
                "            yield from new_tokens(session)\n"
                f"            {ASK}\n",
                "client",
            ),
            "correct",
        ),
        Trial(
            "renews after a 403 too",
            on_401(
                "if not answer.ok:",
                f"    {RENEW}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
                '    elif renewed.error == "invalid_grant":',
                "        yield from give_password(session)",
                f"    {ASK}",
            ),
            "not_yet",
            "only then",
        ),
        Trial(
            "looks at the status of the refusal",
            on_401(
                "if answer.status == 401:",
                f"    {RENEW}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
                "    elif renewed.status == 400:",
                "        yield from give_password(session)",
                f"    {ASK}",
            ),
            "not_yet",
            "400 invalid_request",
        ),
        Trial(
            "no yield before Send",
            on_401(
                "if answer.status == 401:",
                f"    {RENEW.replace('yield ', '')}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
            ),
            "not_yet",
            "never posted",
        ),
        Trial(
            "a password without yield from",
            on_401(
                "if answer.status == 401:",
                f"    {RENEW}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
                '    elif renewed.error == "invalid_grant":',
                "        give_password(session)",
                f"    {ASK}",
            ),
            "not_yet",
            "without `yield from`",
        ),
        Trial(
            "does nothing about 401",
            on_401("pass"),
            "not_yet",
            "shows no refresh token and moves on",
        ),
        Trial(
            "asks for the password",
            on_401(
                "if answer.status == 401:", "    yield from give_password(session)", f"    {ASK}"
            ),
            "not_yet",
            "show that first",
        ),
        Trial(
            "throws the pair away",
            on_401("if answer.status == 401:", f"    {RENEW}", f"    {ASK}"),
            "not_yet",
            "threw the new pair away",
        ),
        Trial(
            "forgets the page",
            on_401(
                "if answer.status == 401:",
                f"    {RENEW}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
                "    else:",
                "        yield from give_password(session)",
            ),
            "not_yet",
            "forgot the page",
        ),
        Trial(
            "no way back to the password",
            on_401(
                "if answer.status == 401:",
                f"    {RENEW}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
                f"    {ASK}",
            ),
            "not_yet",
            "only now, the password",
        ),
        Trial(
            "stores a refusal",
            on_401(
                "if answer.status == 401:",
                f"    {RENEW}",
                "    session.store(renewed.body)",
                f"    {ASK}",
            ),
            "not_yet",
            "holds no tokens",
        ),
        Trial(
            "refresh token to the backend",
            on_401(
                "if answer.status == 401:",
                '    yield Send("backend", get(visit.path, bearer=session.refresh_token))',
            ),
            "not_yet",
            "*refresh* token to the backend",
        ),
        Trial(
            "renewal sent to the backend",
            on_401(
                "if answer.status == 401:",
                '    renewed = yield Send("backend", refresh(session.refresh_token))',
                f"    {ASK}",
            ),
            "not_yet",
            "never to the backend",
        ),
        Trial(
            "access token where the refresh token belongs",
            on_401(
                "if answer.status == 401:",
                '    renewed = yield Send("auth_server", refresh(session.access_token))',
                "    if renewed.ok:",
                "        session.store(renewed.body)",
                f"    {ASK}",
            ),
            "not_yet",
            "*access* token where",
        ),
        Trial(
            "after every page",
            on_401(
                f"{RENEW}",
                "if renewed.ok:",
                "    session.store(renewed.body)",
                "else:",
                "    yield from give_password(session)",
                f"{ASK}",
            ),
            "not_yet",
            "renewals",
        ),
        Trial(
            "any failure is a logout",
            on_401(
                "if answer.status == 401:",
                f"    {RENEW}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
                "    else:",
                "        yield from give_password(session)",
                f"    {ASK}",
            ),
            "not_yet",
            "503",
        ),
        Trial(
            "until it works",
            on_401("while answer.status == 401:", f"    answer = {ASK}"),
            "not_yet",
            "never ends",
        ),
        Trial("crash", on_401("if anwser.status == 401:", "    pass"), "not_yet", "NameError"),
    ),
)

# --- 07.ahead --------------------------------------------------------------------------------


def check_ahead(client: Client) -> str:
    """Renew when fewer than 30 seconds are left."""
    all_sent = an_evening_of(client)
    expect_renewal_at_the_right_door(all_sent)
    expect(any(each.is_page for each in all_sent), "Your client never asks for a page.")
    tried = [each for each in all_sent if each.request == RENEWAL]
    logins = [each for each in all_sent if each.request == PASSWORD]
    expect(
        bool(tried) or len(logins) <= 2,
        "When the token is about to expire your client asks Ada for the password. It holds a"
        " refresh token: show that.",
    )
    expect(
        bool(tried),
        "Your client never renews, and its pages are refused. Before a page is asked for, compare"
        " `session.now` with `session.expires_at`. (`renew(session)` alone does nothing: `yield"
        " from renew(session)`.)",
    )
    denied = [each for each in tried if each.status == 400]
    expect(
        not denied or len(logins) > 1,
        "The refresh token has expired (`invalid_grant`), and your client doesn't give the"
        " password.",
    )
    late = [each for each in all_sent if each.is_page and each.status == 401]
    expect(
        not late,
        f"The page of minute {late[0].t / 60:.0f} is refused, since the token had expired. The"
        f" moment to renew lies *before* the expiry, and what comes back has to be kept."
        if late
        else "",
    )
    renewals = [each for each in tried if each.status == 200]
    expect(
        len(renewals) <= 8,
        f"No page is refused, with {len(renewals)} renewals. Six are enough: while more than 30"
        " seconds are left, the token is good.",
    )
    for at, visit in zip(AT, around(all_sent, AT), strict=True):
        expect(seen(visit), f"The page of minute {at / 60:g} was never served.")
    expect_margin(client)
    expect_patience(client, (0.0, 290.0))
    return "No page was refused, and no renewal was wasted."


def expect_margin(client: Client) -> None:
    """Just inside the margin, and just outside."""
    renewed = {}
    happened = evening(client, (0.0, 310.0), **POLICY)
    expect(
        all(each.status != 401 for each in exchanges(happened)),
        "A page that comes 10 seconds after the expiry is refused. The moment to renew is *before*"
        " the expiry: `session.expires_at - MARGIN`, with a minus.",
    )
    for left in (20, 40):
        at = (0.0, 300.0 - left)
        happened = evening(client, at, **POLICY)
        expect_ran(happened)
        renewed[left] = any(each.request == RENEWAL for each in exchanges(happened))
    expect(
        renewed[20],
        "With 20 seconds left your client does not renew. It should as soon as less than 30 are"
        " left.",
    )
    expect(
        not renewed[40],
        "With 40 seconds left your client renews already. The margin is 30 seconds.",
    )


def ahead(*lines: str) -> Code:
    """An answer to 07.ahead: these lines before a page is asked for."""
    start = START.replace("def client(", "def client_ahead(")
    body = "".join(f"        {line}\n" for line in (*lines, ASK))
    return Code(start + body, "client_ahead")


KEEP_OR_LOG_IN = (
    f"    {RENEW}",
    "    if renewed.ok:",
    "        session.store(renewed.body)",
    '    elif renewed.error == "invalid_grant":',
    "        yield from give_password(session)",
)

AHEAD = Exercise(
    id="07.ahead",
    title="Renew ahead",
    check=check_ahead,
    setup=SETUP,
    hints=(
        "When does the token expire, and what does the clock say? Both stand in the session.",
        "Renew if `session.now` is later than 30 seconds before the expiry. The renewal itself is"
        " the one from the exercise before.",
        "`if session.now > session.expires_at - MARGIN:` and below it `yield from renew(session)`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "seconds left",
            ahead("left = session.expires_at - session.now", "if left < MARGIN:", *KEEP_OR_LOG_IN),
            "correct",
        ),
        Trial(
            "written out, and on 401 as well",
            Code(
                "def client_ahead(session):\n"
                "    yield from give_password(session)\n"
                "    for visit in session.visits:\n"
                "        yield Wait(visit.at)\n"
                "        if session.expires_at - 30 <= session.now:\n"
                "            yield from renew(session)\n"
                f"        answer = {ASK}\n"
                "        if answer.status == 401:\n"
                "            yield from renew(session)\n"
                f"            {ASK}\n",
                "client_ahead",
            ),
            "correct",
        ),
        Trial(
            "wrong sign",
            ahead("if session.now > session.expires_at + MARGIN:", *KEEP_OR_LOG_IN),
            "not_yet",
            "with a minus",
        ),
        Trial(
            "no margin",
            ahead("if session.now > session.expires_at:", *KEEP_OR_LOG_IN),
            "not_yet",
            "With 20 seconds left",
        ),
        Trial(
            "too wide a margin",
            ahead("if session.now > session.expires_at - 60:", *KEEP_OR_LOG_IN),
            "not_yet",
            "With 40 seconds left",
        ),
        Trial(
            "before every page",
            ahead("if True:", *KEEP_OR_LOG_IN),
            "not_yet",
            "Six are enough",
        ),
        Trial("never", ahead(), "not_yet", "never renews"),
        Trial(
            "forgets to keep",
            ahead("if session.now > session.expires_at - MARGIN:", f"    {RENEW}"),
            "not_yet",
            "doesn't give the password",
        ),
        Trial(
            "keeps a pair only",
            ahead(
                "if session.now > session.expires_at - MARGIN:",
                f"    {RENEW}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
            ),
            "not_yet",
            "doesn't give the password",
        ),
        Trial(
            "asks for the password",
            ahead(
                "if session.now > session.expires_at - MARGIN:",
                "    yield from give_password(session)",
            ),
            "not_yet",
            "show that",
        ),
        Trial(
            "without yield from",
            ahead("if session.now > session.expires_at - MARGIN:", "    renew(session)"),
            "not_yet",
            "yield from",
        ),
        Trial(
            "any failure is a logout",
            ahead(
                "if session.now > session.expires_at - MARGIN:",
                f"    {RENEW}",
                "    if renewed.ok:",
                "        session.store(renewed.body)",
                "    else:",
                "        yield from give_password(session)",
            ),
            "not_yet",
            "503",
        ),
        Trial(
            "no page without a renewal",
            ahead(
                "if session.now > session.expires_at - MARGIN:",
                f"    {RENEW}",
                '    if renewed.error == "invalid_grant":',
                "        yield from give_password(session)",
                "    elif not renewed.ok:",
                "        continue",
                "    else:",
                "        session.store(renewed.body)",
            ),
            "not_yet",
            "may still be good",
        ),
        Trial(
            "stores a refusal",
            ahead(
                "if session.now > session.expires_at - MARGIN:",
                f"    {RENEW}",
                "    session.store(renewed.body)",
            ),
            "not_yet",
            "holds no tokens",
        ),
        Trial("crash", ahead("if session.nwo > 3:", "    pass"), "not_yet", "AttributeError"),
    ),
)

# --- 07.single_flight ---------------------------------------------------------------------------


def check_single_flight(renew: Callable[..., Steps]) -> str:
    """Five at once renew once, and the next time once again."""
    expect_function(renew, name="one_for_all")
    at = (0.0, 330.0, 700.0)
    happened = evening(ask_pages_in_rows(renew), at, until=1000, **POLICY)
    all_sent = exchanges(happened)
    _, second, third = around(all_sent, at)
    renewals = [each for each in second if each.request == RENEWAL]
    expect_one_renewal(renewals)
    if any("no attribute 'fire'" in str(mistake) for mistake in happened.crashes.values()):
        raise NotYet(
            "You take the signal away and then want to fire it. Fire first:"
            " `session.renewing.fire()`, and then `session.renewing = None`."
        )
    expect_ran(happened)
    expect(
        bool(renewals),
        "Five rows are refused and nobody renews. Where is `yield from renew(session)`?",
    )
    served = [each for each in second if each.is_page and each.status == 200]
    asked_again = [each for each in second if each.is_page][5:]
    expect(
        len(asked_again) == 5,
        f"{5 - len(asked_again)} of the five rows are still waiting. Does the one who renewed call"
        " `session.renewing.fire()`, and do the others wait for that very signal?",
    )
    expect(
        len(served) == 5,
        "The others don't wait until the new token is there: they ask again with the old one. A"
        " `return` alone is too quick; first `yield WaitFor(session.renewing)`.",
    )
    renewals = [each for each in third if each.request == RENEWAL]
    expect(
        len(renewals) == 1 and sum(each.is_page and each.status == 200 for each in third) == 5,
        "The first time it works. At the next expiry nobody renews, since all believe that a"
        " renewal is under way. Set `session.renewing` back to None when it is over.",
    )
    return "Five rows, one renewal, and at the next expiry again."


def expect_one_renewal(renewals: list[Exchange]) -> None:
    """One renewal or none, at one expiry."""
    if len(renewals) <= 1:
        return
    if len({each.t for each in renewals}) > 1:
        raise NotYet(
            f"The others wait, and then renew all the same: {len(renewals)} renewals. After the"
            " waiting the new tokens are there: `return`."
        )
    raise NotYet(
        f"{len(renewals)} renewals leave with the same refresh token, and the family ends. Who"
        " finds a renewal under way must wait for it, and not start another; and it can be found"
        " only if `session.renewing` is set before the first one sends."
    )


def flight(before: str, after: str) -> Code:
    """An answer to 07.single_flight."""
    indent = "\n        "
    return Code(
        "def one_for_all(session):\n"
        "    if session.renewing is not None:\n"
        f"        {before.replace(chr(10), indent)}\n"
        "    session.renewing = Signal()\n"
        "    yield from renew(session)\n"
        f"    {after.replace(chr(10), indent[:-4])}\n",
        "one_for_all",
    )


SINGLE_FLIGHT = Exercise(
    id="07.single_flight",
    title="One for all",
    check=check_single_flight,
    setup=SETUP,
    hints=(
        "Two kinds of callers come by: the first, and those who find a renewal under way. What"
        " should the second kind do, and how do they learn that it is over?",
        "They wait for the signal and then return, since the new tokens are there. The first one,"
        " when it has renewed, fires the signal and takes it away.",
        "`yield WaitFor(session.renewing)` and `return` above; `session.renewing.fire()` and"
        " `session.renewing = None` below.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "looks now and then, without a signal",
            Code(
                "def one_for_all(session):\n"
                "    if session.renewing:\n"
                "        while session.renewing:\n"
                "            yield Wait(session.now + 0.01)\n"
                "        return\n"
                "    session.renewing = True\n"
                "    yield from renew(session)\n"
                "    session.renewing = None\n",
                "one_for_all",
            ),
            "correct",
        ),
        Trial(
            "try and finally",
            Code(
                "def one_for_all(session):\n"
                "    if session.renewing is None:\n"
                "        session.renewing = mine = Signal()\n"
                "        try:\n"
                "            yield from renew(session)\n"
                "        finally:\n"
                "            session.renewing = None\n"
                "            mine.fire()\n"
                "    else:\n"
                "        yield WaitFor(session.renewing)\n",
                "one_for_all",
            ),
            "correct",
        ),
        Trial(
            "compares tokens instead",
            Code(
                "def one_for_all(session):\n"
                "    if session.renewing is not None:\n"
                "        signal = session.renewing\n"
                "        yield WaitFor(signal)\n"
                "    elif session.now >= session.expires_at:\n"
                "        session.renewing = Signal()\n"
                "        yield from renew(session)\n"
                "        session.renewing.fire()\n"
                "        session.renewing = None\n",
                "one_for_all",
            ),
            "correct",
        ),
        Trial(
            "each for itself",
            Code(
                "def one_for_all(session):\n    yield from renew(session)\n",
                "one_for_all",
            ),
            "not_yet",
            "same refresh token",
        ),
        Trial(
            "does not wait",
            flight("return", "session.renewing.fire()\nsession.renewing = None"),
            "not_yet",
            "too quick",
        ),
        Trial(
            "waits and renews all the same",
            flight(
                "yield WaitFor(session.renewing)",
                "session.renewing.fire()\nsession.renewing = None",
            ),
            "not_yet",
            "renew all the same",
        ),
        Trial(
            "never fires",
            flight("yield WaitFor(session.renewing)\nreturn", "session.renewing = None"),
            "not_yet",
            "still waiting",
        ),
        Trial(
            "never takes the signal away",
            flight("yield WaitFor(session.renewing)\nreturn", "session.renewing.fire()"),
            "not_yet",
            "back to None",
        ),
        Trial(
            "fires nothing",
            flight(
                "yield WaitFor(session.renewing)\nreturn",
                "session.renewing = None\nsession.renewing.fire()",
            ),
            "not_yet",
            "Fire first",
        ),
        Trial(
            "another signal",
            flight(
                "yield WaitFor(Signal())\nreturn",
                "session.renewing.fire()\nsession.renewing = None",
            ),
            "not_yet",
            "for that very signal",
        ),
        Trial(
            "says so too late",
            Code(
                "def one_for_all(session):\n"
                "    if session.renewing is not None:\n"
                "        yield WaitFor(session.renewing)\n"
                "        return\n"
                "    yield from renew(session)\n"
                "    session.renewing = Signal()\n"
                "    session.renewing.fire()\n"
                "    session.renewing = None\n",
                "one_for_all",
            ),
            "not_yet",
            "before the first one sends",
        ),
        Trial(
            "does nothing",
            Code("def one_for_all(session):\n    yield Wait(session.now)\n", "one_for_all"),
            "not_yet",
            "nobody renews",
        ),
        Trial(
            "crash",
            Code("def one_for_all(session):\n    yield from renewal(session)\n", "one_for_all"),
            "not_yet",
            "NameError",
        ),
    ),
)

EXERCISES = (TWO_DOORS, ORDER, ON_401, AHEAD, SINGLE_FLIGHT)

# --- quizzes --------------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="07.recall_401",
        question="In notebook 06 the backend refused a token with 401. What did the client do"
        " then?",
        choices={
            "a": Choice(
                "It gave the password again.",
                "With an access token alone there is nothing else it could do.",
            ),
            "b": Choice(
                "It asked the backend for a new token.",
                "The backend issues none. It has never seen the password, and it may not even"
                " have a key that signs.",
            ),
            "c": Choice("It gave up.", "The very first client gave up; it had never logged in."),
        },
        right="a",
    ),
    Quiz(
        id="07.recall_longer",
        question="How can a backend that asks nobody end a stolen access token before it expires?",
        choices={
            "a": Choice(
                "By changing its `exp`.", "The token is in the thief's hands, and it is signed."
            ),
            "b": Choice(
                "By looking whether Ada is still logged in.",
                "That would be asking somebody: it keeps no list of who is logged in.",
            ),
            "c": Choice(
                "It can't.",
                "That is why access tokens live for minutes. (Notebook 11 shows what asking"
                " costs.)",
            ),
        },
        right="c",
    ),
    Quiz(
        id="07.predict_reuse",
        question="The first refresh token has been replaced. Now it is shown again, and right after"
        " it the *second* one, which is the newest. What happens?",
        choices={
            "a": Choice(
                "Both work: they are genuine and not expired.",
                "Genuine they are. But with rotation each works once, and the auth server keeps"
                " count.",
            ),
            "b": Choice(
                "The first is refused, the second works.",
                "That would be the gentle way, and some products do it. Think of a thief who"
                " holds the *newer* of the two: this rule would let him go on.",
            ),
            "c": Choice(
                "Both are refused.",
                "A replaced token came back: from a thief, or from Ada, who may have shown it"
                " twice. Nobody can say who holds the newer one.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="07.predict_logins",
        question="How often does Ada type her password in these 45 minutes?",
        choices={
            "a": Choice(
                "Once.",
                "At the start, yes. But the refresh token lives for 30 minutes from the login,"
                " and she watches for 45.",
            ),
            "b": Choice("Twice.", "At the start, and when the refresh token has come to its end."),
            "c": Choice(
                "Every five minutes.",
                "That was notebook 06. Now the refresh token is shown instead.",
            ),
            "d": Choice(
                "Every six minutes.",
                "Every six minutes the token is *renewed*. For that no password is needed.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="07.predict_five",
        question="Five rows find the token expired at the same moment, and each shows the same"
        " refresh token. How often is Ada asked for her password?",
        choices={
            "a": Choice(
                "Never: five renewals, five new pairs.",
                "With rotation a refresh token works once. The second to arrive is *reuse*.",
            ),
            "b": Choice(
                "Never: the first renews, the other four are told to wait.",
                "That would be good, and nobody has written it yet. These five know nothing of"
                " each other.",
            ),
            "c": Choice(
                "Once.",
                "Nearly. The family does end once. But each of the four that are refused falls"
                " back to the password by itself.",
            ),
            "d": Choice(
                "Four times.",
                "One renewal works, four are refused, and each of these four asks for the"
                " password.",
            ),
        },
        right="d",
    ),
    Quiz(
        id="07.predict_sliding",
        question="The same evening with a *sliding* lifetime of 30 minutes. How often does Ada type"
        " her password now?",
        choices={
            "a": Choice(
                "Once.",
                "She never stays away for 30 minutes, so the refresh token never gets old enough.",
            ),
            "b": Choice(
                "Twice, as before.",
                "The 30 minutes count from the last renewal now, and there is one every six"
                " minutes.",
            ),
            "c": Choice(
                "At each renewal.", "A renewal needs the refresh token and nothing else, as before."
            ),
        },
        right="a",
    ),
    Quiz(
        id="07.code",
        question="Mallory reads the code from the browser's address line, a second before the"
        " client redeems it. What can Mallory do with it?",
        choices={
            "a": Choice(
                "Get tokens, if she is quick.",
                "Without PKCE, yes. Here the auth server wants the verifier too, and only its"
                " hash ever went through the browser.",
            ),
            "b": Choice(
                "Nothing: she doesn't have the verifier.",
                "And from the hash that went through the browser she can't compute it.",
            ),
            "c": Choice(
                "Nothing: the code is encrypted.",
                "It is a random text that everybody can read. What protects it is the verifier.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="07.check_where",
        question="To whom does a client show its refresh token?",
        choices={
            "a": Choice(
                "To the backend, when the access token is refused.",
                "The backend has no use for it, and each place that sees it can lose it.",
            ),
            "b": Choice("To the auth server only.", "There is no other place that could use it."),
            "c": Choice(
                "To both, to be safe.", "Each place that sees a secret is a place to lose it."
            ),
        },
        right="b",
    ),
    Quiz(
        id="07.check_503",
        question="A renewal is answered with 503: the auth server is restarting. What should the"
        " client do?",
        choices={
            "a": Choice(
                "Ask Ada for her password.",
                "Then every restart logs everybody out, and all come with passwords at once. The"
                " refresh token is as good as it was.",
            ),
            "b": Choice(
                "Forget both tokens, to be safe.", "Nothing was said about the tokens. Keep them."
            ),
            "c": Choice(
                "Keep the tokens and try again later.",
                "Only `invalid_grant` says that the refresh token is dead (RFC 6749 5.2).",
            ),
        },
        right="c",
    ),
    Quiz(
        id="07.check_single",
        question="Why must the first row set `session.renewing` *before* it sends anything?",
        choices={
            "a": Choice(
                "While it waits for the answer the others run, and they must find it set.",
                "A `yield` lets the others run. What they are to find must be set before it.",
            ),
            "b": Choice(
                "Because `Signal()` takes long to make.",
                "It takes no time. The answer of the auth server does, and meanwhile others run.",
            ),
            "c": Choice(
                "It doesn't matter: after the answer is early enough.",
                "By then the other four have looked, found None, and sent renewals of their own.",
            ),
        },
        right="a",
    ),
)
