"""Verifiers that do what a header tells them: fetch a key, open a file, ask a database.

What would be dangerous to do is done in a small way: addresses hold their own content, the
file system is a dict, the shell knows two commands. Never use any of them.
"""

from __future__ import annotations

import posixpath
import sqlite3
from base64 import b64decode
from contextlib import closing
from typing import Any

from cryptography import x509

from simulator.attacks.verifiers.layered import Layered, Object, Wanted, choose, holed, need
from simulator.jose import Key, parse_json


def from_header(header: Object, wanted: Wanted) -> Any:
    """`jwk`: the key that the token brings along."""
    return Key.from_jwk(header["jwk"]).verifying if "jwk" in header else choose(header, wanted)


def fetched(address: str) -> bytes:
    """What is found at an address; only those that hold it themselves can be asked (RFC 2397)."""
    scheme, _, content = address.partition(";base64,")
    need(scheme.startswith("data:"), "no such address")
    return b64decode(content)


def from_jku(header: Object, wanted: Wanted) -> Any:
    """`jku`: the set of keys at the address that the token gives."""
    if not str(header.get("jku", "")).startswith("data:"):
        return choose(header, wanted)
    return Key.from_jwk(parse_json(fetched(header["jku"]))["keys"][0]).verifying


def from_x5u(header: Object, wanted: Wanted) -> Any:
    """`x5u`: the certificate at the address that the token gives."""
    if "x5u" not in header:
        return choose(header, wanted)
    return x509.load_pem_x509_certificate(fetched(header["x5u"])).public_key()


def from_x5c(header: Object, wanted: Wanted) -> Any:
    """`x5c`: the certificate that the token brings along."""
    if "x5c" not in header:
        return choose(header, wanted)
    return x509.load_der_x509_certificate(b64decode(header["x5c"][0])).public_key()


def secrets_in(wanted: Wanted) -> dict[str, bytes]:
    """The deployment's secrets by name."""
    keys = (Key.from_jwk(one) for one in wanted.keys["keys"] if one.get("use") == "sig"
            and one["kty"] == "oct")  # fmt: skip
    return {str(key.kid): key.verifying for key in keys}


def opened(header: Object, wanted: Wanted) -> Any:
    """`open("/etc/keys/" + kid)`."""
    if not str(header["alg"]).startswith("HS"):
        return choose(header, wanted)
    files = {"/dev/null": b"", "/etc/hostname": b"films\n"}
    files |= {f"/etc/keys/{name}": secret for name, secret in secrets_in(wanted).items()}
    path = posixpath.normpath(posixpath.join("/etc/keys", str(header.get("kid"))))
    need(path in files, "no such file")
    return files[path]


def selected(header: Object, wanted: Wanted) -> Any:
    """`SELECT secret FROM keys WHERE kid = '…'`, put together with quotation marks."""
    if not str(header["alg"]).startswith("HS"):
        return choose(header, wanted)
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE keys (kid TEXT, secret BLOB)")
        database.executemany("INSERT INTO keys VALUES (?, ?)", secrets_in(wanted).items())
        query = f"SELECT secret FROM keys WHERE kid = '{header.get('kid')}'"
        found = database.execute(query).fetchone()
    need(found, "no such row")
    return found[0].encode() if isinstance(found[0], str) else found[0]


def ran(header: Object, wanted: Wanted) -> Any:
    """`cat /etc/keys/$kid`, run by a shell."""
    if not str(header["alg"]).startswith("HS"):
        return choose(header, wanted)
    files = secrets_in(wanted)
    output = b""
    for command in f"cat {header.get('kid')}".split(";"):
        program, _, argument = command.strip().partition(" ")
        output += files.get(argument, b"") if program == "cat" else b""
        output += argument.encode() if program == "printf" else b""
    need(output, "no such file")
    return output


BY_HEADER: dict[str, Layered] = {
    "trusts jwk": holed(choose=from_header),
    "follows jku": holed(choose=from_jku),
    "follows x5u": holed(choose=from_x5u),
    "trusts x5c": holed(choose=from_x5c),
    "reads kid as a path": holed(choose=opened),
    "reads kid as SQL": holed(choose=selected),
    "reads kid as a command": holed(choose=ran),
}
"""Holes through which a header tells the verifier what to do."""
