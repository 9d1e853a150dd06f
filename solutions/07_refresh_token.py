# ---
# course:
#   title: Why not make it last longer?
#   part: "II: the conversation"
#   questions:
#     - What does a refresh token buy, and for whom?
#     - Who has to see which token?
#     - What happens when five requests find the token expired at the same moment?
#   objectives:
#     - renew an access token without asking for the password
#     - renew it before it expires, and only once for all who need it
#     - tell a sliding lifetime from an absolute one
#     - say what OAuth 2.1 has in place of the password grant
#   minutes: 55
#   if_short_skip: [07.order, 07.ahead]
# ---

# %% [markdown]
# # 7. Why not make it last longer?
#
# Ada watches a film. Her access token lives for five minutes, so that a stolen one is soon worthless. The film lasts
# two hours. If that were all, she would type her password twenty-four times.
#
# The obvious cure is a token that lives for two hours. In notebook 06 you saw what that cure costs. There is a way
# to have both, a short life and a long evening, and most of the services that you use have chosen it. It also brings
# a mistake that throws people out of their own homes, in products that you know. You make it here, on purpose.

# %%
from course import check, quiz, show, use

# %% [markdown]
# {{quiz 07.recall_401}}

# %%
quiz("07.recall_401", "a")

# %% [markdown]
# {{quiz 07.recall_longer}}

# %%
quiz("07.recall_longer", "c")

# %% [markdown]
# ## Two tokens
#
# The auth server hands out *two* tokens. The *access token* travels with every request and dies young. The
# **refresh token** stays at home, is shown to nobody but the auth server, and lives long. Put the actors on the table:

# %% [markdown] tags=["slide"]
# ## Two tokens
#
# | it | access token | refresh token |
# |---|---|---|
# | is shown to | the backend | the auth server, nobody else |
# | travels | with each request | when the other one has expired |
# | lives | minutes | days |
#
# With *rotation* a refresh token works once, and its answer brings the next one.

# %%
from simulator import get, log_in, refresh, stage

actors = stage("refresh_token")
ada = actors.session("ada")
first = actors.auth_server.handle(log_in(ada.username, ada.password), now=0)
first

# %% [markdown]
# `expires_in` is the access token's. When the refresh token ends the client isn't told: it finds out when it is refused.
#
# Five minutes later the access token has expired. The client shows the refresh token, and no password:

# %%
second = actors.auth_server.handle(refresh(first.body["refresh_token"]), now=300)
second

# %% [markdown] tags=["on-slide"]
# A new pair. The access token is new, of course, but so is the refresh token: this auth server uses **rotation**, and
# every refresh token works once. All the tokens that descend from one login are a **family**.
#
# Nobody deleted the first refresh token. A thief may have copied it, or a second browser tab may still hold it.
#
# {{quiz 07.predict_reuse}}

# %%
quiz("07.predict_reuse", "c")

# %% [markdown] tags=["instructor"]
# Let people say who might hold the older token: a thief, a second tab, an answer that got lost. The auth server sees
# no difference, and that is the whole trouble.

# %% [markdown] tags=["slide"]
# ## A replaced token came back: the family ends

# %% tags=["on-slide"]
print(actors.auth_server.handle(refresh(first.body["refresh_token"]), now=310))
print(actors.auth_server.handle(refresh(second.body["refresh_token"]), now=320))

# %% [markdown]
# Both are refused with `invalid_grant`. (A **grant** is what a client offers for tokens: a password, a refresh token.)
# The second token had done nothing wrong. But the auth server saw one come back that had been replaced (**reuse**). Is
# it Ada or a thief who holds the newer one? It can't tell. So it ends the family, and Ada has to log in again
# (RFC 9700 4.14.2). Whether that is wise is contested; notebook 10 measures it.
#
# Only the refresh tokens of the family end. An access token that is on its way stays good until it expires, since the
# backend asks nobody.
#
# ## Two doors
#
# A refresh token at the backend's door, an access token at the auth server's: both are genuine, signed by the right
# key, not expired. What tells them apart?

# %% [markdown] tags=["slide"]
# ## Two doors, two types

# %% tags=["on-slide"]
from jwt import get_unverified_header

for name in ["access_token", "refresh_token"]:
    print(name, get_unverified_header(first.body[name]))

# %% [markdown]
# Try the wrong doors, with a fresh login. The answers say little, as answers to strangers should. The servers' log says
# why:

# %%
fresh = stage("refresh_token")
pair = fresh.auth_server.handle(log_in(ada.username, ada.password), now=0).body
fresh.backend.handle(get("/films", bearer=pair["refresh_token"]), now=1)
fresh.auth_server.handle(refresh(pair["access_token"]), now=1)
for event in fresh.log:
    if event.status >= 400:
        print(event.actor, event.status, event.detail)

# %% [markdown]
# The header tells them apart: `typ` is `at+jwt` for an access token (RFC 9068 2.1). For refresh tokens no RFC names a type,
# since nobody but their issuer reads them; this auth server writes `rt+jwt`. If a backend did not look, a refresh
# token would be an access token with a very long life.
#
# ### Your turn: which door?
#
# Decide from the header of a genuine token whether it may be shown at a door, "backend" or "auth_server". RFC 9068
# allows `at+jwt` and its long form `application/at+jwt`. Upper and lower case make no difference: `AT+JWT` is the same.
# All that holds for `rt+jwt`, too. Other services issue tokens with other types, or with none.


# %% exercise="07.two_doors" minutes=5
def fits(header, door):
    """May a token with this header be shown at this door?"""
    ### BEGIN SOLUTION
    typ = str(header.get("typ", "")).lower().removeprefix("application/")
    return typ == {"backend": "at+jwt", "auth_server": "rt+jwt"}[door]
    ### END SOLUTION


# %%
check("07.two_doors", fits)

# %% [markdown] tags=["instructor"]
# - *exact, one form only*: A type is compared without regard to case, and it has a long form. Both are honest.
# - *keeps out instead of letting in*: Ask what it says to a type that is invented tomorrow. Name what may come in.

# %% [markdown]
# ## An evening with both
#
# In the scenario `refresh_token` Ada asks for a page every three minutes for 45 minutes. Access tokens live for 5
# minutes, refresh tokens for 30 minutes from the login.
#
# {{quiz 07.predict_logins}}

# %%
quiz("07.predict_logins", "b")

# %% [markdown] tags=["slide"]
# ## What is the hatched strip? And what is new at minute 30?

# %% tags=["on-slide"]
from simulator import run

evening = run("refresh_token")
show(evening.timeline())
evening.summary()

# %% [markdown] tags=["instructor"]
# **At the first timeline** ask what the hatched strip is. Most say *expired*; it is replaced, and would still be good
# if nobody had used it. Then ask what is different at minute 30: there the renewal itself is refused, and a green
# triangle follows.

# %% [markdown]
# Each bar below is the life of an access token; above it stands the refresh token that brings the next one. The hatched
# strip is what is left of refresh tokens that were replaced: not expired, and good for nothing. When an access token
# has expired, one page is refused and then asked for again, and Ada sees a film that goes on.
#
# At minute 30 there is another refusal, and this time the refresh token is refused too: it has come to its end. From
# there on only the password helps. Look at that moment closely:

# %% [markdown] tags=["slide"]
# ## At minute 30 the refresh token has come to its end

# %% tags=["on-slide"]
show(evening.sequence(start=1790, until=1900))

# %% [markdown] tags=["instructor"]
# **At minute 30** count the refusals: two, from two different servers, with two different codes. Ask which of them
# ends the session. Only `invalid_grant` does.

# %% [markdown]
# ### Your turn: in which order?
#
# These are the steps of a client that finds its page refused. They are out of order. Write the letters in the right
# order, as one word.
#
# - A: ask for the page again, with the new access token
# - B: the backend answers 401
# - C: keep the new pair
# - D: show the refresh token to the auth server
# - E: ask for the page

# %% exercise="07.order" minutes=2
order = (
    ### BEGIN SOLUTION
    "EBDCA"
    ### END SOLUTION
)

# %%
check("07.order", order)

# %% [markdown] tags=["instructor"]
# - *asks before keeping*: Ask which token the second request carries if nobody kept the new one.

# %% [markdown]
# ### Your turn: renew on 401
#
# Now as a program. The client gets its first tokens with the password, as in notebook 06, by calling `give_password`.
# That is a generator too, and `yield from give_password(session)` runs its steps as if they stood there; without
# `yield from` nothing would run.
#
# When a page is refused with 401 the client shows its refresh token, keeps what comes back, and asks once more. When the auth server refuses the refresh
# token (the answer's `error` is `"invalid_grant"`), the password is needed. Any other failure, such as the 503 of a
# server in trouble, says nothing about the token: keep it, and ask for no password. Then this page fails, and the next
# one tries again. And a 403 is no reason to renew, as before.
#
# `answer.ok` is True when tokens came, `answer.error` is the error code, and `session.refresh_token` is the one that
# `session.store` kept last.

# %%
from simulator import Send, Wait


def give_password(session):
    """Log in and keep the tokens."""
    answer = yield Send("auth_server", log_in(session.username, session.password))
    session.store(answer.body)


# %% exercise="07.on_401" minutes=9
def client(session):
    """Fetch each page in its time; on 401 renew the tokens and ask again, once."""
    yield from give_password(session)
    for visit in session.visits:
        yield Wait(visit.at)
        answer = yield Send("backend", get(visit.path, bearer=session.access_token))
        ### BEGIN SOLUTION
        if answer.status == 401:
            renewed = yield Send("auth_server", refresh(session.refresh_token))
            if renewed.ok:
                session.store(renewed.body)
            elif renewed.error == "invalid_grant":
                yield from give_password(session)
            yield Send("backend", get(visit.path, bearer=session.access_token))
        ### END SOLUTION


# %%
check("07.on_401", client)

# %% [markdown] tags=["instructor"]
# - *throws the pair away*: The new tokens came, and nobody stored them. Ask which refresh token the next renewal will
#   show: a dead one.
# - *looks at the status of the refusal*: `400` has several meanings. The code says which: `invalid_grant` is about the
#   token, `invalid_request` about the program.
# - *asks for the password*: It works, and Ada types all evening. Ask what she has the second token for.

# %% [markdown]
# Your client in Ada's evening (the course's, if yours isn't finished). If the picture shows the same logins and renewals
# as the one above, then it does what most apps on your phone do:

# %%
working_client = use("07.on_401", client)
show(run("refresh_token", client=working_client).timeline())

# %% [markdown] tags=["instructor"]
# **At their own timeline** ask them to compare the title with that of the first one: logs in twice, renews six times.
# The same words, and it is their program.

# %% [markdown]
# ## Before it is too late
#
# When the token has expired, a page takes three trips: refused, renewed, asked again. Whoever waits for that page
# notices. A client that knows when its token expires can renew it first and save one of the three.
# `session.expires_at` says when (the moment of the answer plus `expires_in`), and `session.now` is the client's clock.
#
# How much earlier is called the **margin**. It covers the way to the backend, and clocks that differ a little.
#
# You need not write the renewal again. Here it is as a function:


# %% [markdown] tags=["slide"]
# ## Renewing, in six lines


# %% tags=["on-slide"]
def renew(session):
    """Show the refresh token; give the password if it is dead."""
    renewed = yield Send("auth_server", refresh(session.refresh_token))
    if renewed.ok:
        session.store(renewed.body)
    elif renewed.error == "invalid_grant":
        yield from give_password(session)


# %% [markdown]
# ### Your turn: renew ahead
#
# Before a page is asked for: renew when fewer than 30 seconds are left, or when the token has expired already.

# %% exercise="07.ahead" minutes=5
MARGIN = 30


def client_ahead(session):
    """Fetch each page in its time, with a token that is still good for a while."""
    yield from give_password(session)
    for visit in session.visits:
        yield Wait(visit.at)
        ### BEGIN SOLUTION
        if session.now > session.expires_at - MARGIN:
            yield from renew(session)
        ### END SOLUTION
        yield Send("backend", get(visit.path, bearer=session.access_token))


# %%
check("07.ahead", client_ahead)

# %% [markdown] tags=["instructor"]
# - *wrong sign*: Draw the bar and the margin. Earlier means to the left, so it is taken away.
# - *no margin*: It is right on this computer. Ask how long a message is under way.

# %% [markdown]
# Does the margin matter? Ada's cousin lives at the end of a slow line: each message takes two seconds. And the cousin
# asks for a page every 149 seconds, so the third one comes two seconds before the first token's end.

# %% [markdown] tags=["slide"]
# ## Before it is too late, on a slow line

# %% tags=["on-slide"]
from simulator import Ahead

programs = {
    "on 401": working_client,
    "ahead, no margin": Ahead(margin=0),
    "ahead, 30 s": use("07.ahead", client_ahead),
}
every_149_s = {"script": {"at": list(range(0, 2700, 149))}}
slow_line = {"network.latency": "2 s", "clients.ada.visits": every_149_s}
for name, program in programs.items():
    counts = run("refresh_token", client=program, settings=slow_line).summary()["ada"]
    print(f"{name}: {counts.refused} pages refused, {counts.renewals} renewals")

# %% [markdown]
# Without a margin a token can be good when it leaves and dead when it arrives. (The common slip is a sign. A client
# that adds the margin, where it should subtract it, sends tokens that are *known* to be dead.)

# %% [markdown]
# ## Five at once
#
# A home page is not one request. The television asks for five rows of films at the same moment, and it has all five
# find out that the token has expired. `Together` runs several generators at once:

# %%
from simulator import Together


def row(session, renewal):
    """One row of the home page: ask; on 401 renew and ask again."""
    answer = yield Send("backend", get("/films", bearer=session.access_token))
    if answer.status == 401:
        yield from renewal(session)
        yield Send("backend", get("/films", bearer=session.access_token))


def home_page(renewal):
    """A client that loads a home page of five rows at each visit."""

    def client(session):
        yield from give_password(session)
        for visit in session.visits:
            yield Wait(visit.at)
            yield Together(*[row(session, renewal) for _ in range(5)])

    return client


# %% [markdown] tags=["slide"]
# ## A home page is five rows at once
#
# - `yield Together(row(…), row(…), …)` runs several generators at the same time.
# - Each row asks for its films. On 401 it calls `renew` for itself, and asks again.
# - `yield from renew(session)` does what you wrote: it shows the refresh token, and gives the password after
#   `invalid_grant`.

# %% [markdown] tags=["on-slide"]
# Each row calls `renew` for itself, when it is refused. Two visits are enough to see what comes of it: one at the start,
# and one at 330 seconds, when the token has expired.
#
# {{quiz 07.predict_five}}

# %%
quiz("07.predict_five", "d")

# %% [markdown] tags=["slide"]
# ## Five at once: thrown out by her own television

# %% tags=["on-slide"]
twice = {"until": 400, "clients.ada.visits": {"script": {"at": [0, 330]}}}
crowd = run("refresh_token", client=home_page(renew), settings=twice)
show(crowd.sequence(start=320))
crowd.summary()

# %% [markdown] tags=["instructor"]
# **At the five rows** let people find the moment at which Ada is thrown out. It stands at the right: *reuse of
# ada-r1*. Then ask who attacked. Nobody did; her own television showed one token five times.

# %% [markdown]
# Five renewals leave with the same refresh token. The first one to arrive is served, and the token is replaced. The
# second is *reuse*: the family ends (*reuses* and *revoked* in the table), the other renewals are denied, and Ada is
# out, thrown out by her own television. Four rows ask her for the password, each for itself; the fifth login of the
# table is that of the start. Nobody attacked.
#
# This is daily life. The tracker of next-auth has it as issue 11240, that of Keycloak as 16081: there it is two tabs of
# one browser, and two programs need more than what follows (notebook 10).
#
# Inside one program the cure is called **single flight**: the first one renews, the others wait for it. A `Signal` is
# what they wait for:
#
# - `session.renewing` is None, or the Signal of the renewal that is under way;
# - `yield WaitFor(signal)` waits until somebody calls `signal.fire()`.
#
# ### Your turn: one for all
#
# Two lines are missing at the beginning, and two at the end.

# %% [markdown] tags=["slide"]
# ## Single flight: what they wait for
#
# - The first one renews. The others wait for a `Signal`.
# - `session.renewing` is None, or the Signal of the renewal that is under way.
# - `yield WaitFor(signal)` waits until somebody calls `signal.fire()`.
# - `yield from renew(session)` renews.

# %%
from simulator import Signal, WaitFor


# %% exercise="07.single_flight" minutes=8
def one_for_all(session):
    """Renew once, however many ask at the same time."""
    if session.renewing is not None:
        ### BEGIN SOLUTION
        yield WaitFor(session.renewing)
        return
        ### END SOLUTION
    session.renewing = Signal()
    yield from renew(session)
    ### BEGIN SOLUTION
    session.renewing.fire()
    session.renewing = None
    ### END SOLUTION


# %%
check("07.single_flight", one_for_all)

# %% [markdown] tags=["instructor"]
# - *never takes the signal away*: The first renewal works, and the second never comes: everybody waits for a signal
#   that fired long ago.
# - *does not wait*: They return at once, and ask again with the old token. Ask what there is to wait *for*.
# - *waits and renews all the same*: Ask what has changed while they waited. The new tokens are there already.

# %% [markdown] tags=["slide"]
# ## Single flight: one renews, the others wait

# %% tags=["on-slide"]
working_renewal = use("07.single_flight", one_for_all)
calm = run("refresh_token", client=home_page(working_renewal), settings=twice)
show(calm.sequence(start=320))
calm.summary()

# %% [markdown] tags=["instructor"]
# **At the calm picture** ask what became of the thick arrows. The five questions and the five answers are still there;
# between them one thin arrow renews for all.

# %% [markdown] tags=["on-slide"]
# ## From when does it count?
#
# Ada's refresh token lived for 30 minutes from the *login*, however often it was replaced: an **absolute** lifetime.
# With a **sliding** lifetime each renewal counts anew. Whoever keeps coming back is never asked again; whoever stays
# away for 30 minutes is.
#
# {{quiz 07.predict_sliding}}

# %%
quiz("07.predict_sliding", "a")

# %% [markdown] tags=["slide"]
# ## From when does it count? Absolute above, sliding below

# %% tags=["on-slide"]
absolute = run("refresh_token", client=working_client)
sliding = run("refresh_token", client=working_client, refresh_lifetime="sliding")
show(absolute.timeline(), sliding.timeline())

# %% [markdown] tags=["instructor"]
# **At absolute and sliding** ask where the orange diamond went. In the upper picture the session ends at minute 30,
# whatever Ada does; in the lower one it never ends, and that holds for a thief as well.

# %% [markdown]
# A sliding session of somebody who always comes back in time has no end. That holds for a thief who always comes back
# in time, too. So many products have both: it slides, and it ends at the latest after so long. Here after 40 minutes:

# %%
both = {"refresh_lifetime": "sliding", "refresh_max": "40 min"}
show(run("refresh_token", client=working_client, **both).timeline())

# %% [markdown] tags=["instructor"]
# **At the third one** let people say what ended here: it slid, and at minute 40 it was over all the same. Most
# products have both, under different names.

# %% [markdown]
# ## A week of evenings
#
# Ada watches seven evenings, two and a half hours each (the scenario `streaming_week`). The refresh tokens of this
# service live for 30 days. Once she has none, and the client of notebook 06 asks for the password; once she has them,
# and your client renews (it logs in when it is switched on, at midnight, while the other one waits for the first page):

# %% [markdown] tags=["slide"]
# ## A week of evenings, without refresh tokens and with

# %% tags=["on-slide"]
from simulator import log_in_again

without = run("streaming_week", client=log_in_again, refresh_ttl=None)
with_refresh = run("streaming_week", client=working_client)
show(without.timeline(), with_refresh.timeline())

# %% [markdown] tags=["instructor"]
# **At the week's two timelines** ask where the thief would rather stand: at the backend or at the auth server. Most
# say the auth server, since what is there is worth a month; let them find out in 10.

# %%
for name, week in [("without", without), ("with", with_refresh)]:
    counts = week.summary()["ada"]
    print(f"{name} refresh tokens: passwords {counts.logins}, renewals {counts.renewals}")

# %% [markdown]
# That is what a refresh token buys: a stolen access token is still worth five minutes at most, and Ada types her
# password once. And this is what it costs: there is now something on the television that is worth a month. Where to
# keep it is the question of notebook 09, what a thief does with it that of notebook 10.
#
# ## The password should not be here at all
#
# One thing in this story has been wrong from the start. Ada types her password into the *television*. She has to trust
# it, and every other program that asks. The **password grant** was in OAuth 2.0 for programs that could do no better;
# OAuth 2.1 has dropped it. What stands in its place lets Ada log in at the auth server, in her browser:

# %% [markdown] tags=["slide"]
# ## The password belongs to the auth server's own page

# %% tags=["on-slide"]
code_flow = run("code_with_pkce", algorithm="HS256")
show(code_flow.sequence(until=60))

# %% [markdown] tags=["instructor"]
# **At the code flow** follow the password: it goes from the browser to the auth server, and the television never sees
# it. Ask what somebody has who reads the code on its way: half of what is needed.

# %% [markdown]
# 1. The client makes up a secret, the **code verifier**, and sends the browser to the auth server with the *hash* of it.
# 2. Ada gives her password there, on a page of the auth server (`POST /authorize`). The answer 302 sends the browser
#    back to the client, with a **code** that works once and for a minute.
# 3. The client trades code *and verifier* for tokens. Whoever stole the code on its way does not have the verifier.
#
# That is the authorization code grant with **PKCE** (RFC 6749 4.1, RFC 7636). What comes after it is not new: the same
# two tokens, renewed as you renewed them. So what you wrote in this notebook stays right.
#
# {{quiz 07.code}}

# %%
quiz("07.code", "b")

# %% [markdown]
# ## What you saw
#
# Two tokens with two jobs: one travels and dies young, one stays at home and lives long. A client renews when it is
# refused, or ahead of time, and one renewal serves all who wait for it. When the refresh token is refused, and only
# then, the session is over.
#
# {{quiz 07.check_where}}

# %%
quiz("07.check_where", "b")

# %% [markdown]
# {{quiz 07.check_503}}

# %%
quiz("07.check_503", "c")

# %% [markdown]
# {{quiz 07.check_single}}

# %%
quiz("07.check_single", "a")

# %% [markdown]
# **Key points**
#
# - The refresh token is shown to the auth server and to nobody else; `typ` keeps the two kinds apart.
# - With rotation a refresh token works once. If a replaced one comes back, the family ends.
# - Only `invalid_grant` ends a session. Any other failure is no logout.
# - Parallel requests need single flight, or a client throws its own user out.
# - Absolute lifetime counts from the login, sliding lifetime from the last renewal.
# - A password belongs to the auth server's own page. The client gets a code, and proves with PKCE that it asked for it.
#
# **Where it is written.** Refresh: RFC 6749 6, errors 5.2. Rotation and reuse: RFC 9700 4.14.2. Types of tokens:
# RFC 9068 2.1, RFC 8725 3.11. Code and PKCE: RFC 7636.
#
# **From real life.** next-auth, issue 11240: one page, several requests, the rotation runs twice, and the user is
# logged out. You have seen the sequence diagram of it.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("07")

# %% [markdown] tags=["instructor"]
# If only one picture stays with people, it should be the five rows. Whether it is wise to end the family is contested;
# say so, and leave it to 10.
#
# 08 needs absolute and sliding, 10 the words family and reuse and the single flight, 13 the margin, 14 that only
# `invalid_grant` ends a session.
