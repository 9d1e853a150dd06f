"""Random scenarios from a rough world: losses, outages, queues, thieves, tabs, changing keys."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.world.scenarios import LATENCIES, VISITS

UNTIL = 150
APPS = st.fixed_dictionaries(
    {},
    optional={
        "renew": st.sampled_from(["on_401", "ahead", "timer"]),
        "margin": st.sampled_from([0, 5]),
        "jitter": st.sampled_from([0, 20]),
        "expiry": st.sampled_from(["expires_in", "exp"]),
        "single_flight": st.booleans(),
        "rereads": st.booleans(),
        "parallel": st.integers(1, 3),
        "thrown_out_by": st.sampled_from(["invalid_grant", "any_4xx", "any_failure"]),
        "tries_dead_again": st.booleans(),
        "login_delay": st.sampled_from([None, 0, 3]),
        "retry": st.just({"attempts": 3}),
        "logout": st.sampled_from([{"at": [20]}, {"at": [1, 70]}]),
    },
).map(lambda app: {"app": app})
STRATEGIES = st.one_of(st.sampled_from(["log_in_again", "on_401", "with_code", "ahead"]), APPS)
POLICIES = st.fixed_dictionaries(
    {
        "access_ttl": st.sampled_from([1, 5, 30, 31.5]),
        "refresh_ttl": st.sampled_from([None, 10, 60, 61.25]),
        "algorithm": st.just("ES256"),
    },
    optional={
        "reuse": st.sampled_from(["ignore", "refuse", "revoke_family", "revoke_user"]),
        "refresh_lifetime": st.sampled_from(["absolute", "sliding"]),
        "grace": st.sampled_from([2, 30]),
        "grace_answer": st.sampled_from(["same", "new"]),
        "atomic": st.booleans(),
        "store_delay": st.sampled_from([0.02, 1]),
        "confidential": st.booleans(),
        "session_limit": st.integers(1, 3),
        "revocation": st.sampled_from(["none", "deny_list", "status_list"]),
    },
)
SERVICES = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"workers": st.integers(1, 2)},
        optional={
            "service": st.just({"login": 1, "refresh": {"exponential": {"mean": 0.5}}}),
            "backlog": st.integers(0, 3),
        },
    ),
).flatmap(
    lambda service: st.fixed_dictionaries(
        {name: st.just(value) for name, value in service.items()},
        optional={
            "outages": st.sampled_from(
                [
                    [{"from": 10, "until": 30, "how": "silence"}],
                    [{"from": 0, "until": 1}, {"from": 40, "until": 90}],
                ]
            ),
            "rate_limit": st.sampled_from([{"per_second": 0.5}, {"per_second": 5, "burst": 3}]),
        },
    )
)
NETWORKS = st.fixed_dictionaries(
    {"latency": LATENCIES},
    optional={
        "timeout": st.sampled_from([0.5, 10]),
        "lost_requests": st.sampled_from([0.1, 0.5]),
        "lost_responses": st.sampled_from([0.1, 0.5]),
        "lossy": st.sampled_from(["auth_server", "backend", "both"]),
    },
)
KEYS = st.sampled_from(
    [
        [],
        [{"kid": "old", "retire": 100}, {"kid": "new", "announce": 20, "sign": 40}],
        [{"kid": "old", "withdraw": 60}, {"kid": "new", "announce": 60, "sign": 60}],
    ]
)
JWKS = st.one_of(
    st.none(),
    st.sampled_from(["pyjwkclient", "read_once"]),
    st.fixed_dictionaries(
        {"lifetime": st.sampled_from([5, 60])},
        optional={
            "refetch_unknown": st.booleans(),
            "cool_down": st.sampled_from([0, 10]),
            "single_flight": st.booleans(),
            "stale_if_error": st.sampled_from([0, 30]),
        },
    ),
)
THIEVES = st.fixed_dictionaries(
    {
        "victim": st.just("ada-001"),
        "takes": st.sampled_from(["access_token", "refresh_token", "signing_key"]),
        "at": st.sampled_from([3, 50, "random"]),
        "every": st.sampled_from([2, 20]),
    },
    optional={"renew_every": st.sampled_from([1, 15]), "first_use": st.just(5)},
).map(lambda thief: {"name": "mallory", "strategy": {"thief": thief}})
FLOODS = st.just(
    {"name": "junk", "strategy": {"flood": {"rate": 5, "from": 10, "until": 20}}},
)


@st.composite
def rough_scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """What a scenario file may say, as Python values."""
    policy = draw(POLICIES)
    checks: list[Any] = ["local", {"introspection": {"cache": draw(st.sampled_from([0, 10]))}}]
    kept = policy.get("revocation", "none")
    if kept != "none":
        checks.append({kept: {}})
    backend: dict[str, Any] = {
        "leeway": draw(st.sampled_from([0, 2.5])),
        "skew": draw(st.sampled_from([0, 3, -3])),
        "checks": draw(st.sampled_from(checks)),
    }
    jwks = draw(JWKS)
    if jwks is not None:
        backend["jwks"] = jwks
    clients = [
        {
            "name": name,
            "count": 2,
            "strategy": draw(STRATEGIES),
            "visits": draw(VISITS),
            "tabs": draw(st.integers(1, 2)),
            "tab_lock": draw(st.booleans()),
            "skew": draw(st.sampled_from([0, 4, -4])),
            "sleeps": draw(st.sampled_from([[], [{"from": 15, "until": 50}]])),
        }
        for name in ("ada", "bo")[: draw(st.integers(1, 2))]
    ]
    return {
        "name": "rough",
        "title": "whatever goes wrong",
        "until": UNTIL,
        "tokens": "lazy",
        "policy": policy,
        "network": draw(NETWORKS),
        "auth_server": draw(SERVICES),
        "keys": draw(KEYS),
        "backend": backend,
        "clients": clients + draw(st.lists(st.one_of(THIEVES, FLOODS), max_size=1)),
    }
