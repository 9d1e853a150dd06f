"""Exercises and quizzes of notebook 06: how does a token travel?"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from course.checks import (
    call,
    converse,
    expect,
    expect_function,
    expect_generator_function,
)
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.evenings import (
    PASSWORD,
    around,
    at_the_table,
    evening,
    exchanges,
    expect_ran,
    seen,
)
from simulator.actors.actions import Send, Wait
from simulator.actors.client import Client
from simulator.actors.messages import Response

# --- 06.role_check ---------------------------------------------------------------------

ROLE_CASES: list[tuple[dict[str, Any], str, bool, str]] = [
    ({"sub": "ada", "roles": ["viewer"]}, "viewer", True, "a viewer may see what is for viewers"),
    ({"sub": "ada", "roles": ["viewer"]}, "editor", False, "a viewer is no editor"),
    ({"sub": "bo", "roles": ["editor", "viewer"]}, "viewer", True, "two roles, and one is enough"),
    ({"sub": "bo", "roles": ["viewer", "editor"]}, "editor", True, "the second role counts too"),
    ({"sub": "cy"}, "viewer", False, "no `roles` at all: nothing allowed"),
    ({"sub": "cy", "roles": []}, "viewer", False, "an empty list allows nothing"),
    (
        {"sub": "di", "roles": "previewer"},
        "viewer",
        False,
        'roles is a text here, and `"viewer" in "previewer"` is True in Python: look at whole'
        " roles",
    ),
    (
        {"sub": "di", "roles": ["previewer"]},
        "viewer",
        False,
        "previewer is another role than viewer: compare whole names",
    ),
    ({"sub": "ed", "role": "viewer"}, "viewer", False, "the claim is called `roles`, not `role`"),
    ({"sub": "ed", "roles": None}, "viewer", False, "`roles` may be nothing (None)"),
]


def check_role_check(may: Callable[..., Any]) -> str:
    """A role check must allow what is allowed, and nothing else, whatever the claims hold."""
    expect_function(may)
    for claims, role, allowed, why in ROLE_CASES:
        said = call(may, copy.deepcopy(claims), role)
        expect(
            isinstance(said, bool),
            f"`may({claims}, {role!r})` gave `{said!r}`. The backend wants True or False.",
        )
        expect(
            said == allowed,
            f"`may({claims}, {role!r})` gave `{said}`, and should give `{allowed}`: {why}.",
        )
    return "Allowed what is allowed, refused the rest, and no odd token made it stumble."


ROLE_CHECK = Exercise(
    id="06.role_check",
    title="Who may see it?",
    check=check_role_check,
    hints=(
        "Which claim holds the roles, and of what kind is its value when all is well?",
        'Ask with `claims.get("roles")`, so that a missing claim is no accident, and make sure that'
        " it is a list before you look for the role in it.",
        'Two lines: `roles = claims.get("roles")`, then return whether `roles` is a `list`'
        " (`isinstance`) **and** the role is `in` it.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "any() over whole names",
            Code(
                "def may(claims, role):\n"
                '    roles = claims.get("roles") or []\n'
                "    if isinstance(roles, str):\n"
                "        return roles == role\n"
                "    return any(each == role for each in roles)\n",
                "may",
            ),
            "correct",
        ),
        Trial(
            "set arithmetic",
            Code(
                "def may(claims, role):\n"
                '    roles = claims.get("roles")\n'
                "    return type(roles) is list and bool({role} & set(roles))\n",
                "may",
            ),
            "correct",
        ),
        Trial(
            "everybody",
            Code("def may(claims, role):\n    return True\n", "may"),
            "not_yet",
            "a viewer is no editor",
        ),
        Trial(
            "only the first role",
            Code('def may(claims, role):\n    return claims["roles"][0] == role\n', "may"),
            "not_yet",
            "two roles, and one is enough",
        ),
        Trial(
            "missing claim",
            Code('def may(claims, role):\n    return role in claims["roles"]\n', "may"),
            "not_yet",
            "may({'sub': 'cy'}, 'viewer')",
        ),
        Trial(
            "text in text",
            Code('def may(claims, role):\n    return role in claims.get("roles", [])\n', "may"),
            "not_yet",
            "look at whole roles",
        ),
        Trial(
            "wrong claim",
            Code('def may(claims, role):\n    return claims.get("role") == role\n', "may"),
            "not_yet",
            "a viewer may see what is for viewers",
        ),
        Trial(
            "prints",
            Code(
                'def may(claims, role):\n    print(role in claims.get("roles", []))\n',
                "may",
            ),
            "not_yet",
            "True or False",
        ),
        Trial(
            "crash",
            Code("def may(claims, role):\n    return rolls\n", "may"),
            "not_yet",
            "NameError",
        ),
    ),
)

# --- 06.predict ------------------------------------------------------------------------


def check_predict(refused_at: Any) -> str:
    """Which of the pages at minutes 0, 2, …, 12 are refused."""
    found = as_minutes(refused_at)
    expect(
        bool(found), "The list is empty. Tokens of five minutes do expire in a quarter of an hour."
    )
    if found == [5, 10]:
        raise NotYet(
            "Nobody asks at minute 5 or 10. A token expires without a sound; the refusal comes when"
            " somebody asks. At which of the seven minutes is the first token dead?"
        )
    odd = [minute for minute in found if minute not in range(0, 13, 2)]
    if odd:
        raise NotYet(
            f"Ada doesn't ask at minute {odd[0]}. A page that isn't asked for isn't refused."
        )
    expect(0 not in found, "At minute 0 she has logged in a moment ago: that token is fresh.")
    if found == [6, 8, 10, 12]:
        raise NotYet(
            "At minute 6 she is refused *and logs in*. So at minute 8 she holds a token of two"
            " minutes."
        )
    if found == [6, 10]:
        raise NotYet(
            "The second token is issued at minute 6, when she logs in again, and not at minute 5."
            " Until when is it good?"
        )
    expect(
        6 in found, "The first token was issued at minute 0 and lives five. Which page comes next?"
    )
    expect(found == [6, 12], "6 is right. The token of minute 6: until when is it good?")
    return "A token counts from its issue, and a refusal needs somebody who asks."


def as_minutes(answer: Any) -> list[int]:
    """The learner's list of minutes, sorted. Raises NotYet for what is none."""
    if isinstance(answer, int | float):
        answer = [answer]
    try:
        found = sorted({int(minute) for minute in answer})
    except (TypeError, ValueError):
        raise NotYet("Write a list of minutes, such as `[2, 4]`.") from None
    if found and min(found) > 12 and all(minute % 60 == 0 for minute in found):
        raise NotYet("These look like seconds. The list is of minutes, such as `[2, 4]`.")
    return found


PREDICT = Exercise(
    id="06.predict",
    title="Which requests fail?",
    check=check_predict,
    hints=(
        "Draw the first token as a bar. Where does it end, and which page comes first after that?",
        "After a refusal she logs in: the next bar begins there, not where the old one ended.",
        "First bar: 0 to 5. First page after 5: refused, and a new bar of five minutes begins at"
        " that page. Which page comes first after *its* end?",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("tuple, other order", Answers((12, 6)), "correct"),
        Trial("set", Answers({6, 12}), "correct"),
        Trial("one of them twice", Answers([6, 12, 12]), "correct"),
        Trial("wall clock", Answers([5, 10]), "not_yet", "Nobody asks at minute 5"),
        Trial("never logs in", Answers([6, 8, 10, 12]), "not_yet", "logs in"),
        Trial("counts from the old end", Answers([6, 10]), "not_yet", "issued at minute 6"),
        Trial("only the first", Answers([6]), "not_yet", "6 is right"),
        Trial("one number", Answers(6), "not_yet", "6 is right"),
        Trial("at once", Answers([0, 6, 12]), "not_yet", "fresh"),
        Trial("seconds", Answers([360, 720]), "not_yet", "seconds"),
        Trial("nothing", Answers([]), "not_yet", "empty"),
        Trial("crash", Answers(["six"]), "not_yet", "list of minutes"),
    ),
)

# --- 06.client -------------------------------------------------------------------------

VISITS = (10, 60, 120, 420)
"""Seconds; the token of five minutes expires between the third and the fourth."""


def check_client(client: Client) -> str:
    """The television's program: log in, ask, log in again when refused."""
    expect_generator_function(client)
    happened = evening(client, VISITS)
    expect_ran(happened)
    all_sent = exchanges(happened)
    expect(
        bool(all_sent),
        "Your client sends nothing. It has to `yield` a `Send`, first of all with the password.",
    )
    expect_no_password_at_backend(all_sent)
    expect_right_moments(all_sent, VISITS)
    expect_relogin(around(all_sent, VISITS), all_sent)
    logins = [each for each in all_sent if each.request == PASSWORD]
    expect(
        len(logins) <= 2,
        f"Every page is served, and Ada typed her password {len(logins)} times. Two are enough. (In"
        " this check she wants pages at 10, 60, 120 and 420 s: the first token is good for three.)",
    )
    expect_moves_on_after_403(client)
    expect_heeds_401(client)
    return "Every page that may be served was served, with as few passwords as there can be."


def expect_no_password_at_backend(all_sent: list[Any]) -> None:
    """A password at the wrong door is out in the world."""
    leaked = [each for each in all_sent if each.request == PASSWORD and each.to == "backend"]
    expect(
        not leaked,
        'Your client showed Ada\'s password to the backend. It belongs to "auth_server" only.',
    )


def expect_right_moments(all_sent: list[Any], at: tuple[float, ...]) -> None:
    """Each page is asked for when it is wanted."""
    asked = [each.t for each in all_sent if each.is_page]
    expect(bool(asked), "Your client logs in and never asks for a page.")
    expect(
        max(asked) - min(asked) > 5,
        "Your client doesn't wait: it asks for all pages at the start. Each visit has a moment:"
        " `yield Wait(visit.at)`.",
    )
    for moment in at:
        expect(
            any(moment <= asked_at < moment + 1 for asked_at in asked),
            f"A page is wanted at {moment} s, and nobody asked for it then. `Wait` takes the moment"
            " itself and not how long it is until then: `yield Wait(visit.at)`.",
        )


def expect_relogin(visits: list[list[Any]], all_sent: list[Any]) -> None:
    """What goes wrong between the refusal and the page."""
    logins = [each for each in all_sent if each.request == PASSWORD]
    if logins and any(each.is_page and each.token for each in all_sent):
        first_login = min(each.t for each in logins)
        bare = [each for each in all_sent if each.is_page and each.detail == "missing token"]
        expect(
            not any(each.t > first_login for each in bare),
            "After the login your client asks for a page without showing its token:"
            " `bearer=session.access_token`.",
        )
    if all(seen(visit) for visit in visits):
        return
    expect(
        bool(logins),
        "Your client never logs in, so it holds no token and every page is refused. Send"
        " `log_in(session.username, session.password)` to the auth server first. (If a function of"
        " yours does that, `yield from` makes its steps happen.)",
    )
    expect(
        any(each.is_page and each.token for each in all_sent),
        "Your client logs in, and then asks without a token. Keep the answer's tokens with"
        " `session.store(answer.body)`, and show `bearer=session.access_token`.",
    )
    last = visits[-1]
    refusal = next((n for n, each in enumerate(last) if each.status == 401), None)
    expect(refusal is not None, "A page that was wanted was never served.")
    after = last[(refusal or 0) + 1 :]
    expect(
        any(each.request == PASSWORD for each in after),
        "When the token has expired your client is refused with 401 and goes on without logging in"
        " again. What does `answer.status` say?",
    )
    again = [each for each in after if each.is_page]
    expect(
        bool(again),
        "After the 401 your client logs in again, and then forgets the page. Ask for it once more,"
        " with a `yield`.",
    )
    raise NotYet(
        "After the 401 your client logs in and asks again, with the *old* token. Keep the new one"
        " first, `session.store(answer.body)`, and then make the request anew: an old request"
        " carries the token that it was made with."
    )


def expect_moves_on_after_403(client: Client) -> None:
    """403 is an answer, not a reason to log in."""
    at = (10, 60, 120)
    happened = evening(client, at, path="/studio")
    expect_ran(happened)
    all_sent = exchanges(happened)
    logins = [each for each in all_sent if each.request == PASSWORD]
    forbidden = [each for each in all_sent if each.status == 403]
    expect(
        len(logins) <= 1 and len(forbidden) <= len(at),
        "Where Ada lacks the role (403) your client logs in or asks again. A new token has the same"
        " roles: after a 403 it should move on. Only 401 is worth a login.",
    )


def expect_heeds_401(client: Client) -> None:
    """A token may be refused before its time, and for ever."""
    session = at_the_table([0.0, 60.0])
    asked: list[str] = []

    def reply(action: Any) -> Response | None:
        if isinstance(action, Wait):
            session.now = max(session.now, action.until)
        if not isinstance(action, Send):
            return None
        asked.append("password" if action.request.form else "page")
        if action.request.form:
            return Response(200, {}, {"access_token": "a.b.c", "expires_in": 300})
        expect(
            asked.count("page") <= 2 * 2,
            "Here the backend refused every token, and your client went on asking. Ask once more"
            " after the login; if that is refused too, move on.",
        )
        return Response(401, {}, {"error": "invalid_token"})

    converse(client, session, reply=reply)
    expect(
        "password" in asked[asked.index("page") :],
        "A token may be refused before its time (notebook 12 changes keys). Here it was, and your"
        " client didn't log in again: look at `answer.status`, and not at the clock alone.",
    )


CLIENT_START = (
    "def client(session):\n    for visit in session.visits:\n        yield Wait(visit.at)\n"
)
LOGIN = 'yield Send("auth_server", log_in(session.username, session.password))'
ASK = 'yield Send("backend", get(visit.path, bearer=session.access_token))'

CLIENT = Exercise(
    id="06.client",
    title="The television's program",
    check=check_client,
    setup="from simulator import Send, Wait, get, log_in\n",
    hints=(
        "Say it in words first: for each visit, wait; ask; if refused, log in and ask again."
        " Which of these four is a `yield`?",
        "All four are. The login is `answer = yield Send(...)` and then"
        " `session.store(answer.body)`; it happens once before the first page and again under `if"
        " answer.status == 401:`.",
        "```python\n"
        "for visit in session.visits:\n"
        "    yield Wait(visit.at)\n"
        "    # first time only: log in and store\n"
        '    answer = yield Send("backend", get(visit.path, bearer=session.access_token))\n'
        "    if answer.status == 401:\n"
        "        # log in, store, and the line with get once more\n"
        "```",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "a helper generator, over all pages at once",
            Code(
                "def sign_in(session):\n"
                f"    answer = {LOGIN}\n"
                "    session.store(answer.body)\n"
                "def client(session):\n"
                "    pages = list(session.visits)\n"
                "    yield Wait(pages[0].at)\n"
                "    yield from sign_in(session)\n"
                "    while pages:\n"
                "        visit = pages.pop(0)\n"
                "        yield Wait(visit.at)\n"
                "        for attempt in (1, 2):\n"
                f"            answer = {ASK}\n"
                "            if answer.status != 401:\n"
                "                break\n"
                "            if attempt == 1:\n"
                "                yield from sign_in(session)\n",
                "client",
            ),
            "correct",
        ),
        Trial(
            "looks at the clock alone",
            Code(
                "def client(session):\n"
                "    for visit in session.visits:\n"
                "        yield Wait(visit.at)\n"
                "        if session.expires_at is None or session.now >= session.expires_at:\n"
                f"            answer = {LOGIN}\n"
                "            session.store(answer.body)\n"
                f"        {ASK}\n",
                "client",
            ),
            "not_yet",
            "not at the clock alone",
        ),
        Trial(
            "logs in as long as it is refused",
            Code(
                CLIENT_START + f"        answer = {ASK}\n"
                "        while answer.status == 401:\n"
                f"            answer = {LOGIN}\n"
                "            session.store(answer.body)\n"
                f"            answer = {ASK}\n",
                "client",
            ),
            "not_yet",
            "went on asking",
        ),
        Trial(
            "keeps the new token and sends the old request",
            Code(
                "def client(session):\n"
                f"    answer = {LOGIN}\n"
                "    session.store(answer.body)\n"
                '    request = get("/films", bearer=session.access_token)\n'
                "    for visit in session.visits:\n"
                "        yield Wait(visit.at)\n"
                '        answer = yield Send("backend", request)\n'
                "        if answer.status == 401:\n"
                f"            answer = {LOGIN}\n"
                "            session.store(answer.body)\n"
                '            yield Send("backend", request)\n',
                "client",
            ),
            "not_yet",
            "make the request anew",
        ),
        Trial(
            "shows no token",
            Code(
                CLIENT_START + "        if session.access_token is None:\n"
                f"            answer = {LOGIN}\n"
                "            session.store(answer.body)\n"
                '        answer = yield Send("backend", get(visit.path))\n'
                "        if answer.status == 401:\n"
                f"            answer = {LOGIN}\n"
                "            session.store(answer.body)\n"
                f"            {ASK}\n",
                "client",
            ),
            "not_yet",
            "without showing its token",
        ),
        Trial(
            "waits for a duration",
            Code(
                "def client(session):\n"
                f"    answer = {LOGIN}\n"
                "    session.store(answer.body)\n"
                "    for visit in session.visits:\n"
                "        yield Wait(visit.at - session.now)\n"
                f"        {ASK}\n",
                "client",
            ),
            "not_yet",
            "the moment itself",
        ),
        Trial(
            "a helper without yield from",
            Code(
                "def sign_in(session):\n"
                f"    answer = {LOGIN}\n"
                "    session.store(answer.body)\n"
                "def client(session):\n"
                "    sign_in(session)\n"
                "    for visit in session.visits:\n"
                "        yield Wait(visit.at)\n"
                f"        {ASK}\n",
                "client",
            ),
            "not_yet",
            "yield from",
        ),
        Trial(
            "logs in only when refused",
            Code(
                CLIENT_START + f"        answer = {ASK}\n"
                "        if answer.status == 401:\n"
                f"            answer = {LOGIN}\n"
                "            session.store(answer.body)\n"
                f"            answer = {ASK}\n",
                "client",
            ),
            "correct",
        ),
        Trial(
            "never logs in",
            Code(CLIENT_START + f"        {ASK}\n", "client"),
            "not_yet",
            "never logs in",
        ),
        Trial(
            "forgets the token",
            Code(CLIENT_START + f"        {LOGIN}\n        {ASK}\n", "client"),
            "not_yet",
            "asks without a token",
        ),
        Trial(
            "logs in for each page",
            Code(
                CLIENT_START + f"        answer = {LOGIN}\n"
                "        session.store(answer.body)\n"
                f"        {ASK}\n",
                "client",
            ),
            "not_yet",
            "password 4 times",
        ),
        Trial(
            "never again",
            Code(
                "def client(session):\n"
                f"    answer = {LOGIN}\n"
                "    session.store(answer.body)\n"
                "    for visit in session.visits:\n"
                "        yield Wait(visit.at)\n"
                f"        {ASK}\n",
                "client",
            ),
            "not_yet",
            "goes on without logging in",
        ),
        Trial(
            "forgets the page",
            Code(
                CLIENT_START + f"        answer = {ASK}\n"
                "        if answer.status == 401:\n"
                f"            answer = {LOGIN}\n"
                "            session.store(answer.body)\n",
                "client",
            ),
            "not_yet",
            "forgets the page",
        ),
        Trial(
            "keeps the old token",
            Code(
                "def client(session):\n"
                f"    answer = {LOGIN}\n"
                "    session.store(answer.body)\n"
                "    for visit in session.visits:\n"
                "        yield Wait(visit.at)\n"
                f"        answer = {ASK}\n"
                "        if answer.status == 401:\n"
                f"            {LOGIN}\n"
                f"            {ASK}\n",
                "client",
            ),
            "not_yet",
            "*old* token",
        ),
        Trial(
            "does not wait",
            Code(
                "def client(session):\n"
                f"    answer = {LOGIN}\n"
                "    session.store(answer.body)\n"
                "    for visit in session.visits:\n"
                f"        {ASK}\n",
                "client",
            ),
            "not_yet",
            "doesn't wait",
        ),
        Trial(
            "403 too",
            Code(
                CLIENT_START + f"        answer = {ASK}\n"
                "        if answer.status != 200:\n"
                f"            answer = {LOGIN}\n"
                "            session.store(answer.body)\n"
                f"            answer = {ASK}\n",
                "client",
            ),
            "not_yet",
            "403",
        ),
        Trial(
            "until it works",
            Code(
                CLIENT_START + f"        answer = {ASK}\n"
                "        while answer.status != 200:\n"
                f"            answer = {ASK}\n",
                "client",
            ),
            "not_yet",
            "never ends",
        ),
        Trial(
            "password to the backend",
            Code(
                CLIENT_START
                + '        yield Send("backend", log_in(session.username, session.password))\n'
                f"        {ASK}\n",
                "client",
            ),
            "not_yet",
            "password to the backend",
        ),
        Trial(
            "no yield before Send",
            Code(
                CLIENT_START + f"        answer = {LOGIN.removeprefix('yield ')}\n"
                "        session.store(answer.body)\n",
                "client",
            ),
            "not_yet",
            "never posted",
        ),
        Trial(
            "no Send",
            Code(CLIENT_START + "        yield get(visit.path)\n", "client"),
            "not_yet",
            "say where it goes",
        ),
        Trial(
            "no generator",
            Code("def client(session):\n    return 1\n", "client"),
            "not_yet",
            "yield",
        ),
        Trial(
            "crash",
            Code(CLIENT_START + "        yield Sent(visit)\n", "client"),
            "not_yet",
            "NameError",
        ),
    ),
)

# --- 06.count_logins -------------------------------------------------------------------

COUNTS = [
    (1800, 300, 300, 6),
    (1440, 300, 240, 3),
    (1440, 300, 60, 5),
    (7200, 300, 60, 24),
    (7200, 300, 90, 20),
    (7200, 900, 240, 8),
    (100, 300, 60, 1),
    (1000, 60, 300, 4),
    (7201, 300, 60, 25),
]
"""Film, life, every (seconds), logins; the first has a page at each expiry and at the end."""


def up(a: int, b: int) -> int:
    """a / b, rounded up."""
    return -(-a // b)


COUNT_SLIPS: list[tuple[Callable[[int, int, int], float], str]] = [
    (
        lambda film, life, every: film / life,
        "That is film by life, as if she logged in the moment a token ends. She does when the next"
        " *page* is refused: how many pages does a token serve?",
    ),
    (
        lambda film, life, every: film // life,
        "That is film by life, rounded down. She logs in when the next *page* is refused: how many"
        " pages does a token serve?",
    ),
    (
        lambda film, life, every: up(film, life),
        "That is film by life, rounded up. She logs in when the next *page* is refused: how many"
        " pages does a token serve?",
    ),
    (
        lambda film, life, every: up(up(film, every), life // every + 1),
        "A page that comes at the very moment of the expiry is refused: `now == exp` is expired.",
    ),
    (
        lambda film, life, every: up(film, every) // up(life, every),
        "Rounded down at the end: the last pages need a login too, even if they don't use it up.",
    ),
    (
        lambda film, life, every: up(film // every + 1, up(life, every)),
        "A page that would come at the very end of the film is not asked for.",
    ),
    (
        lambda film, life, every: up(up(film, every), up(life, every)) - 1,
        "Is the login before the first page counted?",
    ),
    (
        lambda film, life, every: up(up(film, every), up(life, every)) + 1,
        "One too many: the login at 0 is the one before the first page, and there is no other"
        " then.",
    ),
]
"""Formulas of learners that are nearly right, each with what is wrong with it."""


def check_count_logins(count_logins: Callable[..., Any]) -> str:
    """Logins of an evening with regular pages."""
    expect_function(count_logins, 1800, 300, 300, name="count_logins")
    found = {}
    for film, life, every, _ in COUNTS:
        found[film, life, every] = said = call(count_logins, film, life, every)
        expect(
            said is not None,
            "Your function gives nothing back. Does it `return` its result?",
        )
        expect(
            isinstance(said, int | float) and not isinstance(said, bool),
            f"`count_logins({film}, {life}, {every})` gave `{said!r}`, which is no number.",
        )
    wrong = [case for case in COUNTS if found[case[:3]] != case[3]]
    if not wrong:
        return f"It agrees with {len(COUNTS)} evenings, and with the runs in the next cell."
    film, life, every, logins = wrong[0]
    told = (
        f"`count_logins({film}, {life}, {every})` gave `{found[film, life, every]}`, and should"
        f" give `{logins}`. "
    )
    for formula, why in COUNT_SLIPS:
        if all(found[case] == formula(*case) for case in found):
            raise NotYet(told + why)
    raise NotYet(
        told
        + "How many pages does a token serve, with the one at which it was fetched? And how many"
        " pages are there? Draw this evening."
    )


COUNT_LOGINS = Exercise(
    id="06.count_logins",
    title="Count the logins",
    check=check_count_logins,
    hints=(
        "A token is fetched at a page. How many pages does it serve, counting that one?",
        "It serves the pages at 0, every, 2·every, … as long as they come before `life`. That is"
        " `life / every`, rounded up. The pages of the film are counted the same way.",
        "`-(-a // b)` is a / b rounded up. Pages per token: life by every. Pages: film by every."
        " Logins: pages by pages per token. Round up each of the three.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "counting instead of a formula",
            Code(
                "def count_logins(film, life, every):\n"
                "    logins, good_until = 0, 0\n"
                "    for now in range(0, film, every):\n"
                "        if now >= good_until:\n"
                "            logins, good_until = logins + 1, now + life\n"
                "    return logins\n",
                "count_logins",
            ),
            "correct",
        ),
        Trial(
            "math.ceil",
            Code(
                "import math\n"
                "def count_logins(film, life, every):\n"
                "    return math.ceil(math.ceil(film / every) / math.ceil(life / every))\n",
                "count_logins",
            ),
            "correct",
        ),
        Trial(
            "film by life",
            Code("def count_logins(film, life, every):\n    return film / life\n", "count_logins"),
            "not_yet",
            "film by life",
        ),
        Trial(
            "film by life, rounded up",
            Code(
                "def count_logins(film, life, every):\n    return -(-film // life)\n",
                "count_logins",
            ),
            "not_yet",
            "film by life",
        ),
        Trial(
            "without the first",
            Code(
                "def count_logins(film, life, every):\n"
                "    return -(-(-(-film // every)) // -(-life // every)) - 1\n",
                "count_logins",
            ),
            "not_yet",
            "before the first page",
        ),
        Trial(
            "served at the expiry",
            Code(
                "def count_logins(film, life, every):\n"
                "    return -(-(-(-film // every)) // (life // every + 1))\n",
                "count_logins",
            ),
            "not_yet",
            "`now == exp` is expired",
        ),
        Trial(
            "rounded down at the end",
            Code(
                "def count_logins(film, life, every):\n"
                "    return -(-film // every) // -(-life // every)\n",
                "count_logins",
            ),
            "not_yet",
            "Rounded down",
        ),
        Trial(
            "prints",
            Code("def count_logins(film, life, every):\n    film // life\n", "count_logins"),
            "not_yet",
            "gives nothing back",
        ),
        Trial(
            "something else",
            Code("def count_logins(film, life, every):\n    return life\n", "count_logins"),
            "not_yet",
            "Draw this evening",
        ),
        Trial(
            "a page at the end too",
            Code(
                "def count_logins(film, life, every):\n"
                "    return -(-(film // every + 1) // -(-life // every))\n",
                "count_logins",
            ),
            "not_yet",
            "very end of the film",
        ),
        Trial(
            "crash",
            Code("def count_logins(film, life, every):\n    return film / 0\n", "count_logins"),
            "not_yet",
            "ZeroDivisionError",
        ),
    ),
)

EXERCISES = (ROLE_CHECK, PREDICT, CLIENT, COUNT_LOGINS)

# --- quizzes -----------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="06.recall_read",
        question="Mallory finds a signed token in a log file. What does she need in order to read"
        " the name that stands in it?",
        choices={
            "a": Choice(
                "The key with which it was signed.",
                "A signature protects from *changes*. Reading needs no key: it is base64url and"
                " JSON.",
            ),
            "b": Choice("Nothing but the token.", "Signed is not secret (notebook 01)."),
            "c": Choice(
                "The password of the one who is named.",
                "The password was needed to get the token. It plays no part in reading it.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="06.recall_secret",
        question="The auth server signs tokens with a secret, and the backend checks them with"
        " the same secret. Who can make tokens that the backend believes?",
        choices={
            "a": Choice(
                "Only the auth server.",
                "With a key *pair* it would be so. With a shared secret the same key signs and"
                " verifies: the backend could make some as well.",
            ),
            "b": Choice(
                "Anybody who has seen a token.",
                "Seeing a token shows its claims and its signature, and not the secret (if it is a"
                " long random one).",
            ),
            "c": Choice(
                "Auth server and backend.",
                "Whoever can check with a shared secret can sign with it (notebook 02).",
            ),
        },
        right="c",
    ),
    Quiz(
        id="06.predict_edge",
        question="The token was issued at 0 and lives 300 seconds. Which is the last of these"
        " moments at which Ada is served: 299, 300 or 301?",
        choices={
            "a": Choice("299", "At 300 the token has expired."),
            "b": Choice(
                "300",
                "At 300 it has expired already: `exp` is the first moment at which it is dead.",
            ),
            "c": Choice(
                "301: the backend has to find out first.",
                "There is nothing to find out. Whether a token has expired stands in the token.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="06.longer",
        question="The obvious cure: a token that lives for two hours. What does that cost?",
        choices={
            "a": Choice(
                "Nothing, Ada's film fits in.",
                "For Ada it is fine. Think of Mallory, who has copied the token from a log file.",
            ),
            "b": Choice(
                "A thief has up to two hours instead of five minutes.",
                "The backend asks nobody, so nothing ends a stolen token but its expiry.",
            ),
            "c": Choice(
                "The backend gets slower.",
                "It does the same work for each request, whatever `exp` says.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="06.check_401",
        question="A client gets 403. What should it do?",
        choices={
            "a": Choice(
                "Log in again and ask once more.",
                "That helps after 401. A new token would have the same roles, and the answer"
                " would be the same.",
            ),
            "b": Choice(
                "Wait until the token expires.",
                "The token is fine. It is the role that is missing.",
            ),
            "c": Choice(
                "Tell Ada that this is not for her, and move on.",
                "The backend knows who she is, and the answer is no.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="06.check_memory",
        question="What does this backend remember of Ada between two of her requests?",
        choices={
            "a": Choice(
                "Nothing that it needs: all that it has to know comes with the token.",
                "(It may remember that it has verified this very token before, to save work."
                " The clock it looks at each time.)",
            ),
            "b": Choice(
                "That she is logged in.",
                "No. That is how sessions with a session id work. Here each request brings its own"
                " proof, which is why logging out is so hard (notebook 11).",
            ),
            "c": Choice(
                "Her password.", "The backend never sees it. Look at the sequence diagram."
            ),
        },
        right="a",
    ),
    Quiz(
        id="06.check_bearer",
        question="Mallory finds Ada's access token in a log file, two minutes after it was issued."
        " What can Mallory do?",
        choices={
            "a": Choice(
                "Nothing without Ada's password.",
                "The backend never asks for the password. It serves whoever bears the token.",
            ),
            "b": Choice(
                "See what Ada may see, for three more minutes.",
                "That is what *bearer* means, and why tokens don't belong in logs.",
            ),
            "c": Choice(
                "Change the roles in it and see the studio.",
                "A changed payload does not fit the signature any more; notebook 05 tried it.",
            ),
        },
        right="b",
    ),
)
