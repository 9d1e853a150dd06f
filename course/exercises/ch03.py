"""Exercises and quizzes of notebook 03: who should be able to mint?"""

from __future__ import annotations

from course.exercise import Choice, Quiz
from course.exercises.ch03_curves import DER_TO_RAW, SIGN_ES256, VERIFY_ES256
from course.exercises.ch03_keys import CHOOSE, THUMB
from course.exercises.ch03_rsa import SIGN_RS256, VERIFY_RS256

EXERCISES = (
    SIGN_RS256,
    VERIFY_RS256,
    DER_TO_RAW,
    SIGN_ES256,
    VERIFY_ES256,
    THUMB,
    CHOOSE,
)

# --- quizzes ------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="03.recall_payload",
        question="Whom does the signature keep from *reading* what stands in Ada's token?",
        choices={
            "a": Choice(
                "Everybody who doesn't have the key.",
                "The key is needed to sign and to verify. Reading needs base64url and JSON"
                " (notebook 01).",
            ),
            "b": Choice(
                "Everybody but Grace and the backend.",
                "Whoever gets hold of the token can read it, in a log as well as in a browser.",
            ),
            "c": Choice(
                "Nobody.",
                "Signed is not secret (notebook 01). Nothing in this notebook changes it.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="03.recall_mint",
        question="The backend, the reports service and the ticket machine verify Ada's tokens, with"
        " HS256. How many computers could mint a token that all of them believe?",
        choices={
            "a": Choice(
                "None, if the secret is long enough.",
                "A long secret can't be guessed. These four need not guess: they have it.",
            ),
            "b": Choice(
                "One, the auth server.",
                "The others hold the same secret. Who can compute the right signature in order to"
                " compare it can also send it.",
            ),
            "c": Choice(
                "Four: the auth server and the three that verify.",
                "Whoever verifies with a shared secret can mint (notebook 02).",
            ),
        },
        right="c",
    ),
    Quiz(
        id="03.predict_stolen",
        question="The backend now holds the public half, and nothing else. Mallory breaks in and"
        " copies all that there is. What can she do with the key?",
        choices={
            "a": Choice(
                "Mint tokens, as before.",
                "Look at the two lines above: the half that she has can't sign.",
            ),
            "b": Choice(
                "Verify tokens.",
                "Anybody may do that. (Tokens that were in the backend's memory she can use until"
                " they expire. A bearer token is a bearer token.)",
            ),
            "c": Choice(
                "Read tokens that she could not read before.",
                "The payload was never secret. For reading no key was needed.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="03.predict_twice",
        question="The same octets are signed twice, with the same key. Whose second signature is"
        " *another* one than the first?",
        choices={
            "a": Choice(
                "Nobody's: same octets, same key, same signature.",
                "So it is with HS256 and RS256. Look in the table at what is special about the"
                " others.",
            ),
            "b": Choice(
                "That of PS256 and ES256.", "Both draw a random number each time. Look below."
            ),
            "c": Choice(
                "That of ES256 and EdDSA, which are on curves.",
                "It is not the curve. Which two of the table use a random number?",
            ),
            "d": Choice(
                "Everybody's.",
                "RS256 has no random number in it, and EdDSA needs none. Look below.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="03.predict_der",
        question="PyJWT gets the colleague's token and the right public key. What does it say?",
        choices={
            "a": Choice(
                "It believes it: key, hash and curve are right.",
                "They are. And yet: `cryptography` wrote the signature in a form of its own, and a"
                " token has another.",
            ),
            "b": Choice(
                "It believes it: PyJWT uses `cryptography` too.",
                "It does, but not only: between the two it changes the form of the signature.",
            ),
            "c": Choice(
                "It refuses it.",
                "The test was written by the author of the mistake. Both of his functions make it.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="03.predict_slowest",
        question="Which of these takes longest?",
        choices={
            "a": Choice(
                "Signing with RS256.",
                "It is a power with an exponent of 2048 bits. For verifying the exponent is small.",
            ),
            "b": Choice(
                "Verifying with RS256.",
                "The power of `e`, which is small (65537). That is quick; the other direction is"
                " not.",
            ),
            "c": Choice(
                "Signing with ES256.", "Curves make signing cheap. Look at the picture below."
            ),
            "d": Choice(
                "Verifying with EdDSA.",
                "It takes a while, but there is something that takes longer. Look below.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="03.predict_private",
        question="`d` is gone. The members `p`, `q`, `dp`, `dq` and `qi` are in the newspaper. Is"
        " that harmless?",
        choices={
            "a": Choice(
                "Yes, without `d` nobody can sign.",
                "That is true. But can `d` be computed from the rest?",
            ),
            "b": Choice(
                "Nearly: with them one can sign a few tokens, but slowly.",
                "It is all or nothing, and it takes no time. Look below.",
            ),
            "c": Choice(
                "No: whoever has `p` and `q` has the private key.",
                "They are the factors of `n`. Look below.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="03.check_der",
        question="A token signed with ES256 is refused by everybody but its author. What do you"
        " look at first?",
        choices={
            "a": Choice(
                "At the length of its third part.",
                "86 characters are 64 octets. More, and mostly beginning with `ME`: that is DER.",
            ),
            "b": Choice(
                "At the clock.",
                "An expired token is refused by its author too, and with another reason.",
            ),
            "c": Choice(
                "At the payload: is it encrypted wrongly?",
                "It isn't encrypted at all. And a payload that was changed would be refused by the"
                " author too.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="03.check_set",
        question="In what way does a member get into the JWK that you publish?",
        choices={
            "a": Choice(
                "Everything gets in but `d`.",
                "Then `p` and `q` are in it, and with them the private key.",
            ),
            "b": Choice(
                "By name: what is known to be public, and nothing else.",
                "Then a private member that you have never heard of stays out by itself. (New kinds"
                " of keys bring such: that of ML-DSA is called `priv`.)",
            ),
            "c": Choice(
                "Everything gets in, since the set is fetched over HTTPS.",
                "HTTPS keeps it from being changed on its way. But everybody may fetch it.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="03.check_kid",
        question="The header of a token says `kid: one`, and the set has a key of that name. The"
        " token's signature doesn't fit. What does the `kid` prove?",
        choices={
            "a": Choice(
                "That Grace signed it, and something broke it on its way.",
                "Anybody can write any `kid` into a header. Like a claim, it is only said.",
            ),
            "b": Choice(
                "That one should try the other keys too.",
                "Then the name would be of no use. Whose signature doesn't fit the key that it"
                " names is refused.",
            ),
            "c": Choice(
                "Nothing.",
                "It says which key to try. Whether the token is genuine the signature says.",
            ),
        },
        right="c",
    ),
)
