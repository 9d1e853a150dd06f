"""The range: what is fresh, what repeats, and what it makes of verifiers of any kind."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
import warnings
from itertools import pairwise
from typing import Any

import pytest

from simulator.attacks import ATTACKS, HONEST, Ground, RangeResult, attack_range, compare
from simulator.attacks.arena import aimed
from simulator.attacks.keymaking import rsa_key
from simulator.attacks.limit import TooLong, can_limit, limited
from simulator.attacks.verifiers import STRICT, ours, reads_only
from simulator.jose import peek

SEED = 11
needs_timer = pytest.mark.skipif(not can_limit(), reason="no interval timer")


def tokens(seed: int) -> list[tuple[str, str]]:
    return [(entry.name, token) for entry, _, token in aimed(Ground(seed))]


# --- fresh, and repeatable -------------------------------------------------------------------


def test_a_seed_gives_the_same_range_again():
    first, second = tokens(SEED), tokens(SEED)
    assert [name for name, _ in first] == [name for name, _ in second]
    differing = [a[0] for a, b in zip(first, second, strict=True) if a[1] != b[1]]
    # ECDSA and PSS signatures are never the same twice (FIPS 186-5 6.3, RFC 8017 8.1).
    assert {"hs256", "eddsa", "rs256", "none"}.isdisjoint(differing)
    # Mallory's certificates hold such a signature themselves; other-alphabet looks for one.
    for name in set(differing) - {"x5c", "x5u", "json-serialization", "other-alphabet"}:
        one, other = dict(first)[name], dict(second)[name]
        assert one.split(".")[:2] == other.split(".")[:2]
    assert len(differing) < len(first) * 0.6
    assert Ground(SEED).published[0].thumbprint() == Ground(SEED).published[0].thumbprint()


def test_rows_repeat_by_seed():
    first, second = (attack_range(reads_only, seed=SEED) for _ in range(2))
    assert first.seed == SEED
    assert [(row.name, row.outcome) for row in first.rows] == [
        (row.name, row.outcome) for row in second.rows
    ]


def test_without_a_seed_everything_is_new():
    first, second = attack_range(ours), attack_range(ours)
    assert first.seed != second.seed
    one, other = Ground(first.seed), Ground(second.seed)
    assert (one.issuer, one.now) != (other.issuer, other.now)
    thumbprints = [{key.thumbprint() for key in ground.published} for ground in (one, other)]
    assert not thumbprints[0] & thumbprints[1]


def test_no_token_comes_twice():
    seen: set[str] = set()
    for seed in (1, 2):
        now = {token for _, token in tokens(seed)}
        assert len(now) == len(ATTACKS) + len(HONEST)
        assert not seen & now
        seen |= now


def test_honest_and_forged_arrive_mixed():
    order = [entry.kind for entry, _, _ in aimed(Ground(SEED))]
    changes = sum(a != b for a, b in pairwise(order))
    assert changes > 25
    assert order != [entry.kind for entry, _, _ in aimed(Ground(SEED + 1))]


def test_all_calls_have_one_shape():
    shapes: set[Any] = set()
    kids: set[str] = set()

    def watch(*places: Any, **names: Any) -> Any:
        shapes.add((len(places), tuple(names), *(type(value).__name__ for value in names.values())))
        kids.update(key["kid"] for key in places[1]["keys"] if key.get("use") == "sig")
        assert all(key["alg"] for key in places[1]["keys"])
        raise ValueError

    attack_range(watch, seed=SEED)
    assert shapes == {
        (2, ("algorithms", "issuer", "audience", "now", "leeway", "typ"),
         "list", "str", "str", "int", "int", "str"),
    }  # fmt: skip
    assert len(kids) > 8


def test_nobody_sees_the_private_half_of_a_pair():
    for _, scene, _ in aimed(Ground(SEED)):
        for jwk in scene.deployment.keys["keys"]:
            assert not {"d", "p", "q"} & jwk.keys()


def test_rsa_keys_from_a_seed_are_keys():
    from random import Random

    key = rsa_key(Random(1), 2048)
    numbers = key.private_numbers()
    # Read once more, this time with all the checks that keymaking leaves out.
    assert numbers.private_key().public_key().public_numbers() == numbers.public_numbers
    assert key.key_size == 2048


# --- the score -------------------------------------------------------------------------------


def refuses_all(token: str, keys: Any, /, **about: Any) -> Any:
    raise ValueError("no")


def accepts_all(token: str, keys: Any, /, **about: Any) -> Any:
    return {"sub": "ada"}


def test_who_refuses_everything_scores_nothing():
    result = attack_range(refuses_all, seed=SEED)
    assert (result.forged_refused, result.honest_accepted, result.score) == (len(ATTACKS), 0, 0)
    assert not result.ok


def test_who_accepts_everything_scores_nothing():
    result = attack_range(accepts_all, seed=SEED)
    assert (result.forged_refused, result.score) == (0, 0)
    # It accepts, and what it returns are not the token's claims.
    assert result.honest_accepted == 0
    assert result["es256"].outcome == "no claims"


def test_who_is_right_scores_a_hundred():
    result = attack_range(ours, seed=SEED)
    assert (result.score, result.ok, result.stories()) == (100, True, [])


def test_a_hundred_is_for_those_alone():
    """One slip among 120 tokens, and the score is below 100 by rounding down."""

    def nearly(token: str, keys: Any, /, **about: Any) -> Any:
        header = {} if token.count(".") != 2 else header_of(token)
        if header.get("typ") == "rt+jwt":
            return peek(token)[1]
        return STRICT(token, keys, **about)

    result = attack_range(nearly, seed=SEED)
    assert [row.name for row in result.breaches] == ["refresh-token"]
    assert result.score == 98


def header_of(token: str) -> dict[str, Any]:
    try:
        return peek(token)[0]
    except Exception:
        return {}


# --- odd verifiers ---------------------------------------------------------------------------


def forged(result: RangeResult) -> set[str]:
    return {row.outcome for row in result.rows if row.kind == "forged"}


@pytest.mark.parametrize("value", [None, True, {}, "ada", ["ada"], 17], ids=repr)
def test_who_returns_no_claims_lets_in_and_serves_nobody(value):
    result = attack_range(lambda *places, **names: value, seed=SEED)
    assert forged(result) == {"no claims"}
    assert (result.forged_refused, result.honest_accepted) == (0, 0)
    assert type(value).__name__ in result["rs256"].detail


def test_who_returns_the_header_is_found_out():
    result = attack_range(lambda token, keys, **names: peek(token)[0], seed=SEED)
    assert result["rs256"].outcome == "no claims"
    assert result.honest_accepted == 0


@pytest.mark.parametrize(
    "slip", [KeyError, TypeError, RecursionError, ZeroDivisionError, AttributeError, MemoryError]
)
def test_slips_are_refusals_by_accident(slip):
    def falls(*places: Any, **names: Any) -> Any:
        raise slip("oh")

    result = attack_range(falls, seed=SEED)
    assert forged(result) == {"fell over"}
    assert result.forged_refused == len(ATTACKS)
    assert result["rs256"].outcome == "fell over"
    assert not result["rs256"].ok
    assert "by accident" in str(result)


@pytest.mark.parametrize("raised", [ValueError, PermissionError, RuntimeError, Exception])
def test_other_exceptions_are_refusals(raised):
    def refuses(*places: Any, **names: Any) -> Any:
        raise raised("no")

    assert forged(attack_range(refuses, seed=SEED)) == {"refused"}


class Ending(BaseException):
    """No Exception."""


@pytest.mark.parametrize("ending", [SystemExit, GeneratorExit, Ending])
def test_what_ends_a_program_is_no_refusal(ending):
    def ends(*places: Any, **names: Any) -> Any:
        raise ending

    ends.__module__ = Ending.__module__ = "mine"
    result = attack_range(ends, seed=SEED)
    assert forged(result) == {"broke out"}
    assert result.forged_refused == 0


def test_ctrl_c_is_the_readers():
    def interrupted(*places: Any, **names: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attack_range(interrupted, seed=SEED)


def test_messages_that_can_not_be_made_are_left_out():
    class MuteError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def mute(*places: Any, **names: Any) -> Any:
        raise MuteError

    assert attack_range(mute, seed=SEED)["none"].detail == "MuteError"


def test_who_prints_is_told_so_and_heard_by_nobody(capsys):
    def talks(token: str, keys: Any, /, **about: Any) -> Any:
        print("hello")
        print("there", file=sys.stderr)
        return STRICT(token, keys, **about)

    result = attack_range(talks, seed=SEED)
    assert capsys.readouterr() == ("", "")
    assert result.faults == {"prints": len(ATTACKS) + len(HONEST)}
    assert result.score == 100


def test_who_changes_arguments_harms_nobody():
    def changes(token: str, keys: Any, /, **about: Any) -> Any:
        claims = STRICT(token, keys, **about)
        keys["keys"].clear()
        about["algorithms"].append("none")
        return claims

    result = attack_range(changes, seed=SEED)
    assert result.score == 100
    assert result.faults == {"changes its arguments": len(HONEST)}


@needs_timer
def test_who_hangs_is_stopped():
    hung = {"none", "es256"}
    names = {token: name for name, token in tokens(SEED)}

    def hangs(token: str, keys: Any, /, **about: Any) -> Any:
        if names.get(token) in hung | {"eddsa"}:
            while True:
                time.sleep(0.001)
        return STRICT(token, keys, **about)

    result = attack_range(hangs, seed=SEED, limit=0.1)
    # The signature of es256 is another one each time, so that token is not known again.
    assert {row.name for row in result.rows if row.outcome == "hung"} == {"none", "eddsa"}
    assert not result["none"].ok
    assert "it hung" in result["none"].story()


@needs_timer
def test_who_always_hangs_gets_less_time_by_and_by():
    def hangs(*places: Any, **names: Any) -> Any:
        while True:
            pass

    before = time.perf_counter()
    assert forged(attack_range(hangs, seed=SEED, limit=0.2)) == {"hung"}
    assert time.perf_counter() - before < 0.2 * (len(ATTACKS) + len(HONEST))


def test_a_warning_is_no_print():
    def warns(token: str, keys: Any, /, **about: Any) -> Any:
        warnings.warn("careful", UserWarning, stacklevel=1)
        return STRICT(token, keys, **about)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        result = attack_range(warns, seed=SEED)
    assert (result.score, result.faults) == (100, {})


@needs_timer
def test_who_hangs_and_catches_everything_is_stopped():
    def stubborn(*places: Any, **names: Any) -> Any:
        while True:
            try:
                sum(range(100))
            except BaseException:
                continue

    with pytest.raises(TooLong):
        limited(stubborn, 0.05)


def test_a_verifier_must_be_a_function():
    with pytest.raises(TypeError, match="a verifier is a function"):
        attack_range("ours")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no verifier"):
        compare({})


# --- the limit -------------------------------------------------------------------------------


@needs_timer
def test_the_limit_leaves_no_trace():
    before = signal.getsignal(signal.SIGALRM)
    assert limited(lambda: 7, 5) == 7
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@needs_timer
def test_a_timer_around_the_range_goes_on():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        limited(lambda: time.sleep(0.01), 0.1)
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left < 0.3
        # One that is nearer than ours does the work itself.
        limited(lambda: time.sleep(0.35), 5)
        assert rung == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_on_another_thread_there_is_no_limit():
    found: list[RangeResult] = []
    thread = threading.Thread(target=lambda: found.append(attack_range(ours, seed=SEED)))
    thread.start()
    thread.join()
    assert found[0].score == 100


@needs_timer
def test_a_limit_of_the_courses_passes_through():
    from course.timelimit import TimeIsUp, run_limited

    def hangs(*places: Any, **names: Any) -> Any:
        while True:
            pass

    with pytest.raises(TimeIsUp):
        run_limited(lambda: attack_range(hangs, seed=SEED, limit=60), 1.0)


# --- what it says ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def result() -> RangeResult:
    return attack_range(reads_only, seed=SEED, name="mine")


def test_a_story_has_three_lines(result):
    assert len(result.stories()) == len(result.breaches) + len(result.turned_away)
    for row, story in zip(result.breaches, result.stories(), strict=False):
        first, second, third = story.split("\n")
        assert first == f"{row.name}: Mallory knows {row.knows}"
        assert second.startswith("  went in  ")
        assert len(second) < 320
        assert third.startswith(f"  missing  {row.layer}: ")
        assert row.reference in third


def test_a_story_shows_what_is_unusual(result):
    assert '"alg":"nOnE"' in result["none-mixed"].shown
    assert '{…,"iss":' in result["iss-longer"].shown
    assert "exp" not in result["id-token"].shown
    assert "10,0" in result["ten-megabytes"].shown
    assert result["claim-name-twice"].shown.count("roles") == 2


def test_the_table_has_a_line_for_each(result):
    lines = result.table().splitlines()
    assert len(lines) == 1 + len(result.rows)
    assert lines[1].split() == ["algorithm", "and", "signature", "none", "IN"]
    assert str(result).startswith(f"mine: {result.forged_refused} of {len(ATTACKS)} forged refused")
    assert "<table>" in result._repr_html_()


def test_layers_that_are_missing_are_counted(result):
    layers = result.missing_layers()
    assert sum(layers.values()) == len(result.breaches)
    assert list(layers.values()) == sorted(layers.values(), reverse=True)


def test_a_frame_and_plain_values(result):
    frame = result.frame()
    assert len(frame) == len(result.rows)
    assert frame[frame.kind == "forged"].ok.sum() == result.forged_refused
    plain = json.loads(json.dumps(result.as_dict()))
    assert plain["score"] == result.score
    assert len(plain["rows"]) == len(result.rows)
    with pytest.raises(KeyError):
        result["no-such-attack"]


def test_a_comparison_shows_the_same_tokens_to_all():
    seen: dict[str, list[str]] = {"a": [], "b": []}

    def watching(name: str) -> Any:
        def watch(token: str, keys: Any, /, **about: Any) -> Any:
            seen[name].append(token)
            raise ValueError

        return watch

    both = compare({name: watching(name) for name in seen}, seed=SEED)
    assert seen["a"] == seen["b"]
    assert len(seen["a"]) == len(ATTACKS) + len(HONEST)
    assert both.scores() == {"a": 0, "b": 0}
    assert list(both) == ["a", "b"]
    assert both.seed == SEED
    assert both.frame().shape == (len(both["a"].rows), 2)
    assert str(both).splitlines()[0].startswith("verifier")
    assert json.dumps(both.as_dict())
