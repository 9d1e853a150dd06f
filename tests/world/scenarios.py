"""Random scenarios for property tests: small, and full of ties and edges."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

LATENCIES = st.sampled_from(
    [
        0,
        0.04,
        0.5,
        {"uniform": {"low": 0, "high": 2}},
        {"lognormal": {"median": 0.05, "spread": 0.8}},
    ]
)
STRATEGIES = st.sampled_from(
    [
        "log_in_again",
        "on_401",
        "with_code",
        "ahead",
        {"ahead": {"margin": 0}},
        {"ahead": {"margin": 5, "jitter": 20}},
        "app",
        {"app": {"renew": "ahead", "margin": 5, "jitter": 20, "jitter_drawn": "per_check"}},
        {"app": {"renew": "timer", "margin": 0}},
    ]
)
VISITS = st.one_of(
    st.lists(st.integers(0, 120), min_size=1, max_size=8).map(
        lambda at: {"script": {"at": sorted(at)}}
    ),
    st.sampled_from([{"poisson": {"every": 3}}, {"poisson": {"every": 40}}]),
)
POLICIES = st.fixed_dictionaries(
    {
        "access_ttl": st.sampled_from([1, 5, 30, 31.5]),
        "refresh_ttl": st.sampled_from([None, 0, 10, 60, 61.25]),
        "reuse": st.sampled_from(["refuse", "revoke_family"]),
    },
    optional={"rotation": st.booleans()},
).flatmap(
    lambda policy: (
        st.just(policy)
        if not policy.get("rotation", True)
        else st.fixed_dictionaries(
            {**{name: st.just(value) for name, value in policy.items()}},
            optional={"refresh_lifetime": st.sampled_from(["absolute", "sliding"])},
        )
    )
)


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """What a scenario file may say, as Python values."""
    clients = [
        {
            "name": name,
            "count": draw(st.integers(1, 3)),
            "strategy": draw(STRATEGIES),
            "visits": draw(VISITS),
            "roles": draw(st.sampled_from([["viewer"], [], ["viewer", "editor"]])),
        }
        for name in ("ada", "bo")[: draw(st.integers(1, 2))]
    ]
    return {
        "name": "random",
        "title": "whatever comes",
        "until": draw(st.sampled_from([0.5, 60, 150])),
        "policy": draw(POLICIES),
        "network": {"latency": draw(LATENCIES)},
        "backend": {"leeway": draw(st.sampled_from([0, 2.5]))},
        "clients": clients,
    }
