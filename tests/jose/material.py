"""Keys and vectors for the tests of this folder."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulator.jose import ALGORITHMS, Key, sign

HERE = Path(__file__).parent
NOW = 1_700_000_000
ISSUER = "https://auth.example"
AUDIENCE = "films"
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "ada",
    "aud": AUDIENCE,
    "iat": NOW,
    "exp": NOW + 300,
    "jti": "b3f1",
    "roles": ["viewer"],
}
WANTED: dict[str, Any] = {"issuer": ISSUER, "audience": AUDIENCE, "now": NOW}


def key_for(algorithm: str, number: int = 0) -> Key:
    """A key pair or secret, made once: RSA keys take time."""
    return _made(algorithm, number)


@cache
def _made(algorithm: str, number: int) -> Key:
    return Key.generate(algorithm, kid=f"{algorithm}-{number}")


@cache
def token_for(algorithm: str) -> str:
    """A good token, signed with `key_for`."""
    return sign(CLAIMS, key_for(algorithm))


EVERY_ALGORITHM = pytest.mark.parametrize("algorithm", list(ALGORITHMS))


@cache
def examples() -> dict[str, dict[str, Any]]:
    """What the RFCs print, by id."""
    text = (HERE / "rfc_examples.json").read_text(encoding="utf-8")
    return {one["id"]: one for one in json.loads(text)["examples"]}


def vectors_folder() -> Path | None:
    """Where the collection of vectors lies, None if it is not on this machine."""
    given = os.environ.get("JWT_VECTORS")
    folder = Path(given) if given else HERE.parents[2] / "shared" / "vectors"
    return folder if (folder / "rfc7515.json").is_file() else None


def vectors(name: str) -> Any:
    """A file of the collection. Skips the test where there is none."""
    folder = vectors_folder()
    if folder is None:
        pytest.skip("the vectors are not on this machine: set JWT_VECTORS to their folder")
    return json.loads((folder / name).read_text(encoding="utf-8"))
