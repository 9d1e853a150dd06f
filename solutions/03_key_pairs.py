# ---
# course:
#   title: Who should be able to mint?
#   part: "I: the token"
#   questions:
#     - How can a backend verify a token without being able to make one?
#     - What is in a signature, and why do some verifiers refuse what others accept?
#     - How does a backend find the key that a token was signed with?
#   objectives:
#     - sign and verify with RS256 and ES256, and say what PS256 and EdDSA do differently
#     - turn an ECDSA signature from DER into the form that a token needs
#     - publish public keys as a JWK Set, each named by its thumbprint, and nothing private in it
#     - choose a key from a set by name and kind
#   minutes: 70
#   if_short_skip: [03.verify_es256, 03.thumbprint]
# ---

# %% [markdown]
# # 3. Who should be able to mint?
#
# Grace's service grows. The backend verifies Ada's tokens, the reports service does, and so does the ticket machine in
# the cinema. Soon another company will recommend films. All of them hold the secret from notebook 02.
#
# On Monday there are four thousand editors in the studio, each with a perfect token. Somebody has *minted* them. The
# ticket machine had been broken into on Friday; but it could as well have been the reports service, or somebody in the
# other company, or Grace herself. With one secret for all nobody can say, and nobody can prove that it wasn't them.
#
# In this notebook you split the key in two: one half that signs, and stays with Grace, and one half that only verifies.
# That half may stand in the newspaper.

# %%
from course import check, quiz, show, use

# %% [markdown]
# Two questions from the notebooks before. If you begin here, guess:
#
# {{quiz 03.recall_payload}}

# %%
quiz("03.recall_payload", "c")

# %% [markdown]
# {{quiz 03.recall_mint}}

# %%
quiz("03.recall_mint", "c")

# %% [markdown]
# ## Two halves
#
# A **key pair** is two keys that were made together: a **private key** that signs, and a **public key** that verifies.
# The course brings a pair with it, of the kind called RSA. It is a throw-away key: everybody who has the course has it.

# %% [markdown] tags=["slide"]
# ## Two halves: one signs, the other verifies

# %% tags=["on-slide"]
from simulator.actors.keyring import throwaway_rsa_key

rsa_private = throwaway_rsa_key()
rsa_public = rsa_private.public_key()
for half in [rsa_private, rsa_public]:
    print([name for name in ["sign", "verify", "public_key"] if hasattr(half, name)])

# %% [markdown] tags=["on-slide"]
# The first line is the private half. It signs, and the public half can be computed from it. The second line is the
# public half. It verifies. There is no `private_key` in that line: from the public half nobody can compute the
# private one in a lifetime, if the key is long enough (RFC 7518 3.3 asks for 2048 bits or more).
#
# {{quiz 03.predict_stolen}}

# %%
quiz("03.predict_stolen", "b")

# %% [markdown] tags=["instructor"]
# Put the two halves on the board, and let people say for each party in the story which half it needs. Only one needs
# both.

# %% [markdown]
# ## RS256: a signature by hand
#
# What goes before the signature you know from notebook 01: two parts of JSON, in base64url, with a dot between them.
# Here it is once more, in few lines:

# %%
import base64
import json


def b64url_encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def b64url_decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def make_part(value):
    return b64url_encode(json.dumps(value, separators=(",", ":")).encode())


# %% [markdown]
# The package `cryptography` does the arithmetic. A private RSA key signs octets, and it wants to be told how to fill
# them up to the length of the key (the *padding*) and with which hash. For **RS256** these are `PKCS1v15` and `SHA256`
# (RFC 7518 3.3):

# %%
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

octets = b"Ada may come in."
signature = rsa_private.sign(octets, padding.PKCS1v15(), hashes.SHA256())
print(len(signature), "octets")
print(rsa_public.verify(signature, octets, padding.PKCS1v15(), hashes.SHA256()))

# %% [markdown]
# `None` is good news: this `verify` says nothing if all is well. If something is wrong it raises an exception:

# %% [markdown] tags=["slide"]
# ## Another text, the same signature: refused

# %% tags=["on-slide"]
from cryptography.exceptions import InvalidSignature

try:
    rsa_public.verify(signature, b"Mallory may.", padding.PKCS1v15(), hashes.SHA256())
except InvalidSignature as problem:
    print("refused:", type(problem).__name__)

# %% [markdown]
# ### Your turn: sign
#
# Make a whole token. What is signed are the octets of header and payload *with the dot between them*, as they will
# stand in the token. The signature becomes the third part.


# %% exercise="03.sign_rs256" minutes=6
def sign_rs256(claims, private_key):
    """A token with these claims, signed with RS256."""
    text = make_part({"alg": "RS256", "typ": "JWT"}) + "." + make_part(claims)
    ### BEGIN SOLUTION
    signature = private_key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return text + "." + b64url_encode(signature)
    ### END SOLUTION


# %%
check("03.sign_rs256", sign_rs256)

# %% [markdown] tags=["instructor"]
# - *without the dot*: Ask what stands between the two parts in the token. All of it is signed, the dot too.
# - *hashed by hand*: The key hashes by itself; that is what `SHA256()` in the call is for. Two hashes are one too
#   many.

# %% [markdown]
# (Stuck? `hint("03.sign_rs256")` gives a nudge. Ask again for more.)
#
# ### Your turn: verify
#
# True if the signature is genuine, False if it is not. The token has three parts here; what else can be wrong with a
# token is the subject of notebook 04. What was signed is the text *as it came*: don't decode it and write it anew.


# %% exercise="03.verify_rs256" minutes=6
def verify_rs256(token, public_key):
    """Was this token signed with RS256 by the other half of this key?"""
    ### BEGIN SOLUTION
    text, _, last = token.rpartition(".")
    try:
        public_key.verify(b64url_decode(last), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True
    ### END SOLUTION


# %%
check("03.verify_rs256", verify_rs256)

# %% [markdown] tags=["instructor"]
# - *nothing taken for False*: `None` is good news here. Let them read the output of the cell above once more.
# - *catches all, and hides a slip*: Take the `except` out for a moment, and look at the true error. Then catch
#   `InvalidSignature` alone.

# %% [markdown]
# Two functions of one author agree easily. Does anybody else believe your token? PyJWT was written by other people:

# %%
import jwt

FILMS = "https://films.example"
ADA = {"iss": "https://login.example", "sub": "ada", "aud": FILMS, "roles": ["viewer"]}
working_sign = use("03.sign_rs256", sign_rs256)
working_verify = use("03.verify_rs256", verify_rs256)
mine = working_sign(ADA, rsa_private)
assert working_verify(mine, rsa_public)
assert jwt.decode(mine, rsa_public, algorithms=["RS256"], audience=FILMS) == ADA
print("PyJWT believes it, too.")

# %% [markdown]
# ### Look closer: what the backend computes
#
# A public RSA key is two numbers, `n` and `e`. Verifying is one line of arithmetic: the signature, taken as a number,
# to the power of `e`, modulo `n`. What comes out?

# %%
import hashlib

text, _, last = mine.rpartition(".")
numbers = rsa_public.public_numbers()
opened = pow(int.from_bytes(b64url_decode(last), "big"), numbers.e, numbers.n)
block = opened.to_bytes(256, "big").hex()
print(block[:12], "…", block[-64:])
print("hash of the text ", hashlib.sha256(text.encode()).hexdigest())

# %% [markdown]
# The hash of header and payload, at the end of a long row of `ff`. That row is the padding. (Between the two, where the
# dots are, stand nineteen octets that say *this is a SHA-256*, after a zero.) A text with one letter changed has another
# hash, and then the two don't agree.
#
# Anybody can compute in this direction. To find a number whose power has the right hash at its end, one needs the
# factors of `n`. Those are the private key.
#
# ## Four ways to sign
#
# RS256 is the oldest and the most common. Three others matter:
#
# | `alg` | key | what is special | defined in |
# |---|---|---|---|
# | **PS256** | RSA, the same kind as for RS256 | a newer padding (PSS), with a random *salt* | RFC 7518 3.5 |
# | **ES256** | a number, and a point on the curve P-256 that is computed from it | short; each signature uses up a fresh random number | RFC 7518 3.4 |
# | **EdDSA** | the same on the curve Ed25519 | short; needs no random number | RFC 8037 3.1 |
#
# (RFC 9864 calls the last one `Ed25519`, which says more. Most libraries of 2026 still write `EdDSA`.)
#
# Here are keys for them. They are made from numbers that anybody can guess, so that this notebook prints the same each
# time. Real ones come from `generate_private_key` or `Ed25519PrivateKey.generate`.

# %%
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

ec_private = ec.derive_private_key(2026, ec.SECP256R1())
ed_private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

PSS = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)
ECDSA = ec.ECDSA(hashes.SHA256())
signers = {
    "RS256": lambda octets: rsa_private.sign(octets, padding.PKCS1v15(), hashes.SHA256()),
    "PS256": lambda octets: rsa_private.sign(octets, PSS, hashes.SHA256()),
    "ES256": lambda octets: ec_private.sign(octets, ECDSA),
    "EdDSA": lambda octets: ed_private.sign(octets),
}

# %% [markdown] tags=["on-slide"]
# {{quiz 03.predict_twice}}

# %%
quiz("03.predict_twice", "b")

# %% [markdown] tags=["slide"]
# ## Two of four ways to sign throw dice

# %% tags=["on-slide"]
for name, sign in signers.items():
    first, second = sign(octets), sign(octets)
    print(name, "the same signature" if first == second else "another signature", "each time")

# %% [markdown] tags=["instructor"]
# Ask what a list of tokens *by their text* is worth where the same claims give another text each time. 11 comes back
# to it.

# %% [markdown]
# PS256 and ES256 draw a random number for each signature. So Ada may hold two tokens that say the same and look
# different, and both are good. (Where ES256 draws the *same* number twice, whoever sees both signatures can compute the
# private key. It has happened to a maker of game consoles.)
#
# EdDSA computes the number from key and text. Then a test can compare with an example that somebody else printed, octet
# by octet. This one is in RFC 8037, appendix A.4:

# %%
key = ed25519.Ed25519PrivateKey.from_private_bytes(
    b64url_decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
)
text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
printed = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
assert b64url_encode(key.sign(text.encode())) == printed
print("As in the RFC:", b64url_decode(text.split(".")[1]).decode())

# %% [markdown]
# ## ES256: a mistake that agrees with itself
#
# Grace's colleague signs with ES256. He has done it with RS256, so he knows how it goes. He even writes a test: sign,
# verify, and it passes.

# %%
text = make_part({"alg": "ES256", "typ": "JWT"}) + "." + make_part(ADA)
colleagues = text + "." + b64url_encode(ec_private.sign(text.encode(), ECDSA))

text, _, last = colleagues.rpartition(".")
ec_private.public_key().verify(b64url_decode(last), text.encode(), ECDSA)
print("My own verify accepts it.")

# %% [markdown] tags=["on-slide"]
# {{quiz 03.predict_der}}

# %%
quiz("03.predict_der", "c")

# %% [markdown] tags=["instructor"]
# Let everybody say what PyJWT will answer, and why. Nearly all trust a test that passes. Ask then which test would
# have found it: one with a token that somebody *else* has made.

# %% [markdown] tags=["slide"]
# ## A mistake that agrees with itself
#
# The colleague's own functions sign and verify in DER. Everybody else says:

# %% tags=["on-slide"]
try:
    jwt.decode(colleagues, ec_private.public_key(), algorithms=["ES256"], audience=FILMS)
except jwt.PyJWTError as problem:
    print(f"{type(problem).__name__}: {problem}")

# %% [markdown]
# Refused, and so it would be in Java, in Go, in the browser. The reason is not in the key and not in the hash. How long
# are these signatures?

# %%
from collections import Counter

lengths = Counter(len(ec_private.sign(octets, ECDSA)) for _ in range(300))
print("octets, mostly:", sorted(length for length, _ in lengths.most_common(3)))

# %% [markdown]
# A signature on a curve is two numbers, R and S. `cryptography` gives them in **DER**, a format that is much older
# than JSON: each number with a tag and with its length before it. Here are two numbers in DER, so that you can see how
# it is done:

# %%
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

r = int("c0" + "11" * 31, 16)  # 32 octets, the first bit is 1
s = int("22" * 31, 16)  # 31 octets: a small number
der = encode_dss_signature(r, s).hex()
print(der[:4], "", der[4:8], der[8:74], "", der[74:78], der[78:])
assert decode_dss_signature(bytes.fromhex(der)) == (r, s)

# %% [markdown]
# Read it from the left. `30 44`: two things follow, in 68 octets. `02 21`: a number of 33 octets. It begins with `00`,
# since without it the first bit would mean *minus*. `02 1f`: a number of 31 octets. It is small, and DER writes none
# of the zeros before it. So the length differs from one signature to the next.
#
# A token has no use for tags. ES256 is *R followed by S, 32 octets each*, with zeros before a number that is small:
# always 64 octets, and never DER (RFC 7518 3.4).
#
# ### Your turn: from DER to R||S
#
# (`||` means: one behind the other.) `decode_dss_signature` gives you the two numbers.


# %% exercise="03.der_to_raw" minutes=6
def der_to_raw(der):
    """The 64 octets of an ES256 signature, from the DER that `cryptography` gives."""
    r, s = decode_dss_signature(der)
    ### BEGIN SOLUTION
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    ### END SOLUTION


# %%
check("03.der_to_raw", der_to_raw)

# %% [markdown] tags=["instructor"]
# - *fixed slices*: It works for a quarter of all signatures, so a single try may say it is right. Ask what DER writes
#   before a number whose first bit is 1.
# - *zeros dropped*: One signature in 128 is short. Ask how many users that is on a day with a million logins.

# %% [markdown]
# The slip that is made most often is to drop the zeros. Would your tests notice? R or S is short in one signature of
# 128. So this many tests run without seeing it:

# %%
to_raw = use("03.der_to_raw", der_to_raw)
for tests in [1, 10, 100, 1000]:
    print(f"{tests:5} signatures: all is well in {(127 / 128) ** tests:.0%} of the cases")
raws = [to_raw(ec_private.sign(octets, ECDSA)) for _ in range(4000)]
small = sum(raw[0] == 0 or raw[32] == 0 for raw in raws)
assert 4000 / 128 / 3 < small < 4000 / 128 * 3  # one in 128, give or take
assert {len(raw) for raw in raws} == {64}

# %% [markdown]
# With ten tests it looks fine, and with a hundred it may. In a service with a million logins a day it fails eight
# thousand times a day, and whoever tries again gets in. Test such things with numbers that you have *made* small.
#
# ### Your turn: sign with ES256
#
# As with RS256, and with your `to_raw` in the right place. The key signs with `private_key.sign(octets, ECDSA)`.


# %% exercise="03.sign_es256" minutes=4
def sign_es256(claims, private_key):
    """A token with these claims, signed with ES256."""
    text = make_part({"alg": "ES256", "typ": "JWT"}) + "." + make_part(claims)
    ### BEGIN SOLUTION
    der = private_key.sign(text.encode(), ECDSA)
    return text + "." + b64url_encode(to_raw(der))
    ### END SOLUTION


# %%
check("03.sign_es256", sign_es256)

# %% [markdown] tags=["instructor"]
# - *DER*: Ask who else has to read it. A test of one's own two functions can't see this.
# - *zeros dropped*: The conversion of the exercise before is the cause. `use` gives them the course's if they want to
#   go on.

# %% [markdown]
# ### Your turn: verify ES256
#
# Now the way back, half of it written. From the 64 octets you need `r` and `s`, and `encode_dss_signature` makes DER of
# them. Before that: what if there are not exactly 64? Then the answer is False. Decide by the *length* alone. A genuine
# R may begin with the octet `30` as DER does, so whoever looks at the first octet is wrong once in 256 times.


# %% exercise="03.verify_es256" minutes=7
def verify_es256(token, public_key):
    """Was this token signed with ES256 by the other half of this key?"""
    text, _, last = token.rpartition(".")
    raw = b64url_decode(last)
    ### BEGIN SOLUTION
    if len(raw) != 64:
        return False
    r = int.from_bytes(raw[:32], "big")
    s = int.from_bytes(raw[32:], "big")
    ### END SOLUTION
    der = encode_dss_signature(r, s)
    ### BEGIN SOLUTION
    try:
        public_key.verify(der, text.encode(), ECDSA)
    except InvalidSignature:
        return False
    ### END SOLUTION
    return True


# %%
check("03.verify_es256", verify_es256)

# %% [markdown] tags=["instructor"]
# - *guesses by the first octet*: A genuine R may begin with `30`, once in 256 times. The length can't be mistaken.
# - *does not look at the length*: One token, one signature, one form. Ask what a list of stolen tokens does if there
#   are two.

# %% [markdown]
# And again the question whether anybody else believes it. PyJWT gets your token; you get the colleague's, and the one
# that RFC 7515 prints in appendix A.3:

# %%
from course.rfc_examples import ES256_KEY, ES256_TOKEN

sign_short = use("03.sign_es256", sign_es256)
verify_short = use("03.verify_es256", verify_es256)
ec_public = ec_private.public_key()
short = sign_short(ADA, ec_private)
assert jwt.decode(short, ec_public, algorithms=["ES256"], audience=FILMS) == ADA
print("mine", verify_short(short, ec_public), " colleague's", verify_short(colleagues, ec_public))
print("RFC 7515 A.3", verify_short(ES256_TOKEN, jwt.PyJWK(ES256_KEY, "ES256").key))

# %% [markdown]
# ## What does it cost?
#
# Signing is done once for a token, by the auth server. Verifying is done with each request, by every backend. Before
# you measure:
#
# {{quiz 03.predict_slowest}}

# %%
quiz("03.predict_slowest", "a")

# %%
from timeit import repeat

from simulator.views.algorithms import Algorithm, algorithms


def microseconds(action):
    """Time of one call, in the best of five series of 40."""
    return min(repeat(action, number=40, repeat=5)) / 40 * 1_000_000


def measured(name, kind, private, public):
    """Length and speed of one algorithm, for Ada's claims."""
    text = (make_part({"alg": name, "typ": "JWT"}) + "." + make_part(ADA)).encode()
    way = jwt.get_algorithm_by_name(name)
    signature = way.sign(text, private)
    sign = microseconds(lambda: way.sign(text, private))
    verify = microseconds(lambda: way.verify(text, public, signature))
    return Algorithm(name, kind, len(text), len(signature), sign, verify)


# %% [markdown]
# Two rows are of another kind. A large *quantum computer*, if one is ever built, would compute private keys of all
# four kinds from the public ones. Algorithms that are thought to stand that are standardized (FIPS 204 and 205, of
# 2024). Not every version of `cryptography` has them, so they stand here with their sizes only:

# %% [markdown] tags=["slide"]
# ## What does it cost?

# %% tags=["on-slide", "nbval-ignore-output"]
pairs = {"RS256": rsa_private, "PS256": rsa_private, "ES256": ec_private, "EdDSA": ed_private}
secret = bytes(range(32))
rows = [measured("HS256", "shared secret", secret, secret)]
rows += [measured(name, "key pair", key, key.public_key()) for name, key in pairs.items()]
for name, size in {"ML-DSA-44": 2420, "SLH-DSA-128s": 7856}.items():
    text = make_part({"alg": name, "typ": "JWT"}) + "." + make_part(ADA)
    rows.append(Algorithm(name, "post-quantum", len(text), size))
show(algorithms(rows))

# %% [markdown] tags=["instructor"]
# **At the picture of costs** hide the right half first, and ask which bar is the slowest to sign. Then compare the
# times of two laptops in the room: the figures differ, and signing with RSA stays the slowest. It is done once for a
# token; verifying is what every request pays.

# %% [markdown]
# On the left the whole token: ES256 and EdDSA need a quarter of RSA's signature. The two bars with an arrow go on far
# beyond the picture; a browser keeps 4,096 octets of a cookie (RFC 6265 6.1), and one of them wouldn't fit. On the right the time, where each step
# of the scale is ten times the one before. The figures in the picture are those of the computer that it was drawn on.
# What holds on all of them:

# %%
cost = {row.name: row for row in rows}
assert cost["RS256"].sign > 3 * cost["RS256"].verify
assert cost["RS256"].sign > 2 * cost["ES256"].sign
assert cost["RS256"].verify > 2 * cost["HS256"].verify
assert max(row.sign for row in rows if row.sign) < 10_000  # microseconds
for name in ["HS256", "RS256", "ES256", "EdDSA", "ML-DSA-44"]:
    row = cost[name]
    print(f"{name:10} signature {row.signature:5} octets, token {row.token:5} characters")

# %% [markdown]
# Signing with RSA is the slowest thing in the picture, and it is done the least often. *Verifying* with RSA is quick. A
# shared secret is quicker than all of them. Yet even the slowest takes a few thousandths of a second at most, and a
# message in our simulator is on its way for forty. Choose by who should be able to mint, and not by speed alone.
#
# ## The newspaper
#
# How does the public half get to the backends? As JSON. A **JSON Web Key** (JWK, RFC 7517) says of what kind a key is
# (`kty`) and holds its numbers, in base64url:


# %%
def as_text(number, octets=None):
    """A number in base64url, in so many octets or in as few as it needs."""
    octets = octets or (number.bit_length() + 7) // 8
    return b64url_encode(number.to_bytes(octets, "big"))


numbers = rsa_public.public_numbers()
point = ec_public.public_numbers()
ed_octets = ed_private.public_key().public_bytes_raw()
rsa_jwk = {"kty": "RSA", "n": as_text(numbers.n), "e": as_text(numbers.e)}
ec_jwk = {"kty": "EC", "crv": "P-256", "x": as_text(point.x, 32), "y": as_text(point.y, 32)}
ed_jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64url_encode(ed_octets)}
for jwk in [rsa_jwk, ec_jwk, ed_jwk]:
    print({name: value[:12] for name, value in jwk.items()})

# %% [markdown]
# (Values are cut to twelve characters. `OKP` is *octet key pair*.) The leading zeros again: `x` and `y` on a curve are
# always as long as the curve asks (RFC 7518 6.2.1.2), while `n` has no zeros before it (6.3.1.1).
#
# A private key has a JWK form too, with more members. Here they are, and it is easy to publish the wrong one:

# %%
everything = jwt.get_algorithm_by_name("RS256").to_jwk(rsa_private, as_dict=True)
del everything["key_ops"]  # what it is for; the member `use` will say that
print(list(everything))

# %% [markdown]
# `d` is the private exponent, the one that signs; the other new ones are there to make signing faster. Grace's
# colleague knows about `d`. He takes it away and publishes the rest.
#
# {{quiz 03.predict_private}}

# %%
quiz("03.predict_private", "c")

# %%
from cryptography.hazmat.primitives.asymmetric import rsa

leaked = {name: value for name, value in everything.items() if name != "d"}
n, e, p, q = (int.from_bytes(b64url_decode(leaked[name]), "big") for name in "nepq")
d = rsa.rsa_recover_private_exponent(e, p, q)
mallorys_key = rsa.RSAPrivateNumbers(
    p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q),
    rsa.RSAPublicNumbers(e, n),
).private_key()  # fmt: skip
minted = working_sign({**ADA, "roles": ["editor"]}, mallorys_key)
print("Mallory's editor is believed:", working_verify(minted, rsa_public))

# %% [markdown] tags=["instructor"]
# The colleague took away the right member, and left five others that lead to it. Ask for the rule in one sentence: put
# in what is public, instead of taking away what is secret.

# %% [markdown]
# `p` and `q` are the factors of `n`, and with them `d` takes one line. So don't take away what is secret. Put in
# what is *public*, and nothing else: then a member that you have never heard of stays out by itself.

# %%
PUBLIC = {
    "RSA": ["kty", "n", "e"],
    "EC": ["kty", "crv", "x", "y"],
    "OKP": ["kty", "crv", "x"],
}
public = {name: everything[name] for name in PUBLIC[everything["kty"]]}
assert public == rsa_jwk
print(list(public))

# %% [markdown]
# A shared secret (`kty` is `oct`) has no public half. It stands in no line of the table, and so it can't be published.
#
# ## What is the key called?
#
# Grace will have several keys, and new ones in time. So each gets a name, the **key ID** `kid`. It stands in the JWK
# and in the header of each token that the key signed. Any text will do: `key-1`, a date, a dog's name.
#
# A name that can't be mistaken is computed from the key itself. That is the **thumbprint** (RFC 7638 3):
#
# 1. Take the members of the table `PUBLIC` for this kind of key, and no others.
# 2. Write them as JSON: names in alphabetical order, no blanks.
# 3. Take the SHA-256 of that text's octets, and write it in base64url.
#
# ### Your turn: the thumbprint


# %% exercise="03.thumbprint" minutes=7
def thumbprint(jwk):
    """The SHA-256 thumbprint of a JWK (RFC 7638)."""
    ### BEGIN SOLUTION
    members = {name: jwk[name] for name in sorted(PUBLIC[jwk["kty"]])}
    text = json.dumps(members, separators=(",", ":"))
    return b64url_encode(hashlib.sha256(text.encode()).digest())
    ### END SOLUTION


# %%
check("03.thumbprint", thumbprint)

# %% [markdown] tags=["instructor"]
# - *all members*: Ask whether the name of a key should change when somebody writes `use` beside it.
# - *not sorted*: Two programs have to write the same text. Only an agreed order gives that.

# %%
from course.rfc_examples import THUMBPRINT, THUMBPRINT_KEY

name_of = use("03.thumbprint", thumbprint)
print("RFC 7638 3.1:", name_of(THUMBPRINT_KEY))
assert name_of(THUMBPRINT_KEY) == THUMBPRINT
assert name_of(everything) == name_of(rsa_jwk)  # the private half has the same name

# %% [markdown]
# Now Grace can publish. A **JWK Set** is an object with a list in it (RFC 7517 5). `use` says that these keys are for
# signatures, and `alg` for which: the RSA key could do RS256 and PS256, and one key should serve one algorithm
# (RFC 8725 3.1). Every backend fetches this text once, from an address that Grace announces, and keeps it:

# %% [markdown] tags=["slide"]
# ## The newspaper: public halves, each with a name

# %% tags=["on-slide"]
algs = {"RS256": rsa_jwk, "ES256": ec_jwk, "EdDSA": ed_jwk}
jwks = {
    "keys": [{**jwk, "kid": name_of(jwk), "use": "sig", "alg": alg} for alg, jwk in algs.items()]
}
for key in jwks["keys"]:
    print(key["kid"], key["alg"], sorted(key))
assert not {"d", "p", "q", "k"} & {name for key in jwks["keys"] for name in key}

# %% [markdown]
# ## Which key?
#
# A token arrives. Its header says `kid` and `alg`. The backend looks for that `kid` in the set; what could be easier?

# %% [markdown] tags=["slide"]
# ## One name, two keys
#
# The example is the standard's own (RFC 7520 4.8):

# %% tags=["on-slide"]
from course.rfc_examples import COOKBOOK_SET, COOKBOOK_TOKENS


def first_of_that_name(jwks, header):
    return next(key for key in jwks["keys"] if key["kid"] == header["kid"])


for alg, token in COOKBOOK_TOKENS.items():
    header = jwt.get_unverified_header(token)
    key = first_of_that_name(COOKBOOK_SET, header)
    print(f"the token says {alg} and {header['kid']}: the key is {key['kty']}")

# %% [markdown]
# These tokens and keys are printed in RFC 7520. ES512 needs a curve, and the look-up gives an RSA key to it. The set
# has two keys with *one* name: section 4.8 signs a text with both. That is allowed, since keys of different kinds may
# share a `kid` (RFC 7517 4.5). Libraries have tripped over it: joserfc 1.8 does, with this very example.
#
# The kind of key that each algorithm needs is a small table. There is no HS256 in it. Why?

# %%
KINDS = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
}

# %% [markdown]
# The header was written by whoever made the token. HS256 needs a secret, and a set of public keys has none. A backend
# that lets a token choose between a secret and a public key has a hole; notebook 05 shows it.
#
# ### Your turn: choose the key
#
# Give the key of the set that this header asks for, or None.
#
# - Its `kid` is the header's. A header without `kid` gets None here.
# - Its kind, `kty` and `crv`, is that of the header's `alg` in `KINDS`. An RSA key has no `crv`.
# - A key that says `use` must say `"sig"`. A key that says `alg` must say the header's.
# - Members may be missing in any key, and other keys may be of kinds that you have never seen. Pass over them: one
#   strange key must not spoil the set (RFC 7517 5).


# %% exercise="03.choose" minutes=9
def choose(jwks, header):
    """The key of a JWK Set that a token's header asks for, or None."""
    alg, kid = header.get("alg"), header.get("kid")
    for key in jwks["keys"]:
        ### BEGIN SOLUTION
        named = kid is not None and key.get("kid") == kid
        kind = (key.get("kty"), key.get("crv")) == KINDS.get(alg)
        meant = key.get("use", "sig") == "sig" and key.get("alg", alg) == alg
        if named and kind and meant:
            return key
        ### END SOLUTION
    return None


# %%
check("03.choose", choose)

# %% [markdown] tags=["instructor"]
# - *by kid alone*: The set of RFC 7520 has two keys called the same. Ask who wrote the `kid`: whoever made the token.
# - *strange keys stumble*: One new key of an unknown kind, and nobody gets in any more. `.get` passes over it.

# %% [markdown]
# With your choice both tokens of the RFC are genuine. (Their payload is no set of claims, but a sentence that hobbits
# know.)

# %%
chosen = use("03.choose", choose)
for alg, token in COOKBOOK_TOKENS.items():
    jwk = chosen(COOKBOOK_SET, jwt.get_unverified_header(token))
    payload = jwt.PyJWS().decode(token, jwt.PyJWK(jwk, alg).key, algorithms=[alg])
    print(alg, jwk["kty"], payload.decode()[:25])

# %% [markdown]
# ## Monday again
#
# Grace has changed to ES256. This is her auth server from the simulator (`stage` sets up its actors, and `handle` gives
# one of them a request). It calls its key `key-1`, which is as good a name as any. Ada logs in, a backend fetches the JWK Set,
# and then it has all that *your* functions need:

# %%
from simulator import get, log_in, run, stage

actors = stage(run("access_token", algorithm="ES256").scenario)
ada = actors.session("ada")
token = actors.auth_server.handle(log_in(ada.username, ada.password), now=0).body["access_token"]
jwks = actors.auth_server.handle(get("/jwks"), now=0).body
print(sorted(jwks["keys"][0]), "kid:", jwks["keys"][0]["kid"])

jwk = chosen(jwks, jwt.get_unverified_header(token))
print("Ada's token:", verify_short(token, jwt.PyJWK(jwk).key))
mallorys = sign_short({**ADA, "roles": ["editor"]}, ec.derive_private_key(666, ec.SECP256R1()))
print("Mallory's:", verify_short(mallorys, jwt.PyJWK(jwk).key))

# %% [markdown] tags=["instructor"]
# Ask where Grace has to look if there are four thousand editors on Tuesday. One computer can mint; before, it was
# four.

# %% [markdown]
# Mallory may break into every backend there is, and she finds what is in the newspaper anyway. If there are four
# thousand editors on Tuesday, Grace knows where to look: one computer can mint.
#
# It has a price. That one computer is now worth breaking into, the set has to be fetched and kept fresh, and keys have
# to be changed without anybody noticing (notebook 12). Where one program both issues and verifies, a shared secret is
# still a good choice.
#
# ## What you saw
#
# A key pair splits minting from verifying. RS256, PS256, ES256 and EdDSA do it with different arithmetic and different
# lengths. Public keys travel as JWKs, in a set; the header's `kid` and `alg` say which one to take.
#
# {{quiz 03.check_der}}

# %%
quiz("03.check_der", "a")

# %% [markdown]
# {{quiz 03.check_set}}

# %%
quiz("03.check_set", "b")

# %% [markdown]
# {{quiz 03.check_kid}}

# %%
quiz("03.check_kid", "c")

# %% [markdown]
# **Key points**
#
# - With a shared secret whoever verifies can mint. With a key pair only the private half can.
# - `verify` of `cryptography` says nothing or raises `InvalidSignature`.
# - ES256 is R||S, 64 octets, zeros kept. Never DER. A test of your own functions against each other can't see it.
# - PS256 and ES256 give another signature each time, so a token's text is no name for what it says.
# - Publish what is public, member by member. The thumbprint is a name that can't be mistaken.
# - A key is found by `kid` *and* kind. Keys that you don't understand are passed over.
#
# **Where it is written.** The algorithms: RFC 7518 3.3 to 3.5, RFC 8037 3.1. Keys and sets: RFC 7517 4 and 5.
# Thumbprint: RFC 7638 3. One key, one algorithm: RFC 8725 3.1. Examples to test against: RFC 7515 appendix A, RFC 7520
# 4.
#
# **From real life.** Issue 100 of Vapor's JWT library for Swift, and issue 187 of Auth0's for Java: ES256 tokens that
# their makers accept, and that every other program refuses. It was DER. Issue 627 of jsrsasign is the sequel: ES512
# signatures that are now and then too short. And fastmcp, issue 4515: an issuer adds one new key of an unknown kind to
# its set, and every token is refused, those of the good old RSA key as well.
#
# What you built here stands, with more checks and without mercy, in `simulator/jose`. Notebook 04 adds the claims.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("03")

# %% [markdown] tags=["instructor"]
# 04 takes for granted that a key is chosen by name *and* kind, and that an ES256 signature has 64 octets. 11 needs R
# and S once more, 12 the JWK Set. If only one section fits into your day, take *A mistake that agrees with itself*.
