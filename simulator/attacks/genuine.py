"""The honest traffic: tokens that are good, if not all of them ordinary."""

from __future__ import annotations

import json

from simulator.attacks.catalogue import honest
from simulator.attacks.scene import ABSENT, Scene


def by(scene: Scene, name: str) -> str:
    """An ordinary token, signed by the key of this name."""
    return scene.token(key=scene.named(name))


@honest("published", "RFC 7518 3.3")
def rs256(scene: Scene) -> str:
    """Signed with RS256."""
    return by(scene, "rsa")


@honest("published", "RFC 7518 3.5")
def ps256(scene: Scene) -> str:
    """Signed with PS256."""
    return by(scene, "pss")


@honest("published", "RFC 7518 3.4")
def es256(scene: Scene) -> str:
    """Signed with ES256."""
    return by(scene, "ec")


@honest("published", "RFC 7518 3.4")
def es384(scene: Scene) -> str:
    """Signed with ES384."""
    return by(scene, "ec-384")


@honest("published", "RFC 8037 3.1")
def eddsa(scene: Scene) -> str:
    """Signed with EdDSA, by an Ed25519 key."""
    return by(scene, "ed")


@honest("secret", "RFC 7518 3.2")
def hs256(scene: Scene) -> str:
    """A MAC with HS256."""
    return by(scene, "shared")


@honest("secret", "RFC 7518 3.2")
def hs512(scene: Scene) -> str:
    """A MAC with HS512."""
    return by(scene, "shared-512")


@honest("moving")
def shared_beside_published(scene: Scene) -> str:
    """HS256, where RS256 is allowed as well."""
    return by(scene, "shared")


@honest("moving")
def published_beside_shared(scene: Scene) -> str:
    """RS256, where HS256 is allowed as well."""
    return by(scene, "rsa")


@honest("published", "OpenID Connect Core 10.1.1")
def rotated_key(scene: Scene) -> str:
    """Signed by the key before the newest one, which is still published."""
    return by(scene, "ec-old")


@honest("published", "RFC 7515 4.1.4")
def kid_not_needed(scene: Scene) -> str:
    """No `kid`, where only one key fits."""
    key = scene.named("ed")
    return scene.token(header=scene.header(key, kid=ABSENT), key=key)


@honest(reference="RFC 7519 4.1.3")
def aud_list(scene: Scene) -> str:
    """`aud` is a list, and we are in it."""
    return scene.token(scene.claims(aud=["https://music.example", scene.deployment.audience]))


@honest(reference="RFC 7519 4.1.3")
def aud_list_of_one(scene: Scene) -> str:
    """`aud` is a list of one."""
    return scene.token(scene.claims(aud=[scene.deployment.audience]))


@honest(reference="RFC 7519 4.1.4")
def last_second_of_leeway(scene: Scene) -> str:
    """Expired, and still within the leeway by a second."""
    return scene.token(scene.claims(exp=scene.now - scene.deployment.leeway + 1))


@honest(reference="RFC 7519 4.1.5")
def nbf_now(scene: Scene) -> str:
    """Good from this very second on."""
    return scene.token(scene.claims(nbf=scene.now))


@honest(reference="RFC 7519 4.1.5")
def nbf_within_leeway(scene: Scene) -> str:
    """Good from a few seconds on, as far ahead as the leeway goes."""
    return scene.token(scene.claims(nbf=scene.now + scene.deployment.leeway))


@honest(reference="RFC 7519 4.1.6")
def iat_within_leeway(scene: Scene) -> str:
    """Issued a few seconds from now, by a clock that is as fast as the leeway allows."""
    ahead = scene.now + scene.deployment.leeway
    return scene.token(scene.claims(iat=ahead, exp=ahead + 600))


@honest(reference="RFC 7519 2")
def fractions_of_seconds(scene: Scene) -> str:
    """Dates with a fraction."""
    return scene.token(scene.claims(iat=scene.now - 60.25, exp=scene.now + 540.75))


@honest()
def lives_a_month(scene: Scene) -> str:
    """Good for thirty days: long, and legal."""
    return scene.token(scene.claims(exp=scene.now + 30 * 86400))


@honest()
def lives_eleven_months(scene: Scene) -> str:
    """Good for eleven months: very long, and below a year."""
    return scene.token(scene.claims(exp=scene.now + 335 * 86400))


@honest(reference="RFC 7519 4")
def unknown_claims(scene: Scene) -> str:
    """Claims that nobody knows, some of them objects."""
    more = {"favourite": {"film": "Metropolis", "year": 1927, "seen": [1, 2.5, True, None]}}
    return scene.token(scene.claims(**more, **{"https://films.example/plan": "family"}))


@honest(reference="RFC 7515 4")
def unknown_header_parameters(scene: Scene) -> str:
    """Header parameters that nobody knows, and none of them critical."""
    return scene.token(header=scene.header(colour="blue", trace={"hop": 3}))


@honest(reference="RFC 7515 4.1.2")
def jku_not_followed(scene: Scene) -> str:
    """A `jku` in the header, which there is no need to follow."""
    return scene.token(header=scene.header(jku=f"{scene.deployment.issuer}/jwks"))


@honest()
def long_but_legal(scene: Scene) -> str:
    """Five thousand characters: a claim with many entries."""
    groups = [f"group-{scene.random.getrandbits(64):016x}" for _ in range(130)]
    return scene.token(scene.claims(groups=groups))


@honest(reference="RFC 7515 4.1.9; RFC 2045 5.1")
def typ_in_capitals(scene: Scene) -> str:
    """`typ` is written AT+JWT."""
    return scene.token(header=scene.header(typ="AT+JWT"))


@honest(reference="RFC 7515 4.1.9; RFC 9068 4")
def typ_in_full(scene: Scene) -> str:
    """`typ` is written application/at+jwt."""
    return scene.token(header=scene.header(typ="application/at+jwt"))


@honest(reference="RFC 8259 8.1")
def name_of_any_letters(scene: Scene) -> str:
    """A name in letters of other alphabets, as UTF-8."""
    return scene.token(scene.claims(sub="Åda Λόβλεϊς", name="愛達 🎬"))


@honest(reference="RFC 8259 7")
def escaped_letters(scene: Scene) -> str:
    """The same as escapes, surrogate pairs among them."""
    claims = scene.claims(sub="Åda Λόβλεϊς", name="愛達 🎬")
    return scene.token(json.dumps(claims, ensure_ascii=True).encode())


@honest(reference="RFC 7515 A.1")
def line_breaks_in_json(scene: Scene) -> str:
    """JSON with line breaks and blanks, as in the standard's first example."""
    return scene.token(json.dumps(scene.claims(), indent=1).replace("\n", "\r\n").encode())


@honest(reference="RFC 8259 4")
def other_order(scene: Scene) -> str:
    """Claims and header in another order."""
    claims = dict(reversed(scene.claims().items()))
    header = dict(reversed(scene.header().items()))
    return scene.token(claims, header)
