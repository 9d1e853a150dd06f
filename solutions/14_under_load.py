# ---
# course:
#   title: What happens at nine o'clock?
#   part: "III: when things go wrong"
#   questions:
#     - What happens when everybody wants a token at the same moment?
#     - How many processors does an auth server need?
#     - What should a client do when the auth server is down, and what must it never do?
#   objectives:
#     - work out the longest wait of a rush, and the jitter that takes it away
#     - size an auth server by renewals per second and by Erlang's formula
#     - tell an answer that ends a session from one that says nothing about it
#     - write a backoff that does not bring everybody back at once
#   minutes: 65
#   if_short_skip: [14.order]
#   skip_sections: ["How many workers?"]
# ---

# %% [markdown]
# # 14. What happens at nine o'clock?
#
# On Sunday at nine the last episode goes online. Five hundred people switch on their televisions, and all of them
# type their password. Grace's auth server has never had so many guests. Nobody attacks it. Nothing is broken. And a
# minute later nearly three hundred people in town say that the login doesn't work.
#
# So far you looked at one client, and at what it does wrong. Now there are a thousand of them, each of which does
# everything right, at the same moment. You will see three ways in which that goes wrong, and write the few lines that
# each of them takes.

# %%
from course import check, quiz, show, use

# %% [markdown]
# Two questions from earlier notebooks first:
#
# {{quiz 14.recall_margin}}

# %%
quiz("14.recall_margin", "b")

# %% [markdown]
# {{quiz 14.recall_503}}

# %%
quiz("14.recall_503", "a")

# %% [markdown] tags=["on-slide"]
# ## Everybody logs in
#
# So far every server answered at once. From here on the auth server has **workers**: each of them works on one
# request at a time, and whoever comes when all are busy waits in a queue, first come, first served. Think of a worker
# as one processor. Checking a password is slow on purpose, so that guessing is slow for whoever steals the list of
# passwords' hashes. Here it takes 64 milliseconds, and a renewal takes 8.
#
# The scenario is called `nine_o_clock`.
#
# {{quiz 14.predict_login}}

# %%
quiz("14.predict_login", "b")

# %% [markdown] tags=["slide"]
# ## Everybody logs in

# %% tags=["on-slide"]
from simulator import run

show(run("nine_o_clock", settings={"until": "40 s"}).load())

# %% [markdown] tags=["instructor"]
# **At the first load** hide all but the uppermost panel, and let people work out on paper how long the last one waits:
# 32 seconds of work within 10. Then show the third panel, which ends at 22.

# %% [markdown]
# From top to bottom: who comes, how many wait, how long those of each second wait on average, how busy the worker is,
# and how many get to the backend. The queue grows for ten seconds, and it takes twenty-two more until it is gone. No
# formula of statistics is needed for that, one of plumbing will do: 500 logins of 64 ms are 32 seconds of work, and
# they are poured in within 10.

# %%
from simulator.lab.experiment import replicate

for workers in [1, 2, 3]:
    settings = {"auth_server.workers": workers, "until": "90 s"}
    found = replicate("nine_o_clock", "longest_wait", replications=5, settings=settings)
    print(f"workers {workers}: {500 * 0.064 / workers - 10:5.2f} s by plumbing,", end=" ")
    print(f"{found['longest_wait']} s in the run")

# %% [markdown]
# (After the ± stands half of a 95 % interval, as in notebook 08.) With three workers the plumbing nearly has room for
# what comes, and what is left is chance: sometimes two people come in the same moment.
#
# And the second wave? All these tokens live for five minutes, and each client renews by a timer, half a minute before
# its token expires. Five hundred renewals, four and a half minutes later.
#
# {{quiz 14.predict_second}}

# %%
quiz("14.predict_second", "a")

# %%
from simulator.world.queueing import waits

nine = run("nine_o_clock")
print(f"longest wait for a login:   {max(waits(nine.log, operation='login')):6.3f} s")
print(f"longest wait for a renewal: {max(waits(nine.log, operation='refresh')):6.3f} s")
show(nine.load("Five hundred logins, and their renewals four and a half minutes later"))

# %% [markdown] tags=["instructor"]
# **At the second wave** ask why nobody waits. Five hundred come again, and it surprises everybody. The queue let them
# out one by one, so that is how far apart they come back.

# %% [markdown]
# Nobody waits. The queue has done that: it let people out one by one, every 64 ms, so that is how far apart they come
# back. A queue spreads those who went through it.
#
# ### The people who don't wait
#
# The clients above are patient: they wait for an answer for a minute. Most programs aren't. Let them ask again after
# ten seconds without an answer, three times in all. Will they get in sooner?

# %% [markdown] tags=["slide"]
# ## The people who don't wait

# %% tags=["on-slide"]
for patience in ["60 s", "10 s"]:
    settings = {"network.timeout": patience}
    found = replicate("nine_o_clock", ["logins", "served"], replications=4, settings=settings)
    print(f"patience {patience}: logins done {found['logins']}, people let in {found['served']}")

# %% [markdown]
# With ten seconds of patience, the auth server does twice as many logins, and 275 people never see their film. It is
# they who say that the login doesn't work. The server is busy with answers to people who have left. They come back
# and stand in the queue once more, which makes it longer. Nobody told the server that they have gone.
#
# So let it turn people away at the door rather than let them wait for longer than they will. In a scenario that is
# `backlog`, the most that may wait; everybody else gets a 503 at once. For 150 there are 9.6 seconds of work:

# %%
for attempts in [3, None]:
    settings = {
        "network.timeout": "10 s",
        "auth_server.backlog": 150,
        "clients.viewer.strategy.app.retry.attempts": attempts,
    }
    found = replicate("nine_o_clock", ["logins", "served"], replications=4, settings=settings)
    print(f"attempts {attempts}: logins done {found['logins']}, people let in {found['served']}")

# %% [markdown]
# No login is done in vain any more. Who is turned away three times within a few seconds gives up, though. Who asks
# until there is an answer (`None`) gets in. *When* to ask again is a question of its own; you answer it below.
#
# ## Everybody renews
#
# Logins come together because people do. Renewals come together because *programs* do. In `all_at_once` a new release
# made a thousand televisions get their tokens in the same second, at half a minute past five to nine. Half a minute
# before they expire, at nine o'clock, a thousand timers ring. (To see nothing but renewals, those first tokens come
# in no time.)
#
# One worker does 125 renewals a second. So a **herd** of a thousand takes eight seconds:

# %% [markdown] tags=["slide"]
# ## Everybody renews

# %% tags=["on-slide"]
herd = run("all_at_once")
show(herd.load("A thousand timers ring together, and four and a half minutes later again"))

# %% [markdown] tags=["instructor"]
# **At the herd** ask what is different from before: they all got their tokens in the same second, so there was no
# queue to part them. The second panel is a needle, and it is a thousand people. Nobody does anything wrong; they do
# the same thing.

# %% [markdown]
# And it comes back. The second wave finds a server that keeps up, since the first queue has spread it over eight
# seconds. But in these eight seconds the only worker is busy to the last millisecond (its bar is fifteen seconds wide,
# so it says 53 %), and who comes from elsewhere stands in line; before and after it has nothing to do. No client here
# does anything wrong. They do the same thing.
#
# The cure is **jitter**: a bit of chance that keeps programs from doing things at the same moment. Each television
# renews not exactly half a minute ahead, but up to so many seconds earlier, drawn by chance. Eight seconds of work,
# poured in over J seconds. By plumbing, the longest wait is `8 - J`, or nothing if J is longer:

# %%
from simulator.lab.sweep import sweep

field = "clients.tv.strategy.app.jitter"
jitters = {field: [0, 4, 8, 12]}
jittered = sweep(
    "all_at_once", jitters, measures="longest_wait", replications=3, settings={"until": "5 min"}
)
jittered

# %% [markdown] tags=["slide"]
# ## Jitter spreads the rush out

# %% tags=["on-slide"]
from simulator.lab.theory import jittered_rush_wait
from simulator.views.tradeoff import tradeoff

curve = tradeoff(
    jittered.table(),
    field,
    theory=lambda jitter: jittered_rush_wait(1000, 1, 0.008, jitter),
    title="A queue of eight seconds is gone with a little more than eight seconds of jitter",
    units={"longest wait": "s"},
)
show(curve)

# %% [markdown] tags=["instructor"]
# **At the jitter** ask at which point they would stop. The line reaches the ground at eight seconds, and there the
# server has no time to spare. Twice as much leaves room for others.

# %% [markdown] tags=["on-slide"]
# The black line is the plumbing, the points are the runs. At eight seconds of jitter a short wait is left: the server
# has no time to spare then, and chance alone makes a queue. So take about twice as much as the formula says. Then the
# server is half busy while the wave passes, and has room for others.
#
# ### Drawn once, or every time?
#
# A release of Mozilla's accounts server was taken back in 2015, because all browsers came to renew at once
# (mozilla/fxa-oauth-server, issue 370). Somebody proposed jitter: whenever a token is *looked at*, draw a number, and
# let the token live that much longer. Somebody else saw what is wrong with that.
#
# {{quiz 14.predict_check}}

# %%
quiz("14.predict_check", "b")

# %% [markdown]
# Try it. Three hundred clients want a page every five seconds, and look at their token each time. Jitter is two
# minutes. What counts is over how long a time the renewals are spread, so measure the *middle half*: the seconds
# between the first quarter of renewals and the last quarter.

# %% [markdown] tags=["slide"]
# ## Drawn once, or at every look?

# %% tags=["on-slide"]
from statistics import quantiles


def middle_half(happened):
    """Seconds in which the middle half of all renewals came (in the first minute all log in)."""
    answers = happened.events(kind="answer")
    quarters = quantiles((e.t for e in answers if e.actor == "auth_server" and e.t > 60), n=4)
    return quarters[2] - quarters[0]


ahead = {"renew": "ahead", "margin": 30, "jitter": 120}
often = {"clients.tv.count": 300, "clients.tv.visits": {"poisson": {"every": "5 s"}}}
for drawn in ["per_token", "per_check"]:
    strategy = {"clients.tv.strategy": {"app": {**ahead, "jitter_drawn": drawn}}}
    settings = {"until": "5 min", **often, **strategy}
    found = replicate("all_at_once", middle_half, replications=4, settings=settings)
    print(f"{drawn}: the middle half comes within {found['middle_half']} s")

# %% [markdown]
# Drawn once and kept with the token, the renewals are spread evenly over two minutes, and half of them take one.
# Drawn anew at each look, a client gets a new chance every five seconds to find its token too old. Hardly anybody
# comes far, and the herd is together again. If the looks come at moments of chance, the middle half has a length of
# about 0.91 times the root of (jitter times the time between looks):

# %%
for between in [5, 1, 0.1]:
    print(f"a look every {between:3} s: {0.91 * (120 * between) ** 0.5:4.1f} s in place of 60")

# %% [markdown]
# The more often it looks, the less the jitter does. An interface that looks at each of ten calls a second has next to
# none. *Draw once, and store it with the token.*
#
# ## How much jitter fits?
#
# Jitter is not free. Who renews earlier renews more often, and a token has only so much life. A Java library of
# OpenFGA's, in 2026, renewed 300 seconds ahead, with 0 to 299 seconds of jitter on top (openfga/java-sdk, issue 388).
# With tokens that live for an hour this works well. Keycloak's live for 300 seconds, unless somebody changes that.
#
# {{quiz 14.predict_stale}}

# %%
quiz("14.predict_stale", "c")

# %%
few = {"clients.tv.count": 50, "clients.tv.visits": {"poisson": {"every": "20 s"}}}
for margin, jitter in [(30, 0), (30, 120), (300, 299)]:
    habits = {"renew": "ahead", "margin": margin, "jitter": jitter}
    settings = {"until": "20 min", **few, "clients.tv.strategy": {"app": habits}}
    found = replicate("all_at_once", ["renewals", "requests"], replications=4, settings=settings)
    print(f"margin {margin:3} s, jitter {jitter:3} s: {found['renewals']} renewals", end=" ")
    print(f"for {found['requests']} pages")

# %% [markdown]
# Margin and jitter are parts of a life, and the numbers that somebody chose for one life are wrong for another. A
# rule that holds for all: together they take at most half of it. Then a token is used for half its life at least, and
# the auth server has at most twice the work.
#
# ### Your turn: choose the jitter
#
# `clients` renew together, and the auth server does `per_second` renewals a second, with all its workers. Tokens live
# for `life` seconds, and are renewed `margin` seconds ahead or, with jitter, even earlier.
#
# Return the jitter in seconds. It is *twice* as long as the auth server takes for all of them, so that it is half
# busy while the wave passes. Margin and jitter together may take half of the life, and no more. If they don't fit,
# raise `ValueError`: jitter won't do, and Grace needs more workers, or tokens that live longer.


# %% exercise="14.jitter_for" minutes=6
def jitter_for(clients, per_second, life, margin):
    """How many seconds of jitter keep the auth server half busy while all renew."""
    ### BEGIN SOLUTION
    jitter = 2 * clients / per_second
    if margin + jitter > life / 2:
        raise ValueError("more workers are needed, or tokens that live longer")
    return jitter
    ### END SOLUTION


# %%
check("14.jitter_for", jitter_for)

# %% [markdown] tags=["instructor"]
# - *margin forgotten*: Margin and jitter eat from the same life. Draw both into one bar.
# - *cut off*: Less jitter than is needed leaves a queue, and nobody is told. Better to say that it can't be done.

# %% [markdown]
# With your number in the scenario (one worker, 125 renewals a second):

# %% [markdown] tags=["slide"]
# ## With the jitter of the formula

# %% tags=["on-slide"]
jitter = use("14.jitter_for", jitter_for)(1000, 125, 300, 30)
calm = run("all_at_once", settings={"clients.tv.strategy.app.jitter": jitter})
print(f"jitter {jitter:g} s, longest wait {max(waits(calm.log, operation='refresh')):.3f} s")
show(calm.load())

# %% [markdown] tags=["instructor"]
# **At the calm picture** compare the second panel with that of the herd: six wait at most, in the place of 999. Ask
# why the second wave is wider than the first. Every token draws anew.

# %% [markdown]
# The second wave is lower and wider than the first one, since every token draws anew. So it goes on.
#
# ## How many workers?
#
# Jitter makes a wave flat. What is left is the average, and that needs workers. The makers of Keycloak, an auth
# server that many use, measured what theirs does and wrote it into a sizing guide: per processor (they say vCPU) 15
# logins with a password a second, or 120 renewals. That is why a login costs eight renewals in this course. How much
# do a hundred thousand people need?

# %% [markdown] tags=["slide"]
# ## How many workers?

# %% tags=["on-slide"]
people = 100_000
for minutes in [5, 60]:
    renewals = people / (60 * minutes)
    print(f"life {minutes:2} min: {renewals:5.1f} renewals/s = {renewals / 120:.2f} processors")
logins = people / 600
print(f"all log in within 10 min: {logins:5.1f} logins/s = {logins / 15:.1f} processors")

# %% [markdown]
# So that is the price of a short life: 2.8 processors rather than a quarter of one. And ten minutes at nine o'clock
# need four times as many as the rest of the evening, if nobody may wait.
#
# 2.78 is an average. Would three do? When requests come at moments of chance, some come close together, and a queue
# grows now and then though there is room on average. The Danish engineer A. K. Erlang worked out in 1917 how often
# somebody has to wait for a free line at a telephone exchange. His formula is called **Erlang C**. It wants to know
# how many come a second, how long each takes on average, and how many workers there are:

# %%
from simulator.lab.theory import erlang_c, queue_wait

arrivals, service = people / 300, 1 / 120
for workers in [3, 4, 5]:
    waiting = erlang_c(arrivals, service, workers)
    wait = queue_wait(arrivals, service, workers)
    busy = arrivals * service / workers
    print(f"{workers} workers: {busy:.0%} busy, {waiting:.0%} wait, mean {1000 * wait:.1f} ms")

# %% [markdown]
# Is the formula right? It takes for granted that people come independently of each other, and that service times vary
# as those of telephone calls do (mostly short, sometimes long). In `busy_town` both hold: a thousand viewers, and a
# server a hundred times slower, so that a hundred times fewer people keep it as busy. Everything about the queue is
# as above, but for lengths of time, which are a hundred times longer. The first five minutes, in which people arrive,
# are cut off:

# %%
measures = ["waiting_share", "mean_wait"]
for workers in [4, 5]:
    settings = {"auth_server.workers": workers}
    found = replicate("busy_town", measures, replications=4, warm_up=300, settings=settings)
    share = erlang_c(arrivals / 100, 100 * service, workers)
    wait = queue_wait(arrivals / 100, 100 * service, workers)
    print(f"{workers} workers: {found['waiting_share']} wait, by Erlang {share:.2f};", end=" ")
    print(f"mean wait {found['mean_wait']} s, by Erlang {wait:.2f} s")

# %% [markdown] tags=["instructor"]
# Ask why three workers are left out, though 2.78 are enough on average. So near the limit nobody can promise anything:
# size for two thirds.

# %% [markdown] tags=["on-slide"]
# Run and formula agree, within the error of the run. Three workers are left out on purpose: at 93 % the queue gets so
# long that a thousand people are too small a crowd for the formula. Who stands in the queue doesn't ask for another
# token meanwhile, so that the queue slows down its own guests; and it varies so much that four runs would say little
# about its mean. That is a finding, too: so near its limit nobody can promise you anything. Size for about two
# thirds, and remember the day on which one of the machines is away.
#
# ## The auth server is down
#
# In `out_of_order` five hundred people watch, and each wants a page about once a minute, when the auth server goes
# down for two minutes. Every request is answered with a 503. Access tokens go on working, since the backend checks
# them by itself. Only who needs a new one in those two minutes notices. What does their client do about it?
#
# An app for pupils, Schuly, took every failed renewal for the end of the session (issue 476): it threw the refresh
# token away, and asked for a password. Many others do. What does that do to people?
#
# {{quiz 14.predict_down}}

# %%
quiz("14.predict_down", "b")

# %% [markdown] tags=["slide"]
# ## The auth server is down: that is no logout

# %% tags=["on-slide"]
for habit in ["any_failure", "invalid_grant"]:
    settings = {"clients.viewer.strategy.app.thrown_out_by": habit}
    found = replicate("out_of_order", "forced_logins", replications=4, settings=settings)
    print(f"session ends on {habit}: {found['forced_logins']} people typed their password")
share = 120 / (300 + 60)
print(f"by the formula {500 * share:.0f} people need new tokens in the outage: {share:.0%}")

# %% [markdown]
# A hundred and sixty refresh tokens were thrown away that were good for twelve hours. Each cost a person a password,
# and the auth server eight renewals, in the very minute in which it came back. A television has no keyboard, either.
# (The formula: a token lives for 300 seconds, and the next page, which renews it, is wanted 60 later on average. So
# an outage of 120 meets a third of them. Run and formula agree, within the error of the run.)
#
# ### Your turn: what a failure means
#
# An answer to a renewal has come. Does it say that the *session* is over, so that the person must log in? `answer`
# has `status`, `error` (the error code, or `""`) and `ok`. Only the auth server can end a session, and it has one
# word for that: `invalid_grant`, in an answer with status 400 (RFC 6749 5.2). A status of 0 says that no answer came.
#
# Return True or False.


# %% exercise="14.means_logout" minutes=5
def means_logout(answer):
    """Does this answer to a renewal say that the session is over?"""
    ### BEGIN SOLUTION
    return answer.status == 400 and answer.error == "invalid_grant"
    ### END SOLUTION


# %%
check("14.means_logout", means_logout)

# %% [markdown] tags=["instructor"]
# - *any failure*: Ask what a 503 says about the token. It says something about the server.
# - *any 4xx*: Ask what a 429 says about a session: that somebody was too fast.
# - *whatever the status*: A server in trouble isn't to be believed, whatever its text says.

# %% [markdown]
# Five hundred televisions now ask your function:

# %%
yours = use("14.means_logout", means_logout)
mended = run("out_of_order", means_logout=yours)
total = mended.summary().total
print(f"{total.logins - 500} people had to log in again, {total.tokens_denied} renewals failed")

# %% [markdown]
# Nobody is thrown out. (Each page that was refused makes three tries, so more renewals fail than people are hit.) But
# in the outage people still can't see a film whose token has expired. Can they be spared that, too? Yes: renew
# *earlier than the outage is long*, and don't give up. With two and a half minutes of margin, there is always a good
# token for that long:

# %%
for margin in [30, 150]:
    habits = {"renew": "timer", "margin": margin, "retry": {"attempts": None}}
    settings = {"clients.viewer.strategy": {"app": habits}}
    found = replicate("out_of_order", ["refused", "renewals"], replications=3, settings=settings)
    print(f"margin {margin:3} s: {found['refused']} pages refused, {found['renewals']} renewals")

# %% [markdown]
# With the longer margin nobody noticed that the auth server was down. The price is nearly twice the renewals. That is
# the deal: *the margin is how long an outage may last*. And 150 seconds are half of a life of 300, so no jitter fits
# in beside them: who wants both needs tokens that live longer.
#
# ## Ask again, but when?
#
# "Don't give up" hides a question: how long does a client wait before it asks again? That pause is called
# **backoff**. Take the herd of `all_at_once`, 500 of them, whose timers ring at 4:30 min. The auth server is down
# from 4:00 to 5:00. Three ways to wait, and each is a function of the number of failed attempts:

# %%
from simulator.lab.estimates import estimate


def try_again(backoff, seeds=4):
    """Renewals turned away in the outage, and the longest wait after it."""
    settings = {
        "clients.tv.count": 500,
        "until": "8 min",
        "auth_server.outages": [{"from": "4 min", "until": "5 min"}],
        "clients.tv.strategy.app.retry.attempts": None,
    }
    runs = [run("all_at_once", seed=n, backoff=backoff, settings=settings) for n in range(seeds)]
    turned_away = estimate([each.summary().total.tokens_denied for each in runs])
    return turned_away, estimate([max(waits(each.log, operation="refresh")) for each in runs])


# %% [markdown] tags=["slide"]
# ## Ask again, but when?


# %% tags=["on-slide"]
def every_second(attempt, random):
    return 1


def doubling(attempt, random):
    return min(30, 2 ** (attempt - 1))


for way in [every_second, doubling]:
    turned_away, wait = try_again(way)
    print(f"{way.__name__}: {turned_away} turned away, then a wait of {wait} s")

# %% [markdown]
# Who asks every second keeps a server busy that is trying to get up. Pauses that double (1, 2, 4, 8 seconds, up to a
# limit of 30) are kinder: less than a fifth of the requests. That is **exponential backoff**. But look at the wait:
# it is the same, four seconds. All have failed at the same moment, all wait for the same time, so all come back at
# the same moment. Doubling alone doesn't part them. (The ± is 0 because nothing in these runs is left to chance.)
#
# ### Your turn: back off
#
# Write the pause, in seconds, after `attempt` failed attempts (1, 2, 3 …): drawn by chance, evenly, between 0 and a
# ceiling. The ceiling is 1 second after the first failure, 2 after the second, 4, 8, and so on, and never more than
# 30.
#
# `random` is the client's own source of chance, a `random.Random`: `random.random()` draws from 0 to 1, and
# `random.uniform(a, b)` from a to b. (This is *full jitter*, as Amazon's architects named it in 2015 when they
# compared it with others.)


# %% exercise="14.backoff" minutes=7
def backoff(attempt, random):
    """Seconds to wait after so many failed attempts."""
    ### BEGIN SOLUTION
    return random.uniform(0, min(30, 2 ** (attempt - 1)))
    ### END SOLUTION


# %%
check("14.backoff", backoff)

# %% [markdown] tags=["instructor"]
# - *chance on top*: A fixed pause with a bit of chance brings them back nearly together. Let them run `try_again` on
#   it, and look at the wait.
# - *limited after the draw*: Everything above 30 becomes 30, so many wait for exactly that long. Limit the ceiling,
#   and then draw.
# - *no chance*: They failed together. Doubling alone brings them back together, only later.

# %%
turned_away, wait = try_again(use("14.backoff", backoff))
print(f"yours: {turned_away} turned away, then a wait of {wait} s")

# %% [markdown]
# The queue is gone. It costs some more requests than doubling did, since a pause is half as long on average.
#
# A server can also *say* when to come back: `Retry-After: 20` on a 503 or a 429 (too many requests) asks for twenty
# seconds of peace (RFC 9110 10.2.3). Wait that long, and *then* your own pause on top. Who is told twenty, and comes
# after exactly twenty, comes with everybody else. Here the auth server takes ten requests at once and ten a second,
# and answers the rest with 429 and `Retry-After: 1`. Three hundred televisions come at once, and pause for up to a
# second:


# %%
def refusals(happened):
    """How often a login or a renewal was refused."""
    return happened.summary().total.tokens_denied


# %%
for respects in [False, True]:
    settings = {
        "clients.tv.count": 300,
        "until": "2 min",
        "auth_server.rate_limit": {"per_second": 10, "burst": 10},
        "clients.tv.strategy.app.retry.attempts": None,
        "clients.tv.strategy.app.retry.cap": 1,
        "clients.tv.strategy.app.retry.respects_retry_after": respects,
    }
    found = replicate("all_at_once", ["logins", refusals], replications=4, settings=settings)
    print(f"respects it: {respects!s:5}  {found['logins']} let in, {found['refusals']} refusals")

# %% [markdown]
# The same three hundred get in, for little more than a third of the refusals.
#
# ## The dead token
#
# One answer is final: `invalid_grant`. A refresh token that got it will get it tomorrow, too. A client that takes it
# for one more failure, and tries again until it works, never stops. Two hundred televisions stand in shop windows,
# where nobody types a password. Their sessions end after ten minutes:

# %% [markdown] tags=["slide"]
# ## The dead token

# %% tags=["on-slide"]
for again in [True, False]:
    settings = {
        "clients.tv.count": 200,
        "until": "40 min",
        "clients.tv.strategy.app.tries_dead_again": again,
        "clients.tv.strategy.app.retry.attempts": None,
        "clients.tv.strategy.app.login_delay": None,  # nobody types a password
        "policy.refresh_ttl": "10 min",
    }
    found = replicate("all_at_once", refusals, replications=4, settings=settings)
    print(f"tries a dead token again: {again!s:5}  refused {found['refusals']} times")

# %% [markdown]
# One refusal each, and then silence; or two hundred televisions that ask nearly four times a minute, for ever, with
# the best of backoffs. In a log this looks like an attack. It grows with every session that ends, and no restart of
# the server helps. *A dead refresh token is shown once.*
#
# ### Your turn: in which order?
#
# Ada's session was ended at the auth server, and now the auth server is down, too. These are the steps of a client
# that does well, out of order. Write the letters in the right order, as one word.
#
# - A: wait, by chance, longer than the last time
# - B: the answer is 503
# - C: show the refresh token
# - D: the answer is 400, `invalid_grant`
# - E: show the same refresh token again
# - F: forget the tokens, and ask for the password

# %% exercise="14.order" minutes=2
order = (
    ### BEGIN SOLUTION
    "CBAEDF"
    ### END SOLUTION
)

# %%
check("14.order", order)

# %% [markdown] tags=["instructor"]
# - *the dead one again*: `invalid_grant` is final. A dead token is shown once.

# %% [markdown]
# ## What you saw
#
# A rush is plumbing: so much work, poured in over so much time. A queue spreads those who go through it, and
# impatience makes it longer. Programs that do the same thing at the same moment need chance, drawn once for each
# token, and as much of it as the auth server needs, but never so much that the token's life is gone. In between,
# Erlang's formula says how many workers it takes. And when the auth server is down, the best that a client can do is
# to keep its tokens, wait by chance, and believe one answer only.
#
# {{quiz 14.check_jitter}}

# %%
quiz("14.check_jitter", "b")

# %% [markdown]
# {{quiz 14.check_workers}}

# %%
quiz("14.check_workers", "c")

# %% [markdown]
# {{quiz 14.check_outage}}

# %%
quiz("14.check_outage", "a")

# %% [markdown]
# **Key points**
#
# - Longest wait of a rush: the work in it, divided among the workers, less the time over which it comes.
# - Jitter: twice that time, drawn once, stored with the token. Margin and jitter take at most half of a life.
# - Size for renewals per second, at about two thirds busy. A login costs eight renewals.
# - Only `invalid_grant` ends a session. 503, 429, silence: keep the tokens.
# - Back off: double the ceiling, draw below it. `Retry-After` comes on top. A dead token is shown once.
#
# **Where it is written.** Errors of the token endpoint: RFC 6749 5.2; 503 and `Retry-After`: RFC 9110 15.6.4 and
# 10.2.3; 429: RFC 6585 4. No RFC asks for jitter.
#
# **Contested.** Which answers end a session: Schuly's repair (pull request 492) takes `invalid_grant` *and* the other
# standard codes for the end; Synaplan's (pull request 1355) goes by the status, 401 or 403. This course goes by
# `invalid_grant` alone: the other codes say that the client is wrong, and a password mends no client.
#
# **From real life.** mozilla/fxa-oauth-server 370: a release had to be taken back, because every Firefox came for new
# tokens at once. openfga/java-sdk 388: each new token was stale when it came. schulydev/Schuly 476: a slow auth
# server, and pupils had to log in again. Keycloak's sizing guide has the numbers on logins and renewals per
# processor.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("14")

# %% [markdown] tags=["instructor"]
# Do the plumbing by hand before any formula; it is all that most rooms need. The section *How many workers?* is for
# those who have to buy machines. Nothing later depends on this notebook.
