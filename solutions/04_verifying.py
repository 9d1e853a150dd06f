# ---
# course:
#   title: When may a backend believe a token?
#   part: "I: the token"
#   questions:
#     - Which questions has a backend to ask, and in which order?
#     - Whose word counts when a token says how it wants to be checked?
#     - What does a library do for you, and what does it leave to you?
#   objectives:
#     - build a verifier out of seven small layers
#     - say of a token at which layer it is stopped
#     - treat the edges of time, audience and type as the standards want
#     - call PyJWT with the options that matter
#   minutes: 90
#   if_short_skip: [04.table, 04.decode, 04.signature]
# ---

# %% [markdown]
# # 4. When may a backend believe a token?
#
# A backend is a door with a long queue before it. Everybody in the queue shows a piece of paper, every paper says *let
# me in*, and whoever stands at the door has a tenth of a millisecond for each. Nearly all papers are honest. The one
# that is not was written by somebody who knows exactly what the door looks at.
#
# Most of the holes that were ever found in JWT libraries were not in the cryptography. A question was not asked, or it
# was asked of the wrong one: of the token itself. In this notebook you write down the questions, one function each, in
# the order in which a token meets them. Notebook 05 attacks what you wrote.

# %%
from course import check, quiz, show, use

# %% [markdown]
# {{quiz 04.recall_pair}}

# %%
quiz("04.recall_pair", "b")

# %% [markdown]
# {{quiz 04.recall_key}}

# %%
quiz("04.recall_key", "c")

# %% [markdown]
# ## Thirty-six tokens
#
# Here are 36 tokens that reached Grace's backend in the same second. Some are honest; the others are not, each in a way
# of its own. The backend takes ES256 and EdDSA. It gives five seconds of **leeway** for clocks that differ.

# %%
from course.judged import (
    ALGORITHMS,
    AUDIENCE,
    ISSUER,
    LEEWAY,
    NOW,
    TYP,
    published_keys,
    tokens_to_judge,
)

queue = tokens_to_judge()
keys = published_keys()
for judged in queue:
    print(f"{judged.number:2}  {judged.story}")

# %% [markdown] tags=["instructor"]
# Let people choose one story each that they would have let in. They find out at which layer it ends when they fill in
# `04.table`.

# %% [markdown]
# And these are the keys that Grace publishes. Only the names and purposes; the numbers in them are long. (One is for
# encryption. One is of a kind that your library doesn't know yet; sets hold such entries, and nobody minds.)

# %% [markdown] tags=["slide"]
# ## Thirty-six tokens stand at the door
#
# - Some are honest. Which ones?
# - Each of the others is stopped by one of seven layers.
# - A verifier that refuses everything is no good either.

# %%
for jwk in keys["keys"]:
    print({name: jwk.get(name) for name in ["kid", "kty", "alg", "use"]})

# %% [markdown]
# ## Layer by layer
#
# Each layer gets what the layers before it made of the token. It gives something back, or it raises `Refused` with the
# layer's name (as it stands in the heading) and a reason. Any other exception is a hole of its own: a door that falls over lets nobody in, and
# whoever can make it fall can close your shop.

# %% [markdown] tags=["slide"]
# ## Layer by layer
#
# 1. split: is this a token at all?
# 2. decode: can it be read in one way only?
# 3. allow-list: is this an algorithm that *I* named?
# 4. key: which of *my* keys?
# 5. signature: did that key sign these very octets?
# 6. claims: is it time?
# 7. policy: is it meant for me, and for this?

# %%
from course.refused import Refused

try:
    raise Refused("split", "a token has three parts")
except Refused as no:
    print(no)

# %% [markdown]
# ### Layer 1, split: is this a token at all?
#
# A compact signed token is ASCII text, of three parts with dots between. There are no blanks in it. And it is not
# endless: who reads whatever comes reads a hundred megabytes one day. 8000 characters are plenty. It may not even be a
# text: a program that found no token hands you `None`. (What the parts hold is the next layer's question.)


# %% exercise="04.split" minutes=5
def split(token):
    """The three parts of a token, as texts: header, payload, signature."""
    ### BEGIN SOLUTION
    if not isinstance(token, str) or not token.isascii():
        raise Refused("split", "a token is ASCII text")
    if len(token) > 8000:
        raise Refused("split", "longer than any honest token")
    if any(letter.isspace() for letter in token):
        raise Refused("split", "a token has no blanks in it")
    parts = token.split(".")
    if len(parts) != 3:
        raise Refused("split", "a token has three parts")
    return parts
    ### END SOLUTION


# %%
check("04.split", split)

# %% [markdown] tags=["instructor"]
# - *strips in kindness*: Ask which text was signed, the one with the blank or the one without. Mending input is
#   guessing.
# - *no limit*: Ask what a hundred megabytes cost before the first question was asked.

# %% [markdown]
# ### Layer 2, decode: can it be read in one way only?
#
# You wrote a strict base64url decoder in notebook 01; `simulator.jose` has one that raises `JoseError`. What comes out
# of it must be JSON in UTF-8, and an object. Python's `json` is too kind for us in two ways. It takes `NaN` and
# `Infinity`, which are not JSON, and when a name is there twice it keeps the last. If the next program keeps the first,
# the two have read different tokens.
#
# Both can be mended with arguments: `json.loads(text, object_pairs_hook=unique, parse_constant=constant)` calls
# `unique` with the list of (name, value) pairs of each object, and `constant` with each `NaN`; both raise `Refused`
# themselves. Fill in the three gaps.

# %%
import json

from simulator.jose import JoseError, b64url_decode


# %% exercise="04.decode" minutes=7
def unique(pairs):
    """The pairs as a dict, if no name is there twice."""
    ### BEGIN SOLUTION
    if len(dict(pairs)) < len(pairs):
        raise Refused("decode", "a name is there twice")
    ### END SOLUTION
    return dict(pairs)


def constant(name):
    """NaN and Infinity are no JSON."""
    ### BEGIN SOLUTION
    raise Refused("decode", f"{name} is no JSON")
    ### END SOLUTION


def decode(part):
    """The JSON object in a part of a token."""
    try:
        text = b64url_decode(part).decode("utf-8")
        found = json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except (JoseError, ValueError, RecursionError):
        raise Refused("decode", "not base64url of JSON") from None
    ### BEGIN SOLUTION
    if not isinstance(found, dict):
        raise Refused("decode", "not a JSON object")
    ### END SOLUTION
    return found


# %%
check("04.decode", unique, constant, decode)

# %% [markdown] tags=["instructor"]
# - *the last one wins*: Put two readers on the board, one that takes the first name and one that takes the last. Which
#   Ada is it?
# - *a list will do*: JSON need not be an object. Ask what the next layer does with `header.get` of a list.

# %% [markdown] tags=["on-slide"]
# ### Layer 3, allow-list: is this an algorithm that *I* named?
#
# The header says how the token was signed. That is a claim of the token's, like any other, and nobody has verified it
# yet. Whoever asks the token which algorithm to use has asked the wrong one. So the caller names the algorithms, and
# the header must say one of these, letter by letter.
#
# {{quiz 04.predict_none}}

# %%
quiz("04.predict_none", "a")

# %% [markdown]
# One more thing belongs here: `crit` in the header lists parameters that the verifier *must* understand (RFC 7515
# 4.1.11). You understand none. So a token with `crit` is refused, whatever it lists.


# %% exercise="04.allow_list" minutes=5
def allow(header, algorithms):
    """Let the token pass if its algorithm is one of the caller's."""
    ### BEGIN SOLUTION
    if "crit" in header:
        raise Refused("allow-list", "something critical that I don't understand")
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise Refused("allow-list", "not an algorithm of mine")
    ### END SOLUTION


# %%
check("04.allow_list", allow)

# %% [markdown] tags=["instructor"]
# - *keeps out none in any case*: It forbids what is known today. Ask what happens to a name that is invented tomorrow.
# - *any case*: Letter by letter. Whoever is generous here has two names for one thing.

# %% [markdown]
# ### Layer 4, key: which of *my* keys?
#
# `kid` names a key. It is a hint, and it may lie. So look it up in the set that you trust, and nowhere else: a token
# that brings a key along (`jwk`), or an address of keys (`jku`), is offering you its own stamp. Then see that the key
# is for this algorithm (`alg`; one key, one algorithm, and a key that doesn't say is not for you) and for signatures
# (`use` is `sig`, or nothing is said).
#
# A set may hold entries that you don't understand, or that are no objects at all; they are skipped (RFC 7517 5). And a
# token without a `kid` is fine as long as exactly one key fits.


# %% exercise="04.choose_key" minutes=12
def choose(header, keys):
    """The one key of the set (`keys["keys"]`, a list of JWKs) that fits this header."""
    ### BEGIN SOLUTION
    fitting = [
        jwk
        for jwk in keys["keys"]
        if isinstance(jwk, dict)
        and jwk.get("alg") == header["alg"]
        and jwk.get("use", "sig") == "sig"
        and header.get("kid", jwk.get("kid")) == jwk.get("kid")
    ]
    if len(fitting) != 1:
        raise Refused("key", "no key, or more than one")
    return fitting[0]
    ### END SOLUTION


# %%
check("04.choose_key", choose)

# %% [markdown] tags=["instructor"]
# - *by kid alone*: The set has two keys that are called 1. Ask who chooses then: the token does.
# - *key from the token*: Ask whose stamp that is. Keys come from the set, and from nowhere else.

# %% [markdown]
# ### Layer 5, signature: did that key sign these very octets?
#
# What was signed is the text before the second dot, *as it came*. Not the header and payload after you have read them
# and written them again: another blank, another order of names, and the signature no longer fits (RFC 7515 A.1 has a
# line break in its payload, for that very lesson).
#
# The mathematics is in notebook 03; here it is one call. `good_signature(jwk, octets, signature)` is True or False, and
# it asks the *key* for the algorithm.

# %%
from simulator.jose import ALGORITHMS as SCHEMES
from simulator.jose import Key


def good_signature(jwk, octets, signature):
    """Is this the signature of these octets by the private half of this key?"""
    key = Key.from_jwk(jwk)
    scheme = SCHEMES[key.algorithm]
    right_length = scheme.length(key.verifying)
    return len(signature) == right_length and scheme.verify(key.verifying, octets, signature)


# %% exercise="04.signature" minutes=5
def check_signature(jwk, header_text, payload_text, signature_text):
    """Let the token pass if its signature is that of the key over the text as it came."""
    try:
        signature = b64url_decode(signature_text)
    except JoseError:
        raise Refused("signature", "not base64url") from None
    ### BEGIN SOLUTION
    octets = f"{header_text}.{payload_text}".encode("ascii")
    if not good_signature(jwk, octets, signature):
        raise Refused("signature", "not the key's over these octets")
    ### END SOLUTION


# %%
check("04.signature", check_signature)

# %% [markdown] tags=["instructor"]
# - *read and written again*: This is notebook 01 once more. Ask what became of the line break.
# - *returns False*: Nobody looks at what this function returns. A refusal here is an exception.

# %% [markdown]
# ### Layer 6, claims: is it time?
#
# From here on you know who wrote the payload. You don't know yet that they wrote it well, or that it is still true.
#
# - `exp` must be there. With `now` and `leeway` in seconds: from `exp + leeway` on the token is dead
#   (`now >= exp + leeway`).
# - `nbf` (not before) and `iat` (issued at) need not be there. If they are, they may lie at most `leeway` ahead.
# - All three are JSON *numbers*. `True` is one in Python, but not in JSON. And there is an end to every calendar:
#   refuse what is not below `10**15`. (`1e999` is legal JSON, and Python makes `inf` of it.)
# - `sub`, the one it is about, must be there, as a text.


# %% exercise="04.claims" minutes=12
def check_claims(claims, now, leeway):
    """Let the token pass if its claims are well made, and it is time."""
    ### BEGIN SOLUTION
    for name in ["exp", "nbf", "iat"]:
        moment = claims.get(name, now + 1 if name != "exp" else None)
        if type(moment) not in (int, float) or not abs(moment) < 10**15:
            raise Refused("claims", f"{name} is no date")
    if now >= claims["exp"] + leeway:
        raise Refused("claims", "expired")
    if max(claims.get("nbf", now), claims.get("iat", now)) > now + leeway:
        raise Refused("claims", "not yet valid")
    if not isinstance(claims.get("sub"), str):
        raise Refused("claims", "sub is no text")
    ### END SOLUTION


# %%
check("04.claims", check_claims)

# %% [markdown] tags=["instructor"]
# - *exp if it is there*: Ask how long a token without `exp` lives. For ever.
# - *isinstance int*: `1e999` is legal JSON, and larger than every date. There has to be an upper bound.

# %% [markdown]
# ### Layer 7, policy: is it meant for me, and for this?
#
# A genuine token of Ada's, good until tonight, and still not for you: it may come from somebody else's auth server, or
# be meant for another backend, or be a refresh token, which is for the auth server alone (notebook 07).
#
# - `iss` must be your issuer's name, letter by letter. In 2024 the library PyJWT took any *part* of the name for a few
#   weeks (CVE-2024-53861).
# - `aud`, the **audience**, is a text, or a list of texts, and your name must be it, or in it. A token without `aud` is
#   for nobody.
# - `typ` in the *header* must be the type that you expect, here `at+jwt` for an access token (RFC 9068). Upper and
#   lower case make no difference.


# %% exercise="04.policy" minutes=8
def check_policy(header, claims, issuer, audience, typ):
    """Let the token pass if it is from my issuer, for me, and of the type I expect."""
    ### BEGIN SOLUTION
    if claims.get("iss") != issuer:
        raise Refused("policy", "another issuer")
    meant_for = claims.get("aud")
    if audience not in (meant_for if isinstance(meant_for, list) else [meant_for]):
        raise Refused("policy", "for somebody else")
    if str(header.get("typ")).lower() != typ.lower():
        raise Refused("policy", "another type of token")
    ### END SOLUTION


# %%
check("04.policy", check_policy)

# %% [markdown] tags=["instructor"]
# - *issuer as part*: The library PyJWT did this for a few weeks in 2024. `in` means something else for texts than for
#   lists.
# - *no typ*: Ask what else the auth server signs with the same key. A refresh token lives for days.

# %% [markdown]
# ## Seven layers make a verifier
#
# Whatever you skipped is now filled in with the course's version. Read the function from top to bottom; it is the
# whole story in ten lines.

# %%
split_, allow_, choose_ = (
    use("04.split", split),
    use("04.allow_list", allow),
    use("04.choose_key", choose),
)
unique_, constant_, decode_ = use("04.decode", unique, constant, decode)
check_signature_ = use("04.signature", check_signature)
check_claims_ = use("04.claims", check_claims)
check_policy_ = use("04.policy", check_policy)


# %% [markdown] tags=["slide"]
# ## Seven layers make a verifier


# %% tags=["on-slide"]
def verify(token, keys, *, algorithms, issuer, audience, now, leeway=0, typ="at+jwt"):
    """The claims of a token that is to be believed. Raises Refused for any other."""
    header_text, payload_text, signature_text = split_(token)
    header = decode_(header_text)
    allow_(header, algorithms)
    jwk = choose_(header, keys)
    check_signature_(jwk, header_text, payload_text, signature_text)
    claims = decode_(payload_text)
    check_claims_(claims, now, leeway)
    check_policy_(header, claims, issuer, audience, typ)
    return claims


# %% [markdown] tags=["on-slide"]
# {{quiz 04.predict_order}}

# %%
quiz("04.predict_order", "c")

# %% [markdown]
# ### Your turn: judge before you run
#
# Scroll up to the 36 tokens. What becomes of each? Write a letter for the layer that stops it: `s` for split, `d` for
# decode, `l` for allow-list, `k` for key, `g` for signature, `c` for claims, `p` for policy; or `a` for accept. The
# first six are done (look at them: do you agree?). Do as many as you like, in groups of six; a `.` is a token that you
# leave out.

# %% exercise="04.table" minutes=10
verdicts = [
    "csclgs",  # 1 to 6
    ### BEGIN SOLUTION
    "apcppd",
    "sgadka",
    "kgdsdc",
    "kaacld",
    "aalaak",
    ### END SOLUTION
]

# %%
check("04.table", verdicts)

# %% [markdown] tags=["instructor"]
# - *too kind*: Let them say which question they forgot: is it for me, and of the type that I expect?
# - *too strict*: An honest token that is refused is a mistake too. Odd is not forged.

# %% [markdown]
# Now ask the machine. What Grace's backend wants to see is the same for all tokens; here it stands once:

# %%
wanted = {"algorithms": ALGORITHMS, "issuer": ISSUER, "audience": AUDIENCE, "typ": TYP}


def fate(token):
    """The layer that stops a token, or "accept"."""
    try:
        verify(token, keys, now=NOW, leeway=LEEWAY, **wanted)
    except Refused as no:
        return no.layer
    return "accept"


fates = {judged.number: fate(judged.token) for judged in queue}

# %% [markdown]
# And this is where each of the 36 ends:

# %% [markdown] tags=["slide"]
# ## Where the thirty-six end

# %% tags=["on-slide"]
from collections import Counter

from simulator.views.funnel import funnel

show(funnel(Counter(fates.values())))

# %% [markdown] tags=["instructor"]
# **At the funnel** let people guess which layer stops most before you show it. Many say the signature, and it stops
# three of 36. Ask what that means for somebody who only checks signatures: claims and policy let in eight that are
# genuine, and not to be believed.

# %%
let_in = [judged.number for judged in queue if fates[judged.number] == "accept"]
honest = [judged.number for judged in queue if judged.verdict == "accept"]
print("let in:", let_in)
print("honest:", honest)
assert let_in == honest

# %% [markdown]
# Is the *layer* important, as long as the token is refused? Not to the one at the door. But it is to you: the earlier a
# token is stopped, the less of your code an attacker's input has been through. What comes after layer 5 was written by
# somebody who holds a key.
#
# ## The same with a library
#
# You will not ship this verifier; you will call a library, and now you know what to ask of it. PyJWT with the options
# that matter:

# %%
import jwt

no_clock = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
options = {"require": ["exp", "iss", "aud", "sub"], **no_clock}


def pyjwt_verify(token):
    """What PyJWT says of a token, told everything that it can be told."""
    header = jwt.get_unverified_header(token)
    jwk = choose_(header, keys)
    return jwt.decode(
        token,
        jwt.PyJWK(jwk),
        algorithms=ALGORITHMS,
        issuer=ISSUER,
        audience=AUDIENCE,
        options=options,
    )


# %% [markdown]
# Two things PyJWT does not do here. It is handed one key, so choosing it stays ours. And `no_clock` is there for this
# notebook alone: PyJWT reads the computer's clock and takes no other, and our tokens live in the year 1970. So the time
# is ours, too. Who stops which of the tokens that are not to be believed?

# %% [markdown] tags=["slide"]
# ## What a library leaves to you

# %% tags=["on-slide"]
stopped_by = {"PyJWT": 0, "our choice of the key": 0, "our look at the clock": 0}
left_to_you = []
for judged in queue:
    try:
        check_claims_(pyjwt_verify(judged.token), NOW, LEEWAY)
        if judged.verdict != "accept":
            left_to_you.append(judged.story)
    except jwt.PyJWTError:
        stopped_by["PyJWT"] += 1
    except Refused as no:
        ours = "our choice of the key" if no.layer == "key" else "our look at the clock"
        stopped_by[ours] += 1
print(stopped_by)
print("\n".join(left_to_you))

# %% [markdown] tags=["instructor"]
# Read the lines below the numbers aloud: that is what a good library leaves to you. Ask which of them could hurt most
# in a service that people know. The refresh token at the backend's door, mostly.

# %% [markdown]
# The lines below the numbers are what PyJWT leaves to you: the length, a name that is there twice, padding, and the
# type. None of these is a scandal. But a refresh token that opens the backend's door is worth a line of code, and it
# stands in layer 7.

# %% [markdown]
# ## What you saw
#
# A token is believed when seven questions were asked, each of the right one: is it a token, can it be read in one way
# only, is its algorithm one of mine, which of my keys, did that key sign these octets, is it time, is it for me?
#
# {{quiz 04.check_alg}}

# %%
quiz("04.check_alg", "b")

# %% [markdown]
# {{quiz 04.check_aud}}

# %%
quiz("04.check_aud", "a")

# %% [markdown]
# {{quiz 04.check_leeway}}

# %%
quiz("04.check_leeway", "c")

# %% [markdown]
# **Key points**
#
# - The caller says which algorithms, which keys, which issuer, which audience. The token is asked for none of these.
# - What is verified is the text as it came; what is read is read in one way only.
# - Nothing in the payload counts before the signature does.
# - `now >= exp + leeway` is expired. Dates are numbers. (That `exp` and `sub` must be there is a rule for access tokens,
#   RFC 9068 2.2; RFC 7519 leaves it to you.)
# - A refusal is an answer. An unexpected exception is a hole.
#
# **Where it is written.** Steps: RFC 7515 5.2, RFC 7519 7.2. What goes wrong in practice, and what to do: RFC 8725 3.
# Keys: RFC 7517 4, 5. Time and audience: RFC 7519 4.1. The hardened version of what you wrote is `simulator.jose`.
#
# **From real life.** CVE-2024-53861: PyJWT 2.10.0 compared the issuer with Python's `in`, and for two texts that asks
# whether one is a *part* of the other. `http` passed for `https://login.example`.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("04")

# %% [markdown] tags=["instructor"]
# This is the longest notebook. If you have one hour, do layers 3, 4 and 6, and let `use` fill in the rest. The mistake
# to look for in every layer is the same: a list of what is forbidden in the place of what is allowed. 05 carries the
# seven layers over; 11 and 13 come back to leeway.
