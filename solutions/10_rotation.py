# ---
# course:
#   title: Who used that refresh token twice?
#   part: "III: when things go wrong"
#   questions:
#     - How does a stolen refresh token give itself away, and how long does that take?
#     - Why are honest people thrown out, when nobody attacks?
#     - Should a refresh token be replaced at all?
#   objectives:
#     - say what rotation finds out, when, and what it can't
#     - name three ways in which an honest client shows a refresh token twice, and mend each where it belongs
#     - write the rule by which an auth server forgives, and choose for how long
#     - weigh rotation for a public and for a confidential client
#   minutes: 70
#   if_short_skip: [10.order, 10.grace]
# ---

# %% [markdown]
# # 10. Who used that refresh token twice?
#
# On Monday Grace switches on an alarm: it rings whenever a refresh token is shown that has been replaced. That happens
# if somebody has stolen it, she has read, and then the thief is thrown out. On Tuesday it has rung three hundred
# times. There were no three hundred thieves. There were people with two tabs open, people in trains, and one store
# that read first and wrote later. All of them had to log in again.
#
# Somewhere among them may be Mallory.
#
# In this notebook you see the alarm do its work, and measure how long it takes. Then you see the three ways in which it
# rings for nothing, and mend each of them, in the browser, in the store and in the rule. At the end you may ask
# whether to have the alarm at all. Experts disagree, and you will see why both are right.

# %%
from course import check, quiz, show, use

# %% [markdown]
# Two questions from earlier notebooks first:
#
# {{quiz 10.recall_family}}

# %%
quiz("10.recall_family", "b")

# %% [markdown]
# {{quiz 10.recall_answer}}

# %%
quiz("10.recall_answer", "c")

# %% [markdown] tags=["on-slide"]
# ## Mallory is first
#
# A short reminder. With *rotation* each renewal replaces the refresh token: the old one is dead, its **successor**
# is what counts. All refresh tokens that descend from one login are a *family*. A replaced token that is shown again
# is *reuse*.
#
# In the scenario `stolen_refresh` Ada asks for a page every five minutes on average, and access tokens live for 15.
# The theft is at minute 360.
#
# {{quiz 10.predict_first}}

# %%
quiz("10.predict_first", "c")

# %% [markdown] tags=["instructor"]
# Let people vote who is thrown out, Ada or Mallory. Few say *both*, and it is both.

# %% [markdown] tags=["slide"]
# ## Mallory is first

# %% tags=["on-slide"]
from simulator import run

first = run("stolen_refresh")
show(first.exposure("Mallory is first: Ada's next renewal gives the theft away"))

# %% [markdown] tags=["instructor"]
# **At the first theft** ask what the star is: *Ada* showed the dead token, not Mallory. Then ask why Mallory's dots go
# on behind it. Her access token is good until it expires, and the backend asks nobody.

# %% [markdown]
# Nothing shows at first. Mallory's renewal looks like any other. Nearly eight minutes later Ada's access token has
# expired, and her client shows the refresh token that it knows. *That* is the second time. The family ends, and Ada
# has to type her password. Mallory's access token opens the door until it expires: the backend asks nobody.
#
# Now let Mallory wait for half an hour before she uses what she has copied:

# %% [markdown] tags=["slide"]
# ## Mallory is second

# %% tags=["on-slide"]
waits = {"clients.mallory.strategy.thief.first_use": "30 min"}
show(run("stolen_refresh", settings=waits).exposure("Mallory is second: she gets nothing at all"))

# %% [markdown] tags=["instructor"]
# **At the patient Mallory** ask what she got: no page at all. Then ask who pays. Ada does, with one login for a theft
# that brought nothing.

# %% [markdown] tags=["on-slide"]
# Ada has renewed in the meantime, and the copy was dead before it was ever shown. Mallory gets no page, and her only
# try ends the family. So a thief has to be quick. There is one case in which she need not be:
#
# {{quiz 10.predict_gone}}

# %%
quiz("10.predict_gone", "c")

# %% [markdown] tags=["slide"]
# ## Ada never comes back

# %% tags=["on-slide"]
leaves = {"clients.ada.visits.evenings.length": "4.5 h"}
gone = run("stolen_refresh", settings=leaves)
show(gone.exposure("Ada never comes back, and nothing ever shows"))

# %% [markdown] tags=["instructor"]
# **At the empty row** be silent for a while. Then ask where the alarm is. There is none: it takes two who use the
# token, and Ada doesn't come back.

# %% [markdown]
# Rotation stops no theft. It makes a *second use* visible, and for that it needs two who use it. Whoever steals from a
# drawer that nobody opens again is found by nothing but an expiry.
#
# ### Your turn: in which order?
#
# Mallory is first. Put these steps in order, and write the letters as one word.
#
# - A: Ada shows the refresh token that she has
# - B: Mallory's refresh token is refused
# - C: the auth server ends the family
# - D: Mallory copies Ada's refresh token
# - E: Mallory shows it, and gets a new pair

# %% exercise="10.order" minutes=2
order = (
    ### BEGIN SOLUTION
    "DEACB"
    ### END SOLUTION
)

# %%
check("10.order", order)

# %% [markdown] tags=["instructor"]
# - *Ada is first*: In that story Mallory gives herself away. Ask who is quicker in this one.

# %% [markdown]
# ## How long until it shows?
#
# If Mallory is quick, it shows at Ada's next renewal. So how far away is that? Ada renews when she asks for a page and
# the access token has expired. From one renewal to the next it takes T, the life of an access token, and then some
# time until she next asks for a page: 1/λ on average, if she asks λ times a second. (λ is the Greek letter lambda.)
# Mallory comes at a random moment of such a cycle.
#
# It is tempting to say: half a cycle. But a random moment falls into a long cycle more often than into a short one, so
# it is more than half. For cycles like Ada's the mean is
#
# $$\frac{T^2 + 2T/\lambda + 2/\lambda^2}{2\,(T + 1/\lambda)}$$
#
# which is `reuse_delay` below. Let the runs say whether that is true, each with 150 different seeds:


# %%
from simulator.lab.experiment import replicate
from simulator.lab.theory import reuse_delay


def until_it_shows(happened):
    """Seconds from the theft until it shows; if it never does, until the run is over."""
    stolen = happened.events(kind="steal")[0].t
    shown = [event.t for event in happened.events(kind="reuse")]
    return (shown[0] if shown else happened.until) - stolen


# %%
rows = []
for every in [60, 150, 300, 600, 900]:
    settings = {"clients.ada.visits.evenings.every": every}
    found = replicate("stolen_refresh", until_it_shows, replications=150, settings=settings)
    delay, theory = found["until_it_shows"], reuse_delay(1 / every, 15 * 60)
    print(f"a page every {every:3} s: {delay} s in the runs, {theory:.0f} s by the formula")
    row = {"measure": "a theft shows after", "value": every, "theory": theory}
    rows.append({**row, "mean": delay.mean, "low": delay.low, "high": delay.high})

# %% [markdown] tags=["slide"]
# ## How long until it shows?

# %% tags=["on-slide"]
from simulator.views.tradeoff import tradeoff

title = "The less Ada comes, the later it shows; half an access token's life is the least"
units = {"a theft shows after": "s"}
show(tradeoff(rows, "Ada asks for a page every", units=units, title=title))

# %% [markdown] tags=["instructor"]
# **At the curve** ask what it would be for an Ada who asks all the time. Half of the access token's life, seven and a
# half minutes, is the least. Then ask for an Ada who comes once a day.

# %% [markdown]
# Behind the ± stands half the length of a 95 % interval: made again with other seeds, nineteen of twenty such intervals
# hold the true mean. The formula lies in all of them.
#
# The formula has two ends. If Ada asks all the time it is T/2, so a shorter access token finds thieves sooner. If she
# seldom comes it is 1/λ: it takes as long as she stays away. And until it shows, and for what is left of her last
# access token, Mallory watches. Without rotation she watches for as long as the refresh token lives.
#
# That is what the alarm is worth. Now to the three hundred times on Tuesday.

# %% [markdown]
# ## Two tabs
#
# Ada has two tabs open. Both keep their tokens in one store of the browser (`localStorage`, notebook 09), so a tab
# finds what the other has put there. The client that each tab runs is nearly yours of notebook 07. `renewal` is what
# it does when it is refused, and gets the access token that was refused:

# %%
from simulator import Send, Wait, get, log_in, refresh


def give_password(session):
    """Log in and keep the tokens."""
    answer = yield Send("auth_server", log_in(session.username, session.password))
    session.store(answer.body)


def renew(session):
    """Show the refresh token; give the password if it is dead."""
    renewed = yield Send("auth_server", refresh(session.refresh_token))
    if renewed.ok:
        session.store(renewed.body)
    elif renewed.error == "invalid_grant":
        yield from give_password(session)


# %%
def tab(renewal):
    """What each tab does: the first logs in, and the next ones are 50 ms late each."""

    def client(session):
        late = 0.05 * (int(session.actor[-1]) - 1)
        if late == 0:
            yield from give_password(session)
        for visit in session.visits:
            yield Wait(visit.at + late)
            shown = session.access_token
            answer = yield Send("backend", get(visit.path, shown))
            if answer.status == 401:
                yield from renewal(session, shown)
                yield Send("backend", get(visit.path, session.access_token))

    return client


# %%
def each_for_itself(session, refused):
    """Renew, and look at nobody else."""
    yield from renew(session)


# %% [markdown] tags=["on-slide"]
# {{quiz 10.predict_tabs}}

# %%
quiz("10.predict_tabs", "c")

# %% [markdown] tags=["slide"]
# ## Two tabs, fifty milliseconds apart: nobody attacked

# %% tags=["on-slide"]
apart = run("two_tabs", client=tab(each_for_itself))
show(apart.sequence("ada", start=329, until=335))
print("logins:", apart.summary()["ada"].logins)

# %% [markdown] tags=["instructor"]
# **At the two tabs** let people find the thirty milliseconds: the second tab sends the old token at 130, and the new
# one arrives at 160. Ask how the auth server could tell this from a thief. It can't.

# %% [markdown]
# The first tab's new tokens arrive at 160 ms. The second tab has sent the old refresh token at 130 ms, since that was
# what it found. Thirty milliseconds make the difference between a browser and a thief. It happens at each expiry, so
# Ada types her password three times in this run. Keycloak (issue 16081) and supabase/auth-js (issue 213) know it.
#
# The cure of notebook 07 was single flight: one renews, the others wait. But two tabs are two programs. What they can
# share is a lock. In a browser that is `navigator.locks`; in a scenario it is `tab_lock: true`, and then all tabs see
# the same `session.renewing`.
#
# Waiting alone is not enough. Think of a tab that comes a little *later*: its page was on the way, with the old
# token, while another tab renewed. Now it is refused, nobody is renewing, and there is nothing to renew.
#
# ### Your turn: one renewal for all tabs
#
# `refused` is the access token that the backend refused. `session.access_token` is the one in the store at this moment:
# after each `yield` it may be another one. As in notebook 07, `session.renewing` is None or the Signal of the renewal
# under way, and `yield WaitFor(signal)` waits until somebody calls `signal.fire()`.
#
# One more thing: a renewal may come to nothing, because the auth server is in trouble. Then one of those who waited
# tries again, and only one.

# %%
from simulator import Signal, WaitFor


# %% exercise="10.one_browser" minutes=9
def one_browser(session, refused):
    """Get a new access token in place of the refused one, once for all tabs."""
    ### BEGIN SOLUTION
    while session.renewing is not None:
        yield WaitFor(session.renewing)
    if session.access_token is not refused:
        return
    session.renewing = Signal()
    yield from renew(session)
    session.renewing.fire()
    session.renewing = None
    ### END SOLUTION


# %%
check("10.one_browser", one_browser)

# %% [markdown] tags=["instructor"]
# - *of notebook 07*: It is right for one program. The tab that comes a little later finds nobody renewing, and renews
#   once more; ask what it should have looked at first.
# - *wakes up with others*: That is `if` in the place of `while`. When the first renewal failed, all of them woke up,
#   and each believed to be the only one.
# - *gives up after the first*: Ask what a tab does that waited for a renewal which failed. One of those who waited has
#   to try again.

# %% [markdown] tags=["slide"]
# ## One lock for all tabs

# %% tags=["on-slide"]
together = use("10.one_browser", one_browser)
locked = run("two_tabs", client=tab(together), settings={"clients.ada.tab_lock": True})
show(locked.sequence("ada", start=329, until=335))
print("logins:", locked.summary()["ada"].logins)

# %% [markdown] tags=["instructor"]
# **At the lock** ask the second tab what it waited for, and what it did then. It waited 30 milliseconds, looked, and
# found a token that it had not fetched.

# %% [markdown]
# One renewal, and the second tab goes on with what the first one got. It works for all tabs of *one* browser. A
# service that renews on three servers needs a lock that all three can see.

# %% [markdown] tags=["on-slide"]
# ## The answer that got lost
#
# The second kind can't be mended in the client at all. In `honest_town` thirty people renew every two minutes or so
# (short-lived tokens, so that there is much to count). One answer in fifty gets lost, as on a train. A client waits for
# five seconds and a little pause, then tries again.
#
# {{quiz 10.predict_lost}}

# %%
quiz("10.predict_lost", "b")

# %% [markdown] tags=["slide"]
# ## The answer that got lost in the tunnel

# %% tags=["on-slide"]
lossy = {"clients.pc.tabs": 1, "network.lost_responses": 0.02}
train = run("honest_town", settings=lossy)
alarm = train.events(kind="reuse")[0]
show(train.sequence(alarm.client, start=alarm.t - 8, until=alarm.t + 1))

# %% [markdown] tags=["instructor"]
# **At the lost answer** ask what the client did wrong. Everybody searches, and there is nothing. Request and answer
# are one thing to the client and two to the network.

# %% [markdown]
# Request and answer are one thing to the client, and two to the network. The request arrived, the old token is
# replaced, and its successor died on the way. The client does what is right: it tries again, with what it has. To the
# auth server it looks like the tabs, and like Mallory.
#
# A customer of Zitadel counted (issue 9631, 2025): a telephone hits this on 5 % of its days, and 30 % of people are
# logged out in a week. Nothing that one writes into the app helps. Remember it; the cure comes two sections below.

# %% [markdown]
# ## Ten at once
#
# The third kind is in the auth server, and in its store. In `ten_at_once` Ada's home page is put together from ten
# requests, and each of them renews for itself. For the picture, three requests will do.
#
# {{quiz 10.predict_store}}

# %%
quiz("10.predict_store", "c")

# %% [markdown] tags=["slide"]
# ## At once: a store that isn't atomic gives three answers

# %% tags=["on-slide"]
three = {"clients.ada.strategy.app.parallel": 3, "network.latency": "10 ms"}
fork = run("ten_at_once", settings=three)
begins = fork.events(kind="supersede")[0].t
show(fork.sequence("ada", start=begins - 0.1, until=begins + 0.1))

# %% [markdown] tags=["instructor"]
# **At the fork** ask how many refresh tokens are alive now. Three, of one that went in, and the alarm is silent. That
# is worse than an alarm.

# %% [markdown]
# One refresh token went in, three came out. The alarm doesn't ring, since nobody found a replaced token. The family
# has **forked**: it has three live tokens, and each goes its own way. The bill comes later, when one of the ten is a
# little late and does find a replaced token:

# %%
from collections import Counter


def ended_together(happened):
    """How many refresh tokens ended at each reuse."""
    revoked = happened.events(kind="revoke")
    return list(Counter(event.t for event in revoked).values())


ten = run("ten_at_once")
print("ended at each reuse:", ended_together(ten))
print("logins:", ten.summary()["ada"].logins)

# %% [markdown]
# Up to 33 tokens die in one moment. In the production table of nightscout/nocturne (pull request 326, 2026) it was 6
# to 18 at a time, all made within the same millisecond, and 415 of 679 refresh tokens had ended as reuse. And why four
# logins only, for eleven alarms? Whoever read *live* before the alarm writes a successor after it: the family has
# ended, and lives on. A thief's would, too.
#
# What is wrong is not the ten requests. It is that *looking* and *writing* are two steps, and the world changes in
# between. The cure is to make them one step, which nobody can get into: **compare-and-set**. In a database it is one
# statement, *replace it where it is live*, and a look at whether a row was changed.
#
# Would it help to read once more, right before writing? The gap would be shorter. It would not be closed.
#
# ### Your turn: replace it only if it is live
#
# Your function is the write of the store. The store does one at a time: while it runs nobody else reads or writes.
# `live` is the set of the ids of all refresh tokens that work at this moment, of all people. Put `new` in the place of
# `old` and return True. If `old` is not live any more, return False and change nothing.


# %% exercise="10.swap" minutes=5
def swap(live, old, new):
    """Replace a refresh token, if it is live. Returns whether it was."""
    ### BEGIN SOLUTION
    if old not in live:
        return False
    live.remove(old)
    live.add(new)
    return True
    ### END SOLUTION


# %%
check("10.swap", swap)

# %% [markdown] tags=["instructor"]
# - *writes blindly*: Two look, both see *live*, both write. Ask which of them should be told no.
# - *says no, and writes all the same*: False means that nothing has changed. Let them print `live` before and after.

# %% [markdown] tags=["on-slide"]
# Now your function is in the store.
#
# {{quiz 10.predict_atomic}}

# %%
quiz("10.predict_atomic", "c")

# %% [markdown] tags=["instructor"]
# Hardly anybody gets the swap wrong, and this answer surprises everybody. Leave time for it: the fork had hidden that
# ten had asked.

# %%
working_swap = use("10.swap", swap)
atomic = run("ten_at_once", swap=working_swap)
print("ended at each reuse:", ended_together(atomic))
counts = atomic.summary()["ada"]
print("renewals:", counts.renewals, "logins:", counts.logins)

# %% [markdown]
# Is that one unlucky day? Ten seeds for each store (`atomic: true` in a policy does what your function does):

# %% [markdown] tags=["slide"]
# ## Atomic, and more people thrown out

# %% tags=["on-slide"]
for atomic_store in [False, True]:
    settings = {"policy.atomic": atomic_store}
    found = replicate("ten_at_once", "logins", replications=10, settings=settings)
    print(f"atomic {atomic_store!s:5}: {found['logins']} logins in eight hours")

# %% [markdown]
# No family forks any more: one of ten renews, the next one ends the family, and Ada logs in. Nobody did anything wrong
# here either. The fork had hidden it: as long as everybody got a token of their own, nobody noticed that ten had asked.
#
# This happened too. A week after pull request 326 nocturne had another one, 391: the nine who lost were told *you are
# not logged in*, and one person had to sign in 19 times in two and a half hours.

# %% [markdown]
# ## Forgive for a while
#
# Tabs, trains, ten at once: in all three the old token comes back *soon*, and from somebody who could not have the
# new one yet. So give it to them again. A **grace** of ten seconds says: a token that was replaced less than ten seconds
# ago is answered with the very same pair that has replaced it. No family forks, since there is one successor.
#
# But mind who is forgiven. If somebody has *used* the successor, then the answer had arrived, and whoever shows the
# old one now is not the one who lost it. That is why careful products forgive the **direct predecessor** only: the token
# whose successor is still the newest.
#
# ### Your turn: the rule
#
# Your function runs in the auth server, for each refresh token that is genuine and not expired. `shown` has three
# fields:
#
# - `replaced_at`: when it was replaced, in seconds (None: it has not been),
# - `successor_used`: whether somebody has renewed with the token that replaced it,
# - `family_ended`: whether its family is over.
#
# `now` is the auth server's clock, in seconds. Return one of four words:
#
# - `"renew"`: new tokens; the one that was shown has not been replaced yet,
# - `"again"`: the same pair once more; it was replaced less than `GRACE` seconds ago, and nobody has used its successor,
# - `"end_family"`: reuse,
# - `"refuse"`: its family is over already.

# %% exercise="10.reuse_rule" minutes=8
GRACE = 10


def reuse_rule(shown, now):
    """What a refresh token gets that is shown at this moment."""
    ### BEGIN SOLUTION
    if shown.family_ended:
        return "refuse"
    if shown.replaced_at is None:
        return "renew"
    if now - shown.replaced_at < GRACE and not shown.successor_used:
        return "again"
    return "end_family"
    ### END SOLUTION


# %%
check("10.reuse_rule", reuse_rule)

# %% [markdown] tags=["instructor"]
# - *grandparents too*: If somebody has used the successor, the answer had arrived. Ask who it is, then, that shows the
#   old one.
# - *a moment too long*: At ten seconds it is over. The edge is the same as that of `exp`.

# %% [markdown]
# Your rule for all who were thrown out, with your store where that was the fault; one run each. Nobody's client has
# changed, and the tabs have no lock:

# %% [markdown] tags=["slide"]
# ## Forgive for a while

# %% tags=["on-slide"]
rule = use("10.reuse_rule", reuse_rule)

now_forgiven = {
    "two tabs, no lock": run("two_tabs", client=tab(each_for_itself), reuse_rule=rule),
    "ten at once": run("ten_at_once", swap=working_swap, reuse_rule=rule),
    "lost answers": run("honest_town", settings=lossy, reuse_rule=rule),
    "lost answers before": train,
    "Mallory": run("stolen_refresh", reuse_rule=rule),
}
for name, each in now_forgiven.items():
    print(f"{name:20} thrown out {len(ended_together(each)):2} times")

# %% [markdown]
# The honest are in, and Mallory is out. One or another person in a train may be left: if the second answer gets lost
# as well, the third try comes after more than ten seconds.

# %% [markdown]
# ## For how long?
#
# Why ten seconds, and not one, or sixty? First the formula. A renewal is under way for `d` seconds. The other tabs ask
# for pages λ times a second. A renewal goes wrong if one of them falls into the part of `d` that the grace `g` doesn't
# cover:
#
# $$1 - e^{-\lambda \max(d - g,\; 0)}$$
#
# ### Your turn: as short as it may be
#
# Turn the formula round. `rate` is λ, in pages a second; `latency` is d, in seconds. Return the shortest grace, in
# seconds, with which no more than `share` of the renewals go wrong (0.005 are five in a thousand). If no grace is
# needed, that is 0.

# %%
import math


# %% exercise="10.grace" minutes=6
def grace_for(rate, latency, share):
    """The shortest grace with which at most this share of renewals goes wrong."""
    ### BEGIN SOLUTION
    return max(0, latency + math.log(1 - share) / rate)
    ### END SOLUTION


# %%
check("10.grace", grace_for)

# %% [markdown] tags=["instructor"]
# - *sign*: The logarithm of a number below 1 is negative. Ask whether the grace should be longer or shorter than the
#   renewal.
# - *all of it*: Then nothing goes wrong at all. Five in a thousand may.

# %% [markdown]
# Put to the test: in `honest_town` the other tab asks for a page every 20 seconds, and a renewal takes 0.6 s. Five in a
# thousand may go wrong:


# %%
def false_alarms(happened):
    """How many of a thousand renewals were taken for reuse."""
    total = happened.summary().total
    return 1000 * total.reuses / total.renewals


shortest = use("10.grace", grace_for)(1 / 20, 0.6, 0.005)
settings = {"policy.grace": f"{round(1000 * shortest)} ms"}
found = replicate("honest_town", false_alarms, replications=12, settings=settings)
print(f"grace {shortest:.4f} s: {found['false_alarms']} in a thousand, wanted were 5")

# %% [markdown] tags=["on-slide"]
# So against tabs a second is plenty. Lost answers take longer, since the client first waits in vain. And what does it
# cost?
#
# {{quiz 10.predict_grace}}

# %%
quiz("10.predict_grace", "a")

# %% [markdown]
# The whole trade in one picture. False alarms per thousand renewals, by tabs and by lost answers, for graces from a
# tenth of a second to ten minutes; and below, how long a theft stays hidden:

# %%
from simulator.lab.theory import race_share

graces = [0.1, 0.2, 0.4, 1, 5, 10, 60, 300, 600]
few = {"clients.pc.count": 10}


def curve(measure, name, scenario, function, settings, replications):
    """Rows of one curve over the graces."""
    for grace in graces:
        changed = {**settings, "policy.grace": grace}
        found = replicate(scenario, function, replications=replications, settings=changed)
        mean = found[function.__name__]
        row = {"measure": measure, "name": name, "value": grace, "mean": mean.mean}
        yield {**row, "low": mean.low, "high": mean.high}


alarms = "false alarms, of 1000"
tabs = list(curve(alarms, "two tabs", "honest_town", false_alarms, few, 8))

# %%
for row in tabs:
    row["theory"] = 1000 * race_share(1 / 20, 0.6, row["value"])
lossy_few = {**few, **lossy}
trains = list(curve(alarms, "lost answers", "honest_town", false_alarms, lossy_few, 8))

# %% [markdown] tags=["slide"]
# ## For how long?

# %% tags=["on-slide"]
hidden = "a theft shows after"
thefts = list(curve(hidden, "theft", "stolen_refresh", until_it_shows, {}, 80))
title = (
    "Ten seconds of grace end the false alarms; a theft hides only where grace nears a token's life"
)
show(tradeoff([*tabs, *trains, *thefts], "grace", units={hidden: "s"}, title=title))

# %% [markdown] tags=["instructor"]
# **At the trade-off** ask where they would stand. From ten seconds on the upper curves lie on the ground, and up to a
# minute the lower one hardly rises: the gap between the two is wide.

# %% [markdown]
# Read it from left to right. Against tabs one second is enough: that is the time of a renewal, and the formula (thin
# line) lies within the runs' intervals. Lost answers need more than the client's five seconds of patience and its
# pause: ten do. Up to there the theft shows as soon as without any grace, within the interval. With five minutes it is
# later, and with ten it takes more than an hour. Why? Mallory and Ada both renew every quarter of an hour or so. Most of
# these renewals fall into a window of ten minutes, and are forgiven.
#
# So: *longer than your clients' patience and their first pauses, and much shorter than the life of an access token.*
# There is a wide gap between the two.

# %% [markdown]
# ## What products do
#
# Each product has a rule of its own. Some of those that name their rule (as of 2026; the sources are in
# `simulator.preset(name).source`), with the same people, the same losses and the same thief:

# %%
from simulator import preset

parts = ["rotation", "reuse", "grace", "grace_answer"]
products = {}
for name in ["Auth0", "Okta", "Keycloak", "Duende 7"]:
    settings = preset(name).settings
    products[name] = {part: settings[part] for part in parts if part in settings}
    print(f"{name:9}", ", ".join(f"{part} {value}" for part, value in products[name].items()))

# %% [markdown] tags=["slide"]
# ## What products do

# %% tags=["on-slide"]
for name, product in products.items():
    rules = {f"policy.{part}": value for part, value in product.items()}
    theft = replicate("stolen_refresh", "exposure", replications=60, settings=rules)
    two = replicate("honest_town", "logouts_by_reuse", replications=3, settings=rules)
    lost = replicate("honest_town", "logouts_by_reuse", replications=3, settings={**lossy, **rules})
    print(f"{name:9} Mallory has {theft['exposure'].mean / 60:3.0f} min,", end=" ")
    print(f"thrown out: {two['logouts_by_reuse']} by tabs, {lost['logouts_by_reuse']} by losses")

# %% [markdown]
# The minutes are of the 240 until the end of the run; *thrown out* is how often it happens to 30 people in an hour, on
# a workload that is rough on purpose. These are defaults. Auth0 and Okta have the same alarm, and Okta forgives for 30
# seconds. Keycloak gives new tokens and lets the old ones work on, until somebody switches that off; Duende 7 does not
# rotate unless told to. Where nothing is replaced nobody is thrown out, and no theft ever shows.
#
# One difference does not count as long as grace is 0: `grace_answer`. Okta forgives with *the same pair again*, as your
# rule does; Auth0, once its grace is switched on, with *a further pair*. Let Mallory be second by a few seconds:

# %%
second = {"clients.mallory.strategy.thief.first_use": "470 s", "policy.grace": "10 s"}
for answer in ["same", "new"]:
    each = run("stolen_refresh", settings={**second, "policy.grace_answer": answer})
    shows = [event.t - 360 * 60 for event in each.events(kind="reuse")]
    when = f"shows after {shows[0] / 60:.0f} min" if shows else "never shows"
    print(f"the answer is {answer:4}: the theft {when}")

# %% [markdown] tags=["instructor"]
# Two answers that both sound kind. Ask which of them leaves one token and which leaves two. Two branches never meet
# again, so no theft shows.

# %% [markdown]
# With the same pair the two hold one token, and the next renewal that comes late finds them out. With a further pair
# Mallory gets a branch of her own, and Ada keeps hers. No token is ever shown twice again. A fork is a fork, whether it
# comes from a race or from kindness.

# %% [markdown]
# ## Should it rotate at all?
#
# Two documents, both written by people who know what they do:
#
# - *RFC 9700* (2025, section 4.14.2), the IETF's best practice for OAuth: for a **public client** (a program that can
#   keep no secret of its own, as in a browser or on a telephone) refresh tokens *must* be bound to the client, or rotate.
# - *FAPI 2.0* (2025, section 5.3.2.1), the OpenID Foundation's profile for banks: the auth server *shall not* rotate,
#   but in extraordinary circumstances, such as a move. Then a client that lost the answer must be able to try again.
#   Its note says why: for a **confidential client**, one that proves who it is with a secret or a key, rotation brings
#   no gain in security and much trouble.
#
# Is that a contradiction? Make the experiment. `confidential: true` means that a refresh token counts only from the
# client that logged in. Mallory has the token, and not the client's key. One answer in fifty gets lost.

# %% [markdown] tags=["slide"]
# ## Should it rotate at all?

# %% tags=["on-slide"]
ways = {"no rotation": {}, "rotation": {"rotation": True}, "and grace": {"grace": 10}}
for confidential in [False, True]:
    for name, way in ways.items():
        rules = {"confidential": confidential, "rotation": bool(way), **way}
        rules = {f"policy.{field}": value for field, value in rules.items()}
        theft = replicate("stolen_refresh", "exposure", replications=60, settings=rules)
        costs = {**lossy, **rules}
        lost = replicate("honest_town", "logouts_by_reuse", replications=5, settings=costs)
        kind = "confidential" if confidential else "public"
        print(f"{kind:12} {name:11} Mallory has {theft['exposure'].mean / 60:5.1f} min", end=" ")
        print(f"± {theft['exposure'].half_width / 60:.1f}, thrown out {lost['logouts_by_reuse']}")

# %% [markdown] tags=["instructor"]
# Don't say who is right before both halves of the room have spoken. Ask first: *which client is meant?* Then most of
# the quarrel is gone, and what is left is a guess at how often keys are stolen.

# %% [markdown]
# Both are right, each about its own client.
#
# - *Public*: without rotation Mallory has all of the 240 minutes that the run lasts. With it she has less than twenty.
#   The price is paid by honest people, and grace pays nearly all of it back. That is RFC 9700.
# - *Confidential*: Mallory has nothing, with rotation and without it. There is no gain, and the price is the same. That
#   is FAPI 2.0. And what it demands of the exception, that *the client can try again*, is your grace.
#
# And if Mallory has stolen the client's key as well? Then she *is* the client as far as anybody can tell, and you are
# in the first three lines: rotation would show it. The authors of FAPI discussed that (openid/fapi, issue 456), and
# found the lost sessions worse. There you may differ. What the experiment can't tell you is how often keys are stolen.
#
# RFC 9700 has a third way, and so has OWASP (ASVS 5.0, 10.4.5), to whom rotation is good enough for the lower two of
# their three levels: bind the token to a key that the browser or telephone holds. Then the public client is no longer
# public in this sense, and a copied token is worth nothing. Notebook 15 does that.

# %% [markdown]
# ## What you saw
#
# Rotation makes a second use visible. It takes the rest of a cycle until it shows, and two who use the token. Honest
# clients use a token twice as well: tabs that don't know of each other, answers that get lost, a store that reads first
# and writes later. The first is mended in the client, the last in the store, and all of them together by a rule that
# gives the same successor again, for seconds, to the direct predecessor.
#
# {{quiz 10.check_why}}

# %%
quiz("10.check_why", "b")

# %% [markdown]
# {{quiz 10.check_successor}}

# %%
quiz("10.check_successor", "b")

# %% [markdown]
# {{quiz 10.check_both}}

# %%
quiz("10.check_both", "b")

# %% [markdown]
# **Key points**
#
# - Reuse ends the family, since nobody can tell who holds the newest token. The owner has a password, the thief has not.
# - A theft shows at the owner's next renewal: half a life of the access token at the least, never if the owner stays away.
# - Several tabs: wait while somebody renews, and then look whether there is a new token before you renew.
# - Replace a refresh token by compare-and-set. Atomic alone throws out all who lose the race.
# - Grace: the same pair again, for the direct predecessor, longer than the clients' patience, much shorter than T.
# - Rotation is for clients that can't prove who they are. A bound token needs none.
#
# **Where it is written.** Rotation and reuse: RFC 9700 4.14.2. Binding: RFC 9700 2.2.2. Refreshing, and who may: RFC
# 6749 6 and 10.4. FAPI 2.0 Security Profile 5.3.2.1. OWASP ASVS 5.0, 10.4.5 and 10.4.8.
#
# **From real life.** Three reports of this notebook are scenarios, too. What a report leaves open, such as how long each
# of the five people stayed, the scenario assumes: expect to land near its figures, not on them.

# %%
from simulator.lab.incident_measures import ended_as_reuse, logged_out, most_ended_at_once

forked = replicate("nocturne-326", [ended_as_reuse, most_ended_at_once], replications=8)
print(f"nocturne 326: share ended as reuse {forked['ended_as_reuse']}; reported {415 / 679:.2f}")
print(f"    at once, at most {forked['most_ended_at_once']}; reported 6 to 18")
lost = replicate("nocturne-391", "logins", replications=10)
print(f"nocturne 391: logins of five people {lost['logins']}; reported 45")
phones = {"clients.phone.count": 100}
week = replicate("zitadel-9631", logged_out, replications=5, settings=phones)
print(f"zitadel 9631: logged out in a week {week['logged_out']}; reported 0.30")

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("10")

# %% [markdown] tags=["instructor"]
# For the discussion take the last table. Let one half of the room speak for RFC 9700 and the other half for FAPI 2.0,
# with numbers only, and then let them change sides. Both are right, each about its own client. 11 comes back to
# another tab's renewal; otherwise nothing later depends on this notebook.
