# ---
# course:
#   title: Whose noon is it?
#   part: "III: when things go wrong"
#   questions:
#     - Which clock decides whether a token has expired?
#     - What does a client with a wrong clock do, and how does it notice?
#     - Which moment is "12:00", and why does one night in October have two of 2:30?
#   objectives:
#     - apply a leeway on the right side, for exp, nbf and iat
#     - renew by expires_in, so that the client's own clock need not be right
#     - say what a laptop does that was asleep when its token expired
#     - write an expiry as whole seconds since 1970, in any time zone and on any night
#   minutes: 60
#   if_short_skip: [13.order]
#   skip_sections: ["Twelve o'clock where?"]
# ---

# %% [markdown]
# # 13. Whose noon is it?
#
# On Monday at nine, Grace's telephone rings. The new backend in the other town refuses everybody. Its log says *not yet
# valid*, of tokens that are not a second old. At ten somebody sets a clock, and all is well. At eleven she finds a
# television in the statistics that works well, and has asked for 87 new tokens in half an hour.
#
# A token says until when it is good. It doesn't say by whose clock. In this notebook you have three of them, set them
# wrong one after another, and mend what breaks.

# %%
from course import check, quiz, show, use

# %% [markdown]
# Two questions from earlier notebooks first:
#
# {{quiz 13.recall_now}}

# %%
quiz("13.recall_now", "b")

# %% [markdown]
# {{quiz 13.recall_expires_in}}

# %%
quiz("13.recall_expires_in", "c")

# %% [markdown] tags=["on-slide"]
# ## Three clocks
#
# The auth server writes `iat` (issued at) and `exp` (expires) into the token, by *its* clock. The backend compares them
# with *its own*. And the client has a third one, on which it may plan when to renew. Nobody in this conversation ever
# says what time it is. Computers set their clocks by the network (with a protocol called NTP, RFC 5905), and most of them
# are right to well below a second. The others are the subject of this notebook.
#
# By how much a clock differs from true time is its **skew**. Let the backend's be 20 seconds slow:
#
# {{quiz 13.predict_slow}}

# %%
quiz("13.predict_slow", "a")

# %% [markdown] tags=["slide"]
# ## A backend that is slow sees tokens from the future

# %% tags=["on-slide"]
from simulator import run

slow = run("wrong_clocks", settings={"backend.skew": -20})
show(slow.lanes("ada", until=90))

# %% [markdown] tags=["instructor"]
# **At the first lanes** let people find, with a finger, the token that is good in one lane and not in the other. Then
# ask what Ada's client does about it. It fetches a younger one, and that makes it worse.

# %% [markdown]
# From left to right runs true time; what a lane's own clock shows stands above the lane. A bar is the life of a token.
# (Tokens take turns above and below; where three overlap, a fine line marks where the third begins.) Follow the first
# one down: the auth server says that it is good from 17 seconds on. In the backend's lane it begins 20 seconds later,
# since that clock has not got there yet. Ada's requests fall into the gap.
#
# Look at what Ada's client does about it. It was refused, so it renews, as it learned in notebook 07, and asks again: each
# cross is two refusals. The new token is *younger* than the old one, so the cure makes it worse. It ends when Ada leaves
# the television alone for 20 seconds, as she does after the third cross.


# %% [markdown] tags=["slide"]
# ## Which way does it hurt?


# %% tags=["on-slide"]
def refusals(happened, client="ada"):
    """How many of a client's requests were refused, and of how many."""
    counts = happened.summary().clients[client]
    return counts.refused, counts.requests


for skew in [-60, -20, 0, 20, 60]:
    refused, asked = refusals(run("wrong_clocks", settings={"backend.skew": skew}))
    print(f"backend {skew:+3d} s: {refused:3} of {asked} requests refused")

# %% [markdown]
# Ada wants the same 103 pages each time; what is more are second attempts. A backend that is *fast* ends tokens early.
# By 20 seconds nobody notices, because Ada's client renews 30 seconds ahead. Slow is worse than fast.
#
# One run is one draw of the dice. How sure are these shares? Ten runs with other random numbers:

# %%
from simulator.lab.experiment import replicate


def share(happened):
    """The share of Ada's requests that were refused."""
    refused, asked = refusals(happened)
    return refused / asked


slow_runs = replicate("wrong_clocks", share, replications=10, settings={"backend.skew": -20})
print(f"refused: {slow_runs['share'].mean:.0%}, give or take {slow_runs['share'].half_width:.0%}")

# %% [markdown] tags=["on-slide"]
# (A 95 % interval, as in notebook 08: nineteen of twenty such intervals hold the true share.)
#
# ## Leeway, and which way it goes
#
# RFC 7519 (4.1.4) allows a backend "some small leeway, usually no more than a few minutes, to account for clock skew".
# *Leeway* is the skew that a verifier forgives. It makes the life of a token longer at *both* ends.
#
# {{quiz 13.predict_leeway}}

# %%
quiz("13.predict_leeway", "b")

# %% [markdown]
# ### Your turn: in time?
#
# Return True if the claims hold at `now`, and False if not. `claims` is a dict whose times are numbers; `now` is by the
# backend's clock, and `now` and `leeway` are in seconds.
#
# - From `exp` on a token is over. The leeway makes that later. A token without `exp` is refused.
# - Until `nbf` (not before) it isn't valid yet, and from that very moment on it is. The leeway makes that earlier. The
#   same goes for `iat`. Either may be missing.
#
# (To refuse an `iat` in the future is more than the RFC asks for. PyJWT does it, and so does this course: such a token
# comes from a clock that is wrong, or from somebody who is.)


# %% exercise="13.in_time" minutes=6
def in_time(claims, now, leeway):
    """Do these claims hold at `now`, give or take the leeway?"""
    ### BEGIN SOLUTION
    if "exp" not in claims or now >= claims["exp"] + leeway:
        return False
    starts = max(claims.get("nbf", now), claims.get("iat", now))
    return now >= starts - leeway
    ### END SOLUTION


# %%
check("13.in_time", in_time)

# %% [markdown] tags=["instructor"]
# - *leeway taken away*: Draw the life of a token as a bar and ask which end moves where. A verifier forgives, so the
#   bar gets longer.
# - *leeway at the end only*: Ask about a token that is a second old, and a backend that is slow. The bar gets longer
#   at *both* ends.

# %% [markdown]
# Now your function decides at the backend. Everything but time is left to the course's verifier, which is told to
# forgive a hundred years:

# %% [markdown] tags=["slide"]
# ## Leeway, and which way it goes

# %% tags=["on-slide"]
from simulator import jose

in_time_here = use("13.in_time", in_time)


def verify(token, keys, *, now, leeway, **rules):
    """Everything but time as in notebook 04; time by your function."""
    century = 100 * 365 * 86400
    claims = jose.verify(token, keys, now=now, leeway=century, **rules)
    if not in_time_here(claims, now, leeway):
        raise ValueError("not in time")
    return claims


for leeway in [0, 10, 20, 30]:
    settings = {"backend.skew": -20, "backend.leeway": leeway}
    refused, asked = refusals(run("wrong_clocks", verify=verify, settings=settings))
    print(f"leeway {leeway:2} s: {refused:3} of {asked} requests refused")

# %% [markdown] tags=["on-slide"]
# Leeway as large as the skew, and the refusals are gone. What does it cost? Each token can be used that much longer
# after it has expired, by a thief too. So a leeway of an hour is no cure for a bad clock: it is an access token that
# lives an hour longer. Set clocks right, and forgive what is left. Half a minute is plenty for machines that use NTP.
#
# ## The client's clock
#
# Now the backend is right again. In `wrong_clocks` there are three televisions. Each of them renews 30 seconds before
# its token expires, by the `exp` that it reads in the token, and by *its own* clock. Bo's is six minutes slow, Cleo's
# is six minutes fast. A token lives for five.
#
# {{quiz 13.predict_client}}

# %%
quiz("13.predict_client", "c")

# %% [markdown] tags=["slide"]
# ## The client's own clock

# %% tags=["on-slide"]
wrong = run("wrong_clocks")
show(wrong.lanes(["cleo", "bo"]))
wrong.summary()

# %% [markdown] tags=["instructor"]
# **At Cleo and Bo** ask whose television is broken. Most say Bo's, since he has the crosses. Cleo has none, and her
# lane is full of renewals: 87 in half an hour, where Ada needs six. Nobody complains.

# %% [markdown]
# Bo's television believes that each token is good for eleven minutes. So it shows expired ones, and is refused once for
# each: it renews on 401, as before, and being ahead has brought it nothing. Cleo's television believes of each new token
# that it expired a minute ago: her lane is empty. It renews before *every* page. Nothing fails, and nobody complains. The
# auth server has more than ten times the work with Cleo that it has with Ada.
#
# The mistake is to compare a moment of one clock with another clock. What the client needs is no moment at all. The
# answer from the token endpoint has a *length of time* in it, `expires_in` (RFC 6749 5.1): so many seconds from now. A
# clock that shows the wrong time can still count seconds.
#
# ### Your turn: when to renew
#
# New tokens have come this second. Return the moment at which to renew, by the client's clock: thirty seconds before
# the access token expires. If it lives for less than a minute, half of its life is the moment. (With a fixed margin a
# token of 20 seconds would be stale as soon as it came.)
#
# You get `expires_in` from the answer, the token's `claims`, and `now`, the client's clock.


# %% exercise="13.renew_when" minutes=6
def renew_when(expires_in, claims, now):
    """When to renew tokens that came at `now`: a moment, by the same clock as `now`."""
    ### BEGIN SOLUTION
    return now + max(expires_in - 30, expires_in / 2)
    ### END SOLUTION


# %%
check("13.renew_when", renew_when)

# %% [markdown] tags=["instructor"]
# - *by exp*: Ask what Cleo's television would do with it. `exp` is a moment of somebody else's clock.
# - *added*: The backend adds, the client takes away. With the same sign on both sides the client uses dead tokens.
# - *fixed margin*: Try a token of twenty seconds. It should be renewed before it has come.

# %% [markdown]
# `scheduled` makes a client of your function. It asks it whenever new tokens come, and never looks at a 401, so that a
# mistake would show:

# %%
from simulator import scheduled

yours = scheduled(use("13.renew_when", renew_when))

mended = run("wrong_clocks", client={"ada": yours, "bo": yours, "cleo": yours})
mended.summary()

# %% [markdown]
# No refusals, and a handful of renewals for each, whatever their clocks show.
#
# The margin is the client's leeway, and it goes the other way. A backend forgives, and adds to `exp`. A client is
# careful, and takes away from it. Put the same number with the same sign on both sides, and the client uses tokens
# that are over. An OpenID Connect library for browsers had that for years (angular-oauth2-oidc, issue 1135):

# %%
habits = {"renew": "ahead", "margin": "60 s", "margin_is": "after"}  # a minute past `exp`
habits["after_401"] = "nothing"  # it doesn't renew when it is refused
settings = {"clients.ada.strategy": {"app": habits}, "until": "8 h", "policy.refresh_ttl": "1 d"}
settings["tokens"] = "lazy"  # sign only what somebody reads: the runs are faster

careless = replicate("wrong_clocks", share, replications=10, settings=settings)["share"]
print(f"refused: {careless.mean:.1%}, give or take {careless.half_width:.1%}")
print(f"3 of every 1 + 15 + 3 requests: {3 / 19:.1%}")

# %% [markdown]
# Ada wants a page every 20 seconds on average. With one of them the client renews. Fifteen more come in the 300 seconds
# that the token lives, and three in the 60 seconds after: these are refused. The run agrees with the sum, within its
# error.

# %% [markdown] tags=["on-slide"]
# ## The laptop that was asleep
#
# Ada closes her laptop after twenty minutes, and opens it an hour and a half later. Her client renews by a timer, as
# JavaScript's `setTimeout` is one: *ring in 14 minutes*. While the machine sleeps, nothing runs, and in many browsers
# the timer stands still. When she opens it again, the timer thinks that it has minutes to go.
#
# {{quiz 13.predict_sleep}}

# %%
quiz("13.predict_sleep", "b")

# %% [markdown] tags=["slide"]
# ## The laptop that was asleep

# %% tags=["on-slide"]
asleep = run("laptop_asleep")
show(asleep.lanes())
opened = (20 + 90) * 60
for event in asleep.events("ada"):
    if opened <= event.t < opened + 5 and event.kind in ("wake", "request", "response"):
        print(f"{event.t:9.3f} {event.kind:9} {event.status or '':4} {event.detail}")

# %% [markdown] tags=["instructor"]
# **At the sleeping laptop** ask what the timer thinks at the right edge of the dotted field. It has minutes to go, since it
# slept too. The one cross there is the truth, and it costs one refused page.

# %% [markdown]
# One page is refused, and then all is well. The client that survives a sleep is the one that doesn't *trust* its timer:
# it looks at each answer, and a 401 makes it renew, once. A timer is there to save time. It is no source of truth.
#
# And if the refresh token has expired meanwhile?

# %%
print(run("laptop_asleep", refresh_ttl="1 h").summary())

# %% [markdown]
# Then the password is needed, once, and there is no loop. (Nocturnal loops happen: the timer rings, the renewal is
# refused, the client sets the timer again. *A dead refresh token is tried once.*)
#
# ### Your turn: in which order?
#
# The laptop wakes up. These are the steps of a client that does well. Write the letters in the right order, as one word.
#
# - A: keep the new pair
# - B: ask for the page, with the token at hand
# - C: show the refresh token
# - D: the backend answers 401
# - E: ask for the page again, once

# %% exercise="13.order" minutes=2
order = (
    ### BEGIN SOLUTION
    "BDCAE"
    ### END SOLUTION
)

# %%
check("13.order", order)

# %% [markdown] tags=["instructor"]
# - *renews first*: Ask how it should know. It has no reason before the 401 has come.

# %% [markdown]
# ## Twelve o'clock where?
#
# `exp` is a **NumericDate**: seconds since the beginning of 1970, in UTC (RFC 7519 2). It knows no time zones, no
# summer time and no months. People get it wrong when they make one.
#
# Python's `datetime` may come without a time zone. It is called *naive* then, and it says "12:00" and not where. Here
# is the same naive noon, read in four places:

# %% [markdown] tags=["slide"]
# ## Twelve o'clock where?

# %% tags=["on-slide"]
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

noon = datetime(2026, 11, 25, 12, 0)
for zone in ["America/New_York", "UTC", "Europe/Berlin", "Asia/Kolkata"]:
    there = noon.replace(tzinfo=ZoneInfo(zone))
    print(f"{int(there.timestamp())}  {zone}")

# %% [markdown]
# Ten and a half hours lie between the first and the last. And the libraries don't agree on what a naive datetime is.
# `datetime.timestamp()` takes it for the local time of the computer. PyJWT takes it for UTC:

# %%
import jwt

key = "a key of at least thirty-two octets"
token = jwt.encode({"exp": noon}, key, "HS256")
exp = jwt.decode(token, options={"verify_signature": False})["exp"]
assert exp == noon.replace(tzinfo=UTC).timestamp()
print(exp, "is noon in UTC, wherever this runs")

# %% [markdown] tags=["on-slide"]
# So a server in Berlin that writes `datetime.now() + timedelta(minutes=5)` into `exp` issues tokens that are good for an
# hour and five minutes in winter. One in New York issues tokens that expired five hours ago. Both work on the
# developer's machine, if that one is in the cloud and its clock shows UTC.
#
# A time zone alone doesn't save you. In the night of 25 October 2026, Berlin sets its clocks back at three: there is a
# 2:30, and an hour later there is a 2:30. (A `datetime` has a `fold` to tell them apart: 0, or 1 for the second.) What is
# "an hour later" then?
#
# {{quiz 13.predict_night}}

# %%
quiz("13.predict_night", "c")

# %% [markdown] tags=["slide"]
# ## The night that has an hour twice

# %% tags=["on-slide"]
berlin = ZoneInfo("Europe/Berlin")
october = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
march = datetime(2026, 3, 29, 1, 30, tzinfo=berlin)
for issued, hours in [(october, 1), (march, 2)]:
    later = issued + timedelta(hours=hours)
    in_truth = later.astimezone(UTC) - issued.astimezone(UTC)
    print(f"{issued:%d %B %H:%M} to {later:%H:%M}:", end=" ")
    print(f"{later - issued} on the wall, {in_truth} in truth")

# %% [markdown]
# With a time zone Python adds on the *wall clock*: 2:30 and an hour is 3:30, whatever happened in between. That
# night two hours pass until then. In the night in March an hour is left out, and a token for two hours is good for one.
# Add to seconds, or to UTC, and never to a clock on the wall.
#
# ### Your turn: exp
#
# Make the `exp` of a token: `issued` is a `datetime` with a time zone, `lifetime` a `timedelta`. Return a whole number of
# seconds, rounded down, so that no token lives longer than was promised. If `issued` is naive, raise `ValueError`: better
# no token than one of a wrong noon.


# %% exercise="13.exp_of" minutes=6
def exp_of(issued, lifetime):
    """The NumericDate at which a token expires that was issued then (RFC 7519 2)."""
    ### BEGIN SOLUTION
    if issued.tzinfo is None:
        raise ValueError("whose noon? give the time a time zone")
    return int(issued.timestamp() + lifetime.total_seconds())
    ### END SOLUTION


# %%
check("13.exp_of", exp_of)

# %% [markdown] tags=["instructor"]
# - *on the wall*: Ask how long the night from 2:30 to 3:30 was. Add to seconds, never to a wall clock.
# - *taken for UTC*: The time says where it is from. Ask for noon in Kolkata, in seconds.
# - *naive let in*: Whose noon is it? Nobody knows, so no token.

# %%
expiry = use("13.exp_of", exp_of)

for zone in ["America/New_York", "UTC", "Europe/Berlin", "Asia/Kolkata"]:
    here = datetime(2026, 11, 25, 11, 0, tzinfo=UTC).astimezone(ZoneInfo(zone))
    print(expiry(here, timedelta(minutes=5)), here.strftime("%H:%M"), zone)

# %% [markdown]
# Four wall clocks, one number.
#
# Whole seconds cost a little: a token for 5 seconds that is issued at 0.9 seconds past the full second says `exp` of
# the second before, and lives for 4.1. How much is that on average?

# %%
from statistics import mean

moments = [number / 1000 for number in range(10_000)]
print(f"{mean(at + 300 - int(at + 300) for at in moments):.2f} s lost, for 300 s")

# %% [markdown]
# For tokens that live for minutes that is nothing; whoever compares a simulation with a formula has to know it. And
# there is a slip that goes the other way, by a factor of a thousand: JavaScript's `Date.now()` counts *milliseconds*.
# What does PyJWT say to an `exp` in milliseconds?

# %%
milliseconds = 1_795_608_000_000
claims = {"exp": milliseconds}
jwt.decode(jwt.encode(claims, key, "HS256"), key, algorithms=["HS256"])
print("accepted, until the year", 1970 + int(milliseconds / (365.2425 * 86400)))

# %% [markdown]
# It is a number, and it lies in the future, so all is well. Notebook 04's verifier has a bound for the length of a life
# (`max_lifetime`), and that is what it is for.

# %% [markdown]
# ## What you saw
#
# A token's times are written by one clock and read by another. Skew makes young tokens "not yet valid", or lets old ones
# live on; leeway forgives a little of it, at both ends. A client needs no right clock, if it counts `expires_in` from
# the moment the answer came. Timers sleep, and a 401 tells the truth. And a NumericDate has no time zone: everything
# that has one is turned into it once, at the border.
#
# {{quiz 13.check_clock}}

# %%
quiz("13.check_clock", "b")

# %% [markdown]
# {{quiz 13.check_sides}}

# %%
quiz("13.check_sides", "a")

# %% [markdown]
# {{quiz 13.check_naive}}

# %%
quiz("13.check_naive", "c")

# %% [markdown]
# **Key points**
#
# - Whoever checks a token uses its own clock. A slow backend refuses fresh tokens.
# - Leeway: small, and on `exp`, `nbf` and `iat` alike. The verifier adds it; the client takes its margin away.
# - Renew by `expires_in`, counted from when the answer came. Not by `exp`.
# - A timer is a help. A 401, once, is the truth.
# - NumericDate: whole seconds, UTC. Never naive, never on the wall clock, never in milliseconds.
#
# **Where it is written.** `exp`, `nbf`, `iat` and leeway: RFC 7519 4.1.4 to 4.1.6; NumericDate: RFC 7519 2;
# `expires_in`: RFC 6749 5.1.
#
# **From real life.** *JWT never expire* was the title of a report by students of a web course (GLO3102/UFood, issue 47):
# `exp` was in milliseconds. hypothesis/client 384: after each suspend of a laptop the first requests failed, since the
# timer that was to renew had slept too.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("13")

# %% [markdown] tags=["instructor"]
# The section *Twelve o'clock where?* stands on its own, and people who write servers in one time zone like it most;
# leave it out if time is short, or give it as homework. 14 takes up the margin. Nothing else depends on this notebook.
