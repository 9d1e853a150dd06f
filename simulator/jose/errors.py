"""The one error of this library, and the fixed table of reasons that it may give.

A reason names a check, never what was checked: no message holds a token, a claim's
value or a key, so that it may be logged and shown to whoever sent the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

LAYERS = ("split", "decode", "allow-list", "key", "signature", "claims", "policy")
"""The layers of a verifier, in the order in which a token meets them."""


class Reason(NamedTuple):
    """Which layer refuses, what it says, and where that is written."""

    layer: str
    """One of LAYERS; "signing" for what only an issuer does, "call" for a wrong argument."""
    text: str
    rfc: str
    """RFC and section, "" where no RFC speaks of it."""


def _table() -> dict[str, Reason]:
    rows: dict[str, dict[str, tuple[str, str]]] = {
        "call": {
            "bad_argument": ("an argument has the wrong type or value", ""),
        },
        "split": {
            "not_text": ("a token is text (str) or ASCII bytes", "RFC 7515 7.1"),
            "empty": ("there is no token, only an empty text", "RFC 7515 7.1"),
            "too_large": ("the token is longer than this verifier reads", "RFC 6585 5"),
            "not_ascii": ("a token holds ASCII characters only", "RFC 7515 7.1"),
            "bearer_prefix": (
                "the scheme is still in front: take 'Bearer ' off first",
                "RFC 6750 2.1",
            ),
            "bytes_repr": (
                "this is how Python prints bytes, b'...': decode them to str first",
                "RFC 7515 7.1",
            ),
            "quoted": ("there are quotation marks around the token", "RFC 7515 7.1"),
            "whitespace": ("a token holds no blanks and no line breaks", "RFC 7515 2"),
            "json_serialization": (
                "this is the JSON serialization, and only the compact one is read here",
                "RFC 7515 7.2",
            ),
            "encrypted": ("five parts: this token is encrypted, not only signed", "RFC 7516 3.1"),
            "part_count": ("a signed token has three parts with dots between", "RFC 7515 7.1"),
        },
        "decode": {
            "base64_alphabet": (
                "base64url has letters, digits, '-' and '_' only",
                "RFC 7515 2",
            ),
            "base64_padding": ("base64url in tokens has no '=' at its end", "RFC 7515 2"),
            "base64_length": ("no octets have an encoding of this length", "RFC 4648 4"),
            "base64_unused_bits": (
                "the last character has bits set that nothing uses",
                "RFC 4648 3.5",
            ),
            "not_utf8": ("the text is not UTF-8", "RFC 7515 5.2"),
            "not_json": ("the text is not JSON", "RFC 7515 5.2"),
            "not_object": ("a JSON object is needed here", "RFC 7515 4"),
            "duplicate_name": ("an object has the same name twice", "RFC 7519 4"),
            "not_finite": ("a number is NaN, infinite or too large", "RFC 8259 6"),
            "too_deep": ("the JSON text is nested too deeply", "RFC 8259 9"),
            "lone_surrogate": ("a text holds half of a surrogate pair", "RFC 8259 8.2"),
            "header_type": ("a header parameter has the wrong type", "RFC 7515 4.1"),
            "crit_malformed": (
                "the list of critical header parameters is wrong",
                "RFC 7515 4.1.11",
            ),
            "crit_not_understood": (
                "the token says that a header parameter must be understood, and it is not",
                "RFC 7515 4.1.11",
            ),
            "unencoded_payload": ("unencoded payloads are not for tokens", "RFC 7797 7"),
            "detached_payload": (
                "the payload must be either in the token or handed in",
                "RFC 7515 F",
            ),
        },
        "allow-list": {
            "no_algorithms": (
                "say which algorithms are acceptable: a list of names",
                "RFC 8725 3.1",
            ),
            "algorithm_unknown": ("the list names an algorithm unknown here", "RFC 7518 3.1"),
            "algorithm_missing": ("the header does not say its algorithm", "RFC 7515 4.1.1"),
            "algorithm_none": ("the token is not signed: algorithm none", "RFC 8725 3.2"),
            "algorithm_not_allowed": (
                "the header's algorithm is not one of those allowed",
                "RFC 7515 5.2",
            ),
        },
        "key": {
            "not_a_key": (
                "keys are Key objects, a KeySet or a JWK Set: read text with Key.from_pem,"
                " Key.from_jwk or Key.from_secret",
                "RFC 7517 4",
            ),
            "no_keys": ("there is no key that could be used", "RFC 7515 6"),
            "unknown_kid": ("no key has the name that the header gives", "RFC 7515 4.1.4"),
            "several_keys": ("more than one key would fit", "RFC 7515 6"),
            "key_type": ("the key's type does not fit the algorithm", "RFC 7518 3.1"),
            "key_algorithm": ("the key is for another algorithm", "RFC 8725 3.1"),
            "key_unbound": (
                "the key fits several algorithms: one key, one algorithm",
                "RFC 8725 3.1",
            ),
            "key_use": ("the key is not for signatures", "RFC 7517 4.2"),
            "key_ops": ("the key is not for this operation", "RFC 7517 4.3"),
            "key_too_short": (
                "the key is too short: HMAC needs a key as long as the hash, RSA 2048 bits",
                "RFC 7518 3.2, 3.3",
            ),
            "key_roca": (
                "the RSA key comes from a generator whose keys can be factored (CVE-2017-15361)",
                "RFC 8725 3.5",
            ),
            "key_private": (
                "a private key was given to verify with: hand over key.public()",
                "RFC 7517 9.2",
            ),
            "secret_blank": ("a secret of no octets keeps nothing secret", "RFC 7518 3.2"),
            "secret_is_a_key": (
                "a key in PEM, DER or JWK form is not a shared secret",
                "RFC 8725 3.1",
            ),
            "jwk_malformed": ("the JWK lacks a member or has a wrong one", "RFC 7517 4"),
            "jwk_unsupported": ("keys of this type or curve are not known here", "RFC 7517 5"),
            "jwks_malformed": ("a JWK Set is an object with a list 'keys'", "RFC 7517 5"),
            "pem_line_breaks": (
                "the PEM text has lost its line breaks, or holds backslash-n in their place",
                "RFC 7468 2",
            ),
            "pem_unreadable": ("this is no PEM text of a key", "RFC 7468 2"),
            "pem_encrypted": ("the PEM text is encrypted: give its password", "RFC 7468 11"),
            "no_private_half": ("only the public half of this key is known", "RFC 7517 9.2"),
            "no_public_half": (
                "a shared secret has no public half: whoever can verify can sign",
                "RFC 7517 9.2",
            ),
            "key_export": ("a key is not pickled: say jwk(private=True)", "RFC 7517 9.2"),
        },
        "signature": {
            "signature_missing": ("the signature is empty", "RFC 7515 5.2"),
            "signature_length": (
                "the signature has the wrong length for its algorithm and key",
                "RFC 7518 3",
            ),
            "signature_wrong": (
                "the signature is not that of this text and this key",
                "RFC 7515 5.2",
            ),
        },
        "claims": {
            "claim_missing": ("a claim is missing", "RFC 7519 4"),
            "claim_type": ("a claim has the wrong type", "RFC 7519 4.1"),
            "expired": ("the token has expired", "RFC 7519 4.1.4"),
            "not_yet_valid": ("the token is not valid yet", "RFC 7519 4.1.5"),
            "issued_in_future": ("the token was issued in the future", "RFC 7519 4.1.6"),
        },
        "policy": {
            "wrong_typ": ("the token is of another type", "RFC 8725 3.11"),
            "wrong_issuer": ("the token is from another issuer", "RFC 7519 4.1.1"),
            "wrong_audience": ("the token is for another audience", "RFC 7519 4.1.3"),
            "lifetime_too_long": (
                "the token lives longer than allowed: are its times in seconds?",
                "RFC 7519 2",
            ),
        },
        "signing": {
            "not_serializable": ("the claims can't be written as JSON", "RFC 8259 3"),
            "header_reserved": ("this header parameter is set by the signer", "RFC 7515 4.1"),
            "payload_not_url_safe": (
                "this payload can only be signed unencoded if it is detached",
                "RFC 7797 5.2",
            ),
        },
    }  # fmt: skip
    return {
        name: Reason(layer, *row) for layer, named in rows.items() for name, row in named.items()
    }


REASONS: Mapping[str, Reason] = MappingProxyType(_table())
"""Every reason this library may give: `{reason: (layer, text, RFC section)}`."""


class JoseError(Exception):
    """A token, key or argument is refused, for one of the REASONS.

    It is the only exception that leaves this library, whatever is handed in.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        """A key of REASONS."""
        self.detail = detail
        """The name of the claim, member or argument meant, "" where there is nothing to name.
        A name that the caller or an RFC gave, never the token."""

    @property
    def layer(self) -> str:
        """The layer that refused (one of LAYERS, "signing" or "call")."""
        return REASONS[self.reason].layer

    @property
    def rfc(self) -> str:
        """Where the rule is written, "" where no RFC speaks of it."""
        return REASONS[self.reason].rfc

    def __str__(self) -> str:
        _, text, rfc = REASONS[self.reason]
        return text + (f": {self.detail}" if self.detail else "") + (f" ({rfc})" if rfc else "")
