# ---
# course:
#   title: How do you change the lock while people walk through the door?
#   part: "III: when things go wrong"
#   questions:
#     - What breaks when an auth server begins to sign with another key?
#     - How does a backend learn of new keys, and how often should it ask?
#     - What is different if the old key was stolen?
#   objectives:
#     - plan a change of keys in which nobody is refused
#     - write the rule by which a backend reads the JWK Set again, and survive a flood with it
#     - say what a backend does when the auth server can't be reached
#     - say for how long a stolen key is of use after it was withdrawn
#   minutes: 60
#   if_short_skip: [12.order]
#   skip_sections: [When the auth server is down]
# ---

# %% [markdown]
# # 12. How do you change the lock while people walk through the door?
#
# Grace's signing key is two years old. Someone who left the company in spring may have a copy. So, on a Friday
# afternoon, she makes a new one, puts it into the auth server, and throws the old one away. It takes a minute. Then the
# telephone begins to ring, and it rings until twenty to six.
#
# Nobody did anything wrong with the keys themselves. What was wrong is the *order*, and the time in between. Here you
# break it as Grace did, mend it, and then meet two people who make it harder: one who floods you with keys that
# nobody has, and one who has the old key.

# %%
from course import check, quiz, show, use

# %% [markdown]
# Two questions from earlier notebooks first:
#
# {{quiz 12.recall_kid}}

# %%
quiz("12.recall_kid", "b")

# %% [markdown]
# {{quiz 12.recall_mint}}

# %%
quiz("12.recall_mint", "a")

# %% [markdown] tags=["on-slide"]
# ## A Friday afternoon
#
# The auth server publishes its public keys as a *JWK Set* (notebook 03), here at `GET /jwks`. A backend does not read
# it for each token. It keeps a copy for a while, five minutes in this scenario, and then reads it again.
#
# In `key_change` twenty people watch. At minute 32 Grace replaces the key `spring` by the key `summer`: from that second
# on `summer` signs, and `spring` is gone from the set.
#
# {{quiz 12.predict_friday}}

# %%
quiz("12.predict_friday", "c")

# %% [markdown] tags=["slide"]
# ## A Friday afternoon

# %% tags=["on-slide"]
from collections import Counter

from simulator import run

friday = run("key_change")
show(friday.key_timeline())


def unknown(happened):
    """The answers that refused a token because the backend didn't know its key."""
    return [event for event in happened.events(kind="answer") if "unknown key" in event.detail]


times = Counter(event.client for event in unknown(friday))
print("how often each viewer was refused:", sorted(times.values(), reverse=True))

# %% [markdown] tags=["instructor"]
# **At the Friday** cover the lower half, and ask when the refusals begin and end. Most say *from 32 to 35*, until the
# backend reads the set again. Few think of the old tokens, which are refused from 35 on though they were promised to
# be good.

# %% [markdown]
# Green triangles are the moments at which the backend reads the set. Two different things go wrong:
#
# - **New tokens at an old copy.** The backend's copy is two minutes old at minute 32. Until minute 35 it has never heard
#   of `summer`. Who renews in between has a token that nobody believes. His client renews again, as it should on
#   a 401, and gets another one of the same kind. Those are the people with the high numbers.
# - **Old tokens at a new copy.** From minute 35 on the copy has no `spring` in it. Tokens that it signed are up to fifteen
#   minutes old, and were promised to be good. Each of them is refused, once: the next one is of `summer`.
#
# How much is due to the dice? Ten other Fridays (what stands after ± is half of a 95 % interval, as in notebook 08):

# %%
from simulator.lab.experiment import replicate


def no_key(happened):
    """How many requests were refused for an unknown key."""
    return len(unknown(happened))


def refused(**settings):
    """The same over ten runs with other random numbers."""
    return replicate("key_change", no_key, replications=10, settings=settings)["no_key"]


print("refused:", refused())

# %% [markdown]
# ## Announce, sign, retire
#
# A key has a longer life than the time in which it signs. It is **announced**: in the set, and not used. It
# **signs**. Then it is no longer used and stays in the set, since tokens of it are still out there. At last it is **retired**:
# taken from the set.
#
# ### Your turn: in which order?
#
# Write the letters in the right order, as one word.
#
# - A: sign with the new key
# - B: take the old key from the set
# - C: put the new public key into the set
# - D: wait until the last token of the old key has expired
# - E: wait until every backend has read the set again

# %% exercise="12.order" minutes=2
order = (
    ### BEGIN SOLUTION
    "CEADB"
    ### END SOLUTION
)

# %%
check("12.order", order)

# %% [markdown] tags=["instructor"]
# - *no wait for backends*: The key is in the set, and the copies are old. Ask how old they may be.
# - *no wait for tokens*: Ask how long the last token of the old key is good. So long it has to stay.

# %% [markdown] tags=["slide"]
# ## The life of a key
#
# 1. announced: in the set, and not used
# 2. signs
# 3. trusted: tokens of it are still out there
# 4. retired: taken from the set
#
# Between two of these steps somebody has to wait. For what, and how long?

# %% [markdown]
# ### Your turn: the plan
#
# The new key shall sign at `change`. When must it be announced at the latest, and when may the old one be retired at the
# earliest, so that nobody is refused? You know three lengths of time, all in seconds:
#
# - `lifetime`: how long an access token lives,
# - `cache`: how old a backend's copy of the set may become,
# - `leeway`: how long after its expiry a backend still accepts a token (notebook 13).
#
# Return the two moments, in seconds, as a tuple: `(announce, retire)`.


# %% exercise="12.plan" minutes=5
def plan(change, lifetime, cache, leeway):
    """When to announce the new key, and when to retire the old one."""
    ### BEGIN SOLUTION
    return change - cache, change + lifetime + leeway
    ### END SOLUTION


# %%
check("12.plan", plan)

# %% [markdown] tags=["instructor"]
# - *one cache after*: That is the time of the backends. Ask what the old key is still needed for: for tokens, and they
#   live longer.
# - *the Friday*: That is what Grace did. Go back to the picture, and let them point at both kinds of crosses.

# %% [markdown] tags=["slide"]
# ## Announced in time: nobody is refused

# %% tags=["on-slide"]
announce, retire = use("12.plan", plan)(change=32 * 60, lifetime=15 * 60, cache=5 * 60, leeway=0)
planned = [
    {"kid": "spring", "retire": retire},
    {"kid": "summer", "announce": announce, "sign": 32 * 60},
]
calm = run("key_change", settings={"keys": planned})
show(calm.key_timeline())

# %% [markdown] tags=["instructor"]
# **At the calm change** ask what the dotted piece is for, and what the hatched one is for. The first is as long as a
# copy may be old, the second as long as a token lives. There is no row of crosses, and no dice are needed to say so.

# %% [markdown]
# Nobody is refused, and no dice are needed to say so: whenever a backend reads the set, it knows of each key before
# that key's first token comes, and for as long as its last one lives. Is it luck with this seed?

# %%
print("refused:", refused(keys=planned))

# %% [markdown] tags=["on-slide"]
# Two things can spoil it. A backend that reads the set *once*, when it starts, is never reached by any announcement
# (many do: PyJWT issue 914 is about one). And a plan needs to know the longest cache there is, of backends that others run.
# So publish it (`Cache-Control: max-age` in the answer), and be generous.
#
# ## Ask once more
#
# There is a second line of defence. A token comes with a `kid` that the copy doesn't have. Before it is refused, the
# backend reads the set again. OpenID Connect Core (10.1.1) recommends it. Does it save the Friday?
#
# {{quiz 12.predict_refetch}}

# %%
quiz("12.predict_refetch", "b")

# %% [markdown] tags=["slide"]
# ## Ask once more

# %% tags=["on-slide"]
asking = {"backend.jwks.refetch_unknown": True}
print("refused:", refused(**asking))

# %% [markdown] tags=["instructor"]
# Ask which half of the Friday is mended. The new tokens are; for the old ones there is no cure but to leave the old
# key in the set.

# %% [markdown]
# New tokens are no problem any more: the first of them makes the backend read. (So one of the twenty isn't refused,
# whatever the dice say.) What is left are the others' old tokens, and for those there is no cure but to leave the old
# key in the set. So reading again replaces the announcement, and not the overlap.
#
# ## A flood
#
# "An unknown key makes the backend read the set": who decides whether that happens? Whoever writes the token. No key is
# needed to write a `kid`. In `key_flood` the backend reads for each of them, and Mallory sends a hundred tokens a second,
# for one minute, each with another invented `kid`.


# %% [markdown] tags=["slide"]
# ## A flood of names that nobody has


# %% tags=["on-slide"]
def readings(happened):
    """How often the backend read the JWK Set."""
    return sum(event.client == "backend" for event in happened.events(kind="request"))


flood = run("key_flood")
print(readings(flood), "readings in", round(flood.until / 60), "minutes")

# %% [markdown]
# Six thousand, where four would do. If the auth server is in trouble by that, so is everybody who wants to log in.
#
# The cure is a **cool-down**: for the sake of unknown keys the set is read at most once in so many seconds. And a
# second rule comes with it: in the copy is what the auth server said last, and nothing that a token says. (Caches with
# room for a fixed number of key ids kept the invented ones too, and threw the real ones out.)
#
# ### Your turn: when to read
#
# For each token the backend asks your function whether to read the set before checking. You get
#
# - `kid`: the key that the token names (or None),
# - `known`: the kids in the copy, as a frozenset,
# - `age`: how old the copy is, in seconds,
# - `since`: how long ago it was last read for the sake of an unknown key (`math.inf` if never).
#
# Return True if the copy is 300 seconds old or more. Return True also if the token names a key that isn't known, unless
# it is less than 30 seconds since the last time that this was the reason. A token that names no key is none.


# %% exercise="12.must_read" minutes=7
def must_read(kid, known, age, since):
    """Whether to read the JWK Set before this token is checked."""
    ### BEGIN SOLUTION
    if age >= 300:
        return True
    return kid is not None and kid not in known and since >= 30
    ### END SOLUTION


# %%
check("12.must_read", must_read)

# %% [markdown] tags=["instructor"]
# - *no key named*: A token without `kid` is no reason to read. Ask what the set would say about it.
# - *cool-down for both*: A copy that is too old is read, whatever happened before. Only strangers' names have to wait.
# - *cool-down from any reading*: A regular reading five seconds ago says nothing about unknown keys. PyJWT's client
#   does it that way.

# %% [markdown]
# In the backend, during the flood, and on that Friday:

# %% [markdown] tags=["slide"]
# ## Once for each name, and not too often

# %% tags=["on-slide"]
yours = use("12.must_read", must_read)

flooded = run("key_flood", must_read=yours)
print(readings(flooded), "readings in the flood,", end=" ")
print(sum(event.client != "mallory" for event in unknown(flooded)), "viewers refused for a key")
print(no_key(run("key_change", must_read=yours)), "refused on the Friday")

# %% [markdown]
# A handful of readings, and no viewer notices anything. There is one more way to get the cool-down wrong, and PyJWT's
# `PyJWKClient` (2.15.1) shows it. It counts from *every* reading that went well, the regular ones too. If the key
# changes five seconds after a regular reading, the new one stays unknown for 25 seconds. Yours counts from the last
# reading *because of an unknown key*.
#
# ## When the auth server is down
#
# The copy is five minutes old, the auth server doesn't answer. Are the keys in the copy bad now? They are the same that
# they were a second ago. In the next run the auth server is down from minute 24 to minute 34. (Access tokens live
# for an hour here, so that nobody needs a new one.)

# %% [markdown] tags=["slide"]
# ## When the auth server is down
#
# `stale_if_error`: how long a backend goes on with an old copy.

# %% tags=["on-slide"]
down = {
    "keys": [],  # nobody changes them this time
    "policy.access_ttl": "1 h",
    "auth_server.outages": [{"from": "24 min", "until": "34 min"}],
}
for stale in ["0 s", "15 min"]:
    settings = {**down, "backend.jwks.stale_if_error": stale}
    answers = run("key_change", settings=settings).events(kind="answer")
    statuses = Counter(event.status for event in answers if event.actor == "backend")
    print(f"stale_if_error {stale:6}: {dict(statuses)}")

# %% [markdown] tags=["instructor"]
# Ask what each client does on a 503, and on a 401. The second sends all of them to an auth server that is down.

# %% [markdown] tags=["on-slide"]
# A backend that goes on with its old copy for a while, if it can get no new one (**stale-if-error**, RFC 5861), serves
# everybody. The other one serves nobody from the moment its copy is too old until the auth server is back. It answers
# 503, which says *it is not your token's fault*. A backend that says 401 makes things worse: each client then tries to
# renew, at an auth server that is down.
#
# {{quiz 12.predict_stale}}

# %%
quiz("12.predict_stale", "a")

# %% [markdown]
# ## When the key was stolen
#
# Now the bad day. Mallory has copied the private key `spring` at minute 30, and makes tokens of her own, one every five
# minutes: Ada's name, the role of an editor. Grace finds out at minute 90. There is no announcing now. She **withdraws**
# the key: out of the set at once, whatever it has signed. In the same second `summer` signs.

# %% [markdown] tags=["slide"]
# ## When the key was stolen

# %% tags=["on-slide"]
stolen = run("key_stolen")
show(stolen.exposure())

# %% [markdown] tags=["instructor"]
# **At the stolen key** ask what happens at minute 90, and what doesn't. The key is withdrawn, and Mallory's dots go on
# for nearly five minutes: as long as the backend may keep its copy. Ask who has to log in again, and why everybody.

# %% [markdown]
# Mallory's pages don't end with the withdrawal: the backend believes its copy until it reads the set again. So the life
# of a copy is how long a stolen key works after you know of it. Is it? Three lifetimes:


# %%
def too_long(happened):
    """Seconds from the withdrawal until the last page that Mallory got."""
    served = [e.t for e in happened.events("mallory", "answer") if e.status == 200]
    return max(served) - 90 * 60


def tried(settings):
    """Ten such days, in words."""
    found = replicate("key_stolen", [too_long, readings], replications=10, settings=settings)
    longest = max(found.values["too_long"])
    often = found["readings"].mean
    return f"{found['too_long']} s, at most {longest:.0f} s, {often:.0f} readings in two hours"


for lifetime in ["1 min", "5 min", "1 h"]:
    print(f"{lifetime:>6}:", tried({"backend.jwks.lifetime": lifetime}))

# %% [markdown]
# With one minute and with five, it is. The copy that may be an hour old was read at minute 60, so one would expect half
# an hour. What saved the day? The next honest token. Ada logged in again, her token named `summer`, and this backend
# asks once more for an unknown key. Then `spring` was gone from its copy. With more visitors it would have been quicker,
# and at night slower: don't rely on it.
#
# Here are a backend that never asks once more, and one that asks in vain, since the auth server is down from minute 90:

# %%
deaf = {"backend.jwks.lifetime": "1 h", "backend.jwks.refetch_unknown": False}
alone = {
    "backend.jwks.stale_if_error": "15 min",
    "auth_server.outages": [{"from": "90 min", "until": "2 h"}],
}
print("never asks once more:", tried(deaf))
print("asks in vain:", tried(alone))

# %% [markdown]
# The second uses a copy for five minutes, and for fifteen more if it can get no other. What protects you in an outage
# protects Mallory, too.
#
# And the sessions? Whoever has the signing key may have made refresh tokens too. So after a withdrawal everybody logs in
# again. (In the picture you see it happen to Ada.) If the key retires in peace, nobody does: the auth server itself still
# believes the refresh tokens that it signed.

# %% [markdown]
# ## What you saw
#
# A change of keys is a matter of order and patience: announce, wait for the copies, sign, wait for the tokens, retire.
# A backend reads the set when its copy is old, and once more for an unknown key, with a cool-down, since strangers can
# name keys, too. In an outage it goes on with what it has. How long a copy may be used is how long a stolen key may work.
#
# {{quiz 12.check_order}}

# %%
quiz("12.check_order", "c")

# %% [markdown]
# {{quiz 12.check_flood}}

# %%
quiz("12.check_flood", "a")

# %% [markdown]
# {{quiz 12.check_stolen}}

# %%
quiz("12.check_stolen", "b")

# %% [markdown]
# **Key points**
#
# - Announce one cache lifetime before signing. Retire one token lifetime and the leeway after.
# - An unknown `kid`: read the set once more, at most once per cool-down.
# - In the copy is what the auth server said last, and nothing that a token says.
# - No answer from the auth server: go on with the copy for a bounded time, then 503. Never 401.
# - A stolen key is withdrawn at once, and works until the last copy with it is replaced or too old.
#
# **Where it is written.** JWK Set: RFC 7517 5. Changing keys: OpenID Connect Core 10.1.1. Going on with an old copy:
# RFC 5861 4.
#
# **From real life.** PyJWT issue 914 and its kin in libraries for other languages: after a change of keys every request
# failed until the backend was restarted. fastapi-zitadel-auth issue 156: tokens with random `kid` made one reading each.
# And the opposite fault, c8s pull request 119: a retired key was accepted for up to thirty days.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("12")

# %% [markdown] tags=["instructor"]
# Say *announce, wait, sign, wait, retire* until people say it with you. 14 comes back to what a backend answers when
# the auth server is down: 503 and never 401. Nothing else depends on this notebook.
