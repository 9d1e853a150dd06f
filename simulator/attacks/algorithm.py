"""Attacks on the algorithm and on the signature itself."""

from __future__ import annotations

import json
from hashlib import sha256
from hmac import digest

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.attacks.catalogue import attacks_of
from simulator.attacks.scene import Scene, part
from simulator.jose import b64url_decode, b64url_encode, raw_to_der

attack = attacks_of("algorithm and signature")

FREE = "nothing: anybody can write this token"
ONE_TOKEN = "one token of her own, which she may change as she likes"
PUBLIC = "the public key, as everybody does"


def raised(scene: Scene) -> dict[str, object]:
    """Claims that nobody signed: an editor."""
    return scene.claims(sub="mallory", roles=["editor"])


def unsigned(scene: Scene, algorithm: str, signature: str = "") -> str:
    """A token that says it is not signed."""
    return f"{part(scene.header(alg=algorithm))}.{part(raised(scene))}.{signature}"


NONE_OTHERWISE = "whoever can write JSON is whoever he likes"


@attack(
    knows=FREE,
    reference="RFC 8725 3.2; CVE-2022-23540",
    layer="allow-list",
    otherwise=NONE_OTHERWISE,
    hole="believes none",
)
def none(scene: Scene) -> str:
    """The header says that the token is not signed."""
    return unsigned(scene, "none")


@attack(
    knows=FREE,
    reference="RFC 8725 3.2",
    layer="allow-list",
    otherwise=f"a list of what is forbidden has missed a spelling, and {NONE_OTHERWISE}",
    hole="forbids none by its spelling",
)
def none_capital(scene: Scene) -> str:
    """As before, spelt None."""
    return unsigned(scene, "None")


@attack(
    knows=FREE,
    reference="RFC 8725 3.2",
    layer="allow-list",
    otherwise=f"a list of what is forbidden has missed a spelling, and {NONE_OTHERWISE}",
    hole="forbids none by its spelling",
)
def none_upper(scene: Scene) -> str:
    """As before, spelt NONE."""
    return unsigned(scene, "NONE")


@attack(
    knows=FREE,
    reference="RFC 8725 3.2",
    layer="allow-list",
    otherwise=f"a list of what is forbidden has missed a spelling, and {NONE_OTHERWISE}",
    hole="forbids none by its spelling",
)
def none_mixed(scene: Scene) -> str:
    """As before, spelt nOnE."""
    return unsigned(scene, "nOnE")


@attack(
    knows=ONE_TOKEN,
    reference="RFC 8725 3.2",
    layer="allow-list",
    otherwise="that there is a signature is taken for a sign that it was checked",
    hole="believes none",
)
def none_with_signature(scene: Scene) -> str:
    """The header says none, and a genuine token's signature hangs on it still."""
    return unsigned(scene, "none", scene.token().rpartition(".")[2])


@attack(
    knows=FREE,
    reference="RFC 7515 5.2",
    layer="signature",
    otherwise="an empty signature is taken for one that needs no check",
    hole="lets empty signatures pass",
)
def signature_empty(scene: Scene) -> str:
    """The right algorithm, and nothing behind the second dot."""
    return f"{part(scene.header())}.{part(raised(scene))}."


@attack(
    knows=FREE,
    reference="RFC 7515 7.1",
    layer="split",
    otherwise="two parts are read as a token that happens to have no signature",
    hole="takes two parts",
)
def signature_missing(scene: Scene) -> str:
    """The third part is not there, nor the dot before it."""
    return f"{part(scene.header())}.{part(raised(scene))}"


@attack(
    knows=ONE_TOKEN,
    reference="RFC 7515 5.2",
    layer="signature",
    otherwise="the signature is decoration, and everybody an editor",
    hole="checks no signature",
)
def role_raised(scene: Scene) -> str:
    """A genuine token with another role in it, and its old signature."""
    claims = scene.claims()
    header, _, signature = scene.token(claims).split(".")
    return f"{header}.{part({**claims, 'roles': ['editor']})}.{signature}"


@attack(
    knows=ONE_TOKEN,
    reference="RFC 7515 5.2",
    layer="signature",
    otherwise="the signature is decoration",
    hole="checks no signature",
)
def bit_flipped(scene: Scene) -> str:
    """One bit of the signature is another."""
    text, _, signature = scene.token().rpartition(".")
    octets = bytearray(b64url_decode(signature))
    octets[scene.random.randrange(len(octets))] ^= 1 << scene.random.randrange(8)
    return f"{text}.{b64url_encode(bytes(octets))}"


@attack(
    knows="a few million tries: four octets can be guessed",
    reference="RFC 7518 3.2",
    layer="signature",
    where="secret",
    otherwise="whatever is compared is shorter than the hash, and can be guessed",
    hole="compares the beginning",
)
def signature_truncated(scene: Scene) -> str:
    """Only the first four octets of the MAC, which were guessed."""
    text, _, signature = scene.token(raised(scene)).rpartition(".")
    return f"{text}.{b64url_encode(b64url_decode(signature)[:4])}"


@attack(
    knows="two tokens of the same issuer",
    reference="RFC 7515 5.2",
    layer="signature",
    otherwise="any signature of the issuer is good for any token",
    hole="checks no signature",
)
def signature_borrowed(scene: Scene) -> str:
    """The genuine signature of another token."""
    text = scene.token(raised(scene)).rpartition(".")[0]
    return f"{text}.{scene.token().rpartition('.')[2]}"


def confused(scene: Scene, secret: bytes) -> str:
    """A token whose MAC has a public key's text for a secret."""
    header = scene.header(scene.named("rsa"), alg="HS256")
    text = f"{part(header)}.{part(raised(scene))}"
    return f"{text}.{b64url_encode(digest(secret, text.encode(), sha256))}"


CONFUSED = "the public key verifies what it never signed: everybody can mint"


@attack(
    knows=PUBLIC,
    where="moving",
    layer="key",
    hole="confuses keys (PEM)",
    reference="RFC 8725 2.1, 3.1; CVE-2015-9235, CVE-2022-29217",
    otherwise=CONFUSED,
)
def confusion_pem(scene: Scene) -> str:
    """HS256 instead of RS256, with the public key's PEM text for a secret."""
    verifying = scene.named("rsa").verifying
    form = PublicFormat.SubjectPublicKeyInfo
    return confused(scene, verifying.public_bytes(Encoding.PEM, form))


@attack(
    knows=PUBLIC,
    where="moving",
    layer="key",
    hole="confuses keys (DER)",
    reference="RFC 8725 2.1, 3.1; CVE-2024-33663",
    otherwise=CONFUSED,
)
def confusion_der(scene: Scene) -> str:
    """HS256 instead of RS256, with the public key's DER octets for a secret."""
    verifying = scene.named("rsa").verifying
    form = PublicFormat.SubjectPublicKeyInfo
    return confused(scene, verifying.public_bytes(Encoding.DER, form))


@attack(
    knows=PUBLIC,
    where="moving",
    layer="key",
    hole="confuses keys (JWK)",
    reference="RFC 8725 2.1, 3.1",
    otherwise=CONFUSED,
)
def confusion_jwk(scene: Scene) -> str:
    """HS256 instead of RS256, with the public key's JWK text for a secret."""
    return confused(scene, json.dumps(scene.named("rsa").jwk()).encode())


@attack(
    knows=PUBLIC,
    where="published",
    layer="allow-list",
    hole="confuses keys (PEM)",
    reference="RFC 8725 2.1, 3.1; CVE-2015-9235",
    otherwise=f"the algorithm comes from the token, not from the caller, and {CONFUSED}",
)
def hmac_not_allowed(scene: Scene) -> str:
    """The same, where HS256 is none of the algorithms that the caller allows."""
    return confusion_pem(scene)


@attack(
    knows="a signature that the same key made elsewhere, with PSS",
    where="published",
    reference="RFC 8725 3.1",
    layer="key",
    hole="lets a key do any algorithm",
    otherwise="one key serves two algorithms, and what is safe with one breaks the other",
)
def rs256_to_ps256(scene: Scene) -> str:
    """Signed with PS256, by the key that is for RS256."""
    key = scene.named("rsa")
    return scene.token(header=scene.header(key, alg="PS256"), key=key, algorithm="PS256")


@attack(
    knows="a MAC that the same secret made elsewhere, with SHA-512",
    where="secret",
    reference="RFC 8725 3.1",
    layer="key",
    hole="lets a key do any algorithm",
    otherwise="one secret serves two algorithms, and it is too short for one of them",
)
def hs256_to_hs512(scene: Scene) -> str:
    """Signed with HS512, by the secret that is for HS256."""
    key = scene.named("shared")
    return scene.token(header=scene.header(key, alg="HS512"), key=key, algorithm="HS512")


@attack(
    knows=FREE,
    where="published",
    reference="FIPS 186-5 6.4.2; CVE-2022-21449",
    layer="signature",
    hole="takes R = S = 0",
    otherwise="the psychic signature fits every text and every key",
)
def ecdsa_zero(scene: Scene) -> str:
    """ES256 with R and S both zero."""
    header = scene.header(scene.named("ec"))
    return f"{part(header)}.{part(raised(scene))}.{b64url_encode(bytes(64))}"


@attack(
    knows="a token that was ended by putting its hash on a list",
    where="published",
    reference="RFC 7518 3.4",
    layer="signature",
    hole="takes DER",
    otherwise="one token has two texts, and a list of ended texts knows one of them",
)
def ecdsa_der(scene: Scene) -> str:
    """A genuine ES256 signature in DER, as OpenSSL writes it."""
    key = scene.named("ec")
    text, _, signature = scene.token(key=key).rpartition(".")
    return f"{text}.{b64url_encode(raw_to_der(b64url_decode(signature), 'P-256'))}"


@attack(
    knows="that a missing secret is read as an empty one",
    where="secret",
    reference="RFC 7518 3.2",
    layer="key",
    hole="has a blank key for unknown names",
    otherwise="the secret is what everybody knows: nothing",
)
def blank_secret(scene: Scene) -> str:
    """HS256 with a secret of no octets, under a name that nobody has."""
    text = f"{part(scene.header(alg='HS256', kid='no-such-key'))}.{part(raised(scene))}"
    return f"{text}.{b64url_encode(digest(b'', text.encode(), sha256))}"


@attack(
    knows="a list of the thousand commonest passwords, and one token to try them on",
    where="dictionary",
    reference="RFC 7518 3.2; RFC 8725 3.5",
    layer="key",
    hole="takes weak keys",
    otherwise="the secret is found in a second, away from any server",
)
def secret_in_dictionary(scene: Scene) -> str:
    """HS256 with a secret that is a word."""
    return scene.token(raised(scene))


@attack(
    knows="the secret's length; no more is needed to say that the rule is broken",
    where="short",
    reference="RFC 7518 3.2",
    layer="key",
    hole="takes weak keys",
    otherwise="a secret of 31 octets got in: count octets, not letters of base64url, up to 32",
)
def secret_too_short(scene: Scene) -> str:
    """HS256 with a secret of 31 octets, where 32 are the least."""
    return scene.token(raised(scene))


@attack(
    knows="the factors of the key: for 1024 bits that is a matter of money",
    where="factored",
    reference="RFC 7518 3.3",
    layer="key",
    hole="takes weak keys",
    otherwise="who has the factors has the private key",
)
def rsa_1024(scene: Scene) -> str:
    """RS256 with a key of 1024 bits, where 2048 are the least."""
    return scene.token(raised(scene))


@attack(
    knows="that the key is a little too short; no more is needed to say that the rule is broken",
    where="scant",
    reference="RFC 7518 3.3",
    layer="key",
    hole="takes weak keys",
    otherwise="a modulus of 255 octets got in: count octets, not letters of base64url, up to 256",
)
def rsa_2040(scene: Scene) -> str:
    """RS256 with a key of 2040 bits, where 2048 are the least."""
    return scene.token(raised(scene))
