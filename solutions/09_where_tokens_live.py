# ---
# course:
#   title: Where does the client keep it?
#   part: "II: the conversation"
#   questions:
#     - Who can read what in a browser, and who can only send?
#     - What does HttpOnly stop, and what does it not?
#     - When does a browser send a cookie that nobody in the page asked for?
#     - What does a backend for the frontend change?
#   objectives:
#     - say what an injected script and a foreign form get in each way to keep a login
#     - write a Set-Cookie line whose every attribute you can defend
#     - tell your own page's requests from forged ones
#     - compare memory and backend by numbers, and name the price of each
#   minutes: 65
#   if_short_skip: [09.order, 09.until]
# ---

# %% [markdown]
# # 9. Where does the client keep it?
#
# At the end of notebook 07 Ada's television held something worth a month. Now Grace builds the same service for the
# browser, and there the question is harder: a browser runs programs of whoever sends them. Visitors may write reviews of
# films, and one day Mallory writes a review with a script in it. The site shows it to Ada, and her browser runs it.
#
# That is **cross-site scripting** (XSS): a script of a stranger runs in your page. There is a second attack that needs
# no script in your page at all: a stranger's page sends *requests* with Ada's credentials. That is **cross-site request
# forgery** (CSRF). You let both loose on five ways to keep a login. Nothing in the table of results is written
# down beforehand: it is computed, by running the attacks.

# %%
from course import check, quiz, show, use

# %% [markdown]
# {{quiz 09.recall_refresh}}

# %%
quiz("09.recall_refresh", "b")

# %% [markdown]
# {{quiz 09.recall_theft}}

# %%
quiz("09.recall_theft", "a")

# %% [markdown]
# ## A browser on the table
#
# Here is a browser in the small: pages, what each may read, and what goes along with what it sends. In this town Ada
# logs in at the films site, whose app keeps both tokens in **localStorage**, a store of texts that scripts write and read:

# %%
from simulator.browser import Town, local_storage, memory

town = Town(local_storage())
page = town.ada_logs_in()
print("localStorage holds:", sorted(page.local_storage))
print("Ada's list:", town.ada_asks().status)

# %% [markdown]
# Whose store is it? It belongs to an **origin**: scheme, host and port together. Three pages look, and only one is of the
# origin `https://films.example`:

# %% [markdown] tags=["slide"]
# ## Each origin has a shelf of its own

# %% tags=["on-slide"]
for address in ["https://films.example", "https://blog.films.example", "https://mallory.example"]:
    other = town.browser.open(address)
    print(f"{address:28} reads {sorted(other.local_storage)}")

# %% [markdown] tags=["on-slide"]
# That is the **same-origin policy**: pages of other origins can't read yours. The other place in which an app may keep
# tokens is the page's memory, in a *closure*: a variable that no other script can name.
#
# {{quiz 09.predict_reload}}

# %%
quiz("09.predict_reload", "a")

# %% [markdown] tags=["slide"]
# ## What a reload leaves

# %% tags=["on-slide"]
for way in [local_storage(), memory()]:
    town = Town(way)
    page = town.ada_logs_in()
    again = page.reload()
    # `hidden` is what the closures of a page hold.
    before, after = len(page.local_storage | page.hidden), len(again.local_storage | again.hidden)
    print(f"{way.name:12} tokens before the reload: {before}, after: {after}")

# %% [markdown] tags=["instructor"]
# Ask what Ada notices after the reload. That depends on whether the auth server remembers her browser; keep it for
# *Both sides*.

# %% [markdown] tags=["on-slide"]
# An app that has lost its tokens sends Ada to the auth server again. If that remembers her browser, she types nothing;
# if not, each reload costs a password. You count that later.
#
# ## Cookies go along by themselves
#
# A **cookie** is a short text that a server sets, and that the browser sends back with *every* request to it. No script
# is needed for that. The server says how far that goes, by attributes:
#
# - `HttpOnly`: scripts can't read it;
# - `Secure`: it never travels without TLS;
# - `SameSite`: whether it goes along with requests that pages of other *sites* have caused: `Strict` (never), `Lax` (only
#   if the whole page is asked for by GET, as by a link) or `None` (always). If a cookie names none of them, Chromium takes
#   `Lax`, but for the cookie's first two minutes lets it go along with a foreign POST too;
# - `Domain`: with it, subdomains get the cookie too; without it, this host alone.
#
# A **site** is less than an origin: scheme and registered name. `https://blog.films.example` is another origin than
# `https://films.example`, and of the same site.
#
# {{quiz 09.predict_same_site}}

# %%
quiz("09.predict_same_site", "b")

# %% [markdown]
# Three cookies, and three pages that submit a form to the films site. Which cookies go along is in the request that
# arrives, and so is what the browser says about where it comes from:

# %%
from simulator import Response
from simulator.browser import Browser

arrived = []


def server(origin, request, now):
    """Sets three cookies on each page, and keeps what arrives by POST."""
    if request.method == "POST":
        arrived.append(request.headers)
    cookies = ["strict=1; SameSite=Strict", "lax=1; SameSite=Lax", "none=1; SameSite=None; Secure"]
    lines = "\n".join(f"{cookie}; Path=/" for cookie in cookies)
    return Response(200, {"Set-Cookie": lines} if origin.host == "films.example" else {})


# %% [markdown] tags=["slide"]
# ## Cookies go along by themselves

# %% tags=["on-slide"]
browser = Browser(server)
browser.open("https://films.example")
for address in ["https://films.example", "https://blog.films.example", "https://mallory.example"]:
    browser.open(address).submit("https://films.example/api/address")
    headers = arrived[-1]
    print(f"{headers['Origin']:28} {headers['Sec-Fetch-Site']:12} {headers['Cookie']}")

# %% [markdown]
# Remember the middle line. And remember the two headers `Origin` and `Sec-Fetch-Site`: the browser writes them, no script
# can, so a server may believe them *of a browser*.
#
# A foreign *script* can send, too. What a form could have sent goes out unasked, with cookies if the script includes them.
# For all else the browser first asks the server whether this origin may, by an `OPTIONS` request (a **preflight**). And
# unless the server says so, the script doesn't get to read the answer. These rules are called **CORS**, cross-origin
# resource sharing:

# %%
from simulator.browser import Blocked

foreign, target = browser.open("https://mallory.example"), "https://films.example/api/address"
for headers in [{}, {"Authorization": "Bearer x"}, {"X-Films": "1"}]:
    arrived.clear()
    try:
        foreign.fetch(target, "POST", headers=headers, credentials="include")
    except Blocked as reason:
        what = f"arrived with {arrived[0]['Cookie']}" if arrived else "did not arrive"
        print(f"{headers} {what}: {reason}")

# %% [markdown] tags=["instructor"]
# Ask what CORS kept Mallory from. From reading, and from sending what no form can send. The first request arrived,
# with a cookie.

# %% [markdown] tags=["on-slide"]
# So CORS is no defence against forged requests: the first one arrived, and a cookie with it. It keeps foreign scripts from
# *reading*, and from sending what no form can send.
#
# ## Five ways, and what is done to them
#
# - *localStorage*: both tokens there; the app shows the access token as a bearer.
# - *memory*: both tokens in a closure. Renewals are sent by a *worker*, a script with a memory of its own.
# - *bare cookie*: the films server logs Ada in, and sets the tokens as cookies, with `Path=/` and no other attribute.
# - *HttpOnly cookie*: the same with `HttpOnly; Secure; SameSite=Lax`.
# - *BFF*, a **backend for the frontend**: the films server keeps the tokens. The browser gets a number in a cookie
#   `__Host-session` with `HttpOnly; Secure; SameSite=Strict`. When something is to be changed the server also asks which
#   origin the request comes from.
#
# Access tokens live for five minutes, sessions for four hours. Ada logs in, looks at her list every minute and closes the
# page after half an hour. In minute 12 (where nothing else is said) one of these happens. Her browser is built on Chromium.
#
# - *script reads once*: it reads what lies open (localStorage, global variables, `document.cookie`) and sends it away;
# - *script listens, Mallory waits*: it puts itself in the place of `fetch`, hears each request of the app, and each time
#   reads again what lies open. Mallory uses what she got only when Ada has closed the page;
# - *script acts in the page*: it reads nothing, and calls the app's own functions to change Ada's address;
# - *foreign form, 1 min after login*: Ada opens mallory.example, where a form submits itself to the films site;
# - *form on a sister subdomain*: the same from blog.films.example, where Mallory may write.
#
# {{quiz 09.predict_httponly}}

# %%
quiz("09.predict_httponly", "c")

# %% [markdown]
# ### Your turn: predict the table
#
# In which ways does Mallory get something? For each attack, list the names: `"localStorage"`, `"memory"`,
# `"bare cookie"`, `"HttpOnly cookie"`, `"BFF"`. An empty list means nowhere.

# %% exercise="09.predict" minutes=6
prediction = {
    "script reads once": (
        ### BEGIN SOLUTION
        ["localStorage", "bare cookie"]
        ### END SOLUTION
    ),
    "script listens, Mallory waits": (
        ### BEGIN SOLUTION
        ["localStorage", "memory", "bare cookie"]
        ### END SOLUTION
    ),
    "script acts in the page": (
        ### BEGIN SOLUTION
        ["localStorage", "memory", "bare cookie", "HttpOnly cookie", "BFF"]
        ### END SOLUTION
    ),
    "foreign form, 1 min after login": (
        ### BEGIN SOLUTION
        ["bare cookie"]
        ### END SOLUTION
    ),
    "form on a sister subdomain": (
        ### BEGIN SOLUTION
        ["bare cookie", "HttpOnly cookie"]
        ### END SOLUTION
    ),
}

# %%
check("09.predict", prediction)

# %% [markdown] tags=["instructor"]
# - *HttpOnly stops acting*: Ask what the script has to *read* in order to send a request from Ada's own page. Nothing.
# - *SameSite stops sisters*: Write both addresses on the board and underline what a *site* is. The blog is of the same
#   one.
# - *memory is safe*: The tokens can't be read where they lie. But the app shows one with each request; ask who is
#   listening there.

# %% [markdown]
# Now the run: ten attacks on five ways, each pair in a town of its own. The new rows: a script begins a login *of its
# own*; the foreign form comes again in minute 12; a foreign script asks for Ada's list and wants to read it; somebody in a
# café overhears a request without TLS; and a sister *plants* Mallory's own cookies in Ada's browser, so that Ada goes on in
# Mallory's account. No dice decide here: the same attack on the same way gives the same outcome. Something counts as
# *stolen* only if Mallory gets into Ada's account with it from her own machine.

# %% [markdown] tags=["slide"]
# ## Ten attacks, five ways to keep a login

# %% tags=["on-slide"]
from simulator.browser import try_all
from simulator.views.storage import storage

table = try_all()
show(storage(table))

# %% [markdown] tags=["instructor"]
# **At the table** read rows, not columns. Ask for the row that is full from left to right: *script acts in the page*.
# Then ask which column is best without it, and at what price; those who say BFF should name the server that they would
# have to run.

# %% [markdown]
# Read it by rows. The fourth is the one that popular advice leaves out: *wherever the login is kept, a script in the page
# acts in Ada's name*. And she changes the address for password resets with one request. So the first defence is that no
# stranger's script runs: escape what visitors write, and send a Content-Security-Policy, a header that says which scripts
# may. And ask for the password again before such a change.
#
# Read it by columns. Bearer tokens are out of reach for forged forms and for the listener in the café, since no browser
# sends them by itself. That is what speaks *for* localStorage. Cookies are out of reach for scripts only with HttpOnly,
# and open all the other doors until you shut each.
#
# ## Look closer
#
# Three cells of the table deserve a second look. In the first row the loot stops working in minute 14, though the
# session lasts for four hours. Why?

# %% [markdown] tags=["slide"]
# ## The thief who waits gets more

# %% tags=["on-slide"]
for attack in ["script reads once", "script listens, Mallory waits"]:
    outcome = table["localStorage", attack]
    minutes = f"last in at minute {outcome.until / 60:.0f}"
    print(f"{attack}: {minutes}; Ada was logged out meanwhile: {outcome.noticed}")

# %% [markdown]
# It is rotation from notebook 07. In the first row Mallory and Ada use the same refresh token, the family ends, and
# Ada is asked for her password: somebody notices. A patient Mallory keeps only the newest tokens, waits until Ada has
# closed the page, and nobody competes with her. So reuse detection doesn't help against a script that stays.
#
# Second: the tokens in memory can't be read, and the listener has one all the same. The app itself shows it, on each
# request. It gets the access token only, since the refresh token goes out by the worker.
#
# Third: *script logs in anew*. The auth server has a cookie of its own and knows Ada's browser, so the script
# opens a window, starts a login, and gets tokens that Ada's app has never seen. In the three ways with cookies that fails:
# the code is worth nothing without the secret that the films server shows. What if the auth server did not remember
# Ada's browser?

# %%
from simulator.browser import ATTACKS, attempt

by_name = {attack.name: attack for attack in ATTACKS}
for remembers in [True, False]:
    outcome = attempt(memory(), by_name["script logs in anew"], remembers=remembers)
    print(f"auth server remembers the browser: {remembers}: {outcome.kind}")

# %% [markdown] tags=["instructor"]
# Ask what the script stole here. Nothing that was there: it made a login of its own. No way of keeping tokens helps
# against that.

# %% [markdown]
# ## Forged forms
#
# In the row *foreign form, 1 min after login* the bare cookie falls, and twelve minutes after the login it holds: those
# are Chromium's two minutes, made so that certain logins don't break. Firefox and Safari had not made Lax their default by
# December 2024 (OWASP, "SameSite"). What changes in the table in a browser without that default?

# %%
elsewhere = try_all(default_same_site="none")
for attack in table.attacks:
    for way in table.ways:
        before, now = table[way, attack].kind, elsewhere[way, attack].kind
        if before != now:
            print(f"{attack}, {way}: {before} before, {now} now")

# %% [markdown]
# A default that differs by browser and has a hole is none. Write what you mean.
#
# ### Your turn: a cookie that survives
#
# Write the Set-Cookie line for a BFF's session (without the header's name; `{id}` is where the number goes). It has to
# survive: a script that reads, a listener in the café, foreign forms early and late, and a sister subdomain that
# plants a cookie of the same name.
#
# Against the last one there is a promise in the *name*: the browser keeps a cookie whose name begins with `__Host-` only
# if it has `Secure`, has `Path=/`, and has no `Domain`. A sister can set cookies for other hosts only with `Domain`.

# %% exercise="09.cookie" minutes=7
set_cookie = (
    ### BEGIN SOLUTION
    "__Host-session={id}; Path=/; Secure; HttpOnly; SameSite=Lax"
    ### END SOLUTION
)

# %%
check("09.cookie", set_cookie)

# %% [markdown] tags=["instructor"]
# - *no SameSite*: Trusting the default trusts one make of browser, and there it has a hole of two minutes.
# - *no prefix*: Ask who else may set a cookie called `session` for all of `films.example`. The sister may.

# %% [markdown]
# Your line in the run, without any further check on the server:

# %%
from simulator.browser import bff

line = use("09.cookie", set_cookie)
for attack in ATTACKS:
    outcome = attempt(bff(line), attack)
    if outcome.kind != "nothing":
        print(f"{attack.name}: {outcome.kind}")

# %% [markdown]
# Two are left. Against the script no attribute helps. And the sister's form comes from the same site: there the server
# itself has to look.
#
# ### Your turn: who sent this?
#
# The films server asks your function about each request that would change something. Return True if a page of the
# server's own origin, `https://films.example`, sent it. `request.headers` is a dict; these may be in it:
#
# - `Origin`: the origin of the page that sent it, or `null` if that has none of its own;
# - `Sec-Fetch-Site`: `same-origin`, `same-site`, `cross-site`, or `none` (the person typed the address). All large browsers
#   send it since 2023; older ones don't, and Ada has an old one too;
# - `Referer`: the address of the page, or a part of it. `Host`: to whom the request is sent;
# - `X-Films: 1`: the films app puts that on each request.
#
# A request of Ada's own, to try your function on:

# %%
from simulator import Request

own = {"Host": "films.example", "Origin": "https://films.example", "Sec-Fetch-Site": "same-origin"}
sample = Request("POST", "/api/address", own | {"X-Films": "1"})
sample


# %% exercise="09.csrf" minutes=9
def allowed(request):
    """Did a page of our own origin send this?"""
    ### BEGIN SOLUTION
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == "https://films.example"
    ### END SOLUTION


# %%
check("09.csrf", allowed)

# %% [markdown] tags=["instructor"]
# - *not cross-site*: It lets the sister pass, and every old browser. Ask for the value that is wanted, and not for the
#   one that isn't.
# - *prefix*: `https://films.example.mallory.example` begins in the same way. Compare the whole.
# - *no Origin is a good Origin*: Ask who can leave it away. Say no to what you don't know.

# %% [markdown]
# There is more than one right answer. Comparing `Origin` does; so does a header of your own such as `X-Films`, since a form
# can't send it and a foreign script must ask. The older ways are tokens: the server puts a secret into its form and looks
# for it in the answer (**synchronizer token**), or compares a cookie with a copy in the request (**double submit**). The
# second falls where a sister can plant cookies, unless the name begins with `__Host-`.
#
# Your check, in front of the tokens in HttpOnly cookies:

# %%
from simulator.browser import token_cookies

attributes = "Path=/; HttpOnly; Secure; SameSite=Lax"
guarded = token_cookies("guarded", attributes, use("09.csrf", allowed))
unguarded = token_cookies("unguarded", attributes)
tried = ["form on a sister subdomain", "script acts in the page"]
print(try_all([unguarded, guarded], [by_name[attack] for attack in tried]))

# %% [markdown]
# ## A backend that keeps the tokens
#
# ### Your turn: in which order?
#
# These are the steps of a login with a BFF, out of order. Write the letters in the right order, as one word.
#
# - A: the BFF trades the code for tokens, showing the code verifier and its own secret
# - B: Ada's browser asks the BFF for `/login`
# - C: the BFF keeps the tokens, and gives the browser a cookie with a number
# - D: Ada gives her password to the auth server
# - E: the page asks for films; the browser adds the cookie, and the BFF adds the access token
# - F: the BFF sends the browser to the auth server, with the hash of a new code verifier
# - G: the auth server sends the browser back to the BFF with a code

# %% exercise="09.order" minutes=3
order = (
    ### BEGIN SOLUTION
    "BFDGACE"
    ### END SOLUTION
)

# %%
check("09.order", order)

# %% [markdown] tags=["instructor"]
# - *trades too early*: Ask what the BFF trades. It has no code before the browser has been sent back with one.

# %% [markdown]
# The browser has the code for a moment, and never a token. The price: a server that keeps sessions, which all requests
# pass through, and cookies with all that you did for them above.
#
# ## Until when?
#
# A script is in the page, and nothing stops that. What is left to decide is *for how long* Mallory gets something.
#
# ### Your turn: until when?
#
# Say at the latest until when she does, in seconds after Ada's login, for three kinds of loot:
#
# - `"nothing"`: she can take nothing home and acts in the page;
# - `"access token"`: the last that the app has shown before Ada closed the page;
# - `"refresh token"`: the newest one, used when Ada is gone.
#
# `closed` is when Ada closes the page, `session_end` when the refresh tokens expire, `access_ttl` the life of an access token.


# %% exercise="09.until" minutes=6
def until(loot, closed, session_end, access_ttl):
    """The last moment at which Mallory gets something, at the latest."""
    ### BEGIN SOLUTION
    last = {"nothing": closed, "access token": closed + access_ttl}
    return last.get(loot, session_end + access_ttl)
    ### END SOLUTION


# %%
check("09.until", until)

# %% [markdown] tags=["instructor"]
# - *access tokens die with the page*: The token doesn't know that the page was closed. It knows its own `exp`.
# - *forgets the last access token*: In the last second of the session it can be traded once more. What does that
#   bring?

# %% [markdown]
# Your bound beside the run (minutes after the login). In the run Mallory trades her refresh token whenever she is
# refused; had she done so in the last second of the session, she would have come to the bound:

# %%
bound = use("09.until", until)
listens, acts = "script listens, Mallory waits", "script acts in the page"
loot_of = {("localStorage", listens): "refresh token", ("memory", listens): "access token"}
for (way, attack), loot in (loot_of | {("BFF", acts): "nothing"}).items():
    latest = bound(loot, 1800, 4 * 3600, 300) / 60
    measured = table[way, attack].until / 60
    print(f"{way:12} {loot:13} at the latest {latest:3.0f}, in the run {measured:.1f}")

# %% [markdown]
# Ada doesn't always close the page after half an hour. Draw the moment at random, between a quarter of an hour and an
# hour after the login, forty times for each life of an access token. How many seconds of use are left when the tokens
# were in memory and the script only listens?

# %%
from simulator.actors.policy import Policy
from simulator.lab.estimates import estimate
from simulator.world.streams import stream

draw = stream(9, "closing")
closings = [draw.uniform(900, 3600) for _ in range(40)]
for access_ttl in [60, 300, 900]:
    policy = Policy(algorithm="ES256", access_ttl=access_ttl, refresh_ttl=4 * 3600)
    runs = [attempt(memory(), by_name[listens], closes=at, policy=policy) for at in closings]
    left = estimate([each.afterwards for each in runs])
    print(f"a life of {access_ttl:3} s: {left} s of use after the page was closed")

# %% [markdown]
# About half a life, as in notebook 08. (The number after ± is half of a 95 % interval. Mallory tries every ten seconds.) So
# with short lives memory comes close to a BFF, *against a script that only listens*.
#
# ## Both sides
#
# This is contested, and you have the numbers of both sides.
#
# - *RFC 10017* (OAuth 2.0 for Browser-Based Applications; you may know it as draft-ietf-oauth-browser-based-apps) prefers
#   the BFF, for applications with personal or sensitive data above all (6.1.4.3). One reason is your third row: a script
#   starts a login of its own, and no way of keeping tokens in the page helps (5.1.3).
# - Others hold tokens in memory, with short lives and rotation. Auth0's library for browsers (auth0-spa-js) keeps them there
#   unless told otherwise, and needs no server for it. And James Kettle of PortSwigger argued in 2016 ("Web Storage: the
#   lesser evil for session tokens") that a script acts in the page anyway, while cookies bring forged forms and open lines
#   with them. Your fourth row says so.
#
# What does each cost Ada, and what does it leave to Mallory? Ada reloads ten times. Mallory tries both listening and a
# login of her own, and the better of them counts; the page is closed at one of eight random moments.

# %%
scripts = [by_name[listens], by_name["script logs in anew"]]


def price(way, remembers):
    """Passwords that Ada types, and minutes that Mallory has after the page was closed."""
    town = Town(way, remembers=remembers)
    town.ada_logs_in()
    for _ in range(10):
        town.ada_reloads()
    worst = [
        max(attempt(way, each, closes=at, remembers=remembers).afterwards for each in scripts)
        for at in closings[:8]
    ]
    return town.login.passwords, estimate([seconds / 60 for seconds in worst])


# %% [markdown] tags=["slide"]
# ## Both sides: what Ada pays, what Mallory gets

# %% tags=["on-slide"]
for way in [local_storage(), memory(), bff(line)]:
    for remembers in [True, False]:
        passwords, minutes = price(way, remembers)
        knows = "remembers" if remembers else "forgets"
        cost = f"Ada's passwords: {passwords:2}, Mallory afterwards: {minutes} min"
        print(f"{way.name:12} auth server {knows:9} {cost}")

# %% [markdown] tags=["instructor"]
# This is contested, so let numbers speak. One half of the room defends memory, the other the BFF, three minutes each;
# the table is all that may be quoted. Then ask who changed their mind, and what their own service would have to lose.

# %% [markdown]
# (With the BFF no run left her anything afterwards, hence the zeros. A login of her own, begun in minute 12, outlasts
# Ada's: hence the difference between the first two lines. While the page is open she acts in all of them.)
#
# Memory can be nearly as good as a BFF, or as comfortable, and not both. Whether a few minutes matter, or a server in
# between, depends on what is to be lost. What costs most takes the least work: a refresh token of long life in
# localStorage, and visitors' texts on the same page.
#
# ## What you saw
#
# Where a login is kept decides what can be *taken away* and what can be *forged*. It doesn't decide whether a script in
# the page can act. Cookies shift the problem from reading to sending, and each of their attributes shuts one door.
#
# {{quiz 09.check_local}}

# %%
quiz("09.check_local", "b")

# %% [markdown]
# {{quiz 09.check_lax}}

# %%
quiz("09.check_lax", "a")

# %% [markdown]
# {{quiz 09.check_bff}}

# %%
quiz("09.check_bff", "c")

# %% [markdown]
# **Key points**
#
# - A script in the page acts in the user's name in every way to keep a login. Keep strangers' scripts out first.
# - HttpOnly ends theft and not abuse. localStorage is a choice: it stops forged forms, and costs hours if a script gets in.
# - Same-site is not same-origin: SameSite trusts every subdomain.
# - Name SameSite; the default differs by browser and has a hole of two minutes.
# - `__Host-` in the name, `Secure`, `HttpOnly`, `SameSite`, and a check of the origin: all of them, for each stops another
#   attack.
# - A BFF leaves a script nothing to carry home. It costs a server.
#
# **Where it is written.** Cookies: draft-ietf-httpbis-rfc6265bis-22, which is to replace RFC 6265 (attributes 4.1.2,
# prefixes 4.1.3, the two minutes under "Lax-allowing-unsafe"). Origins: RFC 6454. CORS, `Origin` and preflight: the Fetch
# standard; `Sec-Fetch-Site`: W3C Fetch Metadata. Tokens in browsers: RFC 10017 (scripts 5.1, BFF 6.1, its cookie 6.1.3.2).
# Go's `net/http` checks these headers too since 1.25, as `CrossOriginProtection`; a request with neither of the two it lets
# pass.
#
# **From real life.** In 2018 strangers added 22 lines to a script on the pages of British Airways. The lines copied what
# people *typed*, card numbers included, to an address that looked like the airline's. No token was taken and no cookie
# attribute would have helped: the script acted in the page. (Number of lines: RiskIQ's analysis. The penalty notice of the
# British data protection authority, October 2020, counts 429,612 people and 20 million pounds.)

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("09")

# %% [markdown] tags=["instructor"]
# Before anybody checks `09.predict` let the room vote by hand on the row *script acts in the page*; most give HttpOnly
# and BFF as safe. For the discussion of both sides see INSTRUCTORS.md. Not in the model: frames, service workers,
# Content-Security-Policy, and the blocking of third-party cookies. 10 needs that tabs share one store; 11 comes back
# to session ids.
