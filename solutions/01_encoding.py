# ---
# course:
#   title: What is inside a token?
#   part: "I: the token"
#   questions:
#     - What can somebody read who finds a token, and has no key?
#     - How do words become the letters of a token, and letters words again?
#     - When are two tokens that say the same the same token?
#   objectives:
#     - take a token apart by hand, and say what each part is for
#     - write base64url in both directions, and refuse what isn't base64url
#     - explain why a signature covers the text as received
#     - say what a JSON Web Token is good for, and what it is not
#   minutes: 60
#   if_short_skip: [01.order, 01.one_name]
# ---

# %% [markdown]
# # 1. What is inside a token?
#
# Ada's television has no password any more. What it has is a line of some three hundred letters, and for those it is
# served. One evening the picture freezes. She sends a screenshot of the error page to the help desk, with the line on
# it, and the help desk posts it in a chat. *No problem*, somebody says, *it's encrypted.*
#
# It is not. Mallory reads that chat, too. In this notebook you learn to read such a line, to write one, and to tell a
# well-formed one from one that is nearly right. What keeps Mallory from writing one is the question of
# the next notebook.

# %%
from course import check, quiz, show, use

# %% [markdown]
# Two questions from notebook 00 first:
#
# {{quiz 01.recall_issues}}

# %%
quiz("01.recall_issues", "b")

# %% [markdown]
# {{quiz 01.recall_shows}}

# %%
quiz("01.recall_shows", "a")

# %% [markdown]
# ## A token, and no key
#
# This token stands in print: it is the example of RFC 7519, section 3.1, the standard that says what a *JSON Web
# Token* (JWT) is. It has two dots in it.

# %% [markdown] tags=["slide"]
# ## Three parts, and no key anywhere

# %% tags=["on-slide"]
token = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
for part in token.split("."):
    print(len(part), "letters:", part[:30], "…")

# %% [markdown] tags=["on-slide"]
# {{quiz 01.predict_key}}

# %%
quiz("01.predict_key", "c")

# %% [markdown] tags=["slide"]
# ## Anybody can read it

# %% tags=["on-slide"]
from base64 import urlsafe_b64decode

header, payload, signature = token.split(".")
print(urlsafe_b64decode(header).decode())
print(urlsafe_b64decode(payload + "==").decode())

# %% [markdown]
# There was no key in that cell, and no password. (Why `==` is added you see below.) The **header** says how the token
# is signed: `alg` names the algorithm, here HS256, which is the next notebook's, and `typ` what kind of thing this is.
# The **payload** is what it says: each name with its value is a **claim**. Here a certain joe (`iss`, the
# **issuer**) claims something that holds until a moment in 2011 (`exp`). The third part, the **signature**, is no text but
# 32 octets that look like chance.
#
# So: a payload is *not secret*. base64url is a way to write octets as letters, as Morse code is one to write letters as
# beeps. It is no encryption, because there is nothing that you would have to know.

# %% [markdown] tags=["slide"]
# ## What each part says

# %% tags=["on-slide"]
from simulator.views.anatomy import anatomy

show(anatomy(token))

# %% [markdown] tags=["instructor"]
# **At the picture of the token** stop, and ask who believed until now that a token is encrypted. Somebody always did.
# Then ask which of the three parts needs a key to be *read*: none does, and the third has nothing in it to read.

# %% [markdown]
# Read the picture from the top: three runs of letters with dots between them, and below what is in each. The first two
# are for everybody to read. The third says nothing: with the right key you can *check* it. ("Letters" stands for all
# signs of the alphabet that follows, digits among them.)
#
# ## Octets and letters
#
# Computers store and send **octets**: numbers from 0 to 255, eight bits each. In Python they are of type `bytes`, and
# text is of type `str`. `.encode()` makes octets of text, `.decode()` text of octets.
#
# Not every octet can stand in a web address, or in a header of HTTP, which is where tokens travel. So base64url takes
# the bits, and cuts them anew: *six* at a time, and for each six bits there is a letter.

# %% [markdown] tags=["slide"]
# ## Six bits make a letter

# %% tags=["on-slide"]
from string import ascii_lowercase, ascii_uppercase, digits

ALPHABET = ascii_uppercase + ascii_lowercase + digits + "-_"

name = "Ada"
octets = name.encode()
bits = "".join(f"{octet:08b}" for octet in octets)
print(list(octets), bits)
for start in range(0, len(bits), 6):
    six = bits[start : start + 6]
    print(six, int(six, 2), ALPHABET[int(six, 2)])

# %% [markdown]
# Three octets are 24 bits, and those are four letters: `Ada` becomes `QWRh`. An older alphabet, plain base64, ends in
# `+/` where base64url has `-_`. In a web address `+` and `/` mean something else already.

# %%
from base64 import b64encode, urlsafe_b64encode

for octets in [b"Ada", b"Ad", b"A", bytes([251, 239, 255])]:
    print(octets, b64encode(octets).decode(), urlsafe_b64encode(octets).decode())

# %% [markdown]
# When the octets are no multiple of three, both fill up with `=` to a multiple of four: that is **padding**. Tokens
# leave it away (RFC 7515 2), since whoever reads can count the letters.
#
# {{quiz 01.predict_length}}

# %%
quiz("01.predict_length", "b")

# %% [markdown]
# ### Your turn: octets to letters
#
# Write what tokens are made with: octets in, text (`str`) out, in the alphabet with `-_`, without padding.


# %% exercise="01.b64url_encode" minutes=4
def b64url_encode(octets):
    """These octets as base64url: text, without padding (RFC 7515 2)."""
    ### BEGIN SOLUTION
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
    ### END SOLUTION


# %%
check("01.b64url_encode", b64url_encode)

# %% [markdown] tags=["instructor"]
# - *padding kept*: Ask what a `=` means in a web address. It separates name and value, so it can't travel there
#   unchanged.
# - *octets*: Let them print it. The `b'…'` that they see is what a header would carry.

# %% [markdown]
# Stuck? Run `hint("01.b64url_encode")` in a cell for a nudge. Call it again for the
# idea, and a third time for nearly the code.
#
# From here on `encode` is your function, or the course's if yours isn't finished:

# %%
encode = use("01.b64url_encode", b64url_encode)

print(len(encode(bytes(32))))

# %% [markdown] tags=["on-slide"]
# ## The way back, with open eyes
#
# Python can read base64url, too. Somebody hands it letters that nobody ever wrote like that, with a blank and two
# exclamation marks in them.
#
# {{quiz 01.predict_junk}}

# %%
quiz("01.predict_junk", "c")

# %% [markdown] tags=["slide"]
# ## A lenient reader drops junk without a word

# %% tags=["on-slide"]
for text in ["QWRh", "QW Rh!!", "QWR\nh", "QQ==", "QR==", "QS=="]:
    print(f"{text!r:12} {urlsafe_b64decode(text)}")

# %% [markdown]
# The first three are the same to it: it drops what it does not know, and says nothing. The last three are subtler. One
# octet is eight bits, two letters have twelve, and nobody looks at the four that are left over. So `QQ`, `QR` and 14
# more texts all mean the octet of `A`. The one whose leftover bits are zero is called **canonical**.
#
# What harm does it do? Suppose Grace keeps a list of tokens that were stolen, and refuses those. A signature of 32
# octets is 43 letters, and of the last letter two bits are left over. Mallory changes those. It is another text, which
# is not on the list, and to a reader that looks away it is the same signature. (Notebook 11 tries it.) So a good reader
# lets exactly one text through for each value.
#
# ### Your turn: letters to octets, strictly
#
# Return the octets. Raise `ValueError` for whatever is not canonical base64url without padding: foreign characters,
# line ends, `=`, `+` and `/`, an impossible length, leftover bits that aren't zero. That sounds like six checks. It can
# be one: you have a function for the other direction, `encode`, and that one writes canonical text.
#
# Python's reader wants padding: a multiple of four letters. `"=" * (-len(text) % 4)` is what is missing.


# %% exercise="01.b64url_decode" minutes=8
def b64url_decode(text):
    """The octets behind this text. ValueError if it isn't canonical base64url."""
    ### BEGIN SOLUTION
    octets = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(octets) != text:
        raise ValueError("this is not canonical base64url")
    return octets
    ### END SOLUTION


# %%
check("01.b64url_decode", b64url_decode)

# %% [markdown] tags=["instructor"]
# - *validate*: It stops at blanks, and that is why many stop there too. Ask whether `QQ` and `QR` may both mean A.
# - *Python's own*: Let them hand it a text with two exclamation marks in it. Nothing happens, and that is the fault.

# %% [markdown]
# Is it too strict for honest texts? The answer is no if *every* value comes back. All there are with up to two octets:

# %%
decode = use("01.b64url_decode", b64url_decode)

for number in range(65_536):
    octets = number.to_bytes(2, "big")
    assert decode(encode(octets)) == octets
    assert decode(encode(octets[1:])) == octets[1:]
assert decode("") == b""
print("All came back.")

# %% [markdown]
# ## JSON, and what a blank is worth
#
# Header and payload are **JSON**: text with names and values, which becomes octets as UTF-8. But one dict can be
# written as JSON in many ways:

# %%
import json

claims = {"sub": "ada", "exp": 300}
print(json.dumps(claims))
print(json.dumps(claims, separators=(",", ":")))
print(json.dumps(claims, separators=(",", ":"), sort_keys=True))

# %% [markdown]
# To a reader of JSON these three are equal. As octets they are three different texts. Tokens travel with every request,
# so the one without blanks is what nearly every issuer writes.
#
# ### Your turn: a part of a token
#
# Turn a dict into a part of a token: JSON without blanks, names in the dict's order, as UTF-8, as base64url.


# %% exercise="01.make_part" minutes=4
def make_part(value):
    """A dict as header or payload of a token."""
    ### BEGIN SOLUTION
    text = json.dumps(value, separators=(",", ":"))
    return encode(text.encode())
    ### END SOLUTION


# %%
check("01.make_part", make_part)

# %% [markdown] tags=["instructor"]
# - *with blanks*: Ask whether the meaning changed (no) and whether the letters did (yes). It is another token.
# - *str*: Ask what JavaScript makes of single quotes. JSON has double ones only.

# %% [markdown]
# Now try it on the header of the RFC's token, which says `typ` JWT and `alg` HS256, in that order.
#
# {{quiz 01.predict_same}}

# %%
quiz("01.predict_same", "b")

# %%
make = use("01.make_part", make_part)

ours = make({"typ": "JWT", "alg": "HS256"})
print(ours)
print(header)
print(decode(ours))
print(decode(header))
assert ours != header
assert json.loads(decode(ours)) == json.loads(decode(header))

# %% [markdown]
# The RFC's authors wrote a line end (CR and LF, `\r\n`) and a blank into their JSON, as they may. Their header means
# what yours means, and it is another text. Neither is wrong.
#
# RFC 7515 (appendix A.1) prints the same token octet by octet. Is your `encode` right, to the last letter, with line
# ends and all?

# %%
as_printed = b'{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}'
assert encode(b'{"typ":"JWT",\r\n "alg":"HS256"}') == header
assert encode(as_printed) == payload
print("To the last letter.")

# %% [markdown]
# Now think of the signature. It is computed over *letters*: header, dot, payload. A backend that reads a token, makes
# dicts of it, and writes JSON again in order to check the signature, has another text in its hands:

# %% [markdown] tags=["slide"]
# ## Signed are the letters as received
#
# Read it, write it anew, and it is another token:

# %% tags=["on-slide"]
again = make(json.loads(decode(payload)))
print(payload[:40], "… as received")
print(again[:40], "… written anew")
assert again != payload

# %% [markdown]
# The signature was made over the first. Checked over the second it fails, and a good token is refused (in the next
# notebook you can try it). So the rule of this notebook: *what is signed is the text as received.* Keep it, check
# that, and read it afterwards.
#
# ### Your turn: in which order?
#
# These are the steps in which a token is made. Write the letters in the right order, as one word.
#
# - A: append the signature, as base64url, after a second dot
# - B: write header and claims as JSON, each for itself
# - C: sign these letters
# - D: turn both JSON texts into octets, and the octets into base64url
# - E: put the two together, with a dot between them

# %% exercise="01.order" minutes=2
order = (
    ### BEGIN SOLUTION
    "BDECA"
    ### END SOLUTION
)

# %%
check("01.order", order)

# %% [markdown] tags=["instructor"]
# - *signs the JSON*: Ask what the backend has in its hands when it checks: letters, and no JSON yet.
# - *signs before the dot*: The dot is signed, too. Without it the border between header and payload could be moved.

# %% [markdown]
# ## One name, two values
#
# There is one more thing that two readers can understand differently. What if a name is there twice?

# %%
twice = '{"sub": "ada", "sub": "mallory"}'


def first_wins(pairs):
    """What some readers of other languages do."""
    return dict(reversed(pairs))


print(json.loads(twice))
print(json.loads(twice, object_pairs_hook=first_wins))

# %% [markdown]
# Python believes the last one. Somewhere else the first one counts. Put a gateway of one kind (a server that looks at
# every request before it is let through) before a backend of the other kind, and each sees another person in one token
# with one good signature. RFC 7519 (section 4) allows two things: refuse such a token, or take the last one. Refusing
# is safer, since then nobody is surprised.
#
# ### Your turn: refuse the second
#
# `json.loads` calls the function given as `object_pairs_hook` with a list of (name, value) pairs for each object that
# it reads. Here is one that makes a dict of them. What is missing in the loop?


# %% exercise="01.one_name" minutes=3
def one_name(pairs):
    """These (name, value) pairs as a dict. ValueError if a name is there twice."""
    found = {}
    for name, value in pairs:
        ### BEGIN SOLUTION
        if name in found:
            raise ValueError(f"{name} is there twice")
        ### END SOLUTION
        found[name] = value
    return found


# %%
check("01.one_name", one_name)

# %% [markdown] tags=["instructor"]
# - *only neighbours*: Let them put a third name between the two. What remembers all the names so far? The dict that is
#   being built.

# %% [markdown]
# ## A look into a token
#
# You have all the tools now. One warning before you put them together: looking into a token is *not* believing it.
# Programs do look without a key, to show a name or to find out which key they need. But what they saw may have been
# written by anybody. Call such a function by a name that says so. Ours is called `peek`.
#
# ### Your turn: peek
#
# Return header and claims, as two dicts. Raise `ValueError` unless the token has exactly three parts, the first two are
# canonical base64url, and each of them is a JSON *object* with no name twice. (A list or a number is JSON, too.) You
# have `decode` and `unique`; `json.loads` raises a ValueError by itself where something is no JSON. Leave the signature
# alone: there is nothing to read in it.

# %%
unique = use("01.one_name", one_name)


# %% exercise="01.peek" minutes=8
def peek(token):
    """Header and claims of a token, read without any check. ValueError: not a token."""
    ### BEGIN SOLUTION
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError(f"{len(parts)} parts in place of three")
    header, claims = (json.loads(decode(part), object_pairs_hook=unique) for part in parts[:2])
    if not (isinstance(header, dict) and isinstance(claims, dict)):
        raise ValueError("header and payload are JSON objects")
    return header, claims
    ### END SOLUTION


# %%
check("01.peek", peek)

# %% [markdown] tags=["instructor"]
# - *reads the signature*: Ask what is written in the third part. Nothing is: 32 octets that look like chance.
# - *any JSON*: A list is JSON, and so is 7. Ask what `claims["sub"]` would do with them.

# %% [markdown]
# Ada's own token, fresh from the auth server of the simulator. `stage` sets up the actors of a scenario, and `handle`
# gives one request to one of them, at a time that you choose. The clock there begins at 0 and counts seconds: `exp` is
# 300, so the token is good for five minutes.

# %% [markdown] tags=["slide"]
# ## Ada's own token

# %% tags=["on-slide"]
from simulator import log_in, stage

look = use("01.peek", peek)
actors = stage("access_token")
ada = actors.session("ada")
answer = actors.auth_server.handle(log_in(ada.username, ada.password), now=0)
hers = answer.body["access_token"]
print(look(hers)[0])
show(anatomy(hers))

# %% [markdown] tags=["instructor"]
# **At Ada's own token** let people find what should not have been on the screenshot. They name her name and her roles
# first. The worst is the whole line itself: until `exp` whoever holds it *is* Ada.

# %% [markdown]
# The header has more in it than the RFC's: `kid` names the key that signed, and this `typ` says that it is an access
# token (RFC 9068).
#
# The payload is what was on the screenshot: who she is, which television she has, what she may do. And something worse,
# as long as the token lives: whoever shows these letters to the backend *is* Ada (notebook 06).
#
# ### Your turn: the log of the reports service
#
# Mallory has found a log file with three tokens in it. Somebody has put a password into one of them. Find it, and give
# the password alone, as text. (`look` is at your service, and so are `decode` and `encode`.)

# %%
LOG = [
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUiLCJzdWIiOiJhZGE"
    "iLCJyb2xlcyI6WyJ2aWV3ZXIiXSwianRpIjoiNWYwZTdhNTFjOCIsImV4cCI6MTc5MDAwMDMwMH0.nEHhZklGsRwZRZT"
    "E9H70miRMUB1G5JLYo6pLsfpq2gg",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUiLCJzdWIiOiJibyI"
    "sIm5pY2tuYW1lIjoicGFzc3cwcmQiLCJqdGkiOiJkNDFkOGNkOThmIiwiZXhwIjoxNzkwMDAwMzAwfQ.Sb9rxyCzJNTJ"
    "OAH_QoWM4io3ogwwBdTsvDn760033BM",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL3JlcG9ydHMuZXhhbXBsZSIsInN1YiI6Im5"
    "pZ2h0bHkiLCJzdG9yZSI6ImRYTmxjajF5WlhCdmNuUnpPM0JoYzNOM2IzSmtQV3gxYldsbGNtVXRNVGc1TlEiLCJleHA"
    "iOjE3OTAwMDM2MDB9.55W-htfdo1Si5rVwHVcqMFi81zI_BHV3DnnnuBBCvGw",
]

# %% exercise="01.find_secret" minutes=4
found = (
    ### BEGIN SOLUTION
    decode(look(LOG[2])[1]["store"]).decode().split("password=")[1]
    ### END SOLUTION
)

# %%
check("01.find_secret", found)

# %% [markdown] tags=["instructor"]
# - *nickname*: Half of the room stops at Bo's nickname. Say that it only looks like a password, and that one claim
#   isn't readable at once.
# - *still wrapped*: They have it nearly. Ask which alphabet these letters are of.

# %% [markdown]
# ## Why anybody uses such a thing
#
# A session id, a long random number that means something to one database only, has no payload to leak. Why not that?

# %% [markdown] tags=["slide"]
# ## What a token is not
#
# | people say | in truth |
# |---|---|
# | it is encrypted | anybody can read it |
# | it proves that Ada is there | the issuer said so, once |
# | logging out ends it | its expiry does, or a list |
# | it is safe since I can read it | reading is no check |

# %%
from urllib.parse import quote

assert quote(hers, safe="") == hers
octets = len(decode(hers.split(".")[1]))
lengths = [len(part) for part in hers.split(".")]
print(f"{octets} octets of claims became a payload of {lengths[1]} letters.")
print(f"With header and signature: {lengths[0]} + {lengths[1]} + {lengths[2]} and two dots.")

# %% [markdown] tags=["instructor"]
# Let people find in the table the sentence that they have said themselves. Then ask which of the four lines would be
# false of a plain session id.

# %% [markdown]
# - It *says who and what*, in a form that every language can read.
# - It is *signed*: whoever has the right key can tell that nobody changed it, *without asking anybody*. The backend
#   needs no database of sessions, and no line to the auth server.
# - It is *compact*, and its letters pass unchanged through headers and web addresses, as the `assert` above says. (A
#   third more letters than octets is the price of that, and header and signature come on top.)
#
# And this is what it is not:
#
# | people say | in truth |
# |---|---|
# | it is encrypted | anybody can read it; what must stay secret does not belong in it |
# | it proves that Ada is there | it proves that the issuer said so, once; whoever holds it can show it |
# | logging out ends it | nothing ends it but its expiry, unless somebody keeps a list (notebook 11) |
# | it is safe since I can read it | reading is no check; the signature is (notebooks 02 to 05) |
#
# A plain session id is the better choice more often than people think. Notebook 11 has a table for that.

# %% [markdown]
# ## What you saw
#
# Three parts: header and payload are JSON in base64url, readable for anybody, and the signature covers their letters.
# You wrote the two directions of base64url, and yours refuses what Python's own reader lets pass. You read somebody's
# password out of a token, and needed no key.
#
# {{quiz 01.check_secret}}

# %%
quiz("01.check_secret", "b")

# %% [markdown]
# {{quiz 01.check_received}}

# %%
quiz("01.check_received", "c")

# %% [markdown]
# {{quiz 01.check_peek}}

# %%
quiz("01.check_peek", "a")

# %% [markdown]
# **Key points**
#
# - A token is `header.payload.signature`; header and payload are JSON, UTF-8, base64url without padding.
# - Signed is not secret. base64url is no encryption.
# - One value, one text: a strict reader refuses padding, foreign characters and leftover bits.
# - The signature covers the text as received. Never write it anew before checking.
# - A name that is there twice means different things to different readers: refuse it.
# - To peek is not to believe.
#
# **Where it is written.** What a JWT is, and the example: RFC 7519 3 and 3.1; the same example, octet by octet:
# RFC 7515 A.1. base64url: RFC 7515 2 and appendix C; leftover bits: RFC 4648 3.5. Names only once: RFC 7519 4.
# The course's hardened version of what you wrote is `simulator.jose`.
#
# **From real life.** A cloud provider's load balancer writes tokens *with* padding, against the RFC. When PyJWT became
# strict in version 2.14, these were refused (issue 1209), and the next version let them in again. If you ever have to
# be lax: check the signature over the text with its `=`, as received. Never strip and re-join.

# %% [markdown]
# What you have done here, and what to read next:

# %%
from course import progress

progress("01")

# %% [markdown] tags=["instructor"]
# 02 needs base64url in both directions, and the sentence *what is signed is the text as received*. The leftover bits
# come back twice: 02 lets three texts through because of them, 11 slips past a list of stolen tokens.
