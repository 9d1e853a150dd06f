# ---
# course:
#   title: How does the auth server know the token is its own?
#   part: "I: the token"
#   questions:
#     - What does a signature prove, and to whom?
#     - How can a check of a signature go wrong, though each line of it looks right?
#     - How long does a secret last against somebody who guesses?
#   objectives:
#     - sign a token with a shared secret, and verify one, to the letter of RFC 7515
#     - tell a verifier that leaks or is lax from one that isn't
#     - crack a weak secret, and choose one that nobody cracks
#     - say why whoever verifies with a shared secret can also mint (make tokens that count as genuine)
#   minutes: 65
#   if_short_skip: [02.tamper, 02.candidates]
# ---

# %% [markdown]
# # 2. How does the auth server know the token is its own?
#
# A token comes in. *This is Ada*, it says, *she is an editor, until eight o'clock.* Grace's auth server writes many of
# those in an hour, and it keeps no list of them. Did it write this one?
#
# In notebook 01 you wrote such lines yourself. So can Mallory, with any name and any role. All that stands between
# Mallory and the studio (the pages of the editors) is the third part, and whether somebody checks it well. Here you make
# that part by hand, check it, and then change sides: you find out a secret that was chosen badly, in less than a second.

# %%
from course import check, quiz, show, use

# %% [markdown]
# Two questions from notebook 01 first:
#
# {{quiz 02.recall_read}}

# %%
quiz("02.recall_read", "c")

# %% [markdown]
# {{quiz 02.recall_received}}

# %%
quiz("02.recall_received", "a")

# %% [markdown]
# What you built there, in short:

# %%
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode


def b64url_encode(octets):
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def b64url_decode(text):
    octets = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64url_encode(octets) != text:
        raise ValueError("not canonical base64url")
    return octets


def make_part(value):
    return b64url_encode(json.dumps(value, separators=(",", ":")).encode())


# %% [markdown]
# ## A sum that everybody can do
#
# A **hash** makes a few octets of any text; the one called SHA-256 makes 32. The same text gives the same octets, another
# text gives others (nobody has ever found two with the same), and nobody knows a way back. So let the third part be the
# hash of the first two. Whoever changes a letter gets caught:

# %%
from hashlib import sha256


def with_hash(claims):
    text = make_part({"typ": "JWT"}) + "." + make_part(claims)
    return text + "." + b64url_encode(sha256(text.encode()).digest())


def looks_right(token):
    text, _, third = token.rpartition(".")
    return b64url_encode(sha256(text.encode()).digest()) == third


token = with_hash({"sub": "ada", "roles": ["viewer"]})
print(looks_right(token), looks_right(token.replace("e", "f", 1)))

# %% [markdown] tags=["on-slide"]
# {{quiz 02.predict_hash}}

# %%
quiz("02.predict_hash", "b")

# %% [markdown] tags=["slide"]
# ## A sum that everybody can do proves nothing

# %% tags=["on-slide"]
print(looks_right(with_hash({"sub": "mallory", "roles": ["editor"]})))

# %% [markdown] tags=["instructor"]
# Ask what Mallory needed for that line. Nothing but the same function; so the missing thing has to be something that
# Mallory does not have.

# %% [markdown]
# Mallory did the sum anew. A hash shows that something was changed by *accident*. Against somebody who wants to
# change it, one ingredient is missing: something that Mallory does not have.
#
# ## A sum that takes a secret
#
# **HMAC** (RFC 2104) is a hash of text *and key*. It hashes twice: the key, mixed with one pattern, goes before the
# text; the key, mixed with another one, goes before that hash. SHA-256 reads blocks of 64 octets, so the key is filled
# up to 64; the two patterns are the octets `36` and `5C`, and mixing is `^` (exclusive or). Here it is by hand, with the
# key and the token of RFC 7515, appendix A.1. (A key that is in print protects nothing. Never use it for anything else.)

# %%
key = b64url_decode(
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
)
text = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)

# %% [markdown] tags=["slide"]
# ## HMAC: a sum that takes a secret

# %% tags=["on-slide"]
import hmac


def hmac_by_hand(key, octets):
    """HMAC with SHA-256, for a key of at most 64 octets (longer ones are hashed first)."""
    block = key.ljust(64, b"\0")
    inner = sha256(bytes(octet ^ 0x36 for octet in block) + octets).digest()
    return sha256(bytes(octet ^ 0x5C for octet in block) + inner).digest()


by_hand = hmac_by_hand(key, text.encode())
assert by_hand == hmac.digest(key, text.encode(), "sha256")
print(len(by_hand), "octets:", b64url_encode(by_hand))
assert b64url_encode(by_hand) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

# %% [markdown]
# That is the signature that the RFC prints, to the last letter, and Python's `hmac.digest` gives the same. Signing in
# this way is called **HS256**: HMAC with SHA-256. (Why twice? SHA-256 reads its text in blocks, from left to right.
# Whoever knows the plain hash of *key, text* could go on from there, and would have the hash of *key, text, filling,
# more*, without the key.)
#
# ### Your turn: sign
#
# Header and payload come as parts of a token, letters of base64url; the key as octets. Return the whole token, three
# parts. What is signed stands in RFC 7515 (section 5.1): the octets of `header.payload`, with the dot.


# %% exercise="02.sign" minutes=6
def sign_hs256(header, payload, key):
    """The token of these two parts, signed with this key (RFC 7515 5.1)."""
    ### BEGIN SOLUTION
    text = f"{header}.{payload}"
    signature = hmac.digest(key, text.encode(), "sha256")
    return f"{text}.{b64url_encode(signature)}"
    ### END SOLUTION


# %%
check("02.sign", sign_hs256)

# %% [markdown] tags=["instructor"]
# - *dot forgotten*: Their own verifier will accept it, since it makes the same mistake. Ask why the check noticed: it
#   has the example of the RFC.
# - *decoded text*: Ask what travels, the JSON or its letters. The backend can only sign anew what it was sent.

# %% [markdown]
# Stuck? Run `hint("02.sign")` in a cell. From here on `sign` is your function, or the
# course's if yours isn't finished. Grace makes a key, and signs a token for Ada:

# %%
from secrets import token_bytes

sign = use("02.sign", sign_hs256)

rfc_token = sign(*text.split("."), key)
HS256 = make_part({"alg": "HS256", "typ": "JWT"})
graces_key = token_bytes(32)
adas = sign(HS256, make_part({"sub": "ada", "roles": ["viewer"]}), graces_key)
print(len(adas), "letters")

# %% [markdown] tags=["on-slide"]
# ## A comparison that talks
#
# How does one verify? Make the signature anew, over the text as received, and compare it with the one that came. Even
# comparing can be done badly. `==` may stop at the first octet that differs. So a wrong signature that *begins* right
# takes a little longer to refuse, and time is something that Mallory can measure.
#
# Here is a comparison that tells how many octets it looked at, as a very good stopwatch would. Mallory wants to have a
# payload signed, has no key, and may try as often as it takes.
#
# {{quiz 02.predict_stopwatch}}

# %%
quiz("02.predict_stopwatch", "b")

# %%
wanted = hmac.digest(key, b"a text of Mallory's", "sha256")  # the RFC's key: the same each time


def compare(guess):
    """Is this the wanted signature? And how many octets were looked at to find out?"""
    for looked, (ours, theirs) in enumerate(zip(wanted, guess, strict=True), start=1):
        if ours != theirs:
            return False, looked
    return True, len(wanted)


# %% [markdown] tags=["slide"]
# ## A comparison that stops early talks
#
# Each answer tells how far the guess was right:

# %% tags=["on-slide"]
guess, asked = bytearray(32), 0
for place in range(32):
    for octet in range(256):
        guess[place] = octet
        right, looked = compare(guess)
        asked += 1
        if right or looked > place + 1:
            break

assert bytes(guess) == wanted
assert asked <= 32 * 256
print("Forged, octet by octet, with", asked, "questions.")

# %% [markdown]
# Without the stopwatch Mallory would have 2 to the power of 256 signatures to try. In a real network the difference is
# some billionths of a second, buried in noise, and how far it can be dug out again is disputed. Nobody needs to find
# out: `hmac.compare_digest(a, b)` takes the same time wherever two texts of one length differ. (It wants two `bytes`,
# or two `str` of ASCII alone.)
#
# ### Your turn: verify
#
# Return True if the signature of this token was made with this key, else False. Tokens come from outside: there may be
# two parts or four, the empty text, letters that are no ASCII, in any part (even half a letter, a *lone surrogate*, that
# `.encode()` refuses). All of these are False, and none makes your function stumble. A signature has one spelling: as in
# notebook 01, a line end behind it, padding or leftover bits are False too. Compare in constant time. (And `alg`? Your
# function does HS256, whatever the header says, and doesn't look at it. Notebook 05 shows what becomes of verifiers who
# ask the token.)


# %% exercise="02.verify" minutes=12
def verify_hs256(token, key):
    """Was this token signed with this key?"""
    ### BEGIN SOLUTION
    parts = token.split(".")
    if len(parts) != 3 or not token.isascii():
        return False
    expected = sign(parts[0], parts[1], key)
    return hmac.compare_digest(expected, token)
    ### END SOLUTION


# %%
check("02.verify", verify_hs256)

# %% [markdown] tags=["instructor"]
# - *==*: It is right, and it talks. Send them back to the stopwatch above: `compare_digest` is one word more.
# - *parts not counted*: Ask who sends a token of two parts. Mallory does, on purpose, to see what falls over.
# - *lax reader*: Python's reader drops what it doesn't know. Comparing whole tokens as text needs no reader at all.

# %%
verify = use("02.verify", verify_hs256)

print(verify(rfc_token, key), verify(adas, graces_key), verify(adas, key))

# %% [markdown]
# ## Mallory tries
#
# Mallory has Ada's token, and no key. What about a better role in the payload, and everything else as it was?
#
# ### Your turn: tamper
#
# Return the same token with the claim `roles` set to `["editor"]`: the other claims, the header and the signature stay
# what they are.


# %% exercise="02.tamper" minutes=5
def promote(token):
    """This token with the roles of an editor, and with its old signature."""
    ### BEGIN SOLUTION
    header, payload, signature = token.split(".")
    claims = json.loads(b64url_decode(payload))
    claims["roles"] = ["editor"]
    return f"{header}.{make_part(claims)}.{signature}"
    ### END SOLUTION


# %%
check("02.tamper", promote)

# %% [markdown] tags=["instructor"]
# - *replaces the word*: Let them search the token for *viewer* by eye. It is in there, as other letters.
# - *signed with some key*: Ask where Mallory would have the key from. The old signature is all that she has.

# %%
forged = use("02.tamper", promote)(adas)
print(b64url_decode(forged.split(".")[1]))
print(verify(forged, graces_key))

# %% [markdown]
# The payload can be read, and says *editor*. The signature belongs to another text, so the answer is False. Is that
# luck? Change each letter of the token, one at a time, into each other letter:

# %%
from string import ascii_letters, digits


def neighbours(token):
    """All texts that differ from this one in one letter."""
    for place, letter in enumerate(token):
        for other in ascii_letters + digits + "-_.":
            if other != letter:
                yield token[:place] + other + token[place + 1 :]


tries = list(neighbours(adas))
assert not any(verify(each, graces_key) for each in tries)
print(len(tries), "tokens, and none gets through.")

# %% [markdown]
# Now the same with a verifier that most people would call correct. It decodes the signature with Python's own reader,
# and compares octets. (Do you remember the leftover bits of notebook 01?)


# %%
def verify_laxly(token, key):
    text, _, signature = token.rpartition(".")
    try:
        theirs = urlsafe_b64decode(signature + "==")
    except ValueError:
        return False
    return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256"), theirs)


through = [each for each in tries if verify_laxly(each, graces_key)]
print(len(through), "get through.")
assert all(each[:-1] == adas[:-1] for each in through)

# %% [markdown]
# 43 letters have 258 bits, and the signature has 256. Two bits are left over, so there are three more last letters that
# mean the same. Mallory can't change what Ada's token *says* with that. But if somebody keeps a list of stolen tokens,
# by their text, there are three more that aren't on it.
#
# ## The same with PyJWT
#
# Nobody should write this for a living. The library **PyJWT** does what you did, to the letter:

# %%
import jwt

claims = {"sub": "ada", "exp": 4_102_444_800}  # until the year 2100
theirs = jwt.encode(claims, graces_key, "HS256")
assert theirs == sign(HS256, make_part(claims), graces_key)
print(jwt.decode(theirs, graces_key, algorithms=["HS256"]))

for name, token, secret in [("forged", forged, graces_key), ("RFC 7515 A.1", rfc_token, key)]:
    try:
        jwt.decode(token, secret, algorithms=["HS256"])
    except jwt.InvalidTokenError as refusal:
        print(f"{name}: {type(refusal).__name__}: {refusal}")

# %% [markdown] tags=["instructor"]
# Ask why the two refusals differ. One token was never signed by Grace, the other was, and is too old: two questions,
# and a signature answers the first.

# %% [markdown]
# Two refusals for two reasons. The forged one fails at the signature. The RFC's token has a good signature, and expired
# in 2011. A signature says who wrote it, and nothing about whether it still counts. That is notebook 04's.
#
# ## One secret, two readings
#
# A mistake that costs people whole days. The secret stands in a setting, as text, because settings are text. One
# program takes the text's octets as the key. The other one sees base64, and decodes it.

# %%
from base64 import b64decode

setting = "Z3JhY2UncyBzZWNyZXQgaXMgMzIgb2N0ZXRzIGxvbmc="
issued = sign(HS256, make_part({"sub": "ada"}), b64decode(setting))
print(verify(issued, setting.encode()))
print(verify(issued, b64decode(setting)))

# %% [markdown] tags=["instructor"]
# Ask who has lost a day to this. Somebody always has. The cure is a name for the setting that says how it is written.

# %% [markdown]
# Both sides have *the same secret*, each would swear to that, and no token is ever accepted. A key is octets. Say in
# the setting's name how they are written (`SECRET_BASE64`), or use a JWK, the standard's own form of a key: there it is
# always base64url (RFC 7518 6.4.1).
#
# ## Guessing at home
#
# Now the other side. Mallory finds a token of the reports service in a log. The signature hangs on the key, and on
# nothing else that isn't in the token. So whoever has *one* token can try keys, at home, as many as there is time for.
# No server sees it, and nobody is locked out after three tries.

# %%
in_the_log = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL3JlcG9ydHMuZXhhbXBsZSIsInN1YiI6I"
    "m5pZ2h0bHkiLCJyb2xlcyI6WyJ2aWV3ZXIiXSwiZXhwIjoxNzkwMDAzNjAwfQ.egIHUo7Y7_2Z0d-yMHR5MVUyAe7R"
    "jST_aVDiw-VN_bU"
)
LIST = """secret password changeme letmein 123456 qwerty jwt jwt-secret secretkey
your-256-bit-secret supersecret admin root test default films movie cinema popcorn
ticket screen projector director premiere trailer sequel credits"""
WORDS = LIST.split()

# %% [markdown]
# ### Your turn: crack it
#
# Go through the words. Return the one that the token was signed with, or None if it is none of them. A word is text, and
# a key is octets: people who choose such a secret use its UTF-8, which is what `.encode()` gives.


# %% exercise="02.crack" minutes=6
def crack(token, words):
    """The word that is this token's key, or None."""
    ### BEGIN SOLUTION
    text, _, signature = token.rpartition(".")
    for word in words:
        guess = hmac.digest(word.encode(), text.encode(), "sha256")
        if b64url_encode(guess) == signature:
            return word
    return None
    ### END SOLUTION


# %%
check("02.crack", crack)

# %% [markdown] tags=["instructor"]
# - *text as key*: The error says it: a key is octets. Ask how a person's word becomes octets.
# - *gives up after the first*: Look together at where the last `return` is indented. It belongs behind the loop.

# %%
cracker = use("02.crack", crack)

word = cracker(in_the_log, WORDS)
minted = sign(HS256, make_part({"sub": "mallory", "roles": ["editor"]}), word.encode())
print(word, verify(in_the_log, word.encode()), verify(minted, word.encode()))

# %% [markdown]
# The key fits the token from the log. With it Mallory can **mint**: make tokens that count as genuine, of any content.
# From here on Mallory *is* the issuer of the reports service. No check will ever find a fault with those tokens.
#
# The real lists have thousands of words, collected from tutorials, from sample settings and from source code that was
# published. `your-256-bit-secret` is a classic: it stood on the best-known page for trying out tokens.
#
# ## Guessing everything
#
# The ticket machine has a secret of its own. It is on no list. But it is short, four small letters. Then one goes
# through *all* there are, until one fits.
# `product("ab", repeat=2)` from `itertools` gives `("a", "a")`, `("a", "b")`, `("b", "a")` and `("b", "b")`.
#
# ### Your turn: all of them
#
# Give all texts of one letter, then all of two, up to `longest`. What is missing is the inner loop: two lines.

# %%
from itertools import product


# %% exercise="02.candidates" minutes=3
def candidates(letters, longest):
    """All texts of at most so many of these letters, the short ones first, by `yield`."""
    for length in range(1, longest + 1):
        ### BEGIN SOLUTION
        for some in product(letters, repeat=length):
            yield "".join(some)
        ### END SOLUTION


# %%
check("02.candidates", candidates)

# %% [markdown] tags=["instructor"]
# - *one length*: Ask how many letters the first text has. What does `repeat` have to be in each round?
# - *tuples*: `product` gives the letters apart. Ask what glues letters together.

# %%
from string import ascii_lowercase

of_the_ticket_machine = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL3RpY2tldHMuZXhhbXBsZSIsInN1YiI6I"
    "mtpb3NrLTciLCJyb2xlcyI6WyJ2aWV3ZXIiXSwiZXhwIjoxNzkwMDAzNjAwfQ.ryxgUzs9hN5iMmcsCSp7Sk3X6IMw"
    "TRCOpLK5t6_5rlU"
)
every = use("02.candidates", candidates)
print(cracker(of_the_ticket_machine, every(ascii_lowercase, 4)))

# %% [markdown]
# That was Python, on one core. How many guesses did it take, how many are there at most, and how many would there be with
# one more letter?

# %% [markdown] tags=["slide"]
# ## Guessing everything: each letter costs twenty-six times more

# %% tags=["on-slide"]
print(f"{list(every(ascii_lowercase, 4)).index('film') + 1:,} guesses until film")
for longest in range(1, 9):
    print("at most", longest, f"{sum(26**length for length in range(1, longest + 1)):>15,}")

# %% [markdown] tags=["on-slide"]
# Each letter more multiplies the work by 26. The **entropy** of a secret says how much work there is: with `n` bits of
# entropy there are 2 to the power of `n` secrets, all equally likely. A random small letter has log2(26), about 4.7
# bits; a random octet has 8. What somebody *chooses* has far less than its length promises: it is on a list.
#
# {{quiz 02.predict_bits}}

# %%
quiz("02.predict_bits", "a")

# %% [markdown]
# How fast is this computer? A measurement is another one each time, so the cell prints what holds anywhere, and the
# picture has the number.

# %%
from time import perf_counter

began = perf_counter()
for number in range(50_000):
    hmac.digest(b"%d" % number, text.encode(), "sha256")
rate = 50_000 / (perf_counter() - began)
assert rate > 10_000
print("more than ten thousand guesses a second")

# %% [markdown] tags=["slide"]
# ## Whoever has one token may guess at home

# %% tags=["on-slide", "nbval-ignore-output"]
from math import log2

from simulator.views.cracking import Guesser, Secret, half_time, time_to_crack

guessers = [
    Guesser("this computer, in Python", rate, measured=True),
    Guesser("one graphics card", 1.5e9),
    Guesser("a million such cards", 1.5e15),
]
choices = [
    Secret("4 small letters", 4 * log2(26)),
    Secret("8 letters and digits", 8 * log2(62)),
    Secret("6 random words", 6 * log2(7776)),  # from a list of 6^5, for five dice
    Secret("16 random octets", 16 * 8),
    Secret("32 random octets", 32 * 8),
]
show(time_to_crack(guessers, choices))

# %% [markdown] tags=["instructor"]
# **At the lines** cover the labels and ask which of the five secrets stands in a service that they know. Then go up at
# *8 letters and digits*: what takes this computer years takes one card less than a day, and a million cards a moment.
# Faster machines move a line to the right by a little; ten bits more take a thousand times as long.

# %% [markdown]
# Read it from the left: where an upright line meets a rising one, that secret falls to that guesser, on average; the
# height tells after how long. (Crossings outside of the picture took no time, or would never end. The rate of a graphics
# card is that of the benchmarks published for the program hashcat, mode 16500: 1.2 to 1.9 billion keys a second for cards
# of recent years.) A faster machine moves a line a little to the right, since the steps upwards are powers of ten:

# %%
year = 365.25 * 86400
# half_time(bits, rate): seconds until half of the secrets are tried, at that many a second
assert half_time(50, rate) / half_time(40, rate) == 1024
assert half_time(8 * log2(62), 1.5e9) < 86400  # one card, one day
assert half_time(128, 1.5e15) > 1e10 * year  # a million cards, ten billion years
print("All three hold.")

# %% [markdown]
# ### Your turn: how long must it be?
#
# A secret is made of random symbols, each equally likely, from an alphabet of so many `symbols`. How many of them does
# it take for at least so many `bits` of entropy? The answer is a whole number. (The standard asks for a key of at least
# 256 bits with HS256, as many as the hash has, RFC 7518 3.2. It means the key's length. If each bit is random, that is
# also its entropy.)


# %% exercise="02.key_length" minutes=4
def letters_needed(symbols, bits):
    """How many random symbols of an alphabet of this size have so many bits of entropy."""
    ### BEGIN SOLUTION
    length = 0
    while symbols**length < 2**bits:
        length += 1
    return length
    ### END SOLUTION


# %%
check("02.key_length", letters_needed)

# %% [markdown] tags=["instructor"]
# - *rounded*: To the nearest is right for 64 symbols and wrong for 26. Ask what half a symbol too few costs: bits, so
#   it has to be *up*.
# - *by symbols*: Ask how many bits one coin has, and then one of 256 symbols.

# %% [markdown] tags=["slide"]
# ## How long must a secret be?

# %% tags=["on-slide"]
needed = use("02.key_length", letters_needed)

for name, symbols in [("octets", 256), ("base64url", 64), ("hexadecimal", 16), ("a to z", 26)]:
    print(f"{needed(symbols, 256):3} of {name}")

# %% [markdown]
# *Random* is the word that counts. So let a machine choose: `secrets.token_bytes(32)`, or `token_urlsafe(32)` where it
# has to be text. PyJWT warns of keys that are too short:

# %%
import warnings

with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    jwt.encode({"sub": "ada"}, "popcorn", "HS256")
print(told[0].category.__name__)

# %% [markdown]
# A warning lets the program go on. (So it did when you guessed, if you guessed with PyJWT.) Ask PyJWT to refuse such keys:

# %%
from secrets import token_urlsafe

strict = jwt.PyJWT(options={"enforce_minimum_key_length": True})
for secret in ["popcorn", "a" * 40, token_urlsafe(32)]:
    try:
        strict.encode({"sub": "ada"}, secret, "HS256")
        print(len(secret), "letters: signed")
    except jwt.InvalidKeyError:
        print(len(secret), "letters: refused, too short")

# %% [markdown] tags=["on-slide"]
# (It counts octets, and no entropy: forty times `a` passes, and so would a line of a song.)
#
# ## Whoever verifies can mint
#
# Two services had secrets of their own, and lost them. Grace puts an end to that: one perfect key for all, and a strict
# verifier. The backend verifies tokens. So it gets the key. So do the reports service and the ticket machine. Mallory
# walks past the auth server, and breaks into the weakest of the four.
#
# {{quiz 02.predict_mint}}

# %%
quiz("02.predict_mint", "c")

# %% [markdown] tags=["instructor"]
# Before anybody runs the next cell, ask how Grace could prove that she did *not* write a token. She can't, and neither
# can the other three.

# %% [markdown] tags=["slide"]
# ## Whoever verifies can mint

# %% tags=["on-slide"]
key_of_the_ticket_machine = graces_key  # it has to verify, so it has the key
payload = make_part({"sub": "mallory", "roles": ["editor", "owner"]})
by_mallory = sign(HS256, payload, key_of_the_ticket_machine)
by_grace = sign(HS256, payload, graces_key)
print(verify(by_mallory, graces_key))
assert by_mallory == by_grace

# %% [markdown]
# The two tokens are the same, letter by letter. Grace can't tell from a token which of the four wrote it, and neither
# can a judge. A shared secret is fine as long as *one* party issues and verifies: an auth server whose tokens come back
# to nobody else, for instance. It also is the fastest of all methods (notebook 03 measures it). But as soon as others
# verify, one would like a key that can check and not sign. There is such a thing. It is the next notebook's.

# %% [markdown]
# ## What you saw
#
# A hash finds accidents, and a hash with a key finds forgers. You made the RFC's signature by hand, verified it in
# constant time and over the text as received, and saw that no changed letter got through. Then you guessed two secrets,
# and found out how long one has to be so that nobody can.
#
# {{quiz 02.check_proves}}

# %%
quiz("02.check_proves", "b")

# %% [markdown]
# {{quiz 02.check_secret}}

# %%
quiz("02.check_secret", "d")

# %% [markdown]
# {{quiz 02.check_same}}

# %%
quiz("02.check_same", "a")

# %% [markdown]
# **Key points**
#
# - HS256 is HMAC with SHA-256 over the octets of `header.payload`, as received.
# - Compare with `hmac.compare_digest`, and decode strictly.
# - One token is enough to guess the key at home. Only entropy helps: 32 random octets.
# - A key is octets. Both sides must make them of the setting in the same way.
# - Whoever can verify with a shared secret can mint.
#
# **Where it is written.** HMAC: RFC 2104. The example that you made by hand: RFC 7515 A.1. HS256 and the length of its
# key: RFC 7518 3.2. Weak secrets, and what to do about them: RFC 8725 2.2 and 3.5. The course's hardened version of
# `sign` and `verify` is in `simulator.jose`.
#
# **From real life.** *Signature verification failed, though the secret is the same on both sides*: issue 227 of PyJWT,
# and its twins in the trackers of libraries for PHP, JavaScript and Java. One side had decoded the secret from base64,
# the other one had not.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("02")

# %% [markdown] tags=["instructor"]
# **Before `02.crack`** let everybody guess how many of the services that they know have a secret that a person chose.
# 03 begins where this one ends, with a key that four parties hold. 05 needs the MAC once more, with a public key in
# the place of the secret.
