"""Attacks through the claims: genuine tokens, for another time, place or purpose."""

from __future__ import annotations

from simulator.attacks.catalogue import attacks_of
from simulator.attacks.scene import ABSENT, Scene

attack = attacks_of("claims")

STOLEN = "an old token, from a log or a browser's memory"
NOT_YET = "a token that was issued in advance"
SLOPPY = "an issuer that writes what it is told to"
NEIGHBOUR = "a token that a neighbour was given, quite honestly"
FOR_EVER = "the token never expires, and neither does a thief's copy"


@attack(
    knows=STOLEN,
    reference="RFC 7519 4.1.4",
    layer="claims",
    hole="never looks at exp",
    otherwise=FOR_EVER,
)
def expired(scene: Scene) -> str:
    """Expired an hour ago."""
    return scene.token(scene.claims(iat=scene.now - 4200, exp=scene.now - 3600))


@attack(
    knows=STOLEN,
    reference="RFC 7519 4.1.4",
    layer="claims",
    hole="lets exp last a second",
    otherwise="each token lives a second longer than it says; the standard says not",
)
def expired_this_second(scene: Scene) -> str:
    """At its `exp`, leeway counted, it is over: not a second later."""
    return scene.token(scene.claims(exp=scene.now - scene.deployment.leeway))


@attack(
    knows=SLOPPY,
    reference="RFC 9068 2.2; RFC 7519 4.1.4",
    layer="claims",
    hole="looks at exp if it is there",
    otherwise=FOR_EVER,
)
def exp_missing(scene: Scene) -> str:
    """There is no `exp`."""
    return scene.token(scene.claims(exp=ABSENT))


@attack(
    knows=SLOPPY,
    reference="RFC 7519 4.1.4",
    layer="claims",
    hole="looks at exp if it is there",
    otherwise=FOR_EVER,
)
def exp_null(scene: Scene) -> str:
    """`exp` is null."""
    return scene.token(scene.claims(exp=None))


@attack(
    knows=SLOPPY,
    reference="RFC 7519 2, 4.1.4",
    layer="claims",
    hole="makes numbers of texts",
    otherwise="two readers see two dates: one compares numbers, one compares letters",
)
def exp_string(scene: Scene) -> str:
    """`exp` is a text with digits in it."""
    return scene.token(scene.claims(exp=str(scene.now + 300)))


@attack(
    knows=SLOPPY,
    reference="RFC 7519 2, 4.1.4",
    layer="claims",
    hole="looks at exp if it is there",
    otherwise=f"true is 1 in Python, and a check that asks for numbers skips it: {FOR_EVER}",
)
def exp_true(scene: Scene) -> str:
    """`exp` is true."""
    return scene.token(scene.claims(exp=True))


@attack(
    knows="an issuer that counts in milliseconds",
    reference="RFC 7519 2",
    layer="policy",
    hole="lets tokens live for ever",
    otherwise="the token expires in the year 50 000 or so",
)
def exp_in_milliseconds(scene: Scene) -> str:
    """`exp` counts milliseconds."""
    return scene.token(scene.claims(exp=(scene.now + 300) * 1000))


@attack(
    knows="an issuer with a generous default",
    reference="RFC 8725 3; RFC 9068 5",
    layer="policy",
    hole="lets tokens live for ever",
    otherwise="what was stolen once is good for two years",
)
def lives_two_years(scene: Scene) -> str:
    """Good for two years."""
    return scene.token(scene.claims(exp=scene.now + 2 * 366 * 86400))


@attack(
    knows=NOT_YET,
    reference="RFC 7519 4.1.5",
    layer="claims",
    hole="never looks at nbf",
    otherwise="who holds tomorrow's token is let in today",
)
def nbf_ahead(scene: Scene) -> str:
    """Not to be used before an hour from now."""
    return scene.token(scene.claims(nbf=scene.now + 3600, exp=scene.now + 7200))


@attack(
    knows=SLOPPY,
    reference="RFC 7519 2, 4.1.5",
    layer="claims",
    hole="makes numbers of texts",
    otherwise="two readers see two dates",
)
def nbf_string(scene: Scene) -> str:
    """`nbf` is a text with digits in it."""
    return scene.token(scene.claims(nbf=str(scene.now - 60)))


@attack(
    knows="a clock of the issuer's that she has set",
    reference="RFC 7519 4.1.6",
    layer="claims",
    hole="never looks at iat",
    otherwise="tokens are made for later, when the key has been changed",
)
def iat_ahead(scene: Scene) -> str:
    """Issued an hour from now."""
    return scene.token(scene.claims(iat=scene.now + 3600, exp=scene.now + 4200))


@attack(
    knows="an account at an issuer whose name begins the same",
    reference="RFC 7519 4.1.1",
    layer="policy",
    hole="compares issuers by their beginning",
    otherwise="login.example.evil.test is taken for login.example",
)
def iss_longer(scene: Scene) -> str:
    """`iss` begins like the issuer's name, and goes on."""
    return scene.token(scene.claims(iss=f"{scene.deployment.issuer}.evil.example"))


@attack(
    knows="that names are compared with `in`",
    reference="RFC 7519 4.1.1; CVE-2024-53861",
    layer="policy",
    hole="looks for issuers in texts",
    otherwise="a part of the name is taken for the whole",
)
def iss_shorter(scene: Scene) -> str:
    """`iss` is a part of the issuer's name."""
    return scene.token(scene.claims(iss=scene.deployment.issuer[:8]))


@attack(
    knows="an issuer that differs in case",
    reference="RFC 7519 4.1.1, 7.3",
    layer="policy",
    hole="compares issuers kindly",
    otherwise="two issuers are taken for one",
)
def iss_other_case(scene: Scene) -> str:
    """`iss` is in capital letters."""
    return scene.token(scene.claims(iss=scene.deployment.issuer.upper()))


@attack(
    knows="an issuer that differs in a slash",
    reference="RFC 7519 4.1.1, 7.3",
    layer="policy",
    hole="compares issuers kindly",
    otherwise="two issuers are taken for one",
)
def iss_with_slash(scene: Scene) -> str:
    """`iss` has a slash behind it."""
    return scene.token(scene.claims(iss=f"{scene.deployment.issuer}/"))


@attack(
    knows=SLOPPY,
    reference="RFC 7519 4.1.1",
    layer="claims",
    hole="looks for issuers in lists",
    otherwise="a token with two issuers is believed for either",
)
def iss_list(scene: Scene) -> str:
    """`iss` is a list."""
    issuers = [scene.deployment.issuer, "https://evil.example"]
    return scene.token(scene.claims(iss=issuers))


@attack(
    knows=SLOPPY,
    reference="RFC 8725 3.8; RFC 9068 2.2",
    layer="policy",
    hole="looks at iss if it is there",
    otherwise="a token of nobody's is taken for one of the issuer's",
)
def iss_missing(scene: Scene) -> str:
    """There is no `iss`."""
    return scene.token(scene.claims(iss=ABSENT))


@attack(
    knows="a token from another tenant, signed with the same keys",
    reference="RFC 8725 3.8",
    layer="policy",
    hole="ignores the issuer",
    otherwise="who may make accounts in one house has the key to all",
)
def iss_neighbour(scene: Scene) -> str:
    """From another tenant of the same login service."""
    return scene.token(scene.claims(iss=f"{scene.deployment.issuer}-music"))


@attack(
    knows=SLOPPY,
    reference="RFC 7519 4.1.3; RFC 8725 3.9",
    layer="policy",
    hole="looks at aud if it is there",
    otherwise="a token for nobody is a token for everybody",
)
def aud_missing(scene: Scene) -> str:
    """There is no `aud`."""
    return scene.token(scene.claims(aud=ABSENT))


@attack(
    knows=NEIGHBOUR,
    reference="RFC 7519 4.1.3; RFC 8725 3.9",
    layer="policy",
    hole="ignores the audience",
    otherwise="whoever runs a service of the house can use its visitors' tokens at all others",
)
def aud_neighbour(scene: Scene) -> str:
    """For another service of the same house."""
    return scene.token(scene.claims(aud="https://music.example"))


@attack(
    knows="a service whose name begins like ours",
    reference="RFC 7519 4.1.3",
    layer="policy",
    hole="looks for audiences in texts",
    otherwise="our name is found in another's",
)
def aud_longer(scene: Scene) -> str:
    """`aud` begins with our name, and goes on."""
    return scene.token(scene.claims(aud=f"{scene.deployment.audience}.evil.example"))


@attack(
    knows="a service whose name is a part of ours",
    reference="RFC 7519 4.1.3",
    layer="policy",
    hole="looks for audiences in our name",
    otherwise="another's name is found in ours",
)
def aud_shorter(scene: Scene) -> str:
    """`aud` is a part of our name."""
    return scene.token(scene.claims(aud=scene.deployment.audience.removesuffix(".example")))


@attack(
    knows=SLOPPY,
    reference="RFC 7519 4.1.3; CVE-2020-26160",
    layer="policy",
    hole="looks at aud if it is there",
    otherwise="nothing in the list is not ours, so it passes",
)
def aud_empty_list(scene: Scene) -> str:
    """`aud` is an empty list."""
    return scene.token(scene.claims(aud=[]))


@attack(
    knows="her own browser, where ID tokens are kept",
    reference="RFC 9068 4; RFC 8725 3.11",
    layer="policy",
    hole="ignores typ",
    otherwise="what says who somebody is opens doors, as if it said what they may do",
)
def id_token(scene: Scene) -> str:
    """An ID token: `typ` is JWT."""
    claims = scene.claims(nonce=f"{scene.random.getrandbits(32):08x}", name="Mallory")
    return scene.token(claims, scene.header(typ="JWT"))


@attack(
    knows="a refresh token, from a place where such are kept",
    reference="RFC 8725 3.11, 3.12",
    layer="policy",
    hole="ignores typ",
    otherwise="what lives for weeks opens doors that should close in minutes",
)
def refresh_token(scene: Scene) -> str:
    """A refresh token: `typ` is rt+jwt."""
    claims = scene.claims(exp=scene.now + 14 * 86400)
    return scene.token(claims, scene.header(typ="rt+jwt"))


@attack(
    knows="her own browser, where ID tokens are kept",
    reference="RFC 9068 4; RFC 7515 4.1.9",
    layer="policy",
    hole="ignores typ",
    otherwise="whatever begins with application/ is taken for an access token",
)
def id_token_in_full(scene: Scene) -> str:
    """An ID token: `typ` is application/JWT."""
    return scene.token(header=scene.header(typ="application/JWT"))


@attack(
    knows="a refresh token, from a place where such are kept",
    reference="RFC 8725 3.11; RFC 7515 4.1.9",
    layer="policy",
    hole="ignores typ",
    otherwise="whatever begins with application/ is taken for an access token",
)
def refresh_token_in_full(scene: Scene) -> str:
    """A refresh token: `typ` is application/rt+jwt."""
    return scene.token(header=scene.header(typ="application/rt+jwt"))


@attack(
    knows="a token of another family of types",
    reference="RFC 7515 4.1.9",
    layer="policy",
    hole="ignores typ",
    otherwise="only `application/` may be left out; what ends alike is another type",
)
def typ_of_another_tree(scene: Scene) -> str:
    """`typ` is x/at+jwt."""
    return scene.token(header=scene.header(typ="x/at+jwt"))


@attack(
    knows="any signed text of the issuer's",
    reference="RFC 9068 4; RFC 8725 3.11",
    layer="policy",
    hole="ignores typ",
    otherwise="what was signed for some other purpose is taken for an access token",
)
def typ_missing(scene: Scene) -> str:
    """The header has no `typ`."""
    return scene.token(header=scene.header(typ=ABSENT))


@attack(
    knows=SLOPPY,
    reference="RFC 7519 4.1.2",
    layer="claims",
    hole="takes any sub",
    otherwise='17 and "17" are two people here, and one there',
)
def sub_integer(scene: Scene) -> str:
    """`sub` is a number."""
    return scene.token(scene.claims(sub=scene.random.randrange(1, 10**6)))


@attack(
    knows=SLOPPY,
    reference="RFC 9068 2.2",
    layer="claims",
    hole="takes any sub",
    otherwise="nobody is let in, and nobody is asked for a role",
)
def sub_missing(scene: Scene) -> str:
    """There is no `sub`."""
    return scene.token(scene.claims(sub=ABSENT))
