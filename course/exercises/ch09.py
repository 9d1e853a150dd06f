"""Exercises and quizzes of notebook 09: where does the client keep it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from numbers import Real
from typing import Any

from course.checks import call, expect, expect_function, shown
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.foreign_forms import (
    STARTS,
    expect_forgery_refused,
    expect_origin_not_needed,
    expect_own_page,
)
from course.exercises.ordering import places, usual_trials
from simulator.actors.messages import Request
from simulator.browser import ATTACKS, Attack, Outcome, Table, attempt, bff, try_all
from simulator.browser.addresses import origin_of
from simulator.browser.jar import Asking, CookieJar

BY_NAME = {attack.name: attack for attack in ATTACKS}

# --- 09.predict --------------------------------------------------------------------------------

READS = "script reads once"
LISTENS = "script listens, Mallory waits"
ACTS = "script acts in the page"
FORM = "foreign form, 1 min after login"
SISTER = "form on a sister subdomain"
ROWS = (READS, LISTENS, ACTS, FORM, SISTER)
WHY = {
    (READS, "localStorage"): "every script of an origin reads its localStorage, and an injected"
    " script is one of them",
    (READS, "memory"): "the tokens are in a closure, and this script takes only what lies open",
    (READS, "bare cookie"): "look at what `document.cookie` shows",
    (READS, "HttpOnly cookie"): "look at what `document.cookie` leaves out",
    (READS, "BFF"): "its cookie is HttpOnly too",
    (LISTENS, "localStorage"): "it can read all the while",
    (LISTENS, "memory"): "the app has to show the token with each request, and the script hears"
    " requests",
    (LISTENS, "bare cookie"): "it can read all the while",
    (LISTENS, "HttpOnly cookie"): "the browser adds a cookie after the last script has had its say",
    (LISTENS, "BFF"): "the browser adds a cookie after the last script has had its say",
    (FORM, "localStorage"): "what puts the token on a request? A form can't",
    (FORM, "memory"): "what puts the token on a request? A form can't",
    (FORM, "bare cookie"): "this cookie is a minute old and names no SameSite",
    (FORM, "HttpOnly cookie"): "this cookie names SameSite=Lax, and that has no two minutes",
    (FORM, "BFF"): "this cookie names SameSite=Strict",
    (SISTER, "localStorage"): "what puts the token on a request? A form can't",
    (SISTER, "memory"): "what puts the token on a request? A form can't",
    (SISTER, "bare cookie"): "a sister is of the same *site*",
    (SISTER, "HttpOnly cookie"): "SameSite asks for the *site*, and whose site is a sister of?",
    (SISTER, "BFF"): "the cookie comes along, and the BFF asks one more question",
}


@cache
def the_table() -> Table:
    """All attacks on all ways, as the notebook runs them."""
    return try_all()


def check_predict(prediction: Any) -> str:
    """In which ways each attack gets something."""
    expect(
        isinstance(prediction, dict),
        f"`prediction` is a dict of lists, one for each attack; yours is {shown(prediction)}.",
    )
    for row in ROWS:
        expect(row in prediction, f'A row is missing: `"{row}"`.')
    for row in ROWS:
        check_row(row, named(row, prediction[row]))
    return "That is what the run says, too. (The other rows are below.)"


def named(row: str, value: Any) -> set[str]:
    """The ways in a row, however they are written."""
    ways = the_table().ways
    if isinstance(value, str):
        value = [value] if value else []
    expect(
        isinstance(value, Iterable) and all(isinstance(each, str) for each in value),
        f'For `"{row}"` write a list of names, such as `["memory", "BFF"]`, or `[]` for none.',
    )
    plain = {way.lower(): way for way in ways}
    for each in value:
        known = ", ".join(f'"{way}"' for way in ways)
        expect(
            each.strip().lower() in plain, f'There is no way called "{each}". There are {known}.'
        )
    return {plain[each.strip().lower()] for each in value}


def check_row(row: str, said: set[str]) -> None:
    """One row against the run."""
    for way in the_table().ways:
        gets = the_table()[way, row].kind != "nothing"
        if gets == (way in said):
            continue
        reason = WHY.get((row, way), "does this script have to *read* anything?")
        happened = "gets something" if gets else "gets nothing"
        end = "" if reason.endswith("?") else "."
        raise NotYet(f'"{row}", {way}: in the run Mallory {happened}. Think: {reason}{end}')


RIGHT = {
    READS: ["localStorage", "bare cookie"],
    LISTENS: ["localStorage", "memory", "bare cookie"],
    ACTS: ["localStorage", "memory", "bare cookie", "HttpOnly cookie", "BFF"],
    FORM: ["bare cookie"],
    SISTER: ["bare cookie", "HttpOnly cookie"],
}


def predicted(**rows: Any) -> Answers:
    """The right prediction, but for these rows."""
    changed = {ROWS[int(name[1:])]: value for name, value in rows.items()}
    return Answers({**RIGHT, **changed})


PREDICT = Exercise(
    id="09.predict",
    title="Predict the table",
    check=check_predict,
    hints=(
        "For a script in the page ask: can it read, can it hear, must it do either? For a form ask:"
        " does the browser add a credential by itself?",
        "A script reads localStorage and open cookies, hears what the app puts on requests, and can"
        " call the app. A form gets cookies only, and only those whose SameSite lets it.",
        "Acting in the page needs no reading, so all five. The sister is of the same site, so"
        " SameSite stops nothing there; only the BFF asks for more.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "sets, a text, other casing",
            predicted(r0={"LOCALSTORAGE", "bare cookie"}, r3="bare cookie"),
            "correct",
        ),
        Trial(
            "tuples in another order",
            Answers({k: tuple(v[::-1]) for k, v in RIGHT.items()}),
            "correct",
        ),
        Trial(
            "HttpOnly stops acting",
            predicted(r2=["localStorage", "memory", "bare cookie"]),
            "not_yet",
            "have to *read*",
        ),
        Trial(
            "memory is safe",
            predicted(r1=["localStorage", "bare cookie"]),
            "not_yet",
            "hears requests",
        ),
        Trial(
            "memory is read",
            predicted(r0=["localStorage", "memory", "bare cookie"]),
            "not_yet",
            "in a closure",
        ),
        Trial("SameSite stops sisters", predicted(r4=["bare cookie"]), "not_yet", "whose site"),
        Trial("Lax by default stops all", predicted(r3=[]), "not_yet", "a minute old"),
        Trial(
            "forms forge bearer tokens",
            predicted(r3=["localStorage", "bare cookie"]),
            "not_yet",
            "A form can't",
        ),
        Trial(
            "HttpOnly is read",
            predicted(r0=["localStorage", "bare cookie", "HttpOnly cookie"]),
            "not_yet",
            "leaves out",
        ),
        Trial("a way that isn't there", predicted(r0=["session storage"]), "not_yet", "no way"),
        Trial("a number", predicted(r0=2), "not_yet", "list of names"),
        Trial("a row is missing", Answers({READS: ["memory"]}), "not_yet", "row is missing"),
        Trial("a list", Answers([1, 2]), "not_yet", "dict of lists"),
    ),
)

# --- 09.cookie ---------------------------------------------------------------------------------

FILMS, BLOG = origin_of("https://films.example"), origin_of("https://blog.films.example")
IDLE = Attack("nothing at all", "from outside", lambda town: None)
SURVIVES = (
    ("script reads once", "a script in the page reads it in `document.cookie` and sends it away"),
    ("listener in the café", "it goes along with a request to http://films.example, in the open"),
    (
        "foreign form, 12 min after",
        "it goes along when a form on mallory.example is submitted, and Ada's address is changed",
    ),
    (
        "foreign form, 1 min after login",
        "a form on mallory.example changes Ada's address in the"
        " first minute. Who names no SameSite gets Lax with a two-minute hole",
    ),
    (
        "sister plants a cookie",
        "blog.films.example plants one of the same name for all of"
        " films.example, and Ada goes on in Mallory's account. A name can promise that this is"
        " impossible",
    ),
)
"""What a cookie's attributes can stop, and what is said if they don't."""


KNOWN = ("secure", "httponly", "samesite", "domain", "path", "max-age", "expires", "partitioned")
"""Attributes that browsers know."""


def check_cookie(line: Any) -> str:
    """A Set-Cookie line that serves Ada and survives five attacks."""
    expect(isinstance(line, str), f"Write the line as a text; yours is {shown(line)}.")
    line = line.strip()
    expect(
        not line.lower().startswith("set-cookie"),
        "Leave away `Set-Cookie:`; the line begins with the cookie's name.",
    )
    expect(
        line.count("{id}") == 1 and "{id}" in line.partition("=")[2].partition(";")[0],
        "The session's number has to get in: the value is `{id}`, as in `session={id}`.",
    )
    value = line.partition("=")[2].partition(";")[0].strip()
    expect(
        value == "{id}",
        f"The server looks for the number alone, and the value of your cookie is {shown(value)}."
        " What follows the number follows a semicolon.",
    )
    missed = passed_over(line)
    expect_kept(line, missed)
    evening = attempt(bff(line), IDLE)
    expect(
        not evening.noticed,
        "The browser keeps this cookie, and yet Ada's page is refused before the evening is over."
        " Does the cookie go along to `/api/films`, and does it live for half an hour?",
    )
    for name, problem in SURVIVES:
        outcome = attempt(bff(line), BY_NAME[name])
        expect(outcome.kind == "nothing", f"This cookie doesn't survive: {problem}.{missed}")
    return "It survives all five. " + by_link(line)


def passed_over(line: str) -> str:
    """What no browser knows in this line, as a sentence; "" if there is nothing of the kind."""
    for attribute in line.split(";")[1:]:
        word, _, content = (part.strip() for part in attribute.lower().partition("="))
        if word in KNOWN and (word != "samesite" or content in ("strict", "lax", "none")):
            continue
        if word:
            return f" (Browsers don't know {shown(attribute.strip())}, and pass over it.)"
    return ""


def expect_kept(line: str, missed: str) -> None:
    """The browser takes this line, and shows it to nobody else's server."""
    jar = CookieJar()
    refusal = jar.set(line.replace("{id}", "17"), Asking(FILMS, "/callback"), 0)
    expect(not refusal, f"The browser throws this cookie away: {refusal}.{missed}")
    expect(
        not jar.header(Asking(BLOG, "/"), 1),
        "With `Domain` the cookie also goes to blog.films.example, and whoever runs that has it.",
    )


def by_link(line: str) -> str:
    """What becomes of Ada when she comes by a link from elsewhere."""
    jar = CookieJar()
    jar.set(line.replace("{id}", "17"), Asking(FILMS, "/callback"), 0)
    if jar.header(Asking(FILMS, "/", same_site=False), 200):
        return "Ada is also known when she comes by a link in a mail: that is what Lax is for."
    return (
        "With Strict, a page that Ada reaches by a link in a mail doesn't know her until it sends a"
        " request of its own. RFC 10017 recommends Strict for a BFF all the same (6.1.3.2)."
    )


GOOD_LINE = "__Host-session={id}; Path=/; Secure; HttpOnly; SameSite=Lax"

COOKIE = Exercise(
    id="09.cookie",
    title="A cookie that survives",
    check=check_cookie,
    hints=(
        "One attribute keeps scripts out, one keeps it off the open line, one keeps foreign forms"
        " out. And the sister is stopped by the *name*.",
        "`HttpOnly`, `Secure`, `SameSite`, in any order, parted by semicolons. A name with the"
        " prefix `__Host-` is kept only with Secure, with `Path=/`, and without Domain.",
        "`__Host-session={id}; Path=/; …` and then the three attributes; SameSite takes a value.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "strict, other casing and order",
            Answers("__Host-s={id};samesite=strict;HTTPONLY;secure;path=/"),
            "correct",
        ),
        Trial("with a life", Answers(f"{GOOD_LINE}; Max-Age=28800"), "correct"),
        Trial("bare", Answers("session={id}; Path=/"), "not_yet", "document.cookie"),
        Trial(
            "HttpOnly alone", Answers("session={id}; Path=/; HttpOnly"), "not_yet", "in the open"
        ),
        Trial(
            "no SameSite",
            Answers("session={id}; Path=/; HttpOnly; Secure"),
            "not_yet",
            "two-minute hole",
        ),
        Trial(
            "SameSite=None",
            Answers("session={id}; Path=/; HttpOnly; Secure; SameSite=None"),
            "not_yet",
            "a form on mallory.example is submitted",
        ),
        Trial(
            "no prefix",
            Answers("session={id}; Path=/; HttpOnly; Secure; SameSite=Strict"),
            "not_yet",
            "plants",
        ),
        Trial(
            "the wrong prefix",
            Answers("__Secure-session={id}; Path=/; HttpOnly; Secure; SameSite=Strict"),
            "not_yet",
            "plants",
        ),
        Trial("a domain", Answers(f"{GOOD_LINE}; Domain=films.example"), "not_yet", "throws"),
        Trial(
            "a domain without the prefix",
            Answers(GOOD_LINE.removeprefix("__Host-") + "; Domain=films.example"),
            "not_yet",
            "whoever runs that",
        ),
        Trial(
            "no path",
            Answers("__Host-session={id}; Secure; HttpOnly; SameSite=Lax"),
            "not_yet",
            "throws this cookie away",
        ),
        Trial(
            "another path",
            Answers("s={id}; Path=/account; Secure; HttpOnly; SameSite=Lax"),
            "not_yet",
            "go along to",
        ),
        Trial("ten minutes", Answers(f"{GOOD_LINE}; Max-Age=600"), "not_yet", "half an hour"),
        Trial(
            "no number",
            Answers("__Host-session=17; Path=/; Secure; HttpOnly"),
            "not_yet",
            "has to get in",
        ),
        Trial(
            "with its header's name", Answers(f"Set-Cookie: {GOOD_LINE}"), "not_yet", "Leave away"
        ),
        Trial("a dict", Answers({"HttpOnly": True}), "not_yet", "as a text"),
        Trial(
            "an attribute that nobody knows",
            Answers(GOOD_LINE.replace("HttpOnly", "Http-Only")),
            "not_yet",
            "don't know `'Http-Only'`",
        ),
        Trial(
            "a value that nobody knows",
            Answers(GOOD_LINE.replace("Lax", "Laxx")),
            "not_yet",
            "don't know `'SameSite=Laxx'`",
        ),
        Trial("commas", Answers(GOOD_LINE.replace(";", ",")), "not_yet", "follows a semicolon"),
        Trial(
            "quotes around the number",
            Answers(GOOD_LINE.replace("{id}", '"{id}"')),
            "not_yet",
            "the number alone",
        ),
        Trial("values of flags count for nothing", Answers(f"{GOOD_LINE}; Secure=True"), "correct"),
    ),
)

# --- 09.csrf -----------------------------------------------------------------------------------


def check_csrf(allowed: Callable[..., Any]) -> str:
    """Whether a request that changes something comes from the site's own page."""
    sample = Request("POST", "/api/address", {"Origin": "https://films.example"})
    expect_function(allowed, sample, name="allowed")
    expect_own_page(allowed, modern=True)
    for start in STARTS:
        for modern in (True, False):
            expect_forgery_refused(allowed, start, modern)
    expect_own_page(allowed, modern=False)
    expect_origin_not_needed(allowed)
    return "Ada's own page passes, in old browsers too; seven forgers are turned away."


def asks(*lines: str) -> Code:
    """An answer to 09.csrf with this body."""
    body = "".join(f"    {line}\n" for line in lines)
    return Code(f"def allowed(request):\n{body}", "allowed")


CSRF = Exercise(
    id="09.csrf",
    title="Who sent this?",
    check=check_csrf,
    setup="from simulator import Request\n",
    hints=(
        "Two headers say where a request comes from, and no script can write them. What do they"
        " say when it comes from your own page?",
        "`Sec-Fetch-Site` has to be `same-origin`, nothing less. Where it is missing, `Origin` has"
        " to be your own, the whole of it.",
        "```python\n"
        'site = request.headers.get("Sec-Fetch-Site")\n'
        "if site is None:\n"
        "    return ...  # an old browser: compare Origin\n"
        "return ...  # compare site\n"
        "```",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "Origin alone",
            asks('return request.headers.get("Origin") == "https://films.example"'),
            "correct",
        ),
        Trial(
            "Origin against Host",
            asks(
                'origin, host = request.headers.get("Origin"), request.headers.get("Host")',
                'return origin is not None and origin == "https://" + host',
            ),
            "correct",
        ),
        Trial(
            "a header that forms can't send",
            asks('return request.headers.get("X-Films") == "1"'),
            "correct",
        ),
        Trial(
            "neither header passes, as in Go",
            asks(
                'site, origin = map(request.headers.get, ["Sec-Fetch-Site", "Origin"])',
                "if site:",
                '    return site == "same-origin"',
                'return origin in (None, "https://films.example")',
            ),
            "correct",
        ),
        Trial(
            "no Origin is a good Origin",
            asks('return request.headers.get("Origin") in (None, "https://films.example")'),
            "not_yet",
            "What else says so",
        ),
        Trial(
            "Origin is always there",
            asks('return request.headers["Origin"] == "https://films.example"'),
            "not_yet",
            "not every browser sends `Origin`",
        ),
        Trial(
            "Origin is there in old browsers",
            asks(
                'if "Sec-Fetch-Site" in request.headers:',
                '    return request.headers["Sec-Fetch-Site"] == "same-origin"',
                'return request.headers["Origin"] == "https://films.example"',
            ),
            "not_yet",
            "not every browser sends `Origin`",
        ),
        Trial("everybody", asks("return True"), "not_yet", "Mallory's own site"),
        Trial("nobody", asks("return False"), "not_yet", "Ada herself"),
        Trial(
            "Referer has the name in it",
            asks('return "films.example" in request.headers.get("Referer", "")'),
            "not_yet",
            "stands in a name that is Mallory's",
        ),
        Trial(
            "presence of Origin",
            asks('return "Origin" in request.headers'),
            "not_yet",
            "Mallory's own site",
        ),
        Trial(
            "null is nobody, so harmless",
            asks('return request.headers.get("Origin") in ("https://films.example", "null")'),
            "not_yet",
            "sandboxed frame",
        ),
        Trial(
            "prefix",
            asks('return request.headers.get("Origin", "").startswith("https://films.example")'),
            "not_yet",
            "compare all of it",
        ),
        Trial(
            "suffix",
            asks('return request.headers.get("Origin", "").endswith("films.example")'),
            "not_yet",
            "only ends like yours",
        ),
        Trial(
            "suffix at a dot",
            asks(
                'host = request.headers.get("Origin", "").removeprefix("https://")',
                'return host == "films.example" or host.endswith(".films.example")',
            ),
            "not_yet",
            "another *origin*",
        ),
        Trial(
            "not cross-site",
            asks('return request.headers.get("Sec-Fetch-Site") != "cross-site"'),
            "not_yet",
            "Mallory's own site",
        ),
        Trial(
            "same site",
            asks(
                'site = request.headers.get("Sec-Fetch-Site")',
                "if site is None:",
                '    return request.headers.get("Origin") == "https://films.example"',
                'return site in ("same-origin", "same-site")',
            ),
            "not_yet",
            "a sister",
        ),
        Trial(
            "new browsers only",
            asks('return request.headers.get("Sec-Fetch-Site") == "same-origin"'),
            "not_yet",
            "of 2022",
        ),
        Trial(
            "the host that it is sent to",
            asks('return request.headers["Host"] == "films.example"'),
            "not_yet",
            "Mallory's own site",
        ),
        Trial(
            "the host without the scheme",
            asks(
                'host = request.headers.get("Origin", "").partition("://")[2]',
                'return host == "films.example"',
            ),
            "not_yet",
            "scheme counts",
        ),
        Trial(
            "a header that isn't always there",
            asks('return request.headers["Sec-Fetch-Site"] == "same-origin"'),
            "not_yet",
            "not every browser sends",
        ),
        Trial(
            "a name in small letters",
            asks('return request.headers["origin"] == "https://films.example"'),
            "not_yet",
            "as in the list",
        ),
        Trial(
            "never ends",
            asks("while True:", "    pass"),
            "not_yet",
            "never ends",
        ),
        Trial(
            "hands on the header",
            asks('return request.headers.get("Origin")'),
            "not_yet",
            "wants True or False",
        ),
        Trial("crash", asks('return request.header["Origin"]'), "not_yet", "AttributeError"),
    ),
)

# --- 09.order ----------------------------------------------------------------------------------


def check_order(order: Any) -> str:
    """The steps of a login with a backend for the frontend."""
    place = places(order, "ABCDEFG")
    expect(place["B"] == 0, "Who starts? Ada's browser, and it asks the BFF: B.")
    expect(
        place["F"] < place["D"],
        "Ada is at the auth server's page before anybody has sent her there.",
    )
    expect(place["D"] < place["G"], "The auth server gives no code before it knows who Ada is.")
    expect(
        place["G"] < place["A"],
        "The BFF trades a code that it doesn't have yet.",
    )
    expect(place["A"] < place["C"], "There are no tokens to keep before the code was traded.")
    expect(
        place["C"] < place["E"],
        "The page asks before the browser has a cookie, so it gets a 401.",
    )
    return "Count how often a token came near the browser: never."


ORDER = Exercise(
    id="09.order",
    title="In which order?",
    check=check_order,
    hints=(
        "It is the login with a code from notebook 07; only that the client is a server now.",
        "There: start, be sent away, give the password, come back with a code. Then trade, keep,"
        " use.",
        "B, F, then the password, then the code; then A, C, E.",
    ),
    catalogue=(
        *usual_trials("BFDGACE"),
        Trial("password first", Answers("BDFGACE"), "not_yet", "sent her there"),
        Trial("starts at the auth server", Answers("FBDGACE"), "not_yet", "Who starts"),
        Trial("code before the password", Answers("BFGDACE"), "not_yet", "no code before"),
        Trial("trades too early", Answers("BFDAGCE"), "not_yet", "doesn't have yet"),
        Trial("keeps before trading", Answers("BFDGCAE"), "not_yet", "no tokens to keep"),
        Trial("asks before the cookie", Answers("BFDGAEC"), "not_yet", "401"),
        Trial("a letter in the middle twice", Answers("BFDGAAE"), "not_yet", "once"),
        Trial("a number", Answers(7), "not_yet", "one word"),
    ),
)

# --- 09.until ----------------------------------------------------------------------------------

HOUR = 3600.0


def check_until(until: Callable[..., Any]) -> str:
    """The last moment at which Mallory can do anything, at the latest."""
    expect_function(until, "nothing", 1800, 14400, 300, name="until")
    for closed, session_end, access_ttl in (
        (1800, 14400, 300),
        (3000, 7200, 60),
        (7100, 7200, 300),
    ):
        given = (closed, session_end, access_ttl)
        expect_moment(
            until,
            "nothing",
            given,
            closed,
            "She takes nothing home: she acts in the page, and that is over when it is closed",
        )
        found = call(until, "access token", *given)
        expect(
            found != session_end,
            f"`until{('access token', *given)}` gave `{found}`. Then the *refresh* token expires."
            " Who asks about that while an access token is shown?",
        )
        expect_moment(
            until,
            "access token",
            given,
            closed + access_ttl,
            "The last token that the app showed may have been issued just before Ada closed the"
            " page; the moments count from the *login*",
        )
        found = call(until, "refresh token", *given)
        expect(
            found != session_end,
            f"`until{('refresh token', *given)}` gave `{found}`. Then the refresh token has"
            " expired. But just before, it can be traded once more. What comes of it?",
        )
        expect_moment(
            until,
            "refresh token",
            given,
            session_end + access_ttl,
            "A refresh token doesn't care about the page. It is good until its own end, and what it"
            " brings last is good a little longer",
        )
    measured(until)
    return "No run got beyond your bound."


def expect_moment(
    until: Callable[..., Any], loot: str, given: tuple[int, int, int], wanted: float, why: str
) -> None:
    """One case."""
    found = call(until, loot, *given)
    asked = f"`until{(loot, *given)}`"
    expect(
        isinstance(found, Real) and not isinstance(found, bool),
        f"{asked} gave {shown(found)}. A moment in seconds is wanted.",
    )
    expect(abs(found - wanted) < 1e-9, f"{asked} gave `{found}`. {why}.")


def measured(until: Callable[..., Any]) -> None:
    """No run beyond the bound."""
    table = the_table()
    runs: list[tuple[str, Outcome]] = [
        ("refresh token", table["localStorage", LISTENS]),
        ("access token", table["memory", LISTENS]),
        ("nothing", table["BFF", ACTS]),
    ]
    for loot, outcome in runs:
        bound = call(until, loot, outcome.closed, 4 * HOUR, 300.0)
        expect(
            outcome.until <= bound,
            f"In the run {outcome.way} gave Mallory something at {outcome.until} s, after your"
            f" `{bound}`.",
        )


def bounds(*lines: str) -> Code:
    """An answer to 09.until with this body."""
    body = "".join(f"    {line}\n" for line in lines)
    return Code(f"def until(loot, closed, session_end, access_ttl):\n{body}", "until")


def by_loot(nothing: str, access: str, refresh: str) -> Code:
    """An answer that says one expression for each loot."""
    return bounds(
        'if loot == "nothing":',
        f"    return {nothing}",
        'if loot == "access token":',
        f"    return {access}",
        f"return {refresh}",
    )


UNTIL = Exercise(
    id="09.until",
    title="Until when?",
    check=check_until,
    hints=(
        "Go through the three kinds of loot. Which of them cares whether the page is open?",
        "Nothing: as long as the page is open. An access token: it may be brand-new when the page"
        " is closed. A refresh token: it may be traded in the last second of the session.",
        "`closed`, `closed + access_ttl`, and for the refresh token the end of the session with"
        " one more `access_ttl`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "if after if",
            by_loot("closed", "closed + access_ttl", "session_end + access_ttl"),
            "correct",
        ),
        Trial(
            "a conditional expression",
            bounds(
                'start = session_end if loot == "refresh token" else closed',
                'return start if loot == "nothing" else start + access_ttl',
            ),
            "correct",
        ),
        Trial(
            "forgets the last access token",
            by_loot("closed", "closed + access_ttl", "session_end"),
            "not_yet",
            "traded once more",
        ),
        Trial(
            "access tokens die with the page",
            by_loot("closed", "closed", "session_end + access_ttl"),
            "not_yet",
            "just before Ada closed",
        ),
        Trial(
            "a life instead of a moment",
            by_loot("closed", "access_ttl", "session_end + access_ttl"),
            "not_yet",
            "count from the *login*",
        ),
        Trial(
            "nothing is nothing",
            by_loot("0", "closed + access_ttl", "session_end + access_ttl"),
            "not_yet",
            "acts in the page",
        ),
        Trial(
            "refresh tokens die with the page",
            by_loot("closed", "closed + access_ttl", "closed + access_ttl"),
            "not_yet",
            "doesn't care about the page",
        ),
        Trial(
            "half a life",
            by_loot("closed", "closed + access_ttl / 2", "session_end + access_ttl"),
            "not_yet",
            "just before Ada closed",
        ),
        Trial(
            "numpy's numbers",
            bounds(
                "import numpy",
                'end = {"refresh token": session_end}.get(loot, closed)',
                'return numpy.add(end, (loot != "nothing") * access_ttl)',
            ),
            "correct",
        ),
        Trial(
            "access tokens die with the session",
            by_loot("closed", "min(closed + access_ttl, session_end)", "session_end + access_ttl"),
            "not_yet",
            "Who asks about that",
        ),
        Trial("a text", bounds('return "closed"'), "not_yet", "moment in seconds"),
        Trial("crash", bounds("return close"), "not_yet", "NameError"),
    ),
)

EXERCISES = (PREDICT, COOKIE, CSRF, ORDER, UNTIL)

# --- quizzes -----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="09.recall_refresh",
        question="Ada's refresh token is stolen, and rotation is on. Who is asked for a password"
        " when both have used it?",
        choices={
            "a": Choice(
                "Mallory only: the auth server knows Ada's browser.",
                "It knows tokens, and two of the same family have come from somewhere. Which of"
                " them was Ada, it can't tell.",
            ),
            "b": Choice(
                "Both: the family ends.",
                "Yes. A replaced token came back, so the whole family ends (notebook 07). Keep that"
                " in mind: a thief who knows it waits.",
            ),
            "c": Choice(
                "Nobody: each goes on with a token of their own.",
                "That is what happens without reuse detection.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="09.recall_theft",
        question="A stolen access token lives for five minutes. For how long is it of use, on"
        " average, if it is stolen at a random moment?",
        choices={
            "a": Choice(
                "Two and a half minutes.",
                "Yes: at a random moment half of its life is over (notebook 08).",
            ),
            "b": Choice(
                "Five minutes.",
                "Only if it is stolen in the moment in which it was issued.",
            ),
            "c": Choice(
                "It depends on how often Ada asks for a page.",
                "Her habits decide when the next one is issued. This one expires on its own.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="09.predict_reload",
        question="Ada reloads the page. What is left of a token in the page's memory, and of one in"
        " localStorage?",
        choices={
            "a": Choice(
                "Memory loses it, localStorage keeps it.",
                "Yes. Memory belongs to a page, localStorage to an origin.",
            ),
            "b": Choice(
                "Both keep it until the browser is closed.",
                "A reload makes a new page, with an empty memory. And localStorage outlives"
                " even the browser.",
            ),
            "c": Choice(
                "Both lose it.",
                "Then nobody would use localStorage: to outlive pages is what it is for.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="09.predict_same_site",
        question="A form on `blog.films.example` posts to `films.example`, where Ada has a cookie"
        " with SameSite=Strict. Does the cookie go along?",
        choices={
            "a": Choice(
                "No: Strict is for the page's own origin.",
                "That would be same-*origin*. The attribute says same-*site*, and a site is the"
                " name that somebody registered, with all that is below it.",
            ),
            "b": Choice(
                "Yes: both are of the site films.example.",
                "Yes. Whoever can write on one subdomain sends forms with the cookies of all.",
            ),
            "c": Choice(
                "Only in the first two minutes.",
                "The two minutes are for cookies that name no SameSite, and this one does.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="09.predict_httponly",
        question="The cookie is HttpOnly, and a script of Mallory's runs in Ada's page. What can it"
        " do?",
        choices={
            "a": Choice(
                "Nothing: it can't read the cookie.",
                "It need not read it. Who adds the cookie to a request that a script sends?",
            ),
            "b": Choice(
                "Read what the page shows, and no more.",
                "It may also send requests to the page's own origin. Who adds the cookie to them?",
            ),
            "c": Choice(
                "Everything that the page can do, as long as it is open.",
                "Yes. HttpOnly keeps the key in the house, and the burglar is inside.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="09.check_local",
        question="A colleague says: move the token from localStorage to an HttpOnly cookie, and"
        " script injection is no longer our problem. What do you answer?",
        choices={
            "a": Choice(
                "Right: what can't be read can't be abused.",
                "You ran it: in all five ways the script changed Ada's address.",
            ),
            "b": Choice(
                "The theft is gone, the script still acts in the page, and forged forms are new.",
                "Yes. All three at once: that is the price list of a cookie.",
            ),
            "c": Choice(
                "Wrong: it changes nothing.",
                "It changes how long: what is done ends when the page is closed, and doesn't go on"
                " for hours elsewhere.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="09.check_lax",
        question="Your cookie names no SameSite. Which browsers keep it from foreign forms?",
        choices={
            "a": Choice(
                "Those built on Chromium, except while the cookie is younger than two minutes.",
                "Yes. Others may send it always. One word, `SameSite=Lax`, makes them agree.",
            ),
            "b": Choice(
                "All, since Lax is the default now.",
                "Not in all: by December 2024 Firefox and Safari hadn't followed. And where it is"
                " the default, it has a hole of two minutes.",
            ),
            "c": Choice(
                "None: the default is None.",
                "That was so until 2020. Browsers differ since.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="09.check_bff",
        question="What does a backend for the frontend take away from a script in Ada's page that"
        " an app with tokens in memory leaves to it?",
        choices={
            "a": Choice(
                "To act in Ada's name.",
                "That it can with a BFF too, as long as the page is open.",
            ),
            "b": Choice(
                "To run at all.",
                "Where tokens are kept has no say in that. Escaping and a Content-Security-Policy"
                " have.",
            ),
            "c": Choice(
                "To carry tokens home: the last one shown, or those of a login of its own.",
                "Yes. The BFF has no token in the page, and a code is worth nothing without the"
                " BFF's secret.",
            ),
        },
        right="c",
    ),
)
