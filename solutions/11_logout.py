# ---
# course:
#   title: Why am I still logged in after logging out?
#   part: "III: when things go wrong"
#   questions:
#     - What does a logout end, and what not?
#     - How does a backend get to know of a logout, how soon, and what does that cost?
#     - When is a plain session id the better choice?
#   objectives:
#     - say for how long a token outlives its logout, and shorten that time
#     - keep a deny-list that empties itself, and say what it must be keyed by
#     - read a Token Status List
#     - write an app that is not logged in again by an answer that comes late
#   minutes: 60
#   if_short_skip: [11.other_text]
# ---

# %% [markdown]
# # 11. Why am I still logged in after logging out?
#
# Ada watches in a hotel room. In the morning she logs out, sees *Goodbye, Ada*, and leaves. Mallory has the room next.
# She has a copy of the access token from the television's memory, and she watches films as Ada until half past. Ada
# finds them in her list and writes to Grace: *your logout does not work*.
#
# Grace looks, and it works. It does what it was built to do. In this notebook you find out what a logout ends and what
# it doesn't. You write the list that ends the rest, break it, and mend it. And at the end you may decide that you would
# rather have had a plain session id.

# %%
from course import check, quiz, show, use

# %% [markdown]
# Two questions from earlier notebooks first:
#
# {{quiz 11.recall_ask}}

# %%
quiz("11.recall_ask", "c")

# %% [markdown]
# {{quiz 11.recall_signature}}

# %%
quiz("11.recall_signature", "b")

# %% [markdown] tags=["on-slide"]
# ## Goodbye, Ada
#
# In `logged_out` an access token lives for 15 minutes. Ada's newest one is from minute 15, and Mallory copies it half a
# minute before Ada leaves. At minute 21 Ada logs out: her television forgets its tokens, and tells the auth server (RFC
# 7009, **revocation**), which ends her refresh tokens.
#
# {{quiz 11.predict_goodbye}}

# %%
quiz("11.predict_goodbye", "b")

# %% [markdown] tags=["instructor"]
# Let people vote by hand when Mallory's last page is: at minute 21, at minute 30, or never.

# %% [markdown] tags=["slide"]
# ## Goodbye, Ada

# %% tags=["on-slide"]
from simulator import run

goodbye = run("logged_out")
show(goodbye.exposure("Ada logs out at minute 21, and her token opens the door until minute 30"))

# %% [markdown] tags=["instructor"]
# **At the goodbye** ask what the dotted line did. It ended what could be renewed, and nothing else. Then ask who could
# have told the backend. That is the rest of the notebook: a logout is a *message*, and somebody has to receive it.

# %% [markdown]
# The token says that it is good until minute 30. The backend reads it, checks the signature and the clock, and asks
# nobody. That nobody is asked is what such a **self-contained** token was invented for. RFC 7009 (2.1) wants the
# auth server to end access tokens too, *if it supports that*, and says (3) that with self-contained ones it takes more
# than a change at the auth server. A customer of FusionAuth reported it as a bug in 2020 (issue 979). The answer: this
# is the designed behaviour.
#
# So a logout ends what can be renewed. What is out there lives until it expires. Whoever logs out at a random moment of
# a token's life leaves half of it behind, on average. So the first cure is shorter lives: a token of one minute leaves
# half a minute behind. It is renewed more often, and you will see below what that costs. The other cures tell the
# backend.

# %% [markdown]
# ## A list of those who left
#
# The auth server keeps a **deny-list**: the ids of access tokens that count no longer. The id stands in the token, in
# its claim `jti` (JWT ID, RFC 7519 4.1.7). The backend fetches the list every 30 seconds, and refuses whoever is on it.
#
# There is one thing that such a list must not do, and that is grow for ever. With a thousand logouts an hour it has
# nearly nine million ids after a year. How long does an id have to stay? As long as some backend would accept the
# token: until `exp`, and for the leeway longer (the seconds after `exp` for which a backend still accepts it, notebook
# 04). After that the token is refused anyway.
#
# ### Your turn: a list that empties itself
#
# Two functions. `denied` is a dict, empty at first, and yours to write into.
#
# - `deny` puts a token on the list. `exp` and `leeway` are in seconds. It returns nothing.
# - `listed` returns the ids that are on the list at `now`, as a set or a list. What doesn't have to stay has left by
#   then, and is no longer in `denied` either. At the very moment of `exp + leeway` a token is over.


# %% exercise="11.deny_list" minutes=7
def deny(denied, jti, exp, leeway):
    """Put the token of this id on the list."""
    ### BEGIN SOLUTION
    denied[jti] = exp + leeway
    ### END SOLUTION


def listed(denied, now):
    """The ids on the list at `now`."""
    ### BEGIN SOLUTION
    for jti, leaves in list(denied.items()):
        if now >= leaves:
            del denied[jti]
    return set(denied)
    ### END SOLUTION


# %%
check("11.deny_list", deny, listed)

# %% [markdown] tags=["instructor"]
# - *filters only*: What is returned is right, and the dict grows for ever. Ask how long it is after a year.
# - *leeway forgotten*: The backend believes the token for that much longer. Then it has to be on the list for that
#   long.

# %% [markdown]
# Now your two functions keep the auth server's list, on the morning in the hotel:

# %% [markdown] tags=["slide"]
# ## A list of those who left

# %% tags=["on-slide"]
yours = use("11.deny_list", deny, listed)

polled = {
    "policy.revocation": "deny_list",
    "backend.checks": {"deny_list": {"poll": "30 s"}},
}
denying = run("logged_out", settings=polled, deny_list=yours)
show(denying.exposure("With a deny-list Mallory gets one page more"))
for event in denying.log:
    if event.kind in ("deny", "allow"):
        print(f"{event.t:8.2f} s  {event.kind:5}  {event.token}")

# %% [markdown] tags=["instructor"]
# **At the short bar** ask why there is one dot left. The backend's copy of the list is half a minute old at that
# moment. Ask what it would cost to have no dot: a question at each request.

# %% [markdown]
# In the log `deny` is a token that comes on the list, and `allow` one that leaves it. One page is served in the very
# moment of the logout: the backend's copy of the list is 30 seconds old then. At minute 30 the list is empty again.
#
# This list costs little. No id stays on it for longer than *one token's life*: with a thousand logouts an hour and tokens
# of 15 minutes these are about 250 ids at most, after a year too.

# %% [markdown] tags=["on-slide"]
# ## What do you put on the list?
#
# Many backends that one finds put the token itself on the list, or its hash: the text is at hand, and `jti` has to be
# read from it. Is it the same?
#
# {{quiz 11.predict_text}}

# %%
quiz("11.predict_text", "c")

# %% [markdown]
# Text is text, and a token is what a verifier reads in it. Take Ada's token, and write it in other ways. Two backends
# read them: ours, with PyJWT below it, and one with the strict verifier of notebook 04.

# %%
from base64 import urlsafe_b64decode

from simulator import get, jose, log_in, stage

actors = stage("logged_out")
strict = stage("logged_out", verify=jose.verify)
ada = actors.session("ada")
answer = actors.auth_server.handle(log_in(ada.username, ada.password), now=0)
token = answer.body["access_token"]
letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
neighbour = token[:-1] + letters[letters.index(token[-1]) + 1]


# %% [markdown] tags=["slide"]
# ## One token, several texts: list the `jti`


# %% tags=["on-slide"]
def signature(text):
    """The octets of the third part, as Python's own decoder reads them."""
    return urlsafe_b64decode(text.split(".")[2] + "==")


for name, text in [("as it came", token), ("with ==", token + "=="), ("last letter", neighbour)]:
    ours, strictly = (each.backend.handle(get("/films", text), now=10) for each in (actors, strict))
    same = signature(text) == signature(token)
    print(f"{name:11}  same signature: {same}  PyJWT: {ours.status}  strict: {strictly.status}")

# %% [markdown]
# Three texts, and for Python's decoder the signature is the same in all. The second one has padding at its end, which a
# token may not have (RFC 7515 2); PyJWT forgives it. In the third one bits of the last letter are set that stand for
# nothing (notebook 01). Python's own decoder doesn't look at them. PyJWT 2.15 does, and refuses. Your deny-list by text
# is as good as the strictness of *somebody else's decoder*.
#
# The strict verifier refuses both. Are you safe with it?
#
# ### Your turn: the same token, another text
#
# An ES256 signature is two numbers, `r` and `s`, of 32 octets each (notebook 03). In the sum that the verifier does,
# the sign of `s` makes no difference: if `(r, s)` is a signature, so is `(r, N - s)`, where `N` is the number of points
# on the curve. Nobody needs the private key for that subtraction. (RFC 7518 doesn't forbid the second form. Bitcoin had
# to, since it names payments by a hash of their text.)
#
# The beginning is written for you. Make the other text: the same first two parts, and a signature of `r` and `N - s`.


# %% exercise="11.other_text" minutes=6
from simulator.jose import b64url_decode, b64url_encode

N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def other_text(token):
    """Another text that a strict verifier takes for the same token."""
    start, _, signature = token.rpartition(".")
    octets = b64url_decode(signature)
    r, s = octets[:32], int.from_bytes(octets[32:], "big")
    ### BEGIN SOLUTION
    other = (N - s).to_bytes(32, "big")
    return start + "." + b64url_encode(r + other)
    ### END SOLUTION


# %%
check("11.other_text", other_text)

# %% [markdown] tags=["instructor"]
# - *as few octets as it takes*: A small number has fewer octets than 32, and the verifier counts. It is the slip of
#   03.
# - *halves swapped*: R stays where it is. Only S has a second form.

# %% [markdown]
# Now to the hotel with it. `twice` logs in, logs out, waits until the list is known everywhere, and shows the token,
# first as it came and then as you wrote it. Two backends judge. The first keeps a list of texts, the second the list of
# ids from above:

# %%
from simulator import Send, Wait, log_out

other_text_here = use("11.other_text", other_text)
texts = set()


def twice(session):
    """Log in and out, and show the token as it came and as it may be written too."""
    answer = yield Send("auth_server", log_in(session.username, session.password))
    token = answer.body["access_token"]
    yield Send("auth_server", log_out(answer.body["refresh_token"]))
    texts.add(token)
    for text in [token, other_text_here(token)]:
        yield Wait(session.now + 60)
        yield Send("backend", get("/films", text))


# %%
def by_text(token, keys, **rules):
    """A backend that has a list of texts, and a strict verifier."""
    if token in texts:
        raise ValueError("on the list")
    return jose.verify(token, keys, **rules)


for name, how in [("by text", {"verify": by_text}), ("by id", {"settings": polled})]:
    judged = run("logged_out", client=twice, **how)
    pages = [event for event in judged.events("ada", "answer") if event.actor == "backend"]
    print(name, [f"{event.status} {event.detail}".strip() for event in pages])

# %% [markdown]
# (`ValueError` is what `by_text` raised.) A list of texts, of hashes of texts, of signatures: all are passed by. What a
# signature protects is what it was made over, and that is not itself. A list is keyed by something that the *issuer*
# has signed: `jti`, and with several issuers `iss` and `jti`, since each names its own. Whoever can change the `jti`
# can make tokens, and needs no list.
#
# (Other algorithms are stricter. Ed25519 demands the smaller form, RFC 8032 5.1.7. With HS256 there is one signature.
# Don't build on it: the backend may know several.)

# %% [markdown]
# ## A bit for each token
#
# A list of ids grows with the logouts. If many backends fetch it, and much is called back, its size counts. The
# **Token Status List** (an IETF draft, `draft-ietf-oauth-status-list`) turns it round: *each* token gets a number when
# it is issued, its place in a long row of bits. 0 is valid, 1 is called back. The row is packed with zlib and signed.
#
# The bits are counted from the right. Token 0 has the lowest bit of the first octet, token 7 its highest one, and token
# 8 the lowest of the second octet:

# %% [markdown] tags=["slide"]
# ## A bit for each token

# %% tags=["on-slide"]
octets = bytes([0b10111001, 0b10100011])
for place in [0, 1, 8, 10]:
    octet, from_right = divmod(place, 8)
    written = f"{octets[octet]:08b}"
    print(f"place {place:2}: octet {octet}, {written[: 7 - from_right]}[{written[7 - from_right]}]")

# %% [markdown]
# (These two octets are the draft's own example, section 4.1.)
#
# ### Your turn: the status of a token
#
# `octets` are the unpacked bytes, `place` is the token's number, from 0. Return 0 or 1. A place that isn't in the list
# says that something is wrong: raise `IndexError` then, for a negative one too. "I have never heard of it" is no
# "valid".


# %% exercise="11.status_of" minutes=5
def status_of(octets, place):
    """The bit of the token at this place: 0 for valid, 1 for called back."""
    ### BEGIN SOLUTION
    if not 0 <= place < 8 * len(octets):
        raise IndexError("no such place in this list")
    octet, from_right = divmod(place, 8)
    return octets[octet] >> from_right & 1
    ### END SOLUTION


# %%
check("11.status_of", status_of)

# %% [markdown] tags=["instructor"]
# - *from the left*: The lowest bit is token 0. Let them write one octet on paper and number the bits from the right.
# - *unknown is valid*: *I have never heard of it* is no *valid*. Ask what an attacker would put into `idx`.

# %% [markdown]
# And now a real list, as the auth server publishes it while Ada logs out. It is a signed token whose `lst` is the packed
# row, and Ada's access token says in its claim `status` which place is hers, `idx`. The client `watching` reads both
# without checking them (`jose.peek`), and asks your function before and after:

# %%
import zlib

from simulator.actors.messages import fetch_status_list

status_here = use("11.status_of", status_of)


def watching(session):
    """Log in, read the own status, log out, and read it again."""
    answer = yield Send("auth_server", log_in(session.username, session.password))
    _, claims = jose.peek(answer.body["access_token"])
    for leaves in [False, True]:
        if leaves:
            yield Send("auth_server", log_out(answer.body["refresh_token"]))
        published = yield Send("auth_server", fetch_status_list())
        _, packed = jose.peek(published.body["status_list_token"])
        octets = zlib.decompress(jose.b64url_decode(packed["status_list"]["lst"]))
        print("status", status_here(octets, claims["status"]["status_list"]["idx"]))


watched = run("logged_out", client=watching, settings={"policy.revocation": "status_list"})

# %% [markdown]
# How long is it? A million tokens, of which 1 % were called back, against the ids of these (random ids of 16 octets, as
# UUIDs are):

# %% [markdown] tags=["slide"]
# ## A million tokens, packed

# %% tags=["on-slide", "nbval-ignore-output"]
from random import Random

from simulator.actors.status_list import StatusList

random = Random(11)
print("called back      bits  packed     ids")
for share in [0.0001, 0.001, 0.01, 0.1]:
    states = StatusList(1_000_000)
    gone = random.sample(range(1_000_000), round(share * 1_000_000))
    for place in gone:
        states.set(place, 1)
    ids = zlib.compress(b"".join(random.randbytes(16) for _ in gone), 9)
    sizes = [len(states.octets), len(states.compressed()), len(ids)]
    print(f"{share:11.2%}  ", *(f"{size / 1024:5.1f} K" for size in sizes))

# %% [markdown]
# At 1 % the packed row has less than a tenth of the size of the ids: random ids can't be packed, and a row with few
# ones can. (K is 1024 octets. The draft measures 13.7 KB against 157.7 KB.) So why would anybody keep a list of ids?
# Since it is short anyway: 250 ids are 4 K, and access tokens that live for minutes are seldom called back. A row of
# bits needs a place for *every* token, and somebody who hands out the places. It was made for tokens that live for
# months, such as a driving licence on a telephone. Its other strength is privacy: who fetches the whole list tells
# nobody which token is being shown.

# %% [markdown]
# ## Ask, and remember
#
# There is a third way to tell the backend: it asks. **Introspection** (RFC 7662) is a request to the auth server: *is
# this token active?* Asked for each page, it knows of a logout at once. With a **cache** the backend remembers an
# answer for some seconds, and learns of the logout that much later.
#
# So each method has a number of seconds: how often the list is polled, how long an answer is remembered. What does it
# buy, and what does it cost? `closing_time` has 200 viewers, with access tokens that live for 300 seconds. First what it
# buys: each logs out at a random moment of a token's life, and somebody goes on showing the token once a second, until
# it is refused:


# %%
def leaver(session):
    """Log out at a random moment; the token is shown every second, before and after."""
    chance = session.random.random
    yield Wait(300 * chance())
    tokens = (yield Send("auth_server", log_in(session.username, session.password))).body
    leaves = session.now + tokens["expires_in"] * chance()
    served, left = True, False
    while served:
        yield Wait(session.now + 1)
        served = (yield Send("backend", get("/films", tokens["access_token"]))).ok
        if session.now >= leaves and not left:
            yield Send("auth_server", log_out(tokens["refresh_token"]))
            left = True


# %%
def exposures(settings):
    """For each who logged out: seconds until the token's end, to half a second."""
    leavers = {f"viewer-{number:03}": leaver for number in range(1, 201)}
    happened = run("closing_time", client=leavers, settings=settings)
    left = {event.client: event.t for event in happened.events(kind="revoke")}
    answers = happened.events(kind="answer")
    refused = {event.client: event.t for event in answers if event.status == 401}
    # It ended at some moment in the second before it was refused.
    return [refused[viewer] - 0.5 - left[viewer] for viewer in left]


# %% [markdown]
# And what it costs: requests that the auth server gets, in twenty ordinary minutes with the same 200 viewers, each of
# whom asks for a page every 30 seconds. Three runs with three seeds:


# %%
from simulator.lab.estimates import estimate


def load(settings):
    """Requests per minute at the auth server, in each of three runs."""
    found = []
    for seed in range(3):
        happened = run("closing_time", seed=seed, settings=settings)
        asked = [e for e in happened.log if e.kind == "answer" and e.actor == "auth_server"]
        found.append(len(asked) / 20)
    return found


def band(values):
    """Mean, and its 95 % interval."""
    found = estimate(values)
    return {"mean": found.mean, "low": found.low, "high": found.high}


# %%
nothing = {"after": band(exposures({})), "asked": band(load({}))}
print("outlives its logout by {mean:.0f} s ({low:.0f} to {high:.0f})".format(**nothing["after"]))
print("costs {mean:.1f} requests a minute ({low:.1f} to {high:.1f})".format(**nothing["asked"]))

# %% [markdown] tags=["on-slide"]
# This is a token without any method: it outlives its logout by half its life, 150 of 300 seconds, within the error. (The
# error is the range in brackets, a 95 % interval: made again with other seeds, such a range would hold the true mean
# nineteen times in twenty.) The requests are logins and renewals.
#
# {{quiz 11.predict_load}}

# %%
quiz("11.predict_load", "b")


# %%
def ways(seconds):
    """The settings of two methods, for that many seconds."""
    return {
        "deny-list, polled": {
            "policy.revocation": "deny_list",
            "backend.checks": {"deny_list": {"poll": seconds}},
        },
        "introspection, cached": {"backend.checks": {"introspection": {"cache": seconds}}},
    }


# %%
lengths, after, asked = [10, 30, 60, 150], {}, {}
for seconds in lengths:
    for name, settings in ways(seconds).items():
        after[name, seconds] = band(exposures(settings))

# %%
for seconds in lengths:
    for name, settings in ways(seconds).items():
        asked[name, seconds] = band(load(settings))

# %%
from simulator.views.tradeoff import tradeoff

rows = []
for (name, seconds), found in after.items():
    theory = seconds / 2 - (seconds**2 / (6 * 300) if "list" in name else 0)
    row = {"measure": "outlives logout by", "name": name, "value": seconds, "theory": theory}
    rows.append({**row, **found})
for (name, seconds), found in asked.items():
    rows.append({"measure": "requests a minute", "name": name, "value": seconds, **found})
title = "Both know of a logout after half their seconds; the list does it for next to nothing"
show(tradeoff(rows, "polled or remembered for", units={"outlives logout by": "s"}, title=title))

# %% [markdown] tags=["instructor"]
# **At the two panels** ask which line is the better one in the upper half. They lie together. Then show the lower
# half: one of the two asks again for every viewer.

# %% [markdown]
# The upper panel is what each method buys, the lower one what it costs.
#
# - *A list polled every D seconds* leaves D/2 on average, a little less where the token expires before the next poll
#   comes: D/2 - D²/(6T), for tokens that live for T. That is the lower thin line.
# - *Introspection remembered for D seconds* leaves D/2: the upper thin line. The first answer comes with the token's
#   first page, and here each D goes into T a whole number of times: the last answer is over when the token is.
# - **The cost is not the same at all.** The list is fetched once in D seconds, whoever comes. Introspection is asked
#   for every *viewer* who is there. With a tenth of them:

# %%
few = {"clients.viewer.count": 20}
print("requests a minute more   20 viewers  200 viewers")
for name, settings in ways(30).items():
    with_few = band(load({**settings, **few}))["mean"] - band(load(few))["mean"]
    with_many = asked[name, 30]["mean"] - nothing["asked"]["mean"]
    print(f"{name:22}  {with_few:11.1f}  {with_many:11.1f}")

# %% [markdown]
# Now all of it in one picture, with shorter lives beside it:

# %%
more = {
    "life 1 min": {"policy.access_ttl": "1 min"},
    "asked each time": {"backend.checks": {"introspection": {"cache": 0}}},
}
choices = {"life 5 min": nothing}
for name in ways(30):
    choices[name.split(",")[0] + ", 30 s"] = {"after": after[name, 30], "asked": asked[name, 30]}
for name, settings in more.items():
    choices[name] = {"after": band(exposures(settings)), "asked": band(load(settings))}

# %% [markdown] tags=["slide"]
# ## Ask, and remember: what each way costs

# %% tags=["on-slide"]
from simulator.views.pareto import pareto

named = []
for name, costs in choices.items():
    row = {"name": name}
    for cost, found in costs.items():
        row |= {cost: found["mean"], f"{cost}_low": found["low"], f"{cost}_high": found["high"]}
    named.append(row)
labels = {"asked": "requests a minute at the auth server", "after": "token outlives logout by"}
title = "A deny-list is cheaper and quicker than shorter lives; to know at once, you ask each time"
show(pareto(named, "asked", "after", labels=labels, units={"after": "s"}, title=title))

# %% [markdown] tags=["instructor"]
# **At the choices** ask each group for its point, and for the customer that it has in mind. Who needs to know at once
# pays with a question for each page, ten times the requests. Ask whether a session id would not be simpler then.

# %%
for name, costs in choices.items():
    outlives = "{mean:5.1f} s ({low:.1f} to {high:.1f})".format(**costs["after"])
    requests = "{mean:.0f} a minute ({low:.0f} to {high:.0f})".format(**costs["asked"])
    print(f"{name:20} {outlives:25} {requests}")

# %% [markdown]
# (*Asked each time* knows at once. What is left there is our ruler: the token is shown once a second.)
#
# What you see depends on the numbers that went in: 200 viewers, a page every 30 seconds. With two viewers, asking each
# time would cost four requests a minute, and you would be glad of it. And a list or a question can fail: if the auth
# server is down, the backend has to choose between refusing everybody and believing those who may have left. A token's
# expiry cannot be down.

# %% [markdown] tags=["on-slide"]
# ## The answer that came late
#
# One thing is left, and it is on the client's side. Ada's television is renewing, over a slow connection. In that
# second she logs out. Then the answer arrives.
#
# {{quiz 11.predict_late}}

# %%
quiz("11.predict_late", "a")


# %% [markdown] tags=["slide"]
# ## The answer that came late


# %% tags=["on-slide"]
def pages_after(happened):
    """Pages that this television got after the logout, which was at 360.6 s."""
    answers = [e for e in happened.events("ada", "answer") if e.actor == "backend"]
    return sum(e.status == 200 and e.t > 360.6 for e in answers)


late = run("logout_in_flight")
show(late.sequence("ada", start=360, until=362))
untold = {"clients.ada.strategy.app.logout.revoke": False}
print("pages after the logout:", pages_after(late))
print("if the auth server isn't told:", pages_after(run("logout_in_flight", settings=untold)))

# %% [markdown] tags=["instructor"]
# **At the late answer** let people find the two messages that cross. The tokens were asked for before the logout and
# arrived after it; the app stored them, as it always does. Ask which question it should have asked first.

# %% [markdown]
# The television asked for new tokens 0.4 s after minute 6, Ada logged out at 0.6 s, and at 0.8 s the tokens arrived.
# They were stored, as new tokens are. The auth server has heard of the logout at 0.8 s and ended the family, so the new
# refresh token is dead. The new access token is self-contained, and lives for its five minutes: whoever is in the room
# watches. In an app that tells the auth server nothing (there are such), it goes on for the whole evening.
#
# ### Your turn: keep it?
#
# Each time when tokens arrive the app asks your function whether to store them. `then` is what the app knew when it
# asked for them, `now` what it knows at this moment. Both have three fields:
#
# - `user`: who is logged in (None: nobody),
# - `refresh_token`: what the app would show to renew (None: nothing). Another tab of the same session may have renewed
#   in between (notebook 10),
# - `logouts`: how often somebody has logged out here so far.
#
# Return True if the tokens belong to the session that goes on now, else False. The app gives tokens that it doesn't
# keep back to the auth server, which ends their family.


# %% exercise="11.may_keep" minutes=6
def may_keep(then, now):
    """Whether tokens that have come may be stored."""
    ### BEGIN SOLUTION
    return then.logouts == now.logouts
    ### END SOLUTION


# %%
check("11.may_keep", may_keep)

# %% [markdown] tags=["instructor"]
# - *somebody is logged in*: Ask *who* that is. It may be Bo, who came after Ada.
# - *the same user*: Ada has logged out and in again. It is the same Ada, and another session.

# %%
keep_here = use("11.may_keep", may_keep)

print("pages after the logout:", pages_after(run("logout_in_flight", may_keep=keep_here)))
mended = run("logout_in_flight", may_keep=keep_here, settings=untold)
print("if the auth server isn't told:", pages_after(mended))

# %% [markdown]
# No page after the logout. The rule is older than tokens: *before you write what you asked for, look whether the world
# is still the one in which you asked.* The auth server does the same when it replaces a refresh token.

# %% [markdown]
# ## Would you rather have had a session id?
#
# A **session id** is a long random text that means nothing. The backend looks it up in a table at each request, and a
# logout deletes the row. It ends everything in that instant, copies too, and there is no list to poll or to pack.
#
# Look at *asked each time* in the picture above: that is what it costs, one look-up for each page. A token with
# introspection at each request has the same price, and a signature besides that nobody needs. So:
#
# | your case | better |
# |---|---|
# | one application, one database, all requests end there | session id, in a cookie |
# | a logout has to count within a second (bank, clinic, employees who are dismissed) | session id, or introspection without a cache |
# | several backends, which can't or mustn't ask one table | tokens, short lives |
# | … and half a minute after the logout is soon enough | tokens, and a deny-list by `jti` |
# | tokens live for months, many verifiers, privacy | tokens, and a status list |
# | browser in front, several backends behind | session id to the first server, tokens behind it |
#
# The last line is how many large sites do it: the browser never sees a token (notebook 09).

# %% [markdown] tags=["slide"]
# ## Would you rather have had a session id?
#
# | your case | better |
# |---|---|
# | one application, one database | session id |
# | a logout counts within a second | session id, or ask each time |
# | several backends, no common table | tokens, short lives |
# | half a minute is soon enough | tokens, a deny-list by `jti` |
# | a browser, and backends behind | session id first, tokens behind it |

# %% [markdown]
# ## What you saw
#
# A logout ends the refresh token. A self-contained access token lives until it expires, unless the backend is told: by
# a list that it polls, or by an answer that it asks for. Each method leaves half of its seconds on average. A list
# costs the same whoever comes, asking costs a request for each viewer. The list is keyed by `jti` and empties itself.
#
# {{quiz 11.check_logout}}

# %%
quiz("11.check_logout", "c")

# %% [markdown]
# {{quiz 11.check_key}}

# %%
quiz("11.check_key", "a")

# %% [markdown]
# {{quiz 11.check_choice}}

# %%
quiz("11.check_choice", "b")

# %% [markdown]
# **Key points**
#
# - A self-contained token outlives its logout by half its life on average. Shorter lives shorten that, and cost
#   renewals.
# - Deny-list: by `jti`, never by the text; each id stays until `exp` and the leeway, and no longer.
# - Polled or remembered for D seconds: about D/2 is left. A list's cost doesn't depend on the viewers, asking does.
# - Status list: a bit for each token. Worth it if many are called back, or if nobody may know which one is shown.
# - An app stores tokens only if nobody has logged out since it asked.
# - One table that all can ask, and logouts that count at once: take a session id.
#
# **Where it is written.** Revocation: RFC 7009 2.1 and 3. Introspection: RFC 7662, its cache in section 4. `jti`: RFC
# 7519 4.1.7. Token Status List: draft-ietf-oauth-status-list, sections 4 and 7.
#
# **From real life.** FusionAuth issue 979: after a logout with the refresh token the access token was still accepted.
# Closed as *working as designed*, with advice on deny-lists. The same report stands in dozens of projects, among them
# tymondesigns/jwt-auth (276) and motuz (105).

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("11")

# %% [markdown] tags=["instructor"]
# The sentence to take home: a logout is a message, and somebody has to receive it. If time is short leave out
# `11.other_text` and show its run; the list by text fails all the same. The table at the end is worth five minutes of
# talk: let people bring a service of their own. 12 to 14 don't need this notebook.
