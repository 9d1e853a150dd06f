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
#     - say what absolute and sliding lifetimes do to logins, and to thieves
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

# %%
from course import check, explore, quiz, show, use

# %% [markdown]
# Two questions from notebook 07 first:
#
# {{quiz 08.recall_two}}

# %%
quiz("08.recall_two", "c")

# %% [markdown]
# {{quiz 08.recall_sliding}}

# %%
quiz("08.recall_sliding", "a")

# %% [markdown] tags=["on-slide"]
# ## What a short life costs
#
# Ten people ask for a page once a minute, on average, for a day of eight hours. When the access token has expired the
# next page is refused, and the client renews it. (Such a client is called *lazy*: it renews when it has to.)
#
# {{quiz 08.predict_half}}

# %%
quiz("08.predict_half", "b")

# %% [markdown] tags=["instructor"]
# Collect guesses for half the lifetime on the board before the sweep runs. Most say twice the work; keep the number
# for the curve.

# %% [markdown]
# Don't guess for long: let it run. `sweep` simulates a scenario with each of several values, a number of times each. Each
# time has random numbers of its own, and they are the same for every value: so the comparison is fair.

# %%
from simulator.lab.sweep import sweep

lifetimes = [60, 300, 900, 3600]
renewals = sweep("always_on", {"policy.access_ttl": lifetimes}, measures="renewals", replications=4)
renewals

# %% [markdown]
# The number after ± is half of a **95 % interval**: if you repeated the whole experiment again and again, nineteen out of
# twenty such intervals would hold the true mean. Two means whose intervals lie far apart differ. Two whose intervals overlap
# may differ by the dice alone. And `± 0` says that all runs gave the same number: here each of the ten renewed seven
# times, whatever the dice. Not all such zeros are as honest.
#
# Half of five minutes does not make twice the work. Look at one client. It gets a token that lives for `T` seconds. And
# then? It doesn't renew at that very moment. It renews when the next page is wanted.
#
# ### Your turn: the cycle
#
# How many seconds pass, on average, from one token to the next? You know the token's life, and `every`, the mean time
# between two pages. Pages come at random, and a random wait has no memory: whenever you begin to look, the next page is
# `every` seconds away on average. (Stuck, here or later? `hint("08.cycle")` gives a nudge.)


# %% exercise="08.cycle" minutes=4
def mean_cycle(access_ttl, every):
    """Mean seconds from one access token to the next, for a client that renews when refused."""
    ### BEGIN SOLUTION
    return access_ttl + every
    ### END SOLUTION


# %%
check("08.cycle", mean_cycle)

# %% [markdown] tags=["instructor"]
# - *the life*: Ask what the client does in the very second in which the token expires. Nothing: it waits until
#   somebody wants a page.
# - *half a gap*: That would hold for pages that come like a clock. These come by chance, and chance has no memory.

# %% [markdown]
# Your formula as a line, and the runs as dots (their intervals are hardly wider than the dots):

# %% [markdown] tags=["slide"]
# ## What a short life costs

# %% tags=["on-slide"]
from simulator.views.tradeoff import tradeoff

cycle = use("08.cycle", mean_cycle)


def renewals_in_eight_hours(access_ttl):
    """For ten clients, in the long run."""
    return 10 * 8 * 3600 / cycle(access_ttl, 60)


theory = {"renewals": renewals_in_eight_hours}
title = "Five minutes in place of one save two renewals of three, and not four of five"
show(tradeoff(renewals.table(), "policy.access_ttl", theory=theory, title=title))

# %% [markdown] tags=["instructor"]
# **At the curve** go back to the guesses on the board. From five minutes to one the work doesn't rise five times but
# three: 796 to 2,410. Ask why not: the minute until the next page is there in every cycle.

# %% [markdown]
# The line is a *long-run* rate. It doesn't know that a day ends, and that the last cycle is cut off then. The course has
# a form for a finite day, too. Always ask what a formula assumes.

# %%
from simulator.lab.theory import lazy_grants, lived

ran = dict(zip(lifetimes, renewals, strict=True))
print("   life   long run    exact  run           work, in logins")
for access_ttl in [15, *lifetimes]:
    # `lived`: an expiry is rounded down to a whole second, which takes half a second of a life.
    exact = 10 * (lazy_grants(1 / 60, lived(access_ttl), 8 * 3600) - 1)
    found = str(ran[access_ttl]["renewals"]) if access_ttl in ran else "not run"
    long_run = renewals_in_eight_hours(access_ttl)
    print(f"{access_ttl:5} s   {long_run:8.1f} {exact:8.1f}  {found:12}  {exact / 8:15.0f}")

# %% [markdown] tags=["on-slide"]
# Below a minute it grows slowly: a quarter of a minute costs 1.6 times as much, not four times. And no life can cost more
# than twice as much, since then each of the 4800 pages brings a renewal.
#
# What does the auth server notice of it? By the sizing guide of Keycloak, an auth server that many use, one processor
# does 120 renewals in a second, or 15 logins with a password. So *a login costs 8 renewals*. In the last column the
# renewals are counted in logins: a minute costs the ten as much work as if each logged in thirty times that day, an hour
# less than once.
#
# ## What a long life costs
#
# {{quiz 08.predict_theft}}

# %%
quiz("08.predict_theft", "b")

# %% [markdown] tags=["slide"]
# ## What a long life costs

# %% tags=["on-slide"]
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

# %% [markdown] tags=["instructor"]
# - *all of it*: That is the worst theft, in the second of issue. Ask for the average over all seconds.
# - *half of both*: Draw the bar with the leeway behind it. Wherever the thief comes, all of the leeway is still before
#   him.

# %%
expected = use("08.exposure", mean_exposure)

for access_ttl, found in thefts.items():
    good = access_ttl / cycle(access_ttl, 20)
    low, high = found["exposure"].low, found["exposure"].high
    print(f"{access_ttl} s: {low:.0f} to {high:.0f} in the runs,", end=" ")
    print(f"{expected(access_ttl, 0):.0f} by your formula,", end=" ")
    print(f"{good * expected(access_ttl, 0):.0f} if {good:.0%} of the tokens are good")

# %% [markdown] tags=["on-slide"]
# For five minutes your formula lies above the interval: an error that the dice don't explain. What does it assume? That
# there is a good token to steal. Here Ada asks for a page every 20 seconds, and for so long, in each cycle, her client
# holds an *expired* one. The share of the good ones is a life of each cycle: your first formula mends the second.
#
# ## The refresh token: who has to type?
#
# Now the long one. Its lifetime may be *absolute*, counted from the login, or *sliding*, counted anew from each
# renewal.
#
# {{quiz 08.predict_day}}

# %%
quiz("08.predict_day", "a")

# %% [markdown] tags=["slide"]
# ## The refresh token: who has to type?

# %% tags=["on-slide"]
fields = {
    "policy.refresh_ttl": ["1 h", "12 h", "1 d", "7 d"],
    "policy.refresh_lifetime": ["sliding", "absolute"],
}
logins = sweep("week_of_theft", fields, measures=["forced_logins", "exposure"], replications=10)
logins

# %% [markdown]
# `forced_logins` counts how often Ada had to log in again within the week. An absolute hour throws her out in the middle
# of a film, each evening. A sliding hour ends over night. With a day the two differ most: a sliding day is moved on
# until she leaves, so it lasts until the next evening; the other one ends around the time at which she comes. (From a
# day on, about one login in each row is Mallory's doing. You see why in a moment.)
#
# In this scenario Mallory copies the *refresh* token, at a random moment of the week, and uses it for as long as it is
# good. Look at the column `exposure`, in seconds. A sliding hour: `0 ± 0`. Do you believe that? Make it ten times as
# many weeks.

# %%
hour = {"policy.refresh_ttl": "1 h"}
found = replicate("week_of_theft", "exposure", replications=100, settings=hour)
hours = [seconds / 3600 for seconds in found.values["exposure"] if seconds > 0]
print(f"{len(hours)} of 100 thieves got something, one of them for {max(hours):.0f} hours")
print(f"mean: {found['exposure']} s")

# %% [markdown] tags=["instructor"]
# Go back to the `0 ± 0` and ask who believed it. Then say the rule of three aloud: what ten runs didn't show may still
# happen in three of ten.

# %% [markdown]
# Nine of ten thieves find nothing to steal: a merit of short lives that nobody puts on a poster. But whoever comes within
# the hour after Ada's evening has a session, and keeps it. *Sliding ends when nobody renews, and Mallory does renew.*
#
# Such a theft is rare and large, and ten runs missed it. An interval is made of the differences between the runs; where
# there are none, it knows nothing. Then the **rule of three** helps: what did not happen in *n* runs may still happen in
# 3/*n* of all. Ten runs without a theft that pays leave three of ten open. (And an interval that reaches below 0, where
# no exposure is, says that a few thefts make nearly all of the mean.)
#
# ## Two costs, and no best
#
# So every policy costs two things at least: forced logins and exposure. Six policies, thirty weeks each, the exposure
# in hours:

# %%
import pandas as pd

ABSOLUTE = {"policy.refresh_lifetime": "absolute"}
POLICIES = {
    "absolute 1 h": {"policy.refresh_ttl": "1 h", **ABSOLUTE},
    "sliding 12 h": {"policy.refresh_ttl": "12 h"},
    "absolute 12 h": {"policy.refresh_ttl": "12 h", **ABSOLUTE},
    "sliding 1 d": {"policy.refresh_ttl": "1 d"},
    "absolute 1 d": {"policy.refresh_ttl": "1 d", **ABSOLUTE},
    "no rotation": {"policy.refresh_ttl": "30 d", "policy.rotation": False, **ABSOLUTE},
}


# %%
def costs(name, settings):
    """Both costs of a policy, and half of each interval, as a row of a table."""
    wanted = ["forced_logins", "exposure"]
    found = replicate("week_of_theft", wanted, replications=30, settings=settings)
    logins, exposure = found["forced_logins"], found["exposure"]
    return {
        "name": name,
        "logins": logins.mean,
        "logins_half_width": logins.half_width,
        "exposure": exposure.mean / 3600,
        "exposure_half_width": exposure.half_width / 3600,
    }


table = pd.DataFrame([costs(name, settings) for name, settings in POLICIES.items()])
table.round(2)

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

# %% [markdown] tags=["instructor"]
# - *better in both*: Ask about two policies with the same logins and less exposure. One of them is not needed.
# - *better in one*: Whoever is better in one and worse in the other is a choice, and no defeat.

# %% [markdown] tags=["slide"]
# ## Two costs, and no best

# %% tags=["on-slide"]
from simulator.views.pareto import pareto

better = use("08.front", beats)
rows = table.to_dict("records")
print("front:", [one["name"] for one in rows if not any(better(other, one) for other in rows)])
labels = {"logins": "forced logins a week", "exposure": "exposure after a theft"}
show(pareto(table, "logins", "exposure", labels=labels, units={"exposure": "h"}))

# %% [markdown] tags=["instructor"]
# **At the front** ask each group for the point that its own customer would take. Then ask which of the points could
# change places if the dice fell anew: look at the bars, not at the points. The two policies of a day can't be told
# apart.

# %% [markdown]
# Points far to the left are kind to Ada, points far down are unkind to Mallory. At the top is the policy without
# rotation: a token of thirty days is stolen, and nobody ever notices. (Only the end of the week stops our Mallory.) With
# rotation the theft shows when Ada's client next shows the token that Mallory has replaced. Ada is thrown out then,
# once: that is the login that was Mallory's doing. Notebook 10 is about it.
#
# Then look at the bars. The two policies of a day are minutes apart, and their bars are hours long: whether the absolute
# one belongs on the front, thirty weeks can't tell. And the 0 at the bottom? Thirty runs leave one theft in ten open. But an absolute hour
# has an end that the dice can't move: an hour, and the quarter of a last access token.
#
# One point is odd. A sliding life of twelve hours has *more* exposure than one of a day. Is that the dice, too? The two
# bars touch. More weeks would tell; so does a look at one, in which Mallory comes at night. `explore` called
# with `at` gives one picture and its numbers (and cuts a long scenario short, so that it answers at once):

# %%
measures = ["forced_logins", "exposure"]
half_a_day = {"policy.refresh_ttl": "12 h"}
explore("week_of_theft", at=half_a_day, measures=measures, show="exposure", seed=13)

# %% [markdown] tags=["instructor"]
# **At Mallory's week** find the evenings of Ada: at each of them her renewal is refused, and she logs in. Ask why
# nobody noticed. Her copy had expired before it could be shown a second time, so the alarm never rang.

# %% [markdown]
# When Ada comes back, her copy has expired. The auth server says so, she logs in, and has a new session. Nobody shows
# the old token again, so nobody notices that Mallory goes on renewing. With a day Ada's copy is still in time, and
# gives Mallory away. A shorter life isn't always the safer one, unless there is an absolute end as well.
#
# (With sliders, where `ipywidgets` is installed: `explore("week_of_theft", {"policy.refresh_ttl": ("1 h", "7 d")})`.)
#
# ## What do others take?
#
# Grace's list. Each of these is a product's default, as its documentation gave it in 2026, on Ada's week:

# %% [markdown] tags=["slide"]
# ## What do others take?

# %% tags=["on-slide"]
from simulator import preset
from simulator.durations import in_words


def print_default(name):
    """What a product's default says, and what it costs."""
    policy, cost = preset(name).policy, costs(name, {"policy": name})
    refresh = f"{in_words(policy.refresh_ttl)} {policy.refresh_lifetime}"
    if policy.refresh_max:
        refresh += f", {in_words(policy.refresh_max)} at most"
    print(f"{name}: access {in_words(policy.access_ttl)}, refresh {refresh}")
    print(f"    {cost['logins']:.1f} ± {cost['logins_half_width']:.1f} forced logins,", end=" ")
    print(f"{cost['exposure']:.1f} ± {cost['exposure_half_width']:.1f} h of exposure")
    print("    not said:", ", ".join(preset(name).unknown) or "nothing")


for name in ["Auth0", "Okta", "Keycloak", "Cognito", "SimpleJWT"]:
    print_default(name)

# %% [markdown] tags=["instructor"]
# Ask whose default people run at work, and whether anybody chose it. Don't compare products by a number whose line
# says *not said*.

# %% [markdown]
# (What a source doesn't say has the simulator's default here, and a line names it: don't compare products
# by a number that rests on that. `preset("Okta").source` tells where a row is from.)
#
# They differ by a factor of hundreds, and none of them is wrong. Auth0's access token lives for a day, so a stolen one
# does, too. Keycloak's session ends after half an hour without a renewal, which a bank likes, and a viewer hates. (Its
# zero you can read by now. For the thieves that it doesn't show there is an absolute end: ten hours.) A default says
# what the makers thought of their usual customer. It says nothing about yours.
#
# ## Three customers
#
# - **The bank.** People come once a day, for a quarter of an hour. Nobody should log in twice in one visit. And half an
#   hour after the last page, whoever finds the open browser should find no session. A stolen access token is of use for
#   three minutes at most, on average.
# - **The streaming site.** People watch every evening. Nobody should have to log in again within the week, unless
#   somebody robs them. A copied refresh token should be of use to a thief for a day at most, on average.
# - **The factory.** A tablet belongs to whoever is on shift: eight hours, a page every half minute. One login per
#   shift, none in the middle. Half an hour after the shift the session must be over: the next one is somebody else.
#
# ### Your turn: choose
#
# Write a policy for `"bank"`, `"streaming"` and `"factory"`: a dict each, with `"access_ttl"`, `"refresh_ttl"` and
# `"refresh_lifetime"` ("absolute" or "sliding"), and if you like `"refresh_max"` (the longest that a sliding session may
# last) and `"rotation"` (True unless you say otherwise). Times are seconds, or texts with one unit, such as "30 min" or
# "1.5 h". More than one answer is right.

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

# %% [markdown] tags=["instructor"]
# - *factory: four hours*: Ask how long a shift is. An absolute life has to outlast it, and not by much.
# - *streaming: no rotation*: Nobody has to log in, and nobody notices a thief. Ask what would show a second use.
# - *bank: long tokens*: Half of the life is what a thief has on average. Which life has a half of three minutes?

# %% [markdown]
# ## What you saw
#
# A lifetime is a price, paid in logins, in work and in exposure. You derived two of the prices, and held them against
# runs; you saw that a number without its error says little, that an error of 0 may say less, and that among policies
# there is a front and no winner.
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
# - Absolute ends a session in the middle. Sliding ends it when nobody renews, and a thief renews.
# - A mean without an interval is an anecdote. Half the width costs four times the runs.
# - What *n* runs did not show may still happen in 3/*n* of all.
# - Defaults differ by factors of hundreds. Choose by who your people are.
#
# **Where it is written.** RFC 6749 1.4 and 1.5 (the two tokens), RFC 9700 4.14 (refresh tokens should expire when
# nobody uses them). OWASP ASVS 5.0, 10.4.8: an absolute end, even where the lifetime slides. Renewals and logins per
# processor: Keycloak's guide on sizing.
#
# **From real life.** The defaults that you ran are from the products' documentation, as of 2026; each preset names its
# page.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("08")

# %% [markdown] tags=["instructor"]
# The factory is the hard customer: sliding with a short life ends when the worker has a break, and absolute has to be
# as long as a shift and not much longer. There is more than one right answer; let two groups defend different ones. 10
# to 14 use intervals as they are explained here, and 10 and 14 the cycle.
