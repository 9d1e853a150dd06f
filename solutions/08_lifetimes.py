# ---
# course:
#   title: How long should a token live?
#   part: "II: the conversation"
#   questions:
#     - What does a shorter life cost, and who pays?
#     - How long is a stolen token of use?
#     - Is there a best lifetime?
#   objectives:
#     - derive how often a client renews, and check it with a run
#     - read an interval, and tell a difference from the dice
#     - say what absolute and sliding lifetimes do to logins
#     - choose a policy for somebody, and defend it with numbers
#   minutes: 75
#   if_short_skip: [08.front]
# ---

# %% [markdown]
# # 8. How long should a token live?
#
# Three customers sit in Grace's meeting room: a bank, a streaming site and a factory whose workers share tablets. All
# three ask the same question, and each expects a number. *What do others take?* asks the bank. Grace has a list of
# that, too. The numbers on it lie between five minutes and ninety days.
#
# There is no best lifetime. There are things that you pay with, and you can measure all of them: people who have to
# type passwords, work for the auth server, and the time for which a thief has what he took. In this notebook you do
# experiments, and you learn to trust a number only together with its error.

# %% [markdown]
# Two questions from notebook 07 first:
#
# {{quiz 08.recall_two}}

# %%
from course import check, explore, quiz, show, use

quiz("08.recall_two", "c")

# %% [markdown]
# {{quiz 08.recall_sliding}}

# %%
quiz("08.recall_sliding", "a")

# %% [markdown]
# ## What a short life costs
#
# Ten people ask for a page once a minute, on average, all day. When the access token has expired the next page is
# refused, and the client renews it. (Such a client is called *lazy*: it renews when it has to.)
#
# {{quiz 08.predict_half}}

# %%
quiz("08.predict_half", "b")

# %% [markdown]
# Don't guess for long: let it run. `sweep` simulates a scenario with each of several values, a number of times each, with
# other random numbers each time.

# %%
from simulator.lab.sweep import sweep

lifetimes = [60, 300, 900, 3600]
renewals = sweep("always_on", {"policy.access_ttl": lifetimes}, measures="renewals", replications=4)
renewals

# %% [markdown]
# The number after ± is half of a **95 % interval**: if you repeated the whole experiment again and again, nineteen out of
# twenty such intervals would hold the true mean. Two means whose intervals lie far apart differ. Two whose intervals overlap
# may differ by the dice alone.
#
# Half of five minutes does not make twice the work. Look at one client. It gets a token that lives for `T` seconds. And
# then? It doesn't renew at that very moment. It renews when the next page is wanted.
#
# ### Your turn: the cycle
#
# How many seconds pass, on average, from one token to the next? You know the token's life, and `every`, the mean time
# between two pages. Pages come at random, and a random wait has no memory: whenever you begin to look, the next page is
# `every` seconds away on average.


# %% exercise="08.cycle" minutes=4
def mean_cycle(access_ttl, every):
    """Mean seconds from one access token to the next, for a client that renews when refused."""
    ### BEGIN SOLUTION
    return access_ttl + every
    ### END SOLUTION


# %%
check("08.cycle", mean_cycle)

# %% [markdown]
# Your formula as a line, over the runs as dots with their intervals:

# %%
from simulator.views.tradeoff import tradeoff

cycle = use("08.cycle", mean_cycle)


def renewals_in_eight_hours(access_ttl):
    """For ten clients, in the long run."""
    return 10 * 8 * 3600 / cycle(access_ttl, 60)


theory = {"renewals": renewals_in_eight_hours}
title = "A life five times as long saves two renewals of three, and not four of five"
show(tradeoff(renewals.table(), "policy.access_ttl", theory=theory, title=title))

# %% [markdown]
# The line is a *long-run* rate: for an hour's life it says a few more than happened, since the last cycle of a day is
# never finished. The course's form for a finite day is exact. Always ask what a formula assumes.

# %%
from simulator.lab.theory import lazy_grants, lived

for cell, access_ttl in zip(renewals, lifetimes, strict=True):
    exact = 10 * (lazy_grants(1 / 60, lived(access_ttl), 8 * 3600) - 1)
    print(f"{access_ttl:5} s  run {cell['renewals']}  exact {exact:.1f}")

# %% [markdown]
# So below a minute or so a shorter life costs hardly any more, because people don't ask that often. And from a quarter of
# an hour on there is little left to save. What does the auth server notice of it? A renewal is cheap. By the sizing
# guide of Keycloak, an auth server that many use, one processor does 120 renewals in a second, or 15 logins with a
# password. So **a login costs 8 renewals**. Count in those.
#
# ## What a long life costs
#
# Mallory copies Ada's access token at a random moment. How long is it of use?
#
# {{quiz 08.predict_theft}}

# %%
quiz("08.predict_theft", "b")

# %%
from simulator.lab.experiment import replicate

thefts = {
    access_ttl: replicate(
        "stolen_access", "exposure", replications=60, settings={"policy.access_ttl": access_ttl}
    )
    for access_ttl in [300, 900]
}
for access_ttl, found in thefts.items():
    print(f"token of {access_ttl} s: {found['exposure']} s of use")

# %% [markdown]
# **Exposure** is the time for which a thief is served. Sixty thefts each, and the intervals are wide, since a theft
# is a single throw of the dice: the token may have five minutes to go, or none. If you want half the width you need four
# times as many runs.
#
# ### Your turn: exposure
#
# A thief takes the token at a random moment of its life. For how long will the backend serve him, on average? The
# backend has a leeway (notebook 13): so many seconds after its expiry a token is still accepted.


# %% exercise="08.exposure" minutes=4
def mean_exposure(access_ttl, leeway):
    """Mean seconds for which a stolen access token is of use."""
    ### BEGIN SOLUTION
    return access_ttl / 2 + leeway
    ### END SOLUTION


# %%
check("08.exposure", mean_exposure)

# %%
expected = use("08.exposure", mean_exposure)

for access_ttl, found in thefts.items():
    low, high = found["exposure"].low, found["exposure"].high
    print(f"{access_ttl} s: {low:.0f} to {high:.0f} in the runs,", end=" ")
    print(f"{expected(access_ttl, 0):.0f} by your formula")

# %% [markdown]
# Is yours a little high? A lazy client holds an *expired* token now and then, and who steals that has nothing. The share of good ones is `λT / (1 + λT)`, where λ is the number of pages per second.
# With three pages a minute that is 0.94 for a token of five minutes.
#
# ## The refresh token: who has to type?
#
# Now the long one. Ada watches for two hours each evening. Its lifetime may be **absolute**, counted from the
# login, or **sliding**, counted anew from each renewal.
#
# {{quiz 08.predict_day}}

# %%
quiz("08.predict_day", "a")

# %%
fields = {
    "policy.refresh_ttl": ["1 h", "12 h", "1 d", "2 d", "7 d"],
    "policy.refresh_lifetime": ["sliding", "absolute"],
}
logins = sweep("week_of_theft", fields, measures=["forced_logins", "exposure"], replications=6)
logins

# %% [markdown]
# `forced_logins` counts how often Ada had to log in again within the week. An absolute hour throws her out in the middle
# of a film, each evening. A sliding hour only ends over night. With a day the two differ most: she comes back
# every evening at another time, sometimes after more than a day; but a sliding day is renewed until she leaves, so it
# lasts from the end of one evening to the beginning of the next. (About one login in each row is Mallory's doing. You
# see why in a moment.)
#
# In this scenario Mallory copies the *refresh* token, at a random moment of the week. Look at the column `exposure`, in
# seconds: 0 for an hour. A short life has a merit that nobody puts on a poster: at most moments there is nothing to
# steal. The intervals of the others are so wide that they say little. A week holds one theft, and six weeks are few.
#
# ## Two costs, and no best
#
# So every policy costs two things at least: forced logins and exposure. Six policies, thirty weeks each:

# %%
import pandas as pd

POLICIES = {
    "sliding 30 min": {"policy.refresh_ttl": "30 min"},
    "sliding 1 d": {},
    "absolute 12 h": {"policy.refresh_ttl": "12 h", "policy.refresh_lifetime": "absolute"},
    "absolute 1 d": {"policy.refresh_lifetime": "absolute"},
    "sliding 30 d": {"policy.refresh_ttl": "30 d"},
    "30 d, no rotation": {
        "policy.refresh_ttl": "30 d",
        "policy.refresh_lifetime": "absolute",
        "policy.rotation": False,
    },
}


# %%
def costs(name, settings):
    """Both costs of a policy, with their intervals, as a row of a table."""
    found = replicate("week_of_theft", ["forced_logins", "exposure"], replications=30,
                      settings=settings)  # fmt: skip
    logins, exposure = found["forced_logins"], found["exposure"]
    return {
        "name": name,
        "logins": logins.mean, "logins_low": logins.low, "logins_high": logins.high,
        "exposure": exposure.mean, "exposure_low": max(exposure.low, 0),
        "exposure_high": exposure.high,
    }  # fmt: skip


table = pd.DataFrame([costs(name, settings) for name, settings in POLICIES.items()])
table[["name", "logins", "exposure"]].round(1)

# %% [markdown]
# A policy is **beaten** if another one is at least as good in both costs, and better in one. Those that are not beaten are
# the **Pareto front**: among them you choose by taste, and by who you are.
#
# ### Your turn: the front
#
# Here is a function that picks them out. What is missing is the condition: is the choice `other` a reason to drop
# `one`? Each is a dict with the numbers `"logins"` and `"exposure"`; less is better.


# %% exercise="08.front" minutes=5
def beats(other, one):
    """Is `other` at least as good as `one` in both costs, and better in one of them?"""
    ### BEGIN SOLUTION
    no_worse = other["logins"] <= one["logins"] and other["exposure"] <= one["exposure"]
    better = other["logins"] < one["logins"] or other["exposure"] < one["exposure"]
    return no_worse and better
    ### END SOLUTION


# %%
check("08.front", beats)

# %%
from simulator.views.pareto import pareto

better = use("08.front", beats)
rows = table.to_dict("records")
print("front:", [one["name"] for one in rows if not any(better(other, one) for other in rows)])
labels = {"logins": "forced logins a week", "exposure": "exposure after a theft"}
show(pareto(table, "logins", "exposure", labels=labels, units={"exposure": "s"}))

# %% [markdown]
# Points far to the left are kind to Ada, points far down are unkind to Mallory. The policy without rotation is
# at the top: a stolen refresh token is good for a month, and nobody ever notices. (With rotation the theft shows
# when Ada's client renews next. She is thrown out then, once, which is the login that the others have more.
# Notebook 10 is about that.) And look at the bars: between some of the points you can't decide from thirty weeks.
#
# ## What do others take?
#
# Grace's list. Each of these is a product's default, as its documentation gave it in 2026, on Ada's week:

# %%
from simulator import preset

NAMES = ["Auth0", "Okta", "Keycloak", "Cognito", "SimpleJWT"]
defaults = pd.DataFrame([costs(name, {"policy": name}) for name in NAMES])
for row in defaults.to_dict("records"):
    policy = preset(row["name"]).policy
    print(f"{row['name']:10} access {policy.access_ttl / 60:6.0f} min", end="  ")
    print(f"{row['logins']:.1f} forced logins, {row['exposure'] / 3600:5.1f} h", end="  ")
    print("not said:", ", ".join(preset(row["name"]).unknown) or "nothing")

# %% [markdown]
# (What a source doesn't say has the simulator's default here, and the last column names it: don't compare products
# by a number that rests on that. `preset("Okta").source` tells where a row is from.)
#
# They differ by a factor of hundreds, and none of them is wrong. Auth0's access token lives for a day, so a stolen one
# does, too. Keycloak's session ends after half an hour without a renewal, which a bank likes, and a viewer hates.
# A default says what the makers thought of their usual customer. It says nothing about yours.
#
# Play with it. Without the mouse: `explore` called with `at` gives one picture and its numbers.

# %%
explore("week_of_theft", at={"policy.refresh_ttl": "2 d"}, measures=["forced_logins", "exposure"],
        show="exposure")  # fmt: skip

# %% [markdown]
# With sliders, where `ipywidgets` is installed: `explore("week_of_theft", {"policy.refresh_ttl": ("1 h", "7 d")})`.
#
# ## Three customers
#
# - **The bank.** People come once a day, for a quarter of an hour. Nobody should log in twice in one visit. And half an
#   hour after the last page, whoever finds the open browser should find no session. A stolen access token is of use for
#   three minutes at most, on average.
# - **The streaming site.** People watch every evening. Nobody should ever have to log in again within the week. A copied
#   refresh token should be of use to a thief for a day at most, on average.
# - **The factory.** A tablet belongs to whoever is on shift: eight hours, a page every half minute. One login per
#   shift, none in the middle. Half an hour after the shift the session must be over: the next one is somebody else.
#
# ### Your turn: choose
#
# Write a policy for each: `access_ttl`, `refresh_ttl` and `refresh_lifetime` ("absolute" or "sliding"), and if you like
# `refresh_max` (the longest that a sliding session may last) and `rotation` (True unless you say otherwise). Times
# are seconds, or texts such as "30 min". More than one answer is right.

# %% exercise="08.choose" minutes=10
choice = {
    ### BEGIN SOLUTION
    "bank": {"access_ttl": "5 min", "refresh_ttl": "20 min", "refresh_lifetime": "sliding"},
    "streaming": {"access_ttl": "15 min", "refresh_ttl": "30 d", "refresh_lifetime": "sliding"},
    "factory": {"access_ttl": "10 min", "refresh_ttl": "500 min", "refresh_lifetime": "absolute"},
    ### END SOLUTION
}

# %%
check("08.choose", choice)

# %% [markdown]
# ## What you saw
#
# A lifetime is a price, paid in logins, in work and in exposure. You derived two of the prices, and held them against
# runs; you saw that a single number without its error says little, and that among policies there is a front and no
# winner.
#
# {{quiz 08.check_short}}

# %%
quiz("08.check_short", "b")

# %% [markdown]
# {{quiz 08.check_interval}}

# %%
quiz("08.check_interval", "c")

# %% [markdown]
# {{quiz 08.check_default}}

# %%
quiz("08.check_default", "a")

# %% [markdown]
# **Key points**
#
# - A lazy client renews every `T + 1/λ` seconds. A short life costs less than it seems.
# - A stolen access token is of use for half its life, on average, plus the leeway.
# - Absolute ends a session in the middle. Sliding ends it when nobody is there.
# - A mean without an interval is an anecdote. Half the width costs four times the runs.
# - Defaults differ by factors of hundreds. Choose by who your people are.
#
# **Where it is written.** RFC 6749 1.4 and 1.5 (the two tokens), RFC 9700 4.14 (refresh tokens should expire when
# nobody uses them). OWASP ASVS 5.0, 10.4.8: an absolute end, even where the lifetime slides. Renewals and logins per
# processor: Keycloak's guide on sizing.
#
# **From real life.** The defaults that you ran are from the products' documentation, as of 2026; each preset names its
# page.

# %% [markdown] tags=["instructor"]
# **Before the first sweep** collect guesses for half the lifetime. *Common wrong answer* in `08.cycle`: `access_ttl`
# alone; ask what the client does in the second in which the token expires (nothing). In `08.choose` the factory is the
# hard one: sliding with a short life ends when the worker has a break; absolute has to be long enough for a whole shift
# and not much longer. If time is short, leave out the front.
