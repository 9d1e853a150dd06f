"""20 000 mutations, and proof that the fuzzer would notice."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.jose import REASONS, trust, verifying
from tests.jose import fuzz


def test_no_changed_token_gets_in_and_no_foreign_exception_out():
    report = fuzz.run(20_000, seed=20_260)
    print(f"\n{report}")
    assert report.findings == []
    assert report.cases == 20_000
    assert report.refused.total() > 15_000
    assert report.honest > 500
    # Every layer had something to refuse.
    layers = {REASONS[reason].layer for reason in report.refused}
    assert layers >= {"split", "decode", "allow-list", "key", "signature", "claims", "policy"}


def skip(*_: Any, **__: Any) -> None:
    """A layer that somebody forgot."""


@pytest.mark.parametrize(
    ("module", "layer"),
    [
        (verifying, "check_signature"),
        (verifying, "check_times"),
        (verifying, "check_types"),
        (verifying, "check_policy"),
    ],
)
def test_it_notices_a_missing_layer(monkeypatch, module, layer):
    monkeypatch.setattr(module, layer, skip)
    assert fuzz.run(20_000).findings


def test_it_notices_a_lenient_decoder(monkeypatch):
    from base64 import urlsafe_b64decode

    from simulator.jose import compact

    monkeypatch.setattr(compact, "decode_part", lambda part: urlsafe_b64decode(part + b"==="))
    assert fuzz.run(20_000).findings


def test_it_notices_a_key_of_any_type(monkeypatch):
    monkeypatch.setattr(trust, "_unfit", lambda *_: "")
    assert any("Error" in finding for finding in fuzz.run(20_000).findings)
