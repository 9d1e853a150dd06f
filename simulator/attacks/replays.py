"""Attacks that no verifier without a memory can refuse: every check of theirs is passed."""

from __future__ import annotations

from simulator.attacks.catalogue import replay
from simulator.attacks.scene import Scene
from simulator.jose import b64url_decode, b64url_encode

ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@replay(
    knows="a token that was used a moment ago",
    reference="RFC 7519 4.1.7",
    layer="policy",
    needs="once",
    otherwise="what was meant to be used once is used twice",
)
def jti_twice(scene: Scene) -> tuple[str, str]:
    """The same token once more."""
    token = scene.token()
    return token, token


@replay(
    knows="Ada's token, after Ada has logged out",
    reference="RFC 7009 3",
    layer="policy",
    needs="deny",
    otherwise="logging out ends the session that is seen, and not the token",
)
def after_logout(scene: Scene) -> tuple[str, str]:
    """A token whose owner has logged out."""
    token = scene.token()
    return token, token


@replay(
    knows="Ada's token, after Ada has logged out; no key",
    where="published",
    needs="deny",
    reference="FIPS 186-5 6.4; RFC 7518 3.4",
    layer="policy",
    otherwise="a list of ended texts, or of their hashes, does not know the token's twin",
)
def ecdsa_twin(scene: Scene) -> tuple[str, str]:
    """Its twin: of an ECDSA signature (R, S), (R, n - S) is as good."""
    token = scene.token(key=scene.named("ec"))
    text, _, signature = token.rpartition(".")
    octets = b64url_decode(signature)
    twin = ORDER_OF_P256 - int.from_bytes(octets[32:], "big")
    return token, f"{text}.{b64url_encode(octets[:32] + twin.to_bytes(32, 'big'))}"
